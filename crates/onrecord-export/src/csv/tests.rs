//! What is written is read back by the csv crate, hostile words included.

use super::*;
use onrecord_doc::json::generate::{document, texts};
use onrecord_doc::{Input, Maker, Sentence, Span};
use proptest::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

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

/// The files by name, and the description of them.
fn export(docs: &[&Document], options: Options) -> (BTreeMap<String, Vec<u8>>, Value) {
    let mut files: BTreeMap<String, Shared> = BTreeMap::new();
    let open = |name: &str| Ok(files.entry(name.to_owned()).or_default().clone());
    let mut package = Package::create(open, options).unwrap();
    for doc in docs {
        package.write(doc).unwrap();
    }
    let about = serde_json::from_str(&package.finish().unwrap()).unwrap();
    (files.into_iter().map(|(name, file)| (name, file.0.take())).collect(), about)
}

/// What a reader of CSV makes of a cell.
fn shown(cell: &Cell<'_>) -> String {
    let safe = |s: &str| s.replace('\0', "\u{fffd}");
    match cell {
        Cell::None => String::new(),
        Cell::Text(text) => safe(text),
        Cell::Texts(list) => safe(&join(list)),
        Cell::Integer(n) => n.to_string(),
        Cell::Number(n) => format!("{:?}", n),
        Cell::Boolean(b) => b.to_string(),
        Cell::Date(day) => day.to_string(),
    }
}

proptest! {
    #[test]
    fn every_cell_comes_back_as_it_went_in(
        text in texts(),
        draws in prop::collection::vec(any::<u32>(), 1..400),
    ) {
        let doc = document(&text, draws);
        let (files, about) = export(&[&doc, &doc], Options::default());
        prop_assert_eq!(files.len(), TABLES.len());
        for (table, resource) in TABLES.iter().zip(about["resources"].as_array().unwrap()) {
            let bytes = &files[&file_name(table)];
            let mut reader = ::csv::ReaderBuilder::new().from_reader(bytes.as_slice());
            let names: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
            prop_assert_eq!(reader.headers().unwrap().iter().collect::<Vec<_>>(), names);
            let read: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            let mut rows: Vec<Vec<(String, Option<f64>)>> = Vec::new();
            table.rows(&Facts::of(&doc), &mut |row| {
                let number = |c: &Cell<'_>| if let Cell::Number(n) = c { Some(*n) } else { None };
                rows.push(row.iter().map(|c| (shown(c), number(c))).collect());
            });
            prop_assert_eq!(read.len(), 2 * rows.len());
            for (read, row) in read.iter().zip(rows.iter().chain(&rows)) {
                for (read, (text, number)) in read.iter().zip(row) {
                    match number {
                        Some(n) => prop_assert_eq!(read.parse::<f64>().unwrap(), *n),
                        None => prop_assert_eq!(read, text),
                    }
                }
            }
            prop_assert_eq!(resource["rows"].as_u64().unwrap(), read.len() as u64);
            prop_assert_eq!(resource["bytes"].as_u64().unwrap(), bytes.len() as u64);
            let digest: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
            prop_assert_eq!(resource["hash"].as_str().unwrap(), format!("sha256:{digest}"));
        }
    }

    #[test]
    fn a_joined_list_comes_apart_into_as_many_values(
        list in prop::collection::vec(prop::option::of("[;, a]{0,6}"), 2..5),
    ) {
        let cells: Vec<Option<Cow<'_, str>>> = list.iter().map(|v| v.as_deref().map(Cow::Borrowed)).collect();
        let joined = join(&cells);
        let split: Vec<String> = joined.split(LIST_MARK).map(|s| s.replace(' ', "")).collect();
        let given: Vec<String> = list.iter().map(|v| v.as_deref().unwrap_or("").replace(' ', "")).collect();
        prop_assert_eq!(split, given);
    }
}

/// A report whose one sentence is `words`.
fn report(words: &str) -> Document {
    let mut doc = Document::new(Input { title: Some(words.into()), ..Input::new(words) });
    let at = Span::new(0, words.len() as u32).unwrap();
    doc.sentences.push(Sentence, at.into(), Maker::rule("r"), 1.0);
    doc
}

#[test]
fn a_formula_is_exact_for_programs_and_text_for_spreadsheets() {
    for words in ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(A1)", "\t=1", "＝1"] {
        let doc = report(words);
        let title = |audience| {
            let (files, _) = export(&[&doc], Options { audience, ..Options::default() });
            let file = String::from_utf8(files["documents.csv"].clone()).unwrap();
            let file = file.strip_prefix('\u{feff}').unwrap_or(&file).to_owned();
            let row = ::csv::Reader::from_reader(file.as_bytes()).records().next().unwrap().unwrap();
            row[1].to_owned()
        };
        assert_eq!(title(Audience::Programs), words);
        assert_eq!(title(Audience::Spreadsheets), format!("'{words}"));
    }
}

#[test]
fn a_negative_number_is_no_formula() {
    let mut field = String::new();
    number(&mut field, -4.4);
    assert_eq!(field, "-4.4");
}

#[test]
fn numbers_are_short_and_come_back() {
    for (n, text) in [(12.0, "12"), (0.1, "0.1"), (1e300, "1e300"), (5e-324, "5e-324"), (-0.0, "-0")] {
        let mut field = String::new();
        number(&mut field, n);
        assert_eq!((field.as_str(), field.parse()), (text, Ok(n)));
    }
}

#[test]
fn texts_may_be_left_out() {
    let (files, _) = export(&[&report("Talks failed.")], Options { text: false, ..Options::default() });
    let row =
        ::csv::Reader::from_reader(files["documents.csv"].as_slice()).records().next().unwrap().unwrap();
    let text = TABLES[0].columns.iter().position(|c| c.name == "text").unwrap();
    assert_eq!((&row[1], &row[text]), ("Talks failed.", ""));
}

/// A disk that takes so many bytes.
struct Small(usize);

impl Write for Small {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0 == 0 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        let n = bytes.len().min(self.0);
        self.0 -= n;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_an_error_wherever_it_strikes() {
    let doc = report(&"Talks failed. ".repeat(2000));
    let mut failed = 0;
    for room in [0, 1, 500, 20_000] {
        let kind = |e: io::Error| e.kind();
        let result =
            Package::create(|_| Ok(Small(room)), Options::default()).map_err(kind).and_then(|mut p| {
                p.write(&doc).map_err(kind)?;
                p.finish().map_err(kind)
            });
        assert_eq!(result.map(|_| ()), Err(io::ErrorKind::StorageFull), "with room for {room}");
        failed += 1;
    }
    assert_eq!(failed, 4);
}
