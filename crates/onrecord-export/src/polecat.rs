//! Events in the 40 columns of POLECAT: tab-separated, with a header, one row an event, several values joined by `; `, and
//! the word `None` for what is not known.
//!
//! Lists that belong together (names, countries, sectors of the actors) have as many values each, with `None` in the place of
//! one that is not known. `Event ID` is the document's id and that of the event in it, so it is unique where the documents'
//! ids are, and leads back to the words.

use crate::coded::{Coded, Count, Selection, country, degrees, line, number, select};
use crate::csv::join;
use crate::rows::{Column, Facts, columns, id};
use onrecord_doc::{Document, Entity, EntityType, MentionForm, PlaceLevel, PlaceSense, Quad, Role};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The columns, in order.
pub const COLUMNS: &[Column] = columns! {
    "Event ID" Text, "id of the document, `/`, id of the event in it";
    "Event Date" Date, "day of the event; where only a span is known, its day nearest to publication";
    "Event Type" Text, "PLOVER class";
    "Event Mode" Text, "PLOVER mode";
    "Intensity" Number, "PLOVER score, -10 to 10";
    "Quad Code" Text, "quadrant, in capitals";
    "Contexts" Texts, "PLOVER contexts";
    "Actor Name" Texts, "who did it: names of the entities, else their words";
    "Actor Country" Texts, "ISO 3166 alpha-3 codes";
    "Actor COW" Texts, "numbers in the state list of the Correlates of War project";
    "Primary Actor Sector" Texts, "PLOVER sectors";
    "Actor Sectors" Texts, "the same: an actor has one sector here";
    "Actor Title" Texts, "titles and functions";
    "Actor Name Raw" Texts, "the words of the text";
    "Wikipedia Actor ID" Texts, "always `None`: actors are known by Wikidata numbers, in the CSV";
    "Recipient Name" Texts, "to whom";
    "Recipient Country" Texts, "ISO 3166 alpha-3 codes";
    "Recipient COW" Texts, "numbers in the state list of the Correlates of War project";
    "Primary Recipient Sector" Texts, "PLOVER sectors";
    "Recipient Sectors" Texts, "the same";
    "Recipient Title" Texts, "titles and functions";
    "Recipient Name Raw" Texts, "the words of the text";
    "Wikipedia Recipient ID" Texts, "always `None`";
    "Placename" Text, "name of the place";
    "City" Text, "the same where it is a city";
    "District" Text, "always `None`: second-level divisions are not known";
    "Province" Text, "first-level division";
    "Country" Text, "ISO 3166 alpha-3 code of the place";
    "Latitude" Number, "degrees, WGS 84";
    "Longitude" Number, "degrees, WGS 84";
    "GeoNames ID" Integer, "GeoNames number";
    "Raw Placename" Text, "the words of the text";
    "Feature Type" Text, "always `None`: the level of a place is in the CSV";
    "Source" Text, "who published it";
    "Publication Date" Date, "day of publication";
    "Story People" Texts, "people whom the document names";
    "Story Organizations" Texts, "bodies that it names";
    "Story Locations" Texts, "places that it names";
    "Language" Text, "ISO 639-1 code";
    "Version" Text, "program that read it";
};

/// The file while it is written.
pub struct Events<W> {
    out: W,
    selection: Selection,
    count: Count,
}

impl<W: Write> Events<W> {
    /// Writes the header.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn create(mut out: W, selection: Selection) -> io::Result<Events<W>> {
        line(&mut out, &COLUMNS.iter().map(|c| c.name).collect::<Vec<_>>(), "")?;
        Ok(Events { out, selection, count: Count::default() })
    }

    /// Writes the events of one document.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn write(&mut self, doc: &Document) -> io::Result<()> {
        let facts = Facts::of(doc);
        let events = select(&facts, &self.selection, &mut self.count);
        if events.is_empty() {
            return Ok(());
        }
        let story = story(doc);
        for event in &events {
            line(&mut self.out, &row(event, &story), "None")?;
            self.count.rows += 1;
            self.count.events += 1;
        }
        Ok(())
    }

    /// What was written and what was left out.
    ///
    /// # Errors
    ///
    /// Fails where the last write does.
    pub fn finish(mut self) -> io::Result<Count> {
        self.out.flush()?;
        Ok(self.count)
    }
}

/// A list as a cell; nothing where nothing in it is known.
fn list<'v>(values: impl IntoIterator<Item = Option<Cow<'v, str>>>) -> String {
    let values: Vec<Option<Cow<'v, str>>> =
        values.into_iter().map(|v| v.filter(|v| !v.trim().is_empty())).collect();
    if values.iter().all(Option::is_none) {
        return String::new();
    }
    let values = values.into_iter().map(|v| v.or(Some(Cow::Borrowed("None"))));
    join(&values.collect::<Vec<_>>())
}

/// The eight columns of the actors, or of the recipients.
fn parties<'a>(facts: &Facts<'a>, roles: &'a [Role]) -> [String; 8] {
    let entities: Vec<Option<&'a Entity>> = roles.iter().map(|r| facts.entity(r)).collect();
    let each =
        |value: &dyn Fn(&'a Entity) -> Option<Cow<'a, str>>| list(entities.iter().map(|e| value((*e)?)));
    let sector = each(&|e| e.sector.as_deref().map(Cow::Borrowed));
    [
        list(roles.iter().map(|r| facts.name(r))),
        each(&|e| country(e.country.as_deref()).map(|c| c.alpha3.into())),
        each(&|e| country(e.country.as_deref()).map(|c| c.cow.into())),
        sector.clone(),
        sector,
        each(&|e| e.roles.first().map(|o| o.title.as_str().into())),
        list(roles.iter().map(|r| r.at.as_ref().map(|at| facts.words(at)))),
        String::new(),
    ]
}

fn row(event: &Coded<'_, '_>, story: &[String; 3]) -> Vec<String> {
    let (facts, value) = (event.facts, &event.entry.value);
    let input = facts.doc.input();
    let place = event.place;
    let quad = match value.quad {
        Quad::VerbalCooperation => "VERBAL COOPERATION",
        Quad::MaterialCooperation => "MATERIAL COOPERATION",
        Quad::VerbalConflict => "VERBAL CONFLICT",
        Quad::MaterialConflict => "MATERIAL CONFLICT",
    };
    let date = |day: Option<jiff::civil::Date>| {
        day.filter(|d| d.year() > 0).map(|d| d.to_string()).unwrap_or_default()
    };
    let mut row = vec![
        format!("{}/{}", facts.id, id('v', event.id)),
        date(event.day),
        value.kind.name().to_owned(),
        value.mode.clone().unwrap_or_default(),
        number(value.plover_score.map(crate::rows::exact)),
        quad.to_owned(),
        list(value.contexts.iter().map(|c| Some(Cow::Borrowed(c.as_str())))),
    ];
    row.extend(parties(facts, &value.actors));
    row.extend(parties(facts, &value.recipients));
    let province = place.filter(|p| p.level == PlaceLevel::Region).map(|p| p.name.clone());
    let raw = value.place.and_then(|p| facts.doc.places.find(p)).map(|p| facts.words(&p.at).into_owned());
    row.extend([
        place.map(|p| p.name.clone()).unwrap_or_default(),
        place.filter(|p| p.level == PlaceLevel::City).map(|p| p.name.clone()).unwrap_or_default(),
        String::new(),
        place.and_then(|p| p.admin1.clone()).or(province).unwrap_or_default(),
        country(place.and_then(|p| p.country.as_deref())).map_or("", |c| c.alpha3).to_owned(),
        degrees(place.and_then(|p| p.at).map(|at| at.0)),
        degrees(place.and_then(|p| p.at).map(|at| at.1)),
        place.and_then(|p| p.geonames).map(|g| g.to_string()).unwrap_or_default(),
        raw.unwrap_or_default(),
        String::new(),
        input.publisher.clone().unwrap_or_default(),
        date(facts.doc.published.day),
    ]);
    row.extend(story.iter().cloned());
    row.extend([facts.doc.language.clone().unwrap_or_default(), facts.doc.reading.program.clone()]);
    row
}

/// The people, bodies and places that a document names.
fn story(doc: &Document) -> [String; 3] {
    let mut named = vec![false; doc.entities.len()];
    for (_, mention) in doc.mentions.iter().filter(|(_, m)| m.value.form == MentionForm::Name) {
        if let Some(named) = mention.value.entity.and_then(|e| named.get_mut(e.index())) {
            *named = true;
        }
    }
    let of = |kinds: &[EntityType]| {
        let of_kind = |(id, e): (onrecord_doc::Id<Entity>, &'_ onrecord_doc::Entry<Entity>)| {
            (named[id.index()] && kinds.contains(&e.value.kind)).then(|| e.value.name.clone())
        };
        let names: BTreeSet<String> = doc.entities.iter().filter_map(of_kind).collect();
        list(names.into_iter().map(|n| Some(Cow::Owned(n))))
    };
    let places: BTreeSet<&str> = doc
        .places
        .iter()
        .filter(|(_, p)| p.value.sense != PlaceSense::Actor)
        .map(|(_, p)| p.value.name.as_str())
        .collect();
    [
        of(&[EntityType::Person]),
        of(&[EntityType::Organisation, EntityType::Country]),
        list(places.into_iter().map(|n| Some(Cow::Borrowed(n)))),
    ]
}

#[cfg(test)]
mod tests;
