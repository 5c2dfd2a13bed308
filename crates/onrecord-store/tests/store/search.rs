//! The search box never fails, whatever is typed.

use crate::reports::{Numbers, key, report};
use crate::{folder, times};
use onrecord_store::{Mode, Origin, Store, search_query};

const PIECES: [&str; 48] = [
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "NEAR(",
    "NEAR/3",
    "(",
    ")",
    "\"",
    "\"\"",
    "'",
    "*",
    "^",
    ":",
    "-",
    "--",
    "+",
    "{",
    "}",
    "[",
    "]",
    ",",
    ";",
    "%",
    "_",
    "\\",
    "/",
    "?",
    "!",
    "\0",
    "\n",
    "\t",
    "harbour",
    "multi-agent",
    "who's",
    "Zielińska",
    "text:",
    "title :",
    "rowid",
    "rank",
    "é\u{301}",
    "中文",
    "😀",
    "\u{200b}",
    "\u{feff}",
    "0",
    "-1",
    "e*",
];

#[test]
fn no_string_is_an_error_in_the_search_box() {
    let dir = folder();
    let mut store = Store::open(dir.path().join("a.db"), Mode::Create).unwrap();
    for n in 0..10 {
        store.add(&report(n, 10), Origin::key(&key(n))).unwrap();
    }
    let mut r = Numbers(11);
    let (mut asked, mut found) = (0, 0);
    let mut typed: Vec<String> = PIECES.iter().map(|p| (*p).to_owned()).collect();
    for _ in 0..times("ONRECORD_SEARCHES", 10_000) {
        let gap = if r.below(2) == 0 { " " } else { "" };
        let mut text: Vec<String> = (0..1 + r.below(8)).map(|_| (*r.one(&PIECES)).to_owned()).collect();
        if r.below(3) == 0 {
            text.push((0..r.below(6)).filter_map(|_| char::from_u32(r.next() as u32 % 0x11_0000)).collect());
        }
        typed.push(text.join(gap));
    }
    for text in typed {
        let Some(query) = search_query(&text) else { continue };
        asked += 1;
        for table in ["documents_fts", "statements_fts", "events_fts", "entities_fts"] {
            let sql = format!("SELECT count(*) FROM {table} WHERE {table} MATCH ?1");
            let rows: i64 = store
                .sql()
                .prepare_cached(&sql)
                .unwrap()
                .query_row([&query], |row| row.get(0))
                .unwrap_or_else(|e| panic!("{text:?} as {query:?}: {e}"));
            found += rows;
        }
    }
    assert!(asked > times("ONRECORD_SEARCHES", 10_000) / 2 && found > 0, "{asked} asked, {found} found");
}

#[test]
fn words_phrases_beginnings_and_words_kept_out_find_what_they_say() {
    let dir = folder();
    let mut store = Store::open(dir.path().join("a.db"), Mode::Create).unwrap();
    for text in [
        "The ministers met in Oslo.",
        "A minister met nobody.",
        "Met in Oslo: who's next?",
        "Zielińska left.",
    ] {
        store.add(&onrecord_doc::Document::new(onrecord_doc::Input::new(text)), Origin::key(text)).unwrap();
    }
    let find = |typed: &str| -> Vec<i64> {
        store
            .sql()
            .prepare("SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?1 ORDER BY rowid")
            .unwrap()
            .query_map([search_query(typed).unwrap()], |r| r.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    };
    assert_eq!(find("met oslo"), [1, 3]);
    assert_eq!(find("minist*"), [1, 2]);
    assert_eq!(find("\"met in oslo\""), [1, 3]);
    assert_eq!(find("met -oslo"), [2]);
    assert_eq!(find("who's"), [3]);
    assert_eq!(find("zielinska"), [4]);
    assert_eq!(find("fts:nobody OR next"), [2, 3]);
}
