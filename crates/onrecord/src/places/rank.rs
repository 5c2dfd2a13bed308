//! Choosing among the places of one name: every candidate gets numbers ([`FEATURES`]), a weighted sum and, beside its
//! rivals, a probability. What the other names of the text probably mean is counted by state, by first division and by
//! degree on the map, and the sums are taken again with those counts; three rounds settle them. All counting is by key,
//! so the time grows with the number of names and not with its square.

use super::candidates::Candidate;
use super::gazetteer::Feature;
use super::spot::{Form, Spot};
use super::{PlaceWords, weights};
use hashbrown::HashMap;
use onrecord_doc::{Document, Tokens};
use std::rc::Rc;

/// How many numbers describe a candidate.
pub const FEATURES: usize = 33;

/// All mentions of one name that are taken in one sense.
pub(crate) struct Group {
    pub candidates: Rc<Vec<Candidate>>,
    /// Numbers of the spots.
    pub spots: Vec<usize>,
    /// Groups named as what the place lies in (*Paris, Texas*), and groups said to lie in it.
    pub parents: Vec<usize>,
    pub children: Vec<usize>,
    /// Words beside it: division or settlement.
    pub kind: i8,
    /// Whether it stands in the dateline.
    is_dateline: bool,
    /// Probability of every candidate.
    pub chances: Vec<f64>,
    /// Whether only the places around it can tell that it is one.
    pub is_doubtful: bool,
    /// Whether it was made from the outlet's name and is in no text.
    is_home: bool,
}

impl Group {
    pub fn of(candidates: Rc<Vec<Candidate>>) -> Group {
        Group {
            candidates,
            spots: Vec::new(),
            parents: Vec::new(),
            children: Vec::new(),
            kind: 0,
            is_dateline: false,
            chances: Vec::new(),
            is_doubtful: false,
            is_home: false,
        }
    }

    /// The candidates, the likeliest first.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.chances.len()).collect();
        order.sort_by(|a, b| self.chances[*b].total_cmp(&self.chances[*a]).then(a.cmp(b)));
        order
    }

    /// The likeliest candidate.
    pub fn best(&self) -> Option<usize> {
        (0..self.chances.len()).reduce(|a, b| if self.chances[b] > self.chances[a] { b } else { a })
    }
}

/// The groups of a document, with the group of every spot.
pub(crate) fn groups(
    doc: &Document,
    words: &PlaceWords,
    spots: &[Spot],
    home: &[Rc<Vec<Candidate>>],
) -> (Vec<Group>, Vec<Option<usize>>) {
    let t = &doc.tokens;
    let parent = parents(words, t, spots);
    let mut numbers: HashMap<(&str, &str), usize> = HashMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut of_spot = vec![None; spots.len()];
    // With a parent first: a bare name later in the text joins the sense given in full.
    let mut bare: HashMap<&str, usize> = HashMap::new();
    let order = (0..spots.len())
        .filter(|i| parent[*i].is_some())
        .chain((0..spots.len()).filter(|i| parent[*i].is_none()));
    for i in order {
        let spot = &spots[i];
        if spot.candidates.is_empty() {
            continue;
        }
        // `Georgian` and `Georgia` are two keys; the people's has one candidate.
        let above = parent[i].map_or("", |p| spots[p].key.as_str());
        let known = if above.is_empty() { bare.get(spot.key.as_str()).copied() } else { None };
        let number =
            known.or_else(|| numbers.get(&(spot.key.as_str(), above)).copied()).unwrap_or_else(|| {
                groups.push(Group::of(spot.candidates.clone()));
                groups.len() - 1
            });
        numbers.insert((spot.key.as_str(), above), number);
        bare.entry(spot.key.as_str()).or_insert(number);
        of_spot[i] = Some(number);
        let group = &mut groups[number];
        group.is_doubtful = spot.form == Form::Maybe && (group.spots.is_empty() || group.is_doubtful);
        group.spots.push(i);
        if group.kind == 0 && spot.form != Form::People {
            let beside = |i: Option<usize>| i.filter(|i| *i < t.len()).map_or(0, |i| words.kind(t.lower(i)));
            let own = words.kind(t.lower(spot.last)) * i8::from(spot.last > spot.first);
            let of = spot.first.checked_sub(1).filter(|i| t.lower(*i) == "of").and_then(|i| i.checked_sub(1));
            group.kind =
                [own, beside(Some(spot.last + 1)), beside(of)].into_iter().find(|k| *k != 0).unwrap_or(0);
        }
        group.is_dateline |= doc.dateline.as_ref().is_some_and(|d| d.at.covers(spot.span(doc)));
    }
    for (i, p) in parent.iter().enumerate() {
        if let (Some(child), Some(Some(above))) = (of_spot[i], p.map(|p| of_spot[p]))
            && child != above
            && !groups[child].parents.contains(&above)
        {
            groups[child].parents.push(above);
            groups[above].children.push(child);
        }
    }
    groups.extend(home.iter().map(|c| Group { is_home: true, ..Group::of(c.clone()) }));
    (groups, of_spot)
}

/// The spot that says what a spot lies in: after a comma or in brackets, *Paris, Texas*, *Basra (Iraq)*.
fn parents(words: &PlaceWords, t: &Tokens, spots: &[Spot]) -> Vec<Option<usize>> {
    let mut out = vec![None; spots.len()];
    for i in 0..spots.len().saturating_sub(1) {
        let (a, b) = (&spots[i], &spots[i + 1]);
        let between: Vec<&str> = (a.last + 1..b.first).take(5).map(|k| t.lower(k)).collect();
        let is_open = matches!(between.as_slice(), [","] | ["("] | ["in"] | ["'s"])
            || matches!(between.as_slice(), [",", "in"] | ["in", "the"] | [",", "the"])
            || matches!(between.as_slice(), [",", adjective] | ["in", adjective] if words.is_around(adjective))
            || matches!(between.as_slice(), [",", "in", adjective] if words.is_around(adjective));
        let can_hold = |s: &Spot| {
            s.form != Form::People
                && s.candidates
                    .iter()
                    .any(|c| matches!(c.feature, Some(Feature::Country | Feature::Admin1 | Feature::Admin2)))
        };
        let lies_in = || a.candidates.iter().any(|x| b.candidates.iter().any(|y| y.holds(x)));
        if is_open && a.form != Form::People && can_hold(b) && !a.candidates.is_empty() && lies_in() {
            out[i] = Some(i + 1);
        }
    }
    out
}

/// What the other names of the text probably mean, by place.
#[derive(Default)]
struct Votes<'g> {
    countries: HashMap<&'g str, f64>,
    divisions: HashMap<usize, f64>,
    cells: HashMap<(i32, i32), f64>,
    total: f64,
    local: f64,
}

fn cell(at: (f64, f64)) -> (i32, i32) {
    (at.0.floor() as i32, at.1.floor() as i32)
}

/// How much the name of a group counts for the others: more if often, much more in the dateline.
fn say(group: &Group) -> f64 {
    if group.is_home {
        return 3.0;
    }
    if group.is_doubtful {
        return 0.0;
    }
    (group.spots.len().min(6) as f64).sqrt() + if group.is_dateline { 2.0 } else { 0.0 }
}

/// Where the other names of the text could be, whatever is likely: each counts once a cell and division, and less the
/// more places it may mean.
#[derive(Default)]
struct Room {
    cells: HashMap<(i32, i32), f64>,
    divisions: HashMap<(u8, usize), f64>,
}

impl Room {
    fn of<'g>(groups: impl Iterator<Item = &'g Group>) -> Room {
        let mut room = Room::default();
        for g in groups.filter(|g| !g.is_doubtful) {
            let part = 1.0 / (g.candidates.len() as f64).sqrt();
            let places = || g.candidates.iter().filter(|c| c.feature.is_some() && !c.is(Feature::Country));
            let mut cells: Vec<(i32, i32)> =
                places().filter(|c| !c.is(Feature::Admin1)).filter_map(|c| c.at.map(cell)).collect();
            let first = places().filter_map(|c| c.admin1.map(|d| (1, d)));
            let second = places().filter_map(|c| c.admin2.map(|d| (2, d)));
            let mut divisions: Vec<(u8, usize)> = first.chain(second).collect();
            cells.sort_unstable();
            cells.dedup();
            divisions.sort_unstable();
            divisions.dedup();
            for cell in cells {
                *room.cells.entry(cell).or_default() += part;
            }
            for division in divisions {
                *room.divisions.entry(division).or_default() += part;
            }
        }
        room
    }

    fn around(&self, (a, b): (i32, i32)) -> f64 {
        let cells = (-1..=1).flat_map(|x| (-1..=1).map(move |y| (a + x, b + y)));
        cells.filter_map(|c| self.cells.get(&c)).sum()
    }

    fn division(&self, level: u8, division: Option<usize>) -> f64 {
        division.and_then(|d| self.divisions.get(&(level, d))).copied().unwrap_or(0.0)
    }
}

/// Settles the chances of every candidate of every group.
pub(crate) fn settle(groups: &mut [Group], tld: Option<&str>, weights: &[f64; FEATURES]) {
    let room = Room::of(groups.iter());
    for round in 0..weights::ROUNDS {
        let chances: Vec<Vec<f64>> = {
            let votes = if round == 0 { Votes::default() } else { votes(groups) };
            let of = |g: &Group| {
                let sums: Vec<f64> = features(g, groups, &votes, &room, tld)
                    .iter()
                    .map(|f| f.iter().zip(weights).map(|(f, w)| f * w).sum())
                    .collect();
                softmax(&sums)
            };
            groups.iter().map(of).collect()
        };
        for (g, c) in groups.iter_mut().zip(chances) {
            g.chances = c;
        }
    }
}

/// The numbers of every candidate of every group, as the last round saw them.
pub(super) fn numbers(groups: &[Group], tld: Option<&str>) -> Vec<Vec<[f64; FEATURES]>> {
    let votes = votes(groups);
    let room = Room::of(groups.iter());
    groups.iter().map(|g| features(g, groups, &votes, &room, tld)).collect()
}

/// How many names near the best candidate of a doubtful group there are.
pub(super) fn support(groups: &[Group]) -> Vec<f64> {
    let votes = votes(groups);
    let near = |g: &Group| {
        if !g.is_doubtful {
            return f64::INFINITY;
        }
        let at = g.best().and_then(|b| g.candidates[b].at);
        at.map_or(0.0, |at| around(&votes, cell(at)))
    };
    groups.iter().map(near).collect()
}

/// What is said of a cell and of those around it.
fn around(votes: &Votes, (a, b): (i32, i32)) -> f64 {
    let cells = (-1..=1).flat_map(|x| (-1..=1).map(move |y| (a + x, b + y)));
    cells.filter_map(|c| votes.cells.get(&c)).sum()
}

fn softmax(sums: &[f64]) -> Vec<f64> {
    let most = sums.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let parts: Vec<f64> = sums.iter().map(|s| (s - most).exp()).collect();
    let total: f64 = parts.iter().sum();
    parts.iter().map(|p| p / total).collect()
}

fn votes<'g>(groups: &'g [Group]) -> Votes<'g> {
    let mut votes = Votes::default();
    for g in groups {
        let say = say(g);
        for (c, p) in g.candidates.iter().zip(&g.chances) {
            add(&mut votes, c, p * say);
        }
    }
    votes
}

fn add<'g>(votes: &mut Votes<'g>, c: &'g Candidate, say: f64) {
    if say.abs() < 1e-4 {
        return;
    }
    if let Some(country) = &c.country {
        *votes.countries.entry(country).or_default() += say;
        votes.total += say;
    }
    if c.is(Feature::Country) || c.feature.is_none() {
        return;
    }
    if let Some(division) = c.admin1 {
        *votes.divisions.entry(division).or_default() += say;
        votes.local += say;
    }
    if let Some(at) = c.at.filter(|_| !c.is(Feature::Admin1)) {
        *votes.cells.entry(cell(at)).or_default() += say;
    }
}

/// The numbers of every candidate of a group.
fn features(
    g: &Group,
    groups: &[Group],
    votes: &Votes,
    room: &Room,
    tld: Option<&str>,
) -> Vec<[f64; FEATURES]> {
    let most = g.candidates.iter().map(|c| c.population).fold(0.0, f64::max);
    let say = say(g);
    let mut own = Votes::default();
    for (c, p) in g.candidates.iter().zip(&g.chances) {
        add(&mut own, c, p * say);
    }
    let own_room = Room::of(std::iter::once(g));
    let top = |n: &usize| groups.get(*n).map(|g: &Group| g.candidates.iter().zip(&g.chances));
    // How likely what is named beside it holds a candidate.
    let held = |c: &Candidate| -> f64 {
        let one = |n: &usize| -> f64 {
            let Some(above) = top(n) else { return 0.0 };
            if groups[*n].chances.is_empty() {
                return f64::from(u8::from(groups[*n].candidates.iter().any(|a| a.holds(c))));
            }
            above.filter(|(a, _)| a.holds(c)).map(|(_, p)| *p).sum()
        };
        g.parents.iter().map(one).fold(0.0, f64::max)
    };
    let holds = |c: &Candidate| -> f64 {
        let one = |n: &usize| -> f64 {
            let child = &groups[*n];
            if child.chances.is_empty() {
                return f64::from(u8::from(child.candidates.iter().any(|a| c.holds(a))));
            }
            child.candidates.iter().zip(&child.chances).filter(|(a, _)| c.holds(a)).map(|(_, p)| *p).sum()
        };
        g.children.iter().map(one).fold(0.0, f64::max)
    };
    let parents: Vec<f64> = g.candidates.iter().map(held).collect();
    let has_parent = parents.iter().any(|p| *p > 0.3);
    let yes = |b: bool| f64::from(u8::from(b));
    g.candidates
        .iter()
        .zip(parents)
        .map(|(c, parent)| {
            let country = c.country.as_deref().unwrap_or("");
            let by = |map: &HashMap<&str, f64>| map.get(country).copied().unwrap_or(0.0);
            let others = (by(&votes.countries) - by(&own.countries)).max(0.0);
            let all = (votes.total - own.total).max(0.0);
            let division = |v: &Votes| c.admin1.and_then(|d| v.divisions.get(&d)).copied().unwrap_or(0.0);
            let near_divisions = (division(votes) - division(&own)).max(0.0);
            let near = c.at.map_or(0.0, |at| (around(votes, cell(at)) - around(&own, cell(at))).max(0.0));
            let is_settled = !c.is(Feature::Country) && c.feature.is_some();
            let is_division = matches!(c.feature, Some(Feature::Admin1 | Feature::Admin2));
            [
                (c.population + 1.0).log10(),
                ((c.population + 1.0) / (most + 1.0)).log10(),
                yes(c.is(Feature::Country)),
                yes(c.is(Feature::Admin1)),
                yes(c.is(Feature::Admin2)),
                yes(c.is(Feature::Capital)),
                yes(c.is(Feature::Seat1)),
                yes(c.is(Feature::Seat2)),
                yes(c.is(Feature::Section)),
                yes(c.feature.is_none()),
                yes(c.is_first),
                parent,
                yes(has_parent) * (1.0 - parent),
                holds(c),
                others / (all + 1.0),
                (others + 1.0).ln(),
                near_divisions / (votes.local - own.local + 1.0).max(1.0),
                (near_divisions + 1.0).ln(),
                (near + 1.0).ln(),
                yes(near > 0.5),
                yes(g.kind > 0 && is_division),
                yes(g.kind < 0 && is_settled && !is_division),
                yes(tld.is_some_and(|tld| tld == country)),
                yes(is_settled) * (near_divisions / (votes.local - own.local + 1.0).max(1.0)),
                yes(c.feature.is_some() && !c.is(Feature::Country) && !is_division) * (near + 1.0).ln(),
                yes(c.is(Feature::Settlement) || c.is(Feature::Seat3)),
                yes(is_settled)
                    * c.at
                        .map_or(0.0, |at| (room.around(cell(at)) - own_room.around(cell(at))).max(0.0))
                        .ln_1p(),
                yes(is_settled)
                    * (room.division(1, c.admin1) - own_room.division(1, c.admin1)).max(0.0).ln_1p(),
                yes(is_settled)
                    * (room.division(2, c.admin2) - own_room.division(2, c.admin2)).max(0.0).ln_1p(),
                yes(is_settled && c.country.is_some()) * (others / (all + 1.0)),
                yes(c.is(Feature::Country)) * others.min(1.0),
                yes(c.is(Feature::Country) && all > 1.0 && others < 0.2),
                yes(c.is(Feature::Admin1)) * near_divisions.min(1.0),
            ]
        })
        .collect()
}
