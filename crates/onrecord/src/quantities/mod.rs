//! Quantities: how many and how much, with bounds, unit and what is counted.
//!
//! A quantity is a number in digits or words with the unit behind it (*8.1 metres*, *12 million euros*); the noun that
//! it counts stays outside its words and is named by `of`. *At least 14* has the value 14 and a low end, *up to 40* a
//! high end, *between 30 and 40* both and no value, *dozens* only the least that it can be. People have the unit
//! `person`, money its ISO 4217 code, measures their symbol; other things have none.
//!
//! No quantities: times and ages, which the times are for, ordinals, numbers that name (*Resolution 2254*, *Flight 12*),
//! results of matches, years, phone numbers.
//!
//! `digits` and `number` read a number, `words` has the lists, `unit` says in what it is counted, `counted` what it
//! counts. Events ask with [`counting`] and [`within`].

mod counted;
mod digits;
mod number;
mod unit;
mod words;

#[cfg(test)]
mod tests;

pub use words::QuantityWords;

use crate::{Data, intervals::Intervals, mentions};
use number::{Number, Reading};
use onrecord_doc::{Document, Entry, Id, Layer, Maker, MentionType, Quantity, Span, Tokens};
use std::ops::Range;
use words::Bound;

/// FIXME: set by hand, not calibrated: there is no held gold of quantities yet.
const SCORE: f32 = 0.9;

/// The quantities of a document with tokens, sentences, times and mentions, in text order; none touch each other.
pub fn find(doc: &Document, data: &Data) -> Layer<Quantity> {
    let t = &doc.tokens;
    let words = &data.quantities;
    let reading = Reading { t, text: doc.text(), words, table: words.table(t) };
    let spans = doc.mentions.iter().flat_map(|(id, m)| m.at.iter().map(move |at| (id.index(), at)));
    let mentions = Intervals::new(spans.collect::<Vec<_>>());
    let finder = Finder { doc, data, r: reading, is_time: times(doc), mentions };
    let mut out = Layer::new();
    let mut before: Option<Found> = None;
    let mut i = 0;
    while i < t.len() {
        let Some(number) = finder.number_at(i) else {
            i += 1;
            continue;
        };
        if t.sent_start(i) {
            before = None;
        }
        let (next, found) = finder.quantity(number, before.as_ref());
        i = next.max(i + 1);
        let Some(found) = found else { continue };
        let at = t.span_of(found.first, found.last);
        if !mentions::in_sentence(doc, at) {
            continue;
        }
        out.push(found.quantity.clone(), at.into(), Maker::rule(found.maker), SCORE);
        before = Some(found);
    }
    out
}

/// The quantities in a range of tokens: those of a noun phrase.
pub fn within(doc: &Document, tokens: Range<usize>) -> Vec<(Id<Quantity>, &Entry<Quantity>)> {
    if tokens.is_empty() || tokens.end > doc.tokens.len() {
        return Vec::new();
    }
    let whole = doc.tokens.span_of(tokens.start, tokens.end - 1);
    // They are in text order and do not touch.
    let (mut low, mut high) = (0, doc.quantities.len());
    while low < high {
        let middle = (low + high) / 2;
        let Some(e) = doc.quantities.find(Id::at(middle)) else { break };
        if e.at.hull().end() <= whole.start() { low = middle + 1 } else { high = middle }
    }
    let from = (low..doc.quantities.len()).map(Id::at).filter_map(|id| Some((id, doc.quantities.find(id)?)));
    from.take_while(|(_, e)| e.at.hull().start() < whole.end()).collect()
}

/// The quantities that count what token `head` names: *killed nine soldiers* has *nine* for *soldiers*, and *hundreds*
/// for *hundreds* in *hundreds of villagers*. `head` is the head of a noun phrase.
pub fn counting(doc: &Document, head: usize) -> Vec<Id<Quantity>> {
    if head >= doc.tokens.len() {
        return Vec::new();
    }
    let (first, last) = doc.tokens.subtree(head);
    // A relative clause makes a subtree long; what counts the noun stands close to it.
    let range = first.max(head.saturating_sub(NEAR_TOKENS))..(last + 1).min(head + NEAR_TOKENS);
    let near = within(doc, range);
    let own = near.into_iter().filter(|(_, e)| {
        let words = doc.tokens.within(e.at.hull());
        words.contains(&head) || counted(&doc.tokens, e.at.hull()) == Some(head)
    });
    own.map(|(id, _)| id).collect()
}

/// The token that the quantity in these words counts: the noun, where one stands with it.
pub fn counted(t: &Tokens, at: Span) -> Option<usize> {
    let range = t.within(at);
    (!range.is_empty()).then(|| counted::noun(t, range.start, range.end - 1)).flatten()
}

/// A longer mention is a phrase with a quantity in it.
const LONGEST_MENTION_TOKENS: usize = 10;

/// What counts a noun stands within so many tokens of it.
const NEAR_TOKENS: usize = 24;

/// A quantity with its tokens.
#[derive(Clone, Debug)]
struct Found {
    first: usize,
    last: usize,
    quantity: Quantity,
    maker: &'static str,
}

struct Finder<'d> {
    doc: &'d Document,
    data: &'d Data,
    r: Reading<'d>,
    is_time: Vec<bool>,
    mentions: Intervals,
}

/// Which tokens belong to a time.
fn times(doc: &Document) -> Vec<bool> {
    let mut out = vec![false; doc.tokens.len()];
    for at in doc.times.iter().flat_map(|(_, time)| time.at.iter()) {
        out[doc.tokens.within(at)].fill(true);
    }
    out
}

impl Finder<'_> {
    fn number_at(&self, i: usize) -> Option<Number> {
        if self.is_time[i] {
            return None;
        }
        let n = self.r.number(i)?;
        // A suffix that is no unit makes it a name: *737s*, *5G*, *3D*.
        let is_name = n.unit.as_deref() == Some("");
        (!is_name && !(n.first..=n.last).any(|k| self.is_time[k])).then_some(n)
    }

    /// The quantity of a number, if it is one, and where to go on.
    fn quantity(&self, n: Number, before: Option<&Found>) -> (usize, Option<Found>) {
        let r = &self.r;
        let mut q = Quantity { value: n.value, low: n.low, high: None, unit: None, of: None, event: None };
        let (mut first, mut last) = (n.first, n.last);
        if self.is_key(&n) {
            return (self.behind_key(last), None);
        }
        let mut sign = self.sign(first);
        if sign.is_some() {
            first -= 1;
        }
        let mut end = n.clone();
        // A range: *30 to 40*, *between 30 and 40*, *30-40*, *two or three*.
        let mut ranged = n.to.zip(n.value).filter(|(to, from)| to > from).map(|(to, from)| (from, to));
        if n.to.is_some() && ranged.is_none() {
            return (last + 1, None);
        }
        if ranged.is_none()
            && let Some((low, second)) = self.range(&n, first)
        {
            let Some((low, high)) = low else { return (second.last + 1, None) };
            ranged = Some((low, high));
            sign = sign.or_else(|| self.sign(second.first));
            last = second.last;
            end = second;
        }
        if let Some((low, high)) = ranged {
            (q.value, q.low, q.high) = (None, Some(low), Some(high));
            if r.lower(first.wrapping_sub(1)) == "between" && r.lower(n.last + 1) == "and" {
                first -= 1;
            }
        }
        let currency = n.currency.clone().or(end.currency.clone()).or(sign);
        let unit = match (currency, end.unit.clone()) {
            (Some(code), _) => {
                Some(unit::Unit { last, symbol: code, is_money: true, per: None, factor: 1.0 })
            }
            (None, Some(symbol)) => {
                Some(unit::Unit { last, symbol, is_money: false, per: None, factor: 1.0 })
            }
            (None, None) => self.unit(&end),
        };
        let unit = unit.map(|u| self.per(u));
        if let Some(u) = &unit {
            last = last.max(u.last);
            for x in [&mut q.value, &mut q.low, &mut q.high].into_iter().flatten() {
                *x *= u.factor;
            }
        }
        self.bound(&mut q, &end, first, last);
        let next = last + 1;
        let counted = self.counted(&end, last);
        if counted.is_some_and(|c| r.word(c).is_some_and(|w| w.is_time) || self.is_time[c]) && unit.is_none()
        {
            return (next, None);
        }
        let has_unit = unit.is_some();
        let mut maker = if has_unit { "en/quantities/measure" } else { "en/quantities/count" };
        if let Some(u) = unit {
            if u.is_money {
                maker = "en/quantities/money";
            }
            q.of = u.per.clone().or_else(|| self.measured(last));
            q.unit = Some(u.symbol);
        } else if n.is_share {
            q.unit = Some("share".to_owned());
            q.of = counted.and_then(|c| self.name(c, last));
            maker = "en/quantities/share";
        } else if let Some(c) = counted {
            let is_person = self.is_person(c) || r.lower(last + 2) == "strong" && r.is_hyphen(last + 1);
            if self.is_name(&n, Some(c)) || self.is_weak(&n, c, is_person) {
                return (next, None);
            }
            q.of = self.name(c, last);
            q.unit = is_person.then(|| "person".to_owned());
        } else if self.is_name(&n, None) || !self.bare(&n, &mut q, before) {
            return (next, None);
        }
        let (first, last) = self.mentioned(first, last);
        (next.max(last + 1), Some(Found { first, last, quantity: q, maker }))
    }

    /// The tokens of the mention of a quantity or sum that holds these, and no further number: *over half a million*.
    fn mentioned(&self, first: usize, last: usize) -> (usize, usize) {
        let own = self.r.t.span_of(first, last);
        let is_kind = |n: usize| {
            let kind = self.doc.mentions.find(Id::at(n)).map(|e| e.value.kind);
            matches!(kind, Some(MentionType::Quantity | MentionType::Money))
        };
        let around = self.mentions.touching(own).filter(|(n, span)| span.covers(own) && is_kind(*n));
        let Some((_, span)) = around.min_by_key(|(n, span)| (span.len(), *n)) else { return (first, last) };
        let tokens = self.r.t.within(span);
        let has_more = |mut k: Range<usize>| {
            k.any(|k| self.is_time[k] || self.r.number(k).is_some_and(|n| n.value.is_some()))
        };
        if tokens.len() > LONGEST_MENTION_TOKENS
            || tokens.start > first
            || has_more(tokens.start..first)
            || has_more(last + 1..tokens.end)
        {
            return (first, last);
        }
        (tokens.start, tokens.end - 1)
    }

    /// The currency of the symbol or code that stands right before a number.
    fn sign(&self, first: usize) -> Option<String> {
        let before = first.checked_sub(1)?;
        if self.is_time[before] {
            return None;
        }
        let word = self.r.exact(before);
        // *COP 28* is a conference and *TOP 10* a list.
        if self.data.quantities.is_code(word) && self.r.word(before).is_some_and(|w| w.is_label) {
            return None;
        }
        self.data.quantities.symbol(word).map(str::to_owned)
    }

    /// The second number of a range that begins with `n`, and its two ends; no ends where the two are a result (*3-1*).
    fn range(&self, n: &Number, first: usize) -> Option<(Option<(f64, f64)>, Number)> {
        let r = &self.r;
        let from = n.value?;
        if n.unit.is_some() || n.or_more || n.is_share {
            return None;
        }
        let link = n.last + 1;
        let is_hyphen = r.is_hyphen(link);
        let word = r.lower(link);
        let is_between = r.lower(first.wrapping_sub(1)) == "between" && word == "and";
        if !(is_hyphen || is_between || matches!(word, "to" | "or")) {
            return None;
        }
        let mut at = link + 1;
        if at < r.t.len() && self.data.quantities.symbol(r.exact(at)).is_some() {
            at += 1;
        }
        let second = (at < r.t.len()).then(|| self.number_at(at)).flatten()?;
        let to = second.value?;
        let scaled =
            if n.scale == 1.0 && second.scale > 1.0 && from < 1000.0 { from * second.scale } else { from };
        // *HotBird 8 - 13° East*
        if is_hyphen && (r.t.space(n.last) || r.t.space(link)) {
            return None;
        }
        let counts = self.unit(&second).is_some()
            || second.unit.is_some()
            || second.currency.is_some()
            || self.sign(second.first).is_some()
            || self.counted(&second, second.last).is_some();
        if is_hyphen {
            return Some(((scaled < to && counts).then_some((scaled, to)), second));
        }
        // *From 30 to 40* is a change as often as a range, *two or three* are neighbours.
        let fits = match word {
            "and" => scaled < to,
            "or" => scaled < to && to <= 2.0 * scaled + 1.0 && counts,
            _ => scaled < to && counts && !matches!(r.lower(first.wrapping_sub(1)), "from" | "by"),
        };
        fits.then_some((Some((scaled, to)), second))
    }

    /// What the words before and behind say of the ends.
    fn bound(&self, q: &mut Quantity, n: &Number, first: usize, last: usize) {
        let (t, r) = (self.r.t, &self.r);
        let words = &self.data.quantities;
        let mut at = first;
        let mut bound = None;
        // *At least some 200*; *a minimum of the 40* does not occur.
        for _ in 0..2 {
            let Some((from, found)) = words.before(t, at) else { break };
            let single = from + 1 == at;
            // *Over two bridges*, *under 40 trees* are places.
            if single && t.dep(from) == "prep" && t.head(from) < from {
                break;
            }
            at = from;
            if found != Bound::About {
                bound = Some(found);
                break;
            }
        }
        let behind = words.behind(t, last + 1).filter(|_| r.lower(last + 2) != "than");
        let bound = bound.or(behind).or(n.or_more.then_some(Bound::Low));
        let Some(value) = q.value else { return };
        match bound {
            Some(Bound::Low) => q.low = Some(value),
            Some(Bound::High) => q.high = Some(value),
            _ => {}
        }
    }
}
