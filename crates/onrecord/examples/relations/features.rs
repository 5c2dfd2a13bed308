//! What two mentions of a sentence show of how they stand to each other: the features of the head of relations.
//!
//! A feature is a string such as `bw:against` (a word between the two); a head knows it by a hash. They stand beside the
//! training and not in the library, since no head of relations is right often enough on other texts to be in the program
//! (`training/relations/run`).

use onrecord::rules::Lexicon;
use onrecord_doc::Tokens;
use std::fmt::{Arguments, Write};

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Half<'a> {
    /// Its type: the name of a mention type, or `time`.
    pub kind: &'a str,
    /// First token.
    pub first: usize,
    /// Last token.
    pub last: usize,
    /// The token that the others hang from.
    pub head: usize,
}

impl<'a> Half<'a> {
    /// The words from token `first` to `last`.
    pub fn new(t: &Tokens, kind: &'a str, first: usize, last: usize) -> Half<'a> {
        let inside = |i: usize| (first..=last).contains(&i);
        let head = (first..=last).find(|i| t.head(*i) == *i || !inside(t.head(*i))).unwrap_or(last);
        Half { kind, first, last, head }
    }
}

/// No tree is walked higher.
const HIGHEST: usize = 12;

/// Bits of a hash: the table of a head has so many rows, as a power of two.
pub const BITS: u32 = 15;

/// The hashes of the features of two mentions, `a` first in the text; `others` are all mentions of their sentence.
pub fn features(t: &Tokens, lexicon: &Lexicon, a: Half, b: Half, others: &[Half]) -> Vec<u32> {
    let mut f = Features { rows: Vec::new(), buffer: String::new() };
    let both = format!("{}|{}", a.kind, b.kind);
    f.add(format_args!("tt:{both}"));
    let is_nested = b.first <= a.last;
    let gap = if is_nested { 9 } else { bucket(b.first - a.last - 1, &[1, 2, 3, 4, 6, 9, 13, 20]) };
    f.two(format_args!("gap:{gap}"), &both);
    let between: Vec<&Half> = others.iter().filter(|e| e.first > a.last && e.last < b.first).collect();
    f.two(format_args!("nb:{}", between.len().min(4)), &both);
    if is_nested {
        for k in (a.first..=a.last).filter(|k| !(b.first..=b.last).contains(k)) {
            f.add(format_args!("nw:{}", t.lemma(k).to_lowercase()));
        }
        let place = if b.first == a.first {
            'l'
        } else if b.last == a.last {
            'r'
        } else {
            'm'
        };
        f.add(format_args!("npos:{place}{both}"));
    }
    let class = |i: usize| {
        let entry = lexicon.of_words(&t.lemma(i).to_lowercase())?;
        entry.classes.first().filter(|c| *c != "goes-on").map(String::as_str)
    };
    words_between(t, &class, &mut f, a.last + 1..b.first.max(a.last + 1), &both);
    let edge =
        |i: Option<usize>| i.filter(|i| *i < t.len()).map_or("-".to_owned(), |i| t.lemma(i).to_lowercase());
    f.add(format_args!("pre:{}", edge(a.first.checked_sub(1))));
    f.add(format_args!("post:{}", edge(Some(b.last + 1))));
    f.two(format_args!("ha:{}", t.lemma(a.head).to_lowercase()), b.kind);
    f.two(format_args!("hb:{}", t.lemma(b.head).to_lowercase()), a.kind);
    f.two(format_args!("da:{}|{}", t.dep(a.head), t.dep(b.head)), &both);
    path(t, &class, &mut f, a.head, b.head, &both);
    f.add(format_args!("first:{}", others.first() == Some(&a)));
    let kinds: Vec<&str> = between.iter().take(3).map(|e| e.kind).collect();
    f.add(format_args!("ts:{}:{both}", kinds.join(">")));
    f.rows.sort_unstable();
    f.rows.dedup();
    f.rows
}

/// The words between the two.
fn words_between<'l>(
    t: &Tokens,
    class: &impl Fn(usize) -> Option<&'l str>,
    f: &mut Features,
    range: std::ops::Range<usize>,
    both: &str,
) {
    let (Some(first), Some(last)) = (range.clone().next(), range.clone().next_back()) else { return };
    let lemma = |i: usize| t.lemma(i).to_lowercase();
    f.add(format_args!("b1:{}:{both}", lemma(first)));
    f.add(format_args!("bz:{}:{both}", lemma(last)));
    if range.len() > 14 {
        return;
    }
    let lemmas: Vec<String> = range.clone().map(lemma).collect();
    for (i, word) in range.clone().zip(&lemmas) {
        f.two(format_args!("bw:{word}"), both);
        if let Some(class) = class(i) {
            f.two(format_args!("bc:{class}"), both);
        }
    }
    if range.len() <= 10 {
        for pair in lemmas.windows(2) {
            f.add(format_args!("bb:{} {}", pair[0], pair[1]));
        }
    }
    if range.len() <= 5 {
        f.add(format_args!("bs:{}:{both}", lemmas.join(" ")));
        let tags: Vec<&str> = range.map(|i| t.tag(i)).collect();
        f.add(format_args!("bp:{}:{both}", tags.join(" ")));
    }
}

/// How the two hang together in the tree.
fn path<'l>(
    t: &Tokens,
    class: &impl Fn(usize) -> Option<&'l str>,
    f: &mut Features,
    a: usize,
    b: usize,
    both: &str,
) {
    let chain = |i: usize| -> Vec<usize> {
        std::iter::successors(Some(i), |i| Some(t.head(*i)).filter(|h| h != i)).take(HIGHEST).collect()
    };
    let (from_a, from_b) = (chain(a), chain(b));
    let meet = from_a.iter().enumerate().find_map(|(n, i)| Some((n, from_b.iter().position(|j| j == i)?)));
    let Some((n, m)) = meet else {
        f.add(format_args!("path:none"));
        return;
    };
    let (up, top, down) = (&from_a[..n], from_a[n], &from_b[..m]);
    let ups: Vec<&str> = up.iter().map(|i| t.dep(*i)).collect();
    let downs: Vec<&str> = down.iter().rev().map(|i| t.dep(*i)).collect();
    let shape = format!("{}*{}", ups.join("^"), downs.join("v"));
    let lemma = |i: usize| t.lemma(i).to_lowercase();
    f.two(format_args!("p:{shape}"), both);
    f.add(format_args!("pl:{}:{}", n.min(5), m.min(5)));
    f.two(format_args!("top:{}", lemma(top)), both);
    f.add(format_args!("topt:{}", t.tag(top)));
    if n + m <= 6 {
        f.add(format_args!("ptop:{shape}:{}", lemma(top)));
    }
    let inner = up.iter().skip(1).chain([&top]).chain(down.iter().skip(1).rev()).copied();
    let inner: Vec<usize> = inner.filter(|i| *i != a && *i != b).collect();
    for i in &inner {
        f.two(format_args!("pw:{}", lemma(*i)), both);
        if let Some(class) = class(*i) {
            f.two(format_args!("pc:{class}"), both);
            let side = if up.contains(i) {
                'u'
            } else if down.contains(i) {
                'd'
            } else {
                't'
            };
            f.add(format_args!("pcd:{class}:{side}{}{}", t.dep(a), t.dep(b)));
        }
    }
    if inner.len() <= 5 {
        let words: Vec<String> = inner.iter().map(|i| lemma(*i)).collect();
        f.add(format_args!("pp:{}:{shape}", words.join(" ")));
    }
    if t.tag(top).starts_with('V') {
        let (left, right) = (ups.last().copied().unwrap_or("-"), downs.first().copied().unwrap_or("-"));
        f.add(format_args!("vt:{}:{left}:{right}", lemma(top)));
        f.add(format_args!("vd:{left}:{right}:{both}"));
        for i in top.saturating_sub(8)..t.len().min(top + 9) {
            let is_beside = t.head(i) == top && i != top && !up.contains(&i) && !down.contains(&i);
            if is_beside && matches!(t.dep(i), "dobj" | "prep" | "neg" | "aux" | "prt") {
                f.add(format_args!("vk:{}:{}", t.dep(i), lemma(i)));
            }
        }
    }
}

fn bucket(n: usize, edges: &[usize]) -> usize {
    edges.iter().filter(|e| n >= **e).count()
}

/// Features under way, as rows of a table.
struct Features {
    rows: Vec<u32>,
    buffer: String,
}

impl Features {
    fn add(&mut self, feature: Arguments) {
        self.buffer.clear();
        // Writing to a string cannot fail.
        let _ = self.buffer.write_fmt(feature);
        self.rows.push(hash(&self.buffer));
    }

    /// A feature, and the same with something it may hold for alone.
    fn two(&mut self, feature: Arguments, with: &str) {
        self.add(feature);
        self.buffer.push(':');
        self.buffer.push_str(with);
        self.rows.push(hash(&self.buffer));
    }
}

/// Source: the FNV-1a hash of Fowler, Noll and Vo, 64 bits, folded to [`BITS`].
fn hash(feature: &str) -> u32 {
    let wide = feature
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
    let folded = wide ^ (wide >> 32) ^ (wide >> 17);
    (folded as u32) & ((1 << BITS) - 1)
}
