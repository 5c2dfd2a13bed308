//! What a file holds, told by its name and its first bytes.

use std::path::Path;

/// What a source holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One plain text.
    Text,
    /// One HTML page.
    Html,
    /// One JSON object a line.
    Jsonl,
    /// One text a row, with the names of the columns in the first.
    Csv,
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A web archive, packed or not.
    Warc,
    /// One news item of ninjs, or a list of them.
    Ninjs,
    /// NewsML-G2.
    NewsMl,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 8] = [
        Format::Text,
        Format::Html,
        Format::Jsonl,
        Format::Csv,
        Format::Feed,
        Format::Warc,
        Format::Ninjs,
        Format::NewsMl,
    ];

    /// What a file of this name holds by custom; `None` where the name says nothing. A `.gz` at the end is no part of it.
    pub fn of_name(name: &Path) -> Option<Format> {
        let extension = |path: &Path| path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        let mut last = extension(name);
        if last.as_deref() == Some("gz") {
            last = name.file_stem().and_then(|stem| extension(Path::new(stem)));
        }
        Some(match last.as_deref()? {
            "txt" | "text" | "md" => Format::Text,
            "html" | "htm" | "xhtml" => Format::Html,
            "jsonl" | "ndjson" => Format::Jsonl,
            "csv" | "tsv" => Format::Csv,
            "rss" | "atom" => Format::Feed,
            "warc" => Format::Warc,
            "ninjs" => Format::Ninjs,
            "newsml" => Format::NewsMl,
            _ => return None,
        })
    }

    /// What a source holds that begins so; `None` where the bytes could be plain text. JSON is told by the name alone
    /// in files of lines: a text may begin with a brace.
    pub fn of_bytes(head: &[u8]) -> Option<Format> {
        let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
        let head = head[..head.len().min(4096)].to_ascii_lowercase();
        let has = |word: &str| head.windows(word.len()).any(|w| w == word.as_bytes());
        if head.starts_with(b"warc/1.") {
            return Some(Format::Warc);
        }
        if head.starts_with(b"<!doctype html") || head.starts_with(b"<html") {
            return Some(Format::Html);
        }
        if head.starts_with(b"<?xml") || head.starts_with(b"<rss") || head.starts_with(b"<feed") {
            return match () {
                () if has("<html") => Some(Format::Html),
                () if has("<rss") || has("<feed") || has("<rdf:rdf") => Some(Format::Feed),
                () if has("<newsmessage") || has("<newsitem") || has("<packageitem") => Some(Format::NewsMl),
                () => None,
            };
        }
        None
    }

    /// What an object of JSON is that begins so, in a file named `.json`.
    fn of_json(head: &[u8]) -> Format {
        let head = head[..head.len().min(4096)].to_ascii_lowercase();
        let has = |word: &str| head.windows(word.len()).any(|w| w == word.as_bytes());
        match () {
            () if has("jsonfeed.org/version") => Format::Feed,
            () if has("\"uri\"") || has("\"body_text\"") || has("\"body_html\"") || has("\"bodies\"") => {
                Format::Ninjs
            }
            () => Format::Jsonl,
        }
    }

    /// What a source of this name holds that begins so. The name of a format of lines or rows decides alone, since the
    /// first of them may hold anything; elsewhere the bytes come first: a page is a page, also in `article.txt`.
    pub fn sniff(name: &Path, head: &[u8]) -> Format {
        match Format::of_name(name) {
            Some(named @ (Format::Jsonl | Format::Csv)) => named,
            _ if is_json(name) => Format::of_json(head),
            named => Format::of_bytes(head).or(named).unwrap_or(Format::Text),
        }
    }
}

fn is_json(name: &Path) -> bool {
    let name = name.to_string_lossy().to_ascii_lowercase();
    name.strip_suffix(".gz").unwrap_or(&name).ends_with(".json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_and_a_packed_one_too() {
        let of = |name: &str| Format::of_name(Path::new(name));
        assert_eq!(of("a.b/report.TXT"), Some(Format::Text));
        assert_eq!(of("page.htm"), Some(Format::Html));
        assert_eq!(of("CC-NEWS-1.warc.gz"), Some(Format::Warc));
        assert_eq!(of("news.jsonl.gz"), Some(Format::Jsonl));
        assert_eq!(of("news.gz"), None);
        assert_eq!(of("report"), None);
    }

    #[test]
    fn the_first_bytes_tell_a_page_from_a_text_and_a_feed_from_a_news_item() {
        let of = |head: &str| Format::of_bytes(head.as_bytes());
        assert_eq!(of("\u{FEFF}\n<!DOCTYPE HTML><p>Talks"), Some(Format::Html));
        assert_eq!(of("<?xml version='1.0'?><rss version='2.0'>"), Some(Format::Feed));
        assert_eq!(of("<?xml version='1.0'?><newsItem guid='1'>"), Some(Format::NewsMl));
        assert_eq!(of("WARC/1.1\r\n"), Some(Format::Warc));
        assert_eq!(of("{\"text\": 1}"), None);
        assert_eq!(of("Talks failed."), None);
    }

    #[test]
    fn the_name_of_lines_decides_alone_and_that_of_a_text_gives_way() {
        let sniff = |name: &str, head: &str| Format::sniff(Path::new(name), head.as_bytes());
        assert_eq!(sniff("a.jsonl", "<html>"), Format::Jsonl);
        assert_eq!(sniff("a.txt", "<html>"), Format::Html);
        assert_eq!(sniff("a.json", "{\"version\": \"https://jsonfeed.org/version/1.1\""), Format::Feed);
        assert_eq!(sniff("a.json", "{\"uri\": \"urn:x\", \"headline\": \"Talks\""), Format::Ninjs);
        assert_eq!(sniff("a.json", "{\"text\": \"Talks\"}"), Format::Jsonl);
        assert_eq!(sniff("-", "Talks failed."), Format::Text);
    }
}
