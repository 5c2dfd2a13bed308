//! The table on which mentions are joined: entities while they are put together, and what they can be looked for by.
//! Every look-up is by key, so that a long text takes no longer by the word than a short one.

use super::names;
use crate::actors::{Actors, Gender, State};
use crate::mentions::Found;
use hashbrown::HashMap;
use onrecord_doc::{Document, EntityType, MentionType, Office, Tokens};

/// An entity while it is put together.
pub(super) struct Draft {
    pub name: String,
    pub kind: EntityType,
    pub aliases: Vec<String>,
    pub country: Option<String>,
    pub roles: Vec<Office>,
    pub key: Option<String>,
    pub wikidata: Option<String>,
    pub anonymous: bool,
    /// Which step brought it in.
    pub rule: &'static str,
    pub gender: Option<Gender>,
}

impl Draft {
    pub fn new(name: impl Into<String>, kind: EntityType, rule: &'static str) -> Draft {
        Draft {
            name: name.into(),
            kind,
            aliases: Vec::new(),
            country: None,
            roles: Vec::new(),
            key: None,
            wikidata: None,
            anonymous: false,
            rule,
            gender: None,
        }
    }

    pub fn add_alias(&mut self, alias: &str) {
        if !alias.is_empty() && alias != self.name && !self.aliases.iter().any(|a| a == alias) {
            self.aliases.push(alias.to_owned());
        }
    }

    pub fn add_role(&mut self, role: Office) {
        let is_same =
            |r: &Office| r.title.eq_ignore_ascii_case(&role.title) && (r.of.is_none() || r.of == role.of);
        if !role.title.is_empty() && !self.roles.iter().any(is_same) {
            self.roles.push(role);
        }
    }
}

/// By what an entity can be looked for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Look {
    /// The key of a data file.
    Key,
    /// Name of a body known beforehand.
    Body,
    Surname,
    GivenName,
    /// Name of what is no person; see [`names::key`].
    Name,
    /// A word of such a name.
    NameWord,
    /// The last word of a title.
    TitleEnd,
    /// The noun for a source without a name.
    Unnamed,
}

pub(super) struct Joiner<'a> {
    pub doc: &'a Document,
    pub actors: &'a Actors,
    pub found: Vec<Found>,
    /// What the tagger takes a name for, by the name's head.
    pub marked: HashMap<usize, MentionType>,
    /// The entity of each mention.
    pub of: Vec<Option<usize>>,
    /// The type of each mention, where a step has told it, and the step.
    pub kinds: Vec<Option<(MentionType, &'static str)>>,
    pub entities: Vec<Draft>,
    /// The first mention of each entity.
    first: Vec<usize>,
    index: HashMap<(Look, String), Vec<usize>>,
}

impl<'a> Joiner<'a> {
    pub fn new(doc: &'a Document, actors: &'a Actors, found: Vec<Found>) -> Joiner<'a> {
        let marked = HashMap::new();
        let (of, kinds) = (vec![None; found.len()], vec![None; found.len()]);
        let (entities, first, index) = (Vec::new(), Vec::new(), HashMap::new());
        Joiner { doc, actors, found, marked, of, kinds, entities, first, index }
    }

    pub fn tokens(&self) -> &'a Tokens {
        &self.doc.tokens
    }

    /// An entity that is not looked for by its name, because it has none.
    pub fn add_unnamed(&mut self, draft: Draft) -> usize {
        self.entities.push(draft);
        self.first.push(usize::MAX);
        self.entities.len() - 1
    }

    pub fn add(&mut self, draft: Draft) -> usize {
        let e = self.entities.len();
        match draft.kind {
            EntityType::Person if draft.anonymous => {}
            EntityType::Person => self.file_person(e, &draft.name),
            _ => {
                self.file(Look::Name, names::key(&draft.name), e);
                for word in draft.name.split(' ') {
                    self.file(Look::NameWord, word.to_lowercase(), e);
                }
            }
        }
        self.add_unnamed(draft)
    }

    /// Lets an entity be found by a word.
    pub fn file(&mut self, look: Look, word: impl Into<String>, entity: usize) {
        let at = self.index.entry((look, word.into())).or_default();
        if !at.contains(&entity) {
            at.push(entity);
        }
    }

    pub fn file_person(&mut self, entity: usize, name: &str) {
        let (given, surname) = names::ends(name);
        self.file(Look::Surname, surname, entity);
        self.file(Look::GivenName, given, entity);
    }

    /// The entities that can be found by a word, in the order in which they were filed.
    pub fn look(&self, look: Look, word: impl Into<String>) -> &[usize] {
        self.index.get(&(look, word.into())).map_or(&[], Vec::as_slice)
    }

    pub fn join(&mut self, mention: usize, entity: usize, kind: MentionType, rule: &'static str) {
        self.of[mention] = Some(entity);
        self.kinds[mention] = Some((kind, rule));
        self.first[entity] = self.first[entity].min(mention);
    }

    /// Gives what is known of `from` to `into`.
    pub fn merge(&mut self, from: usize, into: usize) {
        let draft = std::mem::replace(&mut self.entities[from], Draft::new("", EntityType::Other, ""));
        let kept = &mut self.entities[into];
        kept.country = kept.country.take().or(draft.country);
        kept.gender = kept.gender.or(draft.gender);
        kept.anonymous &= draft.anonymous;
        kept.key = kept.key.take().or(draft.key);
        kept.wikidata = kept.wikidata.take().or(draft.wikidata);
        // `The mayor` is what somebody was called, and no name.
        let name = (draft.rule != "en/entities/noun").then_some(&draft.name);
        name.into_iter().chain(&draft.aliases).for_each(|alias| kept.add_alias(alias));
        draft.roles.into_iter().for_each(|role| kept.add_role(role));
    }

    pub fn is_named_before(&self, entity: usize, mention: usize) -> bool {
        self.first[entity] < mention
    }

    pub fn add_alias(&mut self, entity: usize, alias: &str) {
        self.file(Look::Name, names::key(alias), entity);
        self.entities[entity].add_alias(alias);
    }

    pub fn add_role(&mut self, entity: usize, role: Office) {
        self.file(Look::TitleEnd, names::last_word(&role.title), entity);
        self.entities[entity].add_role(role);
    }

    /// The entity of a state.
    pub fn state(&mut self, state: &State) -> usize {
        let key = format!("state/{}", state.alpha2);
        if let [e, ..] = self.look(Look::Key, key.as_str())[..] {
            return e;
        }
        let mut draft = Draft::new(&state.name, EntityType::Country, "en/entities/state");
        draft.country = Some(state.alpha2.clone());
        draft.key = Some(key.clone());
        let e = self.add(draft);
        self.file(Look::Key, key, e);
        e
    }
}
