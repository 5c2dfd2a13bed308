//! Transcripts: lines that begin with who speaks and a colon (`MR. DELGADO: On the fourteenth.`, `Q: Why?`).
//!
//! Found by the lines alone, without a model: models have learnt to read reports, and take the name in capitals before
//! a colon for anything. What makes a line a turn is that it does not stand alone (a turn before or after it, by
//! another) and that what follows the colon ends like a sentence; a table of results has such labels, too.

use crate::paragraphs;
use onrecord_doc::Span;

/// What one speaker says before the next one does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The words before the colon.
    pub label: Span,
    /// What is said, one span a line.
    pub words: Vec<Span>,
}

/// A label has at most this many words: `PRIME MINISTER IVAR HOLT OF NORWAY, GUEST`.
const LONGEST_LABEL: usize = 8;

/// Labels that open a line of the page and no turn.
const NO_SPEAKERS: [&str; 14] = [
    "note",
    "update",
    "updated",
    "correction",
    "photo",
    "photos",
    "video",
    "source",
    "sources",
    "related",
    "watch",
    "read more",
    "editor’s note",
    "editor's note",
];

/// The turns of a text, in text order; none where it is no transcript.
///
/// ```
/// let text = "CHAIR: Is the witness here?\nMR. BLAKE: He is outside.";
/// let found: Vec<&str> =
///     onrecord::transcripts::find(text).iter().map(|t| &text[t.label.range()]).collect();
/// assert_eq!(found, ["CHAIR", "MR. BLAKE"]);
/// ```
pub fn find(text: &str) -> Vec<Turn> {
    let lines: Vec<Span> = paragraphs::lines(text).into_iter().filter(|l| !l.is_empty()).collect();
    let turns: Vec<Option<(Span, Span)>> = lines.iter().map(|line| split(text, *line)).collect();
    let is_turn = |n: usize| turns.get(n).is_some_and(Option::is_some);
    let mut out: Vec<Turn> = Vec::new();
    // A run of lines without a label goes on with the turn before it, if another turn ends it.
    let mut pending: Vec<Span> = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let Some((label, words)) = turns[n] else {
            pending.push(*line);
            continue;
        };
        let goes_on = !pending.is_empty() && pending.len() <= LONGEST_TURN && !out.is_empty();
        let next_to = is_turn(n + 1) || n > 0 && is_turn(n - 1);
        let beside = next_to || is_firm(&text[label.range()]) && (goes_on || follows_later(&turns, n));
        if !beside {
            pending.push(*line);
            continue;
        }
        if let (true, Some(last)) = (goes_on, out.last_mut()) {
            last.words.append(&mut pending);
        }
        pending.clear();
        out.push(Turn { label, words: vec![words] });
    }
    let first = out.first().map(|t| &text[t.label.range()]);
    // One label alone is a refrain, no conversation.
    if out.iter().all(|t| Some(&text[t.label.range()]) == first) { Vec::new() } else { out }
}

/// Whether a label is one of a transcript even with other lines around: in capitals, or `Q`.
fn is_firm(label: &str) -> bool {
    !label.contains(char::is_lowercase)
}

/// A turn has at most so many further lines.
const LONGEST_TURN: usize = 12;

/// Whether a turn comes within the lines that one may have.
fn follows_later(turns: &[Option<(Span, Span)>], n: usize) -> bool {
    turns[n + 1..].iter().take(LONGEST_TURN).any(Option::is_some)
}

/// Label and words of a line that is built like a turn.
fn split(text: &str, line: Span) -> Option<(Span, Span)> {
    let words = &text[line.range()];
    let (end, skip) = match question_or_answer(words) {
        Some(found) => found,
        None => {
            let end = words.find(':')?;
            (is_label(&words[..end]) && words[end + 1..].starts_with(char::is_whitespace))
                .then_some((end, end + 1))?
        }
    };
    let said = Span::of(line.start() + skip, line.end()).trim(text);
    let ends = text[said.range()].ends_with(['.', '?', '!', '…', '”', '"', '—', '-', '–', '’', ')']);
    let has_words = text[said.range()].contains(char::is_alphabetic);
    (ends && has_words).then(|| (Span::of(line.start(), line.start() + end).trim(text), said))
}

/// `Q:`, `Q.`, `A:`: where the label ends and the words begin.
fn question_or_answer(line: &str) -> Option<(usize, usize)> {
    let rest = line.strip_prefix(['Q', 'A'])?;
    let mark = rest.starts_with(['.', ':']);
    (mark && rest[1..].starts_with(char::is_whitespace)).then_some((1, 2))
}

/// Whether words can be the name of a speaker: capitalised, short, and no sentence.
fn is_label(label: &str) -> bool {
    let words: Vec<&str> = label.split_whitespace().collect();
    let is_title = |w: &str| w.ends_with('.') && w.chars().count() <= 6;
    let is_name = |w: &str| {
        let bare = w.trim_start_matches('(');
        bare.starts_with(char::is_uppercase)
            || matches!(w, "of" | "de" | "da" | "di" | "del" | "der" | "van" | "von" | "bin" | "al")
    };
    let is_mark = |c: char| !(c.is_alphanumeric() || c.is_whitespace() || ".,-‐–'’()".contains(c));
    // `Mark Dent, analyst`: what comes after a comma may be small.
    let before_comma = label.split(',').next().unwrap_or("");
    // `Little Relief for Refugees:` is a cross-heading.
    let is_short = is_firm(label) || before_comma.split_whitespace().count() <= 4;
    (1..=LONGEST_LABEL).contains(&words.len())
        && is_short
        && words[0].starts_with(char::is_uppercase)
        && before_comma.split_whitespace().all(is_name)
        && words.iter().take(words.len() - 1).all(|w| !w.ends_with('.') || is_title(w))
        && !label.contains(is_mark)
        && !label.contains(|c: char| c.is_ascii_digit())
        && !NO_SPEAKERS.contains(&label.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wanted: &[(&str, &[&str])]) {
        let found = find(text);
        let found: Vec<(&str, Vec<&str>)> = found
            .iter()
            .map(|t| (&text[t.label.range()], t.words.iter().map(|w| &text[w.range()]).collect()))
            .collect();
        assert_eq!(found, wanted.iter().map(|(l, w)| (*l, w.to_vec())).collect::<Vec<_>>());
    }

    #[test]
    fn lines_that_begin_with_a_speaker_are_turns() {
        check(
            "CHAIRMAN OKORO: Is she here?\n\nMS. BLAKE: She is outside, sir.\nShe will come.\nCHAIRMAN OKORO: Good.",
            &[
                ("CHAIRMAN OKORO", &["Is she here?"]),
                ("MS. BLAKE", &["She is outside, sir.", "She will come."]),
                ("CHAIRMAN OKORO", &["Good."]),
            ],
        );
        check(
            "Jane Holloway, host: What now?\nMark Dent, analyst: We wait.",
            &[("Jane Holloway, host", &["What now?"]), ("Mark Dent, analyst", &["We wait."])],
        );
    }

    #[test]
    fn questions_and_answers_are_turns() {
        check("Q. Who locked it?\nA. I did.", &[("Q", &["Who locked it?"]), ("A", &["I did."])]);
        check("Q: Why?\nA: No idea.", &[("Q", &["Why?"]), ("A", &["No idea."])]);
    }

    #[test]
    fn a_line_alone_and_a_table_are_no_transcript() {
        check("MOSCOW: The talks failed.\nThe envoy left.", &[]);
        check("Winner: Norway\nLoser: Denmark\nScore: 3-1", &[]);
        check("Update: It rained.\nCorrection: It did not.", &[]);
        check("Open: The door.\nOpen: The gate.", &[]);
        check("The minister was clear: No more money.\nThe mayor was not: Perhaps.", &[]);
    }
}
