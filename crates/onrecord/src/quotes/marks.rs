//! The marks of a paragraph: which characters are quotation marks, what each can be where it stands, and which are
//! apostrophes, primes or inches instead.

use onrecord_doc::Span;

/// The mark that opens a quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `"`
    Straight,
    /// `“` or, as in Swedish, `”`
    Curly,
    /// `„`
    Low,
    /// Two backticks, closed by two apostrophes.
    Backticks,
    /// `‘‘` or `''`: two single marks for one double
    Doubled,
    /// `'` or a backtick
    StraightSingle,
    /// `‘`
    CurlySingle,
    /// `‚`
    LowSingle,
    /// `«`, or `»` where the points turn inwards
    Guillemets,
    /// `‹` or `›`
    SingleGuillemets,
}

/// Marks that can close each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Double,
    Single,
    Guillemet,
    SingleGuillemet,
}

impl Family {
    pub const COUNT: usize = 4;
}

/// What a mark can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Open,
    Close,
    /// A single mark after a plural or a shortened word: closes, unless a better one follows.
    WeakClose,
    /// Closes if one of its family is open, else opens.
    Either,
}

#[derive(Clone, Copy, Debug)]
pub struct Mark {
    pub at: Span,
    pub family: Family,
    pub style: Style,
    pub role: Role,
    /// Whether it opens a quotation even where nothing closes it.
    pub may_stay_open: bool,
}

/// Words that begin with an apostrophe. Source: English elisions as listed by the Chicago Manual of Style 6.117 and
/// common in reported speech.
const ELISIONS: [&str; 13] =
    ["tis", "twas", "twere", "twill", "em", "til", "till", "cause", "bout", "round", "n", "cuz", "neath"];

/// The marks of one paragraph in text order. Apostrophes, feet and inches are not among them.
pub fn find(text: &str, paragraph: Span) -> Vec<Mark> {
    let chars: Vec<(usize, char)> =
        text[paragraph.range()].char_indices().map(|(i, c)| (paragraph.start() + i, c)).collect();
    let line = Line { chars: &chars, end: paragraph.end() };
    let (mut marks, mut doubled, mut i) = (Vec::new(), false, 0);
    while i < chars.len() {
        let c = chars[i].1;
        let twice = line.at(i + 1) == Some(c);
        let (size, mark) = match c {
            '`' if twice => (2, line.mark(i, 2, Family::Double, Style::Backticks, Some(Role::Open))),
            '\'' if twice => (2, line.mark(i, 2, Family::Double, Style::Doubled, line.by_context(i, 2))),
            '‘' if twice => {
                doubled = true;
                (2, line.mark(i, 2, Family::Double, Style::Doubled, Some(Role::Open)))
            }
            '’' if twice && doubled => {
                (2, line.mark(i, 2, Family::Double, Style::Doubled, Some(Role::Close)))
            }
            '"' | '\u{ff02}' if line.is_inches(i) => (1, None),
            '"' | '\u{ff02}' => (1, line.mark(i, 1, Family::Double, Style::Straight, line.by_context(i, 1))),
            '“' | '‟' => (1, line.mark(i, 1, Family::Double, Style::Curly, line.opening(i))),
            '”' => (1, line.mark(i, 1, Family::Double, Style::Curly, line.closing(i))),
            '„' => (1, line.mark(i, 1, Family::Double, Style::Low, Some(Role::Open))),
            '«' => (1, line.mark(i, 1, Family::Guillemet, Style::Guillemets, line.opening(i))),
            '»' => (1, line.mark(i, 1, Family::Guillemet, Style::Guillemets, line.closing(i))),
            '‹' => (1, line.mark(i, 1, Family::SingleGuillemet, Style::SingleGuillemets, line.opening(i))),
            '›' => (1, line.mark(i, 1, Family::SingleGuillemet, Style::SingleGuillemets, line.closing(i))),
            '‘' | '‛' => (1, line.mark(i, 1, Family::Single, Style::CurlySingle, line.single_opening(i))),
            '`' => (1, line.mark(i, 1, Family::Single, Style::StraightSingle, line.single_opening(i))),
            '‚' => (1, line.mark(i, 1, Family::Single, Style::LowSingle, line.single_opening(i))),
            '’' | '´' => (1, line.mark(i, 1, Family::Single, Style::CurlySingle, line.single(i, false))),
            '\'' => (1, line.mark(i, 1, Family::Single, Style::StraightSingle, line.single(i, true))),
            _ => (1, None),
        };
        marks.extend(mark);
        i += size;
    }
    marks
}

/// How many bytes the mark at the beginning of a quotation has.
pub fn leading(words: &str) -> usize {
    ["``", "''", "‘‘"]
        .into_iter()
        .find(|m| words.starts_with(m))
        .map(str::len)
        .or_else(|| words.chars().next().filter(|c| is_mark(*c)).map(char::len_utf8))
        .unwrap_or(0)
}

/// How many bytes the mark at the end of a quotation has.
pub fn trailing(words: &str) -> usize {
    ["''", "’’"]
        .into_iter()
        .find(|m| words.ends_with(m))
        .map(str::len)
        .or_else(|| words.chars().next_back().filter(|c| is_mark(*c)).map(char::len_utf8))
        .unwrap_or(0)
}

/// Whether the character is a quotation mark of any kind, or can be one.
fn is_mark(c: char) -> bool {
    matches!(c, '"' | '\u{ff02}' | '\'' | '`' | '´' | '«' | '»' | '‹' | '›' | '\u{2018}'..='\u{201f}')
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

/// What stands beside a mark.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Nothing, white space, or a bracket that turns towards the mark.
    Blank,
    Dash,
    /// Punctuation that closes.
    Point,
    Word,
}

struct Line<'a> {
    chars: &'a [(usize, char)],
    end: usize,
}

impl Line<'_> {
    fn at(&self, i: usize) -> Option<char> {
        self.chars.get(i).map(|c| c.1)
    }

    fn before(&self, i: usize) -> Option<char> {
        i.checked_sub(1).and_then(|i| self.at(i))
    }

    fn mark(&self, i: usize, size: usize, family: Family, style: Style, role: Option<Role>) -> Option<Mark> {
        let end = self.chars.get(i + size).map_or(self.end, |c| c.0);
        let may_stay_open = match family {
            Family::Double => true,
            // A lone `»` is an arrow or a bullet more often than a quotation.
            Family::Guillemet | Family::SingleGuillemet => matches!(self.at(i), Some('«' | '‹')),
            Family::Single => self.begins_speech(i),
        };
        Some(Mark { at: Span::of(self.chars[i].0, end), family, style, role: role?, may_stay_open })
    }

    /// Whether a single mark stands where speech begins: a capital after it; nothing, a comma or a colon before.
    fn begins_speech(&self, i: usize) -> bool {
        let before = (0..i).rev().take(2).filter_map(|k| self.at(k)).find(|c| !c.is_whitespace());
        self.at(i + 1).is_some_and(char::is_uppercase) && matches!(before, None | Some(',' | ':'))
    }

    /// What stands to the left, other marks passed over. At most three: a run of marks stays linear.
    fn left(&self, i: usize) -> Side {
        match (0..i).rev().take(3).filter_map(|k| self.at(k)).find(|c| !is_mark(*c)) {
            None if i > 3 => Side::Word,
            None => Side::Blank,
            Some(c) if c.is_whitespace() || matches!(c, '(' | '[' | '{' | '/' | '\u{feff}') => Side::Blank,
            Some(c) if is_dash(c) => Side::Dash,
            Some(_) => Side::Word,
        }
    }

    fn right(&self, i: usize) -> Side {
        let Some(k) = (i..self.chars.len()).take(3).find(|k| self.at(*k).is_some_and(|c| !is_mark(c))) else {
            return Side::Blank;
        };
        match self.at(k) {
            // `"...and then`: dots that lead on belong to the words after them.
            Some('.') if self.at(k + 1) == Some('.') => Side::Word,
            Some('.') if self.at(k + 1).is_some_and(|c| c.is_ascii_digit()) => Side::Word,
            Some('.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}') => Side::Point,
            Some(c) if c.is_whitespace() => Side::Blank,
            Some(c) if is_dash(c) => Side::Dash,
            Some(_) => Side::Word,
            None => Side::Blank,
        }
    }

    /// What a mark of `size` characters is by what stands on both sides of it.
    fn by_context(&self, i: usize, size: usize) -> Option<Role> {
        Some(match (self.left(i), self.right(i + size)) {
            (Side::Blank, Side::Word | Side::Dash) | (Side::Dash, Side::Word) => Role::Open,
            (Side::Word | Side::Point, Side::Blank | Side::Point | Side::Dash) => Role::Close,
            (Side::Blank | Side::Dash, Side::Point) | (Side::Dash, Side::Blank) => Role::Close,
            _ => Role::Either,
        })
    }

    /// `“`: opens, but closes where it stands as a closing mark does (German, Czech).
    fn opening(&self, i: usize) -> Option<Role> {
        match self.by_context(i, 1) {
            Some(Role::Close) => Some(Role::Close),
            _ => Some(Role::Open),
        }
    }

    /// `”`: closes, but opens where it stands as an opening mark does (Swedish, and by mistake).
    fn closing(&self, i: usize) -> Option<Role> {
        match self.by_context(i, 1) {
            Some(Role::Open) => Some(Role::Either),
            _ => Some(Role::Close),
        }
    }

    /// `‘` and its like.
    fn single_opening(&self, i: usize) -> Option<Role> {
        if self.is_inside_word(i) || self.is_elision(i) {
            return None;
        }
        match self.by_context(i, 1)? {
            Role::Close if self.at(i) == Some('‘') => Some(Role::WeakClose),
            Role::Open => Some(Role::Open),
            _ => None,
        }
    }

    /// `'`, which can also open, and `’`.
    fn single(&self, i: usize, can_open: bool) -> Option<Role> {
        if self.is_inside_word(i) || self.is_elision(i) {
            return None;
        }
        match self.by_context(i, 1)? {
            Role::Open if can_open => Some(Role::Open),
            Role::Close if self.is_short(i) => Some(Role::WeakClose),
            Role::Close => Some(Role::Close),
            _ => None,
        }
    }

    /// `don’t`, `Assad’s`, `Ba‘ath`.
    fn is_inside_word(&self, i: usize) -> bool {
        self.before(i).is_some_and(char::is_alphanumeric) && self.at(i + 1).is_some_and(char::is_alphanumeric)
    }

    /// `’tis`, `the ’90s`, `rock ’n’ roll`: the mark stands for what is left out at the beginning of a word.
    fn is_elision(&self, i: usize) -> bool {
        // The second mark of `’n’`.
        let n = |k: usize| self.at(k).is_some_and(|c| matches!(c, 'n' | 'N'));
        if i >= 2 && n(i - 1) && self.before(i - 1).is_some_and(is_mark) && self.left(i - 2) == Side::Blank {
            return true;
        }
        let word: String = (i + 1..self.chars.len())
            .take(6)
            .filter_map(|k| self.at(k))
            .take_while(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect();
        let year = word.strip_suffix('s').unwrap_or(&word);
        let is_year = year.len() == 2 && year.bytes().all(|b| b.is_ascii_digit());
        // `‘90 percent of them’` is no year: a year stands alone or has an s.
        let is_year =
            is_year && (word.len() == 3 || self.left(i) == Side::Blank && !self.is_number_of(i + 3));
        is_year || ELISIONS.contains(&word.as_str())
    }

    /// Whether a unit follows at `i`: ` percent`, `%`.
    fn is_number_of(&self, i: usize) -> bool {
        matches!((self.at(i), self.at(i + 1)), (Some(' '), Some('p')) | (Some('%' | ','), _))
    }

    /// Whether the word before a mark may itself end in an apostrophe: `dogs’`, `goin’`, `5'`.
    fn is_short(&self, i: usize) -> bool {
        let (before, second) = (self.before(i), i.checked_sub(2).and_then(|k| self.at(k)));
        matches!(before, Some('s' | 'S' | 'z' | 'x' | '0'..='9'))
            || (before == Some('n') && second == Some('i'))
    }

    /// `5'10"`: the double mark of a length in feet and inches.
    fn is_inches(&self, i: usize) -> bool {
        let digits =
            (0..i).rev().take(3).take_while(|k| self.at(*k).is_some_and(|c| c.is_ascii_digit())).count();
        let foot = |k: usize| matches!(self.at(k), Some('\'' | '’' | '′'));
        let first = i - digits;
        digits > 0
            && (1..=2).any(|back| {
                first > back
                    && foot(first - back)
                    && self.at(first - back - 1).is_some_and(|c| c.is_ascii_digit())
            })
    }
}
