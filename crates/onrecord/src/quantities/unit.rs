//! In what something is counted: a measure, a currency by its name, and what a price or a flow is for.

use super::{Finder, number::Number};
use hashbrown::HashMap;

/// A unit and where it ends.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub last: usize,
    pub symbol: String,
    pub is_money: bool,
    /// What a price is for: *per tonne*.
    pub per: Option<String>,
    /// What one of it is of the unit: a cent is 0.01 of a dollar.
    pub factor: f64,
}

/// A currency name stands at most so many words behind its number: *5 million Hong Kong dollars*.
const LONGEST_COUNTRY_WORDS: usize = 3;

impl Finder<'_> {
    /// The unit that stands behind a number.
    pub(super) fn unit(&self, n: &Number) -> Option<Unit> {
        let (t, r) = (self.r.t, &self.r);
        let mut at = n.last + 1;
        let is_hyphened = r.is_hyphen(at);
        let is_space = at < t.len() && t.pos(at) == "SPACE";
        if is_hyphened || is_space || r.lower(at) == "of" && (n.value.is_none() || n.low.is_some()) {
            at += 1;
        }
        if at >= t.len() {
            return None;
        }
        if let Some(code) = self.data.quantities.hundredth(t, at) {
            let symbol = code.to_owned();
            return Some(Unit { last: at, symbol, is_money: true, per: None, factor: 0.01 });
        }
        if let Some((last, symbol)) = self.currency(n, at, is_hyphened) {
            return Some(Unit { last, symbol, is_money: true, per: None, factor: 1.0 });
        }
        let (last, symbol) =
            if self.is_pounds(at) { (at, "lb") } else { self.data.quantities.unit(t, at)? };
        // *27.5 M* is no length.
        if r.exact(last) == "M" {
            return None;
        }
        Some(Unit { last, symbol: symbol.to_owned(), is_money: false, per: None, factor: 1.0 })
    }

    /// The currency whose name or code stands at `at`, or behind the country that it is of.
    fn currency(&self, n: &Number, at: usize, is_hyphened: bool) -> Option<(usize, String)> {
        let (t, r) = (self.r.t, &self.r);
        let words = &self.data.quantities;
        for k in at..(at + LONGEST_COUNTRY_WORDS + 1).min(t.len()) {
            let country = (k > at).then(|| {
                let name = r.text.get(t.span_of(at, k - 1).range()).unwrap_or("");
                self.data.actors.state(name).map(|(state, _)| state.alpha2.clone())
            });
            if words.is_code(r.exact(k)) && k == at && !r.word(k).is_some_and(|w| w.is_label) {
                return Some((k, r.exact(k).to_owned()));
            }
            if let Some((codes, first)) = words.currency(t, k) {
                // *Real*, *won*, *sum* and *mark* are other words, too; *500-pound bombs* are heavy.
                let is_noun = matches!(t.pos(k), "NOUN" | "PROPN" | "SYM") || n.scale >= 1000.0;
                if !is_noun || k == at && (is_hyphened || n.scale < 1000.0) && self.is_pounds(k) {
                    return None;
                }
                let code = match country {
                    Some(None) => return None,
                    Some(Some(country)) => {
                        let own = words.of_country(&country);
                        codes.iter().find(|c| own.contains(c)).cloned()
                    }
                    None => None,
                };
                let code = code.or_else(|| self.told(codes, first)).or_else(|| first.map(str::to_owned));
                return Some((k, code.unwrap_or_else(|| t.lemma(k).to_lowercase())));
            }
            if !matches!(t.pos(k), "PROPN" | "ADJ") {
                return None;
            }
        }
        None
    }

    /// The one of several currencies of a name that is used in the country that the text names most.
    fn told(&self, codes: &[String], first: Option<&str>) -> Option<String> {
        if let [only] = codes {
            return Some(only.clone());
        }
        if first.is_some() {
            return None;
        }
        let mut count: HashMap<&str, usize> = HashMap::new();
        let places = self.doc.places.iter().filter_map(|(_, p)| p.value.country.as_deref());
        let entities = self.doc.entities.iter().filter_map(|(_, e)| e.value.country.as_deref());
        for country in places.chain(entities) {
            *count.entry(country).or_default() += 1;
        }
        let weight = |code: &String| {
            let of = |(country, n): (&&str, &usize)| {
                self.data.quantities.of_country(country).contains(code).then_some(*n)
            };
            count.iter().filter_map(of).sum::<usize>()
        };
        // The first of those named equally often, in the order of the list.
        let (best, n) = codes.iter().rev().map(|c| (c, weight(c))).max_by_key(|(_, n)| *n)?;
        (n > 0).then(|| best.clone())
    }

    /// Whether *pound* is a weight here: *500-pound bombs*, *40 pounds of explosives*.
    fn is_pounds(&self, at: usize) -> bool {
        let (t, r) = (self.r.t, &self.r);
        if at >= t.len() || !matches!(r.lower(at), "pound" | "pounds") {
            return false;
        }
        let head = t.head(at);
        let of_matter = r.lower(at + 1) == "of"
            && r.word(at + 2).is_none_or(|w| w.number.is_none())
            && !matches!(t.tag(at + 2), "PRP$" | "DT");
        r.is_hyphen(at.wrapping_sub(1)) || of_matter || matches!(t.lemma(head), "weigh")
    }

    /// With what a price or flow is for: *42 ringgit a tonne*, *900,000 barrels a day*.
    pub(super) fn per(&self, mut unit: Unit) -> Unit {
        let (t, r) = (self.r.t, &self.r);
        let (link, at) = (unit.last + 1, unit.last + 2);
        if at >= t.len() || unit.symbol == "%" || !matches!(r.lower(link), "a" | "an" | "per" | "/") {
            return unit;
        }
        let word = r.word(at);
        let is_time = word.is_some_and(|w| w.is_time);
        if let Some((last, symbol)) = self.data.quantities.unit(t, at) {
            let (symbol, words) = (symbol.to_owned(), r.text.get(t.span_of(at, last).range()).unwrap_or(""));
            unit.last = last;
            if unit.is_money {
                unit.per = Some(format!("per {words}"))
            } else {
                unit.symbol += &format!("/{symbol}")
            }
        } else if is_time || word.is_some_and(|w| w.is_per) {
            unit.last = at;
            let name = match t.lemma(at) {
                // SI brochure: symbols of units accepted for use with the SI.
                "hour" if !unit.is_money => "h",
                "second" if !unit.is_money => "s",
                "minute" if !unit.is_money => "min",
                "day" if !unit.is_money => "d",
                name => name,
            };
            if unit.is_money {
                unit.per = Some(format!("per {name}"))
            } else {
                unit.symbol += &format!("/{name}")
            }
        }
        unit
    }
}
