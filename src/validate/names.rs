//! Known names in the words of others, without a list of the names: every stretch of the words that could be a name is
//! looked up in a filter of one size, and what passes it meets the names in a sort.

use super::key::{Key, key};
use crate::dataset::sort::{Sorter, Spill};
use crate::error::Result;

/// Bits of the filter: below 1 % of other words pass it up to 800,000 names; with more of them the sort has more to do.
const BITS: usize = 1 << 23;

/// Part that an entry plays.
const NAME: u64 = 0;
const WORDS: u64 = 1;

#[derive(Debug)]
pub(super) struct Names {
    filter: Vec<u64>,
    entries: Sorter<1>,
    /// Whether there is a name.
    any: bool,
}

impl Names {
    pub(super) fn new(spill: &Spill) -> Self {
        Self { filter: vec![0; BITS / 64], entries: spill.sorter(), any: false }
    }

    pub(super) fn any(&self) -> bool {
        self.any
    }

    /// A name of at least two words; all names come before all words.
    pub(super) fn name(&mut self, name: &str) -> Result<()> {
        let name = key(name);
        self.any = true;
        places(name).for_each(|bit| self.filter[bit / 64] |= 1 << (bit % 64));
        self.entries.push(name, NAME, [0])
    }

    /// Words in which no name may stand, of a row.
    pub(super) fn words(&mut self, row: u64, words: &str) -> Result<()> {
        let starts = edges(words, |before, after| !is_letter(before) && after.is_some_and(|c| !c.is_whitespace()));
        let ends = edges(words, |before, after| before.is_some_and(|c| !c.is_whitespace()) && !is_letter(after));
        for &start in &starts {
            for &end in ends.iter().filter(|end| **end > start) {
                let stretch = &words[start..end];
                if !stretch.contains(char::is_whitespace) {
                    continue;
                }
                let stretch = key(stretch);
                if places(stretch).all(|bit| self.filter[bit / 64] >> (bit % 64) & 1 == 1) {
                    self.entries.push(stretch, WORDS, [row])?;
                }
            }
        }
        Ok(())
    }

    /// Calls `found` with every row that holds a name, once for each name.
    pub(super) fn find(&mut self, mut found: impl FnMut(u64) -> Result<()>) -> Result<()> {
        let (mut entries, mut name) = (self.entries.take().sorted()?, None);
        while let Some(entry) = entries.next()? {
            match entry.at {
                NAME => name = Some(entry.key),
                _ if name == Some(entry.key) => found(entry.facts[0])?,
                _ => {}
            }
        }
        Ok(())
    }
}

/// Bits of a key in the filter.
fn places(key: Key) -> impl Iterator<Item = usize> {
    (0..3).map(move |n| (key >> (32 * n)) as usize % BITS)
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphanumeric)
}

/// Bytes between two characters, or at an end, that a test takes.
fn edges(text: &str, test: impl Fn(Option<char>, Option<char>) -> bool) -> Vec<usize> {
    let (mut edges, mut before) = (Vec::new(), None);
    for (at, c) in text.char_indices().map(|(at, c)| (at, Some(c))).chain([(text.len(), None)]) {
        if test(before, c) {
            edges.push(at);
        }
        before = c;
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str], words: &[&str]) -> Vec<u64> {
        let mut known = Names::new(&Spill::new(&std::env::temp_dir(), 2));
        names.iter().try_for_each(|name| known.name(name)).unwrap();
        (0..).zip(words).try_for_each(|(row, words)| known.words(row, words)).unwrap();
        let mut rows = Vec::new();
        let find = |row| {
            rows.push(row);
            Ok(())
        };
        known.find(find).unwrap();
        rows.sort_unstable();
        rows
    }

    #[test]
    fn names_are_whole_words() {
        let words =
            ["مصدر هو سالم الفراتي", "مصدر في سالم الفراتية", "«سالم الفراتي»، كما قال", "سالم", "وسالم الفراتي"];
        assert_eq!(found(&["سالم الفراتي", "كاظم النهري"], &words), [0, 2]);
    }

    #[test]
    fn a_name_inside_another_one_is_found_too() {
        assert_eq!(found(&["سالم الفراتي", "سالم الفراتي الكبير"], &["مكتب سالم الفراتي الكبير"]), [0, 0]);
        assert!(found(&[], &["سالم الفراتي"]).is_empty());
    }
}
