//! Keeping a draft's words where they can belong.
//!
//! A tree may run over the end of a paragraph, over what a page left in the text, or out of a quotation, and it hangs a
//! neighbour's clause from whatever verb is nearest. A draft's words stay in the sentence of its cue, on the same side
//! of a semicolon, and, where the cue stands in a quotation, in that quotation; a content ends where another clause of
//! saying begins that is not a part of it.

use super::{
    Places,
    draft::{Draft, contents},
};
use crate::intervals::Intervals;
use hashbrown::HashMap;
use onrecord_doc::{Span, Spans, Tokens};

/// Cuts the source and the content of a draft to what its cue can reach.
pub(super) fn keep(text: &str, places: &Places, draft: &mut Draft) {
    let Some(cue) = draft.cue.as_ref().map(Spans::first) else { return };
    let Some((_, sentence)) = places.sentences.touching(cue).last() else { return };
    let quotation = places.closed.around(cue).and_then(|(_, q)| meet(sentence, q));
    let clause = between_semicolons(text, places, quotation.unwrap_or(sentence), cue);
    cut(&mut draft.source, text, clause);
    cut(&mut draft.content, text, clause);
}

/// The part of `bound` around the cue in which no semicolon outside quotation marks stands.
fn between_semicolons(text: &str, places: &Places, bound: Span, cue: Span) -> Span {
    let is_quoted = |at: usize| places.quotations.touching(Span::of(at, at + 1)).any(|(_, q)| !q.covers(cue));
    // Outwards from the cue, so that a long list of clauses is not looked at from end to end for each of them.
    let before = text
        .get(bound.start()..cue.start())
        .unwrap_or("")
        .rmatch_indices(';')
        .map(|(i, _)| bound.start() + i);
    let after = text.get(cue.end()..bound.end()).unwrap_or("").match_indices(';').map(|(i, _)| cue.end() + i);
    let start = { before }.find(|at| !is_quoted(*at)).map_or(bound.start(), |at| at + 1);
    let end = { after }.find(|at| !is_quoted(*at)).unwrap_or(bound.end());
    Span::of(start, end)
}

fn cut(at: &mut Option<Spans>, text: &str, bound: Span) {
    if let Some(spans) = at
        && !spans.iter().all(|s| bound.covers(s))
    {
        // What is left must be words: a mark alone says nothing.
        let kept = spans.iter().filter_map(|s| meet(s, bound)).map(|s| s.trim(text));
        *at = Spans::new(kept.filter(|s| text[s.range()].contains(char::is_alphanumeric)));
    }
}

/// What two spans share.
fn meet(a: Span, b: Span) -> Option<Span> {
    let (start, end) = (a.start().max(b.start()), a.end().min(b.end()));
    (start <= end).then(|| Span::of(start, end))
}

/// Gives a participle that follows reported words after a comma to the speaker of those words: *said the talks had
/// failed, calling them a farce*. The parser makes it a part of them.
pub(super) fn part_participles(text: &str, tokens: &Tokens, drafts: &mut [Draft]) {
    let within = contents(drafts);
    for n in 0..drafts.len() {
        let (Some(cue), Some(head)) = (drafts[n].cue.as_ref().map(Spans::hull), drafts[n].cue_head) else {
            continue;
        };
        if tokens.tag(head) != "VBG" || !text[..cue.start()].trim_end().ends_with(',') {
            continue;
        }
        let around = within.touching(cue).map(|(m, _)| m).filter(|m| {
            let last = drafts[*m].content.as_ref().map(Spans::last);
            *m != n && last.is_some_and(|last| last.covers(cue) && last.start() < cue.start())
        });
        let Some(outer) = around.min_by_key(|m| drafts[*m].content.as_ref().map(|c| c.last().len())) else {
            continue;
        };
        if let Some(kept) = ended_at(text, &drafts[outer], cue.start()) {
            drafts[n].source = drafts[outer].source.clone();
            drafts[outer].content = Some(kept);
        }
    }
}

/// Ends a content before a clause of saying that is joined to it with a subject of its own: *police said seven were hurt
/// and the union said twenty were*.
pub(super) fn part_neighbours(text: &str, tokens: &Tokens, drafts: &mut [Draft]) {
    // Where the clauses joined to a verb begin.
    let mut joined: HashMap<usize, Vec<usize>> = HashMap::new();
    for draft in drafts.iter() {
        let (Some(head), Some(source), Some(cue)) = (draft.cue_head, &draft.source, &draft.cue) else {
            continue;
        };
        let is_joined = matches!(tokens.dep(head), "conj" | "ccomp" | "parataxis");
        let start = source.first().start();
        let before = text[..start].trim_end();
        let parted = before.ends_with(" and") || before.ends_with(" but") || before.ends_with([',', ';']);
        if is_joined && parted && source.hull().end() <= cue.first().start() {
            joined.entry(tokens.head(head)).or_default().push(start);
        }
    }
    for draft in drafts {
        let Some(last) = draft.content.as_ref().map(Spans::last) else { continue };
        let Some(starts) = draft.content_head.and_then(|head| joined.get(&head)) else { continue };
        let next = starts.iter().copied().filter(|s| last.start() < *s && *s < last.end()).min();
        if let Some(kept) = next.and_then(|start| ended_at(text, draft, start)) {
            draft.content = Some(kept);
        }
    }
}

/// A draft's content without what stands from `end` on, and without the comma or conjunction before it. `None` within
/// an open quotation: there it is the speaker who goes on.
fn ended_at(text: &str, draft: &Draft, end: usize) -> Option<Spans> {
    let content = draft.content.as_ref()?;
    let last = content.last();
    let words = text.get(last.start()..end)?.trim_end();
    let words = words.strip_suffix(" and").or_else(|| words.strip_suffix(" but")).unwrap_or(words);
    let words = words.trim_end().trim_end_matches([',', ';']).trim_end();
    let is_open = words.matches(['“', '”', '"']).count() % 2 == 1;
    let kept = Span::of(last.start(), last.start() + words.len());
    if is_open { None } else { Spans::new(content.iter().map(|s| if s == last { kept } else { s })) }
}

/// Drops what is a part of the description of a source: *an official, who asked not to be named*.
pub(super) fn drop_grounds(drafts: &mut Vec<Draft>) {
    let sources = drafts.iter().enumerate();
    let sources =
        Intervals::new(sources.flat_map(|(n, d)| d.source.iter().flat_map(Spans::iter).map(move |s| (n, s))));
    drafts.retain(|d| d.cue.as_ref().is_none_or(|cue| sources.around(cue.hull()).is_none()));
}
