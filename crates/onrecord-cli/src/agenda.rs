//! `onrecord agenda`: what texts say is to come, all of it sorted by day.
//!
//! Every text is read by itself, and of each only its items are kept, as they will be shown; they are sorted and written
//! when all have been read.

use crate::args::{Agenda, AgendaFormat, Common, Only};
use crate::config::Config;
use crate::failure::{self, Exit, Failure};
use crate::pipeline::{self, Done};
use crate::progress::{self, Progress};
use crate::read::cores;
use crate::table::{clean, width, wrap};
use crate::{inputs, models, store};
use anstyle::{AnsiColor, Style};
use jiff::civil::Date;
use onrecord_doc::{AgendaItem, AgendaStatus, Bound, Document, Entry, Span, json};
use onrecord_export::ics;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;

/// An item as it will be shown, with the days it is sorted by.
struct Row {
    earliest: Date,
    latest: Date,
    shown: String,
}

/// What one text gives.
struct Given {
    rows: Vec<Row>,
    /// The name of a text whose day of publication is not known.
    undated: Option<String>,
}

/// Reads the texts and writes what is to come.
pub fn run(args: &Agenda, common: &Common, config: &Config) -> Result<ExitCode, Failure> {
    let format = args.format.unwrap_or(AgendaFormat::Table);
    let (after, until) = (args.after, args.until);
    if let (Some(a), Some(b)) = (after, until)
        && a > b
    {
        let what = format!("`--after {a}` is later than `--until {b}`");
        return Err(Failure::new(Exit::Usage, what).hint("give the earlier day to `--after`"));
    }
    let columns = width();
    let shown = move |doc: &Document, name: &str| -> Vec<Row> {
        let is_wanted = |item: &AgendaItem| {
            after.is_none_or(|day| item.latest >= day) && until.is_none_or(|day| item.earliest <= day)
        };
        let wanted = doc.agenda.iter().filter(|(_, e)| is_wanted(&e.value));
        let rows = wanted.map(|(id, entry)| Row {
            earliest: entry.value.earliest,
            latest: entry.value.latest,
            shown: match format {
                AgendaFormat::Table => block(doc, entry, name, columns),
                AgendaFormat::Json | AgendaFormat::Jsonl => {
                    json::agenda_to_string(doc, id).unwrap_or_default()
                }
                AgendaFormat::Ics => ics::event(doc, entry),
            },
        });
        rows.collect()
    };
    let mut list = List::new(format, common);
    if let Some(store) = &args.store {
        // What is stored has been read: no model is needed, and items are those of the readings.
        store::each_agenda(store, after, until, |stored| {
            list.rows.extend(shown(&stored.document, &stored.key));
        })?;
        return list.finish(common);
    }
    let engine = models::engine(&args.with, Only::Whole, common, config)?;
    let threads = args.threads.map(usize::from).or(config.threads).unwrap_or_else(cores);
    let mut texts = args.texts.0.clone();
    texts.publisher = texts.publisher.or_else(|| config.publisher.clone());
    let work = move |input, name: &str| {
        let mut doc = engine.read(input);
        let unknown = doc.published.day.is_none();
        if unknown && after.is_some() {
            doc.agenda = onrecord::agenda::find(&doc, &engine.data().agenda, after);
        }
        Given { rows: shown(&doc, name), undated: (unknown && after.is_none()).then(|| name.to_owned()) }
    };
    pipeline::run(&Arc::new(texts), threads, work, |done| list.take(done, &args.texts.0))?;
    list.finish(common)
}

/// Takes the items of all texts.
struct List {
    format: AgendaFormat,
    rows: Vec<Row>,
    undated: Vec<String>,
    errors: Vec<String>,
    progress: Progress,
    quiet: bool,
    read: usize,
    unread: usize,
    bytes: u64,
}

/// How many texts without a day are named; the others are counted.
const MOST_NAMED: usize = 5;

impl List {
    fn new(format: AgendaFormat, common: &Common) -> List {
        // Nothing is written before all is read, so progress may be shown on a terminal, too.
        let progress = Progress::new(common.quiet, false);
        let (rows, undated, errors) = (Vec::new(), Vec::new(), Vec::new());
        List { format, rows, undated, errors, progress, quiet: common.quiet, read: 0, unread: 0, bytes: 0 }
    }

    fn take(&mut self, done: Done<Given>, texts: &crate::args::Texts) -> Result<(), Failure> {
        self.bytes += done.size;
        self.progress.notes(&done.notes, self.quiet);
        match done.result {
            Ok(given) => {
                self.read += 1;
                self.rows.extend(given.rows);
                self.undated.extend(given.undated);
            }
            Err(unread) => {
                self.unread += 1;
                self.progress.clear();
                failure::say(&unread.failure);
                self.errors.push(json::error_line(&unread.id, &unread.failure.in_one_line()));
            }
        }
        let (done, bytes) = (self.read + self.unread, self.bytes);
        self.progress.step(|elapsed| progress::documents(done, bytes, inputs::total_size(texts), elapsed));
        Ok(())
    }

    fn finish(mut self, common: &Common) -> Result<ExitCode, Failure> {
        self.progress.clear();
        // The sort keeps the order of the texts among items of the same days.
        self.rows.sort_by_key(|r| (r.earliest, r.latest));
        let rows = self.rows.iter().map(|r| r.shown.as_str());
        let text = match self.format {
            AgendaFormat::Table => rows.collect::<Vec<_>>().join("\n"),
            AgendaFormat::Json => format!("[{}]\n", rows.collect::<Vec<_>>().join(",\n")),
            AgendaFormat::Jsonl => {
                self.errors.iter().map(String::as_str).chain(rows).map(|l| format!("{l}\n")).collect()
            }
            AgendaFormat::Ics => ics::calendar(rows),
        };
        let written = match self.format {
            AgendaFormat::Table => anstream::stdout().lock().write_all(text.as_bytes()),
            _ => std::io::stdout().lock().write_all(text.as_bytes()),
        };
        written.map_err(|e| Failure::writing("the agenda", &e))?;
        for name in self.undated.iter().take(MOST_NAMED) {
            let what = format!(
                "{name}: its day of publication is not known, so nothing in it can be said to be to come"
            );
            failure::note(common.quiet, clean(&what));
        }
        if let Some(more) = self.undated.len().checked_sub(MOST_NAMED).filter(|n| *n > 0) {
            failure::note(
                common.quiet,
                format_args!("the same of {}", progress::count(more, "further text")),
            );
        }
        if !self.undated.is_empty() {
            failure::note(
                common.quiet,
                "  hint: give it with --published DAY, or as \"published\" in JSON lines",
            );
        }
        let all = self.read + self.unread;
        if all > 1 || common.verbose || self.rows.is_empty() && std::io::stdout().is_terminal() {
            let items = progress::count(self.rows.len(), "item");
            failure::note(
                common.quiet,
                format_args!("{items} in {} of {}", self.read, progress::count(all, "text")),
            );
        }
        Ok(if self.unread > 0 { Exit::Partly.into() } else { ExitCode::SUCCESS })
    }
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The column of the days: `Fri 2026-05-22`.
const MARGIN: usize = 16;

/// One item as a person reads it: the day and how it stands, the title, where, who, on whose word, and where it is read.
fn block(doc: &Document, entry: &Entry<AgendaItem>, name: &str, columns: usize) -> String {
    let item = &entry.value;
    let style = match item.status {
        AgendaStatus::Planned => AnsiColor::Green.on_default(),
        AgendaStatus::Conditional => AnsiColor::Yellow.on_default(),
        AgendaStatus::Postponed | AgendaStatus::Cancelled => AnsiColor::Red.on_default(),
    };
    let left = left(doc, item);
    let room = columns.saturating_sub(MARGIN).max(16);
    let status = item.status.name();
    let first_room = room.saturating_sub(status.len() + 2).max(16);
    let title = wrap(&clean(&ics::capital(&item.title)), first_room);
    let mut right: Vec<String> = Vec::new();
    for (n, line) in title.iter().enumerate() {
        let front = if n == 0 { format!("{style}{status}{style:#}  ") } else { " ".repeat(status.len() + 2) };
        right.push(format!("{front}{BOLD}{line}{BOLD:#}"));
    }
    let mut about = Vec::new();
    if let Some((first, last)) = item.was.filter(|w| *w != (item.earliest, item.latest)) {
        about.push(if first == last { format!("was {first}") } else { format!("was {first} to {last}") });
    } else if item.was.is_some() {
        about.push("no new day told".to_owned());
    }
    about.extend(item.place.and_then(|p| doc.places.find(p)).map(|p| format!("in {}", p.value.name)));
    let parties: Vec<String> = item.parties.iter().filter_map(|p| ics::party(doc, p)).collect();
    if !parties.is_empty() {
        about.push(format!("who: {}", parties.join(", ")));
    }
    let said: Vec<String> = item.words.iter().map(|w| ics::said_by(doc, *w)).collect();
    about.push(format!("word: {}", said.join("; ")));
    let (line, column) = doc.line_column(entry.at.iter().map(Span::start).min().unwrap_or(0));
    about.push(format!("{name}:{line}:{column}"));
    if entry.score < 0.5 {
        about.push(format!("uncertain ({:.2})", entry.score));
    }
    right.extend(wrap(&clean(&about.join(" · ")), room).into_iter().map(|l| format!("{DIM}{l}{DIM:#}")));
    let mut out = String::new();
    for n in 0..right.len().max(left.len()) {
        let day = left.get(n).map_or("", String::as_str);
        let words = right.get(n).map_or("", String::as_str);
        let line = format!("{day:<MARGIN$}{words}");
        let _ = writeln!(out, "{}", line.trim_end());
    }
    out
}

/// The days, one a line, with the time of day if one is told.
fn left(doc: &Document, item: &AgendaItem) -> Vec<String> {
    let day = |d: Date| d.strftime("%a %Y-%m-%d").to_string();
    let mut out = match (item.bound, item.earliest == item.latest) {
        (Some(Bound::By), true) => vec!["by".to_owned(), day(item.latest)],
        (Some(Bound::Until), true) => vec!["until".to_owned(), day(item.latest)],
        (Some(Bound::From), true) => vec!["from".to_owned(), day(item.latest)],
        (Some(Bound::By), false) => vec!["by".to_owned(), day(item.latest)],
        (_, true) => vec![day(item.earliest)],
        (_, false) => vec![day(item.earliest), format!("to  {}", item.latest)],
    };
    let clock = item.times.iter().find_map(|t| {
        let (_, time) = doc.times.find(*t)?.value.value.split_once('T')?;
        time.starts_with(|c: char| c.is_ascii_digit()).then(|| clean(time))
    });
    out.extend(clock.map(|c| format!("    {}", c.chars().take(MARGIN - 6).collect::<String>())));
    out
}
