//! Which of many spans touch a given one, without looking at all of them.
//!
//! Spans are kept by where they start, each with the furthest end of all up to it; a question walks back from the
//! last that could touch to the first that cannot. Quick as long as few spans are much longer than the rest, which is
//! so for whatever lies in sentences.

use onrecord_doc::Span;

/// Spans with their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Intervals {
    /// Span, its number, and the furthest end so far.
    sorted: Vec<(Span, usize, usize)>,
}

impl Intervals {
    /// Of these spans, numbered as they are given; several may have one number.
    pub fn new(spans: impl IntoIterator<Item = (usize, Span)>) -> Intervals {
        let mut sorted: Vec<(Span, usize, usize)> = spans.into_iter().map(|(n, s)| (s, n, 0)).collect();
        sorted.sort_unstable();
        let mut furthest = 0;
        for (span, _, end) in &mut sorted {
            furthest = furthest.max(span.end());
            *end = furthest;
        }
        Intervals { sorted }
    }

    /// The numbers and spans that share a byte with `span`, from last to first.
    pub fn touching(&self, span: Span) -> impl Iterator<Item = (usize, Span)> + '_ {
        let until = self.sorted.partition_point(|(s, ..)| s.start() < span.end());
        let near =
            self.sorted[..until].iter().rev().take_while(move |(_, _, furthest)| *furthest > span.start());
        near.filter(move |(s, ..)| s.touches(span)).map(|(s, n, _)| (*n, *s))
    }

    /// The number and span of the shortest that covers `span`.
    pub fn around(&self, span: Span) -> Option<(usize, Span)> {
        self.touching(span).filter(|(_, s)| s.covers(span)).min_by_key(|(n, s)| (s.len(), *n))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_touches_is_what_a_look_at_all_of_them_finds(
            spans in prop::collection::vec((0usize..60, 1usize..20), 0..20), from in 0usize..60, length in 1usize..10,
        ) {
            let spans: Vec<Span> = spans.into_iter().map(|(a, n)| Span::of(a, a + n)).collect();
            let asked = Span::of(from, from + length);
            let mut found: Vec<usize> =
                Intervals::new(spans.iter().copied().enumerate()).touching(asked).map(|(n, _)| n).collect();
            found.sort_unstable();
            let wanted: Vec<usize> = (0..spans.len()).filter(|n| spans[*n].touches(asked)).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
