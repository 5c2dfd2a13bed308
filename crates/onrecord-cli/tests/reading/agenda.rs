//! The agenda of sentences and of whole reports, all of our own. Published on Wednesday, 20 May 2026.
//!
//! Every report of `corpus/agenda/` has its items beside it, in `NAME.agenda`; `UPDATE=1` writes them anew, to be read
//! line by line before they are kept.

use crate::{reader, repository};
use onrecord_doc::{AgendaItem, Document, Entry, Input, Voice};

fn read(text: &str) -> Document {
    reader().read(Input::new(text).published("2026-05-20".parse().unwrap()))
}

/// `2026-05-22 planned | title | place | parties | word`.
fn line(doc: &Document, entry: &Entry<AgendaItem>) -> String {
    let item = &entry.value;
    let mut days = item.earliest.to_string();
    if item.latest != item.earliest {
        days += if item.lasts { " through " } else { " to " };
        days += &item.latest.to_string();
    }
    let bound = item.bound.map(|b| format!("{b} ")).unwrap_or_default();
    let was = item.was.map(|(a, _)| format!(" (was {a})")).unwrap_or_default();
    let place = item.place.map(|p| doc.places[p].value.name.clone()).unwrap_or_default();
    let name = |id| doc.entities.find(id).map(|e| e.value.name.clone());
    let parties: Vec<String> = item.parties.iter().filter_map(|p| name(p.entity?)).collect();
    let word = |w: &Voice| match w {
        Voice::Publisher => "report".to_owned(),
        Voice::Statement(id) => {
            let source = doc.statements[*id].value.source.as_ref();
            let words = source.and_then(|s| s.at.as_ref()).map(|at| doc.quotes(at).join(" … "));
            source.and_then(|s| name(s.entity?)).or(words).unwrap_or_default()
        }
    };
    let words: Vec<String> = item.words.iter().map(word).collect();
    let (status, title, parties, words) = (item.status, &item.title, parties.join("; "), words.join("; "));
    format!("{bound}{days} {status}{was} | {title} | {place} | {parties} | {words}")
}

/// Days, status and title of every item.
fn items(text: &str) -> Vec<String> {
    let doc = read(text);
    doc.agenda
        .iter()
        .map(|(_, e)| line(&doc, e).split(" | ").take(2).collect::<Vec<_>>().join(" | "))
        .collect()
}

#[track_caller]
fn check(text: &str, wanted: &[&str]) {
    assert_eq!(items(text), wanted, "{text}");
}

#[test]
fn a_plan_with_its_day_is_an_item_and_what_was_done_is_none() {
    check(
        "The delegation will arrive on Friday.",
        &["2026-05-22 planned | The delegation will arrive on Friday"],
    );
    check("The minister arrived on Tuesday.", &[]);
}

#[test]
fn an_event_beside_its_day_is_an_item_of_its_own() {
    check("Police arrested two men ahead of Sunday's election.", &["2026-05-24 planned | Sunday's election"]);
    check("The president will not attend Friday's summit.", &["2026-05-22 planned | Friday's summit"]);
}

#[test]
fn days_in_a_row_are_one_item() {
    check(
        "Members are due in Moscow Aug. 12 and 13.",
        &["2026-08-12 through 2026-08-13 planned | Members are due in Moscow Aug. 12 and 13"],
    );
}

#[test]
fn two_plans_in_a_sentence_are_two_items_with_the_same_subject() {
    check(
        "The delegation will arrive on Friday and leave on Sunday.",
        &[
            "2026-05-22 planned | The delegation will arrive on Friday",
            "2026-05-24 planned | The delegation will leave on Sunday",
        ],
    );
}

#[test]
fn a_deadline_is_bound_by_its_day() {
    check(
        "Norway must withdraw its troops by Friday, the statement said.",
        &["by 2026-05-22 planned | Norway must withdraw its troops by Friday"],
    );
}

#[test]
fn what_may_or_might_be_is_conditional() {
    check(
        "She may visit Lagos next month if the security situation improves.",
        &[
            "2026-06-01 to 2026-06-30 conditional | She may visit Lagos next month if the security situation improves",
        ],
    );
}

#[test]
fn would_in_reported_words_is_the_will_of_then() {
    check(
        "They would sign the agreement in Cairo on Monday, two officials said.",
        &["2026-05-25 planned | They would sign the agreement in Cairo on Monday"],
    );
}

#[test]
fn what_was_moved_has_its_new_day_and_its_old_one() {
    check(
        "The trial was moved from 3 June to 10 June.",
        &["2026-06-10 postponed (was 2026-06-03) | The trial was moved from 3 June to 10 June"],
    );
    check(
        "The talks, planned for Friday, were postponed until 5 June.",
        &[
            "2026-06-05 postponed (was 2026-05-22) | The talks, planned for Friday, were postponed until 5 June",
        ],
    );
}

#[test]
fn what_is_called_off_is_cancelled_in_the_clause_or_after_it() {
    check(
        "The union called off a strike planned for Monday.",
        &["2026-05-25 cancelled | The union called off a strike planned for Monday"],
    );
    check(
        "The strike was due to begin on Monday but was called off.",
        &["2026-05-25 cancelled | The strike was due to begin on Monday"],
    );
    check(
        "The talks will not take place on Friday, a spokesman said.",
        &["2026-05-22 cancelled | The talks will not take place on Friday"],
    );
}

#[test]
fn forecasts_habits_and_far_years_are_no_items() {
    check("Prices will rise by 2030.", &[]);
    check("Temperatures will fall on Friday.", &[]);
    check("The council meets every Thursday.", &[]);
}

#[test]
fn a_date_line_is_no_day_of_what_the_headline_says() {
    check("Harbour to close plant\nJune 4, 2026\nThe plant will be sold.", &[]);
}

#[test]
fn nothing_is_to_come_where_the_day_of_publication_is_not_known() {
    let doc =
        reader().read(Input::new("The delegation will arrive on Friday. Members will vote on 4 June 2027."));
    assert_eq!(doc.agenda.len(), 0);
    let words = &reader().data().agenda;
    let found = onrecord::agenda::find(&doc, words, "2026-05-20".parse().ok());
    let titles: Vec<&str> = found.iter().map(|(_, e)| e.value.title.as_str()).collect();
    assert_eq!(titles, ["Members will vote on 4 June 2027"]);
}

#[test]
fn every_item_quotes_its_words_and_has_a_voice() {
    let doc = read(
        "Selma Iipinge will meet her counterpart in Oslo on Friday. \"We will vote on Monday,\" she said.",
    );
    assert_eq!(doc.agenda.len(), 2);
    for (_, e) in doc.agenda.iter() {
        assert!(!e.value.words.is_empty() && e.value.earliest <= e.value.latest);
        assert!(e.at.iter().all(|s| !doc.quote(s).is_empty()));
    }
}

#[test]
fn every_report_of_the_corpus_gives_its_items() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut paths: Vec<_> =
        std::fs::read_dir(repository("corpus/agenda")).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "txt"));
    paths.sort();
    assert!(paths.len() >= 8, "there are {} reports", paths.len());
    let mut faults = Vec::new();
    for path in paths {
        let doc = read(&std::fs::read_to_string(&path).unwrap());
        let now: String = doc.agenda.iter().map(|(_, e)| line(&doc, e) + "\n").collect();
        let beside = path.with_extension("agenda");
        if update {
            std::fs::write(&beside, &now).unwrap();
        }
        let kept = std::fs::read_to_string(&beside).unwrap_or_else(|_| "no file".to_owned());
        if now != kept {
            faults.push(format!("{}:\n{now}instead of\n{kept}", path.display()));
        }
    }
    assert!(faults.is_empty(), "{}\nif the new items are right: UPDATE=1 cargo test", faults.join("\n"));
}
