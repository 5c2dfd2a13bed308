//! What titles say: `Minister of Foreign Affairs` is the `foreign minister`, the `deputy foreign minister` is not, and
//! a `former foreign minister` was. The words are those of `data/actors/title_words.tsv`.

use crate::error::Error;
use crate::tsv;
use hashbrown::HashMap;

const PATH: &str = "data/actors/title_words.tsv";

/// What a word does in a title.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Use {
    /// Stands for these words.
    Same(Vec<String>),
    /// Says nothing beside the others.
    Drop,
    /// Makes it another office.
    Rank,
    /// For the time being.
    Acting,
    /// No longer.
    Past,
    /// The first office, whatever it is called; the word stays, for some are called so.
    Head,
    /// The office of whoever was spoken of before.
    Peer,
}

/// The words of titles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Titles {
    words: HashMap<String, Use>,
}

/// A title as its words say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Title {
    /// Its words that tell it from other titles, in order of the alphabet, each once.
    pub words: Vec<String>,
    /// Those of them that make it another office: *deputy*.
    ranks: Vec<String>,
    pub is_acting: bool,
    pub is_past: bool,
    /// *leader*, *head*
    pub is_head: bool,
    /// *counterpart*
    pub is_peer: bool,
}

impl Titles {
    pub fn parse(table: &str) -> Result<Titles, Error> {
        let mut words = HashMap::new();
        for row in tsv::rows(PATH, table, ["word", "use", "means", "source"])? {
            let [word, kind, means, _] = row.cells;
            let kind = match kind {
                "same" if !means.is_empty() => Use::Same(means.split(' ').map(str::to_lowercase).collect()),
                "drop" => Use::Drop,
                "rank" => Use::Rank,
                "acting" => Use::Acting,
                "past" => Use::Past,
                "head" => Use::Head,
                "peer" => Use::Peer,
                _ => {
                    let hint =
                        "uses: same (with what it means), drop, rank, acting, past, head, peer".to_owned();
                    return Err(tsv::wrong(PATH, row.line, format!("unknown use `{kind}`"), Some(hint)));
                }
            };
            words.insert(word.to_lowercase(), kind);
        }
        Ok(Titles { words })
    }

    /// Reads a title.
    pub fn read(&self, title: &str) -> Title {
        let mut read = Title::default();
        let lower = title.to_lowercase();
        let words =
            lower.split(|c: char| !c.is_alphanumeric() && c != '.' && c != '\'').map(|w| w.trim_matches('.'));
        for word in words.filter(|w| !w.is_empty() && !is_small(w)) {
            match self.words.get(word) {
                Some(Use::Same(means)) => read.words.extend(means.iter().cloned()),
                Some(Use::Drop) => {}
                Some(Use::Acting) => read.is_acting = true,
                Some(Use::Past) => read.is_past = true,
                Some(Use::Peer) => read.is_peer = true,
                Some(Use::Head) => {
                    read.is_head = true;
                    read.words.push(word.to_owned());
                }
                Some(Use::Rank) => {
                    read.ranks.push(word.to_owned());
                    read.words.push(word.to_owned());
                }
                None => read.words.push(word.to_owned()),
            }
        }
        read.words.sort_unstable();
        read.words.dedup();
        read
    }
}

impl Title {
    /// Whether these words, with whatever else they say, name the office `full`: *Russian foreign minister*.
    pub fn covers(&self, full: &Title) -> bool {
        !full.words.is_empty()
            && full.words.iter().all(|w| self.words.contains(w))
            && self.ranks.iter().all(|r| full.words.contains(r))
    }

    /// Whether the office is no deputy's.
    pub fn has_no_rank(&self) -> bool {
        self.ranks.is_empty()
    }

    /// Whether this title, as a text says it, can be short for the office `full`: *minister* for *foreign minister*,
    /// never *president* for *vice president*.
    pub fn is_short_for(&self, full: &Title) -> bool {
        !self.words.is_empty()
            && self.words.iter().all(|w| full.words.contains(w))
            && full.ranks.iter().all(|r| self.words.contains(r))
    }
}

/// Words that join the others.
fn is_small(word: &str) -> bool {
    matches!(
        word,
        "of" | "the" | "for" | "and" | "to" | "in" | "a" | "an" | "on" | "s" | "'s" | "his" | "her" | "its"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles() -> Titles {
        Titles::parse(include_str!("../../../../data/actors/title_words.tsv")).unwrap()
    }

    #[test]
    fn titles_in_other_words_are_the_same() {
        let t = titles();
        let same = |a: &str, b: &str| t.read(a).words == t.read(b).words;
        assert!(same("Minister of Foreign Affairs", "foreign minister"));
        assert!(same("External Affairs Minister", "foreign minister"));
        assert!(same("defense minister", "Minister for Defence"));
        assert!(same("Premier", "prime minister"));
        assert!(same("acting president", "president"));
        assert!(!same("deputy foreign minister", "foreign minister"));
        assert!(!same("vice president", "president"));
    }

    #[test]
    fn a_short_title_stands_for_the_long_one_but_never_for_a_deputy() {
        let t = titles();
        let short = |a: &str, b: &str| t.read(a).is_short_for(&t.read(b));
        assert!(short("minister", "foreign minister"));
        assert!(short("Syria envoy", "special envoy for Syria"));
        assert!(!short("president", "vice president"));
        assert!(!short("minister", "president"));
        assert!(!short("", "president"));
        assert!(t.read("former president").is_past);
        assert!(t.read("ex-president").is_past);
        assert!(t.read("interim president").is_acting);
        assert!(t.read("Libyan leader").is_head && t.read("his Saudi counterpart").is_peer);
        assert!(t.read("Russian Foreign Minister").covers(&t.read("foreign minister")));
        assert!(!t.read("Russian Deputy Foreign Minister").covers(&t.read("foreign minister")));
    }

    #[test]
    fn an_unknown_use_is_told_with_its_line() {
        let error = Titles::parse("word\tuse\tmeans\tsource\nx\tperhaps\t\town\n").unwrap_err().to_string();
        assert!(error.starts_with("data/actors/title_words.tsv:2:1: unknown use `perhaps`"), "{error}");
    }
}
