//! What a page leaves in the text of a report when it is scraped: words of the page, links to other reports, share
//! buttons, captions and credits, bylines, notices. They belong to no sentence, and nothing is read from them.
//!
//! The patterns are a table that anyone can add to, `data/en/lexicon/leftovers.tsv`; what needs no words (lines of
//! signs, bare addresses, menus) is told here.

use crate::error::{Error, Finding};
use crate::{paragraphs, tsv};
use hashbrown::HashMap;
use onrecord_doc::Span;

/// The longest line that a pattern is held against, in words and signs. What is longer was written to be read.
const LONGEST_LINE: usize = 60;

/// The patterns of leftover lines.
#[derive(Clone, Debug, Default)]
pub struct Leftovers {
    patterns: Vec<Pattern>,
    /// The patterns that begin with a word, by that word.
    by_word: HashMap<String, Vec<usize>>,
    /// Those that begin with `*`, `NAME` or `NUMBER`.
    others: Vec<usize>,
}

#[derive(Clone, Debug)]
struct Pattern {
    items: Vec<Item>,
    /// What follows are links, too.
    is_list: bool,
    /// It ends with a `*` after a word, which takes no line that ends like a sentence.
    is_wary: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    /// Any words or none.
    Any,
    /// One or more capitalised words.
    Name,
    /// Digits.
    Number,
    /// This word or sign, in small letters.
    Word(String),
}

const KINDS: [&str; 10] =
    ["label", "link", "list", "share", "caption", "credit", "byline", "notice", "stamp", "markup"];

impl Leftovers {
    /// Reads the table; `path` is its name in errors.
    ///
    /// # Errors
    ///
    /// Fails at a row without a source, with an unknown kind, or whose example is no line that the table takes.
    pub fn parse(path: &str, table: &str) -> Result<Leftovers, Error> {
        let rows = tsv::rows(path, table, ["pattern", "kind", "example", "source"])?;
        let mut all = Leftovers::default();
        for row in &rows {
            let [pattern, kind, ..] = row.cells;
            if !KINDS.contains(&kind) {
                let hint = format!("kinds: {}", KINDS.join(", "));
                return Err(tsv::wrong(path, row.line, format!("unknown kind `{kind}`"), Some(hint)));
            }
            let items: Vec<Item> = words(pattern).map(item).collect();
            let number = all.patterns.len();
            match items.first() {
                Some(Item::Word(word)) => all.by_word.entry(word.clone()).or_default().push(number),
                _ => all.others.push(number),
            }
            let hangs_on_word = |w: &Item| !matches!(w, Item::Word(w) if w.len() == 1);
            let is_wary = matches!(kind, "label" | "list" | "caption" | "byline" | "stamp")
                && items.last() == Some(&Item::Any)
                && items.iter().rev().nth(1).is_some_and(hangs_on_word);
            all.patterns.push(Pattern { items, is_list: kind == "list", is_wary });
        }
        // All at once: who edits the table wants to see every pattern that misses its example.
        let missed = rows.iter().filter(|r| all.find_pattern(r.cells[2]).is_none()).map(|r| Finding {
            path: path.to_owned(),
            line: r.line,
            column: 1,
            message: format!("the pattern does not take its example `{}`", r.cells[2]),
            hint: None,
        });
        let missed: Vec<Finding> = missed.collect();
        if !missed.is_empty() {
            return Err(Error::of(missed));
        }
        Ok(all)
    }

    /// The lines of `text` that are no part of the report.
    pub fn find(&self, text: &str) -> Vec<Span> {
        let (mut out, mut in_list) = (Vec::new(), false);
        for line in paragraphs::lines(text).into_iter().filter(|l| !l.is_empty()) {
            let words = &text[line.range()];
            let pattern = self.find_pattern(words);
            in_list = match pattern {
                Some(p) => p.is_list || in_list,
                None => in_list && !paragraphs::ends_sentence(words),
            };
            if in_list || pattern.is_some() || is_signs(words) || is_address(words) || is_menu(words) {
                out.push(line);
            }
        }
        out
    }

    fn find_pattern(&self, line: &str) -> Option<&Pattern> {
        let line = line.trim_start_matches(|c: char| !c.is_alphanumeric() && !"(&<.@©".contains(c));
        let words: Vec<&str> = words(line).take(LONGEST_LINE + 1).collect();
        if words.len() > LONGEST_LINE {
            return None;
        }
        let first = words.first()?.to_lowercase();
        let own = self.by_word.get(&first).into_iter().flatten();
        let ends = paragraphs::ends_sentence(line);
        own.chain(&self.others)
            .map(|i| &self.patterns[*i])
            .find(|p| !(p.is_wary && ends) && matches(&p.items, &words))
    }
}

fn item(word: &str) -> Item {
    match word {
        "*" => Item::Any,
        "NAME" => Item::Name,
        "NUMBER" => Item::Number,
        word => Item::Word(word.to_lowercase()),
    }
}

/// Words and signs: runs of letters and digits, hyphens within them included, and every other sign for itself.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let end = if first.is_alphanumeric() {
            rest.char_indices()
                .find(|(i, c)| {
                    let next = rest[i + c.len_utf8()..].chars().next();
                    !(c.is_alphanumeric() || *c == '-' && next.is_some_and(char::is_alphanumeric))
                })
                .map_or(rest.len(), |(i, _)| i)
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

/// Whether the pattern takes the whole line: every position of the pattern that can be reached, word by word.
fn matches(items: &[Item], words: &[&str]) -> bool {
    // State `i` has the items before `i` behind it; state `items.len() + i` is within the name at `i`.
    let n = items.len();
    let mut states = vec![false; 2 * n + 1];
    states[0] = true;
    for word in words {
        let mut next = vec![false; 2 * n + 1];
        for i in 0..n {
            let here = states[i] || skips(items, &states, i);
            let inside = states[n + 1 + i];
            match &items[i] {
                Item::Any if here => next[i] = true,
                Item::Word(w) if here && is_same(w, word) => next[i + 1] = true,
                Item::Number if here && word.bytes().all(|b| b.is_ascii_digit()) => next[i + 1] = true,
                Item::Name if here && word.starts_with(char::is_uppercase) => {
                    next[i + 1] = true;
                    next[n + 1 + i] = true;
                }
                Item::Name if inside && is_name_part(word) => {
                    next[i + 1] = true;
                    next[n + 1 + i] = true;
                }
                _ => {}
            }
        }
        states = next;
    }
    states[n] || skips(items, &states, n)
}

/// Whether position `i` is reached because every item between a reached one and it may be nothing.
fn skips(items: &[Item], states: &[bool], i: usize) -> bool {
    (0..i).rev().take_while(|k| items[*k] == Item::Any).any(|k| states[k])
}

fn is_same(pattern: &str, word: &str) -> bool {
    // Curly apostrophes and long dashes are written as the plain ones in the table.
    match word {
        "’" => pattern == "'",
        "—" | "–" => pattern == "-",
        _ => pattern.chars().eq(word.chars().flat_map(char::to_lowercase)),
    }
}

/// What a name may hold after its first word.
fn is_name_part(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        || matches!(
            word,
            "." | "’" | "'" | "de" | "da" | "di" | "del" | "der" | "van" | "von" | "bin" | "al" | "el" | "s"
        )
}

/// `***`, `---`, `|`
fn is_signs(line: &str) -> bool {
    !line.contains(char::is_alphanumeric)
}

/// A bare web address.
fn is_address(line: &str) -> bool {
    !line.contains(char::is_whitespace) && ["http://", "https://", "www."].iter().any(|p| line.starts_with(p))
}

/// `Home | World | Sport`: at least three short labels between bars.
fn is_menu(line: &str) -> bool {
    ["|", "•", "·", "»", ">"].into_iter().any(|bar| {
        let parts: Vec<&str> = line.split(bar).map(str::trim).filter(|p| !p.is_empty()).collect();
        let is_label = |p: &&str| p.split_whitespace().count() <= 4 && !p.ends_with(['.', '?', '!', ',']);
        parts.len() >= 3 && parts.iter().all(is_label)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Leftovers {
        let table = include_str!("../../../data/en/lexicon/leftovers.tsv");
        Leftovers::parse("data/en/lexicon/leftovers.tsv", table).unwrap()
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = table().find(text).iter().map(|s| &text[s.range()]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn words_of_the_page_are_leftovers_wherever_they_stand() {
        check(
            "By Ada Stone and Ben Hill\nTalks failed.\nADVERTISEMENT\nThe envoy left. \n| Share this story\n***",
            &["By Ada Stone and Ben Hill", "ADVERTISEMENT", "| Share this story", "***"],
        );
        check(
            "(Photo by Ada Stone/Harbour)\r\nREUTERS/Ada Stone\r\nhttps://example.org/a\r\n",
            &["(Photo by Ada Stone/Harbour)", "REUTERS/Ada Stone", "https://example.org/a"],
        );
        check("Home | World | Sport and more\nThe “left | right” split.", &["Home | World | Sport and more"]);
        check("Editor’s picks\nFlood maps\nTalks go on.", &["Editor’s picks", "Flood maps"]);
    }

    #[test]
    fn sentences_that_begin_like_a_leftover_are_none() {
        for line in [
            "By Friday, Moscow and Washington had agreed.",
            "Related talks in Geneva failed.",
            "Sponsored by Iran, the militia fought on.",
            "Share prices fell.",
            "Published on Monday, the letter called for calm.",
            "Copyright law is being revised, the minister said.",
            "Follow the money, she said.",
            "“Advertisement,” he said.",
            "The minister (photo by request) left.",
            "1,300 tons were removed > half of it at sea.",
        ] {
            check(line, &[]);
        }
    }

    #[test]
    fn links_follow_the_head_of_a_list_until_a_line_ends_a_sentence() {
        check(
            "Related stories\nA long road\nWho counts?\nTalks resumed.\nA headline",
            &["Related stories", "A long road"],
        );
    }

    #[test]
    fn a_table_with_a_wrong_row_is_refused() {
        let error = |row: &str| {
            Leftovers::parse("t.tsv", &format!("pattern\tkind\texample\tsource\n{row}\n"))
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            error("read on *\tlink\tRead of\town"),
            "t.tsv:2:1: the pattern does not take its example `Read of`"
        );
        assert!(
            error("x\tlinks\tx\town")
                .starts_with("t.tsv:2:1: unknown kind `links`\n  hint: kinds: label, link")
        );
    }
}
