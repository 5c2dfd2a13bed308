//! The forms of a name under which an actor is looked up.

use onrecord_doc::{Entity, EntityType};

/// How much a form of a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loose {
    /// The name as it stands: two words or more for a person.
    Full,
    /// First and last word, spelling levelled: *Sergei V. Lavrov* and *Sergey Lavrov*.
    Variant,
    /// One word for a person.
    Surname,
}

/// A form of a name and how much it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The form, with its kind in front.
    pub key: String,
    /// How much it says.
    pub loose: Loose,
}

/// How many names of an entity are looked up.
const NAMES: usize = 16;

/// Every form of an entity's names.
pub fn keys(entity: &Entity) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    let mut push = |letter: &str, name: &str, loose| {
        let key = Key { key: format!("{letter} {name}"), loose };
        if !name.is_empty() && !keys.contains(&key) {
            keys.push(key);
        }
    };
    for name in std::iter::once(&entity.name).chain(&entity.aliases).take(NAMES) {
        let words = words(name);
        let (Some(first), Some(last)) = (words.first(), words.last()) else { continue };
        if entity.kind != EntityType::Person {
            push("full", &words.join(" "), Loose::Full);
        } else if words.len() == 1 {
            push("last", &level(last), Loose::Surname);
        } else {
            push("full", &words.join(" "), Loose::Full);
            push("ends", &format!("{} {}", level(first), level(last)), Loose::Variant);
            // So that a surname with an office finds the holder.
            push("last", &level(last), Loose::Surname);
        }
    }
    keys
}

/// How much of a name there is: words, then letters.
pub fn size(name: &str) -> (usize, usize) {
    (words(name).len(), name.chars().count())
}

/// The words in lower case, without what is no letter or digit, Latin letters without their accents.
fn words(name: &str) -> Vec<String> {
    let folded: String = name.chars().flat_map(char::to_lowercase).map(fold).collect();
    let words =
        folded.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\u{300}'..='\u{36f}' | '\'' | '’'));
    let plain = |w: &str| w.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    words.map(plain).filter(|w| !w.is_empty()).collect()
}

/// One letter without its accent, for the letters of European languages.
fn fold(c: char) -> char {
    match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'č' | 'ĉ' => 'c',
        'ď' | 'đ' => 'd',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ğ' | 'ģ' => 'g',
        'ì'..='ï' | 'ī' | 'į' | 'ı' => 'i',
        'ķ' => 'k',
        'ł' | 'ļ' | 'ľ' => 'l',
        'ñ' | 'ń' | 'ň' | 'ņ' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => 'o',
        'ř' => 'r',
        'ś' | 'š' | 'ş' | 'ș' => 's',
        'ť' | 'ţ' | 'ț' => 't',
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => 'u',
        'ý' | 'ÿ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// Spellings of one name in several transcriptions made one: *Sergei*, *Sergey*; *Zelensky*, *Zelenskyy*.
fn level(word: &str) -> String {
    let mut out = String::new();
    for c in word.chars() {
        let c = if matches!(c, 'y' | 'j') { 'i' } else { c };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}
