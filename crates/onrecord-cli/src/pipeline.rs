//! Many texts at the same time, results in the order of the inputs, and only a few of either in memory.
//!
//! One thread reads inputs, several work on them, the caller's thread takes the results. For every input the
//! reader makes a channel for one result; its sending end goes to the workers, its receiving end into a queue for
//! the caller. The queue keeps the order and, being bounded, holds the reader back when the caller is slow.

use crate::args::Texts;
use crate::failure::{Exit, Failure};
use crate::inputs::{self, Raw, Text, Unread};
use onrecord_doc::Input;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// What came of one input.
pub struct Done<T = String> {
    /// How many bytes it took in its file.
    pub size: u64,
    /// How many words the text has.
    pub words: usize,
    /// What to tell about the input: what was mended on the way to its text.
    pub notes: Vec<String>,
    /// What `work` made of the text, or why there is no text.
    pub result: Result<T, Unread>,
}

/// Reads the inputs, applies `work` to each text and its name on `threads` threads, and gives the results in
/// order to `take`, until one fails.
pub fn run<T: Send + 'static>(
    texts: &Arc<Texts>,
    threads: usize,
    work: impl Fn(Input, &str) -> T + Send + Sync + 'static,
    take: impl FnMut(Done<T>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    raws(texts, threads, move |raw, texts| one(raw, texts, &work), take)
}

/// The same for inputs that are more than a text: `work` makes of them what it can.
pub fn raws<T: Send + 'static>(
    texts: &Arc<Texts>,
    threads: usize,
    work: impl Fn(Raw, &Texts) -> Done<T> + Send + Sync + 'static,
    mut take: impl FnMut(Done<T>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let waiting = 2 * threads + 2;
    let (jobs, jobs_end) = sync_channel::<(Raw, SyncSender<Done<T>>)>(waiting);
    let (results, results_end) = sync_channel::<Receiver<Done<T>>>(waiting);
    let jobs_end = Arc::new(Mutex::new(jobs_end));
    let work = Arc::new(work);
    for _ in 0..threads {
        let (jobs, work, texts) = (jobs_end.clone(), work.clone(), texts.clone());
        std::thread::spawn(move || {
            loop {
                let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok((raw, done)) = next else { return };
                // The taker may have gone (a broken pipe); then nobody wants the result.
                let _ = done.send(work(raw, &texts));
            }
        });
    }
    // Not joined: it may wait on a standard input that never ends, after the reader of our output has gone.
    let texts = texts.clone();
    std::thread::spawn(move || {
        inputs::each(&texts, |raw| {
            let (done, result) = sync_channel(1);
            results.send(result).is_ok() && jobs.send((raw, done)).is_ok()
        });
    });
    for result in results_end {
        match result.recv() {
            Ok(done) => take(done)?,
            Err(_) => return Err(fault("a text")),
        }
    }
    Ok(())
}

fn one<T>(raw: Raw, texts: &Texts, work: &dyn Fn(Input, &str) -> T) -> Done<T> {
    let (size, name, fallback_id) = (raw.size, raw.name.clone(), raw.fallback_id.clone());
    let Text { input, notes, .. } = match inputs::parse(raw, texts) {
        Ok(text) => text,
        Err(unread) => return Done { size, words: 0, notes: Vec::new(), result: Err(unread) },
    };
    let words = input.text.split_whitespace().count();
    let id = input.id.clone().unwrap_or(fallback_id);
    Done { size, words, notes, result: guarded(&name, &id, || work(input, &name)) }
}

/// Does some work on an input. No text may stop the others, not even one that finds a mistake of ours.
pub fn guarded<T>(name: &str, id: &str, work: impl FnOnce() -> T) -> Result<T, Unread> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Unread::new(id, fault(name)))
}

/// What is said of a text that finds a mistake of ours.
pub fn fault(name: &str) -> Failure {
    Failure::new(Exit::Partly, format!("{name}: a mistake in onrecord stopped the reading of this text"))
        .hint("please report it, with the text if you may")
}
