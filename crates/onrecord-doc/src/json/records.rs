//! One function a record type: from its JSON object to its value, and to its words where they hang on the value.

use super::Prefix;
use super::node::{Node, short};
use super::read::Reader;
use crate::{
    Act, AgendaItem, AgendaStatus, Bound, Claim, ClaimStatus, Entity, EntityType, Error, Event, EventType,
    Finding, FindingKind, Id, Layer, Manner, Mention, MentionForm, MentionType, Office, OtherPlace, Place,
    PlaceLevel, PlaceSense, Quad, Quantity, Relation, RelationType, Span, Spans, Statement, Status, TimeExpr,
    TimeType,
};

impl Reader<'_, '_> {
    pub(super) fn mention(&self, n: &Node) -> Result<Mention, Error> {
        Ok(Mention {
            form: n.need("form")?.choice(MentionForm::ALL, MentionForm::name)?,
            kind: n.need("type")?.choice(MentionType::ALL, MentionType::name)?,
            entity: self.find_id(n, "entity", Prefix::Entity)?,
        })
    }

    pub(super) fn entity(&self, n: &Node, mentions: &Layer<Mention>) -> Result<(Entity, Spans), Error> {
        let this: Id<Entity> = self.id(&n.need("id")?, Prefix::Entity)?;
        let mut at: Vec<Span> = Vec::new();
        for m in
            n.find("mentions").iter().map(|l| l.items()).collect::<Result<Vec<_>, _>>()?.into_iter().flatten()
        {
            let mention = &mentions[self.id::<Mention>(&m, Prefix::Mention)?];
            if mention.value.entity != Some(this) {
                let what = format!("`{}` does not name this record as its `entity`", short(m.string()?));
                return Err(Error::reference(m.path(), what));
            }
            at.extend(mention.at.iter());
        }
        let at = match n.find("spans") {
            Some(list) => self.spans(&list)?,
            None => Spans::new(at).ok_or_else(|| n.wrong("has neither `mentions` nor `spans`"))?,
        };
        let codes = n.find("codes");
        let code = |name| codes.as_ref().map_or(Ok(None), |c| string(c, name));
        let entity = Entity {
            name: n.need("name")?.string()?.to_owned(),
            kind: n.need("type")?.choice(EntityType::ALL, EntityType::name)?,
            aliases: strings(n, "aliases")?,
            country: string(n, "country")?,
            cameo: code("cameo")?,
            sector: code("sector")?,
            roles: match n.find("roles") {
                Some(list) => list.items()?.map(|n| office(&n)).collect::<Result<_, _>>()?,
                None => Vec::new(),
            },
            key: string(n, "key")?,
            wikidata: string(n, "wikidata")?,
            anonymous: n.find("anonymous").map_or(Ok(false), |n| n.bool())?,
        };
        Ok((entity, at))
    }

    pub(super) fn time(&self, n: &Node) -> Result<TimeExpr, Error> {
        Ok(TimeExpr {
            kind: n.need("type")?.choice(TimeType::ALL, TimeType::name)?,
            value: n.need("value")?.string()?.to_owned(),
            modifier: string(n, "mod")?,
            earliest: day(n, "earliest")?,
            latest: day(n, "latest")?,
            anchor: string(n, "anchor")?,
        })
    }

    pub(super) fn place(&self, n: &Node) -> Result<Place, Error> {
        Ok(Place {
            name: n.need("name")?.string()?.to_owned(),
            country: string(n, "country")?,
            admin1: string(n, "admin1")?,
            at: point(n)?,
            geonames: n.find("geonames").map(|n| n.whole()).transpose()?,
            level: n.need("level")?.choice(PlaceLevel::ALL, PlaceLevel::name)?,
            sense: n.need("sense")?.choice(PlaceSense::ALL, PlaceSense::name)?,
            alternatives: match n.find("alternatives") {
                Some(list) => list.items()?.map(|n| other_place(&n)).collect::<Result<_, _>>()?,
                None => Vec::new(),
            },
        })
    }

    pub(super) fn statement(&self, n: &Node) -> Result<(Statement, Spans), Error> {
        let statement = Statement {
            manner: n.need("manner")?.choice(Manner::ALL, Manner::name)?,
            act: n.need("act")?.choice(Act::ALL, Act::name)?,
            source: self.find_role(n, "source")?,
            cue: self.find_role(n, "cue")?,
            content: self.find_role(n, "content")?,
            addressee: self.find_role(n, "addressee")?,
            channel: self.find_role(n, "channel")?,
            times: self.some_ids(n, "time", Prefix::Time)?,
            inside: self.find_id(n, "inside", Prefix::Statement)?,
            anonymous: n.find("anonymous").map(|n| n.bool()).transpose()?,
        };
        let at = match n.find("spans") {
            Some(list) => self.spans(&list)?,
            None => super::statement_words(&statement)
                .cloned()
                .ok_or_else(|| n.wrong("has no words; a statement has a `cue` or a `content`"))?,
        };
        Ok((statement, at))
    }

    pub(super) fn event(&self, n: &Node) -> Result<(Event, Spans), Error> {
        let trigger = n.need("trigger")?;
        let event = Event {
            kind: n.need("type")?.choice(EventType::ALL, EventType::name)?,
            mode: string(n, "mode")?,
            contexts: strings(n, "contexts")?,
            cameo: string(n, "cameo")?,
            quad: n.need("quad")?.choice(Quad::ALL, Quad::name)?,
            plover_score: float(n, "plover_score")?.map(|x| x as f32),
            goldstein: float(n, "goldstein")?.map(|x| x as f32),
            actors: self.roles(n, "actors")?,
            recipients: self.roles(n, "recipients")?,
            times: self.some_ids(n, "time", Prefix::Time)?,
            earliest: day(n, "earliest")?,
            latest: day(n, "latest")?,
            place: self.find_id(n, "place", Prefix::Place)?,
            status: n.need("status")?.choice(Status::ALL, Status::name)?,
            word: self.voice(&n.need("word")?)?,
            quantities: self.some_ids(n, "quantity", Prefix::Quantity)?,
        };
        Ok((event, self.spans(&trigger.need("spans")?)?))
    }

    pub(super) fn claim(&self, n: &Node) -> Result<Claim, Error> {
        Ok(Claim {
            proposition: n.need("proposition")?.string()?.to_owned(),
            asserted_by: self.voices(n, "asserted_by")?,
            denied_by: self.voices(n, "denied_by")?,
            status: n.need("status")?.choice(ClaimStatus::ALL, ClaimStatus::name)?,
        })
    }

    pub(super) fn relation(&self, n: &Node) -> Result<Relation, Error> {
        Ok(Relation {
            kind: n.need("type")?.choice(RelationType::ALL, RelationType::name)?,
            subject: self.role(&n.need("subject")?)?,
            object: self.role(&n.need("object")?)?,
            word: self.voice(&n.need("word")?)?,
        })
    }

    pub(super) fn finding(&self, n: &Node) -> Result<Finding, Error> {
        Ok(Finding {
            kind: n.need("kind")?.choice(FindingKind::ALL, FindingKind::name)?,
            message: n.need("message")?.string()?.to_owned(),
        })
    }

    pub(super) fn agenda_item(&self, n: &Node) -> Result<AgendaItem, Error> {
        let days = |n: &Node| Ok::<_, Error>((n.need("earliest")?.day()?, n.need("latest")?.day()?));
        let (earliest, latest) = days(n)?;
        let mut words = self.voices(n, "words")?;
        if words.is_empty() {
            words.push(self.voice(&n.need("word")?)?);
        }
        Ok(AgendaItem {
            event: self.find_id(n, "event", Prefix::Event)?,
            kind: n.find("type").map(|n| n.choice(EventType::ALL, EventType::name)).transpose()?,
            title: n.need("title")?.string()?.to_owned(),
            times: self.some_ids(n, "time", Prefix::Time)?,
            earliest,
            latest,
            lasts: n.find("lasts").map_or(Ok(false), |n| n.bool())?,
            bound: n.find("bound").map(|n| n.choice(Bound::ALL, Bound::name)).transpose()?,
            place: self.find_id(n, "place", Prefix::Place)?,
            parties: self.roles(n, "parties")?,
            status: n.need("status")?.choice(AgendaStatus::ALL, AgendaStatus::name)?,
            was: n.find("was").map(|n| days(&n)).transpose()?,
            words,
        })
    }

    pub(super) fn quantity(&self, n: &Node) -> Result<Quantity, Error> {
        Ok(Quantity {
            value: float(n, "value")?,
            low: float(n, "low")?,
            high: float(n, "high")?,
            unit: string(n, "unit")?,
            of: string(n, "of")?,
            event: self.find_id(n, "event", Prefix::Event)?,
        })
    }
}

/// Degrees north and east.
fn point(n: &Node) -> Result<Option<(f64, f64)>, Error> {
    match (float(n, "lat")?, float(n, "lon")?) {
        (Some(lat), Some(lon)) => Ok(Some((lat, lon))),
        (None, None) => Ok(None),
        _ => Err(n.wrong("has one of `lat` and `lon`; should have both or neither")),
    }
}

fn other_place(n: &Node) -> Result<OtherPlace, Error> {
    Ok(OtherPlace {
        name: n.need("name")?.string()?.to_owned(),
        country: string(n, "country")?,
        at: point(n)?,
        geonames: n.find("geonames").map(|n| n.whole()).transpose()?,
        score: n.need("score")?.float()? as f32,
    })
}

fn office(n: &Node) -> Result<Office, Error> {
    Ok(Office {
        title: n.need("title")?.string()?.to_owned(),
        of: string(n, "of")?,
        from: day(n, "from")?,
        to: day(n, "to")?,
        basis: n.need("basis")?.string()?.to_owned(),
    })
}

fn string(n: &Node, name: &'static str) -> Result<Option<String>, Error> {
    n.find(name).map(|n| n.string().map(str::to_owned)).transpose()
}

fn strings(n: &Node, name: &'static str) -> Result<Vec<String>, Error> {
    match n.find(name) {
        Some(list) => list.items()?.map(|n| n.string().map(str::to_owned)).collect(),
        None => Ok(Vec::new()),
    }
}

fn float(n: &Node, name: &'static str) -> Result<Option<f64>, Error> {
    n.find(name).map(|n| n.float()).transpose()
}

fn day(n: &Node, name: &'static str) -> Result<Option<jiff::civil::Date>, Error> {
    n.find(name).map(|n| n.day()).transpose()
}
