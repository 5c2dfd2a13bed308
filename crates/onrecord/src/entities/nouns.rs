//! The steps for nouns: those in apposition to a name, governments, titles, bodies by a word of their name, and
//! sources without a name.

use super::joiner::{Draft, Joiner, Look};
use super::{names, pronouns, roles};
use crate::actors::{NounKind, NounRole};
use crate::mentions::{self, Found};
use hashbrown::HashMap;
use onrecord_doc::{EntityType, MentionForm, MentionType, Office};

/// Joins the nouns, after the names.
pub(super) fn resolve(join: &mut Joiner) {
    join.appositions();
    join.nouns();
}

impl Joiner<'_> {
    /// `its head, Ada Stone` and `Ada Stone, the head of the bank`: noun and name are one, and the noun is a role.
    fn appositions(&mut self) {
        let t = self.tokens();
        let by_head: HashMap<usize, usize> = self
            .found
            .iter()
            .enumerate()
            .filter(|(_, f)| f.form == MentionForm::Nominal)
            .map(|(m, f)| (f.head, m))
            .collect();
        for m in 0..self.found.len() {
            let (Some(e), MentionForm::Name) = (self.of[m], self.found[m].form) else { continue };
            let kind = self.entities[e].kind;
            let wanted = match kind {
                EntityType::Person => NounKind::Person,
                EntityType::Organisation => NounKind::Organisation,
                _ => continue,
            };
            let beside: Vec<usize> = roles::beside(t, self.found[m].head).collect();
            for head in beside {
                let Some(&nominal) = by_head.get(&head) else { continue };
                // `Ada Stone, her deputy and the envoy` is a list of three.
                let end = self.found[nominal].phrase.1 + 1;
                let is_listed = end < t.len() && t.pos(end) == "CCONJ";
                let noun = mentions::noun(t, self.actors, head).map(|n| n.0);
                if noun != Some(wanted) || is_listed || self.of[nominal].is_some() {
                    continue;
                }
                let mention =
                    if wanted == NounKind::Person { MentionType::Person } else { MentionType::Organisation };
                self.join(nominal, e, mention, "en/mentions/apposition");
                let phrase = self.found[nominal].phrase;
                let (role, country) = roles::of_noun(self.doc, self.actors, phrase, head);
                self.entities[e].gender = self.entities[e].gender.or_else(|| pronouns::gender_of(t, phrase));
                if wanted == NounKind::Person {
                    self.add_role(e, role);
                }
                self.entities[e].country = self.entities[e].country.take().or(country);
            }
        }
    }

    /// Nouns that stand for somebody named, and sources without a name.
    fn nouns(&mut self) {
        let (t, doc) = (self.tokens(), self.doc);
        for m in 0..self.found.len() {
            let f = self.found[m].clone();
            if f.form != MentionForm::Nominal || self.of[m].is_some() {
                continue;
            }
            let Some((kind, role)) = mentions::noun(t, self.actors, f.head) else { continue };
            let is_plural = t.tag(f.head) == "NNS";
            let mention = match kind {
                NounKind::Organisation => MentionType::Organisation,
                NounKind::Person | NounKind::Group => MentionType::Person,
            };
            self.kinds[m] = Some((mention, "en/mentions/noun"));
            let definite = roles::is_definite(t, f.phrase);
            let lemma = t.lemma(f.head).to_lowercase();
            let (office, country) = roles::of_noun(doc, self.actors, f.phrase, f.head);
            let is_bare = definite && lemma == "government" && f.phrase.1 - f.phrase.0 <= 1;
            let near = if country.is_none() && is_bare { self.country_before(m) } else { None };
            if let Some(e) = self.government(&lemma, is_plural, country.as_deref().or(near.as_deref())) {
                let rule =
                    if near.is_some() { "en/mentions/the-government" } else { "en/mentions/government" };
                self.join(m, e, mention, rule);
            } else if kind == NounKind::Person && definite && !is_plural {
                if role == NounRole::Source {
                    // The last one; `the source` is whom the text has spoken of since.
                    if let Some(&e) = self.look(Look::Unnamed, lemma.as_str()).last() {
                        self.join(m, e, mention, "en/mentions/unnamed-again");
                    }
                } else if let Some(e) = self.by_title(&office, country.as_deref()) {
                    self.join(m, e, mention, "en/mentions/title");
                }
            } else if kind == NounKind::Organisation && definite && !is_plural {
                if let Some(e) = self.by_head_noun(m, &lemma, country.as_deref()) {
                    self.join(m, e, mention, "en/mentions/head-noun");
                }
            } else if role == NounRole::Source && self.is_withheld(&f, is_plural) {
                let words = doc.quote(f.at(doc));
                let name = roles::without_article(words).to_owned();
                let mut draft = Draft::new(name, EntityType::Person, "en/entities/unnamed");
                draft.country = country;
                draft.anonymous = true;
                let e = self.add(draft);
                self.file(Look::Unnamed, lemma, e);
                self.join(m, e, mention, "en/mentions/unnamed");
            }
        }
    }

    /// `the Russian government`, `Indonesian officials`, `our American partners`: the state acts through them.
    fn government(&mut self, lemma: &str, is_plural: bool, country: Option<&str>) -> Option<usize> {
        let speaks = match lemma {
            "government" | "authority" | "administration" => true,
            "official" | "partner" | "leader" => is_plural,
            _ => false,
        };
        let country = country.filter(|_| speaks)?;
        let state = self.actors.state_of(country)?;
        Some(self.state(state))
    }

    /// The country that was named last before mention `m`, by its own name or by a place in it.
    fn country_before(&self, m: usize) -> Option<String> {
        // What was named longer ago is no longer what the text is about.
        const REACH_MENTIONS: usize = 100;
        (0..m).rev().take(REACH_MENTIONS).find_map(|k| {
            let e = &self.entities[self.of[k]?];
            let is_adjective = matches!(self.kinds[k], Some((MentionType::Nationality, _)));
            let is_there = matches!(e.kind, EntityType::Country | EntityType::Place) && !is_adjective;
            e.country.clone().filter(|_| is_there)
        })
    }

    /// The one person of the text who bears that title; the name may come later.
    fn by_title(&self, office: &Office, country: Option<&str>) -> Option<usize> {
        let title = office.title.to_lowercase();
        let bears = |e: &&usize| {
            let d = &self.entities[**e];
            (country.is_none() || d.country.is_none() || d.country.as_deref() == country)
                && d.roles.iter().any(|r| names::ends_with_words(&r.title.to_lowercase(), &title))
        };
        let mut fits = self.look(Look::TitleEnd, names::last_word(&title)).iter().filter(bears);
        fits.next().copied().filter(|_| fits.next().is_none())
    }

    /// The one body whose name has that noun; named before mention `m`, unless the phrase says whose it is.
    fn by_head_noun(&self, m: usize, lemma: &str, country: Option<&str>) -> Option<usize> {
        let bears = |e: &&usize| {
            let d = &self.entities[**e];
            matches!(d.kind, EntityType::Organisation | EntityType::Group)
                && (country.is_none() || d.country.is_none() || d.country.as_deref() == country)
                && (country.is_some() || self.is_named_before(**e, m))
        };
        let mut fits = self.look(Look::NameWord, lemma).iter().filter(bears);
        fits.next().copied().filter(|_| fits.next().is_none())
    }

    /// Whether a phrase brings in particular people whose names are withheld: one of them, or several with a reason
    /// to be believed or to be nameless.
    fn is_withheld(&self, f: &Found, is_plural: bool) -> bool {
        let t = self.tokens();
        let last = t.subtree(f.head).1.min(f.phrase.0 + 60).max(f.phrase.1);
        let has = |words: &[&str]| (f.phrase.0..=last).any(|i| words.contains(&t.lower(i)));
        let ground = has(&[
            "familiar",
            "anonymity",
            "unnamed",
            "unidentified",
            "anonymous",
            "named",
            "authorised",
            "authorized",
            "briefed",
            "identified",
        ]);
        let is_spoken = matches!(t.dep(f.head), "nsubj" | "nsubjpass" | "pobj" | "ROOT" | "conj");
        let is_one =
            !is_plural && (f.phrase.0..f.head).any(|i| matches!(t.lower(i), "a" | "an" | "one" | "another"));
        is_spoken
            && (ground
                || is_one
                    && !matches!(
                        t.lemma(f.head),
                        "person" | "people" | "officer" | "participant" | "attendee"
                    ))
    }
}
