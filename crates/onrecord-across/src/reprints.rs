//! Which texts are copies of one another, whole or cut, and whose words they carry.
//!
//! A text becomes a [`Sketch`]: 128 MinHash values over its five-word shingles, the smallest of its shingles and a
//! few fingerprints of its passages. A [`Reprints`] index takes documents one by one and links each to the copies
//! it already holds: whole copies through 16 bands of 8 values, cut ones through shared fingerprints and
//! containment. Copies make groups, and a group has one [`Origin`], so a count of reports can say "12 outlets,
//! 2 origins" ([`Reprints::count`]).
//!
//! The cost of adding a text does not grow with the number of texts held: a band or fingerprint gives its newest
//! [`NEWEST`] texts and no more.
//!
//! Sources: Broder 1997 (resemblance and containment); Leskovec, Rajaraman and Ullman, Mining of Massive Datasets,
//! chapter 3 (bands); Schleimer, Wilkerson and Aiken 2003 (winnowing).

mod origin;
mod sketch;

pub use origin::{Origin, origin};
pub use sketch::Sketch;

use jiff::civil::Date;
use onrecord_doc::Document;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many of the texts that share a band or a fingerprint are looked at. Five thousand copies of one text would
/// otherwise make every further copy dearer; the newest are enough, for they are in one group.
pub const NEWEST: usize = 32;

/// Least share of the shorter text's shingles that the longer one must hold.
///
/// A copy cut to its half with a new lead keeps 0.6 and more; two reports of one press conference, which share the
/// quotations, stay below 0.4. Measured on the generated edits and near misses of `tests/reprints.rs`.
pub const CONTAINED: f64 = 0.5;

/// Least resemblance (Jaccard) of two whole copies.
pub const ALIKE: f64 = 0.5;

/// Least number of shared shingles; below it only equal texts are linked, since a stock phrase is no copy.
pub const SHARED: f64 = 20.0;

/// How a text is a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Copy {
    /// Nearly all of it, both ways.
    Whole,
    /// One is a part of the other, with or without words of its own.
    Cut,
}

/// Two texts of which one is a copy of the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Id of the document that was there before.
    pub earlier: String,
    /// Id of the document that was added.
    pub later: String,
    /// Whole or cut.
    pub copy: Copy,
    /// Resemblance, estimated from the MinHash values.
    pub jaccard: f64,
    /// Share of the shorter text's shingles that the longer one holds.
    pub containment: f64,
}

/// Texts that are copies of one another.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Ids of the documents, in the order in which they were added.
    pub documents: Vec<String>,
    /// Whose words they carry.
    pub origin: Origin,
    /// First day of publication, if known.
    pub first: Option<Date>,
}

/// How many stand behind a set of reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Reports.
    pub reports: usize,
    /// Publishers; a report without a publisher counts as one of its own.
    pub outlets: usize,
    /// Origins.
    pub origins: usize,
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let s = |n: usize| if n == 1 { "" } else { "s" };
        let (o, g) = (self.outlets, self.origins);
        write!(f, "{o} outlet{}, {g} origin{}", s(o), s(g))
    }
}

/// What is held of one text.
#[derive(Clone, Debug)]
struct Held {
    id: String,
    publisher: Option<String>,
    day: Option<Date>,
    origin: Origin,
    sketch: Sketch,
    /// Another member of the group, or itself: union-find.
    parent: usize,
}

/// Texts and which of them are copies.
#[derive(Clone, Debug, Default)]
pub struct Reprints {
    held: Vec<Held>,
    by_id: HashMap<String, usize>,
    bands: HashMap<u64, Vec<u32>>,
    passages: HashMap<u32, Vec<u32>>,
}

impl Reprints {
    /// An index without texts.
    pub fn new() -> Reprints {
        Reprints::default()
    }

    /// How many texts it holds.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Adds a document and gives its links to those already there, the strongest first.
    ///
    /// A document whose id is held already is left as it is and gives no links.
    pub fn add(&mut self, doc: &Document) -> Vec<Link> {
        let about = (doc.input().publisher.clone(), doc.published.day, origin(doc));
        self.add_sketch(doc.id(), about, Sketch::of(doc.text()))
    }

    /// Adds a text by a sketch that was kept ([`Sketch::to_bytes`]), with its publisher, day and origin.
    pub fn add_sketch(
        &mut self,
        id: String,
        (publisher, day, origin): (Option<String>, Option<Date>, Origin),
        sketch: Sketch,
    ) -> Vec<Link> {
        if self.by_id.contains_key(&id) {
            return Vec::new();
        }
        let n = self.held.len();
        let mut links: Vec<(usize, Link)> = Vec::new();
        for other in self.candidates(&sketch) {
            let there = &self.held[other];
            if let Some((copy, jaccard, containment)) = alike(&there.sketch, &sketch) {
                let link = Link { earlier: there.id.clone(), later: id.clone(), copy, jaccard, containment };
                links.push((other, link));
            }
        }
        links.sort_by(|a, b| {
            (b.1.containment + b.1.jaccard).total_cmp(&(a.1.containment + a.1.jaccard)).then(a.0.cmp(&b.0))
        });
        for band in sketch.bands() {
            keep_newest(self.bands.entry(band).or_default(), n);
        }
        for &p in &sketch.passages {
            keep_newest(self.passages.entry(p).or_default(), n);
        }
        self.by_id.insert(id.clone(), n);
        self.held.push(Held { id, publisher, day, origin, sketch, parent: n });
        for (other, _) in &links {
            self.join(*other, n);
        }
        links.into_iter().map(|l| l.1).collect()
    }

    /// The sketch of a document that is held.
    pub fn sketch(&self, id: &str) -> Option<&Sketch> {
        self.by_id.get(id).map(|&n| &self.held[n].sketch)
    }

    /// The number of the group a document is in; documents of one group have the same. It may change when a later
    /// document joins two groups.
    pub fn group_of(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).map(|&n| self.root(n))
    }

    /// Whose words each group carries, and its documents; groups of one included.
    pub fn groups(&self) -> Vec<Group> {
        let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for n in 0..self.held.len() {
            members.entry(self.root(n)).or_default().push(n);
        }
        members.into_values().map(|m| self.group(&m)).collect()
    }

    /// How many outlets and origins stand behind these documents. Ids that are not held count as reports of their
    /// own.
    ///
    /// Only what is asked for is looked at, so it costs the same however many documents are held: a group whose
    /// agency is credited by none of `ids` counts by its group.
    pub fn count<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Count {
        let ids: BTreeSet<&str> = ids.into_iter().collect();
        let mut outlets = BTreeSet::new();
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut unknown = 0;
        for id in &ids {
            match self.by_id.get(*id) {
                Some(&n) => {
                    let held = &self.held[n];
                    outlets.insert(held.publisher.as_deref().map_or((true, *id), |p| (false, p)));
                    groups.entry(self.root(n)).or_default().push(n);
                }
                None => unknown += 1,
            }
        }
        let origins: BTreeSet<String> = groups
            .iter()
            .map(|(root, members)| match self.group(members).origin {
                Origin::Agency(name) | Origin::Official(name) => name.to_lowercase(),
                // One outlet's two texts are one origin; a text of nobody known is one of its own.
                Origin::Outlet(name) => format!("outlet {}", name.to_lowercase()),
                Origin::Unknown => format!("group {root}"),
            })
            .collect();
        Count { reports: ids.len(), outlets: outlets.len() + unknown, origins: origins.len() + unknown }
    }

    fn group(&self, members: &[usize]) -> Group {
        // An agency or an office that any copy credits wrote the text; else the outlet that had it first.
        let mut by_day: Vec<usize> = members.to_vec();
        by_day.sort_by_key(|&n| (self.held[n].day.unwrap_or(Date::MAX), n));
        let origins = || by_day.iter().map(|&n| &self.held[n].origin);
        let origin = origins()
            .find(|o| matches!(o, Origin::Agency(_)))
            .or_else(|| origins().find(|o| matches!(o, Origin::Official(_))))
            .or_else(|| origins().find(|o| matches!(o, Origin::Outlet(_))));
        Group {
            documents: members.iter().map(|&n| self.held[n].id.clone()).collect(),
            origin: origin.cloned().unwrap_or(Origin::Unknown),
            first: by_day.first().and_then(|&n| self.held[n].day),
        }
    }

    /// Texts that share a band, or two fingerprints of passages, or the only one there is.
    fn candidates(&self, sketch: &Sketch) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        for band in sketch.bands() {
            found.extend(self.bands.get(&band).into_iter().flatten().map(|&n| n as usize));
        }
        let mut shared: HashMap<u32, usize> = HashMap::new();
        for n in sketch.passages.iter().filter_map(|p| self.passages.get(p)).flatten() {
            *shared.entry(*n).or_default() += 1;
        }
        let need = sketch.passages.len().min(2);
        found.extend(shared.into_iter().filter(|&(_, c)| c >= need).map(|(n, _)| n as usize));
        found
    }

    fn root(&self, mut n: usize) -> usize {
        while self.held[n].parent != n {
            n = self.held[n].parent;
        }
        n
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a_root, b_root) = (self.root(a), self.root(b));
        // The oldest is the root, so that the way to it stays short: a new text hangs on it directly.
        let (top, below) = (a_root.min(b_root), a_root.max(b_root));
        self.held[below].parent = top;
        self.held[a].parent = top;
        self.held[b].parent = top;
    }
}

/// Appends, and drops the oldest half once twice [`NEWEST`] are there.
fn keep_newest(list: &mut Vec<u32>, n: usize) {
    if list.len() >= 2 * NEWEST {
        list.drain(..NEWEST);
    }
    list.push(u32::try_from(n).unwrap_or(u32::MAX));
}

/// Whether one is a copy of the other, and how.
pub fn alike(a: &Sketch, b: &Sketch) -> Option<(Copy, f64, f64)> {
    let (jaccard, containment) = (a.jaccard(b), a.containment(b));
    let fewer = a.shingles.min(b.shingles) as f64;
    if fewer * containment < SHARED {
        let equal = a.shingles == b.shingles && jaccard == 1.0 && containment == 1.0 && fewer > 0.0;
        return equal.then_some((Copy::Whole, jaccard, containment));
    }
    if jaccard >= ALIKE {
        Some((Copy::Whole, jaccard, containment))
    } else {
        (containment >= CONTAINED).then_some((Copy::Cut, jaccard, containment))
    }
}
