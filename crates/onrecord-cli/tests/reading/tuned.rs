//! The second tier computes what it was trained to: the pieces of the `tokenizers` package and the probabilities of
//! PyTorch for pairs of our own, which `training/events/tuned/expect.py` wrote.

use crate::{fetched, repository};
use onrecord::pairs::{CLASSES, Sides, Tuned};
use onrecord_doc::{Document, Input, Span};
use onrecord_lang::encoder::Encoder;
use onrecord_lang::known::MINILM;
use serde_json::Value;
use std::sync::OnceLock;

fn encoder() -> Encoder {
    let files = MINILM.open(&fetched("minilm")).unwrap();
    MINILM.check(&files).unwrap();
    Encoder::load(&files, Tuned::LOWER).unwrap()
}

fn tuned() -> &'static Tuned {
    static TUNED: OnceLock<Tuned> = OnceLock::new();
    TUNED.get_or_init(|| Tuned::embedded(encoder()).unwrap())
}

fn expected() -> Vec<Value> {
    let text = std::fs::read_to_string(repository("crates/onrecord-cli/tests/golden/tuned.jsonl")).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn sides(doc: &Document, key: &str, answer: &Value) -> Vec<Span> {
    let spans: Vec<(usize, usize)> = serde_json::from_value(answer[key].clone()).unwrap();
    spans.into_iter().map(|(a, b)| doc.span_of_chars(a, b).unwrap()).collect()
}

#[test]
fn words_are_cut_into_the_pieces_of_the_published_tokenizer() {
    let (encoder, answers) = (encoder(), expected());
    assert_eq!(answers.len(), 10);
    for answer in answers {
        let ids: Vec<u32> = serde_json::from_value(answer["ids"].clone()).unwrap();
        let pieces = encoder.pieces(answer["text"].as_str().unwrap());
        assert_eq!(pieces.iter().map(|p| p.id).collect::<Vec<_>>(), ids, "{}", answer["text"]);
    }
}

#[test]
fn the_tuned_layers_answer_as_they_were_trained() {
    for answer in expected() {
        // A sentence in front of the pair's own must change nothing.
        let before = "Naïve words first. ";
        let doc = Document::new(Input::new(answer["text"].as_str().unwrap()));
        let text = format!("{before}{}", doc.text());
        let moved = |spans: Vec<Span>| -> Vec<Span> {
            spans.into_iter().map(|s| Span::of(s.start() + before.len(), s.end() + before.len())).collect()
        };
        let (source, target) = (moved(sides(&doc, "source", &answer)), moved(sides(&doc, "target", &answer)));
        let pair = Sides { source: &source, target: &target };
        let sentence = Span::of(before.len(), text.len());
        // The same pair twice among others: a batch gives what one gives.
        let logs = tuned().classify(&text, sentence, &[pair, Sides::default(), pair]);
        for logs in [logs[0], logs[2]] {
            for (class, log) in CLASSES.iter().chain(&["NONE"]).zip(logs) {
                let want = answer["logs"][class].as_f64().unwrap();
                assert!(
                    (f64::from(log) - want).abs() < 5e-3,
                    "{class}: {log} for {want} in {}",
                    answer["text"]
                );
            }
        }
    }
}

#[test]
fn odd_sentences_and_spans_are_read_all_the_same() {
    let long = "war ".repeat(3000);
    let far = [Span::of(11_990, 11_993), Span::of(0, 3)];
    let outside = [Span::of(7, 900_000), Span::of(3, 3)];
    for (text, sentence) in
        [("", Span::of(0, 0)), ("é", Span::of(1, 2)), (long.as_str(), Span::of(0, long.len()))]
    {
        let pairs = [Sides { source: &far, target: &outside }, Sides { source: &outside, target: &[] }];
        let logs = tuned().classify(text, sentence, &pairs);
        assert_eq!(logs.len(), 2);
        for logs in logs {
            let sum: f32 = logs.iter().map(|l| l.exp()).sum();
            assert!((sum - 1.0).abs() < 1e-4, "{sum}");
        }
    }
}
