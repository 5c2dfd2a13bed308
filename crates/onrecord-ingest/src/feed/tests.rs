//! Feeds of our own, whole, damaged and hostile.

use super::*;
use proptest::prelude::*;

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>Harbour Wire</title><link>https://wire.example/news/</link><ttl>30</ttl>
<skipHours><hour>1</hour><hour>24</hour></skipHours>
<item><title>Talks &amp;amp; <![CDATA[<b>trade</b>]]></title><link>/a?x=1&amp;y=2</link><guid isPermaLink="false">w-1</guid>
<pubDate>Sun, 09 Aug 2015 23:30:00 -0500</pubDate><description>Short.</description>
<media:title>not this</media:title>
<content:encoded><![CDATA[<p>The minister said talks failed.</p>]]></content:encoded></item>
<item><title>Second</title><guid>https://wire.example/b</guid><dc:date>2015-08-10</dc:date><description>&lt;p&gt;Ana Cole resigned.&lt;/p&gt;</description></item>
<item><title>Third</title><link>https://wire.example/c</link></item>
</channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="html">City &lt;i&gt;Desk&lt;/i&gt;</title>
<link rel="self" href="https://desk.example/feed"/><link href="https://desk.example/"/><author><name>Desk</name></author>
<entry><id>tag:desk.example,2020:1</id><title>Vote</title><link rel="enclosure" href="https://desk.example/x.mp3"/><link href="vote"/>
<updated>2020-01-02T01:00:00+09:00</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>They voted &amp; left.</p></div></content></entry>
<entry><id>2</id><title>Plain</title><published>2020-01-03</published><updated>2020-02-01</updated><summary>One.

Two &lt; three.</summary></entry></feed>"#;

const JSON: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Bay Post", "home_page_url": "https://bay.example/", "items": [
 {"id": 7, "url": "https://bay.example/7", "title": "Storm", "content_html": "<p>It hit, she said.</p>", "date_published": "2021-05-06T07:08:09Z"},
 {"id": "8", "content_text": "A & B met.", "authors": [{"name": "Ana"}]}], "language": "en"}"#;

fn read(source: &[u8]) -> (Vec<Raw>, Option<Head>) {
    let mut raws = Vec::new();
    let head = feed(source, "f", &Limits::default(), &mut |raw| {
        raws.push(raw);
        true
    });
    (raws, head)
}

/// Guid, title, url, day, publisher and text, or the reason.
fn shown(raw: &Raw) -> String {
    let k = &raw.known;
    let or = |o: &Option<String>| o.clone().unwrap_or_else(|| "-".to_owned());
    match &raw.kind {
        Kind::Html(html) => format!(
            "{} | {} | {} | {} | {} | {}",
            or(&k.guid),
            or(&k.title),
            or(&k.url),
            or(&k.published.map(|d| d.to_string())),
            or(&k.publisher),
            String::from_utf8_lossy(html)
        ),
        Kind::Refused(r) => format!("{}: {} ({})", r.name, r.reason, or(&r.hint)),
        other => format!("{other:?}"),
    }
}

fn all(source: &str) -> Vec<String> {
    read(source.as_bytes()).0.iter().map(shown).collect()
}

#[test]
fn rss_gives_its_entries_with_what_is_known_of_them() {
    assert_eq!(
        all(RSS),
        [
            "w-1 | Talks & trade | https://wire.example/a?x=1&y=2 | 2015-08-09 | Harbour Wire | <p>The minister said talks failed.</p>",
            "https://wire.example/b | Second | https://wire.example/b | 2015-08-10 | Harbour Wire | <p>Ana Cole resigned.</p>",
            "f: entry 3: this entry has no text (its page may have one: https://wire.example/c)",
        ]
    );
    let head = read(RSS.as_bytes()).1.unwrap();
    assert_eq!((head.ttl_minutes, head.skip_hours), (Some(30), vec![1, 0]));
}

#[test]
fn atom_gives_its_entries_with_what_is_known_of_them() {
    assert_eq!(
        all(ATOM),
        [
            "tag:desk.example,2020:1 | Vote | https://desk.example/vote | 2020-01-02 | City Desk | <div><p>They voted &amp; left.</p></div>",
            "2 | Plain | - | 2020-01-03 | City Desk | <p>One.</p>\n<p>Two &lt; three.</p>\n",
        ]
    );
}

#[test]
fn json_feed_gives_its_entries_with_what_is_known_of_them() {
    assert_eq!(
        all(JSON),
        [
            "7 | Storm | https://bay.example/7 | 2021-05-06 | Bay Post | <p>It hit, she said.</p>",
            "8 | - | - | - | Bay Post | <p>A &amp; B met.</p>\n",
        ]
    );
}

#[test]
fn old_and_odd_versions_are_read_too() {
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel rdf:about="x"><title>Old</title><items><rdf:Seq><rdf:li resource="u"/></rdf:Seq></items></channel>
<item rdf:about="https://o.example/1"><title>T</title><link>https://o.example/1</link><description>D.</description></item></rdf:RDF>"#;
    assert_eq!(all(rdf), ["https://o.example/1 | T | https://o.example/1 | - | Old | D."]);
    let odd = "<rss version='0.93'><channel><title>X</title><item><description>Caf\u{e9} &eacute; AT&T</description></item></channel></rss>";
    assert_eq!(all(odd), ["- | - | - | - | X | Caf\u{e9} \u{e9} AT&T"]);
    let prefixed = "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:id>1</a:id><a:content type='html'>&lt;p&gt;Yes</a:content></a:entry></a:feed>";
    assert_eq!(all(prefixed), ["1 | - | - | - | - | <p>Yes"]);
}

#[test]
fn a_feed_in_an_old_character_set_is_decoded() {
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><rss><channel><item><description>Caf\xE9</description></item></channel></rss>";
    assert_eq!(read(latin).0.iter().map(shown).collect::<Vec<_>>(), ["- | - | - | - | - | Caf\u{e9}"]);
    let utf16: Vec<u8> = RSS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&[&b"\xFF\xFE"[..], &utf16].concat()).0.iter().map(shown).collect::<Vec<_>>(), all(RSS));
}

#[test]
fn a_broken_entry_leaves_its_neighbours_whole() {
    for broken in [
        "<item><title>Broken</title><description>no end",
        "<item><description><![CDATA[no end</description></item>",
        "<item><!-- no end </item>",
        "<item><a href=\"no end></a></item>",
        "<item><b></i></item>",
        "<item><title></item>",
    ] {
        let whole = "<item><guid>%</guid><description><![CDATA[Whole.]]><!-- yes --></description></item>";
        let (first, last) = (whole.replace('%', "1"), whole.replace('%', "2"));
        let feed = format!("<rss><channel>{first}{broken}{last}</channel></rss>");
        let got = all(&feed);
        let wholes: Vec<_> = got.iter().filter(|s| s.ends_with("Whole.")).map(|s| &s[..1]).collect();
        assert_eq!((wholes, got.len()), (vec!["1", "2"], 3), "{broken}: {got:#?}");
    }
    let json = r#"{"version": "https://jsonfeed.org/version/1", "items": [{"id": "1", "content_text": "A."}, {"id": }, 5, {"id": "3", "content_text": "B."}]}"#;
    assert_eq!(
        all(json),
        [
            "1 | - | - | - | - | <p>A.</p>\n",
            "f: entry 2: broken JSON at its byte 8: expected value (-)",
            "f: entry 3: this is no JSON object (-)",
            "3 | - | - | - | - | <p>B.</p>\n",
        ]
    );
}

#[test]
fn bombs_are_refused_by_rule_and_their_neighbours_kept() {
    let laughs = "<!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><rss><channel><item><description>&b;</description></item></channel></rss>";
    assert_eq!(all(laughs), ["f: it defines entities of its own, which are never expanded (-)"]);
    let whole = "<item><guid>1</guid><description>Whole.</description></item>";
    let deep = format!("<item>{}</item>", "<g>".repeat(100_000));
    let got = all(&format!("<rss><channel>{deep}{whole}</channel></rss>"));
    assert_eq!(
        got,
        ["f: entry 1: its elements are nested deeper than 512 (-)", "1 | - | - | - | - | Whole."]
    );
    for long in [
        "x".repeat(3000),
        format!("<![CDATA[{}]]>", "<p>".repeat(1000)),
        format!("<a b='{}'/>", "x".repeat(3000)),
    ] {
        let source = format!("<rss><channel>{whole}<item>{long}</item>{whole}</channel></rss>");
        let mut got = Vec::new();
        let limits = Limits { text: 1000, ..Limits::default() };
        feed(source.as_bytes(), "f", &limits, &mut |raw| {
            got.push(shown(&raw));
            true
        });
        let too_long = "f: entry 2: this is longer than the 1000 bytes that one text may have (-)".to_owned();
        assert_eq!(
            got,
            ["1 | - | - | - | - | Whole.".to_owned(), too_long, "1 | - | - | - | - | Whole.".to_owned()]
        );
    }
    let nested = format!("{{\"items\": [{{\"content_html\": {}", "[".repeat(100_000));
    assert_eq!(all(&nested), ["f: the list of items breaks off; what follows could not be read (-)"]);
    let value = format!("{{\"items\": [{{\"x\": {}1{}}}]}}", "[".repeat(400), "]".repeat(400));
    assert_eq!(all(&value), ["f: entry 1: broken JSON at its byte 133: recursion limit exceeded (-)"]);
}

#[test]
fn what_is_no_feed_says_what_it_is() {
    assert_eq!(all(""), ["f: there is no XML element in it (-)"]);
    assert_eq!(
        all("<html><body>"),
        ["f: this is no feed: it begins with `<html>`, not with `<rss>`, `<feed>` or `<rdf:RDF>` (-)"]
    );
    assert_eq!(all("{\"a\": 1}"), ["f: this is no JSON Feed: it has no list of `items` (-)"]);
}

/// A feed of any number of entries that is never in memory as a whole.
struct Endless {
    left: usize,
    buffer: Vec<u8>,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.buffer.len() < out.len() && self.left > 0 {
            self.left -= 1;
            let item = format!(
                "<item><guid>{}</guid><description>&lt;p&gt;Said.&lt;/p&gt;</description></item>\n",
                self.left
            );
            self.buffer.extend_from_slice(item.as_bytes());
        }
        let n = self.buffer.len().min(out.len());
        out[..n].copy_from_slice(&self.buffer[..n]);
        self.buffer.drain(..n);
        Ok(n)
    }
}

#[test]
fn a_feed_of_a_million_entries_is_cut_in_bounded_memory() {
    let buffer = b"<rss><channel><title>Many</title>".to_vec();
    let mut source = Endless { left: 1_000_000, buffer };
    let mut cutter = Cutter::new(&mut source, 1 << 20, entry_name);
    let (mut entries, mut most) = (0, 0);
    while let Some(piece) = cutter.next().unwrap() {
        entries += usize::from(matches!(piece, Piece::Entry(_)));
        most = most.max(cutter.held());
    }
    assert_eq!(entries, 1_000_000);
    assert!(most < 2 << 20, "{most}");
}

/// The guids of whole entries that were not touched by a change of the bytes in `range`.
fn untouched(source: &str, at: usize) -> Vec<String> {
    let ends = ["</item>", "</entry>"];
    let mut out = Vec::new();
    for (start, _) in source.match_indices("<item>").chain(source.match_indices("<entry>")) {
        let end = ends
            .iter()
            .filter_map(|e| source[start..].find(e).map(|n| start + n + e.len()))
            .min()
            .unwrap_or(start);
        if !(start..end).contains(&at)
            && let Some(guid) =
                source[start..end].split_once("id>").map(|(_, r)| r.split('<').next().unwrap_or(""))
        {
            out.push(guid.to_owned());
        }
    }
    out
}

#[test]
fn five_hundred_damaged_feeds_keep_the_entries_that_are_whole() {
    let item = |n: usize| {
        format!(
            "<item><guid>g{n}</guid><title>T {n}</title><description><![CDATA[<p>He said \"{n}\".</p>]]></description></item>\n"
        )
    };
    let items: String = (0..8).map(item).collect();
    let head = "<rss version=\"2.0\"><channel><title>T</title>\n";
    let source = format!("{head}{items}</channel></rss>");
    let (mut landed, mut kept, mut lost) = (0, 0, Vec::new());
    let mut seed = 0x2545_F491_4F6C_DD1Du64;
    for _ in 0..500 {
        let mut random = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed as usize
        };
        let at = head.len() + random() % items.len();
        let mut bytes = source.clone().into_bytes();
        match random() % 3 {
            0 => bytes[at] = b"<>&\"'/]\0\xFF"[random() % 9],
            1 => drop(bytes.remove(at)),
            _ => bytes.insert(at, b"<>&\"'/]\0\xFF"[random() % 9]),
        }
        landed += usize::from(bytes != source.as_bytes());
        let (raws, _) = read(&bytes);
        for guid in untouched(&source, at) {
            match raws.iter().any(|r| r.known.guid.as_ref() == Some(&guid) && matches!(r.kind, Kind::Html(_)))
            {
                true => kept += 1,
                false => lost.push((
                    guid,
                    String::from_utf8_lossy(&bytes[at.saturating_sub(20)..at + 20]).into_owned(),
                )),
            }
        }
    }
    assert!(landed > 480, "{landed}");
    assert!(kept > 3400, "{kept}");
    assert_eq!(lost, []);
}

proptest! {
    #[test]
    fn any_bytes_are_a_feed_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let (raws, head) = read(&bytes);
        prop_assert!(head.is_some() || !raws.is_empty());
    }

    #[test]
    fn any_markup_is_a_feed_or_refused(pieces in proptest::collection::vec("<item>|</item>|<!\\[CDATA\\[|\\]\\]>|<!--|-->|<a b=\"|\">|&|<[?]|<!|x\u{e9}|<title>|</title>", 0..60)) {
        let (raws, head) = read(format!("<rss>{}", pieces.concat()).as_bytes());
        prop_assert!(head.is_some() || !raws.is_empty());
    }
}
