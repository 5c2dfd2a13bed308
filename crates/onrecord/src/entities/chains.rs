//! What the networks add: which words are mentions and of what type, and which phrases mean the same again.
//!
//! The sieve's entities stand, save where a sure link joins two that may be one ([`one_of`]). Links are taken surest
//! first, so that an unsure one cannot keep a sure one out.

use super::joiner::{Draft, Joiner};
use super::names;
use crate::actors::NounRole;
use crate::heads::{
    Answer, Kind, Marked, Marks, Ranker, Sight,
    antecedents::{Clues, Link, Phrase, phrases},
};
use crate::mentions::{self, Found};
use hashbrown::HashMap;
use onrecord_doc::{EntityType, Maker, MentionForm, MentionType, Tokens};

/// What the networks say of a text.
pub struct Seen<'a> {
    /// The text as they are given it.
    pub sight: &'a Sight<'a>,
    /// The mentions that they find.
    pub marks: &'a Marks,
    /// The statements, which tell who speaks.
    pub tagged: Option<&'a Answer>,
    /// What weighs antecedents.
    pub ranker: &'a Ranker,
}

impl Seen<'_> {
    /// The mentions by the tokens that they hang on. Where a name ends a mention (*his Saudi counterpart Adel
    /// al-Jubeir*), it is the name's.
    pub(super) fn by_head(&self, found: &[Found]) -> HashMap<usize, Marked> {
        let t = self.sight.tokens;
        let names = found.iter().filter(|f| f.form == MentionForm::Name);
        let ends: HashMap<usize, &Found> = names.map(|f| (f.core.1, f)).collect();
        let place = |mark: &Marked| {
            let last = without_time(t, mark.first, mark.last);
            // Russia is not meant by `an ally of Russia`.
            let is_inner = |f: &Found| t.dep(f.head) == "pobj" && t.head(f.head) >= mark.first;
            let name = ends.get(&last).filter(|f| {
                f.core.0 >= mark.first && f.core.1 <= last && is_of(f, mark.kind) && !is_inner(f)
            });
            (name.map_or_else(|| head_of(t, mark.first, last), |f| f.head), Marked { last, ..*mark })
        };
        self.marks.mentions.iter().map(place).collect()
    }
}

/// Whether a name can be that of a mention of that type.
fn is_of(f: &Found, kind: Option<MentionType>) -> bool {
    (f.label == "PERSON" || f.title.is_some()) == (kind == Some(MentionType::Person))
}

/// The last token without a time that the model ends a name with: `Lavrov Tuesday`.
fn without_time(t: &Tokens, first: usize, last: usize) -> usize {
    let is_time = |i: usize| matches!(t.ent_type(i), "DATE" | "TIME");
    let end = (first..=last).rev().find(|i| !is_time(*i));
    end.filter(|_| !is_time(first)).unwrap_or(last)
}

/// A mention as it will stand in the record.
pub(super) struct Shown {
    pub first: usize,
    pub last: usize,
    pub form: MentionForm,
    pub kind: MentionType,
    pub entity: Option<usize>,
    pub maker: Maker,
    pub score: f32,
}

/// The mentions of the networks and of the sieve, their chains joined to entities, in text order.
pub(super) fn resolve(join: &mut Joiner, seen: &Seen) -> Vec<Shown> {
    let t = join.tokens();
    let is_said = |head: usize| mentions::in_sentence(join.doc, t.span(head));
    let phrases: Vec<Phrase> = phrases::find(t).into_iter().filter(|p| is_said(p.head)).collect();
    let settled = || join.found.iter().enumerate().filter(|(m, _)| join.of[*m].is_some());
    // The acronym in brackets is a mention of its own.
    let acronyms = settled().filter_map(|(m, f)| Some((f.acronym?, m)));
    let sieve: HashMap<usize, usize> = acronyms.chain(settled().map(|(m, f)| (f.head, m))).collect();
    let known: Vec<Option<usize>> =
        phrases.iter().map(|p| sieve.get(&p.head).and_then(|m| join.of[*m])).collect();
    // `State` in *Secretary of State John Kerry* is a word of the title.
    let titles: Vec<(usize, usize)> = join.found.iter().filter_map(|f| f.title).collect();
    let in_title = |p: &Phrase| {
        let at = titles.partition_point(|(a, _)| *a <= p.head);
        at > 0 && p.head <= titles[at - 1].1 && !sieve.contains_key(&p.head)
    };
    let clues = Clues::new(join.doc, join.actors, seen.tagged, &phrases, known.clone());
    let mut links = seen.ranker.links(seen.sight, &phrases, &clues);
    links.iter_mut().zip(&phrases).filter(|(_, p)| in_title(p)).for_each(|(link, _)| *link = None);
    let marked = seen.by_head(&join.found);
    let mut chains = Chains::new(join, &phrases, &links, known);
    let entities = chains.entities(join, &phrases, &marked, seen.marks);
    let mut out: Vec<Shown> = Vec::new();
    for (n, p) in phrases.iter().enumerate() {
        let mark = marked.get(&p.head);
        let rule = sieve.get(&p.head).and_then(|m| join.kinds[*m]);
        let entity = entities[n];
        let kind = match (mark, rule) {
            (Some(Marked { kind: Some(kind), .. }), _) => *kind,
            (Some(Marked { kind: None, .. }), _) => continue,
            // `Iraqi` in *Iraqi forces* is told by the whole; lone places within a phrase are records of their own.
            (None, Some((MentionType::Nationality, _))) if t.pos(p.head) == "ADJ" => continue,
            (None, Some((MentionType::Place, _))) if !chains.is_joined(n) => continue,
            (None, Some((kind, _))) => kind,
            (None, None) if entity.is_some() => of_kind(seen.marks.kinds[p.head]),
            (None, None) => continue,
        };
        let (maker, score) = match (mark, rule, links[n]) {
            (Some(mark), ..) => (Maker::model(super::MENTIONS), seen.marks.score(mark)),
            (None, Some((_, rule)), _) => (Maker::rule(rule), super::score(rule)),
            (None, None, link) => (Maker::model(super::ANTECEDENTS), link.map_or(0.5, |l| l.chance)),
        };
        let (first, last) = match mark {
            // What is told of a source without a name is all that is known of it.
            _ if rule.is_some_and(|(_, rule)| rule == "en/mentions/unnamed") => {
                sieve.get(&p.head).map_or((p.first, p.last), |m| join.found[*m].phrase)
            }
            Some(mark) if p.form != MentionForm::Pronoun => (mark.first, with_ending(t, mark.last)),
            _ => (p.first, p.last),
        };
        // `ISIS` is a name, whatever the model tags it.
        let form = sieve.get(&p.head).map_or(p.form, |m| join.found[*m].form);
        out.push(Shown { first, last, form, kind, entity, maker, score });
    }
    // Mentions that no noun phrase heads: the tree has them otherwise.
    let heads: hashbrown::HashSet<usize> = phrases.iter().map(|p| p.head).collect();
    let doc = join.doc;
    let is_free = |head: &usize| !heads.contains(head) && mentions::in_sentence(doc, t.span(*head));
    for (head, mark) in marked.iter().filter(|(head, _)| is_free(head)) {
        let Some(kind) = mark.kind else { continue };
        let entity = sieve.get(head).and_then(|m| join.of[*m]).map(|e| chains.stands_for(e));
        let form = if t.pos(*head) == "PROPN" { MentionForm::Name } else { MentionForm::Nominal };
        let (first, last) = (mark.first, with_ending(t, mark.last));
        let (maker, score) = (Maker::model(super::MENTIONS), seen.marks.score(mark));
        out.push(Shown { first, last, form, kind, entity, maker, score });
    }
    out.sort_by_key(|s| (s.first, std::cmp::Reverse(s.last)));
    out.dedup_by_key(|s| (s.first, s.last));
    out
}

/// The token of a span that hangs from outside it.
fn head_of(t: &Tokens, first: usize, last: usize) -> usize {
    let outside = |i: &usize| t.head(*i) == *i || t.head(*i) < first || t.head(*i) > last;
    (first..=last).rev().find(|i| outside(i) && t.pos(*i) != "PUNCT").unwrap_or(last)
}

/// A possessive ending belongs to the phrase before it, as in OntoNotes and GUM.
fn with_ending(t: &Tokens, last: usize) -> usize {
    last + usize::from(last + 1 < t.len() && t.tag(last + 1) == "POS")
}

fn of_kind(kind: Option<Kind>) -> MentionType {
    match kind {
        Some(Kind::Person) => MentionType::Person,
        Some(Kind::Organisation) => MentionType::Organisation,
        Some(Kind::Place) => MentionType::Place,
        Some(Kind::Event) => MentionType::Event,
        _ => MentionType::Other,
    }
}

/// Phrases joined to sets, each with at most one entity of the sieve.
struct Chains {
    parent: Vec<usize>,
    entity: Vec<Option<usize>>,
    size: Vec<usize>,
    /// The entity that another one has gone into.
    stands: HashMap<usize, usize>,
}

impl Chains {
    fn new(
        join: &mut Joiner,
        phrases: &[Phrase],
        links: &[Option<Link>],
        known: Vec<Option<usize>>,
    ) -> Chains {
        let mut chains = Chains {
            parent: (0..phrases.len()).collect(),
            size: vec![1; phrases.len()],
            entity: known,
            stands: HashMap::new(),
        };
        let mut order: Vec<(usize, Link)> =
            links.iter().enumerate().filter_map(|(n, l)| Some((n, (*l)?))).collect();
        order.sort_by(|a, b| b.1.chance.total_cmp(&a.1.chance));
        for (n, link) in order {
            if !is_anybody(join, &phrases[n]) {
                chains.join(join, n, link);
            }
        }
        chains
    }

    fn root(&mut self, mut n: usize) -> usize {
        while self.parent[n] != n {
            self.parent[n] = self.parent[self.parent[n]];
            n = self.parent[n];
        }
        n
    }

    fn join(&mut self, join: &mut Joiner, n: usize, link: Link) {
        let (a, b) = (self.root(n), self.root(link.to));
        let entity = match (self.entity_of(a), self.entity_of(b)) {
            (Some(x), Some(y)) if x != y => match one_of(join, x, y, link.chance) {
                Some((from, into)) => {
                    join.merge(from, into);
                    self.stands.insert(from, into);
                    Some(into)
                }
                None => return,
            },
            (x, y) => x.or(y),
        };
        // The earlier one stands for the set.
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high] = low;
        self.entity[low] = entity;
        self.size[low] += self.size[high];
    }

    /// The entity of a set, by the one that it has gone into.
    fn entity_of(&self, root: usize) -> Option<usize> {
        self.entity[root].map(|e| self.stands_for(e))
    }

    fn stands_for(&self, mut entity: usize) -> usize {
        while let Some(into) = self.stands.get(&entity) {
            entity = *into;
        }
        entity
    }

    /// Whether others mean the same as phrase `n`.
    fn is_joined(&mut self, n: usize) -> bool {
        let root = self.root(n);
        self.size[root] > 1
    }

    /// The entity of each phrase, a new one for each set that the sieve does not know.
    fn entities(
        &mut self,
        join: &mut Joiner,
        phrases: &[Phrase],
        marked: &HashMap<usize, Marked>,
        marks: &Marks,
    ) -> Vec<Option<usize>> {
        let roots: Vec<usize> = (0..phrases.len()).map(|n| self.root(n)).collect();
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); phrases.len()];
        roots.iter().enumerate().for_each(|(n, root)| members[*root].push(n));
        for (root, members) in members.iter().enumerate() {
            if members.len() < 2 || self.entity[root].is_some() {
                continue;
            }
            self.entity[root] = Some(add(join, phrases, members, marked, marks));
        }
        roots.iter().map(|root| self.entity_of(*root)).collect()
    }
}

/// From a link this sure, what the sieve took for two may be one: `Chrome` and `Google Chrome`. What only a noun brought
/// in (`the group`) goes with any link.
const SURE: f32 = 0.7;

/// Which of two entities goes into the other, if they may be one: nothing known beforehand is joined to anything else
/// that is, and no person to what is none or to somebody of another full name.
fn one_of(join: &Joiner, x: usize, y: usize, chance: f32) -> Option<(usize, usize)> {
    let (a, b) = (&join.entities[x], &join.entities[y]);
    let is_known = |d: &Draft| d.key.is_some() || d.rule == "en/entities/body";
    let is_person = |d: &Draft| d.kind == EntityType::Person;
    let is_country = |d: &Draft| d.kind == EntityType::Country;
    let are_two = is_known(a) && is_known(b)
        || a.anonymous != b.anonymous
        || is_person(a) != is_person(b)
        // Moscow the city is not Russia, though both are called by that name.
        || is_country(a) != is_country(b)
        || is_person(a)
            && a.name.contains(' ')
            && b.name.contains(' ')
            && !names::is_same_person(&a.name, &b.name);
    let is_noun = a.rule == "en/entities/noun" || b.rule == "en/entities/noun";
    if are_two || chance < SURE && !is_noun {
        return None;
    }
    // What is known stays, else the longer name.
    let goes = is_known(b) || !is_known(a) && b.name.len() > a.name.len();
    Some(if goes { (x, y) } else { (y, x) })
}

/// `Officials said`: nobody in particular, and not those of the next sentence.
fn is_anybody(join: &Joiner, p: &Phrase) -> bool {
    let t = join.tokens();
    let is_source = mentions::noun(t, join.actors, p.head).is_some_and(|(_, role)| role == NounRole::Source);
    let is_definite =
        matches!(t.lower(p.first), "the" | "this" | "that" | "these" | "those") || t.dep(p.first) == "poss";
    is_source && p.form == MentionForm::Nominal && !is_definite
}

/// An entity of phrases without one: called by its first name, else its first nominal, else its first words.
fn add(
    join: &mut Joiner,
    phrases: &[Phrase],
    members: &[usize],
    marked: &HashMap<usize, Marked>,
    marks: &Marks,
) -> usize {
    let t = join.tokens();
    let rank = |n: &&usize| match phrases[**n].form {
        MentionForm::Name => 0,
        MentionForm::Nominal => 1,
        MentionForm::Pronoun => 2,
    };
    let first = members.iter().min_by_key(rank).map_or(0, |n| *n);
    let p = phrases[first];
    // The type that most members are marked with; what none is marked with is what its first word stands for.
    let mut votes: HashMap<MentionType, usize> = HashMap::new();
    let types = members.iter().filter_map(|n| marked.get(&phrases[*n].head)?.kind);
    types.for_each(|kind| *votes.entry(kind).or_default() += 1);
    let most = votes.into_iter().max_by_key(|(kind, n)| (*n, std::cmp::Reverse(*kind as u8))).map(|v| v.0);
    let kind = match most.unwrap_or_else(|| of_kind(marks.kinds[p.head])) {
        MentionType::Person => EntityType::Person,
        MentionType::Organisation => EntityType::Organisation,
        MentionType::Place => EntityType::Place,
        MentionType::Nationality => EntityType::Nationality,
        MentionType::Weapon => EntityType::Weapon,
        MentionType::Platform => EntityType::Platform,
        MentionType::Vehicle => EntityType::Vehicle,
        MentionType::Vessel => EntityType::Vessel,
        MentionType::Document => EntityType::Document,
        MentionType::Event => EntityType::Event,
        MentionType::Money | MentionType::Quantity | MentionType::Other => EntityType::Other,
    };
    let last = if t.tag(p.last) == "POS" && p.last > p.first { p.last - 1 } else { p.last };
    let words = join.doc.quote(t.span_of(p.first, last));
    let name = super::roles::without_determiner(words).to_owned();
    join.add_unnamed(Draft::new(name, kind, "en/entities/chain"))
}
