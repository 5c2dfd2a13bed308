//! Every column of every token is spaCy's, on texts of our own. `training/parity.py` wrote the answers.

use crate::{columns::Tally, model, repository};
use serde_json::Value;

fn check(key: &str) {
    let lines = |name: &str| {
        let path = repository("crates/onrecord-cli/tests/golden").join(name);
        let text = std::fs::read_to_string(path).unwrap();
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect::<Vec<Value>>()
    };
    let (texts, answers) = (lines("texts.jsonl"), lines(&format!("{key}.jsonl")));
    assert_eq!(texts.len(), answers.len());
    let model = model(key);
    let mut tally = Tally::default();
    for (text, answer) in texts.iter().zip(&answers) {
        assert_eq!(text["id"], answer["id"]);
        let text = text["text"].as_str().unwrap();
        tally.add(text, &model.analyse(text), answer);
    }
    assert!(tally.tokens > 10_000, "{} tokens are no test", tally.tokens);
    assert_eq!((tally.cut_otherwise, tally.differing), (0, [0; 14]), "{}", tally.examples.join("\n"));
}

#[test]
fn every_column_of_md_is_spacys() {
    check("md");
}

#[test]
fn every_column_of_sm_is_spacys() {
    check("sm");
}
