//! The tables and examples of `docs/exports.md` and `docs/exports-annotations.md` are made here, from the definitions and
//! from one small report. `UPDATE=1`
//! writes them anew; read the difference before you keep it.
#![expect(clippy::disallowed_methods, reason = "the library knows no files; this test compares one")]
#![expect(clippy::unwrap_used, reason = "in a test a panic is the way to fail")]

use onrecord_doc::{Document, json};
use onrecord_export::rows::{Column, Kind, TABLES};
use onrecord_export::{
    brat, csv, gdelt, geo, geojson, gexf, graph, icews, parquet, plover, polecat, schemaorg, timeml,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;
use std::rc::Rc;

#[test]
fn the_page_on_exports_shows_what_is_written() {
    let doc = border();
    let examples = [
        ("text", format!("```text\n{}\n```\n", doc.text().trim_end())),
        ("csv", csv_example(&doc)),
        ("parquet", parquet_example(&doc)),
        ("polecat", polecat_example(&doc)),
        ("icews", icews_example(&doc)),
        ("gdelt", gdelt_example(&doc)),
        ("plover", plover_example(&doc)),
        ("columns", columns()),
    ];
    compare("exports.md", &examples);
}

#[test]
fn the_page_on_maps_graphs_and_annotations_shows_what_is_written() {
    let doc = border();
    let examples = [
        ("geojson", geojson_example(&doc)),
        ("gexf", gexf_example(&doc)),
        ("schemaorg", schemaorg_example(&doc)),
        ("timeml", format!("```xml\n{}```\n", timeml::document(&doc))),
        ("brat", brat_example(&doc)),
    ];
    compare("exports-annotations.md", &examples);
}

fn border() -> Document {
    json::from_str(include_str!("border.jsonl").trim_end()).unwrap()
}

/// Every example stands on the page as it is made here, and the page has no other.
fn compare(name: &str, examples: &[(&str, String)]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    let page = std::fs::read_to_string(&path).unwrap();
    let mut written = page.clone();
    for (name, text) in examples {
        let (before, rest) =
            written.split_once(&format!("<!-- made: {name} -->\n")).unwrap_or_else(|| panic!("no `{name}`"));
        let (_, after) = rest.split_once("<!-- end -->").unwrap();
        written = format!("{before}<!-- made: {name} -->\n{text}<!-- end -->{after}");
    }
    assert_eq!(page.matches("<!-- made: ").count(), examples.len());
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert!(
        page == written,
        "docs/{name} is out of date; `UPDATE=1 cargo test -p onrecord-export` writes it anew"
    );
}

/// A file in memory that is still there when its writer is gone.
#[derive(Clone, Default)]
struct Shared(Rc<RefCell<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn csv_example(doc: &Document) -> String {
    let mut files: BTreeMap<String, Shared> = BTreeMap::new();
    let open = |name: &str| Ok(files.entry(name.to_owned()).or_default().clone());
    let mut package = csv::Package::create(open, csv::Options::default()).unwrap();
    package.write(doc).unwrap();
    let about: serde_json::Value = serde_json::from_str(&package.finish().unwrap()).unwrap();
    let (mut out, mut empty) = (String::from("\n```text\n"), Vec::new());
    for resource in about["resources"].as_array().unwrap() {
        let (path, rows) = (resource["path"].as_str().unwrap(), resource["rows"].as_u64().unwrap());
        if rows == 0 {
            empty.push(format!("`{path}`"));
        } else {
            let _ = writeln!(out, "{path:<24}{rows:>3} rows");
        }
    }
    out.insert_str(0, &format!("Empty here: {}. The others:\n", empty.join(", ")));
    out.push_str("```\n\nA row of `statements.csv`, cells that are empty left out:\n\n```text\n");
    let bytes = files["statements.csv"].0.borrow();
    let text = String::from_utf8(bytes.clone()).unwrap();
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().unwrap().clone();
    let row = reader.records().nth(2).unwrap().unwrap();
    show(&mut out, names.iter().zip(row.iter()));
    out + "```\n"
}

/// Names and values below each other.
fn show<'v>(out: &mut String, cells: impl Iterator<Item = (&'v str, &'v str)>) {
    for (name, value) in cells.filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(out, "{name:<26}{value}");
    }
}

fn parquet_example(doc: &Document) -> String {
    let paths = RefCell::new(Vec::new());
    let open = |path: &str| {
        paths.borrow_mut().push(path.to_owned());
        Ok(io::sink())
    };
    let mut lake = parquet::Lake::create(open, parquet::Options::default()).unwrap();
    lake.write(doc).unwrap();
    let rows: BTreeMap<&str, u64> = lake.finish().unwrap().into_iter().collect();
    let mut out = "```text\n".to_owned();
    let mut all = paths.into_inner();
    all.sort();
    for path in
        all.iter().filter(|p| p.starts_with("events") || p.starts_with("offices") || p.starts_with("st"))
    {
        let table = path.split('/').next().unwrap();
        let _ = writeln!(out, "{path:<56}{:>3} rows", rows[table]);
    }
    out + "…\nviews.sql\n```\n"
}

fn lines(shared: &Shared) -> Vec<Vec<String>> {
    let text = String::from_utf8(shared.0.borrow().clone()).unwrap();
    text.lines().map(|l| l.split('\t').map(str::to_owned).collect()).collect()
}

fn names(columns: &[Column]) -> Vec<&'static str> {
    columns.iter().map(|c| c.name).collect()
}

fn polecat_example(doc: &Document) -> String {
    let file = Shared::default();
    let mut events = polecat::Events::create(file.clone(), Default::default()).unwrap();
    events.write(doc).unwrap();
    let count = events.finish().unwrap();
    let rows = lines(&file);
    let mut out = format!(
        "{} events of the report, {} left out: it is planned. The first, without the columns that are `None`:\n\n```text\n",
        count.events, count.other_status
    );
    let known = rows[1].iter().map(|v| if v == "None" { "" } else { v });
    show(&mut out, rows[0].iter().map(String::as_str).zip(known));
    out + "```\n"
}

fn icews_example(doc: &Document) -> String {
    let (file, keys) = (Shared::default(), Shared::default());
    let mut events = icews::Events::create(file.clone(), keys.clone(), Default::default()).unwrap();
    events.write(doc).unwrap();
    events.finish().unwrap();
    let rows = lines(&file);
    let mut out =
        "The first row, without empty cells, and its line in `event-ids.tab`:\n\n```text\n".to_owned();
    show(&mut out, rows[0].iter().zip(&rows[1]).map(|(a, b)| (a.as_str(), b.as_str())));
    let keys = lines(&keys);
    let _ = writeln!(out, "\n{}\n{}", keys[0].join("\t"), keys[1].join("\t"));
    out + "```\n"
}

fn gdelt_example(doc: &Document) -> String {
    let (file, mentions) = (Shared::default(), Shared::default());
    let mut events =
        gdelt::Events::create(file.clone(), mentions.clone(), io::sink(), Default::default()).unwrap();
    events.write(doc).unwrap();
    events.finish().unwrap();
    let mut out = "The first event and its mention, without empty cells:\n\n```text\n".to_owned();
    for (file, columns) in [(file, gdelt::EVENTS), (mentions, gdelt::MENTIONS)] {
        let row = &lines(&file)[0];
        show(&mut out, names(columns).into_iter().zip(row.iter().map(String::as_str)));
        out.push('\n');
    }
    out.trim_end().to_owned() + "\n```\n"
}

fn plover_example(doc: &Document) -> String {
    let file = Shared::default();
    let mut events = plover::Events::create(file.clone(), plover::everything());
    events.write(doc).unwrap();
    events.finish().unwrap();
    let text = String::from_utf8(file.0.borrow().clone()).unwrap();
    let record: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    format!(
        "The meeting, which is to come:\n\n```json\n{}\n```\n",
        serde_json::to_string_pretty(&record).unwrap()
    )
}

fn geojson_example(doc: &Document) -> String {
    let mut map = geojson::Writer::new(Vec::new(), geo::Options::default()).unwrap();
    map.write(doc).unwrap();
    let all: serde_json::Value = serde_json::from_slice(&map.finish().unwrap()).unwrap();
    let first = serde_json::to_string_pretty(&all["features"][0]).unwrap();
    format!("The first feature, the talks that are planned:\n\n```json\n{first}\n```\n")
}

fn gexf_example(doc: &Document) -> String {
    let mut network = gexf::Writer::new(Vec::new(), &graph::by_key).unwrap();
    network.nodes(doc).unwrap();
    network.edges(doc).unwrap();
    let text = String::from_utf8(network.finish().unwrap()).unwrap();
    let edge = text.lines().find(|line| line.starts_with("<edge ")).unwrap();
    let edge = edge.replace("<attvalue ", "\n  <attvalue ");
    format!("An edge of the GEXF, its line broken here at every value:\n\n```xml\n{edge}\n```\n")
}

fn schemaorg_example(doc: &Document) -> String {
    let mut out = Vec::new();
    schemaorg::write(doc, &mut out).unwrap();
    let all: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let said = all["@graph"].as_array().unwrap().iter().find(|thing| thing.get("creator").is_some()).unwrap();
    format!("```json\n{}\n```\n", serde_json::to_string_pretty(said).unwrap())
}

fn brat_example(doc: &Document) -> String {
    let mut out = Vec::new();
    brat::write(doc, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let from = text.lines().position(|line| line.contains("\tStatement ")).unwrap();
    let lines: Vec<&str> = text.lines().skip(from).take(6).collect();
    format!("The first statement in the `.ann`:\n\n```text\n{}\n```\n", lines.join("\n"))
}

/// Every table of columns.
fn columns() -> String {
    let mut out = String::new();
    for table in TABLES {
        let _ = write!(out, "### `{}`\n\nA row is {}. Key: ", table.name, table.about);
        let key: Vec<String> = table.key.iter().map(|k| format!("`{k}`")).collect();
        let _ = writeln!(out, "{}.\n", key.join(", "));
        let to = |name: &str| table.links.iter().find(|(from, _)| *from == name).map(|(_, to)| *to);
        table_of(&mut out, table.columns, to);
    }
    for (name, all) in [
        ("POLECAT", polecat::COLUMNS),
        ("ICEWS", icews::COLUMNS),
        ("GDELT events", gdelt::EVENTS),
        ("GDELT mentions", gdelt::MENTIONS),
    ] {
        let _ = writeln!(out, "### {name}\n");
        table_of(&mut out, all, |_| None);
    }
    out
}

fn table_of(out: &mut String, columns: &[Column], to: impl Fn(&str) -> Option<&'static str>) {
    out.push_str("| column | type | what it is |\n|---|---|---|\n");
    for c in columns {
        let kind = match c.kind {
            Kind::Text => "string",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::Date => "date",
            Kind::Texts => "list",
        };
        let mut about = c.about.to_owned();
        if let Some(to) = to(c.name).filter(|to| *to != "documents") {
            let _ = write!(about, " → `{to}`");
        }
        if let Some(values) = c.values {
            let all: Vec<String> = values().iter().map(|v| format!("`{v}`")).collect();
            let _ = write!(about, ": {}", all.join(" "));
        }
        let _ = writeln!(out, "| `{}` | {kind} | {} |", c.name, about.replace('|', "\\|"));
    }
    out.push('\n');
}
