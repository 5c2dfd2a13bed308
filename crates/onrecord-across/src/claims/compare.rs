//! How two propositions stand to one another.

use super::said::Said;
use super::terms::{Kind, Terms};
use jiff::civil::Date;

/// How many days may lie between two reports that contradict each other where no time is told: what was so in March
/// may not be so in June. The pairs of `corpus/claims` lie within two weeks; the rest is by judgement.
const APART: i32 = 31;
/// How many words of its own the positive side may have: more of them, and it is likely to say something else.
const FURTHER: usize = 6;
/// The least share of terms (of both together) for two propositions to be the same.
const SAME: f64 = 0.6;

/// What two statements are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Nothing in common but perhaps a name.
    Unrelated,
    /// The same matter, not the same claim.
    Differs,
    /// The same, in whatever words.
    Same,
    /// Not both can be so.
    Contradicts,
}

impl Relation {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Unrelated => "unrelated",
            Relation::Differs => "differs",
            Relation::Same => "same",
            Relation::Contradicts => "contradicts",
        }
    }
}

/// What `a` and `b` are to each other.
///
/// They contradict where one says that something is not so and the other says the same thing with the same words or
/// more: every term of the denial must stand in the assertion. *Not hit on Sunday* leaves room for *hit*, so a
/// denial that says more (a day, a place, *all*, *should*) contradicts nothing that does not say it too. When in
/// doubt it is `Differs`.
pub fn compare(a: &Said, b: &Said) -> Relation {
    if a.stance.commits() && b.stance.commits() {
        if a.affirms() != b.affirms() {
            let (yes, no) = if a.affirms() { (a, b) } else { (b, a) };
            if denies(no, yes) {
                return Relation::Contradicts;
            }
        } else if same(a, b) {
            return Relation::Same;
        }
    }
    if related(a, b) { Relation::Differs } else { Relation::Unrelated }
}

fn denies(no: &Said, yes: &Said) -> bool {
    let (n, y) = (&no.terms, &yes.terms);
    let words = n.terms.values().filter(|k| **k == Kind::Word).count();
    // One word is no proposition.
    let enough = words >= 1 && n.terms.len() >= 2;
    let held = n.terms.keys().all(|t| y.terms.contains_key(t));
    let further = y.terms.iter().filter(|(t, _)| !n.terms.contains_key(*t));
    let loose = further.clone().any(|(t, k)| *k == Kind::Limit && t != "all" && t != "both" && t != "every");
    let few = further.count() <= FURTHER;
    enough && held && !loose && few && same_time(no, yes) && same_order(n, y)
}

fn same(a: &Said, b: &Said) -> bool {
    let (x, y) = (&a.terms, &b.terms);
    let of =
        |t: &Terms, k: Kind| t.terms.iter().filter(|e| *e.1 == k).map(|e| e.0.clone()).collect::<Vec<_>>();
    let hard = [Kind::Number, Kind::Limit].iter().all(|&k| of(x, k) == of(y, k));
    // Each names somebody or somewhere that the other does not: not the same, however alike the rest.
    let others = |x: &Said, y: &Said| {
        let alone = |(t, k): (&String, &Kind)| *k == Kind::Name && !y.terms.terms.contains_key(t);
        x.terms.terms.iter().any(alone)
    };
    let apart = others(a, b) && others(b, a);
    x.turned == y.turned && hard && !apart && matter(a, b) >= SAME && same_time(a, b) && same_order(x, y)
}

/// As [`share`], the speakers' own terms left out where only one has them: *its warehouse* is the agency's to the
/// agency and the charity's to the charity.
fn matter(a: &Said, b: &Said) -> f64 {
    let of = |x: &Said, y: &Said| -> Terms {
        let keep = |t: &String| y.terms.terms.contains_key(t) || !x.own.contains(t);
        let terms = x.terms.terms.iter().filter(|(t, _)| keep(t)).map(|(t, k)| (t.clone(), *k)).collect();
        Terms { terms, ..Terms::default() }
    };
    share(&of(a, b), &of(b, a))
}

/// The same matter: a common word in common that is not the speakers' own, or two names.
fn related(a: &Said, b: &Said) -> bool {
    let common = a.terms.terms.iter().filter(|(t, _)| b.terms.terms.contains_key(*t));
    let (mut words, mut names) = (0, 0);
    for (term, kind) in common {
        match kind {
            Kind::Word if !(a.own.contains(term) && b.own.contains(term)) => words += 1,
            Kind::Name => names += 1,
            _ => {}
        }
    }
    words >= 1 || names >= 2
}

/// Share of the terms of both that both have.
pub(super) fn share(a: &Terms, b: &Terms) -> f64 {
    let both = a.terms.keys().filter(|t| b.terms.contains_key(*t)).count();
    let all = a.terms.len() + b.terms.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

/// Nothing in time keeps them apart: the days of one meet those of the other, both lie ahead or both behind.
fn same_time(no: &Said, yes: &Said) -> bool {
    let (n, y) = (&no.terms, &yes.terms);
    if n.future != y.future {
        return false;
    }
    if n.days.is_empty() {
        return !y.days.is_empty() || near(no.day, yes.day);
    }
    n.days.iter().all(|d| d.is_some_and(|d| y.days.iter().flatten().any(|e| d.0 <= e.1 && e.0 <= d.1)))
}

fn near(a: Option<Date>, b: Option<Date>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    a.until(b).is_ok_and(|s| s.get_days().abs() <= APART)
}

/// Those who take part in both stand in the same order: who did it to whom.
fn same_order(a: &Terms, b: &Terms) -> bool {
    let common = |x: &Terms, y: &Terms| -> Vec<String> {
        x.order.iter().filter(|t| y.order.contains(t)).cloned().collect()
    };
    common(a, b) == common(b, a)
}

/// Share of the shorter one's terms that the other has; 0 where they share a single term or names alone.
pub(super) fn contained(a: &Said, b: &Said) -> f64 {
    let (x, y) = (&a.terms.terms, &b.terms.terms);
    let common: Vec<Kind> = x.iter().filter(|(t, _)| y.contains_key(*t)).map(|(_, k)| *k).collect();
    let word = common.contains(&Kind::Word);
    if common.len() < 2 || !word { 0.0 } else { common.len() as f64 / x.len().min(y.len()) as f64 }
}
