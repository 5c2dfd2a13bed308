//! Shapes: the closed table of what a node of a pattern can be. A shape says two things: what a token must be, and
//! how far the words reach that its capture gives out.
//!
//! Labels are those of spaCy's English pipelines. Source: ClearNLP guidelines for dependency labels, Universal parts
//! of speech, Penn Treebank tags.

use super::lexicon::Lexicon;
use onrecord_doc::{Iob, Spans, Tokens};
use std::ops::Range;

/// The shape of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Any token; the token alone.
    Word,
    /// A verb with its auxiliaries, negation and particle.
    Verb,
    /// A noun; the token alone.
    Noun,
    /// An adjective; the token alone.
    Adjective,
    /// A preposition; the token alone.
    Prep,
    /// A name; all of its words.
    Name,
    /// The subject of a verb that is not passive; the whole noun phrase.
    Subject,
    /// The subject of a passive verb; the whole noun phrase.
    Passive,
    /// The object of a verb; the whole noun phrase.
    Object,
    /// The noun of the *by*-phrase of a passive; the whole noun phrase.
    Agent,
    /// Any token with everything below it.
    Phrase,
    /// The verb of a finite clause that completes a verb or a noun; the whole clause.
    Clause,
    /// The verb of a completing infinitive; from its *to* on, without a subject of its own.
    Infinitive,
}

/// One row of the table of shapes, for the documentation and for hints.
pub struct ShapeRow {
    /// The name in a pattern.
    pub name: &'static str,
    /// The shape.
    pub shape: Shape,
    /// What a token must be.
    pub tests: &'static str,
    /// How far its words reach.
    pub words: &'static str,
}

const fn row(name: &'static str, shape: Shape, tests: &'static str, words: &'static str) -> ShapeRow {
    ShapeRow { name, shape, tests, words }
}

/// All shapes. `docs/rules.md` shows this table, and a test compares the two.
pub const SHAPES: [ShapeRow; 13] = [
    row("word", Shape::Word, "any token", "the token"),
    row(
        "verb",
        Shape::Verb,
        "`pos` VERB or AUX",
        "the verb with auxiliaries, negation, adverbs before it, particle",
    ),
    row("noun", Shape::Noun, "`pos` NOUN, PROPN or PRON", "the token"),
    row("adjective", Shape::Adjective, "`pos` ADJ", "the token"),
    row("prep", Shape::Prep, "`dep` prep, agent or dative, not a noun", "the token"),
    row("name", Shape::Name, "head word of a name (`ent`)", "the name"),
    row("subject", Shape::Subject, "`dep` nsubj or csubj", "the whole phrase"),
    row("passive", Shape::Passive, "`dep` nsubjpass or csubjpass", "the whole phrase"),
    row("object", Shape::Object, "`dep` dobj or dative, a noun", "the whole phrase"),
    row("agent", Shape::Agent, "`dep` pobj under *by* (`dep` agent)", "the whole phrase"),
    row("phrase", Shape::Phrase, "any token", "everything below the token"),
    row("clause", Shape::Clause, "`dep` ccomp, or acl with *that*; finite", "the whole clause with *that*"),
    row("infinitive", Shape::Infinitive, "`dep` xcomp, ccomp or acl, with *to*", "from *to* on, no subject"),
];

const SUBJECTS: [&str; 4] = ["nsubj", "nsubjpass", "csubj", "csubjpass"];

impl Shape {
    /// The shape of that name.
    pub fn find(name: &str) -> Option<Shape> {
        SHAPES.iter().find(|row| row.name == name).map(|row| row.shape)
    }

    /// Whether token `i` can be of this shape.
    pub(super) fn fits(self, t: &Tokens, i: usize) -> bool {
        let (pos, dep) = (t.pos(i), t.dep(i));
        let noun = || matches!(pos, "NOUN" | "PROPN" | "PRON");
        match self {
            Shape::Word | Shape::Phrase => true,
            Shape::Verb => matches!(pos, "VERB" | "AUX"),
            Shape::Noun => noun(),
            Shape::Adjective => pos == "ADJ",
            Shape::Prep => matches!(dep, "prep" | "agent" | "dative") && !noun(),
            Shape::Name => {
                !t.ent_type(i).is_empty() && {
                    let name = name_of(t, i);
                    t.head(i) == i || !name.contains(&t.head(i))
                }
            }
            Shape::Subject => matches!(dep, "nsubj" | "csubj"),
            Shape::Passive => matches!(dep, "nsubjpass" | "csubjpass"),
            Shape::Object => dep == "dobj" || (dep == "dative" && noun()),
            Shape::Agent => dep == "pobj" && t.dep(t.head(i)) == "agent",
            Shape::Clause => {
                (dep == "ccomp" || (dep == "acl" && t.children(i).any(|c| t.dep(c) == "mark")))
                    && !has_to(t, i)
                    && is_finite(t, i)
            }
            Shape::Infinitive => matches!(dep, "xcomp" | "ccomp" | "acl") && has_to(t, i),
        }
    }

    /// The dependency labels of which a token of this shape has one, where there are such.
    pub(super) fn deps(self) -> &'static [&'static str] {
        match self {
            Shape::Word | Shape::Verb | Shape::Noun | Shape::Adjective | Shape::Phrase | Shape::Name => &[],
            Shape::Prep => &["prep", "agent", "dative"],
            Shape::Subject => &["nsubj", "csubj"],
            Shape::Passive => &["nsubjpass", "csubjpass"],
            Shape::Object => &["dobj", "dative"],
            Shape::Agent => &["pobj"],
            Shape::Clause => &["ccomp", "acl"],
            Shape::Infinitive => &["xcomp", "ccomp", "acl"],
        }
    }

    /// The tokens that hang below `i` as a node of this shape does: for a subject also the one that a verb shares
    /// with another, for an agent the nouns below the *by*.
    pub(super) fn below(self, t: &Tokens, i: usize, out: &mut Vec<usize>) {
        match self {
            Shape::Subject | Shape::Passive => out.extend(subjects(t, i)),
            Shape::Agent => {
                out.extend(t.children(i).filter(|c| t.dep(*c) == "agent").flat_map(|by| t.children(by)));
            }
            _ => out.extend(t.children(i)),
        }
    }

    /// The tokens directly above `i` in the sense of [`Shape::below`].
    pub(super) fn above(self, t: &Tokens, i: usize, out: &mut Vec<usize>) {
        let head = t.head(i);
        match self {
            Shape::Agent => out.extend((head != i).then(|| t.head(head)).filter(|v| *v != head)),
            _ if head == i => {}
            Shape::Subject | Shape::Passive => {
                out.push(head);
                // Verbs joined to this one that have no subject of their own.
                let mut next = out.len() - 1;
                while next < out.len() && out.len() < MAX_JOINED {
                    let verb = out[next];
                    next += 1;
                    out.extend(
                        t.children(verb).filter(|c| t.dep(*c) == "conj" && own_subjects(t, *c).is_empty()),
                    );
                }
            }
            _ => out.push(head),
        }
    }
}

/// A verb is joined to at most so many others that share its subject; a sentence with more is a list.
const MAX_JOINED: usize = 16;

/// A subject is looked for among so many of the words that hang from a verb; more hang from one only where the parser
/// took a list for a sentence.
const MAX_CHILDREN: usize = 200;

/// Words of a capture lie no farther than this from its head. A longer sentence is a list or a table.
const MAX_REACH: usize = 400;

/// A head is looked for no higher than this.
const MAX_DEPTH: usize = 100;

/// Whether `above` is `i` itself or one of the nearest [`MAX_DEPTH`] heads above it.
pub(super) fn is_below(t: &Tokens, i: usize, above: usize) -> bool {
    std::iter::successors(Some(i), |i| Some(t.head(*i)).filter(|head| head != i))
        .take(MAX_DEPTH)
        .any(|head| head == above)
}

fn own_subjects(t: &Tokens, verb: usize) -> Vec<usize> {
    t.children(verb).take(MAX_CHILDREN).filter(|c| SUBJECTS.contains(&t.dep(*c))).collect()
}

/// The subject of a verb: its own, or that of the verb whose subject it shares.
fn subjects(t: &Tokens, verb: usize) -> Vec<usize> {
    let mut verb = verb;
    for _ in 0..MAX_JOINED {
        let own = own_subjects(t, verb);
        match shares_with(t, verb) {
            Some(above) if own.is_empty() => verb = above,
            _ => return own,
        }
    }
    Vec::new()
}

/// The verb whose subject a verb without one of its own takes: the one it is joined to by *and*, or the one that a
/// participle stands beside (*left, saying that …*, *began by saying that …*).
fn shares_with(t: &Tokens, verb: usize) -> Option<usize> {
    let head = t.head(verb);
    match t.dep(verb) {
        "conj" => Some(head),
        "advcl" if t.tag(verb) == "VBG" => Some(head),
        "pcomp" if matches!(t.lower(head), "by" | "in" | "after" | "before" | "while") => Some(t.head(head)),
        _ => None,
    }
}

/// Whether the verb has an infinitive's *to*.
fn has_to(t: &Tokens, verb: usize) -> bool {
    t.children(verb).any(|c| t.tag(c) == "TO" && t.dep(c) == "aux")
}

fn is_finite(t: &Tokens, verb: usize) -> bool {
    matches!(t.tag(verb), "VBD" | "VBZ" | "VBP" | "MD")
        || t.children(verb).any(|c| {
            SUBJECTS.contains(&t.dep(c))
                || t.dep(c) == "expl"
                || (matches!(t.dep(c), "aux" | "auxpass") && matches!(t.tag(c), "VBD" | "VBZ" | "VBP" | "MD"))
        })
}

/// The tokens of the name that token `i` is in.
fn name_of(t: &Tokens, i: usize) -> Range<usize> {
    let mut start = i;
    while start > 0 && t.iob(start) == Iob::Inside {
        start -= 1;
    }
    let mut end = i + 1;
    while end < t.len() && t.iob(end) == Iob::Inside {
        end += 1;
    }
    start..end
}

/// The words of token `i` in a shape, as runs of tokens without the branches that hang from a token in `cut`.
pub(super) fn runs(
    shape: Shape,
    t: &Tokens,
    lexicon: &Lexicon,
    i: usize,
    cut: &[usize],
) -> Vec<Range<usize>> {
    match shape {
        Shape::Word | Shape::Noun | Shape::Adjective | Shape::Prep => {
            vec![with_phrase(t, lexicon, i, i..i + 1)]
        }
        Shape::Verb => vec![with_phrase(t, lexicon, i, verb_group(t, i))],
        Shape::Name => vec![name_of(t, i)],
        Shape::Subject | Shape::Passive | Shape::Object | Shape::Agent | Shape::Phrase | Shape::Clause => {
            branch(t, i, cut)
        }
        Shape::Infinitive => {
            let own = t.children(i).filter(|c| SUBJECTS.contains(&t.dep(*c)) || t.dep(*c) == "mark");
            let cut: Vec<usize> = cut.iter().copied().chain(own).collect();
            branch(t, i, &cut)
        }
    }
}

/// The bytes of runs of tokens; `None` for no words.
pub(super) fn spans(t: &Tokens, runs: &[Range<usize>]) -> Option<Spans> {
    Spans::new(runs.iter().filter(|r| !r.is_empty()).map(|r| t.span_of(r.start, r.end - 1)))
}

/// Stretched to the end of the fixed phrase of the lexicon that starts at `i`: *point* to *pointed out*.
fn with_phrase(t: &Tokens, lexicon: &Lexicon, i: usize, run: Range<usize>) -> Range<usize> {
    let end = lexicon.fitting(t, i).map(|(_, last)| last + 1).max().unwrap_or(0);
    run.start..run.end.max(end)
}

/// A verb with the auxiliaries, negations and adverbs that stand before it without a gap (*has repeatedly said*,
/// *also said*) and the particle right after it. The *to* of an infinitive is no part of it.
fn verb_group(t: &Tokens, i: usize) -> Range<usize> {
    let mut start = i;
    for j in (0..i).rev() {
        if t.head(j) != i || t.sent_start(j + 1) {
            break;
        }
        match t.dep(j) {
            "aux" | "auxpass" | "neg" | "advmod" if t.tag(j) != "TO" && t.subtree(j) == (j, j) => start = j,
            _ => break,
        }
    }
    let mut end = i + 1;
    if end < t.len() && t.head(end) == i && t.dep(end) == "prt" {
        end += 1;
    }
    start..end
}

/// Everything below `i`, without the branches in `cut`, as runs without commas and stops at their edges.
fn branch(t: &Tokens, i: usize, cut: &[usize]) -> Vec<Range<usize>> {
    let mut tokens = vec![i];
    let mut next = 0;
    while next < tokens.len() {
        let at = tokens[next];
        next += 1;
        let below = t.children(at).filter(|c| c.abs_diff(i) <= MAX_REACH);
        tokens.extend(below.filter(|c| !cut.contains(c) && !is_possessive(t, i, *c)));
    }
    tokens.sort_unstable();
    let mut runs: Vec<Range<usize>> = Vec::new();
    for token in tokens {
        match runs.last_mut() {
            Some(last) if last.end == token => last.end = token + 1,
            _ => runs.push(token..token + 1),
        }
    }
    let mut runs: Vec<Range<usize>> =
        runs.into_iter().map(|r| with_marks(t, trim(t, r))).filter(|r| !r.is_empty()).collect();
    // A mark that was hung elsewhere by the parser may stand in two runs' gap.
    runs.dedup_by(|b, a| {
        let joined = b.start < a.end;
        if joined {
            a.end = a.end.max(b.end);
        }
        joined
    });
    runs
}

/// The *'s* of the phrase itself, which is no part of who is meant.
fn is_possessive(t: &Tokens, i: usize, child: usize) -> bool {
    t.head(child) == i && t.dep(child) == "case" && t.dep(i) == "poss"
}

fn is_edge(t: &Tokens, i: usize) -> bool {
    matches!(t.lower(i), "," | "." | ";" | ":" | "-" | "--" | "–" | "—" | "?!") || t.pos(i) == "SPACE"
}

fn trim(t: &Tokens, run: Range<usize>) -> Range<usize> {
    let mut run = run;
    while !run.is_empty() && is_edge(t, run.start) {
        run.start += 1;
    }
    while !run.is_empty() && is_edge(t, run.end - 1) {
        run.end -= 1;
    }
    // A conjunction left over where a branch was cut joins nothing.
    if run.len() > 1 && t.pos(run.end - 1) == "CCONJ" {
        run.end -= 1;
        while !run.is_empty() && is_edge(t, run.end - 1) {
            run.end -= 1;
        }
    }
    run
}

fn is_quote(t: &Tokens, i: usize) -> bool {
    matches!(t.lower(i), "\"" | "“" | "”" | "``" | "''" | "«" | "»")
}

/// A run that holds one quotation mark of two takes the other when it stands at its edge: the parser hangs marks
/// where it likes.
fn with_marks(t: &Tokens, run: Range<usize>) -> Range<usize> {
    if run.is_empty() {
        return run;
    }
    let (mut start, mut end) = (run.start, run.end);
    let before = start > 0 && is_quote(t, start - 1) && !t.sent_start(start);
    // In American print the comma stands within the marks.
    let closing = (end..(end + 2).min(t.len())).find(|j| is_quote(t, *j));
    let closing = closing.filter(|j| (end..*j).all(|k| is_edge(t, k)));
    if (start..end).filter(|j| is_quote(t, *j)).count() % 2 == 1 {
        match closing {
            Some(j) if !is_quote(t, end - 1) => end = j + 1,
            _ if before => start -= 1,
            _ if is_quote(t, start) => start += 1,
            _ if is_quote(t, end - 1) => end -= 1,
            _ => {}
        }
    } else if let (true, Some(j)) = (before, closing) {
        start -= 1;
        end = j + 1;
    }
    start..end
}
