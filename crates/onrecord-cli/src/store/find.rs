//! `onrecord find`: what a store holds on a question, as a table to read, as CSV or as lines of JSON.

use super::args::{Find, FindFormat, FindWhat};
use super::show::{clean_but_marks, in_bold};
use super::{failed, object, open};
use crate::args::Common;
use crate::failure::{self, Exit, Failure};
use crate::progress::count;
use crate::table::{clean, width, wrap};
use anstyle::{AnsiColor, Style};
use onrecord_doc::{Act, EntityType, EventType, Status};
use onrecord_store::{Cell, Hit, Mode, Query, Store, What, search_query};
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const KIND: Style = AnsiColor::Cyan.on_default();

/// How many the table shows where nobody says.
const A_PAGE: usize = 50;

/// Finds and prints.
pub fn run(args: &Find, common: &Common) -> Result<ExitCode, Failure> {
    let what = match args.what {
        FindWhat::Statements => What::Statements,
        FindWhat::Events => What::Events,
        FindWhat::Entities => What::Entities,
        FindWhat::Documents => What::Documents,
    };
    let limit = args.limit.unwrap_or(if args.format == FindFormat::Table { A_PAGE } else { 0 });
    let query = query(args, what, limit)?;
    let store = open(&args.place, Mode::Read)?;
    let mut out = Out::new(what, args.format)?;
    let (mut given, mut stopped) = (0, None);
    let found = store.find(what, &query, |hit| match out.write(&hit) {
        Ok(()) => {
            given += 1;
            true
        }
        Err(failure) => {
            stopped = Some(failure);
            false
        }
    });
    found.map_err(|e| {
        if e.is_wrong_search() {
            let hint =
                "without `fts:` in front, every word is only a word; the syntax is that of SQLite's FTS5";
            Failure::new(Exit::Usage, e.to_string()).hint(hint)
        } else {
            failed(&e, &args.place)
        }
    })?;
    if let Some(failure) = stopped {
        return Err(failure);
    }
    out.finish()?;
    if args.format == FindFormat::Table {
        say(&store, given, limit, common);
    }
    Ok(ExitCode::SUCCESS)
}

fn say(store: &Store, given: usize, limit: usize, common: &Common) {
    if given == 0 {
        let all = store.len().unwrap_or(0);
        let of = count(usize::try_from(all).unwrap_or(usize::MAX), "document");
        failure::note(common.quiet, format_args!("nothing found; the store has {of}"));
    } else if limit > 0 && given == limit {
        failure::note(common.quiet, format_args!("the newest {limit} are shown; --limit 0 shows all"));
    }
}

/// The question of the arguments; what has no meaning for what is looked for is refused, and so are unknown names.
fn query(args: &Find, what: What, limit: usize) -> Result<Query, Failure> {
    let of = |given: bool, option: &str, good: &[What]| {
        if !given || good.contains(&what) {
            return Ok(());
        }
        let names: Vec<&str> = good.iter().map(|w| plural(*w)).collect();
        let said =
            format!("`{option}` has no meaning for {}; it is for {}", plural(what), names.join(" and "));
        Err(Failure::new(Exit::Usage, said))
    };
    use What::{Documents, Entities, Events, Statements};
    of(args.source.is_some(), "--source", &[Statements, Events])?;
    of(args.about.is_some(), "--about", &[Statements, Events, Documents])?;
    of(args.place_name.is_some(), "--place", &[Statements, Events, Documents])?;
    of(!args.types.is_empty(), "--type", &[Events, Entities])?;
    of(args.status.is_some(), "--status", &[Events])?;
    of(args.act.is_some(), "--act", &[Statements])?;
    for (option, value) in [("--source", &args.source), ("--about", &args.about)] {
        if value.as_ref().is_some_and(|v| search_query(v).is_none()) {
            return Err(Failure::new(Exit::Usage, format!("`{option}` has no word to look for")));
        }
    }
    let types = match what {
        Events => one_of("--type", &args.types, EventType::ALL.iter().map(|k| k.name()))?,
        _ => one_of("--type", &args.types, EntityType::ALL.iter().map(|k| k.name()))?,
    };
    let one = |option: &str, value: &Option<String>, known: Vec<&'static str>| {
        one_of(option, value.as_slice(), known.into_iter()).map(|mut found| found.pop())
    };
    Ok(Query {
        source: args.source.clone(),
        about: args.about.clone(),
        publisher: args.publisher.clone(),
        document: args.document.clone(),
        after: args.after.map(|d| d.to_string()),
        before: args.before.map(|d| d.to_string()),
        place: args.place_name.clone(),
        types,
        status: one("--status", &args.status, Status::ALL.iter().map(|k| k.name()).collect())?,
        act: one("--act", &args.act, Act::ALL.iter().map(|k| k.name()).collect())?,
        text: args.text.clone(),
        all: args.all,
        limit,
    })
}

fn plural(what: What) -> &'static str {
    match what {
        What::Statements => "statements",
        What::Events => "events",
        What::Entities => "entities",
        What::Documents => "documents",
    }
}

/// The names as the lists have them, however they were typed.
fn one_of(
    option: &str,
    given: &[String],
    known: impl Iterator<Item = &'static str>,
) -> Result<Vec<String>, Failure> {
    let known: Vec<&str> = known.collect();
    let find = |name: &String| {
        let plain = |s: &str| s.to_lowercase().replace([' ', '-'], "_");
        known.iter().find(|k| plain(k) == plain(name)).map(|k| (*k).to_owned()).ok_or_else(|| {
            Failure::new(Exit::Usage, format!("`{option}` knows no `{name}`"))
                .hint(format!("there are {}", known.join(", ")))
        })
    };
    given.iter().map(find).collect()
}

/// Where the rows go.
struct Out {
    what: What,
    format: FindFormat,
    to: Box<dyn Write>,
    rows: usize,
}

fn writing(e: std::io::Error) -> Failure {
    Failure::writing("the results", &e)
}

impl Out {
    fn new(what: What, format: FindFormat) -> Result<Out, Failure> {
        let mut to: Box<dyn Write> = match format {
            FindFormat::Table => Box::new(BufWriter::new(anstream::stdout().lock())),
            _ => Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout().lock())),
        };
        if format == FindFormat::Csv {
            let names: Vec<String> = what.view().columns.iter().map(|c| c.name.clone()).collect();
            to.write_all(csv_line(&names).as_bytes()).map_err(writing)?;
        }
        Ok(Out { what, format, to, rows: 0 })
    }

    fn write(&mut self, hit: &Hit) -> Result<(), Failure> {
        self.rows += 1;
        let text = match self.format {
            FindFormat::Table => block(self.what, hit, self.rows == 1),
            FindFormat::Jsonl => serde_json::Value::from(object(hit)).to_string() + "\n",
            FindFormat::Csv => {
                let cells: Vec<String> = hit.columns.iter().map(|(name, _)| hit.words(name)).collect();
                csv_line(&cells)
            }
        };
        self.to.write_all(text.as_bytes()).map_err(writing)
    }

    fn finish(mut self) -> Result<(), Failure> {
        self.to.flush().map_err(writing)
    }
}

/// RFC 4180: what holds a comma, a quotation mark or a line end is quoted.
fn csv_line(cells: &[String]) -> String {
    let quoted = |s: &String| {
        if s.contains([',', '"', '\n', '\r']) { format!("\"{}\"", s.replace('"', "\"\"")) } else { s.clone() }
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}

/// One row as a person reads it: who, what and when; the exact words; the id and where it is from.
fn block(what: What, hit: &Hit, is_first: bool) -> String {
    let columns = width();
    let words = |name: &str| clean(&hit.words(name));
    let mut out = String::new();
    if !is_first {
        out.push('\n');
    }
    let (who, kind, body) = match what {
        What::Statements => {
            (words("speaker"), [words("act"), words("manner")].join(", "), hit.words("content"))
        }
        What::Events => {
            let to = Some(words("recipients")).filter(|r| !r.is_empty());
            let who = [Some(words("actors")).filter(|a| !a.is_empty()).unwrap_or("someone".into())]
                .into_iter()
                .chain(to)
                .collect::<Vec<_>>()
                .join(" → ");
            (who, [words("type"), words("status")].join(", "), hit.words("trigger"))
        }
        What::Entities => (words("name"), words("type"), about_entity(hit)),
        What::Documents => (words("title"), String::new(), String::new()),
    };
    let when = match what {
        What::Events if hit.words("earliest") != hit.words("latest") => {
            format!("{} to {}", words("earliest"), words("latest"))
        }
        What::Events if !hit.words("earliest").is_empty() => words("earliest"),
        _ => words("published"),
    };
    let who = Some(who).filter(|w| !w.is_empty()).unwrap_or_else(|| match what {
        What::Documents => words("key"),
        _ => "someone".to_owned(),
    });
    let _ = write!(out, "{BOLD}{who}{BOLD:#}");
    for part in [&kind, &when].into_iter().filter(|p| !p.is_empty()) {
        let _ = write!(out, "  {KIND}{part}{KIND:#}");
    }
    out.push('\n');
    let body = hit.marked.clone().unwrap_or(body);
    let room = columns.saturating_sub(4).max(20);
    for line in wrap(&clean_but_marks(&body), room).iter().filter(|l| !l.is_empty()) {
        let _ = writeln!(out, "  │ {}", in_bold(line));
    }
    let mut from = vec![words("id").chars().take(if what == What::Documents { 16 } else { 40 }).collect()];
    if what == What::Documents {
        from.push(format!("{}, {}", many(hit, "statement"), many(hit, "event")));
        from.push(words("publisher"));
    } else {
        let word = Some(words("word")).filter(|w| !w.is_empty()).map(|w| format!("word: {w}"));
        let place = Some(words("place")).filter(|w| !w.is_empty()).map(|w| format!("in {w}"));
        from.extend(word.into_iter().chain(place));
        from.push(Some(words("title")).filter(|t| !t.is_empty()).unwrap_or_else(|| words("publisher")));
    }
    if !hit.words("corrected").is_empty() {
        from.push(format!("corrected: {}", words("corrected")));
    }
    if matches!(hit.columns.iter().find(|(n, _)| n == "score"), Some((_, Cell::Real(x))) if *x < 0.5) {
        from.push("uncertain".to_owned());
    }
    from.retain(|part: &String| !part.is_empty());
    for line in wrap(&from.join(" · "), columns.saturating_sub(2)) {
        let _ = writeln!(out, "  {DIM}{line}{DIM:#}");
    }
    out
}

fn many(hit: &Hit, thing: &str) -> String {
    count(hit.words(&format!("{thing}s")).parse().unwrap_or(0), thing)
}

fn about_entity(hit: &Hit) -> String {
    let part = |name: &str, before: &str| {
        let words = hit.words(name);
        (!words.is_empty()).then(|| format!("{before}{words}"))
    };
    let parts = [part("country", ""), part("roles", ""), part("aliases", "also ")];
    let mut parts: Vec<String> = parts.into_iter().flatten().collect();
    parts.push(format!("{} here", many(hit, "mention")));
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_told_with_the_known_ones() {
        let known = || ["assert", "call_for"].into_iter();
        assert_eq!(one_of("--act", &["Call for".into()], known()).unwrap(), ["call_for"]);
        let said = one_of("--act", &["shout".into()], known()).unwrap_err().in_one_line();
        assert_eq!(said, "`--act` knows no `shout`");
    }

    #[test]
    fn a_cell_of_csv_comes_back_whole() {
        let line = csv_line(&["a".into(), "b, \"c\"\nd".into(), String::new()]);
        assert_eq!(line, "a,\"b, \"\"c\"\"\nd\",\r\n");
    }
}
