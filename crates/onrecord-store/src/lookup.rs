//! Single documents and records by their ids, and the lists of a store that are no records: corrections, refusals.

use crate::find::{Hit, cells, view};
use crate::ids::{Kind, PREFIX, write_tag};
use crate::views::{CURRENT, View};
use crate::{Error, Store};
use rusqlite::OptionalExtension;

/// A document or a record that an id names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// The whole id of the document.
    pub document: String,
    /// The type of the record and its number in the document, from 1; `None` for the document itself.
    pub record: Option<(Kind, usize)>,
}

/// The view of a type of record; findings have none.
fn view_of(kind: Kind) -> Option<&'static View> {
    let name = match kind {
        Kind::Statement => "statement_list",
        Kind::Event => "event_list",
        Kind::Entity => "entity_list",
        Kind::Claim => "claim_list",
        Kind::Relation => "relation_list",
        Kind::Agenda => "agenda_list",
        Kind::Place => "place_list",
        Kind::Time => "time_list",
        Kind::Quantity => "quantity_list",
        Kind::Mention => "mention_list",
        Kind::Finding => return None,
    };
    Some(view(name))
}

impl Store {
    /// The document or record of an id, or of the beginning of one that no other id begins with.
    ///
    /// # Errors
    ///
    /// As [`Store::document`].
    pub fn locate(&self, id: &str) -> Result<Located, Error> {
        let Some((document, record)) = id.split_once('-') else {
            return Ok(Located { document: self.whole_id(id)?, record: None });
        };
        let not = || Error::not_found(id);
        let document = self.whole_id(document)?;
        let mut chars = record.chars();
        let letter = chars.next().ok_or_else(not)?;
        let kind = Kind::ALL.into_iter().find(|k| k.letter() == letter).ok_or_else(not)?;
        let digits = chars.as_str();
        if digits.len() > 8 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(not());
        }
        let padded =
            |fill: &str| u32::from_str_radix(&format!("{digits}{}", fill.repeat(8 - digits.len())), 16);
        let (first, last) = (padded("0").map_err(|_| not())?, padded("f").map_err(|_| not())?);
        let mut find = self.sql.prepare_cached(&format!(
            "SELECT r.n FROM {} r JOIN documents d ON d.number = r.document \
             WHERE d.id = ?1 AND r.tag BETWEEN ?2 AND ?3 LIMIT 2",
            kind.table()
        ))?;
        let found = find.query_map((&document, first, last), |r| r.get(0))?;
        match found.collect::<Result<Vec<i64>, _>>()?.as_slice() {
            [] => Err(not()),
            [n] => Ok(Located { document, record: Some((kind, usize::try_from(*n).unwrap_or(0))) }),
            _ => Err(Error::ambiguous(id)),
        }
    }

    /// The id of the record of a document that has this number; `None` when there is none.
    ///
    /// # Errors
    ///
    /// Fails when the store cannot be read.
    pub fn record_id(&self, document: &str, kind: Kind, n: usize) -> Result<Option<String>, Error> {
        let mut find = self.sql.prepare_cached(&format!(
            "SELECT r.tag FROM {} r JOIN documents d ON d.number = r.document WHERE d.id = ?1 AND r.n = ?2",
            kind.table()
        ))?;
        let tag: Option<u32> =
            find.query_row((document, i64::try_from(n).unwrap_or(0)), |r| r.get(0)).optional()?;
        let start = document.get(..PREFIX).unwrap_or(document);
        Ok(tag.map(|tag| format!("{start}-{}", write_tag(kind, tag))))
    }

    /// A document or record as its view shows it; a finding, which has no view, as its table does.
    ///
    /// # Errors
    ///
    /// Fails when it is not there or the store cannot be read.
    pub fn row(&self, at: &Located) -> Result<Hit, Error> {
        let sql = match at.record {
            None => view("document_list").select("d.id = ?1 AND ?2 = ?2"),
            Some((kind, _)) => match view_of(kind) {
                Some(view) => view.select("d.id = ?1 AND r.n = ?2"),
                None => format!(
                    "SELECT r.*, m.name AS made_by FROM {} r JOIN documents d ON d.number = r.document \
                     JOIN makers m ON m.number = r.maker WHERE d.id = ?1 AND r.n = ?2",
                    kind.table()
                ),
            },
        };
        let n = at.record.map_or(0, |(_, n)| i64::try_from(n).unwrap_or(0));
        self.one(&sql, &[&at.document, &n])
    }

    /// What persons have put right in a document: the rows of `correction_list`, the oldest first.
    ///
    /// # Errors
    ///
    /// Fails when the store cannot be read.
    pub fn corrections(&self, document: &str) -> Result<Vec<Hit>, Error> {
        let sql = view("correction_list").select("d.id = ?1 ORDER BY r.number");
        let mut query = self.sql.prepare_cached(&sql)?;
        let names: Vec<String> = query.column_names().map(str::to_owned).collect();
        let mut rows = query.query([document])?;
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(Hit { columns: cells(&names, row)?, marked: None });
        }
        Ok(out)
    }

    /// The ids of current documents that have something to come from the day `after` to the day `until`.
    ///
    /// # Errors
    ///
    /// Fails when the store cannot be read.
    pub fn with_agenda(&self, after: Option<&str>, until: Option<&str>) -> Result<Vec<String>, Error> {
        let mut query = self.sql.prepare(&format!(
            "SELECT d.id FROM documents d WHERE {CURRENT} AND EXISTS (SELECT 1 FROM agenda a WHERE \
             a.document = d.number AND a.latest >= coalesce(?1, '') AND (?2 IS NULL OR a.earliest <= ?2)) ORDER BY d.id"
        ))?;
        let ids = query.query_map((after, until), |r| r.get(0))?;
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// The inputs of which no text could be had, each with the reason, the first that was met first.
    ///
    /// # Errors
    ///
    /// Fails when the store cannot be read.
    pub fn refusals(&self) -> Result<Vec<(String, String)>, Error> {
        let mut query = self.sql.prepare("SELECT name, reason FROM refusals ORDER BY number")?;
        let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
