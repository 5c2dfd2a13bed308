//! Event dates: when whatever a verb or noun names was, is or will be, with the words that say so.
//!
//! [`Dating`] looks at a text once and then answers for any token. Three things say when something was, in this order:
//! a time of its own clause (*resigned on Friday*), or of the verb that it hangs on; the tense of its verb group against
//! the day of publication (*will resign*: after it); and, where a report goes on telling, the date of the event told
//! before. A noun, infinitive or participle has no tense and takes that of what governs it, unless that looks ahead by
//! its meaning: *agreed to withdraw* puts the withdrawing after the agreement.
//!
//! Nothing is claimed without words: [`When::evidence`] holds those that each answer rests on.
//!
//! `group` reads verb groups, `attach` says which time belongs to which word, `order` weighs tense and governor,
//! `words` holds the classes of words that it asks for. Start reading at [`Dating::of`].
//!
//! # Example
//!
//! ```
//! use onrecord::dating::{Dating, Order};
//!
//! # fn show(reader: &onrecord::Reader, input: onrecord_doc::Input) {
//! let doc = reader.read(input);
//! let dating = Dating::new(&doc, &reader.data().dating);
//! for token in (0..doc.tokens.len()).filter(|i| doc.tokens.pos(*i) == "VERB") {
//!     let when = dating.of(token);
//!     if when.order == Order::After {
//!         println!("{} from {:?}", doc.quote(doc.tokens.span(token)), when.earliest);
//!     }
//! }
//! # }
//! ```

mod attach;
mod group;
mod order;
mod words;

pub use group::{Group, Tense};
pub use words::DatingWords;

use attach::{Hold, Tie};
use jiff::civil::Date;
use onrecord_doc::{Document, Id, Span, TimeExpr};
use words::Class;

/// Where an event lies to the day of publication.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Order {
    /// Before that day.
    Before,
    /// On that day, or over it.
    At,
    /// After that day.
    After,
    /// Nothing tells.
    #[default]
    Unknown,
}

impl Order {
    /// Every value, in the order of the definition.
    pub const ALL: &'static [Order] = &[Order::Before, Order::At, Order::After, Order::Unknown];

    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Order::Before => "before",
            Order::At => "at",
            Order::After => "after",
            Order::Unknown => "unknown",
        }
    }
}

/// What an event's date rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// A time that hangs on it.
    Clause,
    /// A time that hangs on the verb or noun that governs it.
    Governor,
    /// The tense of the verb group, against the day of publication.
    Tense,
    /// The date of the event told before.
    Narrative,
    /// Nothing.
    #[default]
    None,
}

impl Basis {
    /// Every value, in the order of the definition.
    pub const ALL: &'static [Basis] =
        &[Basis::Clause, Basis::Governor, Basis::Tense, Basis::Narrative, Basis::None];

    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Clause => "clause",
            Basis::Governor => "governor",
            Basis::Tense => "tense",
            Basis::Narrative => "narrative",
            Basis::None => "none",
        }
    }
}

/// When an event was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct When {
    /// The time that it rests on, if there is one.
    pub time: Option<Id<TimeExpr>>,
    /// First day on which it can have been; `None` where that end is open or unknown.
    pub earliest: Option<Date>,
    /// Last day on which it can have been; `None` where that end is open or unknown.
    pub latest: Option<Date>,
    /// Before, at or after the day of publication.
    pub order: Order,
    /// What says so.
    pub basis: Basis,
    /// The words that say so, in text order: those of the time, those that bear the tense, the word that looks ahead.
    pub evidence: Vec<Span>,
}

/// The dates of the events of one document.
pub struct Dating<'d> {
    doc: &'d Document,
    words: &'d DatingWords,
    /// Which words have a time, sorted by word.
    holds: Vec<Hold>,
    /// For every sentence of the parse its first token and what was told and dated last before it.
    story: Vec<(usize, Option<Hold>)>,
}

impl<'d> Dating<'d> {
    /// Looks at a document once. Times, tokens and the day of publication should be there; without tokens no event
    /// has a date.
    pub fn new(doc: &'d Document, words: &'d DatingWords) -> Dating<'d> {
        let mut dating = Dating { doc, words, holds: attach::find(doc, words), story: Vec::new() };
        dating.story = dating.tell();
        dating
    }

    /// When the event was that a token names. Any token may be asked; one that is no verb or noun mostly has no date.
    pub fn of(&self, token: usize) -> When {
        if token >= self.doc.tokens.len() {
            return When::default();
        }
        let lean = self.lean(token);
        let mut when = match lean.hold {
            Some(hold) => self.dated(hold, lean.order),
            None => When { order: lean.order, ..self.undated(lean.order) },
        };
        when.basis = match lean.hold {
            Some(hold) if hold.token == token => Basis::Clause,
            Some(_) => Basis::Governor,
            None if lean.order != Order::Unknown => Basis::Tense,
            None => Basis::None,
        };
        if let (None, true) = (lean.hold, lean.goes_on)
            && self.tells(token)
            && let Some(hold) = self.told_before(token)
        {
            let told = self.dated(hold, lean.order);
            when = When { basis: Basis::Narrative, ..told };
        }
        // A noun with a time of its own needs no tense.
        if when.basis != Basis::Clause || group::is_verb(&self.doc.tokens, token) || when.evidence.is_empty()
        {
            when.evidence.extend(lean.words.iter().map(|i| self.doc.tokens.span(*i)));
        }
        when.evidence.sort_unstable();
        when.evidence.dedup();
        when
    }

    /// The verb group of a token.
    pub fn group(&self, token: usize) -> Group {
        Group::of(&self.doc.tokens, token)
    }

    /// The times that hang on a token, the nearest first.
    fn holds(&self, token: usize) -> &[Hold] {
        let from = self.holds.partition_point(|h| h.token < token);
        let to = self.holds.partition_point(|h| h.token <= token);
        &self.holds[from..to]
    }

    /// The time that says most about a token: what hangs nearest, is no bare limit, is the shortest.
    fn hold(&self, token: usize) -> Option<Hold> {
        let days = |h: &Hold| {
            let time = &self.doc.times[h.time].value;
            match (time.earliest, time.latest) {
                (Some(a), Some(b)) => crate::times::days_between(a, b),
                _ => i64::MAX,
            }
        };
        self.holds(token).iter().min_by_key(|h| (h.through, h.tie != Tie::In, days(h), h.time)).copied()
    }

    /// An event with a time: the days of the time, cut by the tense, and where they lie to the day of publication.
    fn dated(&self, hold: Hold, tense: Order) -> When {
        let time = &self.doc.times[hold.time].value;
        let published = self.doc.published.day;
        let (mut earliest, mut latest) = match hold.tie {
            Tie::In => (time.earliest, time.latest),
            Tie::From => (time.earliest, None),
            Tie::After => (time.latest, None),
            Tie::Until | Tie::By => (None, time.latest),
            Tie::Before => (None, time.earliest),
        };
        let mut order = match (published, time.earliest, time.latest) {
            (Some(day), Some(a), Some(b)) => match hold.tie {
                Tie::In if b < day => Order::Before,
                Tie::In | Tie::From | Tie::After if a > day => Order::After,
                Tie::In if a == day && b == day => match tense {
                    Order::After => Order::After,
                    _ => Order::At,
                },
                Tie::From if tense != Order::Before => Order::At,
                Tie::Before | Tie::By | Tie::Until if b < day => Order::Before,
                Tie::By if a > day && tense != Order::Before => Order::After,
                _ => tense,
            },
            _ => match time.value.as_str() {
                "PAST_REF" => Order::Before,
                "PRESENT_REF" if tense == Order::Unknown => Order::At,
                "FUTURE_REF" => Order::After,
                _ => tense,
            },
        };
        if order == Order::Unknown {
            order = tense;
        }
        // What is over was over by today: *has risen since May*.
        if order == Order::Before && hold.tie == Tie::From {
            latest = published;
        }
        // *This year* in the past tense is up to today, in the future tense from today on.
        if let (Some(day), Some(a), Some(b)) = (published, earliest, latest)
            && a < day
            && day < b
        {
            match order {
                Order::Before => latest = Some(day),
                Order::After => earliest = Some(day),
                _ => {}
            }
        }
        When {
            time: Some(hold.time),
            earliest,
            latest,
            order,
            basis: Basis::None,
            evidence: vec![hold.words],
        }
    }

    /// An event without a time: the days that its tense leaves.
    fn undated(&self, order: Order) -> When {
        let day = self.doc.published.day;
        match order {
            Order::Before => When { latest: day, ..When::default() },
            Order::After => When { earliest: day, ..When::default() },
            _ => When::default(),
        }
    }

    /// What was told and dated last before each sentence: the hold of its first verb in the plain past with a day.
    fn tell(&self) -> Vec<(usize, Option<Hold>)> {
        let tokens = &self.doc.tokens;
        let mut last = None;
        let mut story = Vec::new();
        let mut next = 0;
        for sentence in tokens.sentences() {
            story.push((sentence.start, last));
            last = None;
            while next < self.holds.len() && self.holds[next].token < sentence.end {
                let hold = self.holds[next];
                next += 1;
                let time = &self.doc.times[hold.time].value;
                let is_day = time.earliest.is_some() && time.earliest == time.latest;
                let is_near = hold.tie == Tie::In && hold.through == 0;
                if is_day && is_near && last.is_none() && self.tells(hold.token) {
                    last = Some(hold);
                }
            }
        }
        story
    }

    /// Whether a verb tells an event of a narrative: plain past, and no verb of saying.
    fn tells(&self, token: usize) -> bool {
        let group = self.group(token);
        group.tense == Tense::Past && !group.perfect && !self.words.is(&self.doc.tokens, token, Class::Say)
    }

    /// The date that a narrative goes on from.
    fn told_before(&self, token: usize) -> Option<Hold> {
        let at = self.story.partition_point(|(first, _)| *first <= token).checked_sub(1)?;
        self.story[at].1
    }
}

#[cfg(test)]
mod tests;
