//! The words of quantities: numbers, multiples, bounds, units, people, and the currencies with their symbols.
//!
//! Read from `data/en/lexicon/quantities.tsv` and `currencies.tsv`; the heads of those files tell what each class means.

use crate::{Error, tsv};
use hashbrown::{HashMap, HashSet};
use onrecord_doc::Tokens;

/// What a single word can be in a quantity.
#[derive(Clone, Debug, Default)]
pub(super) struct Word {
    pub number: Option<f64>,
    pub multiple: Option<f64>,
    pub short: Option<f64>,
    pub many: Option<f64>,
    pub few: Option<f64>,
    pub pair: Option<f64>,
    pub share: Option<f64>,
    pub is_time: bool,
    pub is_label: bool,
    pub is_person: bool,
    pub is_per: bool,
    pub is_harm: bool,
}

/// What a phrase beside a number says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// It is that or more.
    Low,
    /// It is that or less.
    High,
    /// It is near that.
    About,
}

/// A phrase that bounds, as its words.
#[derive(Clone, Debug)]
struct Phrase {
    words: Vec<String>,
    bound: Bound,
}

/// A currency name or symbol without a country.
#[derive(Clone, Debug, Default)]
struct Money {
    /// Codes that the name can mean.
    codes: Vec<String>,
    /// The one that it means where nothing tells.
    first: Option<String>,
}

/// The words that make and bound a quantity, its units and currencies.
#[derive(Clone, Debug, Default)]
pub struct QuantityWords {
    words: HashMap<String, Word>,
    /// By the last word: what stands before a number.
    before: HashMap<String, Vec<Phrase>>,
    /// By the first word: what stands behind it.
    behind: HashMap<String, Vec<Phrase>>,
    units: HashMap<String, String>,
    hundredths: HashMap<String, String>,
    names: HashMap<String, Money>,
    symbols: HashMap<String, String>,
    codes: HashSet<String>,
    /// Currencies of a country.
    of_country: HashMap<String, Vec<String>>,
}

/// No unit has more tokens: *cu ft/s*, *kilometres per hour*.
const LONGEST_UNIT_TOKENS: usize = 6;

impl QuantityWords {
    /// Reads the lists of words and of currencies; the paths are for messages.
    ///
    /// # Errors
    ///
    /// If a row has a wrong number of cells, no source, no word, a class that there is not, or a value that is no
    /// number where one is asked for.
    pub(crate) fn parse(words: (&str, &str), currencies: (&str, &str)) -> Result<QuantityWords, Error> {
        let mut out = QuantityWords::default();
        out.add_words(words.0, words.1)?;
        out.add_currencies(currencies.0, currencies.1)?;
        Ok(out)
    }

    fn add_words(&mut self, path: &str, table: &str) -> Result<(), Error> {
        for row in tsv::rows(path, table, ["word", "class", "value", "source"])? {
            let [word, class, value, _] = row.cells;
            if word.is_empty() {
                return Err(tsv::wrong(path, row.line, "no word", None));
            }
            let number = || {
                let found = value.parse::<f64>().ok().filter(|v| v.is_finite());
                found.map(Some).ok_or_else(|| {
                    let hint = Some("such as `12` or `0.5`".to_owned());
                    tsv::wrong(path, row.line, format!("`{value}` is no number"), hint)
                })
            };
            let phrase =
                |bound| Phrase { words: word.split(' ').map(str::to_owned).collect::<Vec<_>>(), bound };
            let (first, last) =
                (word.split(' ').next().unwrap_or(word), word.rsplit(' ').next().unwrap_or(word));
            let entry = self.words.entry_ref(word);
            match class {
                "number" => entry.or_default().number = number()?,
                "multiple" => entry.or_default().multiple = number()?,
                "short" => entry.or_default().short = number()?,
                "many" => entry.or_default().many = number()?,
                "few" => entry.or_default().few = number()?,
                "pair" => entry.or_default().pair = number()?,
                "share" => entry.or_default().share = number()?,
                "time" => entry.or_default().is_time = true,
                "label" => entry.or_default().is_label = true,
                "person" => entry.or_default().is_person = true,
                "per" => entry.or_default().is_per = true,
                "harm" => entry.or_default().is_harm = true,
                "low" => self.before.entry_ref(last).or_default().push(phrase(Bound::Low)),
                "high" => self.before.entry_ref(last).or_default().push(phrase(Bound::High)),
                "about" => self.before.entry_ref(last).or_default().push(phrase(Bound::About)),
                "low_after" => self.behind.entry_ref(first).or_default().push(phrase(Bound::Low)),
                "high_after" => self.behind.entry_ref(first).or_default().push(phrase(Bound::High)),
                "about_after" => self.behind.entry_ref(first).or_default().push(phrase(Bound::About)),
                "unit" => drop(self.units.insert(word.to_owned(), value.to_owned())),
                "hundredth" => drop(self.hundredths.insert(word.to_owned(), value.to_owned())),
                _ => {
                    let hint = "classes: number, multiple, short, many, few, pair, share, low, high, about, low_after, \
                                high_after, about_after, unit, per, hundredth, time, label, person, harm";
                    let message = format!("unknown class `{class}`");
                    return Err(tsv::wrong(path, row.line, message, Some(hint.to_owned())));
                }
            }
        }
        // Of two that end alike the longer one is meant: *no more than* before *more than*.
        for phrases in self.before.values_mut().chain(self.behind.values_mut()) {
            phrases.sort_by_key(|p| std::cmp::Reverse(p.words.len()));
        }
        Ok(())
    }

    fn add_currencies(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let columns = ["code", "names", "symbols", "countries", "first", "source"];
        for row in tsv::rows(path, table, columns)? {
            let [code, names, symbols, countries, first, _] = row.cells;
            if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) {
                let hint = Some("three capitals of ISO 4217, such as `USD`".to_owned());
                return Err(tsv::wrong(path, row.line, format!("`{code}` is no currency code"), hint));
            }
            let list = |cell: &'static str, text: &str| {
                let parts: Vec<String> =
                    text.split(';').map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect();
                (cell, parts).1
            };
            self.codes.insert(code.to_owned());
            for name in list("names", names) {
                self.names.entry(name).or_default().codes.push(code.to_owned());
            }
            for name in list("first", first) {
                self.names.entry(name).or_default().first = Some(code.to_owned());
            }
            for symbol in list("symbols", symbols) {
                self.symbols.insert(symbol, code.to_owned());
            }
            for country in list("countries", countries) {
                self.of_country.entry(country).or_default().push(code.to_owned());
            }
        }
        Ok(())
    }

    /// What each distinct word of a document can be, by its number.
    pub(super) fn table<'s>(&'s self, t: &Tokens) -> Vec<Option<&'s Word>> {
        t.words.iter().map(|(_, word)| self.words.get(word)).collect()
    }

    /// What a word can be.
    pub(super) fn word(&self, lower: &str) -> Option<&Word> {
        self.words.get(lower)
    }

    /// The unit that begins at token `i`, and its last token.
    pub(super) fn unit(&self, t: &Tokens, i: usize) -> Option<(usize, &str)> {
        let is_space = |k: usize| t.pos(k) == "SPACE";
        let end = (i + LONGEST_UNIT_TOKENS).min(t.len());
        (i..end).rev().filter(|last| !is_space(*last)).find_map(|last| {
            let mut joined = String::new();
            for k in i..last {
                // *Kilowatt-hours* and *m3/s* are several tokens, and no space stands between them.
                let (word, gap) =
                    if is_space(k) { ("", " ") } else { (t.lower(k), if t.space(k) { " " } else { "" }) };
                joined.push_str(word);
                if !joined.ends_with(' ') {
                    joined.push_str(gap);
                }
            }
            let front = joined.len();
            joined.push_str(t.lower(last));
            if let Some(symbol) = self.units.get(&joined) {
                return Some((last, symbol.as_str()));
            }
            joined.truncate(front);
            joined.push_str(t.lower(last).strip_suffix('s')?);
            self.units.get(&joined).map(|symbol| (last, symbol.as_str()))
        })
    }

    /// The unit that a piece of a token names: the `km` of `5km`.
    pub(super) fn unit_of(&self, piece: &str) -> Option<&str> {
        self.units.get(piece).map(String::as_str)
    }

    /// The currency of which a word names the hundredth part.
    pub(super) fn hundredth(&self, t: &Tokens, i: usize) -> Option<&str> {
        let lower = t.lower(i);
        let found = self.hundredths.get(lower).or_else(|| self.hundredths.get(lower.strip_suffix('s')?));
        found.map(String::as_str)
    }

    /// The currency of a symbol, or of an ISO code in capitals.
    pub(super) fn symbol(&self, word: &str) -> Option<&str> {
        self.symbols.get(word).or_else(|| self.codes.get(word)).map(String::as_str)
    }

    /// Whether a word is the code of a currency.
    pub(super) fn is_code(&self, word: &str) -> bool {
        self.codes.contains(word)
    }

    /// The currencies that a word may name, and the one it means where nothing tells.
    pub(super) fn currency(&self, t: &Tokens, i: usize) -> Option<(&[String], Option<&str>)> {
        let lower = t.lower(i);
        let find = |word: &str| self.names.get(word);
        let found = find(lower).or_else(|| find(lower.strip_suffix('s')?))?;
        Some((&found.codes, found.first.as_deref()))
    }

    /// The currencies of a country.
    pub(super) fn of_country(&self, alpha2: &str) -> &[String] {
        self.of_country.get(alpha2).map_or(&[], Vec::as_slice)
    }

    /// The phrase that ends right before token `i`, its first token and what it says.
    pub(super) fn before(&self, t: &Tokens, i: usize) -> Option<(usize, Bound)> {
        let last = i.checked_sub(1)?;
        let phrases = self.before.get(t.lower(last))?;
        phrases.iter().find_map(|p| {
            let first = i.checked_sub(p.words.len())?;
            (first..i).zip(&p.words).all(|(k, word)| t.lower(k) == word).then_some((first, p.bound))
        })
    }

    /// The phrase that begins at token `i` and what it says.
    pub(super) fn behind(&self, t: &Tokens, i: usize) -> Option<Bound> {
        let phrases = (i < t.len()).then(|| self.behind.get(t.lower(i)))??;
        let fits = |p: &&Phrase| {
            i + p.words.len() <= t.len() && (i..).zip(&p.words).all(|(k, word)| t.lower(k) == word)
        };
        phrases.iter().find(fits).map(|p| p.bound)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CURRENCIES: &str = "code\tnames\tsymbols\tcountries\tfirst\tsource\n";

    fn fault(words: &str, currencies: &str) -> String {
        let words = format!("word\tclass\tvalue\tsource\n{words}");
        let currencies = format!("{CURRENCIES}{currencies}");
        QuantityWords::parse(("q.tsv", &words), ("c.tsv", &currencies)).unwrap_err().to_string()
    }

    #[test]
    fn faults_are_told_with_their_place() {
        let said = fault("dozen\tmultipel\t12\town\n", "");
        assert!(
            said.starts_with("q.tsv:2:1: unknown class `multipel`\n  hint: classes: number, multiple"),
            "{said}"
        );
        let said = fault("dozen\tmultiple\ttwelve\town\n", "");
        assert_eq!(said, "q.tsv:2:1: `twelve` is no number\n  hint: such as `12` or `0.5`");
        let said = fault("", "usd\tdollar\t$\tUS\tdollar\town\n");
        assert!(said.starts_with("c.tsv:2:1: `usd` is no currency code"), "{said}");
    }
}
