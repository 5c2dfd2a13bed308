//! Which verb or noun a time belongs to: the one that it hangs on in the tree, within its clause.
//!
//! A day beside a verb of saying in the past belongs to the saying, whatever the tree makes of it: *said Monday that he
//! will travel*. A time that hangs on a name or another word that can be no event (*met Petrov on Tuesday*) goes on to
//! the verb above. Durations and sets date nothing.

use super::group::is_verb;
use super::words::{Class, DatingWords};
use onrecord_doc::{Document, Id, Span, TimeExpr, TimeType, Tokens};

/// How a time lies to what it dates, by the preposition between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tie {
    /// *On Friday*, *Friday's*, *in May*.
    In,
    /// *Since May*, *from Monday*.
    From,
    /// *Until Friday*, *to Friday*.
    Until,
    /// *By Friday*.
    By,
    /// *Before Friday*.
    Before,
    /// *After Friday*.
    After,
}

/// A time and the word that it dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hold {
    pub token: usize,
    /// How many names lie between; what hangs nearer comes first.
    pub through: usize,
    pub time: Id<TimeExpr>,
    pub tie: Tie,
    /// The time's words, with the preposition.
    pub words: Span,
}

/// A word of a time has no more children than this that are looked at.
const MOST_CHILDREN: usize = 32;

/// How far up the tree a time looks for what it dates.
const REACH: usize = 8;

/// What every time dates, sorted by the word dated.
pub(super) fn find(doc: &Document, words: &DatingWords) -> Vec<Hold> {
    let mut holds = Vec::new();
    for (id, entry) in doc.times.iter() {
        if matches!(entry.value.kind, TimeType::Duration | TimeType::Set) {
            continue;
        }
        let at = entry.at.hull();
        attach(&doc.tokens, words, id, at, &mut holds);
        holds.extend(when_clauses(&doc.tokens, id, at));
    }
    // A line with the date above a report is a sentence of its own, be it in the tree of the first one.
    let starts: Vec<usize> = doc.sentences.iter().map(|(_, s)| s.at.hull().start()).collect();
    let sentence = |byte: usize| starts.partition_point(|s| *s <= byte);
    holds.retain(|h| sentence(h.words.start()) == sentence(doc.tokens.span(h.token).start()));
    holds.sort_by_key(|h| (h.token, h.through, h.time));
    holds
}

fn attach(tokens: &Tokens, words: &DatingWords, time: Id<TimeExpr>, at: Span, holds: &mut Vec<Hold>) {
    let within = tokens.within(at);
    if within.is_empty() {
        return;
    }
    let is_top = |i: &usize| tokens.head(*i) == *i || !within.contains(&tokens.head(*i));
    let Some(top) = within.clone().find(is_top) else { return };
    let mut hold = Hold { token: top, through: 0, time, tie: Tie::In, words: at };
    // Whatever stands possessively or as a compound before a noun is that noun's.
    let is_nouns_own = matches!(tokens.dep(top), "poss" | "compound" | "nmod" | "amod" | "nummod");
    let is_saying = |i: usize| tokens.tag(i) == "VBD" && words.is(tokens, i, Class::Say);
    let beside = [within.start.checked_sub(1), Some(within.end).filter(|i| *i < tokens.len())];
    if let (false, Some(saying)) = (is_nouns_own, beside.into_iter().flatten().find(|i| is_saying(*i))) {
        hold.token = saying;
        holds.push(hold);
        return;
    }
    let mut cur = top;
    for _ in 0..REACH {
        // *More than a year ago*, *up from last year*: what is compared with dates nothing.
        if tokens.lower(cur) == "than" {
            return;
        }
        let head = tokens.head(cur);
        if head == cur {
            if is_verb(tokens, cur) || !within.contains(&cur) && is_noun(tokens, cur) {
                hold.token = cur;
                holds.push(hold);
            }
            return;
        }
        let dep = tokens.dep(cur);
        cur = head;
        if within.contains(&cur) {
            continue;
        }
        match tokens.pos(cur) {
            "ADP" | "SCONJ" if hold.through == 0 => {
                hold.tie = tie(tokens.lower(cur));
                hold.words = hold.words.join(tokens.span(cur));
            }
            "VERB" | "AUX" => {
                let verb = if matches!(tokens.dep(cur), "aux" | "auxpass") { tokens.head(cur) } else { cur };
                hold.token = verb;
                holds.push(hold);
                return;
            }
            "NOUN" | "PROPN" | "PRON" => {
                hold.token = cur;
                holds.push(hold);
                hold.through += 1;
                if matches!(dep, "poss" | "compound" | "nmod" | "amod" | "nummod") {
                    // *At Friday's meeting they agreed*, but not *they criticised Friday's meeting*.
                    let by_place = tokens.dep(cur) == "pobj"
                        && matches!(tokens.lower(tokens.head(cur)), "at" | "in" | "during" | "on");
                    if !by_place {
                        return;
                    }
                }
            }
            "ADJ" | "ADV" => {
                hold.token = cur;
                holds.push(hold);
            }
            _ => {}
        }
    }
}

/// *In 1968, when troops marched in*: the clause that tells what happened then.
fn when_clauses(tokens: &Tokens, time: Id<TimeExpr>, at: Span) -> Vec<Hold> {
    let is_clause = |c: &usize| {
        let is_when = |w: usize| tokens.lower(w) == "when";
        matches!(tokens.dep(*c), "relcl" | "advcl" | "acl")
            && tokens.children(*c).take(MOST_CHILDREN).any(is_when)
    };
    let verbs = tokens.within(at).flat_map(|t| tokens.children(t).take(MOST_CHILDREN).filter(is_clause));
    verbs.map(|token| Hold { token, through: 0, time, tie: Tie::In, words: at }).collect()
}

fn is_noun(tokens: &Tokens, i: usize) -> bool {
    matches!(tokens.pos(i), "NOUN" | "PROPN")
}

fn tie(preposition: &str) -> Tie {
    match preposition {
        "since" | "from" => Tie::From,
        "until" | "till" | "to" | "through" => Tie::Until,
        "by" => Tie::By,
        "before" => Tie::Before,
        "after" => Tie::After,
        _ => Tie::In,
    }
}
