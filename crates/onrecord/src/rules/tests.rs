//! Tests of the whole way from a rule file to matches, over trees written by hand.

use super::*;
use onrecord_doc::{Token, Words};
use proptest::prelude::*;

const VERBS: &str = "lemma\tpos\tclass\tact\tframe\tsource\n\
    say\tVERB\tsay\tassert\tthat quote\town\n\
    deny\tVERB\tsay\tdeny\tthat np\town\n\
    call\tVERB\tname\t\tnp-np\town\n\
    point out\tVERB\tsay\tassert\tthat\town\n\
    according to\t\tphrase\t\t\town\n";

fn lexicon() -> Lexicon {
    Lexicon::load([("verbs.tsv", VERBS)]).unwrap()
}

/// Tokens of a tree written as `word:lemma/TAG/POS/dep/head`, the head counted from 1; the text is the words with a
/// blank between them. Without a lemma the word is its own.
fn tree(words: &str) -> (Tokens, String) {
    let mut table = Words::default();
    let mut text = String::new();
    let mut tokens = Vec::new();
    for (i, word) in words.split_whitespace().enumerate() {
        let parts: Vec<&str> = word.split('/').collect();
        let [form, tag, pos, dep, head] = parts[..] else { panic!("{word}") };
        let (form, lemma) = form.split_once(':').unwrap_or((form, form));
        if i > 0 {
            text.push(' ');
        }
        let start = text.len() as u32;
        text.push_str(form);
        tokens.push(Token {
            start,
            end: text.len() as u32,
            space: true,
            tag: table.add(tag),
            pos: table.add(pos),
            lemma: table.add(lemma),
            lower: table.add(&form.to_lowercase()),
            head: head.parse::<u32>().unwrap() - 1,
            dep: table.add(dep),
            sent_start: i == 0,
            ..Token::default()
        });
    }
    (Tokens::new(table, tokens), text)
}

/// A rule file with one rule of this pattern.
fn file(pattern: &str) -> String {
    format!(
        "[[rule]]\nid = \"r\"\ngives = \"event\"\nmatch = {pattern:?}\nwhy = \"w\"\nyes = [\"[a](a)\"]\nno = [\"b\"]\n"
    )
}

/// Everything that a pattern finds in a tree, as marked examples.
fn found(pattern: &str, words: &str) -> Vec<String> {
    let captures = file(pattern).replace("[a](a)", "[a](source)");
    // The example is never run; its label only has to be one of the pattern's.
    let name = pattern.split(':').next().unwrap().rsplit(['[', ' ', '(']).next().unwrap().to_owned();
    let rules =
        Rules::load([("x/rules/t.toml", &*captures.replace("(source)", &format!("({name})")))], lexicon());
    let (tokens, text) = tree(words);
    let rules = rules.unwrap_or_else(|e| panic!("{e}"));
    let matches = rules.find(&tokens, &text);
    matches.iter().map(|m| mark(&text, m.captures.iter().map(|c| (c.name, &c.spans)))).collect()
}

/// The faults of a rule file.
fn faults(text: &str) -> Vec<String> {
    let error = Rules::load([("en/rules/s.toml", text)], lexicon()).unwrap_err();
    error.findings().iter().map(|f| f.to_string()).collect()
}

const SAID: &str = "Lavrov/NNP/PROPN/nsubj/3 not/RB/PART/neg/3 said:say/VBD/VERB/ROOT/3 that/IN/SCONJ/mark/7 \
                    talks:talk/NNS/NOUN/nsubj/7 had:have/VBD/AUX/aux/7 failed:fail/VBN/VERB/ccomp/3 ././PUNCT/punct/3";

#[test]
fn a_verb_of_saying_is_found_with_its_subject_and_clause() {
    assert_eq!(
        found("source:subject < cue:verb(class=say) > content:clause", SAID),
        ["[Lavrov](source) [not said](cue) [that talks had failed](content) ."]
    );
}

#[test]
fn a_subject_is_shared_by_verbs_joined_by_and() {
    let words = "Lavrov/NNP/PROPN/nsubj/2 left:leave/VBD/VERB/ROOT/2 and/CC/CCONJ/cc/2 said:say/VBD/VERB/conj/2 \
                 so/RB/ADV/advmod/4";
    assert_eq!(
        found("source:subject < cue:verb(class=say)", words),
        ["[Lavrov](source) left and [said](cue) so"]
    );
    // The same from the other end: here the subject is where the match starts.
    assert_eq!(
        found("source:subject(lemma=Lavrov) < cue:verb(tag=VBD, lemma!=leave)", words),
        ["[Lavrov](source) left and [said](cue) so"]
    );
}

#[test]
fn the_branch_that_leads_to_the_cue_is_left_out() {
    let words = "Talks:talk/NNS/NOUN/nsubj/5 ,/,/PUNCT/punct/5 he/PRP/PRON/nsubj/4 said:say/VBD/VERB/parataxis/5 \
                 failed:fail/VBD/VERB/ROOT/5 ././PUNCT/punct/5";
    assert_eq!(
        found("source:subject < cue:verb(class=say) < content:phrase", words),
        ["[Talks](content) , [he](source) [said](cue) [failed](content) ."]
    );
}

#[test]
fn a_fixed_phrase_of_the_lexicon_is_one_cue() {
    let words = "Both/DT/PRON/nsubj/2 fell:fall/VBD/VERB/ROOT/2 ,/,/PUNCT/punct/2 according:accord/VBG/VERB/prep/2 \
                 to/IN/ADP/prep/4 the/DT/DET/det/7 army/NN/NOUN/pobj/5 ././PUNCT/punct/2";
    assert_eq!(
        found("content:phrase > cue:word(class=phrase) . source:phrase(dep=pobj)", words),
        ["[Both fell](content) , [according to](cue) [the army](source) ."]
    );
    let words = "He/PRP/PRON/nsubj/2 pointed:point/VBD/VERB/ROOT/2 out/RP/ADP/prt/2 so/RB/ADV/advmod/2";
    assert_eq!(found("source:subject < cue:verb(class=say)", words), ["[He](source) [pointed out](cue) so"]);
    let words = "He/PRP/PRON/nsubj/2 pointed:point/VBD/VERB/ROOT/2 so/RB/ADV/advmod/2";
    assert_eq!(found("source:subject < cue:verb(class=say)", words), [""; 0]);
}

#[test]
fn branches_may_be_there_or_must_not() {
    let pattern = "cue:verb(class=say)[? > source:subject][! > word(dep=neg)]";
    assert_eq!(found(pattern, SAID), [""; 0]);
    let pattern = "cue:verb(class=say)[? > source:subject][! > word(dep=dobj)]";
    assert_eq!(found(pattern, SAID), ["[Lavrov](source) [not said](cue) that talks had failed ."]);
    let pattern = "cue:verb(class=say)[? > source:object][? > content:clause > addressee:subject]";
    assert_eq!(
        found(pattern, SAID),
        ["Lavrov [not said](cue) [that [talks](addressee) had failed](content) ."]
    );
}

#[test]
fn distance_is_counted_between_the_words_of_two_captures() {
    assert_eq!(
        found("cue:verb(class=say) . content:clause", SAID),
        ["Lavrov [not said](cue) [that talks had failed](content) ."]
    );
    assert_eq!(found("source:noun ..0 cue:verb(class=say)", SAID).len(), 1);
    assert_eq!(found("source:noun(tag=NNP) ..1 cue:verb(lemma=fail)", SAID), [""; 0]);
    assert_eq!(
        found("source:noun(tag=NNP) ..9 cue:verb(lemma=fail)", SAID),
        ["[Lavrov](source) not said that talks [had failed](cue) ."]
    );
}

#[test]
fn any_depth_is_reached_up_and_down() {
    assert_eq!(
        found("cue:verb(class=say) >> source:noun(tag=NNS)", SAID),
        ["Lavrov [not said](cue) that [talks](source) had failed ."]
    );
    assert_eq!(
        found("source:noun(lemma=talk) << cue:verb(class=say)", SAID),
        ["Lavrov [not said](cue) that [talks](source) had failed ."]
    );
}

#[test]
fn captures_stand_in_the_order_that_the_rule_asks_for() {
    let load = |order: &str| {
        let text = file("source:subject < cue:verb(class=say)").replace("[a](a)", "[a](cue)");
        Rules::load([("s.toml", &*format!("{text}order = \"{order}\"\n"))], lexicon()).unwrap()
    };
    let (tokens, text) = tree(SAID);
    assert_eq!(load("source cue").find(&tokens, &text).len(), 1);
    assert_eq!(load("cue source").find(&tokens, &text).len(), 0);
}

#[test]
fn a_flat_list_of_thousands_of_tokens_gives_a_bounded_number_of_matches() {
    let mut words = String::from("said:say/VBD/VERB/ROOT/1");
    for _ in 0..20_000 {
        words.push_str(" x/NN/NOUN/dobj/1");
    }
    let many = found("cue:verb(class=say)[> source:object][> content:object][> addressee:object]", &words);
    assert_eq!(many.len(), MAX_MATCHES);
    assert_eq!(
        found("cue:verb(class=say)[> source:object][> content:object] > word(lemma=y)", &words),
        [""; 0]
    );
}

#[test]
fn a_chain_of_thousands_of_verbs_is_walked_to_its_end() {
    // Every verb hangs from the one before. Without bounds on the walk this takes minutes.
    let n = 20_000;
    let words: Vec<String> = (1..=n)
        .map(|i| format!("said:say/VBD/VERB/{}/{}", if i == 1 { "ROOT" } else { "ccomp" }, (i - 1).max(1)))
        .collect();
    let many = found("cue:verb(class=say) > content:clause", &words[..200].join(" "));
    assert_eq!(many.len(), 199);
    let (tokens, text) = tree(&words.join(" "));
    let text_of_rule = file("cue:verb(class=say) > content:clause").replace("[a](a)", "[a](cue)");
    let rules = Rules::load([("s.toml", &*text_of_rule)], lexicon()).unwrap();
    assert_eq!(rules.find(&tokens, &text).len(), n - 1);
}

#[test]
fn a_match_does_not_leave_its_sentence() {
    let mut table = Words::default();
    let (say, verb, x) = (table.add("say"), table.add("VERB"), table.add("x"));
    let token = |n: u32, lemma, sent_start| Token {
        start: 2 * n,
        end: 2 * n + 1,
        lemma,
        lower: lemma,
        pos: verb,
        head: 0,
        sent_start,
        ..Token::default()
    };
    let tokens = Tokens::new(table, [token(0, say, true), token(1, x, false), token(2, x, true)]);
    let rules = Rules::load(
        [
            ("s.toml", &*file("a:verb(class=say) ..9 b:word(lemma=x)")),
            ("t.toml", &*file("a:verb(class=say) > b:word")),
        ],
        lexicon(),
    );
    let ends: Vec<usize> = rules
        .unwrap()
        .find(&tokens, "s x x")
        .iter()
        .map(|m| m.find("b").unwrap().spans.last().end())
        .collect();
    assert_eq!(ends, [3, 3]);
}

#[test]
fn every_fault_of_a_pattern_is_told_with_its_place_and_a_hint() {
    let at = |pattern: &str| faults(&file(pattern));
    assert_eq!(
        at("a:verb(class=sya) > b:clause"),
        ["en/rules/s.toml:4:23: rule `r`: unknown class `sya`\n  hint: did you mean `say`?"]
    );
    assert_eq!(
        at("a:vreb(lemma=x, clas=say) > b:claus"),
        [
            "en/rules/s.toml:4:12: rule `r`: unknown shape `vreb`\n  hint: did you mean `verb`?",
            "en/rules/s.toml:4:26: rule `r`: unknown attribute `clas`\n  hint: did you mean `class`?",
            "en/rules/s.toml:4:40: rule `r`: unknown shape `claus`\n  hint: did you mean `clause`?",
        ]
    );
    assert_eq!(
        at("a:verb(lemma=x) b:clause"),
        ["en/rules/s.toml:4:26: rule `r`: an operator is wanted, not `b`\n  hint: operators are `<`, `>`, \
             `<<`, `>>`, `.` and `..3`"]
    );
    assert_eq!(at("a:verb(lemma=x)[> b:clause"), ["en/rules/s.toml:4:25: rule `r`: no `]` closes this `[`"]);
    assert_eq!(at("a:verb(lemma=x)]"), ["en/rules/s.toml:4:25: rule `r`: `]` closes nothing"]);
    assert_eq!(at("a:verb(lemma=)"), ["en/rules/s.toml:4:23: rule `r`: a value is wanted, not `)`"]);
    assert_eq!(at("a:verb(lemma='x)"), ["en/rules/s.toml:4:23: rule `r`: no `'` closes this value"]);
    assert_eq!(
        at("a:verb(lemma=x)[! > b:word]"),
        ["en/rules/s.toml:4:30: rule `r`: `b` lies in a branch that must not be there"]
    );
    assert_eq!(
        at("a:verb(lemma=x) ..99 b:word"),
        [
            "en/rules/s.toml:4:26: rule `r`: `..` wants a number of tokens, at most 60\n  hint: `a ..3 b`: at most \
             three tokens between `a` and `b`"
        ]
    );
    assert_eq!(
        at("a:word > b:verb"),
        [
            "en/rules/s.toml:4:12: rule `r`: no node that must be there has a word to start from\n  hint: give one \
             of them a `lemma`, `lower` or `class`"
        ]
    );
}

#[test]
fn a_place_in_a_string_of_several_lines_is_its_place_in_the_file() {
    let text =
        file("x").replace("\"x\"", "[\n  \"a:verb(lemma=x)\",\n  '''\na:verb(lemma=x)\n  > b:claus''']");
    assert_eq!(
        faults(&text),
        ["en/rules/s.toml:8:7: rule `r`: unknown shape `claus`\n  hint: did you mean `clause`?"]
    );
}

#[test]
fn every_fault_of_a_rule_is_told_at_once() {
    let text = "title = 1\n[[rule]]\nid = \"Say\"\ngives = \"statment\"\nmatch = 3\nwhy = \" \"\nyes = [\"[x](y\"]\n\
                no = []\nnoo = \"\"\nscore = 2\n[[rule]]\n";
    assert_eq!(
        faults(text),
        [
            "en/rules/s.toml:1:1: unknown key `title`\n  hint: a rule file is a list of `[[rule]]`",
            "en/rules/s.toml:3:6: rule `Say`: an id is small letters, digits and `-`",
            "en/rules/s.toml:4:9: rule `Say`: nothing gives `statment`\n  hint: did you mean `statement`?",
            "en/rules/s.toml:5:9: rule `Say`: `match` is a string, not a integer",
            "en/rules/s.toml:6:7: rule `Say`: an empty `why`\n  hint: `why = \"…\"` says in a sentence what the rule \
             finds",
            "en/rules/s.toml:7:11: rule `Say`: `]` without a label after it\n  hint: `[words](label)` marks words, a \
             bare bracket is written `\\[` or `\\]`",
            "en/rules/s.toml:8:6: rule `Say`: an empty `no`\n  hint: `no = [\"…\"]` has at least one sentence in which \
             the rule finds nothing",
            "en/rules/s.toml:9:1: rule `Say`: unknown key `noo`\n  hint: did you mean `no`?",
            "en/rules/s.toml:10:9: rule `Say`: `score` is a number from 0 to 1",
            "en/rules/s.toml:11:1: a rule without `id`",
            "en/rules/s.toml:11:1: no `gives`\n  hint: `gives = \"statement\"` says what the rule finds",
            "en/rules/s.toml:11:1: no `match`\n  hint: `match = \"…\"` is the pattern",
            "en/rules/s.toml:11:1: no `why`\n  hint: `why = \"…\"` says in a sentence what the rule finds",
            "en/rules/s.toml:11:1: no `yes`\n  hint: `yes = [\"…\"]` has at least one sentence with the words marked \
             that the rule finds",
            "en/rules/s.toml:11:1: no `no`\n  hint: `no = [\"…\"]` has at least one sentence in which the rule finds \
             nothing",
        ]
    );
}

#[test]
fn names_of_captures_and_settings_are_known() {
    let text = "[[rule]]\nid = \"r\"\ngives = \"statement\"\nmatch = \"sorce:subject < cue:verb(class=say)\"\n\
                order = \"kue\"\nwhy = \"w\"\nyes = [\"[x](ceu)\"]\nno = [\"[x](cue)\"]\nset = { act = \"denny\", x = 1 }\n";
    assert_eq!(
        faults(text),
        [
            "en/rules/s.toml:4:16: rule `r`: a statement has no `sorce`\n  hint: did you mean `source`?",
            "en/rules/s.toml:5:9: rule `r`: no capture `kue`\n  hint: did you mean `cue`?",
            "en/rules/s.toml:7:13: rule `r`: no capture `ceu` in the pattern\n  hint: did you mean `cue`?",
            "en/rules/s.toml:8:12: rule `r`: a `no` marks no words",
            "en/rules/s.toml:9:15: rule `r`: unknown act `denny`\n  hint: did you mean `deny`?",
            "en/rules/s.toml:9:28: rule `r`: `x` is a string, not a integer",
        ]
    );
}

#[test]
fn the_same_id_twice_is_an_error() {
    let text = file("a:verb(class=say)");
    let error = Rules::load([("en/rules/s.toml", &*format!("{text}{text}"))], lexicon()).unwrap_err();
    assert_eq!(error.to_string(), "en/rules/s.toml:8:1: rule `en/s/r` stands at en/rules/s.toml:1 already");
}

#[test]
fn examples_are_run_and_told_apart() {
    let text = file("source:subject < cue:verb(class=say)")
        .replace("[\"[a](a)\"]", "[\"[He](source) [said](cue)\", \"He [said](cue)\"]")
        .replace(
            "[\"b\"]",
            "[\"It fell\", \"He said\"]\nnot_yet = [\"[He](source) [said](cue)\", \"He said\"]",
        );
    let rules = Rules::load([("en/rules/s.toml", &*text)], lexicon()).unwrap();
    let analyse = |text: &str| match text {
        "He said" => tree("He/PRP/PRON/nsubj/2 said:say/VBD/VERB/ROOT/2").0,
        _ => tree("It/PRP/PRON/nsubj/2 fell:fall/VBD/VERB/ROOT/2").0,
    };
    let outcomes = check(&rules, &analyse);
    use Verdict::*;
    assert_eq!(
        outcomes.iter().map(|o| o.verdict).collect::<Vec<_>>(),
        [Passes, Fails, Passes, Fails, BeginsToPass, NotYet]
    );
    assert_eq!(
        outcomes[1].to_string(),
        "en/rules/s.toml:6:36: rule `en/s/r`: yes fails\n  wanted: He [said](cue)\n  found:  [He](source) [said](cue)"
    );
    assert_eq!(
        outcomes[4].to_string(),
        "en/rules/s.toml:8:12: rule `en/s/r`: not_yet begins to pass\n  hint: move it to `yes`: [He](source) [said](cue)"
    );
}

const GUIDE: &str = include_str!("../../../../docs/rules.md");

/// The lexicons that come with the program.
fn shipped() -> Lexicon {
    Lexicon::load([
        ("data/en/lexicon/verbs.tsv", include_str!("../../../../data/en/lexicon/verbs.tsv")),
        ("data/en/lexicon/nouns.tsv", include_str!("../../../../data/en/lexicon/nouns.tsv")),
        ("data/en/lexicon/adjectives.tsv", include_str!("../../../../data/en/lexicon/adjectives.tsv")),
        ("data/en/lexicon/phrases.tsv", include_str!("../../../../data/en/lexicon/phrases.tsv")),
    ])
    .unwrap_or_else(|e| panic!("{e}"))
}

/// The rules in the guide, as a rule file each.
fn rules_of_the_guide() -> Vec<&'static str> {
    GUIDE.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

#[test]
fn the_guide_shows_every_shape_and_attribute_as_it_is() {
    for ShapeRow { name, tests, words, .. } in &SHAPES {
        let row = format!("| `{name}` | {tests} | {words} |");
        assert!(GUIDE.contains(&row), "docs/rules.md lacks {row}");
    }
    for (name, _) in pattern::Field::ALL {
        assert!(GUIDE.contains(&format!("| `{name}` |")), "docs/rules.md lacks `{name}`");
    }
    assert!(GUIDE.contains(&format!("at most {MAX_MATCHES} matches")));
}

#[test]
fn the_guide_has_ten_worked_examples_and_each_is_a_rule() {
    let ids: Vec<String> = rules_of_the_guide()
        .iter()
        .flat_map(|text| {
            let rules =
                Rules::load([("docs/rules.toml", *text)], shipped()).unwrap_or_else(|e| panic!("{e}"));
            rules.list().iter().map(|r| r.id.to_string()).collect::<Vec<_>>()
        })
        .collect();
    let wanted =
        ["say-clause", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    assert_eq!(ids, wanted.map(|id| format!("rules/{id}")));
}

#[test]
fn the_shipped_rules_load_and_name_acts_for_their_cues() {
    let text = include_str!("../../../../data/en/rules/statements.toml");
    let rules =
        Rules::load([("data/en/rules/statements.toml", text)], shipped()).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(rules.rule("say-clause").map(|r| &*r.id), Some("en/statements/say-clause"));
    let entry = |lemma: &str| rules.lexicon().entries().iter().find(|e| e.lemma == lemma).and_then(|e| e.act);
    use onrecord_doc::Act;
    assert_eq!(
        ["say", "deny", "accuse", "warn", "call for", "praise"].map(entry),
        [Act::Assert, Act::Deny, Act::Accuse, Act::Warn, Act::Urge, Act::Praise].map(Some)
    );
}

proptest! {
    #[test]
    fn any_pattern_is_read_without_panic(pattern in "[a-z:()\\[\\]<>.!?=|,' é0-9]{0,40}") {
        let _ = parse::parse(&pattern, &lexicon());
    }

    #[test]
    fn any_likely_pattern_is_read_without_panic(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "a:", "verb", "word", "clause", "(class=say", "lemma=x", "tag!=VBD|'a b'", ")", ",", "[", "[?", "[!", "]",
                "<", "<<", ">", ">>", ".", "..3", " ", "\n",
            ]),
            0..24,
        ),
    ) {
        let text = format!("match = '''{}'''", parts.concat());
        let _ = Rules::load([("s.toml", &*format!("[[rule]]\nid = 'r'\n{text}\n"))], lexicon());
        if let Ok(rules) = Rules::load(
            [("s.toml", &*format!("[[rule]]\nid='r'\ngives='event'\n{text}\nwhy='w'\nyes='[x](a)'\nno='y'\n"))],
            lexicon(),
        ) {
            let (tokens, words) = tree(SAID);
            for m in rules.find(&tokens, &words) {
                for c in m.captures {
                    prop_assert!(c.spans.iter().all(|s| words.get(s.range()).is_some()));
                }
            }
        }
    }

    #[test]
    fn any_toml_is_read_without_panic(text in "[\\[\\]a-z=\"'#\\\\\n{}0-9. é]{0,80}") {
        let _ = Rules::load([("s.toml", &*text)], lexicon());
    }

    #[test]
    fn any_lexicon_is_read_without_panic(text in "(lemma\tclass\tsource\n)?[a-z\t\n é]{0,60}") {
        let _ = Lexicon::load([("v.tsv", &*text)]);
    }
}
