//! Records as plain rows: one definition of every table and column, for CSV, Parquet and the pages about them.
//!
//! A [`Table`] is a record type with its columns; [`Table::rows`] turns a document into rows of [`Cell`]s in the order of
//! the columns. Names are those of the JSON form (`onrecord/1`) wherever the fact is the same. Start at [`TABLES`].
//!
//! Every row carries `document`, and `id` where the record has one in the JSON form; the two together are its key. What the
//! records say of one another stands in columns that hold such ids, and a few facts are repeated (the day of publication,
//! the name of an entity) so that a table can be read by itself.

mod people;
mod report;
mod said;
mod world;

use jiff::civil::Date;
use onrecord_doc::{Document, Entity, Entry, Id, Maker, Role, Span, Spans, Voice};
use std::borrow::Cow;

/// Every table, the documents first.
pub const TABLES: &[Table] = &[
    report::DOCUMENTS,
    report::SENTENCES,
    people::MENTIONS,
    people::ENTITIES,
    people::OFFICES,
    world::TIMES,
    world::PLACES,
    world::PLACE_ALTERNATIVES,
    said::STATEMENTS,
    world::EVENTS,
    world::PARTIES,
    said::CLAIMS,
    people::RELATIONS,
    world::QUANTITIES,
    world::AGENDA,
    report::FINDINGS,
];

/// What stands between the values of a list where a list is one cell.
pub const LIST_MARK: &str = "; ";

/// What stands between the stretches of a broken quotation.
pub(crate) const GAP: &str = " … ";

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// A day, from the year 1 to 9999.
    Date,
    /// A list of words; one may be unknown.
    Texts,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name, the same in every format.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it means: no capital in front, no full stop.
    pub about: &'static str,
    /// The only values that it takes, where the list is closed.
    pub values: Option<fn() -> Vec<&'static str>>,
}

/// A record type as a table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name: that of the key in the JSON form.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// The columns, in order.
    pub columns: &'static [Column],
    /// The columns that name a row together; their cells are never empty.
    pub key: &'static [&'static str],
    /// Columns that hold the id of a row of another table, or a list of them, with the name of that table.
    pub links: &'static [(&'static str, &'static str)],
    make: MakeRows,
}

/// Makes the rows of a document and hands over one after the other.
type MakeRows = fn(&Facts<'_>, &mut dyn FnMut(Vec<Cell<'_>>));

impl Table {
    /// The table of that name.
    pub fn find(name: &str) -> Option<&'static Table> {
        TABLES.iter().find(|t| t.name == name)
    }

    /// Hands the rows of a document to `each`, in the order of its records.
    pub fn rows(&self, facts: &Facts<'_>, each: &mut dyn FnMut(Vec<Cell<'_>>)) {
        (self.make)(facts, each);
    }
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Not known, or no question here.
    None,
    /// Words.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number, always finite.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A day, from the year 1 to 9999.
    Date(Date),
    /// A list; `None` keeps the place of a value that is not known, so that lists side by side match.
    Texts(Vec<Option<Cow<'a, str>>>),
}

impl Cell<'_> {
    /// Whether the cell may stand in a column of this kind.
    pub fn fits(&self, kind: Kind) -> bool {
        match self {
            Cell::None => kind != Kind::Texts,
            Cell::Text(_) => kind == Kind::Text,
            Cell::Integer(_) => kind == Kind::Integer,
            Cell::Number(n) => kind == Kind::Number && n.is_finite(),
            Cell::Boolean(_) => kind == Kind::Boolean,
            Cell::Date(_) => kind == Kind::Date,
            Cell::Texts(_) => kind == Kind::Texts,
        }
    }
}

/// A document with what all its rows need, worked out once.
pub struct Facts<'a> {
    /// The document.
    pub doc: &'a Document,
    /// Its id.
    pub id: String,
    /// Whether its text is written too.
    pub text: bool,
    /// First byte, last byte and number of every sentence, by first byte.
    sentences: Vec<(usize, usize, usize)>,
}

impl<'a> Facts<'a> {
    /// The facts of a document whose text is written too.
    pub fn of(doc: &'a Document) -> Facts<'a> {
        let hulls =
            doc.sentences.iter().map(|(id, e)| (e.at.hull().start(), e.at.hull().end(), id.index() + 1));
        let mut sentences: Vec<_> = hulls.collect();
        sentences.sort_unstable();
        Facts { doc, id: doc.id(), text: true, sentences }
    }

    /// The month of publication, `2015-08`, for partitions; `unknown` where it is not known.
    pub fn month(&self) -> String {
        match self.doc.published.day.filter(|d| d.year() > 0) {
            Some(day) => format!("{:04}-{:02}", day.year(), day.month()),
            None => "unknown".to_owned(),
        }
    }

    /// The number, from 1, of the sentence in which a record begins.
    pub(crate) fn sentence(&self, at: &Spans) -> Option<usize> {
        let byte = at.first().start();
        let before = self.sentences.partition_point(|s| s.0 <= byte);
        let last = self.sentences[..before].last()?;
        (byte < last.1).then_some(last.2)
    }

    /// The exact words, with a gap between stretches.
    pub(crate) fn words(&self, at: &Spans) -> Cow<'a, str> {
        match at.as_slice() {
            [one] => Cow::Borrowed(self.doc.quote(*one)),
            _ => Cow::Owned(self.doc.quotes(at).join(GAP)),
        }
    }

    fn offsets(&self, span: Span) -> (i64, i64) {
        let (start, end) = self.doc.chars(span);
        (start as i64, end as i64)
    }

    /// Every stretch as `start-end`, in code points.
    fn stretches<'b>(&self, at: Option<&Spans>) -> Cell<'b> {
        let stretch = |s| {
            let (start, end) = self.offsets(s);
            Some(Cow::Owned(format!("{start}-{end}")))
        };
        Cell::Texts(at.into_iter().flat_map(|at| at.iter()).map(stretch).collect())
    }

    pub(crate) fn entity(&self, role: &Role) -> Option<&'a Entity> {
        self.doc.entities.find(role.entity?).map(|e| &e.value)
    }

    /// The name of a party: that of its entity, else its words.
    pub(crate) fn name(&self, role: &Role) -> Option<Cow<'a, str>> {
        let name = self.entity(role).map(|e| e.name.as_str()).filter(|n| !n.is_empty());
        name.map(Cow::Borrowed).or_else(|| Some(self.words(role.at.as_ref()?))).filter(|n| !n.is_empty())
    }

    /// Whose word it is, by name: the source of the statement, else the publisher.
    pub(crate) fn said_by(&self, voice: Voice) -> Option<Cow<'a, str>> {
        match voice {
            Voice::Publisher => self.doc.input().publisher.as_deref().map(Cow::Borrowed),
            Voice::Statement(id) => self.name(self.doc.statements.find(id)?.value.source.as_ref()?),
        }
    }
}

/// The id of a record in the JSON form: a letter and a number from 1.
pub(crate) fn id<T>(letter: char, id: Id<T>) -> String {
    format!("{letter}{}", id.index() + 1)
}

/// `publisher`, or the id of the statement.
pub(crate) fn voice(voice: Voice) -> String {
    match voice {
        Voice::Publisher => "publisher".to_owned(),
        Voice::Statement(s) => id('s', s),
    }
}

fn ids<'a, T>(letter: char, all: &[Id<T>]) -> Cell<'a> {
    Cell::Texts(all.iter().map(|i| Some(Cow::Owned(id(letter, *i)))).collect())
}

fn voices<'a>(all: &[Voice]) -> Cell<'a> {
    Cell::Texts(all.iter().map(|v| Some(Cow::Owned(voice(*v)))).collect())
}

/// One value for every role of a list, so that lists side by side match.
fn each_role<'a>(roles: &'a [Role], value: impl Fn(&'a Role) -> Option<Cow<'a, str>>) -> Cell<'a> {
    Cell::Texts(roles.iter().map(value).collect())
}

fn maker_kind(maker: &Maker) -> &'static str {
    match maker {
        Maker::Rule(_) => "rule",
        Maker::Model(_) => "model",
        Maker::Person(_) => "person",
    }
}

/// A number that reads like the short one it was given as: 0.1 and not 0.10000000149.
pub(crate) fn exact(short: f32) -> f64 {
    short.to_string().parse().unwrap_or(f64::from(short))
}

/// The cells that open a row of every record with an id of its own: document and id.
fn head<'a, T>(facts: &'a Facts<'_>, letter: char, of: Id<T>) -> Vec<Cell<'a>> {
    vec![facts.id.as_str().into(), id(letter, of).into()]
}

/// The cells that close a row: the words and how sure it is.
fn tail<'a, T>(facts: &'a Facts<'a>, entry: &'a Entry<T>) -> [Cell<'a>; 7] {
    let (start, end) = facts.offsets(entry.at.hull());
    [
        start.into(),
        end.into(),
        Cell::Text(facts.words(&entry.at)),
        facts.stretches(Some(&entry.at)),
        exact(entry.score).into(),
        maker_kind(&entry.maker).into(),
        entry.maker.name().into(),
    ]
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Cell<'a> {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Cell<'a> {
    fn from(text: Cow<'a, str>) -> Cell<'a> {
        Cell::Text(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Cell<'a> {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a Option<String>> for Cell<'a> {
    fn from(text: &'a Option<String>) -> Cell<'a> {
        text.as_deref().into()
    }
}

impl<'a> From<&'a Vec<String>> for Cell<'a> {
    fn from(all: &'a Vec<String>) -> Cell<'a> {
        Cell::Texts(all.iter().map(|s| Some(Cow::Borrowed(s.as_str()))).collect())
    }
}

impl From<i64> for Cell<'_> {
    fn from(n: i64) -> Self {
        Cell::Integer(n)
    }
}

impl From<usize> for Cell<'_> {
    fn from(n: usize) -> Self {
        i64::try_from(n).map_or(Cell::None, Cell::Integer)
    }
}

impl From<u64> for Cell<'_> {
    fn from(n: u64) -> Self {
        i64::try_from(n).map_or(Cell::None, Cell::Integer)
    }
}

impl From<f64> for Cell<'_> {
    fn from(n: f64) -> Self {
        if n.is_finite() { Cell::Number(n) } else { Cell::None }
    }
}

impl From<bool> for Cell<'_> {
    fn from(b: bool) -> Self {
        Cell::Boolean(b)
    }
}

impl From<Date> for Cell<'_> {
    fn from(day: Date) -> Self {
        // No reader of tables knows years before 1; the times table has the value in words.
        if day.year() > 0 { Cell::Date(day) } else { Cell::None }
    }
}

impl<'a, T: Into<Cell<'a>>> From<Option<T>> for Cell<'a> {
    fn from(value: Option<T>) -> Cell<'a> {
        value.map_or(Cell::None, Into::into)
    }
}

/// Columns of a table: name, kind, closed list of values if there is one, meaning.
macro_rules! columns {
    ($($name:literal $kind:ident $(of $values:ty)?, $about:literal;)*) => {
        &[$($crate::rows::Column {
            name: $name,
            kind: $crate::rows::Kind::$kind,
            about: $about,
            values: columns!(@values $($values)?),
        }),*]
    };
    (@values) => { None };
    (@values $values:ty) => { Some(|| <$values>::ALL.iter().map(|v| v.name()).collect()) };
}

/// The same between the columns that open and close the row of every record with an id.
macro_rules! record_columns {
    ($($columns:tt)*) => {
        columns! {
            "document" Text, "id of the document";
            "id" Text, "id of the record in its document, as in the JSON form";
            $($columns)*
            "start" Integer, "first code point of the words the record rests on, counted from 0 in the document's text";
            "end" Integer, "code point after the last";
            "quote" Text, "those words; ` … ` stands where others lie between";
            "spans" Texts, "every stretch of them as `start-end`";
            "score" Number, "probability that the record is right, 0 to 1";
            "maker_kind" Text of crate::rows::MakerKind, "what made the record";
            "maker" Text, "path of the rule, name of the model or of the person";
        }
    };
}

/// The closed list of `maker_kind`.
struct MakerKind(&'static str);

impl MakerKind {
    const ALL: &'static [MakerKind] = &[MakerKind("rule"), MakerKind("model"), MakerKind("person")];

    fn name(&self) -> &'static str {
        self.0
    }
}

pub(crate) use columns;
use record_columns;

#[cfg(test)]
mod tests;
