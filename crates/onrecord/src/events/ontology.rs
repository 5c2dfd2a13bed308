//! What the classes and codes of events say: quadrants, PLOVER scores, CAMEO codes and their Goldstein values, from
//! `data/ontology/events.tsv` and `cameo.tsv`.

use crate::{Error, tsv};
use hashbrown::HashMap;
use onrecord_doc::{EventType, Quad};

/// What is known of a class, or of a class with a mode.
#[derive(Clone, Debug)]
struct Kind {
    quad: Quad,
    score: Option<f32>,
    cameo: Option<String>,
}

/// The classes, modes and codes of events.
#[derive(Clone, Debug, Default)]
pub struct Ontology {
    kinds: HashMap<(EventType, String), Kind>,
    goldstein: HashMap<String, Option<f32>>,
}

impl Ontology {
    /// Reads `events.tsv` and `cameo.tsv`.
    ///
    /// # Errors
    ///
    /// Names every row with an unknown class, quadrant or code, or a number that is none.
    pub(crate) fn parse(events: &str, cameo: &str) -> Result<Ontology, Error> {
        let mut out = Ontology::default();
        let path = "data/ontology/cameo.tsv";
        let columns = ["code", "name", "quad", "goldstein", "type", "mode", "context", "source"];
        for row in tsv::rows(path, cameo, columns)? {
            let value = number(path, row.line, row.cells[3])?;
            out.goldstein.insert(row.cells[0].to_owned(), value);
        }
        let path = "data/ontology/events.tsv";
        let columns = ["type", "mode", "quad", "score", "cameo", "goldstein", "about", "example", "source"];
        for row in tsv::rows(path, events, columns)? {
            let [kind, mode, quad, score, cameo, ..] = row.cells;
            let wrong = |message| Err(tsv::wrong(path, row.line, message, None));
            let Some(kind) = EventType::find(kind) else { return wrong(format!("unknown type `{kind}`")) };
            let Some(quad) = Quad::find(quad) else { return wrong(format!("unknown quadrant `{quad}`")) };
            if !cameo.is_empty() && !out.goldstein.contains_key(cameo) {
                return wrong(format!("unknown CAMEO code `{cameo}`"));
            }
            let score = number(path, row.line, score)?;
            let cameo = (!cameo.is_empty()).then(|| cameo.to_owned());
            out.kinds.insert((kind, mode.to_owned()), Kind { quad, score, cameo });
        }
        Ok(out)
    }

    fn kind(&self, kind: EventType, mode: Option<&str>) -> Option<&Kind> {
        let exact = mode.and_then(|m| self.kinds.get(&(kind, m.to_owned())));
        exact.or_else(|| self.kinds.get(&(kind, String::new())))
    }

    /// Whether a class has that mode.
    pub fn has_mode(&self, kind: EventType, mode: &str) -> bool {
        self.kinds.contains_key(&(kind, mode.to_owned()))
    }

    /// The quadrant of a class.
    pub fn quad(&self, kind: EventType) -> Quad {
        self.kind(kind, None).map_or(Quad::VerbalCooperation, |k| k.quad)
    }

    /// PLOVER's score of a class and mode, from -10 to 10.
    pub fn score(&self, kind: EventType, mode: Option<&str>) -> Option<f32> {
        self.kind(kind, mode)?.score
    }

    /// The CAMEO code to give where only class and mode are known.
    pub fn cameo(&self, kind: EventType, mode: Option<&str>) -> Option<&str> {
        self.kind(kind, mode)?.cameo.as_deref()
    }

    /// The Goldstein value of a CAMEO code, from -10 to 10.
    pub fn goldstein(&self, cameo: &str) -> Option<f32> {
        *self.goldstein.get(cameo)?
    }

    /// Whether there is such a CAMEO code.
    pub fn has_code(&self, cameo: &str) -> bool {
        self.goldstein.contains_key(cameo)
    }
}

fn number(path: &str, line: usize, cell: &str) -> Result<Option<f32>, Error> {
    if cell.is_empty() {
        return Ok(None);
    }
    let parsed = cell.parse().map(Some);
    parsed.map_err(|_| tsv::wrong(path, line, format!("`{cell}` is no number"), None))
}
