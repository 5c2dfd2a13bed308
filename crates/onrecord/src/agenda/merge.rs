//! One item of several mentions of the same thing in one report.
//!
//! Mentions are of the same thing where one's days hold the other's and either the words name things of one kind
//! (*summit*, *talks*) or two parties are the same; not where they name different places, or parties who have nobody in
//! common. Different days stay different items, but for what was moved: the old day goes into the item of the new one.

use hashbrown::HashMap;
use jiff::civil::Date;
use onrecord_doc::{AgendaItem, AgendaStatus, Spans};

/// An item in the making.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub item: AgendaItem,
    pub at: Spans,
    pub rule: &'static str,
    pub score: f32,
    /// What kind of thing it is, and the word that names it.
    pub kind: String,
    pub head: String,
}

/// How many earlier items of a kind a mention is held against: a text with more is no report.
const MOST_COMPARED: usize = 32;

/// The items of the mentions, sorted by day.
pub(super) fn merge(drafts: Vec<Draft>) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    let mut by_kind: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_day: HashMap<(Date, Date), Vec<usize>> = HashMap::new();
    for draft in drafts {
        let days = (draft.item.earliest, draft.item.latest);
        let alike = by_kind.get(&draft.kind).into_iter().flatten().rev().take(MOST_COMPARED);
        let same_day = by_day.get(&days).into_iter().flatten().rev().take(MOST_COMPARED);
        let same = alike.copied().find(|n| is_same(&out[*n], &draft)).or_else(|| {
            same_day.copied().find(|n| shared(&out[*n].item, &draft.item) >= 2 && is_same(&out[*n], &draft))
        });
        match same {
            Some(n) => join(&mut out[n], draft),
            None => {
                by_kind.entry(draft.kind.clone()).or_default().push(out.len());
                by_day.entry(days).or_default().push(out.len());
                out.push(draft);
            }
        }
    }
    let mut out = take_old_days(out);
    out.sort_by(|a, b| {
        let key = |d: &Draft| (d.item.earliest, d.item.latest, d.at.first().start());
        key(a).cmp(&key(b))
    });
    out
}

/// How many entities take part in both.
fn shared(a: &AgendaItem, b: &AgendaItem) -> usize {
    let of = |p: &onrecord_doc::Role| p.entity;
    let b: Vec<_> = b.parties.iter().filter_map(of).collect();
    a.parties.iter().filter_map(of).filter(|e| b.contains(e)).count()
}

fn is_same(a: &Draft, b: &Draft) -> bool {
    let (x, y) = (&a.item, &b.item);
    let holds =
        x.earliest <= y.earliest && y.latest <= x.latest || y.earliest <= x.earliest && x.latest <= y.latest;
    // What comes on one day of a week-long fair is another thing than the fair.
    let same_days = (x.earliest, x.latest) == (y.earliest, y.latest);
    let outer = if x.earliest <= y.earliest && y.latest <= x.latest { x } else { y };
    let is_part = outer.lasts && !same_days;
    let elsewhere = x.place.is_some() && y.place.is_some() && x.place != y.place && shared(x, y) == 0;
    let others = !x.parties.is_empty() && !y.parties.is_empty() && shared(x, y) == 0 && a.head != b.head;
    holds && !is_part && x.bound == y.bound && !elsewhere && !others
}

/// The first with what the second adds.
fn join(a: &mut Draft, b: Draft) {
    // The narrower days are the better known ones.
    let narrower = |x: &AgendaItem, y: &AgendaItem| {
        let length = |i: &AgendaItem| i.earliest.until(i.latest).map_or(i32::MAX, |s| s.get_days());
        length(x) < length(y)
    };
    if narrower(&b.item, &a.item) {
        (a.item.earliest, a.item.latest, a.item.lasts) = (b.item.earliest, b.item.latest, b.item.lasts);
    }
    let rank = |s: AgendaStatus| match s {
        AgendaStatus::Planned => 0,
        AgendaStatus::Conditional => 1,
        AgendaStatus::Postponed => 2,
        AgendaStatus::Cancelled => 3,
    };
    // A clause with its verb tells more than a noun beside a day, and the first mention is the fullest.
    let better = a.rule == "en/agenda/noun"
        && b.rule != "en/agenda/noun"
        && rank(b.item.status) >= rank(a.item.status);
    if better || rank(b.item.status) > 1 && rank(b.item.status) > rank(a.item.status) {
        (a.item.title, a.rule) = (b.item.title, b.rule);
        if rank(b.item.status) > 1 {
            a.item.status = b.item.status;
        }
    }
    a.item.was = a.item.was.or(b.item.was);
    a.item.place = a.item.place.or(b.item.place);
    a.item.event = a.item.event.or(b.item.event);
    a.item.kind = a.item.kind.or(b.item.kind);
    for time in b.item.times {
        if !a.item.times.contains(&time) {
            a.item.times.push(time);
        }
    }
    for role in b.item.parties {
        if !a.item.parties.iter().any(|r| r.entity == role.entity) {
            a.item.parties.push(role);
        }
    }
    for word in b.item.words {
        if !a.item.words.contains(&word) {
            a.item.words.push(word);
        }
    }
    a.score = a.score.max(b.score);
    if let Some(both) = Spans::new(a.at.iter().chain(b.at.iter())) {
        a.at = both;
    }
}

/// Puts the old day of what was moved into the item of the new day.
fn take_old_days(drafts: Vec<Draft>) -> Vec<Draft> {
    let is_new = |d: &Draft| d.item.status == AgendaStatus::Postponed && d.item.was.is_none();
    let mut moved: HashMap<String, usize> = HashMap::new();
    for (n, d) in drafts.iter().enumerate() {
        if is_new(d) {
            moved.entry(d.kind.clone()).or_insert(n);
        }
    }
    let into: Vec<Option<usize>> = drafts
        .iter()
        .enumerate()
        .map(|(n, d)| {
            let to = *moved.get(d.kind.as_str())?;
            let new = &drafts[to].item;
            let others = !new.parties.is_empty() && !d.item.parties.is_empty() && shared(new, &d.item) == 0;
            let open = d.item.status == AgendaStatus::Planned || d.item.was.is_some();
            let is_old =
                n != to && d.item.latest < new.earliest && open && (!others || d.head == drafts[to].head);
            is_old.then_some(to)
        })
        .collect();
    let mut old: HashMap<usize, Draft> = HashMap::new();
    let mut kept: Vec<(usize, Draft)> = Vec::new();
    for (n, (draft, to)) in drafts.into_iter().zip(into).enumerate() {
        match to {
            Some(to) if !old.contains_key(&to) => drop(old.insert(to, draft)),
            Some(_) => {}
            None => kept.push((n, draft)),
        }
    }
    let mut out = Vec::with_capacity(kept.len());
    for (n, mut draft) in kept {
        if let Some(before) = old.remove(&n) {
            let days = (draft.item.earliest, draft.item.latest, draft.item.lasts);
            let was = (before.item.earliest, before.item.latest);
            let (title, rule, status) = (draft.item.title.clone(), draft.rule, draft.item.status);
            join(&mut draft, before);
            (draft.item.earliest, draft.item.latest, draft.item.lasts) = days;
            (draft.item.title, draft.rule, draft.item.status) = (title, rule, status);
            draft.item.was = Some(was);
        }
        out.push(draft);
    }
    out
}
