//! A statement in the making, and the first of them: what the rules propose, one draft a cue.

use crate::{intervals::Intervals, rules::Match};
use hashbrown::HashMap;
use onrecord_doc::{Act, Maker, Manner, Span, Spans, Tokens};

/// A statement in the making.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub source: Option<Spans>,
    pub cue: Option<Spans>,
    pub content: Option<Spans>,
    pub addressee: Option<Spans>,
    pub channel: Option<Spans>,
    /// The token that the cue hangs from.
    pub cue_head: Option<usize>,
    /// The token that the content hangs from.
    pub content_head: Option<usize>,
    /// The noun of the channel, where it was found beside the cue.
    pub channel_head: Option<usize>,
    /// The act that the rule decides.
    pub act: Option<Act>,
    /// The manner that is known without a look at quotation marks.
    pub manner: Option<Manner>,
    /// Whether it is a label in another's words (*what he called a farce*), which nobody reports.
    pub is_label: bool,
    /// The cue head of the statement before it whose speaker goes on, where no source stands near.
    pub goes_on: Option<usize>,
    /// Words elsewhere that name the speaker, where no source stands near.
    pub speaker: Option<Span>,
    pub maker: Maker,
    pub score: f32,
}

/// The score of a rule whose precision has not been measured, and of a quotation given to the cue beside it.
pub(super) const UNMEASURED: f32 = 0.5;

/// Rules below this precision propose too much that nobody said.
const LEAST_SCORE: f32 = 0.25;

impl Draft {
    /// What a match of a rule says.
    pub fn of(found: &Match) -> Draft {
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
            channel_head: head("channel"),
            act: found.rule.setting("act").and_then(Act::find),
            manner: found.rule.setting("manner").and_then(Manner::find),
            is_label: false,
            goes_on: None,
            speaker: None,
            maker: Maker::Rule(found.rule.id.clone()),
            score: found.rule.score.unwrap_or(UNMEASURED),
        }
    }

    /// A quotation that nobody is named for; `goes_on` as in [`Draft::goes_on`].
    pub fn alone(quotation: &Spans, goes_on: Option<usize>) -> Draft {
        Draft {
            source: None,
            cue: None,
            content: Some(quotation.clone()),
            addressee: None,
            channel: None,
            cue_head: None,
            content_head: None,
            channel_head: None,
            act: None,
            manner: None,
            is_label: false,
            goes_on,
            speaker: None,
            maker: Maker::rule("en/statements/quotation-alone"),
            score: UNMEASURED,
        }
    }

    /// Words whose speaker is told without a verb; `cue` is the mark between them.
    pub fn told(source: Span, cue: Option<Span>, content: Spans, rule: &str) -> Draft {
        let (source, cue) = (Some(source.into()), cue.map(Spans::from));
        let alone = Draft::alone(&content, None);
        Draft { source, cue, manner: Some(Manner::Direct), maker: Maker::rule(rule), ..alone }
    }

    /// All its words, from the first to the last.
    pub fn words(&self) -> Option<Span> {
        let all = [&self.source, &self.cue, &self.content];
        all.into_iter().flatten().map(Spans::hull).reduce(Span::join)
    }
}

/// The contents of drafts by place, with the numbers of the drafts.
pub(super) fn contents(drafts: &[Draft]) -> Intervals {
    let all = drafts.iter().enumerate();
    Intervals::new(all.flat_map(|(n, d)| d.content.iter().flat_map(Spans::iter).map(move |s| (n, s))))
}

/// One draft a cue: of several rules that fit it, the one that was right most often, then the one that says most.
///
/// `fit` cuts a draft to what it can hold before it is weighed.
pub(super) fn propose(matches: &[Match], tokens: &Tokens, fit: impl Fn(&mut Draft)) -> Vec<Draft> {
    let mut best: Vec<Draft> = Vec::new();
    let mut by_cue: HashMap<Option<usize>, usize> = HashMap::new();
    let size = |d: &Draft| d.content.iter().flat_map(Spans::iter).map(Span::len).sum::<usize>();
    let is_told = |d: &Draft| d.content.is_some() || d.addressee.is_some();
    let rank = |d: &Draft| (d.source.is_some(), is_told(d), (d.score * 1000.0) as u32, size(d));
    for found in matches.iter().filter(|m| m.rule.gives == "statement") {
        let mut draft = Draft::of(found);
        let was_told = is_told(&draft);
        fit(&mut draft);
        // What was told lies beyond a semicolon or a frame: the rule took a neighbour's words.
        if was_told && !is_told(&draft) {
            continue;
        }
        name_antecedent(tokens, &mut draft);
        if draft.score < LEAST_SCORE {
            continue;
        }
        match by_cue.get(&draft.cue_head) {
            None => {
                by_cue.insert(draft.cue_head, best.len());
                best.push(draft);
            }
            Some(n) if rank(&draft) > rank(&best[*n]) => best[*n] = draft,
            Some(_) => {}
        }
    }
    best
}

/// Puts what a relative pronoun stands for in its place, as content (*the rivals, whom it described as puppets*) and as
/// source (*the envoy, who said …*). The *what* of *what he called a farce* stands for nothing and goes.
fn name_antecedent(tokens: &Tokens, draft: &mut Draft) {
    let Some(verb) = draft.cue_head else { return };
    let is_pronoun = |s: &Span| {
        let words = tokens.within(*s);
        words.len() == 1 && matches!(tokens.tag(words.start), "WP" | "WDT")
    };
    let (noun, clause) = (tokens.head(verb), tokens.subtree(verb).0);
    let antecedent = (tokens.dep(verb) == "relcl" && noun < clause).then(|| {
        let first = tokens.subtree(noun).0;
        let last = (first..clause).rev().find(|t| !matches!(tokens.lower(*t), "," | "-" | "—" | "–"));
        tokens.span_of(first, last.unwrap_or(noun))
    });
    if let (Some(source), Some(antecedent)) = (&draft.source, antecedent)
        && is_pronoun(&source.hull())
    {
        draft.source = Some(antecedent.into());
    }
    let Some(content) = &draft.content else { return };
    let Some(pronoun) = content.iter().find(is_pronoun) else { return };
    draft.is_label = tokens.lower(tokens.within(pronoun).start) == "what";
    let others = content.iter().filter(|s| *s != pronoun);
    draft.content = Spans::new(others.chain(antecedent));
}
