//! An agenda as iCalendar, which every calendar program opens.
//!
//! Written by hand, for the format is small and the `icalendar` crate asks the clock and makes names at random, where the
//! same records must give the same bytes. [`event`] writes one item, [`calendar`] puts a calendar around several.
//!
//! A day is an all-day entry; a clock without a zone floats (it is the local time of the place), with a zone it is written
//! in UTC. What is known only to the week or month spans it and leaves the time free (`TRANSP:TRANSPARENT`). Sources:
//! RFC 5545, sections 3.1 (folding), 3.3.11 (escapes), 3.6.1 (VEVENT), 3.8.1.11 (STATUS).

use jiff::civil::{Date, DateTime};
use onrecord_doc::{AgendaItem, AgendaStatus, Bound, Document, Entry, Voice};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Name of the calendar's maker, as the format asks.
const PRODID: &str = "-//Onrecord//onrecord agenda//EN";

/// Longest line in bytes, its end left out.
const LONGEST_LINE: usize = 75;

/// A whole calendar of entries made by [`event`].
pub fn calendar(events: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let mut out = String::new();
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", &format!("PRODID:{PRODID}"), "CALSCALE:GREGORIAN"] {
        fold(&mut out, line);
    }
    for event in events {
        out.push_str(event.as_ref());
    }
    fold(&mut out, "END:VCALENDAR");
    out
}

/// One item of a document's agenda as a VEVENT.
pub fn event(doc: &Document, entry: &Entry<AgendaItem>) -> String {
    let item = &entry.value;
    let mut out = String::new();
    let mut line = |name: &str, value: &str| fold(&mut out, &format!("{name}{value}"));
    line("BEGIN:", "VEVENT");
    line("UID:", &uid(doc, entry));
    // When the entry was made: the day of publication, for a clock would make every run differ.
    let stamp = doc.published.day.unwrap_or(item.earliest);
    line("DTSTAMP:", &format!("{}T000000Z", basic(stamp)));
    match clock(doc, item) {
        Some((start, zoned)) => {
            let zone = if zoned { "Z" } else { "" };
            line("DTSTART:", &format!("{}{zone}", start.strftime("%Y%m%dT%H%M%S")));
        }
        None => {
            let (first, last) = days(item);
            line("DTSTART;VALUE=DATE:", &basic(first));
            // The end is the day after the last; the last day that there is has none.
            if let Ok(end) = last.tomorrow() {
                line("DTEND;VALUE=DATE:", &basic(end));
            }
        }
    }
    let exact = item.earliest == item.latest || item.lasts;
    let busy = exact && item.status == AgendaStatus::Planned && item.bound.is_none();
    line("TRANSP:", if busy { "OPAQUE" } else { "TRANSPARENT" });
    line("STATUS:", status(item));
    line("SUMMARY:", &escape(&summary(item)));
    if let Some(place) = item.place.and_then(|p| doc.places.find(p)) {
        let place = &place.value;
        let country = place.country.as_deref().filter(|_| place.level != onrecord_doc::PlaceLevel::Country);
        let name = [Some(place.name.as_str()), country];
        line("LOCATION:", &escape(&name.into_iter().flatten().collect::<Vec<_>>().join(", ")));
        if let Some((lat, lon)) = place.at.filter(|(a, b)| a.is_finite() && b.is_finite()) {
            line("GEO:", &format!("{lat:.6};{lon:.6}"));
        }
    }
    line("DESCRIPTION:", &escape(&description(doc, entry)));
    let mut categories = vec![item.status.name().to_uppercase()];
    if item.bound == Some(Bound::By) {
        categories.push("DEADLINE".to_owned());
    }
    categories.extend(item.kind.map(|k| k.name().to_owned()));
    line("CATEGORIES:", &categories.iter().map(|c| escape(c)).collect::<Vec<_>>().join(","));
    if let Some(url) = doc.input().url.as_deref().and_then(plain_url) {
        line("URL:", url);
    }
    line("END:", "VEVENT");
    out
}

/// First and last day of the entry.
fn days(item: &AgendaItem) -> (Date, Date) {
    // A limit is the day itself: what must be done by the end of June is due on its last day.
    let first = if item.bound == Some(Bound::By) || item.bound == Some(Bound::Until) {
        item.latest
    } else {
        item.earliest
    };
    (first, item.latest.max(first))
}

/// The same for the same document, words and day on every machine, and another for anything else.
fn uid(doc: &Document, entry: &Entry<AgendaItem>) -> String {
    let mut hash = Sha256::new();
    let words = doc.quotes(&entry.at).join("\u{1f}");
    for part in [doc.id(), words, entry.value.earliest.to_string(), entry.value.latest.to_string()] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let mut out: String = hash.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect();
    out.push_str("@onrecord");
    out
}

/// The time of day, if one is told, and whether it is UTC. Source of the form: TIMEX3, `2026-05-22T10:00+03`.
fn clock(doc: &Document, item: &AgendaItem) -> Option<(DateTime, bool)> {
    if item.earliest != item.latest {
        return None;
    }
    item.times.iter().find_map(|id| {
        let value = &doc.times.find(*id)?.value.value;
        let (day, time) = value.split_once('T')?;
        let day: Date = day.parse().ok().filter(|d| *d == item.earliest)?;
        let at = time.find(['Z', '+', '-']).unwrap_or(time.len());
        let (time, zone) = time.split_at(at);
        let mut parts = time.split(':').map(|p| p.parse::<i8>().ok());
        let hour = parts.next()??;
        let minute = parts.next().unwrap_or(Some(0))?;
        // 24:00 is the first minute of the next day.
        let (day, hour) = if hour == 24 { (day.tomorrow().ok()?, 0) } else { (day, hour) };
        let local = DateTime::new(day.year(), day.month(), day.day(), hour, minute, 0, 0).ok()?;
        match zone {
            "" => Some((local, false)),
            "Z" => Some((local, true)),
            _ => {
                let (hours, minutes) = zone[1..].split_once(':').unwrap_or((&zone[1..], "0"));
                let offset = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
                let offset = if zone.starts_with('-') { -offset } else { offset };
                let utc = local.checked_sub(jiff::Span::new().try_minutes(offset).ok()?).ok()?;
                Some((utc, true))
            }
        }
    })
}

fn basic(day: Date) -> String {
    // The format has no years before 0; a report has no appointment there.
    format!("{:04}{:02}{:02}", day.year().max(0), day.month(), day.day())
}

/// What stands at its old day without a new one does not take place on it.
fn status(item: &AgendaItem) -> &'static str {
    let exact = item.earliest == item.latest || item.lasts;
    let has_no_new_day = item.was == Some((item.earliest, item.latest));
    match item.status {
        AgendaStatus::Cancelled => "CANCELLED",
        AgendaStatus::Postponed if has_no_new_day => "CANCELLED",
        AgendaStatus::Conditional => "TENTATIVE",
        AgendaStatus::Planned | AgendaStatus::Postponed if exact => "CONFIRMED",
        AgendaStatus::Planned | AgendaStatus::Postponed => "TENTATIVE",
    }
}

/// The title, with what would be seen too late elsewhere in front.
fn summary(item: &AgendaItem) -> String {
    let has_no_new_day = item.was == Some((item.earliest, item.latest));
    let front = match (item.status, item.bound) {
        (AgendaStatus::Cancelled, _) => "Cancelled: ",
        (AgendaStatus::Postponed, _) if has_no_new_day => "Postponed, no new day: ",
        (AgendaStatus::Postponed, _) => "New day: ",
        (_, Some(Bound::By)) => "Deadline: ",
        (_, Some(Bound::Until)) => "Until this day: ",
        _ => "",
    };
    format!("{front}{}", capital(&item.title))
}

/// With its first letter large.
pub fn capital(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}

/// The exact words, who says so, where it is read.
fn description(doc: &Document, entry: &Entry<AgendaItem>) -> String {
    let item = &entry.value;
    let mut out = format!("“{}”", doc.quotes(&entry.at).join(" … "));
    let said: Vec<String> = item.words.iter().map(|w| said_by(doc, *w)).collect();
    let _ = write!(out, "\nOn the word of: {}", said.join("; "));
    let exact = item.earliest == item.latest || item.lasts;
    if !exact {
        let _ = write!(out, "\nSome time from {} to {}", item.earliest, item.latest);
    }
    if let Some((first, last)) = item.was.filter(|w| *w != (item.earliest, item.latest)) {
        let _ = write!(out, "\nBefore: {first}");
        if last != first {
            let _ = write!(out, " to {last}");
        }
    }
    let parties: Vec<String> = item.parties.iter().filter_map(|p| party(doc, p)).collect();
    if !parties.is_empty() {
        let _ = write!(out, "\nWho: {}", parties.join("; "));
    }
    let input = doc.input();
    let published = doc.published.day.map(|d| d.to_string());
    let source = [input.publisher.clone(), input.title.clone(), published, input.url.clone()];
    let source: Vec<String> = source.into_iter().flatten().filter(|s| !s.is_empty()).collect();
    let source = if source.is_empty() { doc.id() } else { source.join(", ") };
    let _ = write!(out, "\nSource: {source}");
    out
}

/// The name of a party, else its words.
pub fn party(doc: &Document, role: &onrecord_doc::Role) -> Option<String> {
    let name = role.entity.and_then(|id| doc.entities.find(id)).map(|e| e.value.name.clone());
    name.filter(|n| !n.is_empty()).or_else(|| Some(doc.quotes(role.at.as_ref()?).join(" … ")))
}

/// Whose word it is.
pub fn said_by(doc: &Document, voice: Voice) -> String {
    let report = || doc.input().publisher.clone().unwrap_or_else(|| "the report".to_owned());
    match voice {
        Voice::Publisher => report(),
        Voice::Statement(id) => {
            let source = doc.statements.find(id).and_then(|s| s.value.source.as_ref());
            source.and_then(|role| party(doc, role)).unwrap_or_else(|| "someone not named".to_owned())
        }
    }
}

/// An address that can stand in a line as it is: no white space, no control characters.
fn plain_url(url: &str) -> Option<&str> {
    let is_plain = url.is_ascii() && url.bytes().all(|b| b.is_ascii_graphic());
    (is_plain && url.contains("://")).then_some(url)
}

/// Text as a value: marks that have a meaning are escaped, line ends of every kind are `\n`, other control characters go.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | ';' | ',' => {
                out.push('\\');
                out.push(c);
            }
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{b}' | '\u{c}' => out.push_str("\\n"),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// A line, folded so that none is longer than the format allows, no character is torn and none ends in white space,
/// which some programs take away.
fn fold(out: &mut String, line: &str) {
    let (mut rest, mut room) = (line, LONGEST_LINE);
    while rest.len() > room {
        let most = (0..=room).rev().find(|end| rest.is_char_boundary(*end)).unwrap_or(0);
        let end = match rest[..most].trim_end().len() {
            0 => most,
            end => end,
        };
        out.push_str(&rest[..end]);
        out.push_str("\r\n ");
        rest = &rest[end..];
        room = LONGEST_LINE - 1;
    }
    out.push_str(rest);
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests;
