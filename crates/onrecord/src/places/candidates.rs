//! What a name may mean: the places of the gazetteer and of the tables beside it in one shape.

use super::PlaceData;
use super::fold::fold;
use super::gazetteer::{Feature, Row};
use super::more::More;
use crate::actors::{Actors, StateUse};
use onrecord_doc::PlaceLevel;

/// A place that a name may mean.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub name: String,
    pub geonames: Option<u32>,
    pub at: Option<(f64, f64)>,
    /// People; for what has none, as many as make a place as well known.
    pub population: f64,
    pub feature: Option<Feature>,
    pub level: PlaceLevel,
    pub country: Option<String>,
    /// Numbers of the divisions that it lies in or is.
    pub admin1: Option<usize>,
    pub admin2: Option<usize>,
    /// Whether it is called so before all, not also.
    pub is_first: bool,
}

impl Candidate {
    pub fn is(&self, feature: Feature) -> bool {
        self.feature == Some(feature)
    }

    /// Whether another place is within an hour's walk or so of this one, or is the same.
    pub fn is_near(&self, other: &Candidate) -> bool {
        match (self.at, other.at) {
            (Some(a), Some(b)) => (a.0 - b.0).abs() < 0.3 && (a.1 - b.1).abs() * a.0.to_radians().cos() < 0.3,
            _ => self.name == other.name,
        }
    }

    /// Whether another place lies in this one.
    pub fn holds(&self, other: &Candidate) -> bool {
        match self.feature {
            Some(Feature::Country) => self.country == other.country && !other.is(Feature::Country),
            Some(Feature::Admin1) => {
                self.admin1.is_some() && self.admin1 == other.admin1 && !other.is(Feature::Admin1)
            }
            Some(Feature::Admin2) => {
                self.admin2.is_some() && self.admin2 == other.admin2 && !other.is(Feature::Admin2)
            }
            _ => false,
        }
    }
}

/// As many people as make a sea or a sub-region, which has none, as likely to be meant as a large city.
const AS_KNOWN: f64 = 2e6;

/// The most places of one name that are weighed; the smallest of a larger number are left out.
const MOST: usize = 160;

/// What a key may mean.
pub(crate) fn of_key(key: &str, data: &PlaceData) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    for more in data.more.find(key).iter().filter_map(|n| data.more.row(*n)) {
        if more.is_alias {
            found.extend(of_alias(more, data).map(|c| usual(c, more)));
            continue;
        }
        found.push(Candidate {
            name: more.name.clone(),
            geonames: more.geonames,
            at: more.at,
            population: AS_KNOWN,
            feature: None,
            level: more.level,
            country: more.country.clone(),
            admin1: None,
            admin2: None,
            is_first: true,
        });
    }
    let own = found.len();
    for hit in data.gazetteer.find(key).into_iter().take(MOST) {
        let Some(row) = data.gazetteer.row(hit.number) else { continue };
        // A table's word on a place counts before that of the gazetteer.
        if !found[..own].iter().any(|c| c.geonames == Some(row.geonames)) {
            found.push(of_row(row, hit.is_first));
        }
    }
    found
}

fn of_row(row: Row, is_first: bool) -> Candidate {
    Candidate {
        name: row.name.to_owned(),
        geonames: Some(row.geonames),
        at: Some((row.lat, row.lon)),
        population: row.population,
        feature: Some(row.feature),
        level: match row.feature {
            Feature::Country => PlaceLevel::Country,
            Feature::Admin1 | Feature::Admin2 => PlaceLevel::Region,
            _ => PlaceLevel::City,
        },
        country: (!row.country.is_empty()).then(|| row.country.to_owned()),
        admin1: row.admin1,
        admin2: row.admin2,
        is_first,
    }
}

/// A settlement with a row of names is meant by them more often than its size tells: `Washington` the capital, and not
/// the state; `New York` the city.
fn usual(c: Candidate, more: &More) -> Candidate {
    let is_named = more.has_names && c.level == PlaceLevel::City;
    Candidate { population: c.population * if is_named { 10.0 } else { 1.0 }, ..c }
}

/// The place of the gazetteer that a row has further names of: the state or first division of that name, else the
/// largest settlement.
fn of_alias(more: &More, data: &PlaceData) -> Option<Candidate> {
    let hits = data.gazetteer.find(&fold(&more.name));
    let rows = hits.iter().filter_map(|h| data.gazetteer.row(h.number).map(|r| (r, h.is_first)));
    let mut rows: Vec<_> = rows.filter(|(r, _)| Some(r.country) == more.country.as_deref()).collect();
    rows.sort_by_key(|(r, is_first)| {
        (!is_first, r.feature.min(Feature::Capital) == Feature::Capital, r.feature)
    });
    let best = rows
        .iter()
        .find(|(r, _)| r.feature <= Feature::Admin1)
        .or(rows.iter().max_by(|a, b| a.0.population.total_cmp(&b.0.population)));
    best.map(|(row, _)| of_row(*row, true))
}

/// The state of an ISO 3166 alpha-2 code.
pub(crate) fn state(alpha2: &str, data: &PlaceData) -> Option<Candidate> {
    Some(of_row(data.gazetteer.country(alpha2)?, true))
}

/// What the name of a people stands for: *Russian*, *Scots*.
pub(crate) fn of_people(words: &str, key: &str, data: &PlaceData, actors: &Actors) -> Option<Candidate> {
    if let Some(more) = data.more.people(key).and_then(|n| data.more.row(n)) {
        if more.is_alias {
            return of_alias(more, data);
        }
        return of_key(&fold(&more.name), data).into_iter().find(|c| c.name == more.name);
    }
    match actors.state(words) {
        Some((s, StateUse::People)) => state(&s.alpha2, data),
        _ => None,
    }
}

/// What a short form stands for: `Ga.`
pub(crate) fn of_short(words: &str, data: &PlaceData) -> Option<(String, Candidate)> {
    let (key, country) = data.more.short(words)?;
    let found = of_key(key, data).into_iter();
    let mut found = found.filter(|c| c.country.as_deref() == Some(country));
    found.find(|c| matches!(c.feature, Some(Feature::Admin1 | Feature::Country))).map(|c| (key.to_owned(), c))
}
