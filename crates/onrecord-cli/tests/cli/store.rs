//! The commands over a store: what `add` promises, what `find` and `show` answer, and what keeps a store true.

use crate::common::{Folder, Ran, model, onrecord, run};
use crate::reports::{Numbers, line};
use serde_json::Value;
use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

const TWO: &str = "\
{\"id\": \"a\", \"title\": \"Talks\", \"published\": \"2015-08-09\", \"publisher\": \"AN\", \"text\": \"Foreign minister Sergey Lavrov said on Friday that the no-fly zone was no option. Turkey accused Russian forces of violating its airspace.\"}
{\"id\": \"b\", \"title\": \"Vote\", \"published\": \"2026-05-20\", \"publisher\": \"AN\", \"text\": \"Laurent Fabius denied that France had sent weapons. Members will vote on 4 June in Geneva.\"}
";

fn on(dir: &Path, args: &[&str], stdin: &str) -> Ran {
    run(onrecord().env("ONRECORD_MODEL", model()).current_dir(dir).args(args), stdin.as_bytes())
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn ids(ran: &Ran) -> Vec<String> {
    lines(&ran.out).iter().map(|l| l["id"].as_str().unwrap().to_owned()).collect()
}

/// All that a store says: its documents with their records, in the order of their ids, without the time of reading.
fn whole(dir: &Path, store: &str) -> Vec<Value> {
    let _ = std::fs::remove_file(dir.join("all.jsonl"));
    let ran = on(dir, &["export", "jsonl", "--all", "--store", store, "--out", "all.jsonl"], "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let mut all = lines(&std::fs::read_to_string(dir.join("all.jsonl")).unwrap());
    for doc in &mut all {
        doc["reading"]["at"] = Value::Null;
    }
    all
}

/// A folder with a store of the two texts, made once.
fn two() -> &'static Folder {
    static TWICE: OnceLock<Folder> = OnceLock::new();
    TWICE.get_or_init(|| {
        let folder = Folder::new();
        let ran = on(folder.path(), &["add", "--from", "jsonl", "-"], TWO);
        assert_eq!((ran.code, ran.out.lines().count()), (Some(0), 2), "{}", ran.err);
        folder
    })
}

#[test]
fn what_is_added_is_found_and_shown() {
    let dir = two().path();
    let found = on(dir, &["find", "statements", "--source", "Lavrov", "--text", "no-fly zone"], "");
    assert_eq!(found.code, Some(0), "{}", found.err);
    assert!(found.out.starts_with("Sergey Lavrov  assert, indirect  2015-08-09\n  │ "), "{}", found.out);
    let one = on(dir, &["find", "statements", "--source", "Lavrov", "--format", "jsonl"], "");
    let id = ids(&one).remove(0);
    let shown = on(dir, &["show", &id], "");
    assert!(shown.out.contains("on whose word       Sergey Lavrov (s"), "{}", shown.out);
    assert!(shown.out.contains(" ← AN\n"), "{}", shown.out);
    assert!(shown.out.contains("that the no-fly zone was no option"), "{}", shown.out);
    // The beginning of an id is enough.
    assert_eq!(on(dir, &["show", &id[..id.len() - 3]], "").out, shown.out);
    let json: Value = serde_json::from_str(&on(dir, &["show", "--format", "json", &id], "").out).unwrap();
    assert_eq!(
        (&json["id"], &json["on_whose_word"][0][0]["name"]),
        (&Value::from(id), &"Sergey Lavrov".into())
    );
    let csv = on(dir, &["find", "documents", "--format", "csv"], "").out;
    assert!(csv.starts_with("id,key,title,") && csv.matches("\r\n").count() == 3, "{csv}");
    let people = on(dir, &["find", "entities", "--type", "Person", "--format", "jsonl"], "");
    let names: HashSet<String> =
        lines(&people.out).iter().map(|l| l["name"].as_str().unwrap().to_owned()).collect();
    assert!(names.contains("Sergey Lavrov") && names.contains("Laurent Fabius"), "{names:?}");
    let late = on(dir, &["find", "documents", "--after", "2026-01-01", "--format", "jsonl"], "");
    assert_eq!(lines(&late.out)[0]["key"], "b");
}

#[test]
fn wrong_names_and_ids_are_told_with_the_right_ones() {
    let dir = two().path();
    let wrong = |args: &[&str], says: &str| {
        let ran = on(dir, args, "");
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{args:?}");
        assert!(ran.err.contains(says), "{args:?}: {}", ran.err);
    };
    wrong(&["find", "events", "--type", "WAR"], "`--type` knows no `WAR`\n  hint: there are AGREE, ");
    wrong(&["find", "events", "--act", "deny"], "`--act` has no meaning for events; it is for statements");
    wrong(&["find", "statements", "--text", "fts:AND"], "the search cannot be understood: ");
    wrong(&["show", "ffff0000"], "no document or record `ffff0000`");
    wrong(&["show", "zz-s1"], "no document or record `zz`");
    wrong(&["find", "statements", "--store", "none.db"], "no store at `none.db`\n  hint: ");
}

#[test]
fn no_search_is_an_error() {
    use onrecord_store::{Mode, Query, Store, What};
    let store = Store::open(two().path().join("onrecord.db"), Mode::Read).unwrap();
    let pieces: Vec<char> = "ab Z9\"'*()-:^{}+,.~|&!?<>[]\\/%_;#@=ÄßжÆ中\u{301}\0\u{7f}\t".chars().collect();
    let operators = ["AND", "OR", "NOT", "NEAR(", "content:", "multi-agent", "who's", "\"open", "a*b", "--"];
    let mut numbers = Numbers(7);
    let mut asked = 0;
    for round in 0..300 {
        let mut typed: String = (0..numbers.below(12)).map(|_| pieces[numbers.below(pieces.len())]).collect();
        if round % 3 == 0 {
            typed.push_str(operators[numbers.below(operators.len())]);
        }
        for what in [What::Statements, What::Events, What::Entities, What::Documents] {
            let query = Query { text: Some(typed.clone()), limit: 5, ..Query::default() };
            let names = Query { about: Some(typed.clone()), limit: 5, ..Query::default() };
            for query in [query, names] {
                if let Err(e) = store.find(what, &query, |_| true) {
                    panic!("{typed:?}: {e} {:?}", std::error::Error::source(&e));
                }
                asked += 1;
            }
        }
    }
    assert_eq!(asked, 2_400);
    let ran = on(two().path(), &["find", "documents", "--text", "\"open AND NEAR( who's"], "");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
}

#[test]
fn adding_twice_and_with_any_number_of_threads_gives_the_same() {
    let folder = Folder::new();
    let dir = folder.path();
    std::fs::create_dir_all(dir.join("in/deep")).unwrap();
    let input: Vec<String> = (0..12).map(|n| line(n, 30)).collect();
    folder.write("in/a.jsonl", input[..6].join("\n"));
    folder.write("in/deep/b.jsonl", input[6..].join("\n"));
    folder.write("in/c.txt", "Talks failed, the minister said.");
    let one = on(dir, &["add", "--store", "1.db", "--threads", "1", "in"], "");
    assert_eq!((one.code, one.out.lines().count()), (Some(0), 13), "{}", one.err);
    let again = on(dir, &["add", "--store", "1.db", "--threads", "2", "in"], "");
    assert_eq!((again.code, again.out.as_str()), (Some(0), ""), "{}", again.err);
    assert!(again.err.contains("added 0 documents, 13 there already"), "{}", again.err);
    let two =
        on(dir, &["add", "--store", "2.db", "--threads", "2", "in/deep", "in/*.jsonl", "./in/c.txt"], "");
    assert_eq!((two.code, two.out.lines().count()), (Some(0), 13), "{}", two.err);
    assert_eq!(whole(dir, "1.db"), whole(dir, "2.db"));
    let (mut first, mut second): (Vec<&str>, Vec<&str>) =
        (one.out.lines().collect(), two.out.lines().collect());
    first.sort();
    second.sort();
    assert_eq!(first, second);
}

#[test]
fn what_is_refused_is_listed_and_its_neighbours_are_kept() {
    let folder = Folder::new();
    let dir = folder.path();
    let input = format!("{}\nno JSON\n{{\"id\": \"x\", \"text\": \" \"}}\n{}\n", line(1, 20), line(2, 20));
    folder.write("in.jsonl", &input);
    let ran = on(dir, &["add", "--format", "jsonl", "in.jsonl", "missing.txt"], "");
    assert_eq!((ran.code, ran.out.lines().count()), (Some(1), 2), "{}", ran.err);
    assert!(ran.err.contains("added 2 documents, 3 could not be read"), "{}", ran.err);
    let store = onrecord_store::Store::open(dir.join("onrecord.db"), onrecord_store::Mode::Read).unwrap();
    let refusals = store.refusals().unwrap();
    let names: Vec<&str> = refusals.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["in.jsonl:2", "in.jsonl:3", "missing.txt"]);
    assert_eq!(refusals[2].1, "there is no such file");
    let check = on(dir, &["check"], "");
    assert_eq!(check.code, Some(0), "{}", check.err);
    assert!(
        check.out.starts_with("checked 2 documents, ") && check.out.ends_with(": 0 faults\n"),
        "{}",
        check.out
    );
}

/// R1: killed at any time, nothing that was printed is lost, nothing is doubled, and the same command goes on.
/// `ONRECORD_KILLS` sets how often; the default is few, because each start opens a model.
#[test]
fn a_killed_add_goes_on_and_loses_and_doubles_nothing() {
    let kills: usize = std::env::var("ONRECORD_KILLS").map_or(5, |n| n.parse().unwrap());
    let folder = Folder::new();
    let dir = folder.path();
    let input: Vec<String> = (0..60).map(|n| line(n, 60)).collect();
    folder.write("in.jsonl", input.join("\n"));
    let start = Instant::now();
    let ran = on(dir, &["add", "--store", "whole.db", "in.jsonl"], "");
    let took = start.elapsed();
    assert_eq!((ran.code, ran.out.lines().count()), (Some(0), 60), "{}", ran.err);
    let expected = whole(dir, "whole.db");
    let mut numbers = Numbers(11);
    let (mut landed, mut round) = (0, 0);
    while landed < kills {
        round += 1;
        assert!(round <= 3 * kills + 10, "only {landed} of {round} kills came before the end");
        let store = format!("{round}.db");
        let mut printed = HashSet::new();
        loop {
            let mut command = onrecord();
            command.env("ONRECORD_MODEL", model()).current_dir(dir);
            command.args(["add", "--quiet", "--format", "jsonl", "--store", &store, "in.jsonl"]);
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let out = BufReader::new(child.stdout.take().unwrap());
            // At a moment that nobody chose, between the first tenth of an unbroken run and the last: a machine of
            // any speed is killed at work.
            std::thread::sleep(took.mul_f64(0.1 + 0.8 * numbers.below(1_000) as f64 / 1_000.0));
            child.kill().unwrap();
            // What was in the pipe was printed too; a line that was cut is none.
            let rest: Vec<Value> =
                out.lines().map_while(Result::ok).filter_map(|l| serde_json::from_str(&l).ok()).collect();
            for l in rest.iter().filter(|l| l["new"] == true) {
                let id = l["id"].as_str().unwrap().to_owned();
                assert!(printed.insert(id), "{} was printed as new twice", l["id"]);
            }
            if child.wait().unwrap().success() {
                break;
            }
            landed += 1;
            let there: HashSet<String> =
                ids(&on(dir, &["find", "documents", "--all", "--format", "jsonl", "--store", &store], ""))
                    .into_iter()
                    .collect();
            assert!(printed.is_subset(&there), "printed and lost: {:?}", printed.difference(&there));
        }
        assert_eq!(whole(dir, &store), expected);
        let check = on(dir, &["check", "--store", &store], "");
        assert_eq!(check.code, Some(0), "{}", check.err);
    }
    assert!(landed >= kills, "{landed} kills landed");
}

#[test]
fn a_full_disk_is_told_and_the_same_command_goes_on() {
    let folder = Folder::new();
    let dir = folder.path();
    let input: Vec<String> = (0..12).map(|n| line(n, 60)).collect();
    folder.write("in.jsonl", input.join("\n"));
    let mut stopped = 0;
    // No file may have more than so many kilobytes: first not even the tables fit, then some of the documents do.
    for kilobytes in [60, 300, 600] {
        let limit = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" \"$@\"");
        let mut command = std::process::Command::new("bash");
        command.args(["-c", &limit, env!("CARGO_BIN_EXE_onrecord"), "add", "in.jsonl"]).current_dir(dir);
        let ran = run(command.env("ONRECORD_MODEL", model()).env("ONRECORD_OFFLINE", "1"), b"");
        if ran.code != Some(0) {
            stopped += 1;
            assert_eq!(ran.code, Some(4), "{kilobytes}: {}", ran.err);
            assert!(ran.err.contains("onrecord.db: ") && ran.err.contains("hint: "), "{}", ran.err);
        }
    }
    assert!(stopped >= 2, "{stopped} runs met the end of the disk");
    let ran = on(dir, &["add", "in.jsonl"], "");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(whole(dir, "onrecord.db").len(), 12);
    assert_eq!(on(dir, &["check"], "").code, Some(0));
}

#[test]
fn a_store_that_cannot_be_written_is_told_and_is_still_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let dir = folder.path();
    assert_eq!(on(dir, &["add", "--from", "jsonl", "-"], TWO).code, Some(0));
    let id = ids(&on(dir, &["find", "statements", "--source", "Fabius", "--format", "jsonl"], "")).remove(0);
    let before = whole(dir, "onrecord.db");
    let store = dir.join("onrecord.db");
    let set = |file: u32, folder: u32| {
        std::fs::set_permissions(&store, std::fs::Permissions::from_mode(file)).unwrap();
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(folder)).unwrap();
    };
    set(0o444, 0o555);
    // Whoever may write everything (root) is not stopped by the rights of a file, and gives that power up first.
    let privileged = std::fs::OpenOptions::new().append(true).open(&store).is_ok();
    let command = |args: &[&str]| {
        let mut command = if privileged {
            let mut command = std::process::Command::new("setpriv");
            command.args(["--bounding-set=-all", "--inh-caps=-all", env!("CARGO_BIN_EXE_onrecord")]);
            command
        } else {
            onrecord()
        };
        command.env("ONRECORD_MODEL", model()).env("ONRECORD_OFFLINE", "1").current_dir(dir).args(args);
        command
    };
    let wanted = ["--by", "Ada Stone"];
    let refused: Vec<Ran> = [
        &["add", "--from", "jsonl", "-"][..],
        &[&["correct", &id, "--field", "act", "--to", "warn"], &wanted[..]].concat(),
        &["remove", &id[..16], "--why", "court order"],
    ]
    .iter()
    .map(|args| run(&mut command(args), line(7, 60).as_bytes()))
    .collect();
    let found = run(&mut command(&["find", "statements", "--source", "Fabius"]), b"");
    set(0o644, 0o755);
    for ran in &refused {
        assert_eq!((ran.code, ran.out.as_str()), (Some(4), ""), "{}", ran.err);
        assert!(ran.err.contains("onrecord.db: "), "{}", ran.err);
        assert!(ran.err.contains("hint: the file and its folder must be writable"), "{}", ran.err);
    }
    assert!(found.code == Some(0) && found.out.starts_with("Laurent Fabius  deny"), "{found:?}");
    assert_eq!(whole(dir, "onrecord.db"), before);
}

#[test]
fn a_correction_shows_through_and_a_removed_document_stays_out() {
    let folder = Folder::new();
    let dir = folder.path();
    assert_eq!(on(dir, &["add", "--from", "jsonl", "-"], TWO).code, Some(0));
    let id = ids(&on(dir, &["find", "statements", "--source", "Fabius", "--format", "jsonl"], "")).remove(0);
    let by = ["--by", "Ada Stone", "--why", "she heard it"];
    let wrong = on(dir, &[&["correct", &id, "--field", "act", "--to", "shout"], &by[..]].concat(), "");
    assert_eq!(wrong.code, Some(2), "{}", wrong.err);
    assert!(wrong.err.contains("`act` cannot be `shout`"), "{}", wrong.err);
    let made = on(dir, &[&["correct", &id, "--field", "act", "--to", "warn"], &by[..]].concat(), "");
    assert_eq!(made.out, format!("{id}  act: \"deny\" → \"warn\", by Ada Stone\n"), "{}", made.err);
    let warned = on(dir, &["find", "statements", "--act", "warn", "--format", "jsonl"], "");
    assert_eq!(ids(&warned), [id.as_str()]);
    let shown = on(dir, &["show", &id], "").out;
    assert!(shown.contains("corrected           act: \"deny\" → \"warn\", by Ada Stone on "), "{shown}");

    let key = |n: usize| lines(TWO)[n]["id"].as_str().unwrap().to_owned();
    let documents = on(dir, &["find", "documents", "--format", "jsonl"], "");
    let gone =
        lines(&documents.out).iter().find(|l| l["key"] == key(0)).unwrap()["id"].as_str().unwrap().to_owned();
    assert_eq!(on(dir, &["backup", "copy.db"], "").out, "copy.db: 2 documents\n");
    assert_eq!(on(dir, &["backup", "copy.db"], "").code, Some(2));
    let removed = on(dir, &["remove", &gone[..12], "--why", "court order"], "");
    assert_eq!(removed.out, format!("{}  removed: court order\n", &gone[..16]), "{}", removed.err);
    let back = on(dir, &["add", "--from", "jsonl", "-"], TWO);
    assert_eq!((back.code, back.out.as_str()), (Some(0), ""), "{}", back.err);
    assert_eq!(on(dir, &["find", "documents", "--format", "jsonl"], "").out.lines().count(), 1);
    assert!(on(dir, &["show", &gone], "").err.contains("was removed: court order"));
    assert_eq!(
        on(dir, &["find", "documents", "--store", "copy.db", "--format", "jsonl"], "").out.lines().count(),
        2
    );
    let reread = on(dir, &["reread"], "");
    assert_eq!((reread.code, reread.out.as_str()), (Some(0), ""), "{}", reread.err);
    assert!(reread.err.contains("1 had been read by this version"), "{}", reread.err);
}

#[test]
fn every_format_of_export_writes_files() {
    let dir = two().path();
    for (format, file) in [
        ("csv", "statements.csv"),
        ("parquet", "views.sql"),
        ("jsonl", ""),
        ("ics", ""),
        ("polecat", "events.txt"),
        ("icews", "events.tab"),
        ("gdelt", "event-ids.tab"),
        ("plover", ""),
    ] {
        let out = format!("out-{format}");
        let ran = on(dir, &["export", format, "--out", &out], "");
        assert_eq!(ran.code, Some(0), "{format}: {}", ran.err);
        assert!(ran.out.starts_with(&format!("{out}: 2 documents")), "{}", ran.out);
        let path = if file.is_empty() { dir.join(&out) } else { dir.join(&out).join(file) };
        assert!(std::fs::metadata(&path).unwrap().len() > 30, "{}", path.display());
        assert!(!dir.join(format!("{out}.partial")).exists());
    }
    for (format, says) in [
        ("geojson", "{\"type\":\"FeatureCollection\",\"features\":[\n{\"type\":\"Feature\","),
        ("kml", "<Placemark"),
        ("graphml", "<edge id="),
        ("gexf", "<edge id="),
        ("webannotation", "{\"@context\":\"http://www.w3.org/ns/anno.jsonld\","),
        ("schemaorg", "\"@type\":\"Quotation\""),
        (
            "conllu",
            "# text = Laurent Fabius denied that France had sent weapons.\n1\tLaurent\tLaurent\tPROPN\t",
        ),
    ] {
        let out = format!("out-{format}");
        let ran = on(dir, &["export", format, "--out", &out], "");
        assert_eq!(ran.code, Some(0), "{format}: {}", ran.err);
        assert!(ran.out.starts_with(&format!("{out}: 2 documents")), "{}", ran.out);
        let text = std::fs::read_to_string(dir.join(&out)).unwrap();
        assert!(text.contains(says), "{format}: {text}");
        assert!(text.ends_with('\n') || text.ends_with('>'), "{format}: {text}");
    }
    let all = ids(&on(dir, &["find", "documents", "--format", "jsonl"], ""));
    for (format, ending, says, beside) in [
        ("timeml", "tml", "functionInDocument=\"CREATION_TIME\">", ""),
        ("brat", "ann", "\tStatement ", "annotation.conf"),
        ("xmi", "xmi", "<custom:Statement ", "TypeSystem.xml"),
    ] {
        let out = format!("out-{format}");
        let ran = on(dir, &["export", format, "--out", &out], "");
        assert_eq!((ran.code, ran.out), (Some(0), format!("{out}: 2 documents\n")), "{format}: {}", ran.err);
        for id in &all {
            let text = std::fs::read_to_string(dir.join(&out).join(format!("{id}.{ending}"))).unwrap();
            assert!(text.contains(says), "{format}: {text}");
        }
        assert!(beside.is_empty() || dir.join(&out).join(beside).is_file(), "{format}: no {beside}");
        let bare = on(dir, &["export", format, "--out", "bare", "--no-text"], "");
        assert_eq!((bare.code, bare.out.as_str()), (Some(2), ""), "{format}: {}", bare.err);
    }
    assert_eq!(std::fs::read_dir(dir.join("out-brat")).unwrap().count(), 5);
    assert_eq!(on(dir, &["export", "csv", "--out", "out-csv"], "").code, Some(2));
    let some = on(dir, &["export", "jsonl", "--out", "some.jsonl", "--after", "2026-01-01"], "");
    assert_eq!(some.out, "some.jsonl: 1 document\n");
}

#[test]
fn an_id_is_printed_soon_after_its_text_came() {
    use std::io::Write;
    let folder = Folder::new();
    let mut command = onrecord();
    command.env("ONRECORD_MODEL", model()).current_dir(folder.path()).args(["add", "--from", "jsonl", "-"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut printed = Vec::new();
    for n in 0..2 {
        writeln!(input, "{}", line(n, 20)).unwrap();
        let start = Instant::now();
        let mut line = String::new();
        // The input is still open: nothing but the document itself makes this line come.
        out.read_line(&mut line).unwrap();
        assert!(line.len() > 18 && start.elapsed() < Duration::from_secs(120), "{line:?}");
        printed.push(line);
    }
    drop(input);
    assert!(child.wait().unwrap().success());
    assert_ne!(printed[0], printed[1]);
}

/// A line of the page as a shell splits it: by spaces, but not within quotes.
fn split(command: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in command.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
}

/// What docs/store-commands.md shows below each command is the command's own. `UPDATE=1` writes it anew.
#[test]
fn the_page_on_the_store_shows_what_the_commands_print() {
    let folder = Folder::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/store-commands.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let mut written = String::new();
    let mut lines = page.lines();
    let mut commands = 0;
    while let Some(line) = lines.next() {
        written.push_str(line);
        written.push('\n');
        let Some(command) = line.strip_prefix("$ ") else { continue };
        let shown: Vec<&str> = lines.by_ref().take_while(|l| *l != "```").collect();
        let text = shown.iter().map(|l| format!("{l}\n")).collect::<String>();
        if let Some(name) = command.strip_prefix("cat ") {
            folder.write(name, &text);
            written.push_str(&text);
        } else {
            let mut process = onrecord();
            let process =
                process.env("ONRECORD_MODEL", model()).env("COLUMNS", "90").current_dir(folder.path());
            let ran = run(process.args(split(command).iter().skip(1)).arg("--quiet"), b"");
            assert_eq!(ran.code, Some(0), "{command}: {}", ran.err);
            written.push_str(&ran.out);
        }
        written.push_str("```\n");
        commands += 1;
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &written).unwrap();
    }
    assert!(commands > 5, "{commands}");
    assert_eq!(page, written, "docs/store-commands.md is out of date; `UPDATE=1` writes it anew");
}
