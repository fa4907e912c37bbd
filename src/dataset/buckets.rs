//! Articles that share a key, found with bounded memory: entries lie in an unnamed file, 12 bytes each and 8 more where
//! they say their order, and are looked at in as many passes over it as it takes, 16 or 24 bytes an entry of a pass.

use super::sort::Spill;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::PathBuf;

/// Bytes of a pass for one entry that a sort holds: there is one file at a time.
const PASS: usize = 256;

/// A key, what orders the articles that share it, and the number of one that has it. Entries come in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry<const N: usize> {
    pub(super) key: u64,
    pub(super) order: [u64; N],
    pub(super) article: u32,
}

impl<const N: usize> Entry<N> {
    /// Bytes in a file.
    const BYTES: usize = 12 + 8 * N;

    fn write(&self, to: &mut impl Write) -> io::Result<()> {
        to.write_all(&self.key.to_le_bytes())?;
        self.order.iter().try_for_each(|order| to.write_all(&order.to_le_bytes()))?;
        to.write_all(&self.article.to_le_bytes())
    }

    fn read(from: &[u8]) -> Self {
        let word = |n: usize| {
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&from[8 * n..8 * n + 8]);
            u64::from_le_bytes(bytes)
        };
        let mut article = [0; 4];
        article.copy_from_slice(&from[8 + 8 * N..]);
        Self { key: word(0), order: std::array::from_fn(|n| word(1 + n)), article: u32::from_le_bytes(article) }
    }
}

/// Keys of articles.
#[derive(Debug)]
pub(super) struct Buckets<const N: usize> {
    folder: PathBuf,
    file: BufWriter<File>,
    entries: u64,
    /// Entries of a pass.
    room: u64,
}

impl<const N: usize> Buckets<N> {
    pub(super) fn new(spill: &Spill) -> Result<Self> {
        let folder = spill.folder();
        let file = tempfile::tempfile_in(folder).map_err(|e| Error::io(folder, e))?;
        let room = (spill.entries() * PASS / size_of::<Entry<N>>()) as u64;
        Ok(Self { folder: folder.to_path_buf(), file: BufWriter::new(file), entries: 0, room })
    }

    /// An article has a key; in any order, and as often as it is told.
    pub(super) fn add(&mut self, entry: Entry<N>) -> Result<()> {
        self.entries += 1;
        entry.write(&mut self.file).map_err(|e| Error::io(&self.folder, e))
    }

    /// Hands over the articles of every key, sorted and each once, but for those that are `left_out`.
    pub(super) fn finish(
        self,
        left_out: impl Fn(u32) -> bool,
        mut each: impl FnMut(&[Entry<N>]) -> Result<()>,
    ) -> Result<()> {
        let Self { folder, file, entries, room } = self;
        let io = |e| Error::io(&folder, e);
        let mut file = file.into_inner().map_err(|e| io(e.into_error()))?;
        let passes = entries.div_ceil(room).max(1);
        for pass in 0..passes {
            // Not the lowest bits: by them some who ask have divided their keys among files before.
            let is_due = |entry: &Entry<N>| (entry.key >> 16) % passes == pass && !left_out(entry.article);
            let mut due = Vec::with_capacity((entries / passes) as usize);
            read(&mut file, is_due, &mut due).map_err(io)?;
            due.sort_unstable();
            due.dedup();
            due.chunk_by(|a, b| a.key == b.key).try_for_each(&mut each)?;
        }
        Ok(())
    }
}

/// Adds the entries of a file that are wanted.
fn read<const N: usize>(file: &mut File, wanted: impl Fn(&Entry<N>) -> bool, to: &mut Vec<Entry<N>>) -> io::Result<()> {
    file.rewind()?;
    let (mut reader, mut bytes) = (BufReader::new(file), vec![0; Entry::<N>::BYTES]);
    loop {
        match reader.read_exact(&mut bytes) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(e) => return Err(e),
        }
        to.extend(Some(Entry::read(&bytes)).filter(&wanted));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_room_gives_the_same_buckets() {
        for held in [1, 2, 100] {
            let mut buckets = Buckets::new(&Spill::new(&std::env::temp_dir(), held)).unwrap();
            for article in 0..60_u32 {
                let (key, order) = (u64::from(article * 7 % 20) << 15, [u64::from(article ^ 7)]);
                buckets.add(Entry { key, order, article }).unwrap();
                buckets.add(Entry { key, order, article }).unwrap();
            }
            let mut found = Vec::new();
            let each = |bucket: &[Entry<1>]| {
                found.push(bucket.iter().map(|entry| (entry.key, entry.article)).collect::<Vec<_>>());
                Ok(())
            };
            buckets.finish(|article| article == 20, each).unwrap();
            found.sort();
            assert_eq!((found.len(), &found[0][..]), (20, &[(0, 0), (0, 40)][..]), "{held} held");
            assert_eq!(found.concat().len(), 59);
        }
    }
}
