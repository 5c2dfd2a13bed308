//! The items of a JSON list as they stand in its source, so that a broken one leaves its neighbours whole.
//!
//! Only strings and brackets are looked at; each item is parsed by itself later. Nothing recurses.

use std::ops::Range;

/// A list.
#[derive(Debug, PartialEq)]
pub(crate) struct List {
    /// Where its `[` stands.
    pub(crate) start: usize,
    /// Behind its `]`.
    pub(crate) end: usize,
    /// Its items, blanks cut.
    pub(crate) items: Vec<Range<usize>>,
    /// Whether it has no end, or is nested deeper than allowed.
    pub(crate) is_broken: bool,
}

/// The list that the whole source is, if it is one.
pub(crate) fn whole(bytes: &[u8], depth: usize) -> Option<List> {
    let start = bytes.iter().position(|b| !is_blank(*b))?;
    (bytes[start] == b'[').then(|| list(bytes, start, depth))
}

/// The list under a key of the outermost object.
pub(crate) fn under_key(bytes: &[u8], key: &str, depth: usize) -> Option<List> {
    let (mut level, mut at) = (0usize, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let end = string_end(bytes, at)?;
                let after = bytes[end..].iter().position(|b| !is_blank(*b)).map(|n| end + n);
                if level == 1
                    && &bytes[at + 1..end - 1] == key.as_bytes()
                    && let Some(colon) = after.filter(|a| bytes[*a] == b':')
                {
                    let value = colon + 1 + bytes[colon + 1..].iter().position(|b| !is_blank(*b))?;
                    if bytes[value] == b'[' {
                        return Some(list(bytes, value, depth));
                    }
                }
                at = end;
                continue;
            }
            b'{' | b'[' => level += 1,
            b'}' | b']' => level = level.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

fn list(bytes: &[u8], start: usize, depth: usize) -> List {
    let mut list = List { start, end: bytes.len(), items: Vec::new(), is_broken: true };
    let (mut level, mut at, mut item) = (0usize, start + 1, start + 1);
    let add = |items: &mut Vec<Range<usize>>, from: usize, to: usize| {
        let blanks = bytes[from..to].iter().take_while(|b| is_blank(**b)).count();
        let piece = bytes[from + blanks..to].trim_ascii_end().len();
        if piece > 0 {
            items.push(from + blanks..from + blanks + piece);
        }
    };
    while at < bytes.len() {
        match bytes[at] {
            b'"' => match string_end(bytes, at) {
                Some(end) => {
                    at = end;
                    continue;
                }
                None => break,
            },
            b'{' | b'[' => level += 1,
            b',' if level == 0 => {
                add(&mut list.items, item, at);
                item = at + 1;
            }
            b']' if level == 0 => {
                add(&mut list.items, item, at);
                return List { end: at + 1, is_broken: false, ..list };
            }
            b'}' | b']' => level = level.saturating_sub(1),
            _ => {}
        }
        if level > depth {
            return list;
        }
        at += 1;
    }
    add(&mut list.items, item, bytes.len());
    list
}

/// Behind the quote that ends the string that begins here.
fn string_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\r' | b'\t')
}

/// What is wrong with an item, without the line, which counts from the start of the item.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what = said.rsplit_once(" at line ").map_or(said.as_str(), |(what, _)| what);
    format!("broken JSON at its byte {}: {what}", error.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(source: &str) -> (Vec<&str>, bool) {
        let list = under_key(source.as_bytes(), "items", 512).unwrap();
        (list.items.into_iter().map(|r| &source[r]).collect(), list.is_broken)
    }

    #[test]
    fn items_are_cut_out_whatever_their_strings_hold() {
        let source = r#"{"x": {"items": [0]}, "items" : [ {"a": "],\\\"["}, [1, 2] ,3 ], "y": 1}"#;
        assert_eq!(items(source), (vec![r#"{"a": "],\\\"["}"#, "[1, 2]", "3"], false));
        assert_eq!(items(r#"{"items": []}"#), (vec![], false));
        assert_eq!(whole(b" [1, 2]", 512).unwrap().items, [2..3, 5..6]);
    }

    #[test]
    fn a_list_that_breaks_off_gives_what_is_whole() {
        assert_eq!(items(r#"{"items": [{"a": 1}, {"b": "#), (vec![r#"{"a": 1}"#, r#"{"b":"#], true));
        let deep = format!("{{\"items\": [1, {}", "[".repeat(100_000));
        assert_eq!(items(&deep), (vec!["1"], true));
    }
}
