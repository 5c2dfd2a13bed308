//! Who the parties of an event are: from the tokens that fill its slots to mentions and entities.
//!
//! A party is a mention of someone who can act, or whatever the act is done to. Members of a row (*France and Germany*)
//! are parties of their own; a pronoun stands with its entity. Times, weapons that kill and the act's own noun are no
//! parties.

use super::lexicon::{EventLexicon, Kind};
use crate::codes::Homes;
use crate::intervals::Intervals;
use hashbrown::HashMap;
use onrecord_doc::{Document, Entity, EntityType, Id, Mention, MentionType, Role, Span, Spans};

/// The mentions of a document by the token that each hangs on.
pub(super) struct Parties<'d> {
    doc: &'d Document,
    lexicon: &'d EventLexicon,
    by_head: HashMap<usize, Id<Mention>>,
    times: Intervals,
}

/// No more parties than this on one side.
const MOST: usize = 12;

/// No more children than this are looked at for members of a row.
const MOST_CHILDREN: usize = 32;

impl<'d> Parties<'d> {
    pub fn new(doc: &'d Document, lexicon: &'d EventLexicon) -> Parties<'d> {
        let t = &doc.tokens;
        let mut by_head: HashMap<usize, Id<Mention>> = HashMap::new();
        for (id, mention) in doc.mentions.iter() {
            let span = mention.at.hull();
            let within = t.within(span);
            let head = within.clone().find(|i| !within.contains(&t.head(*i)) || t.head(*i) == *i);
            let Some(head) = head else { continue };
            let longer = |other: &Id<Mention>| doc.mentions[*other].at.hull().len() < span.len();
            if by_head.get(&head).is_none_or(longer) {
                by_head.insert(head, id);
            }
        }
        let times = Intervals::new(doc.times.iter().map(|(id, e)| (id.index(), e.at.hull())));
        Parties { doc, lexicon, by_head, times }
    }

    /// The mention that hangs on a token.
    pub fn mention(&self, token: usize) -> Option<&'d Mention> {
        self.by_head.get(&token).map(|id| &self.doc.mentions[*id].value)
    }

    fn entity(&self, token: usize) -> Option<&'d Entity> {
        let id = self.mention(token)?.entity?;
        self.doc.entities.find(id).map(|e| &e.value)
    }

    /// Whether a token is the head of a mention that can act.
    pub fn is_actor(&self, token: usize) -> bool {
        let Some(mention) = self.mention(token) else { return false };
        match mention.kind {
            MentionType::Person | MentionType::Organisation | MentionType::Nationality => true,
            MentionType::Place => self.entity(token).is_some_and(|e| e.kind == EntityType::Country),
            _ => false,
        }
    }

    /// Whether what hangs on a token is of a kind.
    pub fn is(&self, token: usize, kind: Kind) -> bool {
        let mention = self.mention(token).map(|m| m.kind);
        let entity = self.entity(token).map(|e| e.kind);
        match kind {
            Kind::Actor => self.is_actor(token),
            Kind::Person => mention == Some(MentionType::Person),
            Kind::Body => {
                mention == Some(MentionType::Organisation)
                    || matches!(entity, Some(EntityType::Country | EntityType::Organisation))
            }
            Kind::Place => mention == Some(MentionType::Place),
            Kind::Thing => !self.is_actor(token) && mention != Some(MentionType::Place),
            Kind::Name => self.doc.tokens.pos(token) == "PROPN",
        }
    }

    fn is_time(&self, token: usize) -> bool {
        let span = self.doc.tokens.span(token);
        matches!(self.doc.tokens.ent_type(token), "DATE" | "TIME")
            || self.times.touching(span).next().is_some()
    }

    /// Whether a token can be a party at all.
    fn can_be(&self, token: usize, acts: bool) -> bool {
        let t = &self.doc.tokens;
        if self.is_time(token) || !matches!(t.pos(token), "NOUN" | "PROPN" | "PRON" | "ADJ" | "NUM") {
            return false;
        }
        if matches!(t.lower(token), "it" | "this" | "that" | "there" | "these" | "what") {
            return self.is_actor(token);
        }
        match self.mention(token) {
            _ if self.is_actor(token) => true,
            Some(m) if acts => {
                matches!(m.kind, MentionType::Platform | MentionType::Vessel | MentionType::Vehicle)
                    || self.is_agent(token)
            }
            None if acts => self.is_agent(token),
            Some(_) => true,
            None => matches!(t.pos(token), "NOUN" | "PROPN"),
        }
    }

    /// Whether a common noun stands for people or for what they move in.
    fn is_agent(&self, token: usize) -> bool {
        let t = &self.doc.tokens;
        ["agent", "people", "troops", "captive", "warcraft"]
            .iter()
            .any(|c| self.lexicon.has_class(t, token, c))
    }

    /// Whose a weapon or another thing is that does it: *Ukrainian drones*, *the army's shells*.
    fn owner(&self, token: usize) -> Option<usize> {
        let t = &self.doc.tokens;
        let owns =
            |c: &usize| matches!(t.dep(*c), "amod" | "compound" | "nmod" | "poss") && self.is_actor(*c);
        t.children(token).take(MOST_CHILDREN).find(owns)
    }

    /// The parties that fill these slots, members of rows one by one; `acts` for those who do it.
    pub fn roles(&self, tokens: &[usize], acts: bool, trigger: &[usize]) -> Vec<(usize, Role)> {
        let mut out: Vec<(usize, Role)> = Vec::new();
        for &head in tokens {
            for member in self.members(self.counted(head)) {
                let member = match self.can_be(member, acts) {
                    false if acts => self.owner(member).unwrap_or(member),
                    _ => member,
                };
                let is_new = !out.iter().any(|(i, _)| *i == member);
                if out.len() < MOST && is_new && !trigger.contains(&member) && self.can_be(member, acts) {
                    out.push((member, self.role(member)));
                }
            }
        }
        out
    }

    /// Who is counted: *thousands of Nigerians*, *a group of diplomats*.
    fn counted(&self, token: usize) -> usize {
        let t = &self.doc.tokens;
        if !self.lexicon.has_class(t, token, "amount") {
            return token;
        }
        let of = t.children(token).take(MOST_CHILDREN).find(|c| t.dep(*c) == "prep" && t.lower(*c) == "of");
        of.and_then(|p| t.children(p).find(|c| t.dep(*c) == "pobj")).unwrap_or(token)
    }

    /// The members of the row that a token begins: *France*, *Germany* and *Italy*.
    fn members(&self, head: usize) -> Vec<usize> {
        let t = &self.doc.tokens;
        let mut out = Vec::new();
        let mut next = vec![head];
        while let Some(i) = next.pop() {
            if out.len() >= MOST {
                break;
            }
            // *Ethiopian and Somali engineers* are two.
            let peoples = t
                .children(i)
                .take(MOST_CHILDREN)
                .filter(|c| matches!(t.dep(*c), "amod" | "compound" | "nmod") && self.is_actor(*c));
            for people in peoples {
                if t.children(people).any(|c| t.dep(c) == "conj" && self.is_actor(c)) {
                    out.push(people);
                }
            }
            out.push(i);
            let row = t
                .children(i)
                .take(MOST_CHILDREN)
                .filter(|c| t.dep(*c) == "conj" && !matches!(t.pos(*c), "VERB" | "AUX"));
            let row: Vec<usize> = row.collect();
            next.extend(row.into_iter().rev());
        }
        out
    }

    /// The role of the mention that hangs on a token, or of the noun phrase where no mention does. What is no actor
    /// itself stands for whose it is: *our quotas*, *its flag*, *the rights of Palestinians*.
    pub fn role(&self, token: usize) -> Role {
        let own = self.by_head.get(&token).map(|id| &self.doc.mentions[*id]);
        let at = own.map_or_else(|| self.phrase(token).into(), |entry| entry.at.clone());
        let is_known = own.and_then(|m| m.value.entity).is_some_and(|e| {
            self.is_actor(token) || self.doc.entities.find(e).is_some_and(|e| e.value.country.is_some())
        });
        let entity = own.and_then(|m| m.value.entity);
        if is_known {
            return Role { at: Some(at), entity };
        }
        let owner = self.owner(token).or_else(|| self.behind(token));
        let owner =
            owner.and_then(|o| self.by_head.get(&o)).and_then(|id| self.doc.mentions[*id].value.entity);
        Role { at: Some(at), entity: owner.or(entity) }
    }

    /// Whether what a token names belongs to one of these: *its troops*.
    pub fn is_owned_by(&self, token: usize, side: &[(usize, Role)]) -> bool {
        let owner = self.owner(token).filter(|o| self.doc.tokens.dep(*o) == "poss");
        let Some(owner) = owner.map(|o| self.role(o)) else { return false };
        owner.entity.is_some() && side.iter().any(|(_, r)| r.entity == owner.entity)
    }

    /// Whether a role stands for someone who can act.
    pub fn is_party(&self, token: usize, role: &Role) -> bool {
        self.is_actor(token) || role.entity.is_some()
    }

    /// The actor that a thing is of: *the welfare of 2,000 Libyans*, *aid for Kenya*.
    fn behind(&self, token: usize) -> Option<usize> {
        let t = &self.doc.tokens;
        let mut next = vec![token];
        for _ in 0..3 {
            let at = next.pop()?;
            for p in t.children(at).take(MOST_CHILDREN).filter(|c| t.dep(*c) == "prep") {
                if !matches!(t.lower(p), "of" | "for" | "against" | "on" | "to" | "by" | "from" | "in") {
                    continue;
                }
                let Some(object) = t.children(p).find(|c| t.dep(*c) == "pobj") else { continue };
                if self.is_actor(object) {
                    return Some(object);
                }
                next.push(object);
                if let Some(owner) = self.owner(object) {
                    return Some(owner);
                }
            }
        }
        None
    }

    /// The noun phrase of a token without clauses, rows and what is set off by commas.
    fn phrase(&self, token: usize) -> Span {
        let t = &self.doc.tokens;
        let (mut first, mut last) = (token, token);
        for c in t.children(token).take(MOST_CHILDREN) {
            let (l, r) = t.subtree(c);
            match t.dep(c) {
                "det" | "amod" | "compound" | "nummod" | "poss" | "nmod" | "quantmod" if c < token => {
                    first = first.min(l);
                }
                "prep" if c > token && t.lower(c) == "of" => last = last.max(r),
                _ => {}
            }
        }
        t.span_of(first.min(token), last)
    }
}

/// An entity for a party that is named once and stands for nobody known: *the election commission*, *a guesthouse*.
pub(super) fn named_once(
    doc: &Document,
    lexicon: &EventLexicon,
    homes: &Homes,
    token: usize,
    at: &Spans,
) -> Option<Entity> {
    let t = &doc.tokens;
    let is = |class: &str| lexicon.has_class(t, token, class);
    let kind = match () {
        () if matches!(t.pos(token), "PRON" | "DET" | "NUM" | "ADJ") => return None,
        () if is("building") || is("land") => EntityType::Place,
        () if is("agent") || is("people") || is("troops") || is("captive") => EntityType::Group,
        () if is("court") || is("media") => EntityType::Organisation,
        () => EntityType::Other,
    };
    let name = crate::entities::without_determiner(doc.quote(at.first())).to_owned();
    let country = homes.of_phrase(at.hull());
    Some(Entity {
        name,
        kind,
        aliases: Vec::new(),
        country,
        cameo: None,
        sector: None,
        roles: Vec::new(),
        key: None,
        wikidata: None,
        anonymous: false,
    })
}

/// The words of some tokens as spans, neighbours joined.
pub(super) fn words(doc: &Document, tokens: &[usize]) -> Option<Spans> {
    let mut sorted = tokens.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut spans: Vec<Span> = Vec::new();
    let mut before: Option<usize> = None;
    for i in sorted {
        let span = doc.tokens.span(i);
        match (spans.last_mut(), before) {
            (Some(last), Some(b)) if b + 1 == i => *last = last.join(span),
            _ => spans.push(span),
        }
        before = Some(i);
    }
    Spans::new(spans)
}
