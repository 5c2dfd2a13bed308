//! Whether events happened, on sentences of our own with a marked trigger (`crates/onrecord/tests/status`).

use crate::{reader, repository};
use onrecord::{Depth, dating::Dating, status::Standing};
use onrecord_doc::{EventType, Input, Span, Status};

/// How many of the marked triggers of a file are given their status, and how many there are.
fn right(file: &str) -> (usize, usize) {
    let text = std::fs::read_to_string(repository("crates/onrecord/tests/status").join(file)).unwrap();
    let (mut right, mut all) = (0, 0);
    for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let (head, marked) = line.split_once(" | ").unwrap();
        let (status, kind) = head.split_once(' ').unwrap();
        let (start, end) = (marked.find('[').unwrap(), marked.find(']').unwrap() - 1);
        let input = Input::new(marked.replace(['[', ']'], "")).published("2026-03-04".parse().unwrap());
        let doc = reader().read_to(input, Depth::Whole);
        let trigger: Vec<usize> = doc.tokens.within(Span::of(start, end)).collect();
        let is_head = |i: &&usize| doc.tokens.head(**i) == **i || !trigger.contains(&doc.tokens.head(**i));
        let head = *trigger.iter().find(is_head).unwrap();
        let dating = Dating::new(&doc, &reader().data().dating);
        let standing = Standing::new(&doc, &reader().data().status, Some(&dating));
        let stands = standing.of(&[head], EventType::find(kind).unwrap());
        right += usize::from(Some(stands.status) == Status::find(status));
        all += 1;
    }
    (right, all)
}

#[test]
fn most_of_the_sentences_that_rules_were_chosen_on_are_right() {
    let (right, all) = right("dev.txt");
    assert_eq!(all, 140);
    assert!(right >= 120, "{right} of {all}");
}

#[test]
fn most_of_the_sentences_kept_for_deciding_are_right() {
    let (right, all) = right("held.txt");
    assert_eq!(all, 135);
    assert!(right >= 110, "{right} of {all}");
}
