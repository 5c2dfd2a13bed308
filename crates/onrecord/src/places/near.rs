//! Names that no gazetteer knows: streets, buildings, hamlets. They lie where the text is, so they get the point of the
//! settlement named beside them, or of the one that the text is about, with a low score and no number.

use super::gazetteer::Feature;
use super::rank::Group;
use super::spot::{Form, Spot};
use super::{PlaceWords, candidates::Candidate, is_point};
use hashbrown::HashMap;
use onrecord_doc::{Document, Place, PlaceLevel, PlaceSense};

/// Where a text is.
pub(crate) struct Centre<'w> {
    words: &'w PlaceWords,
    /// The settlement named most, the first of equals.
    main: Option<(usize, usize)>,
    /// How often it is named.
    count: f64,
    /// Its share of the mentions of settlements.
    share: f64,
}

impl<'w> Centre<'w> {
    pub fn of(
        words: &'w PlaceWords,
        doc: &Document,
        spots: &[Spot],
        groups: &[Group],
        of_spot: &[Option<usize>],
    ) -> Centre<'w> {
        let mut counts: HashMap<usize, f64> = HashMap::new();
        let mut all = 0.0;
        let mut order = Vec::new();
        for (i, s) in spots.iter().enumerate() {
            let Some(g) = of_spot[i] else { continue };
            let Some(best) = groups[g].best() else { continue };
            if !is_point(groups[g].candidates[best].level) || groups[g].is_doubtful {
                continue;
            }
            let is_dateline = doc.dateline.as_ref().is_some_and(|d| d.at.covers(s.span(doc)));
            let weight = if is_dateline { 3.0 } else { 1.0 };
            all += weight;
            let count = counts.entry(g).or_insert_with(|| {
                order.push((g, best));
                0.0
            });
            *count += weight;
        }
        let main = order.iter().copied().reduce(|a, b| if counts[&b.0] > counts[&a.0] { b } else { a });
        let count = main.map_or(0.0, |m| counts[&m.0]);
        Centre { words, main, count, share: if all > 0.0 { count / all } else { 0.0 } }
    }

    /// The record of a name that nobody knows.
    pub fn place_of(
        &self,
        doc: &Document,
        spots: &[Spot],
        i: usize,
        sense: PlaceSense,
        groups: &[Group],
        of_spot: &[Option<usize>],
    ) -> Option<(Place, f32)> {
        let s = &spots[i];
        let name = doc.quote(s.span(doc)).to_owned();
        let level = if s.form == Form::Site { PlaceLevel::Site } else { PlaceLevel::City };
        let best = |k: usize| {
            let g = groups.get(of_spot[k]?)?;
            g.candidates.get(g.best()?)
        };
        // Beside it: the next names of the sentence, then those before.
        let t = &doc.tokens;
        let is_beside = |k: &usize| {
            let (a, b) = if *k > i { (s.last, spots[*k].first) } else { (spots[*k].last, s.first) };
            b.saturating_sub(a) < 12 && (a + 1..=b).all(|n| !t.sent_start(n))
        };
        let after = (i + 1..spots.len()).take(2).filter(is_beside);
        let before = (0..i).rev().take(2).filter(is_beside);
        let beside =
            after.chain(before).filter(|k| spots[*k].form == Form::Name || spots[*k].form == Form::Other);
        let mut area = None;
        let mut point = None;
        for k in beside {
            let Some(c) = best(k) else { continue };
            if is_point(c.level) || c.is(Feature::Admin2) {
                point = point.or(Some(c));
            } else if c.feature.is_some() {
                area = area.or(Some(c));
            }
        }
        let main = self.main.map(|(g, c)| &groups[g].candidates[c]);
        let (c, score): (&Candidate, f32) = match (point, main, area) {
            (Some(c), ..) => (c, 0.6),
            (None, Some(c), area) if area.is_none_or(|a| a.holds(c)) => (c, 0.3 + 0.3 * self.share as f32),
            (None, _, Some(a)) => (a, 0.4),
            _ => {
                let place = Place {
                    name,
                    country: None,
                    admin1: None,
                    at: None,
                    geonames: None,
                    level,
                    sense,
                    alternatives: Vec::new(),
                };
                return Some((place, 0.3));
            }
        };
        let country = c.country.clone();
        // A building lies in the town that it is named with. A street may, too, but many towns have one of the name;
        // and a name that is no site's is often no place's: it has a point only in a text that keeps to one town.
        let is_building = s.form == Form::Site && !self.words.is_street(t.lower(s.last));
        let (at, country) = match main.filter(|_| s.form != Form::Site && self.count >= 2.0) {
            Some(main) => (main.at, main.country.clone()),
            None => (c.at.filter(|_| is_building && is_point(c.level)), country),
        };
        let place =
            Place { name, country, admin1: None, at, geonames: None, level, sense, alternatives: Vec::new() };
        Some((place, score))
    }
}
