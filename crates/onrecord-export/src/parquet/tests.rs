//! What is written is read back by the reader of the parquet crate, hostile words included.

use super::*;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use ::parquet::record::Field;
use onrecord_doc::json::generate::{document, texts};
use onrecord_doc::{Input, Maker, Sentence, Span};
use proptest::prelude::*;
use std::sync::Mutex;

/// Files in memory, by path.
type Files = Arc<Mutex<BTreeMap<String, Vec<u8>>>>;

struct Memory(Files, String);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().entry(self.1.clone()).or_default().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn export<'d>(docs: impl IntoIterator<Item = &'d Document>, options: Options) -> BTreeMap<String, Vec<u8>> {
    let files = Files::default();
    let mut lake = Lake::create(|path: &str| Ok(Memory(files.clone(), path.to_owned())), options).unwrap();
    let mut most = 0;
    for doc in docs {
        lake.write(doc).unwrap();
        most = most.max(lake.held);
    }
    assert!(most <= options.held_bytes, "{most} bytes held");
    lake.finish().unwrap();
    Arc::try_unwrap(files).unwrap().into_inner().unwrap()
}

/// What the reader of the crate gives, as a cell.
fn cell(field: &Field) -> Cell<'static> {
    let word = |f: &Field| match f {
        Field::Str(text) => Some(text.clone().into()),
        Field::Null => None,
        other => panic!("{other:?} in a list"),
    };
    match field {
        Field::Null => Cell::None,
        Field::Str(text) => text.clone().into(),
        Field::Long(n) => (*n).into(),
        Field::Double(n) => (*n).into(),
        Field::Bool(b) => (*b).into(),
        Field::Date(n) => (jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(i64::from(*n))).into(),
        Field::ListInternal(list) => Cell::Texts(list.elements().iter().map(word).collect()),
        other => panic!("{other:?} in a table"),
    }
}

fn owned(cell: Cell<'_>) -> Cell<'static> {
    match cell {
        Cell::Text(text) => text.into_owned().into(),
        Cell::Texts(list) => {
            Cell::Texts(list.into_iter().map(|v| v.map(|v| v.into_owned().into())).collect())
        }
        Cell::None => Cell::None,
        Cell::Integer(n) => n.into(),
        Cell::Number(n) => n.into(),
        Cell::Boolean(b) => b.into(),
        Cell::Date(day) => day.into(),
    }
}

fn read(bytes: &[u8]) -> Vec<Vec<(String, Cell<'static>)>> {
    let reader = SerializedFileReader::new(Bytes::copy_from_slice(bytes)).unwrap();
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|r| r.unwrap().get_column_iter().map(|(n, f)| (n.clone(), cell(f))).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_cell_comes_back_as_it_went_in(
        text in texts(),
        draws in prop::collection::vec(any::<u32>(), 1..400),
    ) {
        let doc = document(&text, draws);
        let files = export([&doc, &doc], Options::default());
        prop_assert_eq!(files.len(), TABLES.len());
        let facts = Facts::of(&doc);
        for table in TABLES {
            let mut rows = Vec::new();
            table.rows(&facts, &mut |row| {
                let named = table.columns.iter().zip(row).map(|(c, cell)| (c.name.to_owned(), owned(cell)));
                rows.push(named.collect::<Vec<_>>());
            });
            let month = if rows.is_empty() { "unknown".to_owned() } else { facts.month() };
            let path = format!("{}/{MONTH}={month}/part-0.parquet", table.name);
            rows.extend(rows.clone());
            prop_assert_eq!(read(&files[&path]), rows);
        }
    }
}

/// A report of so many sentences.
fn report(day: Option<jiff::civil::Date>, sentences: usize) -> Document {
    let words = "Talks failed. ";
    let mut doc = Document::new(Input { published: day, ..Input::new(words.repeat(sentences)) });
    for i in 0..sentences {
        let at = Span::new((i * words.len()) as u32, (i * words.len() + 13) as u32).unwrap();
        doc.sentences.push(Sentence, at.into(), Maker::rule("r"), 1.0);
    }
    doc
}

#[test]
fn every_month_has_a_folder_and_the_unknown_one_too() {
    let docs = [
        report(Some(jiff::civil::date(2015, 8, 31)), 1),
        report(Some(jiff::civil::date(2015, 9, 1)), 1),
        report(Some(jiff::civil::date(-44, 3, 15)), 1),
        report(None, 1),
    ];
    let files = export(&docs, Options::default());
    let months: Vec<&str> = files.keys().filter_map(|p| p.strip_prefix("sentences/")).collect();
    assert_eq!(
        months,
        [
            "published_month=2015-08/part-0.parquet",
            "published_month=2015-09/part-0.parquet",
            "published_month=unknown/part-0.parquet"
        ]
    );
    assert_eq!(read(&files["sentences/published_month=unknown/part-0.parquet"]).len(), 2);
}

#[test]
fn memory_is_bounded_whatever_the_order_and_no_row_is_lost() {
    let day = |i: usize| jiff::civil::date(2000 + (i * 7 % 20) as i16, 1 + (i * 5 % 12) as i8, 1);
    let docs: Vec<Document> = (0..400).map(|i| report(Some(day(i)), 20)).collect();
    let small = Options { part_bytes: 20_000, held_bytes: 100_000, text: true };
    let files = export(&docs, small);
    let rows = |files: &BTreeMap<String, Vec<u8>>| {
        files.iter().filter(|(p, _)| p.starts_with("sentences/")).map(|(_, f)| read(f).len()).sum::<usize>()
    };
    assert_eq!(rows(&files), 8000);
    let whole = export(&docs, Options::default());
    assert_eq!(rows(&whole), 8000);
    assert!(files.len() > whole.len(), "the limit was never reached");
}

#[test]
fn a_disk_that_is_full_is_named_as_such() {
    let open = |_: &str| -> io::Result<Memory> { Err(io::Error::from(io::ErrorKind::StorageFull)) };
    let mut lake = Lake::create(open, Options::default()).unwrap();
    lake.write(&report(None, 3)).unwrap();
    assert_eq!(lake.finish().unwrap_err().kind(), io::ErrorKind::StorageFull);
}

#[test]
fn every_table_has_a_view() {
    let views = views();
    for table in TABLES {
        assert!(views.contains(&format!("CREATE OR REPLACE VIEW {} AS", table.name)), "{}", table.name);
    }
}
