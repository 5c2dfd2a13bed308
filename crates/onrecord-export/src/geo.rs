//! What maps show of the records: events with where they were, and the places a text names. Shared by [`crate::geojson`]
//! and [`crate::kml`].
//!
//! A dot says more than a text does when the text names a country. So every item has its `precision` (`country`, `region`,
//! `city`, `site`), and a country has no dot unless it is asked for ([`Countries::Points`]): it is listed without one, with
//! its ISO code to join it with a layer of countries. A place named for its government (*Moscow said*) is on no map.

use crate::rows::{Cell, Facts, exact, id, voice};
use jiff::civil::Date;
use onrecord_doc::{Entry, Place, PlaceLevel, PlaceSense};
use std::borrow::Cow;
use std::io;

/// What stands where only the country is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Countries {
    /// The item without a dot.
    #[default]
    NoPoints,
    /// The dot that gazetteers have for the country, marked as such.
    Points,
}

/// What to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// What stands where only the country is known.
    pub countries: Countries,
}

/// One item of a map.
pub(crate) struct Item<'a> {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Longitude and latitude in degrees, WGS 84.
    pub(crate) point: Option<(f64, f64)>,
    pub(crate) level: PlaceLevel,
    pub(crate) start: Option<Date>,
    pub(crate) end: Option<Date>,
    pub(crate) fields: Vec<(&'static str, Cell<'a>)>,
}

/// Hands over the events of a document, then its places; only those whose place has coordinates.
pub(crate) fn items(
    facts: &Facts<'_>,
    options: Options,
    each: &mut dyn FnMut(&Item<'_>) -> io::Result<()>,
) -> io::Result<()> {
    for (of, entry) in facts.doc.events.iter() {
        let event = &entry.value;
        let Some(place) = event.place.and_then(|p| facts.doc.places.find(p)).map(|p| &p.value) else {
            continue;
        };
        let Some(point) = coordinates(place) else { continue };
        let parties = |roles: &[onrecord_doc::Role]| {
            Cell::Texts(
                roles
                    .iter()
                    .filter_map(|r| facts.name(r))
                    .map(|n| Some(Cow::Owned(n.into_owned())))
                    .collect(),
            )
        };
        let (start, end) = (day(event.earliest), day(event.latest));
        let mut fields = head(facts, "event", &id('v', of), entry);
        fields.extend([
            ("type", event.kind.name().into()),
            ("mode", (&event.mode).into()),
            ("quad", event.quad.name().into()),
            ("status", event.status.name().into()),
            ("word", voice(event.word).into()),
            ("said_by", facts.said_by(event.word).into()),
            ("actors", parties(&event.actors)),
            ("recipients", parties(&event.recipients)),
            ("start", start.into()),
            ("end", end.into()),
        ]);
        fields.extend(about_place(place));
        let title = format!("{} ({}), {}", event.kind, event.status, place.name);
        each(&item(facts, id('v', of), title, point, place, (start, end), fields, options))?;
    }
    for (of, entry) in facts.doc.places.iter() {
        let place = &entry.value;
        let Some(point) = coordinates(place).filter(|_| place.sense != PlaceSense::Actor) else { continue };
        let mut fields = head(facts, "place", &id('p', of), entry);
        let none =
            ["type", "mode", "quad", "status", "word", "said_by", "actors", "recipients", "start", "end"];
        fields.extend(none.map(|name| (name, Cell::None)));
        fields.extend(about_place(place));
        each(&item(facts, id('p', of), place.name.clone(), point, place, (None, None), fields, options))?;
    }
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "the parts of one item, named where they are used")]
fn item<'a>(
    facts: &Facts<'_>,
    of: String,
    title: String,
    point: (f64, f64),
    place: &Place,
    (start, end): (Option<Date>, Option<Date>),
    fields: Vec<(&'static str, Cell<'a>)>,
    options: Options,
) -> Item<'a> {
    let shown = place.level != PlaceLevel::Country || options.countries == Countries::Points;
    let id = format!("{}#{of}", facts.id);
    Item { id, title, point: shown.then_some(point), level: place.level, start, end, fields }
}

/// Longitude and latitude, if they lie on the earth.
fn coordinates(place: &Place) -> Option<(f64, f64)> {
    let (lat, lon) = place.at?;
    ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some((lon, lat))
}

/// Years before 1 have a place in no program that maps.
pub(crate) fn day(day: Option<Date>) -> Option<Date> {
    day.filter(|d| d.year() > 0)
}

fn head<'a, T>(
    facts: &'a Facts<'_>,
    kind: &'static str,
    record: &str,
    entry: &Entry<T>,
) -> Vec<(&'static str, Cell<'a>)> {
    let input = facts.doc.input();
    vec![
        ("kind", kind.into()),
        ("document", facts.id.as_str().into()),
        ("record", record.to_owned().into()),
        ("quote", Cell::Text(facts.words(&entry.at))),
        ("score", exact(entry.score).into()),
        ("published", facts.doc.published.day.into()),
        ("publisher", (&input.publisher).into()),
        ("title", (&input.title).into()),
        ("url", (&input.url).into()),
    ]
}

fn about_place(place: &Place) -> [(&'static str, Cell<'_>); 6] {
    [
        ("place", (&place.name).into()),
        ("country", (&place.country).into()),
        ("admin1", (&place.admin1).into()),
        ("precision", place.level.name().into()),
        ("sense", place.sense.name().into()),
        ("geonames", place.geonames.into()),
    ]
}
