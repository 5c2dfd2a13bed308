//! The mentions of a text before it is known who is who: names with their titles, nouns that stand for actors, and
//! the pronouns of persons, each with the whole noun phrase around it but without relative clauses.
//!
//! Names come from the model's name columns and from what the text itself has named before (an acronym, a surname);
//! noun phrases come from the tree. [`crate::entities`] joins them and writes both layers.

use crate::actors::{Actors, NounKind, NounRole};
use onrecord_doc::{Document, Iob, MentionForm, Span, Tokens};

/// A mention, by tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// First and last token of the noun phrase.
    pub phrase: (usize, usize),
    /// First and last token of the name itself; for a noun or pronoun, that token.
    pub core: (usize, usize),
    /// The token that the phrase hangs on.
    pub head: usize,
    pub form: MentionForm,
    /// What the model calls the name (`ORG`), empty for others.
    pub label: String,
    /// First and last token of the title before a name: *Russian Foreign Minister*.
    pub title: Option<(usize, usize)>,
    /// The acronym in brackets after a name.
    pub acronym: Option<usize>,
}

impl Found {
    /// The words of the name itself.
    pub fn name<'d>(&self, doc: &'d Document) -> &'d str {
        doc.quote(doc.tokens.span_of(self.core.0, self.core.1))
    }

    /// The words of the phrase.
    pub fn at(&self, doc: &Document) -> Span {
        doc.tokens.span_of(self.phrase.0, self.phrase.1)
    }

    fn holds(&self, token: usize) -> bool {
        self.phrase.0 <= token && token <= self.phrase.1
    }
}

/// What the model calls amounts and times; they are records of their own.
const NO_NAMES: [&str; 8] =
    ["DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY", "LANGUAGE"];

/// The mentions of a document in text order.
pub(crate) fn find(doc: &Document, actors: &Actors) -> Vec<Found> {
    let t = &doc.tokens;
    let mut names = names(doc, actors);
    named_by_label(doc, actors, &mut names);
    names.extend(named_before(doc, &names));
    names.extend(named_by_noun(doc, actors, &names));
    names.sort_by_key(|n| n.core);
    names.extend(named_by_place(doc, actors, &names));
    names.sort_by_key(|n| n.core);
    names.extend(named_by_table(doc, actors, &names));
    names.sort_by_key(|n| n.core);
    // `Russian` in `Russian Foreign Minister Ada Stone` is told by the title. So is `Interior` in `Interior Minister
    // Ada Stone`, which the model takes for a body.
    let inner = |(k, n): (usize, &Found)| {
        let is_word =
            n.core.0 == n.core.1 && t.shape(n.core.0).contains('x') && actors.body(n.name(doc)).is_none();
        let is_told = matches!(n.label.as_str(), "NORP" | "GPE" | "LOC") || is_word;
        // A title is short: what holds this name comes soon after it.
        let mut near = names[k + 1..].iter().take(6);
        is_told && near.any(|o| o.core != n.core && o.holds(n.core.0) && o.holds(n.core.1))
    };
    let dropped: Vec<bool> = names.iter().enumerate().map(inner).collect();
    let covered = covered(t, &names);
    let mut keep = dropped.iter();
    names.retain(|_| keep.next() != Some(&true));
    for i in (0..t.len()).filter(|i| !covered[*i]) {
        // `general` in `secretary-general` is no general.
        let is_second = i > 1 && t.lower(i - 1) == "-" && noun(t, actors, i - 2).is_some();
        if is_second || !in_sentence(doc, t.span(i)) {
            continue;
        }
        if is_person_pronoun(t.lower(i)) && t.pos(i) == "PRON" {
            names.push(simple(i, (i, i), MentionForm::Pronoun));
        } else if let Some((kind, _)) = noun(t, actors, i) {
            // `state television` is no state, and `police officers` are one phrase.
            let is_argument = matches!(
                t.dep(i),
                "nsubj"
                    | "nsubjpass"
                    | "dobj"
                    | "pobj"
                    | "dative"
                    | "attr"
                    | "appos"
                    | "poss"
                    | "conj"
                    | "ROOT"
                    | "dep"
            );
            let phrase = noun_phrase(t, i);
            // `in force`: a body without an article is none, but for those that go without one.
            let is_bare = phrase.0 == i && t.tag(i) == "NN" && kind == NounKind::Organisation;
            let is_body = matches!(t.lower(i), "police" | "parliament" | "congress" | "government");
            if is_argument && (!is_bare || is_body) {
                names.push(simple(i, phrase, MentionForm::Nominal));
            }
        }
    }
    names.sort_by_key(|n| (n.phrase.0, std::cmp::Reverse(n.phrase.1), n.core));
    names
}

/// Which tokens stand in the phrase of a name.
fn covered(t: &Tokens, names: &[Found]) -> Vec<bool> {
    let mut covered = vec![false; t.len()];
    for n in names {
        covered[n.phrase.0..=n.phrase.1].iter_mut().for_each(|c| *c = true);
    }
    covered
}

fn simple(head: usize, phrase: (usize, usize), form: MentionForm) -> Found {
    Found { phrase, core: (head, head), head, form, label: String::new(), title: None, acronym: None }
}

/// What a common noun stands for, if it is one that stands for actors.
pub(crate) fn noun(t: &Tokens, actors: &Actors, i: usize) -> Option<(NounKind, NounRole)> {
    if !matches!(t.pos(i), "NOUN" | "PROPN") {
        return None;
    }
    actors.noun(&t.lemma(i).to_lowercase()).or_else(|| actors.noun(t.lower(i)))
}

/// Whether words stand in a sentence; leftovers of a page do not, and nothing is read from them.
pub(crate) fn in_sentence(doc: &Document, span: Span) -> bool {
    // Both are in text order.
    let n = doc.sentences.len();
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = (low + high) / 2;
        let Some(e) = doc.sentences.find(onrecord_doc::Id::at(middle)) else { return false };
        if e.at.hull().end() <= span.start() { low = middle + 1 } else { high = middle }
    }
    n == 0 || doc.sentences.find(onrecord_doc::Id::at(low)).is_some_and(|e| e.at.hull().touches(span))
}

/// The names that the model marks.
fn names(doc: &Document, actors: &Actors) -> Vec<Found> {
    let t = &doc.tokens;
    let mut out: Vec<Found> = Vec::new();
    let mut i = 0;
    while i < t.len() {
        let start = i;
        i += 1;
        if t.iob(start) != Iob::Begin {
            continue;
        }
        while i < t.len() && t.iob(i) == Iob::Inside {
            i += 1;
        }
        let label = t.ent_type(start);
        let in_brackets = out.last().is_some_and(|n| n.acronym == Some(start));
        if NO_NAMES.contains(&label) || in_brackets || !in_sentence(doc, t.span(start)) {
            continue;
        }
        // `Meteorologists expect rain`: a noun with the capital of its sentence is no name.
        let is_noun = |c: &(usize, usize)| {
            c.0 == c.1 && noun(t, actors, c.0).is_some() && actors.body(t.lower(c.0)).is_none()
        };
        if let Some(core) = trim(t, doc, start, i - 1).filter(|c| !is_noun(c)) {
            out.push(named(doc, actors, core, label));
        }
    }
    out
}

/// A name without article, possessive ending and marks at its edges; `None` if no capital letter is left.
fn trim(t: &Tokens, doc: &Document, mut first: usize, mut last: usize) -> Option<(usize, usize)> {
    // A name does not run over a line.
    if let Some(line) = (first..=last).find(|i| t.pos(*i) == "SPACE") {
        last = line.checked_sub(1).filter(|l| *l >= first)?;
    }
    while first < last && (t.pos(first) == "DET" || t.pos(first) == "PUNCT" || t.lower(first) == "the") {
        first += 1;
    }
    while first < last && (t.tag(last) == "POS" || t.pos(last) == "PUNCT") {
        last -= 1;
    }
    doc.quote(t.span_of(first, last)).contains(char::is_uppercase).then_some((first, last))
}

/// A name with its phrase, title and acronym.
fn named(doc: &Document, actors: &Actors, core: (usize, usize), label: &str) -> Found {
    let t = &doc.tokens;
    let (mut first, mut last) = core;
    // `Adaeze Obi`, of which the model marks the first: a name goes on over the word that it hangs from.
    while label == "PERSON" && last + 1 < t.len() && last + 1 - first < 5 && goes_on(t, last) {
        last += 1;
    }
    let outside = |i: &usize| t.head(*i) == *i || t.head(*i) < first || t.head(*i) > last;
    let head = (first..=last).rev().find(outside).unwrap_or(last);
    // `Minister Ada Stone` may be marked as a whole.
    while label == "PERSON" && first < last && noun(t, actors, first).is_some() {
        first += 1;
    }
    let start = left_edge(t, first, head, |i| {
        matches!(t.pos(i), "PROPN" | "DET" | "ADJ" | "NUM" | "PRON" | "ADP")
            // `Indonesia’s Ministry of Trade` is one name, `Stone’s Harbour Prize` two.
            || (t.tag(i) == "POS" && i > 0 && t.ent_type(i - 1) == "GPE")
            || t.iob(i) != Iob::Outside
            || is_participle(t, i)
            || is_vessel(t.lower(i))
            || noun(t, actors, i).is_some()
            || has_noun_between(t, actors, i, first)
    });
    let mut start = without_loose_start(t, start, first);
    // `fisherman Ada Stone`: a noun of persons beside the name is its title, wherever the parse hangs it.
    let beside = first
        .checked_sub(1)
        .filter(|i| start == first && is_person_noun(t, actors, *i) && t.tag(*i) != "NNS");
    if let Some(i) = beside {
        start = without_loose_start(t, left_edge(t, i, i, |_| true), i);
    }
    let title = (start < first).then(|| (start, first - 1));
    let title = title.filter(|(a, b)| (*a..=*b).any(|i| noun(t, actors, i).is_some()));
    let mut phrase = (start, last.max(head));
    if head > last {
        phrase.1 = last;
    }
    // `WASHINGTON (AP)` names the agency, `Ada Stone (R-Ohio)` a party.
    let initial = |i: usize| doc.quote(t.span(i)).chars().next();
    let is_own = |a: &usize| match label {
        "PERSON" => false,
        "GPE" | "LOC" | "FAC" => initial(first) == initial(*a),
        _ => true,
    };
    let acronym = acronym(t, doc, last).filter(is_own);
    if let Some(a) = acronym {
        phrase.1 = a + 1;
    }
    Found {
        phrase,
        core: (first, last),
        head,
        form: MentionForm::Name,
        label: label.to_owned(),
        title,
        acronym,
    }
}

/// Speakers of a transcript: what the model makes of a name in capitals before a colon is no help.
fn named_by_label(doc: &Document, actors: &Actors, names: &mut Vec<Found>) {
    let t = &doc.tokens;
    for turn in crate::transcripts::find(doc.text()) {
        let tokens = t.within(turn.label);
        let end = tokens.clone().find(|i| matches!(t.lower(*i), "," | "(" | "of")).unwrap_or(tokens.end);
        // From the end of the label: names, up to a title or the stop of an abbreviated one.
        let is_name = |i: usize| {
            let is_stop = t.lower(i).ends_with('.') && t.lower(i).chars().count() > 2;
            t.shape(i).starts_with('X') && t.lower(i) != "." && !is_stop && noun(t, actors, i).is_none()
        };
        let first = (tokens.start..end).rev().take_while(|i| is_name(*i)).last();
        let Some(first) = first.filter(|f| t.span_of(*f, end - 1).len() > 1) else { continue };
        let is_known = |n: &Found| n.label == "PERSON" && n.core == (first, end - 1);
        if names.iter().any(is_known) {
            continue;
        }
        names.retain(|n| !t.span_of(n.core.0, n.core.1).touches(turn.label));
        let title = (tokens.start < first).then(|| (tokens.start, first - 1));
        names.push(Found {
            title,
            label: "PERSON".to_owned(),
            core: (first, end - 1),
            ..simple(end - 1, (tokens.start, end - 1), MentionForm::Name)
        });
    }
    names.sort_by_key(|n| n.core);
}

/// Whether the word after a name is more of it: a capitalised name that the one before hangs from, no other's.
fn goes_on(t: &Tokens, last: usize) -> bool {
    let next = last + 1;
    t.pos(next) == "PROPN"
        && t.iob(next) == Iob::Outside
        && t.shape(next).starts_with('X')
        && t.space(last)
        && t.dep(last) == "compound"
        && t.head(last) == next
}

/// Subjects and sources that are names by their part of speech and that the model marks as nothing: *Le Courrier du Sud
/// reported*, *Hallgrim: “…”*.
fn named_by_place(doc: &Document, actors: &Actors, names: &[Found]) -> Vec<Found> {
    let t = &doc.tokens;
    let covered = covered(t, names);
    let is_name =
        |i: usize| t.pos(i) == "PROPN" && t.shape(i).starts_with('X') && noun(t, actors, i).is_none();
    let leads = |i: usize| {
        t.dep(i) == "ROOT" && i + 1 < t.len() && t.lower(i + 1) == ":" && t.sent_start(t.subtree(i).0)
    };
    (0..t.len())
        .filter(|i| matches!(t.dep(*i), "nsubj" | "nsubjpass") || leads(*i))
        .filter(|i| is_name(*i) && !covered[*i] && t.iob(*i) == Iob::Outside && in_sentence(doc, t.span(*i)))
        .map(|i| {
            let first =
                (0..i).rev().take(4).take_while(|k| is_name(*k) && !covered[*k] && is_below(t, *k, i)).last();
            let first = first.unwrap_or(i);
            let label = if first == i && leads(i) { "PERSON" } else { "ORG" };
            let start = if first > 0 && t.pos(first - 1) == "DET" && t.head(first - 1) == i {
                first - 1
            } else {
                first
            };
            Found { core: (first, i), label: label.to_owned(), ..simple(i, (start, i), MentionForm::Name) }
        })
        .collect()
}

/// Names of bodies known beforehand that the model marks as nothing: *to fight ISIS*.
fn named_by_table(doc: &Document, actors: &Actors, names: &[Found]) -> Vec<Found> {
    const LONGEST: usize = 7;
    let t = &doc.tokens;
    let covered = covered(t, names);
    let is_free = |i: usize| !covered[i] && t.iob(i) == Iob::Outside;
    let mut out = Vec::new();
    let mut i = 0;
    while i < t.len() {
        let first = i;
        i += 1;
        let starts = is_free(first) && doc.quote(t.span(first)).starts_with(char::is_uppercase);
        if !starts || !in_sentence(doc, t.span(first)) {
            continue;
        }
        let end = (first + 1..t.len().min(first + LONGEST)).find(|k| !is_free(*k) || t.sent_start(*k));
        let end = end.unwrap_or(t.len().min(first + LONGEST));
        let is_body = |last: &usize| actors.body(doc.quote(t.span_of(first, *last))).is_some();
        if let Some(last) = (first..end).rev().find(is_body) {
            let outside = |k: &usize| t.head(*k) == *k || t.head(*k) < first || t.head(*k) > last;
            let head = (first..=last).rev().find(outside).unwrap_or(last);
            let start = left_edge(t, first, head, |k| t.pos(k) == "DET");
            let core = (first, last);
            out.push(Found {
                core,
                label: "ORG".to_owned(),
                ..simple(head, (start, last), MentionForm::Name)
            });
            i = last + 1;
        }
    }
    out
}

fn is_person_noun(t: &Tokens, actors: &Actors, i: usize) -> bool {
    noun(t, actors, i).is_some_and(|(kind, _)| kind == NounKind::Person)
}

/// Walks left from `first` over tokens that hang, directly or not, on `head`, as long as `takes` them.
fn left_edge(t: &Tokens, first: usize, head: usize, takes: impl Fn(usize) -> bool) -> usize {
    // No title is longer; the walk up the tree at every step stays short this way.
    const LONGEST_TITLE: usize = 15;
    let mut start = first;
    while start > 0 && first - start < LONGEST_TITLE {
        let i = start - 1;
        let is_joint = t.pos(i) == "PUNCT" && t.lower(i) == "-";
        let stops = matches!(t.pos(i), "VERB" | "AUX" | "CCONJ" | "SCONJ" | "SPACE" | "SYM" | "INTJ");
        let is_verb = stops && !is_participle(t, i);
        if t.sent_start(start) || is_verb || (t.pos(i) == "PUNCT" && !is_joint) || !(is_joint || takes(i)) {
            break;
        }
        if !is_below(t, i, head) {
            break;
        }
        start = i;
    }
    start
}

/// `the governing party`, `the divided council`
fn is_participle(t: &Tokens, i: usize) -> bool {
    t.dep(i) == "amod" && matches!(t.tag(i), "VBN" | "VBG")
}

/// Nouns before the name of a vessel.
pub(crate) fn is_vessel(lower: &str) -> bool {
    matches!(
        lower,
        "ship"
            | "vessel"
            | "frigate"
            | "destroyer"
            | "carrier"
            | "submarine"
            | "tanker"
            | "ferry"
            | "freighter"
            | "trawler"
            | "yacht"
    )
}

/// [`Tokens::is_below`] with a bound: a title hangs near its name.
fn is_below(t: &Tokens, mut i: usize, above: usize) -> bool {
    for _ in 0..8 {
        if i == above {
            return true;
        }
        i = t.head(i);
    }
    false
}

/// Whether a noun that stands for actors follows `i` before `first`: `aid` in `the aid agency Care`.
fn has_noun_between(t: &Tokens, actors: &Actors, i: usize, first: usize) -> bool {
    (i + 1..first).any(|k| noun(t, actors, k).is_some())
}

/// A phrase does not begin with a preposition, a possessive ending or a joint.
fn without_loose_start(t: &Tokens, mut start: usize, first: usize) -> usize {
    while start < first && matches!(t.pos(start), "ADP" | "PART" | "PUNCT") {
        start += 1;
    }
    start
}

/// The acronym in the brackets that follow token `last`.
fn acronym(t: &Tokens, doc: &Document, last: usize) -> Option<usize> {
    let (open, word, close) = (last + 1, last + 2, last + 3);
    if close >= t.len() || t.lower(open) != "(" || t.lower(close) != ")" {
        return None;
    }
    let letters = doc.quote(t.span(word));
    let capitals = letters.chars().filter(|c| c.is_uppercase()).count();
    let fits = (2..=12).contains(&letters.chars().count()) && capitals >= 2;
    (fits && letters.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '&'))).then_some(word)
}

/// Names that the model misses but the text has introduced: an acronym in brackets, the surname of a full name.
fn named_before(doc: &Document, names: &[Found]) -> Vec<Found> {
    let t = &doc.tokens;
    let mut known: hashbrown::HashMap<&str, (usize, &str)> = hashbrown::HashMap::new();
    for n in names {
        if let Some(a) = n.acronym {
            known.entry(doc.quote(t.span(a))).or_insert((a, "ORG"));
        }
        if n.label == "PERSON" && n.core.0 < n.core.1 {
            known.entry(doc.quote(t.span(n.core.1))).or_insert((n.core.1, "PERSON"));
        }
    }
    let covered = covered(t, names);
    let free = (0..t.len()).filter(|i| !covered[*i] && t.pos(*i) == "PROPN" && in_sentence(doc, t.span(*i)));
    let found = free.filter_map(|i| {
        let (first, label) = known.get(doc.quote(t.span(i)))?;
        let start = if i > 0 && t.pos(i - 1) == "DET" && t.head(i - 1) == i { i - 1 } else { i };
        (*first < i).then(|| Found { label: (*label).to_owned(), ..simple(i, (start, i), MentionForm::Name) })
    });
    found.collect()
}

/// Names that the model misses beside a noun for a body: `the broadcaster RTP`.
fn named_by_noun(doc: &Document, actors: &Actors, names: &[Found]) -> Vec<Found> {
    let t = &doc.tokens;
    let covered = covered(t, names);
    let body = |i: usize| noun(t, actors, i).is_some_and(|(kind, _)| kind == NounKind::Organisation);
    (1..t.len())
        .filter(|i| {
            t.pos(*i) == "PROPN" && t.shape(*i).starts_with("XX") && t.tag(i - 1) == "NN" && body(i - 1)
        })
        .filter(|i| !covered[*i] && in_sentence(doc, t.span(*i)))
        .map(|i| {
            let start = without_loose_start(t, left_edge(t, i - 1, i - 1, |_| true), i - 1);
            Found {
                title: Some((start, i - 1)),
                label: "ORG".to_owned(),
                ..simple(i, (start, i), MentionForm::Name)
            }
        })
        .collect()
}

/// The noun phrase of a common noun: what hangs on it to the left, and to the right up to a relative clause, an
/// apposition, a second member or a comma.
fn noun_phrase(t: &Tokens, head: usize) -> (usize, usize) {
    let first = left_edge(t, head, head, |_| true);
    let first = without_loose_start(t, first, head);
    let mut last = compound_end(t, head);
    let after = last;
    for child in t.children(head).filter(|c| *c > after) {
        let joins = matches!(t.dep(child), "prep" | "acl" | "amod" | "nummod" | "npadvmod" | "compound");
        // Something stands between: a comma, a bracket; or what follows is an act: `the charity of lying`.
        let is_act = t.children(child).any(|c| t.dep(c) == "pcomp");
        if !joins || is_act || t.subtree(child).0 != last + 1 {
            break;
        }
        last = t.subtree(child).1;
    }
    // Sub-phrases may bring a relative clause or a comma along.
    let end = (head + 1..=last).find(|i| {
        matches!(t.dep(*i), "relcl") || matches!(t.lower(*i), "," | ";" | ":" | "(" | "—" | "–" | "“" | "\"")
    });
    let last = match end {
        Some(i) if t.dep(i) == "relcl" => t.subtree(i).0.max(head + 1) - 1,
        Some(i) => i - 1,
        None => last,
    };
    let last = (head..=last.max(head))
        .rev()
        .find(|i| !matches!(t.pos(*i), "ADP" | "CCONJ" | "SPACE"))
        .unwrap_or(head);
    (first, last.max(head))
}

/// The last token of `secretary-general`, `commander-in-chief`.
pub(crate) fn compound_end(t: &Tokens, head: usize) -> usize {
    let mut end = head;
    while end + 2 < t.len() && t.lower(end + 1) == "-" && !t.space(end) && !t.space(end + 1) {
        end += 2;
    }
    end
}

/// The pronouns of single persons.
pub(crate) fn is_person_pronoun(lower: &str) -> bool {
    matches!(lower, "he" | "him" | "his" | "himself" | "she" | "her" | "hers" | "herself")
}
