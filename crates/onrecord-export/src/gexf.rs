//! The graph of [`crate::graph`] as GEXF 1.3, the format of Gephi, with days for its timeline.
//!
//! An edge has `start` and `end` where the days of its event are known, both of them within the span; the rest is there at
//! all times. `kind` is the type of the edge, so that Gephi does not add edges of different types up.

use crate::graph::{EDGE, Graph, Join, NODE};
use crate::rows::{Cell, Kind};
use crate::xml::{Xml, words};
use onrecord_doc::Document;
use std::io::{self, Write};

/// A graph while it is written.
pub struct Writer<'j, W: Write> {
    xml: Xml<W>,
    graph: Graph<'j>,
}

impl<'j, W: Write> Writer<'j, W> {
    /// Begins a graph whose nodes are joined across documents by `join`.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn new(out: W, join: Join<'j>) -> io::Result<Writer<'j, W>> {
        let mut xml = Xml::new(out)?;
        xml.open(
            "gexf",
            &[
                ("xmlns", "http://gexf.net/1.3"),
                ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
                ("xsi:schemaLocation", "http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd"),
                ("version", "1.3"),
            ],
        )?;
        xml.line()?;
        xml.open("meta", &[])?;
        xml.element("creator", &[], "Onrecord")?;
        xml.element("description", &[], "who did what to whom, when, on whose word")?;
        xml.close("meta")?;
        xml.line()?;
        xml.open(
            "graph",
            &[
                ("mode", "dynamic"),
                ("defaultedgetype", "directed"),
                ("idtype", "string"),
                ("timeformat", "date"),
                ("timerepresentation", "interval"),
            ],
        )?;
        for (class, attributes) in [("node", &NODE[..]), ("edge", &EDGE[..])] {
            xml.line()?;
            xml.open("attributes", &[("class", class), ("mode", "static")])?;
            for (name, kind) in attributes {
                let kind = match kind {
                    Kind::Integer => "integer",
                    Kind::Number => "double",
                    Kind::Boolean => "boolean",
                    Kind::Text | Kind::Date | Kind::Texts => "string",
                };
                xml.empty("attribute", &[("id", name), ("title", name), ("type", kind)])?;
            }
            xml.close("attributes")?;
        }
        xml.line()?;
        xml.open("nodes", &[])?;
        Ok(Writer { xml, graph: Graph::new(join) })
    }

    /// Writes the nodes of one document. Every document comes here before the first goes to [`Writer::edges`].
    ///
    /// # Errors
    ///
    /// Fails where a write does, and after the first edge.
    pub fn nodes(&mut self, doc: &Document) -> io::Result<()> {
        let xml = &mut self.xml;
        self.graph.nodes(doc, &mut |node| {
            xml.line()?;
            xml.open("node", &[("id", &node.id), ("label", &node.label)])?;
            values(xml, &NODE, &node.values)?;
            xml.close("node")
        })
    }

    /// Writes the edges of one document, whose nodes are written.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn edges(&mut self, doc: &Document) -> io::Result<()> {
        let xml = &mut self.xml;
        if !self.graph.edges_begun {
            between(xml)?;
        }
        self.graph.edges(doc, &mut |edge| {
            xml.line()?;
            let weight = edge.weight.to_string();
            let mut attributes = vec![
                ("id", edge.id.as_str()),
                ("source", edge.source),
                ("target", edge.target),
                ("kind", edge.kind),
                ("label", edge.kind),
                ("weight", &weight),
            ];
            attributes.extend(edge.start.as_deref().map(|day| ("start", day)));
            attributes.extend(edge.end.as_deref().map(|day| ("end", day)));
            xml.open("edge", &attributes)?;
            values(xml, &EDGE, &edge.values)?;
            xml.close("edge")
        })
    }

    /// Ends the graph and hands the writer back.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn finish(mut self) -> io::Result<W> {
        if !self.graph.edges_begun {
            between(&mut self.xml)?;
        }
        self.xml.line()?;
        for name in ["edges", "graph", "gexf"] {
            self.xml.close(name)?;
        }
        self.xml.finish()
    }
}

/// From the nodes to the edges.
fn between<W: Write>(xml: &mut Xml<W>) -> io::Result<()> {
    xml.line()?;
    xml.close("nodes")?;
    xml.line()?;
    xml.open("edges", &[])
}

fn values<W: Write>(xml: &mut Xml<W>, names: &[(&str, Kind)], values: &[Cell<'_>]) -> io::Result<()> {
    xml.open("attvalues", &[])?;
    for ((name, _), value) in names.iter().zip(values) {
        if let Some(value) = words(value) {
            xml.empty("attvalue", &[("for", name), ("value", &value)])?;
        }
    }
    xml.close("attvalues")
}

#[cfg(test)]
mod tests;
