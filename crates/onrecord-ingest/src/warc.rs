//! Archives of the web (WARC 0.17 to 1.1), packed or not: from records to pages.
//!
//! [`Warc`] walks an archive record by record and gives a [`Raw`] for each page or text in it. What is no page (requests,
//! images, redirects) is counted in the [`Report`]; what is damaged is listed there with its place, given as a refusal,
//! and passed over up to the next record that is whole. At no time more than one record is in memory. After every record
//! [`Warc::resume`] names the place from which another reader can go on.
//!
//! The day on which a page was fetched is no day of publication: it is told as [`Known::fetched`](crate::Known) and
//! never taken for one.
//!
//! Source: ISO 28500:2017, The WARC File Format 1.1.

mod payload;

use crate::Limits;
use crate::outcome::Refusal;
use crate::raw::{Kind, Known, Raw};
pub use crate::unpack::{Damage, Place};
use crate::unpack::{Unpack, too_long};
use memchr::{memchr, memmem};
use std::collections::BTreeMap;
use std::io::Read;

/// The most bytes of one line, and of all header lines of a record.
const LONGEST_HEADER: usize = 64 << 10;
/// What a record may have beside its text: the head of the answer.
const HEAD_ROOM: u64 = 64 << 10;
/// How many damages are listed; all are counted.
const MOST_LISTED: usize = 1000;
/// Bytes that may be read twice in any archive, however small; beyond them it must have a fifth as many.
const FREE_REWORK: u64 = 64 << 20;

/// What was found in an archive up to now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Records that began.
    pub records: u64,
    /// Pages and texts that were given.
    pub given: u64,
    /// Whole records that are no page, by the reason.
    pub skipped: BTreeMap<&'static str, u64>,
    /// Pages that could not be taken though their record is whole: too long, packed in a way that is not read.
    pub refused: u64,
    /// How many places are damaged.
    pub damaged: u64,
    /// The first 1,000 of them.
    pub damages: Vec<Damage>,
    /// Bytes of the archive that were read.
    pub packed: u64,
    /// Bytes of its records, unpacked.
    pub unpacked: u64,
}

/// From where an archive can be read on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resume {
    /// Where the next record begins. The source must be set to [`Place::at`].
    pub place: Place,
    /// How many records come before it.
    pub records: u64,
}

/// An archive, record by record.
pub struct Warc<R> {
    unpack: Unpack<R>,
    name: String,
    limits: Limits,
    report: Report,
    resume: Resume,
    /// Whether the next record must be searched for.
    is_lost: bool,
    /// Damage behind a record that was still given.
    held: Option<Damage>,
    content: Vec<u8>,
    line: Vec<u8>,
    rework: u64,
    began_at: u64,
}

/// What comes of one record.
enum Step {
    Page(Box<Page>),
    Skipped(&'static str),
    /// Whole, but its page cannot be taken.
    Refused(String),
}

struct Page {
    known: Known,
    kind: Kind,
}

/// How the content of a record ends.
enum Ending {
    Whole,
    /// Before the length it should have.
    Short,
}

impl<R: Read> Warc<R> {
    /// An archive from its beginning; `name` is how messages call it.
    pub fn new(source: R, name: &str, limits: &Limits) -> Warc<R> {
        Warc::at(source, name, limits, 0)
    }

    /// An archive from the place where another reader stopped; `source` gives the bytes from [`Place::at`] on.
    pub fn resumed(source: R, name: &str, limits: &Limits, from: Resume) -> Warc<R> {
        let mut warc = Warc::at(source, name, limits, from.place.at);
        warc.report.records = from.records;
        warc.resume = from;
        let mut left = from.place.inside;
        while left > 0 {
            match warc.unpack.fill() {
                Ok([]) => break,
                Ok(bytes) => {
                    let n = (bytes.len() as u64).min(left);
                    warc.unpack.consume(n as usize);
                    left -= n;
                }
                Err(damage) => {
                    warc.held = Some(damage);
                    warc.is_lost = true;
                    break;
                }
            }
        }
        warc
    }

    fn at(source: R, name: &str, limits: &Limits, offset: u64) -> Warc<R> {
        let mut unpack = Unpack::new(source, offset, limits);
        unpack.expect_archive();
        Warc {
            unpack,
            name: name.to_owned(),
            limits: *limits,
            report: Report::default(),
            resume: Resume { place: Place { at: offset, inside: 0 }, records: 0 },
            is_lost: false,
            held: None,
            content: Vec::new(),
            line: Vec::new(),
            rework: 0,
            began_at: offset,
        }
    }

    /// What was found up to now.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// From where another reader can go on, so that nothing is lost and nothing comes twice.
    pub fn resume(&self) -> Resume {
        self.resume
    }

    /// Reads up to the next record that has something to give; `None` at the end.
    fn advance(&mut self) -> Option<Raw> {
        loop {
            if let Some(damage) = self.held.take() {
                return Some(self.damaged(damage));
            }
            let before = self.unpack.position();
            let number = self.report.records;
            let step = self.record();
            let size = self.unpack.position().saturating_sub(before);
            self.report.packed = self.unpack.position() - self.began_at;
            let (name, fallback_id) = match self.report.records {
                now if now > number => (format!("{}: record {now}", self.name), now.to_string()),
                _ => (self.name.clone(), format!("{}@{before}", self.name)),
            };
            match step {
                Ok(None) => return None,
                Ok(Some(Step::Page(page))) => {
                    self.report.given += 1;
                    return Some(Raw { name, fallback_id, size, known: page.known, kind: page.kind });
                }
                Ok(Some(Step::Skipped(why))) => *self.report.skipped.entry(why).or_default() += 1,
                Ok(Some(Step::Refused(reason))) => {
                    self.report.refused += 1;
                    let refusal = Refusal { id: fallback_id.clone(), name: name.clone(), reason, hint: None };
                    let kind = Kind::Refused(refusal);
                    return Some(Raw { name, fallback_id, size, known: Known::default(), kind });
                }
                Err(damage) => {
                    self.is_lost = true;
                    return Some(Raw { size, ..self.damaged(damage) });
                }
            }
        }
    }

    /// Notes a damage and makes the refusal that tells of it.
    fn damaged(&mut self, damage: Damage) -> Raw {
        let reason = damage.to_string();
        let fallback_id = format!("{}@{}", self.name, damage.place.at);
        self.report.damaged += 1;
        if self.report.damages.len() < MOST_LISTED {
            self.report.damages.push(damage);
        }
        let hint = Some("what is whole before and behind it was read".to_owned());
        let refusal = Refusal { id: fallback_id.clone(), name: self.name.clone(), reason, hint };
        let kind = Kind::Refused(refusal);
        Raw { name: self.name.clone(), fallback_id, size: 0, known: Known::default(), kind }
    }

    /// The next record; `None` at the end.
    fn record(&mut self) -> Result<Option<Step>, Damage> {
        let Some(place) = self.version()? else { return Ok(None) };
        self.report.records += 1;
        let damage = |what: String| Damage { place, what };
        let header = self.header(place)?;
        let length =
            header.iter().find(|(name, _)| name == "content-length").map(|(_, value)| value.as_str());
        let length: u64 = match length.map(str::parse) {
            Some(Ok(length)) => length,
            Some(Err(_)) => {
                let said: String = length.unwrap_or_default().chars().take(40).collect();
                return Err(damage(format!("`Content-Length` should be a number, is `{said}`")));
            }
            None => return Err(damage("this record has no `Content-Length`".into())),
        };
        if length > self.limits.text.saturating_add(HEAD_ROOM) {
            return self.too_long(&header);
        }
        let ending = self.content(length)?;
        let had = self.content.len();
        self.report.unpacked += had as u64;
        if let Ending::Short = ending {
            // Where the next record begins is known, unless this one has taken in its neighbours.
            if memmem::find(&self.content, b"WARC/").is_some() {
                self.search_content();
            }
            return Err(damage(format!("this record should have {length} bytes and has {had}")));
        }
        match self.is_ended() {
            Ok(true) => {
                self.resume = Resume { place: self.unpack.place(), records: self.report.records };
            }
            Ok(false) => {
                self.search_content();
                return Err(damage(format!("behind the {length} bytes of this record no other begins")));
            }
            // Where a member holds one record, its checksum speaks of just this one.
            Err(behind) if place.inside == 0 && behind.place.at == place.at => return Err(behind),
            Err(behind) => {
                self.is_lost = true;
                self.held = Some(behind);
            }
        }
        Ok(Some(page(&header, &self.content, &self.limits)))
    }

    /// Takes the line that begins a record, and says where it stands; `None` at the end.
    fn version(&mut self) -> Result<Option<Place>, Damage> {
        loop {
            let is_at_member = self.unpack.is_at_member();
            let mut place = self.unpack.place();
            let is_line = self.line(&mut place)?;
            let line = self.line.trim_ascii();
            if !is_line && self.line.is_empty() {
                self.resume = Resume { place: self.unpack.place(), records: self.report.records };
                return Ok(None);
            }
            // Bytes that are missing before a record may have taken the line end with them.
            let tail = &line[line.len().saturating_sub(8)..];
            if is_version(line) || self.is_lost && is_version(tail) {
                self.is_lost = false;
                return Ok(Some(place));
            }
            if !line.is_empty() && !self.is_lost {
                let what = if self.report.records == 0 && !is_at_member && !self.unpack.is_packed() {
                    "no record of an archive begins here: the line should be such as `WARC/1.0`"
                } else {
                    "no record begins here"
                };
                return Err(Damage { place, what: what.into() });
            }
        }
    }

    /// The header lines of a record.
    fn header(&mut self, place: Place) -> Result<Vec<(String, String)>, Damage> {
        let mut lines = Vec::new();
        loop {
            let is_whole = self.line(&mut Place::default())?;
            if self.line.trim_ascii().is_empty() && is_whole {
                return Ok(payload::headers(&lines));
            }
            if !is_whole || lines.len() + self.line.len() > LONGEST_HEADER {
                return Err(Damage { place, what: "the header of this record does not end".into() });
            }
            lines.extend_from_slice(&self.line);
        }
    }

    /// Puts the next line with its end into `self.line`, at most [`LONGEST_HEADER`] bytes of it; `false` if no line end
    /// came. `place` becomes that of its first byte, unless damage came first.
    fn line(&mut self, place: &mut Place) -> Result<bool, Damage> {
        self.line.clear();
        loop {
            let bytes = self.unpack.fill()?;
            if bytes.is_empty() {
                return Ok(false);
            }
            let end = memchr(b'\n', bytes).map(|at| at + 1);
            let n = end.unwrap_or(bytes.len()).min(LONGEST_HEADER - self.line.len());
            self.line.extend_from_slice(&bytes[..n]);
            if self.line.len() == n {
                *place = self.unpack.place();
            }
            self.unpack.consume(n);
            if end == Some(n) {
                return Ok(true);
            }
            if self.line.len() == LONGEST_HEADER {
                return Ok(false);
            }
        }
    }

    /// Reads the content of a record.
    fn content(&mut self, length: u64) -> Result<Ending, Damage> {
        self.content.clear();
        while (self.content.len() as u64) < length {
            let is_end = self.unpack.fill()?.is_empty();
            // A record may go on in the next member; if a record begins there, this one was too short.
            if is_end || self.unpack.is_at_member() && self.next_is_record()? {
                return Ok(Ending::Short);
            }
            let bytes = self.unpack.fill()?;
            let n = (bytes.len() as u64).min(length - self.content.len() as u64) as usize;
            self.content.extend_from_slice(&bytes[..n]);
            self.unpack.consume(n);
        }
        Ok(Ending::Whole)
    }

    fn next_is_record(&mut self) -> Result<bool, Damage> {
        let bytes = self.unpack.fill()?;
        let line = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
        Ok(is_version(&line[..line.len().min(16)]))
    }

    /// Whether behind the content there is another record, another member or the end.
    fn is_ended(&mut self) -> Result<bool, Damage> {
        // The format asks for two line ends; some writers leave one or both out.
        for n in 0.. {
            // With both of them the record is whole, whatever follows.
            if n == 4 {
                return self.unpack.fill().map(|_| true);
            }
            let is_line_end = matches!(self.unpack.fill()?, [b'\r' | b'\n', ..]);
            if !is_line_end || self.unpack.is_at_member() {
                break;
            }
            self.unpack.consume(1);
        }
        Ok(self.unpack.fill()?.is_empty() || self.unpack.is_at_member() || self.next_is_record()?)
    }

    /// A record over the limit: its head says whether it would have been a page. The next record is searched for, not
    /// counted off: a length that is wrong must not swallow the neighbours.
    fn too_long(&mut self, header: &[(String, String)]) -> Result<Option<Step>, Damage> {
        self.is_lost = true;
        self.content(HEAD_ROOM)?;
        let step = match page(header, &self.content, &self.limits) {
            Step::Skipped(why) => Step::Skipped(why),
            _ => Step::Refused(format!("its content {}", too_long(&self.limits))),
        };
        self.search_content();
        Ok(Some(step))
    }

    /// Gives the content back, so that the next record is searched for in it.
    fn search_content(&mut self) {
        let n = self.content.len() as u64;
        if self.rework + n <= FREE_REWORK + 5 * self.unpack.position() {
            self.rework += n;
            self.unpack.unread(&self.content);
        }
    }
}

impl<R: Read> Iterator for Warc<R> {
    type Item = Raw;

    fn next(&mut self) -> Option<Raw> {
        self.advance()
    }
}

/// Whether a line is the first of a record.
pub(crate) fn is_version(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    matches!(line.strip_prefix(b"WARC/"), Some([b'0' | b'1', b'.', rest @ ..])
        if (1..=2).contains(&rest.len()) && rest.iter().all(u8::is_ascii_digit))
}

/// What comes of a whole record.
fn page(header: &[(String, String)], content: &[u8], limits: &Limits) -> Step {
    let field = |name: &str| header.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str());
    let said = payload::content_type(field("content-type").unwrap_or_default());
    let is_cut = field("warc-truncated").is_some();
    let mut notes = Vec::new();
    let stored;
    let (said, body, payloads, encodings): (_, _, Vec<&[u8]>, _) =
        match field("warc-type").unwrap_or_default() {
            "response" => {
                let Some((head, body)) = payload::head(content) else {
                    return Step::Skipped("not an answer over HTTP");
                };
                match head.status {
                    200 => {}
                    300..400 => return Step::Skipped("status 3xx"),
                    400..500 => return Step::Skipped("status 4xx"),
                    500..600 => return Step::Skipped("status 5xx"),
                    _ => return Step::Skipped("another status than 200"),
                }
                stored = if head.is_chunked { payload::dechunk(body) } else { None };
                let said = payload::content_type(head.content_type.as_deref().unwrap_or_default());
                match &stored {
                    Some((joined, misses)) => {
                        if *misses && !is_cut {
                            notes.push("the last chunk of the answer is missing".to_owned());
                        }
                        (said, &joined[..], vec![&joined[..], body], head.encodings)
                    }
                    None => (said, body, vec![body], head.encodings),
                }
            }
            "resource" | "conversion" => (said, content, vec![content], Vec::new()),
            "request" => return Step::Skipped("request"),
            "metadata" => return Step::Skipped("metadata"),
            "warcinfo" => return Step::Skipped("warcinfo"),
            "revisit" => return Step::Skipped("revisit"),
            "continuation" => return Step::Skipped("continuation"),
            _ => return Step::Skipped("another type of record"),
        };
    let (kind, charset) = said;
    let is_html = match kind.as_str() {
        "text/html" | "application/xhtml+xml" => true,
        "text/plain" => false,
        "" if payload::is_markup(body) => true,
        _ => return Step::Skipped("not a page or a text"),
    };
    if let Some(digest) = field("warc-payload-digest")
        && payload::has_digest(digest, &payloads) == Some(false)
    {
        notes.push("the payload does not have the digest that the archive states".to_owned());
    }
    let body = match payload::decode(body.to_vec(), &encodings, is_cut, limits) {
        Ok(body) if body.len() as u64 > limits.text => {
            return Step::Refused(format!("its content {}", too_long(limits)));
        }
        Ok(body) if body.trim_ascii().is_empty() => return Step::Skipped("empty"),
        Ok(body) => body,
        Err(reason) => return Step::Refused(reason),
    };
    if is_cut {
        notes.push("the archive has only the first part of it".to_owned());
    }
    let url =
        field("warc-target-uri").map(|u| u.trim_matches(['<', '>']).to_owned()).filter(|u| !u.is_empty());
    let fetched = field("warc-date").and_then(|d| d.get(..10)).and_then(|d| d.parse().ok());
    let known = Known { url, charset, fetched, notes, ..Known::default() };
    Step::Page(Box::new(Page { known, kind: if is_html { Kind::Html(body) } else { Kind::Text(body) } }))
}

#[cfg(test)]
mod tests;
