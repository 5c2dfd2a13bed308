//! Who did what to whom, as a graph of actors with signed and dated edges. Shared by [`crate::graphml`] and
//! [`crate::gexf`].
//!
//! A node is an entity that takes part in an event or a relation, or the bare words where no entity is known. An edge is one
//! event or relation between two of them; an event of several actors or recipients becomes a pair for each, and its weight
//! of 1 is shared among the pairs. `sign` is 1 for cooperation, -1 for conflict and 0 for what is neither; `status` and
//! `word` say whether it happened and who says so, and belong in every count.
//!
//! **Joining.** A node of one document is the node of another only where the function that is given says so. [`by_key`] goes
//! by the keys of the actors' data file and by Wikidata numbers, and by nothing else: two people of one name stay two.
//!
//! The documents are gone through twice, for the formats want every node before the first edge and memory is not to grow
//! with the edges. It grows by 16 bytes a node that is joined.

use crate::geo::day;
use crate::rows::{Cell, Facts, Kind, exact, id, voice};
use onrecord_doc::{Document, Entity, Entry, EventType, Id, Quad, RelationType, Role, Voice};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;

/// The name under which an entity is one node across documents; `None` for a node of its document alone.
pub type Join<'j> = &'j dyn Fn(&Document, Id<Entity>) -> Option<String>;

/// Joins by key (`key:state/RU`), else by Wikidata number (`wikidata:Q7747`); never an unnamed source.
pub fn by_key(doc: &Document, entity: Id<Entity>) -> Option<String> {
    let entity = &doc.entities.find(entity)?.value;
    let known = |name: &Option<String>, kind| {
        name.as_deref().filter(|n| !n.is_empty() && !entity.anonymous).map(|n| format!("{kind}:{n}"))
    };
    known(&entity.key, "key").or_else(|| known(&entity.wikidata, "wikidata"))
}

/// Joins nothing: every document has its own nodes.
pub fn apart(_: &Document, _: Id<Entity>) -> Option<String> {
    None
}

/// Attributes of nodes.
pub(crate) const NODE: [(&str, Kind); 9] = [
    ("name", Kind::Text),
    ("type", Kind::Text),
    ("country", Kind::Text),
    ("key", Kind::Text),
    ("wikidata", Kind::Text),
    ("cameo", Kind::Text),
    ("sector", Kind::Text),
    ("anonymous", Kind::Boolean),
    ("document", Kind::Text),
];

/// Attributes of edges.
pub(crate) const EDGE: [(&str, Kind); 21] = [
    ("record_type", Kind::Text),
    ("type", Kind::Text),
    ("sign", Kind::Integer),
    ("n_sources", Kind::Integer),
    ("pairs", Kind::Integer),
    ("symmetric", Kind::Boolean),
    ("status", Kind::Text),
    ("mode", Kind::Text),
    ("quad", Kind::Text),
    ("goldstein", Kind::Number),
    ("plover_score", Kind::Number),
    ("word", Kind::Text),
    ("said_by", Kind::Text),
    ("quote", Kind::Text),
    ("score", Kind::Number),
    ("document", Kind::Text),
    ("record", Kind::Text),
    ("published", Kind::Text),
    ("publisher", Kind::Text),
    ("title", Kind::Text),
    ("url", Kind::Text),
];

pub(crate) struct Node<'a> {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) values: [Cell<'a>; NODE.len()],
}

pub(crate) struct Edge<'a> {
    pub(crate) id: String,
    pub(crate) source: &'a str,
    pub(crate) target: &'a str,
    pub(crate) kind: &'static str,
    pub(crate) weight: f64,
    pub(crate) start: Option<String>,
    pub(crate) end: Option<String>,
    pub(crate) values: [Cell<'a>; EDGE.len()],
}

/// Which nodes are written, and how far the writing is.
pub(crate) struct Graph<'j> {
    join: Join<'j>,
    seen: HashSet<[u8; 16]>,
    pub(crate) edges_begun: bool,
}

impl<'j> Graph<'j> {
    pub(crate) fn new(join: Join<'j>) -> Graph<'j> {
        Graph { join, seen: HashSet::new(), edges_begun: false }
    }

    /// Hands over the nodes of a document that no document before it had.
    pub(crate) fn nodes(
        &mut self,
        doc: &Document,
        each: &mut dyn FnMut(&Node<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        if self.edges_begun {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "nodes of `{}` after the first edge; every document's nodes come before any edges",
                    doc.id()
                ),
            ));
        }
        let facts = Facts::of(doc);
        let mut here = BTreeSet::new();
        let events = doc.events.iter().flat_map(|(_, e)| e.value.actors.iter().chain(&e.value.recipients));
        let relations = doc.relations.iter().flat_map(|(_, r)| [&r.value.subject, &r.value.object]);
        for role in events.chain(relations) {
            let Some((id, joined)) = self.name(&facts, role) else { continue };
            if !here.insert(id.clone()) || joined && !self.seen.insert(digest(&id)) {
                continue;
            }
            let label = facts.name(role).unwrap_or_default().into_owned();
            let who = facts.entity(role);
            let values = [
                label.clone().into(),
                who.map(|e| e.kind.name()).into(),
                who.and_then(|e| e.country.as_deref()).into(),
                who.and_then(|e| e.key.as_deref()).into(),
                who.and_then(|e| e.wikidata.as_deref()).into(),
                who.and_then(|e| e.cameo.as_deref()).into(),
                who.and_then(|e| e.sector.as_deref()).into(),
                who.map(|e| e.anonymous).into(),
                facts.id.as_str().into(),
            ];
            each(&Node { id, label, values })?;
        }
        Ok(())
    }

    /// Hands over the edges of a document: events first, then relations.
    pub(crate) fn edges(
        &mut self,
        doc: &Document,
        each: &mut dyn FnMut(&Edge<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        self.edges_begun = true;
        let facts = Facts::of(doc);
        let mut links: Vec<Link<'_>> = Vec::new();
        for (of, entry) in doc.events.iter() {
            let event = &entry.value;
            let ends = |roles: &[Role]| -> Vec<String> {
                roles.iter().filter_map(|r| self.name(&facts, r)).map(|(id, _)| id).collect()
            };
            let values = about_event(&facts, of, entry);
            links.push(Link {
                record: id('v', of),
                kind: event.kind.name(),
                sources: ends(&event.actors),
                targets: ends(&event.recipients),
                days: (day(event.earliest).map(|d| d.to_string()), day(event.latest).map(|d| d.to_string())),
                word: event.word,
                values,
            });
        }
        for (of, entry) in doc.relations.iter() {
            let relation = &entry.value;
            let end = |role| self.name(&facts, role).map(|(id, _)| id).into_iter().collect();
            links.push(Link {
                record: id('r', of),
                kind: relation.kind.name(),
                sources: end(&relation.subject),
                targets: end(&relation.object),
                days: (None, None),
                word: relation.word,
                values: about_relation(&facts, of, entry),
            });
        }
        let sources = sources(&facts, &links);
        for link in &links {
            let pairs = link.sources.len() * link.targets.len();
            for (i, (source, target)) in link.pairs().enumerate() {
                let mut values = link.values.clone();
                let known = sources.get(&link.key(source, target)).map_or(0, BTreeSet::len);
                values[3] = known.into();
                values[4] = pairs.into();
                each(&Edge {
                    id: format!("{}#{}/{}", facts.id, link.record, i + 1),
                    source,
                    target,
                    kind: link.kind,
                    weight: 1.0 / pairs as f64,
                    start: link.days.0.clone(),
                    end: link.days.1.clone(),
                    values,
                })?;
            }
        }
        Ok(())
    }

    /// The id of the node that a role is, and whether other documents may have it too.
    fn name(&self, facts: &Facts<'_>, role: &Role) -> Option<(String, bool)> {
        if let Some(entity) = role.entity.filter(|e| facts.doc.entities.find(*e).is_some()) {
            let joined = (self.join)(facts.doc, entity);
            let is_joined = joined.is_some();
            let name = joined.unwrap_or_else(|| format!("document:{}#{}", facts.id, id('e', entity)));
            return Some((name, is_joined));
        }
        let (start, end) = facts.doc.chars(role.at.as_ref()?.hull());
        Some((format!("document:{}#{start}-{end}", facts.id), false))
    }
}

/// A record that links nodes.
struct Link<'a> {
    record: String,
    kind: &'static str,
    sources: Vec<String>,
    targets: Vec<String>,
    days: (Option<String>, Option<String>),
    word: Voice,
    values: [Cell<'a>; EDGE.len()],
}

/// What two reports of one thing have in common: its ends, its type and its days.
type Key<'a> = (&'a str, &'a str, &'static str, Option<&'a str>, Option<&'a str>);

impl Link<'_> {
    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources.iter().flat_map(|s| self.targets.iter().map(move |t| (s.as_str(), t.as_str())))
    }

    fn key<'k>(&'k self, source: &'k str, target: &'k str) -> Key<'k> {
        (source, target, self.kind, self.days.0.as_deref(), self.days.1.as_deref())
    }
}

/// On how many words a thing stands in this document: who says so, by name or by words.
fn sources<'k>(facts: &Facts<'_>, links: &'k [Link<'_>]) -> BTreeMap<Key<'k>, BTreeSet<String>> {
    let mut sources: BTreeMap<Key<'k>, BTreeSet<String>> = BTreeMap::new();
    for link in links {
        let who = match link.word {
            Voice::Publisher => "publisher".to_owned(),
            Voice::Statement(s) => {
                let source = facts.doc.statements.find(s).and_then(|s| s.value.source.as_ref());
                match source.and_then(|role| role.entity) {
                    Some(entity) => id('e', entity),
                    None => voice(link.word),
                }
            }
        };
        for (source, target) in link.pairs() {
            sources.entry(link.key(source, target)).or_default().insert(who.clone());
        }
    }
    sources
}

fn about_event<'a>(
    facts: &'a Facts<'_>,
    of: Id<onrecord_doc::Event>,
    entry: &'a Entry<onrecord_doc::Event>,
) -> [Cell<'a>; EDGE.len()] {
    let event = &entry.value;
    let sign: i64 = match event.quad {
        Quad::VerbalCooperation | Quad::MaterialCooperation => 1,
        Quad::VerbalConflict | Quad::MaterialConflict => -1,
    };
    // Whoever meets is met.
    let is_symmetric = event.kind == EventType::Consult;
    values(
        facts,
        entry,
        ["event", event.kind.name()],
        (sign, is_symmetric),
        [
            event.status.name().into(),
            (&event.mode).into(),
            event.quad.name().into(),
            event.goldstein.map(exact).into(),
            event.plover_score.map(exact).into(),
        ],
        event.word,
        id('v', of),
    )
}

fn about_relation<'a>(
    facts: &'a Facts<'_>,
    of: Id<onrecord_doc::Relation>,
    entry: &'a Entry<onrecord_doc::Relation>,
) -> [Cell<'a>; EDGE.len()] {
    use RelationType::{Adversary, Ally, Backs, Communicated, Family, Partner, SameAs};
    let relation = &entry.value;
    let sign: i64 = match relation.kind {
        Ally | Partner | Backs => 1,
        Adversary => -1,
        _ => 0,
    };
    let is_symmetric = matches!(relation.kind, Ally | Adversary | Partner | Family | SameAs | Communicated);
    values(
        facts,
        entry,
        ["relation", relation.kind.name()],
        (sign, is_symmetric),
        [Cell::None, Cell::None, Cell::None, Cell::None, Cell::None],
        relation.word,
        id('r', of),
    )
}

/// The values of [`EDGE`], in that order.
fn values<'a, T>(
    facts: &'a Facts<'_>,
    entry: &'a Entry<T>,
    [record_type, kind]: [&'static str; 2],
    (sign, symmetric): (i64, bool),
    [status, mode, quad, goldstein, plover_score]: [Cell<'a>; 5],
    word: Voice,
    record: String,
) -> [Cell<'a>; EDGE.len()] {
    let input = facts.doc.input();
    let published = day(facts.doc.published.day).map(|d| d.to_string());
    [
        record_type.into(),
        kind.into(),
        sign.into(),
        Cell::None,
        Cell::None,
        symmetric.into(),
        status,
        mode,
        quad,
        goldstein,
        plover_score,
        voice(word).into(),
        facts.said_by(word).into(),
        Cell::Text(facts.words(&entry.at)),
        exact(entry.score).into(),
        facts.id.as_str().into(),
        record.into(),
        published.into(),
        (&input.publisher).into(),
        (&input.title).into(),
        (&input.url).into(),
    ]
}

/// 16 bytes that stand for a name.
fn digest(name: &str) -> [u8; 16] {
    let mut out = [0; 16];
    out.copy_from_slice(&Sha256::digest(name.as_bytes())[..16]);
    out
}
