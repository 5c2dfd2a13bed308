//! Plain text: the bytes as they are.

use crate::charset;
use crate::outcome::{Found, Outcome};
use crate::raw::At;
use onrecord_doc::Input;

/// The text of a plain text file, exactly as it came where it is UTF-8.
pub(crate) fn parse(bytes: Vec<u8>, at: &At) -> Outcome {
    match charset::text(bytes, at) {
        Ok((text, notes)) => Outcome::Found(Box::new(Found { input: Input::new(text), key: None, notes })),
        Err(refusal) => Outcome::Refused(refusal),
    }
}
