//! Events and places as GeoJSON (RFC 7946), which QGIS, geopandas and every web map open.
//!
//! One `FeatureCollection`, one feature a line. Properties have the same names in every feature and are null where nothing
//! is known; [`crate::geo`] says what is a dot and what is not.

use crate::geo::{self, Options};
use crate::json::Fields;
use crate::rows::Facts;
use onrecord_doc::Document;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Feature<'a> {
    r#type: &'static str,
    id: &'a str,
    geometry: Option<Point>,
    properties: Fields<'a>,
}

#[derive(Serialize)]
struct Point {
    r#type: &'static str,
    coordinates: [f64; 2],
}

/// A collection while it is written; memory does not grow with the documents.
pub struct Writer<W: Write> {
    out: W,
    options: Options,
    features: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a collection.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn new(mut out: W, options: Options) -> io::Result<Writer<W>> {
        out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(Writer { out, options, features: 0 })
    }

    /// Writes the events and places of one document.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn write(&mut self, doc: &Document) -> io::Result<()> {
        let facts = Facts::of(doc);
        let (out, features) = (&mut self.out, &mut self.features);
        geo::items(&facts, self.options, &mut |item| {
            out.write_all(if *features == 0 { b"\n" } else { b",\n" })?;
            *features += 1;
            let feature = Feature {
                r#type: "Feature",
                id: &item.id,
                geometry: item.point.map(|(lon, lat)| Point { r#type: "Point", coordinates: [lon, lat] }),
                properties: Fields(&item.fields),
            };
            Ok(serde_json::to_writer(&mut *out, &feature)?)
        })
    }

    /// Ends the collection and hands the writer back.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()?;
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests;
