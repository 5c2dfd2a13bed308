//! `onrecord reread`: stored texts read again by this version, and what that changes.
//!
//! Every new reading is stored when it is made, so a run that is stopped goes on where it was: what this version has read
//! already is passed over.

use super::args::{Lines, Reread};
use super::keep::steps;
use super::{failed, open, short};
use crate::args::{Common, Only};
use crate::config::Config;
use crate::engine::Engine;
use crate::failure::{self, Exit, Failure};
use crate::models;
use crate::pipeline::guarded;
use crate::progress::{Progress, count};
use crate::read::{cores, now};
use onrecord_doc::{Document, Reading};
use onrecord_store::{Change, Kind, Mode, RecordId};
use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// Reads them again.
pub fn run(args: &Reread, common: &Common, config: &Config) -> Result<ExitCode, Failure> {
    let mut store = open(&args.place, Mode::Write)?;
    let source = open(&args.place, Mode::Read)?;
    let only = match &args.id {
        Some(id) => Some(source.locate(id).map_err(|e| failed(&e, &args.place))?.document),
        None => None,
    };
    let engine = Arc::new(models::engine(&args.with, Only::Whole, common, config)?);
    let threads = args.threads.map(usize::from).or(config.threads).unwrap_or_else(cores);
    let all = if only.is_some() { 1 } else { source.len().map_err(|e| failed(&e, &args.place))? };

    let (jobs, jobs_end) = sync_channel::<(Job, SyncSender<Made>)>(2 * threads + 2);
    let (results, results_end) = sync_channel(2 * threads + 2);
    let jobs_end = Arc::new(Mutex::new(jobs_end));
    for _ in 0..threads {
        let (jobs, engine) = (jobs_end.clone(), engine.clone());
        std::thread::spawn(move || {
            loop {
                let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok((job, done)) = next else { return };
                let _ = done.send(again(&engine, job));
            }
        });
    }
    let place = args.place.clone();
    let giver = std::thread::spawn(move || -> Result<(), Failure> {
        let give = |id: String, doc: Document| {
            let (done, result) = sync_channel(1);
            results.send(result).is_ok() && jobs.send((Job { id, doc }, done)).is_ok()
        };
        let told = |e| failed(&e, &place);
        if let Some(id) = only {
            let stored = source.document(&id).map_err(told)?;
            give(stored.id, stored.document);
            return Ok(());
        }
        for stored in source.documents() {
            let stored = stored.map_err(told)?;
            if !give(stored.id, stored.document) {
                break;
            }
        }
        Ok(())
    });

    let mut progress = Progress::new(common.quiet, false);
    let mut sums = Sums::default();
    for result in results_end {
        let made = result.recv().map_err(|_| Failure::new(Exit::Partly, "the reading of a text stopped"))?;
        sums.seen += 1;
        match made.doc {
            Err(failure) => {
                sums.failed += 1;
                progress.clear();
                failure::say(&failure);
            }
            Ok(None) => sums.current += 1,
            Ok(Some(doc)) => {
                let changes = store.reread(&made.id, &doc).map_err(|e| failed(&e, &args.place))?;
                if !changes.is_empty() {
                    progress.clear();
                    tell(args.format, &made.id, &doc, &changes)?;
                }
                sums.take(&changes);
            }
        }
        let seen = sums.seen;
        progress.step(|elapsed| steps("document", seen, all, elapsed));
    }
    giver.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    progress.clear();
    sums.say(common);
    Ok(if sums.failed > 0 { Exit::Partly.into() } else { ExitCode::SUCCESS })
}

struct Job {
    id: String,
    doc: Document,
}

struct Made {
    id: String,
    /// The new reading; `None` where the text has been read by the same program, model and data.
    doc: Result<Option<Document>, Failure>,
}

/// Reads a text again, if something else has read it.
fn again(engine: &Engine, job: Job) -> Made {
    let Job { id, doc } = job;
    if is_by(&doc.reading, &engine.reading()) {
        return Made { id, doc: Ok(None) };
    }
    let read = guarded(&id, &id, || {
        let mut new = engine.read(doc.input().clone());
        new.reading.at = Some(now());
        new
    });
    Made { doc: read.map(Some).map_err(|unread| *unread.failure), id }
}

/// Whether two readings were made by the same program, model and data.
pub fn is_by(a: &Reading, b: &Reading) -> bool {
    (&a.program, &a.model, &a.data, &a.heads) == (&b.program, &b.model, &b.data, &b.heads)
}

/// Says what changed in a document.
fn tell(format: Lines, id: &str, doc: &Document, changes: &[Change]) -> Result<(), Failure> {
    let text = match format {
        Lines::Jsonl => {
            let lines = changes.iter().map(|c| match c {
                Change::Appeared(r) => serde_json::json!({"document": id, "record": r.to_string(), "change": "new"}),
                Change::Vanished(r) => serde_json::json!({"document": id, "record": r.to_string(), "change": "gone"}),
                Change::Differs(r, fields) => {
                    let fields: Vec<_> = fields
                        .iter()
                        .map(|(f, a, b)| serde_json::json!({"field": f, "old": a, "new": b}))
                        .collect();
                    serde_json::json!({"document": id, "record": r.to_string(), "change": "differs", "fields": fields})
                }
            });
            lines.map(|l| format!("{l}\n")).collect()
        }
        Lines::Table => {
            let mut counts = Counts::new();
            count_in(&mut counts, changes);
            format!("{}  {}\n    {}\n", short(id), super::title(doc), by_type(&counts).join("; "))
        }
    };
    anstream::stdout().write_all(text.as_bytes()).map_err(|e| Failure::writing("the changes", &e))
}

fn record(change: &Change) -> &RecordId {
    match change {
        Change::Appeared(r) | Change::Vanished(r) | Change::Differs(r, _) => r,
    }
}

/// How many records of a type are new, gone, different.
type Counts = BTreeMap<Kind, [usize; 3]>;

fn count_in(counts: &mut Counts, changes: &[Change]) {
    for change in changes {
        let which = match change {
            Change::Appeared(_) => 0,
            Change::Vanished(_) => 1,
            Change::Differs(..) => 2,
        };
        counts.entry(record(change).kind).or_default()[which] += 1;
    }
}

/// `statements: 2 new, 1 gone`.
fn by_type(counts: &Counts) -> Vec<String> {
    let words = ["new", "gone", "different"];
    let part = |n: &[usize; 3]| {
        let parts = n.iter().zip(words).filter(|(n, _)| **n > 0).map(|(n, word)| format!("{n} {word}"));
        parts.collect::<Vec<_>>().join(", ")
    };
    counts.iter().map(|(kind, n)| format!("{}: {}", kind.table(), part(n))).collect()
}

#[derive(Default)]
struct Sums {
    seen: u64,
    current: usize,
    same: usize,
    changed: usize,
    failed: usize,
    counts: Counts,
}

impl Sums {
    fn take(&mut self, changes: &[Change]) {
        if changes.is_empty() {
            self.same += 1;
        } else {
            self.changed += 1;
        }
        count_in(&mut self.counts, changes);
    }

    fn say(&self, common: &Common) {
        let read = self.same + self.changed;
        let mut line = format!("read {} again: {} changed", count(read, "document"), self.changed);
        let sums = by_type(&self.counts);
        if !sums.is_empty() {
            line += &format!(" ({})", sums.join("; "));
        }
        if self.current > 0 {
            line += &format!("; {} had been read by this version", self.current);
        }
        if self.failed > 0 {
            line += &format!("; {} could not be read", self.failed);
        }
        failure::note(common.quiet, line);
    }
}
