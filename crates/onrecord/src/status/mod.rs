//! Status: whether what a trigger names happened, goes on, is planned, promised, threatened, called for, possible,
//! conditional, denied, did not happen, or is long past.
//!
//! [`Standing`] climbs from the trigger to what governs it, step by step. At each step the table
//! `data/en/lexicon/status.tsv` is asked what the governor says of what hangs on it in that frame (*threatened to*,
//! *plans for*, *speculation that*), and a verb group is asked for tense, modality and negation. The governor that
//! stands nearest decides; one above it can deny it, call it off, or make it conditional. What hangs on an unknown
//! governor and has no tense of its own is possible, never done.
//!
//! `words` holds the table, `link` one step up the tree, `clause` what a verb group says, `climb` the way up, `settle`
//! what the kind of event, the date and the speaker make of it. Start reading at [`Standing::of`].
//!
//! # Example
//!
//! ```
//! use onrecord::{dating::Dating, status::Standing};
//! use onrecord_doc::EventType;
//!
//! # fn show(reader: &onrecord::Reader, input: onrecord_doc::Input) {
//! let doc = reader.read(input);
//! let dating = Dating::new(&doc, &reader.data().dating);
//! let standing = Standing::new(&doc, &reader.data().status, Some(&dating));
//! for token in (0..doc.tokens.len()).filter(|i| doc.tokens.lemma(*i) == "attack") {
//!     let stands = standing.of(&[token], EventType::Assault);
//!     println!("{}: {} by {}", doc.quote(doc.tokens.span(token)), stands.status, stands.rule);
//! }
//! # }
//! ```

mod clause;
mod climb;
mod link;
mod settle;
mod words;

pub use words::StatusWords;

use crate::dating::Dating;
use onrecord_doc::{Act, Document, EventType, Status};

/// How an event stands, and what says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands<'d> {
    /// Whether it happened.
    pub status: Status,
    /// The tokens that say so, in text order.
    pub evidence: Vec<usize>,
    /// The row of the table (`threaten inf`) or the rule that decided.
    pub rule: &'d str,
    /// The word that governs it and decided, if one did.
    pub governor: Option<usize>,
}

/// What tells whether the events of one document happened.
pub struct Standing<'d> {
    doc: &'d Document,
    words: &'d StatusWords,
    dating: Option<&'d Dating<'d>>,
    /// For every token whether it is in the content of a statement that denies.
    denied: Vec<bool>,
}

impl<'d> Standing<'d> {
    /// Looks at a document once. Without dating, days tell nothing.
    pub fn new(doc: &'d Document, words: &'d StatusWords, dating: Option<&'d Dating<'d>>) -> Standing<'d> {
        let mut denied = vec![false; doc.tokens.len()];
        // Each token is written once for every statement it is in, and statements nest but a few deep.
        for (_, entry) in doc.statements.iter().filter(|(_, entry)| entry.value.act == Act::Deny) {
            let spans = entry.value.content.as_ref().and_then(|role| role.at.as_ref());
            for span in spans.into_iter().flat_map(|at| at.iter()) {
                denied[doc.tokens.within(span)].fill(true);
            }
        }
        Standing { doc, words, dating, denied }
    }

    /// How the event stands that the tokens of `trigger` name, its head first. Any token may be asked.
    pub fn of(&self, trigger: &[usize], kind: EventType) -> Stands<'d> {
        let trigger: Vec<usize> = trigger.iter().copied().filter(|i| *i < self.doc.tokens.len()).collect();
        let Some(&head) = trigger.first() else {
            return Stands {
                status: Status::Happened,
                evidence: Vec::new(),
                rule: "nothing",
                governor: None,
            };
        };
        let climbed = self.climb(head, &trigger);
        self.settle(head, kind, climbed)
    }
}

#[cfg(test)]
mod tests;
