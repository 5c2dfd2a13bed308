//! The word list of the agenda: nouns that name something on a day, verbs of what is done on a day, and the words that
//! move it, call it off or leave it open.

use crate::{Error, tsv};
use hashbrown::HashMap;
use onrecord_doc::Tokens;

/// What a word says of a thing to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A noun that names something on a day: *summit*.
    Event,
    /// A verb of what is done on a day: *meet*.
    Appointment,
    /// Says that an event takes place: *go ahead*.
    Occur,
    /// Gives it a day: *schedule*.
    Schedule,
    /// Moves it: *put off*.
    Postpone,
    /// Calls it off: *cancel*.
    Cancel,
    /// Wants or considers what is not settled: *urge*.
    Open,
    /// Beside it leaves it open: *may*.
    Hedge,
    /// A state or a figure, no appointment: *rise*.
    Forecast,
}

const CLASSES: [(&str, Class); 9] = [
    ("event", Class::Event),
    ("appointment", Class::Appointment),
    ("occur", Class::Occur),
    ("schedule", Class::Schedule),
    ("postpone", Class::Postpone),
    ("cancel", Class::Cancel),
    ("open", Class::Open),
    ("hedge", Class::Hedge),
    ("forecast", Class::Forecast),
];

/// A line of the list.
#[derive(Clone, Debug)]
struct Line {
    /// The second word of a phrase; empty for a single word.
    rest: String,
    pos: String,
    class: Class,
    kind: String,
}

/// The words of the agenda.
#[derive(Clone, Debug, Default)]
pub struct AgendaWords {
    by_word: HashMap<String, Vec<Line>>,
}

impl AgendaWords {
    /// Reads the list; `path` is for messages.
    ///
    /// # Errors
    ///
    /// If a row has a wrong number of cells, no source, no word, or a class that there is not.
    pub(crate) fn parse(path: &str, table: &str) -> Result<AgendaWords, Error> {
        let mut words = AgendaWords::default();
        for row in tsv::rows(path, table, ["word", "pos", "class", "kind", "source"])? {
            let [word, pos, class, kind, _] = row.cells;
            let names: Vec<&str> = CLASSES.iter().map(|c| c.0).collect();
            let hint = || Some(format!("classes: {}", names.join(", ")));
            let found = CLASSES.iter().find(|c| c.0 == class);
            let found = found
                .ok_or_else(|| tsv::wrong(path, row.line, format!("unknown class `{class}`"), hint()))?;
            let (first, rest) = word.split_once(' ').unwrap_or((word, ""));
            if first.is_empty() {
                return Err(tsv::wrong(path, row.line, "no word", None));
            }
            let line =
                Line { rest: rest.to_owned(), pos: pos.to_owned(), class: found.1, kind: kind.to_owned() };
            words.by_word.entry(first.to_owned()).or_default().push(line);
        }
        Ok(words)
    }

    /// Whether token `i` is a word of this class.
    pub(super) fn is(&self, t: &Tokens, i: usize, class: Class) -> bool {
        self.fitting(t, i).any(|l| l.class == class)
    }

    /// The kind of thing that token `i` names as a word of this class: that of the list, else its lemma.
    pub(super) fn kind<'s>(&'s self, t: &'s Tokens, i: usize, class: Class) -> Option<&'s str> {
        let line = self.fitting(t, i).find(|l| l.class == class)?;
        Some(if line.kind.is_empty() { t.lemma(i) } else { &line.kind })
    }

    fn fitting<'s>(&'s self, t: &'s Tokens, i: usize) -> impl Iterator<Item = &'s Line> {
        // The tagger now and then takes a word with a capital for a name: *Friday's Summit*.
        let lemma = t.lemma(i).to_lowercase();
        let lines = self.by_word.get(lemma.as_str()).or_else(|| {
            let plain = t.lower(i);
            let single = plain.strip_suffix('s').filter(|_| t.pos(i) == "PROPN");
            self.by_word.get(plain).or_else(|| self.by_word.get(single?))
        });
        lines.into_iter().flatten().filter(move |l| {
            let pos = t.pos(i);
            let pos = match pos {
                "PROPN" => "NOUN",
                "AUX" => "VERB",
                other => other,
            };
            // *Set* is an adjective or a participle as the tagger likes.
            let same = l.pos.is_empty() || pos == l.pos;
            same && (l.rest.is_empty()
                || t.children(i).take(24).any(|c| t.lower(c) == l.rest || t.lemma(c) == l.rest))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_class_is_told_with_those_there_are() {
        let table = "word\tpos\tclass\tkind\tsource\nsummit\tNOUN\tevnet\tmeeting\town\n";
        let said = AgendaWords::parse("a.tsv", table).unwrap_err().to_string();
        assert!(
            said.starts_with("a.tsv:2:1: unknown class `evnet`\n  hint: classes: event, appointment"),
            "{said}"
        );
    }
}
