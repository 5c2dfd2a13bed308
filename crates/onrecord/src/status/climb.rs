//! The way up from a trigger: which governors and verb groups stand over it, and what they make of it together.

use super::Standing;
use super::clause::{self, MOST_CHILDREN, Own, is_noun, is_verb};
use super::link::{How, Link, link};
use super::words::{Effect, Found};
use onrecord_doc::{Status, Tokens};

/// How far up the tree is looked.
const REACH: usize = 24;

/// What is known so far of a trigger.
#[derive(Clone, Debug, Default)]
pub(super) struct Climbed<'d> {
    /// What it is; `None` where nothing has told yet.
    pub status: Option<Status>,
    /// It is planned by a bare future: the kind of event says what that is.
    pub ahead: bool,
    /// It is only possible because its governor is unknown.
    pub weak: bool,
    /// It stands inside what a noun or verb of saying tells.
    pub told: bool,
    /// Under *stop*, *end*: it went on before.
    pub stopped: bool,
    /// Under *begin*, *start*.
    pub begun: bool,
    /// It is presupposed.
    pub fact: bool,
    pub rule: &'d str,
    pub governor: Option<usize>,
    pub evidence: Vec<usize>,
    /// The verb whose tense it has: itself, or what carries it.
    pub carrier: Option<usize>,
    /// What the carrier's group says.
    pub own: Option<Own>,
}

impl<'d> Climbed<'d> {
    fn set(&mut self, status: Status, rule: &'d str, governor: Option<usize>, evidence: &[usize]) {
        self.status = Some(status);
        self.rule = rule;
        self.governor = governor.or(self.governor);
        self.evidence.extend_from_slice(evidence);
        (self.ahead, self.weak) = (false, false);
    }

    fn is_open(&self) -> bool {
        self.status.is_none() || self.weak
    }
}

/// Where the climb goes next.
enum Next {
    Up(usize),
    Done,
}

impl Next {
    /// The same, but to another word.
    fn to(self, up: usize) -> Next {
        match self {
            Next::Up(_) => Next::Up(up),
            Next::Done => Next::Done,
        }
    }
}

impl<'d> Standing<'d> {
    pub(super) fn climb(&self, head: usize, trigger: &[usize]) -> Climbed<'d> {
        let t = &self.doc.tokens;
        let mut climbed = Climbed { rule: "told as done", ..Climbed::default() };
        for i in trigger {
            self.modifiers(*i, &mut climbed);
        }
        let mut at = head;
        for _ in 0..REACH {
            let next = if is_verb(t, at) || t.pos(at) == "AUX" {
                self.at_verb(at, head, &mut climbed)
            } else {
                self.at_other(at, head, &mut climbed)
            };
            match next {
                Next::Up(up) if up != at => at = up,
                _ => break,
            }
        }
        climbed
    }

    /// Adjectives and adverbs on a word: *alleged attack*, *planned strike*, *reportedly fired*.
    fn modifiers(&self, at: usize, climbed: &mut Climbed<'d>) {
        let t = &self.doc.tokens;
        for c in t.children(at).take(MOST_CHILDREN) {
            let is_one =
                matches!(t.dep(c), "amod" | "advmod" | "compound" | "npadvmod" | "acomp" | "oprd" | "acl");
            if !is_one {
                continue;
            }
            let frames: &[&str] = if t.dep(c) == "acl" { &["obj"] } else { &["mod"] };
            // *A strike planned for Friday*, not *a strike planned the raid*.
            if t.dep(c) == "acl" && t.tag(c) != "VBN" {
                continue;
            }
            if let Some(found) = self.words.find(t, c, frames)
                && let Effect::Is(status) = found.effect
                && (climbed.status.is_none() || status != Status::Ongoing)
                && !(frames[0] == "obj" && status == Status::Happened)
            {
                climbed.set(status, found.name, Some(c), &[c]);
            }
        }
    }

    fn at_verb(&self, at: usize, head: usize, climbed: &mut Climbed<'d>) -> Next {
        let t = &self.doc.tokens;
        let is_open = climbed.status.is_none();
        if matches!(t.dep(at), "aux" | "auxpass") && t.head(at) != at {
            return Next::Up(t.head(at));
        }
        if at != head && is_open {
            self.modifiers(at, climbed);
        }
        self.group(at, climbed);
        // Joined verbs hang where the first one hangs.
        let mut low = at;
        for _ in 0..8 {
            let Some(first) = clause::shares_with(t, low) else { break };
            low = first;
        }
        if low == at && t.dep(at) == "conj" && t.head(at) != at {
            return self.after_conjunct(at, climbed);
        }
        let Some(link) = link(t, low) else { return Next::Done };
        self.step(low, link, climbed)
    }

    /// A joined verb with an auxiliary or form of its own: what stands over the first one reports both.
    fn after_conjunct(&self, at: usize, climbed: &mut Climbed<'d>) -> Next {
        let t = &self.doc.tokens;
        let mut first = at;
        for _ in 0..8 {
            if t.dep(first) != "conj" || t.head(first) == first {
                break;
            }
            first = t.head(first);
        }
        if !is_verb(t, first) {
            return if climbed.is_open() && is_noun(t, first) { Next::Up(first) } else { Next::Done };
        }
        // *If they fire and we answer*: a condition holds for both.
        if let Some((effect, from, to)) = clause::condition(t, self.words, first) {
            self.mark(effect, from, to, first, climbed);
        }
        match link(t, first) {
            Some(link) => self.step(first, link, climbed),
            None => Next::Done,
        }
    }

    /// What the verb group says.
    fn group(&self, at: usize, climbed: &mut Climbed<'d>) {
        let t = &self.doc.tokens;
        let said = clause::read(t, at);
        // The tense of an unknown governor is its own: what hangs on it stays possible.
        let is_open = climbed.status.is_none();
        if climbed.status.is_none() {
            (climbed.carrier, climbed.own) = (Some(at), Some(said.own));
        }
        let is_passive_future = matches!(said.own, Own::Ahead | Own::Would);
        if is_open {
            match said.own {
                Own::Done => climbed.set(Status::Happened, "past", None, &said.words),
                Own::Now => climbed.set(Status::Ongoing, "going on", None, &said.words),
                Own::Present => climbed.set(Status::Happened, "present", None, &said.words),
                Own::Ahead => {
                    climbed.set(Status::Planned, "future", None, &said.words);
                    climbed.ahead = true;
                }
                Own::Is(status) => climbed.set(status, "modal", None, &said.words),
                Own::Would if self.is_reported(at) => {
                    climbed.set(Status::Planned, "future in the past", None, &said.words);
                    climbed.ahead = true;
                }
                Own::Would => climbed.set(Status::Possible, "would", None, &said.words),
                Own::Open => {}
            }
            if matches!(said.own, Own::Now | Own::Present) && climbed.stopped {
                climbed.status = Some(Status::Ongoing);
            }
            if climbed.stopped && !matches!(said.own, Own::Done | Own::Open) {
                climbed.set(Status::Ongoing, "not over yet", None, &said.words);
            }
        } else if let (Own::Is(Status::Possible), Some(Status::Ongoing | Status::Happened), false) =
            (said.own, climbed.status, climbed.fact)
        {
            climbed.set(Status::Possible, "modal", None, &said.words);
        }
        // *Had planned to*, *was to have met*: it came to nothing, unless someone reports it.
        if said.past_perfect && climbed.status == Some(Status::Planned) && !self.is_reported(at) {
            climbed.set(Status::NotHappened, "had planned", None, &said.words);
        }
        if let Some(no) = said.negation.filter(|_| !climbed.fact) {
            self.negate(no, is_open, said.own, climbed);
        }
        if let Some((effect, from, to)) = clause::condition(t, self.words, at) {
            self.mark(effect, from, to, at, climbed);
        } else if let Some(word) = clause::conditioned(t, self.words, at).filter(|_| !climbed.fact) {
            let waits = is_passive_future
                || matches!(said.own, Own::Is(_) | Own::Open)
                || matches!(said.own, Own::Present | Own::Now) && !is_open;
            let binds = match climbed.status {
                None => false,
                Some(Status::Threatened | Status::Promised | Status::CalledFor) if !is_open => false,
                Some(Status::Denied) => false,
                Some(Status::NotHappened) => is_open && is_passive_future,
                _ => true,
            };
            if waits && binds {
                climbed.set(Status::Conditional, "hangs on a condition", Some(word), &[word]);
            }
        }
    }

    /// *If*, *unless*, *lest* before a clause.
    fn mark(&self, effect: Effect, from: usize, to: usize, verb: usize, climbed: &mut Climbed<'d>) {
        let t = &self.doc.tokens;
        let Effect::Is(mut status) = effect else { return };
        if climbed.fact || climbed.status == Some(Status::Denied) {
            return;
        }
        // *Asked if they fired*: no condition but a question.
        if t.dep(verb) == "ccomp" && t.lower(to) == "if" {
            status = Status::Possible;
        }
        // *Whether* and *until* leave a plan a plan.
        if status != Status::Conditional && !matches!(climbed.status, None | Some(Status::Happened)) {
            return;
        }
        let evidence: Vec<usize> = (from..=to).collect();
        climbed.set(status, "conditional clause", Some(to), &evidence);
    }

    fn negate(&self, no: usize, is_open: bool, own: Own, climbed: &mut Climbed<'d>) {
        let status = match climbed.status {
            // *Urged them not to fire*: what governs it tells the rest.
            None => Status::NotHappened,
            _ if is_open => match own {
                Own::Is(Status::CalledFor) => Status::Possible,
                Own::Is(Status::NotHappened) => Status::Happened,
                Own::Is(Status::Possible) if self.doc.tokens.lower(no) != "not" || self.is_can(climbed) => {
                    Status::NotHappened
                }
                Own::Is(Status::Possible) => Status::Possible,
                _ => Status::NotHappened,
            },
            Some(Status::NotHappened | Status::Denied) => Status::Possible,
            Some(Status::Planned | Status::Possible | Status::Happened | Status::Ongoing) => {
                Status::NotHappened
            }
            Some(Status::Promised | Status::Threatened | Status::CalledFor) => Status::Possible,
            Some(other) => other,
        };
        climbed.set(status, "negation", None, &[no]);
    }

    /// *Could not*, *cannot*: not done; *may not*: open.
    fn is_can(&self, climbed: &Climbed) -> bool {
        climbed.evidence.iter().any(|i| matches!(self.doc.tokens.lower(*i), "can" | "ca" | "could"))
    }

    /// Whether a verb stands below one of the past that reports it, or in words that someone is said to have said.
    pub(super) fn is_reported(&self, verb: usize) -> bool {
        let t = &self.doc.tokens;
        let mut at = verb;
        for _ in 0..8 {
            let head = t.head(at);
            if head == at {
                return false;
            }
            match t.dep(at) {
                "conj" => at = head,
                "ccomp" | "parataxis" => return is_verb(t, head) || t.pos(head) == "ADJ",
                "acl" => return is_noun(t, head),
                "advcl" | "relcl" => at = head,
                _ => return false,
            }
        }
        false
    }

    /// Nouns, adjectives, prepositions and the like.
    fn at_other(&self, at: usize, head: usize, climbed: &mut Climbed<'d>) -> Next {
        let t = &self.doc.tokens;
        if is_noun(t, at)
            && let Some(no) = clause::no(t, at).filter(|_| !climbed.fact)
        {
            let is_open = climbed.is_open();
            self.negate(no, is_open, Own::Done, climbed);
        }
        let Some(link) = link(t, at) else { return Next::Done };
        if at != head && climbed.is_open() && is_noun(t, at) {
            self.modifiers(at, climbed);
        }
        self.step(at, link, climbed)
    }

    /// From a word to its governor, which may say what the word is.
    fn step(&self, at: usize, link: Link<'d>, climbed: &mut Climbed<'d>) -> Next {
        let t = &self.doc.tokens;
        let governor = link.governor;
        if link.how == How::Equal {
            // What is set by a noun does not reach the verb of the noun beside it.
            let crosses = t.dep(at) == "conj" && is_verb(t, governor) && !is_verb(t, at);
            return if crosses && !climbed.is_open() { Next::Done } else { Next::Up(governor) };
        }
        let found = match link.preposition {
            None => self.words.find(t, governor, &link.frames),
            Some(p) => {
                let frame = &link.frames[..1];
                let above = t.head(governor);
                self.words
                    .find(t, governor, frame)
                    // *Accused the rebels of shelling*: the parser hangs the preposition on the noun.
                    .or_else(|| {
                        let hangs = is_noun(t, governor) && is_verb(t, above);
                        hangs.then(|| self.words.find(t, above, frame)).flatten()
                    })
                    .or_else(|| self.small(p, &link))
            }
        };
        // *An assurance that the clinic would be rebuilt*: taken for a relative clause.
        let is_relative = link.how == How::OfNoun && t.dep(at) == "relcl";
        let tells = |found: &Found| !matches!(found.effect, Effect::Is(Status::Happened));
        let is_that = |c: usize| t.lower(c) == "that" && !matches!(t.dep(c), "nsubj" | "nsubjpass");
        let found = found
            .filter(|found| !is_relative || tells(found) && t.children(at).take(MOST_CHILDREN).any(is_that));
        if let Some(found) = found {
            return self.apply(at, link, found, climbed);
        }
        if let Some((word, found)) = self.predicate(at, &link) {
            return self.apply(at, Link { governor: word, ..link }, found, climbed).to(governor);
        }
        match link.how {
            How::Equal => Next::Up(governor),
            How::Clause => {
                let open = is_verb(t, at) && clause::read(t, at).own == Own::Open;
                if open && climbed.is_open() {
                    climbed.set(Status::Possible, "unknown governor", Some(governor), &[governor]);
                    climbed.weak = true;
                }
                Next::Up(governor)
            }
            How::Beside => {
                let is_purpose = t.tag(at) == "VB";
                if !climbed.is_open() {
                    return Next::Done;
                }
                if is_purpose && climbed.status.is_none() {
                    climbed.set(Status::Possible, "purpose", Some(governor), &[governor]);
                    return Next::Done;
                }
                Next::Up(governor)
            }
            How::Apart => {
                if climbed.status.is_some() {
                    Next::Done
                } else {
                    Next::Up(governor)
                }
            }
            How::OfNoun => {
                if climbed.status.is_none() {
                    let status = if t.tag(at) == "VBG" && self.is_present(governor) {
                        Status::Ongoing
                    } else {
                        Status::Happened
                    };
                    climbed.set(status, "told of a noun", None, &[at]);
                    climbed.fact = true;
                }
                Next::Done
            }
            How::Argument => {
                if !climbed.is_open() {
                    return Next::Done;
                }
                let subject = link.frames[0] == "subj";
                if self.is_known(at) && !(subject && link.preposition.is_none()) {
                    climbed.set(Status::Happened, "known already", None, &[]);
                    climbed.fact = true;
                    return Next::Done;
                }
                Next::Up(governor)
            }
        }
    }

    /// What is said of a subject or object: *the claim is false*, *called the report a lie*.
    fn predicate(&self, at: usize, link: &Link) -> Option<(usize, Found<'d>)> {
        let t = &self.doc.tokens;
        if !matches!(link.frames[0], "subj" | "obj" | "that" | "inf") || link.preposition.is_some() {
            return None;
        }
        let words = t.children(link.governor).take(MOST_CHILDREN);
        let mut words = words.filter(|c| *c != at && matches!(t.dep(*c), "attr" | "acomp" | "oprd"));
        words.find_map(|c| {
            let frames = if is_noun(t, c) { ["that", "of"] } else { ["mod", "that"] };
            let found = self.words.find(t, c, &frames)?;
            let is_said = matches!(found.effect, Effect::Is(s) if s != Status::Happened);
            is_said.then_some((c, found))
        })
    }

    /// What a preposition by itself says: *without*, *ahead of*, *after*.
    fn small(&self, preposition: usize, link: &Link) -> Option<Found<'d>> {
        let t = &self.doc.tokens;
        let frame = &link.frames[1..2];
        let before = self.words.find_before(t, preposition, frame[0]).map(|(found, _)| found);
        before.or_else(|| self.words.find(t, preposition, frame))
    }

    /// A governor that the table knows.
    fn apply(&self, at: usize, link: Link<'d>, found: Found<'d>, climbed: &mut Climbed<'d>) -> Next {
        let t = &self.doc.tokens;
        let governor = link.governor;
        let mut evidence =
            vec![link.preposition.filter(|_| !found.name.starts_with(t.lemma(governor))).unwrap_or(governor)];
        evidence.extend(found.second);
        let up = Next::Up(governor);
        // Whether the word's own verb group has said what it is: *promised that they would*.
        let finite = is_verb(t, at) && clause::read(t, at).own != Own::Open;
        let is_open = climbed.is_open();
        // *Urged them to stop the killing*: it goes on.
        let is_unreal = match found.effect {
            Effect::Is(status) => !matches!(status, Status::Happened | Status::Historical | Status::Denied),
            Effect::Reject | Effect::Warn => true,
            _ => false,
        };
        if climbed.stopped && is_open && is_unreal {
            climbed.set(Status::Ongoing, "not over yet", Some(governor), &evidence);
            climbed.fact = true;
            return Next::Done;
        }
        match found.effect {
            Effect::Same => up,
            Effect::Begin => {
                climbed.begun = true;
                up
            }
            Effect::Stop => {
                if is_open {
                    climbed.stopped = true;
                }
                up
            }
            Effect::Said => {
                climbed.told = true;
                if climbed.status.is_none() {
                    climbed.set(Status::Happened, found.name, Some(governor), &evidence);
                }
                if is_noun(t, governor) { up } else { Next::Done }
            }
            Effect::Reject => {
                let status = match climbed.status {
                    Some(Status::CalledFor | Status::Promised | Status::Planned) => Status::NotHappened,
                    Some(_) if climbed.told => Status::Denied,
                    None => Status::NotHappened,
                    _ if is_verb(t, at) => Status::Denied,
                    _ => Status::NotHappened,
                };
                climbed.set(status, found.name, Some(governor), &evidence);
                up
            }
            Effect::Warn => {
                let speaks_of_itself = clause::shared_subject(t, at)
                    .is_none_or(|s| matches!(t.lower(s), "it" | "they" | "he" | "she" | "we" | "i"));
                if is_open || climbed.ahead || climbed.status == Some(Status::Possible) {
                    let status = if speaks_of_itself { Status::Threatened } else { Status::Possible };
                    climbed.set(status, found.name, Some(governor), &evidence);
                }
                Next::Done
            }
            Effect::Is(status) => {
                let sets = match (status, climbed.status) {
                    _ if climbed.fact => false,
                    (_, None) => true,
                    _ if climbed.weak => !matches!(status, Status::Happened | Status::Ongoing),
                    (Status::Denied | Status::NotHappened, _) => true,
                    (Status::Happened | Status::Ongoing, _) => false,
                    (Status::Conditional, Some(s)) => s != Status::Denied,
                    // *Promised that they would*: the verb group says when, the governor what it is.
                    (Status::CalledFor, Some(Status::Planned)) => false,
                    (_, Some(Status::Planned)) => finite && climbed.ahead,
                    (Status::Possible, Some(Status::Happened | Status::Ongoing)) => true,
                    (Status::CalledFor | Status::Planned, Some(Status::Happened)) => {
                        finite && self.is_bare(at)
                    }
                    (_, Some(Status::Happened | Status::Ongoing)) => !finite,
                    (Status::Historical, _) => true,
                    _ => false,
                };
                // *Urged them not to fire*, *promised not to*: neither done nor asked for.
                let turned = climbed.status == Some(Status::NotHappened)
                    && climbed.rule == "negation"
                    && !finite
                    && matches!(
                        status,
                        Status::CalledFor
                            | Status::Promised
                            | Status::Planned
                            | Status::Threatened
                            | Status::NotHappened
                    );
                if turned {
                    climbed.set(Status::Possible, found.name, Some(governor), &evidence);
                } else if sets {
                    climbed.set(status, found.name, Some(governor), &evidence);
                }
                // *Knew that they had fired*: what stands above speaks of the knowing.
                climbed.fact |= status == Status::Happened && climbed.status == Some(status);
                if climbed.fact { Next::Done } else { up }
            }
        }
    }

    /// A form without tense: *demanded that they leave*.
    fn is_bare(&self, verb: usize) -> bool {
        matches!(self.doc.tokens.tag(verb), "VB" | "VBP")
    }

    /// Whether the verb above a word is of the present.
    fn is_present(&self, from: usize) -> bool {
        let t = &self.doc.tokens;
        let mut at = from;
        for _ in 0..8 {
            if is_verb(t, at) {
                return matches!(clause::read(t, at).own, Own::Now | Own::Present | Own::Ahead);
            }
            if t.head(at) == at {
                return false;
            }
            at = t.head(at);
        }
        false
    }

    /// Whether a noun is known where it stands: *the attack*, *Israel's attack*.
    fn is_known(&self, noun: usize) -> bool {
        is_known(&self.doc.tokens, noun)
    }
}

fn is_known(t: &Tokens, noun: usize) -> bool {
    t.children(noun).take(MOST_CHILDREN).any(|c| match t.dep(c) {
        "poss" => true,
        "det" => matches!(t.lower(c), "the" | "this" | "these" | "that" | "those" | "both" | "all"),
        _ => false,
    })
}
