//! The records: what each type says. The words a record rests on, its maker and its score are in the
//! [`crate::Entry`] around it.
//!
//! A field that could not be settled is `None` or empty; a record is never dropped because part of it is unknown.

use crate::{
    Act, AgendaStatus, Bound, ClaimStatus, EntityType, EventType, FindingKind, Id, Manner, MentionForm,
    MentionType, PlaceLevel, PlaceSense, Quad, RelationType, Spans, Status, TimeType,
};
use jiff::civil::Date;

/// A part in a record: the words that name it and the entity they stand for.
///
/// The words may be missing (a speaker known only from the text around), the entity may be unknown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Role {
    /// The words, if they stand anywhere.
    pub at: Option<Spans>,
    /// The entity, if known.
    pub entity: Option<Id<Entity>>,
}

impl Role {
    /// A role that stands in these words, its entity not known.
    pub fn words(at: impl Into<Spans>) -> Role {
        Role { at: Some(at.into()), entity: None }
    }
}

/// On whose word something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// Someone says so, in this statement.
    Statement(Id<Statement>),
    /// The report itself says so.
    Publisher,
}

/// The words are one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence;

/// The words stand for someone or something.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Name, nominal or pronoun.
    pub form: MentionForm,
    /// What it stands for.
    pub kind: MentionType,
    /// Which one.
    pub entity: Option<Id<Entity>>,
}

/// The words mean a date, a time, a duration or a set of them.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpr {
    /// TIMEX3 type.
    pub kind: TimeType,
    /// TIMEX3 value: `2015-08-09`, `2015-W33`, `P3D`, `XXXX-WXX-1` where the document has no date.
    pub value: String,
    /// TIMEX3 modifier: `START`, `MID`, `END`, `APPROX`, …
    pub modifier: Option<String>,
    /// First day that it can mean.
    pub earliest: Option<Date>,
    /// Last day that it can mean.
    pub latest: Option<Date>,
    /// What it was counted from: `published`, `dateline`, or the quote of an earlier time.
    pub anchor: Option<String>,
}

/// The words mean a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The place's own name.
    pub name: String,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Latitude and longitude in degrees, WGS 84.
    pub at: Option<(f64, f64)>,
    /// GeoNames number.
    pub geonames: Option<u64>,
    /// How precise.
    pub level: PlaceLevel,
    /// Place, actor or dateline.
    pub sense: PlaceSense,
    /// What the name may mean instead, the likeliest first.
    pub alternatives: Vec<OtherPlace>,
}

/// A place that a name may mean instead of the one chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherPlace {
    /// The place's own name.
    pub name: String,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Latitude and longitude in degrees, WGS 84.
    pub at: Option<(f64, f64)>,
    /// GeoNames number.
    pub geonames: Option<u64>,
    /// The probability that it is meant.
    pub score: f32,
}

/// An office or function of an entity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Office {
    /// The title: *foreign minister*.
    pub title: String,
    /// Of whom or what: *Russia*.
    pub of: Option<String>,
    /// First day in office, if known.
    pub from: Option<Date>,
    /// Last day in office, if known and past.
    pub to: Option<Date>,
    /// Where it is known from: `text`, or the path of a data file.
    pub basis: String,
}

/// The mentions that the entry points at are one actor or thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// The fullest name.
    pub name: String,
    /// What it is.
    pub kind: EntityType,
    /// Other names.
    pub aliases: Vec<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// CAMEO actor code.
    pub cameo: Option<String>,
    /// PLOVER sector.
    pub sector: Option<String>,
    /// Titles and functions.
    pub roles: Vec<Office>,
    /// The key under which a data file knows it.
    pub key: Option<String>,
    /// Wikidata number (`Q…`).
    pub wikidata: Option<String>,
    /// A particular person whose name is withheld.
    pub anonymous: bool,
}

/// Someone said something. The entry points at the content, or at the cue where there is no content.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Direct, indirect or mixed.
    pub manner: Manner,
    /// The kind of speech act.
    pub act: Act,
    /// Who said it.
    pub source: Option<Role>,
    /// The words that tell that it was said.
    pub cue: Option<Role>,
    /// What was said.
    pub content: Option<Role>,
    /// To whom.
    pub addressee: Option<Role>,
    /// Through which outlet, document or meeting.
    pub channel: Option<Role>,
    /// When it was said.
    pub times: Vec<Id<TimeExpr>>,
    /// The statement that reports this one.
    pub inside: Option<Id<Statement>>,
    /// Whether the source's name is withheld; `None` where that is no question (critics, residents, nobody).
    pub anonymous: Option<bool>,
}

/// Someone did something to someone. The entry points at the trigger.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// PLOVER class.
    pub kind: EventType,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// PLOVER contexts.
    pub contexts: Vec<String>,
    /// CAMEO code, a string: leading zeros count.
    pub cameo: Option<String>,
    /// Quadrant.
    pub quad: Quad,
    /// PLOVER score, -10 to 10.
    pub plover_score: Option<f32>,
    /// Goldstein value, -10 to 10.
    pub goldstein: Option<f32>,
    /// Who.
    pub actors: Vec<Role>,
    /// To whom.
    pub recipients: Vec<Role>,
    /// When, as words.
    pub times: Vec<Id<TimeExpr>>,
    /// First day on which it can have been.
    pub earliest: Option<Date>,
    /// Last day on which it can have been.
    pub latest: Option<Date>,
    /// Where.
    pub place: Option<Id<Place>>,
    /// Whether it took place.
    pub status: Status,
    /// On whose word.
    pub word: Voice,
    /// How many, how much.
    pub quantities: Vec<Id<Quantity>>,
}

/// A proposition that someone asserts, denies, or says is being checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The proposition in words.
    pub proposition: String,
    /// Who says so.
    pub asserted_by: Vec<Voice>,
    /// Who says that it is not so.
    pub denied_by: Vec<Voice>,
    /// How it stands.
    pub status: ClaimStatus,
}

/// A standing fact between two entities.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// Which.
    pub kind: RelationType,
    /// The one end.
    pub subject: Role,
    /// The other.
    pub object: Role,
    /// On whose word.
    pub word: Voice,
}

/// A number with its unit and what it counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// The number.
    pub value: Option<f64>,
    /// The least it can be, where a range is given.
    pub low: Option<f64>,
    /// The most.
    pub high: Option<f64>,
    /// ISO 4217 for money, else the word or SI symbol.
    pub unit: Option<String>,
    /// What it counts.
    pub of: Option<String>,
    /// Of which event.
    pub event: Option<Id<Event>>,
}

/// Something in the text that does not fit together, for a person to look at. The entry points at the words; nothing is
/// put right on the strength of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What sort of misfit.
    pub kind: FindingKind,
    /// What is wrong, in words that stand alone: no capital in front, no full stop.
    pub message: String,
}

/// Something is to come. The entry points at the clause or phrase that says so, all its mentions taken together.
#[derive(Clone, Debug, PartialEq)]
pub struct AgendaItem {
    /// The event that it is, where the events have it.
    pub event: Option<Id<Event>>,
    /// PLOVER class of that event.
    pub kind: Option<EventType>,
    /// What it is, in words of the text; a pronoun's name stands in square brackets.
    pub title: String,
    /// When, as words.
    pub times: Vec<Id<TimeExpr>>,
    /// First day on which it can be.
    pub earliest: Date,
    /// Last day on which it can be.
    pub latest: Date,
    /// Whether it takes all days from the first to the last, and not some time in between.
    pub lasts: bool,
    /// Which end of it the day is; `None` for the day itself.
    pub bound: Option<Bound>,
    /// Where.
    pub place: Option<Id<Place>>,
    /// Who takes part.
    pub parties: Vec<Role>,
    /// How it stands.
    pub status: AgendaStatus,
    /// First and last day for which it stood before it was moved; those of the item itself where no new day is told.
    pub was: Option<(Date, Date)>,
    /// On whose word, the first that tells it first; never none.
    pub words: Vec<Voice>,
}
