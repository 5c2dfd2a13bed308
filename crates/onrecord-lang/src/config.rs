//! A pipeline's `config.cfg`: which components it has and of what shape.
//!
//! The file is INI whose values are JSON, with references of the form `${section:key}`. Only what decides the
//! arithmetic is read; a component or architecture that this program does not run is refused by name.

use crate::{Error, tok2vec};
use serde_json::Value;
use std::collections::BTreeMap;

const FILE: &str = "config.cfg";

/// A parsed configuration.
pub struct Config {
    sections: BTreeMap<String, BTreeMap<String, Value>>,
}

/// The attributes that the shared vectors are made of, in the order that the program computes them.
pub const ATTRIBUTES: [&str; 6] = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"];

/// What a pipeline needs to be built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The vectors that tagger and parser share.
    pub shared: tok2vec::Shape,
    /// The recogniser's own.
    pub ner: tok2vec::Shape,
}

impl Config {
    /// Reads the file.
    pub fn parse(bytes: &[u8]) -> Result<Config, Error> {
        let text =
            std::str::from_utf8(bytes).map_err(|e| Error::damaged("it is no UTF-8").at(FILE).because(e))?;
        let mut sections: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
        let mut current = String::new();
        for (n, line) in text.lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                current = name.to_owned();
                sections.entry(current.clone()).or_default();
            } else if let Some((key, value)) = line.split_once('=') {
                let value = value.trim();
                // A value that is no JSON is a plain string, most often a reference.
                let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
                sections.entry(current.clone()).or_default().insert(key.trim().to_owned(), value);
            } else {
                return Err(
                    Error::damaged(format!("line {}: neither a section nor `key = value`", n + 1)).at(FILE)
                );
            }
        }
        Ok(Config { sections })
    }

    /// Checks that this program runs the pipeline, and gives its shape. `vectors` is the width of the static
    /// vectors that came with the model.
    pub fn plan(&self, vectors: usize) -> Result<Plan, Error> {
        let names = |key: &str| -> Vec<&str> {
            let list = self.find("nlp", key).and_then(Value::as_array);
            list.map(|l| l.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
        };
        let disabled = names("disabled");
        let pipeline: Vec<&str> = names("pipeline").into_iter().filter(|c| !disabled.contains(c)).collect();
        const WANTED: [&str; 6] = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"];
        if let Some(other) = pipeline.iter().find(|c| !WANTED.contains(c)) {
            return Err(Error::unsupported(format!("component `{other}` is not run here")).at(FILE));
        }
        if pipeline != WANTED {
            return Err(Error::unsupported(format!(
                "the pipeline is `{}`, not `{}`",
                pipeline.join(", "),
                WANTED.join(", ")
            ))
            .at(FILE));
        }
        for component in WANTED {
            self.expect(&format!("components.{component}"), "factory", &Value::from(component))?;
        }
        self.expect("components.lemmatizer", "mode", &Value::from("rule"))?;
        self.expect("components.lemmatizer", "overwrite", &Value::from(false))?;
        self.expect("components.tagger.model", "@architectures", &Value::from("spacy.Tagger.v2"))?;
        for (component, state) in [("parser", "parser"), ("ner", "ner")] {
            let model = format!("components.{component}.model");
            self.expect(&model, "@architectures", &Value::from("spacy.TransitionBasedParser.v2"))?;
            self.expect(&model, "state_type", &Value::from(state))?;
            self.expect(&model, "extra_state_tokens", &Value::from(false))?;
            self.expect(&model, "hidden_width", &Value::from(64))?;
            self.expect(&model, "maxout_pieces", &Value::from(2))?;
            self.expect(&model, "use_upper", &Value::from(true))?;
        }
        for component in ["tagger", "parser"] {
            let model = format!("components.{component}.model.tok2vec");
            self.expect(&model, "@architectures", &Value::from("spacy.Tok2VecListener.v1"))?;
        }
        Ok(Plan {
            shared: self.shape("components.tok2vec.model", &ATTRIBUTES, vectors)?,
            ner: self.shape("components.ner.model.tok2vec", &ATTRIBUTES[..4], vectors)?,
        })
    }

    fn shape(&self, section: &str, attributes: &[&str], vectors: usize) -> Result<tok2vec::Shape, Error> {
        let (embed, encode) = (format!("{section}.embed"), format!("{section}.encode"));
        self.expect(section, "@architectures", &Value::from("spacy.Tok2Vec.v2"))?;
        self.expect(&embed, "@architectures", &Value::from("spacy.MultiHashEmbed.v2"))?;
        self.expect(&encode, "@architectures", &Value::from("spacy.MaxoutWindowEncoder.v2"))?;
        self.expect(&embed, "attrs", &Value::from(attributes.to_vec()))?;
        self.expect(&encode, "window_size", &Value::from(1))?;
        self.expect(&encode, "maxout_pieces", &Value::from(3))?;
        let bad = |key: &str| Error::damaged(format!("`{key}` of [{section}] is not as it must be")).at(FILE);
        // Bounds keep a damaged file from asking for gigabytes.
        let number = |section: &str, key: &str, most: u64| -> Result<usize, Error> {
            let n = self.find(section, key).and_then(Value::as_u64).filter(|n| (1..=most).contains(n));
            n.map(|n| n as usize).ok_or_else(|| bad(key))
        };
        let width = number(&encode, "width", 1024)?;
        if number(&embed, "width", 1024)? != width {
            return Err(bad("width"));
        }
        let rows: Vec<usize> = self
            .find(&embed, "rows")
            .and_then(Value::as_array)
            .map(|l| {
                l.iter()
                    .filter_map(|v| v.as_u64().filter(|n| (1..=1_000_000).contains(n)))
                    .collect::<Vec<_>>()
            })
            .unwrap_or_default()
            .into_iter()
            .map(|n| n as usize)
            .collect();
        if rows.len() != attributes.len() {
            return Err(bad("rows"));
        }
        let with_vectors = self.find(&embed, "include_static_vectors") == Some(&Value::from(true));
        if with_vectors && vectors == 0 {
            return Err(Error::damaged("it asks for static vectors, but there are none").at(FILE));
        }
        Ok(tok2vec::Shape {
            width,
            depth: number(&encode, "depth", 16)?,
            rows,
            vectors: with_vectors.then_some(vectors),
        })
    }

    /// The value of a key, a reference followed.
    fn find(&self, section: &str, key: &str) -> Option<&Value> {
        let value = self.sections.get(section)?.get(key)?;
        // References point at plain values in the published files; one step is enough and cannot run in circles.
        match value.as_str().and_then(|s| s.strip_prefix("${")).and_then(|s| s.strip_suffix('}')) {
            Some(reference) => {
                let (section, key) = reference.rsplit_once([':', '.'])?;
                self.sections.get(section)?.get(key)
            }
            None => Some(value),
        }
    }

    fn expect(&self, section: &str, key: &str, wanted: &Value) -> Result<(), Error> {
        match self.find(section, key) {
            Some(found) if found == wanted => Ok(()),
            found => Err(Error::unsupported(format!(
                "`{key}` of [{section}] is `{}`; only `{wanted}` is run here",
                found.map_or("missing".to_owned(), Value::to_string)
            ))
            .at(FILE)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_that_is_not_run_is_named() {
        let config = Config::parse(b"[nlp]\npipeline = [\"tok2vec\",\"textcat\"]\ndisabled = []\n").unwrap();
        let error = config.plan(0).unwrap_err();
        assert!(error.is_unsupported());
        assert_eq!(error.to_string(), "config.cfg: component `textcat` is not run here");
    }

    #[test]
    fn an_architecture_that_is_not_run_is_named() {
        let text = "[nlp]\npipeline = [\"tok2vec\",\"tagger\",\"parser\",\"attribute_ruler\",\"lemmatizer\",\"ner\"]\n\
            [components.tok2vec]\nfactory = \"transformer\"\n";
        let error = Config::parse(text.as_bytes()).unwrap().plan(0).unwrap_err();
        assert_eq!(
            error.to_string(),
            "config.cfg: `factory` of [components.tok2vec] is `\"transformer\"`; only `\"tok2vec\"` is run here"
        );
    }

    #[test]
    fn a_reference_is_followed() {
        let config = Config::parse(b"[a.b]\nwidth = 96\n[c]\nwidth = ${a.b:width}\n").unwrap();
        assert_eq!(config.find("c", "width"), Some(&Value::from(96)));
    }

    #[test]
    fn a_line_that_is_neither_is_named_by_its_number() {
        let error = Config::parse(b"[nlp]\nlang\n").err().unwrap();
        assert_eq!(error.to_string(), "config.cfg: line 2: neither a section nor `key = value`");
    }
}
