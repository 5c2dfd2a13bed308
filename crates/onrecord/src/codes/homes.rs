//! Where those are at home whom the text gives no country of their own: *the gendarmes*, *the school in Tibú*.
//!
//! What stands in the phrase decides first: an owner (*its officers*), a nationality, a place (*prosecutors in
//! Athens*). Else police, soldiers, courts, residents and buildings are of the one country whose places their sentence
//! names, or the sentence before. Gunmen, migrants and people with a name are not: the text leaves it open.

use crate::intervals::Intervals;
use onrecord_doc::{
    Document, Entity, EntityType, Entry, Id, Layer, Mention, MentionForm, MentionType, Place, PlaceSense,
    Span,
};

/// The sectors whose people may be from anywhere: gunmen, migrants, criminals.
const FROM_ANYWHERE: [&str; 3] = ["UAF", "REF", "CRM"];

/// The entities of a document with its places, those without a country given the one of their home.
pub(super) fn entities(doc: &Document) -> Layer<Entity> {
    let homes = Homes::new(doc);
    let mut mentions: Vec<Vec<Id<Mention>>> = vec![Vec::new(); doc.entities.len()];
    for (id, mention) in doc.mentions.iter() {
        if let Some(own) = mention.value.entity.and_then(|e| mentions.get_mut(e.index())) {
            own.push(id);
        }
    }
    let mut layer = Layer::new();
    for (id, entry) in doc.entities.iter() {
        let mut entity = entry.value.clone();
        if entity.country.is_none() {
            entity.country = homes.country(entry, &mentions[id.index()]);
        }
        layer.push(entity, entry.at.clone(), entry.maker.clone(), entry.score);
    }
    layer
}

/// What tells where someone is at home.
pub(crate) struct Homes<'d> {
    doc: &'d Document,
    mentions: Intervals,
    places: Intervals,
    sentences: Vec<Span>,
}

/// No more mentions of an entity than this are looked at.
const MOST: usize = 6;

impl<'d> Homes<'d> {
    pub fn new(doc: &'d Document) -> Homes<'d> {
        Homes {
            doc,
            mentions: Intervals::new(doc.mentions.iter().map(|(id, m)| (id.index(), m.at.hull()))),
            places: Intervals::new(doc.places.iter().map(|(id, p)| (id.index(), p.at.hull()))),
            sentences: doc.sentences.iter().map(|(_, s)| s.at.hull()).collect(),
        }
    }

    fn country(&self, entry: &Entry<Entity>, mentions: &[Id<Mention>]) -> Option<String> {
        let entity = &entry.value;
        let all = || mentions.iter().take(MOST).map(|id| &self.doc.mentions[*id]);
        if let Some(country) = all().find_map(|m| self.of_mention(m)) {
            return Some(country);
        }
        // *UN troops*: whoever has a name in the phrase is not of wherever they stand.
        let t = &self.doc.tokens;
        let has_name = |m: &Entry<Mention>| {
            m.value.form == MentionForm::Name || t.within(m.at.hull()).any(|i| t.pos(i) == "PROPN")
        };
        let is_named = all().any(has_name);
        let is_local = match entity.kind {
            EntityType::Place => true,
            EntityType::Person | EntityType::Organisation | EntityType::Group => {
                entity.sector.as_deref().is_none_or(|s| !FROM_ANYWHERE.contains(&s))
            }
            _ => false,
        };
        if is_named || !is_local {
            return None;
        }
        all().find_map(|m| self.around(m.at.hull()))
    }

    /// The country of a thing or group that these words name once and no entity stands for.
    pub fn of_phrase(&self, at: Span) -> Option<String> {
        let t = &self.doc.tokens;
        let has_name = t.within(at).any(|i| t.pos(i) == "PROPN");
        self.within(at).or_else(|| (!has_name).then(|| self.around(at)).flatten())
    }

    fn of_mention(&self, mention: &Entry<Mention>) -> Option<String> {
        (mention.value.form != MentionForm::Pronoun).then(|| self.within(mention.at.hull())).flatten()
    }

    /// The country that the words of a phrase tell: an owner's, a nationality's, a place's.
    fn within(&self, span: Span) -> Option<String> {
        let t = &self.doc.tokens;
        let range = t.within(span);
        let head = range.clone().find(|i| !range.contains(&t.head(*i)) || t.head(*i) == *i)?;
        // What hangs behind it is of it, too: *a guesthouse in Eldoret*.
        let (_, last) = t.subtree(head);
        let clause =
            t.children(head).find(|c| *c > head && !matches!(t.dep(*c), "prep" | "pobj" | "appos" | "case"));
        let last = clause.map_or(last, |c| t.subtree(c).0.saturating_sub(1)).clamp(head, range.end + 8);
        let wide = span.join(t.span(last.max(head)));
        let owner = |i: &usize| matches!(t.dep(*i), "poss" | "amod" | "compound" | "nmod");
        // *The Angolan mediator, Paulo Quitumba*: one is what the other is.
        let beside = t.children(head).filter(|c| t.dep(*c) == "appos").take(4);
        let above = Some(t.head(head)).filter(|_| t.dep(head) == "appos");
        let heads = std::iter::once(head).chain(above).chain(beside);
        let owners = heads.flat_map(|h| t.children(h).filter(owner).take(12));
        let of_owner = owners.filter_map(|i| {
            let (n, at) =
                self.mentions.touching(t.span(i)).filter(|(_, s)| *s != span).min_by_key(|(_, s)| s.len())?;
            let other = &self.doc.mentions[Id::<Mention>::at(n)].value;
            let is_state = other.kind != MentionType::Person || t.dep(i) == "poss";
            let entity = other.entity.filter(|_| is_state && at != span)?;
            self.doc.entities[entity].value.country.clone()
        });
        { of_owner }.next().or_else(|| {
            let inside = self.places.touching(wide).filter(|(_, p)| wide.covers(*p));
            let mut inside: Vec<(usize, Span)> = inside.collect();
            inside.sort_by_key(|(_, p)| p.start());
            inside.iter().find_map(|(n, _)| self.doc.places[Id::<Place>::at(*n)].value.country.clone())
        })
    }

    /// The one country whose places a sentence names, or the sentence before it.
    fn around(&self, at: Span) -> Option<String> {
        let n = self.sentences.partition_point(|s| s.end() <= at.start());
        let here = self.sentences.get(n)?;
        self.only(*here)
            .or_else(|| self.only_party(*here))
            .or_else(|| self.only(*self.sentences.get(n.checked_sub(1)?)?))
    }

    /// The one country of all the parties that a sentence names.
    fn only_party(&self, sentence: Span) -> Option<String> {
        let mut found: Option<&String> = None;
        for (n, _) in self.mentions.touching(sentence).take(48) {
            let entity = self.doc.mentions[Id::<Mention>::at(n)].value.entity;
            let Some(country) = entity.and_then(|e| self.doc.entities[e].value.country.as_ref()) else {
                continue;
            };
            if found.is_some_and(|f| f != country) {
                return None;
            }
            found = Some(country);
        }
        found.cloned()
    }

    fn only(&self, sentence: Span) -> Option<String> {
        let mut found: Option<&String> = None;
        for (n, _) in self.places.touching(sentence).take(24) {
            let entry = &self.doc.places[Id::<Place>::at(n)];
            let place = &entry.value;
            // *A UK-based group* was not there.
            let last = self.doc.tokens.within(entry.at.hull()).last();
            if last
                .is_some_and(|i| matches!(self.doc.tokens.dep(i), "compound" | "amod" | "npadvmod" | "nmod"))
            {
                continue;
            }
            let Some(country) = place.country.as_ref().filter(|_| place.sense == PlaceSense::Place) else {
                continue;
            };
            if found.is_some_and(|f| f != country) {
                return None;
            }
            found = Some(country);
        }
        found.cloned()
    }
}
