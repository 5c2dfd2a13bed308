//! What stops a command: one message, its causes, advice, and the exit code.
//!
//! | code | means |
//! |---|---|
//! | 0 | done |
//! | 1 | some inputs could not be read, or a check failed; each is named |
//! | 2 | wrong use: arguments or the config file |
//! | 3 | a model or data file is missing or damaged, or could not be fetched |
//! | 4 | storage failed: results could not be written |

use anstyle::{AnsiColor, Style};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

/// The exit codes besides 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Some inputs could not be read, or a check failed.
    Partly = 1,
    /// Wrong use.
    Usage = 2,
    /// A model or data file is missing or damaged.
    Model = 3,
    /// Results could not be written.
    Storage = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a command, or one input of it, failed.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    message: String,
    causes: Vec<String>,
    hints: Vec<String>,
    /// What else is wrong: a data file tells all its faults at once.
    others: Vec<Failure>,
    broken_pipe: bool,
}

impl Failure {
    /// A failure with this message: what was wrong, where, and what would be right.
    pub fn new(exit: Exit, message: impl Into<String>) -> Failure {
        Failure {
            exit,
            message: message.into(),
            causes: Vec::new(),
            hints: Vec::new(),
            others: Vec::new(),
            broken_pipe: false,
        }
    }

    /// Results could not be written. A closed pipe (`| head`) is no failure; see [`Failure::is_broken_pipe`].
    pub fn writing(what: &str, cause: &std::io::Error) -> Failure {
        let mut failure = Failure::new(Exit::Storage, format!("{what} could not be written")).because(cause);
        failure.broken_pipe = cause.kind() == std::io::ErrorKind::BrokenPipe;
        failure
    }

    /// The same with its cause and the causes behind that.
    #[must_use]
    pub fn because(mut self, cause: &(dyn Error + 'static)) -> Failure {
        let mut next = Some(cause);
        while let Some(error) = next {
            let said = error.to_string();
            // Many errors repeat their source in their own message.
            if !self.causes.iter().any(|c| c.ends_with(&said)) {
                self.causes.push(said);
            }
            next = error.source();
        }
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Failure {
        self.hints.push(hint.into());
        self
    }

    /// The exit code.
    pub fn exit(&self) -> Exit {
        self.exit
    }

    /// Message and causes in one line, for an error line of JSON.
    pub fn in_one_line(&self) -> String {
        let parts: Vec<&str> =
            std::iter::once(&self.message).chain(&self.causes).map(String::as_str).collect();
        parts.join(": ")
    }

    /// Whether the reader of our output has gone, which is its right.
    pub fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }
}

impl From<onrecord_lang::Error> for Failure {
    fn from(error: onrecord_lang::Error) -> Failure {
        let mut failure = Failure::new(Exit::Model, error.to_string());
        if let Some(cause) = error.source() {
            failure = failure.because(cause);
        }
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

impl From<onrecord::Error> for Failure {
    fn from(error: onrecord::Error) -> Failure {
        let mut all = error.findings().iter().map(|f| {
            // The hint stands in a line of its own here.
            let failure =
                Failure::new(Exit::Model, onrecord::Finding { hint: None, ..f.clone() }.to_string());
            match &f.hint {
                Some(hint) => failure.hint(hint),
                None => failure,
            }
        });
        let first = all.next().unwrap_or_else(|| Failure::new(Exit::Model, "the data files cannot be read"));
        let others = all.collect();
        Failure { others, ..first }
    }
}

/// Says on standard error why something failed.
pub fn say(failure: &Failure) {
    let red = AnsiColor::Red.on_default().bold();
    let mut text = String::new();
    line(&mut text, "error: ", red, &failure.message);
    for cause in &failure.causes {
        line(&mut text, "  because: ", Style::new(), cause);
    }
    for hint in &failure.hints {
        line(&mut text, "  hint: ", AnsiColor::Cyan.on_default(), hint);
    }
    // Nothing can be done when even standard error is closed.
    let _ = anstream::stderr().write_all(text.as_bytes());
    failure.others.iter().for_each(say);
}

fn line(text: &mut String, label: &str, style: Style, rest: &str) {
    // Names of files and words of texts come from elsewhere and must not steer the terminal.
    let safe: String =
        rest.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect();
    let _ = writeln!(text, "{style}{label}{style:#}{safe}");
}

/// Says something that is no error on standard error, unless the user wants quiet.
pub fn note(quiet: bool, text: impl std::fmt::Display) {
    if !quiet {
        let _ = writeln!(anstream::stderr(), "{text}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_that_the_message_before_repeats_is_said_once() {
        #[derive(Debug)]
        struct Outer(std::io::Error);
        impl std::fmt::Display for Outer {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "index: {}", self.0)
            }
        }
        impl Error for Outer {
            fn source(&self) -> Option<&(dyn Error + 'static)> {
                Some(&self.0)
            }
        }
        let failure = Failure::new(Exit::Model, "no model").because(&Outer(std::io::Error::other("closed")));
        assert_eq!(failure.in_one_line(), "no model: index: closed");
    }
}
