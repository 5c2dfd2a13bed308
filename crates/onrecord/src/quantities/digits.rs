//! A number in digits as one word of a text: `6,000`, `1.5`, `€3bn`, `5km`, `30–40`, `½`.

/// A word that holds a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Digits<'t> {
    /// What stands before the digits: `€`.
    pub prefix: &'t str,
    pub value: f64,
    /// The second number of `30–40`.
    pub to: Option<f64>,
    /// What stands behind: `bn`, `km`, `%`.
    pub suffix: &'t str,
    /// Whether it is digits and nothing else, so that it can be a year or a group of a phone number.
    pub is_plain: bool,
}

const VULGAR: [(char, f64); 7] =
    [('½', 0.5), ('⅓', 1.0 / 3.0), ('⅔', 2.0 / 3.0), ('¼', 0.25), ('¾', 0.75), ('⅛', 0.125), ('⅕', 0.2)];

/// Reads a word; `None` where it is no number, or one that does not count (`1990s`, `3rd`, `10:30`, `9/11`).
pub(super) fn read(word: &str) -> Option<Digits<'_>> {
    let start = word.find(|c: char| c.is_ascii_digit() || VULGAR.iter().any(|v| v.0 == c))?;
    let (prefix, rest) = word.split_at(start);
    // No symbol of a currency is longer; what has letters and more before its digits is a name: *F16*, *MH370*.
    if prefix.chars().count() > 4 {
        return None;
    }
    let (value, rest) = number(rest)?;
    let mut to = None;
    let mut suffix = rest;
    if let Some(behind) = rest.strip_prefix(['-', '–', '—', '‑'])
        && behind.starts_with(|c: char| c.is_ascii_digit())
    {
        let (second, rest) = number(behind)?;
        (to, suffix) = (Some(second), rest);
    }
    if suffix.contains(|c: char| c.is_ascii_digit() || matches!(c, ':' | ',' | '.'))
        && !suffix.starts_with(|c: char| c.is_alphabetic())
        || matches!(suffix, "s" | "st" | "nd" | "rd" | "th" | "’s" | "'s")
    {
        return None;
    }
    let is_plain = prefix.is_empty() && suffix.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
    Some(Digits { prefix, value, to, suffix, is_plain })
}

/// The number that a piece of text begins with, and what is behind it.
fn number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.'))).unwrap_or(text.len());
    let (digits, mut rest) = text.split_at(end);
    let cut = digits.trim_end_matches([',', '.']);
    rest = if cut.len() < digits.len() { &text[cut.len()..] } else { rest };
    let mut value = if cut.is_empty() { 0.0 } else { grouped(cut)? };
    if let Some((c, part)) = rest.chars().next().and_then(|c| VULGAR.iter().find(|v| v.0 == c)) {
        value += part;
        rest = &rest[c.len_utf8()..];
    } else if cut.is_empty() {
        return None;
    }
    if let Some(over) = rest.strip_prefix(['/', '⁄']) {
        let end = over.find(|c: char| !c.is_ascii_digit()).unwrap_or(over.len());
        let below: f64 = over[..end].parse().ok()?;
        // A fraction, and no date (9/11) and no pair of terms (2015/16).
        if !matches!(below as u32, 2..=5 | 8 | 10) || value >= below {
            return None;
        }
        (value, rest) = (value / below, &over[end..]);
    }
    Some((value, rest))
}

/// Digits with commas between groups of three, in India also of two.
fn grouped(digits: &str) -> Option<f64> {
    let (whole, part) = digits.split_once('.').map_or((digits, None), |(w, p)| (w, Some(p)));
    if part.is_some_and(|p| p.is_empty() || !p.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    if whole.contains(',') {
        let groups: Vec<&str> = whole.split(',').collect();
        let (last, front) = groups.split_last()?;
        let fits = last.len() == 3
            && !front[0].is_empty()
            && front[0].len() <= 3
            && front[1..].iter().all(|g| matches!(g.len(), 2 | 3));
        if !fits {
            return None;
        }
    }
    // Longer ones are keys and accounts.
    (digits.len() <= 24).then(|| digits.replace(',', "").parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, prefix: &str, value: f64, to: Option<f64>, suffix: &str) {
        let found = read(word).map(|d| (d.prefix, d.value, d.to, d.suffix));
        assert_eq!(found, Some((prefix, value, to, suffix)), "{word}");
    }

    #[test]
    fn numbers_come_with_what_stands_beside_their_digits() {
        check("6,000", "", 6000.0, None, "");
        check("1.5", "", 1.5, None, "");
        check("€3bn", "€", 3e9 / 1e9, None, "bn");
        check("Rs500", "Rs", 500.0, None, "");
        check("30–40", "", 30.0, Some(40.0), "");
        check("60+", "", 60.0, None, "+");
        check("1,00,000", "", 100_000.0, None, "");
        check("2½", "", 2.5, None, "");
        check("½", "", 0.5, None, "");
        check("3/4", "", 0.75, None, "");
        check("5km", "", 5.0, None, "km");
    }

    #[test]
    fn what_is_no_number_is_none() {
        for word in
            ["ten", "1990s", "3rd", "10:30", "9/11", "2015/16", "1.2.3", "12,34", "", "A,B", "192.168.0.1"]
        {
            assert_eq!(read(word), None, "{word}");
        }
    }

    #[test]
    fn any_characters_are_read_without_harm() {
        for word in ["½½½", "1½/", "/", "1/", "1–", "–1", "€", "1,,000", ".5", "٣", "1\u{301}", "1–2–3"]
        {
            let _ = read(word);
        }
        assert_eq!(read("1–2–3"), None);
    }
}
