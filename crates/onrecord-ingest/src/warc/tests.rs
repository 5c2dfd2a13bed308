//! Small archives, whole and damaged; what each gives is compared whole.

use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::io::Write;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn record(head: &str, content: &[u8]) -> Vec<u8> {
    let mut all = format!("WARC/1.0\r\n{head}\r\nContent-Length: {}\r\n\r\n", content.len()).into_bytes();
    all.extend_from_slice(content);
    all.extend_from_slice(b"\r\n\r\n");
    all
}

/// The answer for page `n`, long enough that a cut lands in it.
fn answer(n: usize) -> Vec<u8> {
    let words: String = (0..60).map(|i| format!("Talk {} of {n}. ", i * 7919 % 1000 + n)).collect();
    record(
        &format!(
            "WARC-Type: response\r\nWARC-Target-URI: http://news.example/{n}\r\nWARC-Date: 2026-03-0{}T10:00:00Z",
            n % 9 + 1
        ),
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>{words}</p>").as_bytes(),
    )
}

fn pages(n: usize) -> Vec<Vec<u8>> {
    (1..=n).map(answer).collect()
}

fn packed(records: &[Vec<u8>]) -> Vec<u8> {
    records.iter().flat_map(|r| gzip(r)).collect()
}

fn limits() -> Limits {
    Limits::default()
}

/// URLs of the pages, and reasons of the refusals.
fn all(bytes: &[u8]) -> (Vec<String>, Vec<String>, Report) {
    let mut warc = Warc::new(bytes, "a.warc", &limits());
    let (mut urls, mut reasons) = (vec![], vec![]);
    for raw in warc.by_ref() {
        match raw.kind {
            Kind::Refused(refusal) => reasons.push(refusal.reason),
            _ => urls.push(raw.known.url.unwrap_or_default().replace("http://news.example/", "")),
        }
    }
    (urls, reasons, warc.report().clone())
}

fn urls(bytes: &[u8]) -> Vec<String> {
    all(bytes).0
}

fn numbers(range: impl IntoIterator<Item = usize>) -> Vec<String> {
    range.into_iter().map(|n| n.to_string()).collect()
}

#[test]
fn a_page_comes_with_its_url_its_character_set_and_the_day_it_was_fetched() {
    let body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n<p>Yes.";
    let head =
        "WARC-Type: response\r\nWARC-Target-URI: <http://a.example/1>\r\nWARC-Date: 2026-03-04T10:00:00Z";
    for bytes in [record(head, body), gzip(&record(head, body))] {
        let given: Vec<_> = Warc::new(&bytes[..], "a.warc", &limits()).collect();
        let [raw] = &given[..] else { panic!("{given:?}") };
        assert_eq!((raw.name.as_str(), raw.fallback_id.as_str()), ("a.warc: record 1", "1"));
        assert_eq!(raw.size, bytes.len() as u64);
        assert!(matches!(&raw.kind, Kind::Html(page) if page == b"<p>Yes."), "{:?}", raw.kind);
        let known = Known {
            url: Some("http://a.example/1".into()),
            charset: Some("windows-1252".into()),
            fetched: "2026-03-04".parse().ok(),
            ..Known::default()
        };
        assert_eq!(raw.known, known);
    }
}

#[test]
fn records_that_are_no_page_are_counted_by_their_reason() {
    let http =
        |status: &str, kind: &str| format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\nx").into_bytes();
    let archive = [
        record("WARC-Type: warcinfo", b"software: ours"),
        record("WARC-Type: request", b"GET / HTTP/1.1\r\n\r\n"),
        record("WARC-Type: response", &http("404 Not Found", "text/html")),
        record("WARC-Type: response", &http("301 Moved", "text/html")),
        record("WARC-Type: response", &http("200 OK", "image/png")),
        record("WARC-Type: response", b"not HTTP"),
        record("WARC-Type: resource\r\nContent-Type: text/plain; charset=utf-8", b"Talks failed."),
        record("WARC-Type: conversion\r\nContent-Type: text/plain", b"Talks went on."),
    ];
    for bytes in [archive.concat(), packed(&archive), gzip(&archive.concat())] {
        let mut warc = Warc::new(&bytes[..], "a.warc", &limits());
        let texts: Vec<Vec<u8>> =
            warc.by_ref().map(|raw| if let Kind::Text(text) = raw.kind { text } else { vec![] }).collect();
        assert_eq!(texts, [b"Talks failed.".to_vec(), b"Talks went on.".to_vec()]);
        let report = warc.report();
        let skipped: Vec<_> = report.skipped.iter().map(|(why, n)| (*why, *n)).collect();
        let reasons = [
            "not a page or a text",
            "not an answer over HTTP",
            "request",
            "status 3xx",
            "status 4xx",
            "warcinfo",
        ];
        assert_eq!(skipped, reasons.map(|why| (why, 1)));
        assert_eq!((report.records, report.given, report.damaged), (8, 2, 0));
        assert_eq!(report.packed, bytes.len() as u64);
    }
}

#[test]
fn a_damaged_member_is_told_with_its_place_and_its_neighbours_are_whole() {
    let records = pages(3);
    let second = gzip(&records[0]).len();
    let mut bytes = packed(&records);
    bytes[second + 40] ^= 0xFF;
    let (urls, reasons, report) = all(&bytes);
    assert_eq!(urls, numbers([1, 3]));
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    assert_eq!(report.damages[0].place, Place { at: second as u64, inside: 0 });
    assert_eq!(report.damaged, 1);
}

#[test]
fn a_wrong_checksum_refuses_just_its_record() {
    let records = pages(3);
    let second = gzip(&records[0]).len() + gzip(&records[1]).len();
    let mut bytes = packed(&records);
    bytes[second - 8] ^= 1;
    let (urls, reasons, _) = all(&bytes);
    assert_eq!(urls, numbers([1, 3]));
    let at = gzip(&records[0]).len();
    assert_eq!(reasons, [format!("byte {at}: the checksum of this gzip member is wrong")]);
}

#[test]
fn a_cut_off_end_is_told_wherever_it_is_cut() {
    let records = pages(3);
    let bytes = packed(&records);
    let start = bytes.len() - gzip(&records[2]).len();
    for end in start + 1..bytes.len() {
        let (urls, reasons, report) = all(&bytes[..end]);
        assert_eq!(urls, numbers([1, 2]), "cut at {end}");
        assert_eq!(reasons.len(), 1, "cut at {end}: {reasons:?}");
        assert_eq!(report.damages[0].place.at, start as u64, "cut at {end}");
    }
}

#[test]
fn an_archive_in_one_stream_gives_all_before_the_cut() {
    let records = pages(40);
    let bytes = gzip(&records.concat());
    let (urls, reasons, _) = all(&bytes[..bytes.len() / 2]);
    assert!((15..25).contains(&urls.len()), "{}", urls.len());
    assert_eq!(urls, numbers(1..=urls.len()));
    assert_eq!(reasons, ["byte 0: the file ends inside this gzip member"]);
}

#[test]
fn a_wrong_length_takes_no_neighbour_with_it() {
    let records = pages(4);
    let (before, length) = (records[0].len(), records[1].len() - 8);
    let text = String::from_utf8(records[1].clone()).unwrap();
    let at = text.find("Content-Length: ").unwrap() + 16;
    let end = at + text[at..].find('\r').unwrap();
    for wrong in
        ["0", "7", "1500", "9999", "99999999", "99999999999999", "-3", "", "many", "18446744073709551615"]
    {
        let damaged = format!("{}{wrong}{}", &text[..at], &text[end..]).into_bytes();
        let with = |middle: Vec<u8>| [records[0].clone(), middle, records[2].clone(), records[3].clone()];
        for bytes in [
            with(damaged.clone()).concat(),
            packed(&with(damaged.clone())),
            gzip(&with(damaged.clone()).concat()),
        ] {
            let (urls, reasons, _) = all(&bytes);
            assert_eq!(urls, numbers([1, 3, 4]), "length `{wrong}` for {length}");
            assert!(!reasons.is_empty(), "length `{wrong}`");
        }
    }
    assert!(before > 1000);
}

#[test]
fn bytes_lost_in_the_middle_lose_only_the_record_they_were_in() {
    let records = pages(4);
    let all_bytes = records.concat();
    let at = records[0].len() + records[1].len() - 300;
    let bytes = [&all_bytes[..at], &all_bytes[records[0].len() + records[1].len()..]].concat();
    let (urls, reasons, _) = all(&bytes);
    assert_eq!(urls, numbers([1, 3, 4]));
    assert_eq!(reasons.len(), 1, "{reasons:?}");
}

#[test]
fn a_damaged_first_byte_loses_only_the_first_record() {
    let mut bytes = packed(&pages(3));
    bytes[0] = 0xFF;
    let (urls, reasons, _) = all(&bytes);
    assert_eq!(urls, numbers([2, 3]));
    assert_eq!(reasons, ["byte 0: no gzip member begins here"]);
}

#[test]
fn rubbish_between_members_is_told_and_passed_over() {
    let records = pages(2);
    let bytes =
        [gzip(&records[0]), b"\x1F\x8B\x08 rubbish \x1F\x8B\x08\x00".to_vec(), gzip(&records[1])].concat();
    let (urls, reasons, _) = all(&bytes);
    assert_eq!(urls, numbers([1, 2]));
    assert_eq!(reasons, [format!("byte {}: no gzip member begins here", gzip(&records[0]).len())]);
    let padded = [gzip(&records[0]), vec![0; 700], gzip(&records[1]), vec![0; 10_000]].concat();
    let (urls, reasons, _) = all(&padded);
    assert_eq!((urls, reasons), (numbers([1, 2]), vec![]));
}

#[test]
fn what_is_no_archive_says_what_it_should_be() {
    let (urls, reasons, _) = all(b"Talks failed.\nNobody knows why.\n");
    assert_eq!(urls, numbers([]));
    let what = "byte 0: no record of an archive begins here: the line should be such as `WARC/1.0`";
    assert_eq!(reasons, [what]);
    assert_eq!(all(b"").1, Vec::<String>::new());
}

#[test]
fn another_reader_goes_on_where_one_stopped() {
    let records = pages(6);
    for bytes in [records.concat(), packed(&records), gzip(&records.concat())] {
        for stop in 0..=6 {
            let mut first = Warc::new(&bytes[..], "a", &limits());
            let before: Vec<_> = first.by_ref().take(stop).map(|r| r.known.url).collect();
            let from = first.resume();
            assert_eq!(from.records, stop as u64);
            let rest = Warc::resumed(&bytes[from.place.at as usize..], "a", &limits(), from);
            let rest: Vec<_> = rest.map(|r| (r.known.url, r.name)).collect();
            assert_eq!(before.len() + rest.len(), 6);
            for (n, (url, name)) in (stop + 1..).zip(&rest) {
                assert_eq!(url.as_deref(), Some(format!("http://news.example/{n}").as_str()));
                assert_eq!(name, &format!("a: record {n}"));
            }
        }
    }
}

#[test]
fn a_page_in_chunks_and_packed_is_unpacked_and_its_digest_compared() {
    let page = gzip(b"<p>Talks failed.</p>");
    let mut body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\
        Content-Encoding: gzip\r\n\r\n"
        .to_vec();
    write!(body, "{:x}\r\n", page.len()).unwrap();
    body.extend_from_slice(&page);
    body.extend_from_slice(b"\r\n0\r\n\r\n");
    use sha1::Digest;
    let right = payload::base32(&sha1::Sha1::digest(&page));
    let note = "the payload does not have the digest that the archive states";
    for (digest, notes) in
        [(right.as_str(), vec![]), ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", vec![note.to_owned()])]
    {
        let bytes = record(&format!("WARC-Type: response\r\nWARC-Payload-Digest: sha1:{digest}"), &body);
        let given: Vec<_> = Warc::new(&bytes[..], "a", &limits()).collect();
        assert!(matches!(&given[0].kind, Kind::Html(page) if page == b"<p>Talks failed.</p>"), "{given:?}");
        assert_eq!(given[0].known.notes, notes);
    }
}

#[test]
fn a_record_over_the_limit_is_refused_and_the_next_one_is_whole() {
    let limits = Limits { text: 4096, ..limits() };
    let long = record(
        "WARC-Type: response",
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", "word ".repeat(40_000)).as_bytes(),
    );
    let just = record(
        "WARC-Type: response",
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", "word ".repeat(1000)).as_bytes(),
    );
    let records = [answer(1), long, just, answer(2)];
    for bytes in [records.concat(), packed(&records)] {
        let given: Vec<_> = Warc::new(&bytes[..], "a", &limits)
            .map(|raw| match raw.kind {
                Kind::Refused(refusal) => format!("{}: {}", refusal.name, refusal.reason),
                _ => raw.name,
            })
            .collect();
        let too_long = "its content is longer than the 4096 bytes that one text may have";
        let wanted = [
            "a: record 1".to_owned(),
            format!("a: record 2: {too_long}"),
            format!("a: record 3: {too_long}"),
            "a: record 4".to_owned(),
        ];
        assert_eq!(given, wanted);
    }
}

#[test]
fn a_member_that_grows_beyond_the_ratio_is_refused_and_the_next_one_is_whole() {
    let bomb = gzip(&record("WARC-Type: response", &vec![b' '; 3 << 20]));
    let bytes = [gzip(&answer(1)), bomb, gzip(&answer(2))].concat();
    let (urls, reasons, _) = all(&bytes);
    assert_eq!(urls, numbers([1, 2]));
    let at = gzip(&answer(1)).len();
    assert_eq!(reasons, [format!("byte {at}: this gzip member unpacks to more than 100 times its size")]);
}

#[test]
fn a_source_that_fails_is_told_once() {
    struct Failing(Vec<u8>, usize);
    impl Read for Failing {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let rest = &self.0[self.1..];
            if rest.is_empty() {
                return Err(std::io::Error::other("the disk is gone"));
            }
            let n = rest.len().min(into.len()).min(100);
            into[..n].copy_from_slice(&rest[..n]);
            self.1 += n;
            Ok(n)
        }
    }
    for bytes in [packed(&pages(2)), pages(2).concat()] {
        let end = bytes.len();
        let given: Vec<_> = Warc::new(Failing(bytes, 0), "a", &limits())
            .map(|raw| match raw.kind {
                Kind::Refused(refusal) => refusal.reason,
                _ => raw.name,
            })
            .collect();
        let told = format!("byte {end}: reading stopped: the disk is gone");
        assert!(given.contains(&told), "{given:?}");
        assert_eq!(given.iter().filter(|g| g.contains("the disk is gone")).count(), 1, "{given:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_come_to_an_end_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000), magic in 0..4usize) {
        let start: &[u8] = [&b""[..], b"\x1F\x8B\x08\0", b"WARC/1.0\r\nContent-Length: 5\r\n\r\n", b"\x1F\x8B\x08\x1C"][magic];
        let bytes = [start, &bytes].concat();
        let given = Warc::new(&bytes[..], "a", &limits()).count();
        prop_assert!(given <= bytes.len());
    }

    #[test]
    fn changed_bytes_lose_no_record_that_they_are_not_in(at in 0.0..1.0f64, new in any::<[u8; 4]>(), pack in any::<bool>()) {
        let records = pages(5);
        let parts: Vec<Vec<u8>> = if pack { records.iter().map(|r| gzip(r)).collect() } else { records.clone() };
        let mut bytes = parts.concat();
        let at = (at * (bytes.len() - 4) as f64) as usize;
        bytes[at..at + 4].copy_from_slice(&new);
        let mut start = 0;
        let mut wanted = vec![];
        for (n, part) in (1..).zip(&parts) {
            let end = start + part.len();
            // Line ends between plain records belong to neither.
            if at + 4 <= start || at >= end {
                wanted.push(n.to_string());
            }
            start = end;
        }
        let found = urls(&bytes);
        for n in wanted {
            prop_assert!(found.contains(&n), "{n} is missing in {found:?}");
        }
    }
}
