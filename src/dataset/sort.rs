//! Sorting more entries than memory holds: full buffers go sorted into one unnamed file and are merged at the end.
//!
//! What would have to be remembered of a whole corpus or table (ids, texts, addresses) is handed in here row by row and
//! comes back in the order of its keys, so that rows with one key stand together wherever they are. Memory is that of the
//! buffer, whatever the number of rows and whatever their order.

use crate::error::{Error, Result};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What is sorted by: 128 bits of a hash, or what fits into them.
pub type Key = u128;

/// Entries that a sort holds where nothing else is said, at 32 to 48 bytes each.
pub const HELD: usize = 1 << 16;

/// Bytes of all runs that are read ahead while they are merged.
const AHEAD: usize = 4 << 20;

/// What is sorted by, where it stands, and what is known of it there. Entries come in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry<const N: usize> {
    /// What is sorted by.
    pub key: Key,
    /// Where it stands.
    pub at: u64,
    /// What is known of it there.
    pub facts: [u64; N],
}

impl<const N: usize> Entry<N> {
    /// Bytes in a file.
    const BYTES: usize = 24 + 8 * N;

    fn write(&self, to: &mut impl Write) -> io::Result<()> {
        to.write_all(&self.key.to_le_bytes())?;
        to.write_all(&self.at.to_le_bytes())?;
        self.facts.iter().try_for_each(|fact| to.write_all(&fact.to_le_bytes()))
    }

    fn read(from: &[u8]) -> Self {
        let word = |n: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&from[8 * n..8 * n + 8]);
            u64::from_le_bytes(bytes)
        };
        let key = u128::from(word(1)) << 64 | u128::from(word(0));
        Self { key, at: word(2), facts: std::array::from_fn(|n| word(3 + n)) }
    }
}

/// Where entries go, and how many are held before they do.
#[derive(Debug, Clone)]
pub struct Spill {
    folder: PathBuf,
    entries: usize,
}

impl Spill {
    /// Into unnamed files of a folder, after this many entries.
    pub fn new(folder: &Path, entries: usize) -> Self {
        Self { folder: folder.to_path_buf(), entries: entries.max(1) }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Entries that are held.
    pub fn entries(&self) -> usize {
        self.entries
    }

    /// A sort without entries.
    pub fn sorter<const N: usize>(&self) -> Sorter<N> {
        Sorter { spill: self.clone(), held: Vec::new(), file: None, ends: Vec::new() }
    }
}

/// Takes entries in any order.
#[derive(Debug)]
pub struct Sorter<const N: usize> {
    spill: Spill,
    held: Vec<Entry<N>>,
    file: Option<File>,
    /// Where each run ends in the file, in entries; it begins where the one before ends.
    ends: Vec<u64>,
}

impl<const N: usize> Sorter<N> {
    /// Takes what is there away.
    pub(crate) fn take(&mut self) -> Self {
        let empty = self.spill.sorter();
        std::mem::replace(self, empty)
    }

    /// Takes an entry.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn push(&mut self, key: Key, at: u64, facts: [u64; N]) -> Result<()> {
        self.held.push(Entry { key, at, facts });
        if self.held.len() < self.spill.entries {
            return Ok(());
        }
        self.write_run().map_err(|e| Error::io(&self.spill.folder, e))
    }

    fn write_run(&mut self) -> io::Result<()> {
        put_in_order(&mut self.held);
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(&self.spill.folder)?),
        };
        let mut to = BufWriter::new(file);
        self.held.iter().try_for_each(|entry| entry.write(&mut to))?;
        to.flush()?;
        self.ends.push(self.ends.last().unwrap_or(&0) + self.held.len() as u64);
        self.held.clear();
        Ok(())
    }

    /// All entries in order.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn sorted(self) -> Result<Sorted<N>> {
        let Self { spill, mut held, file, ends } = self;
        put_in_order(&mut held);
        let ahead = (AHEAD / Entry::<N>::BYTES / ends.len().max(1)).clamp(1, spill.entries);
        let mut runs = vec![Run { from: 0, end: 0, ready: held.into_iter() }];
        for (n, &end) in ends.iter().enumerate() {
            runs.push(Run { from: if n == 0 { 0 } else { ends[n - 1] }, end, ready: Vec::new().into_iter() });
        }
        let mut sorted = Sorted { folder: spill.folder, file, runs, ahead, heap: BinaryHeap::new() };
        for run in 0..sorted.runs.len() {
            let first = sorted.pull(run)?;
            sorted.heap.extend(first.map(|entry| Reverse((entry, run))));
        }
        Ok(sorted)
    }
}

/// Sorts on all threads of the pool that this runs on; elsewhere on the one that there is.
fn put_in_order<const N: usize>(entries: &mut [Entry<N>]) {
    match rayon::current_thread_index() {
        Some(_) => entries.par_sort_unstable(),
        None => entries.sort_unstable(),
    }
}

/// A sorted stretch of the file, with those of its entries that were read.
#[derive(Debug)]
struct Run<const N: usize> {
    from: u64,
    end: u64,
    ready: std::vec::IntoIter<Entry<N>>,
}

/// Entries in order.
#[derive(Debug)]
pub struct Sorted<const N: usize> {
    folder: PathBuf,
    file: Option<File>,
    runs: Vec<Run<N>>,
    /// Entries of a run that are read at once.
    ahead: usize,
    /// The first entry of every run; `Reverse` because the standard heap gives the largest first.
    heap: BinaryHeap<Reverse<(Entry<N>, usize)>>,
}

impl<const N: usize> Sorted<N> {
    /// The next entry.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub(crate) fn next(&mut self) -> Result<Option<Entry<N>>> {
        self.next_if(|_| true)
    }

    /// The next entry, if it has this key.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn next_of(&mut self, key: Key) -> Result<Option<Entry<N>>> {
        self.next_if(|entry| entry.key == key)
    }

    /// The next entry, if it is one that is wanted.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn next_if(&mut self, wanted: impl FnOnce(&Entry<N>) -> bool) -> Result<Option<Entry<N>>> {
        let Some(&Reverse((entry, run))) = self.heap.peek() else { return Ok(None) };
        if !wanted(&entry) {
            return Ok(None);
        }
        let following = self.pull(run)?;
        if let Some(mut top) = self.heap.peek_mut() {
            match following {
                Some(following) => *top = Reverse((following, run)),
                None => drop(PeekMut::pop(top)),
            }
        }
        Ok(Some(entry))
    }

    /// The next entry of a run.
    fn pull(&mut self, run: usize) -> Result<Option<Entry<N>>> {
        let run = &mut self.runs[run];
        if let Some(entry) = run.ready.next() {
            return Ok(Some(entry));
        }
        let Some(file) = self.file.as_mut().filter(|_| run.from < run.end) else { return Ok(None) };
        let entries = (run.end - run.from).min(self.ahead as u64);
        let mut bytes = vec![0; entries as usize * Entry::<N>::BYTES];
        file.seek(SeekFrom::Start(run.from * Entry::<N>::BYTES as u64))
            .and_then(|_| file.read_exact(&mut bytes))
            .map_err(|e| Error::io(&self.folder, e))?;
        run.from += entries;
        run.ready = bytes.chunks_exact(Entry::<N>::BYTES).map(Entry::read).collect::<Vec<_>>().into_iter();
        Ok(run.ready.next())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers in no order, some of them twice.
    fn entries() -> Vec<Entry<1>> {
        let entry = |n: u64| Entry { key: Key::from(n * 7919 % 101) << 70, at: n * 31 % 17, facts: [n % 5] };
        (0..500).map(entry).collect()
    }

    #[test]
    fn any_buffer_gives_the_same_order() {
        let mut expected = entries();
        expected.sort_unstable();
        for room in [1, 2, 7, 499, 500, 501, 1_000] {
            let mut sorter = Spill::new(&std::env::temp_dir(), room).sorter();
            entries().iter().try_for_each(|e| sorter.push(e.key, e.at, e.facts)).unwrap();
            assert_eq!(sorter.file.is_some(), room <= 500, "{room} entries in memory");
            let (mut sorted, mut found) = (sorter.sorted().unwrap(), Vec::new());
            while let Some(entry) = sorted.next().unwrap() {
                found.push(entry);
            }
            assert!(found == expected, "{room} entries in memory");
        }
    }

    #[test]
    fn entries_of_a_key_are_taken_one_by_one() {
        let mut sorter = Spill::new(&std::env::temp_dir(), 2).sorter();
        for (key, at) in [(2, 1), (1, 9), (2, 0), (3, 4), (1, 8)] {
            sorter.push(key, at, []).unwrap();
        }
        let mut sorted = sorter.sorted().unwrap();
        assert_eq!(sorted.next().unwrap().map(|e| (e.key, e.at)), Some((1, 8)));
        assert_eq!(sorted.next_of(1).unwrap().map(|e| e.at), Some(9));
        assert_eq!(sorted.next_of(1).unwrap(), None);
        assert_eq!(sorted.next().unwrap().map(|e| (e.key, e.at)), Some((2, 0)));
        assert_eq!(sorted.next_if(|e| e.at > 5).unwrap(), None);
        assert_eq!(sorted.next_if(|e| e.at == 1).unwrap().map(|e| e.key), Some(2));
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(Spill::new(&std::env::temp_dir(), 4).sorter::<0>().sorted().unwrap().next().unwrap(), None);
    }
}
