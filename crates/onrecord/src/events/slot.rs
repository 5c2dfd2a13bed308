//! Slots: where the parties and complements of a verb or noun stand in the tree.
//!
//! A lexicon row names a slot by a short word (`subj`, `obj`, `with`); [`Frame::fill`] gives the tokens that fill it.
//! The logical subject and object are meant: *was arrested by police* has `police` as `subj`. What a clause leaves out
//! is taken from where it stands: a conjunct's subject from the first verb, an infinitive's from the verb above, a
//! relative clause's from its noun, a noun's from the verb that carries it (*carried out a strike*).

use super::lexicon::{Carrying, EventLexicon};
use onrecord_doc::Tokens;

/// One step from a word to what stands with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Who does it.
    Subject,
    /// Whom or what it is done to.
    Object,
    /// To whom something is given.
    Dative,
    /// The object of this preposition.
    Preposition(String),
    /// A complement without a subject of its own.
    Infinitive,
    /// A complement that is a clause.
    Clause,
    /// A predicate noun or adjective.
    Complement,
    /// Whatever modifies it.
    Modifier,
    /// Its possessor.
    Possessor,
    /// The verb that carries it.
    Carrier,
}

/// Steps one after the other.
pub(super) type Path = Vec<Step>;

/// The prepositions that can be slots.
const PREPOSITIONS: &[&str] = &[
    "about",
    "above",
    "across",
    "after",
    "against",
    "ahead",
    "along",
    "alongside",
    "amid",
    "among",
    "amongst",
    "around",
    "as",
    "at",
    "before",
    "behind",
    "between",
    "beyond",
    "by",
    "down",
    "during",
    "for",
    "from",
    "in",
    "inside",
    "into",
    "near",
    "of",
    "off",
    "on",
    "onto",
    "out",
    "outside",
    "over",
    "past",
    "through",
    "throughout",
    "to",
    "toward",
    "towards",
    "under",
    "until",
    "up",
    "upon",
    "via",
    "with",
    "within",
    "without",
    "concerning",
    "despite",
    "like",
    "regarding",
    "since",
    "unless",
    "aboard",
    "below",
    "beneath",
    "beside",
    "besides",
];

impl Step {
    /// The step of that name.
    pub fn find(name: &str) -> Option<Step> {
        Some(match name {
            "subj" => Step::Subject,
            "obj" => Step::Object,
            "iobj" => Step::Dative,
            "xcomp" => Step::Infinitive,
            "ccomp" => Step::Clause,
            "comp" => Step::Complement,
            "mod" => Step::Modifier,
            "poss" => Step::Possessor,
            "verb" => Step::Carrier,
            name if PREPOSITIONS.contains(&name) => Step::Preposition(name.to_owned()),
            _ => return None,
        })
    }
}

/// How many children of a word are looked at.
const MOST_CHILDREN: usize = 48;

/// How far up a missing subject is looked for.
const REACH: usize = 6;

/// What the slots are read from.
#[derive(Clone, Copy)]
pub(super) struct Frame<'d> {
    pub t: &'d Tokens,
    pub lexicon: &'d EventLexicon,
    /// Whether a token is the head of a mention that can act.
    pub is_actor: &'d dyn Fn(usize) -> bool,
}

/// The verb that carries a noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Carried {
    pub verb: usize,
    /// Who of the verb's parties does it.
    pub by: Carrying,
    /// Whether the noun is the logical object of the verb (else it hangs on a preposition or is its subject).
    pub is_object: bool,
}

impl<'d> Frame<'d> {
    fn children(&self, i: usize) -> impl Iterator<Item = usize> + 'd {
        self.t.children(i).take(MOST_CHILDREN)
    }

    fn first(&self, i: usize, deps: &[&str]) -> Option<usize> {
        self.children(i).find(|c| deps.contains(&self.t.dep(*c)))
    }

    fn is_verb(&self, i: usize) -> bool {
        matches!(self.t.pos(i), "VERB" | "AUX")
    }

    /// The tokens at the end of a path; conjuncts are not listed.
    pub fn fill(&self, trigger: usize, path: &[Step]) -> Vec<usize> {
        let mut at = vec![trigger];
        for step in path {
            at = at.iter().flat_map(|i| self.step(*i, step)).collect();
            at.dedup();
        }
        at
    }

    fn step(&self, i: usize, step: &Step) -> Vec<usize> {
        match step {
            Step::Subject if self.is_verb(i) => self.subject(i).into_iter().collect(),
            Step::Subject => self.noun_subject(i),
            Step::Object if self.is_verb(i) => self.object(i).into_iter().collect(),
            Step::Object => self.noun_object(i),
            Step::Dative => self.dative(i).into_iter().collect(),
            Step::Preposition(p) => self.preposition(i, p),
            Step::Infinitive => self.infinitive(i),
            Step::Clause => self.children(i).filter(|c| self.t.dep(*c) == "ccomp").collect(),
            Step::Complement => {
                self.children(i).filter(|c| matches!(self.t.dep(*c), "attr" | "acomp" | "oprd")).collect()
            }
            Step::Modifier => {
                let is = |c: &usize| {
                    matches!(
                        self.t.dep(*c),
                        "amod" | "compound" | "nummod" | "nmod" | "advmod" | "npadvmod" | "prt"
                    )
                };
                self.children(i).filter(is).collect()
            }
            Step::Possessor => {
                self.children(i).filter(|c| self.t.dep(*c) == "poss" && !self.is_time(*c)).collect()
            }
            Step::Carrier => self.carrier(i).map(|c| c.verb).into_iter().collect(),
        }
    }

    /// What an amount is of: *dozens of fishermen*, *a group of men*.
    pub fn counted(&self, noun: usize) -> Option<usize> {
        self.lexicon.has_class(self.t, noun, "amount").then(|| self.prepositions(noun, "of").next()).flatten()
    }

    /// Whether a verb stands in the passive.
    pub fn is_passive(&self, verb: usize) -> bool {
        let mut at = verb;
        for _ in 0..REACH {
            if self.first(at, &["nsubjpass", "csubjpass", "auxpass"]).is_some() {
                return true;
            }
            let has_own = self.first(at, &["nsubj", "aux", "dobj"]).is_some();
            let head = self.t.head(at);
            // *Was arrested and charged*: the second shares the auxiliary.
            if has_own || self.t.dep(at) != "conj" || self.t.tag(at) != "VBN" || head == at {
                break;
            }
            at = head;
        }
        // *The tanker hijacked last week*, *the hijacked tanker*.
        self.t.tag(verb) == "VBN"
            && matches!(self.t.dep(verb), "acl" | "amod")
            && self.first(verb, &["dobj"]).is_none()
    }

    /// What stands behind *by* in the passive.
    fn agent(&self, verb: usize) -> Option<usize> {
        let by = self
            .children(verb)
            .find(|c| self.t.dep(*c) == "agent" || self.t.dep(*c) == "prep" && self.t.lower(*c) == "by")?;
        self.first(by, &["pobj"])
            .filter(|i| !matches!(self.t.ent_type(*i), "DATE" | "TIME" | "CARDINAL" | "PERCENT"))
    }

    /// The logical subject of a verb.
    fn subject(&self, verb: usize) -> Option<usize> {
        if self.is_passive(verb) { self.agent(verb) } else { self.surface_subject(verb, REACH) }
    }

    /// The logical object of a verb.
    fn object(&self, verb: usize) -> Option<usize> {
        if self.is_passive(verb) {
            return self.surface_subject(verb, REACH);
        }
        if let Some(object) = self.first(verb, &["dobj"]) {
            return Some(object);
        }
        // *The village that rebels burned*: the noun is what is left out of the clause.
        let t = self.t;
        let has_subject = self.first(verb, &["nsubj"]).is_some_and(|s| !is_relative(t, s));
        let head = t.head(verb);
        if t.dep(verb) == "relcl"
            && has_subject
            && head != verb
            && self.preposition_words(verb).next().is_none()
        {
            return Some(head);
        }
        // *Attacked and burned the village*: the object of the last verb of the row.
        let next = self.children(verb).find(|c| t.dep(*c) == "conj" && t.tag(*c) == t.tag(verb));
        next.filter(|n| self.first(*n, &["nsubj", "nsubjpass"]).is_none())
            .filter(|n| *n <= verb + 3)
            .and_then(|n| self.first(n, &["dobj"]))
    }

    /// The subject as the sentence has it, or the word that it is left out for.
    fn surface_subject(&self, verb: usize, reach: usize) -> Option<usize> {
        let t = self.t;
        let mut at = verb;
        for _ in 0..reach {
            if let Some(s) = self.first(at, &["nsubj", "nsubjpass", "csubj"]) {
                // A relative pronoun stands for the noun before the clause.
                return Some(if is_relative(t, s) && t.dep(at) == "relcl" { t.head(at) } else { s });
            }
            let head = t.head(at);
            if head == at {
                // *There were clashes* and the like have none.
                return None;
            }
            match t.dep(at) {
                "conj" => {
                    if self.is_passive(head) && !self.is_passive(at) && self.is_verb(head) && at != verb {
                        return None;
                    }
                    if !self.is_verb(head) {
                        return self.noun_holder(head, reach);
                    }
                    at = head;
                }
                // The one told to do it (*urged Iran to sign*), else the one who wants to.
                "xcomp" | "ccomp" if self.is_verb(head) => {
                    let told = if self.is_passive(head) {
                        self.surface_subject(head, reach - 1)
                    } else {
                        self.first(head, &["dobj", "dative"])
                    };
                    let told = told.filter(|i| self.t.dep(*i) != "dative" || self.is_noun(*i));
                    return told.or_else(|| self.up(head, reach));
                }
                "xcomp" | "acomp" => at = head,
                "pcomp" => {
                    let preposition = head;
                    let above = t.head(preposition);
                    if above == preposition {
                        return None;
                    }
                    if !self.is_verb(above) {
                        return self.noun_holder(above, reach);
                    }
                    // *Accused Iran of attacking* is of Iran, *left after attacking* of the one who left.
                    let of_object = matches!(t.lower(preposition), "of" | "for" | "from" | "with" | "into");
                    if of_object {
                        let object = if self.is_passive(above) {
                            self.surface_subject(above, reach - 1)
                        } else {
                            self.first(above, &["dobj"])
                        };
                        if object.is_some() {
                            return object;
                        }
                    }
                    at = above;
                }
                "advcl" if self.is_verb(head) => at = head,
                "acl" | "relcl" => {
                    // *Troops manning the post* do it; *a plan to attack* is of whoever has it; *the village attacked*
                    // is the object, and stands as such.
                    return match t.tag(at) {
                        "VBG" | "VBN" => Some(head),
                        _ => self.noun_holder(head, reach),
                    };
                }
                "amod" => return Some(head),
                "aux" | "auxpass" | "prep" | "dep" | "parataxis" if self.is_verb(head) => at = head,
                _ => return None,
            }
        }
        None
    }

    fn up(&self, verb: usize, reach: usize) -> Option<usize> {
        if reach == 0 {
            return None;
        }
        self.surface_subject(verb, reach - 1)
    }

    /// Whose a noun is: *Russia's plan to attack*, *made a threat to attack*.
    fn noun_holder(&self, noun: usize, reach: usize) -> Option<usize> {
        if let Some(poss) = self.first(noun, &["poss"]) {
            return Some(poss);
        }
        if let Some(modifier) = self.children(noun).find(|c| self.is_modifier_actor(*c)) {
            return Some(modifier);
        }
        let head = self.t.head(noun);
        let is_object = matches!(self.t.dep(noun), "dobj" | "attr" | "pobj");
        let verb = if self.t.dep(noun) == "pobj" && head != noun { self.t.head(head) } else { head };
        (is_object && verb != noun && self.is_verb(verb) && reach > 1)
            .then(|| self.surface_subject(verb, reach - 1))
            .flatten()
    }

    fn is_noun(&self, i: usize) -> bool {
        matches!(self.t.pos(i), "NOUN" | "PROPN" | "PRON")
    }

    fn is_modifier_actor(&self, c: usize) -> bool {
        matches!(self.t.dep(c), "amod" | "compound" | "nmod") && (self.is_actor)(c)
    }

    /// Who does what a noun names.
    fn noun_subject(&self, noun: usize) -> Vec<usize> {
        // *Norway is willing to send arms*: of whom an adjective is said.
        if matches!(self.t.dep(noun), "acomp" | "oprd") && self.t.pos(noun) == "ADJ" {
            return self.surface_subject(self.t.head(noun), REACH).into_iter().collect();
        }
        if let Some(by) = self.prepositions(noun, "by").next().or_else(|| self.nested(noun, "by")) {
            return vec![by];
        }
        let t = self.t;
        let carried = self.carrier(noun);
        if let Some(carried) = carried {
            let by = if self.is_passive(carried.verb) && carried.is_object {
                self.agent(carried.verb)
            } else {
                None
            };
            if by.is_some() {
                return by.into_iter().collect();
            }
        }
        // *Parliament gave its approval*: the pronoun stands for the subject of the verb that carries the noun.
        let is_own = |i: usize| {
            t.pos(i) == "PRON" && carried.is_some_and(|c| c.by == Carrying::Acts && c.is_object && c.verb < i)
        };
        if let Some(poss) = self.first(noun, &["poss"]).filter(|i| !self.is_time(*i) && !is_own(*i)) {
            return vec![poss];
        }
        let carrying = carried.and_then(|c| match c.by {
            Carrying::Suffers => None,
            Carrying::Blames => self.object(c.verb),
            Carrying::Acts if c.is_object && self.is_passive(c.verb) => None,
            Carrying::Acts => self.surface_subject(c.verb, REACH),
        });
        if let Some(subject) = carrying.filter(|s| *s != noun) {
            return vec![subject];
        }
        let modifiers: Vec<usize> = self.children(noun).filter(|c| self.is_modifier_actor(*c)).collect();
        if !modifiers.is_empty() {
            return modifiers;
        }
        // *Talks and an exchange of …*: what stands before the first of a row is of the others, too.
        let head = t.head(noun);
        if t.dep(noun) == "conj" && head != noun && !self.is_verb(head) {
            return self.first(head, &["poss"]).into_iter().collect();
        }
        Vec::new()
    }

    /// Whom what a noun names is done to.
    fn noun_object(&self, noun: usize) -> Vec<usize> {
        for p in ["against", "on", "of"] {
            let own = self.prepositions(noun, p).find(|i| !self.is_time(*i));
            let found = own.or_else(|| self.nested(noun, p).filter(|i| p != "of" && !self.is_time(*i)));
            if found.is_some() {
                return found.into_iter().collect();
            }
        }
        let Some(carried) = self.carrier(noun) else { return Vec::new() };
        if carried.by == Carrying::Suffers {
            return self.surface_subject(carried.verb, REACH).into_iter().collect();
        }
        for p in ["against", "on"] {
            let found = self.prepositions(carried.verb, p).find(|i| !self.is_time(*i));
            if found.is_some() {
                return found.into_iter().collect();
            }
        }
        Vec::new()
    }

    /// The verb that carries a noun, if one does.
    pub fn carrier(&self, noun: usize) -> Option<Carried> {
        let t = self.t;
        let head = t.head(noun);
        if head == noun || self.is_verb(noun) {
            return None;
        }
        let has_particle = |verb: usize, with: &str| {
            self.children(verb).any(|c| t.lower(c) == with && matches!(t.dep(c), "prt" | "prep" | "advmod"))
        };
        match t.dep(noun) {
            "dobj" | "nsubjpass" | "attr" if self.is_verb(head) => {
                let fit = self
                    .lexicon
                    .light(t, head)
                    .iter()
                    .filter(|l| l.with.as_deref().is_none_or(|w| has_particle(head, w)));
                let light = fit.max_by_key(|l| l.with.is_some())?;
                Some(Carried { verb: head, by: light.subject, is_object: true })
            }
            "pobj" => {
                let verb = t.head(head);
                if verb == head || !self.is_verb(verb) {
                    return None;
                }
                let light =
                    self.lexicon.light(t, verb).iter().find(|l| l.with.as_deref() == Some(t.lower(head)))?;
                Some(Carried { verb, by: light.subject, is_object: false })
            }
            // *Held a meeting and talks*.
            "conj" if !self.is_verb(head) => {
                let above = t.head(head);
                let light = self.lexicon.light(t, above).first().filter(|_| t.dep(head) == "dobj")?;
                Some(Carried { verb: above, by: light.subject, is_object: true })
            }
            _ => None,
        }
    }

    fn is_time(&self, i: usize) -> bool {
        matches!(self.t.ent_type(i), "DATE" | "TIME")
    }

    fn dative(&self, verb: usize) -> Option<usize> {
        let t = self.t;
        let dative = self.first(verb, &["dative"]);
        match dative {
            Some(d) if t.pos(d) == "ADP" => self.first(d, &["pobj"]),
            Some(d) => Some(d),
            None => self.prepositions(verb, "to").next().or_else(|| {
                let object = self.first(verb, &["dobj", "nsubjpass"])?;
                self.prepositions(object, "to").next()
            }),
        }
    }

    /// The prepositions that hang on a word.
    fn preposition_words(&self, i: usize) -> impl Iterator<Item = usize> + 'd {
        let t = self.t;
        t.children(i)
            .take(MOST_CHILDREN)
            .filter(move |c| matches!(t.dep(*c), "prep" | "agent" | "dative" | "prt") && t.pos(*c) != "NOUN")
    }

    /// The objects of one preposition on one word, chains (*out of*, *from within*) included.
    fn prepositions(&self, i: usize, word: &str) -> impl Iterator<Item = usize> + 'd {
        let (t, wanted) = (self.t, word.to_owned());
        let frame = *self;
        self.preposition_words(i).filter(move |p| t.lower(*p) == wanted).filter_map(move |p| {
            frame.first(p, &["pobj", "pcomp"]).or_else(|| {
                let next = frame.first(p, &["prep"])?;
                frame.first(next, &["pobj"])
            })
        })
    }

    /// The objects of a preposition with a verb or noun, its object, and the verb that carries it.
    fn preposition(&self, i: usize, word: &str) -> Vec<usize> {
        let own: Vec<usize> = self.prepositions(i, word).collect();
        if !own.is_empty() {
            return own;
        }
        let t = self.t;
        if self.is_verb(i) {
            // *Sent aid to Kenya*: the parser hangs *to* on what is sent as often as on the verb.
            let near = self.children(i).filter(|c| {
                matches!(t.dep(*c), "dobj" | "nsubjpass" | "prt" | "attr" | "acomp" | "oprd" | "advmod")
            });
            let beside: Vec<usize> = near.flat_map(|o| self.prepositions(o, word)).collect();
            if !beside.is_empty() {
                return beside;
            }
            // A conjunct shares what stands behind the last verb: *met and talked with*.
            let next = self.children(i).find(|c| t.dep(*c) == "conj" && self.is_verb(*c));
            return next
                .filter(|n| self.first(*n, &["nsubj", "nsubjpass"]).is_none() && *n <= i + 3)
                .map(|n| self.prepositions(n, word).collect())
                .unwrap_or_default();
        }
        if let Some(c) = self.carrier(i) {
            let beside: Vec<usize> = self.prepositions(c.verb, word).filter(|p| *p != i).collect();
            if !beside.is_empty() {
                return beside;
            }
        }
        self.nested(i, word).into_iter().collect()
    }

    /// *The killing of leaders by police*, *an attack by rebels on a base*: the second preposition hangs on the noun of
    /// the first as often as on the word itself.
    fn nested(&self, noun: usize, word: &str) -> Option<usize> {
        let inner = self
            .preposition_words(noun)
            .filter(|p| matches!(self.t.lower(*p), "of" | "on" | "against" | "by" | "in" | "at" | "from"));
        let mut inner = inner.filter_map(|p| self.first(p, &["pobj"]));
        inner.find_map(|n| self.prepositions(n, word).next())
    }

    /// The verbs that complete a word: *refused to meet*, *refrained from meeting*, *a plan to meet*.
    fn infinitive(&self, i: usize) -> Vec<usize> {
        let t = self.t;
        let direct = self.children(i).filter(|c| {
            t.dep(*c) == "xcomp"
                || t.dep(*c) == "acl" && matches!(t.tag(*c), "VB")
                || t.dep(*c) == "ccomp"
                    && (t.tag(*c) == "VBG"
                        || t.tag(*c) == "VB" && self.children(*c).any(|a| t.tag(a) == "TO"))
                || t.dep(*c) == "advcl" && t.tag(*c) == "VB"
        });
        let by_preposition = self.preposition_words(i).filter_map(|p| self.first(p, &["pcomp"]));
        let mut found: Vec<usize> = direct.chain(by_preposition).collect();
        if found.is_empty()
            && let Some(object) = self.first(i, &["dobj"]).filter(|_| self.is_verb(i))
        {
            found.extend(self.children(object).filter(|c| t.dep(*c) == "acl" && t.tag(*c) == "VB"));
        }
        found
    }
}

fn is_relative(t: &Tokens, i: usize) -> bool {
    matches!(t.lower(i), "who" | "which" | "that" | "whom")
}
