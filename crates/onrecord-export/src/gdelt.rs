//! Events and mentions in the columns of GDELT 2.0: 61 and 16, tab-separated, without a header, one row a pair of actors.
//!
//! GDELT counts reports: the same event in two documents is two rows here, each with one mention, and nothing is merged.
//! What Onrecord does not work out stays empty: tones, ethnic and religious codes, places of actors, divisions and feature
//! numbers of GNS. `GlobalEventID` is counted from [`Options::first_id`]; what each stands for is written beside. Names and
//! meanings: GDELT Event Database codebook 2.0.

use crate::coded::{ActorCode, Coded, Count, Selection, actor_code, country, degrees, line, number, select};
use crate::rows::{Column, Facts, columns, id};
use jiff::civil::Date;
use onrecord_doc::{Document, PlaceLevel, Quad, Role, Spans};
use std::io::{self, Write};

/// The columns of the events, in order.
pub const EVENTS: &[Column] = columns! {
    "GlobalEventID" Integer, "number of the row in this export";
    "Day" Integer, "day of the event, `20150809`; where only a span is known, its day nearest to publication";
    "MonthYear" Integer, "its month, `201508`";
    "Year" Integer, "its year";
    "FractionDate" Number, "the year and how much of it has gone by: 30 days a month, over 365";
    "Actor1Code" Text, "CAMEO code of who did it";
    "Actor1Name" Text, "name, in capitals";
    "Actor1CountryCode" Text, "country part of the code, three letters";
    "Actor1KnownGroupCode" Text, "group part of the code: `UNO`";
    "Actor1EthnicCode" Text, "always empty";
    "Actor1Religion1Code" Text, "always empty";
    "Actor1Religion2Code" Text, "always empty";
    "Actor1Type1Code" Text, "first role in the code: `GOV`";
    "Actor1Type2Code" Text, "second role";
    "Actor1Type3Code" Text, "third role";
    "Actor2Code" Text, "CAMEO code of to whom";
    "Actor2Name" Text, "name, in capitals";
    "Actor2CountryCode" Text, "country part of the code";
    "Actor2KnownGroupCode" Text, "group part of the code";
    "Actor2EthnicCode" Text, "always empty";
    "Actor2Religion1Code" Text, "always empty";
    "Actor2Religion2Code" Text, "always empty";
    "Actor2Type1Code" Text, "first role in the code";
    "Actor2Type2Code" Text, "second role";
    "Actor2Type3Code" Text, "third role";
    "IsRootEvent" Integer, "1 in the first paragraph, there in the first three sentences; else 0";
    "EventCode" Text, "CAMEO code; its leading zero counts";
    "EventBaseCode" Text, "its first three digits";
    "EventRootCode" Text, "its first two digits";
    "QuadClass" Integer, "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict";
    "GoldsteinScale" Number, "Goldstein value of the code";
    "NumMentions" Integer, "always 1: rows of several documents are not merged";
    "NumSources" Integer, "always 1";
    "NumArticles" Integer, "always 1";
    "AvgTone" Number, "always empty";
    "Actor1Geo_Type" Integer, "always 0: actors have no place";
    "Actor1Geo_Fullname" Text, "always empty";
    "Actor1Geo_CountryCode" Text, "always empty";
    "Actor1Geo_ADM1Code" Text, "always empty";
    "Actor1Geo_ADM2Code" Text, "always empty";
    "Actor1Geo_Lat" Number, "always empty";
    "Actor1Geo_Long" Number, "always empty";
    "Actor1Geo_FeatureID" Text, "always empty";
    "Actor2Geo_Type" Integer, "always 0";
    "Actor2Geo_Fullname" Text, "always empty";
    "Actor2Geo_CountryCode" Text, "always empty";
    "Actor2Geo_ADM1Code" Text, "always empty";
    "Actor2Geo_ADM2Code" Text, "always empty";
    "Actor2Geo_Lat" Number, "always empty";
    "Actor2Geo_Long" Number, "always empty";
    "Actor2Geo_FeatureID" Text, "always empty";
    "ActionGeo_Type" Integer, "0 none, 1 country, 2 state of the USA, 3 city there, 4 city elsewhere, 5 division elsewhere";
    "ActionGeo_Fullname" Text, "place, division, country";
    "ActionGeo_CountryCode" Text, "FIPS 10-4 code";
    "ActionGeo_ADM1Code" Text, "the country's code for a country, else empty";
    "ActionGeo_ADM2Code" Text, "always empty";
    "ActionGeo_Lat" Number, "degrees, WGS 84";
    "ActionGeo_Long" Number, "degrees, WGS 84";
    "ActionGeo_FeatureID" Text, "the country's code for a country, else empty";
    "DATEADDED" Integer, "midnight of the day of publication, else of the event, `20150812000000`";
    "SOURCEURL" Text, "where it was published, else the id of the document";
};

/// The columns of the mentions, in order.
pub const MENTIONS: &[Column] = columns! {
    "GlobalEventID" Integer, "number of the row among the events";
    "EventTimeDate" Integer, "`DATEADDED` of that row";
    "MentionTimeDate" Integer, "the same";
    "MentionType" Integer, "1 with an address, 2 without";
    "MentionSourceName" Text, "who published it, else the host of its address";
    "MentionIdentifier" Text, "where it was published, else the id of the document";
    "SentenceID" Integer, "number of the sentence, from 1";
    "Actor1CharOffset" Integer, "first code point of the words for the actor, from 0; -1 where there are none";
    "Actor2CharOffset" Integer, "the same for the other actor";
    "ActionCharOffset" Integer, "the same for the words of the act";
    "InRawText" Integer, "always 1";
    "Confidence" Integer, "probability that the event is right, in percent: 10, 20, … 100";
    "MentionDocLen" Integer, "code points of the document";
    "MentionDocTone" Number, "always empty";
    "MentionDocTranslationInfo" Text, "always empty";
    "Extras" Text, "always empty";
};

/// What to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which events.
    pub selection: Selection,
    /// The first `GlobalEventID`.
    pub first_id: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options { selection: Selection::default(), first_id: 1 }
    }
}

/// The two files while they are written, and the table of what each number stands for.
pub struct Events<E, M, K> {
    events: E,
    mentions: M,
    keys: K,
    options: Options,
    count: Count,
}

impl<E: Write, M: Write, K: Write> Events<E, M, K> {
    /// Files without headers, as GDELT's are; the keys (`GlobalEventID`, document, event) have one. [`io::sink`] takes what
    /// is not wanted.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn create(events: E, mentions: M, mut keys: K, options: Options) -> io::Result<Events<E, M, K>> {
        line(&mut keys, &["GlobalEventID", "document", "event"], "")?;
        Ok(Events { events, mentions, keys, options, count: Count::default() })
    }

    /// Writes the events of one document; one whose day cannot be told is left out.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn write(&mut self, doc: &Document) -> io::Result<()> {
        let facts = Facts::of(doc);
        let lead = lead(doc);
        let length = doc.text().chars().count();
        for event in select(&facts, &self.options.selection, &mut self.count) {
            let Some(day) = event.day else {
                self.count.dateless += 1;
                continue;
            };
            for (first, second) in event.pairs(&mut self.count) {
                let number = (self.options.first_id + self.count.rows).to_string();
                let added = added(doc, day);
                line(&mut self.events, &event_row(&event, [first, second], day, lead, &number, &added), "")?;
                line(&mut self.mentions, &mention_row(&event, [first, second], length, &number, &added), "")?;
                line(&mut self.keys, &[number.as_str(), &facts.id, &id('v', event.id)], "")?;
                self.count.rows += 1;
            }
            self.count.events += 1;
        }
        Ok(())
    }

    /// What was written and what was left out.
    ///
    /// # Errors
    ///
    /// Fails where the last writes do.
    pub fn finish(mut self) -> io::Result<Count> {
        self.events.flush()?;
        self.mentions.flush()?;
        self.keys.flush()?;
        Ok(self.count)
    }
}

/// The byte at which the first paragraph ends.
fn lead(doc: &Document) -> usize {
    let text = doc.text();
    let begin = text.len() - text.trim_start().len();
    text[begin..].find('\n').map_or(text.len(), |end| begin + end)
}

fn basic(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year(), day.month(), day.day())
}

fn added(doc: &Document, day: Date) -> String {
    format!("{}000000", basic(doc.published.day.filter(|d| d.year() > 0).unwrap_or(day)))
}

/// Where it was published; a document without an address goes by its id.
fn source(facts: &Facts<'_>) -> String {
    facts.doc.input().url.clone().filter(|u| !u.trim().is_empty()).unwrap_or_else(|| facts.id.clone())
}

fn event_row(
    event: &Coded<'_, '_>,
    roles: [Option<&Role>; 2],
    day: Date,
    lead: usize,
    number_of_row: &str,
    added: &str,
) -> Vec<String> {
    let (facts, value) = (event.facts, &event.entry.value);
    let fraction = f64::from(i32::from(day.month() - 1) * 30 + i32::from(day.day())) / 365.0;
    let mut row = vec![
        number_of_row.to_owned(),
        basic(day),
        format!("{:04}{:02}", day.year(), day.month()),
        day.year().to_string(),
        // The last day of a year would be the first of the next otherwise.
        format!("{:.4}", f64::from(day.year()) + fraction.min(0.9999)),
    ];
    for role in roles {
        let ActorCode { whole, country, group, types } = actor_code(role.and_then(|r| facts.entity(r)));
        let name = role.and_then(|r| facts.name(r)).unwrap_or_default().to_uppercase();
        let kind = |i: usize| types.get(i).cloned().unwrap_or_default();
        let none = String::new;
        row.extend([whole, name, country, group, none(), none(), none(), kind(0), kind(1), kind(2)]);
    }
    let begin = event.entry.at.first().start();
    let is_root = begin < lead && facts.sentence(&event.entry.at).is_none_or(|n| n <= 3);
    let code = event.cameo();
    let quad = match value.quad {
        Quad::VerbalCooperation => 1,
        Quad::MaterialCooperation => 2,
        Quad::VerbalConflict => 3,
        Quad::MaterialConflict => 4,
    };
    row.extend([
        u8::from(is_root).to_string(),
        code.to_owned(),
        code.get(..3).unwrap_or(code).to_owned(),
        code.get(..2).unwrap_or(code).to_owned(),
        quad.to_string(),
        number(event.goldstein()),
        "1".to_owned(),
        "1".to_owned(),
        "1".to_owned(),
        String::new(),
    ]);
    for _ in roles {
        row.push("0".to_owned());
        row.extend(std::iter::repeat_n(String::new(), 7));
    }
    row.extend(action_place(event));
    row.extend([added.to_owned(), source(facts)]);
    row
}

/// The eight columns of the place.
fn action_place(event: &Coded<'_, '_>) -> [String; 8] {
    let none = String::new;
    let Some(place) = event.place else {
        return ["0".to_owned(), none(), none(), none(), none(), none(), none(), none()];
    };
    let state = country(place.country.as_deref());
    let is_usa = place.country.as_deref() == Some("US");
    let kind = match place.level {
        PlaceLevel::Country => 1,
        PlaceLevel::Region => {
            if is_usa {
                2
            } else {
                5
            }
        }
        PlaceLevel::City | PlaceLevel::Site => {
            if is_usa {
                3
            } else {
                4
            }
        }
    };
    let mut name = vec![place.name.as_str()];
    name.extend(place.admin1.as_deref().filter(|a| *a != place.name));
    name.extend(state.map(|s| s.name).filter(|n| *n != place.name));
    let fips = state.map_or("", |s| s.fips).to_owned();
    let whole = if kind == 1 { fips.clone() } else { none() };
    [
        kind.to_string(),
        name.join(", "),
        fips,
        whole.clone(),
        none(),
        degrees(place.at.map(|at| at.0)),
        degrees(place.at.map(|at| at.1)),
        whole,
    ]
}

fn mention_row(
    event: &Coded<'_, '_>,
    roles: [Option<&Role>; 2],
    length: usize,
    number_of_row: &str,
    added: &str,
) -> Vec<String> {
    let (facts, input) = (event.facts, event.facts.doc.input());
    let offset = |at: Option<&Spans>| at.map_or(-1, |at| facts.doc.chars(at.first()).0 as i64).to_string();
    let url = input.url.as_deref().filter(|u| !u.trim().is_empty());
    let host = url
        .and_then(|u| u.split_once("://"))
        .map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(rest));
    let publisher = input.publisher.as_deref().filter(|p| !p.trim().is_empty());
    let percent = (f64::from(event.entry.score) * 10.0).round().clamp(1.0, 10.0) * 10.0;
    vec![
        number_of_row.to_owned(),
        added.to_owned(),
        added.to_owned(),
        if url.is_some() { "1" } else { "2" }.to_owned(),
        publisher.or(host).unwrap_or_default().to_owned(),
        source(facts),
        facts.sentence(&event.entry.at).map(|n| n.to_string()).unwrap_or_default(),
        offset(roles[0].and_then(|r| r.at.as_ref())),
        offset(roles[1].and_then(|r| r.at.as_ref())),
        offset(Some(&event.entry.at)),
        "1".to_owned(),
        number(Some(percent)),
        length.to_string(),
        String::new(),
        String::new(),
        String::new(),
    ]
}

#[cfg(test)]
mod tests;
