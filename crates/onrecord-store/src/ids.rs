//! Ids that come from content alone, so that the same input has the same ids in any order and on any number of threads.
//!
//! A document's id is the SHA-256 of its key and its text. A record's id is the beginning of its document's id, a letter
//! for its type and a *tag*, 32 bits of a SHA-256 of the words that it rests on. The words make the identity, not what the
//! record says of them: a newer version that reads `deny` where an older one read `assert` speaks of the same record, and
//! a person's correction of it stays with it.

use crate::Error;
use onrecord_doc::{Document, Entry, Id, Layer, Role, Spans};
use sha2::{Digest, Sha256};
use std::{collections::HashSet, fmt};

/// The id of the document that has this key and this text: SHA-256, in hexadecimal, of the length of the key in bytes, a
/// colon, the key and the text.
///
/// ```
/// let id = onrecord_store::document_id("https://example.org/1", "Talks failed.");
/// assert_eq!(id, "1757a46e290ff6fe2c60b86b56d7a3f6ddfcb08f72d5261d0c86c75543b7d65b");
/// ```
pub fn document_id(key: &str, text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(format!("{}:", key.len()));
    hash.update(key);
    hash.update(text);
    hex(&hash.finalize())
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// How many hexadecimal digits of a document's id stand in the ids of its records.
pub(crate) const PREFIX: usize = 16;

/// The types of records, with the letter that each has in ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A mention.
    Mention = b'm' as isize,
    /// An entity.
    Entity = b'e' as isize,
    /// A time.
    Time = b't' as isize,
    /// A place.
    Place = b'p' as isize,
    /// A statement.
    Statement = b's' as isize,
    /// An event.
    Event = b'v' as isize,
    /// A claim.
    Claim = b'c' as isize,
    /// A relation.
    Relation = b'r' as isize,
    /// A quantity.
    Quantity = b'q' as isize,
    /// A finding.
    Finding = b'f' as isize,
    /// Something to come.
    Agenda = b'a' as isize,
}

impl Kind {
    /// Every type.
    pub const ALL: [Kind; 11] = [
        Kind::Mention,
        Kind::Entity,
        Kind::Time,
        Kind::Place,
        Kind::Statement,
        Kind::Event,
        Kind::Claim,
        Kind::Relation,
        Kind::Quantity,
        Kind::Finding,
        Kind::Agenda,
    ];

    /// The letter in ids.
    pub fn letter(self) -> char {
        char::from(self as u8)
    }

    /// The name of the table that holds these records, which is also their key in JSON.
    pub fn table(self) -> &'static str {
        match self {
            Kind::Mention => "mentions",
            Kind::Entity => "entities",
            Kind::Time => "times",
            Kind::Place => "places",
            Kind::Statement => "statements",
            Kind::Event => "events",
            Kind::Claim => "claims",
            Kind::Relation => "relations",
            Kind::Quantity => "quantities",
            Kind::Finding => "findings",
            Kind::Agenda => "agenda",
        }
    }

    fn find(letter: char) -> Option<Kind> {
        Kind::ALL.into_iter().find(|k| k.letter() == letter)
    }
}

/// The id of a record: `1757a46e290ff6fe-s1b2c3d4e`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId {
    /// The first 16 digits of the document's id.
    pub document: String,
    /// The type of the record.
    pub kind: Kind,
    /// What tells it from the others of its type in the document.
    pub tag: u32,
}

impl RecordId {
    /// Reads the written form.
    ///
    /// # Errors
    ///
    /// Fails (`is_not_found`) when it is not the id of a record.
    pub fn parse(id: &str) -> Result<RecordId, Error> {
        let not = || Error::not_found(id);
        let (document, record) = id.split_once('-').ok_or_else(not)?;
        let (kind, tag) = parse_tag(record).ok_or_else(not)?;
        if document.len() != PREFIX || !document.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(not());
        }
        Ok(RecordId { document: document.to_lowercase(), kind, tag })
    }

    /// The part after the dash.
    pub fn local(&self) -> String {
        write_tag(self.kind, self.tag)
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.document, self.local())
    }
}

pub(crate) fn write_tag(kind: Kind, tag: u32) -> String {
    format!("{}{tag:08x}", kind.letter())
}

/// `s1b2c3d4e` as type and tag.
pub(crate) fn parse_tag(record: &str) -> Option<(Kind, u32)> {
    let mut chars = record.chars();
    let kind = Kind::find(chars.next()?)?;
    let digits = chars.as_str();
    (digits.len() == 8 && digits.bytes().all(|b| b.is_ascii_hexdigit()))
        .then(|| u32::from_str_radix(digits, 16).ok())
        .flatten()
        .map(|tag| (kind, tag))
}

/// The tags of all records of one document, each layer in its order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tags(Vec<(Kind, Vec<u32>)>);

impl Tags {
    /// The tags of a document of that id.
    pub(crate) fn of(doc: &Document, id: &str) -> Tags {
        let first = |at: &Spans| Spans::from(at.first());
        Tags(vec![
            (
                Kind::Mention,
                tags(id, Kind::Mention, &doc.mentions, Clone::clone, |m| format!("{:?}", m.kind)),
            ),
            // An entity is known by its first mention: its chain grows and shrinks from version to version.
            (Kind::Entity, tags(id, Kind::Entity, &doc.entities, first, |e| e.name.clone())),
            (Kind::Time, tags(id, Kind::Time, &doc.times, Clone::clone, |t| t.value.clone())),
            (Kind::Place, tags(id, Kind::Place, &doc.places, Clone::clone, |p| p.name.clone())),
            (
                Kind::Statement,
                tags(id, Kind::Statement, &doc.statements, Clone::clone, |s| format!("{:?}", words(&s.cue))),
            ),
            (
                Kind::Event,
                tags(id, Kind::Event, &doc.events, Clone::clone, |v| {
                    let at = |roles: &[Role]| roles.iter().map(|r| r.at.clone()).collect::<Vec<_>>();
                    format!("{:?}{:?}{:?}", v.kind, at(&v.actors), at(&v.recipients))
                }),
            ),
            (Kind::Claim, tags(id, Kind::Claim, &doc.claims, Clone::clone, |c| c.proposition.clone())),
            (
                Kind::Relation,
                tags(id, Kind::Relation, &doc.relations, Clone::clone, |r| {
                    format!("{:?}{:?}{:?}", r.kind, r.subject.at, r.object.at)
                }),
            ),
            (
                Kind::Quantity,
                tags(id, Kind::Quantity, &doc.quantities, Clone::clone, |q| format!("{:?}", q.value)),
            ),
            (Kind::Finding, tags(id, Kind::Finding, &doc.findings, Clone::clone, |f| f.message.clone())),
            (Kind::Agenda, tags(id, Kind::Agenda, &doc.agenda, Clone::clone, |a| a.title.clone())),
        ])
    }

    /// The tags of one layer.
    pub(crate) fn layer(&self, kind: Kind) -> &[u32] {
        self.0.iter().find(|(k, _)| *k == kind).map_or(&[], |(_, tags)| tags)
    }

    /// Where in its layer the record of that tag stands.
    pub(crate) fn index(&self, kind: Kind, tag: u32) -> Option<usize> {
        self.layer(kind).iter().position(|t| *t == tag)
    }

    /// The tag of a record.
    pub(crate) fn tag<T>(&self, kind: Kind, id: Id<T>) -> u32 {
        self.layer(kind).get(id.index()).copied().unwrap_or(0)
    }
}

fn words(role: &Option<Role>) -> Option<&Spans> {
    role.as_ref().and_then(|r| r.at.as_ref())
}

/// The tags of one layer. Records that rest on the same words are told apart by their place in the order of what they say.
fn tags<T>(
    document: &str,
    kind: Kind,
    layer: &Layer<T>,
    identity: impl Fn(&Spans) -> Spans,
    says: impl Fn(&T) -> String,
) -> Vec<u32> {
    let mut order: Vec<(Spans, usize)> =
        layer.iter().map(|(id, e): (Id<T>, &Entry<T>)| (identity(&e.at), id.index())).collect();
    let say = |i: usize| layer.find(Id::at(i)).map(|e| says(&e.value)).unwrap_or_default();
    order.sort_by(|a, b| {
        a.0.as_slice().cmp(b.0.as_slice()).then_with(|| say(a.1).cmp(&say(b.1))).then(a.1.cmp(&b.1))
    });
    let mut out = vec![0; order.len()];
    let mut taken = HashSet::new();
    let mut before: Option<&Spans> = None;
    let mut rank = 0_u32;
    for (at, i) in &order {
        rank = if before == Some(at) { rank + 1 } else { 0 };
        before = Some(at);
        let mut again = 0_u32;
        // Two in four thousand million are the same; the second of them in text order then counts on.
        let tag = loop {
            let tag = tag(document, kind, at, rank, again);
            if taken.insert(tag) {
                break tag;
            }
            again += 1;
        };
        if let Some(slot) = out.get_mut(*i) {
            *slot = tag;
        }
    }
    out
}

fn tag(document: &str, kind: Kind, at: &Spans, rank: u32, again: u32) -> u32 {
    let mut hash = Sha256::new();
    hash.update(document);
    hash.update([kind.letter() as u8]);
    for span in at.iter() {
        hash.update((span.start() as u64).to_le_bytes());
        hash.update((span.end() as u64).to_le_bytes());
    }
    hash.update([0xff]);
    hash.update(rank.to_le_bytes());
    hash.update(again.to_le_bytes());
    let digest = hash.finalize();
    u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_doc::{Input, Maker, Mention, MentionForm, MentionType, Span};

    fn mentions(order: &[(u32, u32, MentionType)]) -> Vec<(u32, u32)> {
        let mut doc = Document::new(Input::new("Talks failed in Moscow."));
        for (a, b, kind) in order {
            let m = Mention { form: MentionForm::Name, kind: *kind, entity: None };
            doc.mentions.push(m, Span::new(*a, *b).unwrap().into(), Maker::rule("r"), 1.0);
        }
        let tags = Tags::of(&doc, "0123");
        let mut out: Vec<(u32, u32)> =
            order.iter().zip(tags.layer(Kind::Mention)).map(|(o, t)| (o.0, *t)).collect();
        out.sort();
        out
    }

    #[test]
    fn the_tag_of_a_record_does_not_depend_on_its_place_in_the_layer() {
        let (a, b, c) =
            ((0, 5, MentionType::Event), (16, 22, MentionType::Place), (16, 22, MentionType::Organisation));
        assert_eq!(mentions(&[a, b, c]), mentions(&[c, a, b]));
    }

    #[test]
    fn two_records_on_the_same_words_have_two_tags() {
        let a = (0, 5, MentionType::Event);
        let both = mentions(&[a, a]);
        assert_ne!(both[0].1, both[1].1);
    }

    #[test]
    fn a_record_id_reads_back_as_it_was_written() {
        let id = RecordId { document: "0123456789abcdef".into(), kind: Kind::Event, tag: 0x1f };
        assert_eq!(id.to_string(), "0123456789abcdef-v0000001f");
        assert_eq!(RecordId::parse(&id.to_string()).unwrap(), id);
        for wrong in ["", "-", "0123456789abcdef-x0000001f", "0123456789abcdef-v1f", "é-v0000001f"] {
            assert!(RecordId::parse(wrong).unwrap_err().is_not_found(), "{wrong}");
        }
    }

    #[test]
    fn key_and_text_cannot_run_into_each_other() {
        assert_ne!(document_id("a", "bc"), document_id("ab", "c"));
        assert_ne!(document_id("1", "1:x"), document_id("1:1", "x"));
    }
}
