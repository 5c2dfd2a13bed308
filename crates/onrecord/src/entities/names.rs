//! Names against names: when two are one person's, what a short one stands for, what a name is the name of.

use crate::actors::{Actors, NounKind, plain};
use crate::mentions::{self, Found};
use onrecord_doc::{EntityType, MentionType, Tokens};

/// Particles of names that come and go in spelling: `al-Assad`, `Assad`.
const PARTICLES: [&str; 6] = ["al-", "el-", "al ", "el ", "an-", "ad-"];

/// A part of a name for comparison: small letters, no particle, no full stop.
fn part(word: &str) -> String {
    let word = word.to_lowercase();
    let word = PARTICLES.iter().find_map(|p| word.strip_prefix(p)).unwrap_or(&word);
    word.trim_end_matches('.').to_owned()
}

fn parts(name: &str) -> Vec<String> {
    let is_particle = |w: &&str| {
        !matches!(
            w.to_lowercase().as_str(),
            "al" | "el" | "jr." | "jr" | "sr." | "mr." | "mrs." | "ms." | "dr."
        )
    };
    name.split(' ').filter(is_particle).map(part).filter(|p| !p.is_empty()).collect()
}

/// The first and the last part of a person's name, for look-up; of a name of one word, that word twice.
pub(super) fn ends(name: &str) -> (String, String) {
    let parts = parts(name);
    (parts.first().cloned().unwrap_or_default(), parts.last().cloned().unwrap_or_default())
}

/// The last word of a title, in small letters.
pub(super) fn last_word(title: &str) -> String {
    title.rsplit([' ', '-']).next().unwrap_or("").to_lowercase()
}

/// Whether two names of several words are one person's: the same surname, and given names that are the same, the
/// initial of each other, or missing.
pub(super) fn is_same_person(a: &str, b: &str) -> bool {
    let (a, b) = (parts(a), parts(b));
    let (Some((last_a, given_a)), Some((last_b, given_b))) = (a.split_last(), b.split_last()) else {
        return false;
    };
    if last_a != last_b {
        return false;
    }
    match (given_a.first(), given_b.first()) {
        (Some(x), Some(y)) => x == y || is_initial(x, y) || is_initial(y, x),
        (None, None) => true,
        _ => false,
    }
}

fn is_initial(short: &str, long: &str) -> bool {
    short.chars().count() == 1 && long.starts_with(short)
}

/// Whether `short` is the surname, or the last words, of the person called `name`.
pub(super) fn has_surname(name: &str, short: &str) -> bool {
    let (name, short) = (parts(name), parts(short));
    !short.is_empty() && short.len() < name.len() && name.ends_with(&short)
}

/// Whether `short` is the first name of the person called `name`, or, in names that begin with the family's, all of
/// it but the last word.
pub(super) fn has_given_name(name: &str, short: &str) -> bool {
    let (name, short) = (parts(name), parts(short));
    !short.is_empty() && short.len() < name.len() && name.starts_with(&short)
}

/// Whether `title` ends with the words `end`: `deputy foreign minister` with `foreign minister`.
pub(super) fn ends_with_words(title: &str, end: &str) -> bool {
    !end.is_empty()
        && title.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '-']))
}

/// A name that is no person's for comparison: its words without the small ones, in order of the alphabet, so that
/// `Ministry of Trade` is `Trade Ministry`. A name of two words and more with the same words is the same body.
pub(super) fn key(name: &str) -> String {
    let plain = plain(name).to_lowercase();
    let mut words: Vec<&str> =
        plain.split(' ').filter(|w| !matches!(*w, "of" | "the" | "and" | "for" | "&" | "in")).collect();
    words.sort_unstable();
    words.join(" ")
}

/// What a name that is no person's stands for.
pub(super) fn kind_of(t: &Tokens, actors: &Actors, f: &Found) -> (MentionType, EntityType) {
    let prefix =
        matches!(t.lower(f.core.0), "mv" | "ms" | "uss" | "hms" | "mt" | "ss") && f.core.0 < f.core.1;
    if prefix || (f.phrase.0..f.core.0).any(|i| mentions::is_vessel(t.lower(i))) {
        return (MentionType::Vessel, EntityType::Vessel);
    }
    let title = f.title.map(|(a, b)| (a..=b).rev().find_map(|i| mentions::noun(t, actors, i)));
    if matches!(title, Some(Some((NounKind::Organisation, _)))) {
        return (MentionType::Organisation, EntityType::Organisation);
    }
    match f.label.as_str() {
        "GPE" | "LOC" | "FAC" => (MentionType::Place, EntityType::Place),
        "NORP" => (MentionType::Nationality, EntityType::Nationality),
        "EVENT" => (MentionType::Event, EntityType::Event),
        "LAW" | "WORK_OF_ART" => (MentionType::Document, EntityType::Document),
        "PRODUCT" => (MentionType::Other, EntityType::Other),
        _ => (MentionType::Organisation, EntityType::Organisation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_person() {
        assert!(is_same_person("Bashar Assad", "Bashar al-Assad"));
        assert!(is_same_person("V. Putin", "Vladimir Putin"));
        assert!(!is_same_person("Ada Stone", "Ben Stone"));
        assert!(!is_same_person("Stone", "Ben Stone"));
        assert!(has_surname("Adel al-Jubeir", "Jubeir"));
        assert!(has_given_name("Hafiz Rosli", "Hafiz"));
        assert!(!has_surname("Stone", "Stone"));
    }

    #[test]
    fn a_body_is_the_same_in_any_order_of_its_words() {
        assert_eq!(key("the Ministry of Trade"), key("Trade Ministry"));
        assert_ne!(key("Trade Ministry"), key("Interior Ministry"));
    }

    #[test]
    fn a_title_ends_with_whole_words() {
        assert!(ends_with_words("deputy foreign minister", "minister"));
        assert!(!ends_with_words("subminister", "minister"));
    }
}
