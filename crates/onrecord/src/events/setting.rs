//! When and where an event was, and on whose word it stands.
//!
//! Time and place are the event's own: what hangs on its trigger, or on the verb that carries it. Where the report was
//! written, and when something was said, dates and places nothing. The word is the innermost statement whose content
//! holds the trigger; what a statement takes for granted (*condemned the arrest*) is on the word of whoever makes the
//! statement known.

use super::slot::Carried;
use crate::dating::{Basis, Dating, When};
use crate::intervals::Intervals;
use onrecord_doc::{
    Act, Document, Entity, EventType, Id, Place, PlaceLevel, PlaceSense, Span, Spans, Statement, Voice,
};

/// The places and statements of a document by where they stand.
pub(super) struct Setting<'d> {
    doc: &'d Document,
    places: Intervals,
    contents: Intervals,
}

/// Whether an act of this class is done by words alone.
fn is_speech(kind: EventType) -> bool {
    use EventType::{Accuse, Agree, Reject, Request, Threaten};
    matches!(kind, Accuse | Agree | Reject | Request | Threaten)
}

/// How far from a place its event is looked for.
const REACH: usize = 7;

impl<'d> Setting<'d> {
    pub fn new(doc: &'d Document) -> Setting<'d> {
        let contents = doc.statements.iter().flat_map(|(id, s)| {
            let at = s.value.content.as_ref().and_then(|c| c.at.as_ref());
            at.into_iter().flat_map(Spans::iter).map(move |span| (id.index(), span))
        });
        Setting {
            doc,
            places: Intervals::new(doc.places.iter().map(|(id, p)| (id.index(), p.at.hull()))),
            contents: Intervals::new(contents),
        }
    }

    /// The speaker, where a token stands for him or for what is his: *we*, *our clinic*.
    pub fn speaker_of(&self, token: usize) -> Option<Id<Entity>> {
        let t = &self.doc.tokens;
        let says = |i: usize| matches!(t.lower(i), "we" | "us" | "i" | "me" | "our" | "my");
        if !says(token) && !t.children(token).take(16).any(|c| t.dep(c) == "poss" && says(c)) {
            return None;
        }
        let (n, _) = self.contents.around(t.span(token))?;
        self.doc.statements[Id::<Statement>::at(n)].value.source.as_ref()?.entity
    }

    /// On whose word an act stands whose trigger is this token.
    pub fn word(&self, trigger: usize) -> Voice {
        let t = &self.doc.tokens;
        let mut at = t.span(trigger);
        for _ in 0..REACH {
            let Some((n, content)) = self.contents.around(at) else { return Voice::Publisher };
            let id = Id::<Statement>::at(n);
            if !self.takes_for_granted(id, trigger, content) {
                return Voice::Statement(id);
            }
            match self.doc.statements[id].value.inside {
                Some(outer) if outer != id => return Voice::Statement(outer),
                _ => {
                    // The content around this one, if any.
                    let wider = self.contents.touching(at).filter(|(m, s)| *m != n && s.covers(content));
                    let Some((_, span)) = { wider }.min_by_key(|(_, s)| s.len()) else {
                        return Voice::Publisher;
                    };
                    at = span;
                }
            }
        }
        Voice::Publisher
    }

    /// Whether a statement speaks of an act as known: it judges or thanks, and names the act by a noun or gerund.
    fn takes_for_granted(&self, id: Id<Statement>, trigger: usize, content: Span) -> bool {
        let t = &self.doc.tokens;
        let judges = matches!(
            self.doc.statements[id].value.act,
            Act::Criticise
                | Act::Praise
                | Act::Thank
                | Act::Congratulate
                | Act::Demand
                | Act::Urge
                | Act::Apologise
        );
        if !judges {
            return false;
        }
        // A finite clause of its own is asserted: *said he condemned it because they attacked us*.
        let mut at = trigger;
        for _ in 0..REACH {
            if matches!(t.tag(at), "VBD" | "VBP" | "VBZ") && t.dep(at) != "relcl"
                || t.children(at)
                    .any(|c| matches!(t.dep(c), "aux") && matches!(t.tag(c), "VBD" | "VBP" | "VBZ" | "MD"))
            {
                return false;
            }
            if matches!(t.dep(at), "relcl" | "acl" | "amod") {
                return true;
            }
            let head = t.head(at);
            if head == at || !content.covers(t.span(head)) {
                // Asked-for acts are on the asker's word; an act named by a noun beneath a judgement is known.
                return !matches!(self.doc.statements[id].value.act, Act::Demand | Act::Urge);
            }
            at = head;
        }
        false
    }

    /// When it was: what hangs on the trigger or on the verb that carries it.
    pub fn when(&self, dating: &Dating, trigger: &[usize], carried: Option<Carried>) -> When {
        let asked = trigger.iter().copied().chain(carried.map(|c| c.verb));
        let mut best: Option<When> = None;
        for token in asked {
            let when = dating.of(token);
            let rank = |w: &When| match w.basis {
                Basis::Clause => 0,
                Basis::Governor => 1,
                Basis::Narrative => 2,
                Basis::Tense => 3,
                Basis::None => 4,
            };
            if best.as_ref().is_none_or(|b| rank(&when) < rank(b)) {
                best = Some(when);
            }
        }
        let mut when = best.unwrap_or_default();
        if matches!(when.basis, Basis::Narrative) {
            // The day that a narrative goes on from bounds it; it is not named for this act.
            when.time = None;
        }
        when
    }

    /// Where it was: the most exact place that hangs on the trigger, its carrier or its parties.
    pub fn place(
        &self,
        trigger: &[usize],
        carried: Option<Carried>,
        parties: &[usize],
        clause: Span,
        kind: EventType,
    ) -> Option<Id<Place>> {
        let rank = |level: PlaceLevel| match level {
            PlaceLevel::Site => 0,
            PlaceLevel::City => 1,
            PlaceLevel::Region => 2,
            PlaceLevel::Country => 3,
        };
        let near = self.places.touching(clause).take(64);
        let fit = near.filter_map(|(n, span)| {
            let place = &self.doc.places[Id::<Place>::at(n)].value;
            if place.sense != PlaceSense::Place {
                return None;
            }
            // *Sent a hospital to Uganda*: a state that an act is done to is a party, and no place.
            let is_party = || self.doc.tokens.within(span).any(|i| parties.contains(&i));
            if place.level == PlaceLevel::Country && is_party() {
                return None;
            }
            let steps = self.steps(span, trigger, carried, parties, is_speech(kind))?;
            Some((steps, rank(place.level), n))
        });
        fit.min().map(|(.., n)| Id::at(n))
    }

    /// How many clauses lie between a place and the event, if it belongs to it.
    fn steps(
        &self,
        place: Span,
        trigger: &[usize],
        carried: Option<Carried>,
        parties: &[usize],
        is_speech: bool,
    ) -> Option<usize> {
        let t = &self.doc.tokens;
        let within = t.within(place);
        let mut at = within.clone().find(|i| !within.contains(&t.head(*i)) || t.head(*i) == *i)?;
        let mut through = 0;
        let mut by_place = false;
        for _ in 0..2 * REACH {
            if trigger.contains(&at) || carried.is_some_and(|c| c.verb == at) {
                // *Deplored the flogging in Aceh*: what is spoken of was there, not who speaks of it.
                return (through == 0 || by_place && !is_speech).then_some(through);
            }
            if parties.contains(&at) && by_place {
                // *A depot outside Kosti*: where the party is, the act was; less sure than the act's own place.
                return Some(through + 1);
            }
            let head = t.head(at);
            if head == at {
                return None;
            }
            match t.dep(at) {
                "pobj" => {
                    let is_place = matches!(
                        t.lower(head),
                        "in" | "at"
                            | "near"
                            | "on"
                            | "outside"
                            | "inside"
                            | "around"
                            | "across"
                            | "throughout"
                            | "into"
                            | "over"
                            | "along"
                            | "to"
                            | "from"
                            | "within"
                            | "off"
                            | "of"
                            | "by"
                            | "between"
                            | "towards"
                            | "toward"
                            | "through"
                            | "beyond"
                    );
                    if !is_place {
                        return None;
                    }
                    by_place |= t.lower(head) != "of" || through > 0;
                }
                "nsubj" if t.pos(head) == "VERB" && !by_place => return None,
                // A conjunct verb, an infinitive: the next clause.
                "xcomp" | "ccomp" | "advcl" | "relcl" | "acl" | "pcomp" | "parataxis" | "dep" => {
                    if matches!(t.pos(at), "VERB" | "AUX") {
                        return None;
                    }
                }
                _ => {}
            }
            if matches!(t.pos(at), "VERB") {
                return None;
            }
            if matches!(t.pos(head), "VERB")
                && !trigger.contains(&head)
                && carried.is_none_or(|c| c.verb != head)
            {
                // The verb above the trigger: *plans to meet in Oslo* hangs Oslo on either.
                let above = trigger
                    .iter()
                    .any(|i| t.head(*i) == head && matches!(t.dep(*i), "xcomp" | "conj" | "dobj" | "nsubj"));
                return (above && by_place).then_some(through + 2);
            }
            through += usize::from(matches!(t.pos(head), "NOUN" | "PROPN"));
            at = head;
        }
        None
    }
}
