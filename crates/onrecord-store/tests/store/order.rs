//! The same documents in any order, in any parts, on any number of threads and twice over make the same store.

use crate::reports::{Numbers, key, report};
use crate::{folder, times};
use onrecord_store::{Mode, Origin, Ready, Store};
use std::sync::mpsc::sync_channel;

const TEXTS: usize = 60;

fn shuffled(r: &mut Numbers) -> Vec<u64> {
    let mut all: Vec<u64> = (0..TEXTS as u64).collect();
    for i in (1..all.len()).rev() {
        all.swap(i, r.below(i + 1));
    }
    all
}

fn ready(n: u64) -> Ready {
    Ready::of(&report(n, 8), Origin::key(&key(n))).unwrap()
}

#[test]
fn any_order_on_any_number_of_threads_makes_the_same_store() {
    let dir = folder();
    let straight = {
        let mut store = Store::open(dir.path().join("straight.db"), Mode::Create).unwrap();
        store.add_all(&(0..TEXTS as u64).map(ready).collect::<Vec<_>>()).unwrap();
        store.fingerprint().unwrap()
    };
    let mut r = Numbers(3);
    let runs = times("ONRECORD_SHUFFLES", 6);
    for run in 0..runs {
        let path = dir.path().join(format!("{run}.db"));
        let threads = 1 + run % 4;
        let all = shuffled(&mut r);
        // In odd runs every thread has a connection of its own; in even ones they make ready and one writes.
        if run % 2 == 1 {
            let mut store = Store::open(&path, Mode::Create).unwrap();
            store.withdraw("nobody", "canceled", "x").unwrap();
            std::thread::scope(|s| {
                for part in all.chunks(TEXTS.div_ceil(threads)) {
                    let path = &path;
                    s.spawn(move || {
                        let mut store = Store::open(path, Mode::Write).unwrap();
                        for n in part {
                            store.add(&report(*n, 8), Origin::key(&key(*n))).unwrap();
                        }
                    });
                }
            });
        } else {
            let (send, take) = sync_channel(4);
            std::thread::scope(|s| {
                for part in all.chunks(TEXTS.div_ceil(threads)) {
                    let send = send.clone();
                    s.spawn(move || part.iter().for_each(|n| send.send(ready(*n)).unwrap()));
                }
                drop(send);
                let mut store = Store::open(&path, Mode::Create).unwrap();
                let mut batch = Vec::new();
                for one in take {
                    batch.push(one);
                    if batch.len() == 1 + run * 3 {
                        store.add_all(&batch).unwrap();
                        batch.clear();
                    }
                }
                store.add_all(&batch).unwrap();
            });
        }
        let mut store = Store::open(&path, Mode::Write).unwrap();
        let again = store.add_all(&all.iter().map(|n| ready(*n)).collect::<Vec<_>>()).unwrap();
        assert!(again.iter().all(|a| !a.new));
        assert_eq!(store.fingerprint().unwrap(), straight, "run {run} on {threads} threads");
        let ids = |path| -> Vec<String> {
            let store = Store::open(path, Mode::Read).unwrap();
            let sql = "SELECT id FROM statement_list UNION ALL SELECT id FROM event_list ORDER BY 1";
            let mut query = store.sql().prepare(sql).unwrap();
            query.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect()
        };
        assert_eq!(ids(path), ids(dir.path().join("straight.db")));
    }
}
