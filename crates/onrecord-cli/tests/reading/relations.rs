//! Relations in whole readings: each type, what is not told as a fact, on whose word, and sentences made to be slow.

use crate::reader;
use onrecord_doc::{Document, Input, Relation, RelationType, Role, Voice};
use std::time::{Duration, Instant};

fn read(text: &str) -> Document {
    reader().read(Input::new(text))
}

fn words(doc: &Document, role: &Role) -> String {
    role.at.as_ref().map_or_else(String::new, |at| doc.quotes(at).join(" … "))
}

/// The relations of a text as `type: subject > object [words that tell it]`.
fn relations(text: &str) -> Vec<String> {
    let doc = read(text);
    let shown = |(r, told): (&Relation, Vec<&str>)| {
        let (subject, object) = (words(&doc, &r.subject), words(&doc, &r.object));
        format!("{}: {subject} > {object} [{}]", r.kind.name(), told.join(" … "))
    };
    doc.relations.iter().map(|(_, r)| shown((&r.value, doc.quotes(&r.at)))).collect()
}

#[test]
fn each_type_is_told_with_its_ends_and_its_words() {
    let told = [
        ("Laos, a longtime ally of China, sent rice.", "ally: Laos > China [ally]"),
        (
            "The Lomi brigade has long been a sworn enemy of the Tarat clan.",
            "adversary: The Lomi brigade > the Tarat clan [enemy]",
        ),
        ("Brazil is Argentina's biggest trading partner.", "partner: Brazil > Argentina [partner]"),
        (
            "Marta Olsen, who chairs the fisheries board, resigned on Monday.",
            "leads: Marta Olsen > the fisheries board [chairs]",
        ),
        (
            "Peru's ambassador to the United Nations, Maria Quispe, left.",
            "represents: Maria Quispe > Peru [ambassador]",
        ),
        ("Turkish-backed fighters entered the town.", "backs: Turkish > Turkish-backed fighters [backed]"),
        ("Comoros belongs to the Arab League.", "member: Comoros > the Arab League [belongs]"),
        ("The party's youth wing met in June.", "part_of: The party's youth wing > The party [wing]"),
        ("The NGO, based in Geneva, published the list.", "located: The NGO > Geneva [based]"),
        ("Mira Beridze, the sister of Boris Kolar, agreed.", "family: Mira Beridze > Boris Kolar [sister]"),
        (
            "Salim Haddou, better known as Abu Yasin, was arrested.",
            "same_as: Salim Haddou > Abu Yasin [better known]",
        ),
        (
            "The envoy telephoned Premier Jana Novak on Sunday.",
            "communicated: The envoy > Premier Jana Novak [telephoned]",
        ),
    ];
    for (text, wanted) in told {
        assert_eq!(relations(text), [wanted], "{text}");
    }
    let types = |name: &str| told.iter().filter(|(_, r)| r.starts_with(&format!("{name}:"))).count();
    for kind in RelationType::ALL {
        assert_eq!(types(kind.name()), 1, "{}", kind.name());
    }
}

#[test]
fn the_bearer_of_a_turned_word_is_the_object() {
    assert_eq!(relations("Rebels financed by Qatar left the city."), ["backs: Qatar > Rebels [financed]"]);
}

#[test]
fn each_part_of_a_list_gets_its_own_relation() {
    assert_eq!(
        relations("Oman is an ally of Iran, Iraq and Syria."),
        ["ally: Oman > Iran [ally]", "ally: Oman > Iraq [ally]", "ally: Oman > Syria [ally]"]
    );
    assert_eq!(
        relations("Uruguay and Paraguay are members of the river commission."),
        [
            "member: Uruguay > the river commission [members]",
            "member: Paraguay > the river commission [members]"
        ]
    );
}

#[test]
fn what_is_negated_asked_possible_wished_denied_or_over_is_not_told_as_a_fact() {
    for text in [
        "Oman has never been an enemy of Iran.",
        "Oman is no ally of Iran.",
        "Neither Oman nor Qatar is an ally of Iran.",
        "If Kenya joins the African Union, the treaty lapses.",
        "Is Ghana an ally of Togo?",
        "Oman could be an ally of Iran.",
        "Kenya may become a member of the Arab League.",
        "Kenya wants to join the Arab League.",
        "Ana Prado denied that Oman is an ally of Iran.",
        "The former head of the central bank, Pavel Novak, was acquitted.",
    ] {
        assert_eq!(relations(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_a_denial_takes_for_granted_holds_all_the_same() {
    let told = relations("Ana Prado denied that Laos, an ally of China, had left.");
    assert_eq!(told, ["ally: Laos > China [ally]"]);
}

#[test]
fn a_relation_stands_on_the_word_of_the_innermost_statement_that_holds_it() {
    let word = |text: &str| {
        let doc = read(text);
        let (_, relation) = doc.relations.iter().next().unwrap_or_else(|| panic!("no relation in {text}"));
        match relation.value.word {
            Voice::Publisher => "publisher".to_owned(),
            Voice::Statement(id) => words(&doc, doc.statements[id].value.source.as_ref().unwrap()),
        }
    };
    assert_eq!(word("Oman is an ally of Iran."), "publisher");
    assert_eq!(word("Ana Prado said Oman is an ally of Iran."), "Ana Prado");
}

#[test]
fn long_chains_and_lists_take_no_longer_by_word_than_short_ones() {
    let time = |text: &str| -> (Duration, usize) {
        let from = Instant::now();
        let doc = read(text);
        assert_eq!(doc.text(), text);
        (from.elapsed(), doc.relations.len())
    };
    for part in [
        "an ally of Iran, ",
        "Oman is an ally of Iran and ",
        "Qatar-backed ",
        "the head of the wing of the party of ",
    ] {
        let text = |times: usize| format!("Laos is {}.", part.repeat(times));
        // The first reading is not measured: it warms what is loaded once.
        time(&text(10));
        let twice = |times: usize| [time(&text(times)), time(&text(times))];
        let (few, many) = (*twice(200).iter().max().unwrap(), *twice(800).iter().min().unwrap());
        assert!(many.1 <= 12 * 800, "{} relations", many.1);
        // Four times the text; load may stretch it, but not to the 16 times of a square. What is looked up for long
        // phrases grows up to a bound that the shorter text reaches, too.
        assert!(many.0 < few.0 * 12, "{few:?} and {many:?} for {part:?}");
    }
}
