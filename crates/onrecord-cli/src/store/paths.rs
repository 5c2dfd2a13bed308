//! From what stands on the command line to files: folders are walked, patterns filled in, both in a fixed order.

use crate::failure::{Exit, Failure};
use std::path::{Path, PathBuf};

/// The files of these paths: a folder gives all files below it, a pattern what it fits, each sorted by name. Hidden files
/// and folders of a folder are passed over, as are links, which could lead in a circle.
pub fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut out = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" || path.is_file() {
            out.push(path.clone());
        } else if path.is_dir() {
            folder(path, &mut out)?;
        } else if let Some(pattern) = path.to_str().filter(|p| p.contains(['*', '?', '['])) {
            fill_in(pattern, &mut out)?;
        } else {
            // It is told as an input that cannot be read, beside those that can.
            out.push(path.clone());
        }
    }
    Ok(out)
}

fn folder(path: &Path, out: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let mut waiting = vec![path.to_owned()];
    while let Some(next) = waiting.pop() {
        if !next.is_dir() {
            out.push(next);
            continue;
        }
        let unreadable = |e: std::io::Error| {
            Failure::new(Exit::Usage, format!("{}: this folder cannot be read", next.display())).because(&e)
        };
        let mut inside = Vec::new();
        for entry in std::fs::read_dir(&next).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let kind = entry.file_type().map_err(unreadable)?;
            let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
            if !is_hidden && (kind.is_dir() || kind.is_file()) {
                inside.push(entry.path());
            }
        }
        // The last that is pushed is the first that is taken.
        inside.sort_by(|a, b| b.cmp(a));
        waiting.extend(inside);
    }
    Ok(())
}

fn fill_in(pattern: &str, out: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let found = glob::glob(pattern).map_err(|e| {
        Failure::new(Exit::Usage, format!("`{pattern}` is no pattern of file names: {}", e.msg))
            .hint("`*` and `?` stand for characters, `**` for folders; `[*]` is the star itself")
    })?;
    let before = out.len();
    let mut fitting: Vec<PathBuf> = found.filter_map(Result::ok).filter(|p| p.is_file()).collect();
    fitting.sort();
    out.append(&mut fitting);
    if out.len() == before {
        return Err(Failure::new(Exit::Usage, format!("no file fits `{pattern}`")));
    }
    Ok(())
}

/// The key of a file: its path as it was given, without what changes nothing (`./`, `//`).
pub fn key(path: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').filter(|p| *p != ".").collect();
    let rooted = parts.first() == Some(&"");
    parts.retain(|p| !p.is_empty());
    format!("{}{}", if rooted { "/" } else { "" }, parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_a_file_does_not_hang_on_how_its_path_is_written() {
        for path in ["a/b.txt", "./a/b.txt", "a//b.txt", "a/./b.txt"] {
            assert_eq!(key(path), "a/b.txt", "{path}");
        }
        assert_eq!(key("/a/b.txt"), "/a/b.txt");
        assert_ne!(key("../b.txt"), key("b.txt"));
    }

    #[test]
    fn a_folder_gives_its_files_in_the_order_of_their_names() {
        let dir = std::env::temp_dir().join(format!("onrecord-paths-{}", std::process::id()));
        std::fs::create_dir_all(dir.join("b/c")).unwrap();
        for name in ["b/c/2.txt", "a.txt", "b/1.txt", ".hidden", "c.txt"] {
            std::fs::write(dir.join(name), "x").unwrap();
        }
        let names = |paths: Vec<PathBuf>| -> Vec<String> {
            paths.iter().map(|p| p.strip_prefix(&dir).unwrap().display().to_string()).collect()
        };
        let walked = names(files(std::slice::from_ref(&dir)).unwrap());
        let filled_in = names(files(&[dir.join("**/?.txt")]).unwrap());
        let none = files(&[dir.join("*.html")]).unwrap_err();
        std::fs::remove_dir_all(&dir).unwrap();
        assert_eq!(walked, ["a.txt", "b/1.txt", "b/c/2.txt", "c.txt"]);
        assert_eq!(filled_in, ["a.txt", "b/1.txt", "b/c/2.txt", "c.txt"]);
        assert!(none.in_one_line().starts_with("no file fits `"), "{}", none.in_one_line());
    }
}
