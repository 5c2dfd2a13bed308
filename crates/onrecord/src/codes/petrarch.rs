//! Actor and agent dictionaries in the format of TABARI and PETRARCH, such as those of Phoenix, as they are.
//!
//! ```text
//! # a comment, also behind an entry
//! KINGDOM_OF_ORDA_ [ORD]                 a name and its code; _ stands between words and, at the end, for a stop
//! +ORDAN_                                further names of the same actor
//! MARA_BREL_
//! +M._BREL_
//!     [ORDGOV 20090312-20140101]         a code for a time, also `>20090312` and `<20140101`, years of two digits too
//!     [ORDELI]                           and the code for all other times
//! !PERSON! = MAN, MEN, WOMAN, WOMEN      words that may stand where !PERSON! does
//! GUNMAN {GUNMEN} [~UAF]                 an agent: a noun with its role; {} for a noun without plural
//! ```
//!
//! A line that cannot be read is told with its number and passed over; all others count.

use super::roles;
use super::tables::{Case, Entry, Means, Row, Tables, international};
use super::words::{self, plural};
use crate::error::Finding;
use hashbrown::HashMap;
use jiff::civil::Date;

/// The most findings that are kept for one file; a file of another kind has one in every line.
const MOST_FINDINGS: usize = 50;
/// The most names that one line with substitutions stands for.
const MOST_FORMS: usize = 64;
/// The most words of a name.
const MOST_WORDS: usize = 16;
/// The most names of one actor.
const MOST_NAMES: usize = 2000;

/// A code with the time for which it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Code {
    text: String,
    from: Option<Date>,
    to: Option<Date>,
    line: usize,
}

/// A name with all its forms and codes, as far as it is read.
#[derive(Debug, Default)]
struct Block {
    names: Vec<String>,
    codes: Vec<Code>,
    line: usize,
}

/// A dictionary while it is read.
struct Reading<'a> {
    tables: &'a mut Tables,
    path: &'a str,
    file: usize,
    findings: Vec<Finding>,
    more: usize,
    sets: HashMap<String, Vec<String>>,
    block: Block,
}

/// Adds a dictionary to the tables, before what is there.
pub(super) fn add(tables: &mut Tables, findings: &mut Vec<Finding>, path: &str, text: &str) {
    let file = tables.add_file(path);
    let block = Block::default();
    let mut reading =
        Reading { tables, path, file, findings: Vec::new(), more: 0, sets: HashMap::new(), block };
    for (n, line) in text.lines().enumerate() {
        reading.line(n + 1, line);
    }
    reading.close();
    let (own, more) = (reading.findings, reading.more);
    findings.extend(own);
    if more > 0 {
        let message = format!("{more} further lines cannot be read");
        findings.push(Finding { path: path.to_owned(), line: 0, column: 1, message, hint: None });
    }
}

impl Reading<'_> {
    fn fault(&mut self, line: usize, message: String, hint: &str) {
        if self.findings.len() >= MOST_FINDINGS {
            self.more += 1;
            return;
        }
        let hint = (!hint.is_empty()).then(|| hint.to_owned());
        self.findings.push(Finding { path: self.path.to_owned(), line, column: 1, message, hint });
    }

    fn line(&mut self, number: usize, line: &str) {
        let line = line.split(['#', ';']).next().unwrap_or("").trim_end();
        if line.trim().is_empty() {
            return;
        }
        if let Some((name, members)) = line.split_once('=')
            && name.trim().starts_with('!')
            && !line.contains('[')
        {
            let members = members.split(',').map(|m| m.trim().to_owned()).filter(|m| !m.is_empty());
            self.sets.insert(name.trim().to_owned(), members.collect());
            return;
        }
        let begins_block = !line.starts_with(['+', '[', ' ', '\t']);
        if begins_block {
            self.close();
            self.block.line = number;
        }
        let (names, codes) = match line.find('[') {
            Some(at) => line.split_at(at),
            None => (line, ""),
        };
        let names = names.trim().trim_start_matches('+').trim();
        if self.block.names.is_empty() && names.is_empty() {
            return self.fault(number, "a code without a name".to_owned(), "a name begins its line");
        }
        if !names.is_empty() {
            self.names(number, names);
        }
        self.codes(number, codes);
    }

    /// A name, with its plural if it is an agent: `GUNMAN {GUNMEN}`.
    fn names(&mut self, number: usize, text: &str) {
        let (name, plurals) = match text.split_once('{') {
            Some((name, rest)) => (name.trim(), Some(rest.split('}').next().unwrap_or("").trim())),
            None => (text, None),
        };
        for form in self.forms(number, name) {
            self.name(number, &form);
            if plurals.is_none() {
                // Regular plurals are understood, as PETRARCH does; that of a proper name does no harm.
                self.block.names.push(format!("\u{1}{form}"));
            }
        }
        for form in plurals.into_iter().flat_map(|p| p.split(',')).filter(|p| !p.trim().is_empty()) {
            self.name(number, form.trim());
        }
    }

    fn name(&mut self, number: usize, form: &str) {
        let spaced: String = form.chars().map(|c| if c == '_' { ' ' } else { c }).collect();
        let n = words::words(&spaced).len();
        if n == 0 || n > MOST_WORDS {
            let message = format!("`{}` is no name", short(form));
            return self.fault(number, message, "a name has one to 16 words, with `_` between them");
        }
        if self.block.names.len() >= MOST_NAMES {
            return self.fault(number, "more names than one actor may have".to_owned(), "at most 2,000");
        }
        self.block.names.push(spaced.trim().to_owned());
    }

    /// The forms of a name with substitutions: `BUSINESS!PERSON!`.
    fn forms(&mut self, number: usize, name: &str) -> Vec<String> {
        let Some((before, rest)) = name.split_once('!') else { return vec![name.to_owned()] };
        let Some((set, after)) = rest.split_once('!') else { return vec![name.to_owned()] };
        let Some(members) = self.sets.get(format!("!{set}!").as_str()).cloned() else {
            let message = format!("`!{}!` is not given before", short(set));
            self.fault(number, message, "`!PERSON! = MAN, MEN` gives it");
            return Vec::new();
        };
        let forms = members.iter().take(MOST_FORMS).map(|m| format!("{before}{m}{after}"));
        forms.collect()
    }

    fn codes(&mut self, number: usize, text: &str) {
        for part in text.split('[').skip(1) {
            let Some((inner, _)) = part.split_once(']') else {
                self.fault(
                    number,
                    format!("`[{}` has no `]`", short(part)),
                    "a code stands in brackets: [RUSGOV]",
                );
                continue;
            };
            let mut pieces = inner.split_whitespace();
            let Some(code) = pieces.next() else {
                self.fault(number, "an empty code".to_owned(), "a code stands in brackets: [RUSGOV]");
                continue;
            };
            let is_code =
                code.len() <= 30 && code.bytes().all(|b| b.is_ascii_alphanumeric() || b"~-*".contains(&b));
            if !is_code {
                self.fault(
                    number,
                    format!("`{}` is no code", short(code)),
                    "letters in threes: RUSGOV, ~GOV, IGOUNO",
                );
                continue;
            }
            let time: String = pieces.collect();
            let (from, to) = match times(&time) {
                Some(times) => times,
                None => {
                    let message = format!("`{}` is no time; the code counts for all times", short(&time));
                    self.fault(number, message, "`>20090312`, `<20140101` or `20090312-20140101`");
                    (None, None)
                }
            };
            self.block.codes.push(Code { text: code.to_ascii_uppercase(), from, to, line: number });
        }
    }

    /// Files what has been read of a name.
    fn close(&mut self) {
        let block = std::mem::take(&mut self.block);
        if block.names.is_empty() {
            return;
        }
        if block.codes.is_empty() {
            let name = short(block.names[0].trim_start_matches('\u{1}'));
            return self.fault(
                block.line,
                format!("`{name}` has no code"),
                "a code stands in brackets: [RUSGOV]",
            );
        }
        // Those with a time first: the others are for all other times.
        let mut codes = block.codes;
        codes.sort_by_key(|c| c.from.is_none() && c.to.is_none());
        let name = titled(&block.names[0]);
        for code in codes.iter().rev() {
            let row = Row { file: self.file, line: code.line };
            let entry = entry(&name, code, row);
            for form in &block.names {
                let is_agent = matches!(entry.means, Means::Agent);
                let form = match form.strip_prefix('\u{1}') {
                    Some(one) if is_agent => plural(&words::key(&one.replace('_', " "))),
                    Some(_) => continue,
                    None => form.clone(),
                };
                let is_short = form.chars().filter(|c| c.is_alphanumeric()).count() <= 2;
                let case = match (is_agent, is_short) {
                    (true, _) => Case::Any,
                    (false, true) => Case::Caps,
                    (false, false) => Case::Capital,
                };
                self.tables.add_first(&form, Entry { case, ..entry.clone() });
            }
        }
    }
}

fn entry(name: &str, code: &Code, row: Row) -> Entry {
    let text = code.text.as_str();
    let is_agent = text.contains('~');
    let text = text.trim_matches(['~', '*']).trim_start_matches('-');
    let is_whole = ["IGO", "NGO", "IMG", "NGM", "MNC", "INT"].iter().any(|p| text.starts_with(p));
    let (country, role) = match (is_agent, is_whole) {
        (true, false) => ("", text),
        (_, true) => (international(text), text),
        // A role alone, `[ELI]`, is of no country.
        (false, false) if !roles::sector_of(&format!("---{text}")).is_empty() && text.len() == 3 => {
            ("", text)
        }
        (false, false) => (text.get(..3).unwrap_or(text), text.get(3..).unwrap_or("")),
    };
    let sector = if country.is_empty() && !is_whole {
        roles::sector_of(&format!("---{role}"))
    } else {
        roles::sector_of(if is_whole { text } else { &code.text })
    };
    let means = match (is_agent, role.is_empty()) {
        (true, _) => Means::Agent,
        (false, true) => Means::State,
        (false, false) => Means::Group,
    };
    Entry {
        means,
        name: name.to_owned(),
        country: country.to_owned(),
        cameo: role.to_owned(),
        is_whole,
        sector: sector.to_owned(),
        from: code.from,
        to: code.to,
        row,
        case: Case::Capital,
        is_top: false,
    }
}

/// `>970101`, `<20140101`, `970101-061231`; nothing is all times.
fn times(text: &str) -> Option<(Option<Date>, Option<Date>)> {
    if text.is_empty() {
        return Some((None, None));
    }
    if let Some(from) = text.strip_prefix('>') {
        return Some((Some(day(from)?), None));
    }
    if let Some(to) = text.strip_prefix('<') {
        return Some((None, Some(day(to)?)));
    }
    let (from, to) = text.split_once('-')?;
    Some((Some(day(from)?), Some(day(to)?)))
}

/// `970101`, `20140101`. Years of two digits from 30 on are of the last century, as in TABARI.
fn day(text: &str) -> Option<Date> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let at = |from: usize, to: usize| text.get(from..to).and_then(|s| s.parse::<i16>().ok());
    let (year, rest) = match text.len() {
        6 if is_number => (at(0, 2).map(|y| if y < 30 { 2000 + y } else { 1900 + y })?, 2),
        8 if is_number => (at(0, 4)?, 4),
        _ => return None,
    };
    let month = i8::try_from(at(rest, rest + 2)?).ok()?.clamp(1, 12);
    let number = i8::try_from(at(rest + 2, rest + 4)?).ok()?;
    let first = Date::new(year, month, 1).ok()?;
    // `19990931` and `19990000` stand in real files: the end and the beginning of the month.
    Date::new(year, month, number.clamp(1, first.days_in_month())).ok()
}

/// A name in small letters with capitals: dictionaries have capitals alone.
fn titled(name: &str) -> String {
    let one = |word: &str| {
        let mut chars = word.chars();
        let first: String = chars.next().into_iter().collect();
        if word.contains('.') { word.to_owned() } else { first + &chars.as_str().to_lowercase() }
    };
    let name = name.trim_start_matches('\u{1}');
    let words: Vec<String> = name.split_whitespace().map(one).collect();
    words.join(" ")
}

/// Words of a file, short enough for a message.
fn short(text: &str) -> String {
    let mut out: String = text.chars().take(40).collect();
    if out.len() < text.len() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_all_their_forms() {
        let shown = |text: &str| {
            times(text)
                .map(|(a, b)| [a, b].map(|d| d.map_or_else(String::new, |d| d.to_string())).join(" to "))
        };
        for (text, wanted) in [
            ("", " to "),
            (">040309", "2004-03-09 to "),
            ("<19990931", " to 1999-09-30"),
            ("970101-061231", "1997-01-01 to 2006-12-31"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["2004017-20061201", ">", "-", "soon", "９７０１０１-061231"] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
