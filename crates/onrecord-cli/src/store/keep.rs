//! What keeps a store true: `onrecord correct`, `check`, `remove` and `backup`.

use super::args::{Backup, Check, Correct, Remove};
use super::{failed, open, short};
use crate::args::Common;
use crate::failure::{self, Exit, Failure};
use crate::progress::{self, Progress, count};
use onrecord_store::{Mode, Store};
use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

/// Prints a line of results.
fn print(line: &str) -> Result<(), Failure> {
    let line = format!("{line}\n");
    anstream::stdout().write_all(line.as_bytes()).map_err(|e| Failure::writing("the results", &e))
}

/// Puts one field of a record right.
pub fn correct(args: &Correct) -> Result<ExitCode, Failure> {
    let mut store = open(&args.place, Mode::Write)?;
    let told = |e| failed(&e, &args.place);
    let at = store.locate(&args.id).map_err(told)?;
    let Some((kind, n)) = at.record else {
        let what = format!("`{}` is a document; a correction is made to one of its records", args.id);
        return Err(Failure::new(Exit::Usage, what)
            .hint(format!("`onrecord find statements --document {}` lists their ids", short(&at.document))));
    };
    let id = store.record_id(&at.document, kind, n).map_err(told)?.unwrap_or_default();
    let made = store.correct(&id, &args.field, &args.to, &args.by, args.why.as_deref()).map_err(told)?;
    let line = format!("{}: {} → {}, by {}", made.field, made.old, made.new, made.person);
    print(&format!("{}  {}", made.record, crate::table::clean(&line)))?;
    Ok(ExitCode::SUCCESS)
}

/// Checks everything that a store holds.
pub fn check(args: &Check, common: &Common) -> Result<ExitCode, Failure> {
    // The search index can only be checked by a connection that may write.
    let store = match Store::open(&args.place.store, Mode::Write) {
        Err(e) if e.is_read_only() || e.is_not_openable() => {
            let store = open(&args.place, Mode::Read)?;
            failure::note(common.quiet, "the store is read-only here: its search index is not checked");
            store
        }
        other => other.map_err(|e| failed(&e, &args.place))?,
    };
    let mut progress = Progress::new(common.quiet, false);
    let report = store.check(|done, all| {
        progress.step(|elapsed| steps("document", done, all, elapsed));
    });
    progress.clear();
    let report = report.map_err(|e| failed(&e, &args.place))?;
    for problem in &report.problems {
        failure::say(&Failure::new(Exit::Partly, format!("{}: {problem}", args.place.store.display())));
    }
    for record in &report.stale_corrections {
        failure::note(
            common.quiet,
            format_args!("note: the correction of `{record}` meets no record of the newest reading"),
        );
    }
    let rows = usize::try_from(report.rows).unwrap_or(usize::MAX);
    let documents = usize::try_from(report.documents).unwrap_or(usize::MAX);
    let faults = count(report.problems.len(), "fault");
    print(&format!("checked {}, {}: {faults}", count(documents, "document"), count(rows, "record")))?;
    Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { Exit::Partly.into() })
}

/// `12 of 300 documents, 4 s left`.
pub fn steps(thing: &str, done: u64, all: u64, elapsed: Duration) -> String {
    let left = elapsed.as_secs_f64() * all.saturating_sub(done) as f64 / done.max(1) as f64;
    let left = progress::duration(Duration::from_secs_f64(left.min(1e9)));
    format!("{done} of {}, {left} left", count(usize::try_from(all).unwrap_or(usize::MAX), thing))
}

/// Takes documents out for good.
pub fn remove(args: &Remove, common: &Common) -> Result<ExitCode, Failure> {
    if args.why.trim().is_empty() {
        return Err(Failure::new(Exit::Usage, "`--why` is empty; the reason is what stays of the document"));
    }
    let mut store = open(&args.place, Mode::Write)?;
    let at = store.locate(&args.id).map_err(|e| failed(&e, &args.place))?;
    if at.record.is_some() {
        let what = format!("`{}` is a record; only whole documents are removed", args.id);
        return Err(
            Failure::new(Exit::Usage, what).hint("a wrong record is put right with `onrecord correct`")
        );
    }
    let removed = store.remove(&at.document, &args.why).map_err(|e| failed(&e, &args.place))?;
    print(&format!("{}  removed: {}", short(&removed.id), crate::table::clean(&args.why)))?;
    if !removed.purged {
        let line = "another program reads the store: the words leave the file's log when it has closed it";
        failure::note(common.quiet, line);
    }
    Ok(ExitCode::SUCCESS)
}

/// Copies a store while others use it.
pub fn backup(args: &Backup, common: &Common) -> Result<ExitCode, Failure> {
    let store = open(&args.place, Mode::Read)?;
    let mut progress = Progress::new(common.quiet, false);
    let copied =
        store.backup(&args.to, |done, all| progress.step(|elapsed| steps("page", done, all, elapsed)));
    progress.clear();
    copied.map_err(|e| {
        if e.is_there_already() {
            return Failure::new(Exit::Usage, e.to_string())
                .hint("a backup overwrites nothing; give another name");
        }
        failed(&e, &args.place)
    })?;
    let documents = store.len().map_err(|e| failed(&e, &args.place))?;
    let documents = count(usize::try_from(documents).unwrap_or(usize::MAX), "document");
    print(&format!("{}: {documents}", args.to.display()))?;
    Ok(ExitCode::SUCCESS)
}
