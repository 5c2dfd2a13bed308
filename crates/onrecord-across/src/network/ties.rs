//! Ties between actors, each from one record of one report, and the network of a day that they add up to.

use crate::party::{Party, Report};
use jiff::civil::Date;
use onrecord_doc::{Act, Event, EventType, Quad, RelationType, Role, Span, Spans, Status, Voice};
use std::collections::{BTreeMap, HashMap};

/// What kind of record a tie rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Someone did something to someone.
    Event(EventType),
    /// They stand so.
    Relation(RelationType),
    /// Someone said something to someone.
    Statement(Act),
}

impl Basis {
    /// The name of the record's type and of its class: `event ASSAULT`.
    pub fn name(self) -> String {
        match self {
            Basis::Event(kind) => format!("event {kind}"),
            Basis::Relation(kind) => format!("relation {kind}"),
            Basis::Statement(act) => format!("statement {act}"),
        }
    }
}

/// What one record of one report says of two actors.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// The actor whose act or word it is, as a number into [`Ties::parties`].
    pub from: usize,
    /// The other.
    pub to: usize,
    /// The kind of record.
    pub basis: Basis,
    /// How friendly, -10 to 10, on the scale of the PLOVER score, weighed by its status and probability.
    pub value: f64,
    /// The day it counts from.
    pub day: Date,
    /// The report's id.
    pub report: String,
    /// Whose words the report carries.
    pub origin: String,
    /// The record's id in the report: `v4`.
    pub record: String,
    /// The record's exact words.
    pub words: Vec<String>,
}

/// How records are weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighing {
    /// The days in which a tie loses half its weight.
    pub half_life_days: f64,
    /// The weight of what is planned, promised or threatened, beside 1 for what took place.
    pub to_come: f64,
    /// The weight of what someone says took place, beside 1 for what the report itself says.
    pub hearsay: f64,
    /// An edge has a sign if its sum, without its sign, is at least this share of the friendly and hostile weight in it.
    pub least_share: f64,
    /// And at least this much weight: old ties fade until they say nothing.
    pub least_weight: f64,
}

impl Default for Weighing {
    /// Half a year; half for what is to come and for hearsay. Our own choice, not fitted to any data.
    fn default() -> Weighing {
        Weighing { half_life_days: 182.0, to_come: 0.5, hearsay: 0.5, least_share: 0.2, least_weight: 0.1 }
    }
}

/// What the stance of a relation is worth: the PLOVER score of the class it is most like (ally as COOPERATE, partner
/// as CONSULT between the two with a visit, backs as SUPPORT, adversary as SANCTION). Belonging, kinship and having spoken
/// are no stance.
fn relation_value(kind: RelationType) -> Option<f64> {
    match kind {
        RelationType::Ally => Some(9.5),
        RelationType::Partner => Some(4.0),
        RelationType::Backs => Some(5.0),
        RelationType::Adversary => Some(-6.0),
        _ => None,
    }
}

/// What the stance of a statement towards the one it is said to is worth, by the PLOVER class of the act.
fn act_value(act: Act) -> Option<f64> {
    match act {
        Act::Praise | Act::Thank | Act::Congratulate => Some(5.0),
        Act::Apologise => Some(4.5),
        Act::Agree | Act::Promise | Act::Offer => Some(2.5),
        Act::Accuse | Act::Criticise | Act::Allege | Act::Refuse => Some(-2.0),
        Act::Threaten => Some(-3.5),
        _ => None,
    }
}

/// Actors that one record names at the most; a list of the guests of a summit is no web of ties.
const MOST_IN_ONE: usize = 8;

/// The ties of many reports.
#[derive(Clone, Debug, Default)]
pub struct Ties {
    /// The actors, in the order in which they were met.
    pub parties: Vec<Party>,
    numbers: HashMap<String, usize>,
    pairs: BTreeMap<(usize, usize), Vec<Tie>>,
}

impl Ties {
    /// Adds what one report says. Nothing else is touched, so the cost is that of the report alone.
    ///
    /// A record without a day counts from the report's day; without either it is left out, for it cannot decay.
    pub fn add(&mut self, report: Report<'_>, weighing: &Weighing) {
        let doc = report.doc;
        let id = doc.id();
        let add = |ties: &mut Ties,
                   from: &Party,
                   to: &Party,
                   basis,
                   value: f64,
                   day,
                   record: String,
                   at: &Spans| {
            if from.key == to.key || value == 0.0 {
                return;
            }
            let (from, to) = (ties.number(from), ties.number(to));
            let (report_id, origin) = (id.clone(), report.origin.to_owned());
            let words = doc.quotes(at).into_iter().map(str::to_owned).collect();
            let tie = Tie { from, to, basis, value, day, report: report_id, origin, record, words };
            ties.pairs.entry((from.min(to), from.max(to))).or_default().push(tie);
        };
        let published = doc.published.day;
        // Pairs that an event of this report ties, with its words: the statement that told it is not counted again.
        let mut told: Vec<(String, String, Span)> = Vec::new();
        for (n, entry) in doc.events.iter() {
            let event = &entry.value;
            let Some(weight) = event_weight(event, weighing) else { continue };
            let Some(day) = event_day(event, published) else { continue };
            let score = event.plover_score.map(f64::from).filter(|s| s.is_finite());
            let Some(score) = score else { continue };
            let value = score.clamp(-10.0, 10.0) * weight * f64::from(entry.score);
            let actors = parties(report, &event.actors);
            let recipients = parties(report, &event.recipients);
            let friendly = matches!(event.quad, Quad::VerbalCooperation | Quad::MaterialCooperation);
            for (i, from) in actors.iter().enumerate() {
                // Who meet, agree or work together and are named in one breath do so with one another.
                let others =
                    if recipients.is_empty() && friendly { &actors[i + 1..] } else { &recipients[..] };
                for to in others {
                    told.push((from.key.clone(), to.key.clone(), entry.at.hull()));
                    let record = format!("v{}", n.index() + 1);
                    add(self, from, to, Basis::Event(event.kind), value, day, record, &entry.at);
                }
            }
        }
        for (n, entry) in doc.relations.iter() {
            let relation = &entry.value;
            let (Some(value), Some(day)) = (relation_value(relation.kind), published) else { continue };
            let heard = if relation.word == Voice::Publisher { 1.0 } else { weighing.hearsay };
            let ends = [&relation.subject, &relation.object].map(|r| r.entity.and_then(report.party));
            if let [Some(from), Some(to)] = ends {
                let value = value * heard * f64::from(entry.score);
                let record = format!("r{}", n.index() + 1);
                add(self, &from, &to, Basis::Relation(relation.kind), value, day, record, &entry.at);
            }
        }
        for (n, entry) in doc.statements.iter() {
            let statement = &entry.value;
            let said = statement.times.iter().find_map(|t| doc.times.find(*t)?.value.latest);
            let (Some(value), Some(day)) = (act_value(statement.act), said.or(published)) else { continue };
            let party = |r: &Option<Role>| r.as_ref()?.entity.and_then(report.party);
            let (Some(from), Some(to)) = (party(&statement.source), party(&statement.addressee)) else {
                continue;
            };
            let cue = statement.cue.as_ref().and_then(|c| c.at.clone());
            let is_told = told
                .iter()
                .any(|(a, b, at)| *a == from.key && *b == to.key && cue.iter().any(|c| c.touch(*at)));
            if !is_told {
                let value = value * f64::from(entry.score);
                let record = format!("s{}", n.index() + 1);
                let at = cue.as_ref().unwrap_or(&entry.at);
                add(self, &from, &to, Basis::Statement(statement.act), value, day, record, at);
            }
        }
    }

    fn number(&mut self, party: &Party) -> usize {
        let next = self.parties.len();
        let number = *self.numbers.entry(party.key.clone()).or_insert(next);
        if number == next {
            self.parties.push(party.clone());
        }
        number
    }

    /// All ties, pair by pair.
    pub fn iter(&self) -> impl Iterator<Item = &Tie> {
        self.pairs.values().flatten()
    }

    /// The network of a day, from the ties of that day and before.
    pub fn at(&self, day: Date, weighing: &Weighing) -> Network<'_> {
        self.between(None, day, weighing)
    }

    /// The network of a day from the ties since `first` alone.
    pub fn between(&self, first: Option<Date>, day: Date, weighing: &Weighing) -> Network<'_> {
        let (mut nodes, mut numbers) = (Vec::new(), HashMap::new());
        let mut edges = Vec::new();
        for ((a, b), ties) in &self.pairs {
            let of_time = ties.iter().filter(|t| t.day <= day && first.is_none_or(|f| t.day >= f));
            let shares = shares(of_time, day, weighing);
            let (friendly, hostile) = shares.iter().fold((0.0, 0.0), |(f, h), s| {
                if s.weight > 0.0 { (f + s.weight, h) } else { (f, h - s.weight) }
            });
            let (sum, size): (f64, f64) = (friendly - hostile, friendly + hostile);
            if size < weighing.least_weight || size == 0.0 {
                continue;
            }
            let mut node = |party: usize| {
                *numbers.entry(party).or_insert_with(|| {
                    nodes.push(party);
                    nodes.len() - 1
                })
            };
            let sign = if sum.abs() < weighing.least_share * size { 0 } else { sum.signum() as i8 };
            edges.push(Edge { a: node(*a), b: node(*b), sign, weight: sum, friendly, hostile, shares });
        }
        let nodes = nodes.into_iter().map(|n| &self.parties[n]).collect();
        Network { day, nodes, edges }
    }
}

/// How much a record's status and voice make it count; `None` for what did not take place.
fn event_weight(event: &Event, weighing: &Weighing) -> Option<f64> {
    let status = match event.status {
        Status::Happened | Status::Ongoing => 1.0,
        // Background is told without its day unless it has one; with it, decay does the rest.
        Status::Historical if event.latest.is_some() => 1.0,
        Status::Planned | Status::Promised | Status::Threatened => weighing.to_come,
        _ => return None,
    };
    Some(status * if event.word == Voice::Publisher { 1.0 } else { weighing.hearsay })
}

/// The day from which an event counts: its last possible one, but not after the report of it.
fn event_day(event: &Event, published: Option<Date>) -> Option<Date> {
    match (event.latest, published) {
        (Some(day), Some(report)) => Some(day.min(report)),
        (day, report) => day.or(report),
    }
}

fn parties(report: Report<'_>, roles: &[Role]) -> Vec<Party> {
    let mut out: Vec<Party> = Vec::new();
    for party in roles.iter().filter_map(|r| r.entity.and_then(report.party)) {
        if out.len() < MOST_IN_ONE && !out.iter().any(|p| p.key == party.key) {
            out.push(party);
        }
    }
    out
}

/// Every tie with what it weighs on a day. Of the same class of act on the same day from one origin only the strongest
/// counts: twelve copies of one dispatch are one word. The others stay, with the weight 0.
fn shares<'a>(ties: impl Iterator<Item = &'a Tie>, day: Date, weighing: &Weighing) -> Vec<Share<'a>> {
    let mut strongest: HashMap<(&str, Basis, Date), usize> = HashMap::new();
    let mut out: Vec<Share<'_>> = Vec::new();
    for tie in ties {
        let next = out.len();
        let first = *strongest.entry((&tie.origin, tie.basis, tie.day)).or_insert(next);
        let age = f64::from(day.since(tie.day).map_or(0, |s| s.get_days()));
        let weight = tie.value * (-age / weighing.half_life_days.max(1e-3)).exp2();
        out.push(Share { tie, weight, part: 0.0 });
        if first != next {
            let weaker = if out[first].weight.abs() < weight.abs() { first } else { next };
            out[weaker].weight = 0.0;
            if weaker == first {
                strongest.insert((&tie.origin, tie.basis, tie.day), next);
            }
        }
    }
    let size: f64 = out.iter().map(|s| s.weight.abs()).sum();
    for share in &mut out {
        share.part = if size > 0.0 { share.weight.abs() / size } else { 0.0 };
    }
    out
}

/// The network of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Network<'a> {
    /// The day.
    pub day: Date,
    /// The actors.
    pub nodes: Vec<&'a Party>,
    /// The edges, one a pair.
    pub edges: Vec<Edge<'a>>,
}

/// How two actors stand on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge<'a> {
    /// One end, as a number into [`Network::nodes`].
    pub a: usize,
    /// The other end.
    pub b: usize,
    /// 1 for friends, -1 for enemies, 0 where the ties speak for both.
    pub sign: i8,
    /// The decayed sum of its ties.
    pub weight: f64,
    /// The friendly ties alone.
    pub friendly: f64,
    /// The hostile ties alone, above 0.
    pub hostile: f64,
    /// What each record adds.
    pub shares: Vec<Share<'a>>,
}

/// What one record adds to an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share<'a> {
    /// The record.
    pub tie: &'a Tie,
    /// Its value on the network's day.
    pub weight: f64,
    /// Its part of all weight in the edge, 0 to 1.
    pub part: f64,
}

impl Network<'_> {
    /// The graph of the edges that have a sign, one each, and for each the number of its edge.
    pub fn graph(&self) -> (super::Graph, Vec<usize>) {
        let signed: Vec<usize> = (0..self.edges.len()).filter(|i| self.edges[*i].sign != 0).collect();
        let edge = |i: &usize| (self.edges[*i].a, self.edges[*i].b, self.edges[*i].sign > 0);
        (super::Graph::unit(self.nodes.len(), signed.iter().map(edge)), signed)
    }
}
