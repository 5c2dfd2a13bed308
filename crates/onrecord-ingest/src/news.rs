//! What ninjs and NewsML-G2 have in common: a news item with a status, an embargo and a body.
//!
//! An item that its publisher withholds or cancels takes the text back that came under the same key. One under embargo
//! is refused with its date until then; what time it is, is told by whoever calls, and where nobody does the embargo holds.

use crate::outcome::{Refusal, Withdrawn};
use crate::raw::Known;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// A news item as its format gives it.
#[derive(Debug, Default)]
pub(crate) struct Item {
    /// The publisher's id.
    pub(crate) id: Option<String>,
    /// `usable` where it says nothing.
    pub(crate) status: Option<String>,
    /// Until when it must not be published; empty for one without end.
    pub(crate) embargo: Option<String>,
    /// What kind of item it is, where it is no text.
    pub(crate) other_kind: Option<String>,
    /// What is known of it.
    pub(crate) known: Known,
    /// Its text.
    pub(crate) html: Option<String>,
}

/// What is to be done with an item.
#[derive(Debug, PartialEq)]
pub(crate) enum News {
    /// This HTML is to be read.
    Html(Box<Known>, Vec<u8>),
    /// An earlier text is taken back.
    Withdrawn(Withdrawn),
    /// There is no text.
    Refused(Refusal),
}

/// Decides over an item; `name` and `id` are those of messages.
pub(crate) fn decide(item: Item, name: &str, id: &str, now: Option<Timestamp>) -> News {
    let refused = |reason: String, hint: Option<String>| {
        let id = item.id.clone().unwrap_or_else(|| id.to_owned());
        News::Refused(Refusal { id, name: name.to_owned(), reason, hint })
    };
    let status = item.status.as_deref().unwrap_or("usable");
    // NewsML-G2 writes `stat:usable`.
    match status.rsplit([':', '/']).next().unwrap_or(status).to_ascii_lowercase().as_str() {
        "usable" => {}
        "withheld" | "canceled" | "cancelled" => {
            return match item.id {
                Some(key) => {
                    News::Withdrawn(Withdrawn { key, reason: status.to_owned(), name: name.to_owned() })
                }
                None => {
                    refused(format!("it is `{status}`, but has no id that says which text that is"), None)
                }
            };
        }
        _ => {
            return refused(
                format!("its status is `{status}`, should be `usable`, `withheld` or `canceled`"),
                None,
            );
        }
    }
    if let Some(until) = item.embargo.as_deref().filter(|until| !is_over(until, now)) {
        let hint = match until {
            "" => "it says no date; its publisher will send it again".to_owned(),
            _ => "read it again then".to_owned(),
        };
        let until = if until.is_empty() { String::new() } else { format!(" until {until}") };
        return refused(format!("it is under embargo{until}"), Some(hint));
    }
    match (item.html, item.other_kind) {
        (Some(html), _) if !html.trim().is_empty() => News::Html(Box::new(item.known), html.into_bytes()),
        (_, Some(kind)) => {
            let id = item.id.unwrap_or_else(|| id.to_owned());
            let reason = format!("this is a `{kind}`, not a text");
            News::Refused(Refusal { id, name: name.to_owned(), reason, hint: None })
        }
        _ => {
            let id = item.id.unwrap_or_else(|| id.to_owned());
            let reason = "this item has no text".to_owned();
            News::Refused(Refusal { id, name: name.to_owned(), reason, hint: None })
        }
    }
}

/// Whether an embargo is over. A time without a zone holds until it has come everywhere; what is no time never ends.
fn is_over(until: &str, now: Option<Timestamp>) -> bool {
    let Some(now) = now else { return false };
    if let Ok(end) = until.parse::<Timestamp>() {
        return now >= end;
    }
    let last_zone = jiff::tz::Offset::constant(-12);
    let civil = until.parse::<DateTime>().ok().filter(|_| until.len() > 10);
    let end_of_day = || until.parse::<Date>().ok().map(|day| day.at(23, 59, 59, 999_999_999));
    let end = civil.or_else(end_of_day).and_then(|end| last_zone.to_timestamp(end).ok());
    end.is_some_and(|end| now >= end)
}
