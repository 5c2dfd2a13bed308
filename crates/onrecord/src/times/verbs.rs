//! Whether a time looks back or ahead, from the words around it alone: what stands in for a parse where there is none.
//!
//! [`lean`] cuts the sentence around the time into words, gives them the classes of `data/en/lexicon/verb_groups.tsv`,
//! and looks for the verb group that the time hangs on: the one right beside it, then one before it in its clause (*will
//! travel to Ankara on Thursday*), then one after it (*On Monday, the court will rule*), then one further away. A clause
//! ends at a mark or at a word such as *that* or *when*. What a group says is decided as in `direction`: a modal, a word
//! of plan or an infinitive after one looks ahead, a past tense looks back, and a day beside a verb of saying in the past
//! is past.
//!
//! The window is bounded, so the work grows with the number of times and with nothing else.

use super::data::TimeDataError;
use super::direction::Lean;
use hashbrown::HashMap;
use onrecord_doc::Span;

/// How many bytes before and after a time are looked at: a long sentence.
const WINDOW: usize = 300;

/// Longest word that is looked up.
const LONGEST: usize = 16;

macro_rules! classes {
    ($($(#[$doc:meta])* $name:ident = $written:literal,)*) => {
        /// What a word can be; a word may have several classes, each a bit.
        mod class {
            /// The number of each class.
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            enum Number { $($name,)* }
            $($(#[$doc])* pub const $name: u32 = 1 << Number::$name as u32;)*
            /// Every class with its name in the word list.
            pub const NAMES: &[(&str, u32)] = &[$(($written, $name)),*];
        }
    };
}

classes! {
    MODAL = "modal",
    BE_NOW = "be_now",
    BE_PAST = "be_past",
    /// *be*, *been*, *being*
    BE = "be",
    HAVE = "have",
    /// An irregular past or participle.
    PAST = "past",
    /// Makes a plan by itself: *due*, *scheduled*.
    PLANNED = "planned",
    /// Makes a plan of the infinitive after it: *plans to*, *agreed to*.
    PLAN = "plan",
    /// Stands before a time to come: *until*.
    AHEAD = "ahead",
    /// A verb of saying in the past.
    SAYING = "saying",
    /// A verb of saying in the present.
    SAYING_NOW = "saying_now",
    /// A present tense that announces a fixed date: *opens*.
    FIXED = "fixed",
    /// The same for several: *talks begin*.
    FIXED_PLURAL = "fixed_plural",
    /// A noun for what is over when it has a day: *Friday's attack*.
    DONE = "done",
    /// Ends in *ed* and is no past tense: *hundred*.
    NO_VERB = "no_verb",
    /// Begins a clause.
    OPENER = "opener",
    JOINER = "joiner",
    /// May stand within a verb group.
    ADVERB = "adverb",
    PREPOSITION = "preposition",
    DETERMINER = "determiner",
    /// Has a full stop that ends no sentence.
    ABBREVIATION = "abbreviation",
}

/// The words that verb groups are known by.
#[derive(Clone, Debug, Default)]
pub(crate) struct VerbWords {
    words: HashMap<Box<str>, u32>,
}

impl VerbWords {
    /// Reads the list (tab-separated, header row): word, class, source.
    pub fn load(list: &str) -> Result<VerbWords, TimeDataError> {
        let mut words = VerbWords::default();
        for (n, line) in list.lines().enumerate().skip(1) {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let fault = |what: String| TimeDataError::new(format!("verb_groups.tsv:{}: {what}", n + 1));
            let mut columns = line.split('\t').map(str::trim);
            let (Some(word), Some(name)) = (columns.next(), columns.next()) else {
                return Err(fault("fewer than two columns\n  hint: word, class, source".to_owned()));
            };
            let Some((_, bit)) = class::NAMES.iter().find(|(written, _)| *written == name) else {
                let names: Vec<&str> = class::NAMES.iter().map(|(n, _)| *n).collect();
                return Err(fault(format!("unknown class `{name}`\n  hint: one of {}", names.join(", "))));
            };
            *words.words.entry(word.into()).or_default() |= bit;
        }
        Ok(words)
    }

    fn classes(&self, folded: &str) -> u32 {
        self.words.get(folded).copied().unwrap_or(0)
    }
}

/// A word or mark beside a time.
#[derive(Clone, Copy, Debug)]
struct Word<'t> {
    text: &'t str,
    classes: u32,
}

impl Word<'_> {
    fn is(&self, classes: u32) -> bool {
        self.classes & classes != 0
    }

    fn is_mark(&self) -> bool {
        !self.text.starts_with(|c: char| c.is_alphanumeric() || c == '\'')
    }

    /// Whether a clause ends or begins here.
    fn is_bound(&self) -> bool {
        self.is_mark() || self.is(class::OPENER | class::JOINER)
    }

    fn is_small(&self) -> bool {
        self.text.starts_with(|c: char| c.is_lowercase() || c == '\'')
    }

    /// Whether this is a past tense or a participle of the past.
    fn is_past(&self) -> bool {
        let regular = || self.text.len() > 4 && self.text.ends_with("ed") && !self.is(class::NO_VERB);
        self.is_small() && (self.is(class::PAST | class::SAYING | class::PLANNED) || regular())
    }

    fn is_progressive(&self) -> bool {
        self.is_small() && self.text.len() > 5 && self.text.ends_with("ing")
    }

    fn is_adverb(&self) -> bool {
        self.is(class::ADVERB) || self.text.len() > 4 && self.text.ends_with("ly")
    }
}

/// The side that the words around `span` look to.
pub(crate) fn lean(text: &str, span: Span, words: &VerbWords) -> Lean {
    let (first, last) = window(text, span);
    let mut list = Vec::with_capacity(64);
    split(text.get(first..span.start()).unwrap_or(""), words, &mut list);
    // The sentence begins after the last mark that ends one.
    let from = (0..list.len()).rev().find(|i| ends_sentence(&list, *i)).map_or(0, |i| i + 1);
    list.drain(..from);
    let at = list.len();
    list.push(Word { text: "", classes: 0 });
    split(text.get(span.end()..last).unwrap_or(""), words, &mut list);
    let to = (at + 1..list.len()).find(|i| ends_sentence(&list, *i)).unwrap_or(list.len());
    list.truncate(to);
    Clause { words: &list, at }.lean()
}

/// The bytes around a time that are looked at, on character boundaries and within its paragraph.
fn window(text: &str, span: Span) -> (usize, usize) {
    let mut first = span.start().saturating_sub(WINDOW);
    while !text.is_char_boundary(first) {
        first += 1;
    }
    let mut last = (span.end() + WINDOW).min(text.len());
    while !text.is_char_boundary(last) {
        last -= 1;
    }
    let before = text.get(first..span.start()).unwrap_or("");
    let after = text.get(span.end()..last).unwrap_or("");
    let is_break = |part: &str, at: usize| {
        part.get(at + 1..).is_some_and(|rest| rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n'))
    };
    let gap_before = before.match_indices('\n').rfind(|(i, _)| is_break(before, *i));
    let gap_after = after.match_indices('\n').find(|(i, _)| is_break(after, *i));
    (gap_before.map_or(first, |(i, _)| first + i + 1), gap_after.map_or(last, |(i, _)| span.end() + i))
}

/// Cuts a stretch of text into words and marks. Of what stands behind an apostrophe, `n't` stays with its word.
fn split<'t>(text: &'t str, words: &VerbWords, out: &mut Vec<Word<'t>>) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            rest = rest.trim_start();
            continue;
        }
        let is_quote = |c: char| matches!(c, '\'' | '\u{2019}');
        let mut end = c.len_utf8();
        if c.is_alphanumeric() || is_quote(c) {
            let body = rest.get(end..).unwrap_or("");
            end += body.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(body.len());
            let tail = rest.get(end..).unwrap_or("");
            let negation = tail.strip_prefix('\'').or(tail.strip_prefix('\u{2019}'));
            let stops = |s: &str| !s.starts_with(char::is_alphanumeric);
            if rest.get(..end).is_some_and(|w| w.ends_with('n'))
                && let Some(after) = negation.and_then(|n| n.strip_prefix('t')).filter(|a| stops(a))
            {
                end = rest.len() - after.len();
            }
        }
        let word = rest.get(..end).unwrap_or("");
        let mut folded = [0u8; LONGEST];
        let mut len = 0;
        for c in word.chars() {
            let c = if is_quote(c) { '\'' } else { c.to_ascii_lowercase() };
            match folded.get_mut(len) {
                Some(byte) if c.is_ascii() => *byte = c as u8,
                _ => {
                    len = 0;
                    break;
                }
            }
            len += 1;
        }
        let classes = std::str::from_utf8(&folded[..len]).map_or(0, |w| words.classes(w));
        out.push(Word { text: word, classes });
        rest = rest.get(end..).unwrap_or("");
    }
}

/// Whether the mark at `i` ends a sentence: a full stop after an abbreviation or a single letter does not.
fn ends_sentence(list: &[Word], i: usize) -> bool {
    match list[i].text {
        "?" | "!" => true,
        "." => {
            let before = i.checked_sub(1).map(|k| list[k]);
            let follows = list.get(i + 1).is_none_or(|w| !w.is_small());
            follows && before.is_none_or(|w| w.text.len() > 1 && !w.is(class::ABBREVIATION))
        }
        _ => false,
    }
}

/// The words of a sentence with the place of the time among them.
struct Clause<'a> {
    words: &'a [Word<'a>],
    at: usize,
}

impl Clause<'_> {
    fn lean(&self) -> Lean {
        let words = self.words;
        let before = self.nearest_before();
        let after = words.get(self.at + 1);
        let is_genitive = after.is_some_and(|w| matches!(w.text, "'s" | "\u{2019}s" | "'" | "\u{2019}"));
        let is_saying = |w: &Word| w.is(class::SAYING) && w.is_small();
        if before.is_some_and(|i| is_saying(&words[i])) {
            // "Said Friday's meeting will be the last": the meeting hangs on what comes.
            let own = is_genitive.then(|| self.first_after(self.at + 1, true)).flatten();
            return own.map_or(Lean::Past, |(_, lean)| lean);
        }
        if after.is_some_and(is_saying) {
            return Lean::Past;
        }
        // "Despite Friday's ruling, he will stay": what was done is over, whatever the verb says.
        if is_genitive
            && words.iter().skip(self.at + 2).take(3).take_while(|w| !w.is_bound()).any(|w| w.is(class::DONE))
        {
            return Lean::Past;
        }
        if before.is_some_and(|i| self.is_ahead(i)) {
            return Lean::Future;
        }
        let left = self.last_before(self.at, true);
        let beside = before.is_some_and(|i| left.is_some_and(|(k, _)| k == i));
        if let Some((_, lean)) = left.filter(|_| beside) {
            return lean;
        }
        // "The minister on Tuesday is set to meet him."
        if !is_genitive && let Some(lean) = self.side(self.at + 1, false) {
            return lean;
        }
        let start = self.at + 1 + usize::from(after.is_some_and(|w| w.text == ","));
        left.or_else(|| self.first_after(start, true))
            .or_else(|| self.last_before(self.at, false))
            .or_else(|| self.first_after(start, false))
            .map_or(Lean::Unknown, |(_, lean)| lean)
    }

    /// The word before the time, a preposition, an article and *late* or *early* apart.
    fn nearest_before(&self) -> Option<usize> {
        let skips = |w: &Word| {
            w.is(class::DETERMINER) && w.text != "that"
                || matches!(w.text, "on" | "On" | "late" | "early" | "for" | "of")
        };
        (0..self.at).rev().take(4).find(|i| !skips(&self.words[*i]))
    }

    /// "Ahead of Sunday's vote", "until Friday", "as soon as Monday"; but "Until Friday, he had not spoken".
    fn is_ahead(&self, i: usize) -> bool {
        let word = |k: Option<usize>| k.and_then(|k| self.words.get(k)).map_or("", |w| w.text);
        self.words[i].is(class::AHEAD) && i > 0
            || self.words[i].text == "ahead" && word(Some(i + 1)) == "of"
            || self.words[i].text == "as"
                && matches!(word(i.checked_sub(1)), "soon" | "early")
                && word(i.checked_sub(2)) == "as"
    }

    /// The last word before `at` that decides, as far back as the clause or the sentence goes.
    fn last_before(&self, at: usize, in_clause: bool) -> Option<(usize, Lean)> {
        let mut infinitive = false;
        for i in (0..at).rev() {
            let word = &self.words[i];
            if let Some(lean) = self.side(i, infinitive) {
                return Some((i, lean));
            }
            let next = self.words.get(i + 1);
            infinitive |= word.text == "to"
                && next.is_some_and(|w| w.is_small() && !w.is(class::DETERMINER | class::PREPOSITION));
            // "After Friday's vote": with nothing between, the word opens no clause.
            if in_clause && word.is_bound() && (i + 1 < at || word.is_mark()) {
                return None;
            }
        }
        None
    }

    /// The first word from `start` on that decides.
    fn first_after(&self, start: usize, in_clause: bool) -> Option<(usize, Lean)> {
        for i in start..self.words.len() {
            if in_clause && i > start && self.words[i].is_bound() {
                return None;
            }
            if let Some(lean) = self.side(i, false) {
                return Some((i, lean));
            }
        }
        None
    }

    /// The next word that is no adverb.
    fn next(&self, i: usize) -> Option<&Word<'_>> {
        self.words.iter().skip(i + 1).take(4).find(|w| !w.is_adverb())
    }

    /// The last word before `i` that is no adverb.
    fn previous(&self, i: usize) -> Option<usize> {
        (0..i).rev().take(4).find(|k| !self.words[*k].is_adverb() || self.words[*k].is(class::PLAN))
    }

    /// The side that the word at `i` decides for with the verb group that it is part of, if it is a part that decides.
    /// `infinitive`: whether an infinitive stands between it and the time.
    fn side(&self, i: usize, infinitive: bool) -> Option<Lean> {
        let word = self.words.get(i)?;
        if word.text == "to" {
            return self.side_of_infinitive(i);
        }
        let next = self.next(i);
        if word.is(class::MODAL) && (word.is_small() || i == 0) {
            let perfect = next.is_some_and(|w| w.is(class::HAVE));
            return Some(if perfect { Lean::Past } else { Lean::Future });
        }
        if word.is(class::PLANNED) {
            return (!self.is_reason(i)).then_some(Lean::Future);
        }
        if word.is(class::PLAN) && (infinitive || word.text == "set" && next.is_some_and(|w| w.text == "for"))
        {
            return Some(Lean::Future);
        }
        if word.is(class::BE_NOW) {
            return Some(match next {
                Some(w) if w.is(class::PLAN | class::PLANNED) || w.is_progressive() => Lean::Future,
                _ => Lean::Present,
            });
        }
        if word.is(class::BE_PAST) {
            return Some(Lean::Past);
        }
        if word.is(class::HAVE) {
            return Some(if word.text == "had" || next.is_some_and(|w| w.is_past() || w.is(class::BE)) {
                Lean::Past
            } else {
                Lean::Present
            });
        }
        if word.is_past() {
            return self.side_of_past(i);
        }
        if word.is(class::SAYING_NOW) && word.is_small() {
            let noun =
                self.previous(i).is_some_and(|p| self.words[p].is(class::DETERMINER | class::PREPOSITION));
            return (!noun).then_some(Lean::Present);
        }
        if word.is(class::FIXED_PLURAL) {
            let many =
                |w: &Word| w.is_small() && w.text.ends_with('s') || w.text.starts_with(char::is_uppercase);
            let announced = word.is_small() && self.previous(i).is_some_and(|p| many(&self.words[p]));
            return announced.then_some(Lean::Future);
        }
        if word.is(class::FIXED) && word.is_small() {
            let noun =
                self.previous(i).is_some_and(|p| self.words[p].is(class::DETERMINER | class::PREPOSITION));
            return (!noun).then_some(Lean::Future);
        }
        None
    }

    /// "Due to rain" is a reason, "is due to meet" a plan.
    fn is_reason(&self, i: usize) -> bool {
        self.words[i].text == "due"
            && self.next(i).is_some_and(|w| w.text == "to")
            && !self.previous(i).is_some_and(|p| self.words[p].is(class::BE_NOW | class::BE_PAST | class::BE))
    }

    /// "Plans to", "is to", "results to be announced"; any other infinitive goes with what stands before it.
    fn side_of_infinitive(&self, i: usize) -> Option<Lean> {
        let p = self.previous(i)?;
        let before = &self.words[p];
        let is_plan =
            before.is(class::PLAN | class::PLANNED | class::BE_NOW | class::BE_PAST) && !self.is_reason(p);
        let must = before.is(class::HAVE) && before.text != "had";
        let to_be = self.next(i).is_some_and(|w| w.text == "be");
        let noun = !before.is_past() && !before.is(class::HAVE);
        (is_plan || must || to_be && noun).then_some(Lean::Future)
    }

    /// A past tense, or a participle with what stands before it.
    fn side_of_past(&self, i: usize) -> Option<Lean> {
        let mut at = i;
        for _ in 0..4 {
            let Some(p) = self.previous(at) else { break };
            let before = &self.words[p];
            if before.is(class::BE) {
                at = p;
                continue;
            }
            if before.text == "to" && at < i {
                return self.side_of_infinitive(p);
            }
            if before.is(class::MODAL | class::HAVE | class::BE_PAST) && before.is_small() {
                return self.side(p, false);
            }
            if before.is(class::BE_NOW) {
                return Some(Lean::Present);
            }
            break;
        }
        Some(Lean::Past)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::times::TimeData;

    fn words() -> VerbWords {
        TimeData::embedded().unwrap().verbs
    }

    /// Checks the side of the first weekday after `|`, which is taken out.
    fn check(marked: &str, wanted: Lean) {
        let (before, after) = marked.split_once('|').unwrap();
        let end = before.len() + after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let text = format!("{before}{after}");
        assert_eq!(lean(&text, Span::of(before.len(), end), &words()), wanted, "{marked}");
    }

    #[test]
    fn the_verb_of_the_clause_decides_and_not_that_of_the_report() {
        check("He said |Monday that he will travel to Ankara on Thursday.", Lean::Past);
        check("He said Monday that he will travel to Ankara on |Thursday.", Lean::Future);
        check("She will meet the envoys whom she invited on |Friday.", Lean::Past);
        check("The bridge that fell on |Sunday will be rebuilt.", Lean::Past);
    }

    #[test]
    fn a_time_before_its_verb_goes_with_it() {
        check("Petrov |Tuesday is set to meet the envoy.", Lean::Future);
        check("On |Monday, the court will rule.", Lean::Future);
        check("On |Monday, the court ruled that he must leave.", Lean::Past);
        check("The union on |Monday accused the firm of lying.", Lean::Past);
    }

    #[test]
    fn a_plan_is_ahead_in_whatever_tense_it_is_told() {
        check("Talks scheduled for |Friday were called off.", Lean::Future);
        check("Envoys were due in Geneva on |Friday.", Lean::Future);
        check("They agreed to meet again on |Friday.", Lean::Future);
        check("He is to speak on |Friday.", Lean::Future);
        check("The results are to be published |Friday.", Lean::Future);
        check("She asked him to return on |Friday.", Lean::Future);
        check("Schools closed due to the flood on |Friday.", Lean::Past);
    }

    #[test]
    fn an_infinitive_without_a_plan_goes_with_what_it_hangs_on() {
        check("He refused to speak on |Friday.", Lean::Past);
        check("He flew there to meet her |Friday.", Lean::Past);
    }

    #[test]
    fn auxiliaries_count_with_their_participle() {
        check("The vote will be held on |Sunday.", Lean::Future);
        check("The vote was held on |Sunday.", Lean::Past);
        check("They may have left |Friday.", Lean::Past);
        check("She is flying to Oslo on |Friday.", Lean::Future);
        check("They won't meet on |Friday.", Lean::Future);
    }

    #[test]
    fn words_before_a_time_to_come_make_it_one() {
        check("He stayed silent ahead of |Sunday's vote.", Lean::Future);
        check("The truce was extended until |Friday.", Lean::Future);
        check("She could leave as soon as |Friday, he said.", Lean::Future);
        check("Until |Friday, nobody had heard of him.", Lean::Past);
    }

    #[test]
    fn what_is_done_and_has_a_day_is_past() {
        check("He will appeal against |Friday's ruling.", Lean::Past);
        check("He will attend |Friday's meeting.", Lean::Future);
        check("He said |Friday's meeting will be the last.", Lean::Future);
    }

    #[test]
    fn another_sentence_and_another_paragraph_say_nothing() {
        check("They will go. |Friday in the capital.", Lean::Unknown);
        check("They will go\n\n|Friday\n\nThey will go", Lean::Unknown);
        check("Gen. Petrov will meet Mr. Stone in the U.S. |Friday.", Lean::Future);
    }

    #[test]
    fn the_window_ends_on_character_boundaries() {
        let text =
            format!("{} will go \u{2019}\u{e9} |Friday {}", "\u{e9}".repeat(400), "\u{1F54A}".repeat(200));
        check(&text, Lean::Future);
    }

    #[test]
    fn a_fault_in_the_list_says_where() {
        let fault = VerbWords::load("word\tclass\tsource\nwill\tmodel\tx\n").unwrap_err().to_string();
        assert!(
            fault.starts_with("verb_groups.tsv:2: unknown class `model`\n  hint: one of modal, "),
            "{fault}"
        );
    }
}
