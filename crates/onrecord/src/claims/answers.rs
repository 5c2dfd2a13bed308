//! Which claim a statement answers, and what the report's own words say against a claim.

use super::{
    Draft, REACH_CLAIMS,
    made::{Made, is_claim, is_in, words_of},
};
use crate::{intervals::Intervals, rules::Lexicon};
use onrecord_doc::{Act, Document, Span, Tokens};

/// A denial answers what stands at most so many sentences before it.
const REACH_SENTENCES: usize = 3;

/// A sentence of the report that a denial answers has at most so many tokens; a longer one is a list or no prose.
const LONGEST_ANSWERED_TOKENS: usize = 120;

/// Words for untrue are looked for in so many tokens of a clause.
const VERDICT_TOKENS: usize = 24;

/// Two propositions are one where the shorter has at least so many words and this share of them is in the other.
const SAME_WORDS: usize = 3;
const SAME_SHARE: f32 = 0.75;

/// What a statement does to a claim before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It says so, too.
    Asserts,
    /// It says that it is not so.
    Denies,
    /// It owns that it is so.
    Concedes,
}

/// The claim before it that a statement answers, and how.
pub(super) fn answered(drafts: &[Draft], made: &Made, act: Act) -> Option<(usize, Answer)> {
    same(drafts, made, act).or_else(|| taken_up(drafts, made, act))
}

/// The claim of another that has the same words.
fn same(drafts: &[Draft], made: &Made, act: Act) -> Option<(usize, Answer)> {
    let last = drafts.iter().enumerate().rev().take(REACH_CLAIMS);
    let (n, draft) = last
        .filter(|(_, d)| (d.speaker.is_none() || d.speaker != made.speaker) && !d.at.touch(made.at.hull()))
        .find(|(_, d)| {
            let shared = d.words.intersection(&made.words).count();
            let shorter = d.words.len().min(made.words.len());
            shared >= SAME_WORDS && shared as f32 >= SAME_SHARE * shorter as f32 && d.numbers == made.numbers
        })?;
    let answer = match act {
        Act::Admit => Answer::Concedes,
        Act::Deny => Answer::Denies,
        _ if made.untrue || made.negated != draft.negated => Answer::Denies,
        _ => Answer::Asserts,
    };
    Some((n, answer))
}

/// The claim of another near before it that a statement takes up (*it*, *the charge*) or shares words with.
fn taken_up(drafts: &[Draft], made: &Made, act: Act) -> Option<(usize, Answer)> {
    let is_near = |d: &Draft| made.sentence - d.sentence.min(made.sentence) <= REACH_SENTENCES;
    let near = drafts.iter().enumerate().rev().take(REACH_CLAIMS).take_while(|(_, d)| is_near(d));
    let is_others = |d: &Draft| d.speaker.is_none() || d.speaker != made.speaker;
    let others = near.filter(|(_, d)| is_others(d) && !d.at.touch(made.at.hull()));
    let (shared, n) = others
        .map(|(n, d)| (d.words.intersection(&made.words).count(), n))
        .filter(|(shared, _)| *shared > 0 || made.takes_up)
        .max_by_key(|(shared, n)| (*shared, *n))?;
    match act {
        Act::Deny => Some((n, Answer::Denies)),
        _ if made.untrue => made.takes_up.then_some((n, Answer::Denies)),
        Act::Confirm => Some((n, Answer::Asserts)),
        Act::Admit if shared >= 2 || made.takes_up => Some((n, Answer::Concedes)),
        Act::Assert if made.also => Some((n, Answer::Asserts)),
        // Of two who only say, the one who negates what the other does not speaks against it.
        Act::Assert if shared > 0 && made.negated != drafts[n].negated && made.takes_up => {
            Some((n, Answer::Denies))
        }
        _ => None,
    }
}

/// The sentence of the report itself that a denial speaks against: the one before it that shares a word with it, or one
/// a little further up that shares two; nobody may be named for it.
pub(super) fn of_report(doc: &Document, sentences: &[Span], said: &Intervals, made: &Made) -> Option<Span> {
    (1..=REACH_SENTENCES).find_map(|back| {
        let before = *sentences.get(made.sentence.checked_sub(back)?)?;
        if said.touching(before).next().is_some() || doc.tokens.within(before).len() > LONGEST_ANSWERED_TOKENS
        {
            return None;
        }
        let shared = words_of(&doc.tokens, &before.into()).intersection(&made.words).count();
        (shared >= back.min(2)).then_some(before)
    })
}

/// Where the words of the text itself say that a claim just made is disputed: the token that says so, and the verb of
/// whoever disputes it, if there is one.
///
/// *…, a charge it rejected*; *…, an account that aid workers dispute*; *all claims to the contrary*.
pub(super) fn disputes(t: &Tokens, lexicon: &Lexicon) -> Vec<(usize, Option<usize>)> {
    let mut out = Vec::new();
    for noun in (0..t.len()).filter(|i| is_claim(t, lexicon, *i)) {
        if noun + 3 < t.len() && t.lower(noun + 1) == "to" && t.lower(noun + 3) == "contrary" {
            out.push((noun, None));
            continue;
        }
        let (first, _) = t.subtree(noun);
        let is_apposed = first > 0 && matches!(t.lower(first - 1), "," | "—" | "–") && !t.sent_start(first);
        let verb = t.children(noun).find(|c| matches!(t.dep(*c), "relcl" | "acl") && t.pos(*c) == "VERB");
        let (true, Some(verb)) = (is_apposed, verb) else { continue };
        let negated = t.children(verb).any(|c| t.dep(c) == "neg" || matches!(t.lower(c), "neither" | "nor"));
        let denies = lexicon.find(t, verb).is_some_and(|e| e.act == Some(Act::Deny))
            || is_in(t, lexicon, verb, "contest");
        let (from, to) = t.subtree(verb);
        let calls = (from..=to).take(VERDICT_TOKENS).any(|i| is_in(t, lexicon, i, "untrue"));
        if (denies || calls) && !negated {
            out.push((noun, Some(verb)));
        }
    }
    out
}

/// Whether a token asks or tells whether what was said before is so: *this is being checked*, *the police are looking
/// into the allegations*. Gives the verb of every such clause.
pub(super) fn checks(t: &Tokens, lexicon: &Lexicon) -> Vec<usize> {
    let takes = |c: usize| {
        matches!(t.lower(c), "this" | "that" | "it" | "these" | "those" | "all" | "which")
            || is_claim(t, lexicon, c)
            || t.pos(c) == "NOUN"
                && is_in(t, lexicon, c, "say")
                && t.children(c).any(|d| matches!(t.lower(d), "both" | "the" | "these"))
    };
    let is_check = |i: usize| t.pos(i) == "VERB" && is_in(t, lexicon, i, "check");
    let goes_on = |i: usize| t.tag(i) == "VBG" || t.children(i).any(|c| t.lower(c) == "being");
    let negated = |i: usize| t.children(i).any(|c| t.dep(c) == "neg");
    (0..t.len())
        .filter(|i| is_check(*i) && goes_on(*i) && !negated(*i))
        .filter(|i| {
            t.children(*i).take(24).any(|c| {
                matches!(t.dep(c), "nsubjpass" | "dobj") && takes(c)
                    || t.dep(c) == "prep" && t.children(c).take(8).any(|d| t.dep(d) == "pobj" && takes(d))
            })
        })
        .collect()
}
