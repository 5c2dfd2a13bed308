//! How far long work has come, on standard error: a line that renews itself on a terminal, a plain line every ten
//! seconds elsewhere. Nothing in the first second, and nothing where it would run into the results.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

/// Watches work of which it is told after every step.
pub struct Progress {
    how: How,
    start: Instant,
    shown: Instant,
    has_line: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Silent,
    RenewedLine,
    PlainLines,
}

impl Progress {
    /// Says what was mended on the way to a text, unless the user wants quiet.
    pub fn notes(&mut self, notes: &[String], quiet: bool) {
        if !notes.is_empty() {
            self.clear();
        }
        for note in notes {
            // Words of pages may stand in it and must not steer the terminal.
            let safe: String = note.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
            crate::failure::note(quiet, format_args!("note: {safe}"));
        }
    }

    /// Shows nothing if the user wants quiet or is shown the results on the same terminal.
    pub fn new(quiet: bool, results_on_terminal: bool) -> Progress {
        let how = match (quiet || results_on_terminal, std::io::stderr().is_terminal()) {
            (true, _) => How::Silent,
            (false, true) => How::RenewedLine,
            (false, false) => How::PlainLines,
        };
        Progress { how, start: Instant::now(), shown: Instant::now(), has_line: false }
    }

    /// How long the work has lasted.
    pub fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    /// Shows what `line` says, if it is time to.
    pub fn step(&mut self, line: impl FnOnce(Duration) -> String) {
        let pause = match self.how {
            How::Silent => return,
            How::RenewedLine if self.has_line => Duration::from_millis(100),
            How::RenewedLine => Duration::from_secs(1),
            How::PlainLines => Duration::from_secs(10),
        };
        if self.shown.elapsed() < pause {
            return;
        }
        let mut stderr = std::io::stderr().lock();
        // "\r" goes to the start of the line, "\x1b[K" clears the rest of it.
        let _ = match self.how {
            How::RenewedLine => write!(stderr, "\r{}\x1b[K", line(self.elapsed())),
            _ => writeln!(stderr, "{}", line(self.elapsed())),
        };
        let _ = stderr.flush();
        self.has_line = true;
        self.shown = Instant::now();
    }

    /// Takes the renewed line away, so that a message can stand in its place.
    pub fn clear(&mut self) {
        if self.how == How::RenewedLine && self.has_line {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// `12 documents, 3.4 a second, 1 min 20 s left`.
pub fn documents(done: usize, bytes: u64, total: Option<u64>, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64().max(0.001);
    let mut line = format!("{}, {:.1} a second", count(done, "document"), done as f64 / seconds);
    if let Some(total) = total.filter(|t| bytes > 0 && *t >= bytes) {
        let left = seconds * (total - bytes) as f64 / bytes as f64;
        line += &format!(", {} left", duration(Duration::from_secs_f64(left.min(1e9))));
    }
    line
}

/// `1 document`, `12 documents`.
pub fn count(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}

/// `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
pub fn duration(d: Duration) -> String {
    match d.as_secs() {
        0..10 => format!("{:.1} s", d.as_secs_f64()),
        s @ 10..60 => format!("{s} s"),
        s @ 60..3600 => format!("{} min {} s", s / 60, s % 60),
        s => format!("{} h {} min", s / 3600, s % 3600 / 60),
    }
}

/// `33.5 MB`.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_count_rate_and_time_left() {
        let line = documents(30, 1_000, Some(9_000), Duration::from_secs(10));
        assert_eq!(line, "30 documents, 3.0 a second, 1 min 20 s left");
        assert_eq!(documents(1, 0, None, Duration::from_secs(2)), "1 document, 0.5 a second");
    }
}
