//! A claim's history across reports: who asserted it, denied it, granted it, said that it is being checked or gave
//! another figure, when and in which words.
//!
//! [`said()`] takes from a document every proposition that somebody speaks of. [`compare`] tells what two of them are
//! to each other; it shows a contradiction only where the same words are affirmed and denied, and says `Differs`
//! whenever in doubt. [`Claims`] takes documents one by one and puts each proposition into the claim it belongs to;
//! [`Claim::history`] is the table, with reprints folded into one line.
//!
//! A claim is found again by pairs of its rarest terms, each of which leads to its newest [`NEWEST`] claims, and a
//! proposition is compared with the first [`CORE`] of a claim, so adding costs the same however many are held.
//!
//! Measured on `corpus/claims/pairs.jsonl` with `examples/claim_pairs.rs`.

mod compare;
mod said;
mod terms;

pub use compare::{Relation, compare};
pub use said::{Said, Stance, said};

use jiff::civil::Date;
use onrecord_doc::{ClaimStatus, Document};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::actors::ActorId;

/// How many claims a pair of terms leads to, the newest.
pub const NEWEST: usize = 32;
/// How many propositions of a claim a further one is compared with, the first ones.
pub const CORE: usize = 8;
/// Rarest terms of a proposition under whose pairs it is looked for.
const LOOKED: usize = 6;
/// Rarest terms under whose pairs it is kept. Fewer, because what is rare changes little while the index grows.
const KEPT: usize = 4;
/// The least share of the shorter one's terms for a proposition that differs to be told with a claim.
const NEAR: f64 = 0.6;

/// What a turn does to its claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Says that it is so.
    Asserts,
    /// Says that it is not so.
    Denies,
    /// Grants it.
    Concedes,
    /// Says that it is being checked.
    Checks,
    /// Says that it is not known.
    Open,
    /// Does not say.
    Declines,
    /// Says something else of the same matter: another number, time, place or part.
    Differs,
}

impl Step {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Step::Asserts => "asserts",
            Step::Denies => "denies",
            Step::Concedes => "concedes",
            Step::Checks => "checks",
            Step::Open => "open",
            Step::Declines => "declines",
            Step::Differs => "differs",
        }
    }
}

/// A line of a claim's history.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn<'a> {
    /// The first report of it.
    pub said: &'a Said,
    /// What it does.
    pub step: Step,
    /// What the same speaker had said otherwise before.
    pub changed_from: Option<&'a Said>,
    /// Every document that carries it, reprints included, in order.
    pub documents: Vec<&'a str>,
}

/// A proposition and all that was said of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claim {
    /// What was said, in the order in which it came, each with what it is to the claim's first words.
    pub said: Vec<(Said, Relation)>,
    core: Vec<usize>,
}

impl Claim {
    /// The one whose words stand for the claim: the first that asserts it, else the first denial by the act alone,
    /// else the first.
    pub fn first(&self) -> Option<&Said> {
        let core = || self.core.iter().filter_map(|&n| self.said.get(n)).map(|s| &s.0);
        core()
            .find(|s| s.affirms() && s.stance == Stance::Asserts)
            .or_else(|| core().find(|s| s.stance == Stance::Denies && !s.affirms()))
            .or_else(|| core().next())
            .or_else(|| self.said.first().map(|s| &s.0))
    }

    /// The proposition, in the words of a report.
    pub fn proposition(&self) -> &str {
        self.first().map_or("", |s| &s.words)
    }

    /// The ids of the documents, for [`crate::reprints::Reprints::count`].
    pub fn documents(&self) -> BTreeSet<&str> {
        self.said.iter().map(|s| s.0.document.as_str()).collect()
    }

    /// Every turn by day. `origin` gives what copies of one text share ([`crate::reprints::Reprints::group_of`]); they
    /// make one turn.
    pub fn history(&self, origin: impl Fn(&str) -> Option<usize>) -> Vec<Turn<'_>> {
        let mut order: Vec<usize> = (0..self.said.len()).collect();
        order.sort_by_key(|&n| (self.said[n].0.day.unwrap_or(Date::MAX), n));
        // The claim's own words may be negative (*no oil leaked*): a turn is for or against those.
        let positive = self.first().is_none_or(|s| s.affirms() != (s.stance == Stance::Denies));
        let mut turns: Vec<Turn> = Vec::new();
        let mut folded: HashMap<Line, usize> = HashMap::new();
        let mut last: HashMap<Speaker, (usize, Option<bool>)> = HashMap::new();
        for n in order {
            let (said, relation) = &self.said[n];
            let step = step(said, *relation, positive);
            let text = origin(&said.document).ok_or(said.document.as_str());
            let key = (text, said.speaker.to_lowercase(), step, said.words.as_str());
            if let Some(&turn) = folded.get(&key) {
                let documents = &mut turns[turn].documents;
                if documents.last() != Some(&said.document.as_str()) {
                    documents.push(&said.document);
                }
                continue;
            }
            folded.insert(key, turns.len());
            let sides = (step != Step::Differs && said.stance.commits()).then(|| said.affirms());
            let mut changed_from = None;
            if let Some(speaker) = speaker(said) {
                let before = last.insert(speaker, (n, sides));
                changed_from = before
                    .filter(|b| b.1 != sides || step == Step::Differs)
                    .filter(|b| self.said[b.0].0.document != said.document)
                    .map(|b| &self.said[b.0].0);
            }
            turns.push(Turn { said, step, changed_from, documents: vec![&said.document] });
        }
        turns
    }

    /// How it stands, by all turns.
    pub fn status(&self) -> ClaimStatus {
        let steps: BTreeSet<Step> = self.history(|_| None).iter().map(|t| t.step).collect();
        let any = |s| steps.contains(&s);
        match (any(Step::Asserts), any(Step::Denies)) {
            _ if any(Step::Concedes) => ClaimStatus::Conceded,
            (true, true) => ClaimStatus::Disputed,
            (false, true) => ClaimStatus::Denied,
            _ if any(Step::Checks) => ClaimStatus::UnderCheck,
            (true, false) => ClaimStatus::Asserted,
            _ => ClaimStatus::Open,
        }
    }
}

fn step(said: &Said, relation: Relation, positive: bool) -> Step {
    match (said.stance, relation) {
        (Stance::Checks, _) => Step::Checks,
        (Stance::Open | Stance::Speaks, _) => Step::Open,
        (Stance::Declines, _) => Step::Declines,
        (_, Relation::Differs | Relation::Unrelated) => Step::Differs,
        _ if said.affirms() != positive => Step::Denies,
        (Stance::Concedes, _) => Step::Concedes,
        _ => Step::Asserts,
    }
}

/// What two turns share that are one line: the text's group or document, the speaker, the step and the words.
type Line<'a> = (Result<usize, &'a str>, String, Step, &'a str);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Speaker {
    Actor(ActorId),
    Words(String),
}

/// Who a turn is by; nobody where the report speaks. Without an actor the words must be the same.
fn speaker(said: &Said) -> Option<Speaker> {
    let words = said.speaker.trim().to_lowercase();
    said.actor.map(Speaker::Actor).or_else(|| (!words.is_empty()).then_some(Speaker::Words(words)))
}

/// Claims, and the pairs of terms under which further propositions find them.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    claims: Vec<Claim>,
    by_pair: HashMap<u64, Vec<u32>>,
    counts: HashMap<u64, u32>,
    documents: BTreeMap<String, Vec<usize>>,
}

impl Claims {
    /// An index without claims.
    pub fn new() -> Claims {
        Claims::default()
    }

    /// The claims, the oldest first; their place is their number.
    pub fn iter(&self) -> impl Iterator<Item = &Claim> {
        self.claims.iter()
    }

    /// The claim of that number.
    pub fn find(&self, n: usize) -> Option<&Claim> {
        self.claims.get(n)
    }

    /// Adds a document and gives the numbers of the claims that it speaks of, in the order of its propositions.
    /// `actors` as [`crate::actors::Actors::add`] gave them. A document that is held gives the claims it had.
    pub fn add(&mut self, doc: &Document, actors: &[Option<ActorId>]) -> Vec<usize> {
        if let Some(had) = self.documents.get(&doc.id()) {
            return had.clone();
        }
        let given: Vec<usize> = said(doc, actors).into_iter().filter_map(|s| self.add_said(s)).collect();
        self.documents.insert(doc.id(), given.clone());
        given
    }

    /// Adds one proposition and gives the number of its claim; `None` for one that is no claim: a single word, or
    /// what somebody asks for.
    pub fn add_said(&mut self, said: Said) -> Option<usize> {
        if said.stance == Stance::Speaks || said.terms.terms.len() < 2 {
            return None;
        }
        let rare = self.rarest(&said);
        for term in &rare {
            *self.counts.entry(*term).or_default() += 1;
        }
        let looked = pairs(&rare, LOOKED);
        let near: BTreeSet<u32> =
            looked.iter().filter_map(|p| self.by_pair.get(p)).flatten().copied().collect();
        let best = near
            .into_iter()
            .filter_map(|n| self.claims[n as usize].takes(&said).map(|(r, share)| (r, share, n)))
            .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(b.2.cmp(&a.2)));
        let (n, relation) = match best {
            Some((relation, _, n)) => (n as usize, relation),
            None => {
                self.claims.push(Claim::default());
                (self.claims.len() - 1, Relation::Same)
            }
        };
        let number = u32::try_from(n).ok()?;
        for pair in pairs(&rare, KEPT) {
            let list = self.by_pair.entry(pair).or_default();
            if !list.contains(&number) {
                if list.len() >= NEWEST {
                    list.remove(0);
                }
                list.push(number);
            }
        }
        let claim = &mut self.claims[n];
        if claim.core.len() < CORE && relation != Relation::Differs {
            claim.core.push(claim.said.len());
        }
        claim.said.push((said, relation));
        Some(n)
    }

    /// The terms as numbers, the rarest so far first.
    fn rarest(&self, said: &Said) -> Vec<u64> {
        let mut terms: Vec<(u32, u64)> = said
            .terms
            .terms
            .keys()
            .map(|t| {
                let h = hash(t);
                (self.counts.get(&h).copied().unwrap_or(0), h)
            })
            .collect();
        terms.sort_unstable();
        terms.into_iter().map(|t| t.1).collect()
    }
}

impl Claim {
    /// Whether the proposition belongs to this claim, as what, and by how much.
    fn takes(&self, said: &Said) -> Option<(Relation, f64)> {
        let core = self.core.iter().filter_map(|&n| self.said.get(n)).map(|s| &s.0);
        core.filter_map(|c| {
            let relation = compare(c, said);
            let share = compare::share(&c.terms, &said.terms);
            match relation {
                Relation::Unrelated => None,
                Relation::Differs => (compare::contained(c, said) >= NEAR).then_some((relation, share)),
                _ => Some((relation, share)),
            }
        })
        .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
    }
}

fn pairs(terms: &[u64], of: usize) -> BTreeSet<u64> {
    let terms = &terms[..terms.len().min(of)];
    let mut out = BTreeSet::new();
    for (n, a) in terms.iter().enumerate() {
        out.extend(terms[n + 1..].iter().map(|b| hash(&(a.min(b), a.max(b)))));
    }
    out
}

fn hash(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
