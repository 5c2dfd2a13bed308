//! Writes documents (JSON Lines, `onrecord read --format jsonl`) in one of the formats, as the command line does, for
//! programs of others to read back (`.ci/exports`).
//!
//! ```sh
//! cargo run -p onrecord-export --example export -- csv FOLDER FILE.jsonl…
//! cargo run -p onrecord-export --example export -- generated FILE.jsonl 40   # documents of hostile words instead
//! ```

#![expect(clippy::disallowed_methods, reason = "the library knows no files; this program is what opens them")]

use onrecord_doc::{Document, json};
use std::error::Error;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [format, out, rest @ ..] = args.as_slice() else {
        return Err("usage: export FORMAT OUT FILE.jsonl…".into());
    };
    let out = Path::new(out);
    match format.as_str() {
        "generated" => generated(out, rest.first().map_or(Ok(40), |n| n.parse())?)?,
        // How long reading the records takes by itself, to be taken off the time of a format.
        "nothing" => documents(rest, |_| Ok(()))?,
        "csv" => csv(out, rest, onrecord_export::csv::Audience::Programs)?,
        "csv-spreadsheet" => csv(out, rest, onrecord_export::csv::Audience::Spreadsheets)?,
        "parquet" => parquet(out, rest)?,
        "polecat" => polecat(out, rest)?,
        "icews" => icews(out, rest)?,
        "gdelt" => gdelt(out, rest)?,
        "plover" => plover(out, rest)?,
        "geo" => geo(out, rest)?,
        "graph" => graph(out, rest)?,
        "linked" => linked(out, rest)?,
        "annotated" => annotated(out, rest)?,
        "ics" => agenda(out, rest)?,
        other => return Err(format!("no format `{other}`").into()),
    }
    Ok(())
}

/// Calls `each` with every document of the files, one at a time.
fn documents(
    files: &[String],
    mut each: impl FnMut(&Document) -> Result<(), Box<dyn Error>>,
) -> Result<(), Box<dyn Error>> {
    for file in files {
        for line in BufReader::new(File::open(file)?).lines() {
            each(&json::from_str(&line?)?)?;
        }
    }
    Ok(())
}

/// A file in the folder, made with the folders it needs.
fn open(folder: &Path, name: &str) -> io::Result<BufWriter<File>> {
    let path: PathBuf = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    Ok(BufWriter::new(File::create(path)?))
}

fn csv(out: &Path, files: &[String], audience: onrecord_export::csv::Audience) -> Result<(), Box<dyn Error>> {
    let options = onrecord_export::csv::Options { audience, ..Default::default() };
    let mut package = onrecord_export::csv::Package::create(|name| open(out, name), options)?;
    documents(files, |doc| Ok(package.write(doc)?))?;
    let about = package.finish()?;
    Ok(open(out, "datapackage.json")?.write_all(about.as_bytes())?)
}

fn parquet(out: &Path, files: &[String]) -> Result<(), Box<dyn Error>> {
    use onrecord_export::parquet::{Lake, Options, views};
    let mut lake = Lake::create(|path: &str| open(out, path), Options::default())?;
    documents(files, |doc| Ok(lake.write(doc)?))?;
    lake.finish()?;
    Ok(open(out, "views.sql")?.write_all(views().as_bytes())?)
}

fn polecat(out: &Path, files: &[String]) -> Result<(), Box<dyn Error>> {
    let mut events = onrecord_export::polecat::Events::create(open(out, "events.txt")?, Default::default())?;
    documents(files, |doc| Ok(events.write(doc)?))?;
    told(events.finish()?)
}

fn icews(out: &Path, files: &[String]) -> Result<(), Box<dyn Error>> {
    let (rows, keys) = (open(out, "events.tab")?, open(out, "event-ids.tab")?);
    let mut events = onrecord_export::icews::Events::create(rows, keys, Default::default())?;
    documents(files, |doc| Ok(events.write(doc)?))?;
    told(events.finish()?)
}

fn gdelt(out: &Path, files: &[String]) -> Result<(), Box<dyn Error>> {
    let (rows, mentions) = (open(out, "export.CSV")?, open(out, "mentions.CSV")?);
    let keys = open(out, "event-ids.tab")?;
    let mut events = onrecord_export::gdelt::Events::create(rows, mentions, keys, Default::default())?;
    documents(files, |doc| Ok(events.write(doc)?))?;
    told(events.finish()?)
}

fn plover(out: &Path, files: &[String]) -> Result<(), Box<dyn Error>> {
    use onrecord_export::plover::{Events, everything};
    let mut events = Events::create(open(out, "events.jsonl")?, everything());
    documents(files, |doc| Ok(events.write(doc)?))?;
    told(events.finish()?)
}

/// Says what was left out, so that nobody takes the file for all events.
fn told(count: onrecord_export::coded::Count) -> Result<(), Box<dyn Error>> {
    eprintln!(
        "{} rows of {} events; left out: {} that did not happen or not yet, {} without a day",
        count.rows, count.events, count.other_status, count.dateless
    );
    Ok(())
}

/// One calendar of the agendas of all documents.
fn agenda(out: &Path, files: &[String]) -> Result<(), Box<dyn Error>> {
    use onrecord_export::ics;
    let mut entries = Vec::new();
    documents(files, |doc| {
        entries.extend(doc.agenda.iter().map(|(_, entry)| ics::event(doc, entry)));
        Ok(())
    })?;
    Ok(open(out, "agenda.ics")?.write_all(ics::calendar(&entries).as_bytes())?)
}

/// GeoJSON and KML.
fn geo(out: &Path, files: &[String]) -> Result<(), Box<dyn Error>> {
    use onrecord_export::{geo::Options, geojson, kml};
    let mut json = geojson::Writer::new(open(out, "onrecord.geojson")?, Options::default())?;
    let mut globe = kml::Writer::new(open(out, "onrecord.kml")?, Options::default())?;
    documents(files, |doc| {
        json.write(doc)?;
        Ok(globe.write(doc)?)
    })?;
    json.finish()?;
    globe.finish()?;
    Ok(())
}

/// GraphML and GEXF: the documents are gone through twice.
fn graph(out: &Path, files: &[String]) -> Result<(), Box<dyn Error>> {
    use onrecord_export::{gexf, graph::by_key, graphml};
    let mut ml = graphml::Writer::new(open(out, "onrecord.graphml")?, &by_key)?;
    let mut gephi = gexf::Writer::new(open(out, "onrecord.gexf")?, &by_key)?;
    documents(files, |doc| {
        ml.nodes(doc)?;
        Ok(gephi.nodes(doc)?)
    })?;
    documents(files, |doc| {
        ml.edges(doc)?;
        Ok(gephi.edges(doc)?)
    })?;
    ml.finish()?;
    gephi.finish()?;
    Ok(())
}

/// Web Annotation, a page a document and a line an annotation; schema.org.
fn linked(out: &Path, files: &[String]) -> Result<(), Box<dyn Error>> {
    use onrecord_export::{schemaorg, webannotation};
    let (mut pages, mut lines) = (open(out, "pages.jsonl")?, open(out, "annotations.jsonl")?);
    let mut things = open(out, "schemaorg.jsonl")?;
    documents(files, |doc| {
        let mut page = Vec::new();
        webannotation::page(doc, &mut page)?;
        // One line each, to read them one by one.
        page.retain(|b| *b != b'\n');
        page.push(b'\n');
        pages.write_all(&page)?;
        webannotation::lines(doc, &mut lines)?;
        Ok(schemaorg::write(doc, &mut things)?)
    })
}

/// TimeML, brat, CAS XMI and CoNLL-U, a file a document, numbered as they come.
fn annotated(out: &Path, files: &[String]) -> Result<(), Box<dyn Error>> {
    use onrecord_export::{brat, conllu, timeml, xmi};
    open(out, "brat/annotation.conf")?.write_all(brat::configuration().as_bytes())?;
    open(out, "xmi/TypeSystem.xml")?.write_all(xmi::type_system().as_bytes())?;
    let mut number = 0;
    documents(files, |doc| {
        number += 1;
        open(out, &format!("timeml/{number}.tml"))?.write_all(timeml::document(doc).as_bytes())?;
        open(out, &format!("brat/{number}.txt"))?.write_all(doc.text().as_bytes())?;
        let mut file = open(out, &format!("brat/{number}.ann"))?;
        brat::write(doc, &mut file)?;
        xmi::write(doc, &mut open(out, &format!("xmi/{number}.xmi"))?)?;
        // The JSON records have no tokens; these are enough to see whether the format holds.
        let mut doc = doc.clone();
        doc.tokens = tokens(doc.text());
        Ok(conllu::write(&doc, &mut open(out, &format!("conllu/{number}.conllu"))?)?)
    })
}

/// Words, marks and white space as tokens, a sentence for every ten of them; each hangs on the one before.
fn tokens(text: &str) -> onrecord_doc::Tokens {
    let mut words = onrecord_doc::Words::default();
    let mut all = Vec::new();
    let mut from = 0;
    let class = |c: char| (c.is_whitespace(), c.is_alphanumeric());
    while let Some(first) = text.get(from..).and_then(|rest| rest.chars().next()) {
        let rest = &text[from..];
        let end = rest.find(|c| class(c) != class(first)).unwrap_or(rest.len());
        let number = all.len() as u32;
        all.push(onrecord_doc::Token {
            start: from as u32,
            end: (from + end) as u32,
            lemma: words.add(&rest[..end]),
            pos: words.add("X"),
            dep: words.add("dep"),
            head: if number.is_multiple_of(10) { number } else { number - 1 },
            sent_start: number.is_multiple_of(10),
            ..Default::default()
        });
        from += end;
    }
    onrecord_doc::Tokens::new(words, all)
}

/// Documents with records of every type over texts that break things, the same ones every time.
fn generated(out: &Path, count: usize) -> Result<(), Box<dyn Error>> {
    use onrecord_doc::json::generate::{document, texts};
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let drawn = (texts(), proptest::collection::vec(any::<u32>(), 1..400));
    let mut file = BufWriter::new(File::create(out)?);
    for i in 0..count {
        let (text, draws) = drawn.new_tree(&mut runner).map_err(|e| e.to_string())?.current();
        let line = json::to_string(&document(&text, draws), json::Options::default());
        // The ids that are drawn repeat; those of a store never do.
        let mut form: serde_json::Value = serde_json::from_str(&line)?;
        form["id"] = format!("generated-{i}").into();
        writeln!(file, "{form}")?;
    }
    Ok(file.flush()?)
}
