//! The history of a claim across reports.

use jiff::civil::date;
use onrecord_across::claims::{Claims, Relation, Said, Step, compare, said};
use onrecord_doc::{
    Act, Claim, ClaimStatus, Document, Input, Maker, Manner, Role, Sentence, Span, Statement, Voice,
};

/// A report of one sentence: who, cue and proposition, in that order in the text.
fn report(
    id: &str,
    day: i8,
    source: &str,
    cue: &str,
    act: Act,
    proposition: &str,
    status: ClaimStatus,
) -> Document {
    let text = format!("{source} {cue} {proposition}.");
    let input = Input { id: Some(id.into()), ..Input::new(&text) }.published(date(2026, 3, day));
    let mut doc = Document::new(input);
    let maker = || Maker::rule("r");
    doc.sentences.push(Sentence, Span::of(0, text.len()).into(), maker(), 1.0);
    let role = |words: &str| {
        let at = text.find(words).expect("words of the text");
        Some(Role::words(Span::of(at, at + words.len())))
    };
    let at = text.find(proposition).expect("words of the text");
    let at = Span::of(at, at + proposition.len());
    let statement = Statement {
        manner: Manner::Indirect,
        act,
        source: role(source),
        cue: role(cue),
        content: role(proposition),
        addressee: None,
        channel: None,
        times: Vec::new(),
        inside: None,
        anonymous: None,
    };
    let s = doc.statements.push(statement, at.into(), maker(), 1.0);
    let by = |is: bool| if is { vec![Voice::Statement(s)] } else { Vec::new() };
    let claim = Claim {
        proposition: proposition.into(),
        asserted_by: by(matches!(status, ClaimStatus::Asserted | ClaimStatus::Conceded)),
        denied_by: by(status == ClaimStatus::Denied),
        status,
    };
    doc.claims.push(claim, at.into(), maker(), 1.0);
    doc
}

fn says(id: &str, day: i8, who: &str, what: &str) -> Document {
    report(id, day, who, "said that", Act::Assert, what, ClaimStatus::Asserted)
}

fn denies(id: &str, day: i8, who: &str, what: &str) -> Document {
    report(id, day, who, "denied that", Act::Deny, what, ClaimStatus::Denied)
}

fn only(doc: &Document) -> Said {
    said(doc, &[]).into_iter().next().expect("a proposition")
}

#[track_caller]
fn check(a: &Document, b: &Document, relation: Relation) {
    assert_eq!(compare(&only(a), &only(b)), relation, "{} {}", a.text(), b.text());
    assert_eq!(compare(&only(b), &only(a)), relation, "{} {}", b.text(), a.text());
}

type Row<'a> = (String, &'a str, Step, Vec<&'a str>, Option<&'a str>);

#[test]
fn a_denial_contradicts_only_what_says_all_that_it_denies() {
    let open = says("a", 3, "The mayor", "soldiers had bombed the clinic in Lisk");
    check(&open, &denies("b", 3, "The army", "soldiers had bombed the clinic"), Relation::Contradicts);
    check(
        &open,
        &says("b", 3, "The army", "troops had never bombed the clinic in Lisk"),
        Relation::Contradicts,
    );
    // A denial that says more leaves room for the rest.
    check(&open, &denies("b", 3, "The army", "soldiers had bombed the clinic in Orlen"), Relation::Differs);
    check(&open, &denies("b", 3, "The army", "all soldiers had bombed the clinic"), Relation::Differs);
    check(&open, &denies("b", 3, "The army", "soldiers should have bombed the clinic"), Relation::Differs);
    check(&open, &denies("b", 3, "The army", "unemployment had fallen"), Relation::Unrelated);
    // Opposite words, and two denials.
    check(
        &says("a", 3, "The mayor", "the border crossing was open"),
        &says("b", 3, "The army", "the border crossing was closed"),
        Relation::Contradicts,
    );
    check(
        &denies("a", 3, "The army", "soldiers had bombed the clinic"),
        &says("b", 4, "An aide", "no soldiers had bombed the clinic"),
        Relation::Same,
    );
}

#[test]
fn another_figure_or_a_check_is_never_a_contradiction() {
    let many = says("a", 3, "The ministry", "37 people were killed in the market");
    check(&many, &says("b", 3, "The hospital", "52 people were killed in the market"), Relation::Differs);
    check(&many, &denies("b", 3, "The army", "52 people were killed in the market"), Relation::Differs);
    let check_it = says("b", 3, "The army", "it had no evidence that people were killed in the market");
    check(&many, &check_it, Relation::Differs);
    let undecided = report(
        "b",
        3,
        "Police",
        "will see whether",
        Act::Promise,
        "people were killed",
        ClaimStatus::UnderCheck,
    );
    check(&many, &undecided, Relation::Differs);
}

#[test]
fn the_history_of_a_claim_has_every_turn_by_day_with_reprints_folded() {
    let what = "soldiers had bombed the clinic in Lisk";
    let docs = [
        denies("d", 5, "The army", what),
        says("a", 3, "The mayor", what),
        says("a2", 3, "The mayor", what),
        report(
            "u",
            4,
            "The army",
            "is asking whether",
            Act::Ask,
            "soldiers had bombed the clinic",
            ClaimStatus::UnderCheck,
        ),
        report("c", 9, "The army", "admitted that", Act::Admit, what, ClaimStatus::Conceded),
        says("x", 4, "The bank", "interest rates had risen in April"),
    ];
    let mut claims = Claims::new();
    let given: Vec<Vec<usize>> = docs.iter().map(|d| claims.add(d, &[])).collect();
    assert_eq!(given, [[0], [0], [0], [0], [0], [1]]);
    assert_eq!(claims.add(&docs[0], &[]), [0]);

    let claim = claims.find(0).expect("a claim");
    assert_eq!(claim.proposition(), what);
    assert_eq!(claim.status(), ClaimStatus::Conceded);
    // `a2` is a copy of `a`.
    let turns = claim.history(|id| id.starts_with('a').then_some(1));
    let table: Vec<Row> = turns
        .iter()
        .map(|t| {
            let day = t.said.day.expect("a day").to_string();
            (
                day,
                t.said.speaker.as_str(),
                t.step,
                t.documents.clone(),
                t.changed_from.map(|s| s.document.as_str()),
            )
        })
        .collect();
    let row = |day: &str, who, step, documents, from| (format!("2026-03-{day}"), who, step, documents, from);
    assert_eq!(
        table,
        [
            row("03", "The mayor", Step::Asserts, vec!["a", "a2"], None),
            row("04", "The army", Step::Checks, vec!["u"], None),
            row("05", "The army", Step::Denies, vec!["d"], Some("u")),
            row("09", "The army", Step::Concedes, vec!["c"], Some("d")),
        ]
    );
}

#[test]
fn a_claim_in_negative_words_is_asserted_by_who_says_so() {
    let mut claims = Claims::new();
    claims.add(&says("a", 3, "The company", "no oil had leaked from the pipeline"), &[]);
    claims.add(&says("b", 4, "The agency", "oil had leaked from the pipeline"), &[]);
    let claim = claims.find(0).expect("a claim");
    // The positive words stand for the claim once somebody says them.
    assert_eq!(claim.proposition(), "oil had leaked from the pipeline");
    let steps: Vec<Step> = claim.history(|_| None).iter().map(|t| t.step).collect();
    assert_eq!(steps, [Step::Denies, Step::Asserts]);
}
