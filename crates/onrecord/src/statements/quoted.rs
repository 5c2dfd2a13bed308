//! Quotations and the cue beside them.
//!
//! A quotation belongs to the statement whose content it is a part of; else to a cue in the rest of its sentence:
//! after it (*“…,” he said*), before it (*he said: “…”*); else it goes on with what was said before it in the
//! paragraph (*“…,” he said. “…”*), or stands alone.

use super::{
    Places,
    draft::{Draft, contents},
};
use crate::{quotes::Quotation, rules::Match};
use hashbrown::HashMap;
use onrecord_doc::{Document, Span, Spans, Tokens};

/// How far from a quotation its cue may be, in tokens: a name with an apposition fits between.
const REACH: usize = 24;

/// A quotation alone in its sentence, without a cue, must have this many words to be taken for something said.
const LEAST_WORDS: usize = 5;

/// A cue that a rule proposes.
struct Cue<'m> {
    found: &'m Match<'m>,
    head: usize,
    at: Span,
}

/// Gives every quotation to a draft, or makes a new one for it.
pub(super) fn attribute(
    doc: &Document,
    matches: &[Match],
    quotations: &[Quotation],
    places: &Places,
    drafts: &mut Vec<Draft>,
) {
    let text = doc.text();
    let mut cues: Vec<Cue> = matches
        .iter()
        .filter(|m| m.rule.gives == "cue")
        .filter_map(|found| {
            let cue = found.find("cue")?;
            Some(Cue { found, head: cue.head, at: cue.spans.hull() })
        })
        .filter(|cue| places.quotations.around(cue.at).is_none())
        .collect();
    cues.sort_by_key(|c| (c.at, c.head));
    let proposed = contents(drafts);
    let mut by_cue: HashMap<usize, usize> =
        drafts.iter().enumerate().filter_map(|(n, d)| Some((d.cue_head?, n))).collect();
    // The draft that the last quotation went to, by number, and where that quotation ended.
    let mut last: Option<(usize, Span)> = None;
    let outer: Vec<&Quotation> = quotations.iter().filter(|q| q.depth == 0).collect();
    for (n, quotation) in outer.iter().enumerate() {
        let at = quotation.at.hull();
        // The draft whose content it is a part of, the cue outside the marks; of several the smallest.
        // A nickname in the source is no part of what is said.
        let outside = |d: &Draft| {
            let others = [&d.cue, &d.source];
            others.into_iter().flatten().all(|s| !s.iter().any(|s| quotation.at.touch(s)))
        };
        let part_of = proposed.touching(at).map(|(m, _)| m).filter(|m| outside(&drafts[*m]));
        if let Some(m) = part_of.min_by_key(|m| drafts[*m].content.as_ref().map(|c| c.hull().len())) {
            extend(&mut drafts[m], &quotation.at);
            if !quotation.is_scare(text) {
                last = Some((m, at));
            }
            continue;
        }
        let before = n.checked_sub(1).map_or(0, |p| outer[p].at.hull().end());
        let after = outer.get(n + 1).map_or(text.len(), |q| q.at.hull().start());
        let room = room(doc, places, quotation, Span::of(before, after));
        if let Some(cue) = nearest(&doc.tokens, &cues, &room, text, quotation) {
            let m = *by_cue.entry(cue.head).or_insert_with(|| {
                drafts.push(Draft::of(cue.found));
                drafts.len() - 1
            });
            // The parser takes a short quotation before the verb for its subject: *“Nobody,” said the envoy*.
            if drafts[m].source.as_ref().is_none_or(|source| source.touch(at)) {
                drafts[m].source = phrase_after(&doc.tokens, cue.at, room.after).map(Spans::from);
            }
            extend(&mut drafts[m], &quotation.at);
            last = Some((m, at));
            continue;
        }
        let paragraph = |span: Span| places.paragraphs.touching(span).next().map(|(p, _)| p);
        let beside = last.filter(|(_, before)| paragraph(*before) == paragraph(at));
        match beside {
            Some((m, before)) if follows_at_once(doc, &drafts[m], before, at) => {
                extend(&mut drafts[m], &quotation.at);
                last = Some((m, at));
            }
            _ => {
                let alone = !room.led_in && !room.led_out;
                let speaker = super::before::speaker(doc, places, at);
                // “Nothing left.” is short, but a sentence, and there is somebody to say it.
                let is_said = quotation.words(text) >= LEAST_WORDS
                    || speaker.is_some() && quotation.words(text) > 1 && is_sentence(text, quotation);
                if !is_said || quotation.is_scare(text) || !alone {
                    continue;
                }
                let goes_on = last.and_then(|(m, _)| drafts[m].cue_head.or(drafts[m].goes_on));
                let speaker = speaker.or_else(|| last.and_then(|(m, _)| drafts[m].speaker));
                drafts.push(Draft { speaker, ..Draft::alone(&quotation.at, goes_on) });
                last = Some((drafts.len() - 1, at));
            }
        }
    }
}

/// Gives a quotation within a quotation to the cue beside it there: *“My doctor told me, ‘Stop running,’ and I did.”*
pub(super) fn attribute_inner(
    doc: &Document,
    matches: &[Match],
    quotations: &[Quotation],
    places: &Places,
    drafts: &mut Vec<Draft>,
) {
    /// Between cue and quotation there is whom it is said to, and a comma.
    const BESIDE: usize = 4;
    let text = doc.text();
    let mut cues: Vec<(Span, &Match)> = matches
        .iter()
        .filter(|m| m.rule.gives == "cue" && m.find("source").is_some())
        .filter_map(|m| Some((m.find("cue")?.spans.hull(), m)))
        .filter(|(at, _)| places.quotations.around(*at).is_some())
        .collect();
    cues.sort_by_key(|(at, m)| (*at, m.trigger));
    let mut by_cue: HashMap<usize, usize> =
        drafts.iter().enumerate().rev().filter_map(|(n, d)| Some((d.cue_head?, n))).collect();
    for quotation in quotations.iter().filter(|q| q.depth > 0 && !q.is_scare(text)) {
        let at = quotation.at.hull();
        let Some((_, outer)) = places
            .quotations
            .touching(at)
            .filter(|(_, o)| o.covers(at) && *o != at)
            .min_by_key(|(_, o)| o.len())
        else {
            continue;
        };
        let until = cues.partition_point(|(c, _)| c.end() <= at.start());
        let Some((cue, found)) = until.checked_sub(1).map(|n| cues[n]).filter(|(c, _)| outer.covers(*c))
        else {
            continue;
        };
        let between = Span::of(cue.end(), at.start());
        let leads = text[between.range()].trim_end().ends_with([',', ':']);
        if !leads || doc.tokens.within(between).len() > BESIDE {
            continue;
        }
        let Some(head) = found.find("cue").map(|c| c.head) else { continue };
        let n = *by_cue.entry(head).or_insert_with(|| {
            drafts.push(Draft::of(found));
            drafts.len() - 1
        });
        drafts[n].content = Some(quotation.at.clone());
    }
}

/// Ends a quotation that nothing closes before the cue that stands in it: *"It is over, she said.*
pub(super) fn close_open(text: &str, matches: &[Match], quotations: &mut [Quotation]) {
    let cues: Vec<Span> = matches
        .iter()
        .filter(|m| m.rule.gives == "cue" && m.find("source").is_some())
        .filter_map(|m| m.captures.iter().map(|c| c.spans.hull()).reduce(Span::join))
        .collect();
    for quotation in quotations.iter_mut().filter(|q| !q.closed) {
        let last = quotation.at.last();
        let inside = cues.iter().filter(|c| last.covers(**c) && text[..c.start()].trim_end().ends_with(','));
        let Some(end) = inside.map(|c| c.start()).min() else { continue };
        let kept = Span::of(last.start(), end).trim(text);
        if let Some(at) = Spans::new(quotation.at.iter().map(|s| if s == last { kept } else { s })) {
            quotation.at = at;
        }
    }
}

/// The noun phrase that begins right after `cue`, within `room`.
fn phrase_after(tokens: &Tokens, cue: Span, room: Span) -> Option<Span> {
    let first = tokens.within(cue).end;
    if first >= tokens.len() {
        return None;
    }
    // Up from the first word as long as what hangs there still begins with it.
    let mut top = first;
    while tokens.head(top) != top && tokens.subtree(tokens.head(top)).0 == first {
        top = tokens.head(top);
    }
    let at = tokens.span_of(first, tokens.subtree(top).1);
    (matches!(tokens.pos(top), "NOUN" | "PROPN" | "PRON") && room.covers(at)).then_some(at)
}

fn extend(draft: &mut Draft, more: &Spans) {
    draft.content = match &draft.content {
        None => Some(more.clone()),
        Some(content) => Spans::new(content.iter().chain(more.iter())),
    };
}

/// The parts of a quotation's sentence before and after it, up to other quotations and the ends of the paragraph.
struct Room {
    before: Span,
    after: Span,
    /// Whether what stands before it is a sentence that has ended.
    ended: bool,
    /// Whether words of the sentence stand before it.
    led_in: bool,
    /// Whether words of the sentence stand after it.
    led_out: bool,
}

/// The room of a quotation; `free` lies between the quotations before and after it.
fn room(doc: &Document, places: &Places, quotation: &Quotation, free: Span) -> Room {
    let text = doc.text();
    let (first, last) = (quotation.at.first(), quotation.at.last());
    let around = |at: Span| places.paragraphs.touching(at).last().map_or(free, |(_, p)| p);
    let mut before =
        Span::of(around(first).start().max(free.start()).min(first.start()), first.start()).trim(text);
    let mut after = Span::of(last.end(), around(last).end().min(free.end()).max(last.end())).trim(text);
    // The sentence goes on after a comma, a dash, a small letter; it ends at a full stop outside names.
    if let Some(end) = sentence_end(doc, after) {
        after = Span::of(after.start(), end);
    }
    if let Some(start) = sentence_start(doc, before) {
        before = Span::of(start, before.end());
    }
    let has_words = |at: Span| text[at.range()].contains(char::is_alphanumeric);
    // What has ended before, or begins after, is another sentence: *The mayor was blunt. “It never worked.”*
    let ended = text[before.range()].ends_with(['.', '!', '?', '…']);
    let stops = is_sentence(text, quotation) && text[after.range()].starts_with(char::is_uppercase);
    Room { ended, led_in: has_words(before) && !ended, led_out: has_words(after) && !stops, before, after }
}

/// Whether a quotation is built like a sentence: a capital first, a mark that ends it last.
fn is_sentence(text: &str, quotation: &Quotation) -> bool {
    let inner = quotation.inner(text);
    let first = inner.first().and_then(|s| text[s.range()].chars().find(|c| c.is_alphanumeric()));
    let last = inner.last().is_some_and(|s| text[s.range()].ends_with(['.', '!', '?', '…']));
    last && first.is_some_and(|c| c.is_uppercase() || c.is_numeric())
}

/// Where the sentence that goes on at the start of `at` ends, by the parse.
fn sentence_end(doc: &Document, at: Span) -> Option<usize> {
    let tokens = doc.tokens.within(at);
    let first = tokens.start;
    // The parser likes to begin a sentence after a closing mark; the words right after one still belong to it.
    let next = tokens
        .clone()
        .find(|t| *t > first && doc.tokens.sent_start(*t) && ends_sentence(&doc.tokens, t - 1))?;
    Some(doc.tokens.span(next - 1).end())
}

/// Where the sentence that ends before the end of `at` starts, by the parse.
fn sentence_start(doc: &Document, at: Span) -> Option<usize> {
    let tokens = doc.tokens.within(at);
    let start = tokens
        .clone()
        .rev()
        .find(|t| doc.tokens.sent_start(*t) && *t > tokens.start && ends_sentence(&doc.tokens, t - 1))?;
    Some(doc.tokens.span(start).start())
}

fn ends_sentence(tokens: &Tokens, i: usize) -> bool {
    matches!(tokens.lower(i), "." | "!" | "?" | "”" | "\"") || tokens.pos(i) == "SPACE"
}

/// The cue that a quotation belongs to: the nearest in its sentence, after it if the sentence goes on there.
fn nearest<'c, 'm>(
    tokens: &Tokens,
    cues: &'c [Cue<'m>],
    room: &Room,
    text: &str,
    quotation: &Quotation,
) -> Option<&'c Cue<'m>> {
    let distance = |a: usize, b: usize| tokens.within(Span::of(a, b)).len();
    // Cues come in text order, so those of the room are a stretch of them.
    let from = cues.partition_point(|c| c.at.start() < room.before.start());
    let to = cues.partition_point(|c| c.at.start() < room.after.end());
    let cues = &cues[from..to.max(from)];
    let goes_on = {
        let inner = quotation.inner(text).last().map_or("", |s| &text[s.range()]);
        // “It is over.” The minister left: the full stop inside the marks ends the sentence, unless a verb follows.
        !inner.ends_with('.') || text[room.after.range()].starts_with(|c: char| c.is_lowercase() || c == ',')
    };
    let after = cues
        .iter()
        .filter(|c| goes_on && room.after.covers(c.at))
        .map(|c| (distance(room.after.start(), c.at.start()), c))
        .filter(|(d, _)| *d <= REACH)
        .min_by_key(|(d, _)| *d);
    let before = cues
        .iter()
        .filter(|c| !room.ended && room.before.covers(c.at))
        .map(|c| (distance(c.at.end(), room.before.end()), c))
        .filter(|(d, _)| *d <= REACH)
        .min_by_key(|(d, _)| *d);
    let leads_in = text[room.before.range()].ends_with([',', ':']);
    // A borrowed term in a sentence that goes on to something said is nobody's: *the “green” bond was sold, and its
    // issuer said …*. What is said ends with a mark of its own, or stands at its cue.
    const BESIDE: usize = 2;
    if quotation.is_scare(text) && !leads_in {
        let near = |found: Option<(usize, &'c Cue<'m>)>| found.filter(|(d, _)| *d <= BESIDE).map(|(_, c)| c);
        return near(before);
    }
    match (before, after) {
        (Some((_, b)), _) if leads_in => Some(b),
        (_, Some((_, a))) => Some(a),
        (Some((_, b)), None) => Some(b),
        (None, None) => None,
    }
}

/// Whether the quotation goes on with what stood before it: between the two there is only the frame of the former
/// (*Lavrov said Sunday.*), and no cue of its own was found.
fn follows_at_once(doc: &Document, draft: &Draft, before: Span, at: Span) -> bool {
    let between = Span::of(before.end(), at.start());
    let Some(cue) = &draft.cue else { return false };
    let sentences = doc.tokens.within(between).filter(|t| doc.tokens.sent_start(*t)).count();
    // The frame may be counted as a sentence of its own, and the quotation's opening mark may begin the next.
    between.covers(cue.hull()) && sentences <= 2
}
