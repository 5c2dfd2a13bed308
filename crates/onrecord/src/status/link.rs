//! One step up the tree: what a word hangs on, and in which frame.

use super::clause::{self, MOST_CHILDREN, is_noun, is_verb};
use onrecord_doc::Tokens;

/// How a word hangs on its governor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// A complement: the governor may say what it is.
    Clause,
    /// A purpose, a result or a circumstance beside the governor: *went to meet*, *killing five*.
    Beside,
    /// A clause of its own time, with a subject: *as police fired*, *after police fired*.
    Apart,
    /// It tells of a noun: *who fired*, *seized in May*, *blocking the road*.
    OfNoun,
    /// A noun that is a verb's subject or object, or hangs on a preposition.
    Argument,
    /// The same thing in other words: *and*, an apposition, the copula, an auxiliary.
    Equal,
}

/// A step up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link<'t> {
    pub governor: usize,
    pub how: How,
    /// Frames in the order in which they are looked up at the governor.
    pub frames: [&'t str; 3],
    /// The preposition between.
    pub preposition: Option<usize>,
}

/// What a token hangs on; `None` for a root.
pub(super) fn link(t: &Tokens, at: usize) -> Option<Link<'_>> {
    let head = t.head(at);
    if head == at {
        return None;
    }
    let to = |governor, how, frames| Some(Link { governor, how, frames, preposition: None });
    let dep = t.dep(at);
    if matches!(dep, "aux" | "auxpass" | "appos" | "conj" | "prt" | "quantmod" | "nummod" | "det") {
        return to(head, How::Equal, ["", "", ""]);
    }
    if is_verb(t, at) && !matches!(dep, "dobj" | "pobj" | "nsubj" | "nsubjpass" | "attr" | "poss") {
        return link_of_verb(t, at, head, dep);
    }
    if is_noun(t, at) || matches!(dep, "dobj" | "pobj" | "nsubj" | "nsubjpass" | "attr" | "poss" | "compound")
    {
        return match dep {
            "dobj" | "nsubjpass" | "oprd" | "dative" => to(head, How::Argument, ["obj", "", ""]),
            "nsubj" | "csubj" => to(head, How::Argument, ["subj", "", ""]),
            "attr" | "ROOT" => to(head, How::Equal, ["", "", ""]),
            "pobj" => prepositional(t, head, How::Argument, "obj"),
            "compound" | "nmod" | "npadvmod" if is_noun(t, head) => {
                to(head, How::Argument, ["of", "for", ""])
            }
            "poss" => to(head, How::OfNoun, ["of", "", ""]),
            "ccomp" | "xcomp" | "dep" | "parataxis" => to(head, How::Argument, ["obj", "that", ""]),
            _ => to(head, How::Equal, ["", "", ""]),
        };
    }
    match t.pos(at) {
        "ADP" | "SCONJ" => to(head, How::Equal, ["", "", ""]),
        _ => match dep {
            "acomp" | "oprd" | "advmod" | "amod" => to(head, How::Equal, ["", "", ""]),
            "xcomp" | "ccomp" => to(head, How::Clause, ["that", "inf", ""]),
            _ => to(head, How::Equal, ["", "", ""]),
        },
    }
}

fn link_of_verb<'t>(t: &'t Tokens, at: usize, head: usize, dep: &str) -> Option<Link<'t>> {
    let to = |governor, how, frames| Some(Link { governor, how, frames, preposition: None });
    let child = |what: &dyn Fn(usize) -> bool| t.children(at).take(MOST_CHILDREN).any(what);
    let has_to = child(&|c| t.tag(c) == "TO" && t.dep(c) == "aux");
    let has_that = child(&|c| t.dep(c) == "mark" && t.lower(c) == "that");
    let is_finite = matches!(t.tag(at), "VBD" | "VBP" | "VBZ" | "MD")
        || child(&|c| {
            matches!(t.dep(c), "aux" | "auxpass") && matches!(t.tag(c), "MD" | "VBD" | "VBP" | "VBZ")
        });
    let frames = match t.tag(at) {
        _ if has_to => ["inf", "", ""],
        // *Demanded that they leave*.
        "VB" | "VBP" if !child(&|c| matches!(t.dep(c), "aux" | "auxpass" | "neg")) => ["bare", "that", "inf"],
        _ if t.tag(at) == "VBN" && child(&|c| t.dep(c) == "auxpass" && t.tag(c) == "VB") && !is_finite => {
            ["bare", "that", "inf"]
        }
        _ if has_that || is_finite => ["that", "", ""],
        "VBG" => ["ing", "that", ""],
        _ => ["that", "inf", ""],
    };
    match dep {
        "xcomp" | "ccomp" | "csubj" | "csubjpass" | "oprd" | "dobj" | "attr" | "acomp" => {
            to(head, How::Clause, frames)
        }
        "pcomp" | "pobj" => prepositional(t, head, How::Clause, "ing"),
        "prep" => to(head, How::Beside, ["", "", ""]),
        "advcl" | "parataxis" | "dep" | "advmod" | "npadvmod" => {
            if is_finite || clause::subject(t, at).is_some() && !has_to {
                to(head, How::Apart, frames)
            } else if is_noun(t, head) {
                to(head, How::OfNoun, frames)
            } else {
                to(head, How::Beside, frames)
            }
        }
        "acl" if has_to || has_that || t.tag(at) == "VB" => to(head, How::Clause, frames),
        "acl" if is_finite => to(head, How::Clause, frames),
        "relcl" if has_to => to(head, How::Clause, frames),
        _ => to(head, How::OfNoun, frames),
    }
}

/// Through a preposition to the word above it; through two where one hangs on the other (*from among*, *because of*).
fn prepositional<'t>(t: &'t Tokens, preposition: usize, how: How, bare: &'static str) -> Option<Link<'t>> {
    let mut governor = t.head(preposition);
    if governor == preposition {
        return None;
    }
    let first = preposition;
    for _ in 0..2 {
        let goes_on = matches!(t.pos(governor), "ADP" | "SCONJ") && t.head(governor) != governor;
        if !goes_on {
            break;
        }
        governor = t.head(governor);
    }
    Some(Link { governor, how, frames: [t.lower(first), bare, ""], preposition: Some(first) })
}
