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

mod chains;
mod joiner;
mod known;
mod names;
mod naming;
mod nouns;
mod pronouns;
mod roles;

use crate::actors::Actors;
use crate::mentions;
pub use chains::Seen;
use chains::Shown;
use hashbrown::HashMap;
use joiner::{Draft, Joiner};
use onrecord_doc::{
    Document, Entity, EntityType, Id, Layer, Maker, Mention, MentionForm, MentionType, Span, Spans,
};
pub(crate) use pronouns::gender_of;
pub(crate) use roles::without_determiner;

/// The makers of what networks find.
const MENTIONS: &str = "mentions";
const ANTECEDENTS: &str = "antecedents";

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
/// let onrecord::entities::Cast { mentions, entities } = onrecord::entities::find(&doc, actors, None);
/// (doc.mentions, doc.entities) = (mentions, entities);
/// # }
/// ```
pub fn find(doc: &Document, actors: &Actors, seen: Option<&Seen>) -> Cast {
    let mut join = Joiner::new(doc, actors, mentions::find(doc, actors));
    if let Some(seen) = seen {
        let marked = seen.by_head(&join.found);
        join.marked = marked.into_iter().filter_map(|(head, m)| Some((head, m.kind?))).collect();
    }
    sieve(&mut join);
    let shown = match seen {
        Some(seen) => chains::resolve(&mut join, seen),
        None => {
            pronouns::resolve(&mut join);
            by_rules(&join)
        }
    };
    layers(join, shown)
}

/// What rules settle: names, then nouns beside and instead of them, then people in office.
fn sieve(join: &mut Joiner) {
    naming::resolve(join);
    nouns::resolve(join);
    known::resolve(join);
}

/// The mentions that the rules alone find.
fn by_rules(join: &Joiner) -> Vec<Shown> {
    let shown = join.found.iter().enumerate().map(|(m, f)| {
        let (kind, rule) = join.kinds[m].unwrap_or((MentionType::Person, "en/mentions/pronoun"));
        let (first, last) = f.phrase;
        let (maker, score) = (Maker::rule(rule), score(rule));
        Shown { first, last, form: f.form, kind, entity: join.of[m], maker, score }
    });
    shown.collect()
}

/// The number of the entity that names, titles and appositions tell, by the head token of each mention: what is known
/// before anything is weighed. A number stands for the same entity throughout.
pub fn settled(doc: &Document, actors: &Actors) -> HashMap<usize, usize> {
    let mut join = Joiner::new(doc, actors, mentions::find(doc, actors));
    sieve(&mut join);
    join.found.iter().zip(&join.of).filter_map(|(f, e)| Some((f.head, (*e)?))).collect()
}

/// Both layers. Entities come in the order of their first mention.
fn layers(join: Joiner, shown: Vec<Shown>) -> Cast {
    let Joiner { doc, entities, .. } = join;
    let mut ids: Vec<Option<Id<Entity>>> = vec![None; entities.len()];
    let mut order: Vec<usize> = Vec::new();
    let mut at: Vec<Vec<Span>> = vec![Vec::new(); entities.len()];
    let mut cast = Cast::default();
    let mut entities = entities;
    for s in shown {
        let span = doc.tokens.span_of(s.first, s.last);
        // Who is named once by a noun is an actor, too: *Ethiopian soldiers*, *the customs house*.
        let own = s.entity.or_else(|| {
            let kind = alone(s.kind).filter(|_| s.form == MentionForm::Nominal)?;
            let name = roles::without_determiner(doc.quote(span)).to_owned();
            entities.push(Draft::new(name, kind, "en/entities/once"));
            ids.push(None);
            at.push(Vec::new());
            Some(entities.len() - 1)
        });
        let entity = own.map(|e| {
            at[e].push(span);
            *ids[e].get_or_insert_with(|| {
                order.push(e);
                Id::at(order.len() - 1)
            })
        });
        cast.mentions.push(Mention { form: s.form, kind: s.kind, entity }, span.into(), s.maker, s.score);
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

/// What a mention is by itself that nothing joins to another, where it can take part in something.
fn alone(kind: MentionType) -> Option<EntityType> {
    Some(match kind {
        MentionType::Person => EntityType::Person,
        MentionType::Organisation => EntityType::Organisation,
        MentionType::Place => EntityType::Place,
        MentionType::Platform => EntityType::Platform,
        MentionType::Vehicle => EntityType::Vehicle,
        MentionType::Vessel => EntityType::Vessel,
        _ => return None,
    })
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
