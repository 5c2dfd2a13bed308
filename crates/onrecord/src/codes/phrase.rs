//! The codes of one phrase by its words.
//!
//! Sector: the last noun of the first part that decides by itself (*police*, *minister*); a noun that does not
//! (*leader*, *spokesman*, *members*) takes that of what stands before it or comes with *of*. Country: the first that
//! the first part names, then where it is *of* or *in*. A known name gives both where the words say neither.

use super::reading::{Item, Link, Part, parts};
use super::tables::{Entry, Means, Tables};
use super::{Answer, Basis, roles};
use jiff::civil::Date;

/// What the words say, before it is put together.
#[derive(Clone, Debug, Default)]
pub(super) struct Found<'a> {
    /// Where the country is from.
    pub country: Option<(&'a Entry, String)>,
    /// Where the sector is from.
    pub sector: Option<Sector<'a>>,
    /// The body, group or person that the phrase is, if it is one.
    pub named: Option<&'a Entry>,
    /// All rows that had a part in it.
    pub basis: Vec<(&'a Entry, String)>,
}

/// A sector and where it is from.
#[derive(Clone, Debug)]
pub(super) struct Sector<'a> {
    /// PLOVER sector.
    pub sector: String,
    /// CAMEO role; the whole code of a body of states.
    pub cameo: String,
    /// The row, where one says it.
    pub entry: Option<&'a Entry>,
    /// The words.
    pub words: String,
    /// The words decide: a noun or name, not a default.
    pub is_firm: bool,
}

/// The codes of a phrase.
pub(super) fn code(tables: &Tables, phrase: &str, date: Option<Date>) -> Answer {
    let parts = parts(tables, phrase);
    let mut found = look(&parts, date);
    by_surname(tables, &parts, date, &mut found);
    if found.sector.is_none() {
        found.sector = unknown(&parts, &found);
    }
    answer(tables, phrase, found)
}

/// What the parts of a phrase say.
pub(super) fn look<'a>(parts: &[Part<'a>], date: Option<Date>) -> Found<'a> {
    let mut found = Found::default();
    found.sector = sector(parts, date);
    found.country = country(parts, date, found.sector.as_ref());
    found.named = named(parts, date);
    let mut basis: Vec<(&Entry, String)> = Vec::new();
    let sector_row = found.sector.as_ref().and_then(|s| Some((s.entry?, s.words.clone())));
    for (entry, words) in found.country.iter().cloned().chain(sector_row) {
        if !basis.iter().any(|(e, _)| e.row == entry.row && e.means == entry.means) {
            basis.push((entry, words));
        }
    }
    found.basis = basis;
    found
}

/// Who is meant by a title and a last name, or by the last name of the head of a state: *President Xi*, *Macron*. Only
/// where all who have the name and would fit are of one country.
fn by_surname<'a>(tables: &'a Tables, parts: &[Part<'a>], date: Option<Date>, found: &mut Found<'a>) {
    if found.country.is_some() || found.sector.as_ref().is_some_and(|s| s.entry.is_none()) {
        return;
    }
    let Some(name) = parts.first().and_then(|p| p.items.last()) else { return };
    // Another given name is another person's.
    let given =
        parts[0].items.iter().rev().nth(1).filter(|i| i.rows.is_empty() && i.is_capital && !i.key.is_empty());
    if !name.is_capital || !name.rows.is_empty() || given.is_some() {
        return;
    }
    let rows = tables.surnamed(&name.text);
    let sector = found.sector.as_ref().map(|s| s.sector.as_str());
    let fits = |e: &&&Entry| match sector {
        Some(sector) => e.sector == sector,
        None => e.is_top,
    };
    let fitting: Vec<&Entry> = rows.iter().filter(fits).copied().collect();
    let Some(first) = fitting.first() else { return };
    let is_one = |e: &&Entry| e.country == first.country && (sector.is_some() || e.name == first.name);
    if !fitting.iter().all(is_one) {
        return;
    }
    found.country = Some((first, name.text.clone()));
    found.basis.push((first, name.text.clone()));
    if fitting.iter().all(|e| e.name == first.name) {
        found.named = Some(first);
        let own: Vec<&Entry> = rows.into_iter().filter(|e| e.name == first.name).collect();
        if let Some(entry) = at_date(&own, date).filter(|e| found.sector.is_none() && !e.sector.is_empty()) {
            found.sector = Some(Sector {
                sector: entry.sector.clone(),
                cameo: entry.cameo.clone(),
                entry: Some(entry),
                words: name.text.clone(),
                is_firm: true,
            });
        }
    }
}

/// The row of an item that holds on that day: of a person or group with several times the one that has the day; where
/// the day is not known, the last.
fn at_date<'a>(rows: &[&'a Entry], date: Option<Date>) -> Option<&'a Entry> {
    let first = *rows.first()?;
    // The times of a person come from two tables; those of a group from one, which another of that name does not mend.
    let is_same = |e: &&Entry| {
        e.means == first.means
            && e.name == first.name
            && (e.means == Means::Person || e.row.file == first.row.file)
    };
    let same: Vec<&Entry> = rows.iter().copied().filter(is_same).collect();
    if same.len() == 1 {
        return Some(first);
    }
    let holds = |e: &&&Entry| match date {
        Some(d) => e.from.is_none_or(|f| f <= d) && e.to.is_none_or(|t| d <= t),
        None => false,
    };
    // An office that ended says more than none: whoever is named without a date is mostly known for it.
    let latest = |e: &&&Entry| (e.to.is_none(), e.to, e.from);
    let ends = same.iter().filter(|e| e.to != Some(Date::MAX));
    // Who left one office may hold another that a second table knows.
    let on_day = same.iter().filter(holds).min_by_key(|e| e.sector == "ELI");
    on_day.or_else(|| ends.max_by_key(latest)).copied()
}

/// The rows of an item that agree with the country of the phrase, where a name has several bearers.
fn of_country<'a>(item: &Item<'a>, country: Option<&str>) -> Vec<&'a Entry> {
    let Some(country) = country else { return item.rows.clone() };
    let those = |fits: &dyn Fn(&Entry) -> bool| -> Vec<&'a Entry> {
        item.rows.iter().copied().filter(|e| fits(e)).collect()
    };
    // Of another country the words are only a noun: a *senate* that is not the one of the tables.
    let nouns = || those(&|e| matches!(e.means, Means::Agent | Means::LooseAgent));
    [those(&|e| e.country == country), nouns(), item.rows.clone()]
        .into_iter()
        .find(|r| !r.is_empty())
        .unwrap_or_default()
}

/// The country that the possessives, demonyms and place names of a part say.
fn context<'a>(parts: &[Part<'a>]) -> Option<&'a str> {
    let places =
        [Means::State, Means::People, Means::Capital, Means::City, Means::Region, Means::RegionPeople];
    let items = parts.iter().filter(|p| p.link != Link::Toward).flat_map(|p| &p.items);
    items.filter(|i| !i.is_aside && i.is(&places)).find_map(|i| i.rows.first()).map(|e| e.country.as_str())
}

fn sector<'a>(parts: &[Part<'a>], date: Option<Date>) -> Option<Sector<'a>> {
    let context = context(parts);
    let of = |part: &Part<'a>, persons| in_part(part, context, date, persons);
    let main = parts.first().and_then(|p| of(p, false));
    if let Some(s) = main.as_ref().filter(|s| s.is_firm) {
        return Some(former(parts.first(), s.clone()));
    }
    let follows = |link: Link| parts.iter().skip(1).filter(move |p| p.link == link);
    let is_whose = parts
        .first()
        .is_none_or(|p| p.items.iter().all(|i| !i.is(&[Means::Body, Means::Group, Means::Seat])));
    if is_whose && let Some(s) = follows(Link::Of).find_map(|p| of(p, false)).filter(|s| !s.sector.is_empty())
    {
        let s = former(parts.iter().find(|p| p.link == Link::Of), s);
        return Some(former(parts.first(), s));
    }
    if let Some(s) = main.filter(|s| !s.sector.is_empty()) {
        return Some(former(parts.first(), s));
    }
    for part in follows(Link::Beside).chain(follows(Link::And)) {
        if let Some(s) = of(part, false).filter(|s| !s.sector.is_empty()) {
            return Some(former(Some(part), s));
        }
    }
    // Who is named, after what the words say.
    let known = parts.iter().filter(|p| !matches!(p.link, Link::Toward | Link::In));
    known.filter_map(|p| of(p, true)).find(|s| !s.sector.is_empty() && s.is_firm)
}

/// The sector that one part says; with `persons`, also by who is named in it.
fn in_part<'a>(
    part: &Part<'a>,
    context: Option<&str>,
    date: Option<Date>,
    persons: bool,
) -> Option<Sector<'a>> {
    let make = |entry: &'a Entry, item: &Item, is_firm| Sector {
        sector: entry.sector.clone(),
        cameo: entry.cameo.clone(),
        entry: Some(entry),
        words: item.text.clone(),
        is_firm,
    };
    let mut loose: Option<Sector> = None;
    let only = part.items.iter().filter(|i| !is_small_word(&i.key)).count() == 1;
    for item in part.items.iter().rev().filter(|i| !i.is_aside) {
        let rows = of_country(item, context);
        let Some(entry) = at_date(&rows, date) else { continue };
        match entry.means {
            // Of gunmen it matters whose they are, where that is said: *Boko Haram* gunmen.
            Means::Agent if entry.sector == "UAF" => {
                return Some(armed(part, item).unwrap_or_else(|| make(entry, item, true)));
            }
            Means::Agent => return Some(make(entry, item, true)),
            Means::LooseAgent => {
                loose.get_or_insert_with(|| make(entry, item, false));
            }
            Means::Body | Means::Group | Means::Seat if !entry.sector.is_empty() => {
                // A seat behind which another noun stands says whose that is: the White House *lawn*.
                return Some(make(entry, item, true));
            }
            // Of a body that has none itself, its officials are no government of a state either.
            Means::Body if loose.as_ref().is_some_and(|l| l.sector == "GOV") => {
                loose = loose.map(|l| Sector { sector: String::new(), cameo: String::new(), ..l });
            }
            Means::Person if persons && !entry.sector.is_empty() => return Some(make(entry, item, true)),
            Means::State if !entry.sector.is_empty() && only => return Some(make(entry, item, true)),
            Means::Capital | Means::City if only => return Some(make(entry, item, false)),
            // `two Russians`, `a Kenyan`; `the Russians` are their government as often as not.
            Means::People | Means::RegionPeople if is_last(part, item) && counts(part) => {
                loose.get_or_insert_with(|| Sector {
                    sector: "CVL".to_owned(),
                    cameo: "CVL".to_owned(),
                    entry: None,
                    words: item.text.clone(),
                    is_firm: false,
                });
            }
            _ => {}
        }
    }
    loose
}

/// The side of armed people, where a name or noun before them in the part says it.
fn armed<'a>(part: &Part<'a>, item: &Item) -> Option<Sector<'a>> {
    let before = part.items.iter().take_while(|i| !std::ptr::eq(*i, item)).filter(|i| !i.is_aside);
    let found = before.filter_map(|i| Some((*i.rows.first()?, i.text.clone())));
    let mut sides = found.filter(|(e, _)| {
        matches!(e.means, Means::Body | Means::Group | Means::Agent)
            && matches!(e.sector.as_str(), "REB" | "PRM" | "CRM" | "MIL" | "COP" | "GOV")
    });
    let (entry, words) = sides.next()?;
    Some(Sector {
        sector: entry.sector.clone(),
        cameo: entry.cameo.clone(),
        entry: Some(entry),
        words,
        is_firm: true,
    })
}

fn is_last(part: &Part, item: &Item) -> bool {
    part.items.last().is_some_and(|l| std::ptr::eq(l, item))
}

/// Whether a part begins with a number or an article that counts: *two*, *a*, *dozens*.
fn counts(part: &Part) -> bool {
    part.items
        .first()
        .is_some_and(|i| is_number(&i.key) || matches!(i.key.as_str(), "a" | "an" | "some" | "many"))
}

fn is_number(key: &str) -> bool {
    key.bytes().all(|b| b.is_ascii_digit())
        || matches!(
            key,
            "one"
                | "two"
                | "three"
                | "four"
                | "five"
                | "six"
                | "seven"
                | "eight"
                | "nine"
                | "ten"
                | "eleven"
                | "twelve"
                | "twenty"
                | "dozens"
                | "hundreds"
                | "thousands"
                | "several"
                | "few"
                | "scores"
        )
}

/// Words that are no part of who is meant.
fn is_small_word(key: &str) -> bool {
    is_number(key)
        || matches!(
            key,
            "the"
                | "a"
                | "an"
                | "this"
                | "that"
                | "these"
                | "those"
                | "its"
                | "his"
                | "her"
                | "their"
                | "our"
        )
}

/// *Former*, before the noun or name that decides, makes an official an elite out of office.
fn former<'a>(part: Option<&Part<'a>>, found: Sector<'a>) -> Sector<'a> {
    let is_former = part.is_some_and(|p| p.items.iter().any(|i| roles::is_former(&i.key)));
    if is_former && roles::leaves_office(&found.sector) {
        return Sector { sector: "ELI".to_owned(), cameo: "ELI".to_owned(), ..found };
    }
    found
}

fn country<'a>(
    parts: &[Part<'a>],
    date: Option<Date>,
    sector: Option<&Sector>,
) -> Option<(&'a Entry, String)> {
    let context = context(parts);
    let first = |part: &Part<'a>, takes: &dyn Fn(&Entry) -> bool| {
        let items = part.items.iter().filter(|i| !i.is_aside);
        items
            .filter_map(|i| Some((at_date(&of_country(i, context), date)?, i.text.clone())))
            .find(|(e, _)| takes(e))
    };
    let any = |e: &Entry| !e.country.is_empty();
    let main = parts.first().and_then(|p| first(p, &any));
    let follows = || parts.iter().skip(1).filter(|p| matches!(p.link, Link::Of | Link::In));
    // `the Supreme Court of Norway`, `the Labour Party in Norway`: whose it is comes before whose one knows.
    if let Some((entry, _)) = &main
        && matches!(entry.means, Means::Body | Means::Agent)
    {
        let is_state = |p: &&Part<'a>| {
            p.link == Link::Of
                && p.items.iter().filter(|i| !is_small_word(&i.key)).all(|i| i.is(&[Means::State]))
        };
        if let Some(found) = parts.iter().skip(1).take(1).filter(is_state).find_map(|p| first(p, &any)) {
            return Some(found);
        }
    }
    let studies = parts.first().is_some_and(|p| p.items.iter().any(|i| is_learned(&i.key)));
    let of = |p: &Part<'a>| {
        // A professor of Chinese history need not be Chinese.
        let takes = |e: &Entry| any(e) && !(studies && p.link == Link::Of && e.means == Means::People);
        first(p, &takes)
    };
    let beside = || parts.iter().filter(|p| matches!(p.link, Link::Beside | Link::And));
    let _ = sector;
    main.or_else(|| follows().find_map(of)).or_else(|| beside().find_map(|p| first(p, &any)))
}

fn is_learned(key: &str) -> bool {
    matches!(
        key,
        "professor" | "historian" | "scholar" | "lecturer" | "expert" | "student" | "students" | "analyst"
    )
}

/// The body, group, person or state that the phrase as a whole is.
fn named<'a>(parts: &[Part<'a>], date: Option<Date>) -> Option<&'a Entry> {
    let context = context(parts);
    let main = parts.first()?;
    let items: Vec<&Item> = main.items.iter().filter(|i| !is_small_word(&i.key)).collect();
    let last = items.last()?;
    let entry = at_date(&of_country(last, context), date)?;
    let is_name =
        !matches!(entry.means, Means::Agent | Means::LooseAgent | Means::People | Means::RegionPeople);
    let person = entry.means == Means::Person;
    (is_name && (items.len() == 1 || person)).then_some(entry)
}

/// An actor of a known country of which the words say nothing: unidentified.
fn unknown<'a>(parts: &[Part<'a>], found: &Found) -> Option<Sector<'a>> {
    found.country.as_ref()?;
    let main = parts.first()?;
    let head = main.items.last()?;
    let is_noun = head.rows.is_empty() && !head.is_capital && head.key.chars().all(char::is_alphabetic);
    is_noun.then(|| Sector {
        sector: "UNK".to_owned(),
        cameo: String::new(),
        entry: None,
        words: head.text.clone(),
        is_firm: false,
    })
}

/// Puts an answer together.
pub(super) fn answer(tables: &Tables, phrase: &str, found: Found) -> Answer {
    let country = found.country.as_ref().map(|(e, _)| e.country.clone()).filter(|c| !c.is_empty());
    let sector = found.sector.as_ref().map(|s| s.sector.clone()).filter(|s| !s.is_empty());
    let cameo = cameo(&found);
    let plain: Vec<&str> = phrase.split_whitespace().collect();
    let name = found.named.map_or_else(|| crate::actors::plain(&plain.join(" ")), |e| e.name.clone());
    let basis = found.basis.iter().map(|(entry, words)| Basis {
        words: words.clone(),
        says: says(entry),
        row: tables.place(entry.row),
    });
    Answer { country, sector, cameo, name, basis: basis.collect() }
}

/// The CAMEO code: that of the country or body of states, then the role.
fn cameo(found: &Found) -> Option<String> {
    let base = match found.country.as_ref().map(|(e, _)| e) {
        Some(e) if e.is_whole => e.cameo.as_str(),
        Some(e) => e.country.as_str(),
        None => "",
    };
    let Some(sector) = &found.sector else {
        return (!base.is_empty()).then(|| base.to_owned());
    };
    let role = if sector.cameo.is_empty() { roles::cameo_of(&sector.sector) } else { sector.cameo.as_str() };
    if sector.entry.is_some_and(|e| e.is_whole) {
        // The body itself, or its soldiers and judges by its own name.
        return Some(role.to_owned());
    }
    let base = if base.is_empty() { "---" } else { base };
    match (base, role) {
        ("---", "") => None,
        (base, role) if base.ends_with(role) => Some(base.to_owned()),
        // A body of states has envoys and officials, but no government.
        (base, "GOV") if base.starts_with("IGO") && !base.starts_with("IGOEUR") => Some(base.to_owned()),
        (base, role) => Some(format!("{base}{role}")),
    }
}

/// What a row says, for a reader.
fn says(entry: &Entry) -> String {
    let name = &entry.name;
    let body = match (entry.country.is_empty(), entry.sector.is_empty()) {
        (false, false) => format!("{name} ({}, {})", entry.country, entry.sector),
        (false, true) => format!("{name} ({})", entry.country),
        (true, false) => format!("{name} ({})", entry.sector),
        (true, true) => name.clone(),
    };
    match entry.means {
        Means::State => format!("{name} ({})", entry.country),
        Means::People | Means::RegionPeople => format!("of {name} ({})", entry.country),
        Means::Capital => format!("capital of {name} ({}): its government", entry.country),
        Means::Seat => format!("seat of the government of {name} ({})", entry.country),
        Means::City => format!("city in {}", entry.country),
        Means::Region => format!("region in {}", entry.country),
        Means::Agent | Means::LooseAgent if entry.country.is_empty() => entry.sector.clone(),
        Means::Agent | Means::LooseAgent | Means::Body | Means::Group => body,
        Means::Person => match (entry.from, entry.to.filter(|t| *t != Date::MAX)) {
            (Some(from), Some(to)) => format!("{body} {from} to {to}"),
            (Some(from), None) => format!("{body} since {from}"),
            (None, Some(to)) => format!("{body} until {to}"),
            (None, None) => body,
        },
    }
}
