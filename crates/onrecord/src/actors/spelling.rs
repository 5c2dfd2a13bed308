//! Names across spellings: `Sergei` and `Sergey`, `Asad` and `al-Assad`, `Mohammed` and `Muhammad` are one name to a
//! reader. A name is folded to plain small letters without articles; two folded names are one if their consonants are
//! the same and their vowels are such as one alphabet's become in another.
//!
//! A table of names files each under its consonants ([`consonants`]) and then asks [`same`], so that a look-up costs
//! the same however many names there are.
//!
//! Source: romanisation tables for Arabic, Persian and Cyrillic names (BGN/PCGN), read for where they and the usage of
//! news agencies differ.

/// The words of a name in plain small letters: no marks, articles, initials in the middle, or titles of birth order.
pub(crate) fn words(name: &str) -> Vec<String> {
    let all: Vec<String> = name.split_whitespace().map(letters).filter(|w| !w.is_empty()).collect();
    let is_short = |w: &str| w.chars().count() == 1 || matches!(w, "jr" | "sr");
    let initials = |w: &&str| w.contains('.') && w.split('.').all(|p| p.chars().count() <= 1);
    let spoken: Vec<bool> =
        name.split_whitespace().filter(|w| !letters(w).is_empty()).map(|w| !initials(&w)).collect();
    let kept: Vec<String> = all
        .iter()
        .zip(spoken)
        .filter(|(w, spoken)| *spoken && !is_short(w) && !matches!(w.as_str(), "al" | "el" | "ul" | "ur"))
        .map(|(w, _)| w.clone())
        .collect();
    // `H.R. McMaster` has no other given name.
    if kept.len() < 2 && all.len() > kept.len() { all } else { kept }
}

/// One word of a name in plain small letters.
fn letters(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match plain_letter(c) {
            Some(same) => plain.push_str(same),
            None if c.is_ascii_alphanumeric() || c == '-' => plain.push(c),
            // Letters of other scripts stay: nothing is lost that could tell two names apart.
            None if c.is_alphanumeric() => plain.push(c),
            None => {}
        }
    }
    let parts = plain.split('-').filter(|p| !matches!(*p, "" | "al" | "el" | "ul" | "ur"));
    let parts: Vec<&str> = parts.collect();
    let joined = match parts.as_slice() {
        // `al-` alone, as a word of its own.
        [] if !plain.is_empty() => plain.trim_matches('-').to_owned(),
        parts => parts.concat(),
    };
    // `Abdul Aziz`, `Abdelaziz`, `Abd al-Aziz`: the article in the middle is heard in many ways.
    let servant = ["abdul", "abdel", "abdol", "abdal", "abdu"].iter().find_map(|p| joined.strip_prefix(p));
    match (servant, joined.as_str()) {
        (Some(rest), _) => format!("abd{rest}"),
        (None, "ibn" | "ben") => "bin".to_owned(),
        _ => joined,
    }
}

/// What a letter with a mark is without it; `None` for a letter that is plain already or of another script.
pub(crate) fn plain_letter(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ạ' | 'ả' | 'ấ' | 'ầ' | 'ậ' | 'ắ' | 'ằ' | 'ə' => {
            "a"
        }
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ẹ' | 'ế' | 'ề' | 'ệ' => "e",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ị' => "i",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ọ' | 'ố' | 'ồ' | 'ộ' | 'ớ' => "o",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ụ' | 'ứ' | 'ừ' => "u",
        'ý' | 'ÿ' | 'ŷ' | 'ỳ' => "y",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' => "h",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ț' => "t",
        'ź' | 'ż' | 'ž' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ß' => "ss",
        // Marks that combine, and letters that only modify.
        '\u{300}'..='\u{36f}' | '\u{2b0}'..='\u{2ff}' => "",
        _ => return None,
    })
}

/// The consonants of folded words, doubled ones once: what all spellings of a name share.
pub(crate) fn consonants(words: &[String]) -> String {
    let mut out = String::new();
    for part in sounds(words) {
        if let Sound::Consonant(c) = part {
            out.push(c);
        }
    }
    out
}

/// Whether two names, folded, are spellings of one.
pub(crate) fn same(a: &[String], b: &[String]) -> bool {
    let (a, b) = (sounds(a), sounds(b));
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    loop {
        let vowel = |s: &mut std::iter::Peekable<std::slice::Iter<Sound>>| match s.peek() {
            Some(Sound::Vowel(v)) => {
                s.next();
                Some(*v)
            }
            _ => None,
        };
        let (x, y) = (vowel(&mut a), vowel(&mut b));
        if !near(x, y) {
            return false;
        }
        match (a.next(), b.next()) {
            // Inside a name a vowel may be left out; at its end `Rose` is not `Ross`.
            (None, None) => return x.is_some() == y.is_some(),
            (Some(Sound::Consonant(x)), Some(Sound::Consonant(y))) if x == y => {}
            _ => return false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sound {
    Consonant(char),
    Vowel(Vowel),
}

/// What a run of vowels sounds like, as far as spellings agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Vowel {
    A,
    E,
    I,
    U,
    /// `ai`, `ey`
    Ei,
    /// Some other run, told apart by its letters.
    Other(u32),
}

fn near(a: Option<Vowel>, b: Option<Vowel>) -> bool {
    use Vowel::{A, E, Ei, I};
    match (a, b) {
        (a, b) if a == b => true,
        (None, Some(v)) | (Some(v), None) => matches!(v, E | I),
        (Some(x), Some(y)) => {
            matches!((x, y), (A, E) | (E, A) | (E, I) | (I, E) | (Ei, E | I | A) | (E | I | A, Ei))
        }
        _ => false,
    }
}

fn sounds(words: &[String]) -> Vec<Sound> {
    let text: String = words.concat();
    let text =
        text.replace("dj", "j").replace("ph", "f").replace('x', "ks").replace('q', "k").replace("ck", "k");
    let mut out: Vec<Sound> = Vec::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y') {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            out.push(Sound::Vowel(vowel(&run)));
            run.clear();
        }
        if out.last() != Some(&Sound::Consonant(c)) {
            out.push(Sound::Consonant(c));
        }
    }
    if !run.is_empty() {
        out.push(Sound::Vowel(vowel(&run)));
    }
    out
}

fn vowel(run: &str) -> Vowel {
    match run {
        "a" | "aa" => Vowel::A,
        "e" | "ye" | "ie" => Vowel::E,
        "i" | "y" | "ee" | "ii" | "iy" | "yi" | "yy" | "yie" | "iye" => Vowel::I,
        "u" | "o" | "oo" | "ou" | "uu" => Vowel::U,
        "ai" | "ay" | "ei" | "ey" | "ae" | "aei" | "eiy" | "ayi" => Vowel::Ei,
        other => Vowel::Other(other.bytes().fold(7, |h: u32, b| h.wrapping_mul(31).wrapping_add(b.into()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(a: &str, b: &str) -> bool {
        let (a, b) = (words(a), words(b));
        let same = same(&a, &b);
        assert!(!same || consonants(&a) == consonants(&b), "{a:?} {b:?} would not be filed together");
        same
    }

    #[test]
    fn spellings_of_one_name_are_one() {
        for (a, b) in [
            ("Sergei Lavrov", "Sergey Lavrov"),
            ("Bashar al-Assad", "Bashar Asad"),
            ("Mohammed Morsi", "Muhammad Mursi"),
            ("Abdul Malik al-Houthi", "Abdelmalek al-Huthi"),
            ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
            ("Kim Jong-un", "Kim Jong Un"),
            ("Alexander Novak", "Aleksandr Novak"),
            ("Dmitry Peskov", "Dmitri Peskov"),
            ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
            ("Donald J. Trump", "Donald Trump"),
            ("Ali Abdullah Saleh", "Ali Abdallah Salih"),
            ("Hassan Rouhani", "Hasan Rohani"),
            ("H.R. McMaster", "H. R. McMaster"),
            ("Gideon Sa'ar", "Gideon Saar"),
        ] {
            assert!(one(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn names_of_two_are_two() {
        for (a, b) in [
            ("Kim Jong-un", "Kim Jong-il"),
            ("Hassan Rouhani", "Hussein Rouhani"),
            ("Hamid Karzai", "Hamad Karzai"),
            ("Mohamed Ali", "Mahmoud Ali"),
            ("John Key", "John Kerry"),
            ("Ivan Petrov", "Ivana Petrov"),
            ("George W. Bush", "Jeb Bush"),
            ("Martin Rose", "Martin Ross"),
        ] {
            assert!(!one(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn any_characters_fold_to_something() {
        for odd in ["", "-", "al-", "…", "Ж", "Ⅷ", "a-b-c", "J. R.", "ʻ"] {
            let w = words(odd);
            assert!(same(&w, &w), "{odd:?}");
        }
    }
}
