//! Wikidata numbers of states, capitals and bodies: `data/actors/wikidata.tsv`. Those of people stand beside them in
//! `people.tsv`. Precision before reach: what is not certain has no number.

use super::{key, plain};
use crate::error::Error;
use crate::tsv;
use hashbrown::HashMap;

const PATH: &str = "data/actors/wikidata.tsv";

/// What a number is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// By ISO 3166 alpha-2.
    State,
    /// By name, as a place.
    Capital,
    /// By its name in `organisations.tsv`.
    Body,
}

/// Wikidata numbers.
#[derive(Clone, Debug, Default)]
pub struct Wikidata {
    numbers: HashMap<(Kind, String), String>,
}

impl Wikidata {
    /// Reads the table.
    ///
    /// # Errors
    ///
    /// Fails at a row without source, of an unknown kind, without a number, or of a name that has one.
    pub fn parse(table: &str) -> Result<Wikidata, Error> {
        let mut numbers = HashMap::new();
        for row in tsv::rows(PATH, table, ["kind", "name", "wikidata", "source"])? {
            let [kind, name, number, _] = row.cells;
            let wrong =
                |message: String, hint: &str| Err(tsv::wrong(PATH, row.line, message, Some(hint.to_owned())));
            let kind = match kind {
                "state" => Kind::State,
                "capital" => Kind::Capital,
                "body" => Kind::Body,
                _ => return wrong(format!("unknown kind `{kind}`"), "kinds: state, capital, body"),
            };
            if !super::offices::is_wikidata(number) {
                return wrong(format!("`{number}` is no Wikidata number"), "such as `Q42`");
            }
            if numbers.insert((kind, key(name)), number.to_owned()).is_some() {
                return wrong(format!("`{name}` has a number already"), "one line a name");
            }
        }
        Ok(Wikidata { numbers })
    }

    /// The number of a state, capital or body.
    pub fn number(&self, kind: Kind, name: &str) -> Option<&str> {
        // `MOSCOW` is only loud.
        let plain = plain(name);
        let find = |name: String| self.numbers.get(&(kind, name)).map(String::as_str);
        find(key(&plain)).or_else(|| find(plain.to_lowercase()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Data;

    #[test]
    fn states_capitals_and_bodies_have_their_numbers() {
        let all = Data::embedded().unwrap().actors.wikidata;
        assert_eq!(all.number(Kind::State, "FR"), Some("Q142"));
        assert_eq!(all.number(Kind::Capital, "MOSCOW"), Some("Q649"));
        assert_eq!(all.number(Kind::Body, "the United Nations"), Some("Q1065"));
        assert_eq!(all.number(Kind::Body, "Harbour Union"), None);
    }

    #[test]
    fn every_state_has_a_number_and_no_two_the_same() {
        let data = Data::embedded().unwrap();
        let mut seen = hashbrown::HashSet::new();
        for line in
            include_str!("../../../../data/actors/states.tsv").lines().filter(|l| !l.starts_with('#')).skip(1)
        {
            let alpha2 = line.split('\t').next().unwrap();
            let number = data.actors.wikidata.number(Kind::State, alpha2);
            assert!(number.is_some_and(|n| seen.insert(n.to_owned())), "{alpha2}");
        }
    }

    #[test]
    fn a_fault_is_told_with_its_line() {
        let fault = |row: &str| {
            let error =
                Wikidata::parse(&format!("kind\tname\twikidata\tsource\n{row}\n")).unwrap_err().to_string();
            error.lines().next().unwrap().to_owned()
        };
        assert_eq!(fault("town\tAx\tQ1\town"), "data/actors/wikidata.tsv:2:1: unknown kind `town`");
        assert_eq!(fault("body\tAx\tP1\town"), "data/actors/wikidata.tsv:2:1: `P1` is no Wikidata number");
    }
}
