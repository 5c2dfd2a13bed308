//! `onrecord classify`: what one marked actor does to another, for one sentence or a file of them.

use crate::args::{Classify, Common, Format, Only, PairsFrom, Texts};
use crate::config::Config;
use crate::engine::Engine;
use crate::failure::{self, Exit, Failure};
use crate::inputs::{Kind, Raw, Unread};
use crate::pipeline::{self, Done};
use crate::read::cores;
use crate::{models, table};
use anstyle::{AnsiColor, Style};
use onrecord::pairs::{Answer, CLASSES, Pair, Sides};
use onrecord::rules;
use onrecord_doc::{Document, Input, Span};
use serde::Deserialize;
use serde_json::json;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};
use std::process::ExitCode;
use std::sync::Arc;

/// How many further classes the table shows, and from which probability on.
const FURTHER: usize = 2;
const SHOWN_FROM: f32 = 0.05;

/// Answers for every pair, in order.
pub fn run(args: &Classify, common: &Common, config: &Config) -> Result<ExitCode, Failure> {
    let format = args.format.unwrap_or(Format::Table);
    if format == Format::Json && (args.from.is_some() || args.sentences.len() > 1) {
        let what = "`--format json` is one object for one pair, but there may be several";
        return Err(Failure::new(Exit::Usage, what).hint("`--format jsonl` gives one line a pair"));
    }
    let engine = models::engine(&args.with, Only::Whole, common, config)?;
    if engine.pairs().is_none() {
        let what = format!("no classifier of pairs was trained on the model {}", engine.model());
        return Err(Failure::new(Exit::Model, what).hint("use the model that it was trained on: --model md"));
    }
    let mut output = Output::new(format);
    let Some(from) = args.from else {
        for (n, sentence) in args.sentences.iter().enumerate() {
            let id = (n + 1).to_string();
            let shown = marked(sentence, &format!("sentence {id}"), &id)
                .and_then(|question| shown(&engine, &question, format));
            output.take(shown)?;
        }
        return output.finish();
    };
    // Both have one pair a line.
    let kind = Some(crate::args::From::Jsonl);
    let files = args.sentences.iter().map(Into::into).collect();
    let texts =
        Texts { files, from: kind, fields: None, published: None, publisher: None, any_language: true };
    let threads = args.threads.map(usize::from).or(config.threads).unwrap_or_else(cores);
    let work = move |raw: Raw, _: &Texts| {
        let (size, name, id) = (raw.size, raw.name.clone(), raw.fallback_id.clone());
        let result = pipeline::guarded(&name, &id, || {
            question(raw, from).and_then(|question| shown(&engine, &question, format))
        });
        Done { size, words: 0, notes: Vec::new(), result: result.and_then(|r| r) }
    };
    pipeline::raws(&Arc::new(texts), threads, work, |done| output.take(done.result))?;
    output.finish()
}

/// A text with its two sides.
struct Question {
    id: String,
    name: String,
    doc: Document,
    sides: [Vec<Span>; 2],
}

/// A line of JSON lines. Keys that are not known are left alone.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Option<serde_json::Value>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    source: Option<Vec<(usize, usize)>>,
    #[serde(default)]
    target: Option<Vec<(usize, usize)>>,
}

fn problem(name: &str, what: &str) -> Failure {
    Failure::new(Exit::Partly, format!("{name}: {what}"))
}

/// The pair of a line.
fn question(raw: Raw, from: PairsFrom) -> Result<Question, Unread> {
    let Raw { name, fallback_id, kind, .. } = raw;
    let unread = |failure| Unread::new(&fallback_id, failure);
    let bytes = match kind {
        Kind::Refused(refusal) => return Err(refusal.into()),
        Kind::JsonLine(bytes) => bytes,
        // Only lines are asked for above.
        _ => return Err(unread(problem(&name, "this is no line"))),
    };
    let text = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        unread(problem(&name, &format!("this is not UTF-8 text: byte {at}")))
    })?;
    let text = text.trim_start_matches('\u{FEFF}');
    if from == PairsFrom::Lines {
        return marked(text.trim(), &name, &fallback_id);
    }
    let line: Line = serde_json::from_str(text).map_err(|e| {
        let said = e.to_string();
        let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
        let at = format!("{name}:{}", e.column());
        unread(problem(&at, &format!("not the JSON of a pair: {what}")).hint(
            "a line is such as {\"id\": \"1\", \"text\": \"Oslo sued Bern.\", \"source\": [[0, 4]], \"target\": [[10, 14]]}",
        ))
    })?;
    let id = match &line.id {
        Some(serde_json::Value::String(id)) if !id.is_empty() => id.clone(),
        Some(serde_json::Value::Number(id)) => id.to_string(),
        None | Some(serde_json::Value::Null) => fallback_id.clone(),
        Some(other) => {
            let what = format!("`id` should be a string that is not empty, is `{other}`");
            return Err(unread(problem(&name, &what)));
        }
    };
    let unread = |what: &str| Unread::new(&id, problem(&name, what));
    let text = line.text.ok_or_else(|| unread("it has no `text`"))?;
    let doc = Document::new(Input::new(text));
    let length = doc.text().chars().count();
    let side = |key: &str, spans: Option<Vec<(usize, usize)>>| {
        let one = |(start, end): (usize, usize)| {
            doc.span_of_chars(start, end).ok_or_else(|| {
                let what =
                    format!("`{key}` has [{start}, {end}], which is no span of the {length} code points");
                unread(&what)
            })
        };
        spans.unwrap_or_default().into_iter().map(one).collect::<Result<Vec<Span>, Unread>>()
    };
    let sides = [side("source", line.source)?, side("target", line.target)?];
    Ok(Question { id, name, doc, sides })
}

/// The pair of a marked sentence.
fn marked(sentence: &str, name: &str, id: &str) -> Result<Question, Unread> {
    let unread = |failure| Unread::new(id, failure);
    let like = "mark the sides such as [Spain](source) and [Cuba](target)";
    let (text, labels) =
        rules::unmark(sentence).map_err(|e| unread(problem(name, &e.to_string()).hint(like)))?;
    let mut sides = [Vec::new(), Vec::new()];
    for label in labels {
        match label.name.as_str() {
            "source" => sides[0].push(label.span),
            "target" => sides[1].push(label.span),
            other => {
                let what = format!("`{other}` is no side; there are `source` and `target`");
                return Err(unread(problem(name, &what).hint(like)));
            }
        }
    }
    if sides.iter().all(Vec::is_empty) {
        return Err(unread(problem(name, "no side is marked").hint(like)));
    }
    Ok(Question { id: id.to_owned(), name: name.to_owned(), doc: Document::new(Input::new(text)), sides })
}

/// The answer, as it is shown.
fn shown(engine: &Engine, question: &Question, format: Format) -> Result<String, Unread> {
    let tokens = engine.analyse(question.doc.text());
    let side = |spans: &[Span]| -> Vec<usize> { spans.iter().flat_map(|s| tokens.within(*s)).collect() };
    let (source, target) = (side(&question.sides[0]), side(&question.sides[1]));
    let pair = Pair { source: &source, target: &target, trigger: None };
    let mut answer = engine.pairs().and_then(|pairs| pairs.classify(&tokens, &pair)).ok_or_else(|| {
        Unread::new(&question.id, problem(&question.name, "there are no words in its `text`"))
    })?;
    if let Some(tuned) = engine.tuned() {
        let sides = Sides { source: &question.sides[0], target: &question.sides[1] };
        let text = question.doc.text();
        tuned.improve(text, Span::of(0, text.len()), &[sides], std::slice::from_mut(&mut answer));
    }
    Ok(match format {
        Format::Table => in_table(question, &answer),
        Format::Json => format!("{:#}\n", whole(question, &answer)),
        Format::Jsonl => {
            let line = json!({
                "id": question.id,
                "type": answer.kind().name(),
                "score": rounded(answer.chance()),
            });
            format!("{line}\n")
        }
    })
}

/// Classes by falling probability, each as a type of event.
fn ranked(answer: &Answer) -> Vec<(&'static str, f32)> {
    let chances = answer.chances();
    let mut all: Vec<usize> = (0..CLASSES.len()).collect();
    all.sort_by(|a, b| chances[*b].total_cmp(&chances[*a]));
    all.into_iter().map(|class| (answer.kind_of(class).name(), chances[class])).collect()
}

fn rounded(chance: f32) -> f64 {
    (f64::from(chance) * 1000.0).round() / 1000.0
}

fn whole(question: &Question, answer: &Answer) -> serde_json::Value {
    let classes =
        ranked(answer).into_iter().map(|(name, chance)| json!({"type": name, "score": rounded(chance)}));
    let spans = |side: &[Span]| -> Vec<serde_json::Value> {
        let one = |s: &Span| {
            let (start, end) = question.doc.chars(*s);
            json!({"start": start, "end": end, "quote": question.doc.quote(*s)})
        };
        side.iter().map(one).collect()
    };
    json!({
        "text": question.doc.text(),
        "source": spans(&question.sides[0]),
        "target": spans(&question.sides[1]),
        "type": answer.kind().name(),
        "score": rounded(answer.chance()),
        "event": rounded(answer.event),
        "classes": classes.collect::<Vec<_>>(),
    })
}

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const CODE: Style = AnsiColor::Cyan.on_default();

/// An answer to read.
fn in_table(question: &Question, answer: &Answer) -> String {
    let words = |side: &[Span]| -> String {
        let all: Vec<String> = side.iter().map(|s| table::clean(question.doc.quote(*s))).collect();
        if all.is_empty() { "someone".to_owned() } else { all.join(", ") }
    };
    let mut out = format!("{BOLD}{}{BOLD:#}\n", table::clean(question.doc.text()));
    let [source, target] = &question.sides;
    let _ = writeln!(out, "  {DIM}who{DIM:#}    {} {DIM}→{DIM:#} {}", words(source), words(target));
    let ranked = ranked(answer);
    for (n, (name, chance)) in ranked.iter().enumerate().take(1 + FURTHER) {
        if n == 0 {
            let _ = writeln!(out, "  {DIM}type{DIM:#}   {CODE}{name:<9}{CODE:#}  {chance:.2}");
        } else if *chance >= SHOWN_FROM {
            let label = if n == 1 { "or" } else { "" };
            let _ = writeln!(out, "  {DIM}{label:<5}{DIM:#}  {name:<9}  {chance:.2}");
        }
    }
    let _ = writeln!(out, "  {DIM}event{DIM:#}  {:.2}", answer.event);
    out
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

    fn take(&mut self, result: Result<String, Unread>) -> Result<(), Failure> {
        match result {
            Ok(shown) => {
                let gap = if self.any && self.format == Format::Table { "\n" } else { "" };
                self.any = true;
                self.write(&format!("{gap}{shown}"))
            }
            Err(unread) => {
                self.unread = true;
                failure::say(&unread.failure);
                if self.format != Format::Jsonl {
                    return Ok(());
                }
                let line = json!({"id": unread.id, "error": unread.failure.in_one_line()});
                self.write(&format!("{line}\n"))
            }
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
