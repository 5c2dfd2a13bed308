//! What the program knows: word lists, rules and tables, embedded in the binary, and a user's own laid over them.
//!
//! The files are those of the folder `data/`. A user's folder has the same layout; a file in it takes the place of
//! the one of that name, and a rule file of a new name is added. `data/README.md` tells what every file holds.

use crate::{
    Error,
    actors::{Actors, offices::Offices, wikidata::Wikidata},
    agenda::AgendaWords,
    codes::{self, Codes},
    dating::DatingWords,
    error::Finding,
    events::{Contexts, EventData, EventLexicon, Ontology},
    leftovers::Leftovers,
    places::{Gazetteer, MoreTable, PlaceData, PlaceWords},
    quantities::QuantityWords,
    rules::{Lexicon, Rules},
    status::StatusWords,
    times::{TimeData, TimeFiles},
};
use sha2::{Digest, Sha256};
use std::{borrow::Cow, collections::BTreeMap, io::Read, path::Path};

/// Path in `data/` and content of every file.
const FILES: &[(&str, &str)] = &[
    ("actors/figures.tsv", include_str!("../../../data/actors/figures.tsv")),
    ("actors/given_names.tsv", include_str!("../../../data/actors/given_names.tsv")),
    ("actors/groups.tsv", include_str!("../../../data/actors/groups.tsv")),
    ("actors/offices.tsv", include_str!("../../../data/actors/offices.tsv")),
    ("actors/organisations.tsv", include_str!("../../../data/actors/organisations.tsv")),
    ("actors/people.tsv", include_str!("../../../data/actors/people.tsv")),
    ("actors/places.tsv", include_str!("../../../data/actors/places.tsv")),
    ("actors/states.tsv", include_str!("../../../data/actors/states.tsv")),
    ("actors/territories.tsv", include_str!("../../../data/actors/territories.tsv")),
    ("actors/title_words.tsv", include_str!("../../../data/actors/title_words.tsv")),
    ("actors/wikidata.tsv", include_str!("../../../data/actors/wikidata.tsv")),
    ("en/lexicon/agenda.tsv", include_str!("../../../data/en/lexicon/agenda.tsv")),
    ("en/lexicon/agents.tsv", include_str!("../../../data/en/lexicon/agents.tsv")),
    ("en/lexicon/adjectives.tsv", include_str!("../../../data/en/lexicon/adjectives.tsv")),
    ("en/lexicon/dating.tsv", include_str!("../../../data/en/lexicon/dating.tsv")),
    ("en/lexicon/events/words_verbal.tsv", include_str!("../../../data/en/lexicon/events/words_verbal.tsv")),
    ("en/lexicon/events/verbal.tsv", include_str!("../../../data/en/lexicon/events/verbal.tsv")),
    ("en/lexicon/events/contexts.tsv", include_str!("../../../data/en/lexicon/events/contexts.tsv")),
    ("en/lexicon/events/words.tsv", include_str!("../../../data/en/lexicon/events/words.tsv")),
    ("en/lexicon/events/material.tsv", include_str!("../../../data/en/lexicon/events/material.tsv")),
    ("en/lexicon/events/light.tsv", include_str!("../../../data/en/lexicon/events/light.tsv")),
    ("en/lexicon/holidays.tsv", include_str!("../../../data/en/lexicon/holidays.tsv")),
    ("en/lexicon/leftovers.tsv", include_str!("../../../data/en/lexicon/leftovers.tsv")),
    ("en/lexicon/nouns.tsv", include_str!("../../../data/en/lexicon/nouns.tsv")),
    ("en/lexicon/phrases.tsv", include_str!("../../../data/en/lexicon/phrases.tsv")),
    ("en/lexicon/currencies.tsv", include_str!("../../../data/en/lexicon/currencies.tsv")),
    ("en/lexicon/quantities.tsv", include_str!("../../../data/en/lexicon/quantities.tsv")),
    ("en/lexicon/status.tsv", include_str!("../../../data/en/lexicon/status.tsv")),
    ("en/lexicon/relations.tsv", include_str!("../../../data/en/lexicon/relations.tsv")),
    ("en/lexicon/time_words.tsv", include_str!("../../../data/en/lexicon/time_words.tsv")),
    ("en/lexicon/titles.tsv", include_str!("../../../data/en/lexicon/titles.tsv")),
    ("en/lexicon/verbs.tsv", include_str!("../../../data/en/lexicon/verbs.tsv")),
    ("en/rules/acts.toml", include_str!("../../../data/en/rules/acts.toml")),
    ("en/rules/cues.toml", include_str!("../../../data/en/rules/cues.toml")),
    ("en/rules/relations.toml", include_str!("../../../data/en/rules/relations.toml")),
    ("en/rules/statements.toml", include_str!("../../../data/en/rules/statements.toml")),
    ("en/lexicon/verb_groups.tsv", include_str!("../../../data/en/lexicon/verb_groups.tsv")),
    ("ontology/cameo.tsv", include_str!("../../../data/ontology/cameo.tsv")),
    ("ontology/events.tsv", include_str!("../../../data/ontology/events.tsv")),
    ("places/more.tsv", include_str!("../../../data/places/more.tsv")),
    ("places/short.tsv", include_str!("../../../data/places/short.tsv")),
    ("places/words.tsv", include_str!("../../../data/places/words.tsv")),
    ("en/rules/times.toml", include_str!("../../../data/en/rules/times.toml")),
];

/// Path in `data/` and content of the gazetteer, which is no text.
const GAZETTEER: &str = "places/gazetteer.bin";
const GAZETTEER_BYTES: &[u8] = include_bytes!("../../../data/places/gazetteer.bin");

/// The file of the event lexicon that holds no senses.
const CONTEXTS: &str = "en/lexicon/events/contexts.tsv";

/// The files of the folder `places` that hold no places.
const NOT_PLACES: [&str; 2] = ["places/short.tsv", "places/words.tsv"];

/// The lexicon files whose classes the rules ask for.
const LEXICON: [&str; 4] =
    ["en/lexicon/verbs.tsv", "en/lexicon/nouns.tsv", "en/lexicon/adjectives.tsv", "en/lexicon/phrases.tsv"];

/// The largest data file that is read.
const LARGEST_FILE: u64 = 32 << 20;

/// A data file: where it lies, for messages, and what it holds.
struct File {
    path: String,
    text: Cow<'static, str>,
}

/// All of them.
struct Files {
    texts: BTreeMap<Cow<'static, str>, File>,
    gazetteer: (String, Cow<'static, [u8]>),
}

/// Everything that the passes look up.
pub struct Data {
    /// Rules that find records, with their lexicon.
    pub rules: Rules,
    /// Rules that find relations, with a lexicon of their own: its words mean nothing to the rules of statements.
    pub relations: Rules,
    /// Words and rules of times.
    pub times: TimeData,
    /// Words that decide when something was.
    pub dating: DatingWords,
    /// Words that govern what happened, is planned, threatened, denied.
    pub status: StatusWords,
    /// What belongs to no sentence.
    pub leftovers: Leftovers,
    /// Who there is beforehand.
    pub actors: Actors,
    /// What is where.
    pub places: PlaceData,
    /// What can be on the agenda.
    pub agenda: AgendaWords,
    /// Which words name events.
    pub events: EventData,
    /// Numbers, units, currencies.
    pub quantities: QuantityWords,
    /// Codes of actors.
    pub codes: Codes,
    sha256: String,
}

impl Data {
    /// The data that came with the program.
    ///
    /// # Errors
    ///
    /// Never, once the tests of this crate have passed; the type is that of [`Data::from_dir`].
    pub fn embedded() -> Result<Data, Error> {
        Data::load(embedded())
    }

    /// The data that came with the program, with the files of a user's folder laid over.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read, holds a file that the program has no use for, or a file has faults; each with
    /// its place.
    pub fn from_dir(dir: &Path) -> Result<Data, Error> {
        let mut files = embedded();
        let mut findings = Vec::new();
        let mut found = 0;
        let mut folders = vec![dir.to_owned()];
        let fault = |path: &Path, message: String, hint: Option<String>| Finding {
            path: path.display().to_string(),
            line: 0,
            column: 0,
            message,
            hint,
        };
        while let Some(folder) = folders.pop() {
            let entries = match std::fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(e) => {
                    findings.push(fault(&folder, format!("cannot be read: {e}"), None));
                    continue;
                }
            };
            let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
            paths.sort();
            for path in paths {
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                let is_known = name == GAZETTEER
                    || files.texts.contains_key(name.as_str())
                    || is_rule_file(&name)
                    || is_place_file(&name)
                    || is_event_file(&name)
                    || name == CONTEXTS
                    || is_dictionary(&name);
                if !is_known && !name.ends_with(".md") {
                    let names: Vec<&str> = FILES.iter().map(|(n, _)| *n).collect();
                    let hint = format!(
                        "files of data: {}, further `en/rules/*.toml` and `places/*.tsv`, and dictionaries `actors/*.txt`",
                        names.join(", ")
                    );
                    findings.push(fault(&path, "there is no data file of that name".to_owned(), Some(hint)));
                } else if is_known {
                    let shown = path.display().to_string();
                    let laid = read(&path).and_then(|bytes| {
                        if name == GAZETTEER {
                            files.gazetteer = (shown, bytes.into());
                        } else {
                            let text = if is_dictionary(&name) {
                                dictionary(bytes)?
                            } else {
                                String::from_utf8(bytes).map_err(std::io::Error::other)?
                            };
                            files.texts.insert(name.into(), File { path: shown, text: text.into() });
                        }
                        Ok(())
                    });
                    match laid {
                        Ok(()) => found += 1,
                        Err(e) => findings.push(fault(&path, format!("cannot be read: {e}"), None)),
                    }
                }
            }
        }
        if findings.is_empty() && found == 0 {
            let hint = "a rule file goes to `en/rules/NAME.toml` in it, a word list to `en/lexicon/`";
            findings.push(fault(
                dir,
                "there is no data file in this folder".to_owned(),
                Some(hint.to_owned()),
            ));
        }
        if findings.is_empty() { Data::load(files) } else { Err(Error::of(findings)) }
    }

    /// SHA-256 of all data files, in hexadecimal: it stands in every reading.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    fn load(files: Files) -> Result<Data, Error> {
        let (place, bytes) = files.gazetteer;
        let gazetteer = Gazetteer::open(bytes).map_err(|e| {
            let hint = Some("`training/places/run` makes a gazetteer".to_owned());
            Error::of(vec![Finding { path: place, line: 0, column: 0, message: e.to_string(), hint }])
        })?;
        let files = files.texts;
        let mut hash = Sha256::new();
        for (name, file) in &files {
            for part in [name, &file.text] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part.as_bytes());
            }
        }
        // The header holds a checksum of the rest; to hash all of it would take longer than to read a report.
        hash.update(gazetteer.header());
        let text = |name: &str| files.get(name).map_or("", |f| &f.text);
        let named = |wanted: &dyn Fn(&str) -> bool| -> Vec<(&str, &str)> {
            let all = files.iter().filter(|(name, _)| wanted(name));
            all.map(|(_, file)| (file.path.as_str(), &*file.text)).collect()
        };
        let lexicon = Lexicon::load(named(&|name| LEXICON.contains(&name)))?;
        let rules = Rules::load(named(&|name| is_rule_file(name) && !is_relation_file(name)), lexicon)?;
        let lexicon = Lexicon::load(named(&|name| name == "en/lexicon/relations.tsv"))?;
        let relations = Rules::load(named(&is_relation_file), lexicon)?;
        let leftovers = Leftovers::parse("data/en/lexicon/leftovers.tsv", text("en/lexicon/leftovers.tsv"))?;
        let dating = DatingWords::parse("data/en/lexicon/dating.tsv", text("en/lexicon/dating.tsv"))?;
        let status = StatusWords::parse("data/en/lexicon/status.tsv", text("en/lexicon/status.tsv"))?;
        let times = TimeData::load(&TimeFiles {
            words: text("en/lexicon/time_words.tsv"),
            rules: text("en/rules/times.toml"),
            holidays: text("en/lexicon/holidays.tsv"),
            states: text("actors/states.tsv"),
            places: text("actors/places.tsv"),
        })
        .and_then(|data| data.with_verbs(text("en/lexicon/verb_groups.tsv")))
        .map_err(|e| {
            let (path, message) = ("data/en".to_owned(), e.to_string());
            Error::of(vec![Finding { path, line: 0, column: 0, message, hint: None }])
        })?;
        let mut actors = Actors::parse(
            text("actors/states.tsv"),
            text("actors/organisations.tsv"),
            text("actors/groups.tsv"),
            text("en/lexicon/titles.tsv"),
            text("actors/given_names.tsv"),
        )?;
        actors.offices = Offices::parse(
            text("actors/people.tsv"),
            text("actors/offices.tsv"),
            text("actors/title_words.tsv"),
        )?;
        actors.wikidata = Wikidata::parse(text("actors/wikidata.tsv"))?;
        let mut more = MoreTable::default();
        more.add_shorts("data/places/short.tsv", text("places/short.tsv"))?;
        for (path, table) in named(&|name| is_place_file(name) && !NOT_PLACES.contains(&name)) {
            more.add(path, table)?;
        }
        let mut codes = Codes::parse(&codes::Files {
            states: text("actors/states.tsv"),
            territories: text("actors/territories.tsv"),
            places: text("actors/places.tsv"),
            organisations: text("actors/organisations.tsv"),
            groups: text("actors/groups.tsv"),
            agents: text("en/lexicon/agents.tsv"),
            people: text("actors/people.tsv"),
            offices: text("actors/offices.tsv"),
            figures: text("actors/figures.tsv"),
        })?;
        for (path, text) in named(&is_dictionary) {
            codes.add_dictionary(path, text);
        }
        let events = EventData {
            lexicon: EventLexicon::parse(named(&|name| {
                is_event_file(name) || name == "en/lexicon/agents.tsv"
            }))?,
            ontology: Ontology::parse(text("ontology/events.tsv"), text("ontology/cameo.tsv"))?,
            contexts: Contexts::parse("data/en/lexicon/events/contexts.tsv", text(CONTEXTS))?,
        };
        let agenda = AgendaWords::parse("data/en/lexicon/agenda.tsv", text("en/lexicon/agenda.tsv"))?;
        let quantities = QuantityWords::parse(
            ("data/en/lexicon/quantities.tsv", text("en/lexicon/quantities.tsv")),
            ("data/en/lexicon/currencies.tsv", text("en/lexicon/currencies.tsv")),
        )?;
        let words = PlaceWords::parse("data/places/words.tsv", text("places/words.tsv"))?;
        let places = PlaceData { gazetteer, more, words };
        let sha256 = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
        Ok(Data {
            rules,
            relations,
            times,
            dating,
            status,
            leftovers,
            actors,
            agenda,
            events,
            quantities,
            codes,
            places,
            sha256,
        })
    }
}

fn embedded() -> Files {
    let file = |name: &str, text| File { path: format!("data/{name}"), text: Cow::Borrowed(text) };
    let texts = FILES.iter().map(|(name, text)| (Cow::Borrowed(*name), file(name, *text))).collect();
    Files { texts, gazetteer: (format!("data/{GAZETTEER}"), Cow::Borrowed(GAZETTEER_BYTES)) }
}

/// The bytes of a user's file, unless it is too large to be one.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    if std::fs::metadata(path)?.len() > LARGEST_FILE {
        return Err(std::io::Error::other(format!("it is larger than {LARGEST_FILE} bytes")));
    }
    std::fs::read(path)
}

/// Whether a file has places: that of the program, or a user's own beside it.
fn is_place_file(name: &str) -> bool {
    name.starts_with("places/") && name.ends_with(".tsv")
}

/// Whether a file is of the event lexicon: one of the program's, or a user's own beside them.
fn is_event_file(name: &str) -> bool {
    name.starts_with("en/lexicon/events/") && name.ends_with(".tsv") && name != CONTEXTS
}

/// Whether a file has rules over the dependency tree; those of times have a grammar of their own.
fn is_rule_file(name: &str) -> bool {
    name.starts_with("en/rules/") && name.ends_with(".toml") && name != "en/rules/times.toml"
}

/// Whether a file holds rules that find relations: `relations.toml`, and a user's `relations-NAME.toml`.
fn is_relation_file(name: &str) -> bool {
    is_rule_file(name) && name.starts_with("en/rules/relations")
}

/// Whether a file is an actor or agent dictionary in the format of PETRARCH.
fn is_dictionary(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.starts_with("actors/") && [".txt", ".txt.gz"].iter().any(|e| lower.ends_with(e))
}

/// A dictionary as text, unpacked if it is packed. The files that are about have stray bytes of old encodings.
fn dictionary(bytes: Vec<u8>) -> std::io::Result<String> {
    let bytes = if bytes.starts_with(&[0x1f, 0x8b]) {
        let mut out = Vec::new();
        let limit = LARGEST_FILE + 1;
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).take(limit).read_to_end(&mut out)?;
        if out.len() as u64 > LARGEST_FILE {
            return Err(std::io::Error::other(format!("unpacked, it is larger than {LARGEST_FILE} bytes")));
        }
        out
    } else {
        bytes
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_embedded_has_no_faults() {
        let data = Data::embedded().unwrap();
        assert!(data.rules.list().iter().any(|r| &*r.id == "en/statements/say-clause"));
        assert_eq!(data.sha256().len(), 64);
    }
}
