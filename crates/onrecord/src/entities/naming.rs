//! The steps for names: states and bodies known beforehand, full names, then surnames, given names and acronyms.

use super::joiner::{Draft, Joiner, Look};
use super::{names, pronouns, roles};
use crate::actors::{NounKind, StateUse, plain};
use crate::mentions::{self, Found};
use hashbrown::{HashMap, HashSet};
use onrecord_doc::{EntityType, MentionForm, MentionType, Tokens};

/// Joins the names, in text order within each step.
pub(super) fn resolve(join: &mut Joiner) {
    join.one_label_a_name();
    join.states_and_bodies();
    join.full_names();
    join.short_names();
}

impl Joiner<'_> {
    /// The model may take a name now for a person, now for a place; it is the same all through a text. A title tells,
    /// else the most, else the first.
    fn one_label_a_name(&mut self) {
        let mut votes: HashMap<String, Vec<(String, usize)>> = HashMap::new();
        for f in self.found.iter().filter(|f| f.form == MentionForm::Name && f.core.0 < f.core.1) {
            let is_told = f.title.is_some_and(|t| self.is_persons(t));
            let (label, weight) = if is_told { ("PERSON", 100) } else { (f.label.as_str(), 1) };
            let of_name = votes.entry(plain(f.name(self.doc))).or_default();
            match of_name.iter_mut().find(|(l, _)| l == label) {
                Some((_, n)) => *n += weight,
                None => of_name.push((label.to_owned(), weight)),
            }
        }
        for f in self.found.iter_mut().filter(|f| f.form == MentionForm::Name && f.core.0 < f.core.1) {
            let most =
                votes.get(&plain(f.name(self.doc))).and_then(|v| v.iter().rev().max_by_key(|(_, n)| *n));
            if let Some((label, _)) = most {
                f.label.clone_from(label);
            }
        }
    }

    fn states_and_bodies(&mut self) {
        let (doc, actors) = (self.doc, self.actors);
        let surnames = self.surnames();
        for m in 0..self.found.len() {
            let f = &self.found[m];
            let is_name = f.form == MentionForm::Name && f.label != "PERSON";
            if !is_name || f.title.is_some_and(|t| self.is_persons(t)) {
                continue;
            }
            let name = f.name(doc);
            if let Some((state, used)) = actors.state(name) {
                // `Paris` in a text on Ada Paris.
                if used == StateUse::Capital && surnames.contains(&names::ends(&plain(name)).1) {
                    continue;
                }
                let marked = self.marked.get(&f.head).map(|kind| *kind == MentionType::Organisation);
                let acts = marked.unwrap_or_else(|| acts(self.tokens(), f.head, used));
                let kind = match used {
                    StateUse::People => MentionType::Nationality,
                    StateUse::Name if !acts => MentionType::Place,
                    // The city; it is one of the full names below.
                    StateUse::Capital if !acts => continue,
                    StateUse::Name | StateUse::Capital | StateUse::Seat => MentionType::Organisation,
                };
                let e = self.state(state);
                let alias = plain(name);
                // `IRAN` is only loud, `U.S.` is a name.
                let is_name = matches!(used, StateUse::Name | StateUse::Seat);
                if is_name && (alias.contains(char::is_lowercase) || alias.contains('.')) {
                    self.add_alias(e, &alias);
                }
                self.join(m, e, kind, "en/entities/state");
            } else if let Some(body) = actors.body(name) {
                let e = match self.look(Look::Body, body.name.as_str())[..] {
                    [e, ..] => e,
                    [] => {
                        let mut draft = Draft::new(&body.name, body.kind, "en/entities/body");
                        draft.country.clone_from(&body.country);
                        let e = self.add(draft);
                        self.file(Look::Body, body.name.as_str(), e);
                        e
                    }
                };
                self.add_alias(e, &plain(name));
                if let Some(a) = self.found[m].acronym {
                    self.add_alias(e, doc.quote(doc.tokens.span(a)));
                }
                self.join(m, e, MentionType::Organisation, "en/entities/body");
            }
        }
    }

    /// The surnames of the persons whom the text names in full.
    fn surnames(&self) -> HashSet<String> {
        let is_full = |f: &&Found| f.form == MentionForm::Name && f.core.0 < f.core.1 && self.is_person(f);
        let surname = |f: &Found| names::ends(&plain(f.name(self.doc))).1;
        self.found.iter().filter(is_full).map(surname).collect()
    }

    /// Names of more than one word, and names of one word that are no person's.
    fn full_names(&mut self) {
        let surnames = self.surnames();
        for m in 0..self.found.len() {
            let f = &self.found[m];
            if self.of[m].is_some() || f.form != MentionForm::Name {
                continue;
            }
            let is_single = f.core.0 == f.core.1;
            if self.is_person(f) {
                if !is_single {
                    self.person(m);
                }
            } else if !is_single || !surnames.contains(&names::ends(&plain(f.name(self.doc))).1) {
                // A lone word that is somebody's surname is settled by the short names.
                self.thing(m);
            }
        }
    }

    /// Whether a title is one of persons: its last noun that stands for actors tells.
    pub(super) fn is_persons(&self, title: (usize, usize)) -> bool {
        let t = self.tokens();
        let last = (title.0..=title.1).rev().find_map(|i| mentions::noun(t, self.actors, i));
        last.is_some_and(|(kind, _)| kind == NounKind::Person)
    }

    /// Whether a name is a person's: a title or an apposition tells, else the model.
    fn is_person(&self, f: &Found) -> bool {
        let t = self.tokens();
        if let Some(title) = f.title {
            return self.is_persons(title);
        }
        let beside = roles::beside(t, f.head).filter_map(|i| mentions::noun(t, self.actors, i)).next();
        match beside {
            Some((NounKind::Person, _)) => true,
            Some((NounKind::Organisation, _)) => false,
            _ => f.label == "PERSON",
        }
    }

    fn person(&mut self, m: usize) {
        let name = plain(self.found[m].name(self.doc));
        let same = |e: &usize| {
            let d = &self.entities[*e];
            [&d.name].into_iter().chain(&d.aliases).any(|n| names::is_same_person(n, &name))
        };
        let known = self.look(Look::Surname, names::ends(&name).1).iter().copied().find(same);
        let e = match known {
            Some(e) => e,
            None => {
                let mut draft = Draft::new(&name, EntityType::Person, "en/entities/full-name");
                draft.gender = name.split(' ').next().and_then(|given| self.actors.gender(given));
                self.add(draft)
            }
        };
        if name.split(' ').count() > self.entities[e].name.split(' ').count() {
            self.file_person(e, &name);
            let short = std::mem::replace(&mut self.entities[e].name, name);
            self.entities[e].add_alias(&short);
        } else {
            self.entities[e].add_alias(&name);
        }
        self.join(m, e, MentionType::Person, "en/mentions/name");
        self.take_title(m, e);
    }

    /// What the words before a name say of its bearer.
    fn take_title(&mut self, m: usize, e: usize) {
        let Some(title) = self.found[m].title else { return };
        let (role, country) = roles::of_title(self.doc, self.actors, title);
        let gender = pronouns::gender_of(self.tokens(), title);
        self.add_role(e, role);
        let draft = &mut self.entities[e];
        draft.gender = draft.gender.or(gender);
        draft.country = draft.country.take().or(country);
    }

    /// A name that is no person's: a body, a place, a vessel, an event.
    fn thing(&mut self, m: usize) {
        let (doc, actors, t) = (self.doc, self.actors, self.tokens());
        let f = &self.found[m];
        let name = plain(f.name(doc));
        let told = names::kind_of(t, actors, f);
        // The tagger knows a town that is held from a team that plays.
        let (mention, kind) = match (told.1, self.marked.get(&f.head)) {
            (EntityType::Organisation, Some(MentionType::Place)) => (MentionType::Place, EntityType::Place),
            _ => told,
        };
        let country = f.title.and_then(|title| roles::of_title(doc, actors, title).1);
        let country = country.or_else(|| roles::country_within(doc, actors, f.core));
        let acronym = f.acronym.map(|a| doc.quote(t.span(a)));
        let same = |e: &usize| {
            let d = &self.entities[*e];
            // A town may act: it is the same town.
            let is_either = |k| matches!(k, EntityType::Place | EntityType::Organisation);
            let fits = d.kind == kind || is_either(d.kind) && is_either(kind);
            fits && (d.country.is_none() || country.is_none() || d.country == country)
        };
        let known = [Some(name.as_str()), acronym].into_iter().flatten();
        let known = known.flat_map(|n| self.look(Look::Name, names::key(n))).copied().find(same);
        let e = match known {
            Some(e) => e,
            None => {
                let mut draft = Draft::new(&name, kind, "en/entities/full-name");
                if kind == EntityType::Place {
                    draft.country = actors.state(&name).map(|(s, _)| s.alpha2.clone());
                }
                self.add(draft)
            }
        };
        // `MOSCOW:` in a dateline is no other way to write the name.
        let is_shout = |n: &str| n.chars().count() > 5 && !n.contains(char::is_lowercase);
        if is_shout(&self.entities[e].name) && !is_shout(&name) {
            self.entities[e].name = name;
        } else if !is_shout(&name) {
            self.add_alias(e, &name);
        }
        if let Some(acronym) = acronym {
            self.add_alias(e, acronym);
        }
        let draft = &mut self.entities[e];
        draft.country = draft.country.take().or(country);
        self.join(m, e, mention, "en/mentions/name");
    }

    /// Surnames and given names of those that have been named in full, and persons named by one word only.
    fn short_names(&mut self) {
        for m in 0..self.found.len() {
            let f = &self.found[m];
            if self.of[m].is_some() || f.form != MentionForm::Name {
                continue;
            }
            let name = plain(f.name(self.doc));
            let (first, last) = names::ends(&name);
            let bearers = |look: Look, word: String, fits: fn(&str, &str) -> bool| -> Vec<usize> {
                let all = self.look(look, word).iter().copied();
                all.filter(|e| fits(&self.entities[*e].name, &name)).collect()
            };
            let mut fits = bearers(Look::Surname, last, names::has_surname);
            if fits.is_empty() {
                fits = bearers(Look::GivenName, first, names::has_given_name);
            }
            // Two of that name: a title tells them apart, or that the text has been about one of them so far.
            if fits.len() > 1 {
                let title = f.title.map(|t| roles::of_title(self.doc, self.actors, t).0.title);
                let by_title =
                    |e: &usize| self.entities[*e].roles.iter().any(|r| Some(&r.title) == title.as_ref());
                match fits.iter().copied().filter(by_title).collect::<Vec<_>>()[..] {
                    [e] => fits = vec![e],
                    _ => fits = self.foremost(m, &fits).into_iter().collect(),
                }
                if fits.is_empty() {
                    self.kinds[m] = Some((MentionType::Person, "en/mentions/name"));
                    continue;
                }
            }
            match fits.first() {
                Some(&e) => {
                    self.join(m, e, MentionType::Person, "en/mentions/surname");
                    self.take_title(m, e);
                }
                None => self.person(m),
            }
        }
    }

    /// The one of several entities that the text before mention `m` has named most, if at least twice as often as
    /// the next.
    fn foremost(&self, m: usize, of: &[usize]) -> Option<usize> {
        const REACH_MENTIONS: usize = 300;
        let count = |e: usize| (0..m).rev().take(REACH_MENTIONS).filter(|k| self.of[*k] == Some(e)).count();
        let mut counts: Vec<(usize, usize)> = of.iter().map(|e| (count(*e), *e)).collect();
        counts.sort_by_key(|(n, e)| (std::cmp::Reverse(*n), *e));
        match counts[..] {
            [(most, e), (next, _), ..] if most > 0 && most >= 2 * next => Some(e),
            _ => None,
        }
    }
}

/// Whether a state or capital acts where it stands: as the subject of what is done, as the other side of it, or as
/// the owner of what acts. Where something happens, it is a place.
fn acts(t: &Tokens, head: usize, used: StateUse) -> bool {
    let is_state = used != StateUse::Capital;
    match t.dep(head) {
        "nsubj" => t.lemma(t.head(head)) != "be" || is_state,
        "nsubjpass" => is_state,
        "poss" => true,
        "dobj" | "dative" => is_state,
        "pobj" => match t.lower(t.head(head)) {
            "by" | "with" | "against" | "between" => true,
            "of" => is_state,
            _ => false,
        },
        // `Moscow and Washington`: the second does what the first does.
        "conj" if t.head(head) != head && t.dep(t.head(head)) != "conj" => acts(t, t.head(head), used),
        _ => false,
    }
}
