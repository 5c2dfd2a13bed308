//! The event lexicon: which words name an act, in which frame, and where its parties stand.
//!
//! A row of `data/en/lexicon/events/*.tsv` is one [`Sense`]: a verb, noun or adjective, the conditions under which it
//! has that sense, the PLOVER class it names, and the slots of its parties. The columns and the slots are explained in
//! `docs/events.md`. Rows are compiled when the data is loaded, so that a wrong slot or class is told with its line.

use super::slot::{Path, Step};
use crate::{Error, rules, tsv};
use hashbrown::{HashMap, HashSet};
use onrecord_doc::{EventType, Tokens};

/// The columns of the files of senses.
const COLUMNS: [&str; 9] = ["word", "pos", "when", "type", "mode", "cameo", "sides", "example", "source"];

/// What a condition asks of the head of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// This lemma.
    Lemma(String),
    /// A word of this class of the lexicon: `#weapon`.
    Class(String),
    /// A mention of this kind: `@actor`.
    Kind(Kind),
}

/// Kinds of what can fill a slot, by its mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A person, body, group, state or people.
    Actor,
    /// A human being.
    Person,
    /// A body or a state.
    Body,
    /// A place.
    Place,
    /// None of these.
    Thing,
    /// Anything with a name.
    Name,
}

const KINDS: [(&str, Kind); 6] = [
    ("actor", Kind::Actor),
    ("person", Kind::Person),
    ("body", Kind::Body),
    ("place", Kind::Place),
    ("thing", Kind::Thing),
    ("name", Kind::Name),
];

/// A condition of a sense: a slot that is filled, not filled, or filled by one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    /// Slots of which any will do.
    pub paths: Vec<Path>,
    pub negated: bool,
    /// Empty: whatever fills it.
    pub values: Vec<Value>,
}

/// Where the parties of one side stand: alternatives, of which the first that is filled counts; the members of one
/// are taken together.
pub(super) type Side = Vec<Vec<Path>>;

/// Who acts on whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sides {
    pub actors: Side,
    pub recipients: Side,
    /// Both act: they meet, they clash.
    pub mutual: bool,
}

/// One sense of one word.
#[derive(Clone, Debug)]
pub struct Sense {
    /// Path and line of the row.
    pub path: String,
    /// Line in the file, from 1.
    pub line: usize,
    /// The word, or the two of a verb with its particle.
    pub word: String,
    /// Coarse part of speech.
    pub pos: String,
    /// The conditions as written.
    pub when: String,
    /// What it names; `None` where the word names no event in this frame.
    pub kind: Option<EventType>,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// The sentence that tests the row, with its parties and trigger marked.
    pub example: String,
    pub(super) particle: Option<String>,
    pub(super) conditions: Vec<Condition>,
    pub(super) sides: Sides,
}

impl Sense {
    /// The name that records give: `en/events/attack`.
    pub fn rule(&self) -> String {
        format!("en/events/{}", self.word.replace(' ', "-"))
    }
}

/// A verb that only carries the noun that names the act: *carry out*, *come under*.
#[derive(Clone, Debug)]
pub(super) struct Light {
    /// The particle or preposition after it.
    pub with: Option<String>,
    pub subject: Carrying,
}

/// Who of a verb's parties does what the noun names that it carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrying {
    /// Its subject: *carried out an attack*.
    Acts,
    /// Its subject suffers it: *came under attack*.
    Suffers,
    /// Its object does it: *blamed Iran for the attack*.
    Blames,
}

/// The senses, the verbs that carry nouns, and the classes of words.
#[derive(Clone, Debug, Default)]
pub struct EventLexicon {
    senses: Vec<Sense>,
    by_word: HashMap<String, Vec<usize>>,
    light: HashMap<String, Vec<Light>>,
    classes: HashMap<String, HashSet<String>>,
}

impl EventLexicon {
    /// Reads the files of senses, `words*.tsv`, `light.tsv` and the nouns for actors (`agents.tsv`), each with its path for messages.
    ///
    /// # Errors
    ///
    /// Names every row that cannot be understood.
    pub(crate) fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<EventLexicon, Error> {
        let mut out = EventLexicon::default();
        let mut findings = Vec::new();
        for (path, table) in files {
            let file = path.rsplit('/').next().unwrap_or(path);
            let read = match file {
                "light.tsv" => out.add_light(path, table),
                "agents.tsv" => out.add_agents(path, table),
                _ if file.starts_with("words") => out.add_words(path, table),
                _ => out.add_senses(path, table),
            };
            findings.extend(read.err().into_iter().flat_map(Error::into_findings));
        }
        if !findings.is_empty() {
            return Err(Error::of(findings));
        }
        for (n, sense) in out.senses.iter().enumerate() {
            let first = sense.word.split(' ').next().unwrap_or_default();
            out.by_word.entry(first.to_owned()).or_default().push(n);
        }
        Ok(out)
    }

    fn add_senses(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let mut findings = Vec::new();
        for row in tsv::rows(path, table, COLUMNS)? {
            match sense(path, row.line, &row.cells) {
                Ok(sense) => self.senses.push(sense),
                Err(e) => findings.extend(e.into_findings()),
            }
        }
        if findings.is_empty() { Ok(()) } else { Err(Error::of(findings)) }
    }

    fn add_words(&mut self, path: &str, table: &str) -> Result<(), Error> {
        for row in tsv::rows(path, table, ["word", "class", "source"])? {
            let [word, class, _] = row.cells;
            for class in class.split(' ') {
                self.classes.entry(word.to_lowercase()).or_default().insert(class.to_owned());
            }
        }
        Ok(())
    }

    /// The nouns for actors are a class of their own: `#agent`.
    fn add_agents(&mut self, path: &str, table: &str) -> Result<(), Error> {
        for row in tsv::rows(path, table, ["noun", "sector", "cameo", "hold", "source"])? {
            let noun = row.cells[0];
            if !noun.contains(' ') {
                self.classes.entry(noun.to_lowercase()).or_default().insert("agent".to_owned());
            }
        }
        Ok(())
    }

    fn add_light(&mut self, path: &str, table: &str) -> Result<(), Error> {
        for row in tsv::rows(path, table, ["verb", "subject", "source"])? {
            let [verb, subject, _] = row.cells;
            let subject = match subject {
                "acts" => Carrying::Acts,
                "suffers" => Carrying::Suffers,
                "blames" => Carrying::Blames,
                _ => {
                    let hint = Some("subjects: acts, suffers, blames".to_owned());
                    return Err(tsv::wrong(path, row.line, format!("unknown subject `{subject}`"), hint));
                }
            };
            let (verb, with) = verb.split_once(' ').map_or((verb, None), |(v, w)| (v, Some(w.to_owned())));
            self.light.entry(verb.to_owned()).or_default().push(Light { with, subject });
        }
        Ok(())
    }

    /// All senses, in the order of the files.
    pub fn senses(&self) -> &[Sense] {
        &self.senses
    }

    /// The senses that a token's word can have, by lemma and part of speech.
    pub(super) fn of<'s>(&'s self, t: &'s Tokens, i: usize) -> impl Iterator<Item = (usize, &'s Sense)> {
        let pos = match t.pos(i) {
            "PROPN" => "NOUN",
            "AUX" => "VERB",
            other => other,
        };
        let known = matches!(pos, "VERB" | "NOUN" | "ADJ");
        let lemma = t.lemma(i).to_lowercase();
        let numbers = known.then(|| {
            // The lemmatizer now and then takes too much away: *fined* becomes *fin*.
            self.by_word.get(&lemma).or_else(|| stems(t.lower(i)).iter().find_map(|s| self.by_word.get(s)))
        });
        let numbers = numbers.flatten();
        numbers.into_iter().flatten().map(|n| (*n, &self.senses[*n])).filter(move |(_, s)| s.pos == pos)
    }

    /// The ways in which a verb can carry a noun.
    pub(super) fn light(&self, t: &Tokens, verb: usize) -> &[Light] {
        // *Staged* becomes *stag*: the lemmatizer's slips are mended as for the senses.
        let known = self.light.get(t.lemma(verb));
        let known = known.or_else(|| stems(t.lower(verb)).iter().find_map(|s| self.light.get(s)));
        known.map_or(&[], Vec::as_slice)
    }

    /// Whether a word is in a class.
    pub(super) fn has_class(&self, t: &Tokens, i: usize, class: &str) -> bool {
        self.classes.get(t.lower(i)).is_some_and(|c| c.contains(class))
            || self.classes.get(&*t.lemma(i).to_lowercase()).is_some_and(|c| c.contains(class))
    }
}

/// What a word can be a form of, by its ending.
fn stems(word: &str) -> Vec<String> {
    let mut out = Vec::new();
    for ending in ["ed", "ing", "es", "s"] {
        let Some(stem) = word.strip_suffix(ending).filter(|s| s.len() > 2 && s.is_ascii()) else { continue };
        out.push(format!("{stem}e"));
        out.push(stem.to_owned());
        let bytes = stem.as_bytes();
        if bytes[bytes.len() - 1] == bytes[bytes.len() - 2] {
            out.push(stem[..stem.len() - 1].to_owned());
        }
        if let Some(y) = stem.strip_suffix('i') {
            out.push(format!("{y}y"));
        }
    }
    out
}

fn sense(path: &str, line: usize, cells: &[&str; 9]) -> Result<Sense, Error> {
    let [word, pos, when, kind, mode, cameo, sides, example, _] = *cells;
    let wrong = |message: String, hint: &str| {
        tsv::wrong(path, line, message, (!hint.is_empty()).then(|| hint.to_owned()))
    };
    if word.is_empty() || example.is_empty() {
        return Err(wrong("a sense needs a word and an example".to_owned(), ""));
    }
    if !matches!(pos, "VERB" | "NOUN" | "ADJ") {
        return Err(wrong(format!("unknown part of speech `{pos}`"), "parts of speech: VERB, NOUN, ADJ"));
    }
    let found = if kind == "NONE" { None } else { Some(EventType::find(kind)) };
    let kind = match found {
        Some(None) => {
            let names: Vec<&str> = EventType::ALL.iter().map(|k| k.name()).collect();
            return Err(wrong(
                format!("unknown type `{kind}`"),
                &format!("types: {}, NONE", names.join(", ")),
            ));
        }
        Some(kind) => kind,
        None => None,
    };
    let conditions = when.split(' ').filter(|w| !w.is_empty());
    let conditions = conditions.map(|w| condition(w).map_err(|m| wrong(m, SLOTS_HINT)));
    let conditions = conditions.collect::<Result<Vec<_>, _>>()?;
    let sides =
        sides_of(if sides.is_empty() { "subj>obj" } else { sides }).map_err(|m| wrong(m, SLOTS_HINT))?;
    rules::unmark(example).map_err(|e| {
        wrong(format!("the example cannot be read: {}", e.to_string().replace('\n', " ")), "")
    })?;
    let some = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
    Ok(Sense {
        path: path.to_owned(),
        line,
        word: word.to_owned(),
        pos: pos.to_owned(),
        when: when.to_owned(),
        kind,
        mode: some(mode),
        cameo: some(cameo),
        example: example.to_owned(),
        particle: word.split_once(' ').map(|(_, p)| p.to_owned()),
        conditions,
        sides,
    })
}

const SLOTS_HINT: &str = "slots: subj, obj, iobj, xcomp, ccomp, comp, mod, poss, verb, or a preposition; \
    parted by `.` for a path";

fn condition(text: &str) -> Result<Condition, String> {
    let (negated, rest) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (paths, values) = rest.split_once('=').map_or((rest, None), |(p, v)| (p, Some(v)));
    let value = |v: &str| match (v.strip_prefix('#'), v.strip_prefix('@')) {
        (Some(class), _) => Ok(Value::Class(class.to_owned())),
        (_, Some(kind)) => {
            let found = KINDS.iter().find(|k| k.0 == kind);
            found.map(|k| Value::Kind(k.1)).ok_or_else(|| format!("unknown kind `@{kind}`"))
        }
        _ => Ok(Value::Lemma(v.to_lowercase())),
    };
    let values = values.into_iter().flat_map(|v| v.split('|')).map(value).collect::<Result<_, _>>()?;
    let paths = paths.split('|').map(path_of).collect::<Result<_, _>>()?;
    Ok(Condition { paths, negated, values })
}

fn path_of(text: &str) -> Result<Path, String> {
    text.split('.').map(|step| Step::find(step).ok_or_else(|| format!("unknown slot `{step}`"))).collect()
}

fn sides_of(text: &str) -> Result<Sides, String> {
    let (actors, recipients, mutual) = match (text.split_once('>'), text.split_once('=')) {
        (Some((a, b)), _) => (a, b, false),
        (None, Some((a, b))) => (a, b, true),
        _ => return Err(format!("sides `{text}` have neither `>` nor `=`")),
    };
    let side = |text: &str| {
        let alternatives = text.split('|').filter(|a| !a.is_empty());
        alternatives.map(|a| a.split('+').map(path_of).collect()).collect::<Result<Side, String>>()
    };
    Ok(Sides { actors: side(actors)?, recipients: side(recipients)?, mutual })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "word\tpos\twhen\ttype\tmode\tcameo\tsides\texample\tsource\n";

    fn parse(row: &str) -> Result<EventLexicon, String> {
        let table = format!("{HEADER}{row}\n");
        EventLexicon::parse([("e/my.tsv", table.as_str())]).map_err(|e| e.to_string())
    }

    #[test]
    fn a_row_becomes_a_sense() {
        let row = "call on\tVERB\txcomp=leave|#talk -obj.poss\tREQUEST\tyield\t104\tsubj>on|to+with\t[He](trigger) ran.\town";
        let lexicon = parse(row).unwrap();
        let sense = &lexicon.senses()[0];
        assert_eq!((sense.kind, sense.particle.as_deref()), (Some(EventType::Request), Some("on")));
        assert_eq!(sense.conditions.len(), 2);
        assert!(sense.conditions[1].negated && sense.conditions[1].values.is_empty());
        assert_eq!(sense.sides.recipients.len(), 2);
        assert_eq!(sense.sides.recipients[1].len(), 2);
        assert_eq!(sense.rule(), "en/events/call-on");
    }

    #[test]
    fn what_cannot_be_understood_is_told_with_its_line() {
        let said = parse("hit\tVERB\t\tATTACK\t\t\t\tHe [hit](trigger) it.\town").unwrap_err();
        assert!(
            said.starts_with("e/my.tsv:2:1: unknown type `ATTACK`\n  hint: types: AGREE, CONSULT"),
            "{said}"
        );
        let said = parse("hit\tVERB\tob=ball\tASSAULT\t\t\t\tHe [hit](trigger) it.\town").unwrap_err();
        assert!(said.starts_with("e/my.tsv:2:1: unknown slot `ob`"), "{said}");
        let said = parse("hit\tVERB\t\tASSAULT\t\t\tsubj\tHe [hit](trigger) it.\town").unwrap_err();
        assert!(said.contains("neither `>` nor `=`"), "{said}");
    }
}
