//! Who takes part: the actor that an entity of one document is across documents, and the report it is read from.
//!
//! The network, the timeline and the agenda ask only for a key and a name; how entities of many documents become one
//! actor is settled elsewhere and given as a function. [`Party::of`] is what can be said from one document alone.

use onrecord_doc::{Document, Entity, EntityType, Id};

/// An actor across documents.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party {
    /// The same for the same actor in every document.
    pub key: String,
    /// The name to show.
    pub name: String,
}

impl Party {
    /// The actor as its own document knows it: by Wikidata number, key of a data file, country, or full name.
    ///
    /// A single word for a person stands for nobody outside its document, and neither does an unnamed source: their
    /// keys carry the document's id. What cannot act (a weapon, a document) is `None`.
    pub fn of(doc: &Document, id: Id<Entity>) -> Option<Party> {
        let entity = &doc.entities.find(id)?.value;
        let acts = matches!(
            entity.kind,
            EntityType::Person | EntityType::Organisation | EntityType::Country | EntityType::Group
        );
        let name = entity.name.trim();
        if !acts || name.is_empty() {
            return None;
        }
        let folded = name.to_lowercase();
        let alone = entity.anonymous
            || entity.kind == EntityType::Group
            || entity.kind == EntityType::Person && !folded.contains(' ');
        let key = match (&entity.wikidata, &entity.key, &entity.country) {
            _ if entity.anonymous => format!("in:{}:{}", doc.id(), id.index() + 1),
            (Some(number), _, _) => format!("wikidata:{number}"),
            (_, Some(key), _) => format!("key:{key}"),
            (_, _, Some(code)) if entity.kind == EntityType::Country => format!("country:{code}"),
            _ if alone => format!("in:{}:{}", doc.id(), id.index() + 1),
            _ => format!("{}:{folded}", entity.kind.name()),
        };
        Some(Party { key, name: name.to_owned() })
    }
}

/// One document, whose words it carries, and who its entities are.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    /// The document.
    pub doc: &'a Document,
    /// Whose words it carries: the same for all copies of one text. The document's own id if it is no copy.
    pub origin: &'a str,
    /// The actor that an entity of the document is.
    pub party: &'a dyn Fn(Id<Entity>) -> Option<Party>,
}
