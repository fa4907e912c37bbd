//! Near duplicates: MinHash with locality-sensitive hashing over shingles of three folded words, every candidate verified
//! by the Jaccard index of its real shingle sets.
//!
//! Articles that share a band are compared with [`WINDOW`] others, those that are most alike by what else is known of them;
//! which these are depends on the texts alone. So a search finds the same pairs in whatever order the articles come, and
//! validation, which reads them split by split, those that the build found.
//!
//! Memory: that of one pass of [`Buckets`] and of a [`Verifier`]; bands, shingles and pairs are in unnamed files (about
//! 1.7 KB an article of 300 words).
//!
//! Hashes are written out here instead of taken from a crate, because pairs are part of a release, and a release has the
//! same bytes with every version of every dependency.

use super::buckets::{Buckets, Entry};
use super::candidates::{Verifier, distinct, jaccard};
use super::records::RecordsWriter;
use super::sort::{Sorted, Spill};
use crate::error::Result;
use crate::text::fold::is_alphanumeric;
use std::sync::LazyLock;

/// Words of a shingle.
const WORDS: usize = 3;

/// Bands and rows of a band: a pair of Jaccard index 0.8 becomes a candidate with probability 0.998, one of 0.4 with
/// 0.08.
const BANDS: usize = 21;
const ROWS: usize = 6;

/// Members of one bucket that a member is compared with: the last ones before it. Buckets are larger where very many
/// articles repeat a template, so that a bound is needed; there some pairs are not found.
const WINDOW: usize = 50;

/// Rows of other bands that order a bucket, a bit each, before the hash of the text does: texts that are alike stand near each
/// other, however large the bucket is.
const ALIKE: u32 = 24;

/// What is kept of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    bands: [Band; BANDS],
    /// As they come.
    shingles: Vec<u32>,
}

/// A bucket, and where in it a text stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Band {
    key: u64,
    order: u64,
}

/// Two articles by their numbers, the smaller one first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// The first article.
    pub first: u32,
    /// The later article.
    pub second: u32,
    /// Jaccard index of their shingles, in `[0.8, 1]`.
    pub jaccard: f64,
}

impl Sketch {
    /// The sketch of a text; `None` where it holds no word.
    ///
    /// ```
    /// use claimkit::dataset::near::Sketch;
    /// let of = |text| Sketch::of(text).expect("a text with words");
    /// let (one, two) = (of("أعلنت الهيئة فتح الجسر غدا"), of("اعلنت الهيئه فتح الجسر، غداً"));
    /// assert!(one.jaccard(&two) > 0.999, "spelling and punctuation do not count");
    /// ```
    pub fn of(text: &str) -> Option<Self> {
        let words = words(text);
        let shingles: Vec<u32> = match words.len() {
            0 => return None,
            1..WORDS => vec![join(&words)],
            _ => words.windows(WORDS).map(join).collect(),
        };
        let least = minima(&shingles);
        Some(Self { bands: bands(&least, whole(text)), shingles })
    }

    /// The Jaccard index of two texts, in `[0, 1]`.
    pub fn jaccard(&self, other: &Self) -> f64 {
        let [one, two] = [self, other].map(|sketch| {
            let mut shingles = sketch.shingles.clone();
            let len = distinct(&mut shingles);
            shingles.truncate(len);
            shingles
        });
        jaccard(&one, &two, usize::MAX).unwrap_or_default()
    }
}

/// The bands of a text: hashes of their rows, and for the order in a bucket the lowest bits of the rows that follow, whose
/// number of equal ones grows with the Jaccard index (Li and König, 2010), and a hash of the text.
fn bands(least: &[u64; BANDS * ROWS], text: u64) -> [Band; BANDS] {
    let bits = least.iter().rev().fold(0_u128, |bits, row| bits << 1 | u128::from(row & 1));
    let mut bands = [Band::default(); BANDS];
    for (band, slot) in bands.iter_mut().enumerate() {
        let (start, end) = (band * ROWS, (band + 1) * ROWS);
        slot.key = least[start..end].iter().fold(band as u64, |hash, row| mix(hash ^ row));
        // The first rows follow the last one.
        let following = bits >> end | bits << (least.len() - end);
        slot.order = (following as u64) << (u64::BITS - ALIKE) | text >> ALIKE;
    }
    bands
}

/// A hash of a text as it is: equal words may stand in texts that differ, and these have an order, too.
fn whole(text: &str) -> u64 {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let add = |hash: u64, word: &[u8; 8]| {
        (hash ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
    };
    mix(words.iter().chain([&last]).fold(text.len() as u64, add))
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
    let (mut count, mut hash) = (0, 0);
    each_word(text, |word| (count, hash) = (count + 1, mix(hash ^ word)));
    (count >= least).then_some(hash)
}

/// Hashes of the words of a text.
fn words(text: &str) -> Vec<u64> {
    // Six letters and a space are a word of news.
    let mut words = Vec::with_capacity(text.len() / 12);
    each_word(text, |word| words.push(word));
    words
}

/// Hands over a hash of every word: letters and digits without marks and tatweel, forms of alif, ya and ta marbuta as one.
fn each_word(text: &str, mut take: impl FnMut(u64)) {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    let usual = &*USUAL;
    let (mut rest, mut hash) = (text.as_bytes(), OFFSET);
    while let Some(&lead) = rest.first() {
        let letter = match rest {
            [0..0x80, following @ ..] => {
                rest = following;
                usual[usize::from(lead)].into()
            }
            // What is written in two bytes: the letters of Arabic among it.
            [0x80..0xE0, second, following @ ..] => {
                rest = following;
                usual[usize::from(lead & 0x1F) << 6 | usize::from(second & 0x3F)].into()
            }
            _ => {
                let at = text.len() - rest.len();
                let Some(c) = text[at..].chars().next() else { break };
                rest = &rest[c.len_utf8()..];
                part(c)
            }
        };
        match letter {
            END if hash == OFFSET => {}
            END => {
                take(mix(hash));
                hash = OFFSET;
            }
            MARK => {}
            letter => hash = (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01b3),
        }
    }
    if hash != OFFSET {
        take(mix(hash));
    }
}

/// What a character is to a word, if no letter or digit of it: no character that is one has these numbers.
const END: u32 = 0;
/// Something that words are written with or without.
const MARK: u32 = 1;

/// The characters of one or two bytes, of which none becomes one of more.
static USUAL: LazyLock<[u16; 0x800]> =
    LazyLock::new(|| std::array::from_fn(|c| char::from_u32(c as u32).map_or(END, part) as u16));

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
pub(super) fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Collects sketches, then finds the pairs.
#[derive(Debug)]
pub struct NearIndex {
    spill: Spill,
    bands: Vec<Buckets<1>>,
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
        for (band, Band { key, order }) in self.bands.iter_mut().zip(sketch.iter().flat_map(|sketch| sketch.bands)) {
            band.add(Entry { key, order: [order], article: number })?;
        }
        self.shingles.push(sketch.iter().flat_map(|sketch| &sketch.shingles).map(|s| s.to_le_bytes()))
    }

    /// Every verified pair, as if articles that are `left_out` had been added without words.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish_without(self, left_out: impl Fn(u32) -> bool) -> Result<Pairs> {
        let Self { spill, bands, shingles } = self;
        let mut verifier = Verifier::new(shingles.finish()?, &spill);
        for band in bands {
            band.finish(&left_out, |bucket| {
                for (at, member) in bucket.iter().enumerate() {
                    let before = &bucket[at.saturating_sub(WINDOW)..at];
                    before.iter().try_for_each(|other| verifier.add(other.article, member.article))?;
                }
                Ok(())
            })?;
        }
        verifier.finish().map(Pairs)
    }
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
    use std::collections::BTreeSet;

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

    /// Articles that repeat a template and differ from it in five words; each has a copy with three more.
    fn bulletins(count: usize) -> Vec<String> {
        let mut state = 1_u64;
        let mut below = |limit: u64| {
            state = mix(state);
            (state % limit) as usize
        };
        let base: Vec<usize> = (0..90).map(|_| below(1 << 40)).collect();
        let mut texts = Vec::new();
        for _ in 0..count {
            let mut words = base.clone();
            for changes in [5, 3] {
                (0..changes).for_each(|_| words[below(90)] = below(1 << 40));
                texts.push(words.iter().map(|word| format!("كلمة{word}")).collect::<Vec<_>>().join(" "));
            }
        }
        texts
    }

    #[test]
    fn pairs_of_a_template_are_the_same_in_any_order() {
        let texts = bulletins(400);
        let found = |order: &[usize], held: usize| {
            let mut index = index(held);
            order.iter().try_for_each(|n| index.add(Sketch::of(&texts[*n]).as_ref())).unwrap();
            let number = |n: u32| order[n as usize];
            let pairs = pairs(index, &[]).into_iter().map(|p| (number(p.first), number(p.second)));
            pairs.map(|(one, two)| (one.min(two), one.max(two))).collect::<BTreeSet<_>>()
        };
        let order: Vec<usize> = (0..texts.len()).collect();
        let expected = found(&order, 1_000);
        let copies = expected.iter().filter(|(one, two)| one % 2 == 0 && one + 1 == *two).count();
        let missed = 400 - copies;
        assert!(missed <= 20, "{missed} copies were not found, of {} pairs", expected.len());
        let mut shuffled = order.clone();
        shuffled.sort_by_key(|n| mix(*n as u64));
        let reversed: Vec<usize> = order.iter().rev().copied().collect();
        assert!(found(&shuffled, 1_000) == expected && found(&reversed, 50) == expected);
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
        assert_eq!(Sketch::of(" … 😀"), None);
        let [one, same, two] = ["عاجل", "عَاجِل!", "مهم"].map(|text| Sketch::of(text).unwrap());
        assert_eq!(one.shingles, same.shingles);
        assert!(one.jaccard(&two) < 1e-9 && one.jaccard(&same) > 1.0 - 1e-9);
    }

    #[test]
    fn words_are_letters_and_digits_of_any_length() {
        let words = words("Café 10:30، 東京 و😀آخِـرٌ\u{FEFB}");
        let expected = ["Café", "10", "30", "東京", "و", "اخر\u{FEFB}"].map(|word| super::words(word)[0]);
        assert_eq!(words, expected);
    }
}
