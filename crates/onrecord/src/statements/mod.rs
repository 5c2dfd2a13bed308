//! Statements: who said what.
//!
//! Two things propose a statement: a rule of `data/en/rules/` that finds a verb, noun or phrase of saying with its
//! content in the tree (`draft`), and a quotation, which goes to the cue beside it (`quoted`). Proposals with the same
//! cue are one statement; what the tree hung in the wrong place is cut off (`bounds`). A statement whose cue lies in
//! another's content is reported by it (`inside`). What cannot be settled stays open: a quotation without a cue is a
//! statement without a source.

mod act;
mod before;
mod bounds;
mod channel;
mod draft;
mod frame;
mod quoted;
mod roles;
mod tagged;
mod tail;
mod transcript;

use crate::{
    Data,
    dating::{Basis, Dating, Order},
    heads::Answer,
    intervals::Intervals,
    paragraphs,
    quotes::Quotation,
};
use draft::Draft;
use hashbrown::{HashMap, HashSet};
use onrecord_doc::{
    Document, Entity, EntityType, Id, Layer, Manner, MentionForm, Role, Span, Spans, Statement, TimeExpr,
    TimeType, Tokens,
};

/// What the steps look up, by place.
struct Places {
    sentences: Intervals,
    paragraphs: Intervals,
    /// Quotations that have an end, at any depth.
    closed: Intervals,
    /// All quotations.
    quotations: Intervals,
    mentions: Intervals,
    times: Intervals,
}

/// The statements of a document with tokens and sentences, in text order. Where the document has times, mentions and
/// entities, they are told when it was said and by whom.
///
/// `quotations` are those of its text, `tagged` what the trained tagger says, if there is one.
pub fn find(
    doc: &Document,
    data: &Data,
    mut quotations: Vec<Quotation>,
    tagged: Option<&Answer>,
) -> Layer<Statement> {
    let (text, tokens) = (doc.text(), &doc.tokens);
    let matches = data.rules.find(tokens, text);
    quoted::close_open(text, &matches, &mut quotations);
    let places = Places::new(doc, &quotations);
    let forces = act::Forces::of(&matches);
    let frames = frame::find(doc, &matches, &places);
    let mut drafts = draft::propose(&matches, tokens, |draft| {
        bounds::keep(text, &places, draft);
        frame::keep_before(text, &frames, draft);
    });
    frame::attach(frames, &mut drafts);
    bounds::part_participles(text, tokens, &mut drafts);
    bounds::part_neighbours(text, tokens, &mut drafts);
    if let Some(tagged) = tagged {
        drafts = tagged::merge(tokens, tagged, drafts);
    }
    bounds::drop_grounds(&mut drafts);
    roles::fit(doc, data, &places, &mut drafts);
    tail::cut(text, tokens, data, &places, &mut drafts);
    drafts.retain(|d| !never_said(tokens, d));
    let told = transcript::find(doc, &quotations, &places, &drafts);
    // A turn is whole; what the tagger makes of its colon is not.
    let is_turn = |d: &&Draft| d.maker.name() == transcript::TURN;
    let colons: HashSet<Span> =
        told.iter().filter(is_turn).filter_map(|t| Some(t.cue.as_ref()?.hull())).collect();
    drafts.retain(|d| d.cue.as_ref().is_none_or(|cue| !colons.contains(&cue.hull())));
    drafts.extend(told);
    quoted::attribute(doc, &matches, &quotations, &places, &mut drafts);
    quoted::attribute_inner(doc, &matches, &quotations, &places, &mut drafts);
    channel::find(doc, data, &places, &mut drafts);
    // Nothing is read from what a page left in the text.
    drafts.retain(|d| d.words().is_some_and(|at| places.sentences.touching(at).next().is_some()));
    drafts.sort_by_key(|d| (d.words(), d.cue.as_ref().map(Spans::hull)));
    let inside = nest(&drafts);
    let by_cue: HashMap<usize, usize> =
        drafts.iter().enumerate().filter_map(|(n, d)| Some((d.cue_head?, n))).collect();
    let dating = Dating::new(doc, &data.dating);
    let entity = |at: &Spans| entity_of(doc, &places, at);
    let mut out: Layer<Statement> = Layer::new();
    for (n, draft) in drafts.iter().enumerate() {
        let Some(at) = draft.content.clone().or_else(|| draft.cue.clone()) else { continue };
        let role = |at: &Option<Spans>| at.clone().map(|at| Role { entity: entity(&at), at: Some(at) });
        // A quotation that goes on has no source of its own, but its speaker is known.
        let speaker = || {
            let named = draft.speaker.and_then(|at| entity(&at.into()));
            let goes_on = || entity(drafts[*by_cue.get(&draft.goes_on?)?].source.as_ref()?);
            Some(Role { at: None, entity: Some(named.or_else(goes_on)?) })
        };
        let mut source = role(&draft.source).or_else(speaker);
        // Who says *I* in another's statement is the one who makes that; *it* is mostly that one, too.
        let outer = inside[n].or_else(|| draft.is_label.then(|| label_of(&drafts, n)).flatten());
        if let (Some(Role { at: Some(at), entity: entity @ None }), Some(outer)) = (&mut source, outer)
            && let Some(who) = drafts[outer].source.as_ref().and_then(|at| entity_of(doc, &places, at))
            && is_own_pronoun(doc.quote(at.hull()), doc.entities[who].value.kind == EntityType::Person)
        {
            *entity = Some(who);
        }
        let cue = draft.cue.as_ref().map(Spans::hull);
        let manner = draft.manner.unwrap_or_else(|| manner(text, &at, cue, &places.quotations));
        let statement = Statement {
            manner,
            act: act::find(tokens, data, draft, &forces),
            anonymous: source.as_ref().and_then(|s| s.entity).map(|e| doc.entities[e].value.anonymous),
            source,
            cue: draft.cue.clone().map(Role::words),
            content: draft.content.clone().map(Role::words),
            addressee: role(&draft.addressee),
            channel: role(&draft.channel),
            times: times(doc, &places, &dating, draft),
            inside: inside[n].map(Id::at),
        };
        out.push(statement, at, draft.maker.clone(), draft.score);
    }
    out
}

impl Places {
    fn new(doc: &Document, quotations: &[Quotation]) -> Places {
        let spans = |wanted: fn(&Quotation) -> bool| {
            let all = quotations.iter().enumerate().filter(move |(_, q)| wanted(q));
            Intervals::new(all.flat_map(|(n, q)| q.at.iter().map(move |s| (n, s))))
        };
        Places {
            sentences: Intervals::new(doc.sentences.iter().map(|(id, s)| (id.index(), s.at.hull()))),
            paragraphs: Intervals::new(paragraphs::find(doc.text()).into_iter().enumerate()),
            closed: spans(|q| q.closed),
            quotations: spans(|_| true),
            mentions: Intervals::new(doc.mentions.iter().map(|(id, m)| (id.index(), m.at.hull()))),
            times: Intervals::new(doc.times.iter().map(|(id, t)| (id.index(), t.at.hull()))),
        }
    }
}

/// For every draft the smallest other one whose content its cue lies in.
fn nest(drafts: &[Draft]) -> Vec<Option<usize>> {
    let contents = draft::contents(drafts);
    let holds = |outer: usize, cue: Span| {
        let own = drafts[outer].cue.as_ref().is_some_and(|c| c.touch(cue));
        !own && drafts[outer].content.as_ref().is_some_and(|c| c.cover(cue))
    };
    let inside = drafts.iter().enumerate().map(|(n, inner)| {
        // A label (*what he called a farce*) is its speaker's own; nobody reports it.
        let cue = inner.cue.as_ref().filter(|_| !inner.is_label)?.hull();
        let outer = contents.touching(cue).map(|(m, _)| m).filter(|m| *m != n && holds(*m, cue));
        let outer = outer.min_by_key(|m| drafts[*m].content.as_ref().map(|c| c.hull().len()))?;
        // Two cues in each other's contents would be a circle; the earlier statement is the outer one.
        let back = drafts[outer].cue.as_ref().is_some_and(|c| holds(n, c.hull()));
        (!back || outer < n).then_some(outer)
    });
    inside.collect()
}

/// Whether somebody *never said* something: that is no statement of theirs.
fn never_said(tokens: &Tokens, draft: &Draft) -> bool {
    let Some(cue) = draft.cue_head else { return false };
    let says = matches!(
        tokens.lemma(cue),
        "say" | "claim" | "tell" | "promise" | "state" | "suggest" | "announce" | "write" | "admit" | "agree"
    );
    says && tokens.children(cue).any(|c| tokens.lower(c) == "never")
}

/// Pronouns by which a speaker, or the report for it, takes up whoever is speaking.
fn is_own_pronoun(words: &str, of_person: bool) -> bool {
    match words.to_lowercase().as_str() {
        "i" | "me" | "we" | "us" => true,
        "it" | "they" => !of_person,
        _ => false,
    }
}

/// The draft whose content a label stands in: *apologised for what it described as a delay*.
fn label_of(drafts: &[Draft], n: usize) -> Option<usize> {
    let cue = drafts[n].cue.as_ref()?.hull();
    // Drafts are in text order and a label is near.
    const REACH: usize = 8;
    let holds = |m: &usize| *m != n && drafts[*m].content.as_ref().is_some_and(|c| c.cover(cue));
    (n.saturating_sub(REACH)..drafts.len().min(n + REACH)).find(holds)
}

/// Direct if every word stands between quotation marks, indirect if none does. Marks around the cue are another's: who
/// says *“I told them the roof was weak”* reports what he told in his own words.
fn manner(text: &str, content: &Spans, cue: Option<Span>, quotations: &Intervals) -> Manner {
    let is_own = |q: &Span| cue.is_none_or(|cue| !q.covers(cue));
    let has_words =
        |from: usize, to: usize| text.get(from..to).is_some_and(|w| w.contains(char::is_alphanumeric));
    let (mut inside, mut outside) = (false, false);
    for span in content.iter() {
        // The stretches in quotation marks, in text order; inner ones lie within outer ones.
        let mut quoted: Vec<Span> = quotations.touching(span).map(|(_, q)| q).filter(is_own).collect();
        quoted.sort_unstable();
        let mut from = span.start();
        for q in quoted {
            outside |= from < q.start() && has_words(from, q.start());
            let to = q.end().min(span.end());
            inside |= has_words(from.max(q.start()), to.max(q.start()));
            from = from.max(to);
        }
        outside |= has_words(from, span.end());
    }
    match (inside, outside) {
        (true, false) => Manner::Direct,
        (true, true) => Manner::Mixed,
        (false, _) => Manner::Indirect,
    }
}

/// The entity that a phrase stands for: that of the mention that holds the phrase's head word, or one in apposition to
/// it. A name further inside is another's: *a spokesman for Halvard* is not Halvard.
fn entity_of(doc: &Document, places: &Places, at: &Spans) -> Option<Id<Entity>> {
    let tokens = &doc.tokens;
    let phrase = at.first();
    let range = tokens.within(phrase);
    let head = range.clone().find(|t| tokens.head(*t) == *t || !range.contains(&tokens.head(*t)))?;
    let beside = tokens.children(head).filter(|t| {
        let is_verb = matches!(tokens.pos(head), "VERB" | "AUX");
        // *Two officials briefed on it told*: the parser may take the participle for the head.
        let subject = is_verb && matches!(tokens.dep(*t), "nsubj" | "nsubjpass");
        (tokens.dep(*t) == "appos" || subject) && range.contains(t)
    });
    // *Its owner, Helix Bio*, *the news agency Belta*: the name beside the noun says who it is.
    let name = (tokens.pos(head) == "NOUN").then(|| name_after(doc, places, phrase, head)).flatten();
    // *REP. ALVAREZ:*, where the parser sees two sentences: the other words that nothing in the phrase stands above.
    let is_free = |t: &usize| tokens.head(*t) == *t && *t != head && tokens.pos(*t) == "PROPN";
    let others = range.clone().filter(is_free);
    name.into_iter().chain(std::iter::once(head)).chain(beside).chain(others).find_map(|word| {
        let word = tokens.span(word);
        let known = places.mentions.touching(word).filter(|(_, m)| m.covers(word));
        // A mention that goes far beyond the phrase is of something that the phrase is a part of.
        let known = known.filter(|(_, m)| phrase.covers(*m) || m.covers(phrase));
        let known = known.filter_map(|(n, m)| Some((m.len(), doc.mentions[Id::at(n)].value.entity?)));
        known.max_by_key(|(length, _)| *length).map(|(_, entity)| entity)
    })
}

/// The head of a name that comes right after a noun in a phrase, or after its comma.
fn name_after(doc: &Document, places: &Places, phrase: Span, noun: usize) -> Option<usize> {
    let tokens = &doc.tokens;
    let next = if noun + 1 < tokens.len() && tokens.lower(noun + 1) == "," { noun + 2 } else { noun + 1 };
    if next >= tokens.len() || tokens.pos(next) != "PROPN" || !phrase.covers(tokens.span(next)) {
        return None;
    }
    let mentions = places.mentions.touching(tokens.span(next));
    let name =
        { mentions }.map(|(n, _)| &doc.mentions[Id::at(n)]).find(|m| m.value.form == MentionForm::Name)?;
    let words = tokens.within(name.at.hull());
    // Only the last word of the phrase is left out of lists: *the mayor, Paris and Rome*.
    let end = words.end;
    let goes_on = end < tokens.len() && tokens.pos(end) == "CCONJ" && phrase.covers(tokens.span(end));
    (!goes_on && words.start <= next).then(|| end - 1)
}

/// The times of the saying: those that hang from the cue and not from the content, else the one that dates the clause
/// which the cue goes on (*said on Friday, accusing the charity of …*). How long and how often are no dates.
fn times(doc: &Document, places: &Places, dating: &Dating, draft: &Draft) -> Vec<Id<TimeExpr>> {
    let (Some(head), Some(cue)) = (draft.cue_head, &draft.cue) else { return Vec::new() };
    let Some((_, sentence)) = places.sentences.touching(cue.first()).last() else { return Vec::new() };
    let mut found: Vec<Id<TimeExpr>> = places
        .times
        .touching(sentence)
        .filter(|(n, _)| !matches!(doc.times[Id::at(*n)].value.kind, TimeType::Duration | TimeType::Set))
        .filter(|(_, at)| draft.content.as_ref().is_none_or(|c| !c.touch(*at)))
        .filter(|(_, at)| {
            let of_channel = draft.channel_head.is_some_and(|noun| {
                let (first, last) = doc.tokens.subtree(noun);
                doc.tokens.span_of(first, last).covers(*at)
                    && draft.channel.as_ref().is_none_or(|c| !c.touch(*at))
            });
            of_channel || hangs_from(&doc.tokens, *at, head)
        })
        .map(|(n, _)| Id::at(n))
        .collect();
    if found.is_empty() && doc.tokens.pos(head) == "VERB" {
        let when = dating.of(head);
        let is_of_saying = |time: &Id<TimeExpr>| {
            let at = doc.times[*time].at.hull();
            let is_told = draft.content.as_ref().is_some_and(|c| c.touch(at));
            // A day to come is that of what was said.
            !is_told && sentence.covers(at) && when.order != Order::After
        };
        let told = matches!(when.basis, Basis::Clause | Basis::Governor);
        found.extend(when.time.filter(is_of_saying).filter(|_| told));
    }
    found.sort_unstable();
    found
}

/// Whether the words of `at` hang from `cue`, with nothing but prepositions and a participle between.
fn hangs_from(tokens: &Tokens, at: Span, cue: usize) -> bool {
    /// *On the eve of* and its like are no longer than this.
    const STEPS: usize = 3;
    let range = tokens.within(at);
    let Some(mut token) = range.clone().find(|t| !range.contains(&tokens.head(*t))) else { return false };
    for _ in 0..STEPS {
        let head = tokens.head(token);
        if head == cue {
            return true;
        }
        // *In an interview published on Sunday*: the participle belongs to the channel.
        let leads_on = tokens.pos(head) == "ADP" || tokens.tag(head) == "VBN" && tokens.dep(head) == "acl";
        if head == token || !leads_on {
            return false;
        }
        token = head;
    }
    false
}
