//! A phrase in its parts: what stands before the first preposition, what comes with each preposition, what stands
//! between commas; and in each part the known names and nouns, the longest first.

use super::tables::{Entry, Means, Tables};
use super::words::{Kind, Word, words};

/// The most words that the full name of a person has here.
const MOST_NAMES: usize = 6;

/// How a part hangs on the phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// The beginning: it holds the head.
    Main,
    /// *of*, *for*, *at*, *with*, *from*: whose.
    Of,
    /// *in*, *near*: where.
    In,
    /// *to*, *against*, *on*: about whom; says nothing of the actor.
    Toward,
    /// Behind a comma or bracket.
    Beside,
    /// Behind *and*.
    And,
}

/// A part of a phrase.
#[derive(Clone, Debug)]
pub(super) struct Part<'a> {
    /// How it hangs on the phrase.
    pub link: Link,
    /// Its words.
    pub items: Vec<Item<'a>>,
}

/// A word, or the words of a known name or noun.
#[derive(Clone, Debug)]
pub(super) struct Item<'a> {
    /// The words as they stand there.
    pub text: String,
    /// Their key.
    pub key: String,
    /// The rows that have them; none for an unknown word.
    pub rows: Vec<&'a Entry>,
    /// Begins with a capital.
    pub is_capital: bool,
    /// A hyphen joins it to what makes it say nothing of the actor: *Iran*-backed, anti-*government*.
    pub is_aside: bool,
}

impl Item<'_> {
    /// Whether a row takes it for one of these.
    pub fn is(&self, means: &[Means]) -> bool {
        self.rows.first().is_some_and(|e| means.contains(&e.means))
    }
}

/// The parts of a phrase.
pub(super) fn parts<'a>(tables: &'a Tables, phrase: &str) -> Vec<Part<'a>> {
    let words = words(phrase);
    let is_small = !words.iter().any(|w| w.is_capital);
    let mut parts = vec![Part { link: Link::Main, items: Vec::new() }];
    let mut i = 0;
    let mut was_aside_prefix = false;
    while i < words.len() {
        let word = &words[i];
        let found = if word.kind == Kind::Word { tables.longest(&words, i, is_small) } else { None };
        // `the National Guard` is no *The National*.
        let ends =
            |found: &Option<(usize, Vec<&Entry>)>, at: usize| found.as_ref().map_or(0, |(n, _)| at + n);
        let found = found.filter(|(n, _)| {
            let is_later = i + 1 < words.len() && word.key == "the" && words[i + 1].kind == Kind::Word;
            !(is_later && ends(&tables.longest(&words, i + 1, is_small), i + 1) > i + n)
        });
        let found = person(tables, &words, i, found.as_ref().map_or(0, |(n, _)| *n)).or(found);
        if let Some((n, rows)) = found {
            let last = &words[i + n - 1];
            let next = words.get(i + n).filter(|_| last.is_joined);
            let item = Item {
                text: shown(&words[i..i + n]),
                key: super::words::join(&words[i..i + n]),
                rows,
                is_capital: word.is_capital,
                is_aside: was_aside_prefix || next.is_some_and(|w| is_aside_ending(&w.key)),
            };
            was_aside_prefix = false;
            let item = if is_of_name(&item, &parts) { Item { rows: Vec::new(), ..item } } else { item };
            push(&mut parts, item);
            i += n;
            continue;
        }
        i += 1;
        match word.kind {
            Kind::Possessive => continue,
            Kind::Break => {
                open(&mut parts, Link::Beside);
                continue;
            }
            Kind::Word => {}
        }
        was_aside_prefix =
            word.is_joined && matches!(word.key.as_str(), "anti" | "pro" | "non" | "counter" | "post");
        match link_of(word, &parts) {
            Some(link) => open(&mut parts, link),
            None if was_aside_prefix => {}
            None => push(
                &mut parts,
                Item {
                    text: word.text.clone(),
                    key: word.key.clone(),
                    rows: Vec::new(),
                    is_capital: word.is_capital,
                    is_aside: false,
                },
            ),
        }
    }
    parts
}

/// Whether the name of a city is the last name of somebody of whom nothing else is known: *Ada Valencia*.
fn is_of_name(item: &Item, parts: &[Part]) -> bool {
    let before = parts.last().and_then(|p| p.items.last());
    item.is(&[Means::City])
        && before.is_some_and(|b| b.rows.is_empty() && b.is_capital && !is_direction(&b.key))
}

/// What stands before the name of a place and is part of no person's.
fn is_direction(key: &str) -> bool {
    let ways = [
        "north", "south", "east", "west", "central", "greater", "upper", "lower", "downtown", "occupied",
        "old", "the",
    ];
    ways.iter().any(|w| key.starts_with(w))
}

/// The person whose full name begins at a word, in any spelling, if it has more words than what is found already.
fn person<'a>(
    tables: &'a Tables,
    words: &[Word],
    at: usize,
    found: usize,
) -> Option<(usize, Vec<&'a Entry>)> {
    let is_name = |w: &Word| w.kind == Kind::Word;
    if !words[at].is_capital || !is_name(&words[at]) {
        return None;
    }
    let most = words[at..].iter().take(MOST_NAMES).take_while(|w| is_name(w)).count();
    let lengths = (2.max(found + 1)..=most).rev().filter(|n| words[at + n - 1].is_capital);
    lengths.into_iter().find_map(|n| Some((n, tables.person(&shown(&words[at..at + n]))?)))
}

fn push<'a>(parts: &mut [Part<'a>], item: Item<'a>) {
    if let Some(part) = parts.last_mut() {
        part.items.push(item);
    }
}

fn open(parts: &mut Vec<Part>, link: Link) {
    match parts.last_mut() {
        // `, in`, `from the`: the later word tells, but the beginning stays the beginning.
        Some(part) if part.items.is_empty() && part.link != Link::Main => part.link = link,
        Some(part) if part.items.is_empty() && link == Link::Beside => {}
        _ => parts.push(Part { link, items: Vec::new() }),
    }
}

fn shown(words: &[Word]) -> String {
    let mut out = String::new();
    for (n, word) in words.iter().enumerate() {
        if n > 0 && word.kind != Kind::Possessive {
            out.push(if words[n - 1].is_joined { '-' } else { ' ' });
        }
        out.push_str(&word.text);
    }
    out
}

/// What a preposition or conjunction opens.
fn link_of(word: &Word, parts: &[Part]) -> Option<Link> {
    let before = parts.last().and_then(|p| p.items.last());
    let head = parts.first().and_then(|p| p.items.iter().rev().find(|i| !i.rows.is_empty()));
    Some(match word.key.as_str() {
        "of" | "at" | "with" | "from" | "belonging" => Link::Of,
        // `the minister for Europe`, `the envoy for Syria` are not of there.
        "for" if head.is_some_and(|h| is_about(&h.key)) => Link::Toward,
        "for" => Link::Of,
        // `troops loyal to the general`, `an adviser to the king`
        "to" if before.is_some_and(|b| is_close(&b.key)) => Link::Of,
        "in" | "near" | "across" | "inside" | "outside" | "around" | "within" | "throughout" | "under"
        | "along" => Link::In,
        "to" | "against" | "by" | "on" | "over" | "about" | "after" | "before" | "between" | "into"
        | "during" | "despite" | "like" | "as" | "who" | "whom" | "which" | "that" | "whose" | "where"
        | "when" | "while" | "fighting" | "fleeing" | "opposing" | "opposed" | "supporting"
        | "protesting" | "accused" | "demanding" | "seeking" | "targeting" | "covering" | "visiting"
        | "entering" | "bound" | "calling" | "is" | "was" | "are" | "were" | "has" | "have" | "had"
        | "said" | "says" => Link::Toward,
        "and" | "or" | "as well as" => match parts.last().map(|p| p.link) {
            Some(Link::Main) | None => Link::And,
            Some(link) => link,
        },
        _ => return None,
    })
}

fn is_about(key: &str) -> bool {
    let last = key.rsplit(' ').next().unwrap_or(key);
    matches!(
        last,
        "minister"
            | "ministry"
            | "envoy"
            | "envoys"
            | "ambassador"
            | "negotiator"
            | "representative"
            | "commissioner"
            | "secretary"
            | "coordinator"
            | "mediator"
            | "specialist"
            | "department"
            | "office"
            | "deputy"
            | "rapporteur"
    )
}

fn is_close(key: &str) -> bool {
    let last = key.rsplit(' ').next().unwrap_or(key);
    matches!(
        last,
        "loyal"
            | "allied"
            | "close"
            | "linked"
            | "affiliated"
            | "sympathetic"
            | "adviser"
            | "advisor"
            | "aide"
            | "aides"
            | "assistant"
            | "successor"
            | "advisers"
            | "advisors"
            | "belonging"
            | "related"
    )
}

/// What follows a hyphen and tells of another: *Iran-backed*, *Saudi-led*. *London-based* does not.
fn is_aside_ending(key: &str) -> bool {
    matches!(
        key,
        "backed"
            | "led"
            | "funded"
            | "supported"
            | "sponsored"
            | "allied"
            | "aligned"
            | "linked"
            | "occupied"
            | "controlled"
            | "held"
            | "annexed"
            | "installed"
            | "appointed"
            | "trained"
            | "armed"
            | "made"
            | "built"
            | "speaking"
            | "friendly"
            | "brokered"
            | "mediated"
            | "imposed"
            | "inspired"
            | "affiliated"
            | "administered"
            | "run"
            | "owned"
            | "style"
            | "bound"
            | "proxy"
    )
}
