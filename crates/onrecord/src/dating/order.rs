//! Which way a verb or noun looks from the day of publication, by its tense or by what governs it.

use super::attach::{Hold, Tie};
use super::group::{Group, Tense, is_verb};
use super::words::Class;
use super::{Dating, Order};

/// What the tree says of a word's time.
#[derive(Clone, Debug, Default)]
pub(super) struct Lean {
    pub order: Order,
    /// The time of the word, else of what governs it.
    pub hold: Option<Hold>,
    /// The words that say so.
    pub words: Vec<usize>,
    /// Whether it is a main event that a narrative can go on with.
    pub goes_on: bool,
}

/// What a word's own form says of its time.
enum Step {
    /// The order, by these words.
    Known(Order, Vec<usize>),
    /// It is of the time of this word.
    Same(usize),
    /// It has the order of this word, but not its date.
    Apart(usize),
    /// It is yet to come, seen from this word.
    Later(usize),
    /// Nothing.
    Open,
}

/// A noun has no more children than this that are looked at.
const MOST_CHILDREN: usize = 64;

/// How far up the tree a word looks for a tense.
const REACH: usize = 12;

impl Dating<'_> {
    pub(super) fn lean(&self, token: usize) -> Lean {
        let mut lean = Lean { hold: self.own_hold(token), ..Lean::default() };
        let (mut at, mut shares, mut later) = (token, true, None);
        for _ in 0..REACH {
            let governor = match self.step(at) {
                Step::Known(order, words) => {
                    lean.order = order;
                    lean.words.extend(words);
                    lean.goes_on = at == token;
                    break;
                }
                Step::Open => break,
                Step::Same(governor) => governor,
                Step::Apart(governor) => {
                    shares = false;
                    governor
                }
                Step::Later(governor) => {
                    // *Is expected to vote next week*: the day to come beside the plan is that of the vote.
                    if shares && lean.hold.is_none() {
                        let ahead = self.hold(governor).filter(|h| self.lies_ahead(*h));
                        // What is put off until a day is on that day.
                        let tie = |t| if t == Tie::Until { Tie::In } else { t };
                        lean.hold = ahead.map(|h| Hold { tie: tie(h.tie), ..h });
                    }
                    shares = false;
                    later = later.or(Some(governor));
                    governor
                }
            };
            at = governor;
            if shares && lean.hold.is_none() {
                lean.hold = self.own_hold(at);
            }
        }
        let tokens = &self.doc.tokens;
        if lean.hold.is_none() && is_verb(tokens, token) {
            lean.hold = self.shared_hold(token, lean.order);
        }
        if let Some(word) = later {
            lean.order = Order::After;
            lean.words = vec![word];
        } else if at != token && lean.order == Order::After {
            // What is looking on at a time to come, and what is known already, was there before it: *the ruling will
            // anger investors hoping for a sale*.
            if tokens.tag(token) == "VBG" && tokens.dep(token) == "acl" {
                lean.order = Order::At;
            } else if is_noun(tokens.pos(token)) && lean.hold.is_none() && !self.is_new(token) {
                lean.order = Order::Before;
            }
        }
        lean
    }

    /// The time of the clause beside or around that tells the same story: *landed on Friday and went straight to*, *was
    /// hurt on Friday as police charged*. Both must look the same way, and what has its own subject beside another
    /// clause has its own time.
    fn shared_hold(&self, token: usize, order: Order) -> Option<Hold> {
        let tokens = &self.doc.tokens;
        let mut at = token;
        for _ in 0..REACH {
            let head = tokens.head(at);
            let has = |deps: [&str; 2]| {
                tokens.children(at).take(MOST_CHILDREN).any(|c| deps.contains(&tokens.dep(c)))
            };
            let is_with = |c: usize| matches!(tokens.lower(c), "when" | "as" | "while");
            let goes_on = match tokens.dep(at) {
                "conj" => !has(["nsubj", "nsubjpass"]),
                "advcl" => tokens.children(at).take(MOST_CHILDREN).any(|c| c < at && is_with(c)),
                _ => false,
            };
            if head == at || !goes_on || !is_verb(tokens, head) {
                return None;
            }
            let tense = |i: usize| Group::of(tokens, i).tense;
            let is_same = tense(head) == tense(token) && !Group::of(tokens, token).perfect;
            if let Some(hold) = self.own_hold(head) {
                let side = match order {
                    Order::Before => !self.lies_ahead(hold),
                    Order::After => !self.lies_back(hold),
                    _ => true,
                };
                return Some(hold).filter(|h| side && is_same && h.through == 0);
            }
            at = head;
        }
        None
    }

    /// The time of a word, unless its tense looks the other way: *agreed to meet on Friday*, said before Friday, has
    /// its day on the wrong verb.
    fn own_hold(&self, token: usize) -> Option<Hold> {
        let tokens = &self.doc.tokens;
        let hold = self.hold(token).or_else(|| self.hold(self.participle(token)?))?;
        let is_put_off = hold.tie == Tie::Until && self.words.is(tokens, token, Class::Aim);
        if !is_verb(tokens, token) || hold.tie != Tie::In && !is_put_off {
            return Some(hold);
        }
        let group = Group::of(tokens, token);
        let is_plan = self.words.is(tokens, token, Class::Plan) || self.words.is(tokens, token, Class::Aim);
        let is_state = self.words.is(tokens, token, Class::State);
        let fits = match group.tense {
            Tense::Past => !self.lies_ahead(hold),
            Tense::Present if group.perfect => !self.lies_ahead(hold),
            Tense::Present if is_plan => !self.lies_ahead(hold),
            Tense::Present if is_state => !self.lies_back(hold),
            _ => true,
        };
        fits.then_some(hold)
    }

    /// The participle behind a noun that tells how it came about: *the agreement reached in 1991*, *a vote planned for
    /// Friday*. One of saying has its own time: *an attack reported on Friday*.
    fn participle(&self, noun: usize) -> Option<usize> {
        let tokens = &self.doc.tokens;
        if !is_noun(tokens.pos(noun)) {
            return None;
        }
        let is_one = |c: &usize| {
            *c > noun
                && tokens.dep(*c) == "acl"
                && tokens.tag(*c) == "VBN"
                && !self.words.is(tokens, *c, Class::Say)
        };
        tokens.children(noun).take(MOST_CHILDREN).find(is_one)
    }

    fn step(&self, at: usize) -> Step {
        let tokens = &self.doc.tokens;
        if is_verb(tokens, at) {
            return self.step_of_verb(at);
        }
        match tokens.pos(at) {
            "NOUN" | "PROPN" | "PRON" | "NUM" => self.step_of_noun(at),
            _ if tokens.head(at) != at => Step::Same(tokens.head(at)),
            _ => Step::Open,
        }
    }

    fn step_of_verb(&self, at: usize) -> Step {
        let tokens = &self.doc.tokens;
        let group = Group::of(tokens, at);
        let is_state = self.words.is(tokens, at, Class::State);
        let known = |order| Step::Known(order, group.words.clone());
        let head = tokens.head(at);
        let holds_on = is_state || group.progressive;
        match group.tense {
            Tense::Past => known(Order::Before),
            Tense::Present if group.condition.is_some() => {
                Step::Known(Order::After, group.condition.into_iter().chain(group.words).collect())
            }
            // What has not been done is still to do.
            Tense::Present if group.perfect && (holds_on || group.negation.is_some()) => known(Order::At),
            Tense::Present if group.perfect => known(Order::Before),
            Tense::Present => {
                let hold = self.own_hold(at);
                known(match hold {
                    Some(h) if self.lies_ahead(h) => Order::After,
                    Some(h) if self.lies_back(h) => Order::Before,
                    _ => Order::At,
                })
            }
            Tense::Future => known(Order::After),
            Tense::Modal if group.perfect => known(Order::Before),
            Tense::Modal => known(self.order_of_modal(&group, holds_on)),
            Tense::Infinitive | Tense::Participle if head != at => self.step_to_governor(at, &group),
            // Headlines: *envoy to visit Oslo*, *three held after raid*.
            Tense::Infinitive => known(Order::After),
            Tense::Participle if tokens.tag(at) == "VBN" => known(Order::Before),
            Tense::Participle => known(Order::At),
            Tense::None => Step::Open,
        }
    }

    /// *Can* tells what is so; *may*, *must* and *should* with a state guess or judge about now; *would not say* and
    /// *could not be reached* tell what failed.
    fn order_of_modal(&self, group: &Group, holds_on: bool) -> Order {
        let tokens = &self.doc.tokens;
        let modal = group.modal.map_or("", |m| tokens.lower(m));
        let is_ahead = self.hold(group.verb).is_some_and(|h| self.lies_ahead(h));
        match modal {
            _ if is_ahead => Order::After,
            "can" | "ca" => Order::At,
            "may" | "might" | "must" | "should" if holds_on => Order::At,
            "could" if group.negation.is_some() => Order::Before,
            "would" | "'d" | "’d"
                if group.negation.is_some() && self.words.is(tokens, group.verb, Class::Say) =>
            {
                Order::Before
            }
            _ => Order::After,
        }
    }

    fn lies_ahead(&self, hold: Hold) -> bool {
        let time = &self.doc.times[hold.time].value;
        match (time.earliest, self.doc.published.day) {
            (Some(a), Some(day)) => a > day,
            _ => time.value == "FUTURE_REF",
        }
    }

    fn lies_back(&self, hold: Hold) -> bool {
        let time = &self.doc.times[hold.time].value;
        match (time.latest, self.doc.published.day) {
            (Some(b), Some(day)) => b < day && matches!(hold.tie, Tie::In | Tie::Until | Tie::Before),
            _ => false,
        }
    }

    /// An infinitive or participle, by the word that it hangs on.
    fn step_to_governor(&self, at: usize, group: &Group) -> Step {
        let tokens = &self.doc.tokens;
        let mut head = tokens.head(at);
        let mut preposition = None;
        if matches!(tokens.pos(head), "ADP" | "SCONJ") && tokens.head(head) != head {
            preposition = Some(head);
            head = tokens.head(head);
        }
        let (dep, tag) = (tokens.dep(at), tokens.tag(at));
        if dep == "conj" {
            return Step::Same(head);
        }
        if group.tense == Tense::Infinitive {
            if self.words.is(tokens, head, Class::Same) {
                return Step::Same(head);
            }
            // *Is to visit*.
            let is_to = tokens.lemma(head) == "be" && dep == "xcomp";
            return if is_to || self.words.is(tokens, head, Class::Plan) {
                Step::Later(head)
            } else {
                Step::Same(head)
            };
        }
        if self.words.is(tokens, head, Class::Before) {
            return Step::Known(Order::Before, vec![head]);
        }
        // *According to* tells of now, whatever its sentence tells of.
        if tokens.lower(at) == "according" {
            return Step::Known(Order::At, vec![at]);
        }
        if let Some(p) = preposition {
            if matches!(tokens.lower(p), "after" | "since") {
                return Step::Known(Order::Before, vec![p]);
            }
            if self.words.is(tokens, head, Class::Plan)
                && matches!(tokens.lower(p), "on" | "to" | "of" | "for")
            {
                return Step::Later(head);
            }
        }
        let is_state = self.words.is(tokens, at, Class::State) || self.words.is(tokens, at, Class::Plan);
        let goes_on =
            group.passive && tokens.children(at).take(MOST_CHILDREN).any(|c| tokens.lower(c) == "being");
        if tag == "VBN" && matches!(dep, "acl" | "amod") && !is_state && !goes_on {
            return Step::Known(Order::Before, vec![at]);
        }
        Step::Same(head)
    }

    fn step_of_noun(&self, at: usize) -> Step {
        let tokens = &self.doc.tokens;
        let head = tokens.head(at);
        if head == at {
            return Step::Open;
        }
        let (mut governor, mut preposition) = (head, None);
        if matches!(tokens.pos(head), "ADP" | "SCONJ") && tokens.head(head) != head {
            governor = tokens.head(head);
            preposition = Some(tokens.lower(head));
        }
        let is_planned = |p: &usize| self.words.is(tokens, *p, Class::Aim) && self.is_new(at);
        if let Some(plan) = self.participle(at).filter(is_planned) {
            return Step::Later(plan);
        }
        let is_aim = self.words.is(tokens, governor, Class::Aim);
        let has_day = is_aim && self.hold(governor).is_some_and(|h| self.lies_ahead(h));
        match tokens.dep(at) {
            // *The vote is scheduled for Friday*.
            "nsubjpass" if is_aim && (has_day || Group::of(tokens, governor).tense != Tense::Past) => {
                return Step::Later(governor);
            }
            "nsubj" | "nsubjpass" => return Step::Same(governor),
            "dobj" if is_aim && tokens.lemma(governor) != "call" && (has_day || self.is_new(at)) => {
                return Step::Later(governor);
            }
            "pobj" if is_aim && preposition == Some("for") => return Step::Later(governor),
            _ => {}
        }
        if self.words.is(tokens, governor, Class::Say) {
            return Step::Apart(governor);
        }
        Step::Same(governor)
    }

    /// Whether a noun is not known yet where it stands: it has no article, or the indefinite one.
    fn is_new(&self, noun: usize) -> bool {
        let tokens = &self.doc.tokens;
        let is_known = |c: usize| match tokens.dep(c) {
            "poss" => true,
            "det" => !matches!(tokens.lower(c), "a" | "an" | "any" | "some" | "another" | "no"),
            _ => false,
        };
        !matches!(tokens.dep(noun), "nsubj" | "nsubjpass")
            && !tokens.children(noun).take(MOST_CHILDREN).any(is_known)
    }
}

fn is_noun(pos: &str) -> bool {
    matches!(pos, "NOUN" | "PROPN")
}
