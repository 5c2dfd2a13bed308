//! Properties of the JSON form over generated texts and records, and the complaints about forms that are wrong.

use super::generate::{document, texts};
use super::*;
use crate::*;
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Every layer and everything known of the text; only the tokens are left out.
fn assert_same(a: &Document, b: &Document) {
    assert_eq!((a.text(), a.id()), (b.text(), b.id()));
    let known = |d: &Document| {
        let i = d.input();
        (i.title.clone(), i.url.clone(), i.publisher.clone(), i.published, d.published.clone())
    };
    assert_eq!(known(a), known(b));
    assert_eq!((&a.dateline, &a.language, &a.reading), (&b.dateline, &b.language, &b.reading));
    assert_eq!(a.sentences, b.sentences);
    assert_eq!(a.mentions, b.mentions);
    assert_eq!(a.entities, b.entities);
    assert_eq!(a.times, b.times);
    assert_eq!(a.places, b.places);
    assert_eq!(a.statements, b.statements);
    assert_eq!(a.events, b.events);
    assert_eq!(a.claims, b.claims);
    assert_eq!(a.relations, b.relations);
    assert_eq!(a.quantities, b.quantities);
    assert_eq!(a.findings, b.findings);
    assert_eq!(a.agenda, b.agenda);
}

/// Calls `visit` on every value of a tree, the tree's own depth being small.
fn walk<'v>(value: &'v Value, visit: &mut impl FnMut(&'v Value)) {
    let mut open = vec![value];
    while let Some(v) = open.pop() {
        visit(v);
        match v {
            Value::Array(list) => open.extend(list),
            Value::Object(map) => open.extend(map.values()),
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn json_out_and_in_gives_the_same_document(text in texts(), draws in prop::collection::vec(any::<u32>(), 1..400)) {
        let doc = document(&text, draws);
        let line = to_string(&doc, Options::default());
        prop_assert!(!line.contains('\n'));
        let again = from_str(&line).map_err(|e| TestCaseError::fail(format!("{e}\n{line}")))?;
        assert_same(&doc, &again);
        prop_assert_eq!(to_string(&again, Options::default()), line);
    }

    #[test]
    fn every_span_lies_on_char_boundaries_and_quotes_its_text(
        text in texts(),
        draws in prop::collection::vec(any::<u32>(), 1..400),
    ) {
        let form: Value = serde_json::from_str(&to_string(&document(&text, draws), Options::default())).unwrap();
        let chars: Vec<char> = text.chars().collect();
        walk(&form, &mut |v| {
            if let (Some(start), Some(end), Some(quote)) =
                (v["start"].as_u64(), v["end"].as_u64(), v["quote"].as_str())
            {
                assert_eq!(chars[start as usize..end as usize].iter().collect::<String>(), quote);
            }
        });
    }

    #[test]
    fn one_more_character_in_front_moves_every_span_by_one(
        text in texts(),
        draws in prop::collection::vec(any::<u32>(), 1..100),
    ) {
        let doc = document(&text, draws);
        let longer = Document::new(Input::new(format!("é{text}")));
        for (_, e) in doc.mentions.iter() {
            let at = e.at.first();
            let moved = Span::of(at.start() + 2, at.end() + 2);
            let (start, end) = doc.chars(at);
            prop_assert_eq!(longer.chars(moved), (start + 1, end + 1));
            prop_assert_eq!(longer.quote(moved), doc.quote(at));
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(from_str(&String::from_utf8_lossy(&bytes)).is_err());
    }

    #[test]
    fn a_form_with_values_put_in_the_wrong_place_is_read_or_refused(
        text in texts(),
        draws in prop::collection::vec(any::<u32>(), 1..400),
        changes in prop::collection::vec((any::<u32>(), 0..14usize), 1..6),
    ) {
        let mut form: Value =
            serde_json::from_str(&to_string(&document(&text, draws), Options::default())).unwrap();
        for (place, kind) in changes {
            let mut count = 0;
            walk(&form, &mut |_| count += 1);
            change(&mut form, place as usize % count, kind);
        }
        // Whatever the reader lets through is whole: it can be written, and read again.
        if let Ok(doc) = from_str(&form.to_string()) {
            let again = from_str(&to_string(&doc, Options::default()));
            prop_assert!(again.is_ok(), "{:?}", again.err());
        }
    }

    #[test]
    fn a_line_with_changed_letters_is_read_or_refused(
        text in texts(),
        draws in prop::collection::vec(any::<u32>(), 1..100),
        changes in prop::collection::vec((any::<u32>(), prop::sample::select(vec!['"', '{', '[', ']', ',', '0', '-', 'e', '\u{0}'])), 1..4),
    ) {
        let mut line: Vec<char> = to_string(&document(&text, draws), Options::default()).chars().collect();
        for (at, c) in changes {
            let at = at as usize % line.len();
            line[at] = c;
        }
        let line: String = line.into_iter().collect();
        if let Ok(doc) = from_str(&line) {
            prop_assert!(from_str(&to_string(&doc, Options::default())).is_ok());
        }
    }
}

/// Puts something else in the place of the `n`-th value of a tree.
fn change(form: &mut Value, n: usize, kind: usize) {
    let mut open = vec![form];
    let mut seen = 0;
    while let Some(v) = open.pop() {
        if seen == n {
            *v = match kind {
                0 => Value::Null,
                1 => json!(true),
                2 => json!(-1),
                3 => json!(u64::MAX),
                4 => json!(1.5),
                5 => json!(""),
                6 => json!("s1"),
                7 => json!("e999"),
                8 => json!([]),
                9 => json!([[[[]]]]),
                10 => json!({}),
                11 => json!({"start": 0, "end": u64::MAX, "quote": ""}),
                12 => json!({"statement": "e1"}),
                _ => json!("2015-13-45"),
            };
            return;
        }
        seen += 1;
        match v {
            Value::Array(list) => open.extend(list),
            Value::Object(map) => open.extend(map.values_mut()),
            _ => {}
        }
    }
}

/// One statement with its source, as the format shows it.
fn sample() -> Value {
    json!({
        "format": "onrecord/1", "id": "a", "text": "“Нет,” Ada Stone said.",
        "mentions": [{"id": "m1", "start": 7, "end": 16, "quote": "Ada Stone", "form": "name", "type": "person",
            "entity": "e1", "score": 0.9, "maker": "en/mentions/name"}],
        "entities": [{"id": "e1", "name": "Ada Stone", "type": "person", "mentions": ["m1"], "score": 0.9,
            "maker": "en/entities/name"}],
        "statements": [{"id": "s1", "manner": "direct", "act": "assert",
            "source": {"spans": [{"start": 7, "end": 16, "quote": "Ada Stone"}], "entity": "e1"},
            "cue": {"spans": [{"start": 17, "end": 21, "quote": "said"}], "entity": null},
            "content": {"spans": [{"start": 0, "end": 6, "quote": "“Нет,”"}], "entity": null},
            "score": 0.75, "maker": "en/statements/quote"}],
    })
}

#[test]
fn a_short_form_is_read_with_everything_it_leaves_out_unknown() {
    let doc = from_str(&sample().to_string()).unwrap();
    let (_, s) = doc.statements.iter().next().unwrap();
    assert_eq!(doc.quotes(&s.at), ["“Нет,”"]);
    assert_eq!(s.value.source.as_ref().unwrap().entity, Some(Id::at(0)));
    assert_eq!(s.value.channel, None);
    assert_eq!(doc.published, Published::default());
}

/// Changes the value at a JSON pointer and compares the complaint.
#[track_caller]
fn check(pointer: &str, value: Value, question: fn(&Error) -> bool, message: &str) {
    let mut form = sample();
    *form.pointer_mut(pointer).unwrap() = value;
    let error = from_str(&form.to_string()).unwrap_err();
    assert_eq!(error.to_string(), message);
    assert!(question(&error));
}

#[test]
fn a_complaint_names_the_path_and_what_would_be_right() {
    let source = "/statements/0/source/spans/0";
    check(
        &format!("{source}/quote"),
        json!("Ada Stome"),
        Error::is_not_in_text,
        "`statements[0].source.spans[0].quote`: `Ada Stome` is not what stands at 7..16, which is `Ada Stone`",
    );
    check(
        &format!("{source}/end"),
        json!(99),
        Error::is_not_in_text,
        "`statements[0].source.spans[0]`: 7..99 lies outside the text, which ends at 22",
    );
    check(
        &format!("{source}/end"),
        json!(7),
        Error::is_not_in_text,
        "`statements[0].source.spans[0]`: 7..7 covers no words; end is exclusive",
    );
    check(
        &format!("{source}/start"),
        json!("7"),
        Error::is_wrong_shape,
        "`statements[0].source.spans[0].start`: should be a whole number from 0, is a string",
    );
    check(
        "/statements/0/source/entity",
        json!("e2"),
        Error::is_wrong_reference,
        "`statements[0].source.entity`: no record of `entities` has the id `e2`",
    );
    check(
        "/statements/0/source/entity",
        json!("m1"),
        Error::is_wrong_reference,
        "`statements[0].source.entity`: `m1` is a record of another type; should be one of `entities`",
    );
    check(
        "/statements/0/id",
        json!("m1"),
        Error::is_wrong_reference,
        "`statements[0].id`: `m1` is the id of another record; ids are unique in a document",
    );
    check(
        "/mentions/0/entity",
        Value::Null,
        Error::is_wrong_reference,
        "`entities[0].mentions[0]`: `m1` does not name this record as its `entity`",
    );
    check(
        "/statements/0/manner",
        json!("loud"),
        Error::is_wrong_shape,
        "`statements[0].manner`: `loud` is none of `direct`, `indirect`, `mixed`",
    );
    check(
        "/statements/0/score",
        json!(1.5),
        Error::is_wrong_shape,
        "`statements[0].score`: 1.5 is no probability; should be from 0 to 1",
    );
    check("/text", Value::Null, Error::is_wrong_shape, "`(the whole)`: has no `text`");
    check(
        "/statements",
        json!([7]),
        Error::is_wrong_shape,
        "`statements[0]`: should be an object, is the number 7",
    );
    check(
        "/format",
        json!("onrecord/9"),
        Error::is_other_format,
        "`format`: this version reads `onrecord/1`, not `onrecord/9`",
    );
}

#[test]
fn deep_nesting_is_refused_as_syntax() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(from_str(&deep).unwrap_err().is_syntax());
    assert!(from_str("").unwrap_err().is_syntax());
}

#[test]
fn the_line_of_a_failed_input_is_no_document() {
    let error = from_str(&error_line("3", "not UTF-8")).unwrap_err();
    assert_eq!(error.to_string(), "`error`: the line stands for an input that could not be read");
}

#[test]
fn keys_stand_in_the_order_of_the_format_and_the_text_can_be_left_out() {
    let mut doc =
        Document::new(Input { id: Some("a".into()), ..Input::new("Да.").published(date(2015, 8, 9)) });
    doc.sentences.push(Sentence, Span::of(0, 5).into(), Maker::rule("en/sentences/parse"), 1.0);
    assert_eq!(
        to_string(&doc, Options { text: false }),
        concat!(
            r#"{"format":"onrecord/1","id":"a","title":null,"url":null,"publisher":null,"language":null,"#,
            r#""published":"2015-08-09","published_basis":"given","dateline":null,"#,
            r#""reading":{"program":"","model":"","data":"","heads":"","at":null},"#,
            r#""sentences":[{"start":0,"end":3,"score":1.0,"maker":"en/sentences/parse"}],"mentions":[],"#,
            r#""entities":[],"times":[],"places":[],"statements":[],"events":[],"claims":[],"relations":[],"#,
            r#""quantities":[],"findings":[],"agenda":[]}"#
        )
    );
}

#[test]
fn tokens_are_shown_with_every_column_and_code_point_offsets() {
    let mut words = Words::default();
    let (lower, tag, dep) = (words.add("да"), words.add("UH"), words.add("ROOT"));
    let token =
        Token { start: 0, end: 4, norm: lower, lower, tag, dep, sent_start: true, ..Token::default() };
    let mut doc = Document::new(Input { id: Some("a".into()), ..Input::new("Да!") });
    doc.tokens = Tokens::new(words, [token]);
    assert_eq!(
        tokens_to_string(&doc),
        concat!(
            r#"{"id":"a","tokens":[{"start":0,"end":2,"text":"Да","space":false,"norm":"да","shape":"","tag":"UH","#,
            r#""pos":"","morph":"","lemma":"","head":0,"dep":"ROOT","ent_iob":"O","ent_type":"","sent_start":true}]}"#
        )
    );
}
