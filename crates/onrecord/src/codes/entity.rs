//! The codes of an entity of a document: what its mentions say, in the order of how much they say, then its name.

use super::phrase::{Found, answer, look};
use super::reading::parts;
use super::tables::Tables;
use super::{Answer, Codes};
use jiff::civil::Date;
use onrecord_doc::{Document, Entity, EntityType, Layer, Mention, MentionForm, Office};

/// Those entities of `doc` with their codes; its day decides who held which office.
pub(super) fn entities(
    codes: &Codes,
    doc: &Document,
    mentions: &Layer<Mention>,
    entities: &Layer<Entity>,
) -> Layer<Entity> {
    let mut phrases: Vec<Vec<&str>> = vec![Vec::new(); entities.len()];
    for (_, mention) in mentions.iter().filter(|(_, m)| m.value.form != MentionForm::Pronoun) {
        let own = mention.value.entity.and_then(|e| phrases.get_mut(e.index()));
        if let Some(own) = own.filter(|own| own.len() < MOST_PHRASES) {
            own.push(doc.quote(mention.at.first()));
        }
    }
    let mut layer = Layer::new();
    for ((_, entry), phrases) in entities.iter().zip(&phrases) {
        let mut entity = entry.value.clone();
        let answer = codes.entity(&Known {
            name: &entity.name,
            kind: entity.kind,
            country: entity.country.as_deref(),
            roles: &entity.roles,
            phrases,
            date: doc.published.day,
        });
        // `UNO` is no country of ISO 3166; it stays within the code.
        let alpha2 = answer.country.as_deref().and_then(|c| codes.alpha2(c)).map(str::to_owned);
        entity.country = entity.country.take().or(alpha2);
        (entity.cameo, entity.sector) = (answer.cameo, answer.sector);
        layer.push(entity, entry.at.clone(), entry.maker.clone(), entry.score);
    }
    layer
}

/// What a document knows of an entity.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The fullest name.
    pub name: &'a str,
    /// What it is.
    pub kind: EntityType,
    /// ISO 3166 alpha-2 of its country, where the document says it.
    pub country: Option<&'a str>,
    /// Its titles and functions.
    pub roles: &'a [Office],
    /// The words of its mentions, without pronouns.
    pub phrases: &'a [&'a str],
    /// The day of the report.
    pub date: Option<Date>,
}

/// The most mentions that are looked at. What the first twenty do not say, the rest hardly will.
const MOST_PHRASES: usize = 20;

pub(super) fn code(tables: &Tables, known: &Known) -> Answer {
    let name = look(&parts(tables, known.name), known.date);
    let mut best: Found = Found { named: name.named, ..Found::default() };
    let roles = known.roles.iter().take(MOST_PHRASES).map(|role| match &role.of {
        Some(of) => format!("{} of {of}", role.title),
        None => role.title.clone(),
    });
    let phrases = known.phrases.iter().take(MOST_PHRASES).map(|p| (*p).to_owned());
    for phrase in phrases.chain(roles) {
        take(&mut best, look(&parts(tables, &phrase), known.date));
    }
    take(&mut best, name);
    if matches!(known.kind, EntityType::Place | EntityType::Country) {
        // Where something happens is no actor; as an actor a state stands without a role.
        best.sector = None;
    }
    let mut out = answer(tables, known.name, best);
    if let Some(own) = known.country.and_then(|c| tables.alpha3(c)) {
        // The document's own word on the country stands.
        if let (Some(found), Some(cameo)) = (&out.country, &out.cameo)
            && let Some(role) = cameo.strip_prefix(found.as_str())
        {
            out.cameo = Some(format!("{own}{role}"));
        } else if let Some(role) = out.cameo.as_ref().and_then(|c| c.strip_prefix("---")) {
            out.cameo = Some(format!("{own}{role}"));
        } else if out.cameo.is_none() {
            out.cameo = Some(own.to_owned());
        }
        out.country = Some(own.to_owned());
    }
    out
}

/// Takes what is not known yet, and a sector that is surer.
fn take<'a>(best: &mut Found<'a>, other: Found<'a>) {
    let is_surer = match (&best.sector, &other.sector) {
        (None, Some(_)) => true,
        (Some(a), Some(b)) => !a.is_firm && b.is_firm || a.sector.is_empty() && !b.sector.is_empty(),
        _ => false,
    };
    let wants_country = best.country.is_none() && other.country.is_some();
    if is_surer {
        best.sector = other.sector;
    }
    if wants_country {
        best.country = other.country;
    }
    if is_surer || wants_country {
        for (entry, words) in other.basis {
            if !best.basis.iter().any(|(e, _)| e.row == entry.row) {
                best.basis.push((entry, words));
            }
        }
    }
    best.named = best.named.or(other.named);
}
