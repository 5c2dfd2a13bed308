//! Events and places as KML 2.2, for Google Earth and other globes.
//!
//! Every event that is dated has a `TimeSpan`; `ExtendedData` holds the same properties as GeoJSON. How precise a place is
//! shows in its style: `#site` and `#city` are small dots, `#region` is large and pale, `#country` larger and paler still.
//! [`crate::geo`] says what is a dot and what is not.

use crate::geo::{self, Item, Options};
use crate::rows::Facts;
use crate::xml::{Xml, words};
use onrecord_doc::Document;
use std::io::{self, Write};

/// Style, size of the dot and colour (alpha, blue, green, red).
const STYLES: [(&str, &str, &str); 4] = [
    ("site", "0.7", "ff1400ff"),
    ("city", "0.9", "ff1478ff"),
    ("region", "2.0", "7f14b4ff"),
    ("country", "3.5", "3f808080"),
];

/// A file while it is written; memory does not grow with the documents.
pub struct Writer<W: Write> {
    xml: Xml<W>,
    options: Options,
}

impl<W: Write> Writer<W> {
    /// Begins a file.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn new(out: W, options: Options) -> io::Result<Writer<W>> {
        let mut xml = Xml::new(out)?;
        xml.open("kml", &[("xmlns", "http://www.opengis.net/kml/2.2")])?;
        xml.open("Document", &[])?;
        xml.element("name", &[], "Onrecord: events and places")?;
        for (style, size, colour) in STYLES {
            xml.line()?;
            xml.open("Style", &[("id", style)])?;
            xml.open("IconStyle", &[])?;
            xml.element("color", &[], colour)?;
            xml.element("scale", &[], size)?;
            xml.open("Icon", &[])?;
            xml.element("href", &[], "http://maps.google.com/mapfiles/kml/shapes/shaded_dot.png")?;
            for name in ["Icon", "IconStyle", "Style"] {
                xml.close(name)?;
            }
        }
        Ok(Writer { xml, options })
    }

    /// Writes the events and places of one document.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn write(&mut self, doc: &Document) -> io::Result<()> {
        let facts = Facts::of(doc);
        let xml = &mut self.xml;
        geo::items(&facts, self.options, &mut |item| placemark(xml, item))
    }

    /// Ends the file and hands the writer back.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn finish(mut self) -> io::Result<W> {
        self.xml.line()?;
        self.xml.close("Document")?;
        self.xml.close("kml")?;
        self.xml.finish()
    }
}

/// The order of the elements is the schema's.
fn placemark<W: Write>(xml: &mut Xml<W>, item: &Item<'_>) -> io::Result<()> {
    xml.line()?;
    xml.open("Placemark", &[])?;
    xml.element("name", &[], &item.title)?;
    let quote = item.fields.iter().find(|(name, _)| *name == "quote").and_then(|(_, cell)| words(cell));
    // A globe shows a description as HTML: the words are escaped for that first.
    let html = quick_xml::escape::escape(quote.unwrap_or_default());
    xml.element("description", &[], &html)?;
    if item.start.is_some() || item.end.is_some() {
        xml.open("TimeSpan", &[])?;
        for (name, day) in [("begin", item.start), ("end", item.end)] {
            if let Some(day) = day {
                xml.element(name, &[], &day.to_string())?;
            }
        }
        xml.close("TimeSpan")?;
    }
    xml.element("styleUrl", &[], &format!("#{}", item.level))?;
    xml.open("ExtendedData", &[])?;
    xml.open("Data", &[("name", "id")])?;
    xml.element("value", &[], &item.id)?;
    xml.close("Data")?;
    for (name, cell) in &item.fields {
        if let Some(value) = words(cell) {
            xml.open("Data", &[("name", name)])?;
            xml.element("value", &[], &value)?;
            xml.close("Data")?;
        }
    }
    xml.close("ExtendedData")?;
    if let Some((lon, lat)) = item.point {
        xml.open("Point", &[])?;
        xml.element("coordinates", &[], &format!("{lon},{lat}"))?;
        xml.close("Point")?;
    }
    xml.close("Placemark")
}

#[cfg(test)]
mod tests;
