//! Small texts with hand-made trees: who is joined with whom.

use super::*;
use crate::actors::tests::ACTORS;
use onrecord_doc::{EntityType, Input, Iob, Token, Tokens, Words};
use proptest::prelude::*;

/// A document from one token a word: `form|TAG|POS|dep|head[|NAME]`. The head is a form, the nearest of that form;
/// a name goes on as long as neighbours have the same label. A full stop ends a sentence.
pub(crate) fn parsed(marked: &str) -> Document {
    let rows: Vec<Vec<&str>> = marked.split_whitespace().map(|w| w.split('|').collect()).collect();
    let mut text = String::new();
    let mut words = Words::default();
    let mut tokens: Vec<Token> = Vec::new();
    for (i, row) in rows.iter().enumerate() {
        let [form, tag, pos, dep, head, name @ ..] = row.as_slice() else { panic!("{row:?}") };
        let hangs = matches!(*form, "." | "," | ")" | "’s" | "’") || i > 0 && rows[i - 1][0] == "(";
        if i > 0 && !hangs {
            text.push(' ');
        }
        let start = text.len() as u32;
        text.push_str(form);
        let far = |k: &usize| k.abs_diff(i);
        let head = (0..rows.len()).filter(|k| rows[*k][0] == *head).min_by_key(far).unwrap_or(i) as u32;
        let is_in = |k: usize| rows[k].get(5) == name.first() && !name.is_empty();
        let lower = form.to_lowercase();
        let lemma = if *tag == "NNS" { lower.trim_end_matches('s').to_owned() } else { lower.clone() };
        let shape: String = form.chars().map(|c| if c.is_uppercase() { 'X' } else { 'x' }).collect();
        tokens.push(Token {
            start,
            end: text.len() as u32,
            space: true,
            norm: words.add(&lower),
            shape: words.add(&shape),
            tag: words.add(tag),
            pos: words.add(pos),
            lemma: words.add(&lemma),
            lower: words.add(&lower),
            head,
            dep: words.add(dep),
            sent_start: i == 0 || rows[i - 1][0] == ".",
            iob: if name.is_empty() {
                Iob::Outside
            } else if i > 0 && is_in(i - 1) {
                Iob::Inside
            } else {
                Iob::Begin
            },
            ent_type: words.add(name.first().copied().unwrap_or("")),
            ..Token::default()
        });
    }
    let mut doc = Document::new(Input::new(text));
    doc.tokens = Tokens::new(words, tokens);
    doc
}

/// Every mention with the name of its entity, `?` where it has none.
fn who(marked: &str) -> Vec<(String, String)> {
    let doc = parsed(marked);
    let cast = find(&doc, &ACTORS, None);
    let name = |m: &Mention| m.entity.map_or("?".to_owned(), |e| cast.entities[e].value.name.clone());
    cast.mentions.iter().map(|(_, m)| (doc.quote(m.at.hull()).to_owned(), name(&m.value))).collect()
}

#[track_caller]
fn check(marked: &str, expected: &[(&str, &str)]) {
    let found = who(marked);
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, expected);
}

const STONE: &str = "Latvian|JJ|ADJ|amod|Minister|NORP Foreign|NNP|PROPN|compound|Minister
    Minister|NNP|PROPN|compound|Stone Ada|NNP|PROPN|compound|Stone|PERSON Stone|NNP|PROPN|nsubj|spoke|PERSON
    spoke|VBD|VERB|ROOT|spoke .|.|PUNCT|punct|spoke ";

#[test]
fn a_surname_a_title_and_a_pronoun_join_the_full_name() {
    let rest = "Stone|NNP|PROPN|nsubj|left|PERSON left|VBD|VERB|ROOT|left .|.|PUNCT|punct|left
        The|DT|DET|det|minister foreign|JJ|ADJ|amod|minister minister|NN|NOUN|nsubj|said said|VBD|VERB|ROOT|said
        she|PRP|PRON|nsubj|slept slept|VBD|VERB|ccomp|said .|.|PUNCT|punct|said";
    check(
        &format!("{STONE}{rest}"),
        &[
            ("Latvian Foreign Minister Ada Stone", "Ada Stone"),
            ("Stone", "Ada Stone"),
            ("The foreign minister", "Ada Stone"),
            ("she", "Ada Stone"),
        ],
    );
}

#[test]
fn a_title_gives_office_and_country() {
    let cast = find(&parsed(STONE), &ACTORS, None);
    let stone = &cast.entities[Id::at(0)].value;
    assert_eq!(stone.country.as_deref(), Some("LV"));
    let roles: Vec<_> = stone.roles.iter().map(|r| (r.title.as_str(), r.of.as_deref())).collect();
    assert_eq!(roles, [("Foreign Minister", Some("Latvia"))]);
}

#[test]
fn a_surname_that_two_bear_joins_neither() {
    let found =
        who("Ada|NNP|PROPN|compound|Stone|PERSON Stone|NNP|PROPN|nsubj|met|PERSON met|VBD|VERB|ROOT|met
        Ben|NNP|PROPN|compound|Stone|PERSON Stone|NNP|PROPN|dobj|met|PERSON .|.|PUNCT|punct|met
        Stone|NNP|PROPN|nsubj|left|PERSON left|VBD|VERB|ROOT|left .|.|PUNCT|punct|left");
    assert_eq!(found.last(), Some(&("Stone".to_owned(), "?".to_owned())));
}

#[test]
fn a_surname_that_two_bear_is_that_of_whom_the_text_is_about() {
    let found =
        who("Ada|NNP|PROPN|compound|Stone|PERSON Stone|NNP|PROPN|nsubj|met|PERSON met|VBD|VERB|ROOT|met
        Eve|NNP|PROPN|dobj|met|PERSON .|.|PUNCT|punct|met
        Stone|NNP|PROPN|nsubj|left|PERSON left|VBD|VERB|ROOT|left .|.|PUNCT|punct|left
        Ben|NNP|PROPN|compound|Stone|PERSON Stone|NNP|PROPN|nsubj|stayed|PERSON stayed|VBD|VERB|ROOT|stayed");
    assert_eq!(found[2], ("Stone".to_owned(), "Ada Stone".to_owned()));
}

#[test]
fn a_given_name_tells_he_from_she() {
    let text = "Ada|NNP|PROPN|compound|Stone|PERSON Stone|NNP|PROPN|nsubj|met|PERSON met|VBD|VERB|ROOT|met
        Ben|NNP|PROPN|compound|Hill|PERSON Hill|NNP|PROPN|dobj|met|PERSON .|.|PUNCT|punct|met
        He|PRP|PRON|nsubj|left left|VBD|VERB|ROOT|left .|.|PUNCT|punct|left";
    check(text, &[("Ada Stone", "Ada Stone"), ("Ben Hill", "Ben Hill"), ("He", "Ben Hill")]);
}

#[test]
fn a_capital_that_acts_is_its_state_and_one_that_is_visited_a_place() {
    let text = "Riga|NNP|PROPN|nsubj|criticised|GPE criticised|VBD|VERB|ROOT|criticised
        Russia|NNP|PROPN|dobj|criticised|GPE .|.|PUNCT|punct|criticised They|PRP|PRON|nsubj|met
        met|VBD|VERB|ROOT|met in|IN|ADP|prep|met Riga|NNP|PROPN|pobj|in|GPE .|.|PUNCT|punct|met";
    check(text, &[("Riga", "Latvia"), ("Russia", "Russia"), ("Riga", "Riga")]);
    let cast = find(&parsed(text), &ACTORS, None);
    let kinds: Vec<MentionType> = cast.mentions.iter().map(|(_, m)| m.value.kind).collect();
    assert_eq!(kinds, [MentionType::Organisation, MentionType::Organisation, MentionType::Place]);
    let city =
        cast.entities.iter().find(|(_, e)| e.value.name == "Riga").map(|(_, e)| e.value.country.clone());
    assert_eq!(city, Some(Some("LV".to_owned())));
}

#[test]
fn an_acronym_in_brackets_is_a_name_from_there_on() {
    let text = "The|DT|DET|det|Union Harbour|NNP|PROPN|compound|Union|ORG Union|NNP|PROPN|nsubj|met|ORG
        (|-LRB-|PUNCT|punct|Union HBU|NNP|PROPN|appos|Union )|-RRB-|PUNCT|punct|Union met|VBD|VERB|ROOT|met
        .|.|PUNCT|punct|met The|DT|DET|det|HBU HBU|NNP|PROPN|nsubj|left left|VBD|VERB|ROOT|left .|.|PUNCT|punct|left";
    check(text, &[("The Harbour Union (HBU)", "Harbour Union"), ("The HBU", "Harbour Union")]);
}

#[test]
fn a_source_without_a_name_is_anonymous_and_found_again() {
    let text = "A|DT|DET|det|source Latvian|JJ|ADJ|amod|source|NORP source|NN|NOUN|nsubj|said
        familiar|JJ|ADJ|amod|source with|IN|ADP|prep|familiar the|DT|DET|det|talks talks|NNS|NOUN|pobj|with
        said|VBD|VERB|ROOT|said so|RB|ADV|advmod|said .|.|PUNCT|punct|said
        The|DT|DET|det|source source|NN|NOUN|nsubj|left left|VBD|VERB|ROOT|left .|.|PUNCT|punct|left";
    let name = "Latvian source familiar with the talks";
    check(
        text,
        &[("A Latvian source familiar with the talks", name), ("Latvian", "Latvia"), ("The source", name)],
    );
    let cast = find(&parsed(text), &ACTORS, None);
    let anonymous: Vec<bool> = cast.entities.iter().map(|(_, e)| e.value.anonymous).collect();
    assert_eq!(anonymous, [true, false]);
}

#[test]
fn a_noun_in_apposition_is_the_same_person_and_a_role() {
    let text = "Its|PRP$|PRON|poss|head new|JJ|ADJ|amod|head head|NN|NOUN|nsubj|left ,|,|PUNCT|punct|head
        Ada|NNP|PROPN|compound|Stone|PERSON Stone|NNP|PROPN|appos|head|PERSON ,|,|PUNCT|punct|head
        left|VBD|VERB|ROOT|left .|.|PUNCT|punct|left";
    check(text, &[("Its new head", "Ada Stone"), ("Ada Stone", "Ada Stone")]);
    let cast = find(&parsed(text), &ACTORS, None);
    assert_eq!(cast.entities[Id::at(0)].value.roles[0].title, "new head");
}

#[test]
fn a_vessel_is_named_with_what_it_is() {
    let text = "the|DT|DET|det|Gull navy|NN|NOUN|compound|ship ship|NN|NOUN|compound|Gull HMS|NNP|PROPN|compound|Gull|ORG
        Gull|NNP|PROPN|nsubj|sank|ORG sank|VBD|VERB|ROOT|sank .|.|PUNCT|punct|sank";
    check(text, &[("the navy ship HMS Gull", "HMS Gull")]);
    assert_eq!(find(&parsed(text), &ACTORS, None).entities[Id::at(0)].value.kind, EntityType::Vessel);
}

#[test]
fn nothing_is_found_in_nothing() {
    assert_eq!(find(&Document::new(Input::new("")), &ACTORS, None), Cast::default());
}

proptest! {
    /// Whatever the model says of the words, even a tree that is none.
    #[test]
    fn any_tree_over_any_words_gives_mentions_that_lie_in_the_text(
        rows in prop::collection::vec((0..16usize, 0..9usize, 0..10usize, 0..16usize, 0..7usize), 0..40),
    ) {
        const FORMS: [&str; 16] = ["the", "a", "Ada", "Stone", "minister", "source", "(", "HBU", ")", "’s", "-", "Moscow", "Russian", "he", ".", "officials"];
        const TAGS: [&str; 9] = ["NN|NOUN", "NNP|PROPN", "NNS|NOUN", "DT|DET", "IN|ADP", "PRP|PRON", "POS|PART", "VBD|VERB", ",|PUNCT"];
        const DEPS: [&str; 10] = ["nsubj", "dobj", "pobj", "appos", "compound", "amod", "relcl", "conj", "prep", "poss"];
        const NAMES: [&str; 7] = ["", "", "|PERSON", "|ORG", "|GPE", "|NORP", "|DATE"];
        let marked: Vec<String> = rows
            .iter()
            .map(|(f, t, d, h, n)| format!("{}|{}|{}|{}{}", FORMS[*f], TAGS[*t], DEPS[*d], FORMS[*h], NAMES[*n]))
            .collect();
        let doc = parsed(&marked.join(" "));
        let cast = find(&doc, &ACTORS, None);
        for (_, m) in cast.mentions.iter() {
            prop_assert!(!doc.quote(m.at.hull()).is_empty());
            prop_assert!(m.value.entity.is_none_or(|e| cast.entities.find(e).is_some()));
        }
        for (id, e) in cast.entities.iter() {
            prop_assert!(!e.value.name.is_empty());
            prop_assert!(cast.mentions.iter().any(|(_, m)| m.value.entity == Some(id)));
        }
    }
}
