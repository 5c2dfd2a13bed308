//! Whether a time looks back or ahead, from the verb that governs it.
//!
//! "Monday" in a report is nearly always the Monday before. It is the one to come only where the very verb that the
//! words hang on looks ahead: a modal (*will travel on Thursday*), *set*, *due*, *scheduled* or *expected to*, or an
//! infinitive of plan (*plans to vote on Friday*). A modal elsewhere in the sentence says nothing: *said Monday that he
//! will travel* puts only the travel ahead. A time next to a verb of saying in the past is past whatever the tree says.
//!
//! Measured on 327 weekdays of news: "past, today included" alone is right for 91 %, any future word in reach for 85 %.

use onrecord_doc::{Span, Tokens};

/// The side that a time lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lean {
    Past,
    Present,
    Future,
    /// There is no parse, or no verb.
    Unknown,
}

/// Words that make what they govern a plan, as lemmas.
const PLANS: &[&str] = &[
    "set",
    "due",
    "schedule",
    "slate",
    "expect",
    "plan",
    "intend",
    "agree",
    "hope",
    "prepare",
    "ready",
    "promise",
    "vow",
    "pledge",
    "aim",
    "likely",
    "poise",
    "want",
    "propose",
    "decide",
    "invite",
    "ask",
    "order",
    "postpone",
    "delay",
    "reschedule",
    "bind",
    "scheduled",
    "expected",
    "planned",
    "going",
    "go",
    "about",
    "able",
];

/// Verbs that in the simple present announce a fixed date: *the forum opens Thursday*.
const FIXED: &[&str] = &[
    "begin", "start", "open", "take", "expire", "end", "arrive", "leave", "visit", "meet", "vote", "resume",
    "host", "hold", "face", "close", "run", "return", "travel", "play", "fly", "go",
];

/// Verbs of saying that a day may stand beside.
const SAYING: &[&str] = &[
    "say", "tell", "announce", "report", "add", "warn", "state", "declare", "claim", "confirm", "deny",
    "accuse", "urge",
];

/// Modal verbs that look ahead, as lemmas or words.
const MODALS: &[&str] = &["will", "shall", "wo", "'ll", "’ll", "may", "must", "should", "would"];

/// Words before a time that make it a time to come: *ahead of Sunday's vote*, *until Friday*.
const AHEAD: &[&str] = &["ahead", "until", "till"];

/// How far up the tree a time looks for its verb.
const REACH: usize = 12;

/// The side that the verb above the words of `span` looks to.
pub(crate) fn lean(tokens: &Tokens, span: Span) -> Lean {
    let within = tokens.within(span);
    if within.is_empty() {
        return Lean::Unknown;
    }
    let is_saying = |i: usize| tokens.tag(i) == "VBD" && SAYING.contains(&tokens.lemma(i));
    let beside = [within.start.checked_sub(1), Some(within.end).filter(|i| *i < tokens.len())];
    if beside.into_iter().flatten().any(is_saying) {
        return Lean::Past;
    }
    if within.start > 0 && AHEAD.contains(&tokens.lower(within.start - 1)) {
        return Lean::Future;
    }
    // The word of the time that hangs on something outside.
    let Some(mut at) = within.clone().find(|i| !within.contains(&tokens.head(*i)) || tokens.head(*i) == *i)
    else {
        return Lean::Unknown;
    };
    for _ in 0..REACH {
        if !within.contains(&at) {
            if AHEAD.contains(&tokens.lower(at)) || is_plan(tokens, at) && !is_verb(tokens, at) {
                return Lean::Future;
            }
            if is_verb(tokens, at) {
                return of_verb(tokens, at);
            }
        }
        let head = tokens.head(at);
        if head == at {
            break;
        }
        at = head;
    }
    Lean::Unknown
}

fn is_verb(tokens: &Tokens, i: usize) -> bool {
    matches!(tokens.tag(i), "VB" | "VBD" | "VBG" | "VBN" | "VBP" | "VBZ" | "MD")
}

fn is_plan(tokens: &Tokens, i: usize) -> bool {
    PLANS.contains(&tokens.lemma(i)) || PLANS.contains(&tokens.lower(i))
}

/// The side that a verb group looks to.
fn of_verb(tokens: &Tokens, verb: usize) -> Lean {
    let mut at = verb;
    for _ in 0..REACH {
        let mut passive = false;
        let mut perfect = false;
        let mut infinitive = false;
        let mut modal = false;
        let mut progressive_now = false;
        let mut past_aux = false;
        for c in tokens.children(at).filter(|c| *c < at || tokens.dep(at) == "ROOT") {
            let (dep, tag, lower) = (tokens.dep(c), tokens.tag(c), tokens.lower(c));
            if !matches!(dep, "aux" | "auxpass") {
                continue;
            }
            passive |= dep == "auxpass";
            infinitive |= tag == "TO";
            modal |= tag == "MD" && MODALS.contains(&lower);
            perfect |= tokens.lemma(c) == "have";
            past_aux |= tag == "VBD";
            progressive_now |= tokens.lemma(c) == "be" && matches!(tag, "VBZ" | "VBP");
        }
        if modal && !perfect {
            return Lean::Future;
        }
        let head = tokens.head(at);
        if infinitive {
            // A plan, or an infinitive that hangs on something that itself looks ahead.
            if head != at && is_plan(tokens, head) {
                return Lean::Future;
            }
            if head == at {
                return Lean::Unknown;
            }
            at = head;
            continue;
        }
        let tag = tokens.tag(at);
        if tag == "VBN" && (passive || !past_aux) && is_plan(tokens, at) {
            return Lean::Future;
        }
        if tag == "VBN" && !passive && !perfect
            || tag == "VB"
            || tag == "VBG" && !progressive_now && !past_aux
        {
            // A participle or a bare verb goes with the verb that it hangs on.
            let joined = matches!(tokens.dep(at), "conj" | "ccomp" | "xcomp" | "advcl" | "pcomp");
            if joined && head != at && is_verb(tokens, head) {
                at = head;
                continue;
            }
        }
        return match tag {
            "VBD" => Lean::Past,
            "VBN" if past_aux || perfect || !passive => Lean::Past,
            "VBG" if progressive_now => Lean::Future,
            "VBZ" | "VBP" if FIXED.contains(&tokens.lemma(at)) => Lean::Future,
            "VBZ" | "VBP" | "VBG" | "VBN" => Lean::Present,
            "MD" => Lean::Future,
            _ => Lean::Unknown,
        };
    }
    Lean::Unknown
}
