//! Near duplicates: MinHash with locality-sensitive hashing over shingles of three folded words, every candidate verified
//! by the Jaccard index of its real shingle sets.
//!
//! Memory: 16 bytes an article while one band is looked at, 16 bytes an article for the places of its shingles, and 8
//! bytes a candidate pair; bands and shingles themselves are in unnamed files (about 1.5 KB an article of 300 words).
//!
//! Hashes are written out here instead of taken from a crate, because pairs are part of a release, and a release has the
//! same bytes with every version of every dependency.

use crate::error::{Error, Result};
use crate::text::fold::is_alphanumeric;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

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
        shingles.sort_unstable();
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
    let (mut words, mut hash) = (Vec::new(), OFFSET);
    for c in text.chars() {
        let c = match c {
            '\u{0610}'..='\u{061A}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06ED}' | 'ـ' => continue,
            'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
            'ى' => 'ي',
            'ة' => 'ه',
            c => c,
        };
        if is_alphanumeric(c) {
            hash = (hash ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
        } else if hash != OFFSET {
            words.push(mix(hash));
            hash = OFFSET;
        }
    }
    if hash != OFFSET {
        words.push(mix(hash));
    }
    words
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
    folder: PathBuf,
    bands: Vec<BufWriter<File>>,
    shingles: BufWriter<File>,
    /// First byte and number of the shingles of every article; nothing for one without words.
    places: Vec<(u64, u32)>,
    end: u64,
}

impl NearIndex {
    /// An empty index whose unnamed files lie in a folder.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn new(folder: &Path) -> Result<Self> {
        let file = || tempfile::tempfile_in(folder).map(BufWriter::new).map_err(|e| Error::io(folder, e));
        Ok(Self {
            folder: folder.to_path_buf(),
            bands: (0..BANDS).map(|_| file()).collect::<Result<_>>()?,
            shingles: file()?,
            places: Vec::new(),
            end: 0,
        })
    }

    /// Adds the next article; its number is how many were added before.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add(&mut self, sketch: Option<&Sketch>) -> Result<()> {
        let number = self.places.len() as u32;
        let Some(sketch) = sketch else {
            self.places.push((self.end, 0));
            return Ok(());
        };
        self.write(number, sketch).map_err(|e| Error::io(&self.folder, e))?;
        self.places.push((self.end, sketch.shingles.len() as u32));
        self.end += 4 * sketch.shingles.len() as u64;
        Ok(())
    }

    fn write(&mut self, number: u32, sketch: &Sketch) -> std::io::Result<()> {
        for (file, key) in self.bands.iter_mut().zip(sketch.bands) {
            file.write_all(&key.to_le_bytes())?;
            file.write_all(&number.to_le_bytes())?;
        }
        sketch.shingles.iter().try_for_each(|s| self.shingles.write_all(&s.to_le_bytes()))
    }

    /// Every verified pair, sorted by numbers.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self) -> Result<Vec<Pair>> {
        self.finish_without(|_| false)
    }

    /// The same as if articles that are `left_out` had been added without words.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish_without(mut self, left_out: impl Fn(u32) -> bool) -> Result<Vec<Pair>> {
        let folder = std::mem::take(&mut self.folder);
        self.pairs(left_out).map_err(|e| Error::io(folder, e))
    }

    fn pairs(mut self, left_out: impl Fn(u32) -> bool) -> std::io::Result<Vec<Pair>> {
        let mut candidates: Vec<(u32, u32)> = Vec::new();
        for file in std::mem::take(&mut self.bands) {
            let mut entries = entries(file)?;
            entries.retain(|(_, number)| !left_out(*number));
            entries.sort_unstable();
            for bucket in entries.chunk_by(|a, b| a.0 == b.0) {
                for (at, member) in bucket.iter().enumerate() {
                    let before = &bucket[at.saturating_sub(WINDOW)..at];
                    candidates.extend(before.iter().map(|other| (other.1, member.1)));
                }
            }
            candidates.sort_unstable();
            candidates.dedup();
        }
        self.verified(&candidates)
    }

    fn verified(self, candidates: &[(u32, u32)]) -> std::io::Result<Vec<Pair>> {
        let mut file = self.shingles.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        let places = self.places;
        let mut read = |number: u32| -> std::io::Result<Vec<u32>> {
            let (start, length) = places[number as usize];
            let mut bytes = vec![0; 4 * length as usize];
            file.seek(SeekFrom::Start(start))?;
            file.read_exact(&mut bytes)?;
            Ok(bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
        };
        let mut pairs = Vec::new();
        for group in candidates.chunk_by(|a, b| a.0 == b.0) {
            let one = read(group[0].0)?;
            for &(first, second) in group {
                let jaccard = jaccard(&one, &read(second)?);
                if jaccard >= THRESHOLD {
                    pairs.push(Pair { first, second, jaccard });
                }
            }
        }
        Ok(pairs)
    }
}

/// Keys of one band with the numbers of their articles.
fn entries(file: BufWriter<File>) -> std::io::Result<Vec<(u64, u32)>> {
    let mut file = file.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.rewind()?;
    let mut reader = BufReader::new(file);
    let (mut entries, mut entry) = (Vec::new(), [0; 12]);
    loop {
        match reader.read_exact(&mut entry) {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(entries),
            Err(e) => return Err(e),
        }
        let (mut key, mut number) = ([0; 8], [0; 4]);
        key.copy_from_slice(&entry[..8]);
        number.copy_from_slice(&entry[8..]);
        entries.push((u64::from_le_bytes(key), u32::from_le_bytes(number)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(n: usize) -> String {
        let words: Vec<String> = (0..60).map(|i| format!("كلمة{}", (n * 7919 + i * 31) % 4999)).collect();
        words.join(" ")
    }

    #[test]
    fn edited_copies_are_found_and_others_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut index = NearIndex::new(folder.path()).unwrap();
        for n in 0..300 {
            index.add(Sketch::of(&text(n)).as_ref()).unwrap();
        }
        index.add(None).unwrap();
        for n in [3, 4] {
            let edited = text(n).replacen("كلمة", "لفظ", 1);
            index.add(Sketch::of(&edited).as_ref()).unwrap();
        }
        let pairs = index.finish().unwrap();
        let found: Vec<_> = pairs.iter().map(|p| (p.first, p.second)).collect();
        assert_eq!(found, [(3, 301), (4, 302)]);
        // One word of 60 changed: the first of 58 shingles of either text is its own.
        assert!(pairs.iter().all(|p| (p.jaccard - 57.0 / 59.0).abs() < 1e-9), "{pairs:?}");
    }

    #[test]
    fn what_is_left_out_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let pairs = |left_out: &[usize], absent: &[usize]| {
            let mut index = NearIndex::new(folder.path()).unwrap();
            for n in 0..60 {
                let sketch = Sketch::of(&text(n % 20));
                index.add(sketch.as_ref().filter(|_| !absent.contains(&n))).unwrap();
            }
            index.finish_without(|n| left_out.contains(&(n as usize))).unwrap()
        };
        assert_eq!(pairs(&[1, 21, 22], &[]), pairs(&[], &[1, 21, 22]));
        assert_eq!(pairs(&[1, 21, 22], &[]).len(), 60 - 5);
    }

    #[test]
    fn short_texts_have_one_shingle_and_no_words_none() {
        assert_eq!(Sketch::of("عاجل"), Sketch::of("عَاجِل!"));
        assert_eq!(Sketch::of(" … 😀"), None);
        let (one, two) = (Sketch::of("عاجل").unwrap(), Sketch::of("مهم").unwrap());
        assert!(one.jaccard(&two) < 1e-9 && one.jaccard(&one) > 1.0 - 1e-9);
    }
}
