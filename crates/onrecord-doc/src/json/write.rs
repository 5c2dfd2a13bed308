//! From a document to JSON: the whole, and the parts that records share (ids, words, roles, makers).

use super::forms::{
    AgendaForm, ClaimForm, EntityForm, EventForm, FindingForm, MentionForm, PlaceForm, QuantityForm,
    RelationForm, SentenceForm, StatementForm, TimeForm, entities,
};
use super::{FORMAT, Options, Prefix};
use crate::{
    AgendaItem, Dateline, Document, Entry, Id, Layer, Maker, Published, Reading, Role, Span, Spans, Voice,
};
use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// The document as one line of JSON.
///
/// Ids in the document are written as they are: the layers are the caller's to keep whole.
pub fn to_string(doc: &Document, options: Options) -> String {
    line(&Whole::of(doc, options))
}

/// The line that stands for an input that could not be read.
///
/// ```
/// let line = onrecord_doc::json::error_line("7", "not UTF-8 from byte 12 on");
/// assert_eq!(line, r#"{"format":"onrecord/1","id":"7","error":"not UTF-8 from byte 12 on"}"#);
/// ```
pub fn error_line(id: &str, message: &str) -> String {
    #[derive(Serialize)]
    struct Failed<'a> {
        format: &'a str,
        id: &'a str,
        error: &'a str,
    }
    line(&Failed { format: FORMAT, id, error: message })
}

/// The times of a document as one line of JSON, with what they were counted from: the keys are those of the whole form.
pub fn times_to_string(doc: &Document, options: Options) -> String {
    #[derive(Serialize)]
    struct Times<'a> {
        format: &'a str,
        id: String,
        title: &'a Option<String>,
        url: &'a Option<String>,
        publisher: &'a Option<String>,
        published: Option<Day>,
        published_basis: &'a str,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        published_evidence: Vec<Words<'a>>,
        dateline: Option<DatelineForm<'a>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<&'a str>,
        times: Vec<TimeForm<'a>>,
    }
    line(&Times {
        format: FORMAT,
        id: doc.id(),
        title: &doc.input().title,
        url: &doc.input().url,
        publisher: &doc.input().publisher,
        published: doc.published.day.map(Day),
        published_basis: doc.published.basis.name(),
        published_evidence: doc.published.evidence.iter().map(|s| words(doc, *s)).collect(),
        dateline: doc.dateline.as_ref().map(|d| DatelineForm::of(doc, d)),
        text: options.text.then_some(doc.text()),
        times: forms(&doc.times, |id, e| TimeForm::of(doc, id, e)),
    })
}

/// The tokens of a document as one line of JSON: `{"id", "tokens": […]}`, heads as token numbers from 0.
pub fn tokens_to_string(doc: &Document) -> String {
    let t = &doc.tokens;
    let tokens = (0..t.len()).map(|i| {
        let (start, end) = doc.chars(t.span(i));
        TokenForm {
            start,
            end,
            text: doc.quote(t.span(i)),
            space: t.space(i),
            norm: t.norm(i),
            shape: t.shape(i),
            tag: t.tag(i),
            pos: t.pos(i),
            morph: t.morph(i),
            lemma: t.lemma(i),
            head: t.head(i),
            dep: t.dep(i),
            ent_iob: t.iob(i).letter(),
            ent_type: t.ent_type(i),
            sent_start: t.sent_start(i),
        }
    });
    #[derive(Serialize)]
    struct Explained<'a> {
        id: String,
        tokens: Vec<TokenForm<'a>>,
    }
    line(&Explained { id: doc.id(), tokens: tokens.collect() })
}

/// One item of a document's agenda as one line of JSON, as it stands in the document's own form.
///
/// Its ids are those of the document, whose id is in `reports`.
pub fn agenda_to_string(doc: &Document, id: Id<AgendaItem>) -> Option<String> {
    Some(line(&AgendaForm::of(doc, id, doc.agenda.find(id)?)))
}

fn line(form: &impl Serialize) -> String {
    serde_json::to_string(form)
        .expect("the forms below have string keys only and raise no error of their own")
}

#[derive(Serialize)]
struct TokenForm<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    space: bool,
    norm: &'a str,
    shape: &'a str,
    tag: &'a str,
    pos: &'a str,
    morph: &'a str,
    lemma: &'a str,
    head: usize,
    dep: &'a str,
    ent_iob: &'a str,
    ent_type: &'a str,
    sent_start: bool,
}

#[derive(Serialize)]
struct Whole<'a> {
    format: &'a str,
    id: String,
    title: &'a Option<String>,
    url: &'a Option<String>,
    publisher: &'a Option<String>,
    language: &'a Option<String>,
    published: Option<Day>,
    published_basis: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    published_evidence: Vec<Words<'a>>,
    dateline: Option<DatelineForm<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    reading: ReadingForm<'a>,
    sentences: Vec<SentenceForm<'a>>,
    mentions: Vec<MentionForm<'a>>,
    entities: Vec<EntityForm<'a>>,
    times: Vec<TimeForm<'a>>,
    places: Vec<PlaceForm<'a>>,
    statements: Vec<StatementForm<'a>>,
    events: Vec<EventForm<'a>>,
    claims: Vec<ClaimForm<'a>>,
    relations: Vec<RelationForm<'a>>,
    quantities: Vec<QuantityForm<'a>>,
    findings: Vec<FindingForm<'a>>,
    agenda: Vec<AgendaForm<'a>>,
}

impl<'a> Whole<'a> {
    fn of(doc: &'a Document, options: Options) -> Whole<'a> {
        let Published { day, basis, evidence } = &doc.published;
        Whole {
            format: FORMAT,
            id: doc.id(),
            title: &doc.input().title,
            url: &doc.input().url,
            publisher: &doc.input().publisher,
            language: &doc.language,
            published: day.map(Day),
            published_basis: basis.name(),
            published_evidence: evidence.iter().map(|s| words(doc, *s)).collect(),
            dateline: doc.dateline.as_ref().map(|d| DatelineForm::of(doc, d)),
            text: options.text.then_some(doc.text()),
            reading: ReadingForm::of(&doc.reading),
            sentences: forms(&doc.sentences, |_, e| SentenceForm::of(doc, e)),
            mentions: forms(&doc.mentions, |id, e| MentionForm::of(doc, id, e)),
            entities: entities(doc),
            times: forms(&doc.times, |id, e| TimeForm::of(doc, id, e)),
            places: forms(&doc.places, |id, e| PlaceForm::of(doc, id, e)),
            statements: forms(&doc.statements, |id, e| StatementForm::of(doc, id, e)),
            events: forms(&doc.events, |id, e| EventForm::of(doc, id, e)),
            claims: forms(&doc.claims, |id, e| ClaimForm::of(doc, id, e)),
            relations: forms(&doc.relations, |id, e| RelationForm::of(doc, id, e)),
            quantities: forms(&doc.quantities, |id, e| QuantityForm::of(doc, id, e)),
            findings: forms(&doc.findings, |id, e| FindingForm::of(doc, id, e)),
            agenda: forms(&doc.agenda, |id, e| AgendaForm::of(doc, id, e)),
        }
    }
}

fn forms<'a, T, F>(layer: &'a Layer<T>, form: impl Fn(Id<T>, &'a Entry<T>) -> F) -> Vec<F> {
    layer.iter().map(|(id, entry)| form(id, entry)).collect()
}

/// An id in the document: `s1`.
pub(super) struct Name(Prefix, usize);

impl Name {
    pub(super) fn of<T>(prefix: Prefix, id: Id<T>) -> Name {
        Name(prefix, id.index())
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&format_args!("{}{}", char::from(self.0 as u8), self.1 + 1))
    }
}

/// No id, one, or several: null, an id, a list.
pub(super) struct Names(Vec<Name>);

impl Names {
    pub(super) fn of<T>(prefix: Prefix, ids: &[Id<T>]) -> Names {
        Names(ids.iter().map(|id| Name::of(prefix, *id)).collect())
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [] => s.serialize_none(),
            [one] => one.serialize(s),
            many => many.serialize(s),
        }
    }
}

pub(super) struct Day(pub(super) Date);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

/// The maker; see the module [`super`] for the prefixes.
pub(super) struct By<'a>(pub(super) &'a Maker);

impl Serialize for By<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Maker::Rule(r) if super::read::maker(r) == Maker::Rule(r.clone()) => s.serialize_str(r),
            Maker::Rule(r) => s.collect_str(&format_args!("rule:{r}")),
            Maker::Model(m) => s.collect_str(&format_args!("model:{m}")),
            Maker::Person(p) => s.collect_str(&format_args!("person:{p}")),
        }
    }
}

#[derive(Serialize)]
pub(super) struct Words<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) quote: &'a str,
}

pub(super) fn words<'a>(doc: &'a Document, span: Span) -> Words<'a> {
    let (start, end) = doc.chars(span);
    Words { start, end, quote: doc.quote(span) }
}

pub(super) fn all_words<'a>(doc: &'a Document, at: &Spans) -> Vec<Words<'a>> {
    at.iter().map(|s| words(doc, s)).collect()
}

#[derive(Serialize)]
pub(super) struct RoleForm<'a> {
    pub(super) spans: Vec<Words<'a>>,
    pub(super) entity: Option<Name>,
}

pub(super) fn role<'a>(doc: &'a Document, role: &Role) -> RoleForm<'a> {
    let spans = role.at.as_ref().map(|at| all_words(doc, at)).unwrap_or_default();
    RoleForm { spans, entity: role.entity.map(|id| Name::of(Prefix::Entity, id)) }
}

pub(super) fn roles<'a>(doc: &'a Document, roles: &[Role]) -> Vec<RoleForm<'a>> {
    roles.iter().map(|r| role(doc, r)).collect()
}

/// On whose word: `{"statement": id}` or `{"publisher": true}`.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Word {
    Statement(Name),
    Publisher(bool),
}

pub(super) fn word(voice: Voice) -> Word {
    match voice {
        Voice::Statement(id) => Word::Statement(Name::of(Prefix::Statement, id)),
        Voice::Publisher => Word::Publisher(true),
    }
}

#[derive(Serialize)]
struct DatelineForm<'a> {
    start: usize,
    end: usize,
    quote: &'a str,
    place: &'a str,
}

impl<'a> DatelineForm<'a> {
    fn of(doc: &'a Document, d: &'a Dateline) -> DatelineForm<'a> {
        let Words { start, end, quote } = words(doc, d.at);
        DatelineForm { start, end, quote, place: &d.place }
    }
}

#[derive(Serialize)]
struct ReadingForm<'a> {
    program: &'a str,
    model: &'a str,
    data: &'a str,
    heads: &'a str,
    at: &'a Option<String>,
}

impl<'a> ReadingForm<'a> {
    fn of(r: &'a Reading) -> ReadingForm<'a> {
        ReadingForm { program: &r.program, model: &r.model, data: &r.data, heads: &r.heads, at: &r.at }
    }
}
