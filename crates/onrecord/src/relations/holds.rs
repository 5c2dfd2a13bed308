//! Whether a report says that something is so, or only names it: *is not an ally*, *could become a member*, *the former
//! head*, *if they support it*.
//!
//! What a phrase takes for granted (*its ally Iran*, *Western-backed rebels*) holds whatever the sentence does with it;
//! what a verb says holds if the verb does.

use crate::rules::Rules;
use onrecord_doc::{Act, RelationType, Tokens};

/// A clause is followed up through at most so many others.
const HIGHEST: usize = 8;

/// Whether the content of such a statement is not put forward as so.
pub(super) fn is_no_assertion(act: Act) -> bool {
    matches!(
        act,
        Act::Deny | Act::Doubt | Act::Ask | Act::Demand | Act::Urge | Act::Order | Act::Offer | Act::Intend
    )
}

/// Whether what the word `trigger` tells is told as a fact. `refused`: it stands in a content that is not asserted.
pub(super) fn is_fact(t: &Tokens, rules: &Rules, trigger: usize, kind: RelationType, refused: bool) -> bool {
    let is = |i: usize, class: &str| {
        rules.lexicon().find(t, i).is_some_and(|e| e.classes.iter().any(|c| c == class))
    };
    let left = || t.children(trigger).filter(|c| *c < trigger);
    let is_void = |i: usize| is(i, "void");
    // A name that one bore once is still the same one's.
    let is_over =
        kind != RelationType::SameAs && (left().any(is_void) || trigger.checked_sub(1).is_some_and(is_void));
    if is_over || left().any(|c| t.dep(c) == "neg") {
        return false;
    }
    let Some(mut verb) = clause_of(t, trigger) else { return true };
    for _ in 0..HIGHEST {
        if refused
            || is_undone(t, verb)
            || (kind != RelationType::SameAs && t.children(verb).any(|c| t.dep(c) == "advmod" && is_void(c)))
        {
            return false;
        }
        let head = t.head(verb);
        match t.dep(verb) {
            _ if head == verb => return true,
            // *Wants to head*, *was asked to represent*; but *continues to head*.
            "xcomp" | "ccomp" if t.children(verb).any(|c| t.tag(c) == "TO") && !is(head, "goes-on") => {
                return false;
            }
            "acl" | "relcl" | "advcl" if t.children(verb).any(|c| t.tag(c) == "TO") => return false,
            // What a relative clause tells stands by itself.
            "acl" | "relcl" | "appos" | "amod" | "parataxis" => return true,
            "conj" | "xcomp" | "ccomp" | "pcomp" | "dep" | "advcl" if is_verb(t, head) => verb = head,
            "prep" | "pobj" | "pcomp" => verb = head,
            _ => return true,
        }
    }
    true
}

fn is_verb(t: &Tokens, i: usize) -> bool {
    matches!(t.pos(i), "VERB" | "AUX")
}

/// The verb that says it, or nothing where a phrase takes it for granted.
fn clause_of(t: &Tokens, trigger: usize) -> Option<usize> {
    let mut at = trigger;
    for _ in 0..4 {
        let head = t.head(at);
        match t.dep(at) {
            "amod" | "compound" | "nmod" | "poss" | "appos" | "npadvmod" => return None,
            _ if is_verb(t, at) => return Some(at),
            "attr" | "acomp" | "oprd" | "pobj" | "prep" | "dobj" | "conj" if head != at => at = head,
            _ => return None,
        }
    }
    None
}

/// Whether a verb is negated, only possible, conditional or asked.
fn is_undone(t: &Tokens, verb: usize) -> bool {
    let is_asked = {
        let (_, last) = t.subtree(verb);
        (t.head(verb) == verb && t.lower(last) == "?") || t.children(verb).any(|c| t.lower(c) == "?")
    };
    is_asked
        || t.children(verb).any(|c| {
            t.dep(c) == "neg"
                || t.tag(c) == "MD"
                || t.dep(c) == "aux" && matches!(t.lower(c), "would" | "could" | "may" | "might" | "should")
                || t.dep(c) == "mark" && matches!(t.lower(c), "if" | "unless" | "whether")
                || t.dep(c) == "nsubj" && matches!(t.lower(c), "nobody" | "none" | "neither")
                || matches!(t.dep(c), "nsubj" | "nsubjpass" | "attr" | "dobj")
                    && t.children(c).any(|d| matches!(t.lower(d), "no" | "neither"))
        })
}
