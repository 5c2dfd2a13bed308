//! What the ranker is told of a phrase, and of a phrase and one that it may mean again: columns of small numbers.
//!
//! Source of most clues: Lee et al., Deterministic coreference resolution based on entity-centric, precision-ranked
//! rules, 2013; Clark and Manning, Entity-centric coreference resolution with model stacking, 2015.

use super::Phrase;
use crate::actors::{Actors, Gender, NounKind};
use crate::{entities::gender_of, heads::Answer, paragraphs, transcripts};
use hashbrown::HashMap;
use onrecord_doc::{Document, MentionForm, Tokens, Word};

/// The columns of a phrase: name and number of values.
pub const OF_PHRASE: [(&str, usize); 9] = [
    ("class", CLASSES),
    ("kind", KINDS),
    ("part", 5),
    ("number", 3),
    ("gender", 3),
    ("place", 6),
    ("length", 5),
    ("said", 2),
    ("before", 4),
];

/// The columns of a pair.
pub const OF_PAIR: [(&str, usize); 14] = [
    ("sentences", 8),
    ("phrases", 11),
    ("words", 8),
    ("modifiers", 4),
    ("numbers", 4),
    ("genders", 4),
    ("classes", CLASSES * CLASSES),
    ("kinds", KINDS * KINDS),
    ("speakers", 7),
    ("tree", 8),
    ("known", 4),
    ("parts", 25),
    ("paragraphs", 4),
    ("agreeing", 7),
];

/// How a phrase refers: names, nominals by their determiner, pronouns by their word.
const CLASSES: usize = 22;
/// What a phrase stands for, as far as the name columns and the tables of nouns tell.
const KINDS: usize = 13;

fn class(t: &Tokens, p: &Phrase) -> usize {
    if p.form == MentionForm::Name {
        return 0;
    }
    if p.form == MentionForm::Nominal {
        return match (t.lower(p.first), t.pos(p.first)) {
            ("the", _) => 1,
            ("a" | "an", _) => 2,
            ("this" | "that" | "these" | "those", _) => 3,
            ("another" | "other" | "some" | "any" | "no" | "every" | "each" | "many" | "all", _) => 4,
            (_, "NUM") => 5,
            _ if t.dep(p.first) == "poss" || (p.first..p.head).any(|i| t.tag(i) == "POS") => 6,
            _ => 7,
        };
    }
    match t.lower(p.head) {
        "he" | "him" | "himself" => 8,
        "his" => 9,
        "she" | "her" | "herself" | "hers" => 10,
        "it" | "itself" => 11,
        "its" => 12,
        "they" | "them" | "themselves" => 13,
        "their" | "theirs" => 14,
        "i" | "me" | "myself" => 15,
        "my" | "mine" => 16,
        "we" | "us" | "our" | "ours" | "ourselves" => 17,
        "you" | "your" | "yours" | "yourself" => 18,
        "this" | "that" | "these" | "those" => 19,
        "who" | "which" | "whom" | "whose" | "what" => 20,
        _ => 21,
    }
}

/// Columns of all phrases of a text, and what pairs are compared by.
pub struct Clues<'a> {
    t: &'a Tokens,
    phrases: &'a [Phrase],
    columns: Vec<[u8; OF_PHRASE.len()]>,
    /// The words of each phrase that tell it apart, sorted; its own words in order; those of the name in front of all.
    told: Vec<Vec<Word>>,
    own: Vec<Vec<Word>>,
    heads: Vec<Word>,
    sentence: Vec<u32>,
    paragraph: Vec<u32>,
    /// Who speaks at each phrase.
    speaker: Vec<Speaker>,
    /// The entity that the sieve gave each.
    known: Vec<Option<usize>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Speaker {
    /// The report.
    Nobody,
    /// Somebody whom the text does not name.
    Unknown(usize),
    /// The entity of the sieve.
    Entity(usize),
    /// A phrase.
    Phrase(usize),
    /// The label of a turn.
    Label(Word),
}

impl<'a> Clues<'a> {
    /// Of these phrases of a document; `known` is the entity that surer rules gave each.
    pub fn new(
        doc: &'a Document,
        actors: &Actors,
        tagged: Option<&Answer>,
        phrases: &'a [Phrase],
        known: Vec<Option<usize>>,
    ) -> Clues<'a> {
        let t = &doc.tokens;
        let by_head: HashMap<usize, usize> = phrases.iter().enumerate().map(|(n, p)| (p.head, n)).collect();
        let mut sentences = vec![0u32; t.len()];
        for i in 1..t.len() {
            sentences[i] = sentences[i - 1] + u32::from(t.sent_start(i));
        }
        let mut paragraph = vec![0u32; t.len()];
        for (n, span) in paragraphs::find(doc.text()).into_iter().enumerate() {
            t.within(span).for_each(|i| paragraph[i] = n as u32);
        }
        let at = speakers(doc, tagged, &by_head, &known);
        let small =
            |i: usize| matches!(t.pos(i), "DET" | "PUNCT" | "SPACE" | "PART" | "SYM") || t.tag(i) == "POS";
        let own: Vec<Vec<Word>> = phrases
            .iter()
            .map(|p| (p.first..=p.last).filter(|i| !small(*i)).map(|i| t.lower_word(i)).collect())
            .collect();
        let told = own.iter().map(|w: &Vec<Word>| {
            let mut w = w.clone();
            w.sort_unstable();
            w.dedup();
            w
        });
        let told = told.collect();
        let mut clues = Clues {
            t,
            phrases,
            columns: Vec::new(),
            told,
            own,
            heads: phrases.iter().map(|p| lemma(t, p)).collect(),
            sentence: phrases.iter().map(|p| sentences[p.head]).collect(),
            paragraph: phrases.iter().map(|p| paragraph[p.head]).collect(),
            speaker: phrases.iter().map(|p| at[p.head]).collect(),
            known,
        };
        clues.columns = clues.of_phrases(doc, actors);
        clues
    }

    fn of_phrases(&self, doc: &Document, actors: &Actors) -> Vec<[u8; OF_PHRASE.len()]> {
        let t = self.t;
        // What one mention of an entity tells of its gender, it tells of all.
        let mut genders: HashMap<usize, Gender> = HashMap::new();
        for (n, p) in self.phrases.iter().enumerate() {
            if let (Some(e), Some(g)) = (self.known[n], self.gender(doc, actors, p)) {
                genders.entry(e).or_insert(g);
            }
        }
        // Whether the head, and the words, have been seen before.
        let mut heads: HashMap<Word, ()> = HashMap::new();
        let mut words: HashMap<&[Word], ()> = HashMap::new();
        let mut out = Vec::with_capacity(self.phrases.len());
        for (n, p) in self.phrases.iter().enumerate() {
            let class = class(t, p);
            let kind = kind(t, actors, p, class);
            let is_plural = matches!(t.tag(p.head), "NNS" | "NNPS")
                || matches!(class, 13 | 14 | 17)
                || matches!(t.lower(p.head), "these" | "those" | "police")
                || t.children(p.head).any(|c| t.dep(c) == "conj" && c < p.last);
            let number = if matches!(class, 18 | 20 | 21) || p.form == MentionForm::Name && kind == 1 {
                0
            } else {
                1 + usize::from(is_plural)
            };
            let gender = match class {
                8 | 9 => Some(Gender::Male),
                10 => Some(Gender::Female),
                _ if p.form == MentionForm::Pronoun => None,
                _ => self
                    .gender(doc, actors, p)
                    .or_else(|| self.known[n].and_then(|e| genders.get(&e).copied())),
            };
            let exact = words.insert(&self.own[n], ()).is_some();
            let head = heads.insert(self.heads[n], ()).is_some();
            let length = p.last - p.first;
            out.push([
                class as u8,
                kind as u8,
                part(t, p.head) as u8,
                number as u8,
                gender.map_or(0, |g| 1 + u8::from(g == Gender::Male)),
                bucket(n, &[1, 4, 10, 30, 100]) as u8,
                length.min(4) as u8,
                u8::from(self.speaker[n] != Speaker::Nobody),
                u8::from(exact) + 2 * u8::from(head),
            ]);
        }
        out
    }

    /// What the words of a phrase tell of the gender of whom they name.
    fn gender(&self, doc: &Document, actors: &Actors, p: &Phrase) -> Option<Gender> {
        let t = self.t;
        let is_name = t.ent_type(p.head) == "PERSON";
        let given =
            || (p.first..=p.head).find_map(|i| actors.gender(doc.quote(t.span(i)))).filter(|_| is_name);
        gender_of(t, (p.first, p.head)).or_else(given)
    }

    /// The columns of a phrase.
    pub fn of(&self, n: usize) -> [u8; OF_PHRASE.len()] {
        self.columns[n]
    }

    /// Phrases before `n` that it may mean again: the nearest, and those further back that share a word that tells.
    pub fn candidates(&self, index: &Index, n: usize) -> Vec<usize> {
        let near = n.saturating_sub(NEAR);
        let mut out: Vec<usize> = Vec::new();
        if self.phrases[n].form != MentionForm::Pronoun {
            for word in [Some(self.heads[n]), self.own[n].first().copied(), self.own[n].last().copied()] {
                let far = word.and_then(|w| index.0.get(&w)).map_or(&[][..], Vec::as_slice);
                let end = far.partition_point(|k| *k < near);
                out.extend(far[end.saturating_sub(FAR)..end].iter().copied());
            }
            out.sort_unstable();
            out.dedup();
        }
        out.extend(near..n);
        out
    }

    /// The columns of the pairs of phrase `n` and its candidates, which are in text order.
    pub fn of_pairs(&self, n: usize, candidates: &[usize]) -> Vec<[u16; OF_PAIR.len()]> {
        // How many that agree with it stand nearer.
        let mut agreeing = 0;
        let pair = |k: &usize| {
            let columns = self.of_pair(n, *k, bucket(agreeing, &[1, 2, 3, 4, 6, 9]) as u16);
            agreeing += usize::from(self.agrees(n, *k));
            columns
        };
        let mut out: Vec<_> = candidates.iter().rev().map(pair).collect();
        out.reverse();
        out
    }

    /// Whether nothing in number, gender and kind speaks against two phrases.
    fn agrees(&self, n: usize, k: usize) -> bool {
        let (a, b) = (&self.columns[n], &self.columns[k]);
        let differ = |x: u8, y: u8| x != 0 && y != 0 && x != y;
        let is_person = |kind: u8| matches!(kind, 0 | 8 | 9 | 11);
        let persons = matches!(a[0], 8..=10 | 15..=18);
        !differ(a[3], b[3]) && !differ(a[4], b[4]) && (!persons || is_person(b[1])) && b[0] != 20
    }

    fn of_pair(&self, n: usize, k: usize, agreeing: u16) -> [u16; OF_PAIR.len()] {
        let (a, b) = (&self.columns[n], &self.columns[k]);
        let far = bucket((self.sentence[n] - self.sentence[k]) as usize, &[1, 2, 3, 4, 6, 9, 16]);
        let between = bucket(n - k, &[2, 3, 4, 5, 8, 11, 16, 26, 41, 61]);
        let agree = |x: u8, y: u8| match (x, y) {
            (0, _) | (_, 0) => 0,
            _ if x == y => 1,
            _ => 2,
        };
        let known = match (self.known[n], self.known[k]) {
            (Some(a), Some(b)) if a == b => 1,
            (Some(_), Some(_)) => 2,
            (None, None) => 0,
            _ => 3,
        };
        let paragraphs = (self.paragraph[n] - self.paragraph[k]).min(3);
        [
            far as u16,
            between as u16,
            self.words(n, k) as u16,
            self.modifiers(n, k) as u16,
            agree(a[3], b[3]),
            agree(a[4], b[4]),
            u16::from(a[0]) * CLASSES as u16 + u16::from(b[0]),
            u16::from(a[1]) * KINDS as u16 + u16::from(b[1]),
            self.speakers(n, k) as u16,
            self.tree(n, k) as u16,
            known,
            u16::from(a[2]) * 5 + u16::from(b[2]),
            paragraphs as u16,
            agreeing,
        ]
    }

    /// How the words of two phrases meet.
    fn words(&self, n: usize, k: usize) -> usize {
        let (a, b) = (&self.own[n], &self.own[k]);
        let is_pronoun = |i: usize| self.phrases[i].form == MentionForm::Pronoun;
        if a.is_empty() || b.is_empty() {
            return 0;
        }
        if a == b {
            return if is_pronoun(n) { 7 } else { 1 };
        }
        if is_pronoun(n) || is_pronoun(k) {
            return 0;
        }
        let same_head = self.heads[n] == self.heads[k];
        let within = |x: &[Word], y: &[Word]| x.iter().all(|w| y.binary_search(w).is_ok());
        let inside = within(&self.told[n], &self.told[k]);
        let around = within(&self.told[k], &self.told[n]);
        match (same_head, inside, around) {
            (true, true, _) => 2,
            (true, false, true) => 3,
            (true, false, false) => 4,
            (false, true, _) | (false, _, true) => 5,
            _ if self.is_acronym(n, k) || self.is_acronym(k, n) => 6,
            _ => 0,
        }
    }

    /// Whether the head of `n` has the first letters of the words of `k`.
    fn is_acronym(&self, n: usize, k: usize) -> bool {
        let t = self.t;
        let short = t.lower(self.phrases[n].head);
        let is_short =
            (2..=6).contains(&short.chars().count()) && t.shape(self.phrases[n].head).starts_with("XX");
        let p = &self.phrases[k];
        let mut letters = (p.first..=p.head)
            .filter(|i| t.shape(*i).starts_with('X'))
            .filter_map(|i| t.lower(i).chars().next());
        is_short
            && p.head - p.first + 1 >= short.chars().count()
            && short.chars().all(|c| letters.next() == Some(c))
            && letters.next().is_none()
    }

    /// Whether a phrase with the same head has words before it that the other lacks.
    fn modifiers(&self, n: usize, k: usize) -> usize {
        if self.heads[n] != self.heads[k] || self.phrases[n].form == MentionForm::Pronoun {
            return 0;
        }
        let more = |x: &[Word], y: &[Word]| x.iter().any(|w| y.binary_search(w).is_err());
        let (new, lost) = (more(&self.told[n], &self.told[k]), more(&self.told[k], &self.told[n]));
        1 + usize::from(new) + usize::from(new && lost)
    }

    fn speakers(&self, n: usize, k: usize) -> usize {
        match (self.speaker[n], self.speaker[k]) {
            (Speaker::Phrase(p), _) if p == k => 1,
            (Speaker::Entity(e), _) if self.known[k] == Some(e) => 1,
            (Speaker::Nobody, Speaker::Nobody) => 0,
            (Speaker::Nobody, _) => 2,
            (_, Speaker::Nobody) => 3,
            (a, b) if a == b => 4,
            (Speaker::Unknown(_), _) | (_, Speaker::Unknown(_)) => 5,
            _ => 6,
        }
    }

    /// How the two stand in one tree.
    fn tree(&self, n: usize, k: usize) -> usize {
        let t = self.t;
        let (a, b) = (&self.phrases[n], &self.phrases[k]);
        let holds = |x: &Phrase, y: &Phrase| x.first <= y.first && y.last <= x.last;
        if self.sentence[n] != self.sentence[k] {
            0
        } else if holds(a, b) {
            1
        } else if holds(b, a) {
            2
        } else if t.dep(a.head) == "appos" && t.head(a.head) == b.head {
            3
        } else if matches!(t.dep(a.head), "attr" | "oprd") && t.head(a.head) == t.head(b.head) {
            4
        } else if t.dep(a.head) == "conj" && (t.head(a.head) == b.head || t.head(a.head) == t.head(b.head)) {
            5
        } else if t.head(a.head) == t.head(b.head) {
            6
        } else {
            7
        }
    }

    /// Where phrases can be found by a word.
    pub fn index(&self) -> Index {
        let mut index = Index::default();
        for n in 0..self.phrases.len() {
            if self.phrases[n].form == MentionForm::Pronoun {
                continue;
            }
            let mut words = vec![self.heads[n]];
            words.extend(self.own[n].first().into_iter().chain(self.own[n].last()));
            words.sort_unstable();
            words.dedup();
            words.into_iter().for_each(|w| index.0.entry(w).or_default().push(n));
        }
        index
    }
}

/// Phrases by their head, their first and their last word.
#[derive(Default)]
pub struct Index(HashMap<Word, Vec<usize>>);

/// How many phrases back every one is a candidate, and how many further back for each word that is shared.
const NEAR: usize = 50;
const FAR: usize = 6;

/// The lemma of a noun, the word of a name.
fn lemma(t: &Tokens, p: &Phrase) -> Word {
    if p.form == MentionForm::Nominal { t.lemma_word(p.head) } else { t.lower_word(p.head) }
}

fn bucket(n: usize, borders: &[usize]) -> usize {
    borders.partition_point(|b| *b <= n)
}

/// Subject, object, possessor, after a preposition, other.
fn part(t: &Tokens, i: usize) -> usize {
    match t.dep(i) {
        "nsubj" | "nsubjpass" | "csubj" => 0,
        "dobj" | "dative" | "attr" => 1,
        "poss" => 2,
        "pobj" => 3,
        _ => 4,
    }
}

fn kind(t: &Tokens, actors: &Actors, p: &Phrase, class: usize) -> usize {
    match t.ent_type(p.head) {
        "PERSON" => return 0,
        "ORG" => return 1,
        "GPE" => return 2,
        "LOC" | "FAC" => return 3,
        "NORP" => return 4,
        "DATE" | "TIME" => return 5,
        "CARDINAL" | "ORDINAL" | "MONEY" | "PERCENT" | "QUANTITY" => return 6,
        "" => {}
        _ => return 7,
    }
    match class {
        8..=10 | 15..=18 => return 8,
        _ if p.form == MentionForm::Pronoun => return 12,
        _ => {}
    }
    match crate::mentions::noun(t, actors, p.head) {
        Some((NounKind::Person, _)) => 9,
        Some((NounKind::Organisation, _)) => 10,
        Some((NounKind::Group, _)) => 11,
        None => 12,
    }
}

/// Who speaks at each token.
fn speakers(
    doc: &Document,
    tagged: Option<&Answer>,
    by_head: &HashMap<usize, usize>,
    known: &[Option<usize>],
) -> Vec<Speaker> {
    let t = &doc.tokens;
    let mut out = vec![Speaker::Nobody; t.len()];
    for turn in transcripts::find(doc.text()) {
        let label = t.within(turn.label);
        let Some(name) = label.clone().last().map(|i| t.lower_word(i)) else { continue };
        let end = turn.words.last().map_or(turn.label, |w| *w);
        out[label.end..t.within(end).end.max(label.end)].fill(Speaker::Label(name));
    }
    let mut statements: Vec<_> = tagged.into_iter().flat_map(|a| &a.statements).collect();
    // A statement inside another is written over it. Only what stands in quotation marks is in the speaker's own words.
    statements.sort_by_key(|s| std::cmp::Reverse(s.content.len()));
    let quoted = quoted(doc);
    for (number, s) in statements.into_iter().enumerate() {
        let head = s
            .source
            .iter()
            .copied()
            .find(|i| s.source.binary_search(&t.head(*i)).is_err() || t.head(*i) == *i);
        let speaker = match head.and_then(|h| by_head.get(&h)) {
            Some(&p) => known[p].map_or(Speaker::Phrase(p), Speaker::Entity),
            None => Speaker::Unknown(number),
        };
        for &i in s.content.iter().filter(|i| quoted[**i]) {
            out[i] = speaker;
        }
    }
    out
}

/// Which tokens stand between quotation marks.
fn quoted(doc: &Document) -> Vec<bool> {
    let mut out = vec![false; doc.tokens.len()];
    for q in crate::quotes::find(doc.text()) {
        q.at.iter().for_each(|span| doc.tokens.within(span).for_each(|i| out[i] = true));
    }
    out
}
