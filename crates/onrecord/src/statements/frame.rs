//! The frame at the end of a sentence: *The talks had failed, the envoy told reporters on Monday.* What stands before the
//! comma is what was said, whatever the parser makes of two clauses side by side.

use super::{Places, draft::Draft};
use crate::rules::Match;
use hashbrown::HashMap;
use onrecord_doc::{Document, Span, Spans};

/// A cue with its source at the end of a sentence.
pub(super) struct Frame {
    cue_head: usize,
    /// From the source to the end of the sentence.
    zone: Span,
    /// What stands before it.
    body: Span,
    draft: Draft,
}

/// After the cue there is room for whom and when, and for nothing more.
const LONGEST_END: usize = 12;

/// The frames of a text, in text order.
pub(super) fn find(doc: &Document, matches: &[Match], places: &Places) -> Vec<Frame> {
    let cues = matches.iter().filter(|m| m.rule.gives == "cue");
    let mut frames: Vec<Frame> = cues.filter_map(|found| frame(doc, found, places)).collect();
    frames.sort_by_key(|f| (f.zone, f.cue_head));
    frames.dedup_by_key(|f| f.cue_head);
    frames
}

fn frame(doc: &Document, found: &Match, places: &Places) -> Option<Frame> {
    let (text, t) = (doc.text(), &doc.tokens);
    let (cue, source) = (found.find("cue")?, found.find("source")?);
    let (at, from) = (cue.spans.hull(), source.spans.hull());
    let (_, sentence) = places.sentences.touching(at).last()?;
    if from.end() > at.start() || !text.get(from.end()..at.start())?.trim_matches([' ', ',']).is_empty() {
        return None;
    }
    let before = Span::of(sentence.start(), from.start().max(sentence.start())).trim(text);
    let words = text[before.range()].strip_suffix(',')?;
    let body = Span::of(before.start(), before.start() + words.len()).trim(text);
    let zone = Span::of(from.start(), sentence.end().max(from.start()));
    let quoted = |at: Span| places.quotations.touching(at).next().is_some();
    let is_verb = |i: &usize| matches!(t.tag(*i), "VBD" | "VBZ" | "VBP" | "MD");
    let tokens = t.within(body);
    let first = tokens.start;
    // *If it rains, he said, …* and *Asked why, he said …* go on after the cue.
    let leads_on = tokens.is_empty()
        || matches!(
            t.lower(first),
            "if" | "when" | "while" | "after" | "before" | "although" | "though" | "asked"
        ) && t.within(body).all(|i| t.lower(i) != ",");
    let end = t.within(Span::of(at.end(), sentence.end().max(at.end())));
    // A clause after the cue is what was said, unless it belongs to whom it was told to.
    let goes_on = end.clone().any(|i| {
        matches!(t.dep(i), "ccomp" | "nsubj" | "nsubjpass" | "expl")
            || t.lower(i) == ":"
            || t.tag(i) == "TO" && t.pos(i) == "PART"
    });
    let is_plain = tokens.clone().any(|i| is_verb(&i)) && tokens.len() >= 3 && !quoted(body) && !quoted(zone);
    (is_plain && !leads_on && !goes_on && end.len() <= LONGEST_END).then(|| Frame {
        cue_head: cue.head,
        zone,
        body,
        draft: Draft::of(found),
    })
}

/// Keeps the words of another cue before the frame.
pub(super) fn keep_before(text: &str, frames: &[Frame], draft: &mut Draft) {
    let Some(cue) = draft.cue.as_ref().map(Spans::hull) else { return };
    let next = frames.partition_point(|f| f.zone.start() < cue.start());
    let Some(frame) = frames.get(next).filter(|f| f.body.covers(cue)) else { return };
    for at in [&mut draft.content, &mut draft.addressee] {
        if at.as_ref().is_some_and(|spans| spans.touch(frame.zone)) {
            let kept = at.iter().flat_map(Spans::iter).filter_map(|s| {
                let end = s.end().min(frame.body.end());
                (s.start() < end).then(|| Span::of(s.start(), end).trim(text))
            });
            *at = Spans::new(kept.collect::<Vec<_>>());
        }
    }
}

/// Gives every frame what stands before it.
pub(super) fn attach(frames: Vec<Frame>, drafts: &mut Vec<Draft>) {
    let by_cue: HashMap<usize, usize> =
        drafts.iter().enumerate().rev().filter_map(|(n, d)| Some((d.cue_head?, n))).collect();
    for frame in frames {
        let content = Some(Spans::from(frame.body));
        match by_cue.get(&frame.cue_head).map(|n| &mut drafts[*n]) {
            Some(draft) if draft.content.as_ref().is_some_and(|c| c.hull().start() > frame.zone.start()) => {}
            Some(draft) => draft.content = content,
            None => drafts.push(Draft { content, ..frame.draft }),
        }
    }
}
