//! Tells texts that are not in English, so that they are not read as if they were.
//!
//! A text is refused only when the detector is sure *and* common English words are rare: a report full of foreign
//! names is still a report in English, and a wrong refusal costs a user more than a wrong reading.

use whatlang::Lang;

/// Shorter texts say too little: a headline of names may look like any language.
const SHORTEST_LETTERS: usize = 60;

/// How much of a text is looked at, in characters.
const SAMPLE: usize = 3_000;

/// English texts have some 30 of these in 100 words, others hardly any (`in`, `on`, `a`, `of` happen elsewhere).
const COMMON: [&str; 24] = [
    "the", "of", "and", "to", "that", "is", "was", "with", "for", "by", "from", "at", "said", "has", "have",
    "had", "were", "be", "been", "this", "his", "their", "which", "not",
];

/// One common word among so many words makes a text English.
const WORDS_PER_COMMON: usize = 12;

/// The English name of the language of a text that is surely not in English; `None` for every other.
pub fn other_than_english(text: &str) -> Option<&'static str> {
    let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(i, _)| i);
    let sample = &text[..end];
    if sample.chars().filter(|c| c.is_alphabetic()).count() < SHORTEST_LETTERS {
        return None;
    }
    let words = sample.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty());
    let (mut all, mut common) = (0, 0);
    for word in words {
        all += 1;
        common += usize::from(COMMON.contains(&word.to_ascii_lowercase().as_str()));
    }
    if common * WORDS_PER_COMMON >= all {
        return None;
    }
    let found = whatlang::detect(sample).filter(|i| i.is_reliable() && i.lang() != Lang::Eng)?;
    Some(found.lang().eng_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_languages_are_named() {
        let german = "Der Außenminister sagte am Sonntag, die Gespräche seien gescheitert, und er warf der anderen \
                      Seite vor, sie habe keinen ernsthaften Vorschlag auf den Tisch gelegt.";
        let russian = "Министр иностранных дел заявил в воскресенье, что переговоры провалились и что другая \
                       сторона не внесла серьёзных предложений.";
        assert_eq!(other_than_english(german), Some("German"));
        assert_eq!(other_than_english(russian), Some("Russian"));
    }

    #[test]
    fn english_is_read_even_when_full_of_foreign_names() {
        let names = "Szymon Hołownia, Włodzimierz Czarzasty and Władysław Kosiniak-Kamysz met Jarosław Kaczyński \
                     in Częstochowa, the spokesman Krzysztof Gawkowski said.";
        assert_eq!(other_than_english(names), None);
        assert_eq!(other_than_english("Bundeskanzleramt"), None);
        assert_eq!(other_than_english(""), None);
    }
}
