//! PLOVER contexts: what an event is about, by the words of its clause (`data/en/lexicon/events/contexts.tsv`).

use crate::{Error, tsv};
use hashbrown::HashMap;
use onrecord_doc::Tokens;

/// Words that tell a context.
#[derive(Clone, Debug, Default)]
pub struct Contexts {
    by_word: HashMap<String, Vec<String>>,
}

/// No more contexts than this for one event.
const MOST: usize = 4;

impl Contexts {
    /// Reads the list.
    ///
    /// # Errors
    ///
    /// Names every row that lacks a word or a context.
    pub(crate) fn parse(path: &str, table: &str) -> Result<Contexts, Error> {
        let mut out = Contexts::default();
        if table.is_empty() {
            return Ok(out);
        }
        for row in tsv::rows(path, table, ["word", "pos", "context", "source"])? {
            let [word, _, context, _] = row.cells;
            if word.is_empty() || context.is_empty() {
                return Err(tsv::wrong(path, row.line, "a row needs a word and a context", None));
            }
            let contexts = out.by_word.entry(word.to_lowercase()).or_default();
            contexts.extend(context.split(' ').map(str::to_owned));
        }
        Ok(out)
    }

    /// The contexts that these words tell, the most told first.
    pub(super) fn of(&self, t: &Tokens, tokens: impl IntoIterator<Item = usize>) -> Vec<String> {
        let mut found: Vec<(&str, usize)> = Vec::new();
        for i in tokens {
            let lemma = t.lemma(i).to_lowercase();
            let contexts = self.by_word.get(&lemma).or_else(|| self.by_word.get(t.lower(i)));
            for context in contexts.into_iter().flatten() {
                match found.iter_mut().find(|(c, _)| c == context) {
                    Some((_, n)) => *n += 1,
                    None => found.push((context, 1)),
                }
            }
        }
        found.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        found.into_iter().take(MOST).map(|(c, _)| c.to_owned()).collect()
    }
}
