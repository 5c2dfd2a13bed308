//! Events: who did what to whom, whether it happened, when and where, and on whose word.
//!
//! A word of the lexicon in one of its frames names an act (`lexicon`); the slots of that frame say who stands on
//! which side (`slot`, `parties`). What names the same act twice is one event. Status comes from
//! [`crate::status`], time from [`crate::dating`], word and place from `setting`.
//!
//! The classes are those of PLOVER (draft of September 2021); the class says what the act is, the status how far it is.

mod candidates;
mod contexts;
mod examples;
mod inherit;
mod judge;
mod lexicon;
mod likeness;
mod ontology;
mod parties;
mod same;
mod setting;
mod slot;
mod sport;

use crate::Data;
use crate::codes::Homes;
use crate::dating::{Basis, Dating};
use crate::pairs::{Pairs, Tuned};
use crate::quantities;
use crate::status::Standing;
use candidates::{Candidate, Look};
pub use contexts::Contexts;
pub use examples::{Outcome, run as run_examples};
use hashbrown::HashMap;
use judge::Judge;
pub use lexicon::{EventLexicon, Sense};
use likeness::Likeness;
use onrecord_doc::{Document, Entity, Event, EventType, Id, Layer, Maker, Quantity, Role, Status};
use onrecord_lang::Model;
pub use ontology::Ontology;
use parties::Parties;
use setting::Setting;
use slot::{Frame, Step};

/// The tables of this pass.
#[derive(Clone, Debug, Default)]
pub struct EventData {
    /// Which words name acts.
    pub lexicon: EventLexicon,
    /// What the classes and codes say.
    pub ontology: Ontology,
    /// Which words tell what an event is about.
    pub contexts: Contexts,
}

/// What says of which class the act between two parties is.
#[derive(Clone, Copy)]
pub struct Classifiers<'c> {
    /// The linear model.
    pub pairs: &'c Pairs,
    /// The transformer that is asked where it is unsure.
    pub tuned: Option<&'c Tuned>,
}

/// What this pass gives.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The events, in text order.
    pub events: Layer<Event>,
    /// The entities of the document, and behind them those that only the events bring in.
    pub entities: Layer<Entity>,
    /// The quantities of the document, each with the event that it is of.
    pub quantities: Layer<Quantity>,
}

/// The events of a document with tokens, mentions, entities, times, places, quantities and statements.
///
/// With a model, words that the conditions of the lexicon do not list are compared with those that they do.
/// With a classifier of pairs it says how sure each event is, and finds those whose words the lexicon lacks.
pub fn find(doc: &Document, data: &Data, model: Option<&Model>, classifiers: Option<Classifiers>) -> Found {
    let lexicon = &data.events.lexicon;
    let parties = Parties::new(doc, lexicon);
    let is_actor = |i: usize| parties.is_actor(i);
    let frame = Frame { t: &doc.tokens, lexicon, is_actor: &is_actor };
    let look = Look { data: &data.events, frame, parties: &parties, likeness: Likeness::new(model) };
    let dating = Dating::new(doc, &data.dating);
    let standing = Standing::new(doc, &data.status, Some(&dating));
    let setting = Setting::new(doc);
    let homes = Homes::new(doc);
    let mut out = Found { events: Layer::new(), entities: doc.entities.clone(), quantities: Layer::new() };
    let mut of: HashMap<Id<Quantity>, Id<Event>> = HashMap::new();
    // A thing that several events befall is one entity.
    let mut once: HashMap<usize, Id<Entity>> = HashMap::new();
    let mut judge = classifiers.map(|c| Judge::new(doc, c.pairs, c.tuned));
    for mut candidate in candidates::find(doc, &look, data.rules.lexicon(), judge.as_mut()) {
        let Some(at) = candidate.words(doc) else { continue };
        for (token, role) in candidate.actors.iter_mut().chain(&mut candidate.recipients) {
            let Some(words) = role.at.clone().filter(|_| role.entity.is_none()) else { continue };
            role.entity = setting.speaker_of(*token).or_else(|| {
                let found = once.get(token).copied();
                found.or_else(|| {
                    let entity = parties::named_once(doc, lexicon, &homes, *token, &words)?;
                    let id = out.entities.push(entity, words, Maker::rule("en/entities/party"), SCORE);
                    once.insert(*token, id);
                    Some(id)
                })
            });
        }
        let mut event = event(doc, data, &candidate, &dating, &standing, &setting);
        event.quantities = amounts(doc, &frame, &candidate);
        let quantities = event.quantities.clone();
        let maker = match &candidate.rule {
            Some(rule) => Maker::rule(rule.as_str()),
            None => Maker::model("events"),
        };
        let score = score(judge.as_mut(), &candidate, event.status);
        let id = out.events.push(event, at, maker, score);
        for quantity in quantities {
            of.entry(quantity).or_insert(id);
        }
    }
    for (id, entry) in doc.quantities.iter() {
        let quantity = Quantity { event: of.get(&id).copied(), ..entry.value.clone() };
        out.quantities.push(quantity, entry.at.clone(), entry.maker.clone(), entry.score);
    }
    out
}

/// How many or how much an event is of: what counts those it is done to, or what it is done with.
fn amounts(doc: &Document, frame: &Frame, c: &Candidate) -> Vec<Id<Quantity>> {
    let slots = [Step::Object, Step::Preposition("of".to_owned()), Step::Preposition("with".to_owned())];
    let of_act =
        c.trigger.iter().flat_map(|i| slots.iter().flat_map(|s| frame.fill(*i, std::slice::from_ref(s))));
    let of_actors = c.actors.iter().filter(|_| c.kind == EventType::Protest).map(|(i, _)| *i);
    let tokens = c.recipients.iter().map(|(i, _)| *i).chain(of_act).chain(of_actors);
    let mut out: Vec<Id<Quantity>> = Vec::new();
    for token in tokens {
        for id in quantities::counting(doc, token) {
            if out.len() < MOST_QUANTITIES && !out.contains(&id) {
                out.push(id);
            }
        }
    }
    out
}

/// No more quantities than this for one event.
const MOST_QUANTITIES: usize = 4;

/// The score of what no classifier was asked about. FIXME: set by hand.
const SCORE: f32 = 0.6;

/// How sure an event is: half what the lexicon is worth, half what the classifier says of its parties.
fn score(judge: Option<&mut Judge>, c: &Candidate, status: Status) -> f32 {
    let (source, target) = match (c.mutual, c.actors.as_slice()) {
        (true, [first, second, ..]) => (std::slice::from_ref(first), std::slice::from_ref(second)),
        _ => (c.actors.as_slice(), c.recipients.as_slice()),
    };
    let answer = judge
        .filter(|_| !source.is_empty() && !target.is_empty())
        .and_then(|j| j.answer(source, target, c.trigger[0]));
    let (Some(answer), Some(kind)) = (answer, judge::folded(c.kind, status)) else { return SCORE };
    let sure = answer.event * judge::chance(&answer, kind);
    if c.rule.is_none() { sure } else { f32::midpoint(SCORE, sure) }
}

fn event(
    doc: &Document,
    data: &Data,
    c: &Candidate,
    dating: &Dating,
    standing: &Standing,
    setting: &Setting,
) -> Event {
    let ontology = &data.events.ontology;
    let clause = sentence(doc, c.trigger[0]);
    let when = setting.when(dating, &c.trigger, c.carried);
    let is_own = matches!(when.basis, Basis::Clause | Basis::Governor);
    let party_tokens: Vec<usize> = c.actors.iter().chain(&c.recipients).map(|(i, _)| *i).collect();
    let mode = c.mode.clone().filter(|m| ontology.has_mode(c.kind, m));
    let cameo = c.cameo.clone().filter(|code| ontology.has_code(code));
    let cameo = cameo.or_else(|| ontology.cameo(c.kind, mode.as_deref()).map(str::to_owned));
    let roles = |side: &[(usize, Role)]| side.iter().map(|(_, r)| r.clone()).collect();
    Event {
        kind: c.kind,
        contexts: data.events.contexts.of(&doc.tokens, reach(doc, c)),
        quad: ontology.quad(c.kind),
        plover_score: ontology.score(c.kind, mode.as_deref()),
        goldstein: cameo.as_deref().and_then(|code| ontology.goldstein(code)),
        cameo,
        mode,
        actors: roles(&c.actors),
        recipients: roles(&c.recipients),
        times: when.time.filter(|_| is_own).into_iter().collect(),
        earliest: when.earliest.filter(|_| is_own),
        latest: when.latest.filter(|_| is_own),
        place: setting.place(&c.trigger, c.carried, &party_tokens, clause, c.kind),
        status: standing.of(&c.trigger, c.kind).status,
        word: setting.word(c.trigger[0]),
        quantities: Vec::new(),
    }
}

/// The tokens of an event: those below its trigger and its parties, without what is told in other clauses.
fn reach(doc: &Document, c: &Candidate) -> Vec<usize> {
    let t = &doc.tokens;
    let mut out = Vec::new();
    let parties = c.actors.iter().chain(&c.recipients).map(|(i, _)| *i);
    let mut next: Vec<usize> = c.trigger.iter().copied().chain(parties).collect();
    while let Some(i) = next.pop() {
        if out.len() >= MOST_TOKENS {
            break;
        }
        if !out.contains(&i) {
            out.push(i);
            next.extend(t.children(i).filter(|c| {
                !matches!(t.dep(*c), "ccomp" | "advcl" | "relcl" | "conj" | "parataxis" | "punct")
            }));
        }
    }
    out
}

/// The words of the sentence around a token.
fn sentence(doc: &Document, token: usize) -> onrecord_doc::Span {
    let t = &doc.tokens;
    let back = (0..=token).rev().take(MOST_TOKENS).find(|i| t.sent_start(*i)).unwrap_or(token);
    let end = (token + 1..t.len())
        .take(MOST_TOKENS)
        .find(|i| t.sent_start(*i))
        .unwrap_or(t.len().min(token + MOST_TOKENS));
    t.span_of(back, end.saturating_sub(1).max(token))
}

/// No place is looked for further away than this many tokens.
const MOST_TOKENS: usize = 120;
