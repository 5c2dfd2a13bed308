//! Who there is beforehand: states with their peoples, capitals and seats of government, bodies with their acronyms,
//! and the nouns that stand for actors. A document's own names are found in `mentions` and joined in
//! [`crate::entities`]; this is what those look up.
//!
//! The tables are `states.tsv`, `organisations.tsv`, `groups.tsv` and `given_names.tsv` in `data/actors/`, and
//! `data/en/lexicon/titles.tsv`; those of [`offices`] say who held which office when.

pub mod offices;
pub(crate) mod spelling;
mod titles;
pub mod wikidata;

use crate::error::Error;
use crate::tsv;
use hashbrown::HashMap;
use onrecord_doc::EntityType;

/// A state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// ISO 3166 alpha-2.
    pub alpha2: String,
    /// ISO 3166 alpha-3, which CAMEO uses too.
    pub alpha3: String,
    /// What it is called.
    pub name: String,
    /// Every name that is its own, `name` included; not its capital.
    pub names: Vec<String>,
}

/// A body known beforehand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// What it is called.
    pub name: String,
    /// Every other name.
    pub names: Vec<String>,
    /// Organisation or group.
    pub kind: EntityType,
    /// ISO 3166 alpha-2 of the state it belongs to.
    pub country: Option<String>,
}

/// How a word stands for a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateUse {
    /// *Russia*
    Name,
    /// *Russian*, *Russians*
    People,
    /// *Moscow*: the government where it acts, else the city.
    Capital,
    /// *the Kremlin*: the government.
    Seat,
}

/// What kind of actor a noun stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NounKind {
    /// One human being.
    Person,
    /// A body.
    Organisation,
    /// Several people.
    Group,
}

/// How a noun stands for an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NounRole {
    /// Held: *minister*.
    Office,
    /// Practised: *analyst*.
    Function,
    /// For people whose names are withheld: *official*, *source*.
    Source,
    /// Kin: *widow*.
    Family,
    /// A body: *ministry*.
    Body,
    /// A plural that acts: *rebels*.
    People,
}

/// How a person is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gender {
    /// *she*
    Female,
    /// *he*
    Male,
}

/// Everything known beforehand.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    states: Vec<State>,
    state_names: HashMap<String, (usize, StateUse)>,
    bodies: Vec<Body>,
    body_names: HashMap<String, usize>,
    nouns: HashMap<String, (NounKind, NounRole)>,
    given_names: HashMap<String, Gender>,
    /// Who held which office when.
    pub offices: offices::Offices,
    /// Wikidata numbers of states, capitals and bodies.
    pub wikidata: wikidata::Wikidata,
}

impl Actors {
    /// Reads the five tables: states, organisations, groups, titles, given names.
    ///
    /// # Errors
    ///
    /// Fails at a row that has no source, holds an unknown kind, or says something that another row has said.
    pub fn parse(
        states: &str,
        organisations: &str,
        groups: &str,
        titles: &str,
        given_names: &str,
    ) -> Result<Actors, Error> {
        let mut actors = Actors::default();
        actors.add_states("data/actors/states.tsv", states)?;
        actors.add_bodies("data/actors/organisations.tsv", organisations)?;
        actors.add_groups("data/actors/groups.tsv", groups)?;
        actors.add_nouns("data/en/lexicon/titles.tsv", titles)?;
        actors.add_given_names("data/actors/given_names.tsv", given_names)?;
        Ok(actors)
    }

    fn add_states(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let columns = ["alpha2", "alpha3", "name", "names", "demonyms", "capital", "seats", "source"];
        for row in tsv::rows(path, table, columns)? {
            let [alpha2, alpha3, name, names, demonyms, capital, seats, _] = row.cells;
            let number = self.states.len();
            let own: Vec<String> = [name].into_iter().chain(list(names)).map(str::to_owned).collect();
            let uses = own.iter().map(|n| (key(n), StateUse::Name));
            let people = list(demonyms)
                .flat_map(|d| [(key(d), StateUse::People), (key(&format!("{d}s")), StateUse::People)]);
            let places = list(capital).map(|c| (key(c), StateUse::Capital));
            let houses = list(seats).map(|s| (key(s), StateUse::Seat));
            for (word, kind) in uses.chain(people).chain(places).chain(houses) {
                // Two states may share a word (`Congolese`, `Dominican`); the first keeps it.
                self.state_names.entry(word).or_insert((number, kind));
            }
            let (alpha2, alpha3, name) = (alpha2.to_owned(), alpha3.to_owned(), name.to_owned());
            self.states.push(State { alpha2, alpha3, name, names: own });
        }
        Ok(())
    }

    fn add_bodies(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let columns = ["name", "names", "short", "type", "country", "cameo", "sector", "source"];
        for row in tsv::rows(path, table, columns)? {
            let [name, names, _, kind, country, ..] = row.cells;
            let kind = match EntityType::find(kind) {
                Some(kind @ (EntityType::Organisation | EntityType::Group)) => kind,
                _ => {
                    let hint = Some("types: organisation, group".to_owned());
                    return Err(tsv::wrong(path, row.line, format!("unknown type `{kind}`"), hint));
                }
            };
            self.add_body(path, row.line, [name, names, country], kind)?;
        }
        Ok(())
    }

    fn add_groups(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let columns = ["name", "names", "short", "country", "cameo", "sector", "from", "to", "source"];
        for row in tsv::rows(path, table, columns)? {
            let [name, names, _, country, _, _, from, to, _] = row.cells;
            // A group whose part changed has a row for each time; they are one group.
            let is_known = self.body(name).is_some_and(|b| b.name == name);
            if !(is_known && (!from.is_empty() || !to.is_empty())) {
                self.add_body(path, row.line, [name, names, country], EntityType::Group)?;
            }
        }
        Ok(())
    }

    fn add_body(
        &mut self,
        path: &str,
        line: usize,
        [name, names, country]: [&str; 3],
        kind: EntityType,
    ) -> Result<(), Error> {
        let number = self.bodies.len();
        for word in [name].into_iter().chain(list(names)) {
            // Spellings of one body may be the same key: `al-Qaeda`, `Al-Qaeda`.
            if let Some(before) = self.body_names.insert(key(word), number).filter(|b| *b != number) {
                let message = format!("`{word}` is a name of `{}` already", self.bodies[before].name);
                return Err(tsv::wrong(path, line, message, None));
            }
        }
        self.bodies.push(Body {
            name: name.to_owned(),
            names: list(names).map(str::to_owned).collect(),
            kind,
            country: (!country.is_empty()).then(|| country.to_owned()),
        });
        Ok(())
    }

    fn add_nouns(&mut self, path: &str, table: &str) -> Result<(), Error> {
        for row in tsv::rows(path, table, ["noun", "kind", "role", "source"])? {
            let [noun, kind, role, _] = row.cells;
            let kind = match kind {
                "person" => NounKind::Person,
                "organisation" => NounKind::Organisation,
                "group" => NounKind::Group,
                _ => {
                    let hint = Some("kinds: person, organisation, group".to_owned());
                    return Err(tsv::wrong(path, row.line, format!("unknown kind `{kind}`"), hint));
                }
            };
            let role = match role {
                "office" => NounRole::Office,
                "function" => NounRole::Function,
                "source" => NounRole::Source,
                "family" => NounRole::Family,
                "body" => NounRole::Body,
                "people" => NounRole::People,
                _ => {
                    let hint = Some("roles: office, function, source, family, body, people".to_owned());
                    return Err(tsv::wrong(path, row.line, format!("unknown role `{role}`"), hint));
                }
            };
            self.nouns.insert(noun.to_lowercase(), (kind, role));
        }
        Ok(())
    }

    fn add_given_names(&mut self, path: &str, table: &str) -> Result<(), Error> {
        for row in tsv::rows(path, table, ["given_name", "gender", "source"])? {
            let [name, gender, _] = row.cells;
            let gender = match gender {
                "female" => Gender::Female,
                "male" => Gender::Male,
                _ => {
                    let hint = Some("genders: female, male; leave out a name of both".to_owned());
                    return Err(tsv::wrong(path, row.line, format!("unknown gender `{gender}`"), hint));
                }
            };
            self.given_names.insert(name.to_owned(), gender);
        }
        Ok(())
    }

    /// The state that a name, people, capital or seat stands for.
    pub fn state(&self, words: &str) -> Option<(&State, StateUse)> {
        let (state, kind) = look(&self.state_names, words)?;
        Some((&self.states[state], kind))
    }

    /// The state of that ISO 3166 alpha-2 code.
    pub fn state_of(&self, alpha2: &str) -> Option<&State> {
        self.states.iter().find(|s| s.alpha2 == alpha2)
    }

    /// The body of that name.
    pub fn body(&self, words: &str) -> Option<&Body> {
        look(&self.body_names, words).map(|b| &self.bodies[b])
    }

    /// How the bearer of a given name is spoken of, where the name tells.
    pub fn gender(&self, given_name: &str) -> Option<Gender> {
        self.given_names.get(given_name).copied()
    }

    /// What a noun, in small letters, stands for.
    pub fn noun(&self, lemma: &str) -> Option<(NounKind, NounRole)> {
        self.nouns.get(lemma).copied()
    }
}

pub(crate) fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|s| !s.is_empty())
}

/// Looks a name up as it is written, then in small letters: `WHO` is a body, `Who` and `who` are not, and `IRAN` is
/// the same as `Iran`.
fn look<T: Copy>(table: &HashMap<String, T>, words: &str) -> Option<T> {
    let plain = plain(words);
    table.get(&plain).or_else(|| table.get(&plain.to_lowercase())).copied()
}

/// A name as the key of a table: in small letters unless it is an acronym.
fn key(name: &str) -> String {
    let plain = plain(name);
    let is_acronym = plain.len() > 1 && !plain.contains(char::is_lowercase) && !plain.contains(' ');
    if is_acronym { plain } else { plain.to_lowercase() }
}

/// A name without its article and possessive ending, with plain apostrophes and single spaces.
pub(crate) fn plain(name: &str) -> String {
    let name = name.replace('’', "'");
    let words: Vec<&str> = name.split_whitespace().collect();
    let words = match words.as_slice() {
        [article, rest @ ..] if !rest.is_empty() && article.eq_ignore_ascii_case("the") => rest,
        all => all,
    };
    let joined = words.join(" ");
    joined.strip_suffix("'s").map(str::to_owned).unwrap_or(joined)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::sync::LazyLock;

    pub(crate) static ACTORS: LazyLock<Actors> = LazyLock::new(|| {
        Actors::parse(
            include_str!("../../../data/actors/states.tsv"),
            include_str!("../../../data/actors/organisations.tsv"),
            include_str!("../../../data/actors/groups.tsv"),
            include_str!("../../../data/en/lexicon/titles.tsv"),
            include_str!("../../../data/actors/given_names.tsv"),
        )
        .unwrap()
    });

    #[test]
    fn a_state_is_known_by_name_people_capital_and_seat() {
        let found = |words: &str| ACTORS.state(words).map(|(s, u)| (s.alpha2.as_str(), u));
        assert_eq!(found("the United States"), Some(("US", StateUse::Name)));
        assert_eq!(found("U.S."), Some(("US", StateUse::Name)));
        assert_eq!(found("US"), Some(("US", StateUse::Name)));
        assert_eq!(found("us"), None);
        assert_eq!(found("Russians"), Some(("RU", StateUse::People)));
        assert_eq!(found("MOSCOW"), Some(("RU", StateUse::Capital)));
        assert_eq!(found("the Kremlin"), Some(("RU", StateUse::Seat)));
        assert_eq!(found("Côte d’Ivoire"), Some(("CI", StateUse::Name)));
        assert_eq!(found("Atlantis"), None);
    }

    #[test]
    fn a_body_is_known_by_every_name() {
        assert_eq!(ACTORS.body("ISIL").map(|b| b.name.as_str()), Some("Islamic State"));
        assert_eq!(
            ACTORS.body("the U.N. Security Council").map(|b| b.name.as_str()),
            Some("United Nations Security Council")
        );
        assert_eq!(ACTORS.body("who"), None);
    }

    #[test]
    fn every_state_has_codes_of_two_and_three_letters() {
        for state in &ACTORS.states {
            assert_eq!((state.alpha2.len(), state.alpha3.len()), (2, 3), "{}", state.name);
        }
    }

    #[test]
    fn a_name_given_twice_is_refused() {
        let table = "name\tnames\tshort\ttype\tcountry\tcameo\tsector\tsource\n\
                     A B\tAB\t\tgroup\t\t\t\town\nC\tAB\t\tgroup\t\t\t\town\n";
        let states = "alpha2\talpha3\tname\tnames\tdemonyms\tcapital\tseats\tsource\n";
        let error = Actors::parse(states, table, "", "", "").unwrap_err();
        assert_eq!(error.to_string(), "data/actors/organisations.tsv:3:1: `AB` is a name of `A B` already");
    }
}
