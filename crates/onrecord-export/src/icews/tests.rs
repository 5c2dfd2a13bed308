//! Rows of a small document by hand, and the shape of the file for documents of hostile words.

use super::*;
use crate::coded::tests::{lines, report};
use crate::plover::everything;
use onrecord_doc::json::generate::{document, texts};
use proptest::prelude::*;

fn export(docs: &[&Document], options: Options) -> (Vec<Vec<String>>, Vec<Vec<String>>, Count) {
    let (mut out, mut keys) = (Vec::new(), Vec::new());
    let mut events = Events::create(&mut out, &mut keys, options).unwrap();
    for doc in docs {
        events.write(doc).unwrap();
    }
    let count = events.finish().unwrap();
    (lines(&out, COLUMNS.len()), lines(&keys, 3), count)
}

#[test]
fn an_event_is_a_row_a_pair_with_its_code_as_it_is() {
    let (rows, keys, count) = export(&[&report()], Options::default());
    assert_eq!(rows[0], COLUMNS.iter().map(|c| c.name).collect::<Vec<_>>());
    let shown: Vec<String> = rows[1..].iter().map(|r| r.join("|")).collect();
    assert_eq!(
        shown,
        [
            "1|2015-08-09|French army|Military,Government|France|Fight with artillery and tanks|194|-10|Chad||Chad|1|1|The Post|\
             Sarh||Moyen-Chari|Chad|9.143|18.3923",
            "2|2015-08-09|French army|Military,Government|France|Fight with artillery and tanks|194|-10|Niger||Niger|1|1|The Post|\
             Sarh||Moyen-Chari|Chad|9.143|18.3923",
            "3|2015-08-12|Chad||Chad|Use conventional military force|190|-10||||1|2|The Post||||||",
        ]
    );
    assert_eq!(keys[1..], [["1", "r1", "v1"], ["2", "r1", "v1"], ["3", "r1", "v2"]]);
    assert_eq!((count.rows, count.events, count.other_status), (3, 2, 1));
}

#[test]
fn numbers_go_on_from_where_they_are_told_to_and_stop_at_31_bits() {
    let options = Options { first_id: 500, first_story: 70, ..Options::default() };
    let (rows, ..) = export(&[&report(), &report()], options);
    let numbers: Vec<(&str, &str)> = rows[1..].iter().map(|r| (r[0].as_str(), r[11].as_str())).collect();
    assert_eq!(
        numbers,
        [("500", "70"), ("501", "70"), ("502", "70"), ("503", "71"), ("504", "71"), ("505", "71")]
    );
    let late = Options { first_id: i32::MAX as u32, ..Options::default() };
    let mut events = Events::create(io::sink(), io::sink(), late).unwrap();
    let error = events.write(&report()).unwrap_err().to_string();
    assert!(error.starts_with("`Event ID` 2147483648 does not fit into 31 bits"), "{error}");
}

proptest! {
    #[test]
    fn no_words_break_a_row(text in texts(), draws in prop::collection::vec(any::<u32>(), 1..400)) {
        let doc = document(&text, draws);
        let (rows, keys, count) = export(&[&doc, &doc], Options { selection: everything(), ..Options::default() });
        prop_assert_eq!(rows.len() as u64, count.rows + 1);
        prop_assert_eq!(keys.len(), rows.len());
        prop_assert_eq!(count.events, 6);
        for (i, row) in rows[1..].iter().enumerate() {
            prop_assert_eq!(&row[0], &(i + 1).to_string());
            prop_assert!(row[6].len() >= 2 && row[6].bytes().all(|b| b.is_ascii_digit()));
            for number in [7, 18, 19] {
                prop_assert!(row[number].is_empty() || row[number].parse::<f64>().is_ok(), "{}", &row[number]);
            }
        }
    }
}
