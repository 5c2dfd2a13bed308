//! Rows of a small document by hand, and the shape of the file for documents of hostile words.

use super::*;
use crate::coded::tests::{lines, report};
use crate::plover::everything;
use onrecord_doc::json::generate::{document, texts};
use proptest::prelude::*;

fn export(docs: &[&Document], selection: Selection) -> (Vec<Vec<String>>, Count) {
    let mut out = Vec::new();
    let mut events = Events::create(&mut out, selection).unwrap();
    for doc in docs {
        events.write(doc).unwrap();
    }
    let count = events.finish().unwrap();
    (lines(&out, COLUMNS.len()), count)
}

#[test]
fn an_event_is_one_row_with_lists_side_by_side_and_none_for_what_is_not_known() {
    let (rows, count) = export(&[&report()], Selection::default());
    assert_eq!(rows[0], COLUMNS.iter().map(|c| c.name).collect::<Vec<_>>());
    assert_eq!(
        rows[1][..23].join("|"),
        "r1/v1|2015-08-09|ASSAULT|heavy-weapons|-9.5|MATERIAL CONFLICT|military; territory|French army|FRA|220|MIL|MIL|None|\
         French soldiers|None|Chad; Niger|TCD; NER|483; 436|None|None|None|Chad; Niger|None"
    );
    assert_eq!(
        rows[1][23..].join("|"),
        "Sarh|Sarh|None|Moyen-Chari|TCD|9.143|18.3923|2425833|Sarh|None|The Post|2015-08-12|None|None|Sarh|None|None"
    );
    assert_eq!(rows[2][7..10], ["Chad", "TCD", "483"]);
    assert_eq!((count.rows, count.other_status), (2, 1));
}

#[test]
fn one_unknown_among_several_keeps_its_place() {
    assert_eq!(list([Some("FRA".into()), None, Some(" ".into())]), "FRA; None; None");
    assert_eq!(list([None, None]), "");
    assert_eq!(list([Some("a; b".into()), Some("c".into())]), "a;b; c");
}

proptest! {
    #[test]
    fn no_words_break_a_row(text in texts(), draws in prop::collection::vec(any::<u32>(), 1..400)) {
        let (rows, count) = export(&[&document(&text, draws)], everything());
        prop_assert_eq!((rows.len() as u64, count.events), (count.rows + 1, 3));
        for row in &rows {
            prop_assert!(row.iter().all(|c| !c.is_empty()));
        }
    }
}
