//! Who is who: the mentions of a document joined to entities, in the manner of a sieve, the surest step first.
//!
//! States and bodies known beforehand; full names; acronyms; surnames; nouns in apposition (`its head, Ada Stone`);
//! titles (`the foreign minister`, where only one has that title); the source that the text brought in without a name
//! (`a Russian source …` … `the source`); pronouns of persons last. What fits two entities is joined to neither: a
//! mention without an entity is an honest record.
//!
//! Two layers are written at once, because each names the other.
//!
//! Source of the order: Lee et al., Deterministic coreference resolution based on entity-centric, precision-ranked
//! rules, 2013.

mod joiner;
mod known;
mod names;
mod naming;
mod nouns;
mod pronouns;
mod roles;

use crate::actors::Actors;
use crate::mentions;
use joiner::Joiner;
use onrecord_doc::{Document, Entity, Id, Layer, Maker, Mention, MentionType, Span, Spans};

/// What this pass gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cast {
    /// Every mention, in text order, with its entity where that is known.
    pub mentions: Layer<Mention>,
    /// The entities, in the order in which the text brings them in.
    pub entities: Layer<Entity>,
}

/// The mentions and entities of `doc`, which has its tokens and sentences.
///
/// ```no_run
/// # fn example(mut doc: onrecord_doc::Document, actors: &onrecord::actors::Actors) {
/// let onrecord::entities::Cast { mentions, entities } = onrecord::entities::find(&doc, actors);
/// (doc.mentions, doc.entities) = (mentions, entities);
/// # }
/// ```
pub fn find(doc: &Document, actors: &Actors) -> Cast {
    let mut join = Joiner::new(doc, actors, mentions::find(doc, actors));
    naming::resolve(&mut join);
    nouns::resolve(&mut join);
    pronouns::resolve(&mut join);
    known::resolve(&mut join);
    layers(join)
}

/// Both layers. Entities come in the order of their first mention.
fn layers(join: Joiner) -> Cast {
    let Joiner { doc, found, of, kinds, entities, .. } = join;
    let mut ids: Vec<Option<Id<Entity>>> = vec![None; entities.len()];
    let mut order: Vec<usize> = Vec::new();
    let mut at: Vec<Vec<Span>> = vec![Vec::new(); entities.len()];
    let mut cast = Cast::default();
    for (m, f) in found.iter().enumerate() {
        let (kind, rule) = kinds[m].unwrap_or((MentionType::Person, "en/mentions/pronoun"));
        let entity = of[m].map(|e| {
            at[e].push(f.at(doc));
            *ids[e].get_or_insert_with(|| {
                order.push(e);
                Id::at(order.len() - 1)
            })
        });
        let mention = Mention { form: f.form, kind, entity };
        cast.mentions.push(mention, f.at(doc).into(), Maker::rule(rule), score(rule));
    }
    for e in order {
        let draft = &entities[e];
        let Some(at) = Spans::new(at[e].iter().copied()) else { continue };
        // A name of which nothing is left but marks and articles is called by its own words.
        let own = draft.name.trim().is_empty().then(|| doc.quote(at.first()).to_owned());
        let entity = Entity {
            name: own.unwrap_or_else(|| draft.name.clone()),
            kind: draft.kind,
            aliases: draft.aliases.iter().filter(|a| **a != draft.name).cloned().collect(),
            country: draft.country.clone(),
            cameo: None,
            sector: None,
            roles: draft.roles.clone(),
            key: draft.key.clone(),
            wikidata: draft.wikidata.clone(),
            anonymous: draft.anonymous,
        };
        cast.entities.push(entity, at, Maker::rule(draft.rule), score(draft.rule));
    }
    cast
}

/// How sure each step is. FIXME: set by hand, by the order of the sieve; to be fitted on gold, which moves every
/// ranking by score but no record.
fn score(rule: &str) -> f32 {
    match rule {
        "en/entities/state" | "en/entities/body" => 0.95,
        "en/entities/full-name" | "en/mentions/surname" | "en/mentions/apposition" => 0.9,
        "en/mentions/name" | "en/entities/unnamed" | "en/mentions/unnamed" => 0.85,
        "en/mentions/title" | "en/mentions/unnamed-again" | "en/mentions/government" => 0.8,
        "en/mentions/head-noun" => 0.75,
        _ => 0.6,
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use tests::parsed;
