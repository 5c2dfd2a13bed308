//! `onrecord follow`: what is new in feeds, as lines of JSON.
//!
//! A few threads read feeds ([`poll`]) and hand what they find over a short queue to the one that writes. Only that one
//! touches standard output and the state ([`state`]), in this order: the line, then the memory of it. [`guard`] says which
//! machines may be asked, [`fetch`] how, [`schedule`] when.

pub mod args;
mod fetch;
mod guard;
mod poll;
mod schedule;
mod state;
#[cfg(test)]
mod tests;

use crate::args::Common;
use crate::failure::{self, Exit, Failure};
use args::Follow;
use fetch::{Fetcher, Limits, checked};
use guard::Guard;
use jiff::Timestamp;
use poll::{Polled, Settings, Told};
use state::{Feed, State};
use std::collections::VecDeque;
use std::io::Write;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The least time between two readings of a feed.
const LEAST: Duration = Duration::from_secs(300);

/// How many feeds are read at the same time.
const THREADS: usize = 8;

/// How much may be told before it is written.
const QUEUE: usize = 16;

/// How often the state is written while a feed is read.
const SAVE: Duration = Duration::from_secs(1);

/// Follows the feeds.
pub fn run(args: &Follow, common: &Common) -> Result<ExitCode, Failure> {
    let mut urls: Vec<String> = Vec::new();
    for url in &args.urls {
        let url = checked(url).map_err(|fault| {
            Failure::new(Exit::Usage, format!("{url}: {}", fault.what))
                .hint("give the address of the feed itself")
        })?;
        if !urls.contains(&url) {
            urls.push(url);
        }
    }
    if args.every < LEAST && !args.allow_private {
        let what =
            "`--every` should be `5m` or more: feeds change less often, and servers shut out who asks more";
        return Err(Failure::new(Exit::Usage, what));
    }
    let limits = Limits { time: args.timeout, ..Limits::default() };
    let pause = if args.allow_private { Duration::ZERO } else { Duration::from_secs(1) };
    let mut follow = Following {
        fetcher: Arc::new(Fetcher::new(Guard::new(args.allow_private), limits)),
        settings: Settings { pages: args.pages, pause },
        state: match &args.state {
            Some(path) => State::load(path)?,
            None => State::default(),
        },
        urls,
        problems: 0,
        quiet: common.quiet,
    };
    if args.once {
        let now = Timestamp::now();
        let (due, waiting): (Vec<String>, Vec<String>) =
            follow.urls.clone().into_iter().partition(|url| follow.allowed(url) <= now);
        for url in waiting {
            let until = follow.allowed(&url).round(jiff::Unit::Second).unwrap_or(now);
            failure::note(common.quiet, format_args!("{url}: it wants to be left alone until {until}"));
        }
        follow.read(due)?;
        return Ok(if follow.problems > 0 { Exit::Partly.into() } else { ExitCode::SUCCESS });
    }
    loop {
        let now = Timestamp::now();
        let next = |url: &String| follow.next(url, args.every);
        let due: Vec<String> = follow.urls.iter().filter(|url| next(url) <= now).cloned().collect();
        if due.is_empty() {
            let first = follow.urls.iter().map(next).min().unwrap_or(now);
            let wait = Duration::try_from(first.duration_since(now)).unwrap_or_default();
            // Clocks are set and machines sleep: no wait is longer than a minute.
            std::thread::sleep(wait.clamp(Duration::from_millis(10), Duration::from_secs(60)));
            continue;
        }
        follow.read(due)?;
    }
}

/// The feeds and what is known of them.
struct Following {
    fetcher: Arc<Fetcher>,
    settings: Settings,
    state: State,
    urls: Vec<String>,
    problems: usize,
    quiet: bool,
}

/// What the reading threads say.
enum Message {
    Told(String, Told),
    Read(String, Option<Polled>),
}

impl Following {
    /// From when on a feed may be asked.
    fn allowed(&self, url: &str) -> Timestamp {
        self.state.feeds.get(url).and_then(|feed| feed.not_before).unwrap_or(Timestamp::MIN)
    }

    /// When a feed is to be asked next.
    fn next(&self, url: &str, every: Duration) -> Timestamp {
        let Some(feed) = self.state.feeds.get(url) else { return Timestamp::MIN };
        let Some(asked) = feed.asked else { return Timestamp::MIN };
        let ttl = Duration::from_secs(60 * u64::from(feed.ttl_minutes.unwrap_or(0).min(1_440)));
        let next = schedule::later(asked, every.max(ttl)).max(self.allowed(url));
        schedule::outside(&feed.skip_hours, next)
    }

    /// Reads these feeds once, a few at a time.
    fn read(&mut self, due: Vec<String>) -> Result<(), Failure> {
        let threads = due.len().min(THREADS);
        let tasks: VecDeque<(String, Feed)> = due
            .into_iter()
            .map(|url| (url.clone(), self.state.feeds.get(&url).cloned().unwrap_or_default()))
            .collect();
        let tasks = Arc::new(Mutex::new(tasks));
        let (queue, messages) = sync_channel::<Message>(QUEUE);
        for _ in 0..threads {
            let (tasks, queue) = (Arc::clone(&tasks), queue.clone());
            let (fetcher, settings) = (Arc::clone(&self.fetcher), self.settings);
            // Not waited for: one that hangs on a slow server must not hold up the end after a full disk.
            std::thread::spawn(move || {
                loop {
                    let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some((url, feed)) = task else { return };
                    let mut give = |told| queue.send(Message::Told(url.clone(), told)).is_ok();
                    let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                        poll::poll(&url, &feed, &fetcher, settings, Timestamp::now(), &mut give)
                    }));
                    if queue.send(Message::Read(url, polled.ok().flatten())).is_err() {
                        return;
                    }
                }
            });
        }
        drop(queue);
        self.write(&messages)
    }

    /// Writes what the threads find, and remembers it when it is out.
    fn write(&mut self, messages: &Receiver<Message>) -> Result<(), Failure> {
        let mut saved = Instant::now();
        for message in messages {
            match message {
                Message::Told(url, Told::Item { key, line }) => {
                    print(&line)?;
                    self.state.feeds.entry(url).or_default().seen.push(key);
                    if saved.elapsed() > SAVE {
                        self.save()?;
                        saved = Instant::now();
                    }
                }
                Message::Told(url, Told::Problem { key, what, hint }) => {
                    self.problems += 1;
                    let failure = Failure::new(Exit::Partly, what);
                    failure::say(&match hint {
                        Some(hint) => failure.hint(hint),
                        None => failure,
                    });
                    self.state.feeds.entry(url).or_default().seen.extend(key);
                }
                Message::Read(url, Some(polled)) => {
                    self.note(&url, &polled);
                    self.state.feeds.insert(url, polled.feed);
                    self.save()?;
                    saved = Instant::now();
                }
                Message::Read(url, None) => {
                    self.problems += 1;
                    failure::say(&Failure::new(Exit::Partly, format!("{url}: reading it failed inside")));
                    // Not at once again.
                    let feed = self.state.feeds.entry(url).or_default();
                    feed.asked = Some(Timestamp::now());
                }
            }
        }
        Ok(())
    }

    fn note(&self, url: &str, polled: &Polled) {
        let Polled { given, entries, waiting, moved, .. } = polled;
        if let Some(moved) = moved {
            failure::note(self.quiet, format_args!("{url}: it has moved to {moved} for good"));
        }
        let waiting = if *waiting > 0 { format!(", {waiting} to be tried again") } else { String::new() };
        match entries {
            Some(entries) => {
                let entries = entries_of(*entries);
                failure::note(self.quiet, format_args!("{url}: {entries}, {given} new{waiting}"));
            }
            None if polled.problems == 0 => failure::note(self.quiet, format_args!("{url}: nothing new")),
            None => {}
        }
    }

    /// The state after the lines: they are on the disk first, where they go to a file.
    fn save(&self) -> Result<(), Failure> {
        sync();
        self.state.save()
    }
}

fn entries_of(n: usize) -> String {
    if n == 1 { "1 entry".to_owned() } else { format!("{n} entries") }
}

/// One line, in one piece and at once: whoever reads along sees it before it is remembered.
fn print(line: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes())
        .and_then(|()| out.flush())
        .map_err(|e| Failure::writing("the entries", &e))
}

/// Lets the system write standard output to the disk, where it is a file; elsewhere that fails and need not succeed.
fn sync() {
    #[cfg(unix)]
    {
        use std::os::fd::AsFd;
        if let Ok(out) = std::io::stdout().as_fd().try_clone_to_owned() {
            let _ = std::fs::File::from(out).sync_data();
        }
    }
}
