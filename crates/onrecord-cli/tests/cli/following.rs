//! `onrecord follow`, over a server on the loopback device.

use crate::common::{Folder, Ran, model, onrecord, run};
use serde_json::Value;
use server::{Server, answer};
use std::path::Path;

#[allow(dead_code)]
#[path = "../../src/follow/tests/server.rs"]
mod server;

fn on(dir: &Path, args: &[&str]) -> Ran {
    run(onrecord().env("ONRECORD_MODEL", model()).current_dir(dir).args(args), b"")
}

fn atom(ids: &[&str]) -> String {
    let entry = |id: &&str| {
        format!(
            "<entry><id>urn:wire:{id}</id><title>{id}</title><updated>2026-03-04T10:00:00Z</updated>\
             <content type=\"html\">&lt;p&gt;Talks failed, the minister said on Sunday.&lt;/p&gt;</content></entry>"
        )
    };
    let entries: String = ids.iter().map(entry).collect();
    format!("<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Wire</title>{entries}</feed>")
}

#[test]
fn what_is_new_comes_out_once_over_several_runs_and_goes_into_a_store() {
    let folder = Folder::new();
    let dir = folder.path();
    let server = Server::new([
        answer("200 OK", &[], atom(&["1", "2"])),
        answer("200 OK", &[], atom(&["3", "1", "2"])),
        answer("503 Service Unavailable", &["Retry-After: 60"], ""),
    ]);
    let url = server.url("/atom.xml");
    let follow = || on(dir, &["follow", "--once", "--allow-private", "--state", "news.state", &url]);
    let ids = |ran: &Ran| -> Vec<String> {
        let id = |line: &str| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned();
        ran.out.lines().map(id).collect()
    };
    let first = follow();
    assert_eq!((ids(&first), first.code), (vec!["urn:wire:1".to_owned(), "urn:wire:2".into()], Some(0)));
    assert_eq!(first.err, format!("{url}: 2 entries, 2 new\n"));
    let second = follow();
    assert_eq!((ids(&second), second.code), (vec!["urn:wire:3".to_owned()], Some(0)), "{}", second.err);
    let third = follow();
    assert_eq!((third.out.as_str(), third.code), ("", Some(1)));
    assert_eq!(third.err, format!("error: {url}: the server answers 503 (service unavailable)\n"));
    // It wants to be left alone, so it is not asked.
    let fourth = follow();
    assert!(fourth.err.starts_with(&format!("{url}: it wants to be left alone until ")), "{}", fourth.err);
    assert_eq!((fourth.code, server.asked().len()), (Some(0), 3));
    folder.write("news.jsonl", [first.out, second.out].concat());
    let added = on(dir, &["add", "news.jsonl"]);
    assert_eq!((added.out.lines().count(), added.code), (3, Some(0)), "{}", added.err);
}

#[test]
fn an_address_that_is_not_public_is_not_asked_unless_it_is_allowed() {
    let folder = Folder::new();
    let server = Server::new([answer("200 OK", &[], atom(&["1"]))]);
    let url = server.url("/atom.xml");
    let ran = on(folder.path(), &["follow", "--once", &url]);
    let wanted = format!(
        "error: {url}: the address `127.0.0.1` is not public, but loopback\n  hint: --allow-private allows it\n"
    );
    assert_eq!((ran.err, ran.out.as_str(), ran.code), (wanted, "", Some(1)));
    assert_eq!(server.asked(), Vec::<String>::new());
}

#[test]
fn wrong_addresses_and_times_are_told() {
    let folder = Folder::new();
    let said = |args: &[&str]| {
        let ran = on(folder.path(), &[&["follow"], args].concat());
        (ran.err.lines().next().unwrap().to_owned(), ran.code)
    };
    let what = "error: example.org: this is no address that begins with http:// or https://";
    assert_eq!(said(&["--once", "example.org"]), (what.to_owned(), Some(2)));
    let what = "error: `--every` should be `5m` or more: feeds change less often, and servers shut out who asks more";
    assert_eq!(said(&["--every", "10s", "https://example.org/rss"]), (what.to_owned(), Some(2)));
    folder.write("news.state", "{}");
    let (what, code) = said(&["--once", "--state", "news.state", "https://example.org/rss"]);
    assert!(what.starts_with("error: news.state: this is no state of `onrecord follow`: "), "{what}");
    assert_eq!(code, Some(4));
}

/// The state is written after the lines: a run that is killed gives an entry again and loses none.
#[test]
fn a_run_that_is_killed_loses_no_entry() {
    let folder = Folder::new();
    let dir = folder.path();
    let ids: Vec<String> = (0..400).map(|n| n.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let server = Server::new([answer("200 OK", &[], atom(&ids))]);
    let url = server.url("/atom.xml");
    let (mut all, mut landed) = (std::collections::BTreeSet::new(), 0);
    for kill in 0..12 {
        let out = dir.join(format!("{kill}.jsonl"));
        let mut command = onrecord();
        command.current_dir(dir).args(["follow", "--once", "--allow-private", "--state", "s", &url]);
        let mut child = command
            .stdout(std::fs::File::create(&out).unwrap())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let limit = std::time::Instant::now() + std::time::Duration::from_secs(5);
        // When this many bytes of lines are out.
        while std::fs::metadata(&out).unwrap().len() < 200 + 900 * kill && std::time::Instant::now() < limit {
            if child.try_wait().unwrap().is_some() {
                break;
            }
        }
        if child.try_wait().unwrap().is_none() {
            child.kill().unwrap();
            landed += 1;
        }
        child.wait().unwrap();
        let lines = std::fs::read_to_string(&out).unwrap();
        all.extend(lines.split_inclusive('\n').filter(|l| l.ends_with('\n')).map(str::to_owned));
    }
    let last = on(dir, &["follow", "--once", "--allow-private", "--state", "s", &url]);
    all.extend(last.out.split_inclusive('\n').map(str::to_owned));
    assert!(landed >= 6, "only {landed} of 12 kills came before the end");
    assert_eq!((all.len(), last.code), (400, Some(0)), "{}", last.err);
}
