//! Lexicons: lists of words with their classes, which patterns ask for (`class=say`, `frame=that`).
//!
//! A lexicon is a TSV file with a header row. One line is one word or fixed phrase; a class is a name that lines
//! share. What a verb of saying does by its own force (`act`) stands here too, so that a rule holds for all verbs
//! of its kind and the statement still gets the right act.

use super::{Fault, shape, suggest};
use crate::{Error, error::Finding};
use hashbrown::HashMap;
use onrecord_doc::{Act, Tokens};

/// One line of a lexicon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The word, or the words of a fixed phrase such as *point out*.
    pub lemma: String,
    /// Coarse part of speech that the first word must have (`VERB` takes in `AUX`, `NOUN` takes in `PROPN`);
    /// empty for any.
    pub pos: String,
    /// The classes that the word is in.
    pub classes: Vec<String>,
    /// The act of a statement that has this word as its cue, where the word alone decides.
    pub act: Option<Act>,
    /// What may follow the word: `that`, `to`, `np`, …
    pub frames: Vec<String>,
    /// Where the line is known from.
    pub source: String,
    /// The words after the first.
    rest: Vec<String>,
}

/// The words that patterns can ask for by class.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    entries: Vec<Entry>,
    by_first_word: HashMap<String, Vec<usize>>,
}

/// How many tokens may stand between two words of a fixed phrase (*made it very clear*).
const MAX_PHRASE_GAP: usize = 3;

const COLUMNS: [&str; 6] = ["lemma", "pos", "class", "act", "frame", "source"];

impl Lexicon {
    /// Reads lexicon files, given as pairs of path and text.
    ///
    /// # Errors
    ///
    /// Every fault of every file: an unknown column or act, a missing `lemma`, `class` or `source`, the same word
    /// twice in one file.
    pub fn load<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Lexicon, Error> {
        let mut lexicon = Lexicon::default();
        let mut findings = Vec::new();
        for (path, text) in files {
            lexicon.read(path, text, &mut findings);
        }
        if findings.is_empty() { Ok(lexicon) } else { Err(Error::of(findings)) }
    }

    fn read(&mut self, path: &str, text: &str, findings: &mut Vec<Finding>) {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut lines = text.lines().enumerate();
        let header: Vec<&str> = lines.next().map(|(_, l)| l.split('\t').collect()).unwrap_or_default();
        let mut fault = |line: usize, column: usize, message: String, hint: Option<String>| {
            findings.push(Fault::new(0, message, hint).placed(path, line + 1, column));
        };
        let mut column = 1;
        for (n, name) in header.iter().enumerate() {
            if !COLUMNS.contains(name) {
                let hint = suggest::hint_or_list(name, COLUMNS);
                fault(0, column, format!("unknown column `{name}`"), hint);
            } else if header[..n].contains(name) {
                fault(0, column, format!("column `{name}` stands twice"), None);
            }
            column += name.chars().count() + 1;
        }
        for name in ["lemma", "class", "source"] {
            if !header.contains(&name) {
                fault(0, 1, format!("no column `{name}`"), Some(format!("columns: {}", COLUMNS.join(", "))));
                return;
            }
        }
        let mut seen: HashMap<(&str, &str), usize> = HashMap::new();
        for (line, row) in lines {
            if row.trim().is_empty() {
                continue;
            }
            let cells: Vec<&str> = row.split('\t').collect();
            if cells.len() > header.len() {
                let hint = Some(format!("columns: {}", header.join(", ")));
                fault(line, 1, format!("{} cells under {} columns", cells.len(), header.len()), hint);
                continue;
            }
            // A cell with the column in the line, counted in code points from 1, at which it starts.
            let cell = |name: &str| {
                let at = header.iter().position(|h| *h == name).unwrap_or(usize::MAX);
                let before = cells.iter().take(at).map(|c| c.chars().count() + 1).sum::<usize>();
                (cells.get(at).copied().unwrap_or("").trim(), before + 1)
            };
            let mut whole = true;
            for name in ["lemma", "class", "source"] {
                let (value, column) = cell(name);
                if value.is_empty() {
                    fault(line, column, format!("no {name}"), None);
                    whole = false;
                }
            }
            let (act_name, column) = cell("act");
            let act = Act::find(act_name);
            if act.is_none() && !act_name.is_empty() {
                let hint = suggest::hint(act_name, Act::ALL.iter().map(|a| a.name()));
                fault(line, column, format!("unknown act `{act_name}`"), hint);
                whole = false;
            }
            let (lemma, column) = cell("lemma");
            if let Some(first) = seen.insert((lemma, cell("pos").0), line) {
                fault(line, column, format!("`{lemma}` stands on line {} already", first + 1), None);
                whole = false;
            }
            if whole {
                let list = |name| cell(name).0.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
                self.add(Entry {
                    lemma: lemma.to_owned(),
                    pos: cell("pos").0.to_owned(),
                    classes: list("class"),
                    act,
                    frames: list("frame"),
                    source: cell("source").0.to_owned(),
                    rest: lemma.split_whitespace().skip(1).map(str::to_owned).collect(),
                });
            }
        }
    }

    fn add(&mut self, entry: Entry) {
        let first = entry.lemma.split_whitespace().next().unwrap_or("").to_owned();
        self.by_first_word.entry(first).or_default().push(self.entries.len());
        self.entries.push(entry);
    }

    /// All lines, in the order of the files.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The line for token `i`; where several fit, the one with most words (*call for* before *call*).
    pub fn find(&self, tokens: &Tokens, i: usize) -> Option<&Entry> {
        // `max_by_key` keeps the last of equals, and the first line of a file should win: hence `rev`.
        self.fitting(tokens, i).map(|(entry, _)| entry).max_by_key(|e| e.rest.len())
    }

    /// The line of exactly these words, in small letters, whatever they hang from.
    pub fn of_words(&self, words: &str) -> Option<&Entry> {
        let first = words.split(' ').next().unwrap_or("");
        self.by_first_word.get(first)?.iter().map(|n| &self.entries[*n]).find(|e| e.lemma == words)
    }

    /// Every line that fits token `i`, with the last token of the phrase; later lines first.
    pub(super) fn fitting<'a, 't>(
        &'a self,
        tokens: &'t Tokens,
        i: usize,
    ) -> impl Iterator<Item = (&'a Entry, usize)> + use<'a, 't> {
        let (lemma, lower) = (tokens.lemma(i), tokens.lower(i));
        let of = |word: &str| self.by_first_word.get(word).map_or(&[][..], Vec::as_slice);
        let more = if lower == lemma { &[] } else { of(lower) };
        of(lemma).iter().chain(more).rev().filter_map(move |n| {
            let entry = &self.entries[*n];
            fits_pos(&entry.pos, tokens.pos(i)).then_some(())?;
            Some((entry, phrase_end(tokens, i, &entry.rest)?))
        })
    }

    /// The first words of every line that `wanted` holds for.
    pub(super) fn first_words(&self, wanted: impl Fn(&Entry) -> bool) -> Vec<&str> {
        let mut words: Vec<&str> = self
            .by_first_word
            .iter()
            .filter(|(_, list)| list.iter().any(|n| wanted(&self.entries[*n])))
            .map(|(word, _)| word.as_str())
            .collect();
        words.sort_unstable();
        words
    }

    /// All names of classes, sorted.
    pub(super) fn classes(&self) -> Vec<&str> {
        names(self.entries.iter().flat_map(|e| &e.classes))
    }

    /// All names of frames, sorted.
    pub(super) fn frames(&self) -> Vec<&str> {
        names(self.entries.iter().flat_map(|e| &e.frames))
    }
}

fn names<'a>(all: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let mut names: Vec<&str> = all.map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn fits_pos(wanted: &str, pos: &str) -> bool {
    match wanted {
        "" => true,
        "VERB" => matches!(pos, "VERB" | "AUX"),
        "NOUN" => matches!(pos, "NOUN" | "PROPN"),
        _ => wanted == pos,
    }
}

/// The last token of the phrase that starts at `i` and goes on with the words `rest`, each of them below `i`.
fn phrase_end(tokens: &Tokens, i: usize, rest: &[String]) -> Option<usize> {
    let mut last = i;
    for word in rest {
        let until = (last + 1 + MAX_PHRASE_GAP).min(tokens.subtree(i).1);
        last = (last + 1..=until).find(|j| {
            (tokens.lower(*j) == word || tokens.lemma(*j) == word) && shape::is_below(tokens, *j, i)
        })?;
    }
    Some(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        Lexicon::load([("verbs.tsv", text)]).unwrap_err().findings().iter().map(|f| f.to_string()).collect()
    }

    #[test]
    fn a_line_gives_classes_act_and_frames() {
        let lexicon = Lexicon::load([(
            "verbs.tsv",
            "lemma\tclass\tact\tframe\tsource\ndeny\tsay judge\tdeny\tthat np\town\n",
        )])
        .unwrap();
        let deny = &lexicon.entries()[0];
        assert_eq!((deny.lemma.as_str(), deny.act, deny.source.as_str()), ("deny", Some(Act::Deny), "own"));
        assert_eq!((deny.classes.join(","), deny.frames.join(",")), ("say,judge".into(), "that,np".into()));
        assert_eq!(lexicon.classes(), ["judge", "say"]);
        assert_eq!(lexicon.first_words(|e| e.act == Some(Act::Deny)), ["deny"]);
    }

    #[test]
    fn every_fault_is_told_with_line_and_column() {
        assert_eq!(
            faults("lemma\tclass\tact\tsource\nsay\tsay\tassert\t\ndeny\tsay\tdenny\town\nsay\tsay\t\town\n"),
            [
                "verbs.tsv:2:16: no source",
                "verbs.tsv:3:10: unknown act `denny`\n  hint: did you mean `deny`?",
                "verbs.tsv:4:1: `say` stands on line 2 already",
            ]
        );
        assert_eq!(
            faults("lemma\tklass\tsource\n"),
            [
                "verbs.tsv:1:7: unknown column `klass`\n  hint: did you mean `class`?",
                "verbs.tsv:1:1: no column `class`\n  hint: columns: lemma, pos, class, act, frame, source",
            ]
        );
        assert_eq!(
            faults("lemma\tclass\tsource\na\tb\tc\td\n"),
            ["verbs.tsv:2:1: 4 cells under 3 columns\n  hint: columns: lemma, class, source"]
        );
    }
}
