//! The rules' own examples, and sentences through one checking function.

use super::*;
use onrecord_doc::Input;

fn data() -> TimeData {
    TimeData::embedded().unwrap()
}

fn day(iso: &str) -> jiff::civil::Date {
    iso.parse().unwrap()
}

/// Takes `[words](value)` apart: the text, and words with value in their order.
fn unmark(marked: &str) -> (String, Vec<(String, String)>) {
    let (mut text, mut times) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, inner)) = rest.split_once('[') {
        let (words, after) = inner.split_once("](").unwrap();
        let (value, after) = after.split_once(')').unwrap();
        text.push_str(before);
        text.push_str(words);
        times.push((words.to_string(), value.to_string()));
        rest = after;
    }
    text.push_str(rest);
    (text, times)
}

fn read(text: &str, published_on: Option<&str>, data: &TimeData) -> Vec<(String, String)> {
    let mut input = Input::new(text);
    input.published = published_on.map(day);
    let mut doc = Document::new(input);
    doc.dateline = dateline(&doc);
    doc.published = published(&doc, data);
    let layer = find(&doc, data);
    layer.iter().map(|(_, e)| (doc.quotes(&e.at).join(" "), e.value.value.clone())).collect()
}

#[test]
fn every_rule_reads_its_own_examples() {
    let data = data();
    let wrong: Vec<String> =
        run_examples(&data).iter().filter(|o| !o.passes()).map(ToString::to_string).collect();
    assert!(run_examples(&data).len() > data.rules().count());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Checks that the marked words mean `value` in a text published on that day.
fn check(marked: &str, published: Option<&str>, value: &str) {
    let wanted = marked.replace("](time)", &format!("]({value})"));
    let (text, times) = unmark(&wanted);
    assert_eq!(read(&text, published, &data()), times, "{marked}");
}

/// A day of publication, as a test writes it.
fn on(day: &str) -> Option<&str> {
    Some(day)
}

#[test]
fn a_bare_weekday_is_the_nearest_one_before() {
    check("He spoke on [Sunday](time).", on("2015-08-12"), "2015-08-09");
}

#[test]
fn a_weekday_may_be_the_day_of_publication() {
    check("He spoke on [Wednesday](time).", on("2015-08-12"), "2015-08-12");
}

#[test]
fn without_a_day_of_publication_values_stay_symbolic() {
    check("He spoke on [Sunday](time).", None, "XXXX-WXX-7");
    check("He spoke in [March](time).", None, "XXXX-03");
    check("He spoke on [Aug. 12](time).", None, "XXXX-08-12");
    check("He spoke [last week](time).", None, "XXXX-WXX");
    check("He spoke [yesterday](time).", None, "XXXX-XX-XX");
    check("He left [last year](time).", None, "XXXX");
}

#[test]
fn a_month_without_a_year_takes_the_year_beside_it() {
    let text = "It rose in January and April 2014.";
    let times = read(text, Some("2026-03-04"), &data());
    assert_eq!(times, [("January".into(), "2014-01".into()), ("April 2014".into(), "2014-04".into())]);
}

#[test]
fn the_edges_of_the_calendar_do_no_harm() {
    check("It ends in [9999 BC](time).", on("9999-12-31"), "BC9999");
}

#[test]
fn a_dateline_gives_its_place_and_day() {
    let data = data();
    let mut doc =
        Document::new(Input::new("KYIV, May 12 (Agency) - Two people left on Monday, 11 May 2026."));
    doc.dateline = dateline(&doc);
    let line = doc.dateline.clone().unwrap();
    assert_eq!((line.place.as_str(), doc.quote(line.at)), ("KYIV", "KYIV, May 12 (Agency)"));
    let published = published(&doc, &data);
    assert_eq!((published.day, published.basis), (Some(day("2026-05-12")), onrecord_doc::Basis::Text));
    assert_eq!(
        published.evidence.iter().map(|s| doc.quote(*s)).collect::<Vec<_>>(),
        ["May 12", "Monday, 11 May 2026"]
    );
}

#[test]
fn a_line_with_a_colon_is_no_dateline_unless_a_place_is_in_capitals() {
    assert_eq!(dateline(&Document::new(Input::new("He said: go."))), None);
    let line = dateline(&Document::new(Input::new(" MOSCOW: He left.\n"))).unwrap();
    assert_eq!(line.place, "MOSCOW");
}

mod properties {
    use super::*;
    use proptest::prelude::*;

    /// Words that time is made of, so that random texts hold many half-made times.
    const WORDS: &[&str] = &[
        "Monday",
        "tues",
        "Sat.",
        "May",
        "Dec.",
        "31",
        "29",
        "Feb",
        "2024",
        "1999",
        "0000",
        "9999",
        "'99",
        "BC",
        "the",
        "next",
        "last",
        "previous",
        "99999999",
        "4000000",
        "centuries",
        "decades",
        "ago",
        "later",
        "years",
        "days",
        "weeks",
        "in",
        "of",
        "and",
        "-",
        "/",
        ":",
        "12",
        "p.m.",
        "UTC",
        "(",
        ")",
        ",",
        ".",
        "\n\n",
        "quarter",
        "half",
        "first",
        "twelfth",
        "century",
        "every",
        "early",
        "end",
        "weekend",
        "2.5",
        "1,300",
        "a",
        "few",
        "night",
        "é",
        "year",
        "earlier",
        "'",
        "s",
        "1990",
        "12/05/2026",
        "2026-02-30",
        "June 3-5",
        "noon",
        "now",
        "Christmas",
        "Good",
        "Friday",
        "Ramadan",
        "Independence",
        "Day",
        "more",
        "than",
    ];

    fn published_days() -> impl Strategy<Value = Option<&'static str>> {
        prop::sample::select(vec![None, Some("-009999-01-01"), Some("9999-12-31"), Some("2026-03-04")])
    }

    /// Reads the text and checks what holds of every time.
    fn sound(text: &str, published_on: Option<&str>, data: &TimeData) -> Result<(), TestCaseError> {
        let mut input = Input::new(text);
        input.published = published_on.map(day);
        let mut doc = Document::new(input);
        doc.dateline = dateline(&doc);
        doc.published = published(&doc, data);
        let mut last = 0;
        for (_, entry) in find(&doc, data).iter() {
            let at = entry.at.hull();
            prop_assert!(at.start() >= last, "times overlap");
            prop_assert!(!doc.quote(at).trim().is_empty(), "a time without words");
            prop_assert!(!entry.value.value.is_empty(), "no value for {:?}", doc.quote(at));
            prop_assert!(entry.value.earliest <= entry.value.latest);
            last = at.end();
        }
        Ok(())
    }

    proptest! {

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,80}", day in published_days()) {
            sound(&text, day, &data())?;
        }

        #[test]
        fn any_row_of_words_of_time_is_read_without_panic(
            words in prop::collection::vec(prop::sample::select(WORDS), 0..60), glue in prop::bool::ANY,
            day in published_days(),
        ) {
            sound(&words.join(if glue { "" } else { " " }), day, &data())?;
        }

        #[test]
        fn one_more_space_in_front_moves_every_time_by_one(
            words in prop::collection::vec(prop::sample::select(WORDS), 0..20),
        ) {
            let data = data();
            let text = words.join(" ");
            let spans = |text: &str| {
                let doc = Document::new(Input::new(text));
                find(&doc, &data).iter().map(|(_, e)| (e.at.hull(), e.value.clone())).collect::<Vec<_>>()
            };
            let moved: Vec<_> = spans(&format!(" {text}"))
                .into_iter()
                .map(|(s, v)| (Span::of(s.start() - 1, s.end() - 1), v))
                .collect();
            prop_assert_eq!(moved, spans(&text));
        }
    }
}

#[test]
fn the_work_grows_with_the_length_of_the_text() {
    let data = data();
    for unit in [
        "the next ",
        "1 ",
        "May ",
        "12/12/",
        "a few ",
        "the end of ",
        "2014-",
        "Monday, ",
        "the ",
        "in ",
        "1,1,",
        "1-1-",
        "between May and ",
        "from Monday to ",
        "one ",
        "and ",
        "last ",
        "half a ",
        "May the 1st of ",
        "5:05:",
        "in in ",
    ] {
        let steps = |n: usize| {
            let text = unit.repeat(n);
            let mut count = 0;
            islands(&text, &data, |tokens| {
                let mut island = Island::new(&text, tokens, &data);
                island.run();
                count += island.steps.get();
            });
            count
        };
        let (small, large) = (steps(1_000), steps(2_000));
        assert!(large <= 2 * small + 1_000, "{unit:?}: {small} steps, then {large}");
        // Also for the worst of texts the work for a byte is bounded.
        assert!(large <= 100 * 2_000 * unit.len(), "{unit:?}: {large} steps");
    }
}

#[test]
fn an_old_date_gives_a_dateline_no_year() {
    let data = data();
    let mut doc =
        Document::new(Input::new("KYIV, May 12 (Agency) - The war that began on Feb. 24, 2022 goes on."));
    doc.dateline = dateline(&doc);
    assert_eq!(published(&doc, &data).day, None);
}

#[test]
fn a_label_in_capitals_is_no_dateline() {
    assert_eq!(dateline(&Document::new(Input::new("BREAKING: He left."))), None);
}

#[test]
fn a_date_with_a_line_to_itself_is_the_day_of_publication() {
    let doc = Document::new(Input::new("Bridge opens\nMarch 4, 2026\nThe bridge opened on Monday.\n"));
    let published = published(&doc, &data());
    assert_eq!((published.day, published.basis), (Some(day("2026-03-04")), onrecord_doc::Basis::Text));
}

#[test]
fn two_days_of_a_month_are_two_times() {
    let times = read("He was there on Aug. 12 and 13 and left.", Some("2015-08-20"), &data());
    assert_eq!(times, [("Aug. 12".into(), "2015-08-12".into()), ("13".into(), "2015-08-13".into())]);
}

/// The marked words and their values in a text published on Wednesday, 4 March 2026.
fn check_now(marked: &str) {
    let (text, times) = unmark(marked);
    assert_eq!(read(&text, on("2026-03-04"), &data()), times, "{marked}");
}

#[test]
fn a_holiday_is_the_day_on_which_it_falls() {
    check_now("They met on [Christmas Eve](2025-12-24).");
    check_now("They met on [Christmas](2025-12-25).");
    check_now("They met on [New Year's Eve](2025-12-31).");
    check_now("They met on [New Year's Day](2026-01-01).");
    check_now("They met on [Halloween](2025-10-31).");
    check_now("They met on [Valentine's Day](2026-02-14).");
    check_now("They met on [St. Patrick's Day](2026-03-17).");
    check_now("They met on [Good Friday](2026-04-03) and on [Friday](2026-02-27).");
    check_now("They met on [Chinese New Year](2026-02-17).");
}

#[test]
fn a_holiday_takes_the_year_beside_it() {
    check_now("They met on [Christmas Day 2024](2024-12-25).");
    check_now("They met on [Good Friday, 2024](2024-03-29).");
    check_now("They met at [Easter of 1916](1916-04-23).");
    check_now("They met on [Orthodox Easter 2013](2013-05-05).");
    check_now("They met on [Thanksgiving Day last year](2025-11-27).");
}

#[test]
fn a_holiday_may_be_the_last_or_the_next() {
    check_now("They met [last Christmas](2025-12-25) and will [next Easter](2026-04-05).");
    check_now("They will meet [this Thanksgiving](2026-11-26).");
    check_now("They meet [every Christmas](XXXX-12-25).");
}

#[test]
fn a_holiday_is_a_day_for_other_rules() {
    check_now("It fell on [Christmas night](2025-12-25TNI).");
    check_now("It fell on [the morning of Christmas Eve](2025-12-24TMO).");
    check_now("It fell on [the day after Christmas](2025-12-26).");
    check_now("It fell before [Easter](2026-04-05).");
}

#[test]
fn the_weekend_of_a_holiday_is_that_before_a_monday_and_after_a_thursday() {
    check_now("It fell on [the Labor Day weekend](2025-W35-WE).");
    check_now("It fell on [Thanksgiving weekend](2025-W48-WE).");
}

#[test]
fn a_holiday_in_the_name_of_something_else_is_no_date() {
    check_now("He left Christmas Island in the Easter Rising.");
    check_now("They had Thanksgiving dinner by the Christmas tree under the Good Friday Agreement.");
    check_now("Father Christmas wished them a Merry Christmas.");
    check_now("He had an epiphany at the easter egg hunt.");
}

#[test]
fn a_feast_lasts_from_its_first_day_to_its_last() {
    let mut input = Input::new("They met during Hanukkah. They fasted in Ramadan.");
    input.published = Some(day("2013-12-20"));
    let mut doc = Document::new(input);
    doc.published = published(&doc, &data());
    let days: Vec<_> = find(&doc, &data())
        .iter()
        .map(|(_, e)| (e.value.value.clone(), e.value.earliest, e.value.latest, e.maker.clone()))
        .collect();
    let maker = || Maker::rule("en/times/holiday");
    assert_eq!(
        days,
        [
            ("2013-11-28".into(), Some(day("2013-11-28")), Some(day("2013-12-05")), maker()),
            ("2013-07".into(), Some(day("2013-07-09")), Some(day("2013-08-07")), maker()),
        ]
    );
}

#[test]
fn a_holiday_of_countries_is_that_of_the_text() {
    check("Kenyans vote on [Independence Day](time).", on("2026-03-04"), "2025-12-12");
    check("In Ukraine and Kyiv they met on [Independence Day](time).", on("2026-03-04"), "2025-08-24");
    check("In Toronto and Ottawa they met on [Thanksgiving](time).", on("2026-03-04"), "2025-10-13");
    check("In Chicago they met on [Memorial Day](time).", on("2026-03-04"), "2026-05-25");
    check("They met on [Independence Day](time).", on("2026-03-04"), "XXXX-XX-XX");
    check("They met on [Independence Day 2024](time).", on("2026-03-04"), "2024-XX-XX");
    check("In Nairobi they met on [Election Day](time).", on("2026-03-04"), "XXXX-XX-XX");
}

#[test]
fn a_holiday_without_a_day_of_publication_stays_symbolic() {
    check("They met on [Christmas](time).", None, "XXXX-12-25");
    check("They met on [Good Friday](time).", None, "XXXX-XX-XX");
}

#[test]
fn a_fault_in_the_list_of_holidays_is_told_with_its_line() {
    let fault = |row: &str| {
        let holidays = format!("# a list\nname\trule\tvalue\tdays\tcountry\tsource\n{row}\n");
        let files = TimeFiles { words: "", rules: "rule = []", holidays: &holidays, ..TimeFiles::default() };
        TimeData::load(&files).unwrap_err().to_string()
    };
    let hint = "\n  hint: columns: name, rule, value, days, country, source";
    assert_eq!(fault("Day"), format!("holidays.tsv:3: fewer than five columns{hint}"));
    assert_eq!(
        fault("Day\tfixed\t13-01\t1\t\town"),
        format!("holidays.tsv:3: `13-01` is no value of rule `fixed`{hint}")
    );
    assert_eq!(
        fault("Day\tfixed\t12-01\t1\tusa\town"),
        format!("holidays.tsv:3: `usa` is no code of a country, as `US`{hint}")
    );
}
