//! What can go wrong when data files are loaded: a list of findings, each with its place and, where one is known,
//! what would be right.
//!
//! Reading a text never fails. Loading reports everything that is wrong with a file at once, so that an author does
//! not mend one line only to be told about the next.

use std::fmt;

/// One thing that is wrong with a data file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, as it was named when it was given; empty for a text that is no file.
    pub path: String,
    /// Line, from 1; 0 where a whole file or folder is meant.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub hint: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}:", self.path)?;
        }
        match self.line {
            0 => write!(f, " {}", self.message)?,
            line => write!(f, "{line}:{}: {}", self.column, self.message)?,
        }
        match &self.hint {
            Some(hint) => write!(f, "\n  hint: {hint}"),
            None => Ok(()),
        }
    }
}

/// Data that could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    findings: Vec<Finding>,
}

impl Error {
    /// An error of these findings, in the order of the files and then of the lines.
    pub(crate) fn of(findings: Vec<Finding>) -> Error {
        Error { findings }
    }

    /// Everything that is wrong, to be put with what is wrong elsewhere.
    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    /// Everything that is wrong, each with its place.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, finding) in self.findings.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
