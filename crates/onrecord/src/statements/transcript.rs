//! Words whose speaker is told by the page and not by a verb: turns of a transcript, a quotation signed with a dash
//! and a name, a quotation after a name and a colon.

use super::{Places, draft::Draft};
use crate::{quotes::Quotation, transcripts};
use onrecord_doc::{Document, Span, Spans};

/// The maker of turns.
pub(super) const TURN: &str = "en/statements/transcript";

/// A signature and a lead-in are no longer than this, in tokens.
const LONGEST: usize = 30;

/// One draft for each turn, signature and lead-in; their cue is the colon or the dash, as in PolNeAR.
///
/// A quotation that one of `drafts` has as its content, by a cue outside of it, needs no lead-in.
pub(super) fn find(
    doc: &Document,
    quotations: &[Quotation],
    places: &Places,
    drafts: &[Draft],
) -> Vec<Draft> {
    let mut out = Vec::new();
    let known = super::draft::contents(drafts);
    let has_cue = |quotation: &Quotation| {
        let at = quotation.at.hull();
        let mut others = known.touching(at).map(|(n, _)| &drafts[n]);
        others.any(|d| d.cue.as_ref().is_some_and(|c| !c.touch(at)))
    };
    for turn in transcripts::find(doc.text()) {
        if let Some(words) = Spans::new(turn.words) {
            let colon = doc.text()[turn.label.end()..].find(':').map(|at| turn.label.end() + at);
            let cue = colon.map(|at| Span::of(at, at + 1)).filter(|c| c.end() <= words.hull().start());
            out.push(Draft::told(turn.label, cue, words, TURN));
        }
    }
    let turns = super::draft::contents(&out);
    for quotation in quotations.iter().filter(|q| q.depth == 0) {
        if turns.touching(quotation.at.hull()).next().is_some() {
            continue;
        }
        let words = || quotation.at.clone();
        if let Some((name, dash)) = signature(doc, places, quotation) {
            out.push(Draft::told(name, Some(dash), words(), "en/statements/signature"));
        } else if let Some((name, colon)) = lead_in(doc, places, quotation).filter(|_| !has_cue(quotation)) {
            out.push(Draft::told(name, Some(colon), words(), "en/statements/lead-in"));
        }
    }
    out
}

/// `“We were lucky.” — Lena Voss, captain`: after a dash to the end of the line, no sentence. The dash may stand on
/// the line below. Gives name and dash.
fn signature(doc: &Document, places: &Places, quotation: &Quotation) -> Option<(Span, Span)> {
    let text = doc.text();
    let last = quotation.at.last();
    let (_, paragraph) = places.paragraphs.touching(last).next()?;
    let mut rest = Span::of(last.end(), paragraph.end().max(last.end())).trim(text);
    if rest.is_empty() {
        let next = text[paragraph.end()..].find(|c: char| !c.is_whitespace())? + paragraph.end();
        rest = places.paragraphs.touching(Span::of(next, next + 1)).next()?.1;
    }
    let words = &text[rest.range()];
    let bare = words.trim_start_matches(['—', '–', '―', '‒', '-']);
    let has_dash = bare.len() < words.len() && (bare.starts_with(' ') || !words.starts_with('-'));
    let name = Span::of(rest.end() - bare.len(), rest.end()).trim(text);
    let name = Span::of(name.start(), name.start() + text[name.range()].trim_end_matches('.').len());
    // The whole quotation is signed, and nothing else is.
    let from = text[paragraph.start().min(last.start())..last.start()].trim();
    let is_whole = quotation.at.iter().count() > 1 || from.is_empty();
    let dash = Span::of(rest.start(), rest.end() - bare.len());
    (has_dash && is_whole && is_name(doc, name)).then_some((name, dash))
}

/// `And from captain Lena Voss: “We were lucky.”`, `Voss: “We were lucky.”`: the words of the sentence before the
/// colon hold a name and no verb. Gives name and colon.
fn lead_in(doc: &Document, places: &Places, quotation: &Quotation) -> Option<(Span, Span)> {
    let text = doc.text();
    let first = quotation.at.first();
    let (_, paragraph) = places.paragraphs.touching(first).last()?;
    let before = Span::of(paragraph.start().min(first.start()), first.start()).trim(text);
    let words = text[before.range()].strip_suffix(':')?;
    let from = words.rfind(['.', '!', '?', '”', '"', ';']).map_or(0, |i| {
        // The full stop of `Dr.` ends no sentence.
        if words[..i].chars().rev().take_while(|c| c.is_alphabetic()).count() <= 3
            && words[i..].starts_with('.')
        {
            0
        } else {
            i + words[i..].chars().next().map_or(1, char::len_utf8)
        }
    });
    let mut name = Span::of(before.start() + from, before.start() + words.len()).trim(text);
    let is_dateline = doc.dateline.as_ref().is_some_and(|d| d.at.touches(name));
    let t = &doc.tokens;
    // `And from`, `This from`, `Then`: what leads to the name.
    let loose = |i: &usize| {
        matches!(t.pos(*i), "CCONJ" | "ADP" | "SCONJ" | "ADV" | "INTJ")
            || matches!(t.lower(*i), "this" | "," | "more")
    };
    let tokens = t.within(name);
    let start = tokens.clone().find(|i| !loose(i))?;
    name = Span::of(t.span(start).start(), name.end());
    let colon = Span::of(before.end() - 1, before.end());
    (!is_dateline && is_name(doc, name)).then_some((name, colon))
}

/// Whether words name somebody: a capital, no verb but in a relative clause after a comma, and short.
fn is_name(doc: &Document, name: Span) -> bool {
    let t = &doc.tokens;
    let range = t.within(name);
    let words = doc.quote(name);
    let comma = range.clone().find(|i| t.lower(*i) == ",").unwrap_or(range.end);
    let is_verb = |i: usize| matches!(t.pos(i), "VERB" | "AUX");
    let has_verb = range.clone().any(|i| is_verb(i) && (i < comma || matches!(t.dep(i), "ROOT" | "ccomp")));
    let is_word = |i: usize| t.shape(i).starts_with('X') && !matches!(t.pos(i), "ADV" | "PRON" | "DET");
    !range.is_empty()
        && range.len() <= LONGEST
        && !has_verb
        && (range.start..comma).any(is_word)
        && !words.contains(['“', '"', ':', '?', '!', '”'])
}
