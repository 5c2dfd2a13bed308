//! The schema: every table with its columns and what they mean, in one place. From here come the SQL that makes a store,
//! the statements that write and compare rows, and the page `docs/schema.md`.
//!
//! Records of a document are numbered from 1 in each layer (`n`), as in the ids of its JSON (`e4` is `n` = 4 of
//! `entities`); what points at another record of the document holds its `n`. Offsets count Unicode code points in
//! `documents.text`, end exclusive. Days are ISO 8601. Columns ending in no unit have none.

use std::sync::LazyLock;

/// One column: its name, its type and constraints in SQL, and what it holds.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name.
    pub name: String,
    /// Type and constraints in SQL; for a column of a view, the expression.
    pub sql: String,
    /// What it holds.
    pub means: String,
}

/// One table.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name.
    pub name: &'static str,
    /// What a row is.
    pub means: &'static str,
    /// The columns in order.
    pub columns: Vec<Column>,
    /// Keys over several columns.
    pub keys: Vec<String>,
    /// Whether the rows lie in the order of their primary key and have no number of their own.
    pub clustered: bool,
    /// Indexes and triggers, whole statements.
    pub more: Vec<String>,
}

impl Table {
    /// The statement that makes it.
    pub fn sql(&self) -> String {
        let columns = self.columns.iter().map(|c| format!("  \"{}\" {}", c.name, c.sql));
        let lines: Vec<String> = columns.chain(self.keys.iter().map(|k| format!("  {k}"))).collect();
        let kind = if self.clustered { "STRICT, WITHOUT ROWID" } else { "STRICT" };
        format!("CREATE TABLE \"{}\" (\n{}\n) {kind}", self.name, lines.join(",\n"))
    }
}

/// The tables, those that others point at first.
pub static TABLES: LazyLock<Vec<Table>> = LazyLock::new(|| {
    let mut all = vec![programs(), makers(), documents(), readings()];
    all.extend(records());
    all.extend(about_documents());
    all
});

/// The tables that are derived from a document's current reading and its corrections.
pub(crate) const DERIVED: [&str; 16] = [
    "entities",
    "entity_roles",
    "mentions",
    "times",
    "places",
    "statements",
    "events",
    "event_parties",
    "claims",
    "claim_voices",
    "relations",
    "quantities",
    "findings",
    "agenda",
    "agenda_parties",
    "agenda_words",
];

/// The tables for full-text search. Their content is named in double quotes: Datasette looks for these.
pub(crate) const SEARCH: [(&str, &str, &[&str]); 4] = [
    ("documents_fts", "documents", &["title", "text"]),
    ("statements_fts", "statements", &["content", "source", "cue"]),
    ("events_fts", "events", &["quote", "actors", "recipients"]),
    ("entities_fts", "entities", &["name", "aliases"]),
];

/// Every statement that makes an empty store, in order.
pub fn statements() -> Vec<String> {
    let mut all = Vec::new();
    for table in TABLES.iter() {
        all.push(table.sql());
        all.extend(table.more.iter().cloned());
    }
    for (name, of, columns) in SEARCH {
        all.extend(search(name, of, columns));
    }
    all.extend(crate::views::VIEWS.iter().map(crate::views::View::sql));
    all
}

/// A search table over another, with the triggers that keep it so.
fn search(name: &str, of: &str, columns: &[&str]) -> Vec<String> {
    let list = |p: &str| columns.iter().map(|c| format!("{p}\"{c}\"")).collect::<Vec<_>>().join(", ");
    let (plain, new, old) = (list(""), list("new."), list("old."));
    let add = format!("INSERT INTO {name}(rowid, {plain}) VALUES (new.number, {new});");
    let drop = format!("INSERT INTO {name}({name}, rowid, {plain}) VALUES ('delete', old.number, {old});");
    vec![
        format!(
            "CREATE VIRTUAL TABLE \"{name}\" USING fts5({plain}, content=\"{of}\", content_rowid=\"number\", \
             tokenize=\"unicode61 remove_diacritics 2\")"
        ),
        format!("CREATE TRIGGER {name}_add AFTER INSERT ON {of} BEGIN {add} END"),
        format!("CREATE TRIGGER {name}_drop AFTER DELETE ON {of} BEGIN {drop} END"),
        format!("CREATE TRIGGER {name}_change AFTER UPDATE OF {plain} ON {of} BEGIN {drop} {add} END"),
    ]
}

fn c(name: &str, sql: &str, means: &str) -> Column {
    Column { name: name.to_owned(), sql: sql.to_owned(), means: means.to_owned() }
}

fn text(name: &str, means: &str) -> Column {
    c(name, "TEXT", means)
}

fn need(name: &str, means: &str) -> Column {
    c(name, "TEXT NOT NULL", means)
}

fn day(name: &str, means: &str) -> Column {
    c(name, "TEXT", means)
}

fn real(name: &str, means: &str) -> Column {
    c(name, "REAL", means)
}

/// A pointer to a record of the same document.
fn n(name: &str, table: &str) -> Column {
    c(name, "INTEGER", &format!("`n` of the record in `{table}`"))
}

fn truth(name: &str, means: &str) -> Column {
    c(name, &format!("INTEGER CHECK (\"{name}\" IN (0, 1))"), means)
}

/// The words of a part: `part_start`, `part_end` and the words themselves under its own name.
fn role(part: &str, means: &str) -> Vec<Column> {
    vec![
        n(&format!("{part}_entity"), "entities"),
        c(&format!("{part}_start"), "INTEGER", "first code point of these words"),
        c(&format!("{part}_end"), "INTEGER", "one past the last"),
        text(part, means),
    ]
}

/// The words that a record rests on.
fn words() -> Vec<Column> {
    vec![
        c("start", "INTEGER NOT NULL", "first code point of the words"),
        c("end", "INTEGER NOT NULL", "one past the last"),
        need("quote", "the words themselves; stretches are joined by ` … `"),
        text("pieces", "where the words are several stretches: `[[start, end], …]` as JSON"),
    ]
}

fn refers(column: &str, table: &str) -> String {
    format!(
        "FOREIGN KEY (\"document\", \"{column}\") REFERENCES \"{table}\"(\"document\", \"n\") \
         DEFERRABLE INITIALLY DEFERRED"
    )
}

const OF_DOCUMENT: &str = "INTEGER NOT NULL REFERENCES documents(number) ON DELETE CASCADE";

/// A table of records: its own columns between those that every record has.
fn record(name: &'static str, means: &'static str, own: Vec<Column>, refs: &[(&str, &str)]) -> Table {
    let searched = SEARCH.iter().any(|s| s.1 == name);
    let mut columns = Vec::new();
    if searched {
        columns.push(c("number", "INTEGER PRIMARY KEY", "number of the row, for the search table"));
    }
    columns.push(c("document", OF_DOCUMENT, "`number` of the document"));
    columns.push(c("n", "INTEGER NOT NULL", "number in the document, from 1"));
    columns.push(c("tag", "INTEGER NOT NULL", "32 bits of a hash of its words; the end of the record's id"));
    columns.extend(own);
    columns.push(c("score", "REAL NOT NULL", "probability that it is right, 0 to 1"));
    columns.push(c(
        "maker",
        "INTEGER NOT NULL REFERENCES makers(number)",
        "rule, model or person that made it",
    ));
    let key = if searched { "UNIQUE (\"document\", \"n\")" } else { "PRIMARY KEY (\"document\", \"n\")" };
    let keys = std::iter::once(key.to_owned()).chain(refs.iter().map(|r| refers(r.0, r.1))).collect();
    let mut more = Vec::new();
    if name == "places" {
        for column in ["name\" COLLATE NOCASE", "country\""] {
            let short = column.split('"').next().unwrap_or(column);
            more.push(format!("CREATE INDEX places_{short} ON places(\"{column})"));
        }
    }
    Table { name, means, columns, keys, clustered: !searched, more }
}

/// A table of parts of records: `of` is the column that names the record.
fn part(
    name: &'static str,
    means: &'static str,
    of: (&str, &str),
    own: Vec<Column>,
    refs: &[(&str, &str)],
    key: &str,
) -> Table {
    let mut columns = vec![
        c("document", OF_DOCUMENT, "`number` of the document"),
        c(of.0, "INTEGER NOT NULL", &format!("`n` of the record in `{}`", of.1)),
    ];
    columns.extend(own);
    let keys = [format!("PRIMARY KEY (\"document\", \"{}\", {key})", of.0), refers(of.0, of.1)]
        .into_iter()
        .chain(refs.iter().map(|r| refers(r.0, r.1)))
        .collect();
    Table { name, means, columns, keys, clustered: true, more: Vec::new() }
}

fn plain(
    name: &'static str,
    means: &'static str,
    columns: Vec<Column>,
    keys: &[&str],
    more: &[&str],
) -> Table {
    let own = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
    Table { name, means, columns, keys: own(keys), clustered: false, more: own(more) }
}

fn programs() -> Table {
    plain(
        "programs",
        "What reads: a program with its model and data.",
        vec![
            c("number", "INTEGER PRIMARY KEY", "number"),
            need("program", "name and version of the program"),
            need("model", "name and version of the base model, empty without one"),
            need("data", "SHA-256 of the data files"),
            need("heads", "SHA-256 of the trained heads, empty where rules alone answered"),
        ],
        &["UNIQUE (program, model, data, heads)"],
        &[],
    )
}

fn makers() -> Table {
    plain(
        "makers",
        "Rules, models and persons that make records.",
        vec![
            c("number", "INTEGER PRIMARY KEY", "number"),
            c("name", "TEXT NOT NULL UNIQUE", "path of the rule, `model:NAME` or `person:NAME`"),
        ],
        &[],
        &[],
    )
}

fn documents() -> Table {
    plain(
        "documents",
        "Texts as they came. One row a version of a text.",
        vec![
            c("number", "INTEGER PRIMARY KEY", "number of the row, which other tables point at"),
            c(
                "id",
                "TEXT NOT NULL UNIQUE",
                "SHA-256 of the length of the key in bytes, a colon, the key and the text",
            ),
            need("key", "canonical URL or file key; versions of one text share it"),
            text("title", "headline"),
            text("url", "where it was published"),
            text("publisher", "who published it"),
            day("published", "day of publication"),
            need("published_basis", "how the day is known: `given`, `text`, `inferred`, `unknown`"),
            text("dateline", "place before the first sentence"),
            text("language", "ISO 639-1"),
            text("own_id", "the id that the input gave itself"),
            need("text_sha256", "SHA-256 of the text"),
            text("source_sha256", "SHA-256 of the bytes that it was decoded from"),
            c(
                "replaces",
                "INTEGER REFERENCES documents(number) ON DELETE SET NULL",
                "the version with the same key that came before",
            ),
            need("added", "when it was added, UTC"),
            c(
                "reading",
                "INTEGER REFERENCES readings(number) DEFERRABLE INITIALLY DEFERRED",
                "the current reading, from which the records come",
            ),
            need("text", "the text, exactly"),
        ],
        &[],
        &[
            "CREATE INDEX documents_key ON documents(key)",
            "CREATE INDEX documents_published ON documents(published)",
            "CREATE INDEX documents_replaces ON documents(replaces) WHERE replaces IS NOT NULL",
        ],
    )
}

fn readings() -> Table {
    plain(
        "readings",
        "What a program made of a text. Rows are only ever added; removing a document for good is the one exception.",
        vec![
            c("number", "INTEGER PRIMARY KEY", "number"),
            c("document", OF_DOCUMENT, "`number` of the document"),
            c("program", "INTEGER NOT NULL REFERENCES programs(number)", "what read it"),
            text("at", "when, UTC"),
            need(
                "records_sha256",
                "SHA-256 of the records as JSON, without the text and without `reading.at`",
            ),
            c("records", "BLOB NOT NULL", "that JSON (format `onrecord/1`), packed by DEFLATE"),
        ],
        &[],
        &[
            "CREATE INDEX readings_document ON readings(document)",
            "CREATE TRIGGER readings_stay BEFORE UPDATE ON readings BEGIN \
             SELECT raise(ABORT, 'readings are only ever added'); END",
            "CREATE TRIGGER readings_remain BEFORE DELETE ON readings WHEN NOT EXISTS \
             (SELECT 1 FROM documents d JOIN removed r ON r.id = d.id WHERE d.number = old.document) BEGIN \
             SELECT raise(ABORT, 'readings are only ever added'); END",
        ],
    )
}

fn with(mut columns: Vec<Column>, more: Vec<Column>) -> Vec<Column> {
    columns.extend(more);
    columns
}

fn records() -> Vec<Table> {
    let mut all = people_and_things();
    all.extend(what_is_said());
    all.extend(what_happens());
    all
}

fn people_and_things() -> Vec<Table> {
    vec![
        record(
            "entities",
            "Actors and things of a document. The words are the first mention.",
            with(
                words(),
                vec![
                    need("name", "fullest name"),
                    need("type", "`person organisation country group place …`"),
                    text("aliases", "other names, joined by `; `"),
                    text("country", "ISO 3166 alpha-2"),
                    text("cameo", "CAMEO actor code"),
                    text("sector", "PLOVER sector"),
                    text("key", "key under which a data file knows it"),
                    text("wikidata", "Wikidata number (`Q…`)"),
                    truth("anonymous", "1 for a person whose name is withheld"),
                ],
            ),
            &[],
        ),
        part(
            "entity_roles",
            "Titles and functions of entities.",
            ("entity", "entities"),
            vec![
                c("n", "INTEGER NOT NULL", "number in the entity, from 1"),
                need("title", "the title"),
                text("of", "of whom or what"),
                day("since", "first day in office, if known"),
                day("until", "last day in office, if known and past"),
                need("basis", "`text` or the path of a data file"),
            ],
            &[],
            "\"n\"",
        ),
        record(
            "mentions",
            "Words that stand for someone or something.",
            with(
                words(),
                vec![
                    need("form", "`name nominal pronoun`"),
                    need("type", "`person organisation place …`"),
                    n("entity", "entities"),
                ],
            ),
            &[("entity", "entities")],
        ),
        record(
            "times",
            "Words that mean a day, a time, a duration or a set of them.",
            with(
                words(),
                vec![
                    need("type", "TIMEX3 type"),
                    need("value", "TIMEX3 value"),
                    text("mod", "TIMEX3 modifier"),
                    day("earliest", "first day that it can mean"),
                    day("latest", "last day that it can mean"),
                    text("anchor", "what it was counted from"),
                ],
            ),
            &[],
        ),
        record(
            "places",
            "Words that mean a place.",
            with(
                words(),
                vec![
                    need("name", "the place's own name"),
                    text("country", "ISO 3166 alpha-2"),
                    text("admin1", "first-level division"),
                    real("lat", "degrees north, WGS 84"),
                    real("lon", "degrees east, WGS 84"),
                    c("geonames", "INTEGER", "GeoNames number"),
                    need("level", "`country region city site`"),
                    need("sense", "`place`, `actor` (the government there) or `dateline`"),
                ],
            ),
            &[],
        ),
    ]
}

fn what_is_said() -> Vec<Table> {
    let statement = [
        vec![
            need("act", "kind of speech act: `assert deny accuse warn …`"),
            need("manner", "`direct indirect mixed`"),
        ],
        role("source", "who said it, in the words of the text"),
        vec![
            c("cue_start", "INTEGER", "first code point of these words"),
            c("cue_end", "INTEGER", "one past the last"),
            text("cue", "the words that tell that it was said"),
            c("content_start", "INTEGER", "first code point of these words"),
            c("content_end", "INTEGER", "one past the last"),
            text("content", "what was said; stretches are joined by ` … `"),
        ],
        role("addressee", "to whom"),
        role("channel", "through which outlet, document or meeting"),
        vec![
            text("pieces", "where a part is several stretches: `{\"content\": [[start, end], …]}` as JSON"),
            n("time", "times"),
            n("inside", "statements"),
            truth("anonymous", "1 where the source's name is withheld; null where that is no question"),
        ],
    ]
    .concat();
    vec![
        record(
            "statements",
            "Someone said something.",
            statement,
            &[
                ("source_entity", "entities"),
                ("addressee_entity", "entities"),
                ("channel_entity", "entities"),
                ("time", "times"),
                ("inside", "statements"),
            ],
        ),
        record(
            "claims",
            "A proposition that someone asserts, denies, or says is being checked.",
            with(
                words(),
                vec![
                    need("proposition", "in words"),
                    need("status", "`asserted denied disputed under_check conceded open`"),
                ],
            ),
            &[],
        ),
        part(
            "claim_voices",
            "Who asserts and who denies a claim.",
            ("claim", "claims"),
            vec![
                need("side", "`asserts` or `denies`"),
                c("n", "INTEGER NOT NULL", "number on that side, from 1"),
                c("statement", "INTEGER", "`n` of the statement that says so; null for the report itself"),
            ],
            &[("statement", "statements")],
            "\"side\", \"n\"",
        ),
        record(
            "relations",
            "A standing fact between two.",
            [
                vec![need("type", "`ally adversary partner member leads represents backs …`")],
                role("subject", "the one end, in the words of the text"),
                role("object", "the other end"),
                words(),
                vec![c("word", "INTEGER", "`n` of the statement on whose word; null for the report itself")],
            ]
            .concat(),
            &[("subject_entity", "entities"), ("object_entity", "entities"), ("word", "statements")],
        ),
    ]
}

fn what_happens() -> Vec<Table> {
    let days = || vec![day("earliest", "first day on which it can have been"), day("latest", "last day")];
    let party = || {
        with(
            vec![n("entity", "entities")],
            vec![
                c("start", "INTEGER", "first code point of the words; null where they stand nowhere"),
                c("end", "INTEGER", "one past the last"),
                text("quote", "the words"),
                text("pieces", "where the words are several stretches: `[[start, end], …]` as JSON"),
            ],
        )
    };
    let event = [
        vec![
            need("type", "PLOVER class"),
            text("mode", "PLOVER mode"),
            text("contexts", "PLOVER contexts, joined by `; `"),
            text("cameo", "CAMEO code, as text: leading zeros count"),
            need("quad", "`verbal_cooperation material_cooperation verbal_conflict material_conflict`"),
            real("plover_score", "PLOVER score, -10 to 10"),
            real("goldstein", "Goldstein value, -10 to 10"),
        ],
        words(),
        vec![
            text("actors", "who, in the words of the text, joined by `; `"),
            text("recipients", "to whom, likewise"),
            n("time", "times"),
        ],
        days(),
        vec![
            n("place", "places"),
            need("status", "`happened ongoing planned promised threatened called_for possible …`"),
            c("word", "INTEGER", "`n` of the statement on whose word; null for the report itself"),
            n("quantity", "quantities"),
        ],
    ]
    .concat();
    let agenda = [
        vec![n("event", "events"), text("type", "PLOVER class of that event"), need("title", "what it is")],
        vec![
            need("earliest", "first day on which it can be"),
            need("latest", "last day"),
            truth("lasts", "1 where it takes all days from the first to the last"),
            text("bound", "`by until from`; null for the day itself"),
            n("time", "times"),
            n("place", "places"),
            need("status", "`planned conditional postponed cancelled`"),
            day("was_earliest", "first day for which it stood before it was moved"),
            day("was_latest", "last day for which it stood"),
        ],
        words(),
    ]
    .concat();
    vec![
        record(
            "events",
            "Someone did something to someone. The words are the trigger.",
            event,
            &[("time", "times"), ("place", "places"), ("word", "statements"), ("quantity", "quantities")],
        ),
        part(
            "event_parties",
            "Actors and recipients of events.",
            ("event", "events"),
            with(
                vec![
                    need("side", "`actor` or `recipient`"),
                    c("n", "INTEGER NOT NULL", "number on that side, from 1"),
                ],
                party(),
            ),
            &[("entity", "entities")],
            "\"side\", \"n\"",
        ),
        record(
            "quantities",
            "A number with its unit and what it counts.",
            with(
                words(),
                vec![
                    real("value", "the number"),
                    real("low", "the least it can be, where a range is given"),
                    real("high", "the most"),
                    text("unit", "ISO 4217 for money, else the word or SI symbol"),
                    text("of", "what it counts"),
                    n("event", "events"),
                ],
            ),
            &[("event", "events")],
        ),
        record(
            "findings",
            "Something in the text does not fit together.",
            with(words(), vec![need("kind", "what sort of misfit"), need("message", "what is wrong")]),
            &[],
        ),
        record(
            "agenda",
            "Something is to come.",
            agenda,
            &[("event", "events"), ("time", "times"), ("place", "places")],
        ),
        part(
            "agenda_parties",
            "Who takes part in what is to come.",
            ("item", "agenda"),
            with(vec![c("n", "INTEGER NOT NULL", "number in the item, from 1")], party()),
            &[("entity", "entities")],
            "\"n\"",
        ),
        part(
            "agenda_words",
            "On whose word something is to come.",
            ("item", "agenda"),
            vec![
                c("n", "INTEGER NOT NULL", "number in the item, from 1"),
                c("statement", "INTEGER", "`n` of the statement that says so; null for the report itself"),
            ],
            &[("statement", "statements")],
            "\"n\"",
        ),
    ]
}

fn about_documents() -> Vec<Table> {
    vec![
        plain(
            "corrections",
            "What persons put right. The rows of records show the corrected value; the readings keep the old one.",
            vec![
                c("number", "INTEGER PRIMARY KEY", "number"),
                c("document", OF_DOCUMENT, "`number` of the document"),
                need("record", "the end of the record's id: the letter of its type and its tag"),
                need("field", "key in the record's JSON, `source.entity` for a key inside another"),
                text("old", "value before, as JSON"),
                text("new", "value after, as JSON; a record is named by the end of its id"),
                need("person", "who"),
                need("at", "when, UTC"),
                text("why", "for what reason"),
            ],
            &[],
            &["CREATE INDEX corrections_record ON corrections(document, record)"],
        ),
        plain(
            "removed",
            "Documents that were taken out for good. Their text and records are gone.",
            vec![
                c("id", "TEXT NOT NULL PRIMARY KEY", "id that the document had"),
                need("reason", "for what reason"),
                need("at", "when, UTC"),
            ],
            &[],
            &[],
        ),
        plain(
            "withdrawals",
            "Texts that their publishers took back. They stay here, marked.",
            vec![
                c("key", "TEXT NOT NULL PRIMARY KEY", "key of the documents"),
                need("reason", "the publisher's word for it, such as `canceled`"),
                text("name", "where the withdrawal stands"),
                need("at", "when it was noted, UTC"),
            ],
            &[],
            &[],
        ),
        plain(
            "refusals",
            "Inputs of which no text could be had.",
            vec![
                c("number", "INTEGER PRIMARY KEY", "number"),
                need("name", "file, with the line or record where it holds several"),
                need("reason", "what is wrong"),
                need("at", "when first seen, UTC"),
            ],
            &["UNIQUE (name, reason)"],
            &[],
        ),
    ]
}
