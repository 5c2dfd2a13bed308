//! Records as UIMA CAS XMI 1.0 with a type system, for INCEpTION, WebAnno and UIMA pipelines.
//!
//! Offsets are UTF-16 code units, as Java counts: an emoji is two. Sentences, tokens (where the document has them) and
//! mentions have the types of DKPro Core, which INCEpTION shows at once; every other record type is a custom span layer
//! (`webanno.custom.Statement`) whose features are the columns of [`crate::rows`], in words. The parts of statements, events
//! and relations are slots: links with a role to the words that name the party. INCEpTION knows no broken spans: words in
//! several stretches are as many annotations, numbered by `part` of `parts`.
//!
//! Characters that XML cannot hold become U+FFFD, one unit for one. Source: UIMA Tools Guide, *XMI CAS Serialization*;
//! INCEpTION user guide, *Formats*.

use crate::rows::{Facts, Table, id};
use crate::xml::{Xml, words};
use onrecord_doc::{Document, Role, Spans};
use std::collections::HashMap;
use std::io::{self, Write};

/// Tables that are custom layers, with the name of the type.
const LAYERS: [(&str, &str); 9] = [
    ("statements", "Statement"),
    ("events", "Event"),
    ("claims", "Claim"),
    ("relations", "Relation"),
    ("agenda", "Agenda"),
    ("times", "Time"),
    ("places", "Place"),
    ("quantities", "Quantity"),
    ("findings", "Finding"),
];

/// Types with slots.
const WITH_SLOTS: [&str; 3] = ["Statement", "Event", "Relation"];

const SEGMENTATION: &str = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type";
const METADATA: &str = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type";
const NER: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type";
const CUSTOM: &str = "webanno.custom";

/// The number of the text, first of all elements.
const SOFA: &str = "1";

/// The columns of a table that are features, with the feature's name.
fn features(table: &'static Table) -> impl Iterator<Item = (usize, &'static str)> {
    // Java has `getType` of its own, and an annotation its offsets.
    let name = |column: &'static str| match column {
        "type" => Some("label"),
        "id" => Some("record"),
        "document" | "published" | "publisher" | "url" | "start" | "end" | "quote" | "spans" => None,
        other => Some(other),
    };
    table.columns.iter().enumerate().filter_map(move |(i, c)| Some((i, name(c.name)?)))
}

/// The type system of these files (`TypeSystem.xml`).
pub fn type_system() -> String {
    let mut out = Vec::new();
    // Writing to memory cannot fail.
    if write_types(&mut out).is_err() {
        out.clear();
    }
    String::from_utf8(out).unwrap_or_default()
}

fn write_types(out: &mut Vec<u8>) -> io::Result<()> {
    let mut xml = Xml::new(out)?;
    xml.open("typeSystemDescription", &[("xmlns", "http://uima.apache.org/resourceSpecifier")])?;
    xml.element("name", &[], "Onrecord")?;
    xml.element("version", &[], "1.0")?;
    xml.open("types", &[])?;
    let string = |name: &'static str| (name, "uima.cas.String", None);
    let annotation = "uima.tcas.Annotation";
    let meta = ["documentTitle", "documentId", "documentUri"].map(string);
    one_type(&mut xml, &format!("{METADATA}.DocumentMetaData"), "uima.tcas.DocumentAnnotation", &meta)?;
    for name in ["Sentence", "Token"] {
        one_type(&mut xml, &format!("{SEGMENTATION}.{name}"), annotation, &[])?;
    }
    one_type(&mut xml, &format!("{NER}.NamedEntity"), annotation, &["value", "identifier"].map(string))?;
    let party = ["record", "name", "country", "category"].map(string);
    one_type(&mut xml, &format!("{CUSTOM}.Part"), annotation, &party)?;
    let target = format!("{CUSTOM}.Part");
    let link = [string("role"), ("target", target.as_str(), None)];
    one_type(&mut xml, &format!("{CUSTOM}.PartLink"), "uima.cas.TOP", &link)?;
    let link = format!("{CUSTOM}.PartLink");
    for (table, name) in LAYERS {
        let Some(table) = Table::find(table) else { continue };
        let mut all: Vec<_> = features(table).map(|(_, name)| string(name)).collect();
        all.extend([("part", "uima.cas.Integer", None), ("parts", "uima.cas.Integer", None)]);
        if WITH_SLOTS.contains(&name) {
            all.push(("slots", "uima.cas.FSArray", Some(link.as_str())));
        }
        one_type(&mut xml, &format!("{CUSTOM}.{name}"), annotation, &all)?;
    }
    xml.close("types")?;
    xml.close("typeSystemDescription")?;
    xml.finish()?;
    Ok(())
}

/// Name, type, and type of the elements of a list.
type Feature<'a> = (&'static str, &'a str, Option<&'a str>);

fn one_type(
    xml: &mut Xml<&mut Vec<u8>>,
    name: &str,
    above: &str,
    features: &[Feature<'_>],
) -> io::Result<()> {
    xml.line()?;
    xml.open("typeDescription", &[])?;
    xml.element("name", &[], name)?;
    xml.element("description", &[], "")?;
    xml.element("supertypeName", &[], above)?;
    xml.open("features", &[])?;
    for (name, range, elements) in features {
        xml.open("featureDescription", &[])?;
        xml.element("name", &[], name)?;
        xml.element("description", &[], "")?;
        xml.element("rangeTypeName", &[], range)?;
        if let Some(elements) = elements {
            xml.element("elementType", &[], elements)?;
        }
        xml.close("featureDescription")?;
    }
    xml.close("features")?;
    xml.close("typeDescription")
}

/// Writes a document.
///
/// # Errors
///
/// Fails where a write does.
pub fn write(doc: &Document, out: &mut impl Write) -> io::Result<()> {
    let facts = Facts::of(doc);
    let ecore = |package: &str| format!("http:///{}.ecore", package.replace('.', "/"));
    let (segmentation, metadata, ner, custom) =
        (ecore(SEGMENTATION), ecore(METADATA), ecore(NER), ecore(CUSTOM));
    let mut xml = Xml::new(out)?;
    xml.open(
        "xmi:XMI",
        &[
            ("xmlns:xmi", "http://www.omg.org/XMI"),
            ("xmlns:cas", "http:///uima/cas.ecore"),
            ("xmlns:segmentation", &segmentation),
            ("xmlns:metadata", &metadata),
            ("xmlns:ner", &ner),
            ("xmlns:custom", &custom),
            ("xmi:version", "2.0"),
        ],
    )?;
    xml.line()?;
    xml.empty("cas:NULL", &[("xmi:id", "0")])?;
    let units = Units::new(doc.text());
    let mut cas = Cas { xml, facts: &facts, units, last: 1, members: Vec::new(), parties: HashMap::new() };
    cas.document()?;
    cas.plain()?;
    for (table, name) in LAYERS {
        if let Some(table) = Table::find(table) {
            cas.layer(table, name)?;
        }
    }
    cas.finish()
}

struct Cas<'a, W: Write> {
    xml: Xml<W>,
    facts: &'a Facts<'a>,
    units: Units<'a>,
    /// The last number given.
    last: usize,
    /// The annotations in the index.
    members: Vec<usize>,
    /// The annotations of the words of a party.
    parties: HashMap<PartyKey, Vec<usize>>,
}

/// The words of a party and the number of its entity: the same for one party in one place.
type PartyKey = (Spans, Option<usize>);

impl<W: Write> Cas<'_, W> {
    fn next(&mut self) -> usize {
        self.last += 1;
        self.last
    }

    /// One annotation over bytes of the text; features that are not known are left out.
    fn annotation(&mut self, name: &str, from: usize, to: usize, more: &[(&str, &str)]) -> io::Result<usize> {
        let number = self.next();
        self.members.push(number);
        let (id, begin, end) =
            (number.to_string(), self.units.at(from).to_string(), self.units.at(to).to_string());
        let mut attributes = vec![("xmi:id", id.as_str()), ("sofa", SOFA), ("begin", &begin), ("end", &end)];
        attributes.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        self.xml.line()?;
        self.xml.empty(name, &attributes)?;
        Ok(number)
    }

    fn document(&mut self) -> io::Result<()> {
        let doc = self.facts.doc;
        let more = [
            ("language", doc.language.as_deref().unwrap_or("x-unspecified")),
            ("documentTitle", doc.input().title.as_deref().unwrap_or_default()),
            ("documentId", self.facts.id.as_str()),
            ("documentUri", doc.input().url.as_deref().unwrap_or_default()),
        ];
        self.annotation("metadata:DocumentMetaData", 0, doc.text().len(), &more)?;
        Ok(())
    }

    /// Sentences, tokens and mentions.
    fn plain(&mut self) -> io::Result<()> {
        let doc = self.facts.doc;
        for (_, entry) in doc.sentences.iter() {
            let hull = entry.at.hull();
            self.annotation("segmentation:Sentence", hull.start(), hull.end(), &[])?;
        }
        for i in 0..doc.tokens.len() {
            let span = doc.tokens.span(i);
            if !doc.quote(span).trim().is_empty() {
                self.annotation("segmentation:Token", span.start(), span.end(), &[])?;
            }
        }
        for (_, entry) in doc.mentions.iter() {
            let entity = entry.value.entity.and_then(|e| doc.entities.find(e)).map(|e| &e.value);
            let item = entity.and_then(|e| crate::iri::wikidata(e.wikidata.as_deref()?));
            let more =
                [("value", entry.value.kind.name()), ("identifier", item.as_deref().unwrap_or_default())];
            for span in entry.at.iter() {
                self.annotation("ner:NamedEntity", span.start(), span.end(), &more)?;
            }
        }
        Ok(())
    }

    /// The records of a table.
    fn layer(&mut self, table: &'static Table, name: &str) -> io::Result<()> {
        let facts = self.facts;
        let mut records = records(facts.doc, name).into_iter();
        let mut result = Ok(());
        table.rows(facts, &mut |row| {
            if let (Ok(()), Some(record)) = (&result, records.next()) {
                let features: Vec<(&str, String)> = features(table)
                    .filter_map(|(i, name)| Some((name, words(&row[i])?.into_owned())))
                    .collect();
                result = self.record(name, &features, &record);
            }
        });
        result
    }

    fn record(&mut self, name: &str, features: &[(&str, String)], record: &Record<'_>) -> io::Result<()> {
        let parts = record.at.as_slice().len();
        for (i, span) in record.at.iter().enumerate() {
            let mut links = Vec::new();
            // The first stretch has the slots.
            for (role, party) in record.parties.iter().filter(|_| i == 0) {
                for target in self.party(party)? {
                    let (link, target) = (self.next(), target.to_string());
                    let id = link.to_string();
                    self.xml.line()?;
                    self.xml
                        .empty("custom:PartLink", &[("xmi:id", &id), ("role", role), ("target", &target)])?;
                    links.push(id);
                }
            }
            let (part, parts, links) = ((i + 1).to_string(), parts.to_string(), links.join(" "));
            let mut more: Vec<(&str, &str)> =
                features.iter().map(|(name, value)| (*name, value.as_str())).collect();
            more.extend([("part", part.as_str()), ("parts", &parts), ("slots", &links)]);
            self.annotation(&format!("custom:{name}"), span.start(), span.end(), &more)?;
        }
        Ok(())
    }

    /// The annotations of a party's words, made where they are first asked for.
    fn party(&mut self, role: &Role) -> io::Result<Vec<usize>> {
        let Some(at) = &role.at else { return Ok(Vec::new()) };
        let key = (at.clone(), role.entity.map(|e| e.index()));
        if let Some(known) = self.parties.get(&key) {
            return Ok(known.clone());
        }
        let facts = self.facts;
        let entity = facts.entity(role);
        let record = role.entity.map(|e| id('e', e)).unwrap_or_default();
        let name = facts.name(role).unwrap_or_default();
        let more = [
            ("record", record.as_str()),
            ("name", &name),
            ("country", entity.and_then(|e| e.country.as_deref()).unwrap_or_default()),
            ("category", entity.map_or("", |e| e.kind.name())),
        ];
        let made: Vec<usize> = at
            .iter()
            .map(|span| self.annotation("custom:Part", span.start(), span.end(), &more))
            .collect::<io::Result<_>>()?;
        self.parties.insert(key, made.clone());
        Ok(made)
    }

    /// The text and the index.
    fn finish(mut self) -> io::Result<()> {
        let text = self.facts.doc.text();
        self.xml.line()?;
        let sofa =
            [("xmi:id", SOFA), ("sofaNum", "1"), ("sofaID", "_InitialView"), ("mimeType", "text/plain")];
        let mut sofa = sofa.to_vec();
        sofa.push(("sofaString", text));
        self.xml.empty("cas:Sofa", &sofa)?;
        let members: Vec<String> = self.members.iter().map(usize::to_string).collect();
        self.xml.line()?;
        self.xml.empty("cas:View", &[("sofa", SOFA), ("members", &members.join(" "))])?;
        self.xml.line()?;
        self.xml.close("xmi:XMI")?;
        self.xml.finish()?;
        Ok(())
    }
}

/// What an annotation needs besides the row.
struct Record<'d> {
    at: &'d Spans,
    parties: Vec<(&'static str, &'d Role)>,
}

/// The records of a type, in the order of the rows.
fn records<'d>(doc: &'d Document, name: &str) -> Vec<Record<'d>> {
    fn all<T>(layer: &onrecord_doc::Layer<T>) -> Vec<Record<'_>> {
        layer.iter().map(|(_, e)| Record { at: &e.at, parties: Vec::new() }).collect()
    }
    match name {
        "Statement" => doc
            .statements
            .iter()
            .map(|(_, e)| {
                let s = &e.value;
                let parts = [
                    ("source", &s.source),
                    ("cue", &s.cue),
                    ("content", &s.content),
                    ("addressee", &s.addressee),
                    ("channel", &s.channel),
                ];
                let parties =
                    parts.into_iter().filter_map(|(name, role)| Some((name, role.as_ref()?))).collect();
                Record { at: &e.at, parties }
            })
            .collect(),
        "Event" => doc
            .events
            .iter()
            .map(|(_, e)| {
                let actors = e.value.actors.iter().map(|r| ("actor", r));
                let parties = actors.chain(e.value.recipients.iter().map(|r| ("recipient", r))).collect();
                Record { at: &e.at, parties }
            })
            .collect(),
        "Relation" => doc
            .relations
            .iter()
            .map(|(_, e)| Record {
                at: &e.at,
                parties: vec![("subject", &e.value.subject), ("object", &e.value.object)],
            })
            .collect(),
        "Claim" => all(&doc.claims),
        "Agenda" => all(&doc.agenda),
        "Time" => all(&doc.times),
        "Place" => all(&doc.places),
        "Quantity" => all(&doc.quantities),
        "Finding" => all(&doc.findings),
        _ => Vec::new(),
    }
}

/// The way from bytes to UTF-16 code units of a text.
///
/// The units before every `STRIDE`-th byte are remembered, so that a look-up costs at most that many bytes.
struct Units<'a> {
    text: &'a str,
    /// Byte on a character boundary, units before it.
    marks: Vec<(usize, usize)>,
}

const STRIDE: usize = 256;

impl<'a> Units<'a> {
    fn new(text: &'a str) -> Units<'a> {
        let mut marks = vec![(0, 0)];
        let (mut units, mut next) = (0, STRIDE);
        for (byte, c) in text.char_indices() {
            if byte >= next {
                marks.push((byte, units));
                next = byte + STRIDE;
            }
            units += c.len_utf16();
        }
        Units { text, marks }
    }

    fn at(&self, byte: usize) -> usize {
        let mark = self.marks.partition_point(|m| m.0 <= byte).saturating_sub(1);
        let (from, units) = self.marks[mark];
        units + self.text.get(from..byte).map_or(0, |s| s.chars().map(char::len_utf16).sum())
    }
}

#[cfg(test)]
mod tests;
