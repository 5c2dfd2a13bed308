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
    "host", "hold", "face", "close", "run", "return", "travel", "play", "fly", "go", "retire", "shut",
    "depart", "land", "sail", "reopen", "conclude", "finish", "speak", "address", "convene", "gather",
    "chair", "debate", "elect",
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

/// Verbs that move an end or a date: *extended the loan through January*.
const MOVED: &[&str] =
    &["extend", "postpone", "delay", "defer", "push", "adjourn", "suspend", "reschedule", "move"];

/// Verbs that even in the past tense set what is to come: *planned a march on Saturday*.
const SET_AHEAD: &[&str] = &["plan", "schedule", "slate"];

/// Verbs that put off or call off what was still to come: *postponed Tuesday's vote*.
const CALLED_OFF: &[&str] = &["cancel", "postpone", "delay", "scrap", "reschedule", "boycott"];

/// Verbs that bid somebody do what is still to be done: *urged both sides to meet on Saturday*.
const BIDS: &[&str] = &["urge", "press", "instruct", "tell", "remind", "request", "call", "appeal", "allow"];

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
    let word = |back: usize| within.start.checked_sub(back).map_or("", |i| tokens.lower(i));
    match (word(3), word(2), word(1)) {
        ("as", "soon" | "early", "as") => return Lean::Future,
        (_, _, "back") | (_, "back", "in") => return Lean::Past,
        _ => {}
    }
    if AHEAD.contains(&word(1)) && !is_undone(tokens, within.start) {
        return Lean::Future;
    }
    // The word of the time that hangs on something outside.
    let Some(mut at) = within.clone().find(|i| !within.contains(&tokens.head(*i)) || tokens.head(*i) == *i)
    else {
        return Lean::Unknown;
    };
    let mut below = at;
    for _ in 0..REACH {
        if !within.contains(&at) {
            let ahead = AHEAD.contains(&tokens.lower(at)) && !is_undone(tokens, within.start);
            if ahead || is_plan(tokens, at) && !is_verb(tokens, at) {
                return Lean::Future;
            }
            if is_verb(tokens, at) {
                let off = tokens.lemma(at) == "call" && tokens.children(at).any(|c| tokens.lower(c) == "off");
                if (off || CALLED_OFF.contains(&tokens.lemma(at)))
                    && matches!(tokens.dep(below), "dobj" | "nsubjpass")
                {
                    return Lean::Future;
                }
                let before = if within.start > 0 { tokens.lower(within.start - 1) } else { "" };
                let moved = MOVED.contains(&tokens.lemma(at)) && matches!(before, "through" | "to");
                return match of_verb(tokens, at) {
                    _ if moved => Lean::Future,
                    Lean::Unknown | Lean::Present if before == "by" => Lean::Future,
                    lean => lean,
                };
            }
        }
        let head = tokens.head(at);
        if head == at {
            break;
        }
        below = at;
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

/// Whether the verb above the token before is negated and past: *until Thursday, they had not called*.
fn is_undone(tokens: &Tokens, start: usize) -> bool {
    let mut at = start - 1;
    for _ in 0..REACH {
        if is_verb(tokens, at) {
            let child = |is: &dyn Fn(usize) -> bool| tokens.children(at).any(is);
            let past =
                tokens.tag(at) == "VBD" || child(&|c| tokens.dep(c) == "aux" && tokens.tag(c) == "VBD");
            return past && child(&|c| tokens.dep(c) == "neg");
        }
        match tokens.head(at) {
            head if head == at => return false,
            head => at = head,
        }
    }
    false
}

/// Whether the verb has *had* beside it: *had been due to expire*.
fn is_pluperfect(tokens: &Tokens, verb: usize) -> bool {
    tokens
        .children(verb)
        .any(|c| tokens.dep(c) == "aux" && tokens.tag(c) == "VBD" && tokens.lemma(c) == "have")
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
        // What had been planned is over, as is what it was planned for.
        if is_pluperfect(tokens, at) || infinitive && head != at && is_pluperfect(tokens, head) {
            return Lean::Past;
        }
        if infinitive {
            // A plan, or an infinitive that hangs on something that itself looks ahead.
            let is_now = tokens.lemma(head) == "be" && matches!(tokens.tag(head), "VBZ" | "VBP");
            let is_bid = BIDS.contains(&tokens.lemma(head));
            if head != at && (is_plan(tokens, head) || is_now || is_bid) {
                return Lean::Future;
            }
            // "An agreement to buy the bank in January": more likely than not ahead.
            if head != at && matches!(tokens.dep(at), "acl" | "relcl") {
                return Lean::Present;
            }
            if head == at {
                return Lean::Unknown;
            }
            at = head;
            continue;
        }
        let tag = tokens.tag(at);
        // "Set" is a plan only where it is set for a day or to do something.
        let set_for = tokens.lemma(at) != "set"
            || tokens.children(at).any(|c| tokens.lower(c) == "for" || tokens.tag(c) == "VB");
        if tag == "VBN" && (passive || !past_aux) && is_plan(tokens, at) && set_for {
            return Lean::Future;
        }
        if tag == "VBD" && SET_AHEAD.contains(&tokens.lemma(at)) {
            return Lean::Future;
        }
        if tag == "VBN" && !passive && !perfect && matches!(tokens.dep(at), "acl" | "advcl") {
            return Lean::Past;
        }
        // What holds if something else will happen is ahead with it.
        let if_clause = matches!(tag, "VBZ" | "VBP")
            && tokens.dep(at) == "advcl"
            && tokens.children(at).any(|c| matches!(tokens.lower(c), "if" | "unless" | "once" | "provided"));
        if if_clause && head != at && is_verb(tokens, head) {
            at = head;
            continue;
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
        // "A session is due Sunday".
        let due = tokens.lemma(at) == "be"
            && matches!(tag, "VBZ" | "VBP")
            && tokens.children(at).any(|c| matches!(tokens.dep(c), "acomp" | "attr") && is_plan(tokens, c));
        return match tag {
            _ if due => Lean::Future,
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

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_doc::{Token, Words};

    /// A tree written as `word/TAG/lemma/head/dep`, heads as token numbers.
    fn tree(written: &str) -> Tokens {
        let mut words = Words::default();
        let (mut tokens, mut at) = (Vec::new(), 0);
        for row in written.split_whitespace() {
            let cells: Vec<&str> = row.split('/').collect();
            let [word, tag, lemma, head, dep] = cells.as_slice() else { panic!("`{row}`: five cells") };
            let end = at + word.len() as u32;
            tokens.push(Token {
                start: at,
                end,
                space: true,
                tag: words.add(tag),
                lemma: words.add(lemma),
                lower: words.add(&word.to_lowercase()),
                head: head.parse().unwrap(),
                dep: words.add(dep),
                ..Token::default()
            });
            at = end + 1;
        }
        Tokens::new(words, tokens)
    }

    /// The side of token `i`.
    fn side(tokens: &Tokens, i: usize) -> Lean {
        lean(tokens, tokens.span(i))
    }

    #[test]
    fn a_plan_is_ahead_and_the_report_of_it_is_past() {
        let t = tree(
            "He/PRP/he/1/nsubj said/VBD/say/1/ROOT Monday/NNP/Monday/1/npadvmod he/PRP/he/5/nsubj will/MD/will/5/aux \
             travel/VB/travel/1/ccomp on/IN/on/5/prep Thursday/NNP/Thursday/6/pobj",
        );
        assert_eq!((side(&t, 2), side(&t, 7)), (Lean::Past, Lean::Future));
    }

    #[test]
    fn a_day_beside_a_verb_of_saying_is_past_even_if_the_tree_hangs_it_on_the_plan() {
        let t = tree(
            "He/PRP/he/1/nsubj said/VBD/say/1/ROOT Monday/NNP/Monday/5/npadvmod he/PRP/he/5/nsubj will/MD/will/5/aux \
             travel/VB/travel/1/ccomp",
        );
        assert_eq!(side(&t, 2), Lean::Past);
    }

    #[test]
    fn what_is_set_to_happen_is_ahead() {
        let t = tree(
            "Petrov/NNP/Petrov/3/nsubjpass Tuesday/NNP/Tuesday/3/npadvmod is/VBZ/be/3/auxpass set/VBN/set/3/ROOT \
             to/TO/to/5/aux meet/VB/meet/3/xcomp him/PRP/he/5/dobj",
        );
        assert_eq!(side(&t, 1), Lean::Future);
    }

    #[test]
    fn what_is_due_is_ahead() {
        let t = tree(
            "Envoys/NNS/envoy/1/nsubj were/VBD/be/1/ROOT due/JJ/due/1/acomp on/IN/on/2/prep Friday/NNP/Friday/3/pobj",
        );
        assert_eq!(side(&t, 4), Lean::Future);
    }

    #[test]
    fn a_purpose_is_no_plan() {
        let t = tree(
            "He/PRP/he/1/nsubj flew/VBD/fly/1/ROOT there/RB/there/1/advmod to/TO/to/4/aux meet/VB/meet/1/advcl \
             her/PRP/she/4/dobj Friday/NNP/Friday/4/npadvmod",
        );
        assert_eq!(side(&t, 6), Lean::Past);
    }

    #[test]
    fn a_modal_perfect_is_past() {
        let t = tree(
            "They/PRP/they/3/nsubj may/MD/may/3/aux have/VB/have/3/aux left/VBN/leave/3/ROOT Friday/NNP/Friday/3/npadvmod",
        );
        assert_eq!(side(&t, 4), Lean::Past);
    }

    #[test]
    fn a_time_before_a_deadline_is_ahead() {
        let t = tree(
            "Talks/NNS/talk/1/nsubj paused/VBD/pause/1/ROOT until/IN/until/1/prep Friday/NNP/Friday/2/pobj",
        );
        assert_eq!(side(&t, 3), Lean::Future);
    }

    #[test]
    fn what_is_put_off_was_still_ahead() {
        let t = tree(
            "They/PRP/they/1/nsubj postponed/VBD/postpone/1/ROOT Tuesday/NNP/Tuesday/4/poss 's/POS/'s/2/case \
             vote/NN/vote/1/dobj",
        );
        assert_eq!(side(&t, 2), Lean::Future);
    }

    #[test]
    fn what_others_are_urged_to_do_is_ahead() {
        let t = tree(
            "She/PRP/she/1/nsubj urged/VBD/urge/1/ROOT them/PRP/they/4/nsubj to/TO/to/4/aux meet/VB/meet/1/ccomp \
             on/IN/on/4/prep Saturday/NNP/Saturday/5/pobj",
        );
        assert_eq!(side(&t, 6), Lean::Future);
    }

    #[test]
    fn heads_that_run_in_a_circle_do_no_harm() {
        let t = tree("a/NN/a/1/x Friday/NNP/Friday/2/x b/NN/b/0/x");
        assert_eq!(side(&t, 1), Lean::Unknown);
    }
}
