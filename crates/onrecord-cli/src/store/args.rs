//! The arguments of the commands over a store, with the help that teaches them.

use crate::args::{Texts, With};
use clap::ValueEnum;
use jiff::civil::Date;
use std::path::PathBuf;

/// Which store.
#[derive(Clone, Debug, clap::Args)]
pub struct Place {
    /// The store: one SQLite file
    #[arg(long, value_name = "FILE", default_value = "onrecord.db")]
    pub store: PathBuf,
}

/// `onrecord add`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord add report.txt                                   into onrecord.db, made if it is not there
  onrecord add --store news.db reports/                     every file of a folder and those below it
  onrecord add --store news.db --published 2015-08-09 'reports/2015-08-09-*.txt'
  onrecord add --store news.db news.jsonl                   one text a line
  zcat news.jsonl.gz | onrecord add --store news.db --from jsonl -

A document's id is printed when the document and its records are on disk, never before. What is in the store already is
not read again, so the same command goes on where it was stopped, by a kill, a full disk or a power cut. A text is known by
its key and its words: the key is its URL, else its own id, else the path of its file; the same key with other words is a
new version, and the old one stays. An input of which no text can be had is named on standard error and listed in the
table `refusals`; the others are kept, and the exit code is 1. docs/store-commands.md tells more.")]
pub struct Add {
    /// The texts.
    #[command(flatten)]
    pub texts: Texts,
    /// The store.
    #[command(flatten)]
    pub place: Place,
    /// Read again what another version, model or data has read
    #[arg(long)]
    pub reread: bool,
    /// What to print of each document [default: table]
    #[arg(long, value_name = "FORMAT", default_value = "table", hide_default_value = true)]
    pub format: Lines,
    /// How many texts to read at the same time [default: one for each processor core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Model and data.
    #[command(flatten)]
    pub with: With,
}

/// `onrecord show`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord show --store news.db 1757a46e290ff6fe             a document with all its records
  onrecord show --store news.db 1757a46e290ff6fe-s1b2c3d4e   one statement, in its sentence
  onrecord show --store news.db 1757a4                       the beginning of an id is enough
  onrecord show --store news.db --format json 1757a4 | jq .statements

Of a record it shows the words it rests on, in their sentence; on whose word it stands, from speaker to speaker down to the
publisher; what made it and how sure that is; and what persons have put right.")]
pub struct Show {
    /// The id of a document or of a record, or the beginning of it
    #[arg(value_name = "ID")]
    pub id: String,
    /// The store.
    #[command(flatten)]
    pub place: Place,
    /// A table to read, or JSON [default: table]
    #[arg(long, value_name = "FORMAT", default_value = "table", hide_default_value = true)]
    pub format: TableOrJson,
}

/// How lists of a store are printed as they grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Lines {
    /// A table to read
    Table,
    /// One line of JSON each
    Jsonl,
}

/// How one thing of a store is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableOrJson {
    /// A table to read
    Table,
    /// One JSON object
    Json,
}

/// `onrecord find`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord find statements --source Lavrov --text 'no-fly zone'
  onrecord find statements --about Turkey --act accuse --after 2015-08-01 --before 2015-09-01
  onrecord find events --type ASSAULT --status happened --place Aleppo
  onrecord find events --about Iran --format csv > iran.csv
  onrecord find entities --type person --text Fabius
  onrecord find documents --text '\"air strikes\" civilian* -Moscow' --format jsonl

All that is asked for must fit. A search of several words finds what has all of them, in any order; words in double quotes
stand together, a star at the end finds every word that begins so, a minus in front keeps a word out. Nothing else has a
meaning: `who's`, `AND` and `multi-agent` are words. With fts: in front a search is in the full syntax of SQLite's FTS5
(`fts:talks NEAR(summit peace, 5)`).

What is newest comes first. A day is that of publication; for events, the day of the event where it is known. Versions that
were replaced or withdrawn count only with --all. CSV and JSON hold every column of the view (docs/schema.md) and every row;
the table shows the newest 50.")]
pub struct Find {
    /// What to look for
    #[arg(value_name = "WHAT")]
    pub what: FindWhat,
    /// The store.
    #[command(flatten)]
    pub place: Place,
    /// Whose statements or deeds: words of a name
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Who is spoken of, takes part, or is mentioned: words of a name
    #[arg(long, value_name = "NAME")]
    pub about: Option<String>,
    /// Who published it: a part of the name
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
    /// In this document: its id or the beginning of it
    #[arg(long, value_name = "ID")]
    pub document: Option<String>,
    /// From this day on
    #[arg(long, value_name = "DAY", value_parser = crate::args::day)]
    pub after: Option<Date>,
    /// Before this day
    #[arg(long, value_name = "DAY", value_parser = crate::args::day)]
    pub before: Option<Date>,
    /// Where: the name of a place, or the two capital letters of a country
    #[arg(long = "place", value_name = "PLACE")]
    pub place_name: Option<String>,
    /// The type of event (PLOVER) or entity; may be given several times
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<String>,
    /// How an event stands: happened, planned, threatened, …
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// The kind of statement: assert, deny, accuse, warn, …
    #[arg(long, value_name = "ACT")]
    pub act: Option<String>,
    /// Words to be found
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub text: Option<String>,
    /// Old versions and withdrawn documents too
    #[arg(long)]
    pub all: bool,
    /// The most to show, 0 for all [default: 50 in the table, else all]
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// How to show it [default: table]
    #[arg(long, value_name = "FORMAT", default_value = "table", hide_default_value = true)]
    pub format: FindFormat,
}

/// What `find` looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FindWhat {
    /// Who said what
    Statements,
    /// Who did what to whom
    Events,
    /// Who and what is named
    Entities,
    /// The texts
    Documents,
}

/// How findings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FindFormat {
    /// A table to read
    Table,
    /// CSV (RFC 4180) with a header
    Csv,
    /// One line of JSON each
    Jsonl,
}

/// `onrecord correct`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord correct 1757a46e290ff6fe-s1b2c3d4e --field act --to deny --by 'Ada Stone'
  onrecord correct 1757a46e290ff6fe-v0000001f --field status --to planned --by 'Ada Stone' --why 'it is next week'
  onrecord correct 1757a46e290ff6fe-s1b2c3d4e --field source.entity --to e4 --by 'Ada Stone'
  onrecord correct 1757a46e290ff6fe-v0000001f --field place --to '' --by 'Ada Stone'

The field is a key of the record's JSON (`onrecord show --format json` of its document), and a value that it cannot hold is
refused with the values that it can. An empty value means not known. The correction is kept beside the record with who made
it, when and why; find, show, the views and exports show the corrected value, and a newer reading of the text keeps it.")]
pub struct Correct {
    /// The id of a record, or the beginning of it
    #[arg(value_name = "ID")]
    pub id: String,
    /// The store.
    #[command(flatten)]
    pub place: Place,
    /// What to put right: a key of the record's JSON, such as act, status or source.entity
    #[arg(long, value_name = "FIELD")]
    pub field: String,
    /// The right value; a record by its id
    #[arg(long, value_name = "VALUE", allow_hyphen_values = true)]
    pub to: String,
    /// Who says so
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// Why
    #[arg(long, value_name = "REASON")]
    pub why: Option<String>,
}

/// `onrecord check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord check --store news.db
  onrecord check --store news.db || echo 'go back to the last backup'

Checks the file, the keys between its tables and the search index; that every id and hash is that of its text; that every
quote is what its text has at that place; and every row against the reading that it comes from. Each fault is named, and
the exit code is then 1.")]
pub struct Check {
    /// The store.
    #[command(flatten)]
    pub place: Place,
}

/// `onrecord reread`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord reread --store news.db                     every document that another version, model or data has read
  onrecord reread --store news.db 1757a46e290ff6fe    one document
  onrecord reread --store news.db --format jsonl > changes.jsonl

The new reading stands beside the old one, which stays, and its records take the place of the old ones; corrections are laid
over it. For each document it prints which records are new, gone or different. What this version has read is passed over,
so a run that was stopped goes on when the same command is given again.")]
pub struct Reread {
    /// A document, or the beginning of its id; all without
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// The store.
    #[command(flatten)]
    pub place: Place,
    /// How to print what changed [default: table]
    #[arg(long, value_name = "FORMAT", default_value = "table", hide_default_value = true)]
    pub format: Lines,
    /// How many texts to read at the same time [default: one for each processor core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Model and data.
    #[command(flatten)]
    pub with: With,
}

/// `onrecord remove`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  onrecord remove --store news.db 1757a46e290ff6fe --why 'court order 12/2026'

Text, readings, records and corrections are overwritten in the file, and so are their words in the search index. The id and
the reason stay, so that `onrecord add` does not take the text in again. Backups and exports made before still have it. A
text that its publisher took back is not removed: `onrecord add` marks it as withdrawn.")]
pub struct Remove {
    /// The id of a document, or the beginning of it
    #[arg(value_name = "ID")]
    pub id: String,
    /// The store.
    #[command(flatten)]
    pub place: Place,
    /// For what reason
    #[arg(long, value_name = "REASON")]
    pub why: String,
}

/// `onrecord backup`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  onrecord backup --store news.db backups/news-2026-11-24.db

The copy is the store at one moment, whole, also while `onrecord add` writes to it. It has its name only when it is whole,
and no file is overwritten.")]
pub struct Backup {
    /// The file to write
    #[arg(value_name = "TO")]
    pub to: PathBuf,
    /// The store.
    #[command(flatten)]
    pub place: Place,
}

/// `onrecord export`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord export csv --store news.db --out news-csv/
  onrecord export parquet --store news.db --out lake/ --after 2026-01-01
  onrecord export ics --store news.db --out agenda.ics
  onrecord export icews --store news.db --out icews/ --publisher Gazette
  onrecord export jsonl --store news.db --out records.jsonl --no-text
  onrecord export geojson --store news.db --out events.geojson --about Syria
  onrecord export graphml --store news.db --out actors.graphml
  onrecord export brat --store news.db --out brat/ --after 2026-05-01

Formats of several files write a new folder, the others a file. It has its name only when it is whole; a folder that is
there already is not written into, a file is replaced. Documents come in the order of their ids, so the same store gives
the same bytes. How many rows or documents were written is printed. A store keeps no tokens: for conllu the base model makes
them again, which takes as long as reading. docs/exports.md and docs/exports-annotations.md tell what is in each format.")]
pub struct Export {
    /// The format
    #[arg(value_name = "FORMAT")]
    pub format: ExportFormat,
    /// The store.
    #[command(flatten)]
    pub place: Place,
    /// The file or folder to write
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    /// Documents published from this day on
    #[arg(long, value_name = "DAY", value_parser = crate::args::day)]
    pub after: Option<Date>,
    /// Documents published before this day
    #[arg(long, value_name = "DAY", value_parser = crate::args::day)]
    pub before: Option<Date>,
    /// Documents of this publisher: a part of the name
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
    /// Documents that mention this name
    #[arg(long, value_name = "NAME")]
    pub about: Option<String>,
    /// Documents with these words
    #[arg(long, value_name = "WORDS", allow_hyphen_values = true)]
    pub text: Option<String>,
    /// Old versions and withdrawn documents too
    #[arg(long)]
    pub all: bool,
    /// Leave the texts out, where the format has them
    #[arg(long)]
    pub no_text: bool,
    /// CSV for a spreadsheet: no cell is taken for a formula
    #[arg(long)]
    pub spreadsheet: bool,
    /// Model, for the tokens of conllu.
    #[command(flatten)]
    pub with: With,
}

/// The formats of `export`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Every record type as CSV, with a datapackage.json; a folder
    Csv,
    /// Every record type as Parquet by month of publication; a folder
    Parquet,
    /// One line of JSON a document, as `onrecord read` gives it
    Jsonl,
    /// What is to come as a calendar
    Ics,
    /// Events with the columns of POLECAT; a folder
    Polecat,
    /// Events with the columns of ICEWS; a folder
    Icews,
    /// Events with the columns of GDELT 2.0; a folder
    Gdelt,
    /// Events as lines of PLOVER JSON
    Plover,
    /// Events and places on a map, for QGIS and web maps
    Geojson,
    /// Events and places on a globe, for Google Earth
    Kml,
    /// Who did what to whom as a graph, for networkx and igraph
    Graphml,
    /// The same graph for Gephi
    Gexf,
    /// Records as notes on the text (W3C Web Annotation), one a line
    Webannotation,
    /// Statements and claims as schema.org JSON-LD, a line a document
    Schemaorg,
    /// Times as TimeML, a file a document; a folder
    Timeml,
    /// Tokens and parses, made again by the base model
    Conllu,
    /// Records as brat standoff, two files a document; a folder
    Brat,
    /// Records as UIMA CAS XMI, a file a document; a folder
    Xmi,
}

impl ExportFormat {
    /// Whether several files are written.
    pub fn is_folder(self) -> bool {
        use ExportFormat::{Brat, Csv, Gdelt, Icews, Parquet, Polecat, Timeml, Xmi};
        matches!(self, Csv | Parquet | Polecat | Icews | Gdelt | Timeml | Brat | Xmi)
    }

    /// Whether the format is the text with something on it, and nothing without it.
    pub fn is_its_text(self) -> bool {
        matches!(self, ExportFormat::Timeml | ExportFormat::Conllu | ExportFormat::Brat | ExportFormat::Xmi)
    }

    /// The name as it is typed.
    pub fn name(self) -> String {
        self.to_possible_value().map(|v| v.get_name().to_owned()).unwrap_or_default()
    }
}
