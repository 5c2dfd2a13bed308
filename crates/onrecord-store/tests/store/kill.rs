//! A process that adds documents is killed at a random time, again and again. Whatever it had told is there, nothing is
//! half there, and in the end the store is that of a run which nobody disturbed.

use crate::reports::{Numbers, key, report};
use crate::{folder, times};
use onrecord_store::{Mode, Origin, Ready, Store};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const TEXTS: u64 = 2000;
const CHILD: &str = "kill::a_process_that_adds_documents_tells_an_id_only_after_it_is_on_disk";

fn document(n: u64) -> Ready {
    Ready::of(&report(n, 3), Origin::key(&key(n))).unwrap()
}

/// Adds the documents that are not there yet, in batches of one to four, and tells each id when it is on disk.
fn add_the_rest(path: &Path, texts: u64, mut tell: impl FnMut(&str)) {
    let mut store = Store::open(path, Mode::Create).unwrap();
    let (mut n, mut size) = (0, 1);
    while n < texts {
        let batch: Vec<Ready> = (n..texts.min(n + size)).map(document).collect();
        n += size;
        size = size % 4 + 1;
        if batch.iter().all(|b| store.knows(b.id()).unwrap()) {
            continue;
        }
        for added in store.add_all(&batch).unwrap() {
            tell(&added.id);
        }
    }
}

/// Run by the test below as a process of its own; alone it adds a few documents.
#[test]
fn a_process_that_adds_documents_tells_an_id_only_after_it_is_on_disk() {
    if let Some(path) = std::env::var_os("ONRECORD_KILL_STORE") {
        let mut out = std::io::stdout().lock();
        add_the_rest(Path::new(&path), TEXTS, |id| {
            writeln!(out, "id {id}").unwrap();
            out.flush().unwrap();
        });
        writeln!(out, "end").unwrap();
        return;
    }
    let dir = folder();
    let path = dir.path().join("a.db");
    let mut told = Vec::new();
    add_the_rest(&path, 5, |id| {
        assert!(Store::open(&path, Mode::Read).unwrap().knows(id).unwrap());
        told.push(id.to_owned());
    });
    assert_eq!(told, (0..5).map(|n| document(n).id().to_owned()).collect::<Vec<_>>());
}

fn child(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([CHILD, "--exact", "--nocapture"])
        .env("ONRECORD_KILL_STORE", path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_process_killed_at_any_time_loses_nothing_it_told_and_doubles_nothing() {
    let kills = times("ONRECORD_KILLS", 40);
    let dir = folder();
    let mut r = Numbers(1);
    let mut told: Vec<String> = Vec::new();
    let (mut landed, mut done, mut round) = (0, 0, 0);
    let mut path = dir.path().join("0.db");
    let unbroken = {
        let path = dir.path().join("unbroken.db");
        add_the_rest(&path, TEXTS, |_| {});
        Store::open(&path, Mode::Read).unwrap().fingerprint().unwrap()
    };
    let check_end = |path: &Path, told: &[String]| {
        let store = Store::open(path, Mode::Write).unwrap();
        let report = store.check(|_, _| {}).unwrap();
        assert_eq!((report.documents, report.problems), (TEXTS, vec![]));
        assert_eq!(told.iter().filter(|id| !store.knows(id).unwrap()).count(), 0);
        assert_eq!(store.fingerprint().unwrap(), unbroken);
    };
    while done < kills {
        // After so many documents, and then at any moment of the next two.
        let after = r.below(2 * TEXTS as usize / 50);
        let mut child = child(&path);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let ids = |line: String| line.strip_prefix("id ").map(str::to_owned);
        // The test framework's own lines come first.
        told.extend(lines.by_ref().filter_map(ids).take(after));
        std::thread::sleep(Duration::from_micros(r.next() % 4000));
        child.kill().unwrap();
        let mut ended = false;
        for line in lines {
            ended |= line == "end";
            told.extend(ids(line));
        }
        child.wait().unwrap();
        done += 1;
        landed += usize::from(!ended);
        let store = Store::open(&path, Mode::Create).unwrap();
        assert_eq!(
            store.sql().query_row("PRAGMA integrity_check", [], |r| r.get::<_, String>(0)).unwrap(),
            "ok"
        );
        assert!(!store.sql().prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap());
        assert_eq!(
            told.iter().filter(|id| !store.knows(id).unwrap()).count(),
            0,
            "documents that were told are lost"
        );
        let half = "SELECT count(*) FROM documents d WHERE d.reading IS NULL OR NOT EXISTS \
                    (SELECT 1 FROM statements s WHERE s.document = d.number) AND NOT EXISTS \
                    (SELECT 1 FROM times t WHERE t.document = d.number)";
        assert_eq!(store.sql().query_row(half, [], |r| r.get::<_, i64>(0)).unwrap(), 0, "half documents");
        let has = store.len().unwrap();
        drop(store);
        // Near the end a kill would come too late: this store is finished and another begun.
        if has + 4 * TEXTS / 50 > TEXTS {
            add_the_rest(&path, TEXTS, |_| {});
            check_end(&path, &told);
            told.clear();
            round += 1;
            path = dir.path().join(format!("{round}.db"));
        }
    }
    add_the_rest(&path, TEXTS, |_| {});
    check_end(&path, &told);
    println!("{landed} of {kills} kills landed before the end");
    assert!(landed * 100 >= kills * 95, "only {landed} of {kills} kills landed before the end");
}
