//! The examples that stand in the rule files: the same check as `onrecord rules test`.

use crate::reader;
use onrecord::rules::{self, Verdict};

#[test]
fn every_example_of_every_rule_comes_out_as_its_file_says() {
    let reader = reader();
    let mut outcomes = rules::check(&reader.data().rules, &|text| reader.model().analyse(text));
    outcomes.extend(rules::check(&reader.data().relations, &|text| reader.model().analyse(text)));
    assert!(outcomes.len() > 80, "{} examples are no test", outcomes.len());
    let failed: Vec<String> =
        outcomes.iter().filter(|o| o.verdict == Verdict::Fails).map(ToString::to_string).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
