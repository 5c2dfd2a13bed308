//! Codes of actors: which country an actor belongs to, which PLOVER sector, which CAMEO code; for a phrase by itself
//! (*four Saudi men*, *a spokesman for the Kurdish rebels*) and for an entity of a document.
//!
//! What the words say comes first: a title, a noun, a demonym, a possessive. Then the tables of known names. Then, for
//! a person, the office held at the date of the report. Nothing here needs a model: a phrase is cut at its
//! prepositions and commas, the longest known names and nouns in it are looked up, and the rows that answered are
//! named in the answer. Start reading in `phrase.rs`.
//!
//! Sources of the codes: CAMEO manual 1.1b3; PLOVER manual, draft of 2021.

mod date;
mod entity;
mod homes;
mod people;
mod petrarch;
mod phrase;
mod reading;
mod roles;
mod tables;
mod words;

pub use date::parse as day;
pub use entity::Known;
pub(crate) use homes::Homes;
pub use roles::sector_name;

use crate::error::{Error, Finding};
use jiff::civil::Date;
use onrecord_doc::{Document, Entity, Layer, Mention};
use tables::Tables;

/// What an actor is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// ISO 3166 alpha-3 of its country; CAMEO's `UNO`, `EUR` or `IGO` for a body of states.
    pub country: Option<String>,
    /// PLOVER sector, or the CAMEO role where PLOVER has none.
    pub sector: Option<String>,
    /// CAMEO actor code: country and roles (`RUSGOV`, `---REB`).
    pub cameo: Option<String>,
    /// What a table calls it; else its own words.
    pub name: String,
    /// Which words were looked up, and which rows answered, in the order of the words.
    pub basis: Vec<Basis>,
}

/// A row that answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basis {
    /// The words of the phrase.
    pub words: String,
    /// What they were taken for.
    pub says: String,
    /// Where the row stands: `data/actors/states.tsv:147`.
    pub row: String,
}

/// The tables, ready to look things up.
///
/// ```
/// let data = onrecord::Data::embedded()?;
/// let answer = data.codes.phrase("four Saudi men", None);
/// assert_eq!(answer.country.as_deref(), Some("SAU"));
/// assert_eq!(answer.sector.as_deref(), Some("CVL"));
/// assert_eq!(answer.cameo.as_deref(), Some("SAUCVL"));
/// # Ok::<(), onrecord::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Codes {
    tables: Tables,
    findings: Vec<Finding>,
}

/// The files of the tables; [`Codes::parse`] reads them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Files<'a> {
    /// `actors/states.tsv`
    pub states: &'a str,
    /// `actors/territories.tsv`
    pub territories: &'a str,
    /// `actors/places.tsv`
    pub places: &'a str,
    /// `actors/organisations.tsv`
    pub organisations: &'a str,
    /// `actors/groups.tsv`
    pub groups: &'a str,
    /// `en/lexicon/agents.tsv`
    pub agents: &'a str,
    /// `actors/people.tsv`; may be empty.
    pub people: &'a str,
    /// `actors/offices.tsv`; may be empty.
    pub offices: &'a str,
    /// `actors/figures.tsv`; may be empty.
    pub figures: &'a str,
}

impl Codes {
    /// Reads the tables.
    ///
    /// # Errors
    ///
    /// Fails at a row that has no source, names an unknown country or a date that is none.
    pub fn parse(files: &Files) -> Result<Codes, Error> {
        let mut tables = Tables::parse(files)?;
        if !files.people.is_empty() {
            people::add(&mut tables, files.people, files.offices)?;
        }
        if !files.figures.is_empty() {
            people::add_figures(&mut tables, files.figures)?;
        }
        Ok(Codes { tables, findings: Vec::new() })
    }

    /// Adds an actor or agent dictionary in the format of PETRARCH; its names come before those of the tables.
    ///
    /// Lines that cannot be read are told by [`Codes::findings`]; all others count.
    pub fn add_dictionary(&mut self, path: &str, text: &str) {
        petrarch::add(&mut self.tables, &mut self.findings, path, text);
    }

    /// What is wrong with the dictionaries of the user, each with its line.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The codes of one phrase, by its words; the date decides who held which office.
    pub fn phrase(&self, phrase: &str, date: Option<Date>) -> Answer {
        phrase::code(&self.tables, phrase, date)
    }

    /// The codes of an entity of a document, by all that the document says of it.
    pub fn entity(&self, known: &Known) -> Answer {
        entity::code(&self.tables, known)
    }

    /// Those entities of a document, with their codes by all that their mentions say.
    pub fn entities(
        &self,
        doc: &Document,
        mentions: &Layer<Mention>,
        entities: &Layer<Entity>,
    ) -> Layer<Entity> {
        entity::entities(self, doc, mentions, entities)
    }

    /// The entities of a document with its places: who has no country of its own has that of its home, if the text
    /// tells it (*the gendarmes* in a sentence on Mali).
    pub fn at_home(&self, doc: &Document) -> Layer<Entity> {
        homes::entities(doc)
    }

    /// The alpha-2 code of an alpha-3 code.
    pub fn alpha2(&self, alpha3: &str) -> Option<&str> {
        self.tables.alpha2(alpha3)
    }
}

#[cfg(test)]
mod tests;
