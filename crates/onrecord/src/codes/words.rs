//! Words of a phrase as the tables know them: in small letters without accents, hyphens and possessives apart, so that
//! *al-Qaeda*, *Al Qaeda* and *Côte d’Ivoire’s* are found however a report writes them. Tables and phrases go
//! through the same function.

use crate::actors::spelling;

/// The most words of a phrase that are looked at. A noun phrase of sixty words is a paragraph.
pub(super) const MOST_WORDS: usize = 60;

/// A word of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// As it is looked up.
    pub key: String,
    /// As it stands there.
    pub text: String,
    /// Begins with a capital.
    pub is_capital: bool,
    /// Two letters or more, all capitals: an acronym, or words that are only loud.
    pub is_caps: bool,
    /// A hyphen joins it to the next word.
    pub is_joined: bool,
    /// What it is besides a word.
    pub kind: Kind,
}

/// What stands between the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word.
    Word,
    /// *’s*
    Possessive,
    /// A comma, bracket, dash or colon.
    Break,
}

/// The words of a phrase, at most [`MOST_WORDS`].
pub(super) fn words(phrase: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for piece in phrase.split_whitespace() {
        if words.len() >= MOST_WORDS {
            break;
        }
        add_piece(&mut words, piece);
    }
    words.truncate(MOST_WORDS);
    words
}

/// The key of a whole name.
pub(super) fn key(name: &str) -> String {
    join(&words(name))
}

/// The key of some words in a row.
pub(super) fn join(words: &[Word]) -> String {
    let keys: Vec<&str> = words.iter().map(|w| w.key.as_str()).collect();
    keys.join(" ")
}

fn add_piece(words: &mut Vec<Word>, piece: &str) {
    // `car - borne` and `car -borne` are `car-borne`.
    if matches!(piece, "-" | "‐" | "‑") {
        if let Some(last) = words.last_mut() {
            last.is_joined = true;
        }
        return;
    }
    let is_opening = |c: char| matches!(c, '(' | '[' | '{');
    let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '‘' | '«' | '»' | '`' | '*' | '_');
    let mut rest = piece.trim_matches(is_quote);
    if rest.starts_with(is_opening) {
        words.push(mark());
        rest = rest.trim_start_matches(|c| is_opening(c) || is_quote(c));
    }
    let is_end =
        |c: char| matches!(c, ',' | ';' | ':' | ')' | ']' | '}' | '!' | '?' | '—' | '–') || is_quote(c);
    let body = rest.trim_end_matches(is_end);
    let ends = body.len() < rest.len();
    // A full stop ends a phrase unless the word is short or has more of them: `Sen.`, `U.S.`
    let (body, ends) = match body.strip_suffix('.') {
        Some(stem) if !stem.contains('.') && stem.chars().count() > 5 => (stem, true),
        _ => (body, ends),
    };
    for (n, part) in body.split(['/', '—', '–']).enumerate() {
        if n > 0 {
            words.push(mark());
        }
        add_compound(words, part);
    }
    if ends {
        words.push(mark());
    }
}

fn mark() -> Word {
    Word {
        key: ",".to_owned(),
        text: ",".to_owned(),
        is_capital: false,
        is_caps: false,
        is_joined: false,
        kind: Kind::Break,
    }
}

fn add_compound(words: &mut Vec<Word>, body: &str) {
    let body = body.replace('’', "'");
    let (stem, is_possessive) = match body.strip_suffix("'s").or_else(|| body.strip_suffix("'S")) {
        Some(stem) => (stem, true),
        None => match body.strip_suffix('\'') {
            Some(stem) => (stem, stem.ends_with(['s', 'S', 'z'])),
            None => (body.as_str(), false),
        },
    };
    let parts: Vec<&str> = stem.split(['-', '‐', '‑']).filter(|p| !p.is_empty()).collect();
    let many = parts.len();
    for (n, part) in parts.into_iter().enumerate() {
        let key = fold(part);
        if key.is_empty() {
            continue;
        }
        let letters = || part.chars().filter(|c| c.is_alphabetic());
        let is_caps = letters().count() > 1
            && letters().all(char::is_uppercase)
            // `UK` and `IDPs`, but also `G7`.
            || part.len() > 2 && part.ends_with('s') && part[..part.len() - 1].chars().all(|c| c.is_ascii_uppercase())
            || part.chars().any(|c| c.is_ascii_digit()) && letters().count() == 1 && letters().all(char::is_uppercase);
        words.push(Word {
            key,
            text: part.to_owned(),
            is_capital: part.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()),
            is_caps,
            is_joined: n + 1 < many,
            kind: Kind::Word,
        });
    }
    if is_possessive && !words.is_empty() {
        words.push(Word { key: "'s".to_owned(), text: "'s".to_owned(), kind: Kind::Possessive, ..mark() });
    }
}

/// A word in small letters, without accents, full stops and other marks.
fn fold(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match spelling::plain_letter(c) {
            Some(plain) => out.push_str(plain),
            None if c.is_alphanumeric() || matches!(c, '&' | '+' | '$' | '\'') => out.push(c),
            None => {}
        }
    }
    let trimmed = out.trim_matches('\'');
    if trimmed.len() == out.len() { out } else { trimmed.to_owned() }
}

/// The plurals of a noun phrase: its last word, by the rules and the irregular nouns that stand for people.
pub(super) fn plural(key: &str) -> String {
    let (front, last) = key.rsplit_once(' ').map_or(("", key), |(f, l)| (f, l));
    let ends_in_consonant_y =
        last.ends_with('y') && !last.ends_with("ay") && !last.ends_with("ey") && !last.ends_with("oy");
    let plural = if let Some(stem) = last.strip_suffix("man").filter(|s| !s.ends_with("hu") && *s != "ger") {
        format!("{stem}men")
    } else if last == "child" || last.ends_with("schoolchild") {
        format!("{last}ren")
    } else if last == "person" {
        "people".to_owned()
    } else if last == "thief" {
        "thieves".to_owned()
    } else if last == "wife" || last == "midwife" {
        format!("{}ves", last.trim_end_matches("fe"))
    } else if ends_in_consonant_y {
        format!("{}ies", &last[..last.len() - 1])
    } else if ["s", "x", "z", "ch", "sh"].iter().any(|e| last.ends_with(e)) {
        format!("{last}es")
    } else {
        format!("{last}s")
    };
    if front.is_empty() { plural } else { format!("{front} {plural}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_hyphens_stops_and_possessives_make_no_difference() {
        assert_eq!(key("Côte d’Ivoire"), key("Cote d'Ivoire"));
        assert_eq!(key("al-Qaeda"), "al qaeda");
        assert_eq!(key("U.S."), "us");
        assert_eq!(key("Türkiye’s"), "turkiye 's");
        assert_eq!(key("schoolchildren 's parents"), key("schoolchildren's parents"));
        assert_eq!(key("Workers' Party"), "workers 's party");
        assert_eq!(key("İzmir"), "izmir");
    }

    #[test]
    fn marks_part_and_hyphens_join() {
        let found: Vec<(String, bool)> =
            words("Boro, car - borne (rebel)").into_iter().map(|w| (w.key, w.is_joined)).collect();
        let wanted = [("boro", false), (",", false), ("car", true), ("borne", false), (",", false)];
        assert_eq!(found[..5], wanted.map(|(w, j)| (w.to_owned(), j)));
        assert_eq!(found[5].0, "rebel");
    }

    #[test]
    fn plurals_are_made_by_rule() {
        for (one, many) in [
            ("gunman", "gunmen"),
            ("spy", "spies"),
            ("coup attempt", "coup attempts"),
            ("schoolchild", "schoolchildren"),
            ("thief", "thieves"),
            ("police boss", "police bosses"),
            ("attorney", "attorneys"),
        ] {
            assert_eq!(plural(one), many);
        }
    }

    #[test]
    fn a_phrase_of_any_length_is_cut() {
        assert_eq!(words(&"rebel ".repeat(10_000)).len(), MOST_WORDS);
    }
}
