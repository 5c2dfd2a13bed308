//! Places: the words of a text that name a place, and which place each of them means.
//!
//! [`find`] takes the names that the model marks and those that the gazetteer and the words around them give away
//! (`spot`), looks up what each may mean (`candidates`, from the [`Gazetteer`] and the tables of `data/places/`), lets
//! the names of the text settle one another (`rank`), and gives what nobody knows the place that the text is about
//! (`near`). A name has one sense in a text unless the text itself says otherwise (*Paris, Texas*).

mod build;
mod candidates;
mod fold;
mod gazetteer;
mod letters;
mod more;
mod near;
mod rank;
mod sense;
mod spot;
#[doc(hidden)]
pub mod train;
mod weights;
mod words;

pub use build::build;
pub use gazetteer::{Damage, Feature, Gazetteer, Hit, Row};
pub use more::{More, MoreTable};
pub use words::PlaceWords;

use crate::actors::Actors;
use candidates::Candidate;
use hashbrown::HashSet;
use onrecord_doc::{Document, Entity, EntityType, Layer, Maker, OtherPlace, Place, PlaceLevel, Span};
use spot::Form;
use std::rc::Rc;

/// What the pass looks up.
#[derive(Clone, Debug)]
pub struct PlaceData {
    /// States, divisions and settlements.
    pub gazetteer: Gazetteer,
    /// Everything else that bears a name on a map.
    pub more: MoreTable,
    /// Small words beside and in names.
    pub words: PlaceWords,
}

/// How much must be named near a place for a name to be one that the model does not call so.
const ENOUGH: f64 = 1.5;

/// Below this chance a settlement is not named; its state is, if that is likelier.
const SURE: f64 = 0.12;

/// The places of a document, which has its dateline, mentions and tokens.
pub fn find(doc: &Document, data: &PlaceData, actors: &Actors) -> Layer<Place> {
    let mut finder = spot::Finder::new(data, actors);
    let people = people(doc);
    let mut spots = spot::find(doc, &mut finder);
    spots.retain(|s| !is_surname(doc, &people, s.span(doc)));
    let (home, tld) = home(doc, &mut finder);
    let (mut groups, of_spot) = rank::groups(doc, &data.words, &spots, &home);
    rank::settle(&mut groups, tld.as_deref(), &weights::WEIGHTS);
    let centre = near::Centre::of(&data.words, doc, &spots, &groups, &of_spot);
    let support = rank::support(&groups);
    let senses = sense::Senses::of(doc);
    let mut layer = Layer::new();
    for (i, s) in spots.iter().enumerate() {
        let span = s.span(doc);
        let sense = senses.of_spot(doc, s);
        let Some(group) = of_spot[i].and_then(|g| groups.get(g)) else {
            if let Some((place, score)) = centre.place_of(doc, &spots, i, sense, &groups, &of_spot) {
                layer.push(place, span.into(), Maker::rule("places/near"), score);
            }
            continue;
        };
        let Some(best) = group.best() else { continue };
        if s.form == Form::Maybe && support[of_spot[i].unwrap_or(0)] < ENOUGH {
            continue;
        }
        let chance = group.chances[best];
        let c = &group.candidates[best];
        let is_guess = matches!(s.form, Form::Other | Form::Maybe | Form::Inside);
        if is_guess && !c.is_first && c.population < 200_000.0 {
            continue;
        }
        let mut chosen = group.candidates[best].clone();
        let mut score = chance * trust(s.form);
        if chance < SURE
            && let Some((country, share)) = country_of(group)
            && share > 0.6
            && let Some(state) = candidates::state(&country, data)
        {
            chosen = Candidate { name: chosen.name, ..state };
            score = share * trust(s.form);
        }
        // A town and the district around it are one answer.
        let is_same = |n: &usize| group.candidates[*n].is_near(&group.candidates[best]);
        if chance >= SURE {
            let same = (0..group.chances.len()).filter(is_same);
            score = same.map(|n| group.chances[n]).sum::<f64>().min(1.0) * trust(s.form);
        }
        let next = group.order().into_iter().find(|n| !is_same(n));
        let other = |n: usize| {
            let c = &group.candidates[n];
            OtherPlace {
                name: c.name.clone(),
                country: c.country.clone(),
                at: c.at,
                geonames: c.geonames.map(u64::from),
                score: group.chances[n] as f32,
            }
        };
        let alternatives = next.filter(|n| group.chances[*n] >= 0.01).map(other).into_iter().collect();
        let place = Place { sense, alternatives, ..place_of(&chosen, data) };
        let maker = match s.form {
            Form::Name => "places/name",
            Form::People => "places/people",
            Form::Inside => "places/inside",
            Form::Other | Form::Maybe => "places/other",
            Form::Site => "places/site",
        };
        layer.push(place, span.into(), Maker::rule(maker), score as f32);
    }
    layer
}

/// A candidate as a record.
fn place_of(c: &Candidate, data: &PlaceData) -> Place {
    let admin1 = c.admin1.and_then(|n| data.gazetteer.row(n)).map(|r| r.name.to_owned());
    Place {
        name: c.name.clone(),
        country: c.country.clone(),
        admin1,
        at: c.at,
        geonames: c.geonames.map(u64::from),
        level: c.level,
        sense: onrecord_doc::PlaceSense::Place,
        alternatives: Vec::new(),
    }
}

/// How often a name found so is a place at all.
fn trust(form: Form) -> f64 {
    match form {
        Form::Name => 0.95,
        Form::People => 0.9,
        Form::Inside => 0.85,
        Form::Other => 0.75,
        Form::Site => 0.75,
        Form::Maybe => 0.5,
    }
}

/// The state in which most of a group's chances lie, and how much of them.
fn country_of(group: &rank::Group) -> Option<(String, f64)> {
    let mut shares: Vec<(&str, f64)> = Vec::new();
    for (c, p) in group.candidates.iter().zip(&group.chances) {
        let Some(country) = c.country.as_deref() else { continue };
        match shares.iter_mut().find(|(name, _)| *name == country) {
            Some((_, share)) => *share += p,
            None => shares.push((country, *p)),
        }
    }
    let best = shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some((best.0.to_owned(), best.1))
}

/// What the outlet's name and address say of where it is at home.
fn home(doc: &Document, finder: &mut spot::Finder) -> (Vec<Rc<Vec<Candidate>>>, Option<String>) {
    let input = doc.input();
    let mut found = Vec::new();
    if let Some(publisher) = &input.publisher {
        let words: Vec<&str> = publisher.split_whitespace().take(12).collect();
        for n in 0..words.len() {
            for len in (1..=3.min(words.len() - n)).rev() {
                let key = fold::fold(&words[n..n + len].join(" "));
                let places = finder.of_key(&key);
                if places.iter().any(|c| c.is_first && c.population > 5000.0) {
                    found.push(places);
                    break;
                }
            }
        }
    }
    let host = input.url.as_deref().and_then(|u| u.split("://").last()).and_then(|u| u.split('/').next());
    let ending = host.and_then(|h| h.rsplit('.').next()).filter(|e| e.len() == 2).map(str::to_uppercase);
    (found, ending.map(|e| if e == "UK" { "GB".to_owned() } else { e }))
}

/// Whether a level is that of a point on a map rather than of an area.
fn is_point(level: PlaceLevel) -> bool {
    matches!(level, PlaceLevel::City | PlaceLevel::Site)
}

/// The surnames of the people whom the text names in full.
fn people(doc: &Document) -> HashSet<&str> {
    let is_person = |e: &&Entity| e.kind == EntityType::Person && !e.anonymous;
    let people = doc.entities.iter().map(|(_, e)| &e.value).filter(is_person);
    // `the mayor of Paris` is no name.
    let is_name = |n: &&str| n.split(' ').all(|w| w.starts_with(char::is_uppercase) || w.contains('-'));
    let names = people.flat_map(|e| [&e.name].into_iter().chain(&e.aliases)).map(String::as_str);
    names.filter(is_name).filter_map(|n| n.rsplit_once(' ').map(|(_, last)| last)).collect()
}

/// Whether words are somebody's surname and do not stand where a place does: *Tchivela said*, but *in Washington*.
fn is_surname(doc: &Document, people: &HashSet<&str>, span: Span) -> bool {
    let before = doc.tokens.within(span).start.checked_sub(1);
    let is_at = before.is_some_and(|i| matches!(doc.tokens.lower(i), "in" | "at" | "near" | "from" | "to"));
    people.contains(doc.quote(span)) && !is_at
}

#[cfg(test)]
mod tests;
