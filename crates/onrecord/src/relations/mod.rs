//! Relations: what stands between two actors, places or names, as a text has it: *Syria, an ally of Russia*.
//!
//! Rules of `data/en/rules/relations.toml` find the words that tell it, with the two ends; the word list beside them
//! (`data/en/lexicon/relations.tsv`) says which relation a word tells and which end is which. This pass finds the
//! mentions that the ends are (`ends`), leaves out what is denied, asked, wished or over (`holds`), and says on whose
//! word the rest stands.

mod ends;
mod holds;

use crate::{Data, intervals::Intervals, rules::Match};
use ends::{End, Ends};
use hashbrown::{HashMap, HashSet};
use onrecord_doc::{
    Document, Id, Layer, Maker, MentionType, Relation, RelationType, Role, Span, Spans, Statement, Tokens,
    Voice,
};

/// The score of a rule that has none of its own. FIXME: by eye, from some hundred relations in texts that the rules were
/// not written from; not counted one by one.
const SCORE: f32 = 0.8;

/// The rules whose words before a hyphen show that the noun behind acts.
const HYPHENS: [&str; 2] = ["/hyphen", "/prefix-anti"];

/// Of a list of ends (*an ally of Iran, Iraq and Syria*) so many are taken.
const MOST_JOINED: usize = 12;

/// The relations of a document with mentions, entities and statements, in text order.
pub fn find(doc: &Document, data: &Data) -> Layer<Relation> {
    let t = &doc.tokens;
    let words = Words::of(doc);
    let ends = Ends::of(doc, &data.actors);
    let mut found: Vec<Found> = Vec::new();
    for m in data.relations.find(t, doc.text()) {
        let Some((kind, is_turned)) = kind_of(data, t, &m) else { continue };
        let (trigger, at) = trigger_of(t, &m);
        // Where a rule has no subject, the word that tells the relation stands for it: *the board's head*.
        let (one, two) = (m.find("subject").map_or(trigger, |c| c.head), m.find("object").map(|c| c.head));
        let Some(two) = two else { continue };
        let any_noun = HYPHENS.iter().any(|rule| m.rule.id.ends_with(rule));
        let is_self = m.find("subject").is_none();
        let voice = words.of_trigger(t.span(trigger));
        let refused = voice.is_some_and(|id| holds::is_no_assertion(doc.statements[id].value.act));
        if !holds::is_fact(t, &data.relations, trigger, kind, refused) {
            continue;
        }
        for one in joined(t, one) {
            for two in joined(t, two) {
                let (Some(a), Some(b)) = (ends.at(one, any_noun), ends.at(two, any_noun)) else { continue };
                if is_self && !a.is_named && !matches!(kind, RelationType::PartOf | RelationType::Located) {
                    continue;
                }
                let (subject, object) = if is_turned { (b, a) } else { (a, b) };
                let kind = if is_unit(t, kind, one, &subject) { RelationType::PartOf } else { kind };
                let is_noun = t.pos(trigger) == "NOUN";
                if fit(kind, &subject, &object, is_noun) {
                    let maker = Maker::rule(m.rule.id.clone());
                    let score = m.rule.score.unwrap_or(SCORE);
                    found.push(Found { kind, subject, object, at: at.clone(), voice, maker, score });
                }
            }
        }
    }
    layer(found)
}

/// A relation before it is known to be the first of its kind.
struct Found {
    kind: RelationType,
    subject: End,
    object: End,
    at: Spans,
    voice: Option<Id<Statement>>,
    maker: Maker,
    score: f32,
}

/// Each relation once where two rules find it in the same words, in text order.
fn layer(mut found: Vec<Found>) -> Layer<Relation> {
    found.sort_by_key(|f| (f.at.hull(), f.kind.name(), f.subject.at, f.object.at));
    let mut seen: HashSet<(RelationType, Span, Span)> = HashSet::new();
    let mut out = Layer::new();
    let mut last: Option<(RelationType, Spans, Span, Span)> = None;
    for f in found {
        let (a, b) = (f.subject.at, f.object.at);
        let key = if is_symmetric(f.kind) && b < a { (f.kind, b, a) } else { (f.kind, a, b) };
        if !seen.insert(key) {
            continue;
        }
        // *The Movement for Reform, formerly called …*: the last word of the name is not the one meant.
        let is_inner = |(kind, at, subject, object): &(RelationType, Spans, Span, Span)| {
            *kind == f.kind && *at == f.at && subject.covers(a) && *object == b
        };
        if last.as_ref().is_some_and(is_inner) {
            continue;
        }
        last = Some((f.kind, f.at.clone(), a, b));
        let role = |end: &End| Role { at: Some(end.at.into()), entity: end.entity };
        let word = f.voice.map_or(Voice::Publisher, Voice::Statement);
        let relation = Relation { kind: f.kind, subject: role(&f.subject), object: role(&f.object), word };
        out.push(relation, f.at, f.maker, f.score);
    }
    out
}

/// The relation that a match tells, and whether its ends change places: what the rule sets, else what the word list
/// says of the trigger.
fn kind_of(data: &Data, t: &Tokens, m: &Match) -> Option<(RelationType, bool)> {
    let lexicon = data.relations.lexicon();
    let named = |name: &str| RelationType::ALL.iter().copied().find(|k| k.name() == name);
    let is_turned = m.rule.setting("turned") == Some("yes");
    if let Some(kind) = m.rule.setting("type") {
        return Some((named(kind)?, is_turned));
    }
    let (trigger, _) = trigger_of(t, m);
    // *Prime minister* and *youth wing* have lines of their own; the first word hangs from the second.
    let before = trigger.checked_sub(1).filter(|i| t.head(*i) == trigger);
    let whole = before.and_then(|i| {
        let words = format!("{} {}", t.lower(i), t.lemma(trigger).to_lowercase());
        lexicon.of_words(&words)
    });
    let entry = whole.or_else(|| lexicon.find(t, trigger))?;
    let kind = entry.classes.iter().find_map(|c| named(c))?;
    Some((kind, is_turned != entry.classes.iter().any(|c| c == "turned")))
}

/// The token that tells the relation, with its words.
fn trigger_of(t: &Tokens, m: &Match) -> (usize, Spans) {
    let none = || (m.trigger, t.span(m.trigger).into());
    m.find("trigger").map_or_else(none, |c| (c.head, c.spans.clone()))
}

/// A word and those that *and* joins to it.
fn joined(t: &Tokens, i: usize) -> Vec<usize> {
    let mut all = vec![i];
    let mut next = 0;
    while next < all.len() && all.len() < MOST_JOINED {
        let more = t.children(all[next]).filter(|c| t.dep(*c) == "conj" && *c > i);
        all.extend(more.filter(|c| matches!(t.pos(*c), "NOUN" | "PROPN")).take(MOST_JOINED));
        next += 1;
    }
    all
}

/// Whether what belongs to something is a part of it and no member: *the Gozo office*, *the brigade*.
fn is_unit(t: &Tokens, kind: RelationType, head: usize, subject: &End) -> bool {
    let is_body = subject.kind == MentionType::Organisation && !subject.is_state;
    kind == RelationType::Member && is_body && t.pos(head) == "NOUN" && t.tag(head) == "NN"
}

/// Whether either end can be called the subject.
pub fn is_symmetric(kind: RelationType) -> bool {
    use RelationType::*;
    matches!(kind, Ally | Adversary | Partner | Family | SameAs | Communicated)
}

/// Whether things of these kinds can stand so to each other.
///
/// `is_noun`: a noun tells it, *a member of the river commission*; after *sat on* a place may be no body.
fn fit(kind: RelationType, subject: &End, object: &End, is_noun: bool) -> bool {
    use MentionType as M;
    let is_other = subject.entity.is_none() || subject.entity != object.entity;
    let is_actor = |e: &End| matches!(e.kind, M::Person | M::Organisation | M::Place | M::Nationality);
    let is_person = |e: &End| e.kind == M::Person;
    let is_place = |e: &End| matches!(e.kind, M::Place) || e.is_state;
    if !is_other || subject.at == object.at {
        return false;
    }
    match kind {
        RelationType::Family => is_person(subject) && is_person(object),
        // A town that the text does not tell of otherwise may be taken for a body.
        RelationType::Located => {
            let is_site = is_place(object) || object.kind == M::Organisation;
            is_site && (object.has_name || object.is_state) && subject.kind != M::Nationality
        }
        RelationType::Member => {
            let is_body = is_noun || object.kind != M::Place || object.is_state;
            is_actor(subject) && is_actor(object) && is_body && subject.kind != M::Nationality
        }
        RelationType::Leads | RelationType::Represents => {
            is_actor(subject) && is_actor(object) && subject.kind != M::Nationality
        }
        RelationType::PartOf => {
            is_actor(subject) && is_actor(object) && !is_person(subject) && !is_person(object)
        }
        RelationType::SameAs => {
            is_actor(subject) && subject.kind == object.kind && subject.is_named && object.is_named
        }
        _ => is_actor(subject) && is_actor(object),
    }
}

/// Whose words what stands where.
struct Words {
    contents: Intervals,
    lengths: HashMap<usize, usize>,
}

impl Words {
    fn of(doc: &Document) -> Words {
        let said: Vec<(Id<Statement>, &Spans)> = doc
            .statements
            .iter()
            .filter_map(|(id, s)| Some((id, s.value.content.as_ref()?.at.as_ref()?)))
            .collect();
        let lengths = said.iter().map(|(id, at)| (id.index(), at.size())).collect();
        let contents =
            Intervals::new(said.iter().flat_map(|(id, at)| at.iter().map(move |s| (id.index(), s))));
        Words { contents, lengths }
    }

    /// The innermost statement whose content holds a word.
    fn of_trigger(&self, at: Span) -> Option<Id<Statement>> {
        let around = self.contents.touching(at).filter(|(_, s)| s.covers(at));
        around
            .map(|(n, _)| n)
            .min_by_key(|n| (self.lengths.get(n).copied(), std::cmp::Reverse(*n)))
            .map(Id::at)
    }
}
