//! People by name: who held which office when, from `data/actors/people.tsv` and `offices.tsv`. What an office is worth
//! in codes is said by its title, read like any other phrase.

use super::phrase::look;
use super::reading::parts;
use super::roles;
use super::tables::{Case, Entry, Means, Row, Tables, international};
use super::words::key;
use crate::error::Error;
use crate::tsv;
use hashbrown::HashMap;
use jiff::civil::Date;

/// How long before the end of the table an office must have ended for its holder to be out of office where no date is
/// known. Ten years: a report of unknown date is more likely from after that.
const LONG_AGO_YEARS: i16 = 10;

/// Offices whose holders news calls by the last name alone.
const TOP: [&str; 7] = [
    "president",
    "prime minister",
    "chancellor",
    "supreme leader",
    "secretary-general",
    "foreign minister",
    "leader",
];

/// What a title is worth: sector, CAMEO role.
type Worth = (String, String);

/// Adds the people to the tables.
pub(super) fn add(tables: &mut Tables, people: &str, offices: &str) -> Result<(), Error> {
    let people_path = "data/actors/people.tsv";
    let file = tables.add_file(people_path);
    let offices_path = "data/actors/offices.tsv";
    let offices_file = tables.add_file(offices_path);
    let reach = reach(offices);

    let mut held: HashMap<&str, Vec<Entry>> = HashMap::new();
    let mut worths: HashMap<&str, Worth> = HashMap::new();
    for row in tsv::rows(offices_path, offices, ["person", "title", "of", "from", "to", "source"])? {
        let [person, title, of, from, to, _] = row.cells;
        if !worths.contains_key(title) {
            worths.insert(title, worth(tables, title));
        }
        let row = Row { file: offices_file, line: row.line };
        let mut entry = office(tables, &worths[title], of);
        entry.is_top = TOP.contains(&title);
        (entry.from, entry.to, entry.row) = (first_day(from), last_day(to), row);
        held.entry(person).or_default().push(entry);
    }
    for row in
        tsv::rows(people_path, people, ["key", "name", "names", "gender", "country", "wikidata", "source"])?
    {
        let [person, name, names, _, country, _, _] = row.cells;
        let own = tables.alpha3(country).unwrap_or("").to_owned();
        let row = Row { file, line: row.line };
        let mut entries = held.remove(person).unwrap_or_default();
        for e in &mut entries {
            name.clone_into(&mut e.name);
        }
        entries.extend(out_of_office(name, &own, &entries, reach, row));
        if entries.is_empty() {
            entries.push(plain(name, &own, row));
        }
        for spelling in std::iter::once(name).chain(names.split(';').map(str::trim)) {
            // One word is no full name; it is somebody else's too.
            if key(spelling).contains(' ') {
                tables.add_person(spelling, &entries);
            }
        }
    }
    Ok(())
}

/// Adds the people of `figures.tsv`, each row with its codes.
pub(super) fn add_figures(tables: &mut Tables, figures: &str) -> Result<(), Error> {
    let path = "data/actors/figures.tsv";
    let file = tables.add_file(path);
    let columns = ["name", "names", "country", "cameo", "sector", "from", "to", "source"];
    let rows = tsv::rows(path, figures, columns)?;
    let mut rest = rows.as_slice();
    // The rows of one person stand together.
    while let [first, ..] = rest {
        let name = first.cells[0];
        let (own, others) = rest.split_at(rest.iter().take_while(|r| r.cells[0] == name).count());
        rest = others;
        let mut entries = Vec::new();
        for row in own {
            let [_, _, country, cameo, sector, from, to, _] = row.cells;
            let Some(alpha3) = tables.alpha3(country) else {
                let hint = "ISO 3166 alpha-2, as in states.tsv or territories.tsv".to_owned();
                return Err(tsv::wrong(path, row.line, format!("unknown country `{country}`"), Some(hint)));
            };
            let mut entry = plain(name, alpha3, Row { file, line: row.line });
            entry.cameo = cameo.to_owned();
            entry.sector = sector.to_owned();
            (entry.from, entry.to) = (first_day(from), last_day(to));
            entries.push(entry);
        }
        let is_office = entries.iter().all(|e| roles::leaves_office(&e.sector));
        let row = Row { file, line: first.line };
        entries.extend(out_of_office(name, "", &entries, None, row).filter(|_| is_office));
        let names = own.iter().flat_map(|r| r.cells[1].split(';')).map(str::trim);
        let mut spellings: Vec<&str> = std::iter::once(name).chain(names).filter(|n| !n.is_empty()).collect();
        spellings.sort_unstable();
        spellings.dedup();
        for spelling in spellings {
            tables.add_person(spelling, &entries);
        }
    }
    Ok(())
}

fn plain(name: &str, country: &str, row: Row) -> Entry {
    Entry {
        means: Means::Person,
        name: name.to_owned(),
        country: country.to_owned(),
        cameo: String::new(),
        is_whole: false,
        sector: String::new(),
        from: None,
        to: None,
        row,
        case: Case::Capital,
        is_top: false,
    }
}

/// What its words say an office is: *prime minister* the government, *director of the CIA* intelligence.
fn worth(tables: &Tables, title: &str) -> Worth {
    let found = look(&parts(tables, title), None).sector;
    found.map_or_else(Worth::default, |s| (s.sector, s.cameo))
}

/// An office of a state or of a body.
fn office(tables: &Tables, (sector, cameo): &Worth, of: &str) -> Entry {
    let row = Row { file: 0, line: 0 };
    let mut entry = plain("", tables.alpha3(of).unwrap_or(""), row);
    entry.sector.clone_from(sector);
    entry.cameo.clone_from(cameo);
    if !entry.country.is_empty() {
        return entry;
    }
    let body = look(&parts(tables, of), None);
    if let Some((e, _)) = &body.country {
        entry.country.clone_from(&e.country);
    }
    if let Some(e) = body.named {
        // The head of a body is of the body: its sector, and its code if that is one of its own.
        if e.is_whole {
            entry.cameo.clone_from(&e.cameo);
            entry.is_whole = true;
            entry.country = international(&e.cameo).to_owned();
            entry.sector.clone_from(&e.sector);
        } else if !e.sector.is_empty() {
            entry.sector.clone_from(&e.sector);
            entry.cameo.clone_from(&e.cameo);
        }
    }
    entry
}

/// After the last office: an elite out of office. Where the day is not known, only after a long time.
fn out_of_office(
    name: &str,
    country: &str,
    offices: &[Entry],
    reach: Option<Date>,
    row: Row,
) -> Option<Entry> {
    let last = offices.iter().map(|e| e.to).collect::<Option<Vec<Date>>>()?.into_iter().max()?;
    let first_after = last.tomorrow().ok()?;
    let is_long_ago = reach.is_some_and(|r| last.year() + LONG_AGO_YEARS < r.year());
    let state = offices.iter().rev().find(|e| !e.is_whole && !e.country.is_empty());
    let mut entry = plain(name, state.map_or(country, |e| &e.country), row);
    entry.sector = "ELI".to_owned();
    entry.cameo = "ELI".to_owned();
    entry.from = Some(first_after);
    // Found by its date alone, unless long ago: an open end is what makes it the answer without a date.
    entry.to = if is_long_ago { None } else { Some(Date::MAX) };
    Some(entry)
}

/// How far the table of offices reaches: its line `# reaches: 2025-09-30`.
fn reach(offices: &str) -> Option<Date> {
    let line = offices.lines().take_while(|l| l.starts_with('#')).find_map(|l| l.strip_prefix("# reaches:"));
    line.and_then(|day| day.trim().parse().ok())
}

/// The first day that `2014`, `2014-03` or `2014-03-02` may mean.
fn first_day(cell: &str) -> Option<Date> {
    super::date::parse(cell).or_else(|| month(cell))
}

fn month(cell: &str) -> Option<Date> {
    let (year, month) = cell.split_once('-')?;
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
}

/// The last day that it may mean.
fn last_day(cell: &str) -> Option<Date> {
    match cell.len() {
        4 => Date::new(cell.parse().ok()?, 12, 31).ok(),
        7 => Some(month(cell)?.last_of_month()),
        _ => cell.parse().ok(),
    }
}
