//! A number as it stands in a text, in digits or words: `1.5 million`, *two dozen*, *half a million*, *hundreds of
//! thousands*, *a hundred and fifty-two*, *two thirds*.

use super::{
    digits::{self, Digits},
    words::{QuantityWords, Word},
};
use onrecord_doc::Tokens;

/// A number and the tokens that it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    pub first: usize,
    pub last: usize,
    /// `None` for *dozens*, *several*.
    pub value: Option<f64>,
    /// The least that *dozens* or *several* can be.
    pub low: Option<f64>,
    /// The second number of a range that is one token.
    pub to: Option<f64>,
    /// What the last multiple was, for *two to three million*; 1 where there is none.
    pub scale: f64,
    /// The currency of a symbol that is part of the word.
    pub currency: Option<String>,
    /// The unit that is part of the word.
    pub unit: Option<String>,
    /// *60-plus*, *60+*
    pub or_more: bool,
    /// Whether it is a part of one.
    pub is_share: bool,
    /// Whether it is digits and nothing else.
    pub is_plain: bool,
}

/// What numbers are read with.
pub(super) struct Reading<'d> {
    pub t: &'d Tokens,
    pub text: &'d str,
    pub words: &'d QuantityWords,
    pub table: Vec<Option<&'d Word>>,
}

/// No number takes more tokens.
const LONGEST_TOKENS: usize = 16;

impl<'d> Reading<'d> {
    pub fn word(&self, i: usize) -> Option<&'d Word> {
        if i >= self.t.len() {
            return None;
        }
        self.table.get(self.t.lower_word(i).index()).copied().flatten()
    }

    /// The exact words of a token.
    pub fn exact(&self, i: usize) -> &'d str {
        self.text.get(self.t.span(i).range()).unwrap_or("")
    }

    pub fn lower(&self, i: usize) -> &str {
        if i < self.t.len() { self.t.lower(i) } else { "" }
    }

    pub fn is_hyphen(&self, i: usize) -> bool {
        matches!(self.lower(i), "-" | "–" | "‑" | "—")
    }

    /// The digits of a token, with a currency before them or nothing.
    fn digits(&self, i: usize) -> Option<Digits<'d>> {
        let found = digits::read(self.exact(i))?;
        let sign = found.prefix.is_empty() || self.words.symbol(found.prefix).is_some();
        sign.then_some(found)
    }

    /// The number that begins at token `i`.
    pub fn number(&self, i: usize) -> Option<Number> {
        if let Some(digits) = self.digits(i) {
            return Some(self.in_digits(i, &digits));
        }
        let word = self.word(i);
        let next = self.word(i + 1);
        let is_article = matches!(self.lower(i), "a" | "an" | "the");
        // *a third of*, *half the town*
        if let Some(share) = self.share(i) {
            return Some(share);
        }
        // *several hundred*, *a few*, *a handful of*, *a couple of*
        let at = if is_article { i + 1 } else { i };
        if let Some(found) = self.vague(i, at) {
            return Some(found);
        }
        match (word, next) {
            (Some(w), _) if w.number.is_some() => self.in_words(i, i),
            (Some(w), _) if w.multiple.is_some_and(|m| m >= 100.0) && self.lower(i) != "score" => {
                self.in_words(i, i)
            }
            (_, Some(n)) if self.lower(i) == "a" && n.multiple.is_some() && self.lower(i + 1) != "score" => {
                self.in_words(i, i + 1)
            }
            _ => None,
        }
    }

    /// *half a million*, *two thirds*, *a quarter of*, *half the town*
    fn share(&self, i: usize) -> Option<Number> {
        let (t, first) = (self.t, i);
        let lower = self.lower(i);
        if lower == "half" {
            if self.lower(i + 1) == "a"
                && let Some(multiple) = self.word(i + 2).and_then(|w| w.multiple)
            {
                return Some(Number { scale: multiple, ..plain(first, i + 2, 0.5 * multiple) });
            }
            let goes_on =
                matches!(self.lower(i + 1), "of" | "the" | "its" | "their" | "his" | "her" | "our" | "all");
            return goes_on.then(|| Number { is_share: true, ..plain(first, i, 0.5) });
        }
        let (count, at) = match (self.word(i).and_then(|w| w.number), lower) {
            (Some(n), _) if n >= 1.0 && self.is_hyphen(i + 1) => (n, i + 2),
            (Some(n), _) if n >= 1.0 => (n, i + 1),
            (None, "a") => (1.0, i + 1),
            _ => return None,
        };
        let part = self.word(at).and_then(|w| w.share).filter(|_| self.lower(at) != "half")?;
        // Without *of* a third is an ordinal: *a third man*.
        let is_plural = self.lower(at).ends_with('s');
        let of = matches!(self.lower(at + 1), "of");
        let fits =
            if count > 1.0 { is_plural } else { !is_plural && (of || t.tag(at) == "NN" && lower == "one") };
        fits.then(|| Number { is_share: true, ..plain(first, at, count * part) })
    }

    /// *dozens*, *hundreds of thousands*, *several hundred*, *a few*, *a couple of*
    fn vague(&self, first: usize, at: usize) -> Option<Number> {
        let word = self.word(at)?;
        let is_of = |k: usize| self.lower(k) == "of";
        if let Some(pair) = word.pair {
            // *The couple* is two people who live together, and *a pair* alone a thing.
            let multiple = self.word(at + 1).and_then(|w| w.multiple);
            return match multiple {
                Some(m) if at > first => Some(Number { scale: m, ..plain(first, at + 1, pair * m) }),
                _ if at > first && is_of(at + 1) => Some(plain(first, at, pair)),
                _ => None,
            };
        }
        if let Some(few) = word.few {
            let lower = self.lower(at);
            let has_article = at > first && self.lower(first) == "a";
            let fits = match lower {
                "few" => has_article,
                "handful" => has_article && is_of(at + 1),
                _ => at == first,
            };
            let multiple = self.word(at + 1).and_then(|w| w.multiple).unwrap_or(1.0);
            let last = if multiple > 1.0 { at + 1 } else { at };
            return fits.then(|| Number {
                value: None,
                low: Some(few * multiple),
                scale: multiple,
                ..plain(first, last, 0.0)
            });
        }
        let mut low = word.many.filter(|_| at == first)?;
        let mut last = at;
        if is_of(at + 1)
            && let Some(more) = self.word(at + 2).and_then(|w| w.many).filter(|m| *m >= 2000.0)
        {
            (low, last) = (low * more / 2.0, at + 2);
        } else if matches!(self.lower(at), "tens" | "scores") && !is_of(at + 1) {
            return None;
        }
        Some(Number { value: None, low: Some(low), ..plain(first, last, 0.0) })
    }

    fn in_digits(&self, i: usize, digits: &Digits) -> Number {
        let mut n = Number { is_plain: digits.is_plain, to: digits.to, ..plain(i, i, digits.value) };
        n.currency = self.words.symbol(digits.prefix).map(str::to_owned);
        let mut scale = 1.0;
        let suffix = digits.suffix.trim_start_matches(['-', '–']);
        let lower = suffix.to_lowercase();
        let short = self.words_of(&lower);
        if lower == "+" {
            n.or_more = true;
        } else if let Some(unit) = self
            .words
            .unit_of(&lower)
            .filter(|_| n.currency.is_none() && !self.sign_before(i) && suffix != "M")
        {
            n.unit = Some(unit.to_owned());
            // *5m people* are five million, *5m high* is a height.
            if let Some(m) = short.and_then(|w| w.short).filter(|_| self.counts(i + 1)) {
                (n.unit, scale) = (None, m);
            }
        } else if let Some(m) = short.and_then(|w| w.short.or(w.multiple)) {
            scale = m;
        } else if !lower.is_empty() {
            n.unit = Some(String::new());
        }
        // *12 000*
        let mut k = i + 1;
        if digits.is_plain && self.exact(i).len() <= 3 {
            while self.exact_at(k).len() == 3
                && self.exact_at(k).bytes().all(|b| b.is_ascii_digit())
                && self.t.space(k - 1)
                && k - i < 3
                && n.value.is_some_and(|v| v >= 1.0)
            {
                let group: f64 = self.exact(k).parse().unwrap_or(0.0);
                n.value = n.value.map(|v| v * 1000.0 + group);
                (n.last, n.is_plain) = (k, false);
                k += 1;
            }
        }
        // *1.5 million*, *$10-million*, *5 m* where the tokens are two
        let mut at = n.last + 1;
        if self.is_hyphen(at) && self.word(at + 1).is_some_and(|w| w.multiple.is_some_and(|m| m >= 1000.0)) {
            at += 1;
        }
        for _ in 0..2 {
            let Some(word) = self.word(at).filter(|_| n.unit.is_none()) else { break };
            let is_joined = !self.t.space(at - 1);
            let short = word.short.filter(|_| {
                is_joined && (n.currency.is_some() || self.sign_before(i) || self.counts(at + 1))
            });
            let Some(m) = word.multiple.filter(|_| self.lower(at) != "score").or(short) else { break };
            scale *= m;
            n.last = at;
            at += 1;
        }
        // *two and a half million* in digits: *2 and a half million* does not occur.
        n.value = n.value.map(|v| v * scale);
        n.to = n.to.map(|v| v * scale);
        n.scale = scale;
        n.is_plain &= scale == 1.0;
        self.or_more(&mut n);
        n
    }

    fn words_of(&self, lower: &str) -> Option<&'d Word> {
        let word = self.t.words.find(lower);
        word.and_then(|w| self.table.get(w.index()).copied().flatten()).or_else(|| self.words.word(lower))
    }

    fn exact_at(&self, i: usize) -> &'d str {
        if i < self.t.len() { self.exact(i) } else { "" }
    }

    /// Whether a symbol of a currency stands right before.
    pub fn sign_before(&self, i: usize) -> bool {
        i > 0 && self.words.symbol(self.exact(i - 1)).is_some()
    }

    /// Whether a plural noun, or the name of a currency, stands here or behind one word: *5m displaced people*.
    fn counts(&self, i: usize) -> bool {
        (i..(i + 2).min(self.t.len()))
            .any(|k| matches!(self.t.tag(k), "NNS" | "NNPS") || self.words.currency(self.t, k).is_some())
    }

    /// *60-plus*, *60+*
    fn or_more(&self, n: &mut Number) {
        let at = n.last + 1;
        if self.lower(at) == "+" {
            (n.last, n.or_more) = (at, true);
        } else if self.is_hyphen(at) && self.lower(at + 1) == "plus" {
            (n.last, n.or_more) = (at + 1, true);
        }
    }

    /// A number in words from token `from`; what stands before it from `first` on is an article.
    fn in_words(&self, first: usize, from: usize) -> Option<Number> {
        let (mut total, mut current, mut scale) = (0.0f64, None::<f64>, 1.0);
        let mut last = first;
        let mut at = from;
        let end = (from + LONGEST_TOKENS).min(self.t.len());
        while at < end {
            let word = self.word(at);
            if let Some(n) = word.and_then(|w| w.number) {
                match current {
                    // *twenty-five*, *a hundred and five*; but *five six* are two numbers.
                    Some(c) if n >= 10.0 && c % 100.0 != 0.0 || n < 10.0 && c % 10.0 != 0.0 => break,
                    Some(c) if c < 100.0 && n >= 10.0 => break,
                    _ => current = Some(current.unwrap_or(0.0) + n),
                }
            } else if let Some(m) = word.and_then(|w| w.multiple) {
                if self.lower(at) == "score" && current.is_none_or(|c| c < 2.0) {
                    break;
                }
                if m < 1000.0 {
                    current = Some(current.unwrap_or(1.0).max(1.0) * m);
                } else {
                    // *five hundred thousand million* as well as *two million five hundred thousand*.
                    let front = current.take();
                    total = match front {
                        Some(c) => total + c * m,
                        None if total > 0.0 => total * m,
                        None => m,
                    };
                }
                scale = m;
            } else if self.is_hyphen(at) && at > from {
                let joins =
                    self.word(at + 1).is_some_and(|w| w.number.is_some_and(|n| (1.0..10.0).contains(&n)))
                        && current.is_some_and(|c| c >= 20.0 && c % 10.0 == 0.0)
                        || self.word(at + 1).is_some_and(|w| w.multiple.is_some_and(|m| m >= 100.0));
                if !joins {
                    break;
                }
                at += 1;
                continue;
            } else if self.lower(at) == "and" && at > from {
                if matches!(self.lower(at + 1), "a") && self.lower(at + 2) == "half" {
                    let half = self.word(at + 3).and_then(|w| w.multiple);
                    let (value, last) = match half {
                        Some(m) => ((total + current.unwrap_or(0.0) + 0.5) * m, at + 3),
                        None if scale >= 100.0 => (total + current.unwrap_or(0.0) + 0.5 * scale, at + 2),
                        None => (total + current.unwrap_or(0.0) + 0.5, at + 2),
                    };
                    return Some(Number { scale: half.unwrap_or(scale), ..plain(first, last, value) });
                }
                let small = self.word(at + 1).and_then(|w| w.number);
                // *a hundred and fifty-two*; in *a hundred and two hundred* they are two.
                let next = self.word(at + 2).and_then(|w| w.multiple).is_some();
                if scale < 100.0 || small.is_none_or(|n| n >= 100.0) || next || scale > 1000.0 {
                    break;
                }
            } else {
                break;
            }
            if self.lower(at) != "and" {
                last = at;
            }
            at += 1;
        }
        // Nothing but an article was read.
        if last < from || current.is_none() && total == 0.0 {
            return None;
        }
        let mut n = Number { scale, ..plain(first, last, total + current.unwrap_or(0.0)) };
        self.or_more(&mut n);
        Some(n)
    }
}

fn plain(first: usize, last: usize, value: f64) -> Number {
    Number {
        first,
        last,
        value: Some(value),
        low: None,
        to: None,
        scale: 1.0,
        currency: None,
        unit: None,
        or_more: false,
        is_share: false,
        is_plain: false,
    }
}
