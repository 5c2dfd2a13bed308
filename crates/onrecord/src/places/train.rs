//! What `training/places/` fits the weights on: the numbers of candidates, of texts and of lists of names made up from
//! the gazetteer. Not for others.

use super::candidates::{self, Candidate};
use super::gazetteer::Feature;
use super::rank::{self, FEATURES, Group};
use super::{PlaceData, spot};
use crate::actors::Actors;
use onrecord_doc::{Document, Span};
use std::rc::Rc;

/// GeoNames number, point and, of a state, its code.
pub type Known = (Option<u32>, Option<(f64, f64)>, Option<String>);

/// A name with the numbers of all it may mean.
pub struct Weighed {
    /// Where it stands in the text.
    pub spans: Vec<Span>,
    /// What it may mean.
    pub candidates: Vec<Known>,
    /// The numbers of each.
    pub numbers: Vec<[f64; FEATURES]>,
}

/// A name of a list that stands for a text.
pub struct Listed {
    /// The name.
    pub name: String,
    /// How often it is named.
    pub count: usize,
    /// Number of the name after it that says where it lies.
    pub parent: Option<usize>,
}

/// How many numbers a candidate has.
pub const COUNT: usize = FEATURES;

/// The names of a document.
pub fn document(doc: &Document, data: &PlaceData, actors: &Actors, weights: &[f64; COUNT]) -> Vec<Weighed> {
    let mut finder = spot::Finder::new(data, actors);
    let spots = spot::find(doc, &mut finder);
    let (mut groups, _) = rank::groups(doc, &data.words, &spots, &[]);
    weigh(&mut groups, weights, |g| g.spots.iter().map(|i| spots[*i].span(doc)).collect())
}

/// The names of a list.
pub fn list(names: &[Listed], data: &PlaceData, weights: &[f64; COUNT]) -> Vec<Weighed> {
    let of = |l: &Listed| {
        let mut group = Group::of(Rc::new(candidates::of_key(&super::fold::fold(&l.name), data)));
        group.spots = vec![0; l.count];
        group.parents = l.parent.into_iter().collect();
        group
    };
    let mut groups: Vec<Group> = names.iter().map(of).collect();
    for (i, l) in names.iter().enumerate() {
        if let Some(parent) = l.parent {
            groups[parent].children.push(i);
        }
    }
    weigh(&mut groups, weights, |_| Vec::new())
}

fn weigh(groups: &mut [Group], weights: &[f64; COUNT], spans: impl Fn(&Group) -> Vec<Span>) -> Vec<Weighed> {
    rank::settle(groups, None, weights);
    let candidate = |c: &Candidate| {
        let state = c.country.clone().filter(|_| c.is(Feature::Country));
        (c.geonames, c.at, state)
    };
    let numbers = rank::numbers(groups, None);
    let of = |(g, numbers): (&Group, Vec<[f64; COUNT]>)| Weighed {
        spans: spans(g),
        candidates: g.candidates.iter().map(candidate).collect(),
        numbers,
    };
    groups.iter().zip(numbers).map(of).collect()
}
