//! The records as they stand in JSON: one borrowed pub(super) struct a record type, in the key order of the format.

use super::Prefix;
use super::write::{By, Day, Name, Names, RoleForm, Word, Words, all_words, role, roles, word, words};
use crate::{
    AgendaItem, Claim, Document, Entity, Entry, Event, Finding, Id, Mention, Office, OtherPlace, Place,
    Quantity, Relation, Role, Sentence, Spans, Statement, TimeExpr, Voice,
};
use serde::Serialize;

/// The stretches of a record whose own keys show only where the first begins and the last ends.
fn broken<'a>(doc: &'a Document, at: &Spans) -> Option<Vec<Words<'a>>> {
    (at.as_slice().len() > 1).then(|| all_words(doc, at))
}

#[derive(Serialize)]
pub(super) struct SentenceForm<'a> {
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<Words<'a>>>,
    score: f32,
    maker: By<'a>,
}

impl<'a> SentenceForm<'a> {
    pub(super) fn of(doc: &'a Document, e: &'a Entry<Sentence>) -> SentenceForm<'a> {
        let (start, end) = doc.chars(e.at.hull());
        SentenceForm { start, end, spans: broken(doc, &e.at), score: e.score, maker: By(&e.maker) }
    }
}

#[derive(Serialize)]
pub(super) struct MentionForm<'a> {
    id: Name,
    start: usize,
    end: usize,
    quote: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<Words<'a>>>,
    form: &'a str,
    r#type: &'a str,
    entity: Option<Name>,
    score: f32,
    maker: By<'a>,
}

impl<'a> MentionForm<'a> {
    pub(super) fn of(doc: &'a Document, id: Id<Mention>, e: &'a Entry<Mention>) -> MentionForm<'a> {
        let Words { start, end, quote } = words(doc, e.at.hull());
        MentionForm {
            id: Name::of(Prefix::Mention, id),
            start,
            end,
            quote,
            spans: broken(doc, &e.at),
            form: e.value.form.name(),
            r#type: e.value.kind.name(),
            entity: e.value.entity.map(|id| Name::of(Prefix::Entity, id)),
            score: e.score,
            maker: By(&e.maker),
        }
    }
}

#[derive(Serialize)]
pub(super) struct EntityForm<'a> {
    id: Name,
    name: &'a str,
    r#type: &'a str,
    aliases: &'a [String],
    country: &'a Option<String>,
    codes: Codes<'a>,
    roles: Vec<OfficeForm<'a>>,
    key: &'a Option<String>,
    wikidata: &'a Option<String>,
    mentions: Vec<Name>,
    anonymous: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<Words<'a>>>,
    score: f32,
    maker: By<'a>,
}

#[derive(Serialize)]
pub(super) struct Codes<'a> {
    cameo: &'a Option<String>,
    sector: &'a Option<String>,
}

#[derive(Serialize)]
pub(super) struct OfficeForm<'a> {
    title: &'a str,
    of: &'a Option<String>,
    from: Option<Day>,
    to: Option<Day>,
    basis: &'a str,
}

/// The entities with their mentions, which stand in another layer.
pub(super) fn entities(doc: &Document) -> Vec<EntityForm<'_>> {
    let mut mentions: Vec<Vec<Id<Mention>>> = vec![Vec::new(); doc.entities.len()];
    for (id, m) in doc.mentions.iter() {
        if let Some(of) = m.value.entity.and_then(|e| mentions.get_mut(e.index())) {
            of.push(id);
        }
    }
    doc.entities.iter().zip(mentions).map(|((id, e), ms)| EntityForm::of(doc, id, e, &ms)).collect()
}

impl<'a> EntityForm<'a> {
    pub(super) fn of(
        doc: &'a Document,
        id: Id<Entity>,
        e: &'a Entry<Entity>,
        mentions: &[Id<Mention>],
    ) -> EntityForm<'a> {
        let own = Spans::new(mentions.iter().flat_map(|m| doc.mentions[*m].at.iter()));
        let v = &e.value;
        EntityForm {
            id: Name::of(Prefix::Entity, id),
            name: &v.name,
            r#type: v.kind.name(),
            aliases: &v.aliases,
            country: &v.country,
            codes: Codes { cameo: &v.cameo, sector: &v.sector },
            roles: v.roles.iter().map(OfficeForm::of).collect(),
            key: &v.key,
            wikidata: &v.wikidata,
            mentions: mentions.iter().map(|m| Name::of(Prefix::Mention, *m)).collect(),
            anonymous: v.anonymous,
            spans: (own.as_ref() != Some(&e.at)).then(|| all_words(doc, &e.at)),
            score: e.score,
            maker: By(&e.maker),
        }
    }
}

impl<'a> OfficeForm<'a> {
    pub(super) fn of(o: &'a Office) -> OfficeForm<'a> {
        OfficeForm { title: &o.title, of: &o.of, from: o.from.map(Day), to: o.to.map(Day), basis: &o.basis }
    }
}

#[derive(Serialize)]
pub(super) struct TimeForm<'a> {
    id: Name,
    start: usize,
    end: usize,
    quote: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<Words<'a>>>,
    r#type: &'a str,
    value: &'a str,
    r#mod: &'a Option<String>,
    earliest: Option<Day>,
    latest: Option<Day>,
    anchor: &'a Option<String>,
    score: f32,
    maker: By<'a>,
}

impl<'a> TimeForm<'a> {
    pub(super) fn of(doc: &'a Document, id: Id<TimeExpr>, e: &'a Entry<TimeExpr>) -> TimeForm<'a> {
        let Words { start, end, quote } = words(doc, e.at.hull());
        TimeForm {
            id: Name::of(Prefix::Time, id),
            start,
            end,
            quote,
            spans: broken(doc, &e.at),
            r#type: e.value.kind.name(),
            value: &e.value.value,
            r#mod: &e.value.modifier,
            earliest: e.value.earliest.map(Day),
            latest: e.value.latest.map(Day),
            anchor: &e.value.anchor,
            score: e.score,
            maker: By(&e.maker),
        }
    }
}

#[derive(Serialize)]
pub(super) struct PlaceForm<'a> {
    id: Name,
    start: usize,
    end: usize,
    quote: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<Words<'a>>>,
    name: &'a str,
    country: &'a Option<String>,
    admin1: &'a Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    geonames: Option<u64>,
    level: &'a str,
    sense: &'a str,
    alternatives: Vec<OtherPlaceForm<'a>>,
    score: f32,
    maker: By<'a>,
}

#[derive(Serialize)]
pub(super) struct OtherPlaceForm<'a> {
    name: &'a str,
    country: &'a Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    geonames: Option<u64>,
    score: f32,
}

impl<'a> PlaceForm<'a> {
    pub(super) fn of(doc: &'a Document, id: Id<Place>, e: &'a Entry<Place>) -> PlaceForm<'a> {
        let Words { start, end, quote } = words(doc, e.at.hull());
        PlaceForm {
            id: Name::of(Prefix::Place, id),
            start,
            end,
            quote,
            spans: broken(doc, &e.at),
            name: &e.value.name,
            country: &e.value.country,
            admin1: &e.value.admin1,
            lat: e.value.at.map(|p| p.0),
            lon: e.value.at.map(|p| p.1),
            geonames: e.value.geonames,
            level: e.value.level.name(),
            sense: e.value.sense.name(),
            alternatives: e.value.alternatives.iter().map(OtherPlaceForm::of).collect(),
            score: e.score,
            maker: By(&e.maker),
        }
    }
}

impl<'a> OtherPlaceForm<'a> {
    fn of(o: &'a OtherPlace) -> OtherPlaceForm<'a> {
        OtherPlaceForm {
            name: &o.name,
            country: &o.country,
            lat: o.at.map(|p| p.0),
            lon: o.at.map(|p| p.1),
            geonames: o.geonames,
            score: o.score,
        }
    }
}

#[derive(Serialize)]
pub(super) struct StatementForm<'a> {
    id: Name,
    manner: &'a str,
    act: &'a str,
    source: Option<RoleForm<'a>>,
    cue: Option<RoleForm<'a>>,
    content: Option<RoleForm<'a>>,
    addressee: Option<RoleForm<'a>>,
    channel: Option<RoleForm<'a>>,
    time: Names,
    inside: Option<Name>,
    anonymous: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<Words<'a>>>,
    score: f32,
    maker: By<'a>,
}

impl<'a> StatementForm<'a> {
    pub(super) fn of(doc: &'a Document, id: Id<Statement>, e: &'a Entry<Statement>) -> StatementForm<'a> {
        let v = &e.value;
        let part = |r: &Option<Role>| r.as_ref().map(|r| role(doc, r));
        let own = super::statement_words(v);
        StatementForm {
            id: Name::of(Prefix::Statement, id),
            manner: v.manner.name(),
            act: v.act.name(),
            source: part(&v.source),
            cue: part(&v.cue),
            content: part(&v.content),
            addressee: part(&v.addressee),
            channel: part(&v.channel),
            time: Names::of(Prefix::Time, &v.times),
            inside: v.inside.map(|s| Name::of(Prefix::Statement, s)),
            anonymous: v.anonymous,
            spans: (own != Some(&e.at)).then(|| all_words(doc, &e.at)),
            score: e.score,
            maker: By(&e.maker),
        }
    }
}

#[derive(Serialize)]
pub(super) struct EventForm<'a> {
    id: Name,
    r#type: &'a str,
    mode: &'a Option<String>,
    contexts: &'a [String],
    cameo: &'a Option<String>,
    quad: &'a str,
    plover_score: Option<f32>,
    goldstein: Option<f32>,
    actors: Vec<RoleForm<'a>>,
    recipients: Vec<RoleForm<'a>>,
    trigger: RoleForm<'a>,
    time: Names,
    earliest: Option<Day>,
    latest: Option<Day>,
    place: Option<Name>,
    status: &'a str,
    word: Word,
    quantity: Names,
    score: f32,
    maker: By<'a>,
}

impl<'a> EventForm<'a> {
    pub(super) fn of(doc: &'a Document, id: Id<Event>, e: &'a Entry<Event>) -> EventForm<'a> {
        let v = &e.value;
        EventForm {
            id: Name::of(Prefix::Event, id),
            r#type: v.kind.name(),
            mode: &v.mode,
            contexts: &v.contexts,
            cameo: &v.cameo,
            quad: v.quad.name(),
            plover_score: v.plover_score,
            goldstein: v.goldstein,
            actors: roles(doc, &v.actors),
            recipients: roles(doc, &v.recipients),
            trigger: RoleForm { spans: all_words(doc, &e.at), entity: None },
            time: Names::of(Prefix::Time, &v.times),
            earliest: v.earliest.map(Day),
            latest: v.latest.map(Day),
            place: v.place.map(|p| Name::of(Prefix::Place, p)),
            status: v.status.name(),
            word: word(v.word),
            quantity: Names::of(Prefix::Quantity, &v.quantities),
            score: e.score,
            maker: By(&e.maker),
        }
    }
}

#[derive(Serialize)]
pub(super) struct ClaimForm<'a> {
    id: Name,
    proposition: &'a str,
    spans: Vec<Words<'a>>,
    asserted_by: Vec<Word>,
    denied_by: Vec<Word>,
    status: &'a str,
    score: f32,
    maker: By<'a>,
}

impl<'a> ClaimForm<'a> {
    pub(super) fn of(doc: &'a Document, id: Id<Claim>, e: &'a Entry<Claim>) -> ClaimForm<'a> {
        ClaimForm {
            id: Name::of(Prefix::Claim, id),
            proposition: &e.value.proposition,
            spans: all_words(doc, &e.at),
            asserted_by: e.value.asserted_by.iter().map(|v| word(*v)).collect(),
            denied_by: e.value.denied_by.iter().map(|v| word(*v)).collect(),
            status: e.value.status.name(),
            score: e.score,
            maker: By(&e.maker),
        }
    }
}

#[derive(Serialize)]
pub(super) struct RelationForm<'a> {
    id: Name,
    r#type: &'a str,
    subject: RoleForm<'a>,
    object: RoleForm<'a>,
    spans: Vec<Words<'a>>,
    word: Word,
    score: f32,
    maker: By<'a>,
}

impl<'a> RelationForm<'a> {
    pub(super) fn of(doc: &'a Document, id: Id<Relation>, e: &'a Entry<Relation>) -> RelationForm<'a> {
        RelationForm {
            id: Name::of(Prefix::Relation, id),
            r#type: e.value.kind.name(),
            subject: role(doc, &e.value.subject),
            object: role(doc, &e.value.object),
            spans: all_words(doc, &e.at),
            word: word(e.value.word),
            score: e.score,
            maker: By(&e.maker),
        }
    }
}

#[derive(Serialize)]
pub(super) struct QuantityForm<'a> {
    id: Name,
    start: usize,
    end: usize,
    quote: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<Words<'a>>>,
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    unit: &'a Option<String>,
    of: &'a Option<String>,
    event: Option<Name>,
    score: f32,
    maker: By<'a>,
}

impl<'a> QuantityForm<'a> {
    pub(super) fn of(doc: &'a Document, id: Id<Quantity>, e: &'a Entry<Quantity>) -> QuantityForm<'a> {
        let Words { start, end, quote } = words(doc, e.at.hull());
        QuantityForm {
            id: Name::of(Prefix::Quantity, id),
            start,
            end,
            quote,
            spans: broken(doc, &e.at),
            value: e.value.value,
            low: e.value.low,
            high: e.value.high,
            unit: &e.value.unit,
            of: &e.value.of,
            event: e.value.event.map(|v| Name::of(Prefix::Event, v)),
            score: e.score,
            maker: By(&e.maker),
        }
    }
}

#[derive(Serialize)]
pub(super) struct FindingForm<'a> {
    id: Name,
    start: usize,
    end: usize,
    quote: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    spans: Option<Vec<Words<'a>>>,
    kind: &'a str,
    message: &'a str,
    score: f32,
    maker: By<'a>,
}

impl<'a> FindingForm<'a> {
    pub(super) fn of(doc: &'a Document, id: Id<Finding>, e: &'a Entry<Finding>) -> FindingForm<'a> {
        let Words { start, end, quote } = words(doc, e.at.hull());
        FindingForm {
            id: Name::of(Prefix::Finding, id),
            start,
            end,
            quote,
            spans: broken(doc, &e.at),
            kind: e.value.kind.name(),
            message: &e.value.message,
            score: e.score,
            maker: By(&e.maker),
        }
    }
}

#[derive(Serialize)]
pub(super) struct AgendaForm<'a> {
    id: Name,
    event: Option<Name>,
    r#type: Option<&'a str>,
    title: &'a str,
    earliest: Day,
    latest: Day,
    lasts: bool,
    bound: Option<&'a str>,
    time: Names,
    /// The values of the times, so that a clock is seen without looking them up.
    value: Vec<&'a str>,
    place: Option<Name>,
    place_name: Option<&'a str>,
    parties: Vec<PartyForm<'a>>,
    status: &'a str,
    was: Option<DaysForm>,
    word: Word,
    words: Vec<Word>,
    reports: [String; 1],
    spans: Vec<Words<'a>>,
    score: f32,
    maker: By<'a>,
}

/// A role with the name of its entity, for those who have the item without its document.
#[derive(Serialize)]
struct PartyForm<'a> {
    spans: Vec<Words<'a>>,
    entity: Option<Name>,
    name: Option<&'a str>,
}

#[derive(Serialize)]
struct DaysForm {
    earliest: Day,
    latest: Day,
}

impl<'a> AgendaForm<'a> {
    pub(super) fn of(doc: &'a Document, id: Id<AgendaItem>, e: &'a Entry<AgendaItem>) -> AgendaForm<'a> {
        let v = &e.value;
        let party = |r: &'a Role| {
            let RoleForm { spans, entity } = role(doc, r);
            let name = r.entity.and_then(|id| doc.entities.find(id)).map(|e| e.value.name.as_str());
            PartyForm { spans, entity, name }
        };
        AgendaForm {
            id: Name::of(Prefix::Agenda, id),
            event: v.event.map(|id| Name::of(Prefix::Event, id)),
            r#type: v.kind.map(|k| k.name()),
            title: &v.title,
            earliest: Day(v.earliest),
            latest: Day(v.latest),
            lasts: v.lasts,
            bound: v.bound.map(|b| b.name()),
            time: Names::of(Prefix::Time, &v.times),
            value: v.times.iter().filter_map(|t| Some(doc.times.find(*t)?.value.value.as_str())).collect(),
            place: v.place.map(|p| Name::of(Prefix::Place, p)),
            place_name: v.place.and_then(|p| doc.places.find(p)).map(|p| p.value.name.as_str()),
            parties: v.parties.iter().map(party).collect(),
            status: v.status.name(),
            was: v.was.map(|(a, b)| DaysForm { earliest: Day(a), latest: Day(b) }),
            word: word(v.words.first().copied().unwrap_or(Voice::Publisher)),
            words: v.words.iter().map(|w| word(*w)).collect(),
            reports: [doc.id()],
            spans: all_words(doc, &e.at),
            score: e.score,
            maker: By(&e.maker),
        }
    }
}
