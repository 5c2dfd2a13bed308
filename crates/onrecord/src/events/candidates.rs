//! Candidates: the words of a text that name an act in one of their frames, with the parties on each side.
//!
//! Of the senses that fit, the one with most conditions counts. A verb that only carries a noun which names the act
//! (*carried out a strike*) belongs to the noun. Words that name one act together (*killed in an attack*, *killed nine
//! and wounded twenty*) are one candidate.

use super::inherit::inherit;
use super::judge::Judge;
use super::lexicon::{Condition, Sense, Sides, Value};
use super::likeness::{ALIKE, Likeness};
use super::parties::{Parties, words};
use super::same::{drop_carriers, drop_named, merge};
use super::slot::{Carried, Frame, Path, Step};
use super::sport::{is_sport, sentence_start};
use super::{EventData, EventType};
use crate::rules::Lexicon;
use hashbrown::{HashMap, HashSet};
use onrecord_doc::{Document, Role, Spans};

/// The parties of one side: the token and role of each.
pub(super) type Party = Vec<(usize, Role)>;

/// An act that a word names.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Its words as tokens, the one that names it first.
    pub trigger: Vec<usize>,
    pub kind: EventType,
    pub mode: Option<String>,
    pub cameo: Option<String>,
    /// The token and role of each.
    pub actors: Vec<(usize, Role)>,
    pub recipients: Vec<(usize, Role)>,
    /// Whether both sides act.
    pub mutual: bool,
    /// The verb that carries a noun.
    pub carried: Option<Carried>,
    /// The row of the lexicon that it rests on; none for what the classifier proposed.
    pub rule: Option<String>,
    /// The number of that row.
    pub sense: Option<usize>,
}

impl Candidate {
    /// The words of its trigger.
    pub fn words(&self, doc: &Document) -> Option<Spans> {
        words(doc, &self.trigger)
    }

    fn has_parties(&self) -> bool {
        !self.actors.is_empty() || !self.recipients.is_empty()
    }
}

/// The acts that a document names, in text order; with a classifier those, too, whose words the lexicon lacks.
pub(super) fn find(
    doc: &Document,
    look: &Look,
    words: &Lexicon,
    judge: Option<&mut Judge>,
) -> Vec<Candidate> {
    let Look { data, frame, parties, .. } = look;
    let t = &doc.tokens;
    let mut found: Vec<Candidate> = Vec::new();
    let mut taken: HashSet<usize> = HashSet::new();
    for i in 0..t.len() {
        if data.lexicon.of(t, i).next().is_none() || is_within_name(doc, i) {
            continue;
        }
        let Some((number, sense)) = sense(look, i) else { continue };
        taken.insert(i);
        let Some(kind) = sense.kind else { continue };
        found.push(candidate(frame, parties, (number, sense), kind, i));
    }
    drop_carriers(&mut found);
    drop_named(look, &mut found);
    if let Some(judge) = judge {
        taken.extend(found.iter().flat_map(|c| c.trigger.iter().copied()));
        found.extend(judge.proposed(look, words, &taken));
        found.sort_by_key(|c| c.trigger[0]);
    }
    let mut sports: HashMap<usize, bool> = HashMap::new();
    found.retain(|c| {
        let first = sentence_start(t, c.trigger[0]);
        !*sports.entry(first).or_insert_with(|| is_sport(data, t, first))
    });
    let mut found = merge(t, found);
    inherit(t, parties, &mut found);
    // *The attack*, and no more: an act that was told before, or a word of the air.
    // *Nobody was arrested* tells something all the same.
    let tells = |c: &Candidate| {
        let first = c.trigger[0];
        let is_clause = matches!(t.dep(first), "ROOT" | "ccomp" | "conj" | "advcl");
        c.rule.is_some() && t.pos(first) == "VERB" && is_clause && frame.is_passive(first)
    };
    found.retain(|c| c.has_parties() || tells(c));
    found
}

/// A word in a name (*the Peace Accord Party*) or before a noun (*attack helicopter*) names no act.
fn is_within_name(doc: &Document, i: usize) -> bool {
    let t = &doc.tokens;
    // *Western-backed* is a standing fact and no act.
    if t.dep(i) == "amod" && i > 0 && t.lower(i - 1) == "-" {
        return true;
    }
    let is_noun = matches!(t.pos(i), "NOUN" | "PROPN");
    is_noun
        && (matches!(t.dep(i), "compound" | "nmod")
            || t.pos(i) == "PROPN" && t.ent_type(i) != "EVENT" && !t.ent_type(i).is_empty())
}

/// The sense of a word in its frame: of those that fit the one with most conditions, then the first. Where none fits,
/// the one whose conditions name what is most alike.
fn sense<'d>(look: &Look<'d>, i: usize) -> Option<(usize, &'d Sense)> {
    let (t, senses) = (look.frame.t, look.data.lexicon.senses());
    let mut best: Option<(usize, (usize, &Sense))> = None;
    let mut near: Option<(f32, (usize, &Sense))> = None;
    for (n, _) in look.data.lexicon.of(t, i) {
        let sense = &senses[n];
        if sense.particle.as_deref().is_some_and(|p| particle(&look.frame, i, p).is_none()) {
            continue;
        }
        let Some(fit) = look.fit(sense, i) else { continue };
        if fit >= 1.0 {
            let weight = 2 * sense.conditions.len() + usize::from(sense.particle.is_some());
            if best.is_none_or(|(w, _)| weight > w) {
                best = Some((weight, (n, sense)));
            }
        } else if near.is_none_or(|(f, _)| fit > f) {
            near = Some((fit, (n, sense)));
        }
    }
    best.map(|(_, s)| s).or(near.map(|(_, s)| s))
}

/// How well a condition holds whose slot the grammar leaves open.
const LEFT_OUT: f32 = 0.9;

/// What conditions are looked up in.
pub(super) struct Look<'d> {
    pub data: &'d EventData,
    pub frame: Frame<'d>,
    pub parties: &'d Parties<'d>,
    pub likeness: Likeness<'d>,
}

impl Look<'_> {
    /// The actors on either side of a verb: its subject, and its object or what stands behind a preposition.
    pub fn two_sides(&self, verb: usize) -> Option<(Party, Party)> {
        let trigger = [verb];
        let actors = self.parties.roles(&self.frame.fill(verb, &[Step::Subject]), true, &trigger);
        let is_other = |(i, r): &(usize, Role)| {
            self.parties.is_actor(*i)
                && !actors.iter().any(|(j, a)| j == i || a.entity.is_some() && a.entity == r.entity)
        };
        if actors.is_empty() {
            return None;
        }
        let slots = ["against", "with", "to", "on", "for", "from", "at", "into"];
        let slots = slots.iter().map(|p| Step::Preposition((*p).to_owned()));
        let mut steps = [Step::Object, Step::Dative].into_iter().chain(slots);
        let recipients = steps.find_map(|step| {
            let roles = self.parties.roles(&self.frame.fill(verb, &[step]), false, &trigger);
            let roles: Vec<(usize, Role)> = roles.into_iter().filter(is_other).collect();
            (!roles.is_empty()).then_some(roles)
        })?;
        Some((actors, recipients))
    }

    /// How well a sense fits a word: 1 where all conditions hold, less where one only nearly does, none where one fails.
    fn fit(&self, sense: &Sense, i: usize) -> Option<f32> {
        let mut worst: f32 = 1.0;
        for condition in &sense.conditions {
            worst = worst.min(self.holds(condition, i)?);
        }
        Some(worst)
    }

    fn holds(&self, condition: &Condition, i: usize) -> Option<f32> {
        let (t, frame) = (self.frame.t, &self.frame);
        let filled: Vec<usize> = condition.paths.iter().flat_map(|path| frame.fill(i, path)).collect();
        let fits = |token: usize| {
            condition.values.iter().any(|value| match value {
                Value::Lemma(lemma) => t.lemma(token).eq_ignore_ascii_case(lemma) || t.lower(token) == lemma,
                Value::Class(class) => self.data.lexicon.has_class(t, token, class),
                Value::Kind(kind) => self.parties.is(token, *kind),
            })
        };
        let all = || filled.iter().flat_map(|token| [Some(*token), frame.counted(*token)]).flatten();
        // *The men were beaten*: the passive leaves out who did it, which speaks neither for nor against.
        let is_left_out = filled.is_empty()
            && !condition.negated
            && condition.paths.iter().all(|p| p.as_slice() == [Step::Subject])
            && t.pos(i) == "VERB"
            && frame.is_passive(i);
        if is_left_out {
            return Some(LEFT_OUT);
        }
        let holds = if condition.values.is_empty() {
            !filled.is_empty()
        } else {
            all()
                .any(|token| fits(token) || t.children(token).take(16).any(|c| t.dep(c) == "conj" && fits(c)))
        };
        if holds != condition.negated {
            return Some(1.0);
        }
        if condition.negated || condition.values.is_empty() || !self.likeness.is_known() {
            return None;
        }
        // Function words are alike in everything.
        let is_full = |token: &usize| matches!(t.pos(*token), "NOUN" | "VERB" | "ADJ");
        let alike = all().filter(is_full).flat_map(|token| {
            condition.values.iter().map(move |value| match value {
                Value::Lemma(lemma) => self.likeness.of(t.lemma(token), lemma),
                _ => 0.0,
            })
        });
        let alike = alike.fold(0.0, f32::max);
        (alike >= ALIKE).then_some(alike.min(0.99))
    }
}

/// The particle or bare preposition that belongs to a verb.
fn particle(frame: &Frame, verb: usize, word: &str) -> Option<usize> {
    let t = frame.t;
    t.children(verb).take(32).find(|c| {
        t.lower(*c) == word
            // *Called on Tuesday*: a time belongs to no verb.
            && !t.children(*c).take(4).any(|o| t.dep(o) == "pobj" && matches!(t.ent_type(o), "DATE" | "TIME"))
            && matches!(
                t.dep(*c),
                "prt" | "advmod" | "prep" | "acomp" | "oprd" | "dobj" | "npadvmod" | "attr" | "amod"
            )
    })
}

fn candidate(
    frame: &Frame,
    parties: &Parties,
    (number, sense): (usize, &Sense),
    kind: EventType,
    i: usize,
) -> Candidate {
    let mut trigger = vec![i];
    if let Some(p) = sense.particle.as_deref() {
        trigger.extend(particle(frame, i, p));
    }
    let carried = (sense.pos != "VERB").then(|| frame.carrier(i)).flatten();
    if let Some(carried) = carried.filter(|c| c.is_object && c.verb < i && i - c.verb <= 4) {
        trigger.extend(carried.verb..i);
    }
    let Sides { actors, recipients, mutual } = &sense.sides;
    let mut actor_side = side(frame, parties, actors, i, true, &trigger);
    let mut other_side = side(frame, parties, recipients, i, *mutual, &trigger);
    if *mutual {
        for (token, role) in other_side.drain(..) {
            if !actor_side.iter().any(|(i, r)| *i == token || r.entity.is_some() && r.entity == role.entity) {
                actor_side.push((token, role));
            }
        }
    } else {
        // *Pulled its patrols back*: one's own forces are whom it is done with.
        let own = |token: usize| {
            matches!(kind, EventType::Retreat | EventType::Mobilize | EventType::Concede | EventType::Protest)
                && parties.is_owned_by(token, &actor_side)
        };
        other_side.retain(|(token, _)| !actor_side.iter().any(|(i, _)| i == token) && !own(*token));
    }
    Candidate {
        trigger,
        kind,
        mode: sense.mode.clone(),
        cameo: sense.cameo.clone(),
        actors: actor_side,
        recipients: other_side,
        mutual: *mutual,
        carried,
        rule: Some(sense.rule()),
        sense: Some(number),
    }
}

/// The parties of the first alternative that is filled.
fn side(
    frame: &Frame,
    parties: &Parties,
    side: &[Vec<Path>],
    i: usize,
    acts: bool,
    trigger: &[usize],
) -> Vec<(usize, Role)> {
    for together in side {
        let tokens: Vec<usize> = together.iter().flat_map(|path| frame.fill(i, path)).collect();
        let roles = parties.roles(&tokens, acts, trigger);
        if !roles.is_empty() {
            return roles;
        }
    }
    Vec::new()
}
