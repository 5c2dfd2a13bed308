//! The heads compute what they were trained to: the answers of PyTorch over the same features, on texts of our own.
//! `expect.py` in the folders of `training/` wrote them.

use crate::{model, reader, repository};
use onrecord::heads::{Sight, Tagged, antecedents, known, units};
use onrecord::{Heads, entities, quotes, sentences};
use onrecord_doc::{Document, Input, TextIndex, Tokens};
use serde_json::Value;

/// The texts of the golden files, each with what PyTorch answers, by the name of the answers' file.
fn texts(answers: &str) -> Vec<(String, Value)> {
    let folder = repository("crates/onrecord-cli/tests/golden");
    let lines = |name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect::<Vec<Value>>()
    };
    let (texts, answers) = (lines("texts.jsonl"), lines(answers));
    assert_eq!(texts.len(), answers.len());
    let pair = |(item, answer): (Value, Value)| {
        assert_eq!(item["id"], answer["id"]);
        (item["text"].as_str().unwrap().to_owned(), answer)
    };
    texts.into_iter().zip(answers).map(pair).collect()
}

/// What a text looks like to the heads.
fn seen<T>(text: &str, with: impl FnOnce(&Document, &Sight) -> T) -> T {
    let reader = reader();
    let mut doc = Document::new(Input::new(text));
    let (tokens, features) = reader.model().analyse_with_features(text, 0);
    doc.tokens = tokens;
    doc.sentences = sentences::find(&doc, &reader.data().leftovers);
    let units = units::find(text, &doc.tokens, &quotes::find(text));
    with(&doc, &Sight { tokens: &doc.tokens, features: &features, model: reader.model(), units })
}

/// Code points of a run of tokens.
fn points(tokens: &Tokens, index: &TextIndex, text: &str, first: usize, last: usize) -> [usize; 2] {
    let at = tokens.span_of(first, last);
    [index.to_char(text, at.start()), index.to_char(text, at.end())]
}

/// The weights are rounded to 16 bits, so a toss-up may fall the other way: one in a hundred.
fn assert_few(differing: &[String], all: usize) {
    assert!(all > 150, "{all} answers are no test");
    assert!(differing.len() * 100 <= all, "{} of {all} differ:\n{}", differing.len(), differing.join("\n"));
}

#[test]
fn the_statement_tagger_answers_as_it_was_trained() {
    let (mut all, mut differing, mut furthest) = (0, Vec::new(), 0.0f64);
    for (text, answer) in texts("statements.jsonl") {
        let (found, ours) = seen(&text, |doc, sight| {
            let found = reader().heads().statements().unwrap().find(sight, reader().data().rules.lexicon());
            let ours = statements(&doc.tokens, &text, &found.statements);
            (found.statements, ours)
        });
        let expected = answer["statements"].as_array().unwrap();
        all += expected.len();
        for (n, want) in expected.iter().enumerate() {
            let same = |own: &&Value| ["cue", "source", "content"].iter().all(|k| own[k] == want[k]);
            match ours.iter().position(|own| same(&own)) {
                Some(at) => {
                    let s = &found[at];
                    for (own, key) in [(s.cue_chance, "cue_chance"), (s.some_chance, "some_chance")] {
                        furthest = furthest.max((f64::from(own) - want[key].as_f64().unwrap()).abs());
                    }
                }
                None => differing.push(format!("{} {n}: {want}", answer["id"])),
            }
        }
    }
    assert_few(&differing, all);
    assert!(furthest < 0.05, "a probability is {furthest} off");
}

/// Statements as the Python program writes them.
fn statements(tokens: &Tokens, text: &str, found: &[Tagged]) -> Vec<Value> {
    let index = TextIndex::new(text);
    let runs = |numbers: &[usize]| {
        let mut out: Vec<[usize; 2]> = Vec::new();
        for (n, t) in numbers.iter().enumerate() {
            let [start, end] = points(tokens, &index, text, *t, *t);
            match out.last_mut() {
                // White space between two of them is no token to the Python program.
                Some(last) if (numbers[n - 1] + 1..*t).all(|t| tokens.pos(t) == "SPACE") => last[1] = end,
                _ => out.push([start, end]),
            }
        }
        out
    };
    let one = |s: &Tagged| {
        let cue: Vec<usize> = s.cue.clone().collect();
        serde_json::json!({"cue": runs(&cue)[0], "source": runs(&s.source), "content": runs(&s.content)})
    };
    found.iter().map(one).collect()
}

#[test]
fn the_mention_tagger_answers_as_it_was_trained() {
    let (mut all, mut differing) = (0, Vec::new());
    for (text, answer) in texts("mentions.jsonl") {
        let ours: Vec<Value> = seen(&text, |doc, sight| {
            let index = TextIndex::new(&text);
            let marks = reader()
                .heads()
                .mentions()
                .unwrap()
                .find(sight, &known::classes(doc, &reader().data().actors));
            let kind = |m: &onrecord::heads::Marked| m.kind.map_or("time", |k| k.name());
            let one = |m: &onrecord::heads::Marked| {
                let [start, end] = points(&doc.tokens, &index, &text, m.first, m.last);
                serde_json::json!([start, end, kind(m)])
            };
            marks.mentions.iter().map(one).collect()
        });
        let expected = answer["mentions"].as_array().unwrap();
        all += expected.len();
        let missing = expected.iter().filter(|want| !ours.contains(want));
        differing.extend(missing.map(|want| format!("{}: {want}", answer["id"])));
        all += ours.len();
        let more = ours.iter().filter(|own| !expected.contains(own));
        differing.extend(more.map(|own| format!("{}: {own} is too many", answer["id"])));
    }
    assert_few(&differing, all);
}

#[test]
fn the_ranker_links_as_it_was_trained() {
    let (mut all, mut differing, mut furthest) = (0, Vec::new(), 0.0f64);
    for (text, answer) in texts("antecedents.jsonl") {
        let ours: Vec<(Value, f32)> = seen(&text, |doc, sight| {
            let (reader, index) = (reader(), TextIndex::new(&text));
            let tagged = reader.heads().statements().unwrap().find(sight, reader.data().rules.lexicon());
            let phrases = antecedents::phrases::find(&doc.tokens);
            let settled = entities::settled(doc, &reader.data().actors);
            let known = phrases.iter().map(|p| settled.get(&p.head).copied()).collect();
            let clues = antecedents::Clues::new(doc, &reader.data().actors, Some(&tagged), &phrases, known);
            let links = reader.heads().antecedents().unwrap().links(sight, &phrases, &clues);
            let at = |n: usize| points(&doc.tokens, &index, &text, phrases[n].first, phrases[n].last);
            let link = |(n, l): (usize, &Option<antecedents::Link>)| {
                l.map(|l| (serde_json::json!([at(n), at(l.to)]), l.chance))
            };
            links.iter().enumerate().filter_map(link).collect()
        });
        for want in answer["links"].as_array().unwrap() {
            all += 1;
            let same = |own: &&(Value, f32)| own.0[0] == want[0] && own.0[1] == want[1];
            match ours.iter().find(same) {
                Some(own) => furthest = furthest.max((f64::from(own.1) - want[2].as_f64().unwrap()).abs()),
                None => differing.push(format!("{}: {want}", answer["id"])),
            }
        }
    }
    assert_few(&differing, all);
    assert!(furthest < 0.05, "a probability is {furthest} off");
}

#[test]
fn a_head_is_silent_over_a_model_that_it_was_not_trained_on() {
    let heads = Heads::embedded(&model("sm")).unwrap();
    assert!(heads.statements().is_none() && heads.mentions().is_none() && heads.antecedents().is_none());
    assert!(heads.sha256().is_empty());
}

#[test]
fn a_damaged_head_is_told_with_its_file() {
    let model = model("sm");
    let folder = std::env::temp_dir().join(format!("onrecord-heads-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let said = |bytes: Option<&[u8]>| {
        let path = folder.join("statements.safetensors");
        match bytes {
            Some(bytes) => std::fs::write(&path, bytes).unwrap(),
            None => std::fs::remove_file(&path).unwrap_or_default(),
        }
        Heads::from_dir(&folder, &model).err().unwrap().to_string()
    };
    let whole = std::fs::read(repository("models/statements.safetensors")).unwrap();
    assert!(said(None).contains("holds no head"), "{}", said(None));
    assert!(said(Some(b"nothing")).contains("statements.safetensors: it is no safetensors file"));
    assert!(said(Some(&whole[..whole.len() / 2])).contains("it is no safetensors file"));
    let other = said(Some(&whole));
    assert!(
        other.contains("was trained on `en_core_web_md-3.8.0` and not on `en_core_web_sm-3.8.0`"),
        "{other}"
    );
    // Any single byte may be wrong: an error or other numbers, never a panic.
    for name in ["statements.safetensors", "mentions.safetensors", "antecedents.safetensors"] {
        let whole = std::fs::read(repository("models").join(name)).unwrap();
        for at in (0..whole.len()).step_by(whole.len() / 70) {
            let mut damaged = whole.clone();
            damaged[at] ^= 0x55;
            std::fs::write(folder.join(name), &damaged).unwrap();
            let _: Option<onrecord::Error> = Heads::from_dir(&folder, &model).err();
        }
        std::fs::remove_file(folder.join(name)).unwrap();
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
