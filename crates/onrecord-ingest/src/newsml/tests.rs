//! News items of our own in NewsML-G2 and ninjs, whole, damaged and hostile.

use super::*;
use crate::ninjs;
use proptest::prelude::*;

const ITEM: &str = r#"<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="tag:wire.example,2020:7" version="3" xml:lang="en">
<itemMeta><itemClass qcode="ninat:text"/><provider qcode="nprov:HW"><name>Harbour Wire</name></provider>
<versionCreated>2020-01-02T23:30:00-05:00</versionCreated>EMBARGO<pubStatus qcode="stat:STATUS"/><edNote>Not for use.</edNote></itemMeta>
<contentMeta><headline>Talks &amp; trade</headline></contentMeta>
<contentSet>BODY</contentSet></newsItem>"#;

const NITF: &str = r#"<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>
<body.head><hedline><hl1>Talks</hl1></hedline></body.head>
<body.content><block><p>The minister said &quot;no&quot;.</p><media><media-caption>A ship</media-caption></media></block></body.content></body></nitf></inlineXML>"#;

fn item(status: &str, embargo: &str, body: &str) -> String {
    ITEM.replace("STATUS", status).replace("EMBARGO", embargo).replace("BODY", body)
}

fn now() -> Option<Timestamp> {
    "2020-01-03T12:00:00Z".parse().ok()
}

fn shown(news: News) -> String {
    match news {
        News::Html(known, html) => format!(
            "{} | {} | {} | {} | {}",
            known.guid.unwrap_or_default(),
            known.title.unwrap_or_default(),
            known.published.map(|d| d.to_string()).unwrap_or_default(),
            known.publisher.unwrap_or_default(),
            String::from_utf8(html).unwrap().trim()
        ),
        News::Withdrawn(w) => format!("{} withdrawn: {}", w.key, w.reason),
        News::Refused(r) => format!("{} refused: {}", r.id, r.reason),
    }
}

fn of_newsml(source: &str) -> String {
    shown(read(source.as_bytes(), "f", "1", &Limits::default(), now()))
}

fn of_ninjs(source: &str) -> String {
    shown(ninjs::read(source.as_bytes(), "f", "1", now()))
}

const WHOLE: &str = "tag:wire.example,2020:7 | Talks & trade | 2020-01-02 | Harbour Wire | ";

#[test]
fn a_news_item_gives_its_body_in_each_of_its_forms() {
    let gives = |body: &str, wanted: &str| {
        assert_eq!(of_newsml(&item("usable", "", body)), format!("{WHOLE}{wanted}"))
    };
    gives(NITF, "<div><p>The minister said &quot;no&quot;.</p></div>");
    let xhtml = r#"<inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>Yes.</p></body></html></inlineXML>"#;
    gives(xhtml, "<p>Yes.</p>");
    gives(
        "<inlineData contenttype=\"text/plain\">One.\n\nTwo &lt; 3.</inlineData>",
        "<p>One.</p>\n<p>Two &lt; 3.</p>",
    );
    gives("<inlineData contenttype=\"text/html\">&lt;p&gt;Yes.</inlineData>", "<p>Yes.");
    let refused = of_newsml(&item("usable", "", "<remoteContent href='x.jpg'/>"));
    assert_eq!(refused, "tag:wire.example,2020:7 refused: this item has no text");
    let picture = item("usable", "", "").replace("ninat:text", "ninat:picture");
    assert_eq!(of_newsml(&picture), "tag:wire.example,2020:7 refused: this is a `picture`, not a text");
}

#[test]
fn a_withheld_or_cancelled_item_takes_its_text_back() {
    for status in ["withheld", "canceled"] {
        let wanted = format!("tag:wire.example,2020:7 withdrawn: stat:{status}");
        assert_eq!(of_newsml(&item(status, "", NITF)), wanted);
        let json = format!(r#"{{"uri": "urn:1", "pubstatus": "{status}", "body_text": "x"}}"#);
        assert_eq!(of_ninjs(&json), format!("urn:1 withdrawn: {status}"));
    }
    assert_eq!(
        of_ninjs(r#"{"pubstatus": "canceled"}"#),
        "1 refused: it is `canceled`, but has no id that says which text that is"
    );
    assert_eq!(
        of_ninjs(r#"{"uri": "u", "pubStatus": "maybe", "body_text": "x"}"#),
        "u refused: its status is `maybe`, should be `usable`, `withheld` or `canceled`"
    );
}

#[test]
fn an_item_under_embargo_waits_for_its_time() {
    let newsml = |until: &str| of_newsml(&item("usable", &format!("<embargoed>{until}</embargoed>"), NITF));
    let waits = |until: &str| format!("tag:wire.example,2020:7 refused: it is under embargo until {until}");
    assert!(newsml("2020-01-03T11:59:59Z").starts_with(WHOLE));
    assert_eq!(newsml("2020-01-03T12:00:01Z"), waits("2020-01-03T12:00:01Z"));
    assert_eq!(newsml("2020-01-03T08:00:00-05:00"), waits("2020-01-03T08:00:00-05:00"));
    // Without a zone it holds until it has come everywhere.
    assert_eq!(newsml("2020-01-03T01:00:00"), waits("2020-01-03T01:00:00"));
    assert!(newsml("2020-01-02T23:00:00").starts_with(WHOLE));
    assert_eq!(newsml("2020-01-03"), waits("2020-01-03"));
    assert!(newsml("2020-01-01").starts_with(WHOLE));
    assert_eq!(newsml("soon"), waits("soon"));
    assert_eq!(newsml(""), "tag:wire.example,2020:7 refused: it is under embargo");
    let json = r#"{"uri": "u", "embargoed": "2020-01-03T11:00:00Z", "body_text": "Yes."}"#;
    assert_eq!(of_ninjs(json), "u |  |  |  | <p>Yes.</p>");
    // Where nobody says what time it is, it holds.
    let unknown = shown(ninjs::read(json.as_bytes(), "f", "1", None));
    assert_eq!(unknown, "u refused: it is under embargo until 2020-01-03T11:00:00Z");
}

#[test]
fn ninjs_of_every_version_gives_its_text() {
    let wanted = "https://w.example/1 | Talks | 2020-01-02 | Wire | <p>Yes.</p>";
    let first = r#"{"uri": "https://w.example/1", "headline": "Talks", "versioncreated": "2020-01-02T23:00:00-05:00", "infosources": [{"name": "Wire"}], "body_text": "No.", "body_html": "<p>Yes.</p>", "ednote": "Not this"}"#;
    let second = r#"{"uri": "https://w.example/1", "headlines": [{"role": "short", "value": "T"}, {"role": "main", "value": "Talks"}], "versioncreated": "2020-01-02", "copyrightholder": "Wire", "bodies": [{"role": "caption", "contenttype": "text/html", "value": "c"}, {"role": "main", "contenttype": "text/html", "value": "<p>Yes.</p>"}]}"#;
    let third = r#"{"uri": "https://w.example/1", "headlines": [{"value": "Talks"}], "versionCreated": "2020-01-02T01:00:00Z", "copyrightHolder": "Wire", "bodies": [{"contentType": "text/plain", "value": "Yes."}], "edNote": "x"}"#;
    for version in [first, second, third] {
        assert_eq!(of_ninjs(version), wanted);
    }
    assert_eq!(of_ninjs(r#"{"uri": "u", "type": "picture"}"#), "u refused: this is a `picture`, not a text");
    assert_eq!(of_ninjs("{\"uri\": "), "1 refused: broken JSON at its byte 8: EOF while parsing a value");
}

fn ninjs_names(source: &str) -> Vec<String> {
    let mut out = Vec::new();
    ninjs::split(&mut source.as_bytes(), "f", &Limits::default(), &mut |raw| {
        out.push(match raw.kind {
            Kind::Ninjs(bytes) => format!("{} {}", raw.name, shown(ninjs::read(&bytes, "f", "1", now()))),
            Kind::Refused(r) => format!("{} {}", raw.name, r.reason),
            other => format!("{other:?}"),
        });
        true
    });
    out
}

#[test]
fn ninjs_comes_alone_in_a_list_or_in_lines() {
    let one = |n: u8| format!(r#"{{"uri": "{n}", "body_text": "Yes."}}"#);
    let yes = |n: u8| format!("{n} |  |  |  | <p>Yes.</p>");
    assert_eq!(ninjs_names(&one(1)), [format!("f {}", yes(1))]);
    let list = format!("[{}, {{\"uri\": }}, {}]", one(1), one(2));
    let broken = "1 refused: broken JSON at its byte 9: expected value";
    assert_eq!(
        ninjs_names(&list),
        [format!("f: item 1 {}", yes(1)), format!("f: item 2 {broken}"), format!("f: item 3 {}", yes(2))]
    );
    let lines = format!("{}\n\n{{\"uri\": }}\n{}\n", one(1), one(2));
    assert_eq!(
        ninjs_names(&lines),
        [format!("f:1 {}", yes(1)), format!("f:3 {broken}"), format!("f:4 {}", yes(2))]
    );
    assert_eq!(ninjs_names("{\n\"uri\":\n}").len(), 1);
}

fn newsml_all(source: &[u8]) -> Vec<String> {
    let mut out = Vec::new();
    split(&mut &source[..], "f", &Limits::default(), &mut |raw| {
        out.push(match raw.kind {
            Kind::NewsItem(bytes) => shown(read(&bytes, "f", &raw.fallback_id, &Limits::default(), now())),
            Kind::Refused(r) => format!("{} {}", raw.name, r.reason),
            other => format!("{other:?}"),
        });
        true
    });
    out
}

/// A message with prefixes that only its outermost element declares.
fn message(bodies: &[&str]) -> String {
    let items: String = bodies
        .iter()
        .enumerate()
        .map(|(n, body)| format!("<n:newsItem guid=\"g{n}\"><n:itemMeta/><n:contentSet><n:inlineXML><x:html><x:body>{body}</x:body></x:html></n:inlineXML></n:contentSet></n:newsItem>\n"))
        .collect();
    format!(
        "<?xml version=\"1.0\"?><n:newsMessage xmlns:n=\"http://iptc.org/std/nar/2006-10-01/\" xmlns:x=\"http://www.w3.org/1999/xhtml\"><n:header/><n:itemSet>\n{items}</n:itemSet></n:newsMessage>"
    )
}

#[test]
fn a_message_gives_its_items_and_a_broken_one_leaves_its_neighbours_whole() {
    let wanted = ["g0 |  |  |  | <p>A.</p>", "g1 |  |  |  | <p>B.</p>", "g2 |  |  |  | <p>C.</p>"];
    assert_eq!(newsml_all(message(&["<p>A.</p>", "<p>B.</p>", "<p>C.</p>"]).as_bytes()), wanted);
    let got = newsml_all(message(&["<p>A.</p>", "<p>B.</i>", "<p>C.</p>"]).as_bytes());
    assert_eq!((&got[0], &got[2], got.len()), (&wanted[0].to_owned(), &wanted[2].to_owned(), 3));
    assert!(got[1].starts_with("2 refused: broken XML at byte "), "{}", got[1]);
    assert_eq!(
        newsml_all(item("usable", "", "<inlineData>Yes.</inlineData>").as_bytes()),
        [format!("{WHOLE}<p>Yes.</p>")]
    );
}

#[test]
fn what_is_no_news_item_says_what_it_is() {
    assert_eq!(
        newsml_all(b"<packageItem/>"),
        [
            "f this is no NewsML-G2 with news items: it begins with `<packageItem>`, not with `<newsItem>` or `<newsMessage>`"
        ]
    );
    assert_eq!(newsml_all(b"<newsMessage/>"), ["f there is no `<newsItem>` in it"]);
    let laughs = "<!DOCTYPE newsItem [<!ENTITY a \"ha\">]><newsItem/>";
    assert_eq!(newsml_all(laughs.as_bytes()), ["f it defines entities of its own, which are never expanded"]);
}

#[test]
fn five_hundred_damaged_messages_keep_the_items_that_are_whole() {
    let bodies: Vec<String> = (0..6).map(|n| format!("<p>He said \"{n}\".</p>")).collect();
    let source = message(&bodies.iter().map(String::as_str).collect::<Vec<_>>());
    let first = source.find("<n:newsItem").unwrap();
    let last = source.rfind("</n:newsItem>").unwrap();
    let whole = newsml_all(source.as_bytes());
    let starts: Vec<usize> = source.match_indices("<n:newsItem ").map(|(at, _)| at).collect();
    let (mut landed, mut kept) = (0, 0);
    let mut seed = 0x9E37_79B9_7F4A_7C15u64;
    for _ in 0..500 {
        let mut random = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed as usize
        };
        let at = first + random() % (last - first);
        let mut bytes = source.clone().into_bytes();
        bytes[at] = b"<>&\"'/]\0\xFF"[random() % 9];
        landed += usize::from(bytes != source.as_bytes());
        let got = newsml_all(&bytes);
        let hit = starts.iter().rposition(|s| *s <= at).unwrap();
        for (n, wanted) in whole.iter().enumerate().filter(|(n, _)| *n != hit) {
            assert!(
                got.contains(wanted),
                "item {n} was lost with {:?}",
                String::from_utf8_lossy(&bytes[at - 9..at + 9])
            );
            kept += 1;
        }
    }
    assert!(landed > 480, "{landed}");
    assert_eq!(kept, 2500);
}

proptest! {
    #[test]
    fn any_bytes_are_a_news_item_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!newsml_all(&bytes).is_empty());
        ninjs::split(&mut &bytes[..], "f", &Limits::default(), &mut |raw| {
            if let Kind::Ninjs(bytes) = raw.kind {
                let news = ninjs::read(&bytes, "f", "1", None);
                assert!(matches!(news, News::Refused(_)), "{news:?}");
            }
            true
        });
    }
}
