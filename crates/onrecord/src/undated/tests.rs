use super::*;
use crate::entities::parsed;
use crate::times;
use jiff::civil::date;
use std::sync::LazyLock;

static DATA: LazyLock<Data> = LazyLock::new(|| Data::embedded().unwrap());

/// The day that a text of marked tokens leaves, and the words that agree.
fn inferred(marked: &str) -> Option<(Date, Vec<String>)> {
    let mut doc = parsed(marked);
    doc.dateline = times::dateline(&doc);
    doc.published = times::published(&doc, &DATA.times);
    let found = infer(&doc, &DATA)?;
    assert_eq!(found.basis, Basis::Inferred);
    Some((found.day?, found.evidence.iter().map(|s| doc.quote(*s).to_owned()).collect()))
}

const JUBEIR: &str = "Foreign|NNP|PROPN|compound|Minister Minister|NNP|PROPN|compound|Jubeir
    Adel|NNP|PROPN|compound|Jubeir|PERSON al-Jubeir|NNP|PROPN|nsubj|spoke|PERSON spoke|VBD|VERB|ROOT|spoke
    on|IN|ADP|prep|spoke";
const KERRY: &str = "Secretary|NNP|PROPN|compound|Kerry of|IN|ADP|prep|Secretary State|NNP|PROPN|pobj|of
    John|NNP|PROPN|compound|Kerry|PERSON Kerry|NNP|PROPN|nsubj|left|PERSON left|VBD|VERB|ROOT|left .|.|PUNCT|punct|left";
const LINE: &str =
    "MOSCOW|NNP|PROPN|ROOT|MOSCOW|GPE ,|,|PUNCT|punct|MOSCOW August|NNP|PROPN|npadvmod|MOSCOW|DATE
    9|CD|NUM|nummod|August|DATE —|:|PUNCT|punct|MOSCOW";

#[test]
fn offices_and_a_weekday_give_the_dateline_its_year() {
    let text = format!(
        "{LINE} {JUBEIR} Sunday|NNP|PROPN|pobj|on|DATE ,|,|PUNCT|punct|Sunday August|NNP|PROPN|appos|Sunday|DATE
        9|CD|NUM|nummod|August|DATE .|.|PUNCT|punct|spoke {KERRY}"
    );
    let (day, evidence) = inferred(&text).unwrap();
    assert_eq!(day, date(2015, 8, 9));
    assert_eq!(evidence, ["August 9", "Adel al-Jubeir", "Sunday, August 9", "John Kerry"]);
}

#[test]
fn offices_that_leave_two_years_leave_the_day_unknown() {
    let text = format!("{LINE} {JUBEIR} Sunday|NNP|PROPN|pobj|on|DATE .|.|PUNCT|punct|spoke {KERRY}");
    assert_eq!(inferred(&text), None);
}

#[test]
fn a_former_minister_and_a_name_without_title_bound_nothing() {
    let sunday = "Sunday|NNP|PROPN|pobj|on|DATE ,|,|PUNCT|punct|Sunday August|NNP|PROPN|appos|Sunday|DATE
        9|CD|NUM|nummod|August|DATE .|.|PUNCT|punct|spoke";
    let former = format!("{LINE} Former|JJ|ADJ|amod|Minister {JUBEIR} {sunday}");
    assert_eq!(inferred(&former), None);
    let bare = JUBEIR.replace("Foreign|NNP|PROPN|compound|Minister Minister|NNP|PROPN|compound|Jubeir", "");
    assert_eq!(inferred(&format!("{LINE} {bare} {sunday}")), None);
}

#[test]
fn a_given_day_is_left_alone() {
    let mut doc = parsed(&format!("{LINE} {JUBEIR} Sunday|NNP|PROPN|pobj|on|DATE"));
    doc.published.basis = Basis::Given;
    assert_eq!(infer(&doc, &DATA), None);
}

#[test]
fn next_week_a_date_and_the_day_of_the_words_leave_one_day() {
    let text = format!(
        "{JUBEIR} Sunday|NNP|PROPN|pobj|on|DATE .|.|PUNCT|punct|spoke {KERRY}
        Talks|NNS|NOUN|nsubj|begin will|MD|AUX|aux|begin begin|VB|VERB|ROOT|begin next|JJ|ADJ|amod|week|DATE
        week|NN|NOUN|npadvmod|begin|DATE ,|,|PUNCT|punct|begin on|IN|ADP|prep|begin August|NNP|PROPN|pobj|on|DATE
        12|CD|NUM|nummod|August|DATE .|.|PUNCT|punct|begin
        The|DT|DET|det|head head|NN|NOUN|appos|Tobgay ,|,|PUNCT|punct|Tobgay Ashton|NNP|PROPN|compound|Carter|PERSON
        Carter|NNP|PROPN|nsubj|agreed|PERSON ,|,|PUNCT|punct|Carter the|DT|DET|det|secretary
        secretary|NN|NOUN|appos|Carter of|IN|ADP|prep|secretary defense|NN|NOUN|pobj|of ,|,|PUNCT|punct|Carter
        agreed|VBD|VERB|ROOT|agreed .|.|PUNCT|punct|agreed
        Prime|NNP|PROPN|compound|Minister Minister|NNP|PROPN|compound|Harper Stephen|NNP|PROPN|compound|Harper|PERSON
        Harper|NNP|PROPN|nsubj|agreed|PERSON agreed|VBD|VERB|ROOT|agreed .|.|PUNCT|punct|agreed"
    );
    assert_eq!(inferred(&text).map(|f| f.0), Some(date(2015, 8, 9)));
}
