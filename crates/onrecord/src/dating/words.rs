//! The words that decide when something was: verbs, adjectives and nouns in the classes of `data/en/lexicon/dating.tsv`.

use crate::{Error, tsv};
use hashbrown::HashMap;
use onrecord_doc::Tokens;

/// What a word does to the time of what hangs on it, or of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    /// What hangs on it is yet to come, seen from it: *plan*, *urge*, *due*.
    Plan = 1,
    /// What hangs on it is of its own time: *begin*, *manage*, *force*.
    Same = 2,
    /// It holds over a time and is no change: *know*, *own*.
    State = 4,
    /// What it tells has a time of its own: *say*.
    Say = 8,
    /// What hangs on it was before it: *regret*, *recall*.
    Before = 16,
    /// A noun that it asks or makes ready for is yet to come: *call for talks*, *propose a ceasefire*.
    Aim = 32,
}

const CLASSES: [(&str, Class); 6] = [
    ("plan", Class::Plan),
    ("same", Class::Same),
    ("state", Class::State),
    ("say", Class::Say),
    ("before", Class::Before),
    ("aim", Class::Aim),
];

/// The words with their classes.
#[derive(Clone, Debug, Default)]
pub struct DatingWords {
    /// The classes of a lemma, one bit each: as verb, adjective, noun.
    by_lemma: HashMap<String, [u8; 3]>,
}

impl DatingWords {
    /// Reads the table; `path` is its name in errors.
    ///
    /// # Errors
    ///
    /// Fails at a row without a source, or with an unknown class or part of speech.
    pub fn parse(path: &str, table: &str) -> Result<DatingWords, Error> {
        let mut words = DatingWords::default();
        for row in tsv::rows(path, table, ["lemma", "pos", "class", "source"])? {
            let [lemma, pos, class, _] = row.cells;
            let Some((_, class)) = CLASSES.iter().find(|(name, _)| *name == class) else {
                let hint = format!("classes: {}", CLASSES.map(|(name, _)| name).join(", "));
                return Err(tsv::wrong(path, row.line, format!("unknown class `{class}`"), Some(hint)));
            };
            let Some(part) = part(pos) else {
                let hint = "parts of speech: VERB, ADJ, NOUN".to_owned();
                return Err(tsv::wrong(
                    path,
                    row.line,
                    format!("unknown part of speech `{pos}`"),
                    Some(hint),
                ));
            };
            words.by_lemma.entry_ref(lemma).or_default()[part] |= *class as u8;
        }
        Ok(words)
    }

    /// Whether a token is in a class.
    pub(super) fn is(&self, tokens: &Tokens, i: usize, class: Class) -> bool {
        // A participle taken for an adjective, or the other way round, is the same word.
        let of = |lemma: &str, part: usize| {
            self.by_lemma.get(lemma).is_some_and(|bits| bits[part] & class as u8 != 0)
        };
        let Some(part) = part(tokens.pos(i)) else { return false };
        of(tokens.lemma(i), part) || part == 1 && of(tokens.lower(i), part)
    }
}

fn part(pos: &str) -> Option<usize> {
    Some(match pos {
        "VERB" | "AUX" => 0,
        "ADJ" | "ADV" => 1,
        "NOUN" | "PROPN" => 2,
        _ => return None,
    })
}
