//! Sentences with marks of every kind, and the properties that hold for any text.

use super::*;
use proptest::prelude::*;

/// Each quotation as its words, paragraphs joined by ` | `, with a `>` for every level it stands within and a `?`
/// in front where nothing closes it.
fn shown(text: &str) -> Vec<String> {
    let show = |q: &Quotation| {
        let spans: Vec<&str> = q.at.iter().map(|s| &text[s.range()]).collect();
        format!("{}{}{}", ">".repeat(q.depth), if q.closed { "" } else { "?" }, spans.join(" | "))
    };
    find(text).iter().map(show).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(shown(text), expected);
}

#[test]
fn straight_marks_open_and_close_by_what_stands_beside_them() {
    check(r#""We stay," she said. "For now.""#, &[r#""We stay,""#, r#""For now.""#]);
    check(r#"He called it ("a sham")—"nothing more"—and left."#, &[r#""a sham""#, r#""nothing more""#]);
    check(r#"She said,"We stay," and sat."#, &[r#""We stay,""#]);
    check(r#""...and then we left," he said."#, &[r#""...and then we left,""#]);
}

#[test]
fn curly_marks_say_themselves_what_they_are() {
    check("“We stay,” she said. “For now.”", &["“We stay,”", "“For now.”"]);
    check("”Vi stannar,” sa hon. ”Nu.”", &["”Vi stannar,”", "”Nu.”"]);
    check("“We stay,\" she said.", &["“We stay,\""]);
}

#[test]
fn marks_of_other_languages_are_read() {
    check("« Non », dit-il.", &["« Non »"]);
    check("Er sagte: „Nein, ‚niemals‘.“ Dann ging er.", &["„Nein, ‚niemals‘.“", ">‚niemals‘"]);
    check("Er sagte »nein« und »›nie‹ doch«.", &["»nein«", "»›nie‹ doch«", ">›nie‹"]);
    check("Powiedział „nie” i wyszedł.", &["„nie”"]);
    check("``We stay,'' she said.", &["``We stay,''"]);
    check("‘‘We stay,’’ she said.", &["‘‘We stay,’’"]);
}

#[test]
fn an_arrow_is_no_quotation() {
    check("Read on »", &[]);
    check("» More from this desk", &[]);
}

#[test]
fn apostrophes_are_no_marks() {
    check("It’s the dogs’ bowl, ’tis from the ’90s, rock ’n’ roll, James’ own.", &[]);
    check("It's the dogs' bowl, 'tis from the '90s, rock 'n' roll, James' own.", &[]);
    check("It‘s from the ‘90s, ask ‘Abd al-Karim of the Ba‘ath party.", &[]);
    check("“The dogs’ bowl isn’t theirs,” he said.", &["“The dogs’ bowl isn’t theirs,”"]);
}

#[test]
fn single_marks_quote_too() {
    check("‘We stay,’ she said.", &["‘We stay,’"]);
    check("'We don't stay,' she said, 'not now.'", &["'We don't stay,'", "'not now.'"]);
    check("The ‘experts’ met the ‘dealers’ again.", &["‘experts’", "‘dealers’"]);
    check("‘The ministers’ cars are gone,’ she said.", &["‘The ministers’ cars are gone,’"]);
    check("‘90 percent of them left,’ she said.", &["‘90 percent of them left,’"]);
}

#[test]
fn quotations_stand_within_quotations() {
    check(
        "“He told me ‘Go “now” or never,’ and I went,” she said.",
        &["“He told me ‘Go “now” or never,’ and I went,”", ">‘Go “now” or never,’", ">>“now”"],
    );
    check(r#"She said: "He told me 'go.'" Then she left."#, &[r#""He told me 'go.'""#, ">'go.'"]);
    check("‘He said “no” twice,’ she told us.", &["‘He said “no” twice,’", ">“no”"]);
}

#[test]
fn feet_and_inches_are_no_marks() {
    check(r#"He is 5'10" tall and the gun 12" long."#, &[]);
    check(r#""He is 5'10" tall," she said."#, &[r#""He is 5'10" tall,""#]);
}

#[test]
fn a_mark_that_nothing_closes_ends_with_its_paragraph() {
    check("He said: “We stay.\nThen he left.", &["?“We stay."]);
    check("He said it was over.” Then he left.", &[]);
    check("“We stay, she said. “For now.”", &["?“We stay, she said.", "“For now.”"]);
    check(
        "\"We stay, she said. \"For now.\" Then: \"Good",
        &["?\"We stay, she said.", "\"For now.\"", "?\"Good"],
    );
}

#[test]
fn a_quotation_opened_again_in_the_next_paragraph_is_one() {
    check(
        "“It was a long night.\n\n“We had no water,” Ada Stone said. “None.”",
        &["“It was a long night. | “We had no water,”", "“None.”"],
    );
    check("\"One.\n\"Two.\n\"Three,\" he said.", &["\"One. | \"Two. | \"Three,\""]);
    check("‘One.\n‘Two,’ he said.", &["‘One. | ‘Two,’"]);
    check("“One.\nADVERTISEMENT\n“Two,” he said.", &["“One. | “Two,”"]);
    check("“One.\n“Two, and the ‘three.’", &["?“One. | “Two, and the ‘three.’", ">‘three.’"]);
}

#[test]
fn a_quotation_closed_in_the_next_paragraph_without_being_opened_again_is_one() {
    check(
        "“It was a long night.\nWe had no water,” Ada Stone said.",
        &["“It was a long night. | We had no water,”"],
    );
}

#[test]
fn a_quotation_after_one_that_was_closed_is_new() {
    check("“One,” he said.\n“Two,” she said.", &["“One,”", "“Two,”"]);
}

#[test]
fn the_words_come_without_their_marks() {
    let text = "“It was a long night.\n“We had ‘no’ water,” she said.";
    let found: Vec<Vec<&str>> =
        find(text).iter().map(|q| q.inner(text).iter().map(|s| &text[s.range()]).collect()).collect();
    assert_eq!(found, [vec!["It was a long night.", "We had ‘no’ water,"], vec!["no"]]);
    assert_eq!(find(text)[0].words(text), 9);
}

#[test]
fn a_borrowed_term_is_short_and_small() {
    let scare = |text: &str| find(text)[0].is_scare(text);
    assert!(scare("They face “a common enemy.”"));
    assert!(scare("They face a 'sell-out' now."));
    assert!(!scare("“No,” she said."));
    assert!(!scare("“we will never leave this place,” she said."));
}

proptest! {
    #[test]
    fn quotations_lie_in_the_text_in_order_and_nest(text in "([\"'“”‘’„«»`]|[a-zA-Z0-9,.:é— ]|[\r\n]|\\PC){0,120}") {
        let found = find(&text);
        let mut last = 0;
        for q in &found {
            prop_assert!(q.at.first().start() >= last);
            last = q.at.first().start();
            for s in q.at.iter() {
                prop_assert!(text.get(s.range()).is_some_and(|w| !w.is_empty()));
            }
            for s in q.inner(&text) {
                prop_assert!(text.get(s.range()).is_some());
            }
            prop_assert!(q.words(&text) <= text.len());
            let _ = q.is_scare(&text);
        }
        for (i, a) in found.iter().enumerate() {
            for b in &found[i + 1..] {
                for (s, t) in a.at.iter().flat_map(|s| b.at.iter().map(move |t| (s, t))) {
                    prop_assert!(!s.touches(t) || s.covers(t) || t.covers(s), "{s} and {t} cross");
                }
            }
        }
    }

    #[test]
    fn one_more_word_in_front_moves_every_quotation(text in "([\"'“”‘’]|[a-z,. ]){0,60}") {
        let moved = format!("Yes. {text}");
        prop_assume!(!text.starts_with(['"', '\'', '“', '”', '‘', '’', ' ', '.', ',']));
        let shift = |q: &Quotation| q.at.iter().map(|s| Span::of(s.start() + 5, s.end() + 5)).collect::<Vec<_>>();
        let before: Vec<_> = find(&text).iter().map(shift).collect();
        let after: Vec<_> = find(&moved).iter().map(|q| q.at.iter().collect::<Vec<_>>()).collect();
        prop_assert_eq!(before, after);
    }
}

#[test]
fn a_long_run_of_marks_takes_linear_time() {
    let text = "\"'".repeat(200_000);
    assert!(find(&text).len() < text.len());
    let text = "“a ".repeat(100_000);
    assert_eq!(find(&text).len(), 100_000);
}
