//! The text as tokens, each with the classes that the word list gives it.
//!
//! Time expressions are made of few words. A word that the list does not know ends an *island*: a run of known words,
//! numbers and marks. Only islands that hold a word that can start a time are looked at by the grammar, so most of a
//! text costs one look-up a word.

use super::data::{Class, TimeData, WordId};
use onrecord_doc::Span;

/// What stands between a token and the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing.
    None,
    /// White space within a paragraph.
    Space,
    /// The end of a paragraph: an empty line, or a line that is not just wrapped.
    Break,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `2024`, with so many digits.
    Digits(u8),
    /// `2,024`
    Grouped,
    /// `2.5`, with so many digits after the point.
    Decimal(u8),
    /// `12th`
    Ordinal,
}

impl Form {
    /// Whether some number so written is of the class.
    pub fn may_be(self, class: Class) -> bool {
        let digits = match self {
            Form::Digits(d) => d,
            _ => 0,
        };
        match class {
            Class::Number => self != Form::Ordinal,
            Class::Ordinal | Class::DayOrdinal => self == Form::Ordinal,
            Class::Day => matches!(digits, 1 | 2) || self == Form::Ordinal,
            Class::MonthNumber | Class::Hour => matches!(digits, 1 | 2),
            Class::Day2 | Class::TwoDigits | Class::Sixty => digits == 2,
            Class::Year | Class::OldYear | Class::FourClock => digits == 4,
            Class::AnyYear => matches!(digits, 1..=4),
            Class::PointClock => self == Form::Decimal(2),
            Class::DecadeYear => matches!(digits, 2 | 4),
            _ => false,
        }
    }
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    /// A word of the list.
    Word(WordId),
    /// A number in figures.
    Number(f64, Form),
    /// A mark, such as `-`; the dashes are one mark, and so are the apostrophes.
    Mark(char),
}

/// A token of an island.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Token {
    pub span: Span,
    pub kind: Kind,
    pub gap: Gap,
    /// Whether its first letter is a capital.
    pub capital: bool,
}

/// A line of so many bytes or more may be one that was wrapped, so that a time may go on in the next.
const WRAPPED: usize = 50;

/// Longest word of the list that is looked up; longer ones are not known.
const LONGEST: usize = 24;

/// Calls `island` with each run of known tokens that holds a trigger.
pub(crate) fn islands(text: &str, data: &TimeData, mut island: impl FnMut(&[Token])) {
    let mut lexer = Lexer { text, bytes: text.as_bytes(), at: 0, line: 0, gap: Gap::Break };
    let mut run: Vec<Token> = Vec::new();
    let mut trigger = false;
    loop {
        let piece = lexer.next(data);
        match piece {
            Piece::Known(token, starts) => {
                if token.gap == Gap::Break && trigger {
                    island(&run);
                }
                if token.gap == Gap::Break {
                    run.clear();
                    trigger = false;
                }
                run.push(token);
                trigger |= starts;
            }
            Piece::Unknown | Piece::End => {
                if trigger {
                    island(&run);
                }
                run.clear();
                trigger = false;
                if matches!(piece, Piece::End) {
                    return;
                }
            }
        }
    }
}

enum Piece {
    Known(Token, bool),
    Unknown,
    End,
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Where the line begins.
    line: usize,
    gap: Gap,
}

impl Lexer<'_> {
    fn next(&mut self, data: &TimeData) -> Piece {
        self.white_space();
        let Some(first) = self.text.get(self.at..).and_then(|s| s.chars().next()) else {
            return Piece::End;
        };
        let start = self.at;
        let (kind, starts) = if first.is_ascii_digit() {
            self.number()
        } else if first.is_alphabetic() {
            match self.word(data) {
                Some(known) => known,
                None => {
                    self.gap = Gap::None;
                    return Piece::Unknown;
                }
            }
        } else {
            self.at += first.len_utf8();
            match first {
                '-' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2014}' | '\u{2212}' => {
                    (Kind::Mark('-'), false)
                }
                '\'' | '\u{2018}' | '\u{2019}' => (Kind::Mark('\''), false),
                ',' | '.' | '/' | ':' | '(' | ')' | '+' => (Kind::Mark(first), false),
                _ => {
                    self.gap = Gap::None;
                    return Piece::Unknown;
                }
            }
        };
        let token =
            Token { span: Span::of(start, self.at), kind, gap: self.gap, capital: first.is_uppercase() };
        self.gap = Gap::None;
        Piece::Known(token, starts)
    }

    fn white_space(&mut self) {
        let start = self.at;
        let mut newlines = 0;
        // One space before a word is what stands there nearly always.
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
            self.gap = Gap::Space;
            if self.bytes.get(self.at).is_some_and(|b| b.is_ascii_graphic()) {
                return;
            }
        }
        while let Some(c) = self.text.get(self.at..).and_then(|s| s.chars().next()) {
            if !c.is_whitespace() {
                break;
            }
            if c == '\n' {
                newlines += 1;
                let length = start.saturating_sub(self.line);
                self.line = self.at + 1;
                if newlines > 1 || length < WRAPPED {
                    self.gap = Gap::Break;
                }
            }
            self.at += c.len_utf8();
            if self.gap == Gap::None {
                self.gap = Gap::Space;
            }
        }
    }

    /// A word with the letters of a dotted abbreviation taken together: `a.m.` is the word `am`.
    fn word(&mut self, data: &TimeData) -> Option<(Kind, bool)> {
        let start = self.at;
        if self.is_dotted(start) {
            while self.is_letter(self.at) && self.bytes.get(self.at + 1) == Some(&b'.') {
                self.at += 2;
            }
            if self.is_letter(self.at) && !self.is_letter(self.at + 1) {
                self.at += 1;
            }
        } else {
            self.letters();
            // Most words are told from those of the list by their first letter and length.
            if !data.may_have(self.bytes[start].to_ascii_lowercase(), self.at - start) {
                return None;
            }
        }
        let mut folded = [0u8; LONGEST];
        let mut len = 0;
        for b in self.bytes.get(start..self.at)?.iter().filter(|b| **b != b'.') {
            *folded.get_mut(len)? = b.to_ascii_lowercase();
            len += 1;
        }
        let word = folded.get(..len).and_then(|w| std::str::from_utf8(w).ok())?;
        let id = data.word(word, self.bytes[start].is_ascii_uppercase())?;
        if data.is_cut_short(id) && self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
        }
        Some((Kind::Word(id), data.is_trigger(id)))
    }

    /// Goes on to the end of the letters.
    fn letters(&mut self) {
        loop {
            match self.bytes.get(self.at) {
                Some(b) if b.is_ascii_alphabetic() => self.at += 1,
                Some(b) if !b.is_ascii() => match self.text.get(self.at..).and_then(|s| s.chars().next()) {
                    Some(c) if c.is_alphabetic() => self.at += c.len_utf8(),
                    _ => return,
                },
                _ => return,
            }
        }
    }

    fn is_letter(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(u8::is_ascii_alphabetic)
    }

    fn is_digit(&self, at: usize) -> bool {
        self.bytes.get(at).is_some_and(u8::is_ascii_digit)
    }

    /// Whether a single letter, a full stop and a single letter stand here.
    fn is_dotted(&self, at: usize) -> bool {
        self.is_letter(at)
            && self.bytes.get(at + 1) == Some(&b'.')
            && self.is_letter(at + 2)
            && !self.is_letter(at + 3)
    }

    fn digits(&self, mut at: usize) -> usize {
        while self.is_digit(at) {
            at += 1;
        }
        at
    }

    /// A number in figures. It can start a time by itself if it has four digits or is joined to a mark or letter.
    fn number(&mut self) -> (Kind, bool) {
        let start = self.at;
        let mut end = self.digits(start);
        let mut form = Form::Digits(u8::try_from(end - start).unwrap_or(u8::MAX));
        let mut value: f64 = self.text.get(start..end).and_then(|s| s.parse().ok()).unwrap_or(0.0);
        // Groups of three: 1,300 or 2,024,000.
        while end - start <= 15
            && (end - start <= 3 || form == Form::Grouped)
            && self.bytes.get(end) == Some(&b',')
            && self.digits(end + 1) == end + 4
        {
            let group: f64 = self.text.get(end + 1..end + 4).and_then(|s| s.parse().ok()).unwrap_or(0.0);
            value = value * 1000.0 + group;
            end += 4;
            form = Form::Grouped;
        }
        let fraction = self.digits(end + 1);
        if self.bytes.get(end) == Some(&b'.')
            && fraction > end + 1
            && !(self.bytes.get(fraction) == Some(&b'.') && self.is_digit(fraction + 1))
            && (start == 0 || self.bytes[start - 1] != b'.')
        {
            value =
                self.text.get(start..fraction).and_then(|s| s.replace(',', "").parse().ok()).unwrap_or(value);
            form = Form::Decimal(u8::try_from(fraction - end - 1).unwrap_or(u8::MAX));
            end = fraction;
        } else if let Some(suffix) = self.text.get(end..end + 2) {
            let is_suffix = ["st", "nd", "rd", "th"].iter().any(|s| suffix.eq_ignore_ascii_case(s));
            if is_suffix && !self.is_letter(end + 2) && !matches!(form, Form::Grouped) {
                form = Form::Ordinal;
                end += 2;
            }
        }
        let joined = matches!(self.bytes.get(end), Some(b'/' | b':' | b'-' | b's'));
        let quoted = self.text.get(..start).is_some_and(|s| s.ends_with(['\'', '\u{2019}', '\u{2018}']));
        self.at = end;
        (Kind::Number(value, form), joined || quoted || form == Form::Digits(4) || form == Form::Ordinal)
    }
}

impl Token {
    /// The value of the token in a class, if it is of that class.
    pub fn value(&self, class: Class, data: &TimeData) -> Option<i32> {
        match self.kind {
            Kind::Word(id) => data.sense(id, class),
            Kind::Mark(_) => None,
            Kind::Number(n, form) => {
                let n_int = if n < 1e9 { n as i32 } else { return None };
                let fits = match class {
                    Class::Day | Class::Day2 | Class::DayOrdinal => (1..=31).contains(&n_int),
                    Class::MonthNumber => (1..=12).contains(&n_int),
                    Class::Year => (1900..=2099).contains(&n_int),
                    Class::OldYear => (1000..1900).contains(&n_int),
                    Class::AnyYear => n_int > 0,
                    Class::Hour => (0..=24).contains(&n_int),
                    Class::Sixty => (0..60).contains(&n_int),
                    Class::FourClock => n_int / 100 <= 24 && n_int % 100 < 60,
                    Class::PointClock => n < 25.0,
                    Class::DecadeYear => n_int % 10 == 0,
                    _ => true,
                };
                (form.may_be(class) && fits).then_some(n_int)
            }
        }
    }
}
