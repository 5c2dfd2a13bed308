//! Candidates: the words of a text that name an act in one of their frames, with the parties on each side.
//!
//! Of the senses that fit, the one with most conditions counts. A verb that only carries a noun which names the act
//! (*carried out a strike*) belongs to the noun. Words that name one act together (*killed in an attack*, *killed nine
//! and wounded twenty*) are one candidate.

use super::lexicon::{Condition, Sense, Sides, Value};
use super::parties::{Parties, words};
use super::slot::{Carried, Frame, Path};
use super::{EventData, EventType};
use hashbrown::HashMap;
use onrecord_doc::{Document, Role, Spans};

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
    /// The rule that made it.
    pub rule: String,
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

/// The acts that a document names, in text order.
pub(super) fn find(doc: &Document, data: &EventData, frame: &Frame, parties: &Parties) -> Vec<Candidate> {
    let t = &doc.tokens;
    let mut found: Vec<Candidate> = Vec::new();
    for i in 0..t.len() {
        if data.lexicon.of(t, i).next().is_none() || is_within_name(doc, i) {
            continue;
        }
        let Some(sense) = sense(data, frame, parties, i) else { continue };
        let Some(kind) = sense.kind else { continue };
        let candidate = candidate(frame, parties, sense, kind, i);
        found.push(candidate);
    }
    drop_carriers(&mut found);
    let mut found = merge(t, found);
    inherit(t, parties, &mut found);
    // *The attack*, and no more: an act that was told before, or a word of the air.
    found.retain(Candidate::has_parties);
    found
}

/// A word in a name (*the Peace Accord Party*) or before a noun (*attack helicopter*) names no act.
fn is_within_name(doc: &Document, i: usize) -> bool {
    let t = &doc.tokens;
    let is_noun = matches!(t.pos(i), "NOUN" | "PROPN");
    is_noun
        && (matches!(t.dep(i), "compound" | "nmod")
            || t.pos(i) == "PROPN" && t.ent_type(i) != "EVENT" && !t.ent_type(i).is_empty())
}

/// The sense of a word in its frame: of those that fit the one with most conditions, then the first.
fn sense<'d>(data: &'d EventData, frame: &Frame, parties: &Parties, i: usize) -> Option<&'d Sense> {
    let t = frame.t;
    let mut best: Option<(usize, &Sense)> = None;
    for (n, _) in data.lexicon.of(t, i) {
        let sense = &data.lexicon.senses()[n];
        let has_particle = sense.particle.as_deref().is_none_or(|p| particle(frame, i, p).is_some());
        if !has_particle || !sense.conditions.iter().all(|c| holds(data, frame, parties, c, i)) {
            continue;
        }
        let weight = 2 * sense.conditions.len() + usize::from(sense.particle.is_some());
        if best.is_none_or(|(w, _)| weight > w) {
            best = Some((weight, sense));
        }
    }
    best.map(|(_, s)| s)
}

/// The particle or bare preposition that belongs to a verb.
fn particle(frame: &Frame, verb: usize, word: &str) -> Option<usize> {
    let t = frame.t;
    t.children(verb).take(32).find(|c| {
        t.lower(*c) == word
            && matches!(
                t.dep(*c),
                "prt" | "advmod" | "prep" | "acomp" | "oprd" | "dobj" | "npadvmod" | "attr" | "amod"
            )
    })
}

fn holds(data: &EventData, frame: &Frame, parties: &Parties, condition: &Condition, i: usize) -> bool {
    let filled: Vec<usize> = condition.paths.iter().flat_map(|path| frame.fill(i, path)).collect();
    let fits = |token: usize| {
        condition.values.iter().any(|value| match value {
            Value::Lemma(lemma) => {
                frame.t.lemma(token).eq_ignore_ascii_case(lemma) || frame.t.lower(token) == lemma
            }
            Value::Class(class) => data.lexicon.has_class(frame.t, token, class),
            Value::Kind(kind) => parties.is(token, *kind),
        })
    };
    let holds = if condition.values.is_empty() {
        !filled.is_empty()
    } else {
        filled.iter().flat_map(|token| [Some(*token), frame.counted(*token)]).flatten().any(|token| {
            fits(token) || frame.t.children(token).take(16).any(|c| frame.t.dep(c) == "conj" && fits(c))
        })
    };
    holds != condition.negated
}

fn candidate(frame: &Frame, parties: &Parties, sense: &Sense, kind: EventType, i: usize) -> Candidate {
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
        other_side.retain(|(token, _)| !actor_side.iter().any(|(i, _)| i == token));
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
        rule: sense.rule(),
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

/// Gives an act of speech the parties of the act that it speaks of: *agreed to send aid to Kenya* is towards Kenya,
/// *demanded that troops leave* towards the troops, and who protests to demand something protests to whom it is
/// demanded of.
fn inherit(t: &onrecord_doc::Tokens, parties: &Parties, found: &mut [Candidate]) {
    let at: HashMap<usize, usize> = found.iter().enumerate().map(|(n, c)| (c.trigger[0], n)).collect();
    for n in 0..found.len() {
        let Some(outer) = governing(t, &at, found[n].trigger[0]) else { continue };
        let (inner, speech) = (&found[n], &found[outer]);
        if speech.mutual || speech.recipients.iter().any(|(i, r)| parties.is_party(*i, r)) {
            continue;
        }
        use EventType::{Accuse, Agree, Protest, Reject, Request, Threaten};
        let others = |side: &[(usize, Role)]| -> Vec<(usize, Role)> {
            let is_own = |role: &Role, i: usize| {
                speech.actors.iter().any(|(j, r)| *j == i || r.entity.is_some() && r.entity == role.entity)
            };
            side.iter().filter(|(i, r)| !is_own(r, *i) && parties.is_party(*i, r)).cloned().collect()
        };
        let taken = match speech.kind {
            Request => others(&inner.actors),
            Agree | Threaten | Reject if inner.mutual => others(&inner.actors),
            Agree | Threaten | Reject => others(&inner.recipients),
            Protest if matches!(inner.kind, Request | Accuse | Reject) => others(&inner.recipients),
            _ => Vec::new(),
        };
        if !taken.is_empty() {
            found[outer].recipients = taken;
        }
    }
}

/// The act of speech that speaks of an act: above it through complements and purposes alone.
fn governing(t: &onrecord_doc::Tokens, at: &HashMap<usize, usize>, trigger: usize) -> Option<usize> {
    let mut i = trigger;
    for _ in 0..6 {
        let head = t.head(i);
        if head == i || matches!(t.dep(i), "relcl" | "nsubj" | "nsubjpass" | "appos" | "parataxis") {
            return None;
        }
        if let Some(n) = at.get(&head) {
            return Some(*n);
        }
        i = head;
    }
    None
}

/// Leaves out the verbs that carry a noun which names the act.
fn drop_carriers(found: &mut Vec<Candidate>) {
    let carriers: Vec<usize> = found.iter().filter_map(|c| c.carried.map(|v| v.verb)).collect();
    found.retain(|c| c.carried.is_some() || !carriers.contains(&c.trigger[0]));
}

/// Joins what names one act: a noun with the verb of the same class that it stands with, and verbs in a row of one
/// class and mode.
fn merge(t: &onrecord_doc::Tokens, found: Vec<Candidate>) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::new();
    let mut at: HashMap<usize, usize> = HashMap::new();
    for candidate in found {
        let head = candidate.trigger[0];
        let same = at_most_two_up(t, head)
            .into_iter()
            .chain(near_below(t, head))
            .filter_map(|i| at.get(&i).copied())
            .find(|n| is_one_act(t, &out[*n], &candidate));
        match same {
            Some(n) => {
                at.insert(head, n);
                join(&mut out[n], candidate);
            }
            None => {
                at.insert(head, out.len());
                out.push(candidate);
            }
        }
    }
    out
}

/// The words above a word: its head, and past a preposition the next.
fn at_most_two_up(t: &onrecord_doc::Tokens, i: usize) -> Vec<usize> {
    let head = t.head(i);
    let mut up = vec![head];
    if t.pos(head) == "ADP" {
        up.push(t.head(head));
    }
    up
}

/// The subject of a verb, and what stands behind its prepositions.
fn near_below(t: &onrecord_doc::Tokens, i: usize) -> Vec<usize> {
    let mut below = Vec::new();
    for c in t.children(i).take(24) {
        match t.dep(c) {
            "nsubj" | "nsubjpass" => below.push(c),
            "prep" | "agent" => below.extend(t.children(c).filter(|p| t.dep(*p) == "pobj").take(2)),
            _ => {}
        }
    }
    below
}

fn is_one_act(t: &onrecord_doc::Tokens, a: &Candidate, b: &Candidate) -> bool {
    if a.kind != b.kind {
        return false;
    }
    let (x, y) = (a.trigger[0], b.trigger[0]);
    let is_verb = |i: usize| matches!(t.pos(i), "VERB" | "AUX");
    match (is_verb(x), is_verb(y)) {
        // *Killed nine and wounded twenty*: of one subject, or of none.
        (true, true) => {
            let in_row = t.dep(y) == "conj" && t.head(y) == x;
            let same_actors =
                b.actors.is_empty() || a.actors.iter().map(|(i, _)| *i).eq(b.actors.iter().map(|(i, _)| *i));
            let both_harm = a.mode.is_none() && b.mode.is_none();
            // *Killed in shelling*, *met to discuss*.
            let by_gerund = t.dep(y) == "pcomp" && matches!(t.lower(t.head(y)), "in" | "by" | "during");
            let to_talk = a.mutual && b.mutual && matches!(t.dep(y), "xcomp" | "advcl") && t.head(y) == x;
            in_row && same_actors && both_harm
                || by_gerund
                || a.kind == EventType::Consult
                    && (to_talk || t.dep(y) == "advcl" && t.head(y) == x && t.tag(y) == "VB")
        }
        (false, false) => false,
        _ => {
            let (noun, verb) = if is_verb(x) { (y, x) } else { (x, y) };
            match t.dep(noun) {
                "nsubj" | "nsubjpass" | "attr" | "dobj" => true,
                "pobj" => {
                    matches!(t.lower(t.head(noun)), "in" | "by" | "during" | "with" | "on" | "from")
                        && t.head(t.head(noun)) == verb
                }
                _ => false,
            }
        }
    }
}

/// Takes over the words and parties of another name of the same act.
fn join(a: &mut Candidate, b: Candidate) {
    a.trigger.extend(b.trigger);
    let taken: Vec<usize> = a.trigger.clone();
    a.mode = a.mode.take().or(b.mode);
    a.carried = a.carried.or(b.carried);
    for (side, other) in [(&mut a.actors, b.actors), (&mut a.recipients, b.recipients)] {
        if side.is_empty() {
            side.extend(other);
        }
        side.retain(|(i, _)| !taken.contains(i));
    }
    let recipients: Vec<usize> = a.recipients.iter().map(|(i, _)| *i).collect();
    if !a.mutual {
        a.actors.retain(|(i, _)| !recipients.contains(i));
    }
}
