//! The table, and status on small trees written by hand.

use super::*;
use crate::status::words::Effect;
use onrecord_doc::{Input, Token, Tokens, Words};

fn table() -> StatusWords {
    StatusWords::parse("status.tsv", include_str!("../../../../data/en/lexicon/status.tsv")).unwrap()
}

/// A document from a tree written as `word/TAG/lemma/head/dep`, heads as token numbers.
fn document(tree: &str) -> Document {
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
            "N" => "NOUN",
            "J" => "ADJ",
            "R" => "ADV",
            "I" => "ADP",
            "P" => "PRON",
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
    let mut doc = Document::new(Input::new(text).published("2026-03-04".parse().unwrap()));
    doc.tokens = Tokens::new(words, tokens);
    doc
}

/// How the event stands that a word names: status, rule, the words that say so.
fn stands(doc: &Document, word: &str, kind: EventType) -> String {
    let words = table();
    let token = (0..doc.tokens.len()).find(|i| doc.quote(doc.tokens.span(*i)) == word).unwrap();
    let stands = Standing::new(doc, &words, None).of(&[token], kind);
    let evidence: Vec<&str> = stands.evidence.iter().map(|i| doc.quote(doc.tokens.span(*i))).collect();
    format!("{} by {}: {}", stands.status, stands.rule, evidence.join(" "))
}

#[test]
fn what_is_threatened_and_what_is_vowed_against_others_are_threats() {
    let doc = document(
        "They/PRP/they/1/nsubj vowed/VBD/vow/1/ROOT to/TO/to/3/aux shell/VB/shell/1/xcomp it/PRP/it/3/dobj",
    );
    assert_eq!(stands(&doc, "shell", EventType::Assault), "threatened by vow inf: vowed");
    assert_eq!(stands(&doc, "shell", EventType::Aid), "promised by vow inf: vowed");
    assert_eq!(stands(&doc, "vowed", EventType::Threaten), "happened by past: vowed");
}

#[test]
fn a_clause_without_tense_under_an_unknown_governor_is_possible() {
    let doc = document(
        "They/PRP/they/1/nsubj zorbed/VBD/zorb/1/ROOT to/TO/to/3/aux shell/VB/shell/1/xcomp it/PRP/it/3/dobj",
    );
    assert_eq!(stands(&doc, "shell", EventType::Assault), "possible by unknown governor: zorbed");
}

#[test]
fn a_plan_that_falls_through_is_not_done() {
    let doc = document(
        "Plans/NNS/plan/3/nsubj to/TO/to/2/aux meet/VB/meet/0/acl fell/VBD/fall/3/ROOT through/RP/through/3/prt",
    );
    assert_eq!(
        stands(&doc, "meet", EventType::Consult),
        "not_happened by fall through subj: Plans fell through"
    );
}

#[test]
fn a_noun_stands_as_the_verb_that_carries_it() {
    let doc = document(
        "They/PRP/they/2/nsubj may/MD/may/2/aux launch/VB/launch/2/ROOT an/DT/an/4/det attack/NN/attack/2/dobj",
    );
    assert_eq!(stands(&doc, "attack", EventType::Assault), "possible by modal: may");
}

#[test]
fn a_joined_verb_shares_governor_and_negation() {
    let doc = document(
        "They/PRP/they/3/nsubj did/VBD/do/3/aux not/RB/not/3/neg stop/VB/stop/3/ROOT or/CC/or/3/cc fire/VB/fire/3/conj",
    );
    assert_eq!(stands(&doc, "fire", EventType::Assault), "not_happened by negation: did not");
    let doc = document(
        "Kuwait/NNP/Kuwait/1/nsubj refused/VBD/refuse/1/ROOT to/TO/to/3/aux meet/VB/meet/1/xcomp or/CC/or/3/cc talk/VB/talk/3/conj",
    );
    assert_eq!(stands(&doc, "talk", EventType::Consult), "not_happened by refuse inf: refused");
}

#[test]
fn any_tree_has_an_answer() {
    // Heads in a circle, a root that is punctuation, a trigger that is no token.
    let doc = document("a/VB/a/1/xcomp b/NN/b/2/pobj c/IN/c/0/prep ./././3/ROOT");
    let words = table();
    let standing = Standing::new(&doc, &words, None);
    for token in 0..6 {
        for kind in EventType::ALL {
            let stands = standing.of(&[token], *kind);
            assert!(stands.evidence.iter().all(|i| *i < doc.tokens.len()));
        }
    }
    assert_eq!(standing.of(&[], EventType::Aid).status, Status::Happened);
}

#[test]
fn the_table_names_what_is_wrong_in_it() {
    let error = |rows: &str| {
        let table = format!("lemma\tpos\tframe\tstatus\tsource\n{rows}\n");
        StatusWords::parse("t.tsv", &table).unwrap_err().to_string()
    };
    assert!(error("plan\tVERB\tinf\tplaned\town").starts_with("t.tsv:2:1: unknown status `planed`"));
    assert!(error("plan\tVERBS\tinf\tplanned\town").starts_with("t.tsv:2:1: unknown part of speech `VERBS`"));
    assert!(error("plan\tVERB\t\tplanned\town").starts_with("t.tsv:2:1: a row without lemma or frame"));
}

#[test]
fn a_verb_of_two_words_is_found_by_both() {
    let doc = document("They/PRP/they/1/nsubj ruled/VBD/rule/1/ROOT out/RP/out/1/prt talks/NNS/talk/1/dobj");
    let words = table();
    let found = words.find(&doc.tokens, 1, &["obj"]).unwrap();
    assert_eq!((found.effect, found.name), (Effect::Is(Status::NotHappened), "rule out obj"));
}
