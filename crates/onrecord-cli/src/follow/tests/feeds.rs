//! One reading after the other: what is given, what is asked for again, and what a server can do to it.

use super::super::fetch::{Fetcher, Limits};
use super::super::guard::Guard;
use super::super::poll::{Polled, Settings, Told, poll};
use super::super::state::Feed;
use super::server::{Act, Server, answer, bytes};
use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::HashMap;
use std::io::Write;
use std::time::{Duration, Instant};

const WORDS: &str = "Talks failed, the minister said on Sunday.";

fn fetcher(time: Duration) -> Fetcher {
    Fetcher::new(Guard::new(true), Limits { time, ..Limits::default() })
}

fn rss(items: impl IntoIterator<Item = String>) -> String {
    let items: String = items.into_iter().collect();
    format!("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Wire</title>{items}</channel></rss>")
}

fn item(id: &str, link: &str) -> String {
    format!(
        "<item><guid isPermaLink=\"false\">{id}</guid><title>{id}</title><link>{link}</link>\
         <description>{WORDS} ({id})</description></item>"
    )
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + 60 * minute).unwrap()
}

/// One reading: what to remember, the titles of the new entries with their texts, the problems.
fn read(
    url: &str,
    before: &Feed,
    fetcher: &Fetcher,
    pages: bool,
    minute: i64,
) -> (Polled, Vec<(String, String)>, Vec<String>) {
    let (mut items, mut problems) = (Vec::new(), Vec::new());
    let settings = Settings { pages, pause: Duration::ZERO };
    let polled = poll(url, before, fetcher, settings, at(minute), &mut |told| {
        match told {
            Told::Item { line, .. } => {
                let line: Value = serde_json::from_str(&line).unwrap();
                let text = |key: &str| line[key].as_str().unwrap().to_owned();
                items.push((text("title"), text("text")));
            }
            Told::Problem { what, .. } => problems.push(what),
        }
        true
    });
    (polled.unwrap(), items, problems)
}

fn titles(items: &[(String, String)]) -> Vec<&str> {
    items.iter().map(|(title, _)| title.as_str()).collect()
}

#[test]
fn a_feed_is_asked_with_its_validators_and_only_what_is_new_is_given() {
    let headers =
        ["ETag: \"v1\"", "Last-Modified: Sun, 09 Aug 2015 10:00:00 GMT", "Cache-Control: max-age=1800"];
    let two = rss([item("a", "https://example.org/a"), item("b", "https://example.org/b")]);
    let three = rss([item("c", "https://example.org/c"), item("a", "https://example.org/a"), item("b", "")]);
    let server = Server::new([
        answer("200 OK", &headers, two),
        answer("304 Not Modified", &[], ""),
        answer("200 OK", &["ETag: \"v2\""], three),
    ]);
    let (url, fetcher) = (server.url("/rss"), fetcher(Duration::from_secs(5)));
    let (first, items, problems) = read(&url, &Feed::default(), &fetcher, false, 0);
    assert_eq!((titles(&items), problems), (vec!["a", "b"], vec![]));
    assert_eq!(items[0].1, format!("{WORDS} (a)"));
    assert_eq!(first.feed.not_before, Some(at(30)));
    let (second, items, _) = read(&url, &first.feed, &fetcher, false, 30);
    assert_eq!((items.len(), second.entries, &second.feed.etag), (0, None, &first.feed.etag));
    let (third, items, _) = read(&url, &second.feed, &fetcher, false, 60);
    assert_eq!((titles(&items), third.entries), (vec!["c"], Some(3)));
    let asked: Vec<String> = server.asked().iter().map(|request| request.to_lowercase()).collect();
    assert!(!asked[0].contains("if-none-match"), "{}", asked[0]);
    for request in &asked[1..] {
        assert!(request.contains("if-none-match: \"v1\"\r\n"), "{request}");
        assert!(request.contains("if-modified-since: sun, 09 aug 2015 10:00:00 gmt\r\n"), "{request}");
    }
    assert_eq!(third.feed.etag.as_deref(), Some("\"v2\""));
}

#[test]
fn a_server_that_wants_to_be_left_alone_is() {
    let server = Server::new([
        answer("429 Too Many Requests", &["Retry-After: 3600"], ""),
        answer("503 Service Unavailable", &["Retry-After: Sun, 09 Aug 2015 10:00:00 GMT"], ""),
        answer("404 Not Found", &[], ""),
        answer("200 OK", &[], rss([item("a", "")])),
    ]);
    let (url, fetcher) = (server.url("/rss"), fetcher(Duration::from_secs(5)));
    let (mut feed, mut waits) = (Feed::default(), Vec::new());
    for said in ["429 (too many requests)", "503 (service unavailable)", "404 (not found)"] {
        let (polled, items, problems) = read(&url, &feed, &fetcher, false, 0);
        assert_eq!((items.len(), problems), (0, vec![format!("{url}: the server answers {said}")]));
        waits.push(polled.feed.not_before.unwrap().as_second() - at(0).as_second());
        feed = polled.feed;
    }
    // An hour as asked; then two and four minutes, each longer by up to a quarter.
    for (wait, least) in waits.iter().zip([3600, 120, 240]) {
        assert!((least..=least * 5 / 4).contains(wait), "{waits:?}");
    }
    assert_eq!(feed.failures, 3);
    let (polled, items, _) = read(&url, &feed, &fetcher, false, 0);
    assert_eq!((titles(&items), polled.feed.failures, polled.feed.not_before), (vec!["a"], 0, None));
}

/// A short R7: every way to fail in turn, between answers that bring one more entry each.
#[test]
fn a_server_that_fails_in_every_way_costs_little_time_and_no_entry() {
    let link = "https://example.org/";
    let good =
        |n: usize| answer("200 OK", &[], rss((0..=n).rev().map(|i| item(&i.to_string(), link)).take(3)));
    let dribbled = || bytes("200 OK", &[], rss([item("never", link)]));
    let cut = bytes("200 OK", &[], rss([item("x", link)]));
    let faults = [
        Act::BreakOff,
        answer("500 Internal Server Error", &[], ""),
        answer("429 Too Many Requests", &[], ""),
        Act::Stall(b"HTTP/1.1 200 OK\r\n".to_vec()),
        Act::Stall(bytes("200 OK", &["X: y"], "").replace_length(500)),
        Act::Dribble(dribbled()),
        Act::Send(b"no HTTP at all\r\n\r\n".to_vec()),
        Act::Send(vec![]),
        Act::Send(cut[..cut.len() - 60].to_vec()),
        answer("302 Found", &["Location: /rss"], ""),
        answer("200 OK", &["Content-Encoding: br"], "?"),
        answer("200 OK", &["Content-Encoding: gzip"], "no gzip"),
    ];
    let server = Server::new([good(0)]);
    let (url, fetcher) = (server.url("/rss"), fetcher(Duration::from_millis(400)));
    let (mut feed, mut given, mut landed) = (Feed::default(), HashMap::<String, usize>::new(), 0);
    for (n, fault) in faults.iter().enumerate() {
        for act in [good(n), fault.clone()] {
            server.now([act]);
            let start = Instant::now();
            let (polled, items, problems) = read(&url, &feed, &fetcher, false, 0);
            assert!(start.elapsed() < Duration::from_secs(2), "{fault:?} took {:?}", start.elapsed());
            landed += usize::from(!problems.is_empty());
            items.into_iter().for_each(|(title, _)| *given.entry(title).or_default() += 1);
            feed = polled.feed;
        }
    }
    assert_eq!(landed, faults.len());
    let wanted: HashMap<String, usize> = (0..faults.len()).map(|n| (n.to_string(), 1)).collect();
    assert_eq!(given, wanted);
}

/// A head that promises more than comes.
trait Promise {
    fn replace_length(self, length: usize) -> Vec<u8>;
}

impl Promise for Vec<u8> {
    fn replace_length(self, length: usize) -> Vec<u8> {
        let text = String::from_utf8(self).unwrap();
        text.replace("Content-Length: 0", &format!("Content-Length: {length}")).into_bytes()
    }
}

#[test]
fn an_answer_that_is_too_long_or_grows_too_much_is_refused() {
    let packed = |bytes: &[u8]| {
        let mut packed = GzEncoder::new(Vec::new(), Compression::best());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    let bomb = packed(&vec![b' '; 20 << 20]);
    let feed = rss([item("a", "")]);
    let server = Server::new([
        answer("200 OK", &["Content-Encoding: gzip"], &bomb),
        answer("200 OK", &[], vec![b' '; (1 << 20) + 1]),
        answer("200 OK", &["Content-Encoding: gzip"], packed(feed.as_bytes())),
    ]);
    let limits = Limits { time: Duration::from_secs(10), bytes: 1 << 20, ..Limits::default() };
    let small = Fetcher::new(Guard::new(true), limits);
    let (url, wide) = (server.url("/rss"), fetcher(Duration::from_secs(10)));
    let (_, items, problems) = read(&url, &Feed::default(), &wide, false, 0);
    assert!(items.is_empty() && problems[0].ends_with("became more than 100 times as many"), "{problems:?}");
    let (_, items, problems) = read(&url, &Feed::default(), &small, false, 0);
    assert!(items.is_empty(), "{items:?}");
    assert_eq!(problems, [format!("{url}: the answer is longer than 1048576 bytes")]);
    let (_, items, _) = read(&url, &Feed::default(), &small, false, 0);
    assert_eq!(titles(&items), ["a"]);
}

#[test]
fn the_page_of_an_entry_is_fetched_when_asked_for_and_tried_again_when_it_fails() {
    let page = |words: &str| {
        let body = format!("<!doctype html><article><h1>Talks</h1><p>{words}</p></article>");
        answer("200 OK", &["Content-Type: text/html; charset=utf-8"], body)
    };
    let pages = Server::new([
        page(
            "The whole report of the first, with all its many words, and what the minister said on Sunday besides.",
        ),
        answer("503 Service Unavailable", &[], ""),
    ]);
    let feed = rss([item("a", &pages.url("/a")), item("b", &pages.url("/b"))]);
    let server = Server::new([answer("200 OK", &["ETag: \"v1\""], feed)]);
    let (url, fetcher) = (server.url("/rss"), fetcher(Duration::from_secs(5)));
    let (first, items, problems) = read(&url, &Feed::default(), &fetcher, true, 0);
    // The page's own title comes first.
    assert_eq!((titles(&items), first.waiting), (vec!["Talks"], 1));
    assert!(items[0].1.contains("The whole report of the first"), "{}", items[0].1);
    assert_eq!(problems, [format!("{}: the server answers 503 (service unavailable)", pages.url("/b"))]);
    // While one waits, the server is not told which version we have.
    assert_eq!(first.feed.etag, None);
    let (second, items, _) = read(&url, &first.feed, &fetcher, true, 20);
    assert_eq!((items.len(), second.waiting), (0, 1));
    // The third failure is the last: the feed's own words must do.
    let (third, items, _) = read(&url, &second.feed, &fetcher, true, 40);
    assert_eq!((titles(&items), third.waiting), (vec!["b"], 0));
    assert_eq!(items[0].1, format!("{WORDS} (b)"));
    assert_eq!((third.feed.etag.as_deref(), pages.asked().len()), (Some("\"v1\""), 4));
}
