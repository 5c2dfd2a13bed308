//! The parts of a proposition as they are compared: words without their endings, names as who is meant, numbers,
//! days; and how often the words say *not*.

use jiff::civil::Date;
use onrecord_doc::{
    Document, Entity, EntityType, Entry, Id, Mention, MentionForm, Span, Statement, TimeExpr,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

/// How many words of a proposition are read; one that is longer is no proposition.
const WORDS: usize = 64;
/// The longest word kept, in bytes of its stem.
const LONGEST: usize = 40;

/// What a term is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A common word.
    Word,
    /// Who or where: a state as `@RU`, else a word of the name.
    Name,
    /// A number in digits.
    Number,
    /// A word that says how much of it or how surely: *some*, *should*, *only*.
    Limit,
}

/// The parts of a proposition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// Each part with what it is.
    pub terms: BTreeMap<String, Kind>,
    /// The states and persons that take part, in the order in which the active sentence would have them.
    pub order: Vec<String>,
    /// The days it speaks of; `None` in it for a time whose days are not known.
    pub days: Vec<Option<(Date, Date)>>,
    /// Whether it lies in the future.
    pub future: bool,
    /// Whether its words say that it is so: an even number of *not*s.
    pub affirmed: bool,
    /// Whether a word was taken for its opposite (*closed* for *not open*).
    pub turned: bool,
}

/// Where the names, pronouns and times of a document lie, made once for all its claims.
pub struct Places<'a> {
    pub(super) doc: &'a Document,
    pub(super) sentences: Vec<Span>,
    /// The contents of statements, each with the number of its statement.
    contents: Vec<(Span, usize)>,
    mentions: Vec<(Span, &'a Mention)>,
    times: Vec<(Span, &'a TimeExpr)>,
}

impl<'a> Places<'a> {
    /// Those of a document.
    pub fn of(doc: &'a Document) -> Places<'a> {
        let mut mentions: Vec<(Span, &Mention)> =
            doc.mentions.iter().map(|(_, m)| (m.at.hull(), &m.value)).collect();
        mentions.sort_by_key(|m| (m.0.start(), m.0.end()));
        let mut times: Vec<(Span, &TimeExpr)> =
            doc.times.iter().map(|(_, t)| (t.at.hull(), &t.value)).collect();
        times.sort_by_key(|t| (t.0.start(), t.0.end()));
        let mut sentences: Vec<Span> = doc.sentences.iter().map(|(_, s)| s.at.hull()).collect();
        sentences.sort_by_key(|s| (s.end(), s.start()));
        let content = |(s, e): (Id<Statement>, &Entry<Statement>)| {
            Some((e.value.content.as_ref()?.at.as_ref()?.hull(), s.index()))
        };
        let mut contents: Vec<(Span, usize)> = doc.statements.iter().filter_map(content).collect();
        contents.sort_by_key(|c| (c.0.start(), c.0.end()));
        Places { doc, sentences, contents, mentions, times }
    }

    /// The nearest statement before whose content covers the span.
    pub(super) fn content_around(&self, span: Span) -> Option<usize> {
        let end = self.contents.partition_point(|c| c.0.start() <= span.start());
        let near = &self.contents[end.saturating_sub(16)..end];
        near.iter().rev().find(|c| c.0.covers(span)).map(|c| c.1)
    }

    /// The mentions that begin in a stretch, at most a few hundred.
    fn within(&self, span: Span) -> &[(Span, &'a Mention)] {
        let from = self.mentions.partition_point(|m| m.0.start() < span.start());
        let to = self.mentions.partition_point(|m| m.0.start() < span.end());
        let to = to.max(from).min(from + 8 * WORDS);
        &self.mentions[from..to]
    }
}

/// The parts of the words of `span`; `speaker` are the terms of who says it, for *I*, *we* and a missing subject.
pub fn terms(places: &Places, span: Span, speaker: &[String]) -> Terms {
    let text = places.doc.quote(span);
    let words = words(text, span.start());
    let mentions = places.within(span);
    let mut out = Terms { affirmed: true, ..Terms::default() };
    let mut time_seen = BTreeSet::new();
    let lower: Vec<String> = words.iter().map(|w| w.1.to_lowercase()).collect();
    let mut false_report = false;
    let mut agent: Option<usize> = None;
    for (n, (at, word)) in words.iter().enumerate() {
        let low = lower[n].as_str();
        let next = lower.get(n + 1).map_or("", String::as_str);
        if let Some(t) = places.time_at(*at) {
            if time_seen.insert(t) {
                let time = places.times[t].1;
                out.days.push(time.earliest.zip(time.latest));
            }
            continue;
        }
        if n == 0 && GERUNDS.contains(&low) || n == 0 && low.len() > 5 && low.ends_with("ing") {
            out.own(speaker);
        }
        if negates(low, next) {
            out.affirmed = !out.affirmed;
            if BASELESS.contains(&low) {
                false_report = true;
            }
            continue;
        }
        out.future |= matches!(low, "will" | "would" | "shall" | "'ll" | "going");
        if low == "by" && passive(&lower[..n]) {
            agent = Some(out.order.len());
        }
        if matches!(low, "i" | "we" | "our" | "us" | "my" | "me" | "myself" | "ourselves") {
            out.own(speaker);
            continue;
        }
        let of = mentions.iter().filter(|m| m.0.covers(*at));
        let innermost = |form: MentionForm| {
            of.clone().filter(|m| m.1.form == form).min_by_key(|m| m.0.len()).map(|m| m.1)
        };
        if let Some(m) = innermost(MentionForm::Pronoun) {
            if let Some(entity) = m.entity.and_then(|e| places.doc.entities.find(e)) {
                out.referred(&entity.value);
            }
            continue;
        }
        if let Some(m) = innermost(MentionForm::Name) {
            let entity = m.entity.and_then(|e| places.doc.entities.find(e));
            match entity {
                Some(entity) => out.who(&entity.value, Some(word)),
                None => out.push(stem(low), Kind::Name),
            }
            continue;
        }
        let capital = word.starts_with(char::is_uppercase) && !places.begins_sentence(at.start());
        if capital {
            // *Chinese* in *Chinese troops*: the group is of that state.
            let state = innermost(MentionForm::Nominal)
                .and_then(|m| places.doc.entities.find(m.entity?)?.value.country.as_deref());
            match state {
                Some(code) => out.party(format!("@{code}")),
                None => out.push(stem(low), Kind::Name),
            }
            continue;
        }
        if low.starts_with(|c: char| c.is_ascii_digit()) {
            out.push(low.trim_end_matches(['.', ',']).replace(',', ""), Kind::Number);
        } else if LIMITS.contains(&low) {
            out.push(low.to_owned(), Kind::Limit);
        } else if !LIGHT.contains(low) {
            out.word(low);
        }
    }
    if let Some(at) = agent {
        let at = at.min(out.order.len());
        out.order.rotate_left(at);
    }
    if false_report {
        for word in ["report", "claim", "allegation", "account", "rumour", "story", "statement", "accusation"]
        {
            out.terms.remove(&class(&stem(word)).0);
        }
    }
    out
}

/// The terms of whoever this is: a state as one, else the words of the name.
pub fn who(doc: &Document, id: Id<Entity>) -> Vec<String> {
    let mut out = Terms::default();
    if let Some(entity) = doc.entities.find(id) {
        out.who(&entity.value, None);
    }
    out.terms.into_keys().collect()
}

impl Places<'_> {
    fn begins_sentence(&self, at: usize) -> bool {
        let near = self.sentences.partition_point(|s| s.end() <= at);
        at == 0 || self.sentences.get(near).is_some_and(|s| s.start() == at)
    }

    fn time_at(&self, at: Span) -> Option<usize> {
        let end = self.times.partition_point(|t| t.0.start() <= at.start());
        (end.saturating_sub(4)..end).rev().find(|&n| self.times[n].0.covers(at))
    }
}

impl Terms {
    fn push(&mut self, term: String, kind: Kind) {
        if !term.is_empty() && term.len() <= LONGEST {
            self.terms.entry(term).or_insert(kind);
        }
    }

    fn party(&mut self, term: String) {
        if !self.order.contains(&term) {
            self.order.push(term.clone());
        }
        self.push(term, Kind::Name);
    }

    fn word(&mut self, low: &str) {
        let (term, turns) = class(&stem(low));
        if turns && !self.terms.contains_key(&term) {
            self.affirmed = !self.affirmed;
            self.turned = true;
        }
        self.push(term, Kind::Word);
    }

    /// The speaker speaks of himself.
    fn own(&mut self, speaker: &[String]) {
        for term in speaker {
            if term.starts_with('@') {
                self.party(term.clone());
            } else {
                self.push(term.clone(), Kind::Word);
            }
        }
    }

    /// Whoever a pronoun stands for. A ministry or an army speaks for its state: *it had not bombed*, says the
    /// Israeli army, answers *Israel had bombed*.
    fn referred(&mut self, entity: &Entity) {
        let of_state = matches!(entity.sector.as_deref(), Some("GOV" | "MIL"));
        match &entity.country {
            Some(code) if of_state && entity.kind == EntityType::Organisation => {
                self.party(format!("@{code}"))
            }
            _ => self.who(entity, None),
        }
    }

    fn who(&mut self, entity: &Entity, word: Option<&str>) {
        match (&entity.country, entity.kind) {
            (Some(code), EntityType::Country) => self.party(format!("@{code}")),
            // A person goes by the surname, which every report has.
            (_, EntityType::Person) if entity.name.starts_with(char::is_uppercase) => {
                let last = entity.name.split_whitespace().next_back().unwrap_or("");
                self.party(stem(&last.to_lowercase()));
            }
            _ => {
                // What is only called by its noun (*the army*) is compared as a noun. A name's own word is enough
                // where the entity's name is another (a place that stands for its state).
                let name = words(&entity.name, 0);
                let shown = if name.is_empty() { vec![(Span::of(0, 0), word.unwrap_or(""))] } else { name };
                for (_, w) in shown.into_iter().take(8) {
                    let low = w.to_lowercase();
                    let kind = if w.starts_with(char::is_uppercase) { Kind::Name } else { Kind::Word };
                    if !LIGHT.contains(low.as_str()) {
                        self.push(class(&stem(&low)).0, kind);
                    }
                }
            }
        }
    }
}

/// The words with their bytes in the document; an apostrophe parts (*Iran's*), a hyphen does not.
fn words(text: &str, offset: usize) -> Vec<(Span, &str)> {
    let mut out = Vec::new();
    let mut start = None;
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | ',' | '\'' | '’');
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match start {
            None if c.is_alphanumeric() => start = Some(at),
            Some(from) if !inside(c) => {
                let word = text[from..at].trim_end_matches(|c: char| !c.is_alphanumeric());
                // Numbers keep their point and comma; other words end there.
                let number = word.starts_with(|c: char| c.is_ascii_digit());
                let apart = |c: char| matches!(c, '\'' | '’') || !number && matches!(c, '.' | ',');
                let mut from = from;
                for part in word.split(apart) {
                    if !part.is_empty() && out.len() < WORDS {
                        out.push((Span::of(offset + from, offset + from + part.len()), part));
                    }
                    from += part.len();
                    from += word_sign(&text[from..]);
                }
                start = None;
            }
            _ => {}
        }
        if out.len() >= WORDS {
            break;
        }
    }
    out
}

/// The length of the sign that parted two words.
fn word_sign(rest: &str) -> usize {
    rest.chars().next().map_or(0, char::len_utf8)
}

/// Whether the word makes the proposition its opposite.
fn negates(low: &str, next: &str) -> bool {
    match low {
        "no" => !matches!(next, "one's" | "doubt" | "longer" | "more" | "fewer" | "less" | "later"),
        "not" => !matches!(next, "only" | "just" | "merely" | "least"),
        "fail" | "failed" | "fails" | "failing" => next == "to",
        "never" | "nobody" | "nothing" | "none" | "neither" | "nor" | "cannot" | "nowhere" => true,
        _ => CONTRACTED.contains(&low) && next == "t" || BASELESS.contains(&low),
    }
}

/// Whether the words before *by* make a passive: a form of *be*, then at least one word.
fn passive(before: &[String]) -> bool {
    let be =
        |w: &String| matches!(w.as_str(), "be" | "been" | "being" | "is" | "are" | "was" | "were" | "got");
    before.iter().rev().take(6).any(be)
}

const GERUNDS: &[&str] = &["having", "being", "doing", "using", "going", "to"];
const BASELESS: &[&str] = &["false", "untrue", "baseless", "unfounded", "fabricated", "groundless"];
const CONTRACTED: &[&str] = &[
    "didn", "doesn", "don", "won", "wouldn", "isn", "aren", "wasn", "weren", "hasn", "haven", "hadn",
    "couldn", "shouldn", "can",
];
const LIMITS: &[&str] = &[
    "some",
    "all",
    "every",
    "most",
    "many",
    "few",
    "several",
    "only",
    "both",
    "half",
    "part",
    "partly",
    "fully",
    "completely",
    "largely",
    "almost",
    "nearly",
    "mainly",
    "yet",
    "still",
    "longer",
    "more",
    "less",
    "fewer",
    "least",
    "can",
    "could",
    "may",
    "might",
    "must",
    "should",
    "ought",
    "probably",
    "possibly",
    "perhaps",
    "alone",
    "other",
    "another",
    "without",
    "unless",
    "until",
    "whether",
    "except",
    "anymore",
    "first",
    "last",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "dozen",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "billion",
    "before",
    "after",
    "since",
    "again",
];

static LIGHT: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| lines(include_str!("../../data/en/light.txt")).map(str::trim).collect());

/// Irregular forms and the plain one.
static IRREGULAR: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for line in lines(include_str!("../../data/en/irregular.txt")) {
        let mut forms = line.split('\t');
        let plain = forms.next().unwrap_or("");
        for form in forms {
            map.entry(form).or_insert(plain);
        }
    }
    map
});

/// The class of each stem, and whether it is the opposite of the class's name.
static CLASSES: LazyLock<HashMap<String, (String, bool)>> = LazyLock::new(|| {
    let mut map: HashMap<String, (String, bool)> = HashMap::new();
    for line in lines(include_str!("../../data/en/synonyms.txt")) {
        let mut of = line.split('\t');
        let first = stem(of.next().unwrap_or(""));
        for word in of {
            map.entry(stem(word)).or_insert_with(|| (first.clone(), false));
        }
    }
    for line in lines(include_str!("../../data/en/opposites.txt")) {
        let Some((a, b)) = line.split_once('\t') else { continue };
        let a = map.get(&stem(a)).map_or_else(|| stem(a), |c| c.0.clone());
        map.insert(stem(b), (a, true));
    }
    map
});

/// The class of a stem, and whether the word says its opposite.
fn class(stem: &str) -> (String, bool) {
    CLASSES.get(stem).cloned().unwrap_or_else(|| (stem.to_owned(), false))
}

/// A word in lower case without its English ending. Ends are cut so that the forms of one word meet, not so that a
/// word is left: *resume*, *resumed*, *resuming* give *resum*. Source: the first steps of Porter 1980.
fn stem(word: &str) -> String {
    let word = IRREGULAR.get(word).copied().unwrap_or(word);
    let long = |s: &str| s.chars().count() >= 3 && s.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let mut s = word.to_owned();
    if let Some(cut) = s.strip_suffix("ies").filter(|c| c.len() > 1) {
        s = format!("{cut}y");
    } else if !s.ends_with("ss")
        && !s.ends_with("us")
        && !s.ends_with("is")
        && let Some(cut) = s.strip_suffix('s').filter(|c| long(c))
    {
        s = cut.to_owned();
    }
    if let Some(cut) = s.strip_suffix("ied").filter(|c| c.len() > 1) {
        s = format!("{cut}y");
    } else if let Some(cut) = ["ing", "ed"].iter().find_map(|e| s.strip_suffix(e)).filter(|c| long(c)) {
        s = cut.to_owned();
        let mut back = s.chars().rev();
        if let (Some(a), Some(b)) = (back.next(), back.next())
            && a == b
            && !matches!(a, 'l' | 's' | 'z' | 'e' | 'o')
        {
            s.pop();
        }
    }
    if let Some(cut) = s.strip_suffix('e').filter(|c| c.chars().count() > 2) {
        s = cut.to_owned();
    }
    s
}

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|l| !l.starts_with('#') && !l.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_doc::Input;

    fn of(text: &str) -> Terms {
        let doc = Document::new(Input::new(text));
        terms(&Places::of(&doc), Span::of(0, text.len()), &["minister".into()])
    }

    #[test]
    fn forms_of_one_word_have_one_stem() {
        for forms in [
            &["resume", "resumed", "resuming", "resumes"][..],
            &["loot", "looted", "looting"],
            &["fled", "flee", "flees"],
            &["sanction", "sanctions", "sanctioned"],
            &["carry", "carried", "carries", "carrying"],
            &["plan", "planned", "planning", "plans"],
            &["soldier", "soldiers"],
        ] {
            let stems: BTreeSet<String> = forms.iter().map(|f| stem(f)).collect();
            assert_eq!(stems.len(), 1, "{stems:?}");
        }
        assert_ne!(stem("recalled"), stem("expelled"));
    }

    #[test]
    fn an_even_number_of_nots_affirms() {
        let affirmed: Vec<bool> = [
            "oil had leaked",
            "no oil had leaked",
            "oil hadn't leaked",
            "not only oil had leaked",
            "it was not true that no oil had leaked",
            "the border was closed",
            "the border was not closed",
            "reports that oil had leaked were baseless",
            "the border had failed to hold",
        ]
        .iter()
        .map(|t| of(t).affirmed)
        .collect();
        assert_eq!(affirmed, [true, false, false, true, true, false, true, false, false]);
    }

    #[test]
    fn the_speaker_stands_for_we_and_for_a_missing_subject() {
        let keys = |t: &str| of(t).terms.into_keys().collect::<Vec<_>>();
        assert_eq!(keys("having met the oligarch"), keys("we met the oligarch"));
        assert_eq!(keys("having met the oligarch"), ["meet", "minister", "oligarch"]);
    }

    #[test]
    fn a_text_of_any_signs_has_terms() {
        for text in ["", "'", "’’", "a’b-c.", "1,000.5.", "😀’s", "-.-", "\u{0}\u{202e}x"] {
            assert!(of(text).terms.len() < 4, "{text:?}");
        }
    }
}
