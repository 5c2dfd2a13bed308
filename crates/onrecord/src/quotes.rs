//! Quotations by their marks alone: a deterministic machine over the characters of a text. It knows no model, no
//! parse and no language but a few English elisions, takes any text, and never fails.
//!
//! Marks are read one paragraph at a time (`marks` finds them and says what each can be), paired like brackets, and
//! what stays open is settled at the paragraph's end. A quotation that is open there and is opened again at the
//! beginning of the next paragraph is one quotation with one span a paragraph.
//!
//! Source of the practice: The Chicago Manual of Style, 17th ed., 13.30-13.32 (quotations of more than one
//! paragraph), 6.9-6.11 (closing marks and other punctuation), 6.117 (apostrophes).

mod marks;

use crate::paragraphs;
use marks::{Family, Mark, Role};
use onrecord_doc::{Span, Spans};

pub use marks::Style;

/// Words between quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// The words with their marks, one span a paragraph.
    pub at: Spans,
    /// The mark that opens it.
    pub style: Style,
    /// How many quotations it stands within.
    pub depth: usize,
    /// Whether a mark closes it; if none does, it ends with its paragraph or before the next quotation.
    pub closed: bool,
}

impl Quotation {
    /// The words without the marks, one span a paragraph; a paragraph of marks alone has none.
    pub fn inner(&self, text: &str) -> Vec<Span> {
        let inner = self.at.iter().filter_map(|s| {
            let words = text.get(s.range())?;
            let from = s.start() + marks::leading(words);
            let to =
                if self.closed || s != self.at.last() { s.end() - marks::trailing(words) } else { s.end() };
            let inner = Span::of(from, to.max(from)).trim(text);
            (!inner.is_empty()).then_some(inner)
        });
        inner.collect()
    }

    /// How many words it has: what stands between white space and holds a letter or digit.
    pub fn words(&self, text: &str) -> usize {
        self.inner(text).iter().map(|s| count_words(&text[s.range()])).sum()
    }

    /// Whether it may be a borrowed term rather than something said: one span of at most four words that begins
    /// small and ends without a punctuation mark of its own, such as *“common enemy”*.
    ///
    /// Whether it is one only the words around can tell.
    pub fn is_scare(&self, text: &str) -> bool {
        let [inner] = self.inner(text)[..] else { return false };
        let words = &text[inner.range()];
        // A full stop or comma before the closing mark belongs to the sentence around (American practice).
        let words = words.strip_suffix(['.', ',']).unwrap_or(words);
        (1..=4).contains(&self.words(text))
            && words.starts_with(|c: char| c.is_lowercase() || c.is_numeric())
            && words.ends_with(char::is_alphanumeric)
    }
}

/// The quotations of a text, in the order in which they begin, an outer one before those within it.
///
/// ```
/// let text = "“It is over,” she said. “Nobody believes the ‘experts’ now.”";
/// let found: Vec<(&str, usize)> =
///     onrecord::quotes::find(text).iter().map(|q| (&text[q.at.hull().range()], q.depth)).collect();
/// assert_eq!(found, [("“It is over,”", 0), ("“Nobody believes the ‘experts’ now.”", 0), ("‘experts’", 1)]);
/// ```
pub fn find(text: &str) -> Vec<Quotation> {
    let mut out: Vec<Quotation> = Vec::new();
    // The quotation that the paragraph before left open, by its number in `out`.
    let mut open: Option<(usize, Family)> = None;
    for paragraph in paragraphs::find(text) {
        let marks = marks::find(text, paragraph);
        if marks.is_empty() && count_words(&text[paragraph.range()]) < 5 {
            // A cross-heading or a word of the page between two paragraphs of a speech does not end the speech.
            continue;
        }
        let mut pieces = pair(text, paragraph, &marks);
        if let Some((q, family)) = open.take() {
            if let Some(first) =
                pieces.first().filter(|p| p.at.start() == paragraph.start() && p.style == out[q].style)
            {
                extend(&mut out[q], first.at, first.closed);
                if first.runs_on {
                    open = Some((q, family));
                }
                pieces.remove(0);
            } else if let Some(at) = stray_close(paragraph, &marks, &pieces, family) {
                // Opened in the paragraph before, closed here, not opened again between: the speech went on.
                pieces.iter_mut().filter(|p| at.covers(p.at)).for_each(|p| p.depth += 1);
                extend(&mut out[q], at, true);
            }
        }
        for piece in pieces {
            if piece.runs_on && piece.depth == 0 {
                open = Some((out.len(), piece.family));
            }
            let Piece { at, style, depth, closed, .. } = piece;
            out.push(Quotation { at: at.into(), style, depth, closed });
        }
    }
    out
}

/// Adds the part of a quotation that stands in a further paragraph.
fn extend(quotation: &mut Quotation, at: Span, closed: bool) {
    quotation.closed = closed;
    if let Some(all) = Spans::new(quotation.at.iter().chain([at])) {
        quotation.at = all;
    }
}

/// The part of a quotation that stands in one paragraph.
#[derive(Clone, Copy, Debug)]
struct Piece {
    at: Span,
    family: Family,
    style: Style,
    closed: bool,
    /// Open to the end of the paragraph.
    runs_on: bool,
    depth: usize,
}

/// Pairs the marks of a paragraph like brackets; pieces come in text order, outer before inner.
fn pair(text: &str, paragraph: Span, marks: &[Mark]) -> Vec<Piece> {
    let later = later_close(marks);
    let mut stack: Vec<Mark> = Vec::new();
    let mut pieces: Vec<Piece> = Vec::new();
    let mut counts = [0usize; Family::COUNT];
    for (i, mark) in marks.iter().enumerate() {
        let family = mark.family as usize;
        let role = match mark.role {
            Role::Either if counts[family] > 0 => Role::Close,
            Role::Either => Role::Open,
            role => role,
        };
        match role {
            Role::Open | Role::Either => {
                stack.push(*mark);
                counts[family] += 1;
            }
            // `the dogs’`: the mark closes only where nothing better does.
            Role::WeakClose if later[i] => {}
            Role::Close | Role::WeakClose if counts[family] == 0 => {}
            Role::Close | Role::WeakClose => {
                if mark.family == Family::Single
                    && stack.last().is_some_and(|top| top.family != Family::Single)
                {
                    continue; // An apostrophe within inner marks that are still open.
                }
                while let Some(top) = stack.pop() {
                    counts[top.family as usize] -= 1;
                    if top.family == mark.family {
                        let at = Span::of(top.at.start(), mark.at.end());
                        pieces.push(Piece {
                            at,
                            closed: true,
                            runs_on: false,
                            depth: 0,
                            family: top.family,
                            style: top.style,
                        });
                        break;
                    }
                    // What was opened within and not closed: a stray mark or an elision.
                }
            }
        }
    }
    for mark in stack.into_iter().filter(|m| m.may_stay_open) {
        let at = Span::of(mark.at.start(), paragraph.end());
        pieces.push(Piece {
            at,
            closed: false,
            runs_on: true,
            depth: 0,
            family: mark.family,
            style: mark.style,
        });
    }
    pieces.sort_by_key(|p| (p.at.start(), std::cmp::Reverse(p.at.end())));
    cut_open(text, &mut pieces);
    set_depth(&mut pieces);
    pieces
}

/// For every mark, whether a firm closing single mark follows before a single one opens or a double one closes.
fn later_close(marks: &[Mark]) -> Vec<bool> {
    let mut later = vec![false; marks.len()];
    let mut next = false;
    for (i, mark) in marks.iter().enumerate().rev() {
        later[i] = next;
        match (mark.family, mark.role) {
            (Family::Single, Role::Close) => next = true,
            (Family::Single, Role::Open) | (Family::Double, Role::Close) => next = false,
            _ => {}
        }
    }
    later
}

/// A mark that nothing closes and that is followed by a further quotation of its kind ends before that one: the
/// closing mark was forgotten, and the next quotation does not stand within this one.
fn cut_open(text: &str, pieces: &mut [Piece]) {
    for i in 0..pieces.len() {
        if !pieces[i].runs_on {
            continue;
        }
        // The outermost piece after this one that holds the next of its kind.
        let mut outer: Option<Span> = None;
        let mut cut = None;
        for next in &pieces[i + 1..] {
            if outer.is_none_or(|o| !o.covers(next.at)) {
                outer = Some(next.at);
            }
            if next.family == pieces[i].family {
                cut = outer;
                break;
            }
        }
        if let Some(cut) = cut {
            pieces[i].at = Span::of(pieces[i].at.start(), cut.start()).trim(text);
            pieces[i].runs_on = false;
        }
    }
}

fn set_depth(pieces: &mut [Piece]) {
    let mut ends: Vec<usize> = Vec::new();
    for piece in pieces {
        while ends.last().is_some_and(|end| *end <= piece.at.start()) {
            ends.pop();
        }
        piece.depth = ends.len();
        ends.push(piece.at.end());
    }
}

/// From the beginning of a paragraph to the first mark of a family, if that can only close and closes nothing here.
fn stray_close(paragraph: Span, marks: &[Mark], pieces: &[Piece], family: Family) -> Option<Span> {
    let first = marks.iter().find(|m| m.family == family)?;
    let at = Span::of(paragraph.start(), first.at.end());
    let is_free = pieces
        .iter()
        .all(|p| if p.family == family { !p.at.touches(at) } else { !p.at.touches(at) || at.covers(p.at) });
    (first.role == Role::Close && is_free).then_some(at)
}

fn count_words(text: &str) -> usize {
    text.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests;
