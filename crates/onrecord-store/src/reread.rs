//! Reading a stored text again: the new reading is put beside the old ones and becomes the current one, corrections are
//! laid over it, and what changed is told record by record.

use crate::correct::Kept;
use crate::ids::{Kind, RecordId, Tags};
use crate::ready::{Head, Packed};
use crate::rows::{Rows, rows};
use crate::write::{add_reading, drop_rows, write_rows};
use crate::{Error, Store};
use onrecord_doc::Document;
use rusqlite::types::Value;
use rusqlite::{TransactionBehavior, params};
use std::collections::BTreeMap;

/// What became of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The newer reading has it and the older one had not.
    Appeared(RecordId),
    /// The older reading had it.
    Vanished(RecordId),
    /// Both have it and say different things: column, value before, value after.
    Differs(RecordId, Vec<(String, String, String)>),
}

impl Store {
    /// Puts a newer reading of a stored document beside the old ones and makes it the current one. Gives what changed in the
    /// records; nothing is written when the reading is the same.
    ///
    /// # Errors
    ///
    /// Fails when there is no such document, when `doc` has another text (`is_not_whole`), or when the store cannot be
    /// written.
    pub fn reread(&mut self, id: &str, doc: &Document) -> Result<Vec<Change>, Error> {
        let id = self.whole_id(id)?;
        if let Some(fault) = crate::rows::fault(doc) {
            return Err(Error::not_whole(fault));
        }
        let read = Packed::of(doc);
        let tx = self.sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let kept = Kept::load(&tx, &id)?.ok_or_else(|| Error::not_found(&id))?;
        if kept.text != doc.text() {
            return Err(Error::not_whole("it was read from another text than the store has"));
        }
        let same: String = tx.query_row(
            "SELECT r.records_sha256 FROM documents d JOIN readings r ON r.number = d.reading WHERE d.number = ?1",
            [kept.number],
            |r| r.get(0),
        )?;
        if same == read.records_sha256 {
            return Ok(Vec::new());
        }
        let before = rows(&kept.whole()?, &Tags::of(&kept.as_read()?, &id));
        add_reading(&tx, kept.number, &read)?;
        let head = Head::of(doc);
        tx.execute(
            "UPDATE documents SET published = ?2, published_basis = ?3, dateline = ?4, language = ?5 WHERE number = ?1",
            params![kept.number, head.published, head.published_basis, head.dateline, head.language],
        )?;
        let kept = Kept::load(&tx, &id)?.ok_or_else(|| Error::not_found(&id))?;
        let after = rows(&kept.whole()?, &Tags::of(doc, &id));
        drop_rows(&tx, kept.number)?;
        write_rows(&tx, kept.number, &after)?;
        tx.commit()?;
        Ok(changes(&id, &before, &after))
    }
}

/// What differs between the rows of two readings, by type and then in the order of the newer text.
fn changes(id: &str, before: &Rows, after: &Rows) -> Vec<Change> {
    let document: String = id.chars().take(crate::ids::PREFIX).collect();
    let mut out = Vec::new();
    for kind in Kind::ALL {
        let name = |tag: u32| RecordId { document: document.clone(), kind, tag };
        let (old, new) = (by_tag(before, kind), by_tag(after, kind));
        let columns = crate::write::columns(kind.table()).unwrap_or_default();
        out.extend(old.keys().filter(|t| !new.contains_key(t)).map(|t| Change::Vanished(name(*t))));
        for (tag, row) in &new {
            let Some(was) = old.get(tag) else {
                out.push(Change::Appeared(name(*tag)));
                continue;
            };
            // Numbers of records shift with their neighbours; what is said in words and in measures does not.
            let said = |v: &Value| matches!(v, Value::Text(_) | Value::Real(_) | Value::Null);
            let differs: Vec<(String, String, String)> = was
                .iter()
                .zip(row.iter())
                .zip(columns.iter().skip(1))
                .filter(|((a, b), c)| a != b && said(a) && said(b) && *c != "\"score\"" && *c != "\"maker\"")
                .map(|((a, b), c)| (c.trim_matches('"').to_owned(), show(a), show(b)))
                .collect();
            if !differs.is_empty() {
                out.push(Change::Differs(name(*tag), differs));
            }
        }
    }
    out
}

fn by_tag(rows: &Rows, kind: Kind) -> BTreeMap<u32, &Vec<Value>> {
    let tag = |row: &Vec<Value>| match row.get(1) {
        Some(Value::Integer(tag)) => u32::try_from(*tag).unwrap_or(0),
        _ => 0,
    };
    rows.get(kind.table()).into_iter().flatten().map(|row| (tag(row), row)).collect()
}

fn show(value: &Value) -> String {
    match value {
        Value::Text(s) => s.clone(),
        Value::Real(x) => x.to_string(),
        Value::Integer(n) => n.to_string(),
        _ => String::new(),
    }
}
