//! How many and how much, on texts of our own (`crates/onrecord/tests/quantities`).

use crate::{reader, repository};
use onrecord_doc::{Entry, Input, Quantity, Span};

/// What is wrong with the reading of a line, if something is.
fn wrong(line: &str) -> Option<String> {
    let (head, marked) = line.split_once(" | ").unwrap_or_else(|| panic!("no ` | ` in {line:?}"));
    let (start, end) = (marked.find('[').unwrap_or(0), marked.find(']').map_or(0, |end| end - 1));
    let doc = reader().read(Input::new(marked.replace(['[', ']'], "")));
    let told = |q: &Entry<Quantity>| {
        let number = |n: Option<f64>| n.map_or("-".to_owned(), |n| n.to_string());
        let word = |w: &Option<String>| w.clone().unwrap_or("-".to_owned());
        let v = &q.value;
        [number(v.value), number(v.low), number(v.high), word(&v.unit), word(&v.of)].join(" ")
    };
    let found: Vec<String> = doc.quantities.iter().map(|(_, q)| told(q)).collect();
    let at = Span::of(start, end);
    let touching = doc.quantities.iter().filter(|(_, q)| q.at.touch(at));
    let touching: Vec<String> = touching.map(|(_, q)| told(q)).collect();
    let right = if head == "none" { found.is_empty() } else { touching == [head] };
    (!right).then(|| format!("{line}\n    {}", found.join("; ")))
}

/// The lines of a file that are read wrongly, and how many lines there are.
fn wrong_in(file: &str) -> (Vec<String>, usize) {
    let text = std::fs::read_to_string(repository("crates/onrecord/tests/quantities").join(file)).unwrap();
    let lines = text.lines().filter(|l| !l.is_empty() && !l.starts_with('#'));
    (lines.clone().filter_map(wrong).collect(), lines.count())
}

#[test]
fn most_of_the_quantities_that_rules_were_chosen_on_are_right() {
    let (wrong, all) = wrong_in("dev.txt");
    assert_eq!(all, 26);
    assert!(wrong.len() <= 2, "{} of {all}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn most_of_the_quantities_kept_for_deciding_are_right() {
    let (wrong, all) = wrong_in("held.txt");
    assert_eq!(all, 26);
    // Totals only: what is wrong with them is not to be looked at.
    assert!(wrong.len() <= 4, "{} of {all}", wrong.len());
}
