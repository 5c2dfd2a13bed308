//! Event dates on small trees written by hand. The day of publication is Wednesday, 4 March 2026.

use super::*;
use onrecord_doc::{Input, Maker, TimeType, Token, Tokens, Words};

/// A document from a tree written as `word/TAG/lemma/head/dep`, heads as token numbers, and its times: words, first and
/// last day. The coarse part of speech follows from the tag.
fn document(tree: &str, times: &[(&str, &str, &str)]) -> Document {
    let mut words = Words::default();
    let (mut tokens, mut text) = (Vec::new(), String::new());
    for row in tree.split_whitespace() {
        let cells: Vec<&str> = row.split('/').collect();
        let [word, tag, lemma, head, dep] = cells.as_slice() else { panic!("`{row}`: five cells") };
        let start = text.len() as u32;
        text.push_str(word);
        let pos = match &tag[..1] {
            "V" => "VERB",
            "M" => "AUX",
            "N" if *tag != "NN" && *tag != "NNS" => "PROPN",
            "N" => "NOUN",
            "J" => "ADJ",
            "R" => "ADV",
            "I" => "ADP",
            "P" => "PRON",
            "C" if *tag == "CD" => "NUM",
            _ => "X",
        };
        tokens.push(Token {
            start,
            end: text.len() as u32,
            space: true,
            tag: words.add(tag),
            pos: words.add(pos),
            lemma: words.add(lemma),
            lower: words.add(&word.to_lowercase()),
            head: head.parse().unwrap(),
            dep: words.add(dep),
            sent_start: start == 0,
            ..Token::default()
        });
        text.push(' ');
    }
    let mut doc = Document::new(Input::new(text.clone()).published("2026-03-04".parse().unwrap()));
    doc.tokens = Tokens::new(words, tokens);
    for (quote, earliest, latest) in times {
        let start = text.find(quote).unwrap();
        let time = TimeExpr {
            kind: TimeType::Date,
            value: earliest.to_string(),
            modifier: None,
            earliest: earliest.parse().ok(),
            latest: latest.parse().ok(),
            anchor: None,
        };
        let at = Span::of(start, start + quote.len());
        doc.times.push(time, at.into(), Maker::rule("test"), 1.0);
    }
    doc
}

/// What is said of the event in `word`: order, basis, first and last day, the words that it rests on.
fn when(doc: &Document, word: &str) -> String {
    let words =
        DatingWords::parse("dating.tsv", include_str!("../../../../data/en/lexicon/dating.tsv")).unwrap();
    let token = (0..doc.tokens.len()).find(|i| doc.quote(doc.tokens.span(*i)) == word).unwrap();
    let when = Dating::new(doc, &words).of(token);
    let day = |d: Option<Date>| d.map_or("-".to_owned(), |d| d.to_string());
    let evidence: Vec<&str> = when.evidence.iter().map(|s| doc.quote(*s)).collect();
    format!(
        "{} by {}, {} to {}: {}",
        when.order.name(),
        when.basis.name(),
        day(when.earliest),
        day(when.latest),
        evidence.join(" | ")
    )
}

#[test]
fn the_saying_and_the_plan_each_have_their_own_day() {
    let doc = document(
        "He/PRP/he/1/nsubj said/VBD/say/1/ROOT Monday/NNP/Monday/5/npadvmod he/PRP/he/5/nsubj will/MD/will/5/aux \
         travel/VB/travel/1/ccomp on/IN/on/5/prep Thursday/NNP/Thursday/6/pobj",
        &[("Monday", "2026-03-02", "2026-03-02"), ("Thursday", "2026-03-05", "2026-03-05")],
    );
    assert_eq!(when(&doc, "said"), "before by clause, 2026-03-02 to 2026-03-02: said | Monday");
    assert_eq!(when(&doc, "travel"), "after by clause, 2026-03-05 to 2026-03-05: will | on Thursday");
}

#[test]
fn tense_alone_gives_the_side_and_leaves_the_far_end_open() {
    let doc = document("Rebels/NNS/rebel/1/nsubj left/VBD/leave/1/ROOT", &[]);
    assert_eq!(when(&doc, "left"), "before by tense, - to 2026-03-04: left");
    let doc = document("Rebels/NNS/rebel/2/nsubj will/MD/will/2/aux leave/VB/leave/2/ROOT", &[]);
    assert_eq!(when(&doc, "leave"), "after by tense, 2026-03-04 to -: will");
    let doc = document("Rebels/NNS/rebel/2/nsubj are/VBP/be/2/aux leaving/VBG/leave/2/ROOT", &[]);
    assert_eq!(when(&doc, "leaving"), "at by tense, - to -: are");
}

#[test]
fn what_was_agreed_comes_after_the_agreement_and_takes_the_day_to_come() {
    let doc = document(
        "They/PRP/they/1/nsubj agreed/VBD/agree/1/ROOT to/TO/to/3/aux meet/VB/meet/1/xcomp on/IN/on/1/prep \
         Friday/NNP/Friday/4/pobj",
        &[("Friday", "2026-03-06", "2026-03-06")],
    );
    assert_eq!(when(&doc, "agreed"), "before by tense, - to 2026-03-04: agreed");
    assert_eq!(when(&doc, "meet"), "after by governor, 2026-03-06 to 2026-03-06: agreed | on Friday");
}

#[test]
fn a_day_that_hangs_on_a_name_dates_the_verb_above() {
    let doc = document(
        "Envoys/NNS/envoy/1/nsubj met/VBD/meet/1/ROOT Petrov/NNP/Petrov/1/dobj on/IN/on/2/prep \
         Tuesday/NNP/Tuesday/3/pobj",
        &[("Tuesday", "2026-03-03", "2026-03-03")],
    );
    assert_eq!(when(&doc, "met"), "before by clause, 2026-03-03 to 2026-03-03: met | on Tuesday");
}

#[test]
fn a_noun_has_the_time_of_its_own_phrase_before_that_of_its_verb() {
    let doc = document(
        "They/PRP/they/1/nsubj condemned/VBD/condemn/1/ROOT last/JJ/last/3/amod year/NN/year/5/poss 's/POS/'s/3/case \
         war/NN/war/1/dobj on/IN/on/1/prep Monday/NNP/Monday/6/pobj",
        &[("last year", "2025-01-01", "2025-12-31"), ("Monday", "2026-03-02", "2026-03-02")],
    );
    assert_eq!(when(&doc, "war"), "before by clause, 2025-01-01 to 2025-12-31: last year");
    assert_eq!(when(&doc, "condemned"), "before by clause, 2026-03-02 to 2026-03-02: condemned | on Monday");
}

#[test]
fn a_period_that_is_not_over_is_cut_at_today_by_the_tense() {
    let doc = document(
        "Prices/NNS/price/1/nsubj rose/VBD/rise/1/ROOT this/DT/this/3/det year/NN/year/1/npadvmod",
        &[("this year", "2026-01-01", "2026-12-31")],
    );
    assert_eq!(when(&doc, "rose"), "before by clause, 2026-01-01 to 2026-03-04: rose | this year");
}

#[test]
fn verbs_that_share_a_subject_share_its_day_and_others_do_not() {
    let both = "Troops/NNS/troop/1/nsubj landed/VBD/land/1/ROOT on/IN/on/1/prep Friday/NNP/Friday/2/pobj and/CC/and/1/cc";
    let days = [("Friday", "2026-02-27", "2026-02-27")];
    let doc = document(&format!("{both} advanced/VBD/advance/1/conj"), &days);
    assert_eq!(when(&doc, "advanced"), "before by governor, 2026-02-27 to 2026-02-27: on Friday | advanced");
    let doc = document(&format!("{both} rebels/NNS/rebel/6/nsubj fled/VBD/flee/1/conj"), &days);
    assert_eq!(when(&doc, "fled"), "before by tense, - to 2026-03-04: fled");
}

#[test]
fn what_happened_when_is_of_that_time() {
    let doc = document(
        "He/PRP/he/1/nsubj fled/VBD/flee/1/ROOT in/IN/in/1/prep 1968/CD/1968/2/pobj when/WRB/when/6/advmod \
         troops/NNS/troop/6/nsubj invaded/VBD/invade/3/relcl",
        &[("1968", "1968-01-01", "1968-12-31")],
    );
    assert_eq!(when(&doc, "invaded"), "before by clause, 1968-01-01 to 1968-12-31: 1968 | invaded");
}

#[test]
fn a_noun_is_of_the_time_at_which_it_was_made_or_is_planned() {
    let deal = "The/DT/the/1/det deal/NN/deal/5/nsubj reached/VBN/reach/1/acl in/IN/in/2/prep 1991/CD/1991/3/pobj \
                failed/VBD/fail/5/ROOT";
    let doc = document(deal, &[("1991", "1991-01-01", "1991-12-31")]);
    assert_eq!(when(&doc, "deal"), "before by governor, 1991-01-01 to 1991-12-31: in 1991 | failed");
    let doc = document(
        "A/DT/a/1/det vote/NN/vote/5/nsubj planned/VBN/plan/1/acl for/IN/for/2/prep Friday/NNP/Friday/3/pobj \
         worries/VBZ/worry/5/ROOT them/PRP/they/5/dobj",
        &[("Friday", "2026-03-06", "2026-03-06")],
    );
    assert!(
        when(&doc, "vote").starts_with("after by governor, 2026-03-06 to 2026-03-06"),
        "{}",
        when(&doc, "vote")
    );
}

#[test]
fn what_was_put_off_is_on_the_day_named() {
    let doc = document(
        "The/DT/the/1/det summit/NN/summit/3/nsubjpass was/VBD/be/3/auxpass postponed/VBN/postpone/3/ROOT \
         until/IN/until/3/prep May/NNP/May/4/pobj",
        &[("May", "2026-05-01", "2026-05-31")],
    );
    assert_eq!(when(&doc, "summit"), "after by governor, 2026-05-01 to 2026-05-31: postponed | until May");
    assert_eq!(when(&doc, "postponed"), "before by tense, - to 2026-03-04: was");
}

#[test]
fn a_year_that_is_compared_with_dates_nothing() {
    let doc = document(
        "Sales/NNS/sale/1/nsubj were/VBD/be/1/ROOT lower/JJR/low/1/acomp than/IN/than/2/prep 2024/CD/2024/3/pobj",
        &[("2024", "2024-01-01", "2024-12-31")],
    );
    assert_eq!(when(&doc, "were"), "before by tense, - to 2026-03-04: were");
}

#[test]
fn what_was_not_to_be_had_is_past_and_what_can_be_is_now() {
    let doc = document(
        "He/PRP/he/4/nsubjpass could/MD/could/4/aux not/RB/not/4/neg be/VB/be/4/auxpass reached/VBN/reach/4/ROOT",
        &[],
    );
    assert_eq!(when(&doc, "reached"), "before by tense, - to 2026-03-04: could | be");
    let doc = document("Courts/NNS/court/2/nsubj can/MD/can/2/aux appeal/VB/appeal/2/ROOT", &[]);
    assert_eq!(when(&doc, "appeal"), "at by tense, - to -: can");
}

#[test]
fn a_story_goes_on_from_the_day_told_before() {
    let mut doc = document(
        "Rain/NN/rain/1/nsubj began/VBD/begin/1/ROOT Monday/NNP/Monday/1/npadvmod Roads/NNS/road/4/nsubj \
         collapsed/VBD/collapse/4/ROOT Officials/NNS/official/6/nsubj said/VBD/say/6/ROOT",
        &[("Monday", "2026-03-02", "2026-03-02")],
    );
    let columns: Vec<Token> = (0..doc.tokens.len())
        .map(|i| Token { sent_start: matches!(i, 0 | 3 | 5), ..column(&doc.tokens, i) })
        .collect();
    doc.tokens = Tokens::new(doc.tokens.words.clone(), columns);
    assert_eq!(when(&doc, "collapsed"), "before by narrative, 2026-03-02 to 2026-03-02: Monday | collapsed");
    assert_eq!(when(&doc, "said"), "before by tense, - to 2026-03-04: said");
}

/// The columns of a token that dating looks at.
fn column(t: &Tokens, i: usize) -> Token {
    let at = t.span(i);
    Token {
        start: at.start() as u32,
        end: at.end() as u32,
        space: true,
        tag: t.tag_word(i),
        pos: t.pos_word(i),
        lemma: t.lemma_word(i),
        lower: t.lower_word(i),
        head: t.head(i) as u32,
        dep: t.dep_word(i),
        ..Token::default()
    }
}

#[test]
fn any_token_may_be_asked_and_trees_in_circles_do_no_harm() {
    let doc = document("a/NN/a/1/dobj Friday/NNP/Friday/2/dobj b/VB/b/0/xcomp", &[("Friday", "x", "x")]);
    let words = DatingWords::default();
    let dating = Dating::new(&doc, &words);
    assert_eq!(dating.of(99), When::default());
    assert_eq!(dating.of(0).order, Order::Unknown);
    assert_eq!(Dating::new(&Document::default(), &words).of(0), When::default());
}

#[test]
fn a_table_with_an_unknown_class_is_refused() {
    let error =
        DatingWords::parse("d.tsv", "lemma\tpos\tclass\tsource\nplan\tVERB\tplann\town\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "d.tsv:2:1: unknown class `plann`\n  hint: classes: plan, same, state, say, before, aim"
    );
}
