//! From the words of a time to the clause or phrase that they date, and to the words that tell it shortly.
//!
//! The time hangs, through prepositions, on a verb or a noun. From a verb the way leads up to where the subject stands
//! (*is set to **meet***), or to the noun that the verb describes (*talks **scheduled** for 3 May*); from a noun to the verb
//! that moves it, calls it off or looks ahead (*will **attend** Friday's summit*). [`Clause::path`] keeps that way: all of it
//! belongs to the title, whatever else is left out to keep it short.

use super::words::{AgendaWords, Class};
use onrecord_doc::{Bound, Span, Tokens};

/// How far up a tree a time looks, and how many words a clause may have: trees come from any text.
const REACH: usize = 12;
const MOST_WORDS: usize = 160;

/// What a time dates.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    /// The verb or noun that the time hangs on.
    pub governor: usize,
    /// The verb that tells what is done, or the noun that names it.
    pub core: usize,
    /// What the words of the clause hang from.
    pub top: usize,
    /// From the time's governor up to `top` and, for the status, to the verb above a noun.
    pub path: Vec<usize>,
    /// A subject, and what stands before the verb, of the clause that this one is joined to.
    pub borrowed: Vec<usize>,
    /// Whether `top` is a noun.
    pub nominal: bool,
    /// The preposition that the time stands behind.
    pub before: Option<usize>,
}

pub(super) fn is_verb(t: &Tokens, i: usize) -> bool {
    matches!(t.pos(i), "VERB" | "AUX")
}

fn is_noun(t: &Tokens, i: usize) -> bool {
    matches!(t.pos(i), "NOUN" | "PROPN")
}

/// The subject of a verb.
pub(super) fn subject(t: &Tokens, verb: usize) -> Option<usize> {
    t.children(verb).take(64).find(|c| matches!(t.dep(*c), "nsubj" | "nsubjpass" | "csubj" | "csubjpass"))
}

/// The nouns that a verb is said of: its subject and its objects, those behind a preposition included.
pub(super) fn arguments(t: &Tokens, verb: usize) -> impl Iterator<Item = usize> + '_ {
    t.children(verb).take(64).flat_map(move |c| {
        let direct = matches!(t.dep(c), "nsubj" | "nsubjpass" | "dobj" | "attr" | "oprd").then_some(c);
        let behind = (t.dep(c) == "prep").then(|| t.children(c).find(|o| t.dep(*o) == "pobj")).flatten();
        direct.into_iter().chain(behind)
    })
}

/// What the time in `at` dates, if it hangs on anything that can be dated.
pub(super) fn find(t: &Tokens, words: &AgendaWords, at: Span) -> Option<Clause> {
    let within = t.within(at);
    let mut i = within.clone().find(|i| !within.contains(&t.head(*i)))?;
    let mut before = None;
    let mut path = Vec::new();
    for _ in 0..REACH {
        let up = t.head(i);
        if up == i {
            return None;
        }
        i = up;
        if is_verb(t, i) {
            let mut clause = of_verb(t, words, i, &mut path)?;
            clause.before = before;
            return Some(clause);
        }
        if is_noun(t, i) && !within.contains(&i) {
            // *A meeting early in the week of 5 May*: words that measure time only lead on.
            if words.is(t, i, Class::Event) {
                let mut clause = of_noun(t, words, i, i, path);
                clause.before = before;
                return Some(clause);
            }
            if matches!(t.lemma(i), "day" | "week" | "month" | "year" | "night" | "evening" | "morning") {
                path.push(i);
                continue;
            }
            // A day to come is rarely that of a thing of which no more is said (*the attack on 12 June*): the parser
            // hangs many a time on the noun beside it that belongs to the verb above.
            let leads = matches!(t.dep(path.last().copied().unwrap_or(i)), "prep")
                && before.is_some_and(|b| {
                    matches!(t.lower(b), "on" | "in" | "at" | "by" | "until" | "from" | "before")
                });
            if leads && matches!(t.dep(i), "dobj" | "pobj" | "conj" | "attr" | "nsubjpass") {
                path.push(i);
                continue;
            }
            return None;
        }
        if t.pos(i) == "ADP" || matches!(t.tag(i), "IN" | "TO") || t.lower(i) == "starting" {
            before = before.or(Some(i));
        }
        path.push(i);
    }
    None
}

/// The clause of a verb that a time hangs on.
fn of_verb(t: &Tokens, words: &AgendaWords, verb: usize, path: &mut Vec<usize>) -> Option<Clause> {
    let core = core(t, words, verb);
    let mut path = std::mem::take(path);
    if core != verb {
        path.push(core);
    }
    let mut v = verb;
    for _ in 0..REACH {
        path.push(v);
        let own = subject(t, v);
        let head = t.head(v);
        let relative = own.is_some_and(|s| t.tag(s).starts_with('W'));
        let describes = matches!(t.dep(v), "acl" | "relcl") && head != v && is_noun(t, head);
        // *For the year ending tomorrow* measures time.
        if describes
            && matches!(t.lemma(head), "year" | "quarter" | "month" | "week" | "period" | "half" | "season")
        {
            return None;
        }
        if describes && (own.is_none() || relative) {
            let mut clause = of_noun(t, words, verb, head, path);
            // *Talks scheduled for 3 May*: the noun names what comes; *a law taking effect*: the verb does.
            if !words.is(t, head, Class::Event) {
                clause.core = core;
            }
            return Some(clause);
        }
        let whole = |top: usize, path: Vec<usize>, borrowed: Vec<usize>| Clause {
            governor: verb,
            core,
            top,
            path,
            borrowed,
            nominal: false,
            before: None,
        };
        if own.is_some() || head == v {
            return Some(whole(v, path, Vec::new()));
        }
        match t.dep(v) {
            "xcomp" | "ccomp" | "pcomp" | "acomp" | "oprd" | "attr" | "advcl" | "prep" => v = head,
            "conj" => {
                let borrowed = lent(t, v, head);
                return Some(whole(v, path, borrowed));
            }
            _ => return Some(whole(v, path, Vec::new())),
        }
    }
    None
}

/// Subject, auxiliaries and plan that a verb shares with the one it is joined to: ***He will** meet her and travel on*.
fn lent(t: &Tokens, verb: usize, joined: usize) -> Vec<usize> {
    let has_own = t.children(verb).any(|c| matches!(t.dep(c), "aux" | "auxpass"));
    let mut out = Vec::new();
    let mut at = joined;
    for _ in 0..REACH {
        if !has_own || at != joined {
            let aux = t.children(at).take(64).filter(|c| matches!(t.dep(*c), "aux" | "auxpass" | "neg"));
            out.extend(aux.filter(|c| *c < at));
        }
        if at != joined {
            out.push(at);
        }
        if let Some(s) = subject(t, at) {
            let (first, last) = t.subtree(s);
            out.extend((first..=last).take(24).filter(|i| *i < verb));
            break;
        }
        let head = t.head(at);
        if head == at || !matches!(t.dep(at), "conj" | "xcomp" | "ccomp") {
            break;
        }
        at = head;
    }
    out
}

/// The verb that tells what is done, below verbs that only say that it is planned or wanted.
fn core(t: &Tokens, words: &AgendaWords, verb: usize) -> usize {
    let mut v = verb;
    for _ in 0..3 {
        let only_plans = words.is(t, v, Class::Schedule) || words.is(t, v, Class::Open) || t.lemma(v) == "be";
        let below = |i: usize| t.children(i).take(64).find(|c| t.dep(*c) == "xcomp" && is_verb(t, *c));
        let through = || {
            let adjective = t.children(v).find(|c| matches!(t.dep(*c), "acomp" | "oprd" | "attr"))?;
            below(adjective)
        };
        match below(v).or_else(through).filter(|_| only_plans) {
            Some(next) => v = next,
            None => break,
        }
    }
    v
}

/// The clause around a noun: that of the verb above which moves it, calls it off or looks ahead; else the noun phrase.
fn of_noun(t: &Tokens, words: &AgendaWords, governor: usize, noun: usize, mut path: Vec<usize>) -> Clause {
    path.push(noun);
    let phrase = |path: Vec<usize>| Clause {
        governor,
        core: noun,
        top: noun,
        path,
        borrowed: Vec::new(),
        nominal: true,
        before: None,
    };
    let mut at = noun;
    let mut up = path.clone();
    for _ in 0..4 {
        let head = t.head(at);
        if head == at
            || !matches!(t.dep(at), "nsubj" | "nsubjpass" | "dobj" | "pobj" | "conj" | "prep" | "attr")
        {
            return phrase(path);
        }
        // *Ahead of*, *after*, *since* Friday's vote: what stands there is another matter.
        let aside = matches!(
            t.lower(head),
            "ahead" | "after" | "before" | "since" | "despite" | "about" | "over" | "until" | "during" | "of"
        );
        let decides = |i: usize| words.is(t, i, Class::Cancel) || words.is(t, i, Class::Postpone);
        if is_noun(t, head) && decides(head) {
            up.push(head);
            return Clause { top: head, path: up, ..phrase(Vec::new()) };
        }
        if aside && !(t.lower(head) == "of" && decides(t.head(head))) {
            return phrase(path);
        }
        if is_verb(t, head) {
            // Of a noun that a clause describes, that clause tells the day; the verb above tells something else.
            let described = governor != noun && t.dep(governor) == "relcl";
            if described && !decides(head) {
                return phrase(path);
            }
            let told = words.is(t, head, Class::Schedule) || decides(head);
            // At Friday's rally someone does something now: the rally is to come, not what is done.
            let beside = t.dep(noun) == "pobj"
                && !t.children(head).take(64).any(|c| t.tag(c) == "MD" || t.tag(c) == "TO")
                && !words.is(t, head, Class::Schedule);
            if beside && !decides(head) {
                return phrase(path);
            }
            let negated = t.children(head).take(64).any(|c| t.dep(c) == "neg");
            if !told && (negated && !words.is(t, head, Class::Occur) || !looks_ahead(t, words, head)) {
                return phrase(path);
            }
            let Some(mut clause) = of_verb(t, words, head, &mut up) else { return phrase(path) };
            (clause.governor, clause.core) = (governor, noun);
            return clause;
        }
        if t.pos(head) != "ADP" && !is_noun(t, head) {
            return phrase(path);
        }
        at = head;
        up.push(at);
    }
    phrase(path)
}

/// Whether a verb tells of what is to come: a modal, a plan, an infinitive below one, or the present.
pub(super) fn looks_ahead(t: &Tokens, words: &AgendaWords, verb: usize) -> bool {
    let mut v = verb;
    for _ in 0..REACH {
        let (mut infinitive, mut present, mut past, mut perfect) = (false, false, false, false);
        for c in t.children(v).take(64).filter(|c| matches!(t.dep(*c), "aux" | "auxpass")) {
            if t.tag(c) == "MD" {
                return !t.children(v).any(|c| t.lemma(c) == "have" && t.dep(c) == "aux");
            }
            infinitive |= t.tag(c) == "TO";
            present |= matches!(t.tag(c), "VBZ" | "VBP");
            past |= t.tag(c) == "VBD";
            perfect |= t.lemma(c) == "have";
        }
        let plans = words.is(t, v, Class::Schedule) || words.is(t, v, Class::Open);
        let due = t.children(v).any(|c| t.pos(c) == "ADJ" && words.is(t, c, Class::Schedule));
        if plans && !infinitive || due {
            return true;
        }
        let head = t.head(v);
        if head != v && (infinitive || matches!(t.tag(v), "VB" | "VBG" | "VBN") && !present && !past) {
            v = head;
            continue;
        }
        return match t.tag(v) {
            "VBZ" | "VBP" => true,
            "VBG" | "VBN" => present && !perfect,
            "JJ" => words.is(t, v, Class::Schedule) || words.is(t, v, Class::Hedge),
            _ => false,
        };
    }
    false
}

/// Which end of the thing the day is, by the preposition.
pub(super) fn bound(t: &Tokens, before: Option<usize>, at: Span) -> Option<Bound> {
    let first = t.within(at).start;
    let near = before.into_iter().chain(first.checked_sub(1));
    for i in near {
        match t.lower(i) {
            "by" | "before" => return Some(Bound::By),
            "than" if i > 0 && t.lower(i - 1) == "later" => return Some(Bound::By),
            "until" | "till" => return Some(Bound::Until),
            "from" | "starting" | "beginning" | "since" | "effective" => return Some(Bound::From),
            _ => {}
        }
    }
    None
}

impl Clause {
    /// The words of the clause; with `short` above 0, without more and more of what can be spared.
    ///
    /// They are of one sentence: a tree may run over the line before a report and into the next paragraph.
    pub fn tokens(&self, t: &Tokens, words: &AgendaWords, short: u8, sentence: Option<Span>) -> Vec<usize> {
        let mut out = self.borrowed.clone();
        let mut open = vec![self.top];
        let mut left = MOST_WORDS;
        while let Some(i) = open.pop() {
            out.push(i);
            left = left.saturating_sub(1);
            if left == 0 {
                break;
            }
            let drops_joined =
                t.children(i).any(|c| t.dep(c) == "conj" && is_verb(t, c) && !self.path.contains(&c));
            for c in t.children(i).take(64) {
                let spared = !self.path.contains(&c)
                    && match t.dep(c) {
                        "cc" => drops_joined,
                        "conj" => is_verb(t, c),
                        "mark" => i == self.top || self.path.contains(&i),
                        "parataxis" | "intj" | "meta" => true,
                        "relcl" | "appos" => short > 0,
                        // *Is set to meet him* is now and then read as an aside of purpose.
                        "advcl" => short > 1 && !is_condition(t, c) && !words.is(t, i, Class::Schedule),
                        "advmod" => short > 1 && c < i,
                        "prep" => t.lower(c) == "according",
                        "punct" => short > 0 && matches!(t.lower(c), "\"" | "“" | "”" | "``" | "''"),
                        _ => false,
                    };
                if !spared {
                    open.push(c);
                }
            }
        }
        out.retain(|i| sentence.is_none_or(|s| s.covers(t.span(*i))));
        out.sort_unstable();
        out.dedup();
        // What a semicolon parts is another clause.
        let semicolons: Vec<usize> = out.iter().copied().filter(|i| t.lower(*i) == ";").collect();
        out.retain(|i| !semicolons.iter().any(|s| (*i <= *s) != (self.governor <= *s)));
        trim(t, out, self.top)
    }
}

/// Whether a clause is a condition: *if*, *unless*.
pub(super) fn is_condition(t: &Tokens, clause: usize) -> bool {
    t.children(clause)
        .take(16)
        .any(|c| t.dep(c) == "mark" && matches!(t.lower(c), "if" | "unless" | "provided" | "providing"))
}

/// Without marks, conjunctions and a leading aside at the edges.
fn trim(t: &Tokens, mut tokens: Vec<usize>, top: usize) -> Vec<usize> {
    let is_mark = |i: usize| t.dep(i) == "mark" && !matches!(t.lower(i), "if" | "unless" | "provided" | "to");
    let is_edge = |i: usize| matches!(t.pos(i), "PUNCT" | "SPACE" | "CCONJ" | "SYM") || is_mark(i);
    let is_relative = |i: usize| matches!(t.tag(i), "WDT" | "WP" | "WRB" | "WP$");
    let mut from = 0;
    while from < tokens.len() {
        let i = tokens[from];
        let aside =
            matches!(t.dep(i), "advmod" | "cc") && tokens.get(from + 1).is_some_and(|n| t.lower(*n) == ",");
        let next = tokens.get(from + 1).copied();
        let relative = is_relative(i) || t.pos(i) == "ADP" && next.is_some_and(is_relative);
        if i != top && (is_edge(i) || aside || relative) {
            from += 1;
        } else {
            break;
        }
    }
    tokens.drain(..from);
    while tokens.last().is_some_and(|i| is_edge(*i) && *i != top) {
        tokens.pop();
    }
    tokens
}
