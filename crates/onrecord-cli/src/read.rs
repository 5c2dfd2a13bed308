//! `onrecord read`: texts in, records out.

use crate::args::{Common, Format, Read};
use crate::config::Config;
use crate::failure::{self, Exit, Failure};
use crate::pipeline::{self, Done};
use crate::progress::{self, Progress};
use crate::{inputs, models, table};
use onrecord_doc::{Document, json};
use std::io::{BufWriter, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Reads the texts and writes their records.
pub fn run(args: &Read, common: &Common, config: &Config) -> Result<ExitCode, Failure> {
    let format = args.format.or(config.format).unwrap_or(Format::Table);
    if format == Format::Json && !inputs::is_one(&args.texts) {
        let what = "`--format json` is one object for one text, but there may be several texts";
        return Err(Failure::new(Exit::Usage, what).hint("`--format jsonl` gives one line a text"));
    }
    let engine = models::engine(&args.with, args.only, common, config)?;
    let threads = args.threads.map(usize::from).or(config.threads).unwrap_or_else(cores);
    failure::note(!common.verbose, format_args!("threads: {threads}"));

    let mut texts = args.texts.clone();
    texts.publisher = texts.publisher.or_else(|| config.publisher.clone());
    let options = json::Options { text: !args.no_text };
    let width = table::width();
    let show = move |doc: &Document, name: &str| match format {
        Format::Table => table::render(doc, name, width),
        Format::Json | Format::Jsonl => json::to_string(doc, options) + "\n",
    };
    let work = move |input, name: &str| {
        let mut doc = engine.read(input);
        doc.reading.at = Some(now());
        show(&doc, name)
    };
    let mut output = Output::new(format, common);
    pipeline::run(&Arc::new(texts), threads, work, |done| output.take(done, &args.texts))?;
    output.finish(common)
}

/// How many threads the machine runs at the same time.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The time of reading, to the second.
pub fn now() -> String {
    let now = jiff::Timestamp::now();
    jiff::Timestamp::from_second(now.as_second()).unwrap_or(now).to_string()
}

/// Takes results: what is read goes to standard output, what is not is named on standard error.
pub struct Output {
    stdout: Box<dyn Write>,
    format: Format,
    progress: Progress,
    quiet: bool,
    flushed: Instant,
    read: usize,
    unread: usize,
    words: usize,
    bytes: u64,
}

impl Output {
    /// An output in this format.
    pub fn new(format: Format, common: &Common) -> Output {
        let on_terminal = std::io::stdout().is_terminal();
        // Colours are taken out of the table where nobody would see them; JSON has none.
        let stdout: Box<dyn Write> = match format {
            Format::Table => Box::new(BufWriter::with_capacity(1 << 16, anstream::stdout().lock())),
            Format::Json | Format::Jsonl => {
                Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout().lock()))
            }
        };
        let progress = Progress::new(common.quiet, on_terminal);
        Output {
            stdout,
            format,
            progress,
            quiet: common.quiet,
            flushed: Instant::now(),
            read: 0,
            unread: 0,
            words: 0,
            bytes: 0,
        }
    }

    /// Writes one result.
    pub fn take(&mut self, done: Done, texts: &crate::args::Texts) -> Result<(), Failure> {
        self.bytes += done.size;
        self.words += done.words;
        self.progress.notes(&done.notes, self.quiet);
        match done.result {
            Ok(shown) => {
                self.read += 1;
                if self.read > 1 && self.format == Format::Table {
                    self.write("\n")?;
                }
                self.write(&shown)?;
            }
            Err(unread) => {
                self.unread += 1;
                self.progress.clear();
                failure::say(&unread.failure);
                if self.format == Format::Jsonl {
                    self.write(&(json::error_line(&unread.id, &unread.failure.in_one_line()) + "\n"))?;
                }
            }
        }
        // What is done is soon seen, also by a program that reads along, at the price of a few calls a second.
        if self.flushed.elapsed() > Duration::from_millis(100) {
            self.stdout.flush().map_err(|e| Failure::writing("the results", &e))?;
            self.flushed = Instant::now();
        }
        let (done, bytes) = (self.read + self.unread, self.bytes);
        self.progress.step(|elapsed| progress::documents(done, bytes, inputs::total_size(texts), elapsed));
        Ok(())
    }

    fn write(&mut self, shown: &str) -> Result<(), Failure> {
        self.stdout.write_all(shown.as_bytes()).map_err(|e| Failure::writing("the results", &e))
    }

    /// Writes what is left and sums up.
    pub fn finish(mut self, common: &Common) -> Result<ExitCode, Failure> {
        self.stdout.flush().map_err(|e| Failure::writing("the results", &e))?;
        self.progress.clear();
        let all = self.read + self.unread;
        if all > 1 || common.verbose {
            let elapsed = self.progress.elapsed();
            let rate = self.words as f64 / elapsed.as_secs_f64().max(0.001);
            let mut line = format!("read {} of {}", self.read, progress::count(all, "text"));
            line += &format!(" ({}) in {}", progress::count(self.words, "word"), progress::duration(elapsed));
            if elapsed > Duration::from_secs(1) {
                line += &format!(", {rate:.0} words a second");
            }
            if self.unread > 0 {
                line += &format!("; {} could not be read", self.unread);
            }
            failure::note(common.quiet, line);
        }
        Ok(if self.unread > 0 { Exit::Partly.into() } else { ExitCode::SUCCESS })
    }
}
