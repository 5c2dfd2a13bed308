//! The steps for nouns: those in apposition to a name, governments, titles, bodies by a word of their name, and
//! sources without a name.

use super::joiner::{Draft, Joiner, Look};
use super::{names, pronouns, roles};
use crate::actors::{NounKind, NounRole};
use crate::mentions::{self, Found};
use hashbrown::HashMap;
use onrecord_doc::{EntityType, MentionForm, MentionType, Office, Tokens};

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
            // `Police` is a plural that is one body.
            let is_plural = t.tag(f.head) == "NNS" && t.lower(f.head) != "police";
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
                } else if self.is_subject(&f) && self.is_unborne(&office) {
                    self.by_own_words(m, EntityType::Person, office, country);
                }
            } else if kind == NounKind::Organisation && (definite || is_body_alone(t, &f)) && !is_plural {
                if let Some(e) = self.by_head_noun(m, &lemma, country.as_deref()) {
                    self.join(m, e, mention, "en/mentions/head-noun");
                } else if self.is_subject(&f) && self.look(Look::NameWord, lemma.as_str()).is_empty() {
                    self.by_own_words(m, EntityType::Organisation, office, country);
                }
            } else if (role == NounRole::Source || kind != NounKind::Organisation && role != NounRole::Family)
                && self.is_withheld(&f, is_plural, role)
            {
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

    /// Somebody whom the text calls by an office or a noun alone (`the mayor`, `the union`): the words are the name.
    fn by_own_words(&mut self, m: usize, kind: EntityType, office: Office, country: Option<String>) {
        let f = &self.found[m];
        let name = roles::without_determiner(self.doc.quote(f.at(self.doc))).to_owned();
        let gender = pronouns::gender_of(self.tokens(), f.phrase);
        let mut draft = Draft::new(name, kind, "en/entities/noun");
        (draft.country, draft.gender) = (country, gender);
        // Filed by title alone: `the judge` is nobody of the surname Judge.
        let e = self.add_unnamed(draft);
        let mention = if kind == EntityType::Person {
            self.add_role(e, office);
            MentionType::Person
        } else {
            let lemma = self.tokens().lemma(self.found[m].head).to_lowercase();
            self.file(Look::NameWord, lemma, e);
            MentionType::Organisation
        };
        self.join(m, e, mention, "en/mentions/noun");
    }

    /// Whether a noun phrase is what a verb tells of: who acts or speaks, or by whom it is done.
    fn is_subject(&self, f: &Found) -> bool {
        let t = self.tokens();
        let by = matches!(t.lower(t.head(f.head)), "by" | "to") && t.dep(f.head) == "pobj";
        matches!(t.dep(f.head), "nsubj" | "nsubjpass")
            || by && t.dep(t.head(f.head)) != "prep"
            || t.lower(t.head(f.head)) == "to" && t.lower(t.head(t.head(f.head))) == "according"
            || t.dep(f.head) == "poss"
    }

    /// Whether the text knows nobody of that title; of two who have it, `the minister` is neither.
    fn is_unborne(&self, office: &Office) -> bool {
        !office.title.is_empty() && self.look(Look::TitleEnd, names::last_word(&office.title)).is_empty()
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
    fn is_withheld(&self, f: &Found, is_plural: bool, role: NounRole) -> bool {
        let t = self.tokens();
        // The grounds may hang from the verb: `an aide said on condition of anonymity`.
        let verb = Some(t.head(f.head)).filter(|v| *v != f.head && t.dep(f.head) == "nsubj");
        let last = t.subtree(f.head).1.min(f.phrase.0 + 60).max(f.phrase.1);
        // *Two officials briefed on it told …*: the parser may take the participle for the verb.
        let finite = |i: &usize| matches!(t.tag(*i), "VBD" | "VBZ" | "VBP" | "MD");
        let until = (f.head + 1..t.len()).take(12).take_while(|i| !finite(i) && !t.sent_start(*i)).last();
        let last = last.max(until.unwrap_or(last));
        let is_close = |i: usize| t.lower(i) == "close" && i + 1 < t.len() && t.lower(i + 1) == "to";
        let own = (f.phrase.0..=last).any(|i| is_ground(t.lower(i)) || i > f.head && is_close(i));
        let of_verb =
            verb.into_iter().flat_map(|v| t.children(v)).filter(|c| *c > f.head && t.dep(*c) == "prep");
        let ground = own
            || of_verb
                .into_iter()
                .any(|c| (c..=t.subtree(c).1.min(c + 6)).any(|i| t.lower(i) == "anonymity"));
        let is_spoken = matches!(t.dep(f.head), "nsubj" | "nsubjpass" | "pobj" | "ROOT" | "conj" | "appos");
        let before = || (f.phrase.0..f.head).map(|i| t.lower(i));
        let is_one = !is_plural && before().any(|w| matches!(w, "a" | "an" | "one" | "another"));
        // `Two officials said`: a number of people are particular people; `officials said` are not.
        let speaks = verb.is_some_and(|v| matches!(t.lemma(v), "say" | "tell" | "add"));
        let is_counted = is_plural
            && speaks
            && (f.phrase.0..f.head).any(|i| t.pos(i) == "NUM" && t.head(i) == f.head)
            && !before().any(|w| matches!(w, "of" | "the" | "percent"));
        let is_anybody =
            matches!(t.lemma(f.head), "person" | "people" | "officer" | "participant" | "attendee");
        is_spoken && (ground || is_counted || role == NounRole::Source && is_one && !is_anybody)
    }
}

/// Words that say why a name is withheld, or why its bearer is believed.
fn is_ground(word: &str) -> bool {
    matches!(
        word,
        "familiar"
            | "anonymity"
            | "anonymously"
            | "unnamed"
            | "unidentified"
            | "anonymous"
            | "named"
            | "authorised"
            | "authorized"
            | "briefed"
            | "identified"
            | "publicly"
            | "withheld"
            | "knowledge"
    )
}

/// Bodies that go without an article: `police said`.
fn is_body_alone(t: &Tokens, f: &Found) -> bool {
    f.phrase.0 == f.head && matches!(t.lower(f.head), "police" | "parliament" | "congress")
        || t.dep(f.phrase.0) == "poss"
        || (f.phrase.0..f.head).any(|i| t.tag(i) == "POS")
}
