//! HTML pages: the body of the article, with what the page says of it.

use crate::charset;
use crate::outcome::Outcome;
use crate::raw::At;

/// The article of a page.
pub(crate) fn parse(bytes: Vec<u8>, at: &At) -> Outcome {
    let (page, _notes) = charset::html(&bytes, at.known.charset.as_deref());
    Outcome::Refused(at.refusal(format!("HTML cannot be read yet ({} bytes)", page.len())))
}
