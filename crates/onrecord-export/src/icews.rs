//! Events in the 20 columns of ICEWS: tab-separated, with a header, one row a pair of source and target.
//!
//! Made for scripts that read ICEWS: the R package `icews` and what grew around it. `Event ID`, `Story ID` and `Sentence
//! Number` are whole numbers that fit into 31 bits, for its reader takes them for R integers; so they are counted, from
//! [`Options::first_id`]. What each number stands for is written beside, as `Event ID`, document and event: every row leads
//! back to its words. CAMEO codes keep their zero. What is not known is an empty cell.

use crate::coded::{Coded, Count, Selection, cameo, country, degrees, line, number, select};
use crate::rows::{Column, Facts, columns, id};
use onrecord_doc::{Document, PlaceLevel, Role};
use std::io::{self, Write};

/// The columns, in order.
pub const COLUMNS: &[Column] = columns! {
    "Event ID" Integer, "number of the row in this export";
    "Event Date" Date, "day of the event; where only a span is known, its day nearest to publication";
    "Source Name" Text, "who did it";
    "Source Sectors" Text, "sectors of the source, in words, parted by `,`";
    "Source Country" Text, "country of the source, by name";
    "Event Text" Text, "name of the CAMEO code";
    "CAMEO Code" Text, "CAMEO code; its leading zero counts";
    "Intensity" Number, "Goldstein value of the code";
    "Target Name" Text, "to whom";
    "Target Sectors" Text, "sectors of the target";
    "Target Country" Text, "country of the target";
    "Story ID" Integer, "number of the document in this export";
    "Sentence Number" Integer, "number of the sentence, from 1";
    "Publisher" Text, "who published it";
    "City" Text, "city or site of the event";
    "District" Text, "always empty: second-level divisions are not known";
    "Province" Text, "first-level division";
    "Country" Text, "country where it happened, by name";
    "Latitude" Number, "degrees, WGS 84";
    "Longitude" Number, "degrees, WGS 84";
};

/// What to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Which events.
    pub selection: Selection,
    /// The first `Event ID`.
    pub first_id: u32,
    /// The first `Story ID`.
    pub first_story: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options { selection: Selection::default(), first_id: 1, first_story: 1 }
    }
}

/// The file while it is written.
pub struct Events<W, K> {
    out: W,
    keys: K,
    options: Options,
    count: Count,
    stories: u64,
}

impl<W: Write, K: Write> Events<W, K> {
    /// Writes the header, of the rows and of the table that says what each stands for ([`io::sink`] if it is not wanted).
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn create(mut out: W, mut keys: K, options: Options) -> io::Result<Events<W, K>> {
        line(&mut out, &COLUMNS.iter().map(|c| c.name).collect::<Vec<_>>(), "")?;
        line(&mut keys, &["Event ID", "document", "event"], "")?;
        Ok(Events { out, keys, options, count: Count::default(), stories: 0 })
    }

    /// Writes the events of one document.
    ///
    /// # Errors
    ///
    /// Fails where a write does, and where the numbers no longer fit into 31 bits.
    pub fn write(&mut self, doc: &Document) -> io::Result<()> {
        let facts = Facts::of(doc);
        let story = fits(u64::from(self.options.first_story) + self.stories)?;
        self.stories += 1;
        for event in select(&facts, &self.options.selection, &mut self.count) {
            for (source, target) in event.pairs(&mut self.count) {
                let number = fits(u64::from(self.options.first_id) + self.count.rows)?;
                line(&mut self.out, &row(&event, source, target, &number, &story), "")?;
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
        self.out.flush()?;
        self.keys.flush()?;
        Ok(self.count)
    }
}

/// R has no whole numbers beyond these.
fn fits(number: u64) -> io::Result<String> {
    match i32::try_from(number) {
        Ok(n) => Ok(n.to_string()),
        Err(_) => Err(io::Error::other(format!(
            "`Event ID` {number} does not fit into 31 bits\n  hint: export fewer documents into one file"
        ))),
    }
}

fn row(
    event: &Coded<'_, '_>,
    source: Option<&Role>,
    target: Option<&Role>,
    number_of_row: &str,
    story: &str,
) -> Vec<String> {
    let (facts, code) = (event.facts, event.cameo());
    let party = |role: Option<&Role>| {
        let entity = role.and_then(|r| facts.entity(r));
        let name = role.and_then(|r| facts.name(r)).unwrap_or_default().into_owned();
        let sectors = entity.and_then(|e| e.sector.as_deref()).map_or("", sectors).to_owned();
        let country = country(entity.and_then(|e| e.country.as_deref())).map_or("", |c| c.name).to_owned();
        [name, sectors, country]
    };
    let place = event.place;
    let named = |level: &[PlaceLevel]| {
        place.filter(|p| level.contains(&p.level)).map(|p| p.name.clone()).unwrap_or_default()
    };
    let admin1 = place.and_then(|p| p.admin1.clone()).unwrap_or_else(|| named(&[PlaceLevel::Region]));
    let where_to = country(place.and_then(|p| p.country.as_deref())).map_or("", |c| c.name);
    let mut row = vec![number_of_row.to_owned(), event.day.map(|d| d.to_string()).unwrap_or_default()];
    row.extend(party(source));
    row.push(cameo(code).map_or("", |c| c.name).to_owned());
    row.push(code.to_owned());
    row.push(number(event.goldstein()));
    row.extend(party(target));
    row.extend([
        story.to_owned(),
        facts.sentence(&event.entry.at).map(|n| n.to_string()).unwrap_or_default(),
        facts.doc.input().publisher.clone().unwrap_or_default(),
        named(&[PlaceLevel::City, PlaceLevel::Site]),
        String::new(),
        admin1,
        where_to.to_owned(),
        degrees(place.and_then(|p| p.at).map(|at| at.0)),
        degrees(place.and_then(|p| p.at).map(|at| at.1)),
    ]);
    row
}

/// The sectors that ICEWS would name for a PLOVER sector: its general words, not its full tree of some 300.
fn sectors(plover: &str) -> &str {
    match plover {
        "AGR" => "Agricultural,Business",
        "BUS" => "Business",
        "COP" => "Police,Government",
        "CRM" => "Criminals / Gangs",
        "CVL" => "General Population / Civilian / Social",
        "EDU" => "Education",
        "ELI" => "Elite",
        "GOV" => "Government",
        "JRN" => "Media",
        "JUD" => "Judicial,Government",
        "LAB" => "Labor",
        "LEG" => "Legislative / Parliamentary,Government",
        "MED" => "Medical / Health",
        "MIL" => "Military,Government",
        "OPP" => "Opposition",
        "PRM" => "Paramilitary",
        "PTY" => "Parties",
        "REB" => "Rebel,Dissident",
        "REF" => "Refugees / Displaced",
        "REL" => "Religious",
        "SPY" => "Intelligence,Government",
        "UAF" => "Unidentified Forces",
        other => other,
    }
}

#[cfg(test)]
mod tests;
