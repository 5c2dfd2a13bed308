//! What the names and nouns of the tables stand for: one index of all of them, from the words in a row to the rows
//! that have them.
//!
//! `data/actors/states.tsv`, `territories.tsv`, `places.tsv`, `organisations.tsv`, `groups.tsv` and
//! `data/en/lexicon/agents.tsv`; `data/README.md` tells the columns.

use super::Files;
use super::words::{Word, key, plural};
use crate::actors::spelling;
use crate::error::Error;
use crate::tsv;
use hashbrown::HashMap;
use jiff::civil::Date;

/// How a name or noun stands for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Means {
    /// *Kenya*
    State,
    /// *Kenyan*, *Kenyans*
    People,
    /// *Nairobi*: the government, where nothing else is said.
    Capital,
    /// *the Kremlin*
    Seat,
    /// *Lagos*
    City,
    /// *Siberia*
    Region,
    /// *Chechen*
    RegionPeople,
    /// *the Duma*
    Body,
    /// *the Tamil Tigers*
    Group,
    /// *minister*: decides by itself.
    Agent,
    /// *leader*: what stands beside it comes first.
    LooseAgent,
    /// A person who held an office.
    Person,
}

/// What one row says of a name or noun.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// How it stands for it.
    pub means: Means,
    /// What it is called.
    pub name: String,
    /// ISO 3166 alpha-3, or CAMEO's `UNO`, `EUR`, `IGO`; empty where it has none.
    pub country: String,
    /// What CAMEO puts behind the country, or the whole code where `is_whole`.
    pub cameo: String,
    /// Whether `cameo` is the whole code, as of international bodies.
    pub is_whole: bool,
    /// PLOVER sector; empty where it has none.
    pub sector: String,
    /// First and last day of which the row speaks.
    pub from: Option<Date>,
    /// The last.
    pub to: Option<Date>,
    /// File and line, `data/actors/groups.tsv:12`.
    pub row: Row,
    /// How it must be written.
    pub case: Case,
    /// The office of one whom news calls by the last name alone.
    pub is_top: bool,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    /// Which file.
    pub file: usize,
    /// Which line, from 1.
    pub line: usize,
}

/// How a name must be written to be that name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// Any way: a noun.
    Any,
    /// With a capital.
    Capital,
    /// In capitals: *US*, not *us* or *Us*.
    Caps,
}

/// The index.
#[derive(Clone, Debug, Default)]
pub(super) struct Tables {
    entries: Vec<Entry>,
    /// Rows that have those words, those that come first in the files first.
    by_key: HashMap<String, Vec<u32>>,
    /// How many words the longest name has that begins with that one.
    longest: HashMap<String, usize>,
    alpha3: HashMap<String, String>,
    /// Names of people under their consonants, each folded, with its rows: they are spelled in many ways.
    people: HashMap<String, Vec<Spelled>>,
    /// The rows of all people under their last word: *Macron*.
    surnames: HashMap<String, Vec<u32>>,
    files: Vec<String>,
}

/// The folded words of a person's name, and its rows.
type Spelled = (Vec<String>, Vec<u32>);

impl Tables {
    /// Reads the tables.
    pub fn parse(files: &Files) -> Result<Tables, Error> {
        let mut tables = Tables::default();
        tables.add_states("data/actors/states.tsv", files.states)?;
        tables.add_territories("data/actors/territories.tsv", files.territories)?;
        tables.add_places("data/actors/places.tsv", files.places)?;
        tables.add_organisations("data/actors/organisations.tsv", files.organisations)?;
        tables.add_groups("data/actors/groups.tsv", files.groups)?;
        tables.add_agents("data/en/lexicon/agents.tsv", files.agents)?;
        Ok(tables)
    }

    /// The rows that have the words `words[at..at + n]`, for the largest `n` for which there are any that may be
    /// written so; `is_small` says that the whole phrase has no capital, which is then no sign of anything.
    pub fn longest(&self, words: &[Word], at: usize, is_small: bool) -> Option<(usize, Vec<&Entry>)> {
        let most = *self.longest.get(words[at].key.as_str())?;
        let mut name = super::words::join(&words[at..words.len().min(at + most)]);
        let mut n = words.len().min(at + most) - at;
        loop {
            if let Some(found) = self.by_key.get(name.as_str()) {
                let fits = |e: &&Entry| is_written(e.case, &words[at..at + n], is_small);
                let found: Vec<&Entry> =
                    found.iter().map(|i| &self.entries[*i as usize]).filter(fits).collect();
                if !found.is_empty() {
                    return Some((n, found));
                }
            }
            n -= 1;
            if n == 0 {
                return None;
            }
            name.truncate(name.len() - words[at + n].key.len() - 1);
        }
    }

    /// The rows of a person, by a full name in any spelling.
    pub fn person(&self, name: &str) -> Option<Vec<&Entry>> {
        let words = spelling::words(name);
        let filed = self.people.get(spelling::consonants(&words).as_str())?;
        let (_, rows) = filed.iter().find(|(own, _)| spelling::same(own, &words))?;
        Some(rows.iter().map(|i| &self.entries[*i as usize]).collect())
    }

    /// The rows of all who have that last name.
    pub fn surnamed(&self, surname: &str) -> Vec<&Entry> {
        let rows = self.surnames.get(&key(surname)).map_or(&[][..], Vec::as_slice);
        rows.iter().map(|i| &self.entries[*i as usize]).collect()
    }

    /// Adds the rows of a person under a full name.
    pub fn add_person(&mut self, name: &str, entries: &[Entry]) {
        let rows: Vec<u32> = entries.iter().map(|e| self.push(e.clone())).collect();
        for row in &rows {
            self.file(key(name), *row, false);
        }
        let words = spelling::words(name);
        if let Some(last) = name.split_whitespace().last() {
            self.surnames.entry(key(last)).or_default().extend(&rows);
        }
        self.people.entry(spelling::consonants(&words)).or_default().push((words, rows));
    }

    /// The alpha-3 code of an alpha-2 code.
    pub fn alpha3(&self, alpha2: &str) -> Option<&str> {
        self.alpha3.get(alpha2).map(String::as_str)
    }

    /// The alpha-2 code of an alpha-3 code.
    pub fn alpha2(&self, alpha3: &str) -> Option<&str> {
        self.alpha3.iter().find(|(_, a3)| *a3 == alpha3).map(|(a2, _)| a2.as_str())
    }

    /// A row as a reader can look it up.
    pub fn place(&self, row: Row) -> String {
        format!("{}:{}", self.files.get(row.file).map_or("", String::as_str), row.line)
    }

    /// A further file of rows; gives its number.
    pub fn add_file(&mut self, path: &str) -> usize {
        self.files.push(path.to_owned());
        self.files.len() - 1
    }

    /// Adds an entry under a name.
    pub fn add(&mut self, name: &str, entry: Entry) {
        let key = key(name);
        // The *Palestinian Authority* is a body, though a state is called so too.
        let is_states =
            |rows: &Vec<u32>| rows.first().is_some_and(|i| self.entries[*i as usize].means == Means::State);
        let first = entry.means == Means::Body && self.by_key.get(&key).is_some_and(is_states);
        let at = self.push(entry);
        self.file(key, at, first);
    }

    /// Adds an entry that comes before all others of its name.
    pub fn add_first(&mut self, name: &str, entry: Entry) {
        let at = self.push(entry);
        self.file(key(name), at, true);
    }

    fn push(&mut self, entry: Entry) -> u32 {
        self.entries.push(entry);
        (self.entries.len() - 1) as u32
    }

    fn file(&mut self, key: String, at: u32, first: bool) {
        let Some(head) = key.split(' ').next().filter(|h| !h.is_empty()) else { return };
        let n = key.split(' ').count();
        let longest = self.longest.entry_ref(head).or_insert(0);
        *longest = n.max(*longest);
        let rows = self.by_key.entry(key).or_default();
        if !rows.contains(&at) {
            rows.insert(if first { 0 } else { rows.len() }, at);
        }
    }

    fn add_states(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let file = self.add_file(path);
        let columns = ["alpha2", "alpha3", "name", "names", "demonyms", "capital", "seats", "source"];
        for row in tsv::rows(path, table, columns)? {
            let [alpha2, alpha3, name, names, demonyms, capital, seats, _] = row.cells;
            self.alpha3.insert(alpha2.to_owned(), alpha3.to_owned());
            let row = Row { file, line: row.line };
            let entry = |means, sector: &str| place(means, name, alpha3, sector, row);
            for n in list(name).chain(list(names)) {
                self.add(n, cased(entry(Means::State, ""), n));
            }
            for d in list(demonyms) {
                self.add(d, cased(entry(Means::People, ""), d));
                self.add(&format!("{d}s"), cased(entry(Means::People, ""), d));
            }
            for c in list(capital) {
                self.add(c, cased(entry(Means::Capital, "GOV"), c));
            }
            for s in list(seats) {
                self.add(s, cased(entry(Means::Seat, "GOV"), s));
            }
        }
        Ok(())
    }

    fn add_territories(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let file = self.add_file(path);
        let columns = ["name", "names", "peoples", "alpha2", "alpha3", "kind", "sector", "source"];
        for row in tsv::rows(path, table, columns)? {
            let [name, names, peoples, alpha2, alpha3, _, sector, _] = row.cells;
            if !alpha2.is_empty() {
                self.alpha3.insert(alpha2.to_owned(), alpha3.to_owned());
            }
            let row = Row { file, line: row.line };
            for n in list(name).chain(list(names)) {
                self.add(n, cased(place(Means::State, name, alpha3, sector, row), n));
            }
            for p in list(peoples) {
                self.add(p, cased(place(Means::People, name, alpha3, "", row), p));
                self.add(&format!("{p}s"), cased(place(Means::People, name, alpha3, "", row), p));
            }
        }
        Ok(())
    }

    fn add_places(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let file = self.add_file(path);
        for row in tsv::rows(path, table, ["alpha3", "cities", "regions", "peoples", "source"])? {
            let [alpha3, cities, regions, peoples, _] = row.cells;
            let row = Row { file, line: row.line };
            for c in list(cities) {
                self.add(c, cased(place(Means::City, c, alpha3, "CVL", row), c));
            }
            for r in list(regions) {
                self.add(r, cased(place(Means::Region, r, alpha3, "", row), r));
            }
            for p in list(peoples) {
                self.add(p, cased(place(Means::RegionPeople, p, alpha3, "", row), p));
                self.add(&format!("{p}s"), cased(place(Means::RegionPeople, p, alpha3, "", row), p));
            }
        }
        Ok(())
    }

    fn add_organisations(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let file = self.add_file(path);
        let columns = ["name", "names", "short", "type", "country", "cameo", "sector", "source"];
        for row in tsv::rows(path, table, columns)? {
            let [name, names, short, _, country, cameo, sector, _] = row.cells;
            let row_at = Row { file, line: row.line };
            let entry = self.body(path, row.line, Means::Body, [name, country, cameo, sector], row_at)?;
            for n in list(name).chain(list(names)).chain(list(short)) {
                self.add(n, cased(entry.clone(), n));
            }
        }
        Ok(())
    }

    fn add_groups(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let file = self.add_file(path);
        let columns = ["name", "names", "short", "country", "cameo", "sector", "from", "to", "source"];
        for row in tsv::rows(path, table, columns)? {
            let [name, names, short, country, cameo, sector, from, to, _] = row.cells;
            let row_at = Row { file, line: row.line };
            let mut entry =
                self.body(path, row.line, Means::Group, [name, country, cameo, sector], row_at)?;
            entry.from = day(path, row.line, from)?;
            entry.to = day(path, row.line, to)?;
            for n in list(name).chain(list(names)).chain(list(short)) {
                self.add(n, cased(entry.clone(), n));
            }
            // A further time of a group that has a row with its other names.
            if names.is_empty() && (entry.from.is_some() || entry.to.is_some()) {
                let same = |e: &&Entry| e.means == Means::Group && e.name == name && e.row != row_at;
                let rows: Vec<u32> = self.by_key.get(key(name).as_str()).cloned().unwrap_or_default();
                let first = rows.iter().copied().find(|i| same(&&self.entries[*i as usize]));
                let others = first.map(|i| self.entries[i as usize].row);
                let keys: Vec<(String, Case)> = others.map_or_else(Vec::new, |row| self.keys_of(row));
                for (k, case) in keys.into_iter().filter(|(k, _)| *k != key(name)) {
                    let at = self.push(Entry { case, ..entry.clone() });
                    self.file(k, at, false);
                }
            }
        }
        Ok(())
    }

    /// Every key under which a row is filed.
    fn keys_of(&self, row: Row) -> Vec<(String, Case)> {
        let has = |rows: &Vec<u32>| {
            rows.iter().map(|i| &self.entries[*i as usize]).find(|e| e.row == row).map(|e| e.case)
        };
        let mut keys: Vec<(String, Case)> =
            self.by_key.iter().filter_map(|(k, rows)| Some((k.clone(), has(rows)?))).collect();
        keys.sort_by(|a, b| a.0.cmp(&b.0));
        keys
    }

    fn body(
        &self,
        path: &str,
        line: usize,
        means: Means,
        [name, country, cameo, sector]: [&str; 4],
        row: Row,
    ) -> Result<Entry, Error> {
        let is_whole =
            country.is_empty() && ["IGO", "NGO", "IMG", "NGM", "MNC"].iter().any(|p| cameo.starts_with(p));
        let own = match country {
            "" => international(cameo).to_owned(),
            alpha2 => match self.alpha3(alpha2) {
                Some(alpha3) => alpha3.to_owned(),
                None => {
                    let hint = "ISO 3166 alpha-2, as in states.tsv or territories.tsv".to_owned();
                    return Err(tsv::wrong(path, line, format!("unknown country `{alpha2}`"), Some(hint)));
                }
            },
        };
        Ok(Entry {
            means,
            name: name.to_owned(),
            country: own,
            cameo: cameo.to_owned(),
            is_whole,
            sector: sector.to_owned(),
            from: None,
            to: None,
            row,
            case: Case::Capital,
            is_top: false,
        })
    }

    fn add_agents(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let file = self.add_file(path);
        for row in tsv::rows(path, table, ["noun", "sector", "cameo", "hold", "source"])? {
            let [noun, sector, cameo, hold, _] = row.cells;
            let means = match hold {
                "firm" => Means::Agent,
                "loose" => Means::LooseAgent,
                _ => {
                    let hint = Some("firm or loose".to_owned());
                    return Err(tsv::wrong(path, row.line, format!("unknown hold `{hold}`"), hint));
                }
            };
            let entry = Entry {
                means,
                name: noun.to_owned(),
                country: String::new(),
                cameo: cameo.to_owned(),
                is_whole: false,
                sector: sector.to_owned(),
                from: None,
                to: None,
                row: Row { file, line: row.line },
                case: Case::Any,
                is_top: false,
            };
            let at = self.push(entry);
            let one = key(noun);
            self.file(plural(&one), at, false);
            self.file(one, at, false);
        }
        Ok(())
    }
}

/// What stands for the country of an international body, by its CAMEO code.
pub(super) fn international(cameo: &str) -> &str {
    match cameo {
        c if c.starts_with("IGOUNO") => "UNO",
        c if c.starts_with("IGOEUR") => "EUR",
        c if c.starts_with("IGO") => "IGO",
        _ => "",
    }
}

fn place(means: Means, name: &str, alpha3: &str, sector: &str, row: Row) -> Entry {
    Entry {
        means,
        name: name.to_owned(),
        country: alpha3.to_owned(),
        cameo: if sector == "PRE" { String::new() } else { sector.to_owned() },
        is_whole: false,
        sector: sector.to_owned(),
        from: None,
        to: None,
        row,
        case: Case::Capital,
        is_top: false,
    }
}

/// The entry as it must be written under that name.
fn cased(entry: Entry, name: &str) -> Entry {
    let is_caps = !name.contains(' ')
        && name.chars().filter(|c| c.is_alphabetic()).count() > 1
        && !name.chars().any(char::is_lowercase);
    let case = match name.chars().next() {
        _ if is_caps => Case::Caps,
        Some(c) if c.is_lowercase() && !name.contains(char::is_uppercase) => Case::Any,
        _ => Case::Capital,
    };
    Entry { case, ..entry }
}

fn is_written(case: Case, words: &[Word], is_small: bool) -> bool {
    match case {
        Case::Any => true,
        // Who types in small letters means the name, unless it is a short word that is more often another.
        _ if is_small => words.iter().map(|w| w.key.len()).sum::<usize>() > 3,
        Case::Capital => words.iter().any(|w| w.is_capital),
        Case::Caps => words.iter().all(|w| {
            w.is_caps || w.is_capital && (w.key.len() == 1 || w.key.bytes().all(|b| b.is_ascii_digit()))
        }),
    }
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|s| !s.is_empty())
}

fn day(path: &str, line: usize, cell: &str) -> Result<Option<Date>, Error> {
    if cell.is_empty() {
        return Ok(None);
    }
    let wrong = |_| {
        let hint = Some("YYYY-MM-DD, or nothing".to_owned());
        tsv::wrong(path, line, format!("`{cell}` is no day"), hint)
    };
    cell.parse().map(Some).map_err(wrong)
}
