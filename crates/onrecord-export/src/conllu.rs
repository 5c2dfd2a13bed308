//! Tokens, sentences and parses as CoNLL-U, for treebank tools and tagger comparisons.
//!
//! One block a sentence of the parse: words with lemma, universal and Penn tags, features, head and label. White space is
//! no word in this format: what stands between words that is not a single space is kept in `MISC` (`SpaceAfter=No`,
//! `SpacesAfter=\n\n`, before the first word `SpacesBefore=`), so that the text can be put together again exactly, and
//! `start_char` and `end_char` count code points as everywhere. Names are in `NER=B-ORG`. Contractions are tokens side by
//! side (*do*, *n't*), never ranges. Labels are those of the parser (ClearNLP), not of Universal Dependencies.
//!
//! A document read from JSON has no tokens, for they are no part of its records; only a fresh reading has. Source of the
//! form: universaldependencies.org/format.html; of `SpacesAfter`: UDPipe.

use onrecord_doc::{Document, Iob};
use std::io::{self, Write};
use std::ops::Range;

/// Writes the sentences of a document.
///
/// # Errors
///
/// Fails where a write does, and if the document has a text but no tokens (`InvalidInput`).
pub fn write(doc: &Document, out: &mut impl Write) -> io::Result<()> {
    if doc.tokens.is_empty() && !doc.text().trim().is_empty() {
        let what = format!(
            "`{}` has no tokens: they are no part of the JSON records\nhint: read its text again and export that",
            doc.id()
        );
        return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
    }
    let id = one_line(&doc.id());
    writeln!(out, "# newdoc id = {id}")?;
    writeln!(out, "# deprel = ClearNLP")?;
    let words: Vec<usize> = (0..doc.tokens.len()).filter(|i| !is_space(doc, *i)).collect();
    let mut number = 0;
    for sentence in doc.tokens.sentences() {
        let first = words.partition_point(|w| *w < sentence.start);
        let last = words.partition_point(|w| *w < sentence.end);
        if first < last {
            number += 1;
            block(doc, &words, first..last, &format!("{id}-{number}"), out)?;
        }
    }
    if number == 0 {
        writeln!(out)?;
    }
    Ok(())
}

fn is_space(doc: &Document, token: usize) -> bool {
    doc.quote(doc.tokens.span(token)).trim().is_empty()
}

/// One sentence: the words with these places in `words`.
fn block(
    doc: &Document,
    words: &[usize],
    here: Range<usize>,
    id: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    let tokens = &doc.tokens;
    let text = doc.text();
    let form = |w: usize| one_line(doc.quote(tokens.span(words[w])));
    // What stands between a word and the next one of the document.
    let gap = |w: usize| {
        let from = tokens.span(words[w]).end();
        let to = words.get(w + 1).map_or(text.len(), |next| tokens.span(*next).start());
        text.get(from..to).unwrap_or("")
    };
    let mut line = String::new();
    for w in here.clone() {
        line.push_str(&form(w));
        if w + 1 < here.end && !gap(w).is_empty() {
            line.push(' ');
        }
    }
    writeln!(out, "# sent_id = {id}\n# text = {line}")?;
    let root = here.clone().find(|w| head(doc, words, &here, *w).is_none()).unwrap_or(here.start);
    for w in here.clone() {
        let i = words[w];
        // A sentence has one root, whatever the heads are.
        let head = match head(doc, words, &here, w) {
            _ if w == root => 0,
            Some(head) => head - here.start + 1,
            None => root - here.start + 1,
        };
        let label = if head == 0 { "root" } else { tokens.dep(i) };
        let mut misc = Vec::new();
        if w == 0 && tokens.span(i).start() > 0 {
            misc.push(format!("SpacesBefore={}", spaces(&text[..tokens.span(i).start()])));
        }
        match gap(w) {
            "" => misc.push("SpaceAfter=No".to_owned()),
            " " => {}
            other => misc.push(format!("SpacesAfter={}", spaces(other))),
        }
        if tokens.iob(i) != Iob::Outside {
            misc.push(format!("NER={}-{}", tokens.iob(i).letter(), value(tokens.ent_type(i))));
        }
        let (start, end) = doc.chars(tokens.span(i));
        misc.push(format!("start_char={start}|end_char={end}"));
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{head}\t{}\t_\t{}",
            w - here.start + 1,
            form(w),
            value(tokens.lemma(i)),
            value(tokens.pos(i)),
            value(tokens.tag(i)),
            value(tokens.morph(i)),
            value(label),
            misc.join("|"),
        )?;
    }
    writeln!(out)
}

/// The place in `words` of the word above, over white space; `None` for a root and for what hangs outside the sentence.
fn head(doc: &Document, words: &[usize], here: &Range<usize>, w: usize) -> Option<usize> {
    let mut i = words[w];
    for _ in 0..=here.len() {
        let above = doc.tokens.head(i);
        if above == i {
            return None;
        }
        if let Ok(found) = words.binary_search(&above) {
            return here.contains(&found).then_some(found);
        }
        i = above;
    }
    None
}

/// A column's value; `_` where there is none.
fn value(text: &str) -> String {
    if text.is_empty() { "_".to_owned() } else { one_line(text) }
}

/// Words without what ends a column or a line.
fn one_line(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}

/// White space as UDPipe writes it.
fn spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' => out.push_str("\\s"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '|' => out.push_str("\\p"),
            '\\' => out.push_str("\\\\"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests;
