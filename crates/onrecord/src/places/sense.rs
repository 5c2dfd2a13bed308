//! In which sense a place name is used: what the mention says whose core it is.

use super::spot::{Form, Spot};
use onrecord_doc::{Document, MentionForm, MentionType, PlaceSense, Span};

/// The mentions of a document in the order of their starts.
pub(crate) struct Senses {
    named: Vec<(Span, MentionType)>,
}

impl Senses {
    pub fn of(doc: &Document) -> Senses {
        let names = doc.mentions.iter().filter(|(_, m)| m.value.form == MentionForm::Name);
        let mut named: Vec<(Span, MentionType)> = names.map(|(_, m)| (m.at.hull(), m.value.kind)).collect();
        named.sort_by_key(|(s, _)| (s.start(), s.end()));
        Senses { named }
    }

    /// The sense of a place name: of the shortest mention of a name that ends with it.
    pub fn of_spot(&self, doc: &Document, spot: &Spot) -> PlaceSense {
        let span = spot.span(doc);
        if doc.dateline.as_ref().is_some_and(|d| d.at.covers(span)) {
            return PlaceSense::Dateline;
        }
        if matches!(spot.form, Form::People | Form::Inside) {
            return PlaceSense::Actor;
        }
        let first = self.named.partition_point(|(s, _)| s.start() <= span.start());
        // A name that holds another starts at most some words before it.
        let around = self.named[..first].iter().rev().take(4).filter(|(s, _)| s.covers(span));
        match around.min_by_key(|(s, _)| s.len()) {
            Some((_, MentionType::Organisation | MentionType::Nationality)) => PlaceSense::Actor,
            _ => PlaceSense::Place,
        }
    }
}
