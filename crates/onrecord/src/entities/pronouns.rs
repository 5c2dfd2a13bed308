//! *He* and *she*: the nearest person before who can be meant, subjects first.
//!
//! A title tells the gender (`spokeswoman`), a given name often does, and a pronoun once joined does for those after it.

use super::joiner::Joiner;
use crate::actors::Gender;
use crate::quotes;
use onrecord_doc::{EntityType, MentionForm, MentionType, Span, Tokens};

/// What the words of a title or noun phrase tell.
pub(crate) fn gender_of(t: &Tokens, phrase: (usize, usize)) -> Option<Gender> {
    (phrase.0..=phrase.1).find_map(|i| match t.lower(i) {
        "mrs." | "ms." | "mrs" | "ms" | "queen" | "princess" | "wife" | "daughter" | "mother" | "sister"
        | "widow" | "actress" | "niece" | "aunt" => Some(Gender::Female),
        "mr." | "mr" | "king" | "prince" | "husband" | "son" | "father" | "brother" | "emir" | "sheikh"
        | "sultan" | "pope" | "uncle" | "nephew" => Some(Gender::Male),
        word if word.ends_with("woman") || word.ends_with("women") => Some(Gender::Female),
        word if word.ends_with("man")
            && !matches!(word, "german" | "roman" | "human" | "woman" | "ottoman") =>
        {
            Some(Gender::Male)
        }
        _ => None,
    })
}

/// How many sentences, and how many mentions, back a person may have been named.
const REACH_SENTENCES: usize = 4;
const REACH_MENTIONS: usize = 100;

/// Joins the pronouns of persons, in text order.
pub(super) fn resolve(join: &mut Joiner) {
    let t = join.tokens();
    let quotations: Vec<Span> = quotes::find(join.doc.text())
        .iter()
        .filter(|q| q.depth == 0)
        .flat_map(|q| q.at.iter().collect::<Vec<_>>())
        .collect();
    let is_quoted = |i: usize| {
        let at = quotations.partition_point(|q| q.end() <= t.span(i).start());
        quotations.get(at).is_some_and(|q| q.touches(t.span(i)))
    };
    // The sentence of each token, by number.
    let mut sentence = vec![0usize; t.len()];
    for i in 1..t.len() {
        sentence[i] = sentence[i - 1] + usize::from(t.sent_start(i));
    }
    for m in 0..join.found.len() {
        let f = &join.found[m];
        if f.form != MentionForm::Pronoun || join.of[m].is_some() {
            continue;
        }
        let gender = match t.lower(f.head) {
            "she" | "her" | "hers" | "herself" => Gender::Female,
            _ => Gender::Male,
        };
        let quoted = is_quoted(f.head);
        let mut best: Option<(usize, usize)> = None;
        for k in (0..m).rev().take(REACH_MENTIONS) {
            let o = &join.found[k];
            let back = sentence[f.head] - sentence[o.head].min(sentence[f.head]);
            if back > REACH_SENTENCES {
                break;
            }
            let Some(e) = join.of[k].filter(|e| join.entities[*e].kind == EntityType::Person) else {
                continue;
            };
            // The report's own `he` is nobody whom only a quotation names.
            let other = join.entities[e].gender.is_some_and(|g| g != gender);
            if other || is_quoted(o.head) && !quoted {
                continue;
            }
            let is_subject = matches!(t.dep(o.head), "nsubj" | "nsubjpass");
            let cost = 2 * back + usize::from(!is_subject) * 3;
            // Nearer wins among equals: the walk goes backwards.
            if best.is_none_or(|(c, _)| cost < c) {
                best = Some((cost, e));
            }
        }
        if let Some((_, e)) = best {
            join.join(m, e, MentionType::Person, "en/mentions/pronoun");
            join.entities[e].gender.get_or_insert(gender);
        }
    }
}
