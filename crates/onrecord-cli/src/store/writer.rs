//! The one thread that writes: takes what is ready in the order of the inputs, stores it in batches, and prints an id
//! only when its batch is on disk.
//!
//! A batch ends when it is full, when its first document has waited long enough, or when nothing more is coming for a
//! moment: someone who pipes in one text a minute sees each id at once.

use super::args::{Add, Lines, Place};
use super::{failed, short};
use crate::args::Common;
use crate::failure::{self, Failure};
use crate::inputs::{Unread, Withdrawn};
use crate::pipeline::Done;
use crate::progress::{self, Progress};
use onrecord_doc::Document;
use onrecord_store::{Added, Ready, Store};
use std::io::{IsTerminal, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What a worker made of an input.
pub enum Item {
    /// A document to store, its key and title, and how long making it ready took.
    Ready {
        /// What is stored.
        ready: Box<Ready>,
        /// Its key.
        key: String,
        /// How it is called.
        title: String,
        /// The time of making it ready.
        took: Duration,
    },
    /// It is in the store.
    Known {
        /// Its id.
        id: String,
        /// Its key.
        key: String,
    },
    /// It is in the store and was read again.
    Again {
        /// Its id.
        id: String,
        /// Its key.
        key: String,
        /// The newer reading.
        doc: Box<Document>,
    },
    /// Nothing can be stored any more.
    Stop(Failure),
}

/// The most documents of a batch.
const MOST: usize = 64;

/// How long the first document of a batch may wait.
const LONGEST: Duration = Duration::from_millis(500);

/// How long to wait for one more.
const PAUSE: Duration = Duration::from_millis(50);

/// The writing thread and the queue to it.
pub struct Writer {
    queue: SyncSender<Done<Item>>,
    thread: JoinHandle<Result<Written, Failure>>,
}

/// What was written.
#[derive(Debug, Default)]
pub struct Written {
    /// New documents.
    pub added: usize,
    /// Documents that were there.
    pub known: usize,
    /// Inputs that gave no document.
    pub refused: usize,
    /// Inputs that take a document back.
    pub withdrawn: usize,
    /// Those of them that were read again.
    again: usize,
    words: usize,
    bytes: u64,
    /// How long the writer wrote.
    writing: Duration,
    /// How long the readers made documents ready, all of them together.
    preparing: Duration,
    elapsed: Duration,
}

impl Writer {
    /// Starts the thread.
    pub fn start(store: Store, args: &Add, common: &Common, total: Option<u64>, threads: usize) -> Writer {
        let (queue, end) = sync_channel(2 * threads + 2);
        let on_terminal = std::io::stdout().is_terminal();
        let progress = Progress::new(common.quiet, on_terminal);
        let (format, place, quiet) = (args.format, args.place.clone(), common.quiet);
        let thread = std::thread::spawn(move || {
            let (batch, written) = (Vec::new(), Written::default());
            let work = Work { store, format, place, progress, total, batch, since: None, written, quiet };
            work.run(&end)
        });
        Writer { queue, thread }
    }

    /// Hands over a result; fails when the writer has stopped.
    pub fn give(&self, done: Done<Item>) -> Result<(), Failure> {
        let stopped = |_| Failure::new(failure::Exit::Storage, "storing has stopped");
        self.queue.send(done).map_err(stopped)
    }

    /// Waits until all is written.
    pub fn finish(self) -> Result<Written, Failure> {
        drop(self.queue);
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

struct Work {
    store: Store,
    format: Lines,
    place: Place,
    progress: Progress,
    total: Option<u64>,
    batch: Vec<(Ready, String, String)>,
    since: Option<Instant>,
    written: Written,
    quiet: bool,
}

impl Work {
    fn run(mut self, queue: &Receiver<Done<Item>>) -> Result<Written, Failure> {
        loop {
            let next = if self.batch.is_empty() {
                queue.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else {
                queue.recv_timeout(PAUSE)
            };
            match next {
                Ok(done) => self.take(done)?,
                Err(RecvTimeoutError::Timeout) => self.write()?,
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.write()?;
        self.progress.clear();
        self.written.elapsed = self.progress.elapsed();
        Ok(self.written)
    }

    fn take(&mut self, done: Done<Item>) -> Result<(), Failure> {
        self.written.bytes += done.size;
        self.progress.notes(&done.notes, self.quiet);
        match done.result {
            Ok(Item::Ready { ready, key, title, took }) => {
                self.written.words += done.words;
                self.written.preparing += took;
                self.since.get_or_insert_with(Instant::now);
                self.batch.push((*ready, key, title));
                if self.batch.len() >= MOST || self.since.is_some_and(|s| s.elapsed() > LONGEST) {
                    self.write()?;
                }
            }
            Ok(Item::Known { id, key }) => {
                self.written.known += 1;
                if self.format == Lines::Jsonl {
                    self.write()?;
                    print(&serde_json::json!({"id": id, "key": key, "new": false}).to_string())?;
                }
            }
            Ok(Item::Again { id, key, doc }) => {
                self.written.known += 1;
                self.write()?;
                let start = Instant::now();
                let changes = self.store.reread(&id, &doc).map_err(|e| failed(&e, &self.place))?.len();
                self.written.writing += start.elapsed();
                self.written.again += 1;
                if self.format == Lines::Jsonl {
                    let line = serde_json::json!({"id": id, "key": key, "new": false, "changes": changes});
                    print(&line.to_string())?;
                }
            }
            Ok(Item::Stop(failure)) => return Err(failure),
            Err(Unread { withdrawn: Some(back), .. }) => {
                self.written.withdrawn += 1;
                self.write()?;
                self.withdraw(&back)?;
            }
            Err(unread) => {
                self.written.refused += 1;
                self.write()?;
                self.progress.clear();
                failure::say(&unread.failure);
                let reason = unread.failure.in_one_line();
                let reason = reason.strip_prefix(&format!("{}: ", unread.id)).unwrap_or(&reason);
                self.store.refuse(&unread.id, reason).map_err(|e| failed(&e, &self.place))?;
            }
        }
        let (w, total) = (&self.written, self.total);
        let (done, bytes) = (w.added + w.known + w.refused + w.withdrawn + self.batch.len(), w.bytes);
        self.progress.step(|elapsed| progress::documents(done, bytes, total, elapsed));
        Ok(())
    }

    /// Marks what a publisher takes back, whether it came before or is still to come.
    fn withdraw(&mut self, back: &Withdrawn) -> Result<(), Failure> {
        let is_here =
            self.store.withdraw(&back.key, &back.reason, &back.name).map_err(|e| failed(&e, &self.place))?;
        let what = if is_here { "it is marked as withdrawn" } else { "no text of it is in the store" };
        let Withdrawn { key, reason, name } = back;
        self.progress
            .notes(&[format!("{name}: its publisher takes back `{key}` (`{reason}`): {what}")], self.quiet);
        if self.format == Lines::Jsonl {
            print(&serde_json::json!({"key": key, "withdrawn": reason, "new": false}).to_string())?;
        }
        Ok(())
    }

    /// Writes the batch, waits until it is on disk, and prints its ids.
    fn write(&mut self) -> Result<(), Failure> {
        self.since = None;
        if self.batch.is_empty() {
            return Ok(());
        }
        let start = Instant::now();
        let (ready, names): (Vec<Ready>, Vec<(String, String)>) =
            self.batch.drain(..).map(|(ready, key, title)| (ready, (key, title))).unzip();
        let added = self.store.add_all(&ready).map_err(|e| failed(&e, &self.place))?;
        self.written.writing += start.elapsed();
        for (added, (key, title)) in added.iter().zip(&names) {
            if added.new {
                self.written.added += 1;
            } else {
                self.written.known += 1;
            }
            self.print(added, key, title)?;
        }
        Ok(())
    }

    fn print(&mut self, added: &Added, key: &str, title: &str) -> Result<(), Failure> {
        match self.format {
            Lines::Table if added.new => {
                self.progress.clear();
                print(&format!("{}  {title}", short(&added.id)))
            }
            Lines::Table => Ok(()),
            Lines::Jsonl => {
                let mut line =
                    serde_json::json!({"id": added.id, "key": key, "title": title, "new": added.new});
                if let Some(before) = &added.replaces {
                    line["replaces"] = before.as_str().into();
                }
                if let Some(why) = &added.removed {
                    line["removed"] = why.as_str().into();
                }
                print(&line.to_string())
            }
        }
    }
}

/// Prints a line at once: whoever reads along may rely on what it says. That nobody reads any more stops no storing.
fn print(line: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{line}").and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::writing("the ids", &e)),
        _ => Ok(()),
    }
}

impl Written {
    /// Sums up on standard error.
    pub fn say(&self, common: &Common, threads: usize) {
        let seconds = self.elapsed.as_secs_f64().max(0.001);
        let mut line = format!("added {}", progress::count(self.added, "document"));
        if self.known > 0 {
            line += &format!(", {} there already", self.known);
        }
        if self.again > 0 {
            line += &format!(" ({} read again)", self.again);
        }
        if self.withdrawn > 0 {
            line += &format!(", {} taken back", self.withdrawn);
        }
        if self.refused > 0 {
            line += &format!(", {} could not be read", self.refused);
        }
        line +=
            &format!(" ({}) in {}", progress::count(self.words, "word"), progress::duration(self.elapsed));
        if self.elapsed > Duration::from_secs(1) {
            line += &format!(", {:.1} documents a second", self.added as f64 / seconds);
        }
        failure::note(common.quiet, line);
        let share = (self.writing + self.preparing).as_secs_f64() / (seconds * threads as f64);
        let line = format!(
            "storing: {:.1} s writing, {:.1} s making ready, {:.1} % of the time of {threads} threads",
            self.writing.as_secs_f64(),
            self.preparing.as_secs_f64(),
            100.0 * share
        );
        failure::note(!common.verbose, line);
    }
}
