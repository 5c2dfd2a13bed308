//! The sketch of a text: what is kept of it to tell copies, some 2 KB whatever its length.

/// How many MinHash values.
const HASHES: usize = 128;
/// How many bands they are cut into: two texts of resemblance 0.8 share one of 16 bands of 8 values in 95 of 100
/// cases, two of resemblance 0.5 in 6.
const BANDS: usize = 16;
/// How many words a shingle has.
const WORDS: usize = 5;
/// How many of the smallest shingles are kept for containment. A report of up to 256 words is kept whole.
const SMALLEST: usize = 256;
/// Shingles in a window of which the smallest is a fingerprint: a passage of 28 common words is sure to be found.
const WINDOW: usize = 24;
/// How many fingerprints are kept at most; a text of 6,000 words has that many.
const PASSAGES: usize = 512;
/// Words read of a text at most: a text beyond is a book, and a copy shows in its beginning.
const READ: usize = 50_000;

/// What is kept of a text to tell its copies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// How many distinct shingles the text has.
    pub shingles: usize,
    /// The smallest value of each of the 128 hash functions.
    minima: Vec<u32>,
    /// The smallest shingle hashes, in order.
    smallest: Vec<u32>,
    /// Fingerprints of passages, in order.
    pub(super) passages: Vec<u32>,
}

impl Sketch {
    /// The sketch of a text. Case, punctuation and spaces do not count.
    pub fn of(text: &str) -> Sketch {
        let words = words(text);
        if words.is_empty() {
            return Sketch::default();
        }
        let run: Vec<u32> = if words.len() < WORDS {
            vec![shingle(&words)]
        } else {
            words.windows(WORDS).map(shingle).collect()
        };
        let mut passages: Vec<u32> =
            run.windows(WINDOW.min(run.len())).filter_map(|w| w.iter().min().copied()).collect();
        passages.sort_unstable();
        passages.dedup();
        passages.truncate(PASSAGES);
        let mut distinct = run;
        distinct.sort_unstable();
        distinct.dedup();
        let mut minima = vec![u32::MAX; HASHES];
        let functions = functions();
        for &s in &distinct {
            for (min, (a, b)) in minima.iter_mut().zip(&functions) {
                // Multiply-shift. Source: Dietzfelbinger et al. 1997.
                let h = (a.wrapping_mul(u64::from(s)).wrapping_add(*b) >> 32) as u32;
                *min = (*min).min(h);
            }
        }
        let shingles = distinct.len();
        distinct.truncate(SMALLEST);
        Sketch { shingles, minima, smallest: distinct, passages }
    }

    /// Estimated share of the two texts' shingles that both have.
    pub fn jaccard(&self, other: &Sketch) -> f64 {
        if self.minima.is_empty() || other.minima.is_empty() {
            return 0.0;
        }
        let same = self.minima.iter().zip(&other.minima).filter(|(a, b)| a == b).count();
        same as f64 / HASHES as f64
    }

    /// Estimated share of the shorter text's shingles that the longer one has; exact where both have at most 256.
    pub fn containment(&self, other: &Sketch) -> f64 {
        let (few, many) = if self.shingles <= other.shingles { (self, other) } else { (other, self) };
        // Beyond the largest one kept nothing is known of a text, so both are compared up to there.
        let limit = few.known_to().min(many.known_to());
        let known: Vec<u32> = few.smallest.iter().copied().take_while(|&s| s <= limit).collect();
        let held = known.iter().filter(|s| many.smallest.binary_search(s).is_ok()).count();
        if known.is_empty() { 0.0 } else { held as f64 / known.len() as f64 }
    }

    /// One number for each band of MinHash values.
    pub fn bands(&self) -> impl Iterator<Item = u64> + '_ {
        self.minima
            .chunks(HASHES / BANDS)
            .enumerate()
            .map(|(i, band)| band.iter().fold(mix(i as u64 + 1), |h, &v| mix(h ^ u64::from(v))))
    }

    /// Fingerprints of passages, in order: a text and its cut copy share some.
    pub fn passages(&self) -> &[u32] {
        &self.passages
    }

    fn known_to(&self) -> u32 {
        if self.shingles <= self.smallest.len() {
            return u32::MAX;
        }
        self.smallest.last().copied().unwrap_or(0)
    }

    /// The sketch as bytes, to be kept: four counts and the numbers, little end first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lists = [&self.minima, &self.smallest, &self.passages];
        let mut out = Vec::new();
        let counts = [self.shingles, lists[0].len(), lists[1].len(), lists[2].len()];
        for n in counts {
            out.extend(u32::try_from(n).unwrap_or(u32::MAX).to_le_bytes());
        }
        for n in lists.into_iter().flatten() {
            out.extend(n.to_le_bytes());
        }
        out
    }

    /// The sketch of such bytes; `None` if they are not those of a sketch.
    pub fn from_bytes(bytes: &[u8]) -> Option<Sketch> {
        let (numbers, rest) = bytes.as_chunks::<4>();
        let numbers: Vec<u32> = numbers.iter().map(|b| u32::from_le_bytes(*b)).collect();
        let [shingles, minima, smallest, passages, lists @ ..] = numbers.as_slice() else { return None };
        let (m, s, p) = (*minima as usize, *smallest as usize, *passages as usize);
        let fits = (m == HASHES || m == 0) && s <= SMALLEST && p <= PASSAGES && s <= *shingles as usize;
        if !rest.is_empty() || !fits || lists.len() != m + s + p {
            return None;
        }
        let (minima, lists) = lists.split_at(m);
        let (smallest, passages) = lists.split_at(s);
        let in_order = |l: &[u32]| l.windows(2).all(|w| w[0] < w[1]);
        (in_order(smallest) && in_order(passages)).then(|| Sketch {
            shingles: *shingles as usize,
            minima: minima.to_vec(),
            smallest: smallest.to_vec(),
            passages: passages.to_vec(),
        })
    }
}

/// The hash of every word. A word is a run of letters and digits; in scripts without spaces every sign is one.
fn words(text: &str) -> Vec<u64> {
    let mut words = Vec::new();
    let mut current: Option<u64> = None;
    for c in text.chars() {
        let alone = ('\u{2e80}'..='\u{9fff}').contains(&c);
        if c.is_alphanumeric() && !alone {
            let before = current.unwrap_or(0xcbf2_9ce4_8422_2325);
            current = Some(c.to_lowercase().fold(before, |h, l| mix(h ^ u64::from(l))));
            continue;
        }
        // An apostrophe is no end of a word: `it's` in curly and straight quotes is the same word.
        if matches!(c, '\'' | '’') && current.is_some() {
            continue;
        }
        words.extend(current.take());
        if alone && c.is_alphanumeric() {
            words.push(mix(u64::from(c)));
        }
        if words.len() >= READ {
            return words;
        }
    }
    words.extend(current);
    words
}

fn shingle(words: &[u64]) -> u32 {
    (words.iter().fold(1, |h: u64, &w| mix(h.rotate_left(7) ^ w)) >> 32) as u32
}

/// The finaliser of SplitMix64. Source: Steele, Lea and Flood 2014.
fn mix(n: u64) -> u64 {
    let n = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// Multiplier (odd) and addend of each hash function. They are part of the format of a kept sketch.
fn functions() -> [(u64, u64); HASHES] {
    std::array::from_fn(|i| (mix(2 * i as u64) | 1, mix(2 * i as u64 + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_punctuation_and_quotes_do_not_count() {
        let a = Sketch::of("He said: “It's over.” Nobody in the hall replied to him.");
        let b = Sketch::of("he said it’s over, nobody in the hall replied to him");
        assert_eq!((a.jaccard(&b), a.containment(&b)), (1.0, 1.0));
    }

    #[test]
    fn a_sketch_kept_as_bytes_comes_back_and_a_damaged_one_does_not() {
        let text: String = (0..900).map(|n| format!("w{n} ")).collect();
        let sketch = Sketch::of(&text);
        let bytes = sketch.to_bytes();
        assert_eq!(Sketch::from_bytes(&bytes), Some(sketch));
        let refused = (0..bytes.len()).filter(|&n| Sketch::from_bytes(&bytes[..n]).is_none()).count();
        assert_eq!(refused, bytes.len());
        assert_eq!(Sketch::from_bytes(&[255; 4096]), None);
        assert_eq!(Sketch::from_bytes(&Sketch::of("").to_bytes()), Some(Sketch::default()));
    }

    #[test]
    fn an_estimate_is_near_the_true_share() {
        let text = |r: std::ops::Range<usize>| r.map(|n| format!("w{n} ")).collect::<String>();
        let (a, b) = (Sketch::of(&text(0..1000)), Sketch::of(&text(500..1000)));
        assert!((a.jaccard(&b) - 0.5).abs() < 0.12, "{}", a.jaccard(&b));
        assert_eq!(a.containment(&b), 1.0);
    }

    #[test]
    fn a_text_without_spaces_has_shingles() {
        assert_eq!(Sketch::of("外交部长说会谈没有结果").shingles, 7);
        assert_eq!(Sketch::of(" \u{0}…").shingles, 0);
    }
}
