//! What a number counts, whether that is people, and numbers that count nothing: names, results, ages, years.

use super::{Finder, Found, number::Number};
use crate::{
    actors::{NounKind, StateUse},
    mentions,
};
use onrecord_doc::{MentionType, Quantity, Tokens};

/// The noun that the number in these tokens counts: *nine trafficked girls*, *dozens of villagers*, *11 of the seats*.
pub(super) fn noun(t: &Tokens, first: usize, last: usize) -> Option<usize> {
    // The token of the number that hangs outside of it.
    let inside = |i: usize| (first..=last).contains(&i);
    let top = (first..=last).rev().find(|i| !inside(t.head(*i)) || t.head(*i) == *i)?;
    let head = t.head(top);
    // *At least two dozen people*: the parser now and then hangs *dozen* on the number and the number on the noun.
    let modifies = matches!(
        t.dep(top),
        "nummod" | "compound" | "amod" | "quantmod" | "nmod" | "npadvmod" | "det" | "predet"
    );
    let near = |h: usize| h > last && h - last <= LONGEST_PHRASE_TOKENS;
    if modifies && near(head) && is_countable(t, head) {
        return Some(head);
    }
    if last + 1 < t.len() && t.lower(last + 1) == "of" {
        let of = last + 1;
        let object =
            t.children(of).take(4).find(|c| matches!(t.dep(*c), "pobj" | "pcomp") && is_countable(t, *c));
        let object = object.or_else(|| {
            // The parser may take the *of* into the number: *hundreds of thousands of refugees*.
            (of + 1..(of + 1 + LONGEST_PHRASE_TOKENS).min(t.len()))
                .take_while(|k| {
                    matches!(t.pos(*k), "DET" | "ADJ" | "NOUN" | "PROPN" | "NUM" | "PRON" | "VERB" | "PART")
                })
                .find(|k| matches!(t.tag(*k), "NNS" | "NNPS"))
        });
        return object;
    }
    if modifies && head > last {
        return None;
    }
    // *30-40 soldiers*, and whatever else the parser hangs up wrongly: the next plural, over adjectives.
    let next = (last + 1..(last + 1 + LONGEST_PHRASE_TOKENS).min(t.len()))
        .take_while(|k| {
            matches!(t.tag(*k), "JJ" | "JJR" | "JJS" | "NN" | "NNP" | "NNS" | "NNPS" | "VBN" | "VBG" | "HYPH")
        })
        .find(|k| matches!(t.tag(*k), "NNS" | "NNPS"))?;
    // The noun of a clause of its own is not what the number counts: *23 police officers say*.
    (t.head(next) != next || t.dep(next) == "ROOT").then_some(next)
}

/// Between a number and its noun there are at most so many tokens.
const LONGEST_PHRASE_TOKENS: usize = 8;

fn is_countable(t: &Tokens, i: usize) -> bool {
    matches!(t.pos(i), "NOUN" | "PROPN")
        || matches!(t.tag(i), "JJ" | "VBN")
            && matches!(t.lower(i), "dead" | "wounded" | "injured" | "missing" | "others")
}

impl Finder<'_> {
    /// What the number that ends at token `last` counts.
    pub(super) fn counted(&self, n: &Number, last: usize) -> Option<usize> {
        let (t, r) = (self.r.t, &self.r);
        let next = last + 1;
        // What it counts stands behind it.
        if next >= t.len() {
            return None;
        }
        // *A 5,000-strong force*, *the 12-member council*, *a six-man team*
        if r.is_hyphen(next) && last + 2 < t.len() && !t.space(last) {
            if r.lower(last + 2) == "strong" {
                return Some(t.head(last + 2))
                    .filter(|h| *h > last + 2 && matches!(t.pos(*h), "NOUN" | "PROPN"));
            }
            let is_known = r.word(last + 2).is_some_and(|w| w.is_person) || r.lower(last + 2) == "seat";
            return is_known.then_some(last + 2);
        }
        let found = noun(t, n.first, last).filter(|c| *c > last);
        // *74 dead*
        found.or_else(|| {
            let behind =
                r.word(next).is_some_and(|w| w.is_person) && matches!(t.pos(next), "ADJ" | "NOUN" | "VERB");
            // *14 killed in the raid*, but not *14 killed their guard*.
            let is_verb =
                t.pos(next) == "VERB" && t.children(next).any(|c| matches!(t.dep(c), "dobj" | "nsubj"));
            (behind && !is_verb).then_some(next)
        })
    }

    /// What a measure is of: *420 tonnes of shells*, *200 million dollars of Somalia's debt*, *5 million euros in aid*.
    pub(super) fn measured(&self, last: usize) -> Option<String> {
        let (t, r) = (self.r.t, &self.r);
        let link = last + 1;
        if matches!(r.lower(link), "of" | "in") {
            let object = t
                .children(link)
                .take(4)
                .find(|c| t.dep(*c) == "pobj" && matches!(t.pos(*c), "NOUN" | "PROPN"))?;
            let is_in = r.lower(link) == "in";
            // *Five million dollars in aid*, but not *in Geneva*, *in the capital*.
            let is_bare = t.pos(object) == "NOUN" && !t.children(object).any(|c| t.dep(c) == "det");
            return (!self.is_time[object] && (!is_in || is_bare)).then(|| self.name(object, last)).flatten();
        }
        // *A 300-kilometre border*, *a $5 million loan*
        let head = t.head(last);
        let is_modifier =
            matches!(t.dep(last), "compound" | "nummod" | "nmod" | "amod") && head > last && head - last <= 5;
        (is_modifier && t.pos(head) == "NOUN").then(|| self.name(head, last)).flatten()
    }

    /// A noun with the nouns before it, none up to token `after`: *radio stations*.
    pub(super) fn name(&self, i: usize, after: usize) -> Option<String> {
        let t = self.r.t;
        let mut first = i;
        while first > after + 1
            && i - first < 4
            && t.pos(first - 1) == "NOUN"
            && matches!(t.dep(first - 1), "compound" | "nmod")
            && t.head(first - 1) <= i
            && t.head(first - 1) >= first
        {
            first -= 1;
        }
        if t.pos(i) == "PRON" {
            return None;
        }
        let words = self.r.text.get(t.span_of(first, i).range())?;
        Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Whether a noun names people.
    pub(super) fn is_person(&self, i: usize) -> bool {
        let (t, actors) = (self.r.t, &self.data.actors);
        if self.r.word(i).is_some_and(|w| w.is_person)
            || self.data.quantities.word(t.lemma(i)).is_some_and(|w| w.is_person)
        {
            return true;
        }
        if mentions::noun(t, actors, i).is_some_and(|(kind, _)| kind == NounKind::Person) {
            return true;
        }
        let word = self.r.exact(i);
        let is_people = word.starts_with(char::is_uppercase)
            && actors.state(word).is_some_and(|(_, used)| used == StateUse::People);
        is_people
            || self.mentions.around(t.span(i)).is_some_and(|(m, span)| {
                let is_last = t.within(span).next_back() == Some(i);
                let is_kind = |e: &onrecord_doc::Entry<onrecord_doc::Mention>| {
                    matches!(e.value.kind, MentionType::Person | MentionType::Nationality)
                };
                is_last && self.doc.mentions.find(onrecord_doc::Id::at(m)).is_some_and(is_kind)
            })
    }

    /// Whether a number is part of a name or a label: *Resolution 2254*, *Boeing 737*, *the Group of Seven*.
    pub(super) fn is_name(&self, n: &Number, counted: Option<usize>) -> bool {
        let (t, r) = (self.r.t, &self.r);
        let (first, last) = (n.first, n.last);
        let label = t.ent_type(first);
        let is_named = matches!(
            label,
            "ORG" | "LAW" | "PRODUCT" | "FAC" | "WORK_OF_ART" | "EVENT" | "GPE" | "LOC" | "PERSON"
        );
        if is_named {
            // The name goes on before or behind, with a word that is written as one.
            let joined = |k: usize| k < t.len() && t.ent_type(k) == label && t.pos(k) == "PROPN";
            if joined(last + 1)
                || joined(first.wrapping_sub(1))
                || joined(first.wrapping_sub(2)) && r.lower(first - 1) == "of"
            {
                return true;
            }
        }
        let Some(before) = first.checked_sub(1) else { return false };
        // *Chapter three of the book*; but *in area 30 shops burnt* the number hangs on what it counts.
        if counted.is_some_and(|c| {
            (first..=last).any(|k| t.head(k) == c) || t.tag(before) != "NN" && t.tag(before) != "NNP"
        }) {
            return false;
        }
        let is_noun = matches!(t.pos(before), "NOUN" | "PROPN");
        let labels = r.word(before).is_some_and(|w| w.is_label) && !t.sent_start(first);
        labels && (is_noun || r.lower(before).ends_with('.') || r.lower(before) == "no")
            || t.pos(before) == "PROPN" && t.head(first) == before && n.is_plain
            || r.lower(before) == "#"
            || counted.is_none() && self.is_in_name(first)
    }

    /// Whether a token stands in a longer mention that is no quantity: *CTF 50*, *59.17°N 18.16°E*.
    fn is_in_name(&self, i: usize) -> bool {
        let own = self.r.t.span(i);
        let around = self.mentions.around(own).filter(|(_, span)| span.len() > own.len());
        around.and_then(|(m, _)| self.doc.mentions.find(onrecord_doc::Id::at(m))).is_some_and(|e| {
            !matches!(e.value.kind, MentionType::Quantity | MentionType::Money | MentionType::Person)
        })
    }

    /// Whether a number that is often no count (*one*, *several*, *the two*) is none here: it is one of people, and of
    /// what something is done to.
    pub(super) fn is_weak(&self, n: &Number, counted: usize, is_person: bool) -> bool {
        let (t, r) = (self.r.t, &self.r);
        let is_one = n.value == Some(1.0) && !n.is_plain;
        let is_few = n.value.is_none() && n.low.is_some_and(|low| low < 20.0);
        let before = n.first.wrapping_sub(1);
        let is_known = n.value == Some(2.0)
            && n.first > 0
            && (matches!(t.tag(before), "PRP$" | "DT") || t.tag(before) == "POS");
        let dep = t.dep(counted);
        let verb = t.head(counted);
        let is_done_to = matches!(dep, "dobj" | "nsubjpass");
        let harms = is_done_to && self.data.quantities.word(t.lemma(verb)).is_some_and(|w| w.is_harm);
        if is_one && r.lower(n.last + 1) == "of" {
            return true;
        }
        if r.lower(n.last + 1) == "or" && r.lower(n.last + 2) == "more" && is_one {
            return true;
        }
        is_known && !harms || (is_one || is_few) && !is_person && !is_done_to
    }

    /// Whether digits are a key, not a number: a phone number, the number of a list, a reference in brackets.
    pub(super) fn is_key(&self, n: &Number) -> bool {
        let (t, r) = (self.r.t, &self.r);
        let before = n.first.wrapping_sub(1);
        let next = n.last + 1;
        // *33°47′N*, *33.783°N*, and *33.783; 44.5* behind them
        let is_point = n.value.is_some_and(|v| v.abs() <= 180.0)
            && (r.lower(next).starts_with('°')
                && !matches!(r.lower(next + 1), "c" | "f" | "celsius" | "fahrenheit" | "")
                && !matches!(r.lower(next), "°c" | "°f")
                || self.is_in_place(n.first));
        if is_point {
            return true;
        }
        if !n.is_plain {
            return false;
        }
        let in_brackets = r.lower(before) == "[" && r.lower(next) == "]";
        let is_item = (t.sent_start(n.first) || r.text[..t.span(n.first).start()].ends_with('\n'))
            && matches!(r.lower(next), "." | ")");
        let is_digits = |k: usize| k < t.len() && r.exact(k).bytes().all(|b| b.is_ascii_digit());
        // *555-0199*, *+32 2 555 01 99*
        let is_phone = matches!(r.lower(before), "+")
            || r.is_hyphen(next)
                && is_digits(next + 1)
                && (r.exact(next + 1).starts_with('0') && r.exact(next + 1).len() > 1
                    || r.is_hyphen(next + 2) && is_digits(next + 3));
        in_brackets || is_item || is_phone || r.exact(n.first).len() > 1 && r.exact(n.first).starts_with('0')
    }

    /// Whether a token stands in a mention of a place that is written in degrees.
    fn is_in_place(&self, i: usize) -> bool {
        let around = self.mentions.around(self.r.t.span(i));
        around.is_some_and(|(m, span)| {
            let kind = self.doc.mentions.find(onrecord_doc::Id::at(m)).map(|e| e.value.kind);
            let words = self.r.text.get(span.range()).unwrap_or("");
            kind == Some(MentionType::Place) && (words.contains('°') || !words.contains(char::is_alphabetic))
        })
    }

    /// Where to go on behind a key: over its groups.
    pub(super) fn behind_key(&self, last: usize) -> usize {
        let r = &self.r;
        let mut at = last + 1;
        while at < r.t.len()
            && (r.is_hyphen(at) || r.exact(at).bytes().all(|b| b.is_ascii_digit() || b == b'.'))
            && at - last < 12
        {
            at += 1;
        }
        at
    }

    /// Settles a number beside which nothing stands that it counts: *and wounded 23*, *rose to 74*. Says whether it is a
    /// quantity.
    pub(super) fn bare(&self, n: &Number, q: &mut Quantity, before: Option<&Found>) -> bool {
        let (t, r) = (self.r.t, &self.r);
        let lower = r.lower(n.first);
        let value = n.value.unwrap_or(0.0);
        let is_digits = n.is_plain;
        // A year that the times have no use for, and the age in *Ana Rey, 34, said*.
        let is_year = is_digits && (1900.0..=2100.0).contains(&value) && r.exact(n.first).len() == 4;
        let prior = n.first.wrapping_sub(1);
        let is_aged = matches!(r.lower(prior), "aged" | "age" | "ages");
        let is_age = is_digits
            && value < 120.0
            && matches!(r.lower(prior), "," | "(")
            && n.first >= 2
            && t.pos(n.first - 2) == "PROPN"
            && matches!(r.lower(n.last + 1), "," | ")" | "." | ";");
        if is_year || is_aged || is_age || t.ent_type(n.first) == "DATE" || t.ent_type(n.first) == "TIME" {
            return false;
        }
        let top =
            (n.first..=n.last).rev().find(|i| !(n.first..=n.last).contains(&t.head(*i)) || t.head(*i) == *i);
        let top = top.unwrap_or(n.last);
        let mut over = t.head(top);
        let mut dep = t.dep(top);
        for _ in 0..4 {
            if !matches!(dep, "conj" | "appos") || t.head(over) == over {
                break;
            }
            (dep, over) = (t.dep(over), t.head(over));
        }
        let verb = if dep == "pobj" { t.head(over) } else { over };
        let harms = |v: usize| self.data.quantities.word(t.lemma(v)).is_some_and(|w| w.is_harm);
        let is_part = matches!(dep, "nsubj" | "nsubjpass" | "dobj" | "attr" | "oprd" | "dative");
        let of_next = r.lower(n.last + 1) == "of";
        if is_part && harms(verb) && t.pos(verb) == "VERB" && lower != "one" {
            let same = before.filter(|b| b.quantity.unit.as_deref() == Some("person"));
            q.unit = Some("person".to_owned());
            q.of = same.and_then(|b| b.quantity.of.clone()).filter(|of| of != "others");
            return true;
        }
        if let Some(b) = before.filter(|b| n.first - b.last <= MOST_TOKENS_BETWEEN)
            && (is_part
                || dep == "pobj"
                    && matches!(r.lower(over), "to" | "from" | "by" | "of" | "with" | "at" | "than"))
            && lower != "one"
        {
            (q.unit, q.of) = (b.quantity.unit.clone(), b.quantity.of.clone());
            return true;
        }
        if of_next && lower != "one" && (is_part || dep == "pobj") {
            return true;
        }
        let to = dep == "pobj" && matches!(r.lower(over), "to" | "from" | "than");
        let is_told = q.low.is_some() || q.high.is_some() || value >= 10.0;
        lower != "one" && is_told && (to || matches!(dep, "nsubj" | "nsubjpass" | "dobj" | "attr"))
    }
}

/// A number takes what it counts from one that stands at most so many tokens before it.
const MOST_TOKENS_BETWEEN: usize = 40;
