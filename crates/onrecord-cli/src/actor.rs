//! `onrecord actor`: the codes of one actor phrase, or of a file of them. Needs no model.

use crate::args::{Actor, ActorFrom, Common, Format, Texts};
use crate::config::Config;
use crate::engine;
use crate::failure::{self, Exit, Failure};
use crate::inputs::{self, Kind, Raw, Unread};
use anstyle::{AnsiColor, Style};
use jiff::civil::Date;
use onrecord::codes::{self, Answer, Codes};
use serde::Deserialize;
use serde_json::json;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::process::ExitCode;
use unicode_width::UnicodeWidthStr;

/// How many faults of the user's dictionaries are named one by one.
const NAMED_FAULTS: usize = 5;

/// Answers for every phrase, in order.
pub fn run(args: &Actor, common: &Common, config: &Config) -> Result<ExitCode, Failure> {
    let format = args.format.unwrap_or(Format::Table);
    if format == Format::Json && (args.from.is_some() || args.phrases.len() > 1) {
        let what = "`--format json` is one object for one phrase, but there may be several";
        return Err(Failure::new(Exit::Usage, what).hint("`--format jsonl` gives one line a phrase"));
    }
    let date = match &args.date {
        Some(text) => Some(codes::day(text).ok_or_else(|| {
            Failure::new(Exit::Usage, format!("`{text}` is no day"))
                .hint("such as `2018-01-31`, `31 January 2018` or `2018`")
        })?),
        None => None,
    };
    let data = engine::data(args.data.as_deref().or(config.data.as_deref()))?;
    faults(&data.codes, common);
    let mut output = Output::new(format);
    match args.from {
        None => {
            for (n, phrase) in args.phrases.iter().enumerate() {
                output.answer(&data.codes, &(n + 1).to_string(), phrase, date)?;
            }
        }
        Some(from) => {
            // Both have one phrase a line.
            let kind = crate::args::From::Jsonl;
            let files = args.phrases.iter().map(Into::into).collect();
            let texts = Texts {
                files,
                from: Some(kind),
                fields: None,
                published: None,
                publisher: None,
                any_language: true,
            };
            let mut result = Ok(());
            inputs::each(&texts, |raw| {
                result = output.raw(&data.codes, raw, from, date);
                result.is_ok()
            });
            result?;
        }
    }
    output.finish()
}

/// Says what is wrong with the dictionaries of the user; their other lines count.
fn faults(codes: &Codes, common: &Common) {
    let findings = codes.findings();
    for finding in findings.iter().take(NAMED_FAULTS) {
        failure::note(common.quiet, format_args!("{finding}"));
    }
    if findings.len() > NAMED_FAULTS {
        let more = findings.len() - NAMED_FAULTS;
        failure::note(common.quiet, format_args!("and {more} more such lines; all other lines count"));
    }
}

/// A line of JSON lines. Keys that are not known are left alone.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Option<serde_json::Value>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    date: Option<serde_json::Value>,
}

struct Output {
    stdout: Box<dyn Write>,
    format: Format,
    any: bool,
    unread: bool,
}

impl Output {
    fn new(format: Format) -> Output {
        let stdout: Box<dyn Write> = match format {
            Format::Table => Box::new(BufWriter::new(anstream::stdout().lock())),
            Format::Json | Format::Jsonl => Box::new(BufWriter::new(std::io::stdout().lock())),
        };
        Output { stdout, format, any: false, unread: false }
    }

    fn answer(&mut self, codes: &Codes, id: &str, phrase: &str, date: Option<Date>) -> Result<(), Failure> {
        if phrase.trim().is_empty() {
            let failure = Failure::new(Exit::Partly, format!("phrase {id}: this is empty"));
            return self.failed(id, &failure);
        }
        let answer = codes.phrase(phrase, date);
        let shown = match self.format {
            Format::Table => table(phrase, &answer, date),
            Format::Json => whole(phrase, &answer, date),
            Format::Jsonl => line(id, &answer),
        };
        let gap = if self.any && self.format == Format::Table { "\n" } else { "" };
        self.any = true;
        self.write(&format!("{gap}{shown}"))
    }

    /// The answer for one line of a file.
    fn raw(&mut self, codes: &Codes, raw: Raw, from: ActorFrom, date: Option<Date>) -> Result<(), Failure> {
        let Raw { name, fallback_id, kind, .. } = raw;
        let bytes = match kind {
            Kind::Refused(refusal) => {
                let unread = Unread::from(refusal);
                return self.failed(&unread.id, &unread.failure);
            }
            Kind::JsonLine(bytes) => bytes,
            // Only lines are asked for above.
            _ => {
                return self
                    .failed(&fallback_id, &Failure::new(Exit::Partly, format!("{name}: this is no line")));
            }
        };
        let problem = |what: String| Failure::new(Exit::Partly, format!("{name}: {what}"));
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => {
                let at = e.utf8_error().valid_up_to();
                return self.failed(&fallback_id, &problem(format!("this is not UTF-8 text: byte {at}")));
            }
        };
        let text = text.trim_start_matches('\u{FEFF}');
        if from == ActorFrom::Lines {
            return self.answer(codes, &fallback_id, text.trim(), date);
        }
        let line: Line = match serde_json::from_str(text) {
            Ok(line) => line,
            Err(e) => {
                let said = e.to_string();
                let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
                let at = format!("{}: not the JSON of a phrase: {what}", e.column());
                let failure = Failure::new(Exit::Partly, format!("{name}:{at}"))
                    .hint("a line is such as {\"id\": \"1\", \"text\": \"four Saudi men\", \"date\": \"2018-01-31\"}");
                return self.failed(&fallback_id, &failure);
            }
        };
        let id = match &line.id {
            Some(serde_json::Value::String(id)) if !id.is_empty() => id.clone(),
            Some(serde_json::Value::Number(id)) => id.to_string(),
            None | Some(serde_json::Value::Null) => fallback_id,
            Some(other) => {
                let what = format!("`id` should be a string that is not empty, is `{other}`");
                return self.failed(&fallback_id, &problem(what));
            }
        };
        let Some(phrase) = line.text else {
            return self.failed(&id, &problem("it has no `text`".to_owned()));
        };
        if phrase.trim().is_empty() {
            return self.failed(&id, &problem("its `text` is empty".to_owned()));
        }
        // A day that nobody can read, such as `today`, is a day that is not known.
        let own = line.date.as_ref().and_then(|d| d.as_str()).and_then(codes::day);
        self.answer(codes, &id, &phrase, own.or(date))
    }

    fn failed(&mut self, id: &str, failure: &Failure) -> Result<(), Failure> {
        self.unread = true;
        failure::say(failure);
        match self.format {
            Format::Jsonl => {
                let line = json!({"id": id, "error": failure.in_one_line()});
                self.write(&format!("{line}\n"))
            }
            Format::Table | Format::Json => Ok(()),
        }
    }

    fn write(&mut self, shown: &str) -> Result<(), Failure> {
        self.stdout.write_all(shown.as_bytes()).map_err(|e| Failure::writing("the answers", &e))
    }

    fn finish(mut self) -> Result<ExitCode, Failure> {
        self.stdout.flush().map_err(|e| Failure::writing("the answers", &e))?;
        Ok(if self.unread { Exit::Partly.into() } else { ExitCode::SUCCESS })
    }
}

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const CODE: Style = AnsiColor::Cyan.on_default();

/// An answer to read.
fn table(phrase: &str, answer: &Answer, date: Option<Date>) -> String {
    let mut out = format!("{BOLD}{}{BOLD:#}", clean(phrase));
    if let Some(date) = date {
        let _ = write!(out, "  {DIM}on {date}{DIM:#}");
    }
    out.push('\n');
    let unknown = format!("{DIM}not known{DIM:#}");
    let or_unknown = |value: &Option<String>| match value {
        Some(v) => format!("{CODE}{v}{CODE:#}"),
        None => unknown.clone(),
    };
    let sector = match answer.sector.as_deref() {
        Some(s) => format!("{CODE}{s}{CODE:#}  {}", codes::sector_name(s)),
        None => unknown.clone(),
    };
    let _ = writeln!(out, "  {DIM}country{DIM:#}  {}", or_unknown(&answer.country));
    let _ = writeln!(out, "  {DIM}sector{DIM:#}   {}", sector.trim_end());
    let _ = writeln!(out, "  {DIM}code{DIM:#}     {}", or_unknown(&answer.cameo));
    // `Danish ambassador` beside `the Danish ambassador` says nothing.
    if !clean(phrase).ends_with(&answer.name) {
        let _ = writeln!(out, "  {DIM}name{DIM:#}     {}", clean(&answer.name));
    }
    let words = |b: &codes::Basis| clean(&b.words);
    let says = |b: &codes::Basis| clean(&b.says);
    let widest =
        |of: &dyn Fn(&codes::Basis) -> String| answer.basis.iter().map(|b| of(b).width()).max().unwrap_or(0);
    let (first, second) = (widest(&words), widest(&says));
    for (n, basis) in answer.basis.iter().enumerate() {
        let label = if n == 0 { "why" } else { "" };
        let gap = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
        let (w, s) = (words(basis), says(basis));
        let _ = writeln!(
            out,
            "  {DIM}{label:<7}{DIM:#}  {w}{}  {s}{}  {DIM}{}{DIM:#}",
            gap(&w, first),
            gap(&s, second),
            clean(&basis.row)
        );
    }
    out
}

/// An answer with its rows, as JSON.
fn whole(phrase: &str, answer: &Answer, date: Option<Date>) -> String {
    let why = answer.basis.iter().map(|b| json!({"words": b.words, "says": b.says, "row": b.row}));
    let object = json!({
        "text": phrase,
        "date": date.map(|d| d.to_string()),
        "country": answer.country,
        "sector": answer.sector,
        "cameo": answer.cameo,
        "name": answer.name,
        "why": why.collect::<Vec<_>>(),
    });
    format!("{object:#}\n")
}

/// An answer in one line; what is not known is empty, so that every column is a string.
fn line(id: &str, answer: &Answer) -> String {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let line = json!({
        "id": id,
        "country": text(&answer.country),
        "sector": text(&answer.sector),
        "cameo": text(&answer.cameo),
        "name": answer.name,
    });
    format!("{line}\n")
}

/// Text in one line, with nothing in it that could steer a terminal or turn the direction of writing.
fn clean(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let steers = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    words.join(" ").chars().map(|c| if steers(c) { '\u{FFFD}' } else { c }).collect()
}
