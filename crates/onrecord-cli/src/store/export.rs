//! `onrecord export`: the documents of a store as files that other tools open. What the formats are is known to
//! `onrecord-export`; here is which documents go in, and that a file has its name only when it is whole.

use super::args::{Export, ExportFormat};
use super::{failed, open};
use crate::args::{Common, Only};
use crate::config::Config;
use crate::failure::{Exit, Failure};
use crate::models;
use crate::progress::{Progress, count};
use onrecord_doc::{Document, json};
use onrecord_export::coded::{self, Selection};
use onrecord_export::{
    brat, conllu, csv, gdelt, geo, geojson, gexf, graph, graphml, icews, ics, kml, parquet, plover, polecat,
    schemaorg, timeml, webannotation, xmi,
};
use onrecord_store::{Mode, Query, Store};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Writes them.
pub fn run(args: &Export, common: &Common, config: &Config) -> Result<ExitCode, Failure> {
    if args.no_text && args.format.is_its_text() {
        let what =
            format!("`--no-text` has no meaning for `{}`: its files are the texts", args.format.name());
        return Err(Failure::new(Exit::Usage, what)
            .hint("`webannotation` and `schemaorg` hold quotes, `csv` and `jsonl` only records"));
    }
    let store = open(&args.place, Mode::Read)?;
    let partial = partial(&args.out);
    let made = to(&store, args, (common, config), &partial).and_then(|said| {
        std::fs::rename(&partial, &args.out).map_err(|e| writing(&args.out, &e))?;
        Ok(said)
    });
    if made.is_err() {
        // What is left is no export; that it cannot be taken away changes nothing of that.
        let _ =
            if partial.is_dir() { std::fs::remove_dir_all(&partial) } else { std::fs::remove_file(&partial) };
    }
    let text = format!("{}: {}\n", args.out.display(), made?);
    anstream::stdout().write_all(text.as_bytes()).map_err(|e| Failure::writing("the results", &e))?;
    Ok(ExitCode::SUCCESS)
}

/// Where it is written before it is whole: beside its place, so that the last step is one rename.
fn partial(out: &Path) -> PathBuf {
    let mut name = out.components().next_back().map(|c| c.as_os_str().to_owned()).unwrap_or_default();
    name.push(".partial");
    out.with_file_name(name)
}

fn writing(path: &Path, e: &std::io::Error) -> Failure {
    Failure::writing(&format!("`{}`", path.display()), e)
}

/// Writes the export to `to`, and says what was written.
fn to(
    store: &Store,
    args: &Export,
    (common, config): (&Common, &Config),
    to: &Path,
) -> Result<String, Failure> {
    let bad = |e: std::io::Error| writing(&args.out, &e);
    if args.format.is_folder() {
        if std::fs::symlink_metadata(&args.out).is_ok() {
            let what = format!("`{}` is there already", args.out.display());
            return Err(Failure::new(Exit::Usage, what)
                .hint("an export never mixes with an older one: give a new folder"));
        }
        if to.is_dir() {
            // What an export that was cut off has left.
            std::fs::remove_dir_all(to).map_err(bad)?;
        }
        std::fs::create_dir_all(to).map_err(bad)?;
    }
    let file = |name: &str| {
        let path = to.join(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        File::create(path).map(BufWriter::new)
    };
    match args.format {
        ExportFormat::Csv => {
            let audience =
                if args.spreadsheet { csv::Audience::Spreadsheets } else { csv::Audience::Programs };
            let options = csv::Options { text: !args.no_text, audience };
            let mut package = csv::Package::create(file, options).map_err(bad)?;
            let n = each(store, args, common, |doc| package.write(doc).map_err(bad))?;
            let description = package.finish().map_err(bad)?;
            std::fs::write(to.join("datapackage.json"), &description).map_err(bad)?;
            Ok(format!("{}; {}", count(n, "document"), rows_of(&description)))
        }
        ExportFormat::Parquet => {
            let options = parquet::Options { text: !args.no_text, ..parquet::Options::default() };
            let mut lake = parquet::Lake::create(file, options).map_err(bad)?;
            let n = each(store, args, common, |doc| lake.write(doc).map_err(bad))?;
            let rows = lake.finish().map_err(bad)?;
            std::fs::write(to.join("views.sql"), parquet::views()).map_err(bad)?;
            Ok(format!(
                "{}; {}",
                count(n, "document"),
                listed(rows.into_iter().map(|(t, n)| (t.to_owned(), n)))
            ))
        }
        ExportFormat::Jsonl => {
            let mut out = BufWriter::new(File::create(to).map_err(bad)?);
            let options = json::Options { text: !args.no_text };
            let n = each(store, args, common, |doc| {
                writeln!(out, "{}", json::to_string(doc, options)).map_err(bad)
            })?;
            out.into_inner().map_err(|e| bad(e.into_error()))?.sync_all().map_err(bad)?;
            Ok(count(n, "document"))
        }
        ExportFormat::Polecat => {
            let rows = file("events.txt").map_err(bad)?;
            let mut events = polecat::Events::create(rows, Selection::default()).map_err(bad)?;
            let n = each(store, args, common, |doc| events.write(doc).map_err(bad))?;
            Ok(told(n, events.finish().map_err(bad)?))
        }
        ExportFormat::Icews => {
            let (rows, keys) = (file("events.tab").map_err(bad)?, file("event-ids.tab").map_err(bad)?);
            let mut events = icews::Events::create(rows, keys, icews::Options::default()).map_err(bad)?;
            let n = each(store, args, common, |doc| events.write(doc).map_err(bad))?;
            Ok(told(n, events.finish().map_err(bad)?))
        }
        ExportFormat::Gdelt => {
            let (rows, mentions) = (file("export.CSV").map_err(bad)?, file("mentions.CSV").map_err(bad)?);
            let keys = file("event-ids.tab").map_err(bad)?;
            let options = gdelt::Options::default();
            let mut events = gdelt::Events::create(rows, mentions, keys, options).map_err(bad)?;
            let n = each(store, args, common, |doc| events.write(doc).map_err(bad))?;
            Ok(told(n, events.finish().map_err(bad)?))
        }
        ExportFormat::Plover => {
            let rows = BufWriter::new(File::create(to).map_err(bad)?);
            let mut events = plover::Events::create(rows, plover::everything());
            let n = each(store, args, common, |doc| events.write(doc).map_err(bad))?;
            Ok(told(n, events.finish().map_err(bad)?))
        }
        ExportFormat::Ics => {
            let mut items = Vec::new();
            let n = each(store, args, common, |doc| {
                items.extend(doc.agenda.iter().map(|(_, e)| (e.value.earliest, ics::event(doc, e))));
                Ok(())
            })?;
            items.sort();
            let text = ics::calendar(items.iter().map(|(_, item)| item));
            std::fs::write(to, text).map_err(bad)?;
            Ok(format!("{}; {}", count(n, "document"), count(items.len(), "calendar item")))
        }
        ExportFormat::Geojson => {
            let out = single(to).map_err(bad)?;
            let mut map = geojson::Writer::new(out, geo::Options::default()).map_err(bad)?;
            let n = each(store, args, common, |doc| map.write(doc).map_err(bad))?;
            done(map.finish().map_err(bad)?).map_err(bad)?;
            Ok(count(n, "document"))
        }
        ExportFormat::Kml => {
            let out = single(to).map_err(bad)?;
            let mut globe = kml::Writer::new(out, geo::Options::default()).map_err(bad)?;
            let n = each(store, args, common, |doc| globe.write(doc).map_err(bad))?;
            done(globe.finish().map_err(bad)?).map_err(bad)?;
            Ok(count(n, "document"))
        }
        // Every node comes before the first edge, so the documents are gone through twice.
        ExportFormat::Graphml => {
            let out = single(to).map_err(bad)?;
            let mut net = graphml::Writer::new(out, &graph::by_key).map_err(bad)?;
            each(store, args, common, |doc| net.nodes(doc).map_err(bad))?;
            let n = each(store, args, common, |doc| net.edges(doc).map_err(bad))?;
            done(net.finish().map_err(bad)?).map_err(bad)?;
            Ok(count(n, "document"))
        }
        ExportFormat::Gexf => {
            let out = single(to).map_err(bad)?;
            let mut net = gexf::Writer::new(out, &graph::by_key).map_err(bad)?;
            each(store, args, common, |doc| net.nodes(doc).map_err(bad))?;
            let n = each(store, args, common, |doc| net.edges(doc).map_err(bad))?;
            done(net.finish().map_err(bad)?).map_err(bad)?;
            Ok(count(n, "document"))
        }
        ExportFormat::Webannotation => {
            let mut out = single(to).map_err(bad)?;
            let n = each(store, args, common, |doc| webannotation::lines(doc, &mut out).map_err(bad))?;
            done(out).map_err(bad)?;
            Ok(count(n, "document"))
        }
        ExportFormat::Schemaorg => {
            let mut out = single(to).map_err(bad)?;
            let n = each(store, args, common, |doc| schemaorg::write(doc, &mut out).map_err(bad))?;
            done(out).map_err(bad)?;
            Ok(count(n, "document"))
        }
        ExportFormat::Conllu => {
            // Tokens are no part of the records that a store keeps: the base model makes them again.
            let engine = models::engine(&args.with, Only::Lang, common, config)?;
            let mut out = single(to).map_err(bad)?;
            let n = each(store, args, common, |doc| {
                let mut doc = doc.clone();
                doc.tokens = engine.analyse(doc.text());
                conllu::write(&doc, &mut out).map_err(bad)
            })?;
            done(out).map_err(bad)?;
            Ok(format!("{}; tokens by {}", count(n, "document"), engine.model()))
        }
        ExportFormat::Timeml => {
            let n = each_named(store, args, common, |id, doc| {
                std::fs::write(to.join(format!("{id}.tml")), timeml::document(doc)).map_err(bad)
            })?;
            Ok(count(n, "document"))
        }
        ExportFormat::Brat => {
            std::fs::write(to.join("annotation.conf"), brat::configuration()).map_err(bad)?;
            let n = each_named(store, args, common, |id, doc| {
                std::fs::write(to.join(format!("{id}.txt")), doc.text()).map_err(bad)?;
                let mut out = file(&format!("{id}.ann")).map_err(bad)?;
                brat::write(doc, &mut out).and_then(|()| done(out)).map_err(bad)
            })?;
            Ok(count(n, "document"))
        }
        ExportFormat::Xmi => {
            std::fs::write(to.join("TypeSystem.xml"), xmi::type_system()).map_err(bad)?;
            let n = each_named(store, args, common, |id, doc| {
                let mut out = file(&format!("{id}.xmi")).map_err(bad)?;
                xmi::write(doc, &mut out).and_then(|()| done(out)).map_err(bad)
            })?;
            Ok(count(n, "document"))
        }
    }
}

/// The one file of an export.
fn single(to: &Path) -> std::io::Result<BufWriter<File>> {
    File::create(to).map(BufWriter::new)
}

/// What a buffer still holds is written; dropping it would hide that the disk is full.
fn done(mut out: BufWriter<File>) -> std::io::Result<()> {
    out.flush()
}

/// As [`each_named`], without the id.
fn each(
    store: &Store,
    args: &Export,
    common: &Common,
    mut give: impl FnMut(&Document) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    each_named(store, args, common, |_, doc| give(doc))
}

/// Gives every document that is asked for with its id, in the order of their ids; says how many.
fn each_named(
    store: &Store,
    args: &Export,
    common: &Common,
    mut give: impl FnMut(&str, &Document) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let told = |e| failed(&e, &args.place);
    let query = Query {
        after: args.after.map(|d| d.to_string()),
        before: args.before.map(|d| d.to_string()),
        publisher: args.publisher.clone(),
        about: args.about.clone(),
        text: args.text.clone(),
        all: args.all,
        ..Query::default()
    };
    let ids = store.document_ids(&query).map_err(told)?;
    let mut progress = Progress::new(common.quiet, false);
    for (done, id) in ids.iter().enumerate() {
        give(id, &store.document(id).map_err(told)?.document)?;
        progress.step(|elapsed| super::keep::steps("document", done as u64 + 1, ids.len() as u64, elapsed));
    }
    Ok(ids.len())
}

/// What was left out is said, so that nobody takes the file for all events.
fn told(documents: usize, count: coded::Count) -> String {
    format!(
        "{}; {} rows of {} events; left out: {} that did not happen or not yet, {} without a day",
        self::count(documents, "document"),
        count.rows,
        count.events,
        count.other_status,
        count.dateless
    )
}

/// The rows of each table, from the description of a CSV package.
fn rows_of(description: &str) -> String {
    let package: serde_json::Value = serde_json::from_str(description).unwrap_or_default();
    let tables = package["resources"].as_array().cloned().unwrap_or_default();
    let rows = |t: &serde_json::Value| t["onrecord:rows"].as_u64().or(t["rows"].as_u64()).unwrap_or(0);
    listed(tables.iter().map(|t| (t["name"].as_str().unwrap_or("").to_owned(), rows(t))))
}

/// `events 12, statements 30`.
fn listed(tables: impl Iterator<Item = (String, u64)>) -> String {
    let tables = tables.filter(|(_, n)| *n > 0).map(|(name, n)| format!("{name} {n}"));
    Some(tables.collect::<Vec<_>>().join(", "))
        .filter(|t| !t.is_empty())
        .unwrap_or_else(|| "no rows".to_owned())
}
