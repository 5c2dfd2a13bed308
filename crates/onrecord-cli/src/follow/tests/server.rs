//! A server that does what servers do: answer, stall, break off, dribble, send away.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What to do with the next request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Send this, then close.
    Send(Vec<u8>),
    /// Send this, then stay silent for a while.
    Stall(Vec<u8>),
    /// Close without the end that was announced.
    BreakOff,
    /// One byte at a time, each after a while.
    Dribble(Vec<u8>),
}

/// The server, and what it was asked.
pub struct Server {
    pub at: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    acts: Arc<Mutex<VecDeque<Act>>>,
}

impl Server {
    /// Does one after the other, and the last one from then on.
    pub fn new(acts: impl IntoIterator<Item = Act>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let acts: Arc<Mutex<VecDeque<Act>>> = Arc::new(Mutex::new(acts.into_iter().collect()));
        let server = Server { at, asked: Arc::clone(&asked), acts: Arc::clone(&acts) };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let Some(request) = request(&mut stream) else { continue };
                asked.lock().unwrap().push(request);
                let act = {
                    let mut acts = acts.lock().unwrap();
                    if acts.len() > 1 { acts.pop_front().unwrap() } else { acts.front().unwrap().clone() }
                };
                std::thread::spawn(move || play(&mut stream, act));
            }
        });
        server
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// The requests until now.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// What to do from now on.
    pub fn now(&self, new: impl IntoIterator<Item = Act>) {
        *self.acts.lock().unwrap() = new.into_iter().collect();
    }
}

fn request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut piece = [0; 1024];
    while !bytes.windows(4).any(|w| w == b"\r\n\r\n") {
        match stream.read(&mut piece) {
            Ok(n) if n > 0 => bytes.extend_from_slice(&piece[..n]),
            _ => return None,
        }
    }
    Some(String::from_utf8(bytes).unwrap())
}

fn play(stream: &mut TcpStream, act: Act) {
    // The other side may have gone, which is what some tests are about.
    match act {
        Act::Send(bytes) => drop(stream.write_all(&bytes)),
        Act::Stall(bytes) => {
            let _ = stream.write_all(&bytes);
            std::thread::sleep(Duration::from_secs(5));
        }
        Act::BreakOff => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>");
        }
        Act::Dribble(bytes) => {
            for byte in bytes {
                if stream.write_all(&[byte]).is_err() {
                    return;
                }
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    }
}

/// An answer with these lines of header.
pub fn answer(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Act {
    Act::Send(bytes(status, headers, body))
}

pub fn bytes(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let lines: String = headers.iter().map(|h| format!("{h}\r\n")).collect();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{lines}\r\n", body.len());
    [head.as_bytes(), body].concat()
}
