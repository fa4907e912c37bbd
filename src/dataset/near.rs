//! Near duplicates: MinHash with locality-sensitive hashing over shingles of three folded words, every candidate verified
//! by the Jaccard index of its real shingle sets.
//!
//! Memory: that of one pass of [`Buckets`], and as much for candidate pairs; bands, shingles and pairs are in unnamed files
//! (about 1.5 KB an article of 300 words).
//!
//! Hashes are written out here instead of taken from a crate, because pairs are part of a release, and a release has the
//! same bytes with every version of every dependency.

use super::buckets::Buckets;
use super::records::{Records, RecordsWriter};
use super::sort::{Sorted, Sorter, Spill};
use crate::error::Result;
use crate::text::fold::is_alphanumeric;
use std::sync::LazyLock;

/// Jaccard index from which two texts are near duplicates.
pub const THRESHOLD: f64 = 0.8;

/// Words of a shingle.
const WORDS: usize = 3;

/// Bands and rows of a band: a pair of Jaccard index 0.8 becomes a candidate with probability 0.998, one of 0.4 with
/// 0.08.
const BANDS: usize = 21;
const ROWS: usize = 6;

/// Members of one bucket that a member is compared with: the last ones before it. Buckets are larger only where very many
/// articles share a text, which then chain.
const WINDOW: usize = 50;

/// Candidate pairs, at 8 bytes each, that are held before they are verified, for one entry that a sort holds.
const CANDIDATES: usize = 8;

/// What is kept of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    bands: [u64; BANDS],
    /// Sorted, without repetition.
    shingles: Vec<u32>,
}

/// Two articles by their numbers, the smaller one first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The first article.
    pub first: u32,
    /// The later article.
    pub second: u32,
    /// Jaccard index of their shingles, in `[THRESHOLD, 1]`.
    pub jaccard: f64,
}

impl Sketch {
    /// The sketch of a text; `None` where it holds no word.
    ///
    /// ```
    /// use claimkit::dataset::near::Sketch;
    /// let (one, two) = (Sketch::of("أعلنت الهيئة فتح الجسر غدا"), Sketch::of("اعلنت الهيئه فتح الجسر، غداً"));
    /// assert_eq!(one, two, "spelling and punctuation do not count");
    /// ```
    pub fn of(text: &str) -> Option<Self> {
        let words = words(text);
        let mut shingles: Vec<u32> = match words.len() {
            0 => return None,
            1..WORDS => vec![join(&words)],
            _ => words.windows(WORDS).map(join).collect(),
        };
        // Not `sort_unstable`: of a sort of plain numbers the linker takes the copy of a crate that is hardly optimised.
        shingles.sort_unstable_by_key(|&shingle| shingle);
        shingles.dedup();
        let least = minima(&shingles);
        let mut bands = [0; BANDS];
        for (band, slot) in bands.iter_mut().enumerate() {
            let rows = &least[band * ROWS..(band + 1) * ROWS];
            *slot = rows.iter().fold(band as u64, |hash, row| mix(hash ^ row));
        }
        Some(Self { bands, shingles })
    }

    /// The Jaccard index of two texts, in `[0, 1]`.
    pub fn jaccard(&self, other: &Self) -> f64 {
        jaccard(&self.shingles, &other.shingles)
    }
}

/// The MinHash of every row by one permutation (Li, Owen and Zhang, 2012): a shingle is hashed once, the hash chooses
/// the row, and a row that none chose takes the value of another (optimal densification: Shrivastava, 2017).
fn minima(shingles: &[u32]) -> [u64; BANDS * ROWS] {
    const EMPTY: u64 = u64::MAX;
    let mut least = [EMPTY; BANDS * ROWS];
    for &shingle in shingles {
        let hash = mix(u64::from(shingle));
        let row = ((u128::from(hash) * least.len() as u128) >> 64) as usize;
        least[row] = least[row].min(mix(hash) >> 1);
    }
    let chosen = least;
    for (row, slot) in least.iter_mut().enumerate().filter(|(_, slot)| **slot == EMPTY) {
        let donors = (1_u64..).map(|attempt| mix(mix(row as u64) ^ attempt) as usize % chosen.len());
        *slot = donors.map(|donor| chosen[donor]).find(|value| *value != EMPTY).unwrap_or(EMPTY);
    }
    least
}

/// The hash of a whole text, word by word; `None` where it has fewer words.
pub(super) fn phrase(text: &str, least: usize) -> Option<u64> {
    let words = words(text);
    (words.len() >= least).then(|| words.iter().fold(0, |hash, word| mix(hash ^ word)))
}

/// Hashes of the words of a text: letters and digits without marks and tatweel, forms of alif, ya and ta marbuta as one.
fn words(text: &str) -> Vec<u64> {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    // Six letters and a space are a word of news.
    let (mut words, mut hash) = (Vec::with_capacity(text.len() / 12), OFFSET);
    let usual = &*USUAL;
    for c in text.chars() {
        match usual.get(c as usize).map_or_else(|| part(c), |part| *part) {
            END if hash == OFFSET => {}
            END => {
                words.push(mix(hash));
                hash = OFFSET;
            }
            MARK => {}
            letter => hash = (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3),
        }
    }
    if hash != OFFSET {
        words.push(mix(hash));
    }
    words
}

/// What a character is to a word, if no letter or digit of it: no character that is one has these numbers.
const END: u32 = 0;
/// Something that words are written with or without.
const MARK: u32 = 1;

/// The characters up to the end of the Arabic block.
static USUAL: LazyLock<[u32; 0x700]> =
    LazyLock::new(|| std::array::from_fn(|c| char::from_u32(c as u32).map_or(END, part)));

/// A letter or digit, folded, or what else a character is to a word.
fn part(c: char) -> u32 {
    let c = match c {
        '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' | 'ـ' => return MARK,
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' => 'ي',
        'ة' => 'ه',
        c => c,
    };
    if is_alphanumeric(c) { c.into() } else { END }
}

fn join(words: &[u64]) -> u32 {
    (words.iter().fold(0, |hash, word| mix(hash ^ word)) >> 32) as u32
}

/// The finaliser of splitmix64: every bit of the input changes every bit of the output with even odds.
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn jaccard(one: &[u32], two: &[u32]) -> f64 {
    let (mut i, mut j, mut both) = (0, 0, 0_usize);
    while i < one.len() && j < two.len() {
        match one[i].cmp(&two[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
        }
    }
    let all = one.len() + two.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

/// Collects sketches, then finds the pairs.
#[derive(Debug)]
pub struct NearIndex {
    spill: Spill,
    bands: Vec<Buckets>,
    /// Shingles of every article; none of one without words.
    shingles: RecordsWriter,
}

impl NearIndex {
    /// An empty index.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn new(spill: &Spill) -> Result<Self> {
        Ok(Self {
            spill: spill.clone(),
            bands: (0..BANDS).map(|_| Buckets::new(spill)).collect::<Result<_>>()?,
            shingles: RecordsWriter::new(spill.folder())?,
        })
    }

    /// Adds the next article; its number is how many were added before.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add(&mut self, sketch: Option<&Sketch>) -> Result<()> {
        let number = self.shingles.len();
        for (band, key) in self.bands.iter_mut().zip(sketch.iter().flat_map(|sketch| sketch.bands)) {
            band.add(key, number)?;
        }
        self.shingles.push(sketch.iter().flat_map(|sketch| &sketch.shingles).map(|s| s.to_le_bytes()))
    }

    /// Every verified pair, as if articles that are `left_out` had been added without words.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish_without(self, left_out: impl Fn(u32) -> bool) -> Result<Pairs> {
        let Self { spill, bands, shingles } = self;
        let room = spill.entries() * CANDIDATES;
        let mut check = Verifier { shingles: shingles.finish()?, candidates: Vec::new(), pairs: spill.sorter() };
        for band in bands {
            band.finish(&left_out, |bucket| {
                for (at, member) in bucket.iter().enumerate() {
                    let before = &bucket[at.saturating_sub(WINDOW)..at];
                    check.candidates.extend(before.iter().map(|other| (other.1, member.1)));
                    if check.candidates.len() >= room {
                        check.verify()?;
                    }
                }
                Ok(())
            })?;
            // Most candidates come back in other bands.
            check.sort();
        }
        check.verify()?;
        Ok(Pairs(check.pairs.sorted()?))
    }
}

/// Compares the shingles of candidates.
struct Verifier {
    shingles: Records,
    candidates: Vec<(u32, u32)>,
    pairs: Sorter<1>,
}

impl Verifier {
    fn sort(&mut self) {
        self.candidates.sort_unstable();
        self.candidates.dedup();
    }

    /// Keeps those candidates that are near duplicates.
    fn verify(&mut self) -> Result<()> {
        self.sort();
        for group in self.candidates.chunk_by(|a, b| a.0 == b.0) {
            let one = shingles(&mut self.shingles, group[0].0)?;
            for &(first, second) in group {
                let jaccard = jaccard(&one, &shingles(&mut self.shingles, second)?);
                if jaccard >= THRESHOLD {
                    self.pairs.push(first.into(), second.into(), [jaccard.to_bits()])?;
                }
            }
        }
        self.candidates.clear();
        Ok(())
    }
}

fn shingles(of: &mut Records, article: u32) -> Result<Vec<u32>> {
    let bytes = of.get(article)?;
    Ok(bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
}

/// Pairs that were verified, by their first and then by their later article.
#[derive(Debug)]
pub struct Pairs(Sorted<1>);

impl Pairs {
    /// The next pair.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn next_pair(&mut self) -> Result<Option<Pair>> {
        let Some(entry) = self.0.next()? else { return Ok(None) };
        // Candidates that met again after others were verified were verified again.
        while self.0.next_if(|again| *again == entry)?.is_some() {}
        let jaccard = f64::from_bits(entry.facts[0]);
        Ok(Some(Pair { first: entry.key as u32, second: entry.at as u32, jaccard }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(n: usize) -> String {
        let words: Vec<String> = (0..60).map(|i| format!("كلمة{}", (n * 7919 + i * 31) % 4999)).collect();
        words.join(" ")
    }

    fn index(held: usize) -> NearIndex {
        NearIndex::new(&Spill::new(&std::env::temp_dir(), held)).unwrap()
    }

    fn pairs(index: NearIndex, left_out: &[u32]) -> Vec<Pair> {
        let mut pairs = index.finish_without(|n| left_out.contains(&n)).unwrap();
        std::iter::from_fn(|| pairs.next_pair().unwrap()).collect()
    }

    #[test]
    fn edited_copies_are_found_and_others_are_not() {
        let mut index = index(1_000);
        for n in 0..300 {
            index.add(Sketch::of(&text(n)).as_ref()).unwrap();
        }
        index.add(None).unwrap();
        for n in [3, 4] {
            let edited = text(n).replacen("كلمة", "لفظ", 1);
            index.add(Sketch::of(&edited).as_ref()).unwrap();
        }
        let pairs = pairs(index, &[]);
        let found: Vec<_> = pairs.iter().map(|p| (p.first, p.second)).collect();
        assert_eq!(found, [(3, 301), (4, 302)]);
        // One word of 60 changed: the first of 58 shingles of either text is its own.
        assert!(pairs.iter().all(|p| (p.jaccard - 57.0 / 59.0).abs() < 1e-9), "{pairs:?}");
    }

    #[test]
    fn what_is_left_out_leaves_no_trace_and_neither_does_the_memory() {
        let pairs = |held: usize, left_out: &[u32], absent: &[u32]| {
            let mut index = index(held);
            for n in 0..60 {
                let sketch = Sketch::of(&text(n as usize % 20));
                index.add(sketch.as_ref().filter(|_| !absent.contains(&n))).unwrap();
            }
            pairs(index, left_out)
        };
        let expected = pairs(1_000, &[], &[1, 21, 22]);
        assert_eq!(expected.len(), 60 - 5);
        for held in [1, 2, 1_000] {
            assert_eq!(pairs(held, &[1, 21, 22], &[]), expected, "{held} entries held");
        }
    }

    #[test]
    fn short_texts_have_one_shingle_and_no_words_none() {
        assert_eq!(Sketch::of("عاجل"), Sketch::of("عَاجِل!"));
        assert_eq!(Sketch::of(" … 😀"), None);
        let (one, two) = (Sketch::of("عاجل").unwrap(), Sketch::of("مهم").unwrap());
        assert!(one.jaccard(&two) < 1e-9 && one.jaccard(&one) > 1.0 - 1e-9);
    }
}
