//! How a thing to come stands: planned, conditional, postponed or cancelled, from the verbs above it, their auxiliaries
//! and the words beside them.

use super::clause::{Clause, is_condition, is_verb};
use super::words::{AgendaWords, Class};
use onrecord_doc::{AgendaStatus, Tokens};

/// What the clause says of it; `None` where it says that something is not done that nobody would enter in a daybook
/// (*will not attend Friday's summit* says nothing against the summit).
pub(super) fn of(t: &Tokens, words: &AgendaWords, clause: &Clause, said: bool) -> Option<AgendaStatus> {
    let on_path = || {
        clause.path.iter().copied().filter(|i| is_verb(t, *i) || t.pos(*i) == "ADJ" || t.pos(*i) == "NOUN")
    };
    if on_path().any(|i| words.is(t, i, Class::Cancel)) {
        return Some(AgendaStatus::Cancelled);
    }
    if on_path().any(|i| moves(t, words, i)) {
        return Some(AgendaStatus::Postponed);
    }
    if let Some(status) = joined(t, words, clause) {
        return Some(status);
    }
    let negated = |i: usize| t.children(i).take(64).any(|c| t.dep(c) == "neg" || t.lower(c) == "never");
    let no_subject =
        |i: usize| super::clause::subject(t, i).is_some_and(|s| t.children(s).any(|c| t.lower(c) == "no"));
    if let Some(v) = on_path().find(|i| is_verb(t, *i) && (negated(*i) || no_subject(*i))) {
        let occurs = |i: usize| words.is(t, i, Class::Occur) && !matches!(t.lemma(i), "be" | "run" | "last");
        let attends = matches!(t.lemma(clause.core), "attend" | "host" | "come");
        let takes_place = occurs(clause.core)
            || occurs(v)
            || !attends
                && words
                    .kind(t, clause.core, Class::Appointment)
                    .is_some_and(|k| matches!(k, "meeting" | "visit" | "vote"));
        let hedged = t.children(v).take(64).any(|c| t.dep(c) == "aux" && words.is(t, c, Class::Hedge));
        let takes_place = takes_place && !hedged;
        // The words hang on a noun of their own: what is denied is something else.
        return match (clause.nominal || words.is(t, clause.core, Class::Event), takes_place) {
            (true, _) if !words.is(t, v, Class::Occur) => Some(AgendaStatus::Planned),
            (_, true) => Some(AgendaStatus::Cancelled),
            _ => None,
        };
    }
    let open = clause.path.iter().any(|i| is_open(t, words, clause, *i, said));
    Some(if open { AgendaStatus::Conditional } else { AgendaStatus::Planned })
}

/// Whether a word moves the thing: *postponed*, and *moved* where it goes to a day.
pub(super) fn moves(t: &Tokens, words: &AgendaWords, i: usize) -> bool {
    if !words.is(t, i, Class::Postpone) {
        return false;
    }
    // *Move*, *shift*, *delay* and *adjourn* do so to a thing that has a day.
    !matches!(t.lemma(i), "move" | "shift")
        || super::clause::arguments(t, i).any(|a| words.is(t, a, Class::Event))
}

fn is_open(t: &Tokens, words: &AgendaWords, clause: &Clause, i: usize, said: bool) -> bool {
    let mut ahead = false;
    for c in t.children(i).take(64) {
        let lower = t.lower(c);
        ahead |= t.tag(c) == "MD" && matches!(lower, "will" | "shall" | "'ll" | "’ll" | "wo");
        // *He said he would*: that is the *will* of then.
        let would = matches!(lower, "would" | "'d" | "’d") && t.tag(c) == "MD";
        let reported = said || reported_then(t, i);
        let hedges =
            matches!(t.dep(c), "aux" | "advmod" | "acomp" | "amod" | "prep") && words.is(t, c, Class::Hedge);
        if hedges || would && !reported || t.dep(c) == "advcl" && is_condition(t, c) {
            return true;
        }
    }
    if t.pos(i) == "ADJ" && words.is(t, i, Class::Hedge) || is_verb(t, i) && is_condition(t, i) {
        return true;
    }
    let of_its_own = i == clause.core && ahead;
    words.is(t, i, Class::Open) && !of_its_own
}

/// Whether a verb stands below a verb of the past that reports it.
fn reported_then(t: &Tokens, verb: usize) -> bool {
    let head = t.head(verb);
    head != verb && t.dep(verb) == "ccomp" && t.tag(head) == "VBD"
}

/// What a verb joined to the clause says of the same thing: *was due on Monday but was called off*.
fn joined(t: &Tokens, words: &AgendaWords, clause: &Clause) -> Option<AgendaStatus> {
    let verbs = clause.path.iter().filter(|i| is_verb(t, **i));
    let next = verbs.flat_map(|v| t.children(*v).take(64).filter(|c| t.dep(*c) == "conj"));
    let same = next.filter(|c| {
        super::clause::subject(t, *c).is_none_or(|s| matches!(t.lower(s), "it" | "they" | "which"))
            && t.children(*c).take(64).any(|a| t.dep(a) == "auxpass")
    });
    same.filter_map(|c| match c {
        c if words.is(t, c, Class::Cancel) => Some(AgendaStatus::Cancelled),
        c if words.is(t, c, Class::Postpone) => Some(AgendaStatus::Postponed),
        _ => None,
    })
    .next()
}
