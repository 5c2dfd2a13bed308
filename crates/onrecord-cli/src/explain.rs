//! `onrecord explain`: how a text was understood. For every sentence its tokens with tag, lemma, head and name,
//! then the rules that found something in it and what they captured.

use crate::args::{Common, Explain, Format, Only};
use crate::config::Config;
use crate::engine::Engine;
use crate::failure::{Exit, Failure};
use crate::pipeline;
use crate::read::{Output, cores};
use crate::{inputs, models};
use anstyle::{AnsiColor, Style};
use onrecord_doc::{Document, Iob, json};
use std::fmt::Write;
use std::process::ExitCode;
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;

/// Explains the texts.
pub fn run(args: &Explain, common: &Common, config: &Config) -> Result<ExitCode, Failure> {
    let format = args.format.unwrap_or(Format::Table);
    if format == Format::Json && !inputs::is_one(&args.texts) {
        let what = "`--format json` is one object for one text, but there may be several texts";
        return Err(Failure::new(Exit::Usage, what).hint("`--format jsonl` gives one line a text"));
    }
    let engine = models::engine(&args.with, Only::Lang, common, config)?;
    let work = move |input, name: &str| {
        let doc = engine.read(input);
        match format {
            Format::Table => table(&engine, &doc, name),
            Format::Json | Format::Jsonl => json::tokens_to_string(&doc) + "\n",
        }
    };
    let threads = config.threads.unwrap_or_else(cores);
    let mut output = Output::new(format, common);
    pipeline::run(&Arc::new(args.texts.clone()), threads, work, |done| output.take(done, &args.texts))?;
    output.finish(common)
}

const DIM: Style = Style::new().dimmed();
const BOLD: Style = Style::new().bold();
const RULE: Style = AnsiColor::Cyan.on_default();

fn table(engine: &Engine, doc: &Document, name: &str) -> String {
    let mut out = format!("{BOLD}{name}{BOLD:#}\n");
    let found = engine.rules_in(doc);
    for (number, sentence) in doc.tokens.sentences().enumerate() {
        let (first, last) = (doc.tokens.span(sentence.start), doc.tokens.span(sentence.end - 1));
        let (line, column) = doc.line_column(first.start());
        let _ = writeln!(out, "\n{DIM}sentence {} at {line}:{column}{DIM:#}", number + 1);
        tokens(&mut out, doc, sentence);
        // A match lies within one sentence of the parse.
        for (_, found) in found.iter().filter(|(at, _)| (first.start()..last.end()).contains(at)) {
            let _ = writeln!(out, "{RULE}{}{RULE:#}", found.rule);
            for (name, words) in &found.captures {
                let _ = writeln!(out, "    {DIM}{name}:{DIM:#} {}", shown(words));
            }
        }
    }
    out
}

fn tokens(out: &mut String, doc: &Document, sentence: std::ops::Range<usize>) {
    let t = &doc.tokens;
    let head = ["n", "text", "tag", "pos", "lemma", "head", "dep", "name"].map(str::to_owned);
    let rows: Vec<[String; 8]> = std::iter::once(head)
        .chain(sentence.map(|i| {
            let name = match t.iob(i) {
                Iob::Outside => String::new(),
                iob => format!("{}-{}", iob.letter(), t.ent_type(i)),
            };
            // Heads are given with their words: a number alone sends the eye up and down the table.
            let head = if t.head(i) == i {
                "-".to_owned()
            } else {
                format!("{} {}", t.head(i), word(doc, t.head(i)))
            };
            let column = |text: &str| text.to_owned();
            [
                i.to_string(),
                word(doc, i),
                column(t.tag(i)),
                column(t.pos(i)),
                shown(t.lemma(i)),
                head,
                column(t.dep(i)),
                name,
            ]
        }))
        .collect();
    let widest: Vec<usize> =
        (0..8).map(|c| rows.iter().map(|r| r[c].width()).max().unwrap_or(0).min(24)).collect();
    for (number, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widest) {
            let pad = (width + 2).saturating_sub(cell.width());
            let _ = write!(line, "{cell}{}", " ".repeat(pad));
        }
        let style = if number == 0 { DIM } else { Style::new() };
        let _ = writeln!(out, "{style}{}{style:#}", line.trim_end());
    }
}

fn word(doc: &Document, i: usize) -> String {
    shown(doc.quote(doc.tokens.span(i)))
}

/// Text in one line, with nothing in it that could steer a terminal; a token of white space is made visible.
fn shown(text: &str) -> String {
    let is_space = text.trim().is_empty();
    text.chars()
        .map(|c| match c {
            '\n' => '⏎',
            '\t' => '⇥',
            c if is_space && c.is_whitespace() => '␣',
            c if c.is_control() => '\u{FFFD}',
            c => c,
        })
        .collect()
}
