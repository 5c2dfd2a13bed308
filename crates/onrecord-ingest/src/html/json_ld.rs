//! The article that a page describes in JSON-LD.
//!
//! Pages write it as one object, as a list or below `@graph`, and often break it: raw line ends within strings, commas
//! before a closing bracket, comment marks around it. These are mended; what is still broken is left aside.

use serde_json::{Map, Value};

/// What JSON-LD says of an article. Strings are as they stand there.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Article {
    pub headline: Option<String>,
    pub url: Option<String>,
    pub publisher: Option<String>,
    pub published: Option<String>,
    pub modified: Option<String>,
    pub body: Option<String>,
}

/// The value of a script, mended where it must be.
pub(super) fn value(script: &str) -> Option<Value> {
    let bare = script
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("/*<![CDATA[*/")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("/*]]>*/")
        .trim_end_matches("]]>")
        .trim()
        .trim_end_matches(';');
    serde_json::from_str(bare).or_else(|_| serde_json::from_str(&mended(bare))).ok()
}

/// JSON without control characters in strings and without commas before a closing bracket.
fn mended(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut in_string, mut is_escaped) = (false, false);
    for c in json.chars() {
        if in_string {
            out.push(if c.is_control() { ' ' } else { c });
            in_string = is_escaped || c != '"';
            is_escaped = c == '\\' && !is_escaped;
            continue;
        }
        if matches!(c, ']' | '}') {
            let kept = out.trim_end().len();
            if out[..kept].ends_with(',') {
                out.truncate(kept - 1);
            }
        }
        in_string = c == '"';
        out.push(c);
    }
    out
}

/// The article among values: the one of this address, else the first.
pub(super) fn article(values: &[Value], url: Option<&str>) -> Option<Article> {
    let mut found: Option<Article> = None;
    // Nodes wait in a list of their own; serde_json itself goes no deeper than 128.
    let mut waiting: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(list) => waiting.extend(list.iter().rev()),
            Value::Object(object) => {
                if is_article(object) {
                    let article = of(object, values);
                    if url.is_some() && article.url.as_deref() == url {
                        return Some(article);
                    }
                    found.get_or_insert(article);
                }
                for key in ["mainEntity", "@graph"] {
                    waiting.extend(object.get(key));
                }
            }
            _ => {}
        }
    }
    found
}

fn is_article(object: &Map<String, Value>) -> bool {
    let is = |kind: &Value| {
        kind.as_str().is_some_and(|kind| {
            let kind = kind.rsplit('/').next().unwrap_or(kind);
            kind.ends_with("Article")
                || kind.ends_with("Posting")
                || kind == "Report"
                || kind == "PressRelease"
        })
    };
    match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.iter().any(is),
        Some(kind) => is(kind),
        None => false,
    }
}

fn of(object: &Map<String, Value>, values: &[Value]) -> Article {
    let string = |key: &str| object.get(key).and_then(text);
    let main = object.get("mainEntityOfPage").and_then(|page| match page {
        Value::Object(page) => page.get("@id").or_else(|| page.get("url")).and_then(text),
        page => text(page),
    });
    Article {
        headline: string("headline").or_else(|| string("name")),
        url: string("url").or(main),
        publisher: object.get("publisher").and_then(|publisher| name(publisher, values)),
        published: string("datePublished").or_else(|| string("dateCreated")),
        modified: string("dateModified"),
        body: string("articleBody"),
    }
}

/// A string that is not empty; of a list the first.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.trim().to_owned()).filter(|s| !s.is_empty()),
        Value::Array(list) => list.first().and_then(|first| first.as_str()).map(|s| s.trim().to_owned()),
        _ => None,
    }
}

/// The name of a publisher, which may be an object, a list of them, a bare name, or the `@id` of one told elsewhere.
fn name(publisher: &Value, values: &[Value]) -> Option<String> {
    match publisher {
        Value::Array(list) => {
            list.first().filter(|first| !first.is_array()).and_then(|first| name(first, values))
        }
        Value::Object(object) => object.get("name").and_then(text).or_else(|| {
            let id = object.get("@id")?;
            let mut waiting: Vec<&Value> = values.iter().collect();
            while let Some(value) = waiting.pop() {
                match value {
                    Value::Array(list) => waiting.extend(list),
                    Value::Object(other) => {
                        if other.get("@id") == Some(id)
                            && let Some(name) = other.get("name").and_then(text)
                        {
                            return Some(name);
                        }
                        waiting.extend(other.get("@graph"));
                    }
                    _ => {}
                }
            }
            None
        }),
        other => text(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(script: &str) -> Option<String> {
        article(&[value(script)?], None)?.headline
    }

    #[test]
    fn an_article_is_found_in_an_object_a_list_and_a_graph() {
        for script in [
            r#"{"@type": "NewsArticle", "headline": "Talks fail"}"#,
            r#"[{"@type": "Organization", "name": "Daily"}, {"@type": ["Article", "NewsArticle"], "headline": "Talks fail"}]"#,
            r#"{"@graph": [{"@type": "WebPage", "name": "x"}, {"@type": "ReportageNewsArticle", "headline": "Talks fail"}]}"#,
            r#"{"@type": "http://schema.org/NewsArticle", "headline": "Talks fail"}"#,
            r#"{"@type": "WebPage", "mainEntity": {"@type": "BlogPosting", "headline": "Talks fail"}}"#,
        ] {
            assert_eq!(headline(script).as_deref(), Some("Talks fail"), "{script}");
        }
        assert_eq!(headline(r#"{"@type": "Organization", "name": "Daily"}"#), None);
    }

    #[test]
    fn broken_json_is_mended_where_that_is_sure() {
        for script in [
            "{\"@type\": \"NewsArticle\", \"headline\": \"Talks\nfail\",}",
            "<!-- {\"@type\": \"NewsArticle\", \"headline\": \"Talks\tfail\"} -->",
            "//<![CDATA[\n{\"@type\": \"NewsArticle\", \"headline\": \"Talks fail\", \"a\": [1, 2, ]}\n//]]>",
        ] {
            assert_eq!(headline(script).as_deref(), Some("Talks fail"), "{script}");
        }
        assert_eq!(value("{\"headline\": \"Talks \"fail\"\"}"), None);
    }

    #[test]
    fn the_article_of_the_address_comes_before_others_and_a_publisher_may_stand_elsewhere() {
        let script = r##"{"@graph": [
            {"@type": "NewsArticle", "headline": "Other", "url": "https://a.example/1"},
            {"@type": "NewsArticle", "headline": "Talks fail", "mainEntityOfPage": {"@id": "https://a.example/2"},
             "publisher": {"@id": "#org"}},
            {"@type": "NewsMediaOrganization", "@id": "#org", "name": "Daily"}]}"##;
        let found = article(&[value(script).unwrap()], Some("https://a.example/2")).unwrap();
        assert_eq!(
            (found.headline.as_deref(), found.publisher.as_deref()),
            (Some("Talks fail"), Some("Daily"))
        );
    }

    #[test]
    fn a_list_nested_without_end_is_no_json() {
        assert_eq!(value(&"[".repeat(100_000)), None);
    }
}
