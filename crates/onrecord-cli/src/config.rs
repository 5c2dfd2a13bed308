//! The optional config file: what a user would else give on every call. The command line comes before the
//! environment, the environment before the file.

use crate::args::{Common, Format};
use crate::failure::{Exit, Failure};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The settings of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// As `--model`.
    pub model: Option<String>,
    /// As `--data`.
    pub data: Option<PathBuf>,
    /// As `--threads`.
    pub threads: Option<usize>,
    /// As `--format` of `read`.
    pub format: Option<Format>,
    /// As `--publisher`.
    pub publisher: Option<String>,
    /// As `--offline`.
    #[serde(default)]
    pub offline: bool,
}

/// Reads the file that was named, else the user's own if there is one.
pub fn load(common: &Common) -> Result<Config, Failure> {
    let (path, named) = match (&common.config, own_folder("XDG_CONFIG_HOME", ".config")) {
        (Some(path), _) => (path.clone(), true),
        (None, Some(folder)) => (folder.join("config.toml"), false),
        (None, None) => return Ok(Config::default()),
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(&text, &path),
        Err(e) if !named && e.kind() == std::io::ErrorKind::NotFound => Ok(Config::default()),
        Err(e) => {
            Err(Failure::new(Exit::Usage, format!("{}: the settings cannot be read", path.display()))
                .because(&e))
        }
    }
}

fn parse(text: &str, path: &Path) -> Result<Config, Failure> {
    toml::from_str(text).map_err(|e| {
        let at = e.span().map_or(0, |s| s.start.min(text.len()));
        let before = text.get(..at).unwrap_or("");
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        let (what, expected) = e.message().split_once(", expected ").unwrap_or((e.message(), ""));
        let what = what.lines().next().unwrap_or("");
        let failure = Failure::new(Exit::Usage, format!("{}:{line}:{column}: {what}", path.display()));
        if expected.is_empty() { failure } else { failure.hint(format!("expected {expected}")) }
    })
}

/// The program's own folder below one of the XDG base folders: the variable, else a folder of the home folder.
///
/// Source: XDG Base Directory Specification 0.8; a relative path in a variable is to be ignored.
pub fn own_folder(variable: &str, below_home: &str) -> Option<PathBuf> {
    let set = std::env::var_os(variable).map(PathBuf::from).filter(|p| p.is_absolute());
    let base = set.or_else(|| Some(std::env::home_dir()?.join(below_home)));
    base.map(|b| b.join("onrecord"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        parse(text, Path::new("c.toml")).map_or_else(|e| e.in_one_line(), |c| format!("{c:?}"))
    }

    #[test]
    fn settings_are_read() {
        let config = parse("model = \"sm\"\nthreads = 2\nformat = \"jsonl\"\n", Path::new("c.toml")).unwrap();
        let wanted = Config {
            model: Some("sm".into()),
            threads: Some(2),
            format: Some(Format::Jsonl),
            ..Config::default()
        };
        assert_eq!(config, wanted);
    }

    #[test]
    fn a_mistake_is_told_with_line_and_column() {
        assert_eq!(message("model = \"sm\"\nmodle = 1\n"), "c.toml:2:1: unknown field `modle`");
        assert_eq!(message("threads = \"two\"\n"), "c.toml:1:11: invalid type: string \"two\"");
        assert_eq!(message("format = \"xml\"\n"), "c.toml:1:10: unknown variant `xml`");
    }
}
