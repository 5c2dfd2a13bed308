//! The ends of a relation: from the token that a rule has captured to the mention and the entity that it stands for.

use crate::actors::Actors;
use hashbrown::HashMap;
use onrecord_doc::{Document, Entity, EntityType, Id, Mention, MentionForm, MentionType, Span, Tokens};

/// An end that a relation can have.
#[derive(Clone, Debug)]
pub(super) struct End {
    /// Its words.
    pub at: Span,
    /// Who or what it is, if known.
    pub entity: Option<Id<Entity>>,
    /// What it is.
    pub kind: MentionType,
    /// Whether it is called by a name, here or elsewhere in the text.
    pub is_named: bool,
    /// Whether there is a name among its words: *the town of Narva*.
    pub has_name: bool,
    /// Whether it is a state, which acts and is a place.
    pub is_state: bool,
}

/// The mentions of a document by the token that each hangs from, and its entities by name.
pub(super) struct Ends<'d> {
    doc: &'d Document,
    actors: &'d Actors,
    /// The longest mention of each head token.
    by_head: HashMap<usize, Id<Mention>>,
    named: HashMap<Id<Entity>, bool>,
    by_name: HashMap<String, Id<Entity>>,
    by_country: HashMap<&'d str, Id<Entity>>,
}

/// A longer mention is a list that nothing hangs together in.
const LONGEST: usize = 60;

impl<'d> Ends<'d> {
    pub fn of(doc: &'d Document, actors: &'d Actors) -> Ends<'d> {
        let t = &doc.tokens;
        let mut ends = Ends {
            doc,
            actors,
            by_head: HashMap::new(),
            named: HashMap::new(),
            by_name: HashMap::new(),
            by_country: HashMap::new(),
        };
        for (id, m) in doc.mentions.iter() {
            let range = t.within(m.at.hull());
            if range.len() > LONGEST {
                continue;
            }
            let head = range.clone().find(|i| t.head(*i) == *i || !range.contains(&t.head(*i)));
            let length = |id: &Id<Mention>| doc.mentions[*id].at.hull().len();
            let is_longer = |old: Option<&Id<Mention>>| old.is_none_or(|old| length(old) < length(&id));
            if let Some(head) = head
                && is_longer(ends.by_head.get(&head))
            {
                ends.by_head.insert(head, id);
            }
            if let Some(e) = m.value.entity {
                *ends.named.entry(e).or_default() |= m.value.form == MentionForm::Name;
            }
        }
        for (id, e) in doc.entities.iter() {
            for name in e.value.aliases.iter().chain([&e.value.name]) {
                ends.by_name.entry(name.to_lowercase()).or_insert(id);
            }
            if e.value.kind == EntityType::Country
                && let Some(country) = &e.value.country
            {
                ends.by_country.entry(country.as_str()).or_insert(id);
            }
        }
        ends
    }

    /// The end that a token is: the mention that hangs from it, else the name or phrase around it.
    ///
    /// `any_noun`: the rule itself shows that the noun acts, as the words before it do in *French-led mission*.
    pub fn at(&self, token: usize, any_noun: bool) -> Option<End> {
        let t = &self.doc.tokens;
        let token = antecedent(t, token);
        if let Some(id) = self.by_head.get(&token) {
            return self.of_mention(*id);
        }
        let at = words_of(t, token);
        let (entity, is_state) = self.by_words(self.doc.quote(at));
        let is_name = !t.ent_type(token).is_empty() || t.pos(token) == "PROPN";
        let kind = match t.ent_type(token) {
            "PERSON" => MentionType::Person,
            "NORP" => MentionType::Nationality,
            "GPE" | "LOC" | "FAC" => MentionType::Place,
            "ORG" => MentionType::Organisation,
            "" if t.pos(token) == "PROPN" => MentionType::Organisation,
            "" => self
                .of_noun(token)
                .or((any_noun && t.pos(token) == "NOUN").then_some(MentionType::Organisation))?,
            _ => return None,
        };
        Some(End { at, entity, kind, is_named: is_name, has_name: is_name, is_state })
    }

    fn of_mention(&self, id: Id<Mention>) -> Option<End> {
        let (t, m) = (&self.doc.tokens, &self.doc.mentions[id]);
        let entity = m.value.entity;
        // A pronoun is an end where it is known whom it stands for.
        if m.value.form == MentionForm::Pronoun && entity.is_none() {
            return None;
        }
        let is_state = entity.is_some_and(|e| self.doc.entities[e].value.kind == EntityType::Country);
        let is_named = m.value.form == MentionForm::Name
            || entity.is_some_and(|e| self.named.get(&e).copied().unwrap_or(false));
        let at = without_case(t, m.at.hull());
        let has_name = is_named || t.within(at).any(|i| !t.ent_type(i).is_empty());
        Some(End { at, entity, kind: m.value.kind, is_named, has_name, is_state })
    }

    /// The entity of that name in the document, or the state that the words mean.
    fn by_words(&self, words: &str) -> (Option<Id<Entity>>, bool) {
        let state = self.actors.state(words).map(|(state, _)| state);
        let of_state = state.and_then(|s| self.by_country.get(s.alpha2.as_str()).copied());
        (of_state.or_else(|| self.by_name.get(&words.to_lowercase()).copied()), state.is_some())
    }

    /// What a noun that is no mention stands for: one for people or bodies, or one with a name in front.
    fn of_noun(&self, token: usize) -> Option<MentionType> {
        use crate::actors::NounKind;
        let t = &self.doc.tokens;
        if matches!(t.lower(token), "our" | "we" | "us") {
            return Some(MentionType::Organisation);
        }
        if t.pos(token) != "NOUN" {
            return None;
        }
        match self.actors.noun(t.lemma(token)).or_else(|| self.actors.noun(t.lower(token))) {
            Some((NounKind::Person | NounKind::Group, _)) => Some(MentionType::Person),
            Some((NounKind::Organisation, _)) => Some(MentionType::Organisation),
            None => {
                let has_name = |c: usize| matches!(t.pos(c), "PROPN") || t.ent_type(c) == "NORP";
                let before = t.children(token).any(|c| c < token && has_name(c));
                before.then_some(MentionType::Organisation)
            }
        }
    }
}

/// The words without the *'s* that hangs at their end.
fn without_case(t: &Tokens, at: Span) -> Span {
    let range = t.within(at);
    if range.len() > 1 && t.tag(range.end - 1) == "POS" {
        return t.span_of(range.start, range.end - 2);
    }
    at
}

/// What *who*, *which* and *that* stand for: the noun that the clause hangs from.
fn antecedent(t: &Tokens, token: usize) -> usize {
    if !matches!(t.lower(token), "who" | "which" | "that" | "whom" | "whose") {
        return token;
    }
    let mut at = token;
    for _ in 0..4 {
        if t.dep(at) == "relcl" {
            return t.head(at);
        }
        if t.head(at) == at {
            break;
        }
        at = t.head(at);
    }
    token
}

/// A noun with what stands before it and its *of*-phrases, or the name that it is in.
fn words_of(t: &Tokens, token: usize) -> Span {
    let mut first = token;
    let modifiers = t.children(token).filter(|c| *c < token);
    for c in modifiers {
        if matches!(t.dep(c), "det" | "amod" | "compound" | "nmod" | "poss" | "nummod") {
            first = first.min(t.subtree(c).0);
        }
    }
    // A word that stands before a noun is that word: *Finnish* of *the Finnish president*.
    let is_modifier = matches!(t.dep(token), "amod" | "npadvmod") && t.pos(token) == "ADJ";
    t.span_of(if is_modifier { token } else { first }, token)
}
