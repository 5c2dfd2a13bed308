//! Sentences that tell of a match: there nobody attacks or surrenders.

use super::EventData;
use onrecord_doc::Tokens;

/// The first token of the sentence around a token.
pub(super) fn sentence_start(t: &Tokens, token: usize) -> usize {
    (0..=token)
        .rev()
        .take(MOST_TOKENS)
        .find(|i| t.sent_start(*i))
        .unwrap_or(token.saturating_sub(MOST_TOKENS))
}

/// Sentences are looked at up to this many tokens.
const MOST_TOKENS: usize = 200;

/// Whether a sentence tells of a match: two words of sport, or one and a score (*beat Kenya 3-1*). There nobody attacks
/// or surrenders.
pub(super) fn is_sport(data: &EventData, t: &Tokens, first: usize) -> bool {
    let end = (first + 1..t.len())
        .take(MOST_TOKENS)
        .find(|i| t.sent_start(*i))
        .unwrap_or(t.len().min(first + MOST_TOKENS));
    let mut points = 0;
    for i in first..end {
        if matches!(t.pos(i), "NOUN" | "PROPN" | "VERB" | "ADJ") && data.lexicon.has_class(t, i, "sport") {
            points += 1;
        }
        if is_score(t.lower(i))
            || i > first + 1 && t.lower(i - 1) == "-" && is_small(t.lower(i)) && is_small(t.lower(i - 2))
        {
            points += 1;
        }
        if points >= 2 {
            return true;
        }
    }
    false
}

fn is_small(word: &str) -> bool {
    (1..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())
}

/// *3-1*, *21–17*.
fn is_score(word: &str) -> bool {
    word.split_once(['-', '–']).is_some_and(|(a, b)| is_small(a) && is_small(b))
}
