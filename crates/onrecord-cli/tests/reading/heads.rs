//! The tagger computes what it was trained to: the answers of PyTorch over the same features, on texts of our own.
//! `training/statements/expect.py` wrote them.

use crate::{model, reader, repository};
use onrecord::{Heads, quotes};
use onrecord_doc::TextIndex;
use serde_json::Value;

#[test]
fn the_tagger_answers_as_it_was_trained() {
    let reader = reader();
    let tagger = reader.heads().statements().unwrap();
    let lexicon = reader.data().rules.lexicon();
    let folder = repository("crates/onrecord-cli/tests/golden");
    let lines = |name: &str| {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        text.lines().map(|l| serde_json::from_str(l).unwrap()).collect::<Vec<Value>>()
    };
    let (texts, answers) = (lines("texts.jsonl"), lines("statements.jsonl"));
    assert_eq!(texts.len(), answers.len());
    let (mut all, mut differing, mut furthest) = (0, Vec::new(), 0.0f64);
    for (item, answer) in texts.iter().zip(&answers) {
        assert_eq!(item["id"], answer["id"]);
        let text = item["text"].as_str().unwrap();
        let index = TextIndex::new(text);
        let (tokens, features) = reader.model().analyse_with_features(text, 0);
        let found = tagger.find(text, &tokens, &features, reader.model(), lexicon, &quotes::find(text));
        let place = |byte: usize| index.to_char(text, byte);
        // Runs of tokens as code points, as the Python program writes them.
        let runs = |numbers: &[usize]| {
            let mut out: Vec<[usize; 2]> = Vec::new();
            for (n, t) in numbers.iter().enumerate() {
                let at = tokens.span(*t);
                let (start, end) = (place(at.start()), place(at.end()));
                match out.last_mut() {
                    // White space between two of them is no token to the Python program.
                    Some(last) if (numbers[n - 1] + 1..*t).all(|t| tokens.pos(t) == "SPACE") => last[1] = end,
                    _ => out.push([start, end]),
                }
            }
            out
        };
        let expected = answer["statements"].as_array().unwrap();
        all += expected.len();
        let ours: Vec<Value> = found
            .statements
            .iter()
            .map(|s| {
                let cue: Vec<usize> = s.cue.clone().collect();
                serde_json::json!({"cue": runs(&cue)[0], "source": runs(&s.source), "content": runs(&s.content)})
            })
            .collect();
        for (n, want) in expected.iter().enumerate() {
            let same = |own: &&Value| ["cue", "source", "content"].iter().all(|k| own[k] == want[k]);
            match ours.iter().position(|own| same(&own)) {
                Some(at) => {
                    let s = &found.statements[at];
                    for (own, key) in [(s.cue_chance, "cue_chance"), (s.some_chance, "some_chance")] {
                        furthest = furthest.max((f64::from(own) - want[key].as_f64().unwrap()).abs());
                    }
                }
                None => differing.push(format!("{} {n}: {want}", item["id"])),
            }
        }
    }
    assert!(all > 150, "{all} statements are no test");
    // The weights are rounded to 16 bits, so a border that is a toss-up may fall the other way.
    assert!(differing.len() * 100 <= all, "{} of {all} differ:\n{}", differing.len(), differing.join("\n"));
    assert!(furthest < 0.05, "a probability is {furthest} off");
}

#[test]
fn a_head_is_silent_over_a_model_that_it_was_not_trained_on() {
    let heads = Heads::embedded(&model("sm")).unwrap();
    assert!(heads.statements().is_none() && heads.sha256().is_empty());
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
    assert!(said(None).contains("cannot be read"), "{}", said(None));
    assert!(said(Some(b"nothing")).contains("statements.safetensors: it is no safetensors file"));
    assert!(said(Some(&whole[..whole.len() / 2])).contains("it is no safetensors file"));
    let other = said(Some(&whole));
    assert!(
        other.contains("was trained on `en_core_web_md-3.8.0` and not on `en_core_web_sm-3.8.0`"),
        "{other}"
    );
    // Any single byte may be wrong: an error or other numbers, never a panic.
    for at in (0..whole.len()).step_by(whole.len() / 200) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        std::fs::write(folder.join("statements.safetensors"), &damaged).unwrap();
        let _: Option<onrecord::Error> = Heads::from_dir(&folder, &model).err();
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
