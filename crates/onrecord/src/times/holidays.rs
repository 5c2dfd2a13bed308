//! Holidays: their names in a text, and which day each means.
//!
//! The names and rules are those of `data/en/lexicon/holidays.tsv`. The grammar asks at its stage `core` for the longest
//! name that stands at a word; `resolve` asks a [`Holiday`] for its days in a year (`holiday_dates`). A name that means
//! another day in each country is narrowed to that of the text (`countries`) before it is resolved; where that is not
//! known it keeps no more than its year.

use super::countries::Named;
use super::data::{Class, TimeData, TimeDataError, UNMEASURED, WordId};
use super::grammar::{Island, Phrase};
use super::holiday_dates::{DayRule, Row};
use super::lexer::{Gap, Kind};
use super::meaning::{Anchor, Field, Meaning};
use hashbrown::HashMap;
use jiff::civil::Date;
use onrecord_doc::TimeType;
use std::sync::Arc;

/// A name found in a text: the rows of the list that it can mean, the likeliest first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Holiday {
    rows: Arc<[Arc<Row>]>,
}

impl Holiday {
    /// First and last day of the holiday that begins in the year, of two the one nearer to `near`.
    pub fn days(&self, year: i32, near: Option<Date>) -> Option<(Date, Date)> {
        self.rows.iter().find_map(|row| row.days(year, near))
    }

    /// Its value without a day: what is known of it in any year.
    pub fn symbol(&self, year: Option<i32>) -> String {
        let year = year.map_or_else(|| "XXXX".to_owned(), |y| format!("{y:04}"));
        let day = self.rows.first().and_then(|row| row.symbol());
        format!("{year}-{}", day.as_deref().unwrap_or("XX-XX"))
    }

    /// Whether it depends on the country.
    pub fn is_of_countries(&self) -> bool {
        self.rows.iter().any(|row| row.country.is_some())
    }

    /// The holiday as the countries of the text have it.
    ///
    /// A row with a country serves where that country is named more often than any other, or, if there is no row for
    /// everywhere, at least half as often. If no country is named, it serves where it is the only reading.
    pub fn narrowed(&self, named: &Named) -> Holiday {
        let top = named.values().copied().max().unwrap_or(0);
        let score = |row: &Row| row.country.as_ref().and_then(|c| named.get(&**c)).copied().unwrap_or(0);
        let (of_country, general): (Vec<&Arc<Row>>, Vec<&Arc<Row>>) =
            self.rows.iter().partition(|row| row.country.is_some());
        let best = of_country.iter().copied().max_by_key(|row| score(row));
        let enough = |row: &Row| {
            let n = score(row);
            n > 0 && if general.is_empty() { 2 * n >= top } else { n == top }
        };
        let rows: Vec<Arc<Row>> = match best {
            Some(best) if enough(best) => {
                let here = of_country.iter().filter(|row| row.country == best.country);
                here.chain(&general).map(|row| (*row).clone()).collect()
            }
            Some(best) if general.is_empty() => {
                let alike = of_country.iter().all(|r| (&r.rule, r.days) == (&best.rule, best.days));
                (top == 0 && alike).then(|| best.clone()).into_iter().collect()
            }
            _ => general.into_iter().cloned().collect(),
        };
        Holiday { rows: rows.into() }
    }
}

/// A word or mark of a name, and whether it needs a capital.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece {
    Word(WordId, bool),
    Mark(char),
}

/// A name as the list has it.
#[derive(Clone, Debug)]
struct Name {
    pieces: Box<[Piece]>,
    holiday: Holiday,
}

/// The list of holidays.
#[derive(Clone, Debug)]
pub(crate) struct Holidays {
    names: Vec<Name>,
    /// For each word that a name starts with, the numbers of its names, the longest first.
    starts: HashMap<WordId, Vec<u16>>,
    /// Words after a name, and before it, with which it is that of something else; in small letters.
    stop_after: Vec<Box<str>>,
    stop_before: Vec<Box<str>>,
    path: Arc<str>,
}

impl Default for Holidays {
    fn default() -> Holidays {
        Holidays {
            names: Vec::new(),
            starts: HashMap::new(),
            stop_after: Vec::new(),
            stop_before: Vec::new(),
            path: Arc::from("en/times/holiday"),
        }
    }
}

/// A line of the list that is no comment: names, rule, value, days and country.
type Line<'t> = (Vec<&'t str>, &'t str, &'t str, i32, Option<Box<str>>);

fn line(text: &str) -> Result<Line<'_>, String> {
    let columns: Vec<&str> = text.split('\t').map(str::trim).collect();
    let [names, rule, value, days, country, ..] = columns.as_slice() else {
        return Err("fewer than five columns".to_owned());
    };
    let names: Vec<&str> = names.split(';').map(str::trim).collect();
    if names.iter().any(|n| n.is_empty()) {
        return Err("a name is empty".to_owned());
    }
    let days = if days.is_empty() { Ok(1) } else { days.parse() };
    let days = days.ok().filter(|d| (1..=100).contains(d)).ok_or("`days` is a number from 1 to 100")?;
    let is_code = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
    if !country.is_empty() && !is_code {
        return Err(format!("`{country}` is no code of a country, as `US`"));
    }
    Ok((names, rule, value, days, is_code.then(|| (*country).into())))
}

/// The words of a name with the rows that it stands in.
type NameRows = (Box<[Piece]>, Vec<Arc<Row>>);

impl Holidays {
    /// Reads the list; its words become known to `data`, which has all other words already.
    ///
    /// # Errors
    ///
    /// A line that cannot be understood, with its number.
    pub fn load(text: &str, data: &mut TimeData) -> Result<Holidays, TimeDataError> {
        let mut holidays = Holidays::default();
        let mut rows: Vec<NameRows> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        let lines = text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty() && !l.starts_with('#'));
        for (n, written) in lines.skip(1) {
            let fault = |e: String| {
                let hint = "columns: name, rule, value, days, country, source";
                TimeDataError::new(format!("holidays.tsv:{}: {e}\n  hint: {hint}", n + 1))
            };
            let (names, rule, value, days, country) = line(written).map_err(fault)?;
            if let "stop-after" | "stop-before" = rule {
                let words = names.iter().map(|w| w.to_lowercase().into());
                let list =
                    if rule == "stop-after" { &mut holidays.stop_after } else { &mut holidays.stop_before };
                list.extend(words);
                continue;
            }
            let rule = DayRule::parse(rule, value, days).map_err(fault)?;
            let row = Arc::new(Row { rule, days, country });
            for name in names {
                let at = *known.entry(name.to_owned()).or_insert(rows.len());
                if at == rows.len() {
                    let pieces = pieces(name, data).map_err(fault)?;
                    data.let_start(
                        pieces
                            .iter()
                            .filter_map(|p| if let Piece::Word(id, _) = p { Some(*id) } else { None }),
                    );
                    rows.push((pieces, Vec::new()));
                }
                rows[at].1.push(row.clone());
            }
        }
        rows.sort_by_key(|(pieces, _)| std::cmp::Reverse(pieces.len()));
        for (n, (pieces, rows)) in rows.into_iter().enumerate() {
            if let (Some(Piece::Word(first, _)), Ok(n)) = (pieces.first(), u16::try_from(n)) {
                holidays.starts.entry(*first).or_default().push(n);
            }
            holidays.names.push(Name { pieces, holiday: Holiday { rows: rows.into() } });
        }
        Ok(holidays)
    }
}

/// The words and marks of a name. Full stops are left out: they may be missing in a text.
fn pieces(name: &str, data: &mut TimeData) -> Result<Box<[Piece]>, String> {
    let mut pieces = Vec::new();
    for word in name.split_inclusive(|c: char| !c.is_alphabetic()) {
        let letters = word.trim_end_matches(|c: char| !c.is_alphabetic());
        if !letters.is_empty() {
            let capital = letters.starts_with(char::is_uppercase);
            pieces.push(Piece::Word(data.intern_name(&letters.to_lowercase(), capital), capital));
        }
        match word.chars().next_back().filter(|c| !c.is_alphabetic()) {
            None | Some(' ' | '.') => {}
            Some(c @ ('\'' | '-')) => pieces.push(Piece::Mark(c)),
            Some(c) => return Err(format!("a name has no `{c}`")),
        }
    }
    match pieces.first() {
        Some(Piece::Word(..)) => Ok(pieces.into()),
        _ => Err(format!("`{name}` does not begin with a word")),
    }
}

impl Island<'_> {
    /// The holiday that is named from this item on, with what belongs to it: *last Christmas*, *Good Friday, 2024*.
    pub fn holiday(&self, at: usize) -> Option<(usize, Phrase)> {
        let holidays = &self.data.holidays;
        let word = self.word(at)?;
        let mut m = Meaning::default();
        let mut start = at;
        let has_article = self.data.spelling(word) == Some("the");
        start += usize::from(has_article);
        let token =
            |i: usize| self.items.get(i).filter(|i| i.phrase.is_none()).map(|i| &self.tokens[i.first]);
        let value = |i: usize, class: Class| token(i).and_then(|t| t.value(class, self.data));
        let spelling = |i: usize| self.word(i).and_then(|id| self.data.spelling(id));
        if let Some(by) = value(start, Class::StepNow) {
            m.choose = Some((by, if by == 0 { Anchor::Context } else { Anchor::Published }));
        } else if let Some(by) = value(start, Class::StepThen) {
            m.choose = Some((by, Anchor::Previous));
        } else if let Some("every" | "each") = spelling(start) {
            m.kind = Some(TimeType::Set);
        }
        let stepped = m.choose.is_some() || m.kind.is_some();
        start += usize::from(stepped);
        let names = holidays.starts.get(&self.word(start)?)?;
        let (mut end, name) = names
            .iter()
            .filter_map(|n| holidays.names.get(usize::from(*n)))
            .find_map(|name| self.name_ends(name, start).map(|end| (end, name)))?;
        let tail = usize::from(self.is_mark(end, ',') || spelling(end) == Some("of"));
        let year = value(end + tail, Class::Year).or(value(end + tail, Class::OldYear));
        if let Some(y) = year.filter(|_| m.choose.is_none()) {
            m.year = Some(Field::Is(y));
            end += tail + 1;
        } else if value(end, Class::Weekend).is_some() {
            m.weekend = true;
            end += 1;
        }
        let (from, to) = (self.span_of(start).0, self.span_of(end - 1).1);
        let is_part =
            m.year.is_none() && !m.weekend && holidays.is_of_a_name(self.text, from, to, name, stepped);
        // The article belongs to a step, a year or a weekend; else it may be that of the noun after the name.
        let ends_phrase = self.text.get(to..).is_some_and(|s| s.starts_with(['.', ',', ';', ':', ')', '\n']));
        let keeps_article = stepped || m.year.is_some() || m.weekend || ends_phrase;
        if is_part && !has_article && self.is_whole(at, end) {
            // The words of the name are no time by themselves: the Friday of the Good Friday Agreement.
            let meaning = Meaning::default();
            return Some((end, Phrase { meaning, path: holidays.path.clone(), score: UNMEASURED }));
        }
        if is_part || has_article && !keeps_article {
            return None;
        }
        m.holiday = Some(name.holiday.clone());
        self.is_whole(at, end)
            .then(|| (end, Phrase { meaning: m, path: holidays.path.clone(), score: UNMEASURED }))
    }

    fn word(&self, at: usize) -> Option<WordId> {
        let item = self.items.get(at).filter(|item| item.phrase.is_none())?;
        if let Kind::Word(id) = self.tokens[item.first].kind { Some(id) } else { None }
    }

    fn is_mark(&self, at: usize, mark: char) -> bool {
        let item = self.items.get(at).filter(|item| item.phrase.is_none());
        item.is_some_and(|item| self.tokens[item.first].kind == Kind::Mark(mark))
    }

    /// First and last byte of an item.
    fn span_of(&self, at: usize) -> (usize, usize) {
        let item = &self.items[at];
        (self.tokens[item.first].span.start(), self.tokens[item.end - 1].span.end())
    }

    /// Where the name ends if it stands here.
    fn name_ends(&self, name: &Name, start: usize) -> Option<usize> {
        let mut at = start;
        for (n, piece) in name.pieces.iter().enumerate() {
            self.steps.set(self.steps.get() + 1);
            // "St. David's Day": the stop after a word cut short.
            at += usize::from(n > 0 && self.is_mark(at, '.') && matches!(piece, Piece::Word(..)));
            let item = self.items.get(at).filter(|item| item.phrase.is_none())?;
            let token = &self.tokens[item.first];
            let fits = match *piece {
                Piece::Word(id, capital) => token.kind == Kind::Word(id) && (token.capital || !capital),
                Piece::Mark(c) => token.kind == Kind::Mark(c) && token.gap == Gap::None,
            };
            if !fits {
                return None;
            }
            at += 1;
        }
        Some(at)
    }
}

impl Holidays {
    /// Whether the words around make the name that of something else: *Easter Island*, *Father Christmas*.
    fn is_of_a_name(&self, text: &str, from: usize, to: usize, name: &Name, stepped: bool) -> bool {
        let after = text.get(to..).unwrap_or("");
        let next = after.strip_prefix([' ', '-']).unwrap_or("");
        let next = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        let before = text.get(..from).unwrap_or("").trim_end_matches([' ', '"', '\u{201c}']);
        let before = before.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        let is_in = |list: &[Box<str>], word: &str| {
            list.iter()
                .any(|w| w.chars().flat_map(char::to_lowercase).eq(word.chars().flat_map(char::to_lowercase)))
        };
        // A name of one word with a capitalised one after it is the beginning of a longer name.
        let goes_on =
            name.pieces.len() == 1 && !stepped && next.len() > 1 && next.starts_with(char::is_uppercase);
        goes_on || is_in(&self.stop_after, next) || is_in(&self.stop_before, before)
    }
}
