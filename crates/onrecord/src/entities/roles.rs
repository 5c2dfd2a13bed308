//! What the words beside a name say of its bearer: title, of whom, of which country.

use crate::actors::{Actors, StateUse, plain};
use crate::mentions;
use onrecord_doc::{Document, Iob, Office, Tokens};

/// The tokens in apposition to `head`: what it is one to, and those that are one to it.
pub(super) fn beside(t: &Tokens, head: usize) -> impl Iterator<Item = usize> + '_ {
    let above = (t.dep(head) == "appos").then(|| t.head(head));
    above.into_iter().chain(t.children(head).filter(|c| t.dep(*c) == "appos"))
}

/// The role in a title before a name, and its country: *Russian Foreign Minister*.
pub(super) fn of_title(doc: &Document, actors: &Actors, title: (usize, usize)) -> (Office, Option<String>) {
    let head = (title.0..=title.1).rev().find(|i| mentions::noun(&doc.tokens, actors, *i).is_some());
    of_noun(doc, actors, title, head.unwrap_or(title.1))
}

/// The role in a noun phrase, and its country: *the foreign minister of Russia*.
pub(super) fn of_noun(
    doc: &Document,
    actors: &Actors,
    phrase: (usize, usize),
    head: usize,
) -> (Office, Option<String>) {
    let t = &doc.tokens;
    let head = mentions::compound_end(t, head).min(phrase.1);
    let has_of = head < phrase.1 && t.lower(head + 1) == "of";
    let is_state = |i: usize| t.pos(i) == "PROPN" && actors.state(doc.quote(t.span(i))).is_some();
    // `Secretary of State`, `Minister of Trade`: what follows belongs to the title; not so in `President of Russia`.
    let goes_on = has_of && t.pos(head) == "PROPN" && !(head + 2..=phrase.1).any(is_state);
    let last = if goes_on { head } else { phrase.1 };

    let (mut of, mut country) = (None, None);
    // Where the title begins, and the words in it that say of whom.
    let (mut from, mut owners) = (phrase.0, Vec::new());
    let mut i = phrase.0;
    while i <= last {
        let end = name_end(t, i, last);
        let name = plain(doc.quote(t.span_of(i, end)));
        // `official in Jakarta` is of that country, but not of Jakarta.
        let says_whose = i < head || has_of;
        if (i..=end).contains(&head) {
            // The noun itself.
        } else if let Some((state, _)) = actors.state(&name).filter(|_| is_capitalised(&name)) {
            country.get_or_insert(state.alpha2.clone());
            if says_whose {
                of.get_or_insert(state.name.clone());
            }
            owners.extend(i..=end);
        } else if says_whose && is_owner(t, (i, end), head) {
            of.get_or_insert(name);
            from = if end < head { end + 1 } else { from };
        }
        if t.tag(end) == "POS" && end < head {
            from = end + 1;
        }
        i = end + 1;
    }
    let is_title = |i: &usize| {
        let is_small = matches!(t.pos(*i), "DET" | "ADV" | "SPACE" | "NUM" | "PART");
        !owners.contains(i) && !is_small && t.tag(*i) != "VBN" && !t.tag(*i).starts_with("PRP")
    };
    let words: Vec<&str> = (from..=head).filter(is_title).map(|i| doc.quote(t.span(i))).collect();
    // `re-elected` leaves a joint behind when its participle goes.
    let title = words.join(" ").replace(" - ", "-");
    let mut title = title.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned();
    if goes_on {
        title = format!("{title} {}", doc.quote(t.span_of(head + 1, phrase.1)));
    }
    (Office { title, of, from: None, to: None, basis: "text".to_owned() }, country)
}

/// Whether a name beside the noun `head` says whose it is. A body or person does, a place where it owns or follows
/// *of*: `Beira’s mayor`, but `Middle East envoy`. So does an acronym that the model does not know: `PCP leader`.
fn is_owner(t: &Tokens, (first, last): (usize, usize), head: usize) -> bool {
    let owns = last + 1 < t.len() && t.tag(last + 1) == "POS" || first > head;
    let is_acronym = t.pos(first) == "PROPN" && t.shape(first).starts_with("XX");
    match t.ent_type(first) {
        "PERSON" => true,
        // A lone word is too often part of the title: `Interior Minister`.
        "ORG" => owns || last > first || is_acronym,
        "GPE" | "LOC" | "FAC" => owns,
        _ => is_acronym && t.iob(first) == Iob::Outside,
    }
}

/// The last token of the name that begins at `i`, as the model marks it; `i` itself outside names.
fn name_end(t: &Tokens, i: usize, last: usize) -> usize {
    let mut end = i;
    while end < last && t.iob(i) != Iob::Outside && t.iob(end + 1) == Iob::Inside {
        end += 1;
    }
    while end > i && t.tag(end) == "POS" {
        end -= 1;
    }
    end
}

fn is_capitalised(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// The country that a name itself says: `Indonesian Cocoa Council`.
pub(super) fn country_within(doc: &Document, actors: &Actors, core: (usize, usize)) -> Option<String> {
    let t = &doc.tokens;
    let owner = core.0.checked_sub(2).filter(|i| t.tag(i + 1) == "POS").into_iter();
    owner.chain(core.0..=core.1).find_map(|i| {
        let word = doc.quote(t.span(i));
        let says = |used: StateUse| matches!(used, StateUse::Name | StateUse::People);
        let found = actors.state(word).filter(|(_, used)| is_capitalised(word) && says(*used));
        found.map(|(s, _)| s.alpha2.clone())
    })
}

/// Whether a phrase speaks of somebody who is known: *the minister*, *its head*, *Lesotho’s commission*.
pub(super) fn is_definite(t: &Tokens, phrase: (usize, usize)) -> bool {
    matches!(t.lower(phrase.0), "the" | "this" | "that" | "its" | "his" | "her" | "their" | "our")
        || (phrase.0..=phrase.1).any(|i| t.tag(i) == "POS")
}

/// The words without a word in front that only points: `the agency`, `its owner`.
pub(crate) fn without_determiner(words: &str) -> &str {
    let (first, rest) = words.split_once(' ').unwrap_or(("", words));
    match first.to_lowercase().as_str() {
        "the" | "this" | "that" | "its" | "his" | "her" | "their" | "our" | "my" | "" => rest,
        _ => words,
    }
}

/// The words without an article in front.
pub(super) fn without_article(words: &str) -> &str {
    ["A ", "An ", "a ", "an ", "One ", "one ", "Another ", "another "]
        .iter()
        .find_map(|a| words.strip_prefix(a))
        .unwrap_or(words)
}
