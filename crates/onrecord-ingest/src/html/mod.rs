//! HTML pages: the body of the article, with what the page says of it.
//!
//! A page is decoded, measured by [`guard`] before any library sees it, and parsed once. [`meta`] takes title, address,
//! publisher and day from it; then [`body`] finds the article and gives it as paragraphs.

mod body;
mod dates;
mod guard;
mod json_ld;
mod meta;

pub(crate) use dates::day;

use crate::charset;
use crate::outcome::{Found, Outcome};
use crate::raw::At;
use dom_query::Document;
use onrecord_doc::Input;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The article of a page.
pub(crate) fn parse(bytes: Vec<u8>, at: &At) -> Outcome {
    let (page, notes) = charset::html(&bytes, at.known.charset.as_deref());
    drop(bytes);
    if let Err(what) = guard::check(&page, &at.options.limits) {
        return Outcome::Refused(at.refusal(what));
    }
    // The page is a stranger's and the libraries are others': a mistake in them may cost this page, not its neighbours.
    let known_url = at.known.url.as_deref();
    let depth = at.options.limits.depth;
    let read = catch_unwind(AssertUnwindSafe(|| read(page, known_url, depth, notes)));
    match read {
        Ok(Ok(found)) => Outcome::Found(Box::new(found)),
        Ok(Err(what)) => Outcome::Refused(at.refusal(what)),
        Err(_) => Outcome::Refused(at.refusal("a mistake in a library stopped the reading of this page")),
    }
}

fn read(page: String, url: Option<&str>, depth: usize, mut notes: Vec<String>) -> Result<Found, String> {
    let is_piece = is_piece(&page);
    let document = Document::from(page);
    guard::check_tree(&document, depth)?;
    let meta = meta::find(&document, url);
    if meta.is_json_ld_broken {
        notes.push("its JSON-LD is broken and was left aside".to_owned());
    }
    let body = if is_piece { body::whole(&document) } else { body::find(document, meta.body.as_deref()) };
    notes.extend(body.note.map(str::to_owned));
    if body.text.is_empty() {
        return Err("there is no text in this page".to_owned());
    }
    let input = Input {
        text: body.text,
        title: meta.title,
        url: meta.url.clone(),
        publisher: meta.publisher,
        published: meta.published,
        id: None,
    };
    Ok(Found { input, key: meta.url, notes })
}

/// Whether this is a piece of a page (a feed's item, the body of a news item), all of which is text of the article.
fn is_piece(page: &str) -> bool {
    const WHOLE: [&str; 4] = ["!doctype", "html", "head", "body"];
    let tags = page.match_indices('<').map(|(at, _)| &page.as_bytes()[at + 1..]);
    let begins = |tag: &[u8], name: &str| {
        tag.get(..name.len()).is_some_and(|t| t.eq_ignore_ascii_case(name.as_bytes()))
    };
    !tags.into_iter().any(|tag| {
        WHOLE.iter().any(|name| {
            begins(tag, name) && tag.get(name.len()).is_some_and(|b| b.is_ascii_whitespace() || *b == b'>')
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::{Kind, Known, Options, Outcome, Raw};
    use proptest::prelude::*;

    fn read(page: impl Into<Vec<u8>>) -> Outcome {
        Raw::new("a.html", "a.html", 0, Kind::Html(page.into())).parse(&Options::default())
    }

    fn refused(page: impl Into<Vec<u8>>) -> String {
        match read(page) {
            Outcome::Refused(refusal) => refusal.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_page_without_an_article_is_read_whole_and_says_so() {
        let Outcome::Found(found) =
            read("<!DOCTYPE html><p>Talks failed,<br>she&nbsp;said.<p>No date was set.")
        else {
            panic!()
        };
        assert_eq!(found.input.text, "Talks failed,\nshe said.\n\nNo date was set.");
    }

    #[test]
    fn a_piece_of_a_page_is_all_text_of_it() {
        let Outcome::Found(found) = read("<p>Talks failed.</p><ul><li><a href=a>More</a></ul>") else {
            panic!()
        };
        assert_eq!((found.input.text.as_str(), found.notes), ("Talks failed.\n\nMore", vec![]));
    }

    #[test]
    fn a_page_without_words_is_refused() {
        assert_eq!(
            refused("<html><script>var a = 'Talks failed'</script>"),
            "a.html: there is no text in this page"
        );
    }

    #[test]
    fn bombs_are_refused_by_rule() {
        for tag in
            ["div", "blockquote", "g", "b", "ul><li", "table><tr><td", "span", "svg><g", "select", "font"]
        {
            let page = format!("<p>Talks failed.</p>{}", format!("<{tag}>").repeat(100_000));
            let said = refused(page);
            assert!(said.ends_with("deep; 512 levels are the most"), "{tag}: {said}");
        }
        let many: String = (0..1_000_000).map(|n| format!(" a{n}=1")).collect();
        assert!(refused(format!("<p{many}>Talks")).contains("attributes"));
        let spread = "<p a=1 b=2 c=3 d=4>".repeat(250_000);
        assert!(refused(spread).contains("attributes"));
    }

    #[test]
    fn unclosed_paragraphs_and_items_are_no_depth() {
        let page =
            format!("<body>{}<ul>{}</ul>", "<p>Talks failed again. ".repeat(3_000), "<li>No".repeat(3_000));
        let Outcome::Found(found) = read(page) else { panic!() };
        assert_eq!(found.input.text.matches("Talks failed again.").count(), 3_000);
    }

    #[test]
    fn what_an_archive_knows_fills_what_the_page_leaves_open() {
        let known = Known {
            url: Some("https://example.org/a".into()),
            published: "2026-03-04".parse().ok(),
            ..Known::default()
        };
        let raw = Raw { known, ..Raw::new("a", "a", 0, Kind::Html(b"<p>Talks failed.".to_vec())) };
        let Outcome::Found(found) = raw.parse(&Options::default()) else { panic!() };
        assert_eq!(found.key.as_deref(), Some("https://example.org/a"));
        assert_eq!(found.input.published, "2026-03-04".parse().ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_bytes_make_a_page_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            prop_assert!(!matches!(read(bytes), Outcome::Withdrawn(_)));
        }

        #[test]
        fn no_soup_of_tags_makes_a_page_panic(
            soup in proptest::collection::vec(
                prop_oneof![
                    Just("<p>"), Just("</p>"), Just("<div class=content>"), Just("</div>"), Just("<table><tr><td>"),
                    Just("</table>"), Just("<br><br>"), Just("<h1>Talks</h1>"), Just("<script type=application/ld+json>"),
                    Just("</script>"), Just("{\"@graph\": [{"), Just("<svg><style>"), Just("<template>"), Just("<!--"),
                    Just("-->"), Just("<meta property=og:title content='"), Just("The minister said, on Sunday, that talks failed. "),
                    Just("<select><option>"), Just("<math><mi>"), Just("<title>"), Just("<noscript><img src=a>"),
                ],
                0..60,
            )
        ) {
            prop_assert!(!matches!(read(soup.concat()), Outcome::Withdrawn(_)));
        }
    }
}
