//! Which countries a text speaks of, for the holidays that fall on another day in each: *Independence Day*.
//!
//! The dateline decides; without one, how often states, their people and their cities are named. The names are those of
//! `data/actors/states.tsv` and `data/actors/places.tsv`. The text is looked at only where such a holiday stands in it.

use hashbrown::HashMap;
use onrecord_doc::Document;
use std::sync::Arc;

/// What the place of a dateline is worth in mentions.
const DATELINE: u32 = 1000;

/// The most words of a name.
const WORDS: usize = 3;

/// Names and the country that they stand for, as ISO 3166 alpha-2.
#[derive(Clone, Debug, Default)]
pub(crate) struct Countries {
    names: HashMap<Box<str>, Arc<str>>,
}

/// How often each country is named.
pub(crate) type Named = HashMap<Arc<str>, u32>;

impl Countries {
    /// Reads the names, nationalities and capitals of the table of states, and the cities and regions of that of
    /// places; what cannot be read is left out here, as those tables are checked where they are loaded.
    pub fn parse(states: &str, places: &str) -> Countries {
        let mut countries = Countries::default();
        let mut alpha2: HashMap<&str, Arc<str>> = HashMap::new();
        let rows = |table: &'static [&'static str], text| columns(text, table);
        for row in rows(&["alpha2", "alpha3", "name", "names", "demonyms", "capital"], states) {
            let [code, alpha3, names @ ..] = row.as_slice() else { continue };
            let code: Arc<str> = Arc::from(*code);
            alpha2.insert(alpha3, code.clone());
            countries.add(names, &code);
        }
        for row in rows(&["alpha3", "cities", "regions", "peoples"], places) {
            let [alpha3, names @ ..] = row.as_slice() else { continue };
            if let Some(code) = alpha2.get(alpha3) {
                countries.add(names, code);
            }
        }
        countries
    }

    fn add(&mut self, cells: &[&str], code: &Arc<str>) {
        for name in cells.iter().flat_map(|cell| cell.split(';')).map(str::trim).filter(|n| !n.is_empty()) {
            self.names.entry(name.into()).or_insert_with(|| code.clone());
        }
    }

    fn find(&self, name: &str) -> Option<&Arc<str>> {
        self.names.get(name).or_else(|| self.names.get(name.strip_suffix('s')?))
    }

    /// How often the text names each country.
    pub fn named(&self, doc: &Document) -> Named {
        let mut named = Named::new();
        if let Some(line) = &doc.dateline {
            let place = line.place.split(',').next().unwrap_or("").trim();
            let found = self.names.iter().find(|(name, _)| name.to_lowercase() == place.to_lowercase());
            if let Some((_, code)) = found {
                *named.entry(code.clone()).or_default() += DATELINE;
            }
        }
        let text = doc.text();
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let start_of = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
        let mut i = 0;
        while let Some(word) = words.get(i) {
            let name = word.trim_start_matches(|c: char| !c.is_alphanumeric());
            let mut taken = 1;
            if name.starts_with(char::is_uppercase) {
                let start = start_of(name);
                for n in (1..=WORDS).rev() {
                    let Some(last) = words.get(i + n - 1) else { continue };
                    let Some(phrase) = text.get(start..start_of(last) + last.len()) else { continue };
                    let bare = phrase.trim_end_matches(|c: char| !c.is_alphanumeric());
                    let bare = bare.strip_suffix("'s").or(bare.strip_suffix("\u{2019}s")).unwrap_or(bare);
                    if let Some(code) = self.find(phrase).or_else(|| self.find(bare)) {
                        *named.entry(code.clone()).or_default() += 1;
                        taken = n;
                        break;
                    }
                }
            }
            i += taken;
        }
        named
    }
}

/// The wanted columns of every row of a table with a header.
fn columns<'t>(text: &'t str, wanted: &[&str]) -> Vec<Vec<&'t str>> {
    let mut lines = text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let at: Vec<Option<usize>> = wanted.iter().map(|w| header.iter().position(|h| h == w)).collect();
    let row = |line: &'t str| {
        let cells: Vec<&str> = line.split('\t').collect();
        at.iter().map(|i| i.and_then(|i| cells.get(i)).copied().unwrap_or("")).collect()
    };
    lines.map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_doc::Input;

    fn named(text: &str) -> Vec<(String, u32)> {
        let countries = Countries::parse(
            include_str!("../../../../data/actors/states.tsv"),
            include_str!("../../../../data/actors/places.tsv"),
        );
        let mut doc = Document::new(Input::new(text));
        doc.dateline = super::super::dateline(&doc);
        let mut named: Vec<_> = countries.named(&doc).into_iter().map(|(c, n)| (c.to_string(), n)).collect();
        named.sort();
        named
    }

    #[test]
    fn states_their_people_and_cities_are_counted() {
        let text = "Ukraine's army met Americans in Los Angeles, and Ukrainians left (Chicago).";
        assert_eq!(named(text), [("UA".into(), 2), ("US".into(), 3)]);
    }

    #[test]
    fn the_dateline_outweighs_what_the_text_names() {
        let got = named("NAIROBI, Kenya, May 4 (Agency) - Uganda and Uganda.");
        assert_eq!(got.iter().max_by_key(|(_, n)| *n).map(|(c, _)| c.as_str()), Some("KE"));
    }
}
