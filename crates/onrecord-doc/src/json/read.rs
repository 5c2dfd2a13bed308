//! From JSON to a document. Every span is held against the text and every id against the records before anything
//! is believed; the first thing that is wrong ends the reading and is named by its path.

use super::node::{Node, short};
use super::{FORMAT, Prefix};
use crate::{
    AgendaItem, Basis, Claim, Dateline, Document, Entity, Error, Event, Finding, Id, Input, Layer, Maker,
    Mention, Place, Published, Quantity, Reading, Relation, Role, Sentence, Span, Spans, Statement, TimeExpr,
    Voice,
};
use hashbrown::HashMap;
use serde_json::Value;

/// Reads a document back from one line of JSON.
///
/// Keys that the format does not know are passed over. Missing keys are taken as null or empty where the format
/// allows null or an empty list.
///
/// # Errors
///
/// Fails if the input is not JSON, is of another format, or holds a record whose shape, words or references are
/// wrong; see the questions of [`Error`].
pub fn from_str(json: &str) -> Result<Document, Error> {
    let value: Value = serde_json::from_str(json).map_err(Error::syntax)?;
    let root = Node::root(&value);
    match value.get("format").map(Value::as_str) {
        Some(Some(FORMAT)) => {}
        Some(Some(other)) => {
            return Err(Error::format(format!("this version reads `{FORMAT}`, not `{}`", short(other))));
        }
        _ => return Err(Error::format(format!("missing; should be `{FORMAT}`"))),
    }
    if let Some(failed) = root.find("error") {
        return Err(failed.wrong("the line stands for an input that could not be read"));
    }
    let doc = head(&root)?;
    let ids = ids(&root)?;
    let layers = Reader { doc: &doc, ids }.layers(&root)?;
    Ok(layers.into_document(doc))
}

/// The maker of that name; see the module [`super`] for the prefixes.
pub fn maker(name: &str) -> Maker {
    match name.split_once(':') {
        Some(("rule", rest)) => Maker::rule(rest),
        Some(("model", rest)) => Maker::model(rest),
        Some(("person", rest)) => Maker::Person(rest.into()),
        _ => Maker::rule(name),
    }
}

/// Everything but the layers.
fn head(root: &Node) -> Result<Document, Error> {
    let own = |name| root.find(name).map(|n| n.string().map(str::to_owned)).transpose();
    let text = root.need("text")?.string()?;
    let day = root.find("published").map(|n| n.day()).transpose()?;
    let basis = root.find("published_basis").map(|n| n.choice(Basis::ALL, Basis::name)).transpose()?;
    let basis = basis.unwrap_or_default();
    let mut doc = Document::new(Input {
        text: text.to_owned(),
        id: None,
        title: own("title")?,
        url: own("url")?,
        publisher: own("publisher")?,
        published: day.filter(|_| basis == Basis::Given),
    });
    let id = root.need("id")?;
    if id.string()? != doc.id() {
        let mut input = doc.input().clone();
        input.id = Some(id.string()?.to_owned());
        doc = Document::new(input);
    }
    let reader = Reader { doc: &doc, ids: HashMap::new() };
    let evidence = match root.find("published_evidence") {
        Some(list) => list.items()?.map(|n| reader.span(&n, true)).collect::<Result<_, _>>()?,
        None => Vec::new(),
    };
    let dateline = match root.find("dateline") {
        Some(n) => {
            Some(Dateline { at: reader.span(&n, true)?, place: n.need("place")?.string()?.to_owned() })
        }
        None => None,
    };
    let language = own("language")?;
    let reading = match root.find("reading") {
        Some(n) => Reading {
            program: n.need("program")?.string()?.to_owned(),
            model: n.need("model")?.string()?.to_owned(),
            data: n.need("data")?.string()?.to_owned(),
            heads: n.find("heads").map(|n| n.string()).transpose()?.unwrap_or_default().to_owned(),
            at: n.find("at").map(|n| n.string().map(str::to_owned)).transpose()?,
        },
        None => Reading::default(),
    };
    doc.published = Published { day, basis, evidence };
    doc.dateline = dateline;
    doc.language = language;
    doc.reading = reading;
    Ok(doc)
}

const LAYERS: [(&str, Prefix); 11] = [
    ("mentions", Prefix::Mention),
    ("entities", Prefix::Entity),
    ("times", Prefix::Time),
    ("places", Prefix::Place),
    ("statements", Prefix::Statement),
    ("events", Prefix::Event),
    ("claims", Prefix::Claim),
    ("relations", Prefix::Relation),
    ("quantities", Prefix::Quantity),
    ("findings", Prefix::Finding),
    ("agenda", Prefix::Agenda),
];

/// The record that every id names.
fn ids<'v>(root: &Node<'_, 'v>) -> Result<HashMap<&'v str, (Prefix, usize)>, Error> {
    let mut ids = HashMap::new();
    for (layer, prefix) in LAYERS {
        let Some(list) = root.find(layer) else { continue };
        for (i, item) in list.items()?.enumerate() {
            let node = item.need("id")?;
            let id = node.string()?;
            if id.is_empty() {
                return Err(node.wrong("an id is not empty"));
            }
            if ids.insert(id, (prefix, i)).is_some() {
                let what =
                    format!("`{}` is the id of another record; ids are unique in a document", short(id));
                return Err(Error::reference(node.path(), what));
            }
        }
    }
    Ok(ids)
}

/// The layers while they are read; the document itself only lends its text.
#[derive(Default)]
struct Layers {
    sentences: Layer<Sentence>,
    mentions: Layer<Mention>,
    entities: Layer<Entity>,
    times: Layer<TimeExpr>,
    places: Layer<Place>,
    statements: Layer<Statement>,
    events: Layer<Event>,
    claims: Layer<Claim>,
    relations: Layer<Relation>,
    quantities: Layer<Quantity>,
    findings: Layer<Finding>,
    agenda: Layer<AgendaItem>,
}

impl Layers {
    fn into_document(self, mut doc: Document) -> Document {
        doc.sentences = self.sentences;
        doc.mentions = self.mentions;
        doc.entities = self.entities;
        doc.times = self.times;
        doc.places = self.places;
        doc.statements = self.statements;
        doc.events = self.events;
        doc.claims = self.claims;
        doc.relations = self.relations;
        doc.quantities = self.quantities;
        doc.findings = self.findings;
        doc.agenda = self.agenda;
        doc
    }
}

/// What records are read against: the text and the ids.
pub(super) struct Reader<'d, 'v> {
    doc: &'d Document,
    ids: HashMap<&'v str, (Prefix, usize)>,
}

impl Reader<'_, '_> {
    fn layers(&self, root: &Node) -> Result<Layers, Error> {
        let sentences = layer(root, "sentences", |n| Ok((Sentence, self.own_words(n, false)?)))?;
        let mentions = layer(root, "mentions", |n| Ok((self.mention(n)?, self.own_words(n, true)?)))?;
        Ok(Layers {
            entities: layer(root, "entities", |n| self.entity(n, &mentions))?,
            times: layer(root, "times", |n| Ok((self.time(n)?, self.own_words(n, true)?)))?,
            places: layer(root, "places", |n| Ok((self.place(n)?, self.own_words(n, true)?)))?,
            statements: layer(root, "statements", |n| self.statement(n))?,
            events: layer(root, "events", |n| self.event(n))?,
            claims: layer(root, "claims", |n| Ok((self.claim(n)?, self.spans(&n.need("spans")?)?)))?,
            relations: layer(root, "relations", |n| Ok((self.relation(n)?, self.spans(&n.need("spans")?)?)))?,
            quantities: layer(root, "quantities", |n| Ok((self.quantity(n)?, self.own_words(n, true)?)))?,
            agenda: layer(root, "agenda", |n| Ok((self.agenda_item(n)?, self.spans(&n.need("spans")?)?)))?,
            findings: layer(root, "findings", |n| Ok((self.finding(n)?, self.own_words(n, true)?)))?,
            sentences,
            mentions,
        })
    }

    /// `{start, end, quote}`; the quote may be missing only where the format has none (sentences).
    pub(super) fn span(&self, n: &Node, quoted: bool) -> Result<Span, Error> {
        let (start, end) = (n.need("start")?.whole()?, n.need("end")?.whole()?);
        if start >= end {
            return Err(Error::text(n.path(), format!("{start}..{end} covers no words; end is exclusive")));
        }
        let outside = || {
            let (_, last) = self.doc.chars(Span::of(0, self.doc.text().len()));
            Error::text(n.path(), format!("{start}..{end} lies outside the text, which ends at {last}"))
        };
        let (from, to) = (usize::try_from(start), usize::try_from(end));
        let (Ok(from), Ok(to)) = (from, to) else { return Err(outside()) };
        let span = self.doc.span_of_chars(from, to).ok_or_else(outside)?;
        let quote = if quoted { Some(n.need("quote")?) } else { n.find("quote") };
        if let Some(quote) = quote {
            let (said, is) = (quote.string()?, self.doc.quote(span));
            if said != is {
                let what = format!(
                    "`{}` is not what stands at {start}..{end}, which is `{}`",
                    short(said),
                    short(is)
                );
                return Err(Error::text(quote.path(), what));
            }
        }
        Ok(span)
    }

    /// A list of spans, at least one.
    pub(super) fn spans(&self, n: &Node) -> Result<Spans, Error> {
        self.some_spans(n)?.ok_or_else(|| n.wrong("is empty; a record rests on at least one span"))
    }

    /// A list of spans, maybe none.
    pub(super) fn some_spans(&self, n: &Node) -> Result<Option<Spans>, Error> {
        Ok(Spans::new(n.items()?.map(|s| self.span(&s, true)).collect::<Result<Vec<_>, _>>()?))
    }

    /// The words of a record that has them beside its own keys: `spans` if they are several, else `start` and `end`.
    pub(super) fn own_words(&self, n: &Node, quoted: bool) -> Result<Spans, Error> {
        let whole = self.span(n, quoted)?;
        match n.find("spans") {
            Some(list) => self.spans(&list),
            None => Ok(whole.into()),
        }
    }

    /// The record of type `prefix` that an id names.
    pub(super) fn id<T>(&self, n: &Node, prefix: Prefix) -> Result<Id<T>, Error> {
        let id = n.string()?;
        let layer = LAYERS.iter().find(|l| l.1 == prefix).map_or("", |l| l.0);
        match self.ids.get(id) {
            Some((p, i)) if *p == prefix => Ok(Id::at(*i)),
            Some(_) => {
                let what = format!("`{}` is a record of another type; should be one of `{layer}`", short(id));
                Err(Error::reference(n.path(), what))
            }
            None => {
                Err(Error::reference(n.path(), format!("no record of `{layer}` has the id `{}`", short(id))))
            }
        }
    }

    pub(super) fn find_id<T>(
        &self,
        n: &Node,
        name: &'static str,
        prefix: Prefix,
    ) -> Result<Option<Id<T>>, Error> {
        n.find(name).map(|n| self.id(&n, prefix)).transpose()
    }

    /// Nothing, an id, or a list of ids.
    pub(super) fn some_ids<T>(
        &self,
        n: &Node,
        name: &'static str,
        prefix: Prefix,
    ) -> Result<Vec<Id<T>>, Error> {
        match n.find(name) {
            None => Ok(Vec::new()),
            Some(list) if list.is_list() => list.items()?.map(|n| self.id(&n, prefix)).collect(),
            Some(one) => Ok(vec![self.id(&one, prefix)?]),
        }
    }

    pub(super) fn role(&self, n: &Node) -> Result<Role, Error> {
        let at = match n.find("spans") {
            Some(list) => self.some_spans(&list)?,
            None => return Err(n.wrong("a role has `spans`, which may be empty, and `entity`")),
        };
        Ok(Role { at, entity: self.find_id(n, "entity", Prefix::Entity)? })
    }

    pub(super) fn find_role(&self, n: &Node, name: &'static str) -> Result<Option<Role>, Error> {
        n.find(name).map(|n| self.role(&n)).transpose()
    }

    pub(super) fn roles(&self, n: &Node, name: &'static str) -> Result<Vec<Role>, Error> {
        match n.find(name) {
            Some(list) => list.items()?.map(|n| self.role(&n)).collect(),
            None => Ok(Vec::new()),
        }
    }

    pub(super) fn voice(&self, n: &Node) -> Result<Voice, Error> {
        if let Some(id) = n.find("statement") {
            return Ok(Voice::Statement(self.id(&id, Prefix::Statement)?));
        }
        match n.find("publisher").map(|n| n.bool()).transpose()? {
            Some(true) => Ok(Voice::Publisher),
            _ => Err(n.wrong("should be `{\"statement\": id}` or `{\"publisher\": true}`")),
        }
    }

    pub(super) fn voices(&self, n: &Node, name: &'static str) -> Result<Vec<Voice>, Error> {
        match n.find(name) {
            Some(list) => list.items()?.map(|n| self.voice(&n)).collect(),
            None => Ok(Vec::new()),
        }
    }
}

/// The records under `name`, each read by `record`, with the maker and the score that all have.
fn layer<T>(
    root: &Node,
    name: &'static str,
    record: impl Fn(&Node) -> Result<(T, Spans), Error>,
) -> Result<Layer<T>, Error> {
    let mut layer = Layer::new();
    let Some(list) = root.find(name) else { return Ok(layer) };
    for n in list.items()? {
        let (value, at) = record(&n)?;
        let node = n.need("score")?;
        let score = node.float()?;
        if !(0.0..=1.0).contains(&score) {
            return Err(node.wrong(format!("{score} is no probability; should be from 0 to 1")));
        }
        layer.push(value, at, maker(n.need("maker")?.string()?), score as f32);
    }
    Ok(layer)
}
