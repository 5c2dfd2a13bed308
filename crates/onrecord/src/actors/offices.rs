//! Who held which office when: the people of `data/actors/people.tsv`, the offices of `data/actors/offices.tsv`, and
//! what words of titles mean in `data/actors/title_words.tsv`.
//!
//! Three questions are answered, each by key: whose name is this ([`Offices::named`], [`Offices::surnamed`], in any
//! spelling), what did they hold on a day ([`Offices::held`]), and who held an office on a day ([`Offices::holder`]).
//! A date in the tables may be a year or a month alone; what is certain and what is possible are kept apart
//! ([`When`]). Nothing is answered about days after the file's reach.

use super::titles::{Title, Titles};
use super::{Gender, list, spelling};
use crate::error::Error;
use crate::tsv;
use hashbrown::HashMap;
use jiff::civil::Date;

/// Path of the offices, which stands in records as where a role is known from.
pub const PATH: &str = "data/actors/offices.tsv";

/// Path of the people.
const PEOPLE_PATH: &str = "data/actors/people.tsv";

/// The line of the head comment that says up to which day the offices are known.
const REACH: &str = "# reaches:";

/// A person who holds or held an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What the tables call them.
    pub key: String,
    /// The name as news writes it.
    pub name: String,
    /// Other full names.
    pub names: Vec<String>,
    /// How they are spoken of.
    pub gender: Gender,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Wikidata number.
    pub wikidata: Option<String>,
}

/// A day known to the day, the month or the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct When {
    /// The first day that it can be.
    pub earliest: Date,
    /// The last day that it can be.
    pub latest: Date,
}

impl When {
    /// The day, where it is known to the day.
    pub fn day(self) -> Option<Date> {
        (self.earliest == self.latest).then_some(self.earliest)
    }

    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    fn parse(text: &str) -> Option<When> {
        let number = |part: Option<&str>, digits: usize| -> Option<Option<i16>> {
            match part {
                None => Some(None),
                Some(p) if p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()) => {
                    p.parse().ok().map(Some)
                }
                Some(_) => None,
            }
        };
        let mut parts = text.split('-');
        let year = number(parts.next(), 4)??;
        let month = number(parts.next(), 2)?;
        let day = number(parts.next(), 2)?;
        if parts.next().is_some() {
            return None;
        }
        let first_month = month.unwrap_or(1);
        let earliest =
            Date::new(year, i8::try_from(first_month).ok()?, i8::try_from(day.unwrap_or(1)).ok()?).ok()?;
        let latest = match (month, day) {
            (_, Some(_)) => earliest,
            (Some(_), None) => earliest.last_of_month(),
            (None, None) => earliest.last_of_year(),
        };
        Some(When { earliest, latest })
    }
}

/// A person in an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    person: usize,
    /// *foreign minister*
    pub title: String,
    /// ISO 3166 alpha-2, or the name of a body.
    pub of: String,
    /// First day in office.
    pub from: When,
    /// Last day in office; `None` while in office when the file ends.
    pub to: Option<When>,
    read: Title,
}

impl Tenure {
    /// The title as its words say it.
    pub(crate) fn read(&self) -> &Title {
        &self.read
    }
}

/// People and their offices.
#[derive(Clone, Debug, Default)]
pub struct Offices {
    people: Vec<Person>,
    tenures: Vec<Tenure>,
    titles: Titles,
    reach: Option<Date>,
    /// The tenures of each person, by time.
    of_person: Vec<Vec<usize>>,
    /// The tenures of each state or body, by its name in small letters.
    of_body: HashMap<String, Vec<usize>>,
    by_key: HashMap<String, usize>,
    /// Each name of each person, folded, under its consonants.
    full_names: HashMap<String, Vec<(usize, Vec<String>)>>,
    /// The same under the consonants of its last word.
    last_words: HashMap<String, Vec<(usize, Vec<String>)>>,
}

impl Offices {
    /// Reads the three tables: people, offices, words of titles.
    ///
    /// # Errors
    ///
    /// Fails at a row that has no source, names nobody of the people, has a date that is none or ends before it begins.
    pub fn parse(people: &str, offices: &str, title_words: &str) -> Result<Offices, Error> {
        let mut all = Offices { titles: Titles::parse(title_words)?, ..Offices::default() };
        all.add_people(people)?;
        all.reach = reach(offices)?;
        all.add_tenures(offices)?;
        Ok(all)
    }

    fn add_people(&mut self, table: &str) -> Result<(), Error> {
        let columns = ["key", "name", "names", "gender", "country", "wikidata", "source"];
        for row in tsv::rows(PEOPLE_PATH, table, columns)? {
            let [key, name, names, gender, country, wikidata, _] = row.cells;
            let wrong = |message: String, hint: &str| {
                Err(tsv::wrong(PEOPLE_PATH, row.line, message, (!hint.is_empty()).then(|| hint.to_owned())))
            };
            let gender = match gender {
                "female" => Gender::Female,
                "male" => Gender::Male,
                _ => return wrong(format!("unknown gender `{gender}`"), "genders: female, male"),
            };
            if !wikidata.is_empty() && !is_wikidata(wikidata) {
                return wrong(format!("`{wikidata}` is no Wikidata number"), "such as `Q42`, or empty");
            }
            let number = self.people.len();
            if key.is_empty() || name.is_empty() {
                return wrong("a person without key or name".to_owned(), "");
            }
            if self.by_key.insert(key.to_owned(), number).is_some() {
                return wrong(format!("`{key}` is somebody's key already"), "keys are used once");
            }
            let person = Person {
                key: key.to_owned(),
                name: name.to_owned(),
                names: list(names).map(str::to_owned).collect(),
                gender,
                country: some(country),
                wikidata: some(wikidata),
            };
            for spelled in [&person.name].into_iter().chain(&person.names) {
                let words = spelling::words(spelled);
                let Some((_, last)) = words.split_last().map(|(l, _)| ((), l.clone())) else { continue };
                let ends = self.last_words.entry(spelling::consonants(&[last])).or_default();
                ends.push((number, words.clone()));
                self.full_names.entry(spelling::consonants(&words)).or_default().push((number, words));
            }
            self.people.push(person);
            self.of_person.push(Vec::new());
        }
        Ok(())
    }

    fn add_tenures(&mut self, table: &str) -> Result<(), Error> {
        for row in tsv::rows(PATH, table, ["person", "title", "of", "from", "to", "source"])? {
            let [person, title, of, from, to, _] = row.cells;
            let wrong = |message: String, hint: &str| {
                Err(tsv::wrong(PATH, row.line, message, (!hint.is_empty()).then(|| hint.to_owned())))
            };
            let Some(&person) = self.by_key.get(person) else {
                return wrong(
                    format!("unknown person `{person}`"),
                    "a person is a key of `data/actors/people.tsv`",
                );
            };
            if title.is_empty() || of.is_empty() {
                return wrong("an office without title or body".to_owned(), "");
            }
            const DATES: &str = "dates: `2015`, `2015-08`, `2015-08-09`; `to` may be empty";
            let Some(first) = When::parse(from) else {
                return wrong(format!("`{from}` is no date"), DATES);
            };
            let last = match to {
                "" => None,
                _ => match When::parse(to) {
                    Some(last) => Some(last),
                    None => return wrong(format!("`{to}` is no date"), DATES),
                },
            };
            if last.is_some_and(|last| last.latest < first.earliest) {
                return wrong(format!("`{from}` to `{to}` ends before it begins"), "");
            }
            let number = self.tenures.len();
            self.of_person[person].push(number);
            self.of_body.entry(of.to_lowercase()).or_default().push(number);
            let read = self.titles.read(title);
            let (title, of) = (title.to_owned(), of.to_owned());
            self.tenures.push(Tenure { person, title, of, from: first, to: last, read });
        }
        let tenures = &self.tenures;
        for own in &mut self.of_person {
            own.sort_by_key(|t| (tenures[*t].from, *t));
        }
        Ok(())
    }

    /// The person of that key.
    pub fn person(&self, key: &str) -> Option<&Person> {
        self.by_key.get(key).map(|p| &self.people[*p])
    }

    /// Everyone, in the order of the table.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Up to which day the offices are known.
    pub fn reach(&self) -> Option<Date> {
        self.reach
    }

    /// What words of titles mean.
    pub(crate) fn titles(&self) -> &Titles {
        &self.titles
    }

    /// Those who have that full name, in any spelling.
    ///
    /// ```
    /// # let data = onrecord::Data::embedded()?;
    /// let found = data.actors.offices.named("Sergei Lavrov");
    /// assert_eq!(found[0].key, "sergey-lavrov");
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    pub fn named(&self, name: &str) -> Vec<&Person> {
        let words = spelling::words(name);
        let filed = self.full_names.get(&spelling::consonants(&words)).map_or(&[][..], Vec::as_slice);
        let all = self.fitting(filed.iter().filter(|(_, own)| spelling::same(own, &words)).map(|(p, _)| *p));
        // `George H. W. Bush` and `George W. Bush` are spellings of one name; whose it is to the letter comes first.
        let is_exact = |p: &&Person| {
            [&p.name].into_iter().chain(&p.names).any(|n| n.to_lowercase() == name.to_lowercase())
        };
        let exact: Vec<&Person> =
            if all.len() > 1 { all.iter().copied().filter(is_exact).collect() } else { Vec::new() };
        if exact.is_empty() { all } else { exact }
    }

    /// Those whose name ends in these words, in any spelling: *Lavrov*, *bin Salman*.
    pub fn surnamed(&self, surname: &str) -> Vec<&Person> {
        let words = spelling::words(surname);
        let Some(last) = words.last() else { return Vec::new() };
        let filed = self.last_words.get(&spelling::consonants(std::slice::from_ref(last)));
        let fits = |own: &[String]| {
            own.len() > words.len() && spelling::same(&own[own.len() - words.len()..], &words)
        };
        let filed = filed.map_or(&[][..], Vec::as_slice);
        self.fitting(filed.iter().filter(|(_, own)| fits(own)).map(|(p, _)| *p))
    }

    fn fitting(&self, numbers: impl Iterator<Item = usize>) -> Vec<&Person> {
        let mut numbers: Vec<usize> = numbers.collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.into_iter().map(|p| &self.people[p]).collect()
    }

    /// Every office that a person held, by time.
    pub fn of(&self, person: &Person) -> impl Iterator<Item = &Tenure> {
        let own = self.by_key.get(&person.key).map_or(&[][..], |p| &self.of_person[*p]);
        own.iter().map(|t| &self.tenures[*t])
    }

    /// The offices that a person certainly held on a day.
    pub fn held(&self, person: &Person, on: Date) -> impl Iterator<Item = &Tenure> {
        self.of(person).filter(move |t| self.is_certain(t, on))
    }

    /// Whether an office was certainly held on a day.
    pub fn is_certain(&self, tenure: &Tenure, on: Date) -> bool {
        let until = tenure.to.map(|to| to.earliest).or(self.reach);
        tenure.from.latest <= on && until.is_none_or(|until| on <= until)
    }

    /// Whether an office can have been held on a day, as far as the table says.
    pub fn is_possible(&self, tenure: &Tenure, on: Date) -> bool {
        tenure.from.earliest <= on && tenure.to.is_none_or(|to| on <= to.latest)
    }

    /// Who held the office `title` of a state (ISO 3166 alpha-2) or body on a day: exactly one, without doubt.
    ///
    /// ```
    /// # let data = onrecord::Data::embedded()?;
    /// let day = jiff::civil::date(2015, 8, 11);
    /// let holder = data.actors.offices.holder("Minister of Foreign Affairs", "RU", day);
    /// assert_eq!(holder.map(|(p, _)| p.name.as_str()), Some("Sergey Lavrov"));
    /// # Ok::<(), onrecord::Error>(())
    /// ```
    pub fn holder(&self, title: &str, of: &str, on: Date) -> Option<(&Person, &Tenure)> {
        let asked = self.titles.read(title);
        if asked.is_past || asked.words.is_empty() {
            return None;
        }
        let tenures = self.of_body.get(&of.to_lowercase())?.iter().map(|t| &self.tenures[*t]);
        let mut possible = tenures.filter(|t| {
            t.read.words == asked.words && (t.read.is_acting || !asked.is_acting) && self.is_possible(t, on)
        });
        let only = possible.next()?;
        // On the day of a change there are two, and neither is certain.
        let is_alone = possible.all(|t| t.person == only.person);
        (is_alone && self.is_certain(only, on)).then(|| (&self.people[only.person], only))
    }
}

/// The day that the head comment says the table reaches to.
fn reach(table: &str) -> Result<Option<Date>, Error> {
    let head = table.lines().enumerate().take_while(|(_, l)| l.starts_with('#') || l.trim().is_empty());
    for (i, line) in head {
        let Some(day) = line.strip_prefix(REACH) else { continue };
        return match day.trim().parse() {
            Ok(day) => Ok(Some(day)),
            Err(_) => {
                let message = format!("`{}` is no day", day.trim());
                Err(tsv::wrong(PATH, i + 1, message, Some(format!("such as `{REACH} 2025-09-30`"))))
            }
        };
    }
    Ok(None)
}

fn some(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}

/// Whether a cell is a Wikidata number: `Q42`.
pub(super) fn is_wikidata(cell: &str) -> bool {
    cell.strip_prefix('Q').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
