use super::*;
use proptest::prelude::*;
use rmpv::Value;
use serde_json::json;

/// Rules written as JSON, in the form of the file.
fn bytes(rules: &serde_json::Value) -> Vec<u8> {
    fn value(json: &serde_json::Value) -> Value {
        match json {
            serde_json::Value::Null => Value::Nil,
            serde_json::Value::Bool(b) => Value::Boolean(*b),
            serde_json::Value::Number(n) => Value::from(n.as_i64().unwrap()),
            serde_json::Value::String(s) => Value::from(s.as_str()),
            serde_json::Value::Array(list) => Value::Array(list.iter().map(value).collect()),
            serde_json::Value::Object(map) => {
                Value::Map(map.iter().map(|(k, v)| (Value::from(k.as_str()), value(v))).collect())
            }
        }
    }
    let mut bytes = Vec::new();
    rmpv::encode::write_value(&mut bytes, &value(rules)).unwrap();
    bytes
}

fn rules() -> Ruler {
    Ruler::load(&file()).unwrap()
}

fn file() -> Vec<u8> {
    bytes(&json!([
        {"patterns": [[{"TAG": "PRP"}]], "attrs": {"POS": "PRON", "MORPH": "PronType=Prs"}, "index": 0},
        {"patterns": [[{"TAG": "MD"}]], "attrs": {"POS": "AUX", "MORPH": "VerbType=Mod"}, "index": 0},
        {"patterns": [[{"TAG": "PRP", "LOWER": "she"}]],
         "attrs": {"LEMMA": "she", "MORPH": "PronType=Prs|Case=Nom|Number=Sing"}, "index": 0},
        {"patterns": [[{"LOWER": "gon"}, {"LOWER": "na"}]], "attrs": {"LEMMA": "to"}, "index": -1},
        {"patterns": [[{"LOWER": {"REGEX": "^n[ou]thin'$"}}]], "attrs": {"LEMMA": "nothing"}, "index": 0},
        {"patterns": [[{"TAG": {"NOT_IN": ["TO", ""]}, "DEP": {"IN": ["aux", "auxpass"]}}]],
         "attrs": {"POS": "AUX"}, "index": 0},
        {"patterns": [[{"LOWER": "gets"}], [{"TAG": "VBD", "LOWER": "got"}]], "attrs": {"LEMMA": "get"}},
        {"patterns": [[{"IS_SPACE": true, "DEP": {"NOT_IN": [""]}}]], "attrs": {"DEP": "dep"}, "index": 0},
        {"patterns": [[{"IS_SPACE": true}]], "attrs": {"TAG": "_SP", "POS": "SPACE", "MORPH": "_"}, "index": 0},
        {"patterns": [[{"TAG": "_SP", "IS_SPACE": false}]], "attrs": {"POS": "X"}, "index": 0},
        {"patterns": [[{"LOWER": "ours"}]], "attrs": {"LEMMA": "our"}, "index": 0},
        {"patterns": [[{"LOWER": "ours", "DEP": "dobj"}]], "attrs": {"LEMMA": ""}, "index": 0}
    ]))
}

/// Tokens of tag, lower-case form and dependency.
fn seen<'t>(tokens: &[(&'t str, &'t str, &'t str)]) -> Vec<Seen<'t>> {
    let is_space = |text: &str| text.chars().all(char::is_whitespace);
    tokens.iter().map(|&(tag, lower, dep)| Seen { tag, lower, dep, is_space: is_space(lower) }).collect()
}

#[test]
fn the_last_rule_counts_for_each_attribute() {
    let ruler = rules();
    let said = ruler.apply(&seen(&[("PRP", "she", "nsubj"), ("PRP", "it", "nsubj"), ("NN", "tea", "dobj")]));
    let she = Said {
        pos: Some("PRON"),
        morph: Some("Case=Nom|Number=Sing|PronType=Prs"),
        lemma: Some("she"),
        ..Said::default()
    };
    let it = Said { pos: Some("PRON"), morph: Some("PronType=Prs"), ..Said::default() };
    assert_eq!(said, [she, it, Said::default()]);
}

#[test]
fn a_pattern_of_two_tokens_changes_the_one_it_names() {
    let lemmas = |tokens: &[(&'static str, &'static str, &'static str)]| -> Vec<Option<String>> {
        rules().apply(&seen(tokens)).iter().map(|said| said.lemma.map(str::to_owned)).collect()
    };
    let (gon, na) = (("VBG", "gon", "ROOT"), ("TO", "na", "aux"));
    assert_eq!(lemmas(&[gon, na]), [None, Some("to".into())]);
    assert_eq!(lemmas(&[na, gon]), [None, None]);
    assert_eq!(lemmas(&[gon]), [None]);
}

#[test]
fn every_pattern_of_a_rule_and_every_kind_of_condition_can_match() {
    let ruler = rules();
    let said = ruler.apply(&seen(&[
        ("VBZ", "gets", "ROOT"),
        ("VBD", "got", "ROOT"),
        ("VBN", "got", "ROOT"),
        ("NN", "nuthin'", "dobj"),
        ("NN", "nuthin's", "dobj"),
        ("VBZ", "is", "auxpass"),
        ("TO", "to", "aux"),
        ("", "to", "aux"),
    ]));
    let lemmas: Vec<_> = said.iter().map(|said| said.lemma).collect();
    assert_eq!(lemmas, [Some("get"), Some("get"), None, Some("nothing"), None, None, None, None]);
    let parts: Vec<_> = said.iter().map(|said| said.pos).collect();
    assert_eq!(parts, [None, None, None, None, None, Some("AUX"), None, None]);
}

#[test]
fn rules_see_the_tags_from_before_any_rule() {
    let ruler = rules();
    // The white space gets the tag `_SP` here, but the last rule for `_SP` does not see it.
    let said = ruler.apply(&seen(&[("NN", "\n", ""), ("_SP", "x", "punct"), ("_SP", " ", "punct")]));
    let space = Said { tag: Some("_SP"), pos: Some("SPACE"), morph: Some(""), ..Said::default() };
    assert_eq!(
        said,
        [space, Said { pos: Some("X"), ..Said::default() }, Said { dep: Some("dep"), ..space },]
    );
}

#[test]
fn an_empty_lemma_is_none() {
    let ruler = rules();
    let said = ruler.apply(&seen(&[("PRP", "ours", "nsubj"), ("PRP", "ours", "dobj")]));
    assert_eq!((said[0].lemma, said[1].lemma), (Some("our"), None));
}

#[test]
fn no_tokens_get_no_answers() {
    assert_eq!(rules().apply(&[]), []);
}

#[test]
fn features_have_one_order() {
    let rules =
        json!([{"patterns": [[{"TAG": "X"}]], "attrs": {"MORPH": "Number=Sing|Case=Nom,Acc|Case2=Q"}}]);
    let ruler = Ruler::load(&bytes(&rules)).unwrap();
    assert_eq!(ruler.apply(&seen(&[("X", "x", "")]))[0].morph, Some("Case2=Q|Case=Acc,Nom|Number=Sing"));
}

#[test]
fn a_rule_that_is_not_understood_is_refused_by_name() {
    let pattern = |token: serde_json::Value| json!([{"patterns": [[token]], "attrs": {}, "index": 0}]);
    for (rules, message) in [
        (pattern(json!({"ORTH": "a"})), "rule `0`: `ORTH` is not supported"),
        (pattern(json!({"TAG": "a", "OP": "?"})), "rule `0`: `OP` is not supported"),
        (pattern(json!({"LOWER": {"FUZZY": "a"}})), "rule `0`: `FUZZY` is not supported"),
        (json!([{"patterns": [], "attrs": {"NORM": "a"}}]), "rule `0`: `NORM` is not supported"),
        (json!([{"greedy": "LONGEST"}]), "rule `0`: `greedy` is not supported"),
    ] {
        let error = Ruler::load(&bytes(&rules)).unwrap_err();
        assert_eq!(error.to_string(), format!("attribute_ruler/patterns: {message}"));
        assert!(error.is_unsupported() && error.hint().is_some(), "{error}");
    }
}

#[test]
fn a_damaged_rule_is_refused_by_number() {
    let sound = json!({"patterns": [[{"TAG": "a"}]], "attrs": {"POS": "X"}, "index": 0});
    for (rule, message) in [
        (json!(1), "not a map"),
        (json!({"patterns": [[]]}), "a pattern is not a list of tokens"),
        (json!({"patterns": [[{"TAG": "a"}]], "index": 1}), "`index` 1 lies outside the pattern"),
        (
            json!({"patterns": [[{"TAG": "a"}]], "index": i64::MIN}),
            "`index` -9223372036854775808 lies outside the pattern",
        ),
        (json!({"patterns": [[{"TAG": 1}]]}), "a condition is neither a string nor a map"),
        (json!({"patterns": [[{"TAG": {"IN": "a"}}]]}), "IN and NOT_IN want a list of strings"),
        (json!({"patterns": [[{"TAG": {"REGEX": "("}}]]}), "`(` is not a regular expression"),
        (json!({"attrs": {"POS": 92}}), "`POS` is not set to a string"),
        (json!({"attrs": {"MORPH": "Case"}}), "`Case` is not a feature of the form `Name=Value`"),
    ] {
        let error = Ruler::load(&bytes(&json!([sound, rule]))).unwrap_err();
        assert_eq!(error.to_string(), format!("attribute_ruler/patterns: rule `1`: {message}"));
        assert!(error.is_damaged(), "{error}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_rules_panic(at in 0..1000_usize, new in any::<[u8; 2]>(), length in 0..1100_usize) {
        let mut bytes = file();
        let at = at % (bytes.len() - 1);
        bytes[at..at + 2].copy_from_slice(&new);
        bytes.truncate(length.max(at + 2));
        if let Ok(ruler) = Ruler::load(&bytes) {
            let tokens = seen(&[("VBG", "gon", "ROOT"), ("TO", "na", "aux"), ("_SP", " ", "dep"), ("PRP", "she", "")]);
            prop_assert_eq!(ruler.apply(&tokens).len(), tokens.len());
        }
    }
}
