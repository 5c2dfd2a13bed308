//! The paragraphs of a plain text: where one ends is half of knowing where a sentence or a quotation ends.
//!
//! A blank line always parts two paragraphs. A single line end does too, as news comes from feeds and pages, unless
//! the text is hard-wrapped: broken into lines of about the same width, sentences running on from line to line.

use onrecord_doc::Span;

/// The widest line of a hard-wrapped text, in characters. Mail and wire formats wrap at 65 to 80; what is wider than
/// this was not wrapped for reading.
const WIDEST_WRAP: usize = 100;

/// The paragraphs of `text`, without the white space around them, none empty.
///
/// ```
/// let text = "One line.\nAnother line.\n\nA third.";
/// let found: Vec<&str> = onrecord::paragraphs::find(text).iter().map(|p| &text[p.range()]).collect();
/// assert_eq!(found, ["One line.", "Another line.", "A third."]);
/// ```
pub fn find(text: &str) -> Vec<Span> {
    let lines = lines(text);
    let width = wrap(text, &lines);
    let mut out: Vec<Span> = Vec::new();
    let mut last: Option<Span> = None;
    for line in lines {
        if line.is_empty() {
            last = None;
            continue;
        }
        match (last, width) {
            (Some(before), Some(width)) if runs_on(text, before, line, width) => {
                if let Some(paragraph) = out.last_mut() {
                    *paragraph = paragraph.join(line);
                }
            }
            _ => out.push(line),
        }
        last = Some(line);
    }
    out
}

/// Every line without the white space at its ends; blank ones are empty.
pub(crate) fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut out = Vec::new();
    // A carriage return alone and the Unicode line and paragraph separators end a line as well as `\n` does.
    for line in text.split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{b}', '\u{c}', '\u{85}']) {
        let end = start + line.len();
        // In `\r\n` the `\n` is a line of its own that is no blank line.
        if !(line == "\n" && start > 0 && text.as_bytes()[start - 1] == b'\r') {
            out.push(Span::of(start, end).trim(text));
        }
        start = end;
    }
    out
}

/// The width at which the text is wrapped, if it is.
fn wrap(text: &str, lines: &[Span]) -> Option<usize> {
    let width = lines.iter().map(|l| chars(text, *l)).max()?;
    if width > WIDEST_WRAP {
        return None;
    }
    let (mut breaks, mut inside) = (0, 0);
    for pair in lines.windows(2).filter(|p| !p[0].is_empty() && !p[1].is_empty()) {
        breaks += 1;
        let goes_on = text[pair[1].range()].starts_with(char::is_lowercase);
        inside += usize::from(goes_on && !ends_sentence(&text[pair[0].range()]));
    }
    // In running English two lines in three begin with a small letter; lists and headlines have hardly any.
    (inside >= 1 && inside * 3 >= breaks).then_some(width)
}

/// Whether `next` goes on with the paragraph of `line` in a text wrapped at `width`.
fn runs_on(text: &str, line: Span, next: Span, width: usize) -> bool {
    let next = &text[next.range()];
    if next.starts_with(char::is_lowercase) && !ends_sentence(&text[line.range()]) {
        return true;
    }
    // A line that had room for the next word was not broken for its width.
    let word = next.split_whitespace().next().map_or(0, |w| w.chars().count());
    chars(text, line) + 1 + word > width.saturating_sub(2)
}

fn chars(text: &str, span: Span) -> usize {
    text[span.range()].chars().count()
}

/// Whether a line ends like a sentence, closing marks apart.
pub(crate) fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']']).ends_with(['.', '!', '?', ':', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = find(text).iter().map(|p| &text[p.range()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_line_of_a_page_is_a_paragraph() {
        check(
            "Talks failed\nThe envoy left.\r\n\r\nHe said so. \n",
            &["Talks failed", "The envoy left.", "He said so."],
        );
    }

    #[test]
    fn the_lines_of_a_wrapped_text_run_on() {
        let text = "The envoy said on Sunday that both\nsides had agreed to meet again in\nGeneva in May.\n\
                    A spokesman for the envoy said that he\nhad no comment.";
        check(
            text,
            &[
                "The envoy said on Sunday that both\nsides had agreed to meet again in\nGeneva in May.",
                "A spokesman for the envoy said that he\nhad no comment.",
            ],
        );
    }

    #[test]
    fn a_list_of_short_lines_is_not_wrapped() {
        check("Home\nWorld news\nSport and more", &["Home", "World news", "Sport and more"]);
    }

    #[test]
    fn nothing_has_no_paragraph() {
        check("", &[]);
        check(" \r\n\u{2028}\n", &[]);
    }

    proptest! {
        #[test]
        fn paragraphs_are_in_order_and_hold_everything_but_white_space(text in "([a-zé.,“” ]|\\PC|[\r\n\u{2028}]){0,80}") {
            let mut end = 0;
            for p in find(&text) {
                prop_assert!(p.start() >= end && text[end..p.start()].trim().is_empty());
                prop_assert!(!text[p.range()].is_empty());
                end = p.end();
            }
            prop_assert!(text[end..].trim().is_empty());
        }
    }
}
