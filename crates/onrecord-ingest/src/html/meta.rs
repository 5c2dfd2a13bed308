//! What a page says of its article: title, address, publisher, day.
//!
//! The sources, best first: JSON-LD, which is written for machines and read by search engines; OpenGraph, which is
//! written for shared links; meta tags; what is on the page. Traps that are known are kept out: an address that is the
//! front page's, a day before there were pages, a publication after the last change.

use super::dates;
use super::json_ld::{self, Article};
use dom_query::Document;
use jiff::civil::Date;

/// What a page says of its article.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Meta {
    pub title: Option<String>,
    pub url: Option<String>,
    pub publisher: Option<String>,
    pub published: Option<Date>,
    /// The body as JSON-LD has it.
    pub body: Option<String>,
    pub is_json_ld_broken: bool,
}

/// What a page says of its article; `known` is the address that it was fetched from.
pub(super) fn find(document: &Document, known: Option<&str>) -> Meta {
    let url = address(document, known);
    let mut is_json_ld_broken = false;
    let mut values = Vec::new();
    for script in document.select("script").iter() {
        let kind = script.attr("type").unwrap_or_default().to_ascii_lowercase();
        if !kind.trim().starts_with("application/ld+json") {
            continue;
        }
        match json_ld::value(&script.text()) {
            Some(value) => values.push(value),
            None => is_json_ld_broken |= !script.text().trim().is_empty(),
        }
    }
    let article = json_ld::article(&values, url.as_deref()).unwrap_or_default();
    let metas = metas(document);
    let first = |names: &[&str]| {
        names.iter().find_map(|name| metas.iter().find(|(n, _)| n == name)).map(|(_, value)| plain(value))
    };
    let publisher = article.publisher.as_deref().map(plain).or_else(|| {
        first(&["og:site_name", "dc.publisher", "dcterms.publisher", "publisher", "application-name"])
            // Some outlets give the address of their page on a network for a name.
            .filter(|name| !name.starts_with("http"))
    });
    let title = article
        .headline
        .as_deref()
        .map(plain)
        .or_else(|| first(&["og:title", "twitter:title", "dc.title", "dcterms.title"]))
        .or_else(|| heading(document))
        .or_else(|| text_of(document, "title"))
        .map(|title| without_site(&title, publisher.as_deref()));
    let url = url.or_else(|| article.url.as_deref().and_then(|u| absolute(u, known)));
    let published = published(document, &article, &metas);
    Meta { title, url, publisher, published, body: article.body, is_json_ld_broken }
}

/// Names (in lower case) and values of the meta tags, in order.
fn metas(document: &Document) -> Vec<(String, String)> {
    let mut metas = Vec::new();
    for meta in document.select("meta").iter() {
        let name = ["property", "name", "itemprop"].iter().find_map(|key| meta.attr(key));
        if let (Some(name), Some(content)) = (name, meta.attr("content"))
            && !content.trim().is_empty()
        {
            metas.push((name.trim().to_ascii_lowercase(), content.trim().to_owned()));
        }
    }
    metas
}

/// The page's own address: the canonical link, else OpenGraph's.
fn address(document: &Document, known: Option<&str>) -> Option<String> {
    let mut canonical: Vec<String> = Vec::new();
    for link in document.select("link[href]").iter() {
        let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
        if rel.split_whitespace().any(|word| word == "canonical") {
            canonical.extend(link.attr("href").and_then(|href| absolute(&href, known)));
        }
    }
    canonical.dedup();
    // Two that differ are a mistake of which nobody can tell the right one.
    let canonical = if canonical.len() == 1 { canonical.pop() } else { None };
    let graph = || {
        let metas = metas(document);
        metas.into_iter().find(|(name, _)| name == "og:url").and_then(|(_, url)| absolute(&url, known))
    };
    let is_front = |url: &str| path(url).trim_matches('/').is_empty();
    // A page deep in a site that calls itself the front page is a template's mistake.
    let fits = |url: &String| !(is_front(url) && known.is_some_and(|known| !is_front(known)));
    canonical.filter(fits).or_else(|| graph().filter(fits))
}

/// An address with its host, without the part behind `#`; `None` where it is none of the web.
fn absolute(url: &str, known: Option<&str>) -> Option<String> {
    let url = url.trim();
    let url = url.split('#').next().unwrap_or(url);
    let is_web = |url: &str| {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        rest.is_some_and(|rest| {
            !rest.is_empty() && !rest.starts_with('/') && !url.contains(char::is_whitespace)
        })
    };
    if is_web(url) {
        return Some(url.to_owned());
    }
    let known = known.filter(|known| is_web(known))?;
    let (scheme, rest) = known.split_once("://")?;
    if let Some(host) = url.strip_prefix("//") {
        return Some(format!("{scheme}://{host}")).filter(|url| is_web(url));
    }
    let host = rest.split(['/', '?', '#']).next()?;
    url.starts_with('/').then(|| format!("{scheme}://{host}{url}")).filter(|url| is_web(url))
}

/// What stands behind the host of an address.
fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("", |at| &rest[at..])
}

/// The day of publication.
fn published(document: &Document, article: &Article, metas: &[(String, String)]) -> Option<Date> {
    const NAMES: [&str; 22] = [
        "article:published_time",
        "og:article:published_time",
        "article:published",
        "datepublished",
        "parsely-pub-date",
        "sailthru.date",
        "cxenseparse:recs:publishtime",
        "pubdate",
        "publishdate",
        "publish-date",
        "publish_date",
        "published_time",
        "publication_date",
        "citation_publication_date",
        "dc.date.issued",
        "dcterms.issued",
        "dcterms.created",
        "dc.date.created",
        "dc.date",
        "dcterms.date",
        "date",
        "og:pubdate",
    ];
    let of_meta = || {
        let values = |name: &str| {
            metas.iter().filter(move |(n, _)| n == name).find_map(|(_, value)| dates::day(value))
        };
        NAMES.iter().find_map(|name| values(name))
    };
    let modified = article.modified.as_deref().and_then(dates::day).or_else(|| {
        metas
            .iter()
            .find(|(name, _)| name == "article:modified_time")
            .and_then(|(_, value)| dates::day(value))
    });
    let published =
        article.published.as_deref().and_then(dates::day).or_else(of_meta).or_else(|| shown(document))?;
    // A template that writes today's day for the day of publication is caught by the change before it.
    Some(modified.filter(|modified| *modified < published).unwrap_or(published))
}

/// The day that the page shows with its article.
fn shown(document: &Document) -> Option<Date> {
    let of = |selector: &str| {
        let first = document.select(selector);
        first.iter().find_map(|time| dates::day(&time.attr("datetime").or_else(|| time.attr("content"))?))
    };
    // A bare `time` could be that of a related story, so it counts where the article itself has it.
    of("[itemprop=datePublished]")
        .or_else(|| of("time[pubdate]"))
        .or_else(|| of("article header time[datetime]"))
        .or_else(|| of("article time[datetime]"))
        .or_else(|| of("main time[datetime]"))
        .or_else(|| of("header time[datetime]"))
}

/// The headline on the page, where it has one and no more.
fn heading(document: &Document) -> Option<String> {
    let headings = document.select("h1");
    let mut headings = headings.iter();
    let only = headings.next()?;
    if headings.next().is_some() {
        return None;
    }
    Some(plain(&only.text())).filter(|text| !text.is_empty())
}

fn text_of(document: &Document, selector: &str) -> Option<String> {
    let text = plain(&document.select_single(selector).text());
    Some(text).filter(|text| !text.is_empty())
}

/// A title without the name of the site behind a dash or bar.
fn without_site(title: &str, publisher: Option<&str>) -> String {
    for between in [" | ", " - ", " – ", " — ", " :: ", " » ", " · "] {
        if let Some((head, tail)) = title.rsplit_once(between)
            && publisher.is_some_and(|name| tail.trim().eq_ignore_ascii_case(name.trim()))
            && !head.trim().is_empty()
        {
            return head.trim().to_owned();
        }
    }
    title.to_owned()
}

/// A value without markup, entities and runs of space.
fn plain(value: &str) -> String {
    let text = if value.contains(['&', '<']) {
        Document::fragment(value).text().to_string()
    } else {
        value.to_owned()
    };
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(page: &str) -> Meta {
        find(&Document::from(page), Some("https://news.example/2026/talks?utm_source=x"))
    }

    #[test]
    fn json_ld_comes_before_open_graph_and_that_before_the_page() {
        let ld = r#"<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Talks &amp; more",
            "datePublished": "2026-03-04T22:00:00-05:00", "publisher": {"name": "The Daily"}}</script>"#;
        let graph = r#"<meta property="og:title" content="Talks fail | The Daily"><meta property="og:site_name"
            content="The Daily"><meta property="article:published_time" content="2026-03-05">"#;
        let page = "<title>Talks fail today | The Daily</title><h1>Talks fail today</h1><article>
            <time datetime=2026-03-06>";
        let day = |day: &str| day.parse::<Date>().ok();
        let all = of(&[ld, graph, page].concat());
        assert_eq!((all.title.as_deref(), all.published), (Some("Talks & more"), day("2026-03-04")));
        let two = of(&[graph, page].concat());
        assert_eq!((two.title.as_deref(), two.published), (Some("Talks fail"), day("2026-03-05")));
        assert_eq!(two.publisher.as_deref(), Some("The Daily"));
        let one = of(page);
        assert_eq!((one.title.as_deref(), one.published), (Some("Talks fail today"), day("2026-03-06")));
        assert_eq!(one.publisher, None);
    }

    #[test]
    fn an_address_is_made_whole_and_that_of_the_front_page_is_not_believed() {
        let url = |link: &str| of(&format!("<link rel=canonical href='{link}'>")).url;
        assert_eq!(url("https://news.example/talks#top").as_deref(), Some("https://news.example/talks"));
        assert_eq!(url("/talks").as_deref(), Some("https://news.example/talks"));
        assert_eq!(url("//news.example/talks").as_deref(), Some("https://news.example/talks"));
        assert_eq!(url("https://news.example/"), None);
        assert_eq!(url("javascript:alert(1)"), None);
        let two =
            "<link rel=canonical href=https://a.example/1><link rel=canonical href=https://a.example/2>";
        assert_eq!(of(two).url, None);
        assert_eq!(
            of("<meta property=og:url content=https://a.example/1>").url.as_deref(),
            Some("https://a.example/1")
        );
    }

    #[test]
    fn days_that_cannot_be_are_not_taken() {
        let day = |page: &str| of(page).published.map(|d| d.to_string());
        assert_eq!(
            day("<meta name=date content=1970-01-01><meta name=dc.date content=2026-03-04>").as_deref(),
            Some("2026-03-04")
        );
        assert_eq!(day("<meta name=date content=0001-01-01><meta name=pubdate content=04/05/2026>"), None);
        let template = r#"<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-03-09",
            "dateModified": "2026-03-04"}</script>"#;
        assert_eq!(day(template).as_deref(), Some("2026-03-04"));
        assert_eq!(day("<aside><time datetime=2026-03-01></time></aside>"), None);
    }

    #[test]
    fn broken_json_ld_is_said_and_the_rest_counts() {
        let page = "<script type='application/ld+json'>{\"headline\": </script><meta property=og:title content=Talks>";
        let found = of(page);
        assert_eq!((found.title.as_deref(), found.is_json_ld_broken), (Some("Talks"), true));
    }
}
