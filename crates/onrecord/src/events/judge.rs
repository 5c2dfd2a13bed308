//! What the classifier of marked pairs says of the parties of a candidate: whether there is an event between them, and
//! of which class; and candidates for verbs that the lexicon does not know.

use super::candidates::{Candidate, Look};
use crate::pairs::{Answer, Pair, Pairs, Scene, Sentence, Sides, Tuned};
use crate::rules::Lexicon;
use hashbrown::HashSet;
use onrecord_doc::{Document, EventType, Role, Status};

/// The classifier over one document.
pub(super) struct Judge<'d> {
    doc: &'d Document,
    pairs: &'d Pairs,
    /// What is asked again where the classifier is unsure.
    tuned: Option<&'d Tuned>,
    /// The first token of the sentence looked at last, and what is known of it.
    scene: Option<(usize, Scene<'d>)>,
}

/// Two actors with a verb between them that the lexicon lacks are an event from this probability on, its class from
/// the next. Chosen on texts of our own.
const EVENT: f32 = 0.5;
const CLASS: f32 = 0.6;

/// Sentences are looked at up to this many tokens.
const MOST_TOKENS: usize = 200;

impl<'d> Judge<'d> {
    pub fn new(doc: &'d Document, pairs: &'d Pairs, tuned: Option<&'d Tuned>) -> Judge<'d> {
        Judge { doc, pairs, tuned, scene: None }
    }

    /// What it says of two sides with this trigger.
    pub fn answer(
        &mut self,
        source: &[(usize, Role)],
        target: &[(usize, Role)],
        trigger: usize,
    ) -> Option<Answer> {
        let t = &self.doc.tokens;
        let tokens = |side: &[(usize, Role)]| -> Vec<usize> {
            let first = side.iter().take(1);
            first
                .filter_map(|(_, r)| r.at.as_ref())
                .flat_map(|at| at.iter().flat_map(|s| t.within(s)))
                .collect()
        };
        let (source, target) = (tokens(source), tokens(target));
        let first = (0..=trigger).rev().take(MOST_TOKENS).find(|i| t.sent_start(*i)).unwrap_or(trigger);
        if self.scene.as_ref().is_none_or(|(at, _)| *at != first) {
            let end = (first + 1..t.len()).take(MOST_TOKENS).find(|i| t.sent_start(*i));
            let end = end.unwrap_or(t.len().min(first + MOST_TOKENS));
            self.scene = Some((first, self.pairs.sentence(Sentence::new(t, first..end))));
        }
        let (_, scene) = self.scene.as_ref()?;
        let mut answer =
            scene.classify(&Pair { source: &source, target: &target, trigger: Some(trigger) })?;
        if let Some(tuned) = self.tuned.filter(|t| t.is_unsure(&answer)) {
            let end = (first + 1..t.len()).take(MOST_TOKENS).find(|i| t.sent_start(*i));
            let end = end.unwrap_or(t.len().min(first + MOST_TOKENS));
            let spans = |side: &[usize]| side.iter().map(|i| t.span(*i)).collect::<Vec<_>>();
            let (source, target) = (spans(&source), spans(&target));
            let sides = [Sides { source: &source, target: &target }];
            tuned.improve(
                self.doc.text(),
                t.span_of(first, end - 1),
                &sides,
                std::slice::from_mut(&mut answer),
            );
        }
        Some(answer)
    }

    /// Candidates for the verbs that have a party on either side and that the lexicon says nothing of.
    pub fn proposed(&mut self, look: &Look, words: &Lexicon, taken: &HashSet<usize>) -> Vec<Candidate> {
        let t = &self.doc.tokens;
        let mut out = Vec::new();
        for i in 0..t.len() {
            let is_act =
                t.pos(i) == "VERB" && !taken.contains(&i) && look.data.lexicon.of(t, i).next().is_none();
            let says = |i: usize| {
                words.find(t, i).is_some_and(|e| e.classes.iter().any(|c| c == "say" || c == "know"))
            };
            if !is_act || says(i) {
                continue;
            }
            let Some((actors, recipients)) = look.two_sides(i) else { continue };
            let Some(answer) = self.answer(&actors, &recipients, i) else { continue };
            if answer.event < EVENT || answer.chance() < CLASS {
                continue;
            }
            out.push(Candidate {
                trigger: vec![i],
                kind: answer.kind(),
                mode: None,
                cameo: None,
                actors,
                recipients,
                mutual: false,
                carried: None,
                rule: None,
                sense: None,
            });
        }
        out
    }
}

/// The class as PLOVER alone has it, where status is part of it: a coming visit is AGREE.
pub(super) fn folded(kind: EventType, status: Status) -> Option<EventType> {
    use EventType::{
        Agree, Aid, Assault, Coerce, Concede, Consult, Cooperate, Mobilize, Protest, Request, Retreat,
        Sanction, Support, Threaten,
    };
    Some(match (status, kind) {
        (Status::Planned | Status::Promised, Consult | Support | Cooperate | Aid) => Agree,
        (Status::Planned | Status::Promised, Retreat) => Concede,
        (Status::Threatened, Mobilize | Sanction | Coerce | Assault | Protest) => Threaten,
        (Status::CalledFor, _) => Request,
        (Status::Conditional | Status::Denied | Status::NotHappened | Status::Historical, _) => return None,
        _ => kind,
    })
}

/// The probability that the classifier gives to a class, given that there is an event.
pub(super) fn chance(answer: &Answer, kind: EventType) -> f32 {
    let chances = answer.chances();
    let yields = matches!(kind, EventType::Concede | EventType::Retreat);
    let is = |name: &str| if yields { name == "YIELD" } else { name == kind.name() };
    crate::pairs::CLASSES.iter().position(|c| is(c)).map_or(0.0, |n| chances[n])
}
