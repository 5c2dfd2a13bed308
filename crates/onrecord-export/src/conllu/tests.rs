use super::*;
use onrecord_doc::json::generate::texts;
use onrecord_doc::{Input, Token, Tokens, Words};
use proptest::prelude::*;

/// The text in tokens: words, single marks, and runs of white space beyond a single space, as spaCy has them.
fn tokens(text: &str, heads: &[u32]) -> Tokens {
    let mut words = Words::default();
    let mut all: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let class = |c: char| {
            if c.is_whitespace() {
                0
            } else if c.is_alphanumeric() {
                1
            } else {
                2
            }
        };
        if c == ' ' && all.last().is_some_and(|t: &Token| !t.space && t.end as usize == start) {
            if let Some(last) = all.last_mut() {
                last.space = true;
            }
            continue;
        }
        let mut end = start + c.len_utf8();
        while let Some((i, n)) = chars.peek().copied() {
            if class(n) != class(c) || class(c) == 2 {
                break;
            }
            end = i + n.len_utf8();
            chars.next();
        }
        let n = all.len() as u32;
        all.push(Token {
            start: start as u32,
            end: end as u32,
            lemma: words.add(&text[start..end]),
            pos: words.add("X"),
            dep: words.add("dep"),
            head: heads.get(n as usize % heads.len().max(1)).map_or(n, |h| h % (n + 3)),
            sent_start: n.is_multiple_of(7),
            ..Token::default()
        });
    }
    Tokens::new(words, all)
}

fn write_all(doc: &Document) -> String {
    let mut out = Vec::new();
    write(doc, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn white_space_between_words_is_kept_beside_them() {
    let mut doc = Document::new(Input { id: Some("a".into()), ..Input::new(" He didn't.\n\nOK") });
    doc.tokens = tokens(doc.text(), &[]);
    assert_eq!(
        write_all(&doc),
        "# newdoc id = a\n# deprel = ClearNLP\n\
         # sent_id = a-1\n# text = He didn't.\n\
         1\tHe\tHe\tX\t_\t_\t0\troot\t_\tSpacesBefore=\\s|start_char=1|end_char=3\n\
         2\tdidn\tdidn\tX\t_\t_\t1\tdep\t_\tSpaceAfter=No|start_char=4|end_char=8\n\
         3\t'\t'\tX\t_\t_\t1\tdep\t_\tSpaceAfter=No|start_char=8|end_char=9\n\
         4\tt\tt\tX\t_\t_\t1\tdep\t_\tSpaceAfter=No|start_char=9|end_char=10\n\
         5\t.\t.\tX\t_\t_\t1\tdep\t_\tSpacesAfter=\\n\\n|start_char=10|end_char=11\n\n\
         # sent_id = a-2\n# text = OK\n\
         1\tOK\tOK\tX\t_\t_\t0\troot\t_\tSpaceAfter=No|start_char=13|end_char=15\n\n"
    );
}

#[test]
fn a_document_without_tokens_is_refused_in_words() {
    let doc = Document::new(Input { id: Some("a".into()), ..Input::new("Talks failed.") });
    let error = write(&doc, &mut Vec::new()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    assert_eq!(
        error.to_string(),
        "`a` has no tokens: they are no part of the JSON records\nhint: read its text again and export that"
    );
}

#[test]
fn a_blank_text_has_no_sentences() {
    let doc = Document::new(Input { id: Some("a".into()), ..Input::new(" \n") });
    assert_eq!(write_all(&doc), "# newdoc id = a\n# deprel = ClearNLP\n\n");
}

/// What `spaces` wrote.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('s')) => out.push(' '),
            ('\\', Some('t')) => out.push('\t'),
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('r')) => out.push('\r'),
            ('\\', Some('p')) => out.push('|'),
            ('\\', Some(other)) => out.push(other),
            (c, _) => out.push(c),
        }
    }
    out
}

proptest! {
    #[test]
    fn the_text_is_put_together_again_and_every_sentence_is_a_tree(
        text in texts(), more in any::<String>(), heads in prop::collection::vec(any::<u32>(), 1..40)
    ) {
        let mut doc = Document::new(Input::new(format!("{text}{more}")));
        doc.tokens = tokens(doc.text(), &heads);
        let written = write_all(&doc);
        let mut again = String::new();
        for block in written.split("\n\n") {
            let rows: Vec<Vec<&str>> = block.split('\n').filter(|l| !l.is_empty() && !l.starts_with("# "))
                .map(|l| l.split('\t').collect()).collect();
            if rows.is_empty() {
                continue;
            }
            for (i, row) in rows.iter().enumerate() {
                prop_assert_eq!(row.len(), 10);
                prop_assert_eq!(row[0].parse::<usize>().unwrap(), i + 1);
                let head: usize = row[6].parse().unwrap();
                prop_assert!(head <= rows.len());
                prop_assert_eq!(head == 0, row[7] == "root");
                let value = |key: &str| row[9].split('|').find_map(|p| p.strip_prefix(key)?.strip_prefix('='));
                again.push_str(&value("SpacesBefore").map(unescape).unwrap_or_default());
                let at = value("start_char").unwrap().parse::<usize>().unwrap();
                prop_assert_eq!(again.chars().count(), at);
                again.push_str(row[1]);
                match (value("SpaceAfter"), value("SpacesAfter")) {
                    (Some(_), _) => {}
                    (_, Some(other)) => again.push_str(&unescape(other)),
                    _ => again.push(' '),
                }
            }
            prop_assert_eq!(rows.iter().filter(|r| r[6] == "0").count(), 1);
        }
        if !doc.text().trim().is_empty() {
            prop_assert_eq!(again, doc.text());
        }
    }
}
