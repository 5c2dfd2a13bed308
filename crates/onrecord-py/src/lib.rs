//! The native half of the Python package `onrecord`: reading texts, batches of them, models and stores.
//!
//! What is only convenience (records as objects, casts of columns, fetching a model with pip) is plain Python in
//! `python/onrecord`; here is what needs Rust. Everything that takes time lets go of the interpreter. Errors are the
//! exceptions of `onrecord.errors`.
//!
//! - [`reader`]: one text in, one document out
//! - [`batch`]: many texts in, their records as columns out; [`columns`] is how rows become columns
//! - [`unread`]: which texts are not read, and why, as the command has it
//! - [`models`]: the models that are known by name
//! - [`store`]: documents and rows of a store

mod batch;
mod columns;
mod document;
mod errors;
mod models;
mod reader;
mod store;
mod unread;

// The command's own table and its own judgement of languages, so that there is one of each. They know nothing of the
// command; a crate for two files would be one more thing to know.
#[path = "../../onrecord-cli/src/language.rs"]
mod language;
#[path = "../../onrecord-cli/src/table.rs"]
#[expect(dead_code, reason = "the command shows single parts of a table, too")]
mod table;

use pyo3::prelude::*;

/// The module `onrecord._native`.
#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("FORMAT", onrecord_doc::json::FORMAT)?;
    module.add("SCHEMA", columns::SCHEMA)?;
    module.add_class::<reader::Reader>()?;
    module.add_class::<document::Document>()?;
    module.add_class::<store::Store>()?;
    module.add_function(wrap_pyfunction!(batch::schema, module)?)?;
    module.add_function(wrap_pyfunction!(batch::columns, module)?)?;
    module.add_function(wrap_pyfunction!(models::known, module)?)?;
    module.add_function(wrap_pyfunction!(models::install, module)?)?;
    module.add_function(wrap_pyfunction!(models::check, module)?)?;
    module.add_function(wrap_pyfunction!(document::parse, module)?)
}
