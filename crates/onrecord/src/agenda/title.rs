//! A short title for a thing to come, made of the words of its clause.

use super::clause::Clause;
use super::words::AgendaWords;
use onrecord_doc::{Document, Entity, Id, MentionForm, Span, Spans, Tokens};

/// As long as a title should be, in characters: one line of a daybook.
const LONGEST: usize = 100;

/// What is left out at most; see [`Clause::tokens`].
const SHORTEST: u8 = 2;

/// The words of a clause in as many stretches as they stand in.
pub(super) fn spans(doc: &Document, tokens: &[usize]) -> Option<Spans> {
    let t = &doc.tokens;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for i in tokens {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == *i => run.1 = *i,
            _ => runs.push((*i, *i)),
        }
    }
    Spans::new(runs.into_iter().map(|(a, b)| t.span_of(a, b)))
}

/// The title; `who` tells whom a mention at these words stands for.
pub(super) fn make(
    doc: &Document,
    words: &AgendaWords,
    clause: &Clause,
    sentence: Option<Span>,
    who: &impl Fn(Span) -> Option<(MentionForm, Id<Entity>)>,
) -> String {
    for short in 1..=SHORTEST {
        let title = said(doc, clause, &clause.tokens(&doc.tokens, words, short, sentence), who);
        if title.chars().count() <= LONGEST {
            return title;
        }
        if short == SHORTEST {
            return cut(&title);
        }
    }
    String::new()
}

/// The words in one line.
fn said(
    doc: &Document,
    clause: &Clause,
    tokens: &[usize],
    who: &impl Fn(Span) -> Option<(MentionForm, Id<Entity>)>,
) -> String {
    let t = &doc.tokens;
    let mut out = String::new();
    let mut last: Option<usize> = None;
    // *The law, which takes effect on 1 July*: the noun is its subject.
    let is_relative =
        |i: &usize| matches!(t.tag(*i), "WDT" | "WP") && clause.nominal && clause.path.contains(&t.head(*i));
    let tokens: Vec<usize> = tokens.iter().copied().filter(|i| !is_relative(i)).collect();
    let tokens = without_article(t, clause, &tokens);
    for (n, i) in tokens.iter().enumerate() {
        let touches = last.is_some_and(|l| l + 1 == *i);
        let next_touches = tokens.get(n + 1).is_some_and(|j| *j == i + 1);
        // A comma beside something that was left out is left out, too.
        if matches!(t.lower(*i), "," | "(" | ")" | "-" | "–" | "—" | ";" | ":") && !(touches && next_touches)
        {
            continue;
        }
        let gap = match last {
            Some(l) if touches => doc.quote(Span::of(t.span(l).end(), t.span(*i).start())),
            Some(_) => " ",
            None => "",
        };
        if !gap.is_empty() {
            out.push(' ');
        }
        match name_of(doc, t, *i, who) {
            Some(name) => out.push_str(&name),
            None => out.extend(doc.quote(t.span(*i)).chars().map(|c| if c.is_control() { ' ' } else { c })),
        }
        last = Some(*i);
    }
    out.trim().to_owned()
}

/// A phrase needs no article in front.
fn without_article<'a>(t: &Tokens, clause: &Clause, tokens: &'a [usize]) -> &'a [usize] {
    match tokens {
        [first, rest @ ..] if clause.nominal && matches!(t.lower(*first), "a" | "an" | "the") => rest,
        _ => tokens,
    }
}

/// Who a pronoun is, in square brackets: the daybook has no sentence before it.
fn name_of(
    doc: &Document,
    t: &Tokens,
    i: usize,
    who: &impl Fn(Span) -> Option<(MentionForm, Id<Entity>)>,
) -> Option<String> {
    if t.pos(i) != "PRON" || !matches!(t.dep(i), "nsubj" | "nsubjpass") {
        return None;
    }
    let (form, entity) = who(t.span(i))?;
    let name = &doc.entities.find(entity)?.value.name;
    let is_name = form == MentionForm::Pronoun
        && name.chars().any(char::is_uppercase)
        && !name.eq_ignore_ascii_case(t.lower(i));
    let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).take(60).collect();
    (is_name && !name.trim().is_empty()).then(|| format!("[{}]", name.trim()))
}

/// Cut at a word.
fn cut(title: &str) -> String {
    let end = title.char_indices().nth(LONGEST - 2).map_or(title.len(), |(i, _)| i);
    let kept = &title[..end];
    let kept = kept.rfind(' ').map_or(kept, |gap| &kept[..gap]);
    format!("{} …", kept.trim_end_matches([',', ' ']))
}
