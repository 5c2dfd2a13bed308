//! Places that no list of settlements has: seas, rivers, mountains, sub-regions, states that are no more, well-known
//! sites. From `data/places/more.tsv` and a user's own tables beside it; and the short forms of regions (`Ga.`) from
//! `data/places/short.tsv`.

use super::fold::fold;
use crate::error::Error;
use crate::tsv;
use hashbrown::HashMap;
use onrecord_doc::PlaceLevel;

/// A place of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct More {
    /// Its name.
    pub name: String,
    /// How precise.
    pub level: PlaceLevel,
    /// ISO 3166 alpha-2 of the one state that it lies in.
    pub country: Option<String>,
    /// Degrees north and east, if it has a point.
    pub at: Option<(f64, f64)>,
    /// Number at GeoNames.
    pub geonames: Option<u32>,
    /// The row gives further names of the gazetteer's place of this name.
    pub is_alias: bool,
    /// It has names beside its own.
    pub has_names: bool,
}

/// What the kinds of the table are to a reader of the record.
const KINDS: [(&str, PlaceLevel); 9] = [
    ("alias", PlaceLevel::Region),
    ("continent", PlaceLevel::Region),
    ("region", PlaceLevel::Region),
    ("water", PlaceLevel::Region),
    ("land", PlaceLevel::Region),
    ("historic", PlaceLevel::Country),
    ("union", PlaceLevel::Region),
    ("city", PlaceLevel::City),
    ("site", PlaceLevel::Site),
];

/// The tables, looked up by name.
#[derive(Clone, Debug, Default)]
pub struct MoreTable {
    rows: Vec<More>,
    names: HashMap<String, Vec<usize>>,
    peoples: HashMap<String, usize>,
    shorts: HashMap<String, (String, String)>,
}

impl MoreTable {
    /// Adds the rows of a table.
    ///
    /// # Errors
    ///
    /// At a row without a source, of an unknown kind, or with a point that is none.
    pub(crate) fn add(&mut self, path: &str, table: &str) -> Result<(), Error> {
        let columns = ["name", "names", "kind", "country", "lat", "lon", "geonames", "peoples", "source"];
        for row in tsv::rows(path, table, columns)? {
            let [name, names, kind, country, lat, lon, geonames, peoples, _] = row.cells;
            let wrong =
                |message: String, hint: &str| Err(tsv::wrong(path, row.line, message, Some(hint.to_owned())));
            let Some((_, level)) = KINDS.iter().find(|(k, _)| *k == kind) else {
                let kinds: Vec<&str> = KINDS.iter().map(|(k, _)| *k).collect();
                return wrong(format!("unknown kind `{kind}`"), &format!("kinds: {}", kinds.join(", ")));
            };
            let degrees = |cell: &str, most: f64| cell.parse().ok().filter(|d: &f64| d.abs() <= most);
            let at = match (degrees(lat, 90.0), degrees(lon, 180.0)) {
                (Some(lat), Some(lon)) => Some((lat, lon)),
                _ if lat.is_empty() && lon.is_empty() => None,
                _ => {
                    return wrong(format!("`{lat}`, `{lon}` is no point"), "degrees, as `33.51` and `36.29`");
                }
            };
            let geonames = match geonames {
                "" => None,
                digits => match digits.parse() {
                    Ok(number) => Some(number),
                    Err(_) => {
                        return wrong(
                            format!("`{digits}` is no number"),
                            "the number at GeoNames, or nothing",
                        );
                    }
                },
            };
            let number = self.rows.len();
            for key in [name].into_iter().chain(list(names)).map(fold).filter(|k| !k.is_empty()) {
                let places = self.names.entry(key).or_default();
                if places.last() != Some(&number) {
                    places.push(number);
                }
            }
            for people in list(peoples) {
                self.peoples.insert(fold(people), number);
                self.peoples.insert(fold(&format!("{people}s")), number);
            }
            let country = (country.len() == 2).then(|| country.to_owned());
            self.rows.push(More {
                name: name.to_owned(),
                level: *level,
                country,
                at,
                geonames,
                is_alias: kind == "alias",
                has_names: !names.is_empty(),
            });
        }
        Ok(())
    }

    /// Adds short forms of regions.
    ///
    /// # Errors
    ///
    /// At a row without a source.
    pub(crate) fn add_shorts(&mut self, path: &str, table: &str) -> Result<(), Error> {
        for row in tsv::rows(path, table, ["short", "name", "country", "source"])? {
            let [short, name, country, _] = row.cells;
            for form in list(short) {
                self.shorts.insert(form.to_owned(), (fold(name), country.to_owned()));
            }
        }
        Ok(())
    }

    /// The places of a key, by number.
    pub(crate) fn find(&self, key: &str) -> &[usize] {
        self.names.get(key).map_or(&[], Vec::as_slice)
    }

    /// The place of a people: *Scottish*, *Kurds*.
    pub(crate) fn people(&self, key: &str) -> Option<usize> {
        self.peoples.get(key).copied()
    }

    /// Key and country of a short form, written exactly so: `Ga.`, `GA`.
    pub(crate) fn short(&self, words: &str) -> Option<(&str, &str)> {
        // The stop may be taken for that of the sentence: `N.Y`
        let with_stop = || self.shorts.get(&format!("{words}.")).filter(|_| words.contains('.'));
        self.shorts.get(words).or_else(with_stop).map(|(name, country)| (name.as_str(), country.as_str()))
    }

    /// A place by its number.
    pub(crate) fn row(&self, number: usize) -> Option<&More> {
        self.rows.get(number)
    }
}

fn list(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(';').map(str::trim).filter(|s| !s.is_empty())
}
