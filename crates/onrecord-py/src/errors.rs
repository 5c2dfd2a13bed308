//! Errors of the crates below as the exceptions of `onrecord.errors`, with their causes and hints.

use pyo3::PyErr;
use std::error::Error;

pyo3::import_exception!(onrecord.errors, DataError);
pyo3::import_exception!(onrecord.errors, ModelError);
pyo3::import_exception!(onrecord.errors, StoreError);
pyo3::import_exception!(onrecord.errors, TextError);

/// Message, causes and hints, each in a line of its own.
pub fn told(message: &str, cause: Option<&(dyn Error + 'static)>, hints: &[&str]) -> String {
    let mut out = message.to_owned();
    let mut next = cause;
    while let Some(error) = next {
        let said = error.to_string();
        // Many errors repeat their source in their own message.
        if !out.ends_with(&said) {
            out += &format!("\nbecause: {said}");
        }
        next = error.source();
    }
    for hint in hints {
        out += &format!("\nhint: {hint}");
    }
    out
}

/// A model that cannot be had or is damaged.
pub fn model(error: &onrecord_lang::Error) -> PyErr {
    // The hints of the library name the command.
    let hint = error.hint().map(|h| h.replace("onrecord models fetch", "python -m onrecord fetch"));
    let hints: Vec<&str> = hint.iter().map(String::as_str).collect();
    ModelError::new_err(told(&error.to_string(), error.source(), &hints))
}

/// Data or weights that cannot be read: every fault in a line.
pub fn data(error: &onrecord::Error) -> PyErr {
    let all: Vec<String> = error.findings().iter().map(ToString::to_string).collect();
    DataError::new_err(if all.is_empty() { error.to_string() } else { all.join("\n") })
}

/// A store that cannot be opened or read.
pub fn store(error: &onrecord_store::Error) -> PyErr {
    StoreError::new_err(told(&error.to_string(), error.source(), &[]))
}
