//! Claims: what is said to be so in a text, who says so, and who says that it is not.
//!
//! Every statement that asserts, denies or concedes something makes a claim. A denial goes to the claim that it
//! answers: one before it, of another's, that it takes up (*denied it*, *the accusation*, *no such promise*) or shares
//! words with; the report's own sentence before it counts, too. What someone is looking into, and what is said to be
//! unknown, are claims that nobody makes. All this within one text; what other reports say is not looked at.
//!
//! `made` is what one statement puts forward, `answers` which claim it answers, `unsettled` what nobody claims.

mod answers;
mod made;
mod unsettled;

use crate::{Data, intervals::Intervals};
use answers::{Answer, answered, of_report};
use hashbrown::HashSet;
use made::{made_by, numbers_of, words_of};
use onrecord_doc::{Act, Claim, ClaimStatus, Document, Entity, Id, Layer, Maker, Span, Spans, Tokens, Voice};
use std::collections::BTreeSet;

/// A claim in the making.
struct Draft {
    at: Spans,
    asserted_by: Vec<Voice>,
    denied_by: Vec<Voice>,
    /// Where no one says so or not.
    status: Option<ClaimStatus>,
    maker: &'static str,
    /// The sentence it stands in, by number.
    sentence: usize,
    /// The words that it can be taken up by: lemmas of nouns, verbs and adjectives.
    words: HashSet<String>,
    /// The numbers in it.
    numbers: Vec<String>,
    negated: bool,
    speaker: Option<Id<Entity>>,
    /// Whether the text says that it is disputed, by whomever.
    is_contested: bool,
}

/// What is said of claims before it is looked for among so many of them.
const REACH_CLAIMS: usize = 40;

/// Not calibrated: there is no gold of claims but our own probes.
const SCORE: f32 = 0.5;

/// The claims of a document with tokens, sentences and statements, in text order.
pub fn find(doc: &Document, data: &Data) -> Layer<Claim> {
    let text = doc.text();
    let lexicon = data.rules.lexicon();
    let sentences: Vec<Span> = doc.sentences.iter().map(|(_, s)| s.at.hull()).collect();
    let number = |at: Span| sentences.partition_point(|s| s.end() <= at.start());
    let mut drafts: Vec<Draft> = unsettled::find(&doc.tokens, lexicon, &number);
    let fixed = drafts.len();
    let open = Intervals::new(drafts.iter().enumerate().map(|(n, d)| (n, d.at.hull())));
    let said = doc.statements.iter().flat_map(|(id, s)| s.at.iter().map(move |at| (id.index(), at)));
    let said = Intervals::new(said.collect::<Vec<_>>());
    for (id, entry) in doc.statements.iter() {
        let Some(made) = made_by(doc, lexicon, id, entry, number) else { continue };
        // *They were checking whether …* says nothing but that it is being checked.
        let inner =
            made.at.iter().flat_map(|at| open.touching(at).filter(move |(_, inner)| at.covers(*inner)));
        if { inner }.any(|(n, _)| 5 * drafts[n].at.size() > 2 * made.at.size()) {
            continue;
        }
        let asked = answered(&drafts[fixed..], &made, entry.value.act);
        let voice = Voice::Statement(id);
        match asked {
            Some((n, answer)) => {
                let claim = &mut drafts[fixed + n];
                match answer {
                    Answer::Asserts => claim.asserted_by.push(voice),
                    Answer::Denies => claim.denied_by.push(voice),
                    Answer::Concedes => {
                        claim.asserted_by.push(voice);
                        claim.status = Some(ClaimStatus::Conceded);
                    }
                }
            }
            None if !made.has_verb || made.takes_up && made.words.is_empty() => {}
            None => {
                let own = entry.value.act == Act::Deny || made.untrue;
                let report = own.then(|| of_report(doc, &sentences, &said, &made)).flatten();
                match report {
                    Some(at) => drafts.push(Draft {
                        at: at.into(),
                        asserted_by: vec![Voice::Publisher],
                        denied_by: vec![voice],
                        maker: "en/claims/against-report",
                        ..made.draft(None)
                    }),
                    None if own => drafts.push(Draft { denied_by: vec![voice], ..made.draft(None) }),
                    None => {
                        let status = (entry.value.act == Act::Admit).then_some(ClaimStatus::Conceded);
                        drafts.push(Draft { asserted_by: vec![voice], ..made.draft(status) });
                    }
                }
            }
        }
    }
    beside(doc, data, &sentences, &mut drafts, fixed);
    drafts.sort_by_key(|d| d.at.hull());
    let mut out = Layer::new();
    for draft in drafts {
        let status =
            draft.status.unwrap_or(match (draft.asserted_by.is_empty(), draft.denied_by.is_empty()) {
                (false, false) => ClaimStatus::Disputed,
                (true, false) => ClaimStatus::Denied,
                (false, true) if draft.is_contested => ClaimStatus::Disputed,
                _ => ClaimStatus::Asserted,
            });
        let words: Vec<&str> = draft.at.iter().map(|s| &text[s.range()]).collect();
        let claim = Claim {
            proposition: words.join(" … "),
            asserted_by: draft.asserted_by,
            denied_by: draft.denied_by,
            status,
        };
        out.push(claim, draft.at, Maker::rule(draft.maker), SCORE);
    }
    out
}

/// What the words beside claims say of them: *a charge it rejected*, *claims to the contrary*, *this is being checked*.
fn beside(doc: &Document, data: &Data, sentences: &[Span], drafts: &mut Vec<Draft>, fixed: usize) {
    let (t, lexicon) = (&doc.tokens, data.rules.lexicon());
    // What a scraper left over belongs to no sentence.
    let sentence_of = |i: usize| {
        let n = sentences.partition_point(|s| s.end() <= t.span(i).start());
        sentences.get(n).is_some_and(|s| s.touches(t.span(i))).then_some(n)
    };
    let cues = doc.statements.iter().filter_map(|(id, s)| {
        let cue = s.value.cue.as_ref()?.at.as_ref()?;
        Some(cue.iter().map(move |at| (id.index(), at)))
    });
    let cues = Intervals::new(cues.flatten().collect::<Vec<_>>());
    let mut by_start: BTreeSet<(usize, usize)> =
        (fixed..drafts.len()).map(|n| (drafts[n].at.hull().start(), n)).collect();
    for (noun, verb) in answers::disputes(t, lexicon) {
        let Some(sentence) = sentence_of(noun) else { continue };
        let before = by_start.range(..(t.span(noun).start(), 0)).rev().take(REACH_CLAIMS);
        let Some((_, n)) = { before }.find(|(_, n)| drafts[*n].sentence == sentence) else { continue };
        let claim = &mut drafts[*n];
        claim.is_contested = true;
        let told = verb.and_then(|v| cues.touching(t.span(v)).map(|(id, _)| id).min());
        let voice = told.map(|id| Voice::Statement(Id::at(id)));
        let voice = voice.filter(|v| !claim.denied_by.contains(v) && !claim.asserted_by.contains(v));
        claim.denied_by.extend(voice);
    }
    let mut told = None;
    for verb in answers::checks(t, lexicon) {
        let Some(sentence) = sentence_of(verb) else { continue };
        let at = t.span(verb);
        if told.is_none_or(|(known, _)| known != sentence) {
            told = Some((sentence, told_before(t, sentences, sentence)));
        }
        let before = by_start.range(..(at.start(), 0)).rev().map(|(_, n)| *n).take(REACH_CLAIMS);
        // The clause that the sentence before tells of: *publications say that … . This is being checked.*
        let Some(at) = told.and_then(|(_, told)| told) else {
            let near = |d: &Draft| !d.at.touch(at) && (d.sentence..=d.sentence + 2).contains(&sentence);
            if let Some(n) = { before }.find(|n| near(&drafts[*n])) {
                drafts[n].status = Some(ClaimStatus::UnderCheck);
            }
            continue;
        };
        let words = words_of(t, &at.into());
        let is_known = |d: &Draft| d.at.touch(at) || d.words.intersection(&words).count() >= SAME_THING;
        if let Some(n) = { before }.find(|n| is_known(&drafts[*n])) {
            let claim = &mut drafts[n];
            claim.status = Some(ClaimStatus::UnderCheck);
            // Whoever says both, that others say so and that it is being checked, does not say that it is so.
            if claim.at.touch(at) && claim.at.touch(t.span(verb)) {
                claim.asserted_by.clear();
                claim.at = at.into();
            }
            continue;
        }
        by_start.insert((at.start(), drafts.len()));
        drafts.push(Draft {
            numbers: numbers_of(t, &at.into()),
            at: at.into(),
            asserted_by: vec![],
            denied_by: vec![],
            status: Some(ClaimStatus::UnderCheck),
            maker: "en/claims/being-checked",
            sentence,
            words,
            negated: false,
            speaker: None,
            is_contested: false,
        });
    }
}

/// Claims that share so many words speak of one thing.
const SAME_THING: usize = 3;

/// The *that* clause under a noun or verb of telling in the sentence before a numbered one, inside one quotation.
fn told_before(t: &Tokens, sentences: &[Span], sentence: usize) -> Option<Span> {
    let before = t.within(sentences[sentence.checked_sub(1)?]);
    let mark = before.clone().find(|i| t.lower(*i) == "that" && t.dep(*i) == "mark")?;
    let clause = t.head(mark);
    let told = matches!(t.dep(clause), "ccomp" | "acl") && clause > mark;
    let (_, last) = t.subtree(clause);
    let last = (mark + 1..=last).rev().find(|i| t.pos(*i) != "PUNCT")?;
    // A quotation that ends between the two has another speaker.
    let closes = before.clone().any(|i| matches!(t.lower(i), "”" | "’’"));
    (told && !closes && last < before.end).then(|| t.span_of(mark + 1, last))
}
