//! After the names and titles: people known beforehand. A full name, in any spelling, or a surname with a title that fits the day,
//! gets the key, the Wikidata number and the offices of `data/actors/people.tsv` and `offices.tsv`; words that say an
//! office alone (`the Russian foreign minister`) get whoever certainly held it on the day of the report.
//!
//! Precision comes first. A name alone is not enough: a title must agree, or the text must speak of the person's
//! state or body. Whose title says otherwise (`John Kerry, a baker`) is somebody else. A surname alone is never matched.
//! Two entities that turn out to be one person become one.

use super::joiner::{Draft, Joiner};
use super::names;
use crate::actors::offices::{PATH, Person, Tenure};
use crate::actors::wikidata::Kind;
use crate::actors::{Actors, NounRole};
use hashbrown::{HashMap, HashSet};
use jiff::civil::Date;
use onrecord_doc::{EntityType, Office};

/// How much speaks for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Support {
    /// The text speaks of the state or body.
    Setting,
    /// A title agrees, at some time.
    Title,
    /// A title agrees on the day of the report.
    TitleThen,
}

/// How a title in the text stands to a person's offices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Against,
    Neutral,
    For(Support),
}

pub(super) fn resolve(join: &mut Joiner) {
    people(join);
    for draft in &mut join.entities {
        if draft.wikidata.is_none() {
            draft.wikidata = number(join.actors, draft).map(str::to_owned);
        }
    }
}

/// The Wikidata number of a state, a capital or a body.
fn number<'a>(actors: &'a Actors, draft: &Draft) -> Option<&'a str> {
    let numbers = &actors.wikidata;
    match draft.kind {
        EntityType::Country => numbers.number(Kind::State, draft.country.as_deref()?),
        EntityType::Place => {
            // `Paris` where the text has it in another country is another Paris.
            let home = actors.state(&draft.name).map(|(s, _)| s.alpha2.as_str());
            let is_home = home.is_some() && (draft.country.is_none() || draft.country.as_deref() == home);
            numbers.number(Kind::Capital, &draft.name).filter(|_| is_home)
        }
        EntityType::Organisation | EntityType::Group => {
            numbers.number(Kind::Body, &actors.body(&draft.name)?.name)
        }
        _ => None,
    }
}

fn people(join: &mut Joiner) {
    let actors = join.actors;
    if actors.offices.people().is_empty() {
        return;
    }
    let day = join.doc.published.day;
    let mut setting = Setting::of(join);
    let mut of_person: HashMap<String, usize> = HashMap::new();
    let mut merged: HashMap<usize, usize> = HashMap::new();
    let is_open = |e: &usize| {
        let draft = &join.entities[*e];
        draft.kind == EntityType::Person && !draft.anonymous && draft.key.is_none()
    };
    let people = (0..join.entities.len()).filter(is_open);
    // Names first: an office alone then joins the one who is named.
    let (named, told): (Vec<usize>, Vec<usize>) = people
        .filter(|e| !join.entities[*e].anonymous)
        .partition(|e| join.entities[*e].rule != "en/entities/noun");
    let mut take = |join: &mut Joiner, e: usize, person: &'_ Person| match of_person.get(&person.key) {
        Some(&first) => {
            merged.insert(e, first);
            join.merge(e, first);
        }
        None => {
            of_person.insert(person.key.clone(), e);
            know(actors, &mut join.entities[e], person, day);
        }
    };
    let (mut unknown, named): (Vec<usize>, Vec<usize>) = (Vec::new(), named);
    for e in named {
        match who(actors, &join.entities[e], &setting, day) {
            Some(person) => {
                take(join, e, person);
                setting.countries.extend(person.country.clone());
            }
            None => unknown.push(e),
        }
    }
    // Who is known tells of which state the text speaks.
    for e in unknown {
        if let Some(person) = who(actors, &join.entities[e], &setting, day) {
            take(join, e, person);
        }
    }
    for e in told {
        if let Some(person) = holder(actors, &join.entities[e], day) {
            take(join, e, person);
        }
    }
    if !merged.is_empty() {
        for of in join.of.iter_mut().flatten() {
            *of = merged.get(of).copied().unwrap_or(*of);
        }
    }
}

/// What the text speaks of: states and bodies.
struct Setting {
    countries: HashSet<String>,
    bodies: HashSet<String>,
}

impl Setting {
    fn of(join: &Joiner) -> Setting {
        let mut setting = Setting { countries: HashSet::new(), bodies: HashSet::new() };
        for draft in &join.entities {
            setting.countries.extend(draft.country.clone());
            if matches!(draft.kind, EntityType::Organisation | EntityType::Group) {
                setting
                    .bodies
                    .extend([&draft.name].into_iter().chain(&draft.aliases).map(|n| n.to_lowercase()));
            }
        }
        setting
    }

    fn speaks_of(&self, tenure: &Tenure) -> bool {
        self.countries.contains(&tenure.of) || self.bodies.contains(&tenure.of.to_lowercase())
    }
}

/// The person that a named entity is, if one and only one fits.
fn who<'a>(actors: &'a Actors, draft: &Draft, setting: &Setting, day: Option<Date>) -> Option<&'a Person> {
    let offices = &actors.offices;
    let names = || [&draft.name].into_iter().chain(&draft.aliases);
    let is_full = |n: &&String| n.contains(' ');
    let mut full: Vec<&Person> = names().filter(is_full).flat_map(|n| offices.named(n)).collect();
    // `King Salman`, `Pope Francis`: one name with its title.
    let titled = draft.roles.iter().flat_map(|r| {
        let last = names::last_word(&r.title);
        names().filter(|n| !n.contains(' ')).map(move |n| format!("{last} {n}"))
    });
    full.extend(titled.flat_map(|n| offices.named(&n)));
    let is_short = !names().any(|n| n.split(' ').count() > 1 && !offices.named(n).is_empty());
    if full.is_empty() && is_short && names().all(|n| n.split(' ').count() <= 2) {
        return by_surname(actors, draft, setting, day);
    }
    best(full.into_iter().filter_map(|p| Some((p, support(actors, draft, p, setting, day)?))))
}

/// The one with the most support, if no other has as much.
fn best<'a>(all: impl Iterator<Item = (&'a Person, Support)>) -> Option<&'a Person> {
    let mut all: Vec<(&Person, Support)> = all.collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.key.cmp(&b.0.key)));
    all.dedup_by(|a, b| a.0.key == b.0.key);
    match all.as_slice() {
        [one] => Some(one.0),
        [one, next, ..] if one.1 > next.1 => Some(one.0),
        _ => None,
    }
}

/// `President Putin`: the title in full and the day must fit, and the text must speak of the state or body.
fn by_surname<'a>(
    actors: &'a Actors,
    draft: &Draft,
    setting: &Setting,
    day: Option<Date>,
) -> Option<&'a Person> {
    let offices = &actors.offices;
    if draft.roles.is_empty() {
        return None;
    }
    let names = [&draft.name].into_iter().chain(&draft.aliases);
    let candidates = names.flat_map(|n| offices.surnamed(n));
    let fits = candidates.filter_map(|p| {
        let support = support(actors, draft, p, setting, day)?;
        let is_then = day.is_none() || support == Support::TitleThen;
        let is_full = offices.of(p).any(|t| {
            let says = |r: &Office| offices.titles().read(&r.title).words == t.read().words;
            let is_his = draft.country.as_ref() == Some(&t.of) || setting.speaks_of(t);
            is_his && draft.roles.iter().any(says)
        });
        (support >= Support::Title && is_then && is_full).then_some((p, support))
    });
    best(fits)
}

/// What speaks for `person`; `None` where something speaks against, or nothing for.
fn support(
    actors: &Actors,
    draft: &Draft,
    person: &Person,
    setting: &Setting,
    day: Option<Date>,
) -> Option<Support> {
    let offices = &actors.offices;
    let verdicts: Vec<Verdict> = draft.roles.iter().map(|r| judge(actors, r, person, day)).collect();
    let agrees = verdicts.iter().filter_map(|v| if let Verdict::For(s) = v { Some(*s) } else { None }).max();
    if agrees.is_none() && verdicts.contains(&Verdict::Against) {
        return None;
    }
    let is_his = |country: &String| {
        person.country.as_ref() == Some(country)
            || offices.of(person).any(|t| t.of == *country || is_about(actors, t, country))
    };
    if draft.country.as_ref().is_some_and(|c| !is_his(c)) {
        return None;
    }
    // A given name may be one of both men and women; a title outweighs it.
    if agrees.is_none() && draft.gender.is_some_and(|g| g != person.gender) {
        return None;
    }
    let is_set = draft.country.is_some()
        || person.country.as_ref().is_some_and(|c| setting.countries.contains(c))
        || offices.of(person).any(|t| setting.speaks_of(t));
    // Long before and long after, another of that name is likelier.
    let is_of_the_time = |day: Date| offices.of(person).any(|t| is_within_years(t, day));
    let is_set = is_set && day.is_none_or(is_of_the_time);
    agrees.or(is_set.then_some(Support::Setting))
}

/// Whether an office was held within ten years of a day.
fn is_within_years(tenure: &Tenure, day: Date) -> bool {
    const YEARS: i16 = 10;
    let first = tenure.from.earliest.year().saturating_sub(YEARS);
    let last = tenure.to.map_or(i16::MAX, |to| to.latest.year().saturating_add(YEARS));
    (first..=last).contains(&day.year())
}

/// Whether a title names a state: `special envoy for Syria`.
fn is_about(actors: &Actors, tenure: &Tenure, country: &str) -> bool {
    let Some(state) = actors.state_of(country) else { return false };
    let words = actors.offices.titles().read(&state.name).words;
    !words.is_empty() && words.iter().all(|w| tenure.read().words.contains(w))
}

/// What a title in the text says of a person.
fn judge(actors: &Actors, role: &Office, person: &Person, day: Option<Date>) -> Verdict {
    let offices = &actors.offices;
    let said = offices.titles().read(&role.title);
    let fits = |t: &&Tenure| {
        let is_whose = role.of.as_ref().is_none_or(|of| is_of(actors, t, of));
        // `Russian leader` is the first office, whatever it is called.
        let is_first = said.is_head && said.has_no_rank() && said.words.len() == 1 && t.read().has_no_rank();
        is_whose && (said.words == t.read().words || said.is_short_for(t.read()) || is_first)
    };
    let mut fitting = offices.of(person).filter(fits).peekable();
    if fitting.peek().is_some() {
        let is_then = |t: &Tenure, day| match said.is_past {
            true => t.to.is_some_and(|to| to.earliest <= day),
            false => offices.is_possible(t, day),
        };
        let then = day.is_some_and(|day| fitting.any(|t| is_then(t, day)));
        return Verdict::For(if then { Support::TitleThen } else { Support::Title });
    }
    // An office that the table does not have may be his all the same; a trade may not.
    match actors.noun(&names::last_word(&role.title)) {
        Some((_, NounRole::Function)) => Verdict::Against,
        _ => Verdict::Neutral,
    }
}

/// Whether `of`, as the text says it, is the state or body of an office.
fn is_of(actors: &Actors, tenure: &Tenure, of: &str) -> bool {
    if tenure.of.eq_ignore_ascii_case(of) {
        return true;
    }
    match (actors.state(of), actors.body(of)) {
        (Some((state, _)), _) => state.alpha2 == tenure.of || is_about(actors, tenure, &state.alpha2),
        (_, Some(body)) => body.name == tenure.of,
        // `Jakarta’s minister`, `the bank’s president`: a place or body that says nothing against.
        _ => true,
    }
}

/// Who certainly held the office that an entity is called by, on the day of the report.
fn holder<'a>(actors: &'a Actors, draft: &Draft, day: Option<Date>) -> Option<&'a Person> {
    let offices = &actors.offices;
    let role = draft.roles.first()?;
    if offices.titles().read(&draft.name).is_past {
        return None;
    }
    let of = match (&role.of, &draft.country) {
        (Some(of), country) => match (actors.state(of), actors.body(of)) {
            (Some((state, _)), _) => state.alpha2.clone(),
            (_, Some(body)) => body.name.clone(),
            _ if country.is_none() => of.clone(),
            // `the Moscow bank’s president` is not the president.
            _ => return None,
        },
        (None, Some(country)) => country.clone(),
        (None, None) => return None,
    };
    offices.holder(&role.title, &of, day?).map(|(person, _)| person)
}

/// Writes into an entity what is known of the person.
fn know(actors: &Actors, draft: &mut Draft, person: &Person, day: Option<Date>) {
    let offices = &actors.offices;
    draft.key = Some(format!("person/{}", person.key));
    draft.wikidata.clone_from(&person.wikidata);
    draft.gender = Some(person.gender);
    let held: Vec<&Tenure> = day.map(|day| offices.held(person, day).collect()).unwrap_or_default();
    // Of those who serve a body, the country is where they come from, not whom they act for.
    let mut serves = held.iter().copied().peekable();
    let is_states = |t: &Tenure| person.country.as_ref() == Some(&t.of);
    let acts_for_state =
        if serves.peek().is_some() { serves.any(is_states) } else { offices.of(person).any(is_states) };
    if draft.country.is_none() && acts_for_state {
        draft.country.clone_from(&person.country);
    }
    if draft.rule == "en/entities/noun" {
        draft.add_alias(&person.name);
    }
    draft.roles.extend(held.into_iter().map(|t| role_of(actors, t)));
}

fn role_of(actors: &Actors, tenure: &Tenure) -> Office {
    let of = actors.state_of(&tenure.of).map_or(&tenure.of, |s| &s.name);
    Office {
        title: tenure.title.clone(),
        of: Some(of.clone()),
        from: tenure.from.day(),
        to: tenure.to.and_then(|to| to.day()),
        basis: PATH.to_owned(),
    }
}

#[cfg(test)]
mod tests;
