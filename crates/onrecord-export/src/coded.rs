//! What the formats of event data (POLECAT, ICEWS, GDELT, PLOVER) share: which events go in, their day, their pairs, the
//! codes of actors and countries, and lines of tab-separated values.
//!
//! These formats have no column for the status of an event: a row means that it happened. So a [`Selection`] takes what
//! happened or goes on, and leaves out what is planned, threatened, denied; what is left out is counted. Nor have they one
//! for whose word it is; what somebody is reported to have said is taken like the rest, as their makers do, unless
//! [`Selection::reported`] says no.

use crate::rows::Facts;
use jiff::civil::Date;
use onrecord_doc::{Entity, Entry, Event, EventType, Id, Place, Role, Status, Voice};
use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::LazyLock;

/// Most pairs of an actor and a recipient that one event makes. A text can name hundreds on each side.
const MOST_PAIRS: usize = 400;

/// Which events go in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The statuses that go in.
    pub statuses: Vec<Status>,
    /// Whether events go in that stand on the word of somebody in the text, and not of the report itself.
    pub reported: bool,
}

impl Default for Selection {
    fn default() -> Selection {
        Selection { statuses: vec![Status::Happened, Status::Ongoing], reported: true }
    }
}

/// What was written, and what was not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Rows.
    pub rows: u64,
    /// Events that the rows are about.
    pub events: u64,
    /// Events left out for their status.
    pub other_status: u64,
    /// Events left out because they stand on somebody's word.
    pub other_word: u64,
    /// Events left out because neither their day nor that of publication is known and the format needs one.
    pub dateless: u64,
    /// Pairs of an actor and a recipient left out, beyond the first 400 of an event.
    pub pairs: u64,
}

/// An event that goes in.
pub(crate) struct Coded<'f, 'a> {
    pub facts: &'f Facts<'a>,
    pub id: Id<Event>,
    pub entry: &'a Entry<Event>,
    pub place: Option<&'a Place>,
    /// The one day that a row has room for.
    pub day: Option<Date>,
}

/// The events of a document that go in.
pub(crate) fn select<'f, 'a>(
    facts: &'f Facts<'a>,
    selection: &Selection,
    count: &mut Count,
) -> Vec<Coded<'f, 'a>> {
    let mut out = Vec::new();
    for (id, entry) in facts.doc.events.iter() {
        let event = &entry.value;
        if !selection.statuses.contains(&event.status) {
            count.other_status += 1;
        } else if !selection.reported && event.word != Voice::Publisher {
            count.other_word += 1;
        } else {
            let place = event.place.and_then(|p| facts.doc.places.find(p)).map(|p| &p.value);
            out.push(Coded { facts, id, entry, place, day: day(event, facts.doc.published.day) });
        }
    }
    out
}

/// The day of publication, or the day of the event's own time that lies nearest to it.
fn day(event: &Event, published: Option<Date>) -> Option<Date> {
    let day = match (published, event.earliest, event.latest) {
        (Some(day), first, last) => {
            let day = first.map_or(day, |first| day.max(first));
            Some(last.map_or(day, |last| day.min(last)))
        }
        (None, first, last) => first.or(last),
    };
    day.filter(|d| d.year() > 0)
}

impl<'a> Coded<'_, 'a> {
    /// The CAMEO code: the event's own, else that of its class and mode.
    pub fn cameo(&self) -> &'a str {
        let event = &self.entry.value;
        let own = event.cameo.as_deref().filter(|c| c.len() >= 2 && c.bytes().all(|b| b.is_ascii_digit()));
        own.unwrap_or_else(|| code_of(event.kind, event.mode.as_deref()))
    }

    pub fn goldstein(&self) -> Option<f64> {
        let own = self.entry.value.goldstein.map(crate::rows::exact);
        own.or_else(|| cameo(self.cameo()).and_then(|c| c.goldstein.parse().ok())).filter(|g| g.is_finite())
    }

    /// The rows of a format of pairs: every actor with every recipient, nobody where a side is empty.
    ///
    /// Those who meet or work together are all actors; each stands with each other, both ways, as CAMEO coders have it.
    pub fn pairs(&self, count: &mut Count) -> Vec<(Option<&'a Role>, Option<&'a Role>)> {
        let event = &self.entry.value;
        let both_ways = matches!(event.kind, EventType::Consult | EventType::Cooperate | EventType::Agree);
        // FIXME: parties that clash are all actors too, and cannot be told from allies who attack together: no pairs.
        let same = both_ways && event.recipients.is_empty() && event.actors.len() > 1;
        let (left, right) = (&event.actors, if same { &event.actors } else { &event.recipients });
        let all = if same { left.len() * (left.len() - 1) } else { left.len().max(1) * right.len().max(1) };
        count.pairs += all.saturating_sub(MOST_PAIRS) as u64;
        let some = |side: &'a [Role]| -> Vec<Option<&'a Role>> {
            if side.is_empty() { vec![None] } else { side.iter().map(Some).collect() }
        };
        let (left, right) = (some(left), some(right));
        let mut out = Vec::new();
        for (i, a) in left.iter().enumerate() {
            for (j, b) in right.iter().enumerate() {
                if out.len() == MOST_PAIRS {
                    return out;
                }
                if !same || i != j {
                    out.push((*a, *b));
                }
            }
        }
        out
    }
}

/// A row of `data/ontology/cameo.tsv`.
pub(crate) struct Cameo {
    code: &'static str,
    pub name: &'static str,
    goldstein: &'static str,
}

/// What a CAMEO code means.
pub(crate) fn cameo(code: &str) -> Option<&'static Cameo> {
    static ALL: LazyLock<Vec<Cameo>> = LazyLock::new(|| {
        let of = |[code, name, _, goldstein]: [&'static str; 4]| Cameo { code, name, goldstein };
        let mut all: Vec<Cameo> = cells(include_str!("../../../data/ontology/cameo.tsv")).map(of).collect();
        all.sort_by_key(|c| c.code);
        all
    });
    ALL.binary_search_by_key(&code, |c| c.code).ok().map(|i| &ALL[i])
}

/// The CAMEO code of a PLOVER class and mode, of the class where the mode has none.
fn code_of(kind: EventType, mode: Option<&str>) -> &'static str {
    static ALL: LazyLock<Vec<[&'static str; 5]>> =
        LazyLock::new(|| cells(include_str!("../../../data/ontology/events.tsv")).collect());
    let of = |mode: &str| ALL.iter().find(|r| r[0] == kind.name() && r[1] == mode).map(|r| r[4]);
    of(mode.unwrap_or("")).or_else(|| of("")).unwrap_or("")
}

/// Codes of a country.
pub(crate) struct Country {
    alpha2: &'static str,
    pub alpha3: &'static str,
    pub name: &'static str,
    /// Number in the state list of the Correlates of War project.
    pub cow: &'static str,
    /// FIPS 10-4.
    pub fips: &'static str,
}

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let of =
        |[alpha2, alpha3, name, cow, fips]: [&'static str; 5]| Country { alpha2, alpha3, name, cow, fips };
    cells(include_str!("../data/countries.tsv")).map(of).collect()
});

/// The country of an ISO 3166 alpha-2 code.
pub(crate) fn country(alpha2: Option<&str>) -> Option<&'static Country> {
    let alpha2 = alpha2?;
    COUNTRIES.iter().find(|c| c.alpha2 == alpha2)
}

/// The first cells of every row of a table that the crate carries, without comments and header.
fn cells<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().filter(|l| !l.starts_with('#')).skip(1).map(|line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|_| cells.next().unwrap_or(""))
    })
}

/// A CAMEO actor code in its parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ActorCode {
    /// The whole, without the dashes that stand for no country.
    pub whole: String,
    /// The country, ISO 3166 alpha-3.
    pub country: String,
    /// A group with a code of its own: `UNO`.
    pub group: String,
    /// Roles: `GOV`, `MIL`.
    pub types: Vec<String>,
}

/// The code of an actor; empty where nothing is known.
pub(crate) fn actor_code(entity: Option<&Entity>) -> ActorCode {
    // Role codes of CAMEO 1.1b3, chapter 3.
    const ROLES: &str = "AGR BUS COP CRM CVL DEV EDU ELI ENV GOV HLH HRI IGO IMG INS INT JUD LAB LEG MED MIL MNC MOD NGM NGO OPP \
        PTY RAD REB REF REL SEP SET SPY STU UAF UIS";
    let Some(entity) = entity else { return ActorCode::default() };
    let own = country(entity.country.as_deref()).map_or("", |c| c.alpha3);
    let code = entity.cameo.as_deref().unwrap_or(own);
    let code = code.strip_prefix("---").unwrap_or(code);
    let mut out = ActorCode { whole: code.to_owned(), ..ActorCode::default() };
    if !code.bytes().all(|b| b.is_ascii_uppercase()) || code.len() % 3 != 0 {
        return ActorCode { country: own.to_owned(), ..out };
    }
    let parts = (0..code.len()).step_by(3).map(|i| &code[i..i + 3]);
    for (i, part) in parts.enumerate() {
        if i == 0 && COUNTRIES.iter().any(|c| c.alpha3 == part) {
            out.country = part.to_owned();
        } else if ROLES.split_whitespace().any(|r| r == part) {
            out.types.push(part.to_owned());
        } else if out.group.is_empty() {
            out.group = part.to_owned();
        }
    }
    out
}

/// A value that stands in a cell of tab-separated values as it is, whatever its reader thinks of quotation marks: tabs and
/// line ends are spaces, `"` is `'`, other control characters are gone.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    let is_odd = |c: char| c.is_control() || matches!(c, '"' | '\u{2028}' | '\u{2029}');
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push('\''),
            '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Writes a line of cells; an empty one is written as `empty`.
pub(crate) fn line<S: AsRef<str>>(out: &mut impl Write, cells: &[S], empty: &str) -> io::Result<()> {
    let mut text = String::new();
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            text.push('\t');
        }
        let cell = plain(cell.as_ref());
        let cell = cell.trim();
        text.push_str(if cell.is_empty() { empty } else { cell });
    }
    text.push('\n');
    out.write_all(text.as_bytes())
}

/// A number as a cell, empty where it is not known.
pub(crate) fn number(value: Option<f64>) -> String {
    let mut out = String::new();
    if let Some(n) = value.filter(|n| n.is_finite()) {
        crate::csv::number(&mut out, n);
    }
    out
}

/// Degrees as a cell; some five decimals are a metre.
pub(crate) fn degrees(value: Option<f64>) -> String {
    number(value.filter(|d| d.abs() <= 180.0).map(|d| (d * 1e5).round() / 1e5))
}

#[cfg(test)]
pub(crate) mod tests;
