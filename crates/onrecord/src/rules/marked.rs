//! Marked examples: sentences whose spans are marked the way Markdown marks a link, `[Lavrov](source) said`.
//!
//! A rule carries its tests in this notation, and the report of a failed test uses it too, so that what was wanted
//! and what was found can be read side by side.

use super::Fault;
use crate::Error;
use onrecord_doc::{Span, Spans};

/// A labelled stretch of an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What the stretch is: `source`, `cue`, …
    pub name: String,
    /// Where it lies in the text without marks.
    pub span: Span,
}

/// Splits a marked example, such as `[Lavrov](source) said`, into its text and labelled spans.
///
/// Spans are byte offsets into the returned text, not into `marked`. Labels may nest
/// (`[said in [a statement](channel)](cue)`) and come in the order in which they close. A bracket that is only a
/// bracket is written `\[` or `\]`.
///
/// # Errors
///
/// Fails at a `[` that no `](label)` closes; the error carries its place in `marked`.
///
/// # Example
///
/// ```
/// let (text, labels) = onrecord::rules::unmark("[Lavrov](source) said")?;
/// assert_eq!(text, "Lavrov said");
/// assert_eq!(labels[0].name, "source");
/// # Ok::<(), onrecord::Error>(())
/// ```
pub fn unmark(marked: &str) -> Result<(String, Vec<Label>), Error> {
    split(marked).map(|(text, labels)| (text, labels.into_iter().map(|(label, _)| label).collect())).map_err(
        |fault| {
            let (line, column) = onrecord_doc::TextIndex::new(marked).line_column(marked, fault.at);
            Error::of(vec![fault.placed("", line, column)])
        },
    )
}

/// [`unmark`], with the byte offset in `marked` of every label's name beside it.
pub(super) fn split(marked: &str) -> Result<(String, Vec<(Label, usize)>), Fault> {
    let mut text = String::with_capacity(marked.len());
    let mut labels = Vec::new();
    // Where each open bracket stands: in the marked example, and in the text.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(c) = marked[at..].chars().next() {
        let rest = &marked[at..];
        if rest.starts_with("\\[") || rest.starts_with("\\]") {
            text.push_str(&rest[1..2]);
            at += 2;
        } else if c == '[' {
            open.push((at, text.len()));
            at += 1;
        } else if c == ']' {
            let Some((_, start)) = open.pop() else {
                return Err(Fault::new(
                    at,
                    "`]` closes nothing",
                    Some("a bare bracket is written `\\]`".into()),
                ));
            };
            let name = rest[1..].strip_prefix('(').and_then(|r| r.split_once(')')).map(|(name, _)| name);
            let Some(name) = name.filter(|n| is_name(n)) else {
                return Err(Fault::new(
                    at,
                    "`]` without a label after it",
                    Some("`[words](label)` marks words, a bare bracket is written `\\[` or `\\]`".into()),
                ));
            };
            let span = Span::of(start, text.len());
            if span.is_empty() {
                return Err(Fault::new(at, format!("label `{name}` marks no words"), None));
            }
            labels.push((Label { name: name.to_owned(), span }, at + 2));
            at += name.len() + 3;
        } else {
            text.push(c);
            at += c.len_utf8();
        }
    }
    match open.pop() {
        Some((at, _)) => Err(Fault::new(at, "no `](label)` closes this `[`", None)),
        None => Ok((text, labels)),
    }
}

/// Whether a string can be the name of a capture.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-')
}

/// Writes a text with labelled spans as a marked example.
///
/// Spans that cross each other cannot be shown by brackets; the later one is cut where the earlier ends.
pub fn mark<'a>(text: &str, labels: impl IntoIterator<Item = (&'a str, &'a Spans)>) -> String {
    let mut spans: Vec<(Span, &str)> =
        labels.into_iter().flat_map(|(name, at)| at.iter().map(move |s| (s, name))).collect();
    spans.sort_by_key(|(s, name)| (s.start(), std::cmp::Reverse(s.end()), *name));
    let mut out = String::with_capacity(text.len() + 16 * spans.len());
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut next = spans.into_iter().peekable();
    for (at, c) in text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]) {
        while let Some((_, name)) = open.pop_if(|(end, _)| *end <= at) {
            out.push_str("](");
            out.push_str(name);
            out.push(')');
        }
        while let Some((span, name)) = next.next_if(|(s, _)| s.start() <= at) {
            let end = open.last().map_or(span.end(), |(outer, _)| span.end().min(*outer)).min(text.len());
            if end > at {
                out.push('[');
                open.push((end, name));
            }
        }
        if let Some(c) = c {
            if c == '[' || c == ']' {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(marked: &str) -> Vec<(String, String)> {
        let (text, labels) = unmark(marked).unwrap();
        labels.into_iter().map(|l| (l.name, text[l.span.range()].to_owned())).collect()
    }

    fn pair(name: &str, words: &str) -> (String, String) {
        (name.to_owned(), words.to_owned())
    }

    #[test]
    fn labels_point_into_the_text_without_marks() {
        let marked = "[Élise](source) [said](cue) \\[sic\\] [it is over](content).";
        assert_eq!(unmark(marked).unwrap().0, "Élise said [sic] it is over.");
        assert_eq!(
            labels(marked),
            [pair("source", "Élise"), pair("cue", "said"), pair("content", "it is over")]
        );
    }

    #[test]
    fn labels_may_nest() {
        assert_eq!(
            labels("She [said in [a letter](channel)](cue) no."),
            [pair("channel", "a letter"), pair("cue", "said in a letter")]
        );
    }

    #[test]
    fn a_bracket_that_is_not_closed_is_named_with_its_place() {
        let message = |marked: &str| unmark(marked).unwrap_err().findings()[0].to_string();
        assert_eq!(message("He [said (cue) so"), "1:4: no `](label)` closes this `[`");
        assert_eq!(
            message("He said] so"),
            "1:8: `]` closes nothing\n  hint: a bare bracket is written `\\]`"
        );
        assert_eq!(
            message("He\n[said] so"),
            "2:6: `]` without a label after it\n  hint: `[words](label)` marks words, a bare bracket is written \
             `\\[` or `\\]`"
        );
        assert_eq!(message("He [](cue) so"), "1:5: label `cue` marks no words");
    }

    #[test]
    fn a_text_is_marked_as_it_was() {
        let marked = "[The talks](content), [he](source) [said in [a \\[long\\] letter](channel)](cue), [had \
                      failed](content).";
        let (text, labels) = unmark(marked).unwrap();
        let spans: Vec<(String, Spans)> = labels.into_iter().map(|l| (l.name, l.span.into())).collect();
        assert_eq!(mark(&text, spans.iter().map(|(n, s)| (n.as_str(), s))), marked);
    }

    proptest! {
        #[test]
        fn any_string_is_read_without_panic(marked in "[\\[\\]()a-zé\\\\ ]{0,40}") {
            if let Ok((text, labels)) = unmark(&marked) {
                for l in labels {
                    prop_assert!(text.get(l.span.range()).is_some());
                }
            }
        }
    }
}
