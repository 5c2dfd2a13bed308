//! Report-like texts made by a seeded generator: the same number gives the same text on every machine. The sentences are
//! our own and nobody said any of it; actors, places, days and what is said vary, so that the reader has its usual work.

use std::fmt::Write;

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

    fn one<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

const FIRST: [&str; 16] = [
    "Anna", "Boris", "Carla", "Daniel", "Elena", "Farid", "Greta", "Hassan", "Irina", "Jamal", "Karin",
    "Lucas", "Marta", "Nabil", "Olga", "Pavel",
];
const LAST: [&str; 20] = [
    "Aldana",
    "Brandt",
    "Castell",
    "Desai",
    "Eriksen",
    "Ferrer",
    "Grant",
    "Haddad",
    "Ivanov",
    "Jansen",
    "Kovac",
    "Lindqvist",
    "Marek",
    "Novak",
    "Okafor",
    "Petrov",
    "Rennard",
    "Salvi",
    "Tanaka",
    "Weber",
];
const OFFICE: [&str; 8] = [
    "foreign minister",
    "defence minister",
    "prime minister",
    "spokesman",
    "ambassador",
    "interior minister",
    "army chief",
    "president",
];
const COUNTRY: [(&str, &str, &str); 10] = [
    ("Norway", "Norwegian", "Oslo"),
    ("Turkey", "Turkish", "Ankara"),
    ("Kenya", "Kenyan", "Nairobi"),
    ("Latvia", "Latvian", "Riga"),
    ("Peru", "Peruvian", "Lima"),
    ("Jordan", "Jordanian", "Amman"),
    ("Iran", "Iranian", "Tehran"),
    ("Germany", "German", "Berlin"),
    ("Egypt", "Egyptian", "Cairo"),
    ("Japan", "Japanese", "Tokyo"),
];
const DAY: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
const THING: [&str; 10] = [
    "the ceasefire",
    "the border crossing",
    "the fishing agreement",
    "the gas pipeline",
    "the prisoner exchange",
    "the aid convoy",
    "the draft treaty",
    "the naval exercise",
    "the tariff dispute",
    "the peace plan",
];
const CLAIM: [&str; 12] = [
    "{t} would be discussed again next week",
    "the government had no plans to give up {t}",
    "nobody had been told about {t} in advance",
    "{t} remained the only way out of the crisis",
    "both sides had agreed on most points of {t}",
    "{t} had cost at least {n} million dollars so far",
    "the army would not interfere with {t}",
    "{n} people had been affected by the delay of {t}",
    "any attack on {t} would be answered",
    "the talks about {t} had failed for lack of trust",
    "observers should be sent to watch over {t}",
    "the reports about {t} were false",
];
const SENTENCE: [&str; 18] = [
    "{p}, the {a} {o}, said on {d} that {c}.",
    "\"We will not accept this,\" {l} told reporters in {k}.",
    "{l} denied that {c}.",
    "According to the {o} of {b}, {c}.",
    "{b} accused {a2} forces of violating {t}.",
    "{a} troops shelled positions near {k} on {d}, killing {n} people.",
    "The {o} warned that {c}.",
    "Hundreds of demonstrators gathered in {k} to demand an end to {t}.",
    "{b} and {g} signed a statement on {t} in {k} on {d}.",
    "\"It is time to talk,\" said {p}, who leads the {a} delegation.",
    "The United Nations called on {b} and {g} to respect {t}.",
    "{g} expelled two {a} diplomats over {t}, the ministry said.",
    "Police in {k} arrested {n} suspects on {d}.",
    "{l} will meet the {a2} {o} in {k} on {d} to discuss {t}.",
    "Asked about {t}, {l} replied that {c}.",
    "The {a2} government rejected the proposal and said that {c}.",
    "{n} tonnes of food arrived in {k}, aid workers reported.",
    "The price of fuel in {k} rose by {m} percent after the news.",
];

/// The text of this number with about so many words, its headline, and its day of publication.
pub fn report(number: u64, words: usize) -> (String, String, String) {
    let mut n = Numbers(number.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x5bf0_3635);
    let day = format!("2025-{:02}-{:02}", 1 + n.below(12), 1 + n.below(28));
    let people: Vec<(String, &str)> = (0..3)
        .map(|_| {
            let last = n.one(&LAST);
            (format!("{} {last}", n.one(&FIRST)), last)
        })
        .collect();
    let (here, there) = (n.below(COUNTRY.len()), n.below(COUNTRY.len() - 1));
    let (b, a, k) = COUNTRY[here];
    let (g, a2, _) = COUNTRY[(here + 1 + there) % COUNTRY.len()];
    let thing = n.one(&THING);
    let title = format!("{b} and {g} at odds over {thing}");
    let mut text = format!("{} (AN) - ", k.to_uppercase());
    let mut in_paragraph = 0;
    while text.split_ascii_whitespace().count() < words {
        let (p, l) = &people[n.below(people.len())];
        let thing = if n.below(3) == 0 { n.one(&THING) } else { thing };
        let claim = n.one(&CLAIM);
        let number = (2 + n.below(400)).to_string();
        let percent = (1 + n.below(30)).to_string();
        let mut sentence = n.one(&SENTENCE).replace("{c}", claim);
        for (mark, with) in [
            ("{p}", p.as_str()),
            ("{l}", l),
            ("{a}", a),
            ("{a2}", a2),
            ("{o}", n.one(&OFFICE)),
            ("{d}", n.one(&DAY)),
            ("{t}", thing),
            ("{k}", k),
            ("{b}", b),
            ("{g}", g),
            ("{n}", &number),
            ("{m}", &percent),
        ] {
            sentence = sentence.replace(mark, with);
        }
        in_paragraph += 1;
        let _ = write!(text, "{sentence}{}", if in_paragraph % 3 == 0 { "\n\n" } else { " " });
    }
    (text.trim_end().to_owned(), title, day)
}

/// The text of this number as a line of JSON.
pub fn line(number: u64, words: usize) -> String {
    let (text, title, day) = report(number, words);
    let id = format!("report-{number:06}");
    serde_json::json!({"id": id, "text": text, "title": title, "published": day, "publisher": "AN"})
        .to_string()
}
