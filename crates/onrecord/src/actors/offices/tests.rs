use super::*;
use jiff::civil::date;
use std::sync::LazyLock;

const PEOPLE: &str = include_str!("../../../../../data/actors/people.tsv");
const OFFICES: &str = include_str!("../../../../../data/actors/offices.tsv");
const WORDS: &str = include_str!("../../../../../data/actors/title_words.tsv");

static ALL: LazyLock<Offices> = LazyLock::new(|| Offices::parse(PEOPLE, OFFICES, WORDS).unwrap());

/// Titles that several people may have at once.
fn is_shared(title: &str) -> bool {
    [
        "deputy",
        "special",
        "minister of state",
        "member of",
        "Foreign Ministry spokes",
        "spokesman",
        "vice president",
    ]
    .iter()
    .any(|shared| title.starts_with(shared))
        || title.contains("spokesperson")
}

#[test]
fn no_office_of_one_holder_has_two_at_once() {
    let mut by_office: HashMap<(&str, &str), Vec<&Tenure>> = HashMap::new();
    for t in ALL.tenures.iter().filter(|t| !is_shared(&t.title)) {
        by_office.entry((&t.of, &t.title)).or_default().push(t);
    }
    for ((of, title), mut tenures) in by_office {
        tenures.sort_by_key(|t| t.from);
        for pair in tenures.windows(2) {
            let (before, after) = (pair[0], pair[1]);
            // One day is both's: the old one goes as the new one comes.
            let overlaps = before.to.is_none_or(|to| after.from.latest < to.earliest);
            let who = |t: &Tenure| &ALL.people[t.person].name;
            assert!(!overlaps, "{title} of {of}: {} and {}", who(before), who(after));
        }
    }
}

#[test]
fn the_tables_are_sorted_and_everybody_holds_something() {
    let keys: Vec<&str> = ALL.people.iter().map(|p| p.key.as_str()).collect();
    assert!(keys.is_sorted());
    let rows: Vec<(&str, &str, Date)> =
        ALL.tenures.iter().map(|t| (t.of.as_str(), t.title.as_str(), t.from.earliest)).collect();
    assert!(rows.is_sorted());
    let idle: Vec<&str> = ALL
        .people
        .iter()
        .zip(&ALL.of_person)
        .filter(|(_, t)| t.is_empty())
        .map(|(p, _)| p.key.as_str())
        .collect();
    assert_eq!(idle, Vec::<&str>::new());
}

#[test]
fn no_two_people_share_a_full_name_unless_the_table_says_so() {
    let mut shared: Vec<&str> = Vec::new();
    for p in &ALL.people {
        for name in [&p.name].into_iter().chain(&p.names) {
            if ALL.named(name).len() > 1 {
                shared.push(name);
            }
        }
    }
    shared.sort_unstable();
    shared.dedup();
    assert_eq!(shared, SHARED_NAMES);
}

/// Looked through by hand: two people each, whom title, country or day tell apart.
const SHARED_NAMES: &[&str] = &["George Bush", "King Abdullah", "Mohamed Abdelaziz"];

#[test]
fn a_person_is_known_in_any_spelling() {
    let key = |name: &str| ALL.named(name).first().map(|p| p.key.as_str());
    assert_eq!(key("Sergei Lavrov"), Some("sergey-lavrov"));
    assert_eq!(key("Bashar Asad"), Some("bashar-al-assad"));
    assert_eq!(key("Mohammad Bin-Salman"), Some("mohammed-bin-salman"));
    assert_eq!(key("Recep Tayyip Erdogan"), Some("recep-tayyip-erdogan"));
    assert_eq!(key("Kim Jong Un"), Some("kim-jong-un"));
    assert_eq!(key("George W. Bush"), Some("george-w-bush"));
    assert_eq!(key("George H.W. Bush"), Some("george-h-w-bush"));
    assert_eq!(key("Lavrov"), None);
    assert_eq!(key("Nobody Atall"), None);
    let surnamed: Vec<&str> = ALL.surnamed("Lavrov").iter().map(|p| p.key.as_str()).collect();
    assert_eq!(surnamed, ["sergey-lavrov"]);
    assert!(ALL.surnamed("bin Salman").iter().any(|p| p.key == "mohammed-bin-salman"));
}

#[test]
fn a_day_tells_who_was_in_office() {
    let holder = |title: &str, of: &str, day| ALL.holder(title, of, day).map(|(p, _)| p.name.as_str());
    assert_eq!(holder("foreign minister", "RU", date(2015, 8, 11)), Some("Sergey Lavrov"));
    assert_eq!(holder("Foreign Minister", "SA", date(2015, 4, 1)), Some("Saud al-Faisal"));
    assert_eq!(holder("Foreign Minister", "SA", date(2015, 8, 11)), Some("Adel al-Jubeir"));
    assert_eq!(holder("Secretary of State", "US", date(2015, 8, 11)), Some("John Kerry"));
    assert_eq!(holder("Defense Secretary", "US", date(2012, 8, 11)), Some("Leon Panetta"));
    assert_eq!(holder("secretary-general", "United Nations", date(2016, 12, 31)), Some("Ban Ki-moon"));
    assert_eq!(holder("former president", "RU", date(2015, 8, 11)), None);
    assert_eq!(holder("deputy foreign minister", "RU", date(2015, 8, 11)), None);
}

#[test]
fn the_day_of_a_change_and_days_out_of_reach_name_nobody() {
    let holder = |day| ALL.holder("president", "US", day).map(|(p, _)| p.name.as_str());
    assert_eq!(holder(date(2017, 1, 19)), Some("Barack Obama"));
    assert_eq!(holder(date(2017, 1, 20)), None);
    assert_eq!(holder(date(2017, 1, 21)), Some("Donald Trump"));
    assert_eq!(holder(ALL.reach().unwrap()), Some("Donald Trump"));
    assert_eq!(holder(ALL.reach().unwrap().tomorrow().unwrap()), None);
    assert_eq!(holder(date(1950, 1, 1)), None);
}

#[test]
fn a_year_alone_is_certain_only_inside() {
    let people =
        "key\tname\tnames\tgender\tcountry\twikidata\tsource\na-stone\tAda Stone\t\tfemale\tNO\t\town\n";
    let offices = "person\ttitle\tof\tfrom\tto\tsource\na-stone\tharbour master\tNO\t2011\t2013-05\town\n";
    let all = Offices::parse(people, offices, WORDS).unwrap();
    let ada = all.person("a-stone").unwrap();
    let held = |day| all.held(ada, day).count();
    assert_eq!(held(date(2011, 6, 1)), 0);
    assert_eq!(held(date(2011, 12, 31)), 1);
    assert_eq!(held(date(2013, 5, 1)), 1);
    assert_eq!(held(date(2013, 5, 2)), 0);
    let tenure = all.of(ada).next().unwrap();
    assert!(all.is_possible(tenure, date(2011, 1, 1)) && all.is_possible(tenure, date(2013, 5, 31)));
    assert!(!all.is_possible(tenure, date(2013, 6, 1)));
    assert_eq!(tenure.from.day(), None);
}

#[test]
fn a_fault_is_told_with_its_line() {
    let people = "key\tname\tnames\tgender\tcountry\twikidata\tsource\na\tAda Stone\t\tfemale\tNO\t\town\n";
    let fault = |people: &str, row: &str| {
        let offices = format!("person\ttitle\tof\tfrom\tto\tsource\n{row}\n");
        Offices::parse(people, &offices, WORDS).unwrap_err().to_string().lines().next().unwrap().to_owned()
    };
    assert_eq!(fault(people, "b\tking\tNO\t2011\t\town"), "data/actors/offices.tsv:2:1: unknown person `b`");
    assert_eq!(
        fault(people, "a\tking\tNO\t2011-13\t\town"),
        "data/actors/offices.tsv:2:1: `2011-13` is no date"
    );
    assert_eq!(
        fault(people, "a\tking\tNO\t2011\t2010\town"),
        "data/actors/offices.tsv:2:1: `2011` to `2010` ends before it begins"
    );
    assert_eq!(fault(people, "a\tking\tNO\t2011\t\t"), "data/actors/offices.tsv:2:1: no source");
    let twice = format!("{people}a\tBen Stone\t\tmale\tNO\t\town\n");
    assert_eq!(fault(&twice, ""), "data/actors/people.tsv:3:1: `a` is somebody's key already");
}
