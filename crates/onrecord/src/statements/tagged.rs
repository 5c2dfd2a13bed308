//! What the trained tagger proposes, laid over what the rules propose.
//!
//! The tagger is surer of cue, source and content than most rules; the rules know what it was never taught: whom a
//! statement is addressed to, through which channel it went, what the act is, and what is said within what another
//! said. So a statement that both find has the tagger's spans and the rule's other fields, the tagger's others stand
//! alone, and of the rules' others those stay that are reported within another's content or that a rule is sure of.

use super::draft::{Draft, UNMEASURED, contents};
use crate::{
    heads::{Answer, Scores, Tagged},
    intervals::Intervals,
};
use hashbrown::{HashMap, HashSet};
use onrecord_doc::{Act, Maker, Spans, Tokens};

/// The name of the tagger in `maker`.
pub(super) const NAME: &str = "onrecord/statements";

/// A second pass that finds nothing more often than not has rejected the cue.
const LEAST_CHANCE: f32 = 0.5;

/// A rule's draft that the tagger does not propose stays if the tagger holds its cue for one with this probability.
/// On 60 texts of PolNeAR train, with weights of the first epoch and rivals counted as well, of 33 drafts below it a
/// quarter was right, of 132 above it two thirds were.
const LEAST_CUE: f32 = 0.1;

/// The drafts of the tagger and, of the rules' `drafts`, those that it does not stand against.
pub(super) fn merge(tokens: &Tokens, answer: &Answer, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::new();
    let mut taken: HashSet<usize> = HashSet::new();
    let cues = drafts.iter().enumerate();
    let cues =
        Intervals::new(cues.flat_map(|(n, d)| d.cue.iter().flat_map(Spans::iter).map(move |s| (n, s))));
    for found in without_rivals(&answer.statements) {
        let mut draft = of(tokens, found);
        draft.score = Scores::share(answer.scores.tagged, draft.score);
        let cue = tokens.span_of(found.cue.start, found.cue.end - 1);
        let rule = cues.touching(cue).map(|(n, _)| (n, &drafts[n]));
        let rule = rule.filter(|(n, d)| !d.is_label && !taken.contains(n));
        // Of several, the one whose head is in the cue.
        let inside = |d: &Draft| d.cue_head.is_some_and(|h| found.cue.contains(&h));
        if let Some((n, rule)) = rule.max_by_key(|(n, d)| (inside(d), (d.score * 1000.0) as u32, *n)) {
            taken.insert(n);
            // What is not said has other borders than what is: *declined to comment* is all cue.
            if rule.act == Some(Act::DeclineToComment) {
                out.push(rule.clone());
                continue;
            }
            draft.content_head =
                rule.content_head.filter(|h| found.content.contains(h)).or(draft.content_head);
            draft.addressee = rule.addressee.clone();
            draft.channel = rule.channel.clone();
            draft.act = rule.act;
            draft.cue_head = rule.cue_head.filter(|h| found.cue.contains(h)).or(draft.cue_head);
            if draft.source.is_none() || is_wider_source(&draft, rule) {
                draft.source = rule.source.clone();
            }
            // What a noun tells (*the claim that …*) and what *whom* stands for the tree knows.
            let by_noun = rule.cue_head.is_some_and(|h| tokens.pos(h) == "NOUN");
            let by_tree = by_noun || is_pronoun(tokens, draft.content.as_ref());
            if by_tree && rule.content.is_some() {
                draft.content = rule.content.clone();
                draft.content_head = rule.content_head;
            }
        }
        out.push(draft);
    }
    let tagger = contents(&out);
    let kept = drafts.into_iter().enumerate().filter_map(|(n, mut d)| {
        if taken.contains(&n) {
            return None;
        }
        let Some(cue) = d.cue.as_ref().map(Spans::hull) else { return Some(d) };
        let is_inside = tagger.touching(cue).any(|(_, content)| content.covers(cue));
        // Of what is reported within another's words the tagger was taught nothing.
        if d.is_label || is_inside {
            return Some(d);
        }
        // Another cue for what the tagger has given to one is no second statement.
        let is_rival = d.content.as_ref().is_some_and(|own| {
            // What holds the other's cue reports it: *X told Y that …, the Courier reported*.
            let beside = |n: &usize| !out[*n].cue.as_ref().is_some_and(|c| own.cover(c.hull()));
            let others = own.iter().flat_map(|s| tagger.touching(s)).map(|(n, _)| n).filter(beside);
            let mut others = others.filter_map(|n| out[n].content.as_ref());
            others.any(|other| 2 * own.shared(other) > own.size().min(other.size()))
        });
        let chance = tokens.within(cue).map(|t| answer.cues[t]).fold(0.0, f32::max);
        let stays = !is_rival && (chance >= LEAST_CUE || d.score == UNMEASURED);
        d.score = Scores::share(answer.scores.lone, chance);
        stays.then_some(d)
    });
    let kept: Vec<Draft> = kept.collect();
    out.extend(kept);
    out
}

/// Whether the rule's source is the tagger's with more after it, up to the cue.
fn is_wider_source(draft: &Draft, rule: &Draft) -> bool {
    let (Some(own), Some(wide), Some(cue)) = (&draft.source, &rule.source, &draft.cue) else { return false };
    let (own, wide, cue) = (own.hull(), wide.hull(), cue.hull());
    own.start() == wide.start()
        && own.end() < wide.end()
        && wide.end() + 2 >= cue.start()
        && wide.end() <= cue.start()
}

/// The finds with a content, and of two that share more than half of the smaller content the surer one.
fn without_rivals(tagged: &[Tagged]) -> Vec<&Tagged> {
    let mut sure: Vec<&Tagged> =
        tagged.iter().filter(|t| !t.content.is_empty() && t.some_chance > LEAST_CHANCE).collect();
    sure.sort_by(|a, b| (b.cue_chance * b.some_chance).total_cmp(&(a.cue_chance * a.some_chance)));
    let mut owners: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut kept: Vec<&Tagged> = Vec::new();
    for found in sure {
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for owner in found.content.iter().filter_map(|t| owners.get(t)).flatten() {
            *shared.entry(*owner).or_default() += 1;
        }
        let rival = |(owner, count): (&usize, &usize)| {
            2 * count > found.content.len().min(kept[*owner].content.len())
        };
        if shared.iter().any(rival) {
            continue;
        }
        for t in &found.content {
            owners.entry(*t).or_default().push(kept.len());
        }
        kept.push(found);
    }
    kept.sort_by_key(|t| t.cue.start);
    kept
}

/// Whether a content is a pronoun for what the tree knows: *whom it described as agents*.
fn is_pronoun(tokens: &Tokens, content: Option<&Spans>) -> bool {
    content.is_some_and(|c| {
        let words = tokens.within(c.hull());
        words.len() == 1 && matches!(tokens.tag(words.start), "WP" | "WDT")
    })
}

/// A source without the day that the tagger took along: *Ruritania [Friday] backed the plan*.
fn without_day<'t>(tokens: &Tokens, source: &'t [usize]) -> &'t [usize] {
    let is_day = |t: usize| tokens.ent_type(t) == "DATE" && tokens.dep(t) == "npadvmod";
    match source {
        [rest @ .., last] if !rest.is_empty() && is_day(*last) => rest,
        _ => source,
    }
}

/// The draft of one find.
fn of(tokens: &Tokens, found: &Tagged) -> Draft {
    let cue = tokens.span_of(found.cue.start, found.cue.end - 1);
    let head = |of: &[usize]| {
        let within: HashSet<usize> = of.iter().copied().collect();
        of.iter().copied().find(|t| tokens.head(*t) == *t || !within.contains(&tokens.head(*t)))
    };
    let cue_tokens: Vec<usize> = found.cue.clone().collect();
    Draft {
        source: spans(tokens, without_day(tokens, &found.source)),
        cue: Some(cue.into()),
        content: spans(tokens, &found.content),
        cue_head: head(&cue_tokens),
        content_head: head(&found.content),
        maker: Maker::model(NAME),
        score: found.cue_chance * found.some_chance,
        ..Draft::alone(&cue.into(), None)
    }
}

/// Runs of tokens as spans.
fn spans(tokens: &Tokens, numbers: &[usize]) -> Option<Spans> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for t in numbers.iter().copied() {
        match runs.last_mut() {
            // White space between two of them is no gap.
            Some((_, last)) if (*last + 1..t).all(|t| tokens.pos(t) == "SPACE") => *last = t,
            _ => runs.push((t, t)),
        }
    }
    Spans::new(runs.into_iter().map(|(a, b)| tokens.span_of(a, b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cue: usize, content: std::ops::Range<usize>, cue_chance: f32, some_chance: f32) -> Tagged {
        Tagged { cue: cue..cue + 1, source: Vec::new(), content: content.collect(), cue_chance, some_chance }
    }

    #[test]
    fn of_two_finds_that_share_their_content_the_surer_stays() {
        let all = [found(3, 10..20, 0.6, 0.9), found(5, 12..22, 0.9, 0.9), found(30, 21..29, 0.7, 0.9)];
        let kept: Vec<usize> = without_rivals(&all).iter().map(|t| t.cue.start).collect();
        // The third shares one token of its eight.
        assert_eq!(kept, [5, 30]);
    }

    #[test]
    fn finds_without_content_and_rejected_cues_go() {
        let all = [found(3, 10..10, 0.9, 0.9), found(5, 12..22, 0.9, 0.4), found(8, 30..31, 0.2, 0.6)];
        let kept: Vec<usize> = without_rivals(&all).iter().map(|t| t.cue.start).collect();
        assert_eq!(kept, [8]);
    }

    #[test]
    fn scores_are_shares_that_grow_with_the_probability() {
        let share = |p| Scores::share([-0.6, 0.7], p);
        assert_eq!(Scores::share([0.0, 1.0], 0.25), 0.25);
        assert!(share(0.5) < 0.5 && share(0.9) < share(0.99) && share(1.0) < 1.0 && share(0.0) > 0.0);
    }
}
