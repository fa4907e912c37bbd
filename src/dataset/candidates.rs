//! Pairs of articles that may be near duplicates, compared by the shingles that lie on disk.
//!
//! Candidates are collected, so that a pair that comes again is compared once, and compared in blocks: the shingles of many
//! first articles are in memory, and each second article is read once for all of them. Where very many articles are
//! alike, an article has hundreds of candidates, and reading both sides of each was most of the time.
//!
//! Memory: 8 bytes a candidate and the shingles of a block ([`CANDIDATES`], [`BLOCK`]; 8 MB in all where a sort holds
//! 65,536 entries), and those of one article more.

use super::records::Records;
use super::sort::{Sorted, Sorter, Spill};
use crate::error::Result;

/// Candidates that are held before they are compared, for one entry that a sort holds.
const CANDIDATES: usize = 8;

/// Bytes of a block for one entry that a sort holds.
const BLOCK: usize = 64;

/// Bits of a set by which most candidates are told apart, in words of 64.
const MARKS: usize = 8;

/// Jaccard index from which two texts are near duplicates, as a fraction.
const LEAST: (usize, usize) = (4, 5);

/// Compares candidates.
pub(super) struct Verifier {
    shingles: Records,
    /// The smaller number in the upper half, the larger one in the lower.
    candidates: Vec<u64>,
    room: usize,
    block: Sets,
    block_room: usize,
    /// The article that is compared with those of the block.
    other: Sets,
    pairs: Sorter<1>,
}

impl Verifier {
    /// Compares articles whose shingles, four bytes each in any order, are the records of their numbers.
    pub(super) fn new(shingles: Records, spill: &Spill) -> Self {
        Self {
            shingles,
            candidates: Vec::new(),
            room: spill.entries() * CANDIDATES,
            block: Sets::default(),
            block_room: spill.entries() * BLOCK,
            other: Sets::default(),
            pairs: spill.sorter(),
        }
    }

    /// Two articles may be near duplicates.
    pub(super) fn add(&mut self, one: u32, two: u32) -> Result<()> {
        self.candidates.push(u64::from(one.min(two)) << 32 | u64::from(one.max(two)));
        if self.candidates.len() < self.room {
            return Ok(());
        }
        sort(&mut self.candidates);
        self.candidates.dedup();
        // Most candidates come back in other bands: where that made room, more may come.
        if self.candidates.len() > self.room / 2 { self.verify() } else { Ok(()) }
    }

    /// Those that are, by the smaller and then the larger number, with the bits of their Jaccard index; some more than once.
    pub(super) fn finish(mut self) -> Result<Sorted<1>> {
        sort(&mut self.candidates);
        self.candidates.dedup();
        self.verify()?;
        self.pairs.sorted()
    }

    /// Compares the candidates, which are sorted.
    fn verify(&mut self) -> Result<()> {
        let mut candidates = std::mem::take(&mut self.candidates);
        let mut rest = &mut candidates[..];
        while !rest.is_empty() {
            let due = self.load(rest)?;
            let (now, later) = rest.split_at_mut(due);
            self.compare(now)?;
            rest = later;
        }
        candidates.clear();
        self.candidates = candidates;
        Ok(())
    }

    /// Loads first articles until the block is full, and tells how many candidates are theirs: these name the second
    /// article in the upper half now, and the place of the first one in the block in the lower.
    fn load(&mut self, candidates: &mut [u64]) -> Result<usize> {
        self.block.clear();
        let mut due = 0;
        for group in candidates.chunk_by_mut(|a, b| a >> 32 == b >> 32) {
            if self.block.bytes() >= self.block_room {
                break;
            }
            let place = self.block.articles.len() as u64;
            self.block.load((group[0] >> 32) as u32, &self.shingles)?;
            for candidate in group.iter_mut() {
                *candidate = *candidate << 32 | place;
            }
            due += group.len();
        }
        Ok(due)
    }

    /// Compares the candidates of a block.
    fn compare(&mut self, candidates: &mut [u64]) -> Result<()> {
        sort(candidates);
        for group in candidates.chunk_by(|a, b| a >> 32 == b >> 32) {
            let second = (group[0] >> 32) as u32;
            self.other.clear();
            self.other.load(second, &self.shingles)?;
            for candidate in group {
                let place = *candidate as u32 as usize;
                if let Some(jaccard) = near(self.block.get(place), self.other.get(0)) {
                    let first = self.block.articles[place];
                    self.pairs.push(first.into(), second.into(), [jaccard.to_bits()])?;
                }
            }
        }
        Ok(())
    }
}

/// Not `sort_unstable`: of a sort of plain numbers the linker takes the copy of a crate that is hardly optimised.
fn sort(numbers: &mut [u64]) {
    numbers.sort_unstable_by_key(|&number| number);
}

/// The shingles of an article.
#[derive(Clone, Copy)]
struct Set<'a> {
    /// Sorted, without repetition.
    shingles: &'a [u32],
    /// A bit for every shingle, by its upper bits; several may have one.
    marks: &'a [u64; MARKS],
}

/// Shingles of articles in memory.
#[derive(Default)]
struct Sets {
    articles: Vec<u32>,
    marks: Vec<[u64; MARKS]>,
    /// Those of an article are sorted, without repetition.
    shingles: Vec<u32>,
    /// Where the shingles of each article end.
    ends: Vec<usize>,
    /// Room for a record.
    record: Vec<u8>,
}

impl Sets {
    fn clear(&mut self) {
        self.articles.clear();
        self.marks.clear();
        self.shingles.clear();
        self.ends.clear();
    }

    /// Bytes that are in use.
    fn bytes(&self) -> usize {
        size_of_val(&self.shingles[..]) + self.articles.len() * (size_of::<[u64; MARKS]>() + size_of::<(u32, usize)>())
    }

    fn load(&mut self, article: u32, from: &Records) -> Result<()> {
        from.read(article, &mut self.record)?;
        let start = self.shingles.len();
        self.shingles.extend(self.record.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])));
        let len = distinct(&mut self.shingles[start..]);
        self.shingles.truncate(start + len);
        self.marks.push(marks(&self.shingles[start..]));
        self.articles.push(article);
        self.ends.push(start + len);
        Ok(())
    }

    fn get(&self, place: usize) -> Set<'_> {
        let start = if place == 0 { 0 } else { self.ends[place - 1] };
        Set { shingles: &self.shingles[start..self.ends[place]], marks: &self.marks[place] }
    }
}

/// Sorts shingles and moves each once to the front; returns how many these are.
pub(super) fn distinct(shingles: &mut [u32]) -> usize {
    // See `sort`.
    shingles.sort_unstable_by_key(|&shingle| shingle);
    let mut len = 0;
    for at in 0..shingles.len() {
        if len == 0 || shingles[len - 1] != shingles[at] {
            shingles[len] = shingles[at];
            len += 1;
        }
    }
    len
}

fn marks(shingles: &[u32]) -> [u64; MARKS] {
    let mut marks = [0; MARKS];
    for shingle in shingles {
        let bit = (u64::from(*shingle) * (64 * MARKS) as u64) >> 32;
        marks[(bit / 64) as usize] |= 1 << (bit % 64);
    }
    marks
}

/// The Jaccard index of two sets, where it is at least [`LEAST`].
fn near(one: Set<'_>, two: Set<'_>) -> Option<f64> {
    // Of n members in both sets together, at least 4/9 n must be in either one.
    let total = one.shingles.len() + two.shingles.len();
    let both = (LEAST.0 * total).div_ceil(LEAST.0 + LEAST.1);
    let apart = total.checked_sub(2 * both)?;
    // A bit that only one of them has is a member that only this one has.
    let differ: u32 = one.marks.iter().zip(two.marks).map(|(a, b)| (a ^ b).count_ones()).sum();
    if differ as usize > apart { None } else { jaccard(one.shingles, two.shingles, apart) }
}

/// The Jaccard index of two sorted sets that are not both empty, where at most so many members are in one
/// of them only.
pub(super) fn jaccard(one: &[u32], two: &[u32], apart: usize) -> Option<f64> {
    if one.len().abs_diff(two.len()) > apart {
        return None;
    }
    let (mut i, mut j, mut both) = (0, 0, 0_usize);
    while i < one.len() && j < two.len() {
        // Without branches, because nobody can guess which one comes next.
        let (a, b) = (one[i], two[j]);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
        both += usize::from(a == b);
        if i + j - 2 * both > apart {
            return None;
        }
    }
    let all = one.len() + two.len() - both;
    (all - both <= apart).then(|| both as f64 / all as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::records::RecordsWriter;

    #[test]
    fn what_is_left_early_is_not_near() {
        let set = |from: u32, len: u32| {
            let mut set: Vec<u32> = (from..from + len).map(|n| n.wrapping_mul(0x9e37_79b9)).collect();
            set.sort_unstable();
            set
        };
        let near = |one: &[u32], two: &[u32]| {
            let [marks_one, marks_two] = [one, two].map(marks);
            super::near(Set { shingles: one, marks: &marks_one }, Set { shingles: two, marks: &marks_two })
        };
        for (shift, len) in (0..30).flat_map(|shift| (1..60).map(move |len| (shift, len))) {
            let (one, two) = (set(30, 45), set(30 + shift, len));
            let index = jaccard(&one, &two, usize::MAX).unwrap();
            assert_eq!(near(&one, &two), Some(index).filter(|index| *index >= 0.8), "{shift} {len}");
            assert_eq!(near(&two, &one), near(&one, &two));
        }
        assert_eq!(near(&set(0, 4), &set(0, 5)), Some(0.8), "the limit itself");
    }

    #[test]
    fn any_block_gives_the_same_pairs() {
        let found = |held: usize| {
            let spill = Spill::new(&std::env::temp_dir(), held);
            let mut writer = RecordsWriter::new(spill.folder()).unwrap();
            for article in 0..40_u32 {
                // Twice and backwards: neither order nor repetition counts.
                let shingles = (0..20).chain(0..20).rev().map(|n| 100 * (article % 4) + n + article / 8);
                writer.push(shingles.map(u32::to_le_bytes)).unwrap();
            }
            let mut verifier = Verifier::new(writer.finish().unwrap(), &spill);
            for (one, two) in (0..40).flat_map(|one| (0..one).map(move |two| (one, two))) {
                verifier.add(one, two).unwrap();
                verifier.add(two, one).unwrap();
            }
            let mut sorted = verifier.finish().unwrap();
            let mut pairs: Vec<_> = std::iter::from_fn(|| sorted.next().unwrap()).collect();
            pairs.dedup();
            pairs
        };
        let expected = found(1_000);
        // Of the two at each of five shifts: those at one shift, at the next (19/21) and at the one after (18/22).
        assert_eq!(expected.len(), 4 * (5 + 4 * 4 + 3 * 4));
        assert!([1, 2, 7].iter().all(|held| found(*held) == expected));
    }
}
