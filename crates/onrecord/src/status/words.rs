//! The table of words that govern: what a verb, noun, adjective or small word says of what hangs on it in one frame.

use crate::{Error, tsv};
use hashbrown::HashMap;
use onrecord_doc::{Status, Tokens};

/// What a word does to the status of what hangs on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// It is this. [`Status::Happened`] is presupposed: nothing above can change it.
    Is(Status),
    /// It stands as the governor stands: *managed to*, *held talks*.
    Same,
    /// It is told, in the teller's words: *said that*, *reports of*.
    Said,
    /// It is turned down, and what was told is denied: *rejected calls to*, *rejected claims that*.
    Reject,
    /// A threat where the speaker means itself, else possible: *warned that it would*.
    Warn,
    /// It was going on, and comes to an end: *stopped shelling*, *agreed to end the siege*.
    Stop,
    /// It has started and goes on where the start is near: *has begun to*.
    Begin,
}

const EFFECTS: [(&str, Effect); 6] = [
    ("same", Effect::Same),
    ("said", Effect::Said),
    ("reject", Effect::Reject),
    ("warn", Effect::Warn),
    ("stop", Effect::Stop),
    ("begin", Effect::Begin),
];

/// The coarse part of speech of a governor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Verb,
    Noun,
    Adjective,
    /// Prepositions and conjunctions.
    Small,
}

const PARTS: [(&str, Part); 4] =
    [("VERB", Part::Verb), ("NOUN", Part::Noun), ("ADJ", Part::Adjective), ("ADP", Part::Small)];

/// A row as it is looked up.
#[derive(Clone, Debug)]
struct Row {
    part: Part,
    frame: String,
    effect: Effect,
    /// Name of the rule: `threaten inf`.
    name: String,
}

/// What a row says, and its name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found<'w> {
    pub effect: Effect,
    pub name: &'w str,
    /// The second word of a governor of two: *rule out*.
    pub second: Option<usize>,
}

/// The words that govern, from `data/en/lexicon/status.tsv`.
#[derive(Clone, Debug, Default)]
pub struct StatusWords {
    by_lemma: HashMap<String, Vec<Row>>,
    /// First words of verbs of two words: *rule* for *rule out*.
    firsts: HashMap<String, ()>,
}

/// More children than this are not looked at for the second word of a verb.
const MOST_CHILDREN: usize = 32;

impl StatusWords {
    /// Reads the table; `path` is its name in errors.
    ///
    /// # Errors
    ///
    /// Fails at a row without a source, with an unknown part of speech or status, or without a frame.
    pub fn parse(path: &str, table: &str) -> Result<StatusWords, Error> {
        let mut words = StatusWords::default();
        for row in tsv::rows(path, table, ["lemma", "pos", "frame", "status", "source"])? {
            let [lemma, pos, frame, status, _] = row.cells;
            let wrong = |message: String, hint: String| tsv::wrong(path, row.line, message, Some(hint));
            let Some((_, part)) = PARTS.iter().find(|(name, _)| *name == pos) else {
                let hint = format!("parts of speech: {}", PARTS.map(|(name, _)| name).join(", "));
                return Err(wrong(format!("unknown part of speech `{pos}`"), hint));
            };
            let known = EFFECTS.iter().find(|(name, _)| *name == status).map(|(_, effect)| *effect);
            let Some(effect) = known.or_else(|| Status::find(status).map(Effect::Is)) else {
                let names: Vec<&str> =
                    Status::ALL.iter().map(|s| s.name()).chain(EFFECTS.map(|(name, _)| name)).collect();
                return Err(wrong(
                    format!("unknown status `{status}`"),
                    format!("one of {}", names.join(", ")),
                ));
            };
            if lemma.is_empty() || frame.is_empty() {
                let hint = "frames: inf, that, ing, obj, subj, mod, clause, or a preposition".to_owned();
                return Err(wrong("a row without lemma or frame".to_owned(), hint));
            }
            if let (Part::Verb, Some((first, _))) = (part, lemma.split_once(' ')) {
                words.firsts.insert(first.to_owned(), ());
            }
            for frame in frame.split(' ') {
                let name = format!("{lemma} {frame}");
                let entry = Row { part: *part, frame: frame.to_owned(), effect, name };
                words.by_lemma.entry_ref(lemma).or_default().push(entry);
            }
        }
        Ok(words)
    }

    /// What a token says of what hangs on it in the first of these frames that it has a row for.
    pub(super) fn find<'w>(&'w self, tokens: &Tokens, governor: usize, frames: &[&str]) -> Option<Found<'w>> {
        let part = part(tokens.pos(governor), tokens.tag(governor))?;
        let (lemma, lower) = (tokens.lemma(governor), tokens.lower(governor));
        if part == Part::Verb && self.firsts.contains_key(lemma) {
            for child in tokens.children(governor).take(MOST_CHILDREN) {
                let is_near = matches!(
                    tokens.dep(child),
                    "prt" | "advmod" | "dobj" | "acomp" | "prep" | "oprd" | "attr" | "neg" | "npadvmod"
                );
                // *Drills off the coast* are not called off.
                let governs = |c: usize| matches!(tokens.dep(c), "pobj" | "pcomp");
                if !is_near || tokens.dep(child) == "prep" && tokens.children(child).take(4).any(governs) {
                    continue;
                }
                let two = format!("{lemma} {}", tokens.lower(child));
                if let Some(found) = self.row(&two, part, frames) {
                    return Some(Found { second: Some(child), ..found });
                }
            }
        }
        // A participle taken for an adjective, or the other way round, is the same word; so is *upcoming* taken for a noun.
        let other = match part {
            Part::Verb if tokens.tag(governor) == "VBN" || lower == "set" => Some(Part::Adjective),
            Part::Adjective => Some(Part::Verb),
            Part::Noun if tokens.dep(governor) == "amod" => Some(Part::Adjective),
            _ => None,
        };
        let parts = [Some(part), other].into_iter().flatten();
        let keys = parts.flat_map(|part| [(lower, part), (lemma, part)]);
        keys.filter_map(|(key, part)| self.row(key, part, frames)).next()
    }

    /// What words of more than one token say, the last of which is `last`: *as long as*, *in the event that*.
    pub(super) fn find_before<'w>(
        &'w self,
        tokens: &Tokens,
        last: usize,
        frame: &str,
    ) -> Option<(Found<'w>, usize)> {
        for count in (1..=4).rev() {
            let Some(first) = (last + 1).checked_sub(count) else { continue };
            let words: Vec<&str> = (first..=last).map(|i| tokens.lower(i)).collect();
            if let Some(found) = self.row(&words.join(" "), Part::Small, &[frame]) {
                return Some((found, first));
            }
        }
        None
    }

    fn row(&self, lemma: &str, part: Part, frames: &[&str]) -> Option<Found<'_>> {
        let rows = self.by_lemma.get(lemma)?;
        let of = |frame: &&str| rows.iter().find(|r| r.part == part && r.frame == **frame);
        let row = frames.iter().find_map(of)?;
        Some(Found { effect: row.effect, name: &row.name, second: None })
    }
}

fn part(pos: &str, tag: &str) -> Option<Part> {
    Some(match pos {
        "VERB" | "AUX" => Part::Verb,
        "NOUN" | "PROPN" => Part::Noun,
        "ADP" | "SCONJ" | "CCONJ" => Part::Small,
        "ADJ" | "ADV" | "DET" => Part::Adjective,
        _ if matches!(tag, "IN" | "TO") => Part::Small,
        _ => return None,
    })
}
