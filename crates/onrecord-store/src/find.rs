//! Finding documents and records by who, what, when and where.
//!
//! A question has two steps. The first finds the numbers of the rows that fit, newest first, from indexes alone; the
//! second fetches each as its view shows it, with what was found marked. A search for words has three ways, by how many
//! rows it finds ([`Way`]): few are looked up and sorted; of more, only the numbers are taken, and the index of the
//! documents by day is gone through from the newest until enough of them have come; where almost every row fits, not even
//! the numbers are taken, and each row that comes is looked at.

use crate::views::{CURRENT, VIEWS, View};
use crate::{Error, Store, search_query};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, ToSql};

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Statements.
    Statements,
    /// Events.
    Events,
    /// Entities.
    Entities,
    /// Documents.
    Documents,
}

/// A question. What is `None` asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Names: who said it (statements), who did it (events).
    pub source: Option<String>,
    /// Names: who is spoken of (statements), who takes part (events), who is mentioned (documents).
    pub about: Option<String>,
    /// Words of the publisher's name.
    pub publisher: Option<String>,
    /// The beginning of a document's id.
    pub document: Option<String>,
    /// From this day on, as `2015-08-09`: the day of an event where it is known, else that of publication.
    pub after: Option<String>,
    /// Before this day, likewise.
    pub before: Option<String>,
    /// A place's name or the two letters of a country.
    pub place: Option<String>,
    /// Types of events or entities; one of them is enough.
    pub types: Vec<String>,
    /// How an event stands.
    pub status: Option<String>,
    /// The kind of speech act.
    pub act: Option<String>,
    /// Words to be found, as [`search_query`] takes them.
    pub text: Option<String>,
    /// Whether versions that were replaced or withdrawn count too.
    pub all: bool,
    /// The most to give; 0 for all.
    pub limit: usize,
}

/// The value of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Not known.
    Nothing,
    /// A whole number; truths are 0 and 1.
    Number(i64),
    /// A measure.
    Real(f64),
    /// Words.
    Words(String),
}

/// One row of a view.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The columns of the view with their values.
    pub columns: Vec<(String, Cell)>,
    /// The words that were searched, what was found between [`MARKS`]; `None` where nothing was searched for.
    pub marked: Option<String>,
}

/// What stands before and behind words that were found.
pub const MARKS: (char, char) = ('\u{2}', '\u{3}');

/// How the rows that a search finds are put in order. With `h` found of `n` rows and the `k` newest wanted, going from the
/// newest passes about `k·n/h` rows. The weights are times of one step against another, measured on 100,000 documents;
/// a way that is taken too early or too late costs time and nothing else.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Every row found is looked up, and they are sorted.
    Sort,
    /// The numbers of all that are found are taken; rows from the newest that are among them.
    Walk,
    /// Rows from the newest; the search index is asked about each.
    Probe,
}

/// Looking a row up takes as long as passing so many in the index of days.
const LOOK_UP: u64 = 8;

/// Asking the search index about one row takes as long as taking so many numbers from it.
const ASK: u64 = 60;

impl Way {
    /// The best for a search that finds so many (counted up to [`Way::count`]) of so many rows.
    fn of(found: u64, rows: u64, limit: u64, narrow: bool) -> Way {
        let all = limit == 0;
        let passed = if all { rows } else { rows.min(rows.saturating_mul(limit) / found.max(1)) };
        if !all && passed.saturating_mul(ASK) < found {
            Way::Probe
        } else if !narrow && passed < found.saturating_mul(LOOK_UP) {
            // Under other conditions nobody knows how many rows must be passed.
            Way::Walk
        } else {
            Way::Sort
        }
    }

    /// From how many found rows on the way is clear: there is no need to count further.
    fn count(rows: u64, limit: u64) -> u64 {
        if limit == 0 {
            rows / LOOK_UP + 1
        } else {
            rows.saturating_mul(limit).saturating_mul(ASK).isqrt() + 1
        }
    }
}

impl Hit {
    /// The words of a column; empty for what is not known.
    pub fn words(&self, column: &str) -> String {
        match self.columns.iter().find(|(name, _)| name == column) {
            Some((_, Cell::Words(s))) => s.clone(),
            Some((_, Cell::Number(n))) => n.to_string(),
            Some((_, Cell::Real(x))) => x.to_string(),
            _ => String::new(),
        }
    }
}

impl What {
    /// The view whose rows are given.
    pub fn view(self) -> &'static View {
        let name = match self {
            What::Statements => "statement_list",
            What::Events => "event_list",
            What::Entities => "entity_list",
            What::Documents => "document_list",
        };
        view(name)
    }

    fn table(self) -> &'static str {
        match self {
            What::Statements => "statements",
            What::Events => "events",
            What::Entities => "entities",
            What::Documents => "documents",
        }
    }
}

pub(crate) fn view(name: &str) -> &'static View {
    // Every name that comes here is in the list; a test asks for each.
    VIEWS.iter().find(|v| v.name == name).unwrap_or(&VIEWS[0])
}

impl Store {
    /// Gives every row that fits, the newest publication first, until `give` answers `false`.
    ///
    /// # Errors
    ///
    /// Fails when the search is in the syntax of FTS5 and wrong (`is_wrong_search`), when `document` is no beginning of one
    /// id, or when the store cannot be read.
    pub fn find(&self, what: What, query: &Query, mut give: impl FnMut(Hit) -> bool) -> Result<usize, Error> {
        let text = query.text.as_deref().and_then(search_query);
        // One look at the store, so that what was found is still there when it is fetched; and a transaction for each row
        // would take longer than the row.
        let _look = if self.sql.is_autocommit() { Some(self.sql.unchecked_transaction()?) } else { None };
        let mut given = 0;
        for (document, n, number) in self.numbers(what, query, text.as_deref())? {
            let hit = self.hit(what, (document, n, number), text.as_deref())?;
            given += 1;
            if !give(hit) {
                break;
            }
        }
        Ok(given)
    }

    /// The ids of all documents that fit, in their order.
    ///
    /// # Errors
    ///
    /// As [`Store::find`].
    pub fn document_ids(&self, query: &Query) -> Result<Vec<String>, Error> {
        let text = query.text.as_deref().and_then(search_query);
        let mut id = self.sql.prepare_cached("SELECT id FROM documents WHERE number = ?1")?;
        let mut ids = Vec::new();
        for (number, _, _) in self.numbers(What::Documents, query, text.as_deref())? {
            ids.push(id.query_row([number], |r| r.get(0))?);
        }
        ids.sort();
        Ok(ids)
    }

    pub(crate) fn one(&self, sql: &str, parameters: &[&dyn ToSql]) -> Result<Hit, Error> {
        let mut query = self.sql.prepare_cached(sql)?;
        let names: Vec<String> = query.column_names().map(str::to_owned).collect();
        let mut rows = query.query(parameters)?;
        match rows.next()? {
            Some(row) => Ok(Hit { columns: cells(&names, row)?, marked: None }),
            None => Err(Error::lost("a record was there and is not there any more")),
        }
    }

    fn hit(&self, what: What, at: (i64, i64, i64), text: Option<&str>) -> Result<Hit, Error> {
        let (document, n, number) = at;
        let mut hit = if what == What::Documents {
            self.one(&what.view().select("d.number = ?1"), &[&document])?
        } else {
            self.one(&what.view().select("r.document = ?1 AND r.n = ?2"), &[&document, &n])?
        };
        if let Some(text) = text {
            let (table, (from, to)) = (what.table(), MARKS);
            let mark = match what {
                What::Documents => "snippet(documents_fts, 1, ?1, ?2, ' … ', 24)".to_owned(),
                _ => format!("highlight({table}_fts, 0, ?1, ?2)"),
            };
            let sql = format!("SELECT {mark} FROM {table}_fts WHERE {table}_fts MATCH ?3 AND rowid = ?4");
            let mut query = self.sql.prepare_cached(&sql)?;
            let marks = (from.to_string(), to.to_string(), text, number);
            hit.marked = query.query_row(marks, |r| r.get::<_, Option<String>>(0)).optional()?.flatten();
        }
        Ok(hit)
    }

    /// Document, `n` and row number of what fits, in order.
    fn numbers(&self, what: What, query: &Query, text: Option<&str>) -> Result<Vec<(i64, i64, i64)>, Error> {
        let mut parts = Parts::default();
        parts.all(what, query, self)?;
        let mut way = Way::Sort;
        if let Some(text) = text {
            let (row, fts) = (what.row(), format!("{}_fts", what.table()));
            // A phrase of common words that nowhere stand together takes long to look for once.
            let Some(best) = self.way(what, query, text)? else { return Ok(Vec::new()) };
            way = best;
            let value = parts.bind(text);
            let found = format!("(SELECT rowid FROM {fts} WHERE {fts} MATCH {value})");
            parts.also(match way {
                Way::Sort => format!("{row} IN {found}"),
                // The sign keeps SQLite from beginning with these rows.
                Way::Walk => format!("+{row} IN {found}"),
                Way::Probe => {
                    format!("EXISTS (SELECT 1 FROM {fts} f WHERE f.{fts} MATCH {value} AND f.rowid = {row})")
                }
            });
        }
        let walk = way != Way::Sort || (text.is_none() && !parts.narrow);
        let limit = if query.limit == 0 { -1 } else { i64::try_from(query.limit).unwrap_or(-1) };
        let condition = if parts.sql.is_empty() { "1".to_owned() } else { parts.sql.join("\n  AND ") };
        // `CROSS JOIN` keeps the order of the tables: documents from the newest, the index gives them so.
        let sql = match what {
            What::Documents => format!(
                "SELECT d.number, 0, d.number FROM documents d WHERE {condition} \
                 ORDER BY d.published DESC, d.number DESC LIMIT {limit}"
            ),
            _ => format!(
                "SELECT r.document, r.n, r.number FROM {} WHERE {condition} \
                 ORDER BY d.published DESC, d.number DESC, r.n LIMIT {limit}",
                if walk {
                    format!("documents d CROSS JOIN {} r ON r.document = d.number", what.table())
                } else {
                    format!("{} r JOIN documents d ON d.number = r.document", what.table())
                }
            ),
        };
        let mut find = self.sql.prepare(&sql)?;
        let values: Vec<&dyn ToSql> = parts.values.iter().map(|v| v as &dyn ToSql).collect();
        let rows = find.query_map(values.as_slice(), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)));
        let rows = rows.and_then(|rows| rows.collect::<Result<Vec<_>, _>>());
        rows.map_err(wrong_search)
    }

    /// How to find the newest rows of a search; `None` where it finds nothing at all.
    fn way(&self, what: What, query: &Query, text: &str) -> Result<Option<Way>, Error> {
        let (table, limit) = (what.table(), query.limit as u64);
        let rows = self
            .sql
            .prepare_cached(&format!("SELECT coalesce(max(number), 0) FROM {table}"))?
            .query_row([], |r| r.get::<_, i64>(0))?;
        let rows = u64::try_from(rows).unwrap_or(0);
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM {table}_fts WHERE {table}_fts MATCH ?1 LIMIT {})",
            Way::count(rows, limit)
        );
        let found =
            self.sql.prepare(&sql)?.query_row([text], |r| r.get::<_, i64>(0)).map_err(wrong_search)?;
        let found = u64::try_from(found).unwrap_or(0);
        Ok((found > 0).then(|| Way::of(found, rows, limit, query.is_narrow())))
    }
}

impl Query {
    /// Whether anything but words and days is asked for.
    fn is_narrow(&self) -> bool {
        let Query { source, about, publisher, document, place, types, status, act, .. } = self;
        [source, about, publisher, document, place, status, act].iter().any(|o| o.is_some())
            || !types.is_empty()
    }
}

/// What a person wrote in the syntax of FTS5 can be wrong, and is then told as such.
fn wrong_search(cause: rusqlite::Error) -> Error {
    let said = cause.to_string();
    let faults = ["fts5: ", "no such column: ", "unterminated string", "unknown special query"];
    if faults.iter().any(|f| said.contains(f)) {
        return Error::search(said.trim_start_matches("fts5: "));
    }
    Error::from(cause)
}

pub(crate) fn cells(names: &[String], row: &rusqlite::Row<'_>) -> Result<Vec<(String, Cell)>, Error> {
    let mut out = Vec::with_capacity(names.len());
    for (i, name) in names.iter().enumerate() {
        let cell = match row.get::<_, Value>(i)? {
            Value::Integer(n) => Cell::Number(n),
            Value::Real(x) => Cell::Real(x),
            Value::Text(s) => Cell::Words(s),
            Value::Null | Value::Blob(_) => Cell::Nothing,
        };
        out.push((name.clone(), cell));
    }
    Ok(out)
}

impl What {
    /// The number of its row in the search table.
    fn row(self) -> &'static str {
        if self == What::Documents { "d.number" } else { "r.number" }
    }
}

/// The conditions of a question with their values.
#[derive(Default)]
struct Parts {
    sql: Vec<String>,
    values: Vec<String>,
    /// Whether some condition names rows that an index gives.
    narrow: bool,
}

impl Parts {
    /// The name of a parameter with this value.
    fn bind(&mut self, value: &str) -> String {
        self.values.push(value.to_owned());
        format!("?{}", self.values.len())
    }

    fn also(&mut self, condition: String) {
        self.sql.push(condition);
    }

    fn all(&mut self, what: What, query: &Query, store: &Store) -> Result<(), Error> {
        if !query.all {
            self.also(CURRENT.to_owned());
        }
        if let Some(id) = &query.document {
            let id = self.bind(&store.whole_id(id)?);
            self.also(format!("d.number = (SELECT number FROM documents WHERE id = {id})"));
            self.narrow = true;
        }
        if let Some(name) = &query.publisher {
            let name = self.bind(name);
            self.also(format!("instr(lower(coalesce(d.publisher, '')), lower({name})) > 0"));
        }
        self.days(what, query);
        if let Some(names) = query.source.as_deref().and_then(search_query) {
            self.source(what, &names);
        }
        if let Some(names) = query.about.as_deref().and_then(search_query) {
            self.about(what, &names);
        }
        if let Some(place) = &query.place {
            self.place(what, place);
        }
        if !query.types.is_empty() && matches!(what, What::Events | What::Entities) {
            let names: Vec<String> = query.types.iter().map(|t| self.bind(t)).collect();
            self.also(format!("r.type IN ({})", names.join(", ")));
        }
        for (column, value, of) in
            [("status", &query.status, What::Events), ("act", &query.act, What::Statements)]
        {
            if let Some(value) = value.as_ref().filter(|_| what == of) {
                let value = self.bind(value);
                self.also(format!("r.{column} = {value}"));
            }
        }
        Ok(())
    }

    fn days(&mut self, what: What, query: &Query) {
        let (first, last) = match what {
            What::Events => ("coalesce(r.earliest, d.published)", "coalesce(r.latest, d.published)"),
            _ => ("d.published", "d.published"),
        };
        if let Some(day) = &query.after {
            let day = self.bind(day);
            self.also(format!("{last} >= {day}"));
        }
        if let Some(day) = &query.before {
            let day = self.bind(day);
            self.also(format!("{first} < {day}"));
        }
    }

    /// Rows of entities that have one of these names.
    fn entities(&mut self, names: &str) -> String {
        let names = self.bind(names);
        format!("e.number IN (SELECT rowid FROM entities_fts WHERE entities_fts MATCH {names})")
    }

    fn source(&mut self, what: What, names: &str) {
        let entities = self.entities(names);
        let set = match what {
            What::Statements => {
                let words = self.bind(&format!("{{source}} : ({names})"));
                format!(
                    "SELECT s.number FROM entities e JOIN statements s ON s.document = e.document \
                     AND s.source_entity = e.n WHERE {entities} \
                     UNION SELECT rowid FROM statements_fts WHERE statements_fts MATCH {words}"
                )
            }
            What::Events => {
                let words = self.bind(&format!("{{actors}} : ({names})"));
                format!(
                    "SELECT v.number FROM entities e JOIN event_parties p ON p.document = e.document \
                     AND p.entity = e.n AND p.side = 'actor' JOIN events v ON v.document = p.document \
                     AND v.n = p.event WHERE {entities} \
                     UNION SELECT rowid FROM events_fts WHERE events_fts MATCH {words}"
                )
            }
            What::Entities | What::Documents => format!("SELECT e.document FROM entities e WHERE {entities}"),
        };
        self.set(what, &set);
    }

    fn about(&mut self, what: What, names: &str) {
        let entities = self.entities(names);
        let set = match what {
            What::Statements => {
                let words = self.bind(&format!("{{content}} : ({names})"));
                format!(
                    "SELECT s.number FROM entities e JOIN mentions m ON m.document = e.document AND m.entity = e.n \
                     JOIN statements s ON s.document = e.document AND s.content_start <= m.start \
                     AND m.\"end\" <= s.content_end WHERE {entities} \
                     UNION SELECT rowid FROM statements_fts WHERE statements_fts MATCH {words}"
                )
            }
            What::Events => {
                let words = self.bind(&format!("{{actors recipients}} : ({names})"));
                format!(
                    "SELECT v.number FROM entities e JOIN event_parties p ON p.document = e.document \
                     AND p.entity = e.n JOIN events v ON v.document = p.document AND v.n = p.event WHERE {entities} \
                     UNION SELECT rowid FROM events_fts WHERE events_fts MATCH {words}"
                )
            }
            What::Entities | What::Documents => format!("SELECT e.document FROM entities e WHERE {entities}"),
        };
        self.set(what, &set);
    }

    fn place(&mut self, what: What, place: &str) {
        let name = self.bind(place);
        let is_code = place.len() == 2 && place.bytes().all(|b| b.is_ascii_uppercase());
        let column = if is_code { "country" } else { "name" };
        let nocase = if is_code { "" } else { " COLLATE NOCASE" };
        let fits = format!("l.{column} = {name}{nocase}");
        let set = match what {
            What::Statements => format!(
                "SELECT s.number FROM places l JOIN statements s ON s.document = l.document \
                 AND s.content_start <= l.start AND l.\"end\" <= s.content_end WHERE {fits}"
            ),
            What::Events => format!(
                "SELECT v.number FROM places l JOIN events v ON v.document = l.document AND v.place = l.n WHERE {fits}"
            ),
            What::Entities | What::Documents => format!("SELECT l.document FROM places l WHERE {fits}"),
        };
        self.set(what, &set);
    }

    /// What fits is in this set of rows; for entities and documents, of documents.
    fn set(&mut self, what: What, set: &str) {
        let row = match what {
            What::Statements | What::Events => "r.number",
            What::Entities | What::Documents => "d.number",
        };
        self.also(format!("{row} IN ({set})"));
        self.narrow = true;
    }
}

#[cfg(test)]
mod tests {
    use super::Way;

    #[test]
    fn few_rows_are_sorted_more_are_walked_to_and_most_are_asked_about() {
        let way = |found| Way::of(found, 1_000_000, 50, false);
        assert!(way(0) == Way::Sort && way(2_000) == Way::Sort);
        assert!(way(3_000) == Way::Walk && way(50_000) == Way::Walk);
        assert!(way(60_000) == Way::Probe && way(1_000_000) == Way::Probe);
        // What is counted is enough to tell.
        assert!(way(Way::count(1_000_000, 50)) == Way::Probe);
    }

    #[test]
    fn where_all_are_wanted_no_row_is_asked_about_alone() {
        assert!(Way::of(10, 1_000_000, 0, false) == Way::Sort);
        assert!(Way::of(Way::count(1_000_000, 0), 1_000_000, 0, false) == Way::Walk);
        assert!(Way::of(1_000_000, 1_000_000, 0, true) == Way::Sort);
    }
}
