//! Small texts with hand-made names: which words are places, and which place each of them is.

use super::*;
use crate::Data;
use onrecord_doc::{Dateline, Input, Iob, PlaceSense, Span, Token, Tokens, Words};
use proptest::prelude::*;
use std::sync::LazyLock;

static DATA: LazyLock<Data> = LazyLock::new(|| Data::embedded().unwrap());

/// A document from words in which names stand as `[Paris]GPE`; a capital makes a proper noun, small words are told by a
/// list, and a full stop on its own ends a sentence.
fn parsed(marked: &str) -> Document {
    let mut text = String::new();
    let mut words = Words::default();
    let mut tokens: Vec<Token> = Vec::new();
    let mut is_start = true;
    for (n, part) in marked.split(['[', ']']).enumerate() {
        let is_name = n % 2 == 1;
        let label = marked.split(['[', ']']).nth(n + 1).unwrap_or("");
        let label: String = label.chars().take_while(|c| c.is_ascii_uppercase()).collect();
        let skip =
            if n % 2 == 0 && n > 0 { part.chars().take_while(|c| c.is_ascii_uppercase()).count() } else { 0 };
        for (i, form) in part[skip..].split_whitespace().enumerate() {
            let hangs = matches!(form, "." | "," | ")" | "'s" | ":");
            if !text.is_empty() && !hangs && !text.ends_with('(') {
                text.push(' ');
            }
            let start = text.len() as u32;
            text.push_str(form);
            let lower = form.to_lowercase();
            let pos = match lower.as_str() {
                "in" | "at" | "near" | "from" | "of" | "to" => "ADP",
                "the" | "a" => "DET",
                "." | "," | ":" | "(" | ")" => "PUNCT",
                _ if form.starts_with(char::is_uppercase) => "PROPN",
                _ => "NOUN",
            };
            let shape: String = form.chars().map(|c| if c.is_uppercase() { 'X' } else { 'x' }).collect();
            tokens.push(Token {
                start,
                end: text.len() as u32,
                space: true,
                shape: words.add(&shape),
                pos: words.add(pos),
                tag: words.add(if form == "'s" { "POS" } else { "NN" }),
                lower: words.add(&lower),
                head: tokens.len() as u32,
                sent_start: is_start,
                iob: match (is_name, i) {
                    (false, _) => Iob::Outside,
                    (true, 0) => Iob::Begin,
                    (true, _) => Iob::Inside,
                },
                ent_type: words.add(if is_name { &label } else { "" }),
                ..Token::default()
            });
            is_start = form == ".";
        }
    }
    let mut doc = Document::new(Input::new(text));
    doc.tokens = Tokens::new(words, tokens);
    doc
}

fn places(doc: &Document) -> Vec<(String, String)> {
    let layer = find(doc, &DATA.places, &DATA.actors);
    let of = |p: &Place, quote: &str| {
        let inside =
            [p.admin1.as_deref(), p.country.as_deref()].into_iter().flatten().filter(|x| *x != p.name);
        (quote.to_owned(), [p.name.as_str()].into_iter().chain(inside).collect::<Vec<_>>().join(", "))
    };
    layer.iter().map(|(_, e)| of(&e.value, doc.quote(e.at.hull()))).collect()
}

#[track_caller]
fn check(marked: &str, expected: &[(&str, &str)]) {
    let found = places(&parsed(marked));
    let found: Vec<(&str, &str)> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, expected, "{marked}");
}

#[test]
fn a_name_alone_is_the_place_that_most_people_mean() {
    check("Talks began in [Paris]GPE .", &[("Paris", "Paris, Île-de-France, FR")]);
    check("Talks began in [Aleppo]GPE .", &[("Aleppo", "Aleppo, SY")]);
}

#[test]
fn a_region_after_a_comma_tells_which_town_is_meant() {
    check(
        "A barn burned in [Paris]GPE , [Texas]GPE .",
        &[("Paris", "Paris, Texas, US"), ("Texas", "Texas, US")],
    );
    check(
        "A mill closed in [Athens]GPE , [Ga.]GPE .",
        &[("Athens", "Athens, Georgia, US"), ("Ga.", "Georgia, US")],
    );
    check(
        "They met in [Tripoli]GPE ( [Lebanon]GPE ) .",
        &[("Tripoli", "Tripoli, Loubnâne ech Chemâli, LB"), ("Lebanon", "Lebanon, LB")],
    );
}

#[test]
fn a_bare_name_later_in_the_text_keeps_the_sense_given_first() {
    check(
        "A fair opened in [Paris]GPE , [Texas]GPE . Crowds came to [Paris]GPE .",
        &[("Paris", "Paris, Texas, US"), ("Texas", "Texas, US"), ("Paris", "Paris, Texas, US")],
    );
}

#[test]
fn towns_named_together_settle_one_another() {
    let found = places(&parsed("Schools in [Bicester]GPE , [Abingdon]GPE and [Witney]GPE stayed closed ."));
    let of = |n: usize| found[n].1.as_str();
    assert_eq!(
        [of(0), of(1), of(2)],
        ["Bicester, England, GB", "Abingdon, England, GB", "Witney, England, GB"]
    );
}

#[test]
fn a_state_that_shares_its_name_is_told_by_what_is_named_beside_it() {
    check(
        "Rallies in [Atlanta]GPE , [Macon]GPE and elsewhere in [Georgia]GPE .",
        &[("Atlanta", "Atlanta, Georgia, US"), ("Macon", "Macon, Georgia, US"), ("Georgia", "Georgia, US")],
    );
    check(
        "Rallies in [Tbilisi]GPE , [Batumi]GPE and elsewhere in [Georgia]GPE .",
        &[("Tbilisi", "Tbilisi, GE"), ("Batumi", "Batumi, Adjara, GE"), ("Georgia", "Georgia, GE")],
    );
}

#[test]
fn peoples_and_names_inside_the_names_of_bodies_are_actors() {
    let doc = parsed("[Turkish]NORP jets flew . The [Iraqi Ministry of Oil]ORG said so .");
    let layer = find(&doc, &DATA.places, &DATA.actors);
    let found: Vec<_> = layer
        .iter()
        .map(|(_, e)| (doc.quote(e.at.hull()), e.value.country.as_deref(), e.value.sense))
        .collect();
    assert_eq!(found, [("Turkish", Some("TR"), PlaceSense::Actor), ("Iraqi", Some("IQ"), PlaceSense::Actor)]);
}

#[test]
fn the_place_of_the_dateline_says_so() {
    let mut doc = parsed("[AMMAN]GPE : Trucks left at dawn .");
    doc.dateline = Some(Dateline { at: Span::of(0, 5), place: "Amman".to_owned() });
    let layer = find(&doc, &DATA.places, &DATA.actors);
    let found: Vec<_> = layer.iter().map(|(_, e)| (e.value.name.as_str(), e.value.sense)).collect();
    assert_eq!(found, [("Amman", PlaceSense::Dateline)]);
}

#[test]
fn acronyms_of_states_are_states_and_not_villages() {
    check(
        "He left the [US]GPE for the [UK]GPE .",
        &[("US", "United States, US"), ("UK", "United Kingdom, GB")],
    );
}

#[test]
fn a_longer_name_of_a_state_is_taken_whole() {
    check("It rained in [Guinea]GPE - [Bissau]GPE .", &[("Guinea - Bissau", "Guinea-Bissau, GW")]);
    check(
        "Votes in the [Democratic Republic]GPE of the Congo .",
        &[("Democratic Republic of the Congo", "Democratic Republic of the Congo, CD")],
    );
}

#[test]
fn seas_and_regions_come_from_the_table() {
    check(
        "Ships left the [Black Sea]LOC for [Crimea]GPE .",
        &[("Black Sea", "Black Sea"), ("Crimea", "Crimea, UA")],
    );
}

#[test]
fn a_building_nobody_knows_lies_in_the_town_named_beside_it() {
    let doc = parsed("A fire broke out at [Oakfern Hospital]FAC in [Leeds]GPE .");
    let layer = find(&doc, &DATA.places, &DATA.actors);
    let all: Vec<_> = layer.iter().map(|(_, e)| &e.value).collect();
    assert_eq!(
        (all[0].name.as_str(), all[0].level, all[0].geonames),
        ("Oakfern Hospital", PlaceLevel::Site, None)
    );
    assert_eq!((all[0].at, all[0].country.as_deref()), (all[1].at, Some("GB")));
}

#[test]
fn the_runner_up_is_kept_with_its_chance() {
    let doc = parsed("Talks began in [Birmingham]GPE .");
    let layer = find(&doc, &DATA.places, &DATA.actors);
    let (_, e) = layer.iter().next().unwrap();
    let other = &e.value.alternatives[0];
    assert_eq!((e.value.country.as_deref(), other.country.as_deref()), (Some("GB"), Some("US")));
    assert!(other.score < e.score, "{} {}", other.score, e.score);
}

#[test]
fn the_outlet_tells_which_town_of_a_name_is_at_home() {
    let mut input = Input::new("Police in London closed a road.");
    input.publisher = Some("Ontario Evening Courier".to_owned());
    input.url = Some("https://news.example.ca/1".to_owned());
    let doc = parsed("Police in [London]GPE closed a road .");
    let at_home = {
        let mut home = Document::new(input);
        home.tokens = doc.tokens.clone();
        home
    };
    let of = |doc: &Document| {
        find(doc, &DATA.places, &DATA.actors).iter().next().unwrap().1.value.alternatives[0].score
    };
    assert!(of(&at_home) > of(&doc));
}

#[test]
fn every_row_of_the_gazetteer_can_be_read() {
    let g = &DATA.places.gazetteer;
    let bad: Vec<usize> = (0..g.len()).filter(|n| g.row(*n).is_none_or(|r| r.name.is_empty())).collect();
    assert_eq!(bad, Vec::<usize>::new());
    assert_eq!(g.row(g.len()), None);
    assert_eq!(g.country("FR").map(|r| r.geonames), Some(3_017_382));
}

#[test]
fn a_row_that_gives_further_names_finds_its_place() {
    for (name, country) in
        [("NYC", "US"), ("Bombay", "IN"), ("Holland", "NL"), ("Burma", "MM"), ("DRC", "CD")]
    {
        let found = candidates::of_key(&fold::fold(name), &DATA.places);
        assert_eq!(found.first().and_then(|c| c.country.as_deref()), Some(country), "{name}");
    }
}

/// Two towns of one name in two states.
const TABLE: &str = "country\t1\tFR\tPCLI\t46.0\t2.0\t67000000\tFrance\tRépublique française\n\
    admin1\t2\tFR.11\tADM1\t48.5\t2.5\t12000000\tÎle-de-France\tParis Region\n\
    place\t3\tFR.11\tPPLC\t48.85\t2.35\t2100000\tParis\tLutetia|Parigi\n\
    place\t4\tFR\tPPL\t43.2\t-0.5\t900\tParis\t\n";

#[test]
fn what_is_built_is_found_again() {
    let g = Gazetteer::open(build(TABLE).unwrap().into()).unwrap();
    let names = |key: &str| {
        let rows = g.find(key).into_iter().filter_map(|h| g.row(h.number).map(|r| (r.geonames, h.is_first)));
        rows.collect::<Vec<_>>()
    };
    assert_eq!(names("paris"), [(3, true), (4, true)]);
    assert_eq!(names("lutetia"), [(3, false)]);
    assert_eq!(names("london"), []);
    let paris = g.row(2).unwrap();
    assert_eq!(
        (paris.name, paris.country, paris.feature, paris.admin1),
        ("Paris", "FR", Feature::Capital, Some(1))
    );
    assert!((paris.lat - 48.85).abs() < 1e-4 && (paris.lon - 2.35).abs() < 1e-4);
    assert!((paris.population / 2_100_000.0 - 1.0).abs() < 0.1);
}

#[test]
fn a_line_that_is_no_place_is_named() {
    assert_eq!(build("place\t1\tFR\n").unwrap_err().to_string(), "line 1: not the cells of a place");
    let far = TABLE.replace("48.85", "148.85");
    assert_eq!(build(&far).unwrap_err().to_string(), "line 3: not the cells of a place");
}

#[test]
fn a_damaged_gazetteer_is_refused_and_says_why() {
    let block = build(TABLE).unwrap();
    let open = |b: &[u8]| Gazetteer::open(b.to_vec().into()).map(|_| ()).map_err(|e| e.to_string());
    assert_eq!(open(b""), Err("does not begin as a gazetteer does".to_owned()));
    assert_eq!(open(b"PK\x03\x04"), Err("does not begin as a gazetteer does".to_owned()));
    let cut = open(&block[..block.len() - 1]).unwrap_err();
    assert_eq!(cut, format!("has {} bytes; its header tells of {}", block.len() - 1, block.len()));
    let mut flipped = block.clone();
    flipped[100] ^= 1;
    assert!(open(&flipped).unwrap_err().starts_with("is damaged: checksum "));
    assert_eq!(open(&block), Ok(()));
}

#[test]
fn a_wrong_row_of_a_table_is_named_with_its_place() {
    let header = "name\tnames\tkind\tcountry\tlat\tlon\tgeonames\tpeoples\tsource\n";
    let wrong =
        |row: &str| MoreTable::default().add("own.tsv", &format!("{header}{row}\n")).unwrap_err().to_string();
    assert_eq!(
        wrong("Nowhere\t\tisle\t\t1\t2\t\t\town"),
        "own.tsv:2:1: unknown kind `isle`\n  hint: kinds: alias, continent, region, water, land, historic, union, city, site"
    );
    assert_eq!(
        wrong("Nowhere\t\tsite\t\t95\t2\t\t\town"),
        "own.tsv:2:1: `95`, `2` is no point\n  hint: degrees, as `33.51` and `36.29`"
    );
}

proptest! {
    /// However a block is damaged and its checksum mended, looking into it gives an answer and no panic.
    #[test]
    fn a_gazetteer_with_any_numbers_in_it_is_safe_to_look_into(
        changes in prop::collection::vec((0usize..100_000, any::<u8>()), 1..40),
        key in "[a-z]{1,8}",
    ) {
        let mut block = build(TABLE).unwrap();
        for (at, byte) in changes {
            let at = gazetteer::HEADER + at % (block.len() - gazetteer::HEADER);
            block[at] = byte;
        }
        let sum = gazetteer::checksum(&block[gazetteer::HEADER..]);
        block[32..40].copy_from_slice(&sum.to_le_bytes());
        let g = Gazetteer::open(block.into()).unwrap();
        for key in [key.as_str(), "paris"] {
            for hit in g.find(key) {
                let row = g.row(hit.number);
                prop_assert!(row.is_none_or(|r| r.name.len() < 256));
            }
        }
    }

    /// Odd words under odd labels: every place quotes the text, and none lies in another.
    #[test]
    fn any_text_gives_places_that_quote_it(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "Paris", ",", "Texas", "the", "of", "Ga.", "US", "'s", "-", "(", ")", ".", "Ḩalab", "日本", "Street",
                "north", "Korea", "Niger", "in", "Мир", "’", "and", "New", "York", "Republic", "Russian", "a\u{301}",
            ]),
            1..30,
        ),
        labels in prop::collection::vec(prop::sample::select(vec!["", "GPE", "ORG", "PERSON", "NORP", "FAC", "LOC"]), 30),
    ) {
        let marked: Vec<String> = words
            .iter()
            .zip(&labels)
            .map(|(w, l)| if l.is_empty() { (*w).to_owned() } else { format!("[{w}]{l} ") })
            .collect();
        let doc = parsed(&marked.join(" "));
        let layer = find(&doc, &DATA.places, &DATA.actors);
        let mut end = 0;
        for (_, e) in layer.iter() {
            prop_assert!(!doc.quote(e.at.hull()).is_empty());
            prop_assert!(e.at.hull().start() >= end);
            prop_assert!((0.0..=1.0).contains(&e.score));
            end = e.at.hull().end();
        }
    }
}
