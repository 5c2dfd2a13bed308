//! Whose words a text carries: an agency's, an office's, or the outlet's own.
//!
//! Told from the credit in the dateline or byline, from the agency's name at the end of the text, and from the
//! publisher. The names are in `data/en/agencies.txt` and `data/en/publishers.txt`; a name in brackets between a
//! dateline and its dash is a credit whether the list has it or not.

use onrecord_doc::Document;
use std::sync::LazyLock;

/// Whose words a text carries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A news agency's.
    Agency(String),
    /// An office's: a ministry, a government, a body's own press service.
    Official(String),
    /// The outlet's own, as far as can be told.
    Outlet(String),
    /// Not known.
    Unknown,
}

impl Origin {
    /// The kind in JSON.
    pub fn kind(&self) -> &'static str {
        match self {
            Origin::Agency(_) => "agency",
            Origin::Official(_) => "official",
            Origin::Outlet(_) => "outlet",
            Origin::Unknown => "unknown",
        }
    }

    /// The name, if known.
    pub fn name(&self) -> Option<&str> {
        match self {
            Origin::Agency(n) | Origin::Official(n) | Origin::Outlet(n) => Some(n),
            Origin::Unknown => None,
        }
    }
}

/// How much of the beginning may hold a credit, in characters: a byline and a dateline.
const HEAD: usize = 200;
/// How much of the end.
const TAIL: usize = 120;
/// The longest name in brackets that is a credit.
const NAME: usize = 40;

/// Name and marks of the known agencies.
static AGENCIES: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    lines(include_str!("../../data/en/agencies.txt")).map(|l| l.split('\t').collect()).collect()
});

/// What a word in a publisher's name tells.
static PUBLISHERS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    lines(include_str!("../../data/en/publishers.txt")).filter_map(|l| l.split_once('\t')).collect()
});

/// Whose words the text of a document carries.
pub fn origin(doc: &Document) -> Origin {
    let text = doc.text().trim();
    let publisher = doc.input().publisher.as_deref().map(str::trim).filter(|p| !p.is_empty());
    let head = &text[..text.char_indices().nth(HEAD).map_or(text.len(), |c| c.0)];
    let from = text.char_indices().rev().nth(TAIL - 1).map_or(0, |c| c.0);
    if let Some(name) = credit(head).or_else(|| last_line(&text[from..])) {
        return Origin::Agency(name);
    }
    let Some(publisher) = publisher else { return Origin::Unknown };
    if let Some(known) = known(publisher) {
        return Origin::Agency(known.to_owned());
    }
    let lower = publisher.to_lowercase();
    let told = PUBLISHERS.iter().find(|(_, word)| has_words(&lower, word));
    match told.map(|t| t.0) {
        Some("agency") => Origin::Agency(publisher.to_owned()),
        Some("official") => Origin::Official(publisher.to_owned()),
        _ => Origin::Outlet(publisher.to_owned()),
    }
}

/// The agency credited at the beginning: `(Reuters) -`, `MOSCOW, March 3 (Northern Wire) -`, `AFP -`.
fn credit(head: &str) -> Option<String> {
    if let (Some(open), Some(close)) = (head.find('('), head.find(')')) {
        let inside = head.get(open + 1..close).unwrap_or("").trim();
        let after = head.get(close + 1..).unwrap_or("").trim_start();
        let dash = after.starts_with(['-', '–', '—', ':']);
        let before = head.get(..open).unwrap_or("");
        // A dateline holds no sentence: anything with a full stop before the bracket is already the report.
        let dateline = !before.contains(['.', '\n']) && open <= NAME * 2;
        let name = inside.chars().count() <= NAME && inside.chars().next().is_some_and(char::is_uppercase);
        if dash && dateline && (name || known(inside).is_some()) {
            return Some(known(inside).unwrap_or(inside).to_owned());
        }
    }
    // A byline or a bare credit: the name stands at the end of the first line, or before its dash.
    let first = head.lines().next().unwrap_or("");
    let end = first.find([':', '–', '—']).or_else(|| first.find(" - ")).unwrap_or(first.len());
    let part = first.get(..end).unwrap_or("");
    let short = part.chars().count() <= NAME * 2 && !part.trim_end().ends_with('.');
    let last = part.rsplit([',', '/', '|', '(']).next().unwrap_or("").trim().trim_end_matches(')');
    if short { known(last).map(str::to_owned) } else { None }
}

/// The agency credited in the last line, alone or in brackets: `(AP)`, `Agence France-Presse`, `— Reuters`.
fn last_line(tail: &str) -> Option<String> {
    let line = tail.lines().next_back()?;
    let open = line.rfind('(').filter(|_| line.trim_end().ends_with(')'));
    let part = open.map_or(line, |o| &line[o..]);
    let name = part.trim_matches(|c: char| !c.is_alphanumeric());
    known(name).map(str::to_owned)
}

/// The full name of the agency that has this mark, letter by letter.
fn known(mark: &str) -> Option<&'static str> {
    AGENCIES.iter().find(|a| a.contains(&mark)).and_then(|a| a.first().copied())
}

fn has_words(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        before && text[at + words.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric())
    })
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|l| !l.starts_with('#') && !l.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_doc::Input;

    fn check(publisher: &str, text: &str, kind: &str, name: &str) {
        let input = Input { publisher: Some(publisher.to_owned()), ..Input::new(text) };
        let found = origin(&Document::new(input));
        assert_eq!((found.kind(), found.name()), (kind, Some(name)), "{text}");
    }

    #[test]
    fn a_credit_in_the_dateline_the_byline_or_the_last_line_names_the_agency() {
        let agency = |text, name| check("Daily Ledger", text, "agency", name);
        agency("ODESA, March 3 (Northern Wire) - Drones struck.", "Northern Wire");
        agency("MOSCOW (AP) — Talks failed.", "Associated Press");
        agency("By Ann Lee, Reuters\n\nTalks failed.", "Reuters");
        agency("PARIS, AFP – Talks failed.", "Agence France-Presse");
        agency("Talks failed.\n\n(TASS)", "TASS");
    }

    #[test]
    fn a_publisher_tells_what_it_is_where_the_text_does_not() {
        check("Meridian Agency", "Talks failed.", "agency", "Meridian Agency");
        check("Ministry of Defence", "Talks failed.", "official", "Ministry of Defence");
        check("Daily Ledger", "Talks failed (he said) - and so on.", "outlet", "Daily Ledger");
        check("Wirecutters Weekly", "Talks failed. Reuters said so.", "outlet", "Wirecutters Weekly");
    }

    #[test]
    fn a_text_of_any_bytes_has_an_origin() {
        for text in ["", "(", ")(", "é(😀) -", "(é", "—", "\n\n", ")\n("] {
            assert_eq!(origin(&Document::new(Input::new(text))).kind(), "unknown", "{text:?}");
        }
    }
}
