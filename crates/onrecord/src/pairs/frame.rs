//! The grammar around a pair: the trigger with its auxiliaries, objects and governor, the way from one side to the
//! other, and what kind of noun each side is.

use super::hash::{Hash, text};
use super::sentence::{Role, Seen, View};
use super::{Block, Feature};

const DOBJ: u64 = text("dobj");
const XCOMP: u64 = text("xcomp");
const CCOMP: u64 = text("ccomp");
const PREP: u64 = text("prep");
const POBJ: u64 = text("pobj");
const PRT: u64 = text("prt");
const ATTR: u64 = text("attr");
const ACOMP: u64 = text("acomp");
const ADVCL: u64 = text("advcl");
const AMOD: u64 = text("amod");
const COMPOUND: u64 = text("compound");
const AUX_DEP: u64 = text("aux");
const AUXPASS: u64 = text("auxpass");
const NEG: u64 = text("neg");
const MARK: u64 = text("mark");
const VERB: u64 = text("VERB");
const AUX: u64 = text("AUX");
const NOUN: u64 = text("NOUN");
const PROPN: u64 = text("PROPN");
const PUNCT: u64 = text("PUNCT");
const DET: u64 = text("DET");

/// The longest way that is a feature of its own, in steps on one side.
const LONGEST_WAY: usize = 8;

fn feature(block: Block, parts: &[u64], value: f32) -> Feature {
    let hash = parts.iter().fold(Hash::new(block as u64), |hash, part| hash.with(*part));
    Feature { block, hash: hash.end(), value }
}

/// Everything of the frame.
pub fn all(view: &View, out: &mut impl FnMut(Feature)) {
    way(view, out);
    trigger(view, out);
    direction(view, out);
    sides(view, out);
}

/// A word with what hangs on it that changes what it says.
fn word(view: &View, kind: u64, i: usize, out: &mut impl FnMut(Feature)) {
    let mut give = |parts: &[u64]| out(feature(Block::Frame, parts, 1.0));
    give(&[kind, view.seen(i).lemma]);
    for c in view.sentence.children(i) {
        let child = view.seen(c);
        match child.dep {
            AUX_DEP | MARK | DOBJ | XCOMP | CCOMP | ATTR | ACOMP | PRT | PREP => {
                if view.role(c) == Role::None {
                    give(&[kind, child.dep, child.lemma]);
                } else {
                    give(&[kind, child.dep, text("SIDE")]);
                }
            }
            NEG | AUXPASS => give(&[kind, child.dep]),
            _ => {}
        }
    }
}

/// The way from side to side, and the words on it.
fn way(view: &View, out: &mut impl FnMut(Feature)) {
    if let Some(meet) = view.meet {
        word(view, text("meet"), meet, out);
    }
    for i in view.up.iter().skip(1).copied() {
        if matches!(view.seen(i).pos, VERB | AUX | NOUN) {
            word(view, text("up"), i, out);
        }
    }
    for i in view.down.iter().skip(1).copied() {
        word(view, text("down"), i, out);
        out(feature(Block::Frame, &[text("any"), view.seen(i).lemma], 1.0));
    }
    let is_verb = |i: &usize| matches!(view.seen(*i).pos, VERB | AUX);
    if let Some(verb) = view.up.iter().copied().chain(view.meet).find(is_verb) {
        word(view, text("verb"), verb, out);
    }
    if let Some(root) = view.window.clone().find(|i| view.seen(*i).head == *i) {
        out(feature(Block::Frame, &[text("root"), view.seen(root).lemma], 1.0));
    }
    for (kind, side) in [("source", view.source), ("target", view.target)] {
        if let Some(side) = side {
            out(feature(Block::Frame, &[text(kind), view.seen(side).dep], 1.0));
        }
    }
    out(feature(Block::Frame, &[text("way"), shape(view)], 1.0));
}

/// The labels on the way, as one number.
fn shape(view: &View) -> u64 {
    let mut hash = Hash::new(0);
    for i in view.up.iter().take(LONGEST_WAY) {
        hash = hash.with(view.seen(*i).dep);
    }
    hash = hash.with(text("^"));
    for i in view.down.iter().take(LONGEST_WAY) {
        hash = hash.with(view.seen(*i).dep);
    }
    u64::from(hash.end())
}

/// The trigger and what stands around it.
fn trigger(view: &View, out: &mut impl FnMut(Feature)) {
    let order = text(if view.is_forward { ">" } else { "<" });
    let mut give = |parts: &[u64], value: f32| out(feature(Block::Frame, parts, value));
    give(&[text("order"), order], 1.0);
    for i in view.between() {
        let seen = view.seen(i);
        if !matches!(seen.pos, PUNCT | DET) {
            give(&[text("between"), order, seen.lemma], 1.0);
        }
    }
    let t = view.seen(view.trigger);
    give(&[text("trigger"), t.lemma], 1.5);
    give(&[text("trigger"), t.lemma, order], 1.0);
    give(&[text("trigger tag"), t.tag], 1.0);
    give(&[text("trigger morph"), t.morph], 0.5);
    let mut group = Hash::new(0);
    for c in view.sentence.children(view.trigger) {
        if matches!(view.seen(c).dep, AUX_DEP | NEG | AUXPASS) {
            group = group.with(view.seen(c).lemma);
        }
    }
    give(&[text("group"), u64::from(group.end())], 1.0);
    if t.head != view.trigger {
        give(&[text("governor"), view.seen(t.head).lemma, t.dep], 1.0);
    }
    let shown = |i: usize| if view.role(i) == Role::None { view.seen(i).lemma } else { text("SIDE") };
    for c in view.sentence.children(view.trigger) {
        let child = view.seen(c);
        if !matches!(child.dep, DOBJ | XCOMP | CCOMP | PREP | PRT | ATTR | ACOMP | ADVCL) {
            continue;
        }
        give(&[text("with"), t.lemma, child.dep, shown(c)], 1.0);
        give(&[text("object"), child.dep, shown(c)], 1.0);
        for d in view.sentence.children(c) {
            if matches!(view.seen(d).dep, POBJ | DOBJ | PREP | XCOMP | AMOD | COMPOUND) {
                give(&[text("further"), shown(c), shown(d)], 1.0);
            }
        }
    }
}

/// Who stands where in the grammar: tells the doer from the one it is done to.
fn direction(view: &View, out: &mut impl FnMut(Feature)) {
    const NONE: u64 = text("none");
    let mut give = |parts: &[u64]| out(feature(Block::Direction, parts, 1.0));
    let seen = |side: Option<usize>| side.map(|i| view.seen(i));
    let (s, t) = (seen(view.source), seen(view.target));
    let dep = |side: Option<&Seen>| side.map_or(NONE, |s| s.dep);
    give(&[text("both"), dep(s), dep(t)]);
    for (kind, side) in [("source", s), ("target", t)] {
        let kind = text(kind);
        give(&[kind, dep(side)]);
        if let Some(side) = side {
            let above = view.seen(side.head);
            give(&[kind, side.dep, above.pos]);
            give(&[kind, side.dep, above.lemma]);
        }
    }
    let short = |n: usize| n.min(5) as u64;
    if view.meet.is_some() {
        give(&[text("length"), short(view.up.len()), short(view.down.len())]);
        give(&[text("way"), shape(view)]);
    } else {
        give(&[text("apart")]);
    }
    if view.sentence.children(view.trigger).any(|c| view.seen(c).dep == AUXPASS) {
        give(&[text("passive"), dep(s), dep(t)]);
    }
    give(&[text("order"), text(if view.is_forward { ">" } else { "<" }), dep(s), dep(t)]);
}

/// What kind of noun each side is: common nouns by their lemma, names by their type.
fn sides(view: &View, out: &mut impl FnMut(Feature)) {
    for (kind, side, head) in
        [(text("source"), Role::Source, view.source), (text("target"), Role::Target, view.target)]
    {
        let Some(head) = head else {
            out(feature(Block::Sides, &[kind, text("none")], 1.0));
            continue;
        };
        let seen = view.seen(head);
        out(feature(Block::Sides, &[kind, text("pos"), seen.pos, seen.tag], 1.0));
        out(feature(Block::Sides, &[kind, text("name"), seen.name], 1.0));
        if seen.pos != PROPN {
            out(feature(Block::Sides, &[kind, text("head"), seen.lemma], 1.0));
        }
        for i in view.window.clone().filter(|i| view.role(*i) == side) {
            let seen = view.seen(i);
            if seen.pos == NOUN {
                out(feature(Block::Sides, &[kind, text("noun"), seen.lemma], 1.0));
            }
        }
    }
}
