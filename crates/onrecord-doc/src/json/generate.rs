//! Texts and documents made from what the test framework draws, with records of every type in every state.
//!
//! For tests, here and (feature `generate`) in other crates.

use crate::*;
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// Texts made of what breaks offsets: several scripts, emoji, combining marks, line ends of all kinds, NUL, BOM.
pub fn texts() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Talks ",
        "failed. ",
        "«Да», ",
        "мир",
        "\r\n",
        "\n",
        "\u{0}",
        "\u{feff}",
        "e\u{301}",
        "👩‍👩‍👧 ",
        "😀",
        "\"",
        "\\",
        "\t",
        "\u{2028}",
        "中文",
        "“No,” ",
        "\u{1f}",
        "\u{10ffff}",
        " ",
    ]);
    (prop::collection::vec(piece, 1..30), any::<char>()).prop_map(|(pieces, c)| {
        let mut text = pieces.concat();
        text.push(c);
        text
    })
}

/// Choices drawn by the test framework, read off one by one; they repeat when they run out.
struct Draws(Vec<u32>, usize);

impl Draws {
    fn below(&mut self, n: usize) -> usize {
        self.1 += 1;
        // The counter keeps a short list of choices from giving every record the same content.
        (self.0[self.1 % self.0.len()] as usize).wrapping_add(self.1 / self.0.len()) % n.max(1)
    }

    fn one<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Draws) -> T) -> Option<T> {
        (self.below(3) > 0).then(|| make(self))
    }

    fn list<T>(&mut self, make: impl Fn(&mut Draws) -> T) -> Vec<T> {
        (0..self.below(3)).map(|_| make(self)).collect()
    }

    fn string(&mut self) -> String {
        self.one(&["", "Moscow", "a \"b\" \\ c", "é\u{301}\u{0}", "model:x", "q1"]).to_owned()
    }

    fn some_string(&mut self) -> Option<String> {
        self.maybe(Draws::string)
    }

    fn day(&mut self) -> Option<Date> {
        self.maybe(|d| d.one(&[date(2015, 8, 9), date(1, 1, 1), date(9999, 12, 31), date(-44, 3, 15)]))
    }

    fn number(&mut self) -> Option<f64> {
        self.maybe(|d| d.one(&[0.0, -0.1, 1e300, 5e-324, 0.1 + 0.2, 48.856_613_999_9, 123_456_789.123]))
    }

    fn span(&mut self, text: &str) -> Span {
        let bounds: Vec<usize> = text.char_indices().map(|c| c.0).chain([text.len()]).collect();
        let from = self.below(bounds.len() - 1);
        let to = from + 1 + self.below((bounds.len() - 1 - from).min(6));
        Span::of(bounds[from], bounds[to])
    }

    fn spans(&mut self, text: &str) -> Spans {
        let mut all = vec![self.span(text)];
        all.extend(self.list(|d| d.span(text)));
        Spans::new(all).expect("no span is empty")
    }

    fn maker(&mut self) -> Maker {
        let name =
            self.one(&["en/statements/say-clause", "en_core_web_md-3.8.0/ner", "rule:x", "person:y", "ü"]);
        match self.below(3) {
            0 => Maker::rule(name),
            1 => Maker::model(name),
            _ => Maker::Person(name.into()),
        }
    }

    fn score(&mut self) -> f32 {
        self.below(10_007) as f32 / 10_007.0
    }

    fn id<T>(&mut self) -> Id<T> {
        Id::at(self.below(RECORDS))
    }

    fn role(&mut self, text: &str) -> Role {
        Role { at: self.maybe(|d| d.spans(text)), entity: self.maybe(Draws::id) }
    }

    fn voice(&mut self) -> Voice {
        self.maybe(Draws::id).map_or(Voice::Publisher, Voice::Statement)
    }
}

/// How many records a layer of a generated document has.
const RECORDS: usize = 3;

/// A document over `text` with three records in every layer.
pub fn document(text: &str, draws: Vec<u32>) -> Document {
    let d = &mut Draws(draws, 0);
    let mut input = Input::new(text);
    (input.id, input.title) = (d.some_string(), d.some_string());
    (input.url, input.publisher) = (d.some_string(), d.some_string());
    input.published = d.day();
    let given = input.published.is_some();
    let mut doc = Document::new(input);
    if !given {
        let basis = d.one(&[Basis::Text, Basis::Inferred, Basis::Unknown]);
        doc.published = Published { day: d.day(), basis, evidence: d.list(|d| d.span(text)) };
    }
    doc.dateline = d.maybe(|d| Dateline { at: d.span(text), place: d.string() });
    doc.language = d.some_string();
    doc.reading = Reading {
        program: d.string(),
        model: d.string(),
        data: d.string(),
        heads: d.string(),
        at: d.some_string(),
    };
    for _ in 0..RECORDS {
        doc.sentences.push(Sentence, d.spans(text), d.maker(), d.score());
        let mention = Mention {
            form: d.one(MentionForm::ALL),
            kind: d.one(MentionType::ALL),
            entity: d.maybe(Draws::id),
        };
        doc.mentions.push(mention, d.spans(text), d.maker(), d.score());
        let office = |d: &mut Draws| Office {
            title: d.string(),
            of: d.some_string(),
            from: d.day(),
            to: d.day(),
            basis: d.string(),
        };
        let entity = Entity {
            name: d.string(),
            kind: d.one(EntityType::ALL),
            aliases: d.list(Draws::string),
            country: d.some_string(),
            cameo: d.some_string(),
            sector: d.some_string(),
            roles: d.list(office),
            key: d.some_string(),
            wikidata: d.some_string(),
            anonymous: d.below(2) == 0,
        };
        doc.entities.push(entity, d.spans(text), d.maker(), d.score());
        let time = TimeExpr {
            kind: d.one(TimeType::ALL),
            value: d.string(),
            modifier: d.some_string(),
            earliest: d.day(),
            latest: d.day(),
            anchor: d.some_string(),
        };
        doc.times.push(time, d.spans(text), d.maker(), d.score());
        let place = Place {
            name: d.string(),
            country: d.some_string(),
            admin1: d.some_string(),
            at: d.number().zip(d.number()),
            geonames: d.maybe(|d| d.one(&[0, 524_901, u64::MAX])),
            level: d.one(PlaceLevel::ALL),
            sense: d.one(PlaceSense::ALL),
            alternatives: d.list(|d| OtherPlace {
                name: d.string(),
                country: d.some_string(),
                at: d.number().zip(d.number()),
                geonames: d.maybe(|d| d.one(&[0, 524_901, u64::MAX])),
                score: d.score(),
            }),
        };
        doc.places.push(place, d.spans(text), d.maker(), d.score());
        let statement = Statement {
            manner: d.one(Manner::ALL),
            act: d.one(Act::ALL),
            source: d.maybe(|d| d.role(text)),
            cue: d.maybe(|d| d.role(text)),
            content: d.maybe(|d| d.role(text)),
            addressee: d.maybe(|d| d.role(text)),
            channel: d.maybe(|d| d.role(text)),
            times: d.list(Draws::id),
            inside: d.maybe(Draws::id),
            anonymous: d.maybe(|d| d.below(2) == 0),
        };
        doc.statements.push(statement, d.spans(text), d.maker(), d.score());
        let event = Event {
            kind: d.one(EventType::ALL),
            mode: d.some_string(),
            contexts: d.list(Draws::string),
            cameo: d.some_string(),
            quad: d.one(Quad::ALL),
            plover_score: d.maybe(|d| d.one(&[-10.0, 0.1, 3.3])),
            goldstein: d.maybe(|d| d.one(&[-0.4, 7.0])),
            actors: d.list(|d| d.role(text)),
            recipients: d.list(|d| d.role(text)),
            times: d.list(Draws::id),
            earliest: d.day(),
            latest: d.day(),
            place: d.maybe(Draws::id),
            status: d.one(Status::ALL),
            word: d.voice(),
            quantities: d.list(Draws::id),
        };
        doc.events.push(event, d.spans(text), d.maker(), d.score());
        let claim = Claim {
            proposition: d.string(),
            asserted_by: d.list(Draws::voice),
            denied_by: d.list(Draws::voice),
            status: d.one(ClaimStatus::ALL),
        };
        doc.claims.push(claim, d.spans(text), d.maker(), d.score());
        let relation = Relation {
            kind: d.one(RelationType::ALL),
            subject: d.role(text),
            object: d.role(text),
            word: d.voice(),
        };
        doc.relations.push(relation, d.spans(text), d.maker(), d.score());
        let quantity = Quantity {
            value: d.number(),
            low: d.number(),
            high: d.number(),
            unit: d.some_string(),
            of: d.some_string(),
            event: d.maybe(Draws::id),
        };
        let finding = Finding { kind: d.one(FindingKind::ALL), message: d.string() };
        doc.findings.push(finding, d.spans(text), d.maker(), d.score());
        doc.quantities.push(quantity, d.spans(text), d.maker(), d.score());
        let a_day = |d: &mut Draws| d.day().unwrap_or(date(2026, 5, 22));
        let mut words = d.list(Draws::voice);
        words.push(d.voice());
        let item = AgendaItem {
            event: d.maybe(Draws::id),
            kind: d.maybe(|d| d.one(EventType::ALL)),
            title: d.string(),
            times: d.list(Draws::id),
            earliest: a_day(d),
            latest: a_day(d),
            lasts: d.below(2) == 0,
            bound: d.maybe(|d| d.one(Bound::ALL)),
            place: d.maybe(Draws::id),
            parties: d.list(|d| d.role(text)),
            status: d.one(AgendaStatus::ALL),
            was: d.maybe(|d| (a_day(d), a_day(d))),
            words,
        };
        doc.agenda.push(item, d.spans(text), d.maker(), d.score());
    }
    doc
}
