//! One reading of one feed: what is new in it, entry by entry.
//!
//! An entry counts as given when its line is out. Where its page is wanted and cannot be had now, it waits for the next
//! reading, at most twice; then what the feed itself has of it is given. While an entry waits, the server is not told
//! which version of the feed we have, so that the next reading sees all of it again.

use super::fetch::{Answer, Fault, Fetcher, Validators, checked};
use super::schedule;
use super::state::Feed;
use jiff::Timestamp;
use onrecord_ingest::{Head, Kind, Limits, Options, Outcome, Raw, Refusal};
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// How often the page of an entry is asked for before its feed's own words must do.
const MOST_TRIES: u32 = 3;

/// After so many pages in a row that could not be had, the rest waits for the next reading.
const MOST_IN_A_ROW: u32 = 3;

/// How a feed is read.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Whether the page of each entry is wanted.
    pub pages: bool,
    /// How long to wait between two pages.
    pub pause: Duration,
}

/// What is told while a feed is read.
#[derive(Debug, PartialEq)]
pub enum Told {
    /// A new entry: its line, and the key to remember it by.
    Item {
        /// The key.
        key: String,
        /// The line of JSON.
        line: String,
    },
    /// Something that could not be had; with a key, it will not be tried again.
    Problem {
        /// The key of the entry.
        key: Option<String>,
        /// What and where.
        what: String,
        /// Advice.
        hint: Option<String>,
    },
}

/// What came of a reading.
#[derive(Debug, Default, PartialEq)]
pub struct Polled {
    /// What to remember.
    pub feed: Feed,
    /// How many entries were given.
    pub given: usize,
    /// How many entries the feed has; `None` where it has not changed, or could not be read.
    pub entries: Option<usize>,
    /// How many wait for their page.
    pub waiting: usize,
    /// How many problems there were.
    pub problems: usize,
    /// Where the feed says that it lives from now on.
    pub moved: Option<String>,
}

/// Reads a feed once. `give` answers whether more is wanted; `None` comes where it did not.
pub fn poll(
    url: &str,
    before: &Feed,
    fetcher: &Fetcher,
    settings: Settings,
    now: Timestamp,
    give: &mut dyn FnMut(Told) -> bool,
) -> Option<Polled> {
    let mut feed = before.clone();
    feed.asked = Some(now);
    feed.not_before = None;
    let validators = Validators { etag: before.etag.clone(), last_modified: before.last_modified.clone() };
    let answer = match fetcher.get(url, &validators, now) {
        Ok(answer) => answer,
        Err(fault) => {
            feed.failures = feed.failures.saturating_add(1);
            let wait = schedule::after_failure(url, feed.failures, fault.retry_after);
            feed.not_before = Some(schedule::later(now, wait));
            let hint = fault.hint.map(str::to_owned);
            let told = Told::Problem { key: None, what: format!("{url}: {}", fault.what), hint };
            return give(told).then(|| Polled { feed, problems: 1, ..Polled::default() });
        }
    };
    feed.failures = 0;
    if !answer.fresh.is_zero() {
        feed.not_before = Some(schedule::later(now, answer.fresh));
    }
    let Answer { body: Some(body), validators, url: own, moved, .. } = answer else {
        return Some(Polled { feed, moved: answer.moved, ..Polled::default() });
    };
    let mut reading = Reading {
        url,
        fetcher,
        settings,
        options: Options { now: Some(now), ..Options::default() },
        now,
        seen: before.seen.iter().cloned().collect(),
        there: Vec::new(),
        in_this: HashSet::new(),
        tries: before.tries.clone().into_iter().collect(),
        in_a_row: 0,
        halted: false,
        asked_a_page: false,
        busy_for: None,
        is_whole: true,
        polled: Polled::default(),
        give,
    };
    let mut go_on = true;
    let limits = Limits::default();
    let head = onrecord_ingest::feed(body.as_slice(), url, &limits, &mut |raw| {
        go_on = reading.entry(raw, &own);
        go_on
    });
    if !go_on {
        return None;
    }
    let Head { ttl_minutes, skip_hours, .. } = head.unwrap_or_default();
    let Reading { there, in_this, tries, busy_for, is_whole, polled, .. } = reading;
    // Entries that are gone from the feed are not waited for.
    feed.tries = tries.into_iter().filter(|(key, _)| in_this.contains(key)).collect();
    feed.remember(&there);
    (feed.ttl_minutes, feed.skip_hours) = (ttl_minutes, skip_hours);
    (feed.etag, feed.last_modified) = match polled.waiting == 0 && is_whole {
        true => (validators.etag, validators.last_modified),
        false => (None, None),
    };
    if polled.waiting > 0 {
        // What waits must not wait for as long as the feed is fresh.
        feed.not_before = busy_for.map(|wait| schedule::later(now, wait));
    }
    Some(Polled { feed, entries: Some(polled.entries.unwrap_or(0)), moved, ..polled })
}

/// What a reading has come to.
struct Reading<'a> {
    url: &'a str,
    fetcher: &'a Fetcher,
    settings: Settings,
    options: Options,
    now: Timestamp,
    /// The keys of what was given in earlier readings.
    seen: HashSet<String>,
    /// The keys of what this reading has and need not be given again, in order.
    there: Vec<String>,
    /// The keys of all that this reading has.
    in_this: HashSet<String>,
    tries: HashMap<String, u32>,
    /// How many pages in a row could not be had.
    in_a_row: u32,
    /// Whether no more pages are asked for.
    halted: bool,
    asked_a_page: bool,
    busy_for: Option<Duration>,
    /// Whether the feed could be read to its end.
    is_whole: bool,
    polled: Polled,
    give: &'a mut dyn FnMut(Told) -> bool,
}

impl Reading<'_> {
    /// Takes the next entry; answers whether more is wanted. `own` is the address that the feed came from.
    fn entry(&mut self, raw: Raw, own: &str) -> bool {
        if let Kind::Refused(refusal) = &raw.kind
            && refusal.name == self.url
        {
            self.is_whole = false;
            return self.problem(None, refusal.to_string(), refusal.hint.clone());
        }
        *self.polled.entries.get_or_insert(0) += 1;
        let key = key(&raw);
        if !self.in_this.insert(key.clone()) {
            return true;
        }
        if self.seen.contains(&key) {
            self.there.push(key);
            return true;
        }
        let page = raw.known.url.as_deref().filter(|_| self.settings.pages);
        let page = page.and_then(|page| onrecord_ingest::absolute_url(page, Some(own)));
        let outcome = match page {
            None => raw.parse(&self.options),
            Some(page) => match self.page(&raw, &page) {
                Ok(found @ Outcome::Found(_)) => found,
                // What stood there was no article, such as a film; or it is gone. The feed's own words are left.
                Ok(Outcome::Refused(Refusal { reason, .. })) => {
                    if !self.problem(None, format!("{page}: {reason}"), None) {
                        return false;
                    }
                    raw.parse(&self.options)
                }
                Ok(withdrawn) => withdrawn,
                Err(None) => {
                    self.polled.waiting += 1;
                    return true;
                }
                Err(Some(fault)) => {
                    let tries = self.tries.entry(key.clone()).or_insert(0);
                    *tries += 1;
                    let waits = fault.may_pass && *tries < MOST_TRIES;
                    let hint = match (waits, fault.hint) {
                        (true, _) => Some("it is tried again at the next reading".to_owned()),
                        (false, hint) => hint.map(str::to_owned),
                    };
                    if !self.problem(None, format!("{page}: {}", fault.what), hint) {
                        return false;
                    }
                    if waits {
                        self.polled.waiting += 1;
                        return true;
                    }
                    raw.parse(&self.options)
                }
            },
        };
        self.tries.remove(&key);
        self.there.push(key.clone());
        match outcome {
            Outcome::Found(found) => {
                self.polled.given += 1;
                let line = line(self.url, &found.input, found.key.as_deref(), &key);
                (self.give)(Told::Item { key, line })
            }
            Outcome::Refused(refusal) => self.problem(Some(key), refusal.to_string(), refusal.hint),
            Outcome::Withdrawn(withdrawn) => {
                let what = format!(
                    "{}: its publisher takes this text back (`{}`)",
                    withdrawn.name, withdrawn.reason
                );
                self.problem(Some(key), what, None)
            }
        }
    }

    /// What the page of an entry gives; without a fault where it was not asked for.
    fn page(&mut self, raw: &Raw, url: &str) -> Result<Outcome, Option<Fault>> {
        let url = checked(url).map_err(Some)?;
        if self.halted {
            return Err(None);
        }
        if std::mem::replace(&mut self.asked_a_page, true) {
            std::thread::sleep(self.settings.pause);
        }
        let answer = self.fetcher.get(&url, &Validators::default(), self.now).inspect_err(|fault| {
            self.in_a_row = if fault.may_pass { self.in_a_row + 1 } else { 0 };
            self.halted = fault.is_busy || self.in_a_row >= MOST_IN_A_ROW;
            self.busy_for = self.busy_for.max(fault.retry_after);
        })?;
        self.in_a_row = 0;
        let bytes = answer.body.unwrap_or_default();
        let mut known = raw.known.clone();
        known.charset = answer.charset;
        known.url = Some(answer.url.clone());
        let kind = match answer.kind.as_deref() {
            None | Some("text/html" | "application/xhtml+xml") => Kind::Html,
            Some("text/plain") => Kind::Text,
            Some(other) => {
                let what = format!("this is `{}`, not a page", other.chars().take(80).collect::<String>());
                return Ok(Outcome::Refused(Refusal::new(&url, &url, what)));
            }
        };
        let size = bytes.len() as u64;
        let page = Raw { name: url.clone(), fallback_id: url, size, known, kind: kind(bytes) };
        Ok(page.parse(&self.options))
    }

    fn problem(&mut self, key: Option<String>, what: String, hint: Option<String>) -> bool {
        self.polled.problems += 1;
        (self.give)(Told::Problem { key, what, hint })
    }
}

/// What an entry is known by: its own id, else its address, else its words.
fn key(raw: &Raw) -> String {
    let words = match &raw.kind {
        Kind::Html(bytes) | Kind::Text(bytes) => bytes.as_slice(),
        Kind::Refused(refusal) => refusal.reason.as_bytes(),
        _ => &[],
    };
    let own = raw.known.guid.as_deref().or(raw.known.url.as_deref()).map(str::as_bytes);
    Sha256::digest(own.unwrap_or(words)).iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// The line of JSON of an entry. An id that means something only in its feed is given the feed's address in front.
fn line(feed: &str, input: &onrecord_doc::Input, found: Option<&str>, key: &str) -> String {
    let own = input.id.as_deref().or(found);
    let id = match own {
        Some(id) if id.contains(':') => id.to_owned(),
        Some(id) => format!("{feed}#{id}"),
        None => format!("{feed}#{key}"),
    };
    let mut line = serde_json::Map::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            line.insert(name.to_owned(), value.into());
        }
    };
    put("id", Some(id));
    put("url", input.url.clone());
    put("title", input.title.clone());
    put("published", input.published.map(|day| day.to_string()));
    put("publisher", input.publisher.clone());
    put("text", Some(input.text.clone()));
    serde_json::Value::Object(line).to_string()
}
