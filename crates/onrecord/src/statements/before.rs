//! Whose a quotation is that stands in a sentence of its own with no source near: the person whom the sentence before
//! it is about (*The mayor was blunt. “The lift has never worked.”*).

use super::Places;
use onrecord_doc::{Document, Id, MentionForm, MentionType, Span, Tokens};

/// The words that name the person whom the sentence before `quotation` is about.
pub(super) fn speaker(doc: &Document, places: &Places, quotation: Span) -> Option<Span> {
    let text = doc.text();
    let end = text[..quotation.start()].trim_end().len();
    let last = text[..end].chars().next_back()?;
    let (_, sentence) = places.sentences.touching(Span::of(end - last.len_utf8(), end)).next()?;
    if sentence.touches(quotation) && sentence.start() >= quotation.start() {
        return None;
    }
    let sentence = Span::of(sentence.start(), end.min(sentence.end()));
    let t = &doc.tokens;
    // The subject of the main verb first, then whoever comes first.
    let rank = |at: Span| {
        let is_subject = t.within(at).any(|i| is_main_subject(t, i));
        (!is_subject, at.start())
    };
    let people = places.mentions.touching(sentence).filter(|(n, at)| {
        let mention = &doc.mentions[Id::at(*n)].value;
        let is_person = mention.kind == MentionType::Person && mention.entity.is_some();
        let is_quoted = places.quotations.around(*at).is_some();
        // *His wife* is about the wife.
        let is_owner = mention.form == MentionForm::Pronoun && t.within(*at).all(|i| t.dep(i) == "poss");
        is_person && !is_quoted && !is_owner && sentence.covers(*at)
    });
    people.map(|(_, at)| at).min_by_key(|at| rank(*at))
}

fn is_main_subject(t: &Tokens, i: usize) -> bool {
    let verb = t.head(i);
    matches!(t.dep(i), "nsubj" | "nsubjpass")
        && (t.head(verb) == verb || matches!(t.dep(verb), "conj" | "parataxis"))
}
