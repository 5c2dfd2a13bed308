//! Reports with records, made by a seeded generator: the same number gives the same report on every machine. The sentences
//! are our own; nobody said any of it. A report of 26 sentences has some 400 words and about as many records as the reader
//! finds in a news report of that length.

use jiff::civil::{Date, date};
use onrecord_doc::*;

/// A small generator of numbers. Source: Steele, Lea and Flood 2014, SplitMix64.
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    pub fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const PEOPLE: [&str; 24] = [
    "Ana Marek",
    "Tomas Veldt",
    "Ilse Okafor",
    "Radu Stanek",
    "Mirza Halloran",
    "Yusuf Brandt",
    "Lena Orsova",
    "Piet Aldana",
    "Sanaa Kovac",
    "Jonas Ferrer",
    "Dina Molnár",
    "Emil Strand",
    "Noor Castell",
    "Ivo Petrak",
    "Greta Lindqvist",
    "Omar Desai",
    "Vera Zielińska",
    "Karl Matumbo",
    "Aino Salvi",
    "Hugo Rennard",
    "Tea Babić",
    "Marek Olsen",
    "Zara Whitlock",
    "Pavel Ionescu",
];
const TITLES: [&str; 6] =
    ["foreign minister", "spokesman", "defence minister", "ambassador", "president", "mayor"];
const COUNTRIES: [(&str, &str, f64, f64); 8] = [
    ("Norway", "NO", 62.0, 10.0),
    ("Chile", "CL", -30.0, -71.0),
    ("Kenya", "KE", 1.0, 38.0),
    ("Latvia", "LV", 57.0, 25.0),
    ("Peru", "PE", -10.0, -76.0),
    ("Jordan", "JO", 31.0, 36.0),
    ("Fiji", "FJ", -18.0, 178.0),
    ("Malta", "MT", 35.9, 14.4),
];
const CITIES: [(&str, &str, f64, f64, u64); 8] = [
    ("Oslo", "NO", 59.91, 10.75, 3_143_244),
    ("Valparaíso", "CL", -33.04, -71.62, 3_868_626),
    ("Nairobi", "KE", -1.29, 36.82, 184_745),
    ("Riga", "LV", 56.95, 24.11, 456_172),
    ("Lima", "PE", -12.05, -77.04, 3_936_456),
    ("Amman", "JO", 31.96, 35.95, 250_441),
    ("Suva", "FJ", -18.14, 178.44, 2_198_148),
    ("Valletta", "MT", 35.9, 14.51, 2_562_305),
];
const VERBS: [(&str, Act); 8] = [
    ("said", Act::Assert),
    ("denied", Act::Deny),
    ("warned", Act::Warn),
    ("announced", Act::Announce),
    ("promised", Act::Promise),
    ("confirmed", Act::Confirm),
    ("predicted", Act::Predict),
    ("claimed", Act::Allege),
];
const ACTS: [(&str, EventType, Quad, &str, f32); 6] = [
    ("met with envoys of", EventType::Consult, Quad::VerbalCooperation, "040", 1.0),
    ("sent food to", EventType::Aid, Quad::MaterialCooperation, "070", 7.0),
    ("imposed sanctions on", EventType::Sanction, Quad::MaterialConflict, "163", -8.0),
    ("accused", EventType::Accuse, Quad::VerbalConflict, "112", -2.0),
    ("signed a fishing accord with", EventType::Agree, Quad::VerbalCooperation, "057", 8.0),
    ("withdrew its troops from", EventType::Retreat, Quad::MaterialCooperation, "087", 9.0),
];
const NOUNS: [&str; 40] = [
    "harbour",
    "grain",
    "border",
    "ferry",
    "reactor",
    "pipeline",
    "election",
    "glacier",
    "railway",
    "currency",
    "vaccine",
    "fishery",
    "satellite",
    "budget",
    "strike",
    "bridge",
    "treaty",
    "prison",
    "market",
    "drought",
    "museum",
    "airport",
    "customs",
    "tariff",
    "hospital",
    "patrol",
    "refinery",
    "parliament",
    "island",
    "coast",
    "convoy",
    "monastery",
    "orchard",
    "turbine",
    "quarry",
    "lighthouse",
    "archive",
    "stadium",
    "aqueduct",
    "tunnel",
];
const ENDS: [&str; 6] =
    ["by autumn", "despite the storm", "under the new law", "without delay", "for years", "at any price"];

struct Maker1 {
    text: String,
}

impl Maker1 {
    fn say(&mut self, words: &str) -> Span {
        let from = self.text.len();
        self.text.push_str(words);
        Span::of(from, self.text.len())
    }
}

/// What a generated report is made of before its text is known to be whole.
enum Put {
    Sentence(Span),
    Mention {
        at: Span,
        form: MentionForm,
        kind: MentionType,
        entity: usize,
    },
    Statement {
        source: Span,
        entity: usize,
        cue: Span,
        content: Vec<Span>,
        act: Act,
        manner: Manner,
    },
    Event {
        actor: (Span, usize),
        recipient: (Span, usize),
        trigger: Span,
        act: usize,
        day: usize,
        place: usize,
    },
    Place {
        at: Span,
        city: usize,
    },
    Time {
        at: Span,
        day: Date,
    },
    Quantity {
        at: Span,
        value: f64,
        of: String,
    },
    Agenda {
        at: Span,
        who: (Span, usize),
        day: Date,
        title: String,
    },
}

/// A noun; the n-th of 4,000 comes 1/n as often as the first, as words do. Source: Zipf 1949. After the first forty they are
/// made of syllables.
pub fn noun(r: &mut Numbers) -> String {
    let share = (r.next() >> 11) as f64 / (1_u64 << 53) as f64;
    noun_of_rank(4000_f64.powf(share) as usize)
}

/// The noun of that rank, from 1.
pub fn noun_of_rank(rank: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ba", "den", "fi", "gor", "hal", "jun", "ke", "lor", "mis", "nat", "po", "ril", "sun", "tev", "vo",
        "zam",
    ];
    match NOUNS.get(rank.wrapping_sub(1)) {
        Some(noun) => (*noun).to_owned(),
        None => [rank / 256, rank / 16, rank].map(|i| SYLLABLES[i % 16]).concat(),
    }
}

/// The key of a generated report.
pub fn key(number: u64) -> String {
    format!("https://news.example.org/{number}")
}

/// Report number `number`, of `sentences` sentences.
pub fn report(number: u64, sentences: usize) -> Document {
    let mut r = Numbers(number.wrapping_mul(0x1000_0001).wrapping_add(7));
    let published = date(2024, 1, 1).saturating_add(jiff::Span::new().days((number % 900) as i64));
    let mut m = Maker1 { text: String::new() };
    let mut puts: Vec<Put> = Vec::new();
    // Four people and three countries a report, told apart by number: people from 0, countries from 4.
    let people: Vec<usize> = (0..4).map(|i| (r.below(6) + i * 6) % PEOPLE.len()).collect();
    let first = r.below(COUNTRIES.len());
    let lands: Vec<usize> = (0..3).map(|i| (first + i * 3) % COUNTRIES.len()).collect();
    let titles: Vec<usize> = (0..4).map(|_| r.below(TITLES.len())).collect();
    let (mut days, mut places) = (0, 0);
    for _ in 0..sentences {
        let from = m.text.len();
        let clause =
            |r: &mut Numbers| format!("the {} of the {} would not close {}", noun(r), noun(r), r.one(&ENDS));
        let p = r.below(4);
        let (verb, act) = *r.one(&VERBS);
        match r.below(5) {
            0 => {
                let open = m.say("“");
                let one = m.say(&clause(&mut r));
                let one = open.join(one).join(m.say(",”"));
                m.say(" ");
                let source = m.say(PEOPLE[people[p]]);
                m.say(" ");
                let cue = m.say(verb);
                m.say(". ");
                let two = m.say(&format!("“And {}.”", clause(&mut r)));
                puts.push(Put::Mention {
                    at: source,
                    form: MentionForm::Name,
                    kind: MentionType::Person,
                    entity: p,
                });
                puts.push(Put::Statement {
                    source,
                    entity: p,
                    cue,
                    content: vec![one, two],
                    act,
                    manner: Manner::Direct,
                });
            }
            1 => {
                let source = m.say(PEOPLE[people[p]]);
                m.say(", ");
                let nominal = m.say(&format!("the {}", TITLES[titles[p]]));
                m.say(", ");
                let cue = m.say(verb);
                m.say(" ");
                let content = m.say(&format!("that {}", clause(&mut r)));
                m.say(".");
                puts.push(Put::Mention {
                    at: source,
                    form: MentionForm::Name,
                    kind: MentionType::Person,
                    entity: p,
                });
                puts.push(Put::Mention {
                    at: nominal,
                    form: MentionForm::Nominal,
                    kind: MentionType::Person,
                    entity: p,
                });
                puts.push(Put::Statement {
                    source,
                    entity: p,
                    cue,
                    content: vec![content],
                    act,
                    manner: Manner::Indirect,
                });
            }
            2 | 3 => {
                let (a, b) = (r.below(3), r.below(2));
                let b = if b == a { 2 } else { b };
                let x = r.below(ACTS.len());
                let actor = m.say(COUNTRIES[lands[a]].0);
                m.say(" ");
                let trigger = m.say(ACTS[x].0);
                m.say(" ");
                let recipient = m.say(COUNTRIES[lands[b]].0);
                m.say(" in ");
                let city = r.below(CITIES.len());
                let at = m.say(CITIES[city].0);
                m.say(" on ");
                let day = published.saturating_sub(jiff::Span::new().days(r.below(30) as i64));
                let time = m.say(&day.to_string());
                m.say(&format!(", after the {} of the {} had been closed.", noun(&mut r), noun(&mut r)));
                for (at, e) in [(actor, a), (recipient, b)] {
                    let (form, kind) = (MentionForm::Name, MentionType::Organisation);
                    puts.push(Put::Mention { at, form, kind, entity: 4 + e });
                }
                puts.push(Put::Place { at, city });
                puts.push(Put::Time { at: time, day });
                let (actor, recipient) = ((actor, 4 + a), (recipient, 4 + b));
                puts.push(Put::Event { actor, recipient, trigger, act: x, day: days, place: places });
                days += 1;
                places += 1;
            }
            _ => {
                let who = m.say(PEOPLE[people[p]]);
                m.say(" will visit ");
                let city = r.below(CITIES.len());
                let at = m.say(CITIES[city].0);
                m.say(" on ");
                let day = published.saturating_add(jiff::Span::new().days(1 + r.below(60) as i64));
                let time = m.say(&day.to_string());
                m.say(" with ");
                let n = 2 + r.below(300);
                let of = noun(&mut r);
                let quantity = m.say(&format!("{n} {of} workers"));
                m.say(".");
                puts.push(Put::Mention {
                    at: who,
                    form: MentionForm::Name,
                    kind: MentionType::Person,
                    entity: p,
                });
                puts.push(Put::Place { at, city });
                puts.push(Put::Time { at: time, day });
                puts.push(Put::Quantity { at: quantity, value: n as f64, of });
                let title = format!("visit {}", CITIES[city].0);
                puts.push(Put::Agenda { at: who.join(time), who: (who, p), day, title });
                days += 1;
                places += 1;
            }
        }
        puts.push(Put::Sentence(Span::of(from, m.text.len())));
        m.say(if r.below(4) == 0 { "\n\n" } else { " " });
    }
    let mut input = Input::new(m.text).published(published);
    input.title = Some(format!("{} and the {}", COUNTRIES[lands[0]].0, noun(&mut r)));
    input.url = Some(key(number));
    input.publisher = Some(["The Fjord Post", "Harbour Wire", "Daily Orchard"][r.below(3)].to_owned());
    let mut doc = Document::new(input);
    doc.language = Some("en".into());
    doc.reading = Reading {
        program: "generator 1".into(),
        model: "none".into(),
        data: "0".repeat(64),
        heads: String::new(),
        at: Some("2026-11-24T00:00:00Z".into()),
    };
    put_all(&mut doc, puts, &people, &lands, &titles, &mut r);
    doc
}

fn put_all(
    doc: &mut Document,
    puts: Vec<Put>,
    people: &[usize],
    lands: &[usize],
    titles: &[usize],
    r: &mut Numbers,
) {
    let rule = |name: &str| Maker::rule(format!("en/{name}"));
    // Entities that are mentioned, in the order of their first mention.
    let mut order: Vec<usize> = Vec::new();
    let mut words: Vec<Vec<Span>> = vec![Vec::new(); 7];
    for put in &puts {
        if let Put::Mention { at, entity, .. } = put {
            if words[*entity].is_empty() {
                order.push(*entity);
            }
            words[*entity].push(*at);
        }
    }
    let number = |e: usize| order.iter().position(|o| *o == e).map(Id::<Entity>::at);
    for e in &order {
        let person = *e < 4;
        let entity = Entity {
            name: if person { PEOPLE[people[*e]] } else { COUNTRIES[lands[*e - 4]].0 }.to_owned(),
            kind: if person { EntityType::Person } else { EntityType::Country },
            aliases: if person {
                vec![PEOPLE[people[*e]].split(' ').next_back().unwrap_or("").to_owned()]
            } else {
                vec![]
            },
            country: Some(if person { COUNTRIES[lands[0]].1 } else { COUNTRIES[lands[*e - 4]].1 }.to_owned()),
            cameo: (!person).then(|| "GOV".to_owned()),
            sector: Some("GOV".to_owned()),
            roles: if person {
                vec![Office {
                    title: TITLES[titles[*e]].to_owned(),
                    of: Some(COUNTRIES[lands[0]].0.to_owned()),
                    from: None,
                    to: None,
                    basis: "text".into(),
                }]
            } else {
                vec![]
            },
            key: None,
            wikidata: None,
            anonymous: false,
        };
        let at = Spans::new(words[*e].iter().copied()).expect("a mentioned entity has words");
        doc.entities.push(entity, at, rule("entities/names"), 0.9);
    }
    let mut score = || (r.below(4000) as f32 + 6000.0) / 10_000.0;
    for put in puts {
        let score = score();
        match put {
            Put::Sentence(at) => {
                doc.sentences.push(Sentence, at.into(), Maker::model("parse"), 1.0);
            }
            Put::Mention { at, form, kind, entity } => {
                let mention = Mention { form, kind, entity: number(entity) };
                doc.mentions.push(mention, at.into(), rule("mentions/names"), score);
            }
            Put::Statement { source, entity, cue, content, act, manner } => {
                let at = Spans::new(content).expect("content has words");
                let statement = Statement {
                    manner,
                    act,
                    source: Some(Role { at: Some(source.into()), entity: number(entity) }),
                    cue: Some(Role::words(cue)),
                    content: Some(Role::words(at.clone())),
                    addressee: None,
                    channel: None,
                    times: vec![],
                    inside: None,
                    anonymous: Some(false),
                };
                let id = doc.statements.push(statement, at.clone(), rule("statements/say-clause"), score);
                if act == Act::Deny {
                    let claim = Claim {
                        proposition: doc.quotes(&at).join(" "),
                        asserted_by: vec![],
                        denied_by: vec![Voice::Statement(id)],
                        status: ClaimStatus::Denied,
                    };
                    doc.claims.push(claim, at, rule("claims/denied"), score);
                }
            }
            Put::Place { at, city } => {
                let c = CITIES[city];
                let place = Place {
                    name: c.0.into(),
                    country: Some(c.1.into()),
                    admin1: None,
                    at: Some((c.2, c.3)),
                    geonames: Some(c.4),
                    level: PlaceLevel::City,
                    sense: PlaceSense::Place,
                    alternatives: vec![],
                };
                doc.places.push(place, at.into(), rule("places/gazetteer"), score);
            }
            Put::Time { at, day } => {
                let time = TimeExpr {
                    kind: TimeType::Date,
                    value: day.to_string(),
                    modifier: None,
                    earliest: Some(day),
                    latest: Some(day),
                    anchor: None,
                };
                doc.times.push(time, at.into(), rule("times/iso"), score);
            }
            Put::Event { actor, recipient, trigger, act, day, place } => {
                let a = ACTS[act];
                let when = doc.times[Id::at(day)].value.earliest;
                let event = Event {
                    kind: a.1,
                    mode: None,
                    contexts: vec!["diplomatic".into()],
                    cameo: Some(a.3.into()),
                    quad: a.2,
                    plover_score: Some(a.4),
                    goldstein: Some(a.4),
                    actors: vec![Role { at: Some(actor.0.into()), entity: number(actor.1) }],
                    recipients: vec![Role { at: Some(recipient.0.into()), entity: number(recipient.1) }],
                    times: vec![Id::at(day)],
                    earliest: when,
                    latest: when,
                    place: Some(Id::at(place)),
                    status: Status::Happened,
                    word: if doc.statements.is_empty() {
                        Voice::Publisher
                    } else {
                        Voice::Statement(Id::at(0))
                    },
                    quantities: vec![],
                };
                doc.events.push(event, trigger.into(), rule("events/lexicon"), score);
                let relation = Relation {
                    kind: if a.4 < 0.0 { RelationType::Adversary } else { RelationType::Partner },
                    subject: Role { at: Some(actor.0.into()), entity: number(actor.1) },
                    object: Role { at: Some(recipient.0.into()), entity: number(recipient.1) },
                    word: Voice::Publisher,
                };
                doc.relations.push(relation, actor.0.join(recipient.0).into(), rule("relations/acts"), score);
            }
            Put::Quantity { at, value, of } => {
                let quantity = Quantity {
                    value: Some(value),
                    low: None,
                    high: None,
                    unit: None,
                    of: Some(of),
                    event: None,
                };
                doc.quantities.push(quantity, at.into(), rule("quantities/number"), score);
            }
            Put::Agenda { at, who, day, title } => {
                let time = doc.times.iter().find(|(_, t)| t.value.earliest == Some(day)).map(|(id, _)| id);
                let item = AgendaItem {
                    event: None,
                    kind: None,
                    title,
                    times: time.into_iter().collect(),
                    earliest: day,
                    latest: day,
                    lasts: false,
                    bound: None,
                    place: None,
                    parties: vec![Role { at: Some(who.0.into()), entity: number(who.1) }],
                    status: AgendaStatus::Planned,
                    was: None,
                    words: vec![Voice::Publisher],
                };
                doc.agenda.push(item, at.into(), rule("agenda/will"), score);
            }
        }
    }
}
