//! The search box: any string at all becomes a query that full-text search understands.
//!
//! Every token is quoted, so that `multi-agent`, `who's`, `AND` and `"open` are words to be found and never an error.
//! Words in double quotes are a phrase, a star at the end of a word finds its beginnings, a minus in front of a word keeps
//! it out. Whoever knows the full syntax (`NEAR`, `OR`, columns) says so with `fts:` in front, and is told where it is wrong.

/// The sign before a query in the syntax of SQLite's FTS5.
pub const RAW: &str = "fts:";

/// The query for what someone typed; `None` when there is no word in it, which finds everything.
///
/// ```
/// use onrecord_store::search_query;
/// assert_eq!(search_query("who's multi-agent").as_deref(), Some(r#""who's" "multi-agent""#));
/// assert_eq!(search_query(r#""talks failed" minist* -Moscow"#).as_deref(), Some(r#"("talks failed" "minist"*) NOT ("Moscow")"#));
/// assert_eq!(search_query("fts:talks OR summit").as_deref(), Some("talks OR summit"));
/// assert_eq!(search_query(" \" - "), None);
/// ```
pub fn search_query(typed: &str) -> Option<String> {
    if let Some(raw) = typed.trim_start().strip_prefix(RAW) {
        return (!raw.trim().is_empty()).then(|| raw.to_owned());
    }
    let (mut with, mut without) = (Vec::new(), Vec::new());
    let mut rest = typed;
    while let Some((token, after)) = token(rest) {
        rest = after;
        // What has no letter and no digit is no token to the index: it would find nothing.
        if token.words.chars().any(char::is_alphanumeric) {
            let star = if token.begins { "*" } else { "" };
            let quoted = format!("\"{}\"{star}", token.words.replace(['"', '\0'], " ").trim());
            if token.out { &mut without } else { &mut with }.push(quoted);
        }
    }
    match (with.is_empty(), without.is_empty()) {
        (true, _) => None,
        (false, true) => Some(with.join(" ")),
        (false, false) => Some(format!("({}) NOT ({})", with.join(" "), without.join(" OR "))),
    }
}

struct Token<'a> {
    words: &'a str,
    begins: bool,
    out: bool,
}

/// The first token of what was typed and what follows it.
fn token(typed: &str) -> Option<(Token<'_>, &str)> {
    let typed = typed.trim_start();
    if typed.is_empty() {
        return None;
    }
    let (out, typed) = match typed.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, typed),
    };
    let (words, rest) = match typed.strip_prefix('"') {
        // A quotation mark that nothing closes takes what is left.
        Some(inside) => inside.split_once('"').unwrap_or((inside, "")),
        None => {
            let end = typed.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(typed.len());
            typed.split_at(end)
        }
    };
    let (begins, rest) = match rest.strip_prefix('*') {
        Some(rest) => (true, rest),
        None => (words.ends_with('*'), rest),
    };
    Some((Token { words: words.trim_end_matches('*'), begins, out }, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_words_unless_asked_for() {
        assert_eq!(search_query("AND NEAR(a b)").as_deref(), Some(r#""AND" "NEAR(a" "b)""#));
        assert_eq!(search_query("title:x ^y {z}").as_deref(), Some(r#""title:x" "^y" "{z}""#));
    }

    #[test]
    fn only_words_that_are_kept_out_find_everything() {
        assert_eq!(search_query("-Moscow"), None);
    }

    #[test]
    fn a_quotation_mark_left_open_takes_the_rest() {
        assert_eq!(search_query("\"open door").as_deref(), Some("\"open door\""));
    }
}
