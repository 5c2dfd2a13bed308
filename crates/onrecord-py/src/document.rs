//! One document: its JSON form and its table. Its records as Python objects are made from the JSON form, in Python.

use crate::errors::TextError;
use crate::table;
use onrecord_doc::json;
use pyo3::prelude::*;

/// A text and its records.
#[pyclass(frozen, module = "onrecord._native")]
pub struct Document {
    /// The document.
    pub document: onrecord_doc::Document,
}

#[pymethods]
impl Document {
    /// The JSON form, without a line end.
    #[pyo3(signature = (text=true))]
    fn to_json(&self, py: Python<'_>, text: bool) -> String {
        py.detach(|| json::to_string(&self.document, json::Options { text }))
    }

    /// The table that the command shows, with or without colours.
    #[pyo3(signature = (name, width=None, colour=false))]
    fn to_table(&self, py: Python<'_>, name: &str, width: Option<usize>, colour: bool) -> String {
        py.detach(|| {
            // Narrower columns hold no words; wider ones are of no use.
            let width = width.unwrap_or_else(table::width).clamp(40, 1_000);
            let shown = table::render(&self.document, name, width);
            if colour { shown } else { anstream::adapter::strip_str(&shown).to_string() }
        })
    }
}

/// The document of a JSON form.
#[pyfunction]
pub fn parse(py: Python<'_>, line: &str) -> PyResult<Document> {
    py.detach(|| json::from_str(line))
        .map(|document| Document { document })
        .map_err(|e| TextError::new_err(format!("this is not a document of format {}: {e}", json::FORMAT)))
}
