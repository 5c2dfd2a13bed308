//! The store as a caller sees it, and the faults that it must stand: processes killed at any time, files cut and flipped,
//! disks that are full, documents in any order. Counts are those for every change; the variables that `.ci/nightly` sets
//! raise them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod basics;
mod damage;
mod full;
mod keeping;
mod kill;
mod order;
mod page;
mod reports;
mod schema;
mod search;
mod versions;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder for the test")
}

/// How often to do something: `usual`, unless the variable says otherwise.
fn times(variable: &str, usual: usize) -> usize {
    std::env::var(variable).ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}
