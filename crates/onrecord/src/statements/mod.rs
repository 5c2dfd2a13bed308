//! Statements: who said what.
//!
//! Two things propose a statement: a rule of `data/en/rules/` that finds a verb, noun or phrase of saying with its
//! content in the tree, and a quotation, which `quoted` gives to the cue beside it. Proposals with the same cue are
//! one statement. A statement whose cue lies in another's content is reported by it (`inside`). What cannot be
//! settled stays open: a quotation without a cue is a statement without a source.

mod act;
mod quoted;

use crate::{Data, quotes, quotes::Quotation, rules::Match};
use onrecord_doc::{Act, Document, Entity, Id, Layer, Maker, Manner, Role, Span, Spans, Statement, Tokens};

/// A statement in the making.
#[derive(Clone, Debug)]
struct Draft {
    source: Option<Spans>,
    cue: Option<Spans>,
    content: Option<Spans>,
    addressee: Option<Spans>,
    channel: Option<Spans>,
    /// The token that the cue hangs from.
    cue_head: Option<usize>,
    /// The token that the content hangs from.
    content_head: Option<usize>,
    /// The act that the rule decides.
    act: Option<Act>,
    /// Whether it is a label in another's words (*what he called a farce*), which nobody reports.
    is_label: bool,
    /// The statement before it whose speaker goes on, where no source stands near.
    goes_on: Option<usize>,
    maker: Maker,
    score: f32,
}

/// The score of a rule whose precision has not been measured, and of a quotation given to the cue beside it: half of
/// the plain rules' statements on PolNeAR dev were right.
const UNMEASURED: f32 = 0.5;

/// Rules below this precision propose too much that nobody said.
const LEAST_SCORE: f32 = 0.25;

/// The statements of a document with tokens and sentences, in text order.
pub fn find(doc: &Document, data: &Data) -> Layer<Statement> {
    let (text, tokens) = (doc.text(), &doc.tokens);
    let matches = data.rules.find(tokens, text);
    let quotations = quotes::find(text);
    let mut drafts = from_rules(&matches, tokens);
    part_participles(text, tokens, &mut drafts);
    quoted::attribute(doc, &matches, &quotations, &mut drafts);
    drafts.retain(|d| d.words().is_some_and(|at| is_read(doc, at)));
    drafts.sort_by_key(|d| (d.words(), d.cue.as_ref().map(Spans::hull)));
    let inside = nest(&drafts);
    let mut out = Layer::new();
    for (n, draft) in drafts.iter().enumerate() {
        let Some(at) = draft.content.clone().or_else(|| draft.cue.clone()) else { continue };
        let source = source(doc, &drafts, n);
        let manner = manner(text, &at, &quotations);
        let act = act::find(tokens, data, draft, manner, text);
        let role = |at: &Option<Spans>| at.clone().map(|at| Role { entity: entity_of(doc, &at), at: Some(at) });
        let statement = Statement {
            manner,
            act,
            anonymous: source.as_ref().and_then(|s| s.entity).map(|e| doc.entities[e].value.anonymous),
            source,
            cue: draft.cue.clone().map(Role::words),
            content: draft.content.clone().map(Role::words),
            addressee: role(&draft.addressee),
            channel: role(&draft.channel),
            times: times(doc, draft),
            inside: inside[n].map(Id::at),
        };
        out.push(statement, at, draft.maker.clone(), draft.score);
    }
    out
}

impl Draft {
    fn of(found: &Match) -> Draft {
        let spans = |name: &str| found.find(name).map(|c| c.spans.clone());
        let head = |name: &str| found.find(name).map(|c| c.head);
        Draft {
            source: spans("source"),
            cue: spans("cue"),
            content: spans("content"),
            addressee: spans("addressee"),
            channel: spans("channel"),
            cue_head: head("cue"),
            content_head: head("content"),
            act: found.rule.setting("act").and_then(Act::find),
            is_label: false,
            goes_on: None,
            maker: Maker::Rule(found.rule.id.clone()),
            score: found.rule.score.unwrap_or(UNMEASURED),
        }
    }

    /// All its words, from the first to the last.
    fn words(&self) -> Option<Span> {
        let all = [&self.source, &self.cue, &self.content];
        all.into_iter().flatten().map(Spans::hull).reduce(Span::join)
    }
}

/// One draft a cue: of several rules that fit it, the one that was right most often, then the one that says most.
fn from_rules(matches: &[Match], tokens: &Tokens) -> Vec<Draft> {
    let mut best: Vec<Draft> = Vec::new();
    let size = |d: &Draft| d.content.iter().flat_map(Spans::iter).map(Span::len).sum::<usize>();
    for found in matches.iter().filter(|m| m.rule.gives == "statement") {
        let mut draft = Draft::of(found);
        name_antecedent(tokens, &mut draft);
        if draft.score < LEAST_SCORE {
            continue;
        }
        match best.iter_mut().find(|d| d.cue_head == draft.cue_head) {
            None => best.push(draft),
            Some(old) => {
                let rank = |d: &Draft| (d.source.is_some(), (d.score * 1000.0) as u32, size(d));
                if rank(&draft) > rank(old) {
                    *old = draft;
                }
            }
        }
    }
    best
}

/// Puts what a relative pronoun stands for in its place: *the rivals, whom it described as puppets*. The *what* of *what
/// he called a farce* stands for nothing and goes.
fn name_antecedent(tokens: &Tokens, draft: &mut Draft) {
    let Some(content) = &draft.content else { return };
    let pronoun = content.iter().find(|s| {
        let words = tokens.within(*s);
        words.len() == 1 && matches!(tokens.tag(words.start), "WP" | "WDT")
    });
    let (Some(pronoun), Some(verb)) = (pronoun, draft.cue_head) else { return };
    draft.is_label = tokens.lower(tokens.within(pronoun).start) == "what";
    let noun = tokens.head(verb);
    let antecedent = (tokens.dep(verb) == "relcl" && noun < tokens.subtree(verb).0).then(|| {
        let (first, clause) = (tokens.subtree(noun).0, tokens.subtree(verb).0);
        let last = (first..clause).rev().find(|t| !matches!(tokens.lower(*t), "," | "-" | "—" | "–"));
        tokens.span_of(first, last.unwrap_or(noun))
    });
    let others = content.iter().filter(|s| *s != pronoun);
    draft.content = Spans::new(others.chain(antecedent));
}

/// Gives a participle that follows reported words after a comma to the speaker of those words: *said the talks had
/// failed, calling them a farce*. The parser hangs it from whatever verb is nearest and so makes it a part of them.
fn part_participles(text: &str, tokens: &Tokens, drafts: &mut [Draft]) {
    for n in 0..drafts.len() {
        let (Some(cue), Some(head)) = (drafts[n].cue.as_ref().map(Spans::hull), drafts[n].cue_head) else { continue };
        if tokens.tag(head) != "VBG" || !text[..cue.start()].trim_end().ends_with(',') {
            continue;
        }
        let around = drafts.iter().enumerate().filter_map(|(m, d)| {
            let last = d.content.as_ref()?.last();
            (m != n && last.covers(cue) && last.start() < cue.start()).then(|| (last.len(), m))
        });
        let Some((_, outer)) = around.min() else { continue };
        let content = drafts[outer].content.clone();
        let kept = content.and_then(|content| {
            let last = content.last();
            let words = text[last.start()..cue.start()].trim_end().trim_end_matches(',');
            // An open quotation goes on over the participle: it is the speaker's own word, not the reporter's.
            let marks = words.matches(['“', '”', '"']).count();
            let kept = Span::of(last.start(), last.start() + words.trim_end().len());
            (marks % 2 == 0).then(|| Spans::new(content.iter().map(|s| if s == last { kept } else { s })))?
        });
        if let Some(kept) = kept {
            drafts[n].source = drafts[outer].source.clone();
            drafts[outer].content = Some(kept);
        }
    }
}

/// Whether the words lie in a sentence: nothing is read from what a page left behind.
fn is_read(doc: &Document, at: Span) -> bool {
    doc.sentences.is_empty() || doc.sentences.iter().any(|(_, s)| s.at.touch(at))
}

/// For every draft the smallest other one whose content its cue lies in.
fn nest(drafts: &[Draft]) -> Vec<Option<usize>> {
    let holds = |outer: &Draft, inner: &Draft| -> Option<usize> {
        let content = outer.content.as_ref()?;
        // A continued quotation has no cue of its own; it never lies inside what it continues.
        let cue = inner.cue.as_ref().filter(|_| !inner.is_label)?;
        let own = outer.cue.as_ref().is_some_and(|c| c.touch(cue.hull()));
        (!own && content.cover(cue.hull())).then(|| content.hull().len())
    };
    drafts
        .iter()
        .enumerate()
        .map(|(n, inner)| {
            let around = drafts.iter().enumerate().filter(|(m, _)| *m != n);
            let sized = around.filter_map(|(m, outer)| Some((holds(outer, inner)?, m)));
            sized.min().map(|(_, m)| m).filter(|m| {
                // Two cues in each other's contents would be a circle; the earlier statement is the outer one.
                holds(inner, &drafts[*m]).is_none() || *m < n
            })
        })
        .collect()
}

/// Direct if every word stands between quotation marks, indirect if none does.
fn manner(text: &str, content: &Spans, quotations: &[Quotation]) -> Manner {
    let (mut inside, mut outside) = (false, false);
    for span in content.iter() {
        let words = &text[span.range()];
        let mut from = 0;
        for word in words.split_whitespace() {
            // `split_whitespace` gives slices of `words` in order, so this finds each at its place.
            let at = from + words[from..].find(word).unwrap_or(0);
            from = at + word.len();
            if !word.contains(char::is_alphanumeric) {
                continue;
            }
            let at = Span::of(span.start() + at, span.start() + from);
            match quotations.iter().any(|q| q.at.touch(at)) {
                true => inside = true,
                false => outside = true,
            }
        }
    }
    match (inside, outside) {
        (true, false) => Manner::Direct,
        (true, true) => Manner::Mixed,
        (false, _) => Manner::Indirect,
    }
}

/// Who said it: the words of the source with their entity, else the entity of the speaker who goes on.
fn source(doc: &Document, drafts: &[Draft], n: usize) -> Option<Role> {
    if let Some(at) = &drafts[n].source {
        return Some(Role { entity: entity_of(doc, at), at: Some(at.clone()) });
    }
    let before = drafts[n].goes_on.and_then(|m| drafts.iter().position(|d| d.cue_head == Some(m)))?;
    let entity = entity_of(doc, drafts[before].source.as_ref()?)?;
    Some(Role { at: None, entity: Some(entity) })
}

/// The entity that a phrase stands for: that of the mention that begins it, the longest of several.
fn entity_of(doc: &Document, at: &Spans) -> Option<Id<Entity>> {
    let phrase = at.first();
    let within = doc.mentions.iter().filter(|(_, m)| phrase.covers(m.at.hull()) || m.at.hull().covers(phrase));
    within.max_by_key(|(_, m)| (m.at.first().touches(phrase), m.at.hull().len())).and_then(|(_, m)| m.value.entity)
}

/// The times of the saying: those that hang from the cue and not from the content.
fn times(doc: &Document, draft: &Draft) -> Vec<Id<onrecord_doc::TimeExpr>> {
    let Some(cue) = draft.cue_head else { return Vec::new() };
    let outside = |at: &Spans| draft.content.as_ref().is_none_or(|c| !c.touch(at.hull()));
    doc.times
        .iter()
        .filter(|(_, time)| outside(&time.at) && hangs_from(&doc.tokens, time.at.hull(), cue, draft.content_head))
        .map(|(id, _)| id)
        .collect()
}

/// Whether the words of `at` are in a branch of `cue` that is not the one of `content`, at most four steps down.
fn hangs_from(tokens: &Tokens, at: Span, cue: usize, content: Option<usize>) -> bool {
    const STEPS: usize = 4;
    let range = tokens.within(at);
    let Some(mut token) = range.clone().find(|t| !range.contains(&tokens.head(*t))) else { return false };
    for _ in 0..STEPS {
        let head = tokens.head(token);
        if head == cue {
            return true;
        }
        if head == token || Some(head) == content {
            return false;
        }
        token = head;
    }
    false
}
