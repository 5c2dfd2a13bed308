//! Places in a text: a stretch of it, several stretches, and the way from bytes to code points and lines.
//!
//! Offsets have a type so that no function takes two bare numbers. Everything inside the program counts UTF-8
//! bytes; [`TextIndex`] turns them into code points, which is what every face of the program shows.

use std::fmt;

/// A stretch of a text in UTF-8 bytes, end exclusive, `start <= end`.
///
/// Whether it lies on character boundaries depends on the text; [`crate::Document`] checks it when it is used.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// The span from `start` to `end`, or `None` if `end` lies before `start`.
    pub fn new(start: u32, end: u32) -> Option<Span> {
        (start <= end).then_some(Span { start, end })
    }

    /// The span of two byte offsets of a text, swapped if they come in the wrong order.
    ///
    /// Offsets beyond `u32::MAX` are clipped: an input of that size is refused before it becomes a document.
    pub fn of(a: usize, b: usize) -> Span {
        let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Span { start: clip(a.min(b)), end: clip(a.max(b)) }
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The bytes as a range, to slice a text with.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start()..self.end()
    }

    /// Whether the two share at least one byte.
    pub fn touches(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies within this span.
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that covers both.
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span without white space at its edges; empty (at its end) when it holds nothing else.
    ///
    /// A span that does not lie in `text` comes back as it is.
    pub fn trim(self, text: &str) -> Span {
        let Some(words) = text.get(self.range()) else { return self };
        let start = self.end() - words.trim_start().len();
        Span::of(start, (self.start() + words.trim_end().len()).max(start))
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// Several stretches of one text, in text order, none overlapping or touching another, and never none.
///
/// Quotations are often broken (`"We will not leave," he said, "ever."`), so what a record rests on is rarely
/// one span. Where words may be missing altogether the type is `Option<Spans>`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Spans(Vec<Span>);

impl Spans {
    /// Sorts the spans, drops empty ones and merges those that overlap or follow each other without a gap.
    ///
    /// `None` when nothing is left: words are what a record points at.
    pub fn new(spans: impl IntoIterator<Item = Span>) -> Option<Spans> {
        let mut all: Vec<Span> = spans.into_iter().filter(|s| !s.is_empty()).collect();
        all.sort();
        let mut out: Vec<Span> = Vec::with_capacity(all.len());
        for s in all {
            match out.last_mut() {
                Some(last) if s.start <= last.end => last.end = last.end.max(s.end),
                _ => out.push(s),
            }
        }
        (!out.is_empty()).then_some(Spans(out))
    }

    /// The spans as a slice, in text order.
    pub fn as_slice(&self) -> &[Span] {
        &self.0
    }

    /// The spans in text order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Span> + '_ {
        self.0.iter().copied()
    }

    /// The first stretch.
    pub fn first(&self) -> Span {
        self.0[0]
    }

    /// The last stretch.
    pub fn last(&self) -> Span {
        self.0[self.0.len() - 1]
    }

    /// How many bytes they cover.
    pub fn size(&self) -> usize {
        self.iter().map(Span::len).sum()
    }

    /// How many bytes both cover.
    pub fn shared(&self, other: &Spans) -> usize {
        let (a, b) = (self.as_slice(), other.as_slice());
        let (mut i, mut j, mut sum) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            let (from, to) = (a[i].start().max(b[j].start()), a[i].end().min(b[j].end()));
            sum += to.saturating_sub(from);
            if a[i].end() < b[j].end() {
                i += 1;
            } else {
                j += 1;
            }
        }
        sum
    }

    /// From the first byte to the last, with whatever lies between.
    pub fn hull(&self) -> Span {
        self.first().join(self.last())
    }

    /// Whether any stretch shares a byte with `span`.
    pub fn touch(&self, span: Span) -> bool {
        self.0.iter().any(|s| s.touches(span))
    }

    /// Whether `span` lies within one of the stretches.
    pub fn cover(&self, span: Span) -> bool {
        self.0.iter().any(|s| s.covers(span))
    }
}

impl From<Span> for Spans {
    fn from(span: Span) -> Spans {
        Spans(vec![span])
    }
}

/// The way between the bytes, the code points and the lines of one text.
///
/// Every 64th character is remembered, so a look-up costs a binary search and at most 64 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextIndex {
    /// Byte offset of every `STRIDE`-th character; empty for ASCII, where bytes and characters are the same.
    marks: Vec<u32>,
    /// Byte offset of the first character of every line.
    lines: Vec<u32>,
    ascii: bool,
}

const STRIDE: usize = 64;

impl TextIndex {
    /// Reads the text once.
    pub fn new(text: &str) -> TextIndex {
        let ascii = text.is_ascii();
        let marks = if ascii {
            Vec::new()
        } else {
            text.char_indices().step_by(STRIDE).map(|(byte, _)| Span::of(byte, byte).start).collect()
        };
        let lines = std::iter::once(0)
            .chain(
                text.bytes()
                    .enumerate()
                    .filter(|(_, b)| *b == b'\n')
                    .map(|(i, _)| Span::of(i + 1, i + 1).start),
            )
            .collect();
        TextIndex { marks, lines, ascii }
    }

    /// The number of code points before `byte`, which must lie on a character boundary of `text`.
    pub fn to_char(&self, text: &str, byte: usize) -> usize {
        if self.ascii {
            return byte;
        }
        let mark = self.marks.partition_point(|m| *m as usize <= byte).saturating_sub(1);
        let from = self.marks.get(mark).map_or(0, |m| *m as usize);
        mark * STRIDE + text.get(from..byte).map_or(0, |s| s.chars().count())
    }

    /// The byte at which code point number `char` of `text` starts; `None` beyond the end.
    pub fn to_byte(&self, text: &str, char: usize) -> Option<usize> {
        if self.ascii {
            return (char <= text.len()).then_some(char);
        }
        let mark = (char / STRIDE).min(self.marks.len().saturating_sub(1));
        let from = self.marks.get(mark).map_or(0, |m| *m as usize);
        let rest = text.get(from..)?;
        let skip = char - mark * STRIDE;
        match rest.char_indices().nth(skip) {
            Some((byte, _)) => Some(from + byte),
            None => (rest.chars().count() == skip).then_some(text.len()),
        }
    }

    /// Line and column of a byte, both from 1, the column in code points.
    pub fn line_column(&self, text: &str, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|l| *l as usize <= byte).max(1);
        let from = self.lines.get(line - 1).map_or(0, |l| *l as usize);
        (line, 1 + text.get(from..byte).map_or(0, |s| s.chars().count()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(a: u32, b: u32) -> Span {
        Span::new(a, b).unwrap()
    }

    #[test]
    fn spans_are_sorted_merged_and_never_empty() {
        let spans = Spans::new([span(8, 9), span(3, 3), span(0, 2), span(2, 5)]).unwrap();
        assert_eq!(spans.as_slice(), [span(0, 5), span(8, 9)]);
        assert_eq!(spans.hull(), span(0, 9));
        assert_eq!(Spans::new([span(3, 3)]), None);
    }

    #[test]
    fn a_span_that_runs_backwards_cannot_be_made() {
        assert_eq!(Span::new(2, 1), None);
        assert_eq!(Span::of(2, 1), span(1, 2));
    }

    #[test]
    fn code_points_and_bytes_lead_to_each_other_in_any_script() {
        let text = "é😀 Привет, мир\r\nмир ".repeat(40);
        let index = TextIndex::new(&text);
        for (n, (byte, _)) in text.char_indices().enumerate() {
            assert_eq!(index.to_char(&text, byte), n);
            assert_eq!(index.to_byte(&text, n), Some(byte));
        }
        let chars = text.chars().count();
        assert_eq!(index.to_byte(&text, chars), Some(text.len()));
        assert_eq!(index.to_byte(&text, chars + 1), None);
    }

    #[test]
    fn lines_and_columns_count_from_one_in_code_points() {
        let text = "aé\nб!";
        let index = TextIndex::new(text);
        assert_eq!(index.line_column(text, 0), (1, 1));
        assert_eq!(index.line_column(text, 3), (1, 3));
        assert_eq!(index.line_column(text, 6), (2, 2));
    }

    #[test]
    fn trimming_takes_white_space_of_any_kind_from_both_ends() {
        assert_eq!(span(0, 7).trim(" \u{a0}ab\n "), span(3, 5));
        assert!(span(0, 2).trim("  ").is_empty());
    }
}
