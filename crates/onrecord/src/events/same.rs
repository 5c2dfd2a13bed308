//! Words that name one act: a noun and the verb that carries it, a noun and a verb of its class, verbs in a row.

use super::EventType;
use super::candidates::{Candidate, Look};
use super::lexicon::Carrying;
use super::slot::Step;
use hashbrown::{HashMap, HashSet};
use onrecord_doc::Tokens;

/// Leaves out the verbs that carry a noun which names the act.
pub(super) fn drop_carriers(found: &mut Vec<Candidate>) {
    // Who blames someone for an act does something himself.
    let carries = |c: &Candidate| c.carried.filter(|v| v.by != Carrying::Blames).map(|v| v.verb);
    let carriers: Vec<usize> = found.iter().filter_map(carries).collect();
    found.retain(|c| c.carried.is_some() || !carriers.contains(&c.trigger[0]));
}

/// Leaves out the nouns that a sense of yielding or of breaking off asks for: *lifted its blockade* is one act,
/// *boycotted the talks* no talk. Who condemns an arrest or ignores a call speaks of another's act.
pub(super) fn drop_named(look: &Look, found: &mut Vec<Candidate>) {
    let (t, senses) = (look.frame.t, look.data.lexicon.senses());
    let ends = |c: &&Candidate| {
        t.pos(c.trigger[0]) == "VERB" && matches!(c.kind, EventType::Retreat | EventType::Sanction)
    };
    let asked = found.iter().filter(ends).flat_map(|c| {
        let conditions = c.sense.into_iter().flat_map(|n| &senses[n].conditions);
        let valued = conditions.filter(|c| !c.negated && !c.values.is_empty());
        let objects = valued.flat_map(|c| &c.paths).filter(|p| p.as_slice() == [Step::Object]);
        objects.flat_map(|path| look.frame.fill(c.trigger[0], path))
    });
    let asked: HashSet<usize> = asked.collect();
    found.retain(|c| t.pos(c.trigger[0]) != "NOUN" || !asked.contains(&c.trigger[0]));
}

/// Joins what names one act: a noun with the verb of the same class that it stands with, and verbs in a row of one
/// class and mode.
pub(super) fn merge(t: &Tokens, found: Vec<Candidate>) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::new();
    let mut at: HashMap<usize, usize> = HashMap::new();
    for candidate in found {
        let head = candidate.trigger[0];
        let same = at_most_two_up(t, head)
            .into_iter()
            .chain(near_below(t, head))
            .filter_map(|i| at.get(&i).copied())
            .find(|n| is_one_act(t, &out[*n], &candidate));
        match same {
            Some(n) => {
                at.insert(head, n);
                join(&mut out[n], candidate);
            }
            None => {
                at.insert(head, out.len());
                out.push(candidate);
            }
        }
    }
    out
}

/// The words above a word: its head, and past a preposition the next.
fn at_most_two_up(t: &Tokens, i: usize) -> Vec<usize> {
    let head = t.head(i);
    let mut up = vec![head];
    if t.pos(head) == "ADP" {
        up.push(t.head(head));
    }
    up
}

/// The subject of a verb, and what stands behind its prepositions.
fn near_below(t: &Tokens, i: usize) -> Vec<usize> {
    let mut below = Vec::new();
    for c in t.children(i).take(24) {
        match t.dep(c) {
            "nsubj" | "nsubjpass" => below.push(c),
            "prep" | "agent" => below.extend(t.children(c).filter(|p| t.dep(*p) == "pobj").take(2)),
            _ => {}
        }
    }
    below
}

fn is_one_act(t: &Tokens, a: &Candidate, b: &Candidate) -> bool {
    if a.kind != b.kind {
        return false;
    }
    let (x, y) = (a.trigger[0], b.trigger[0]);
    let is_verb = |i: usize| matches!(t.pos(i), "VERB" | "AUX");
    match (is_verb(x), is_verb(y)) {
        // *Killed nine and wounded twenty*: of one subject, or of none.
        (true, true) => {
            let in_row = t.dep(y) == "conj" && t.head(y) == x;
            let same_actors =
                b.actors.is_empty() || a.actors.iter().map(|(i, _)| *i).eq(b.actors.iter().map(|(i, _)| *i));
            let both_harm = b.mode.is_none();
            // *Blew himself up, killing three*.
            let result = t.dep(y) == "advcl"
                && t.head(y) == x
                && t.tag(y) == "VBG"
                && b.mode.is_none()
                && a.kind == EventType::Assault;
            // *Killed in shelling*, *met to discuss*.
            let by_gerund = t.dep(y) == "pcomp" && matches!(t.lower(t.head(y)), "in" | "by" | "during");
            let to_talk = a.mutual && b.mutual && matches!(t.dep(y), "xcomp" | "advcl") && t.head(y) == x;
            in_row && same_actors && both_harm
                || result
                || by_gerund
                || a.kind == EventType::Consult
                    && (to_talk || t.dep(y) == "advcl" && t.head(y) == x && t.tag(y) == "VB")
        }
        (false, false) => false,
        _ => {
            let (noun, verb) = if is_verb(x) { (y, x) } else { (x, y) };
            match t.dep(noun) {
                "nsubj" | "nsubjpass" | "attr" | "dobj" => true,
                "pobj" => {
                    matches!(t.lower(t.head(noun)), "in" | "by" | "during" | "with" | "on" | "from")
                        && t.head(t.head(noun)) == verb
                }
                _ => false,
            }
        }
    }
}

/// Takes over the words and parties of another name of the same act.
fn join(a: &mut Candidate, b: Candidate) {
    a.trigger.extend(b.trigger);
    let taken: Vec<usize> = a.trigger.clone();
    a.mode = a.mode.take().or(b.mode);
    a.carried = a.carried.or(b.carried);
    for (side, other) in [(&mut a.actors, b.actors), (&mut a.recipients, b.recipients)] {
        if side.is_empty() {
            side.extend(other);
        }
        side.retain(|(i, _)| !taken.contains(i));
    }
    let recipients: Vec<usize> = a.recipients.iter().map(|(i, _)| *i).collect();
    if !a.mutual {
        a.actors.retain(|(i, _)| !recipients.contains(i));
    }
}
