//! What a verb group says by itself: done, under way, to come, possible, called for, not done; and whether a condition
//! hangs on it.

use super::words::{Effect, StatusWords};
use crate::dating::{Group, Tense};
use onrecord_doc::{Status, Tokens};

/// More children than this are not looked at.
pub(super) const MOST_CHILDREN: usize = 48;

/// How many joined verbs are gone back for an auxiliary or a negation.
const LONGEST_ROW: usize = 8;

/// What a finite verb group says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// *Attacked*, *has attacked*.
    Done,
    /// *Is attacking*, *has been attacking*, *are on strike*.
    Now,
    /// *Attacks*: a headline, a habit, or a day to come.
    Present,
    /// *Will attack*.
    Ahead,
    /// *May attack*, *must leave*.
    Is(Status),
    /// *Would attack*, with nothing around it that reports or conditions it.
    Would,
    /// An infinitive or participle: nothing.
    Open,
}

/// A verb group with what it says.
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub own: Own,
    pub negation: Option<usize>,
    pub words: Vec<usize>,
    /// *Had been due to*.
    pub past_perfect: bool,
}

pub(super) fn is_verb(t: &Tokens, i: usize) -> bool {
    matches!(t.tag(i), "VB" | "VBD" | "VBG" | "VBN" | "VBP" | "VBZ" | "MD")
}

pub(super) fn is_noun(t: &Tokens, i: usize) -> bool {
    matches!(t.pos(i), "NOUN" | "PROPN" | "PRON" | "NUM" | "DET")
}

/// The subject of a verb, its own one only.
pub(super) fn subject(t: &Tokens, verb: usize) -> Option<usize> {
    t.children(verb)
        .take(MOST_CHILDREN)
        .find(|c| matches!(t.dep(*c), "nsubj" | "nsubjpass" | "csubj" | "expl"))
}

/// The subject of a verb, or of the verb that it is joined to.
pub(super) fn shared_subject(t: &Tokens, verb: usize) -> Option<usize> {
    let mut at = verb;
    for _ in 0..LONGEST_ROW {
        if let Some(subject) = subject(t, at) {
            return Some(subject);
        }
        if t.dep(at) != "conj" || t.head(at) == at {
            return None;
        }
        at = t.head(at);
    }
    None
}

/// The verb that a joined verb takes its governor, auxiliaries and negation from: it has the same form and the joined
/// one has neither subject nor auxiliary of its own.
pub(super) fn shares_with(t: &Tokens, verb: usize) -> Option<usize> {
    let head = t.head(verb);
    if t.dep(verb) != "conj" || head == verb || !is_verb(t, head) {
        return None;
    }
    let own = |c: usize| matches!(t.dep(c), "aux" | "auxpass" | "nsubj" | "nsubjpass" | "expl");
    let is_alike = t.tag(verb) == t.tag(head)
        // *Was killed and wounded*: the tagger takes the second for a past tense.
        || t.tag(verb) == "VBD" && t.tag(head) == "VBN"
        || matches!((t.tag(verb), t.tag(head)), ("VB", "VBP") | ("VBP", "VB"));
    (is_alike && !t.children(verb).take(MOST_CHILDREN).any(own)).then_some(head)
}

/// What a verb group says, with what it shares with the verb before *and*.
pub(super) fn read(t: &Tokens, verb: usize) -> Said {
    let mut group = Group::of(t, verb);
    let mut at = verb;
    let mut negation = group.negation;
    for _ in 0..LONGEST_ROW {
        let Some(head) = shares_with(t, at) else { break };
        let above = Group::of(t, head);
        // *Did not stop but fired* takes back the *not*.
        let takes_back =
            t.children(head).take(MOST_CHILDREN).any(|c| t.dep(c) == "cc" && t.lower(c) == "but");
        let has_aux = above.words.first() != Some(&head);
        if negation.is_none() && !takes_back && has_aux {
            negation = above.negation;
        }
        if has_aux {
            let verb = group.verb;
            group = Group { verb, ..above };
            break;
        }
        at = head;
    }
    let nor = t.dep(verb) == "conj"
        && t.children(t.head(verb)).take(MOST_CHILDREN).any(|c| t.dep(c) == "cc" && t.lower(c) == "nor");
    if nor && negation.is_none() {
        negation = t.children(t.head(verb)).take(MOST_CHILDREN).find(|c| t.lower(*c) == "nor");
    }
    // *No soldier fired*, *nobody was hurt*, *fired no shot*.
    if negation.is_none() {
        let none = |c: usize| match t.lower(c) {
            "nobody" | "none" | "nothing" | "neither" => Some(c),
            _ => no(t, c),
        };
        let subject = shared_subject(t, verb);
        let object = t.children(verb).take(MOST_CHILDREN).find(|c| matches!(t.dep(*c), "dobj" | "attr"));
        negation = subject.and_then(none).or_else(|| object.and_then(none));
    }
    let own = own(t, verb, &group);
    let past = group.tense == Tense::Past;
    Said { own, negation, past_perfect: past && group.perfect, words: group.words }
}

/// *No* before a noun.
pub(super) fn no(t: &Tokens, noun: usize) -> Option<usize> {
    let is_no = |c: &usize| {
        matches!(t.dep(*c), "det" | "neg" | "preconj" | "advmod" | "cc")
            && matches!(t.lower(*c), "no" | "neither" | "nor")
    };
    t.children(noun).take(MOST_CHILDREN).find(is_no)
}

fn own(t: &Tokens, verb: usize, group: &Group) -> Own {
    let modal = group.modal.map_or("", |m| t.lower(m));
    match group.tense {
        Tense::Past if group.progressive && !group.perfect => Own::Done,
        Tense::Past => Own::Done,
        Tense::Present if group.progressive => {
            // *Is going to*.
            let goes = t.lemma(verb) == "go"
                && t.children(verb).take(MOST_CHILDREN).any(|c| t.dep(c) == "xcomp" && t.tag(c) == "VB");
            if goes { Own::Ahead } else { Own::Now }
        }
        Tense::Present if group.perfect => Own::Done,
        Tense::Present if t.lemma(verb) == "be" => Own::Now,
        Tense::Present => Own::Present,
        Tense::Future if group.perfect => Own::Ahead,
        Tense::Future => Own::Ahead,
        Tense::Modal => match (modal, group.perfect) {
            ("would" | "'d" | "’d" | "should" | "ought", true) => Own::Is(Status::NotHappened),
            (_, true) => Own::Is(Status::Possible),
            ("would" | "'d" | "’d", _) => Own::Would,
            ("must" | "should" | "ought", _) => Own::Is(Status::CalledFor),
            _ => Own::Is(Status::Possible),
        },
        Tense::Infinitive | Tense::Participle | Tense::None => Own::Open,
    }
}

/// The word that makes a clause conditional: *if*, *as long as*, *should* before the subject.
pub(super) fn condition(t: &Tokens, words: &StatusWords, verb: usize) -> Option<(Effect, usize, usize)> {
    for c in t.children(verb).take(MOST_CHILDREN) {
        let marks = t.dep(c) == "mark" || t.dep(c) == "advmod" && c < verb && t.pos(c) == "SCONJ";
        if let Some((found, first)) = words.find_before(t, c, "clause").filter(|_| marks) {
            return Some((found.effect, first, c));
        }
        // *Should prices rise*, *had they fired*, *were it to sign*.
        let inverts = matches!(t.dep(c), "aux" | "auxpass" | "mark" | "ROOT")
            && matches!(t.lower(c), "should" | "had" | "were")
            && c < verb;
        if inverts
            && subject(t, verb).is_some_and(|s| s > c)
            && !t.children(verb).take(MOST_CHILDREN).any(|q| t.lower(q) == "?")
            && (t.dep(verb) != "ROOT" || t.lower(c) == "should" || t.lower(c) == "had")
            && t.dep(verb) != "conj"
        {
            return Some((Effect::Is(Status::Conditional), c, c));
        }
    }
    // *Were it to sign*: *were* is the verb itself.
    if t.lower(verb) == "were" && t.dep(verb) == "advcl" && subject(t, verb).is_some_and(|s| s > verb) {
        return Some((Effect::Is(Status::Conditional), verb, verb));
    }
    let leads = t.dep(verb) == "advcl" && matches!(t.lower(verb), "provided" | "providing" | "assuming");
    leads.then_some((Effect::Is(Status::Conditional), verb, verb))
}

/// What the main clause hangs on: the word of a conditional clause or phrase below the verb.
///
/// *Without* and its like do so only to what *would* or *could* be.
pub(super) fn conditioned(t: &Tokens, words: &StatusWords, verb: usize) -> Option<usize> {
    let is_unreal =
        Group::of(t, verb).modal.is_some_and(|m| matches!(t.lower(m), "would" | "could" | "might"));
    let is_conditional = |effect| effect == Effect::Is(Status::Conditional);
    for c in t.children(verb).take(MOST_CHILDREN) {
        match t.dep(c) {
            "advcl" | "ccomp" | "prep" if is_verb(t, c) => {
                if t.dep(c) == "ccomp" && c > verb {
                    continue;
                }
                if let Some((effect, first, _)) = condition(t, words, c)
                    && is_conditional(effect)
                {
                    return Some(first);
                }
                // *As long as* with the words apart.
                if matches!(t.lower(c), "provided" | "providing" | "assuming") {
                    return Some(c);
                }
            }
            "prep" | "advmod" | "mark" | "agent" => {
                // *As long as the truce holds*.
                if t.lower(c) == "long" && c > 0 && matches!(t.lower(c - 1), "as" | "so") {
                    return Some(c);
                }
                if let Some(found) = words.find(t, c, &["main"])
                    && is_conditional(found.effect)
                    && is_unreal
                {
                    return Some(c);
                }
                // *In the event of*.
                let noun = t.children(c).take(MOST_CHILDREN).find(|n| t.dep(*n) == "pobj");
                let phrase = noun.filter(|n| t.lower(c) == "in" && matches!(t.lower(*n), "event" | "case"));
                let phrase = phrase.or(noun.filter(|n| t.lower(c) == "on" && t.lower(*n) == "condition"));
                if let Some(noun) = phrase.filter(|n| t.children(*n).take(MOST_CHILDREN).any(|d| d > *n)) {
                    return Some(noun);
                }
            }
            _ => {}
        }
    }
    None
}
