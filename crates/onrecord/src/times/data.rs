//! What the pass knows: the words of time and the rules that join them.
//!
//! Words come from `data/en/lexicon/time_words.tsv` (word, class, value), rules from `data/en/rules/times.toml`, holidays
//! from `data/en/lexicon/holidays.tsv`. All are read once; a fault in one is an error that says where.

use super::countries::Countries;
use super::examples::TimeRule;
use super::grammar::{Rule, STAGES};
use super::holidays::Holidays;
use super::index::Starts;
use super::meaning::{Anchor, MODIFIERS, PARTS, REFERENCES, SUMMER, Unit};
use super::pattern::Pattern;
use super::verbs::VerbWords;
use hashbrown::HashMap;
use onrecord_doc::TimeType;
use serde::Deserialize;
use std::sync::Arc;

/// The number of a word in the list.
pub(crate) type WordId = u32;

/// A fault in the words or rules of time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TimeDataError {
    message: String,
}

impl TimeDataError {
    pub(crate) fn new(message: impl Into<String>) -> TimeDataError {
        TimeDataError { message: message.into() }
    }
}

macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident = $name:literal,)*) => {
        /// What a token can be; the names are those of the word list and of the patterns.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Class { $($(#[$doc])* $class,)* }

        impl Class {
            /// Every class with its name.
            const NAMES: &'static [(&'static str, Class)] = &[$(($name, Class::$class)),*];
        }
    };
}

classes! {
    Month = "month",
    /// *Aug*: a month only beside a day or year, or with a full stop.
    MonthShort = "month_short",
    /// *May*, *March*: a month only where the words around say so.
    MonthWord = "month_word",
    Weekday = "weekday",
    WeekdayShort = "weekday_short",
    /// *Tuesdays*: a habit.
    Weekdays = "weekdays",
    Unit = "unit",
    Units = "units",
    /// A unit shorter than a year.
    ShortUnit = "short_unit",
    Weekend = "weekend",
    Season = "season",
    /// *summer*, *winter*, *autumn*: seasons whatever stands beside.
    SeasonSure = "season_sure",
    Part = "part",
    Parts = "parts",
    /// *today*, *yesterday*: steps from the day of publication.
    DayStep = "day_step",
    /// *next*, *last*, *this*: steps from the day of publication.
    StepNow = "step_now",
    /// *previous*, *following*, *same*: steps from the time before.
    StepThen = "step_then",
    Approx = "approx",
    Phase = "phase",
    Edge = "edge",
    /// *several*, *few*
    Vague = "vague",
    Reference = "reference",
    HourWord = "hour_word",
    AmPm = "ampm",
    Zone = "zone",
    /// *Moscow* of *8 p.m. Moscow time*
    ZoneName = "zone_name",
    Era = "era",
    Frequency = "frequency",
    /// *straight*, *trading*: words between a number and its unit.
    Kind = "kind",
    /// *nineteen* of *nineteen ninety-six*.
    CenturyWord = "century_word",
    DecadeWord = "decade_word",
    Number = "number",
    Ordinal = "ordinal",
    Prep = "prep",
    // What a number in figures can be.
    Day = "day",
    Day2 = "day2",
    /// *16th*
    DayOrdinal = "day_ordinal",
    MonthNumber = "month_number",
    Year = "year",
    OldYear = "old_year",
    AnyYear = "any_year",
    TwoDigits = "two_digits",
    Hour = "hour",
    Sixty = "sixty",
    FourClock = "four_clock",
    PointClock = "point_clock",
    DecadeYear = "decade_year",
}

impl Class {
    /// The class of that name.
    pub fn find(name: &str) -> Option<Class> {
        Class::NAMES.iter().find(|(n, _)| *n == name).map(|(_, c)| *c)
    }

    /// Whether a word of this class can be the start of a time by itself.
    pub fn is_trigger(self) -> bool {
        !matches!(
            self,
            Class::Number
                | Class::Ordinal
                | Class::Vague
                | Class::StepNow
                | Class::StepThen
                | Class::Approx
                | Class::Phase
                | Class::Edge
                | Class::Prep
                | Class::Kind
                | Class::Zone
                | Class::ZoneName
                | Class::Day
                | Class::Day2
                | Class::MonthNumber
                | Class::AnyYear
                | Class::TwoDigits
                | Class::Hour
                | Class::Sixty
        )
    }

    /// The value of a word of this class as the list writes it.
    fn parse(self, value: &str) -> Option<i32> {
        let index = |list: &[&str]| list.iter().position(|v| *v == value).and_then(|i| i32::try_from(i).ok());
        match self {
            Class::Unit | Class::Units | Class::ShortUnit | Class::Frequency => {
                Unit::find(value).map(|u| u as i32)
            }
            Class::Part | Class::Parts => index(PARTS),
            Class::Approx | Class::Phase | Class::Edge => index(MODIFIERS),
            Class::Reference => index(REFERENCES),
            // `us`: with summer time as the United States have it.
            Class::Zone | Class::ZoneName => match value.strip_suffix("us") {
                Some(minutes) => minutes.parse::<i32>().ok()?.checked_add(SUMMER),
                None => value.parse().ok(),
            },
            Class::Vague | Class::Prep | Class::Weekend | Class::Kind => Some(0),
            _ => value.parse().ok(),
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Entry {
    word: Box<str>,
    senses: Vec<(Class, i32)>,
    capital_only: bool,
    trigger: bool,
    /// Whether only names of holidays have it.
    only_names: bool,
}

/// The words and rules of one language.
#[derive(Clone, Debug, Default)]
pub struct TimeData {
    words: HashMap<Box<str>, WordId>,
    entries: Vec<Entry>,
    pub(crate) stages: Vec<Vec<Rule>>,
    /// For each stage, the rules by what they can start with.
    pub(crate) starts: Vec<Starts>,
    /// The rules as their file has them.
    rules: Vec<TimeRule>,
    /// The words that verb groups are known by where there is no parse.
    pub(crate) verbs: VerbWords,
    pub(crate) holidays: Holidays,
    pub(crate) countries: Countries,
    /// For each first letter, how long its words are: one bit a length.
    lengths: [u32; 26],
}

/// The score of a rule that too few times were measured of: the share of all that are right, and a little less.
pub(crate) const UNMEASURED: f32 = 0.85;

/// The files of `data/` that tell of times, by what they hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct TimeFiles<'a> {
    /// `en/lexicon/time_words.tsv`
    pub words: &'a str,
    /// `en/rules/times.toml`
    pub rules: &'a str,
    /// `en/lexicon/holidays.tsv`
    pub holidays: &'a str,
    /// `actors/states.tsv`: which country a text is of, for its holidays.
    pub states: &'a str,
    /// `actors/places.tsv`: the same.
    pub places: &'a str,
}

/// A rule as the file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    id: String,
    stage: String,
    #[serde(rename = "match")]
    pattern: String,
    before: Option<String>,
    after: Option<String>,
    not_before: Option<String>,
    not_after: Option<String>,
    #[serde(default)]
    op: String,
    by: Option<i32>,
    from: Option<String>,
    #[serde(rename = "mod")]
    modifier: Option<String>,
    part: Option<String>,
    #[serde(rename = "ref")]
    reference: Option<String>,
    value: Option<String>,
    kind: Option<String>,
    month: Option<i32>,
    day: Option<i32>,
    /// The share of its times that are right, where ten or more were measured.
    score: Option<f32>,
    why: String,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct RuleFile {
    rule: Vec<Written>,
}

impl TimeData {
    /// The words and rules that came with the program; nothing else of its data is loaded.
    ///
    /// # Errors
    ///
    /// Never, once the tests of this crate have passed; the type is that of [`TimeData::load`].
    pub fn embedded() -> Result<TimeData, TimeDataError> {
        TimeData::load(&TimeFiles {
            words: include_str!("../../../../data/en/lexicon/time_words.tsv"),
            rules: include_str!("../../../../data/en/rules/times.toml"),
            holidays: include_str!("../../../../data/en/lexicon/holidays.tsv"),
            states: include_str!("../../../../data/actors/states.tsv"),
            places: include_str!("../../../../data/actors/places.tsv"),
        })?
        .with_verbs(include_str!("../../../../data/en/lexicon/verb_groups.tsv"))
    }

    /// Reads the word list and the holidays (tab-separated, header row) and the rules (TOML).
    ///
    /// # Errors
    ///
    /// A line or rule that cannot be understood, with its line number or id.
    pub fn load(files: &TimeFiles<'_>) -> Result<TimeData, TimeDataError> {
        let mut data = TimeData::default();
        for (n, line) in files.words.lines().enumerate().skip(1) {
            if !line.trim().is_empty() && !line.starts_with('#') {
                data.add_word(line).map_err(|e| {
                    TimeDataError::new(format!(
                        "time_words.tsv:{}: {e}\n  hint: word, class, value, capital, source",
                        n + 1
                    ))
                })?;
            }
        }
        let file: RuleFile = toml::from_str(files.rules)
            .map_err(|e| TimeDataError::new(format!("times.toml: {}", e.to_string().trim_end())))?;
        data.stages = STAGES.iter().map(|_| Vec::new()).collect();
        for written in file.rule {
            let id = written.id.clone();
            let fault = |e: String| TimeDataError::new(format!("times.toml: rule `{id}`: {e}"));
            let stage = STAGES.iter().position(|s| *s == written.stage).ok_or_else(|| {
                fault(format!("unknown stage `{}`\n  hint: one of {}", written.stage, STAGES.join(", ")))
            })?;
            data.rules.push(TimeRule {
                id: Arc::from(format!("en/times/{id}")),
                stage: STAGES[stage],
                pattern: written.pattern.clone(),
                why: written.why.clone(),
                yes: written.yes.clone(),
                no: written.no.clone(),
            });
            let rule = data.compile(written).map_err(fault)?;
            if let Some(word) = rule.pattern.key_word(&data).filter(|_| rule.stage_starts()) {
                data.entries[word as usize].trigger = true;
            }
            data.stages[stage].push(rule);
        }
        data.holidays = Holidays::load(files.holidays, &mut data)?;
        data.countries = Countries::parse(files.states, files.places);
        data.starts = data.stages.iter().map(|rules| Starts::of(rules, &data)).collect();
        data.lengths = data.word_lengths();
        Ok(data)
    }

    /// The same with the words by which verb groups are known in a text without tokens (tab-separated, header row).
    ///
    /// # Errors
    ///
    /// A line that cannot be understood, with its number.
    pub fn with_verbs(self, list: &str) -> Result<TimeData, TimeDataError> {
        Ok(TimeData { verbs: VerbWords::load(list)?, ..self })
    }

    fn add_word(&mut self, line: &str) -> Result<(), String> {
        let mut columns = line.split('\t').map(str::trim);
        let (Some(word), Some(class), Some(value)) = (columns.next(), columns.next(), columns.next()) else {
            return Err("fewer than three columns".to_string());
        };
        let capital = columns.next() == Some("yes");
        let class_of = Class::find(class).ok_or_else(|| format!("unknown class `{class}`"))?;
        let value =
            class_of.parse(value).ok_or_else(|| format!("`{value}` is no value of class `{class}`"))?;
        let id = self.intern(word);
        let entry = &mut self.entries[id as usize];
        entry.senses.push((class_of, value));
        entry.capital_only |= capital;
        entry.trigger |= class_of.is_trigger();
        Ok(())
    }

    /// The number of a word, which is added without a sense if it is new.
    pub(crate) fn intern(&mut self, word: &str) -> WordId {
        if let Some(id) = self.words.get(word) {
            return *id;
        }
        let id = self.entries.len() as WordId;
        self.words.insert(word.into(), id);
        self.entries.push(Entry { word: word.into(), ..Entry::default() });
        id
    }

    /// The number of a word of a holiday's name. One that has no other use is known only as such names write it.
    pub(crate) fn intern_name(&mut self, word: &str, capital: bool) -> WordId {
        match self.words.get(word) {
            Some(id) => {
                let entry = &mut self.entries[*id as usize];
                entry.capital_only &= capital || !entry.only_names;
                *id
            }
            None => {
                let id = self.intern(word);
                let entry = &mut self.entries[id as usize];
                (entry.capital_only, entry.only_names) = (capital, true);
                id
            }
        }
    }

    /// Sees to it that an island with all these words is looked at: the longest can start a time, if none else can.
    pub(crate) fn let_start(&mut self, words: impl Iterator<Item = WordId>) {
        let ids: Vec<usize> = words.map(|id| id as usize).collect();
        if ids.iter().any(|id| self.entries[*id].trigger) {
            return;
        }
        if let Some(longest) = ids.into_iter().max_by_key(|id| self.entries[*id].word.len()) {
            self.entries[longest].trigger = true;
        }
    }

    fn compile(&mut self, w: Written) -> Result<Rule, String> {
        let index = |list: &[&str], value: &Option<String>| match value {
            None => Ok(None),
            Some(v) => list
                .iter()
                .position(|x| x == v)
                .map(Some)
                .ok_or_else(|| format!("unknown value `{v}`\n  hint: one of {}", list.join(", "))),
        };
        let from = match w.from.as_deref() {
            None | Some("published") => Anchor::Published,
            Some("previous") => Anchor::Previous,
            Some("context") => Anchor::Context,
            Some(other) => {
                return Err(format!("unknown anchor `{other}`\n  hint: published, previous or context"));
            }
        };
        let mut pattern = |text: &Option<String>| match text {
            None => Ok(None),
            Some(t) => Pattern::parse(t, self).map(Some),
        };
        Ok(Rule {
            pattern: pattern(&Some(w.pattern.clone()))?.unwrap_or_default(),
            before: pattern(&w.before)?,
            after: pattern(&w.after)?,
            not_before: pattern(&w.not_before)?,
            not_after: pattern(&w.not_after)?,
            op: w.op.parse()?,
            by: w.by.unwrap_or(0),
            from,
            modifier: index(MODIFIERS, &w.modifier)?,
            part: index(PARTS, &w.part)?,
            reference: index(REFERENCES, &w.reference)?,
            value: w.value.map(Into::into),
            kind: match w.kind.as_deref() {
                None => None,
                Some("DURATION") => Some(TimeType::Duration),
                Some("SET") => Some(TimeType::Set),
                Some(other) => {
                    return Err(format!("unknown kind `{other}`\n  hint: DURATION or SET"));
                }
            },
            month: w.month,
            day: w.day,
            path: Arc::from(format!("en/times/{}", w.id)),
            score: match w.score {
                None => UNMEASURED,
                Some(score) if (0.0..=1.0).contains(&score) => score,
                Some(score) => return Err(format!("`score` is a share from 0 to 1, is `{score}`")),
            },
        })
    }

    /// The word, if the list or a pattern has it (and, where it must, with a capital).
    pub(crate) fn word(&self, folded: &str, capital: bool) -> Option<WordId> {
        let id = *self.words.get(folded)?;
        let entry = self.entries.get(id as usize)?;
        (capital || !entry.capital_only).then_some(id)
    }

    /// The numbers of all words.
    pub(crate) fn word_ids(&self) -> impl Iterator<Item = WordId> + use<> {
        0..self.entries.len() as WordId
    }

    fn word_lengths(&self) -> [u32; 26] {
        let mut lengths = [0; 26];
        for entry in &self.entries {
            let first = entry.word.bytes().next().map_or(255, |b| b.wrapping_sub(b'a'));
            if let Some(bits) = lengths.get_mut(usize::from(first)) {
                *bits |= 1 << entry.word.len().min(31);
            }
        }
        lengths
    }

    /// Whether some word begins with this small letter and has so many letters: most words of a text are told apart
    /// from those of the list by that alone.
    pub(crate) fn may_have(&self, first: u8, len: usize) -> bool {
        let bits = self.lengths.get(usize::from(first.wrapping_sub(b'a')));
        bits.is_none_or(|bits| bits & (1 << len.min(31)) != 0)
    }

    /// The value of a word in a class.
    pub(crate) fn sense(&self, id: WordId, class: Class) -> Option<i32> {
        self.entries.get(id as usize)?.senses.iter().find(|(c, _)| *c == class).map(|(_, v)| *v)
    }

    /// A word of the list by its number.
    pub(crate) fn spelling(&self, id: WordId) -> Option<&str> {
        self.entries.get(id as usize).map(|e| &*e.word)
    }

    /// Whether a word cut short may swallow the full stop after it: *Aug.*, *Mon.*
    pub(crate) fn is_cut_short(&self, id: WordId) -> bool {
        self.sense(id, Class::MonthShort).or(self.sense(id, Class::WeekdayShort)).is_some()
    }

    /// Whether a word can be the start of a time.
    pub(crate) fn is_trigger(&self, id: WordId) -> bool {
        self.entries.get(id as usize).is_some_and(|e| e.trigger)
    }

    /// The rules in the order of their file.
    pub fn rules(&self) -> impl Iterator<Item = &TimeRule> {
        self.rules.iter()
    }
}
