//! A sentence and a pair in it, as the features see them: hashes of every token, computed once for all pairs, and for
//! one pair who is who, the heads of both sides, the way between them in the tree, and the trigger.

use super::{Pair, hash};
use onrecord_doc::Tokens;
use std::ops::Range;

/// How far above a side the tree is climbed.
const HIGHEST: usize = 60;

/// How many children of a token are looked at.
pub const CHILDREN: usize = 40;

/// What a pair can be told by stands at most this far before and behind it, in tokens.
const AROUND: usize = 120;

/// How much of the way between two sides is looked at.
const BETWEEN: usize = 400;

/// A token, as far as features need it.
#[derive(Clone, Copy, Debug)]
pub struct Seen {
    /// Hash of its lower-cased text; of `0` for a number in digits.
    pub lower: u64,
    /// Hash of its lemma.
    pub lemma: u64,
    /// Hash of its label in the tree.
    pub dep: u64,
    /// Hash of its fine tag.
    pub tag: u64,
    /// Hash of its part of speech.
    pub pos: u64,
    /// Hash of its morphology.
    pub morph: u64,
    /// Hash of the type of the name it belongs to; that of the empty string outside names.
    pub name: u64,
    /// Its head, a number in the sentence; its own number for a root.
    pub head: usize,
    /// Whether there is a letter or digit in it.
    pub is_word: bool,
}

/// The tokens of a sentence, for any number of pairs.
pub struct Sentence<'t> {
    /// All tokens of the text.
    pub tokens: &'t Tokens,
    /// Those of the sentence.
    pub range: Range<usize>,
    /// What is known of each of them; numbers in the sentence begin at 0.
    pub seen: Vec<Seen>,
}

impl<'t> Sentence<'t> {
    /// Looks at the tokens of a sentence once. A range that reaches further than the text is cut.
    pub fn new(tokens: &'t Tokens, range: Range<usize>) -> Sentence<'t> {
        let end = range.end.min(tokens.len());
        let range = range.start.min(end)..end;
        let seen = range.clone().map(|i| {
            let lower = tokens.lower(i);
            let is_word = lower.chars().any(char::is_alphanumeric);
            let is_number = is_word && !lower.chars().any(char::is_alphabetic);
            let head = tokens.head(i);
            Seen {
                lower: if is_number { hash::text("0") } else { hash::text(lower) },
                lemma: lemma(tokens.lemma(i)),
                dep: hash::text(tokens.dep(i)),
                tag: hash::text(tokens.tag(i)),
                pos: hash::text(tokens.pos(i)),
                morph: hash::text(tokens.morph(i)),
                name: hash::text(tokens.ent_type(i)),
                head: if range.contains(&head) { head - range.start } else { i - range.start },
                is_word,
            }
        });
        let seen = seen.collect();
        Sentence { tokens, range, seen }
    }

    /// The children of a token, as numbers in the sentence.
    pub fn children(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        let range = self.range.clone();
        let all = self.tokens.children(range.start + i).take(CHILDREN);
        all.filter(move |c| range.contains(c)).map(|c| c - self.range.start)
    }

    /// A token and what is above it, as numbers in the sentence.
    fn above(&self, mut i: usize) -> Vec<usize> {
        let mut out = vec![i];
        while self.seen[i].head != i && out.len() < HIGHEST {
            i = self.seen[i].head;
            out.push(i);
        }
        out
    }
}

/// Lemmas of names keep their capitals in the tagger's output; the features do not.
fn lemma(lemma: &str) -> u64 {
    if lemma.bytes().any(|b| b.is_ascii_uppercase() || b >= 0x80) {
        hash::text(&lemma.to_lowercase())
    } else {
        hash::text(lemma)
    }
}

/// Which side of the pair a token belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Neither.
    None,
    /// Whoever acts.
    Source,
    /// Whoever it is done to.
    Target,
}

/// One pair in its sentence. All numbers are those in the sentence.
pub struct View<'s> {
    /// The sentence.
    pub sentence: &'s Sentence<'s>,
    /// The tokens that are looked at.
    pub window: Range<usize>,
    /// The side of each token of the window.
    roles: Vec<Role>,
    /// The head of the source.
    pub source: Option<usize>,
    /// The head of the target.
    pub target: Option<usize>,
    /// From the source up to where the ways meet, which is left out; all that is above it without a target.
    pub up: Vec<usize>,
    /// From the target up to where the ways meet, which is left out.
    pub down: Vec<usize>,
    /// Where the ways meet.
    pub meet: Option<usize>,
    /// The word that names what happens.
    pub trigger: usize,
    /// Whether the source stands before the target; one that is missing stands where the grammar has it.
    pub is_forward: bool,
}

impl<'s> View<'s> {
    /// The pair in its sentence; with neither side nor trigger in it, its main verb. `None` for no tokens at all.
    pub fn new(sentence: &'s Sentence<'s>, pair: &Pair) -> Option<View<'s>> {
        let range = &sentence.range;
        let own = |tokens: &[usize]| -> Vec<usize> {
            let mut own: Vec<usize> =
                tokens.iter().filter(|t| range.contains(t)).map(|t| t - range.start).collect();
            own.sort_unstable();
            own.dedup();
            own
        };
        let (source, mut target) = (own(pair.source), own(pair.target));
        target.retain(|t| source.binary_search(t).is_err());
        let mut trigger = pair.trigger.filter(|t| range.contains(t)).map(|t| t - range.start);
        if source.is_empty() && target.is_empty() && trigger.is_none() {
            trigger = (0..sentence.seen.len()).find(|i| sentence.seen[*i].head == *i);
        }
        let all = || source.iter().chain(&target).chain(&trigger).copied();
        let (first, last) = (all().min()?, all().max()?);
        let start = first.saturating_sub(AROUND);
        let end = (last + 1 + AROUND).min(first + BETWEEN + AROUND).min(sentence.seen.len());
        let window = start..end;
        let mut roles = vec![Role::None; window.len()];
        for (tokens, role) in [(&source, Role::Source), (&target, Role::Target)] {
            for t in tokens.iter().filter(|t| window.contains(t)) {
                roles[t - start] = role;
            }
        }
        let (source_head, target_head) = (head(sentence, &source), head(sentence, &target));
        let mut up = source_head.map(|s| sentence.above(s)).unwrap_or_default();
        let mut down = target_head.map(|t| sentence.above(t)).unwrap_or_default();
        let meet = up.iter().copied().find(|x| down.contains(x));
        if let Some(meet) = meet {
            up.truncate(up.iter().position(|x| *x == meet).unwrap_or(up.len()));
            down.truncate(down.iter().position(|x| *x == meet).unwrap_or(down.len()));
        }
        let trigger = trigger.or_else(|| own_trigger(sentence, &up, &down, meet)).unwrap_or(first);
        let is_forward = match (source.last(), target.first()) {
            (Some(s), Some(t)) => s < t || source.first() < target.first() && source.last() < target.last(),
            (Some(s), None) => *s < trigger,
            (None, Some(t)) => *t > trigger,
            (None, None) => true,
        };
        let (source, target) = (source_head, target_head);
        Some(View { sentence, window, roles, source, target, up, down, meet, trigger, is_forward })
    }

    /// What is known of a token.
    pub fn seen(&self, i: usize) -> &Seen {
        &self.sentence.seen[i]
    }

    /// The side of a token.
    pub fn role(&self, i: usize) -> Role {
        i.checked_sub(self.window.start).and_then(|i| self.roles.get(i)).copied().unwrap_or(Role::None)
    }

    /// The tokens between the two sides, or between the one that is there and the trigger.
    pub fn between(&self) -> Range<usize> {
        let Some(first) = self.window.clone().find(|i| self.role(*i) != Role::None) else { return 0..0 };
        let side = self.role(first);
        let is_other = |i: &usize| !matches!(self.role(*i), Role::None) && self.role(*i) != side;
        let other = self.window.clone().find(is_other).unwrap_or(self.trigger);
        let (first, other) = (first.min(other), first.max(other));
        let last = (first..other).rev().find(|i| self.role(*i) == side).unwrap_or(first);
        last + 1..other.max(last + 1)
    }
}

/// The token of a side that the others hang on: the first whose head is not of that side.
fn head(sentence: &Sentence, side: &[usize]) -> Option<usize> {
    let is_top = |i: &&usize| {
        let head = sentence.seen[**i].head;
        head == **i || side.binary_search(&head).is_err()
    };
    side.iter().find(is_top).or(side.first()).copied()
}

/// The first verb above the source on its way to the target, else where the ways meet.
fn own_trigger(sentence: &Sentence, up: &[usize], down: &[usize], meet: Option<usize>) -> Option<usize> {
    const VERB: u64 = hash::text("VERB");
    const AUX: u64 = hash::text("AUX");
    let is_verb = |i: &usize| matches!(sentence.seen[*i].pos, VERB | AUX);
    let way = if up.is_empty() && meet.is_none() { down } else { up };
    way.iter().skip(1).copied().chain(meet).find(is_verb).or(meet).or(way.first().copied())
}
