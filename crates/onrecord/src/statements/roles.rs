//! The roles of a draft made to fit each other and the words around: a source as wide as its noun phrase where the
//! parser cut a name in two, whom something is promised apart from what, nothing in two roles at once.

use super::{Places, draft::Draft};
use crate::{Data, intervals::Intervals};
use onrecord_doc::{Document, Span, Spans, Tokens};

/// Fits the roles of every draft.
pub(super) fn fit(doc: &Document, data: &Data, places: &Places, drafts: &mut Vec<Draft>) {
    let cues = Intervals::new(
        drafts.iter().enumerate().flat_map(|(n, d)| d.cue.iter().flat_map(Spans::iter).map(move |s| (n, s))),
    );
    // *Would neither confirm nor deny* is one cue.
    let sizes: Vec<usize> =
        drafts.iter().map(|d| d.cue.iter().flat_map(Spans::iter).map(Span::len).sum()).collect();
    let is_part = |n: usize, d: &Draft| {
        let head = d.cue_head.map(|h| doc.tokens.span(h));
        head.is_some_and(|at| cues.touching(at).any(|(m, _)| m != n && sizes[m] > sizes[n]))
    };
    let dropped: Vec<bool> = drafts.iter().enumerate().map(|(n, d)| is_part(n, d)).collect();
    let mut dropped = dropped.into_iter();
    drafts.retain(|_| dropped.next() != Some(true));
    for draft in drafts {
        leave_next_sentence(doc, data, places, draft);
        part_receiver(doc, draft);
        leave_dateline(doc, draft);
        begin_after_dateline(doc, draft);
        widen_source(doc, places, draft);
        part(doc.text(), draft);
    }
}

/// A quotation in the next sentence is no part of what a verb takes that quotes nothing: *He shrugged off the defeat.
/// “One game.”*
fn leave_next_sentence(doc: &Document, data: &Data, places: &Places, draft: &mut Draft) {
    let (Some(content), Some(head), Some(cue)) = (&draft.content, draft.cue_head, &draft.cue) else { return };
    let entry = data.rules.lexicon().find(&doc.tokens, head);
    let quotes =
        entry.is_some_and(|e| e.frames.iter().any(|f| f == "quote") || e.classes.iter().any(|c| c == "say"));
    let Some((_, sentence)) = places.sentences.touching(cue.first()).last() else { return };
    if quotes || content.iter().count() < 2 || content.first().start() > sentence.end() {
        return;
    }
    draft.content = Spans::new(content.iter().filter(|s| s.start() < sentence.end()));
}

/// Words are in one role: what is said begins after whom it is said to, and is no part of who says it.
fn part(text: &str, draft: &mut Draft) {
    let Some(mut content) = draft.content.clone() else { return };
    // The *it* of *it is feared that …* stands for what follows.
    if matches!(&text[content.first().range()], "It" | "it")
        && let Some(rest) = Spans::new(content.iter().skip(1))
    {
        draft.content = Some(rest.clone());
        content = rest;
    }
    if let Some(whom) = draft.addressee.as_ref().map(Spans::hull)
        && content.first().covers(whom)
        && matches!(text[content.first().start()..whom.start()].trim(), "" | "to" | "with")
    {
        let rest = Span::of(whom.end(), content.first().end()).trim(text);
        draft.content = Spans::new(content.iter().map(|s| if s == content.first() { rest } else { s }));
        return;
    }
    for role in [&mut draft.addressee, &mut draft.source] {
        let Some(at) = role.as_ref().map(Spans::hull) else { continue };
        let inner = content.iter().find(|c| at.touches(*c) && c.start() > at.start());
        if let Some(inner) = inner {
            let kept = Span::of(at.start(), inner.start()).trim(text);
            let words = text[kept.range()].trim_end_matches([',', ' ']);
            // *By [the opposition] of [hiding it]*.
            let words = words.strip_suffix(" of").or_else(|| words.strip_suffix(" for")).unwrap_or(words);
            *role = Some(Span::of(kept.start(), kept.start() + words.len()).into());
        }
    }
}

/// *Promised the growers compensation*: the parser takes the growers for a part of the compensation.
fn part_receiver(doc: &Document, draft: &mut Draft) {
    let t = &doc.tokens;
    let (Some(cue), Some(object)) = (draft.cue_head, draft.content_head) else { return };
    let gives =
        matches!(t.lemma(cue), "promise" | "offer" | "deny" | "guarantee" | "pledge" | "owe" | "grant");
    if draft.addressee.is_some() || !gives || t.dep(object) != "dobj" {
        return;
    }
    let first = t.subtree(object).0;
    let receiver = t
        .children(object)
        .find(|c| t.dep(*c) == "compound" && *c == first + 1 && t.tag(first) == "DT" && t.tag(*c) == "NNS");
    let Some(receiver) = receiver.filter(|_| t.tag(object) != "NNS" || t.tag(first + 1) == "NNS") else {
        return;
    };
    let Some(content) = &draft.content else { return };
    let rest = Span::of(t.span(receiver + 1).start(), content.last().end().max(t.span(receiver + 1).start()));
    draft.addressee = Some(t.span_of(first, receiver).into());
    draft.content = Some(rest.into());
}

/// *LA PAZ — The tribunal said*: the place before the dash is no speaker.
fn leave_dateline(doc: &Document, draft: &mut Draft) {
    let t = &doc.tokens;
    let (Some(source), Some(cue)) = (&draft.source, draft.cue.as_ref().map(Spans::first)) else { return };
    // The tagger may take the place along: *[LA PAZ] — [The tribunal]*.
    if source.iter().count() == 2 && is_shout(doc.quote(source.first())) {
        draft.source = Some(source.last().into());
        return;
    }
    let (words, at) = (doc.quote(source.hull()), source.hull());
    if let Some((place, rest)) = words.split_once(['—', '–'])
        && is_shout(place)
        && !rest.trim().is_empty()
    {
        draft.source = Some(Span::of(at.end() - rest.trim_start().len(), at.end()).into());
        return;
    }
    let next = t.within(at).end;
    let has_dash = next < t.len() && matches!(t.lower(next), "—" | "–" | "-" | "--" | ":");
    if is_shout(words) && has_dash && at.end() < cue.start() {
        let rest = Span::of(t.span(next).end(), cue.start()).trim(doc.text());
        let range = t.within(rest);
        let is_phrase = !range.is_empty() && !range.clone().any(|i| matches!(t.pos(i), "VERB" | "AUX"));
        if is_phrase {
            draft.source = Some(rest.into());
        }
    }
}

/// What tells more of a source is no longer than this, in tokens.
const LONGEST_GAP: usize = 14;

/// Words in capitals alone.
fn is_shout(words: &str) -> bool {
    words.chars().any(char::is_alphabetic) && !words.contains(char::is_lowercase)
}

/// *JAKARTA: Talks go on, officials said*: the dateline is no part of what is said.
fn begin_after_dateline(doc: &Document, draft: &mut Draft) {
    let (Some(dateline), Some(content)) = (&doc.dateline, &draft.content) else { return };
    let (dateline, first) = (dateline.at, content.first());
    let rest = doc.text()[dateline.end()..].find(char::is_alphanumeric).map(|at| dateline.end() + at);
    if let Some(from) = rest.filter(|from| first.touches(dateline) && *from < first.end()) {
        // A quotation mark after the dash belongs to the words.
        let from = doc.text()[..from].trim_end_matches(['“', '"', '‘', '\'']).len();
        draft.content =
            Spans::new(content.iter().map(|s| if s == first { Span::of(from, s.end()) } else { s }));
    }
}

/// A name or noun that the parser left out beside a source: *[lift mechanic] Otto Beck said*, *architect [Nadia Rahal]
/// said*, *according to its sponsor, [Helix Bio]*.
fn widen_source(doc: &Document, places: &Places, draft: &mut Draft) {
    let (t, text) = (&doc.tokens, doc.text());
    let (Some(source), Some(cue)) = (&draft.source, draft.cue.as_ref().map(Spans::first)) else { return };
    if source.iter().count() != 1 {
        return;
    }
    let at = source.first();
    let range = t.within(at);
    if range.is_empty() || t.pos(range.start) == "PRON" && range.len() == 1 {
        return;
    }
    let (mut start, mut end) = (range.start, range.end);
    let free = |i: usize| draft.content.as_ref().is_none_or(|c| !c.touch(t.span(i)));
    let is_name = |i: usize| t.pos(i) == "PROPN" && t.shape(i).starts_with('X');
    let cue_first = t.within(cue).start;
    if at.end() <= cue.start() {
        // Names up to the cue.
        let gap = end..cue_first;
        if !gap.is_empty() && gap.len() <= 4 && gap.clone().all(|i| is_name(i) && free(i)) {
            end = cue_first;
        }
        // *Two officials briefed on it told*: what tells more of a noun, up to the cue.
        let gap = end..cue_first;
        let tells = !gap.is_empty()
            && gap.len() <= LONGEST_GAP
            && t.pos(end - 1) == "NOUN"
            && (matches!(t.tag(end), "VBN" | "JJ")
                || matches!(t.lower(end), "with" | "close" | "from" | "at" | "of"))
            && gap.clone().all(|i| {
                free(i)
                    && !t.sent_start(i)
                    && t.pos(i) != "PUNCT"
                    && (i == end || !matches!(t.tag(i), "VBD" | "VBZ" | "VBP" | "MD"))
            });
        if tells {
            end = cue_first;
        }
        // Nouns from the beginning of the clause.
        let mut from = start;
        while from > 0 && start - from < 6 && !t.sent_start(from) && free(from - 1) {
            let i = from - 1;
            let is_part = matches!(t.pos(i), "NOUN" | "ADJ" | "PROPN")
                || t.dep(i) == "det"
                || t.tag(i) == "POS"
                || t.lower(i) == "-";
            if !is_part {
                break;
            }
            from = i;
        }
        let is_edge =
            from == 0 || t.sent_start(from) || matches!(t.pos(from - 1), "PUNCT" | "CCONJ" | "SCONJ");
        if from < start && is_edge && is_name(start) && is_source_noun(t, from, start) {
            start = from;
        }
        let adverb = end..cue_first;
        if matches!(t.lower(end - 1), "speak" | "talk" | "comment")
            && adverb.len() == 1
            && t.pos(adverb.start) == "ADV"
        {
            end = cue_first;
        }
        // *Not authorised to speak publicly said*: the adverb belongs to the speaking before it.
        if matches!(t.lower(end - 1), "speak" | "talk" | "comment")
            && end == cue_first
            && matches!(t.lower(cue_first), "publicly" | "openly" | "officially")
            && t.within(cue).len() > 1
        {
            end += 1;
            let rest = Span::of(t.span(end).start(), cue.end());
            draft.cue = draft
                .cue
                .as_ref()
                .and_then(|c| Spans::new(c.iter().map(|s| if s == cue { rest } else { s })));
        }
    } else {
        // *According to its owner, Helix Bio*; *said the owner, Helix Bio*.
        let mut last = end;
        if last < t.len() && t.lower(last) == "," && !is_name(range.end - 1) {
            let names =
                (last + 1..t.len()).take(6).take_while(|i| is_name(*i) && free(*i) && !t.sent_start(*i));
            let count = names.count();
            let after = last + 1 + count;
            let closes = after >= t.len() || matches!(t.lower(after), "," | "." | ";" | "—");
            if count > 0 && closes {
                last = after;
            }
        }
        end = last;
    }
    let wide = t.span_of(start, end - 1).trim(text);
    let in_sentence = places.sentences.around(wide).is_some();
    if in_sentence && (start, end) != (range.start, range.end) {
        draft.source = Some(wide.into());
    }
}

/// Whether nouns before a name say who that is, and are not an object that stands before by chance.
fn is_source_noun(t: &Tokens, from: usize, name: usize) -> bool {
    matches!(t.pos(name - 1), "NOUN" | "PROPN")
        && (from..name).all(|i| !matches!(t.ent_type(i), "DATE" | "TIME"))
}
