//! What is remembered from one reading of a feed to the next: validators, times, and which entries were given.
//!
//! The file is JSON, and it is replaced in one step: written beside, flushed to the disk, renamed. A run that is killed at
//! any moment leaves the file before or the file after, never half of one. It is written after the entries are out, so
//! that a kill in between gives an entry again and never loses one.

use crate::failure::{Exit, Failure};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The format of the file.
const FORMAT: &str = "onrecord-follow/1";

/// How many keys of entries that a feed no longer has are kept.
pub const MOST_KEYS: usize = 2_000;

/// What is known of one feed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Feed {
    /// The validators of the last whole reading.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The same as a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// When it was last asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Timestamp>,
    /// Until when its server wants to be left alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// How many times in a row it failed.
    #[serde(skip_serializing_if = "is_zero")]
    pub failures: u32,
    /// How many minutes it asks to be left alone, as the feed itself says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_minutes: Option<u32>,
    /// The hours of the day (UTC) in which it asks not to be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skip_hours: Vec<u8>,
    /// The entries that were given: the first 16 digits of the SHA-256 of their keys, those of the newest reading last.
    pub seen: Vec<String>,
    /// How often the page of an entry could not be had.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tries: BTreeMap<String, u32>,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Feed {
    /// Takes over the keys of a whole reading, in order; of what the feed no longer has, the newest are kept. All that it
    /// has are: else they would be given again at the next reading.
    pub fn remember(&mut self, now_there: &[String]) {
        let there: std::collections::HashSet<&String> = now_there.iter().collect();
        self.seen.retain(|key| !there.contains(key));
        let too_many = self.seen.len().saturating_sub(MOST_KEYS);
        self.seen.drain(..too_many);
        self.seen.extend_from_slice(now_there);
        self.tries.retain(|key, _| !there.contains(key));
    }
}

/// What is known of all feeds, and the file that keeps it.
#[derive(Debug, Default)]
pub struct State {
    /// By address.
    pub feeds: BTreeMap<String, Feed>,
    path: Option<PathBuf>,
    /// Held open: its lock tells other runs that this one is at work.
    _lock: Option<File>,
}

#[derive(Serialize, Deserialize)]
struct OnDisk {
    format: String,
    feeds: BTreeMap<String, Feed>,
}

impl State {
    /// Reads the file, or begins anew where there is none.
    pub fn load(path: &Path) -> Result<State, Failure> {
        let shown = path.display();
        let lock_path = beside(path, ".lock");
        let lock = File::create(&lock_path).map_err(|e| cannot_write(path, &e))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let what = format!("{shown}: another `onrecord follow` is at work with this file");
                return Err(Failure::new(Exit::Storage, what).hint("end it, or give another --state FILE"));
            }
            Err(TryLockError::Error(e)) => return Err(cannot_write(path, &e)),
        }
        let feeds = match fs::read(path) {
            Ok(bytes) => parse(&bytes).map_err(|what| {
                Failure::new(Exit::Storage, format!("{shown}: this is no state of `onrecord follow`: {what}"))
                    .hint("move it away to begin anew; entries that were given before are then given again")
            })?,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(e) => {
                return Err(
                    Failure::new(Exit::Storage, format!("{shown}: this file cannot be read")).because(&e)
                );
            }
        };
        Ok(State { feeds, path: Some(path.to_owned()), _lock: Some(lock) })
    }

    /// Puts the file in place; does nothing where there is none.
    pub fn save(&self) -> Result<(), Failure> {
        let Some(path) = &self.path else { return Ok(()) };
        let on_disk = OnDisk { format: FORMAT.to_owned(), feeds: self.feeds.clone() };
        let write = || -> std::io::Result<()> {
            let part = beside(path, ".part");
            let mut file = File::create(&part)?;
            file.write_all(&serde_json::to_vec(&on_disk)?)?;
            // Without this a machine that loses power could keep the new name and not the content.
            file.sync_all()?;
            fs::rename(&part, path)?;
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            // Not every system lets a folder be opened; the rename is then as durable as it makes it.
            if let Ok(folder) = File::open(folder) {
                folder.sync_all()?;
            }
            Ok(())
        };
        write().map_err(|e| cannot_write(path, &e))
    }
}

fn parse(bytes: &[u8]) -> Result<BTreeMap<String, Feed>, String> {
    let on_disk: OnDisk = serde_json::from_slice(bytes).map_err(|e| e.to_string())?;
    match on_disk.format.as_str() {
        FORMAT => Ok(on_disk.feeds),
        other => Err(format!("its `format` is `{other}`, should be `{FORMAT}`")),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn cannot_write(path: &Path, cause: &std::io::Error) -> Failure {
    Failure::writing(&format!("{}: the state", path.display()), cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("onrecord-state-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        path
    }

    fn keys(range: std::ops::Range<usize>) -> Vec<String> {
        range.map(|n| n.to_string()).collect()
    }

    #[test]
    fn a_state_comes_back_as_it_was_and_leaves_nothing_half_done() {
        let folder = folder("back");
        let path = folder.join("news.json");
        let mut state = State::load(&path).unwrap();
        let feed = Feed {
            etag: Some("\"a\"".into()),
            not_before: "2026-11-24T10:00:00Z".parse().ok(),
            seen: keys(0..3),
            ..Feed::default()
        };
        state.feeds.insert("https://example.org/rss".into(), feed.clone());
        state.save().unwrap();
        drop(state);
        let back = State::load(&path).unwrap();
        assert_eq!(back.feeds, BTreeMap::from([("https://example.org/rss".to_owned(), feed)]));
        assert!(!folder.join("news.json.part").exists());
        let second = State::load(&path).unwrap_err().in_one_line();
        assert!(second.ends_with("another `onrecord follow` is at work with this file"), "{second}");
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_file_that_is_no_state_is_refused_and_left_alone() {
        let folder = folder("damaged");
        let path = folder.join("news.json");
        for (content, what) in [
            ("{\"format\": \"onrecord-fol", "EOF while parsing a string at line 1 column 24"),
            ("{\"format\": \"x/2\", \"feeds\": {}}", "its `format` is `x/2`, should be `onrecord-follow/1`"),
        ] {
            fs::write(&path, content).unwrap();
            let said = State::load(&path).unwrap_err().in_one_line();
            assert_eq!(said, format!("{}: this is no state of `onrecord follow`: {what}", path.display()));
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn keys_are_bounded_but_all_that_a_feed_has_are_kept() {
        let mut feed = Feed { seen: keys(0..MOST_KEYS + 10), ..Feed::default() };
        feed.remember(&keys(5..8));
        assert_eq!(feed.seen.len(), MOST_KEYS + 3);
        assert_eq!(feed.seen[..2], keys(10..12));
        assert_eq!(feed.seen[MOST_KEYS..], keys(5..8));
        let many = keys(0..MOST_KEYS * 2);
        feed.remember(&many);
        assert_eq!(feed.seen[feed.seen.len() - many.len()..], many);
    }
}
