//! Who takes part in a thing to come, where it is, and on whose word it stands.

use super::clause::{Clause, is_verb};
use super::words::{AgendaWords, Class};
use crate::intervals::Intervals;
use onrecord_doc::{
    Document, Entity, EntityType, Id, MentionForm, MentionType, Place, PlaceLevel, PlaceSense, Role, Span,
    Spans, Statement, Tokens, Voice,
};

/// The records of a document by where they stand.
pub(super) struct Around<'d> {
    doc: &'d Document,
    mentions: Intervals,
    places: Intervals,
    contents: Intervals,
    sentences: Intervals,
}

/// No more parties than a line can name.
const MOST: usize = 12;

impl<'d> Around<'d> {
    pub fn new(doc: &'d Document) -> Around<'d> {
        let contents = doc.statements.iter().flat_map(|(id, s)| {
            let at = s.value.content.as_ref().and_then(|c| c.at.as_ref());
            at.into_iter().flat_map(Spans::iter).map(move |span| (id.index(), span))
        });
        Around {
            doc,
            mentions: Intervals::new(doc.mentions.iter().map(|(id, m)| (id.index(), m.at.hull()))),
            places: Intervals::new(doc.places.iter().map(|(id, p)| (id.index(), p.at.hull()))),
            contents: Intervals::new(contents),
            sentences: Intervals::new(doc.sentences.iter().map(|(id, s)| (id.index(), s.at.hull()))),
        }
    }

    /// The innermost statement whose content holds these words, else the report itself.
    pub fn word(&self, at: Span) -> Voice {
        match self.contents.around(at) {
            Some((n, _)) => Voice::Statement(Id::<Statement>::at(n)),
            None => Voice::Publisher,
        }
    }

    /// The sentence around these words.
    pub fn sentence(&self, at: Span) -> Option<Span> {
        let (_, sentence) = self.sentences.around(at)?;
        // The dateline before it tells where the report was written.
        let dateline =
            self.doc.dateline.as_ref().map(|d| d.at).filter(|d| sentence.covers(*d) && d.end() <= at.start());
        Some(dateline.map_or(sentence, |d| Span::of(d.end(), sentence.end())))
    }

    /// Whether it is said within someone's words, in which *would* is the *will* of then.
    pub fn is_said(&self, at: Span) -> bool {
        self.contents.around(at).is_some()
    }

    /// Whom exactly these words stand for.
    pub fn who(&self, at: Span) -> Option<(MentionForm, Id<Entity>)> {
        let (n, _) = self.mentions.touching(at).find(|(_, s)| *s == at)?;
        let mention = &self.doc.mentions.find(Id::at(n))?.value;
        let entity = mention.entity?;
        self.can_be(at, entity).then_some((mention.form, entity))
    }

    /// Whether a pronoun can stand for that entity; the chains now and then end in a thing of another kind.
    fn can_be(&self, at: Span, entity: Id<Entity>) -> bool {
        let is_person = self.doc.entities.find(entity).is_some_and(|e| e.value.kind == EntityType::Person);
        match self.doc.quote(at).to_ascii_lowercase().as_str() {
            "he" | "she" | "him" | "her" => is_person,
            "it" => !is_person,
            _ => true,
        }
    }

    /// Those who take part.
    pub fn parties(&self, words: &AgendaWords, clause: &Clause, tokens: &[usize]) -> Vec<Role> {
        let (doc, t) = (self.doc, &self.doc.tokens);
        let Some(at) = super::title::spans(doc, tokens) else { return Vec::new() };
        let mut found: Vec<(Span, Role)> = Vec::new();
        let near = at.iter().flat_map(|s| self.mentions.touching(s).filter(move |(_, m)| s.covers(*m)));
        for (n, span) in near {
            let Some(entry) = doc.mentions.find(Id::at(n)) else { continue };
            let mention = &entry.value;
            let Some(entity) = mention.entity else { continue };
            let is_actor = match mention.kind {
                MentionType::Person | MentionType::Organisation | MentionType::Nationality => true,
                MentionType::Place => {
                    doc.entities.find(entity).is_some_and(|e| e.value.kind == EntityType::Country)
                }
                _ => false,
            };
            if is_actor && self.can_be(span, entity) && takes_part(t, words, clause, tokens, span) {
                found.push((span, Role { at: Some(entry.at.clone()), entity: Some(entity) }));
            }
        }
        found.sort_by_key(|(span, _)| (span.start(), std::cmp::Reverse(span.end())));
        let mut out: Vec<Role> = Vec::new();
        for (_, role) in found {
            if out.len() < MOST && !out.iter().any(|r| r.entity == role.entity) {
                out.push(role);
            }
        }
        out
    }

    /// Where it is: the most exact of the places that its words name as places.
    pub fn place(&self, words: &AgendaWords, clause: &Clause, tokens: &[usize]) -> Option<Id<Place>> {
        let at = super::title::spans(self.doc, tokens)?;
        let near = at.iter().flat_map(|s| self.places.touching(s).filter(move |(_, p)| s.covers(*p)));
        let rank = |level: PlaceLevel| match level {
            PlaceLevel::Site => 0,
            PlaceLevel::City => 1,
            PlaceLevel::Region => 2,
            PlaceLevel::Country => 3,
        };
        let t = &self.doc.tokens;
        let fit = near.filter_map(|(n, span)| {
            let place = &self.doc.places.find(Id::at(n))?.value;
            // *In Geneva*, *to Oslo*: what stands behind a preposition of place, not *the Geneva talks* nor *of Kenya*.
            let first = t.within(span).start;
            let before = (first.saturating_sub(3)..first).rev().find(|i| t.pos(*i) == "ADP");
            let is_there = before.is_some_and(|i| {
                matches!(
                    t.lower(i),
                    "in" | "at" | "to" | "near" | "on" | "outside" | "into" | "for" | "across" | "around"
                )
            });
            let visited = matches!(t.dep(t.within(span).end.saturating_sub(1)), "dobj" | "npadvmod");
            (place.sense == PlaceSense::Place && (is_there || visited) && is_of(t, words, clause, first))
                .then_some((!is_there, rank(place.level), span.start(), n))
        });
        fit.min().map(|(.., n)| Id::at(n))
    }
}

/// Whether a mention does or suffers what the clause tells, or is with those who do.
fn takes_part(t: &Tokens, words: &AgendaWords, clause: &Clause, tokens: &[usize], span: Span) -> bool {
    let within = t.within(span);
    let Some(mut at) = within.clone().find(|i| !within.contains(&t.head(*i)) || t.head(*i) == *i) else {
        return false;
    };
    for _ in 0..8 {
        if at == clause.top {
            return true;
        }
        let head = t.head(at);
        if head == at || tokens.binary_search(&head).is_err() && !clause.borrowed.contains(&at) {
            return clause.borrowed.contains(&at);
        }
        let leads = match t.dep(at) {
            "nsubj" | "nsubjpass" | "dobj" | "dative" | "agent" | "conj" | "attr" => true,
            "pobj" => matches!(
                t.lower(head),
                "with" | "between" | "by" | "against" | "among" | "alongside" | "from" | "to" | "of" | "for"
            ),
            "prep" => is_verb(t, head) || words.is(t, head, Class::Event),
            "compound" | "amod" | "nmod" | "poss" => words.is(t, head, Class::Event),
            "xcomp" | "ccomp" | "acl" | "relcl" | "advcl" | "pcomp" => clause.path.contains(&at),
            "acomp" | "oprd" => true,
            _ => false,
        };
        if !leads {
            return false;
        }
        at = head;
        if is_verb(t, at) && clause.path.contains(&at) {
            return true;
        }
    }
    false
}

/// Whether a place belongs to what the clause tells, and not to something told beside it (*to discuss the war in Syria*).
fn is_of(t: &Tokens, words: &AgendaWords, clause: &Clause, place: usize) -> bool {
    let mut at = place;
    for _ in 0..10 {
        if at == clause.top || clause.path.contains(&at) || words.is(t, at, Class::Event) {
            return true;
        }
        if is_verb(t, at) {
            // *Plans to march*, *expected to gather*: what is planned is a part of it.
            return clause.path.contains(&t.head(at)) && matches!(t.dep(at), "xcomp" | "ccomp");
        }
        let head = t.head(at);
        if head == at {
            return false;
        }
        at = head;
    }
    false
}
