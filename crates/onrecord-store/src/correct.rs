//! What persons put right. A correction is kept beside the reading, never in it: it is laid over the reading's JSON when a
//! document is read back and when its rows are written, so rows, views, search and exports show the corrected value, and
//! a newer reading of the text gets it again. The reader of the JSON form judges the value: what no record can hold is
//! refused with the words that it has for it.

use crate::ids::{Kind, RecordId, Tags, parse_tag, write_tag};
use crate::ready::{unpack_json, with_text};
use crate::rows::rows;
use crate::write::{NOW, drop_rows, write_rows};
use crate::{Error, Store};
use onrecord_doc::{Document, json};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use serde_json::Value;

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The record.
    pub record: RecordId,
    /// Its key in JSON; `source.entity` for a key inside another.
    pub field: String,
    /// The value before, as JSON.
    pub old: String,
    /// The value after, as JSON. A record is named by the end of its id.
    pub new: String,
    /// Who put it right.
    pub person: String,
    /// Why.
    pub why: Option<String>,
}

/// Keys that no correction touches: they say where the words are and who made the record.
const FIXED: [&str; 10] =
    ["id", "start", "end", "quote", "spans", "trigger", "mentions", "score", "maker", "reports"];

/// Keys whose value names a record.
const NAMES: [&str; 7] = ["entity", "statement", "place", "inside", "time", "event", "quantity"];

impl Store {
    /// Puts one field of a record right. `new` is what a person types: the value itself, nothing for *not known*, and for
    /// a record its id (whole, or as in the document's JSON: `e4`).
    ///
    /// # Errors
    ///
    /// Fails when there is no such record (`is_not_found`), when the record has no such field or cannot hold the value
    /// (`is_wrong_correction`), or when the store cannot be written.
    pub fn correct(
        &mut self,
        record: &str,
        field: &str,
        new: &str,
        person: &str,
        why: Option<&str>,
    ) -> Result<Correction, Error> {
        if person.trim().is_empty() {
            return Err(Error::correction("a correction needs the name of the person who makes it"));
        }
        let id = RecordId::parse(record)?;
        let document = self.whole_id(&id.document)?;
        let tx = self.sql.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let kept = Kept::load(&tx, &document)?.ok_or_else(|| Error::not_found(record))?;
        let (mut root, tags) = kept.root()?;
        kept.lay(&mut root, &tags);
        let index = tags.index(id.kind, id.tag).ok_or_else(|| Error::not_found(record))?;
        let old = find(&mut root, id.kind, index, field)?.clone();
        let mut refused = None;
        let mut made = None;
        for value in values(&old, field, new, &tags)? {
            let mut next = root.clone();
            let (value_tags, person) = (value.clone(), format!("person:{person}"));
            if put(&mut next, &tags, id.kind, index, field, value, &person).is_err() {
                continue;
            }
            match kept.document(&next) {
                Ok(doc) => {
                    made = Some((doc, value_tags));
                    break;
                }
                Err(e) => refused = Some(e),
            }
        }
        let Some((doc, value)) = made else {
            let why =
                refused.map(|e| std::error::Error::source(&e).map_or(e.to_string(), ToString::to_string));
            return Err(Error::correction(format!(
                "`{field}` cannot be `{}`{}",
                new.chars().take(80).collect::<String>(),
                why.map(|w| format!(": {w}")).unwrap_or_default()
            )));
        };
        let correction = Correction {
            record: RecordId { document: document.chars().take(crate::ids::PREFIX).collect(), ..id },
            field: field.to_owned(),
            old: tagged(&old, field, &tags).to_string(),
            new: value.to_string(),
            person: person.to_owned(),
            why: why.map(str::to_owned),
        };
        tx.execute(
            &format!(
                "INSERT INTO corrections (document, record, field, old, new, person, at, why) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, {NOW}, ?7)"
            ),
            params![
                kept.number,
                correction.record.local(),
                field,
                correction.old,
                correction.new,
                person,
                why
            ],
        )?;
        drop_rows(&tx, kept.number)?;
        write_rows(&tx, kept.number, &rows(&doc, &tags))?;
        tx.commit()?;
        Ok(correction)
    }

    /// The corrections that no longer meet a record, because the current reading has none on those words.
    ///
    /// # Errors
    ///
    /// Fails when the store cannot be read.
    pub fn stale_corrections(&self) -> Result<Vec<String>, Error> {
        let mut query = self.sql.prepare(
            "SELECT DISTINCT d.id FROM corrections c JOIN documents d ON d.number = c.document ORDER BY d.id",
        )?;
        let ids = query.query_map([], |r| r.get(0))?.collect::<Result<Vec<String>, _>>()?;
        let mut stale = Vec::new();
        for id in ids {
            let Some(kept) = Kept::load(&self.sql, &id)? else { continue };
            let (mut root, tags) = kept.root()?;
            let prefix: String = id.chars().take(crate::ids::PREFIX).collect();
            stale.extend(kept.lay(&mut root, &tags).into_iter().map(|local| format!("{prefix}-{local}")));
        }
        Ok(stale)
    }
}

/// A document as the store keeps it: text, current reading, corrections.
pub(crate) struct Kept {
    pub number: i64,
    pub id: String,
    pub text: String,
    pub records: Vec<u8>,
    pub at: Option<String>,
    corrections: Vec<(String, String, String, String)>,
}

impl Kept {
    pub(crate) fn load(sql: &Connection, id: &str) -> Result<Option<Kept>, Error> {
        let row = sql
            .prepare_cached(
                "SELECT d.number, d.text, r.records, r.at FROM documents d JOIN readings r ON r.number = d.reading \
                 WHERE d.id = ?1",
            )?
            .query_row([id], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))
            .optional()?;
        row.map(|(number, text, records, at)| Kept::of(sql, number, id.to_owned(), text, records, at))
            .transpose()
    }

    pub(crate) fn of(
        sql: &Connection,
        number: i64,
        id: String,
        text: String,
        records: Vec<u8>,
        at: Option<String>,
    ) -> Result<Kept, Error> {
        let mut query = sql.prepare_cached(
            "SELECT record, field, new, person FROM corrections WHERE document = ?1 ORDER BY number",
        )?;
        let corrections = query
            .query_map([number], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?
            .collect::<Result<_, _>>()?;
        Ok(Kept { number, id, text, records, at, corrections })
    }

    /// The reading without the corrections.
    pub(crate) fn as_read(&self) -> Result<Document, Error> {
        crate::ready::unpack(&self.records, &self.text, self.at.as_deref())
    }

    /// The document with its corrections.
    pub(crate) fn whole(&self) -> Result<Document, Error> {
        if self.corrections.is_empty() {
            return self.as_read();
        }
        let (mut root, tags) = self.root()?;
        self.lay(&mut root, &tags);
        self.document(&root)
    }

    /// The reading's JSON and the tags of its records.
    fn root(&self) -> Result<(Value, Tags), Error> {
        let tags = Tags::of(&self.as_read()?, &self.id);
        let root = serde_json::from_str(&unpack_json(&self.records)?)
            .map_err(|_| Error::lost("a reading in the store is no JSON"))?;
        Ok((root, tags))
    }

    /// Lays the corrections over the JSON; gives the records of those that no longer fit.
    fn lay(&self, root: &mut Value, tags: &Tags) -> Vec<String> {
        let mut stale = Vec::new();
        for (record, field, new, person) in &self.corrections {
            let fits = || -> Option<Value> {
                let (kind, tag) = parse_tag(record)?;
                let index = tags.index(kind, tag)?;
                let value: Value = serde_json::from_str(new).ok()?;
                let mut next = root.clone();
                put(&mut next, tags, kind, index, field, value, &format!("person:{person}")).ok()?;
                self.document(&next).is_ok().then_some(next)
            };
            match fits() {
                Some(next) => *root = next,
                None => stale.push(record.clone()),
            }
        }
        stale
    }

    fn document(&self, root: &Value) -> Result<Document, Error> {
        let mut doc = json::from_str(&with_text(&root.to_string(), &self.text)?)?;
        doc.reading.at.clone_from(&self.at);
        Ok(doc)
    }
}

/// The value of a field of a record.
fn find<'v>(root: &'v mut Value, kind: Kind, index: usize, field: &str) -> Result<&'v mut Value, Error> {
    let mut value = root
        .get_mut(kind.table())
        .and_then(|list| list.get_mut(index))
        .ok_or_else(|| Error::lost("a reading in the store lacks one of its records"))?;
    for key in field.split('.') {
        if FIXED.contains(&key) {
            return Err(Error::correction(format!(
                "`{key}` says where a record comes from and cannot be put right"
            )));
        }
        let keys = |v: &Value| {
            let own = v.as_object().map(|o| o.keys().filter(|k| !FIXED.contains(&k.as_str())).cloned());
            own.map(Iterator::collect::<Vec<String>>).unwrap_or_default().join(" ")
        };
        let known = keys(value);
        value = value.get_mut(key).ok_or_else(|| {
            let known = if known.is_empty() {
                "it is not known here".to_owned()
            } else {
                format!("it has `{known}`")
            };
            Error::correction(format!("the record has no field `{field}`; {known}"))
        })?;
    }
    Ok(value)
}

/// Sets a field and says who did.
fn put(
    root: &mut Value,
    tags: &Tags,
    kind: Kind,
    index: usize,
    field: &str,
    value: Value,
    person: &str,
) -> Result<(), Error> {
    let last = field.rsplit('.').next().unwrap_or(field);
    let value = local(value, last, tags).ok_or_else(|| Error::not_found(field))?;
    *find(root, kind, index, field)? = value.clone();
    if let Some(record) =
        root.get_mut(kind.table()).and_then(|l| l.get_mut(index)).and_then(Value::as_object_mut)
    {
        record.insert("maker".into(), person.into());
        record.insert("score".into(), 1.0.into());
    }
    if kind == Kind::Mention && field == "entity" {
        move_mention(root, index, &value);
    }
    Ok(())
}

/// The entities list their mentions; a mention that now stands for another is moved there.
fn move_mention(root: &mut Value, index: usize, entity: &Value) {
    let mention = Value::from(format!("m{}", index + 1));
    for e in root.get_mut("entities").and_then(Value::as_array_mut).into_iter().flatten() {
        let here = e.get("id") == Some(entity);
        if let Some(list) = e.get_mut("mentions").and_then(Value::as_array_mut) {
            list.retain(|m| *m != mention);
            if here {
                list.push(mention.clone());
            }
        }
    }
}

/// What a typed value can mean, the likeliest first.
fn values(old: &Value, field: &str, new: &str, tags: &Tags) -> Result<Vec<Value>, Error> {
    let typed = new.trim();
    if typed.is_empty() || typed == "null" {
        return Ok(vec![Value::Null]);
    }
    let last = field.rsplit('.').next().unwrap_or(field);
    if last == "word" {
        let statement = |v| Value::Object([("statement".to_owned(), v)].into_iter().collect());
        return match typed {
            "publisher" => Ok(vec![serde_json::json!({"publisher": true})]),
            id => Ok(vec![statement(name(id, tags)?)]),
        };
    }
    if NAMES.contains(&last) {
        return Ok(vec![name(typed, tags)?]);
    }
    let json = serde_json::from_str::<Value>(typed).ok().filter(|v| !v.is_string());
    let list = Value::from(typed.split(';').map(|s| s.trim().to_owned()).collect::<Vec<_>>());
    Ok(match old {
        Value::Array(_) => json.into_iter().chain([list]).collect(),
        Value::Object(_) => json.into_iter().collect(),
        Value::Number(_) | Value::Bool(_) => json.into_iter().collect(),
        Value::String(_) | Value::Null => [Value::from(typed)].into_iter().chain(json).collect(),
    })
}

/// The end of the id of the record that someone names: by that, by its whole id, or as in the document's JSON.
fn name(typed: &str, tags: &Tags) -> Result<Value, Error> {
    let local = typed.rsplit('-').next().unwrap_or(typed);
    if let Some((kind, tag)) = parse_tag(local) {
        return tags.index(kind, tag).map(|_| Value::from(local)).ok_or_else(|| Error::not_found(typed));
    }
    by_number(local, tags).map(Value::from).ok_or_else(|| {
        Error::correction(format!(
            "`{}` names no record of this document",
            typed.chars().take(80).collect::<String>()
        ))
    })
}

/// `e4` as the end of an id.
fn by_number(name: &str, tags: &Tags) -> Option<String> {
    let kind = Kind::ALL.into_iter().find(|k| name.starts_with(k.letter()))?;
    let number: usize = name.get(1..)?.parse().ok()?;
    let tag = tags.layer(kind).get(number.checked_sub(1)?)?;
    Some(write_tag(kind, *tag))
}

/// A value in which records are named by the ends of their ids, with the names that the document's JSON has for them.
fn local(value: Value, key: &str, tags: &Tags) -> Option<Value> {
    Some(match value {
        Value::String(s) if NAMES.contains(&key) => {
            let (kind, tag) = parse_tag(&s)?;
            Value::from(format!("{}{}", kind.letter(), tags.index(kind, tag)? + 1))
        }
        Value::Array(list) => {
            list.into_iter().map(|v| local(v, key, tags)).collect::<Option<Vec<_>>>()?.into()
        }
        Value::Object(map) => {
            let map = map.into_iter().map(|(k, v)| Some((k.clone(), local(v, &k, tags)?)));
            Value::Object(map.collect::<Option<_>>()?)
        }
        other => other,
    })
}

/// The other way round.
fn tagged(value: &Value, field: &str, tags: &Tags) -> Value {
    let key = field.rsplit('.').next().unwrap_or(field);
    match value {
        Value::String(s) if NAMES.contains(&key) => by_number(s, tags).map_or(value.clone(), Value::from),
        Value::Array(list) => list.iter().map(|v| tagged(v, key, tags)).collect::<Vec<_>>().into(),
        Value::Object(map) => {
            Value::Object(map.iter().map(|(k, v)| (k.clone(), tagged(v, k, tags))).collect())
        }
        other => other.clone(),
    }
}
