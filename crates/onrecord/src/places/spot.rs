//! Finding place names: the names that the model marks as places, peoples' names, places inside the names of bodies
//! (*the Georgia Supreme Court*), and names that the model marks as something else or not at all where the gazetteer and
//! the words around them say that they are places.

use super::candidates::{self, Candidate};
use super::fold::fold;
use super::gazetteer::Feature;
use super::{PlaceData, PlaceWords};
use crate::actors::{Actors, StateUse};
use hashbrown::{HashMap, HashSet};
use onrecord_doc::{Document, Iob, Span, Tokens};
use std::rc::Rc;

/// How a name stands for a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Its name.
    Name,
    /// Its people: *Russian*.
    People,
    /// Its name inside the name of a body: *Georgia Supreme Court*.
    Inside,
    /// A name that the model does not call a place.
    Other,
    /// A building, street or base, known or not.
    Site,
    /// A name that the model does not call a place, and that is one if the places around it say so.
    Maybe,
}

/// A place name in the text.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub first: usize,
    pub last: usize,
    pub form: Form,
    /// The key it was looked up by.
    pub key: String,
    /// What it may mean; empty if nobody knows it.
    pub candidates: Rc<Vec<Candidate>>,
}

impl Spot {
    pub fn span(&self, doc: &Document) -> Span {
        doc.tokens.span_of(self.first, self.last)
    }
}

/// Looks names up and remembers what it found.
pub(crate) struct Finder<'d> {
    pub data: &'d PlaceData,
    actors: &'d Actors,
    memory: HashMap<String, Rc<Vec<Candidate>>>,
}

impl<'d> Finder<'d> {
    pub fn new(data: &'d PlaceData, actors: &'d Actors) -> Finder<'d> {
        Finder { data, actors, memory: HashMap::new() }
    }

    /// What words mean as they are written: `US` is a state, `Us` a village, `us` nothing.
    fn of_text(&mut self, text: &str, key: &str) -> Rc<Vec<Candidate>> {
        let is_short = is_acronym(text);
        let memory = if is_short { text } else { key };
        if let Some(found) = self.memory.get(memory) {
            return found.clone();
        }
        let mut found = candidates::of_key(key, self.data);
        if key.chars().count() < 3 {
            found.retain(|c| c.is_first && c.feature.is_none_or(|f| f <= Feature::Admin1));
        }
        if let Some((state, StateUse::Name)) = self.actors.state(text) {
            // A state has names beside those of the gazetteer: `the Emirates`.
            if !found.iter().any(|c| c.country.as_deref() == Some(&state.alpha2) && c.is(Feature::Country)) {
                found.extend(candidates::state(&state.alpha2, self.data));
            }
            if is_short {
                found.retain(|c| c.is(Feature::Country));
            }
        } else if is_short
            && text.chars().filter(|c| c.is_alphabetic()).count() < 4
            && found.iter().any(|c| c.is_first && c.feature.is_none_or(|f| f <= Feature::Admin1))
        {
            found.retain(|c| c.is_first && c.feature.is_none_or(|f| f <= Feature::Admin1));
        }
        let found = Rc::new(found);
        self.memory.insert(memory.to_owned(), found.clone());
        found
    }

    pub fn of_key(&mut self, key: &str) -> Rc<Vec<Candidate>> {
        self.of_text(key, key)
    }

    fn people(&self, text: &str, key: &str) -> Option<Candidate> {
        candidates::of_people(text, key, self.data, self.actors)
    }
}

/// The place names of a document in text order, none inside another.
pub(crate) fn find(doc: &Document, finder: &mut Finder) -> Vec<Spot> {
    let t = &doc.tokens;
    let mut spots: Vec<Spot> = Vec::new();
    let mut doubtful: Vec<(usize, usize, bool)> = Vec::new();
    let mut surnames: HashSet<String> = HashSet::new();
    for (first, last) in names(t) {
        let label = t.ent_type(first);
        match label {
            "GPE" | "LOC" => place(doc, finder, first, last, Form::Name, &mut spots),
            "FAC" => place(doc, finder, first, last, Form::Site, &mut spots),
            "NORP" | "LANGUAGE" => people(doc, finder, first, last, &mut spots),
            "PERSON" => {
                if last > first {
                    surnames.extend((first..=last).map(|i| t.lower(i).to_owned()));
                }
                doubtful.push((first, last, false));
            }
            "ORG" | "EVENT" | "PRODUCT" | "WORK_OF_ART" | "LAW" => doubtful.push((first, last, true)),
            _ => {}
        }
    }
    // What the text itself calls a place somewhere is one elsewhere too.
    let known: HashSet<String> =
        spots.iter().filter(|s| matches!(s.form, Form::Name | Form::Site)).map(|s| s.key.clone()).collect();
    for (first, last, is_body) in doubtful {
        if !doubt(doc, finder, first, last, &known, &surnames, &mut spots) && is_body {
            inside(doc, finder, first, last, &known, &mut spots);
        }
    }
    unmarked(doc, finder, &known, &surnames, &mut spots);
    counties(finder, &mut spots);
    spots.sort_by_key(|s| (s.first, std::cmp::Reverse(s.last)));
    let mut end = 0;
    spots.retain(|s| {
        let is_free = s.first >= end;
        end = end.max(s.last + 1);
        is_free
    });
    spots
}

/// `DeKalb` in a text on `DeKalb County` may be short for it.
fn counties(finder: &mut Finder, spots: &mut [Spot]) {
    let full: HashSet<String> =
        spots.iter().map(|s| s.key.clone()).filter(|k| k.ends_with(" county")).collect();
    for s in
        spots.iter_mut().filter(|s| matches!(s.form, Form::Name | Form::Other | Form::Inside | Form::Maybe))
    {
        let county = format!("{} county", s.key);
        if full.contains(&county) {
            let both = s.candidates.iter().chain(finder.of_key(&county).iter()).cloned().collect();
            s.candidates = Rc::new(both);
        }
    }
}

/// First and last tokens of the names that the model marks.
fn names(t: &Tokens) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for i in 0..t.len() {
        match (t.iob(i), out.last_mut()) {
            (Iob::Begin, _) => out.push((i, i)),
            (Iob::Inside, Some(name)) if name.1 + 1 == i => name.1 = i,
            _ => {}
        }
    }
    out
}

fn is_acronym(text: &str) -> bool {
    !text.contains(char::is_lowercase) && !text.contains(' ') && text.chars().count() < 6
}

fn text_of(doc: &Document, first: usize, last: usize) -> &str {
    doc.quote(doc.tokens.span_of(first, last))
}

/// A name without articles, small words, possessive ending and marks at its edges.
fn trim(doc: &Document, mut first: usize, mut last: usize) -> Option<(usize, usize)> {
    let t = &doc.tokens;
    if let Some(line) = (first..=last).find(|i| t.pos(*i) == "SPACE") {
        if line == first {
            first += 1;
        } else {
            last = line - 1;
        }
    }
    let is_capital = |i: usize| text_of(doc, i, i).starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    while first < last && (t.lower(first) == "the" || !is_capital(first)) {
        first += 1;
    }
    while last > first
        && (t.tag(last) == "POS" || t.pos(last) == "PUNCT" || matches!(t.lower(last), "'s" | "’s" | "’"))
    {
        last -= 1;
    }
    (first <= last && text_of(doc, first, last).contains(char::is_uppercase)).then_some((first, last))
}

/// A name that the model calls a place: whole, without the words around its core, or in pieces.
fn place(doc: &Document, finder: &mut Finder, first: usize, last: usize, form: Form, out: &mut Vec<Spot>) {
    let words = &finder.data.words;
    let t = &doc.tokens;
    let Some((first, last)) = trim(doc, first, last) else { return };
    let spot = |key: String, candidates, form| Spot { first, last, form, key, candidates };
    let text = text_of(doc, first, last);
    if let Some((key, c)) = candidates::of_short(text, finder.data) {
        out.push(spot(key, Rc::new(vec![c]), Form::Name));
        return;
    }
    let key = fold(text);
    // `Guinea` of `Guinea-Bissau`, `Democratic Republic` of `the Congo`
    if let Some((last, key, candidates)) = longer(doc, finder, first, last) {
        out.push(Spot { first, last, form, key, candidates });
        return;
    }
    let found = finder.of_text(text, &key);
    if !found.is_empty() {
        out.push(spot(key, found, form));
        return;
    }
    if let Some(c) = finder.people(text, &key) {
        out.push(spot(key, Rc::new(vec![c]), Form::People));
        return;
    }
    // `Danielsville - Madison County`, `Kisumu and Rift Valley`
    let parts = |i: &usize| matches!(t.lower(*i), "-" | "–" | "—" | "/" | "and" | "&" | "," | ";" | "(");
    if let Some(cut) = (first + 1..last).find(parts) {
        place(doc, finder, first, cut - 1, form, out);
        // What is left is shorter each time.
        place(doc, finder, cut + 1, last, form, out);
        return;
    }
    // `eastern Sonora`, `Torkula village`, `the city of Jos`
    let (a, b) = (
        (first..=last).find(|i| !words.is_around(t.lower(*i))).unwrap_or(first),
        (first..=last).rev().find(|i| !words.is_around(t.lower(*i))).unwrap_or(last),
    );
    if (a, b) != (first, last) && a <= b {
        let inner = fold(text_of(doc, a, b));
        let found = finder.of_text(text_of(doc, a, b), &inner);
        if !found.is_empty() {
            out.push(spot(inner, found, form));
            return;
        }
    }
    // What bears the name of a place mostly lies there: `Cairo Stadium`; but not streets, `Boston Road`.
    let before = out.len();
    if first < last && !words.is_street(t.lower(last)) {
        inside(doc, finder, first, last, &HashSet::new(), out);
    }
    if out.len() == before {
        out.push(spot(key, Rc::default(), form));
    }
}

/// The longest name of a state, a region or a place of the tables that begins with a name and goes on after it.
fn longer(
    doc: &Document,
    finder: &mut Finder,
    first: usize,
    last: usize,
) -> Option<(usize, String, Rc<Vec<Candidate>>)> {
    let t = &doc.tokens;
    let most = (last + 4).min(t.len().saturating_sub(1));
    for end in (last + 1..=most).rev() {
        if !t.shape(end).starts_with('X')
            || (last + 1..=end).any(|i| matches!(t.lower(i), "," | "." | ";" | "("))
        {
            continue;
        }
        let text = text_of(doc, first, end);
        let key = fold(text);
        let found = finder.of_text(text, &key);
        if found.iter().any(|c| c.is_first && c.feature.is_none_or(|f| f <= Feature::Admin1)) {
            return Some((end, key, found));
        }
    }
    None
}

/// A people, or several: *the Sri Lankan*, *Russian-Turkish*.
fn people(doc: &Document, finder: &mut Finder, first: usize, last: usize, out: &mut Vec<Spot>) {
    let words = &finder.data.words;
    let Some((first, last)) = trim(doc, first, last) else { return };
    let mut at = first;
    while at <= last {
        let mut found = None;
        for end in (at..=last).rev() {
            let text = text_of(doc, at, end);
            let key = fold(text);
            if let Some(c) = finder.people(text, &key) {
                found = Some((end, Form::People, key, Rc::new(vec![c])));
                break;
            }
            let c = if words.is_common(&key) { Rc::default() } else { finder.of_text(text, &key) };
            let is_whole = end > at || at == first && end == last;
            if is_whole && c.iter().any(|c| c.level <= onrecord_doc::PlaceLevel::Region && c.is_first) {
                found = Some((end, Form::Name, key, c));
                break;
            }
        }
        at = match found {
            Some((last, form, key, candidates)) => {
                out.push(Spot { first: at, last, form, key, candidates });
                last + 1
            }
            None => at + 1,
        };
    }
}

/// A name that the model calls a body or a person: a place if the text says so. Tells whether it was.
fn doubt(
    doc: &Document,
    finder: &mut Finder,
    first: usize,
    last: usize,
    known: &HashSet<String>,
    surnames: &HashSet<String>,
    out: &mut Vec<Spot>,
) -> bool {
    let words = &finder.data.words;
    let Some((first, last)) = trim(doc, first, last) else { return false };
    let t = &doc.tokens;
    let text = text_of(doc, first, last);
    let key = fold(text);
    if let Some((key, c)) = candidates::of_short(text, finder.data).filter(|_| text.contains('.')) {
        out.push(Spot { first, last, form: Form::Other, key, candidates: Rc::new(vec![c]) });
        return true;
    }
    if let Some(c) = finder.people(text, &key) {
        out.push(Spot { first, last, form: Form::People, key, candidates: Rc::new(vec![c]) });
        return true;
    }
    let found = finder.of_text(text, &key);
    if found.is_empty() {
        // `Danielsville Road`
        if words.is_site(t.lower(last)) && first < last && before(words, t, first).is_some() {
            out.push(Spot { first, last, form: Form::Site, key, candidates: found });
            return true;
        }
        return false;
    }
    let is_surname = first == last && surnames.contains(t.lower(first));
    if first == last && words.is_common(t.lower(first)) {
        return false;
    }
    let is_whole = found.iter().any(|c| c.is_first && c.feature.is_none_or(|f| f <= Feature::Admin1));
    let most = found.iter().filter(|c| c.is_first).map(|c| c.population).fold(0.0, f64::max);
    let in_list = parent_follows(doc, finder, last);
    let is_acronym = first == last
        && is_acronym(text)
        && !found.iter().all(|c| c.is_first && c.feature.is_none_or(|f| f == Feature::Country));
    let good = known.contains(&key)
        || in_list
        || (is_whole && !is_acronym && !is_surname)
        || (!is_surname
            && !is_acronym
            && most > 0.0
            && before(words, t, first).is_some_and(|w| words.is_inside(w)))
        || (!is_surname && !is_acronym && most > 200_000.0 && t.ent_type(first) != "PERSON");
    // A building that acts is an actor: `the White House said`.
    let is_seat = found.iter().all(|c| c.level == onrecord_doc::PlaceLevel::Site);
    if good && (!is_seat || before(words, t, first).is_some_and(|w| words.is_locative(w))) {
        out.push(Spot { first, last, form: Form::Other, key, candidates: found });
        return true;
    }
    if !good && !is_surname && !is_acronym && most > 500.0 && t.ent_type(first) != "PERSON" {
        out.push(Spot { first, last, form: Form::Maybe, key, candidates: found });
        return true;
    }
    good
}

/// The preposition that a name hangs on, over adjectives and article.
fn before<'t>(words: &PlaceWords, t: &'t Tokens, first: usize) -> Option<&'t str> {
    let mut i = first;
    for _ in 0..4 {
        i = i.checked_sub(1)?;
        if t.pos(i) == "ADP" {
            return Some(t.lower(i));
        }
        if !matches!(t.pos(i), "DET" | "ADJ") && !words.is_around(t.lower(i)) {
            return None;
        }
    }
    None
}

/// Whether a comma and a region or state follow: *Malakal, South Sudan*.
fn parent_follows(doc: &Document, finder: &mut Finder, last: usize) -> bool {
    let t = &doc.tokens;
    if last + 2 >= t.len() || t.lower(last + 1) != "," {
        return false;
    }
    (last + 2..(last + 6).min(t.len())).any(|end| {
        let text = text_of(doc, last + 2, end);
        let is_region =
            |c: &Candidate| c.level <= onrecord_doc::PlaceLevel::Region && c.feature.is_some() && c.is_first;
        text.starts_with(char::is_uppercase)
            && (candidates::of_short(text, finder.data).is_some()
                || finder.of_key(&fold(text)).iter().any(is_region))
    })
}

/// Places inside the name of a body, the longest first.
fn inside(
    doc: &Document,
    finder: &mut Finder,
    first: usize,
    last: usize,
    known: &HashSet<String>,
    out: &mut Vec<Spot>,
) {
    let words = &finder.data.words;
    let Some((first, last)) = trim(doc, first, last) else { return };
    let t = &doc.tokens;
    let mut at = first;
    'next: while at <= last {
        for end in (at..=last.min(at + 3)).rev() {
            let text = text_of(doc, at, end);
            if !text.starts_with(char::is_uppercase) || t.pos(end) == "PUNCT" {
                continue;
            }
            let key = fold(text);
            if let Some(c) = finder.people(text, &key) {
                out.push(Spot {
                    first: at,
                    last: end,
                    form: Form::Inside,
                    key,
                    candidates: Rc::new(vec![c]),
                });
                at = end + 1;
                continue 'next;
            }
            if let Some((key, c)) = candidates::of_short(text, finder.data).filter(|_| text.contains('.')) {
                out.push(Spot {
                    first: at,
                    last: end,
                    form: Form::Inside,
                    key,
                    candidates: Rc::new(vec![c]),
                });
                at = end + 1;
                continue 'next;
            }
            let found = finder.of_text(text, &key);
            if at == end && (words.is_common(t.lower(at)) || words.is_around(t.lower(at))) {
                continue;
            }
            let is_known = |c: &Candidate| {
                let is_large = match c.feature {
                    Some(Feature::Country | Feature::Admin1) | None => true,
                    Some(Feature::Capital | Feature::Seat1) => c.population > 30_000.0,
                    _ => c.population > 150_000.0,
                };
                c.is_first && is_large
            };
            let is_county = end > at && matches!(t.lower(end), "county" | "parish" | "province");
            let is_acronym = at == end
                && is_acronym(text)
                && !found.iter().all(|c| c.is_first && c.feature.is_none_or(|f| f == Feature::Country));
            if !found.is_empty()
                && !is_acronym
                && (known.contains(&key) || is_county || found.iter().any(is_known))
            {
                out.push(Spot { first: at, last: end, form: Form::Inside, key, candidates: found });
                at = end + 1;
                continue 'next;
            }
        }
        at += 1;
    }
}

/// Names that the model does not mark at all.
fn unmarked(
    doc: &Document,
    finder: &mut Finder,
    known: &HashSet<String>,
    surnames: &HashSet<String>,
    out: &mut Vec<Spot>,
) {
    let words = &finder.data.words;
    let t = &doc.tokens;
    let is_free = |i: usize| t.iob(i) == Iob::Outside && t.pos(i) == "PROPN" && t.shape(i).starts_with('X');
    let mut i = 0;
    while i < t.len() {
        if !is_free(i) {
            i += 1;
            continue;
        }
        let mut end = i;
        while end + 1 < t.len() && is_free(end + 1) && end - i < 5 {
            end += 1;
        }
        let text = text_of(doc, i, end);
        let key = fold(text);
        let found = finder.of_text(text, &key);
        let is_surname = i == end && surnames.contains(t.lower(i));
        let whole = |c: &Candidate| c.is_first && c.feature.is_none_or(|f| f <= Feature::Admin1);
        let is_acronym = i == end
            && is_acronym(text)
            && !found.iter().all(|c| c.is_first && c.feature.is_none_or(|f| f == Feature::Country));
        let good = (key.chars().count() > 2 || found.iter().all(|c| c.is(Feature::Country)))
            && !(i == end && words.is_common(t.lower(i)))
            && !found.is_empty()
            && (known.contains(&key)
                || parent_follows(doc, finder, end)
                || (!is_surname && !is_acronym && found.iter().any(whole))
                || (!is_surname
                    && found.iter().any(|c| c.is_first && c.population > 5000.0)
                    && before(words, t, i).is_some_and(|w| words.is_locative(w))));
        if good {
            out.push(Spot { first: i, last: end, form: Form::Other, key, candidates: found });
        } else if words.is_site(t.lower(end))
            && end > i
            && before(words, t, i).is_some_and(|w| words.is_locative(w))
        {
            out.push(Spot { first: i, last: end, form: Form::Site, key, candidates: found });
        } else if let Some(c) = finder.people(text, &key) {
            out.push(Spot { first: i, last: end, form: Form::People, key, candidates: Rc::new(vec![c]) });
        } else if let Some((key, c)) = candidates::of_short(text, finder.data)
            && (text.contains('.') || i.checked_sub(1).is_some_and(|b| t.lower(b) == ","))
        {
            out.push(Spot { first: i, last: end, form: Form::Other, key, candidates: Rc::new(vec![c]) });
        } else if !is_surname && !is_acronym && found.iter().any(|c| c.is_first && c.population > 500.0) {
            out.push(Spot { first: i, last: end, form: Form::Maybe, key, candidates: found });
        }
        i = end + 1;
    }
}
