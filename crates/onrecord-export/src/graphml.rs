//! The graph of [`crate::graph`] as GraphML, for networkx, igraph, yEd, Cytoscape and Gephi.
//!
//! Every edge is directed, for readers refuse a file that mixes both; `symmetric` says where the direction means nothing.

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
            "graphml",
            &[
                ("xmlns", "http://graphml.graphdrawing.org/xmlns"),
                ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
                (
                    "xsi:schemaLocation",
                    "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd",
                ),
            ],
        )?;
        let more = [("weight", Kind::Number), ("start", Kind::Text), ("end", Kind::Text)];
        for (prefix, of, attributes) in
            [("n", "node", &NODE[..]), ("e", "edge", &EDGE[..]), ("e", "edge", &more)]
        {
            for (name, kind) in attributes {
                let id = format!("{prefix}_{name}");
                let kind = match kind {
                    Kind::Integer => "int",
                    Kind::Number => "double",
                    Kind::Boolean => "boolean",
                    Kind::Text | Kind::Date | Kind::Texts => "string",
                };
                xml.line()?;
                xml.empty("key", &[("id", &id), ("for", of), ("attr.name", name), ("attr.type", kind)])?;
            }
        }
        xml.line()?;
        xml.open("graph", &[("id", "onrecord"), ("edgedefault", "directed")])?;
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
            xml.open("node", &[("id", &node.id)])?;
            for ((name, _), value) in NODE.iter().zip(&node.values) {
                data(xml, "n", name, value)?;
            }
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
        self.graph.edges(doc, &mut |edge| {
            xml.line()?;
            xml.open("edge", &[("id", &edge.id), ("source", edge.source), ("target", edge.target)])?;
            for ((name, _), value) in EDGE.iter().zip(&edge.values) {
                data(xml, "e", name, value)?;
            }
            data(xml, "e", "weight", &edge.weight.into())?;
            data(xml, "e", "start", &edge.start.as_deref().into())?;
            data(xml, "e", "end", &edge.end.as_deref().into())?;
            xml.close("edge")
        })
    }

    /// Ends the graph and hands the writer back.
    ///
    /// # Errors
    ///
    /// Fails where a write does.
    pub fn finish(mut self) -> io::Result<W> {
        self.xml.line()?;
        self.xml.close("graph")?;
        self.xml.close("graphml")?;
        self.xml.finish()
    }
}

fn data<W: Write>(xml: &mut Xml<W>, prefix: &str, name: &str, value: &Cell<'_>) -> io::Result<()> {
    match words(value) {
        Some(value) => xml.element("data", &[("key", &format!("{prefix}_{name}"))], &value),
        None => Ok(()),
    }
}

#[cfg(test)]
pub(crate) mod tests;
