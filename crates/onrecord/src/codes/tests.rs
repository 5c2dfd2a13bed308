//! One phenomenon a test, with phrases of our own.

use super::*;
use std::sync::LazyLock;

static CODES: LazyLock<Codes> = LazyLock::new(|| crate::Data::embedded().unwrap().codes);

/// Country, sector and code of a phrase, `-` for what is not known.
fn shown(codes: &Codes, phrase: &str, date: &str) -> String {
    let answer = codes.phrase(phrase, day(date));
    let text = |v: &Option<String>| v.clone().unwrap_or_else(|| "-".to_owned());
    format!("{} {} {}", text(&answer.country), text(&answer.sector), text(&answer.cameo))
}

fn check(cases: &[(&str, &str)]) {
    for (phrase, wanted) in cases {
        assert_eq!(shown(&CODES, phrase, ""), *wanted, "{phrase}");
    }
}

#[test]
fn a_state_is_known_by_every_name_and_has_no_sector() {
    check(&[
        ("Togo", "TGO - TGO"),
        ("the Ivory Coast", "CIV - CIV"),
        ("Viet Nam", "VNM - VNM"),
        ("UK", "GBR - GBR"),
        ("U.S.", "USA - USA"),
        ("Swaziland", "SWZ - SWZ"),
        ("New Caledonia", "NCL - NCL"),
    ]);
}

#[test]
fn a_capital_or_a_seat_is_the_government_and_another_city_its_people() {
    check(&[
        ("Nairobi", "KEN GOV KENGOV"),
        ("the Kremlin", "RUS GOV RUSGOV"),
        ("Casablanca", "MAR CVL MARCVL"),
        ("Siberia", "RUS - RUS"),
    ]);
}

#[test]
fn demonyms_possessives_and_of_phrases_say_the_country() {
    check(&[
        ("three Malian herders", "MLI AGR MLIAGR"),
        ("Zambia’s police", "ZMB COP ZMBCOP"),
        ("the Supreme Court of Nepal", "NPL JUD NPLJUD"),
        ("fishermen in Senegal", "SEN AGR SENAGR"),
        ("a Norwegian", "NOR CVL NORCVL"),
        ("the Norwegians", "NOR - NOR"),
        ("a London-based charity", "GBR NGO GBRNGO"),
    ]);
}

#[test]
fn whom_others_back_or_oppose_is_not_of_their_country() {
    check(&[
        ("Iran-backed militiamen", "- PRM ---UAF"),
        ("anti-French protesters in Niger", "NER CVL NERCVL"),
        ("pro-government fighters", "- PRM ---UAF"),
        ("the Danish ambassador to Chile", "DNK GOV DNKGOV"),
        ("the UN envoy for Libya", "UNO GOV IGOUNO"),
    ]);
}

#[test]
fn a_noun_that_decides_nothing_takes_the_sector_beside_it() {
    check(&[
        ("a spokesman for the rebels", "- REB ---REB"),
        ("the union’s leader", "- LAB ---LAB"),
        ("members of the Ghanaian parliament", "GHA LEG GHALEG"),
        ("a group of pilgrims", "- REL ---REL"),
        ("the company’s president", "- BUS ---BUS"),
        ("the president of Malta", "MLT GOV MLTGOV"),
        ("an army cook", "- MIL ---MIL"),
        ("police station", "- COP ---COP"),
    ]);
}

#[test]
fn former_officials_are_elites_and_former_rebels_are_rebels() {
    check(&[
        ("a former Portuguese minister", "PRT ELI PRTELI"),
        ("the ex-head of the CIA", "USA ELI USAELI"),
        ("retired Colonel Ada Stone", "- ELI ---ELI"),
        ("former rebels", "- REB ---REB"),
        ("the widow of a former minister", "- CVL ---CVL"),
    ]);
}

#[test]
fn bodies_of_states_have_codes_of_their_own() {
    check(&[
        ("UNICEF", "UNO - IGOUNO"),
        ("the World Health Organization", "UNO HLH IGOUNOHLH"),
        ("the IMF", "IGO - IGOBUSIMF"),
        ("European Parliament lawmakers", "EUR LEG IGOEURLEG"),
        ("UN soldiers", "UNO MIL IGOUNOMIL"),
        ("NATO officials", "IGO - IGOWSTNAT"),
        ("the Red Crescent", "- NGO NGOHLHIRC"),
    ]);
}

#[test]
fn a_name_of_several_bodies_is_that_of_the_country_that_is_named() {
    check(&[
        ("the Japanese SDF", "JPN MIL JPNMIL"),
        ("Kenya’s Congress", "KEN LEG KENLEG"),
        ("Australia’s Labour Party", "AUS PTY AUSPTY"),
        ("the Saudi national guard", "SAU MIL SAUMIL"),
        ("the Afghan Taliban", "AFG GOV AFGGOV"),
    ]);
}

#[test]
fn gunmen_are_of_the_side_that_is_named() {
    check(&[
        ("gunmen", "- UAF ---UAF"),
        ("Hamas gunmen", "PSE REB PSEREB"),
        ("Boko Haram fighters", "NGA REB NGAREB"),
        ("militants in Mali", "MLI UAF MLIUAF"),
    ]);
}

#[test]
fn nouns_for_bodies_make_any_name_one() {
    check(&[
        ("Anytown University", "- EDU ---EDU"),
        ("the Ruritanian Progress Party", "- PTY ---PTY"),
        ("Gabon’s Ministry of Forests", "GAB GOV GABGOV"),
        ("the Daily Clarion newspaper", "- JRN ---MED"),
    ]);
}

#[test]
fn a_sector_that_plover_renamed_keeps_its_cameo_role() {
    check(&[
        ("Cuban doctors", "CUB MED CUBHLH"),
        ("Turkish journalists", "TUR JRN TURMED"),
        ("Hindu pilgrims", "- REL ---REL"),
        ("Buddhists in Laos", "LAO BUD LAOBUD"),
    ]);
}

#[test]
fn states_that_few_recognise_are_told_as_such() {
    check(&[
        ("Abkhazia", "GEO PRE GEO"),
        ("the breakaway region", "- PRE -"),
        ("Somaliland police", "SOM COP SOMCOP"),
    ]);
}

#[test]
fn an_acronym_is_written_in_capitals() {
    check(&[("us", "- - -"), ("US", "USA - USA"), ("who", "- - -"), ("WHO", "UNO HLH IGOUNOHLH")]);
}

#[test]
fn a_group_that_came_to_govern_is_coded_by_the_day() {
    for (date, wanted) in [
        ("2019-05-01", "AFG REB AFGREB"),
        ("2022-05-01", "AFG GOV AFGGOV"),
        ("1998-05-01", "AFG GOV AFGGOV"),
        ("", "AFG GOV AFGGOV"),
    ] {
        assert_eq!(shown(&CODES, "the Taliban", date), wanted, "{date}");
    }
}

#[test]
fn who_holds_an_office_is_known_by_the_day_and_after_it_an_elite() {
    for (phrase, date, wanted) in [
        ("Angela Merkel", "2015-03-01", "DEU GOV DEUGOV"),
        ("Angela Merkel", "2023-03-01", "DEU ELI DEUELI"),
        ("Sergey Lavrov", "2020-01-01", "RUS GOV RUSGOV"),
        ("Sergei Lavrov", "", "RUS GOV RUSGOV"),
        ("Chancellor Merkel", "2015-03-01", "DEU GOV DEUGOV"),
        ("a spokesman for Angela Merkel", "2015-03-01", "DEU GOV DEUGOV"),
        ("protesters against Angela Merkel", "2015-03-01", "- CVL ---CVL"),
    ] {
        assert_eq!(shown(&CODES, phrase, date), wanted, "{phrase} {date}");
    }
}

#[test]
fn the_answer_names_the_rows() {
    let answer = CODES.phrase("Kenyan truckers", None);
    let rows: Vec<(&str, &str)> =
        answer.basis.iter().map(|b| (b.words.as_str(), b.row.split(':').next().unwrap_or(""))).collect();
    let wanted = [("Kenyan", "data/actors/states.tsv"), ("truckers", "data/en/lexicon/agents.tsv")];
    assert_eq!(rows, wanted);
    assert_eq!(CODES.phrase("the Kremlin", None).name, "Russia");
    assert_eq!(CODES.phrase("ISIL", None).name, "Islamic State");
}

#[test]
fn no_phrase_is_too_odd() {
    for phrase in ["", " ", "-", "’s", "of of of", "((((", "\u{202E}", "the", "İ", "🚀 pilots"] {
        let answer = CODES.phrase(phrase, None);
        assert!(answer.basis.len() < 9, "{phrase:?}: {answer:?}");
    }
    let long = "the former head of the army of Mali, ".repeat(20_000);
    assert_eq!(CODES.phrase(&long, None).country.as_deref(), Some("MLI"));
}

mod dictionaries {
    use super::*;

    const OWN: &str = "\
# Orda, a land of our own
ORDA_ [ORD]   ; the country
+ORDAN_
+ORDANS_
MARA_BREL_
+M._BREL_
\t[ORDGOV 20090312-20140101]
\t[ELI]
ORDAN_FREE_PRESS_ [ORDMED] # with a comment
THE_GREY_HAND_ [ORDREB >150101] [ORDPTY]
!PERSON! = MAN, MEN, WOMAN, WOMEN
FERRY!PERSON! [~LAB]
DUNEFOLK {} [~AGR]
LAMPLIGHTER [~CVL]
";

    fn with(text: &str) -> Codes {
        let mut codes = CODES.clone();
        codes.add_dictionary("own.txt", text);
        codes
    }

    #[test]
    fn names_codes_times_and_agents_are_read() {
        let codes = with(OWN);
        assert_eq!(codes.findings(), []);
        for (phrase, date, wanted) in [
            ("Orda", "", "ORD - ORD"),
            ("Ordan police", "", "ORD COP ORDCOP"),
            ("Mara Brel", "2010-05-01", "ORD GOV ORDGOV"),
            ("Mara Brel", "2016-05-01", "- ELI ---ELI"),
            ("the Grey Hand", "2014-05-01", "ORD PTY ORDPTY"),
            ("the Grey Hand", "2016-05-01", "ORD REB ORDREB"),
            ("two ferrymen", "", "- LAB ---LAB"),
            ("Ordan dunefolk", "", "ORD AGR ORDAGR"),
            ("lamplighters", "", "- CVL ---CVL"),
            ("the Ordan Free Press", "", "ORD JRN ORDMED"),
        ] {
            assert_eq!(shown(&codes, phrase, date), wanted, "{phrase} {date}");
        }
        let row = codes.phrase("the Grey Hand", day("2016")).basis.pop().map(|b| b.row);
        assert_eq!(row.as_deref(), Some("own.txt:10"));
    }

    #[test]
    fn the_dictionary_of_the_user_comes_first() {
        let codes = with("HAMAS_ [PSEGOV]\nFARMER [~LAB]\n");
        assert_eq!(shown(&codes, "Hamas", ""), "PSE GOV PSEGOV");
        assert_eq!(shown(&codes, "farmers", ""), "- LAB ---LAB");
        assert_eq!(shown(&CODES, "farmers", ""), "- AGR ---AGR");
    }

    #[test]
    fn a_line_that_cannot_be_read_is_told_and_the_others_count() {
        let codes = with(
            "[ORDGOV]\nNO_CODE_\nBREL_ [ORDGOV 2004017-20061201]\nODD_ [OR D?!]\nHALF_ [ORDGOV\nFINE_ [ORDMIL]\nX!NO! [~GOV]\n",
        );
        let told: Vec<String> =
            codes.findings().iter().map(|f| format!("{} {}", f.line, f.message)).collect();
        assert_eq!(
            told,
            [
                "1 a code without a name",
                "2 `NO CODE` has no code",
                "3 `2004017-20061201` is no time; the code counts for all times",
                "4 `D?!` is no time; the code counts for all times",
                "5 `[ORDGOV` has no `]`",
                "5 `HALF` has no code",
                "7 `!NO!` is not given before",
            ]
        );
        assert_eq!(shown(&codes, "Fine", ""), "ORD MIL ORDMIL");
        assert_eq!(shown(&codes, "Brel", ""), "ORD GOV ORDGOV");
    }

    #[test]
    fn a_file_of_another_kind_has_few_findings() {
        let codes = with(&"{\"text\": \"no dictionary\"}\n".repeat(10_000));
        assert_eq!(codes.findings().len(), 51);
        let last = codes.findings().last().map(|f| f.message.clone()).unwrap_or_default();
        assert!(last.ends_with("further lines cannot be read"), "{last}");
    }
}
