//! Quotations and the cue beside them.
//!
//! A quotation belongs to the statement whose content it is a part of; else to a cue in the rest of its sentence:
//! after it (*“…,” he said*), before it (*he said: “…”*); else it goes on with what was said before it in the
//! paragraph (*“…,” he said. “…”*), or stands alone.

use super::{Draft, UNMEASURED};
use crate::{paragraphs, quotes::Quotation, rules::Match};
use onrecord_doc::{Document, Maker, Span, Spans, Tokens};

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
    drafts: &mut Vec<Draft>,
) {
    let text = doc.text();
    let paragraphs = paragraphs::find(text);
    let within_quotes = |at: Span| quotations.iter().any(|q| q.at.cover(at));
    let cues: Vec<Cue> = matches
        .iter()
        .filter(|m| m.rule.gives == "cue")
        .filter_map(|found| {
            let cue = found.find("cue")?;
            Some(Cue { found, head: cue.head, at: cue.spans.hull() })
        })
        .filter(|cue| !within_quotes(cue.at))
        .collect();
    // The draft that the last quotation went to, by number, and where that quotation ended.
    let mut last: Option<(usize, Span)> = None;
    for quotation in quotations.iter().filter(|q| q.depth == 0) {
        let at = quotation.at.hull();
        if let Some(n) = part_of(drafts, quotation) {
            if !quotation.is_scare(text) {
                extend(&mut drafts[n], &quotation.at);
                last = Some((n, at));
            }
            continue;
        }
        let room = room(doc, &paragraphs, quotations, quotation);
        let cue = nearest(&doc.tokens, &cues, &room, text, quotation);
        if let Some(cue) = cue {
            let n = match drafts.iter().position(|d| d.cue_head == Some(cue.head)) {
                Some(n) => n,
                None => {
                    drafts.push(Draft::of(cue.found));
                    drafts.len() - 1
                }
            };
            extend(&mut drafts[n], &quotation.at);
            last = Some((n, at));
            continue;
        }
        let same_paragraph = |span: Span| paragraphs.iter().any(|p| p.covers(span) && p.touches(at));
        match last.filter(|(_, before)| same_paragraph(*before)) {
            Some((n, before)) if follows_at_once(doc, &drafts[n], before, at) => {
                extend(&mut drafts[n], &quotation.at);
                last = Some((n, at));
            }
            before => {
                if quotation.words(text) < LEAST_WORDS || quotation.is_scare(text) || !is_sentence(&room) {
                    continue;
                }
                let goes_on = before.or(last).and_then(|(n, _)| drafts[n].cue_head.or(drafts[n].goes_on));
                drafts.push(Draft {
                    source: None,
                    cue: None,
                    content: Some(quotation.at.clone()),
                    addressee: None,
                    channel: None,
                    cue_head: None,
                    content_head: None,
                    act: None,
                    is_label: false,
                    goes_on,
                    maker: Maker::rule("en/statements/quotation-alone"),
                    score: UNMEASURED,
                });
                last = Some((drafts.len() - 1, at));
            }
        }
    }
}

/// The draft whose content the quotation is a part of, its cue outside the marks; of several the smallest.
fn part_of(drafts: &[Draft], quotation: &Quotation) -> Option<usize> {
    let at = quotation.at.hull();
    let outside = |d: &Draft| d.cue.as_ref().is_some_and(|c| !quotation.at.touch(c.hull()));
    let touches = |d: &Draft| d.content.as_ref().filter(|c| c.touch(at)).map(|c| c.hull().len());
    let fitting = drafts.iter().enumerate().filter(|(_, d)| outside(d));
    fitting.filter_map(|(n, d)| Some((touches(d)?, n))).min().map(|(_, n)| n)
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
    /// Whether words of the sentence stand before it.
    led_in: bool,
    /// Whether words of the sentence stand after it.
    led_out: bool,
}

fn room(doc: &Document, paragraphs: &[Span], quotations: &[Quotation], quotation: &Quotation) -> Room {
    let text = doc.text();
    let (first, last) = (quotation.at.first(), quotation.at.last());
    let whole = Span::of(0, text.len());
    let around = |at: Span| paragraphs.iter().copied().find(|p| p.touches(at)).unwrap_or(whole);
    // Outer quotations bound the room; what stands between two of them belongs to both.
    let others = || quotations.iter().filter(|q| q.depth == 0).flat_map(|q| q.at.iter());
    let from = others().filter(|o| o.end() <= first.start()).map(Span::end).max().unwrap_or(0);
    let to = others().filter(|o| o.start() >= last.end()).map(Span::start).min().unwrap_or(text.len());
    let mut before = Span::of(around(first).start().max(from), first.start()).trim(text);
    let mut after = Span::of(last.end(), around(last).end().min(to)).trim(text);
    // The sentence goes on after a comma, a dash, a small letter; it ends at a full stop outside names.
    if let Some(end) = sentence_end(doc, after) {
        after = Span::of(after.start(), end);
    }
    if let Some(start) = sentence_start(doc, before) {
        before = Span::of(start, before.end());
    }
    let has_words = |at: Span| text[at.range()].contains(char::is_alphanumeric);
    Room { led_in: has_words(before), led_out: has_words(after), before, after }
}

/// Where the sentence that goes on at the start of `at` ends, by the parse.
fn sentence_end(doc: &Document, at: Span) -> Option<usize> {
    let tokens = doc.tokens.within(at);
    let first = tokens.start;
    // The parser likes to begin a sentence after a closing mark; the words right after one still belong to it.
    let next = tokens.clone().find(|t| *t > first && doc.tokens.sent_start(*t) && ends_sentence(&doc.tokens, t - 1))?;
    Some(doc.tokens.span(next - 1).end())
}

/// Where the sentence that ends before the end of `at` starts, by the parse.
fn sentence_start(doc: &Document, at: Span) -> Option<usize> {
    let tokens = doc.tokens.within(at);
    let start = tokens.clone().rev().find(|t| {
        doc.tokens.sent_start(*t) && *t > tokens.start && ends_sentence(&doc.tokens, t - 1)
    })?;
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
        .filter(|c| room.before.covers(c.at))
        .map(|c| (distance(c.at.end(), room.before.end()), c))
        .filter(|(d, _)| *d <= REACH)
        .min_by_key(|(d, _)| *d);
    let leads_in = text[room.before.range()].ends_with([',', ':']);
    match (before, after) {
        (Some((_, b)), _) if leads_in => Some(b),
        (_, Some((_, a))) => Some(a),
        (Some((_, b)), None) => Some(b),
        (None, None) => None,
    }
}

/// Whether the quotation makes up its sentence.
fn is_sentence(room: &Room) -> bool {
    !room.led_in && !room.led_out
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
