//! One actor for the same person, state or body in many reports.
//!
//! [`Actors`] takes documents one by one and gives every entity its actor: through the key or Wikidata number of a
//! data file, a full name or alias, or a surname together with an office that one actor holds on that day. Country
//! and office must not speak against it. A surname alone never links, a source whose name is withheld is never
//! anybody else, and what has no name (*the protesters*) stays in its document.
//!
//! A person may say that two references are the same or different ([`Decision`]). Decisions speak of references, not
//! of actors, so they hold in any order of reading: keep them and give them to an empty index first.

mod name;

use jiff::civil::Date;
use onrecord_doc::{Document, Entity, EntityType, MentionForm, Office};
use std::collections::{BTreeSet, HashMap};

/// How many actors of one name are looked at. A name that more share links through a key only.
const SAME_NAME: usize = 64;
/// How many names, and how many offices, an actor keeps.
const KEPT: usize = 64;

/// An entity of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The document's id.
    pub document: String,
    /// The number of the entity in it, from 0.
    pub entity: usize,
}

/// The number of an actor in its index, from 0.
pub type ActorId = usize;

/// What a person says of two references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The one.
    pub a: Reference,
    /// The other. Where they are different, this one leaves.
    pub b: Reference,
    /// Whether they are the same.
    pub same: bool,
    /// Who says so.
    pub by: String,
}

/// Why a reference was given its actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// Nothing like it was there.
    New,
    /// The same full name or alias, nothing against it.
    Name,
    /// A surname with an office that this actor holds.
    Office,
    /// A name with the same country or office.
    NameAndMore,
    /// The same key or Wikidata number.
    Key,
    /// A person said so.
    Person,
}

/// One actor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Actor {
    /// The fullest name.
    pub name: String,
    /// What it is.
    pub kind: Option<EntityType>,
    /// Every name it goes by, that one included.
    pub names: BTreeSet<String>,
    /// Keys of data files and Wikidata numbers.
    pub keys: BTreeSet<String>,
    /// ISO 3166 alpha-2 codes; two where reports differ.
    pub countries: BTreeSet<String>,
    /// Offices with their dates. One told by a text has the day of publication as its first and last known day.
    pub offices: Vec<Office>,
    /// Where it stands.
    pub references: Vec<Reference>,
    /// The actor it was merged into.
    pub merged_into: Option<ActorId>,
}

/// Actors and the names that lead to them.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    actors: Vec<Actor>,
    by_reference: HashMap<Reference, (ActorId, Basis)>,
    by_key: HashMap<String, ActorId>,
    by_name: HashMap<String, Vec<ActorId>>,
    decisions: Vec<Decision>,
    decided: HashMap<Reference, Vec<usize>>,
}

impl Actors {
    /// An index without actors.
    pub fn new() -> Actors {
        Actors::default()
    }

    /// Every actor that was not merged into another, with its number.
    pub fn iter(&self) -> impl Iterator<Item = (ActorId, &Actor)> {
        self.actors.iter().enumerate().filter(|(_, a)| a.merged_into.is_none())
    }

    /// The actor of that number, or the one it was merged into.
    pub fn find(&self, id: ActorId) -> Option<&Actor> {
        self.actors.get(self.settled(id)?)
    }

    /// The actor of a reference and why.
    pub fn of(&self, reference: &Reference) -> Option<(ActorId, Basis)> {
        let &(id, basis) = self.by_reference.get(reference)?;
        Some((self.settled(id)?, basis))
    }

    /// What persons said, in order; give it to [`Actors::decide`] of an empty index to have it again.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Adds a document and gives the actor of each of its entities; `None` for those that are nobody across reports:
    /// withheld names and what is not named. A document that is held gives the actors it had.
    pub fn add(&mut self, doc: &Document) -> Vec<Option<ActorId>> {
        let named = named(doc);
        let id = doc.id();
        let mut given = Vec::with_capacity(doc.entities.len());
        for (e, entry) in doc.entities.iter() {
            let reference = Reference { document: id.clone(), entity: e.index() };
            if let Some((actor, _)) = self.of(&reference) {
                given.push(Some(actor));
                continue;
            }
            let stands = !entry.value.anonymous && (named[e.index()] || has_key(&entry.value));
            given.push(stands.then(|| self.place(reference, &entry.value, doc.published.day)));
        }
        given
    }

    /// Takes a person's word that two references are the same or different. It holds at once and for what is added
    /// later; the last word on a pair counts.
    pub fn decide(&mut self, decision: Decision) {
        let n = self.decisions.len();
        self.decided.entry(decision.a.clone()).or_default().push(n);
        self.decided.entry(decision.b.clone()).or_default().push(n);
        let (a, b) = (decision.a.clone(), decision.b.clone());
        self.decisions.push(decision);
        if self.by_reference.contains_key(&a) && self.by_reference.contains_key(&b) {
            self.apply(n);
        }
    }

    fn settled(&self, mut id: ActorId) -> Option<ActorId> {
        // An actor is only ever merged into an older one, so this ends.
        while let Some(into) = self.actors.get(id)?.merged_into {
            id = into;
        }
        Some(id)
    }

    fn place(&mut self, reference: Reference, entity: &Entity, day: Option<Date>) -> ActorId {
        let apart = self.kept_apart(&reference);
        let (actor, basis) = self.choose(entity, day, &apart).unwrap_or_else(|| {
            self.actors.push(Actor { kind: Some(entity.kind), ..Actor::default() });
            (self.actors.len() - 1, Basis::New)
        });
        self.learn(actor, entity, day);
        self.actors[actor].references.push(reference.clone());
        self.by_reference.insert(reference.clone(), (actor, basis));
        for n in self.decided.get(&reference).cloned().unwrap_or_default() {
            self.apply(n);
        }
        self.by_reference.get(&reference).and_then(|r| self.settled(r.0)).unwrap_or(actor)
    }

    /// Actors that a person said this reference is not.
    fn kept_apart(&self, reference: &Reference) -> BTreeSet<ActorId> {
        let said = self.decided.get(reference).into_iter().flatten().map(|&n| &self.decisions[n]);
        said.filter(|d| !d.same)
            .filter_map(|d| self.of(if d.a == *reference { &d.b } else { &d.a }))
            .map(|(actor, _)| actor)
            .collect()
    }

    /// The one actor that the entity can be, if there is exactly one best.
    fn choose(
        &self,
        entity: &Entity,
        day: Option<Date>,
        apart: &BTreeSet<ActorId>,
    ) -> Option<(ActorId, Basis)> {
        for key in keys(entity) {
            if let Some(id) =
                self.by_key.get(&key).and_then(|&id| self.settled(id)).filter(|id| !apart.contains(id))
            {
                return Some((id, Basis::Key));
            }
        }
        let mut seen = BTreeSet::new();
        let mut found: Vec<(Basis, ActorId)> = Vec::new();
        for name in name::keys(entity) {
            let list = self.by_name.get(&name.key).into_iter().flatten();
            for id in list.filter_map(|&id| self.settled(id)) {
                if apart.contains(&id) || !seen.insert((id, name.loose)) {
                    continue;
                }
                let basis = fits(&self.actors[id], entity, day, name.loose);
                found.extend(basis.map(|b| (b, id)));
            }
        }
        found.sort_unstable();
        let &(best, id) = found.last()?;
        // Two that fit equally well: nobody knows which is meant, so neither is.
        let others = found.iter().any(|&(b, other)| b == best && other != id);
        (!others).then_some((id, best))
    }

    fn learn(&mut self, id: ActorId, entity: &Entity, day: Option<Date>) {
        for key in keys(entity) {
            self.by_key.entry(key.clone()).or_insert(id);
            self.actors[id].keys.insert(key);
        }
        for name in name::keys(entity) {
            let list = self.by_name.entry(name.key).or_default();
            if !list.contains(&id) && list.len() < SAME_NAME {
                list.push(id);
            }
        }
        let actor = &mut self.actors[id];
        for name in std::iter::once(&entity.name).chain(&entity.aliases) {
            if actor.names.len() < KEPT {
                actor.names.insert(name.clone());
            }
        }
        if name::size(&entity.name) > name::size(&actor.name) || actor.name.is_empty() {
            actor.name = entity.name.clone();
        }
        actor.countries.extend(entity.country.clone());
        for office in &entity.roles {
            learn_office(&mut actor.offices, office, day);
        }
    }

    /// Makes a decision hold, if both references are there.
    fn apply(&mut self, n: usize) {
        let Decision { a, b, same, .. } = self.decisions[n].clone();
        // A later word on the same pair stands.
        let later = self.decided.get(&b).into_iter().flatten().any(|&m| {
            let d = &self.decisions[m];
            m > n && ((d.a == a && d.b == b) || (d.a == b && d.b == a))
        });
        let (Some((x, _)), Some((y, _))) = (self.of(&a), self.of(&b)) else { return };
        if later {
            return;
        }
        if same && x != y {
            self.merge(x.min(y), x.max(y));
        } else if !same && x == y {
            self.leave(x, &b);
        }
        for r in [a, b] {
            if let Some(entry) = self.by_reference.get_mut(&r) {
                entry.1 = Basis::Person;
            }
        }
    }

    fn merge(&mut self, into: ActorId, from: ActorId) {
        let gone = std::mem::take(&mut self.actors[from]);
        self.actors[from].merged_into = Some(into);
        let actor = &mut self.actors[into];
        if name::size(&gone.name) > name::size(&actor.name) {
            actor.name = gone.name;
        }
        actor.names.extend(gone.names);
        actor.keys.extend(gone.keys);
        actor.countries.extend(gone.countries);
        actor.references.extend(gone.references);
        for office in gone.offices {
            learn_office(&mut actor.offices, &office, None);
        }
    }

    /// Takes a reference out of its actor; it becomes an actor that later reports do not join by name.
    fn leave(&mut self, from: ActorId, reference: &Reference) {
        self.actors[from].references.retain(|r| r != reference);
        let name = self.actors[from].name.clone();
        let kind = self.actors[from].kind;
        let names = BTreeSet::from([name.clone()]);
        self.actors.push(Actor {
            name,
            kind,
            names,
            references: vec![reference.clone()],
            ..Actor::default()
        });
        self.by_reference.insert(reference.clone(), (self.actors.len() - 1, Basis::Person));
    }
}

/// Which entities a name mention stands for.
fn named(doc: &Document) -> Vec<bool> {
    let mut named = vec![false; doc.entities.len()];
    for (_, mention) in doc.mentions.iter() {
        if mention.value.form == MentionForm::Name
            && let Some(seen) = mention.value.entity.and_then(|e| named.get_mut(e.index()))
        {
            *seen = true;
        }
    }
    named
}

fn keys(entity: &Entity) -> impl Iterator<Item = String> {
    let of = |prefix: &str, k: &Option<String>| {
        k.as_ref().filter(|k| !k.is_empty()).map(|k| format!("{prefix}{k}"))
    };
    of("", &entity.key).into_iter().chain(of("wikidata/", &entity.wikidata))
}

fn has_key(entity: &Entity) -> bool {
    keys(entity).next().is_some()
}

/// Whether an entity with one of its names can be this actor, and on what.
///
/// A loose name (a surname, or first and last of three) needs more than itself: the same office at the time for a
/// surname; the same country or office for the rest.
fn fits(actor: &Actor, entity: &Entity, day: Option<Date>, loose: name::Loose) -> Option<Basis> {
    let same_kind = actor.kind == Some(entity.kind)
        || [actor.kind, Some(entity.kind)].iter().all(|k| {
            // A state is named as a country, as a body that acts and as a place.
            matches!(k, Some(EntityType::Country | EntityType::Organisation | EntityType::Place))
        }) && entity.kind != EntityType::Place
            && actor.kind != Some(EntityType::Place);
    let other_key = has_key(entity)
        && keys(entity).any(|k| {
            let family = |k: &str| k.split('/').next().map(str::to_owned);
            actor.keys.iter().any(|a| family(a) == family(&k) && *a != k)
        });
    if !same_kind || other_key {
        return None;
    }
    let country = match &entity.country {
        Some(c) if !actor.countries.is_empty() => {
            if !actor.countries.contains(c) {
                return None;
            }
            true
        }
        _ => false,
    };
    let office = entity.roles.iter().any(|r| actor.offices.iter().any(|o| same_office(o, r, day)));
    match loose {
        name::Loose::Full if country || office => Some(Basis::NameAndMore),
        name::Loose::Full => Some(Basis::Name),
        name::Loose::Variant => (country || office).then_some(Basis::Name),
        name::Loose::Surname => office.then_some(Basis::Office),
    }
}

/// The same title of the same body, held on that day. An office whose dates are not known is held on any day
/// within a year of the days on which reports gave it.
fn same_office(held: &Office, told: &Office, day: Option<Date>) -> bool {
    let same = |a: &str, b: &str| !a.is_empty() && a.to_lowercase() == b.to_lowercase();
    let body = match (&held.of, &told.of) {
        (Some(a), Some(b)) => same(a, b),
        _ => false,
    };
    let Some(day) = day else { return body && same(&held.title, &told.title) };
    let year = jiff::Span::new().days(if held.basis == "text" { 365 } else { 0 });
    let from = held.from.is_none_or(|f| f.saturating_sub(year) <= day);
    let to = held.to.is_none_or(|t| t.saturating_add(year) >= day);
    body && same(&held.title, &told.title) && from && to
}

/// Adds an office; one told by texts has the first and last day of the reports that gave it.
fn learn_office(offices: &mut Vec<Office>, told: &Office, day: Option<Date>) {
    let text = told.basis == "text";
    let room = offices.len() < KEPT;
    let known = offices.iter_mut().find(|o| {
        o.title.eq_ignore_ascii_case(&told.title)
            && o.of == told.of
            && o.basis == told.basis
            && (text || o.from == told.from)
    });
    let (from, to) = if text { (told.from.or(day), told.to.or(day)) } else { (told.from, told.to) };
    match known {
        Some(o) if text => {
            o.from = o.from.min(from).or(o.from).or(from);
            o.to = o.to.max(to);
        }
        Some(_) => {}
        None if room => offices.push(Office { from, to, ..told.clone() }),
        None => {}
    }
}
