//! `onrecord times`: the times of texts and the days they mean.
//!
//! No model is opened unless the user names one, and of the data only what times need, so that the answer to a short
//! text comes at once. The table shows each time in its line, with the value below it, the days it can mean, what it
//! was counted from, and the rule that found it.

use crate::args::{Common, Format, Only, Times, TimesFormat, With};
use crate::config::Config;
use crate::failure::{self, Exit, Failure};
use crate::read::{Output, cores};
use crate::{engine, inputs, models, pipeline, table};
use anstyle::{AnsiColor, Style};
use onrecord::times::{self, TimeData};
use onrecord_doc::{Document, Entry, Input, Span, TimeExpr, TimeType, json};
use onrecord_export::timeml;
use std::fmt::Write;
use std::process::ExitCode;
use std::sync::Arc;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const DIM: Style = Style::new().dimmed();
const TIME: Style = AnsiColor::Cyan.on_default().bold();
const VALUE: Style = AnsiColor::Cyan.on_default();

/// The margin that holds line and column: `123:45  `.
const MARGIN: usize = 8;

/// Finds the times of the texts and writes them.
pub fn run(args: &Times, common: &Common, config: &Config) -> Result<ExitCode, Failure> {
    let format = args.format.unwrap_or(TimesFormat::Table);
    if matches!(format, TimesFormat::Json | TimesFormat::Timeml) && !inputs::is_one(&args.texts) {
        let name =
            if format == TimesFormat::Json { "json` is one object" } else { "timeml` is one document" };
        let what = format!("`--format {name} for one text, but there may be several texts");
        return Err(Failure::new(Exit::Usage, what).hint("`--format jsonl` gives one line a text"));
    }
    let read = reader(args, common, config)?;
    let mut texts = args.texts.clone();
    texts.publisher = texts.publisher.or_else(|| config.publisher.clone());
    let options = json::Options { text: !args.no_text };
    let width = table::width();
    let work = move |input, name: &str| {
        let doc = read(input);
        match format {
            TimesFormat::Table => render(&doc, name, width),
            TimesFormat::Json | TimesFormat::Jsonl => json::times_to_string(&doc, options) + "\n",
            TimesFormat::Timeml => timeml::document(&doc),
        }
    };
    let shown = match format {
        TimesFormat::Table => Format::Table,
        TimesFormat::Jsonl => Format::Jsonl,
        TimesFormat::Json | TimesFormat::Timeml => Format::Json,
    };
    let threads = args.threads.map(usize::from).or(config.threads).unwrap_or_else(cores);
    let mut output = Output::new(shown, common);
    pipeline::run(&Arc::new(texts), threads, work, |done| output.take(done, &args.texts))?;
    output.finish(common)
}

/// What makes a document of an input.
type Read = Box<dyn Fn(Input) -> Document + Send + Sync>;

/// The way to read: with the model that was named, else without any.
fn reader(args: &Times, common: &Common, config: &Config) -> Result<Read, Failure> {
    let folder = args.data.clone().or_else(|| config.data.clone());
    if let Some(model) = &args.model {
        let with = With { model: Some(model.clone()), data: folder, offline: true };
        let engine = models::engine(&with, Only::Entities, common, config)?;
        return Ok(Box::new(move |input| engine.read(input)));
    }
    failure::note(!common.verbose, "model: none, the words around a time tell whether it is past or to come");
    let data = match &folder {
        Some(folder) => engine::data(Some(folder))?.times,
        // All of the data would take longer to load than a report to read.
        None => TimeData::embedded().map_err(|e| Failure::new(Exit::Model, e.to_string()))?,
    };
    Ok(Box::new(move |input| times::read(input, &data)))
}

/// The times as a table, with colours.
fn render(doc: &Document, name: &str, width: usize) -> String {
    let mut out = table::title(doc, name, width);
    if doc.times.is_empty() {
        let _ = writeln!(out, "no times");
    }
    for (_, entry) in doc.times.iter() {
        out.push('\n');
        time(&mut out, doc, entry, width);
    }
    let is_open = |t: &TimeExpr| t.value.starts_with("XXXX");
    if doc.published.day.is_none() && doc.times.iter().any(|(_, e)| is_open(&e.value)) {
        let _ = writeln!(
            out,
            "\n{DIM}--published DAY fills in what is counted from the day of publication{DIM:#}"
        );
    }
    out
}

/// Two lines: the time in its line of text, and what it means.
fn time(out: &mut String, doc: &Document, entry: &Entry<TimeExpr>, width: usize) {
    let Some(span) = entry.at.iter().next() else { return };
    let (line, column) = doc.line_column(span.start());
    let (before, words, after) = in_line(doc, span, width.saturating_sub(MARGIN));
    let place = format!("{line}:{column}");
    let _ = writeln!(out, "{DIM}{place:<MARGIN$}{DIM:#}{before}{TIME}{words}{TIME:#}{after}");
    let time = &entry.value;
    let modifier = time.modifier.as_deref().map(|m| format!(" ({})", m.to_lowercase())).unwrap_or_default();
    let counted = time.anchor.as_deref().map(|anchor| match anchor {
        "published" => "from publication".to_owned(),
        words => format!("from “{}”", table::clean(words)),
    });
    // That a date is a date needs no saying.
    let kind = if time.kind == TimeType::Date { String::new() } else { time.kind.to_string().to_lowercase() };
    let about = [kind, table::days(time), counted.unwrap_or_default(), entry.maker.name().to_owned()];
    let about: Vec<&str> = about.iter().map(String::as_str).filter(|a| !a.is_empty()).collect();
    let shown = table::clean(&time.value) + &modifier;
    let about = format!("  {}", about.join(" · "));
    let room = width.saturating_sub(MARGIN + shown.width());
    let _ = writeln!(
        out,
        "{:MARGIN$}{VALUE}{shown}{VALUE:#}{DIM}{}{DIM:#}",
        "",
        table::shortened(&about, room.max(16))
    );
}

/// The words of a time with as much of its line around them as there is room for, the same on both sides.
fn in_line(doc: &Document, span: Span, room: usize) -> (String, String, String) {
    // More than any terminal shows; a line may be as long as the text.
    const MOST_BYTES: usize = 1_000;
    let text = doc.text();
    let mut from = span.start().saturating_sub(MOST_BYTES);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = (span.end() + MOST_BYTES).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let before = text.get(from..span.start()).unwrap_or("");
    let after = text.get(span.end()..to).unwrap_or("");
    let before = before.rsplit('\n').next().unwrap_or("");
    let after = after.split('\n').next().unwrap_or("");
    let words = table::shortened(&table::clean(doc.quote(span)), room);
    let spaced = |part: &str, edge: Option<char>| edge.is_some_and(char::is_whitespace) && !part.is_empty();
    let (cleaned_before, cleaned_after) = (table::clean(before), table::clean(after));
    let gap = if spaced(&cleaned_before, before.chars().next_back()) { " " } else { "" };
    let before = cleaned_before + gap;
    let gap = if spaced(&cleaned_after, after.chars().next()) { " " } else { "" };
    let after = format!("{gap}{cleaned_after}");
    let room = room.saturating_sub(words.width());
    let left = before.width().min((room / 2).max(room.saturating_sub(after.width())));
    let before = last_part(&before, left);
    let after = table::shortened(&after, room.saturating_sub(before.width()));
    (before, words, after)
}

/// The end of a text that takes no more than `width` columns, with an ellipsis where something is missing.
fn last_part(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let start = text.char_indices().rev().take_while(|(_, c)| {
        used += c.width().unwrap_or(0);
        used <= width
    });
    let start = start.last().map_or(text.len(), |(i, _)| i);
    format!("…{}", text.get(start..).unwrap_or(""))
}
