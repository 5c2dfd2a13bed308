//! Statements and claims as schema.org `Quotation` and `Claim` (JSON-LD), for fact-checking desks and search engines.
//!
//! One object a document: the article, a `Quotation` for every statement that has a content, and a `Claim` for every claim.
//! `spokenByCharacter` is who is said to have said it; `creator` stands only where the words are all theirs, in quotation
//! marks. A claim's `appearance` are the quotations that assert it, `firstAppearance` the first of them; who denies it is
//! `about` it. Nothing is ever rated: `reviewRating` and `ClaimReview` are for people. Source: schema.org, version 29.

use crate::iri;
use crate::rows::{Facts, id};
use onrecord_doc::{Act, Document, EntityType, Manner, Role, Statement, Voice};
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: Vec<Thing<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Thing<'a> {
    Article(Article<'a>),
    Quotation(Quotation<'a>),
    Claim(Claim<'a>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Article<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: &'a str,
    identifier: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    headline: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_language: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publisher: Option<Party>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Quotation<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spoken_by_character: Option<Party>,
    is_part_of: Link<'a>,
    keywords: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    about: Vec<Link<'static>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Claim<'a> {
    #[serde(rename = "@type")]
    kind: &'static str,
    #[serde(rename = "@id")]
    id: String,
    text: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    appearance: Vec<Link<'a>>,
    first_appearance: Link<'a>,
    keywords: &'static str,
}

#[derive(Clone, Serialize)]
struct Party {
    #[serde(rename = "@type")]
    kind: &'static str,
    name: String,
    #[serde(rename = "sameAs", skip_serializing_if = "Option::is_none")]
    same_as: Option<String>,
}

#[derive(Clone, Serialize)]
struct Link<'a> {
    #[serde(rename = "@id")]
    id: std::borrow::Cow<'a, str>,
}

/// Writes a document as one JSON-LD object on one line.
///
/// # Errors
///
/// Fails where a write does.
pub fn write(doc: &Document, out: &mut impl Write) -> io::Result<()> {
    let facts = Facts::of(doc);
    let name = iri::document(doc);
    let link = |id: String| Link { id: id.into() };
    let input = doc.input();
    let publisher = input.publisher.as_ref().filter(|p| !p.is_empty());
    let mut graph = vec![Thing::Article(Article {
        kind: "NewsArticle",
        id: &name,
        identifier: facts.id.clone(),
        url: iri::url(doc),
        headline: input.title.as_deref(),
        date_published: crate::geo::day(doc.published.day).map(|d| d.to_string()),
        in_language: doc.language.as_deref(),
        publisher: publisher.map(|p| Party { kind: "Organization", name: p.clone(), same_as: None }),
    })];
    for (of, entry) in doc.statements.iter() {
        let s = &entry.value;
        let Some(text) = said(&facts, s) else { continue };
        let who = s.source.as_ref().and_then(|role| party(&facts, role));
        let denied = doc.claims.iter().filter(|(_, c)| c.value.denied_by.contains(&Voice::Statement(of)));
        graph.push(Thing::Quotation(Quotation {
            kind: "Quotation",
            id: iri::record(&name, &id('s', of)),
            text,
            creator: who.clone().filter(|_| s.manner == Manner::Direct),
            spoken_by_character: who,
            is_part_of: link(name.clone()),
            keywords: act(s.act),
            about: denied.map(|(c, _)| link(iri::record(&name, &id('c', c)))).collect(),
        }));
    }
    for (of, entry) in doc.claims.iter() {
        let appearance: Vec<Link<'_>> = entry
            .value
            .asserted_by
            .iter()
            .filter_map(|voice| match voice {
                Voice::Publisher => Some(name.clone()),
                Voice::Statement(s) => {
                    said(&facts, &doc.statements.find(*s)?.value).map(|_| iri::record(&name, &id('s', *s)))
                }
            })
            .map(link)
            .collect();
        graph.push(Thing::Claim(Claim {
            kind: "Claim",
            id: iri::record(&name, &id('c', of)),
            text: &entry.value.proposition,
            first_appearance: appearance.first().cloned().unwrap_or_else(|| link(name.clone())),
            appearance,
            keywords: entry.value.status.name(),
        }));
    }
    serde_json::to_writer(&mut *out, &Graph { context: "https://schema.org", graph })?;
    out.write_all(b"\n")
}

/// The words of a statement's content.
fn said(facts: &Facts<'_>, statement: &Statement) -> Option<String> {
    let at = statement.content.as_ref()?.at.as_ref()?;
    Some(facts.words(at).into_owned())
}

fn act(act: Act) -> &'static str {
    act.name()
}

/// A person or body with its name.
fn party(facts: &Facts<'_>, role: &Role) -> Option<Party> {
    let name = facts.name(role)?.into_owned();
    let entity = facts.entity(role);
    let kind = match entity.map(|e| e.kind) {
        Some(EntityType::Person) => "Person",
        Some(EntityType::Country) => "Country",
        Some(EntityType::Organisation | EntityType::Group) => "Organization",
        _ => "Thing",
    };
    let same_as = entity.and_then(|e| e.wikidata.as_deref()).and_then(iri::wikidata);
    Some(Party { kind, name, same_as })
}

#[cfg(test)]
mod tests;
