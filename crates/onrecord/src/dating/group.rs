//! The verb group: a verb with its auxiliaries, and what they say of its time.
//!
//! *Will have been signed* is one group: `will` looks ahead, `have` makes it done before then, `been` makes it passive.
//! A verb that is joined to another by *and* shares the auxiliaries that stand before the first: *will meet and sign*.

use onrecord_doc::Tokens;

/// The tense of a verb group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tense {
    /// *Signed*, *was signing*, *had signed*.
    Past,
    /// *Signs*, *is signing*, *has signed*.
    Present,
    /// *Will sign*.
    Future,
    /// *May sign*, *would sign*.
    Modal,
    /// *To sign*, and the bare form after *let* or *make*.
    Infinitive,
    /// *Signing*, *signed* without an auxiliary.
    Participle,
    /// No verb, or none that the tags know.
    #[default]
    None,
}

/// A verb with its auxiliaries. All numbers are those of tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The verb.
    pub verb: usize,
    /// Its tense.
    pub tense: Tense,
    /// *Has signed*.
    pub perfect: bool,
    /// *Is signing*.
    pub progressive: bool,
    /// *Is signed*.
    pub passive: bool,
    /// *Will*, *may*, *would* and their like.
    pub modal: Option<usize>,
    /// *Not*, *n't*, *never*.
    pub negation: Option<usize>,
    /// *If* or *unless* before its clause.
    pub condition: Option<usize>,
    /// The words that the tense is read from, in text order: the auxiliaries, and the verb where it bears the tense.
    pub words: Vec<usize>,
}

/// How many verbs of a row (*met, talked and signed*) are gone back for an auxiliary.
const LONGEST_ROW: usize = 12;

/// More children than this are not looked at for auxiliaries, which stand near.
const MOST_CHILDREN: usize = 64;

impl Group {
    /// The group of a verb; for any other word a group without a tense.
    pub fn of(tokens: &Tokens, verb: usize) -> Group {
        let mut group = Group { verb, ..Group::default() };
        if verb >= tokens.len() || !is_verb(tokens, verb) {
            return group;
        }
        let own = auxiliaries(tokens, verb);
        let shared = if own.is_empty() { shared_auxiliaries(tokens, verb) } else { Vec::new() };
        let all = if own.is_empty() { &shared } else { &own };
        let tag = tokens.tag(verb);
        let mut finite = None;
        let mut to = None;
        for &a in all {
            match (tokens.tag(a), tokens.lemma(a)) {
                ("TO", _) => to = Some(a),
                ("MD", _) => group.modal = Some(a),
                (_, "have") => {
                    group.perfect = true;
                    finite = finite.or(Some(a));
                }
                (_, "be" | "get") => {
                    group.progressive |= tag == "VBG" && tokens.dep(a) != "auxpass";
                    group.passive |= tag == "VBN" || tokens.dep(a) == "auxpass";
                    finite = finite.or(Some(a));
                }
                _ => finite = finite.or(Some(a)),
            }
        }
        group.tense = if let Some(modal) = group.modal {
            if is_future(tokens, modal) { Tense::Future } else { Tense::Modal }
        } else if to.is_some() {
            Tense::Infinitive
        } else {
            match finite.map_or(tag, |f| tokens.tag(f)) {
                "VBD" => Tense::Past,
                "VBP" | "VBZ" => Tense::Present,
                "VB" if finite.is_none() => Tense::Infinitive,
                "MD" => Tense::Modal,
                _ => Tense::Participle,
            }
        };
        group.words = all.clone();
        if all.is_empty() {
            group.words.push(verb);
        }
        for c in tokens.children(verb).take(MOST_CHILDREN) {
            let is_negation = tokens.dep(c) == "neg" || tokens.lower(c) == "never";
            if is_negation && group.negation.is_none() {
                group.negation = Some(c);
            }
            let leads = c < verb && tokens.dep(c) == "mark";
            if leads && matches!(tokens.lower(c), "if" | "unless" | "provided" | "should") {
                group.condition = Some(c);
            }
        }
        group
    }
}

/// Whether a token is tagged as a verb.
pub(super) fn is_verb(tokens: &Tokens, i: usize) -> bool {
    matches!(tokens.tag(i), "VB" | "VBD" | "VBG" | "VBN" | "VBP" | "VBZ" | "MD")
}

fn is_future(tokens: &Tokens, modal: usize) -> bool {
    matches!(tokens.lower(modal), "will" | "shall" | "wo" | "'ll" | "’ll")
}

fn auxiliaries(tokens: &Tokens, verb: usize) -> Vec<usize> {
    let is_aux = |c: &usize| matches!(tokens.dep(*c), "aux" | "auxpass");
    tokens.children(verb).take(MOST_CHILDREN).filter(is_aux).collect()
}

/// The auxiliaries of the verb that this one is joined to, if it has the same form and no subject of its own.
fn shared_auxiliaries(tokens: &Tokens, verb: usize) -> Vec<usize> {
    let mut at = verb;
    for _ in 0..LONGEST_ROW {
        let head = tokens.head(at);
        let goes_on = tokens.dep(at) == "conj" && head != at && tokens.tag(head) == tokens.tag(verb);
        let is_subject = |c: usize| matches!(tokens.dep(c), "nsubj" | "nsubjpass" | "expl");
        if !goes_on || tokens.children(at).take(MOST_CHILDREN).any(is_subject) {
            return Vec::new();
        }
        let found = auxiliaries(tokens, head);
        if !found.is_empty() {
            return found;
        }
        at = head;
    }
    Vec::new()
}
