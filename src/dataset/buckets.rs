//! Articles that share a key, found with bounded memory: entries lie in an unnamed file, 12 bytes each, and are looked at
//! in as many passes over it as it takes, 16 bytes an entry of a pass.

use super::sort::Spill;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::PathBuf;

/// Entries of a pass for one that a sort holds: an entry is half as large, and there is one file at a time.
const SHARE: u64 = 16;

/// A key, and the number of an article that has it.
pub(super) type Entry = (u64, u32);

/// Keys of articles.
#[derive(Debug)]
pub(super) struct Buckets {
    folder: PathBuf,
    file: BufWriter<File>,
    entries: u64,
    /// Entries of a pass.
    room: u64,
}

impl Buckets {
    pub(super) fn new(spill: &Spill) -> Result<Self> {
        let folder = spill.folder();
        let file = tempfile::tempfile_in(folder).map_err(|e| Error::io(folder, e))?;
        let room = spill.entries() as u64 * SHARE;
        Ok(Self { folder: folder.to_path_buf(), file: BufWriter::new(file), entries: 0, room })
    }

    /// An article has a key; in any order, and as often as it is told.
    pub(super) fn add(&mut self, key: u64, article: u32) -> Result<()> {
        self.entries += 1;
        let mut write = || {
            self.file.write_all(&key.to_le_bytes())?;
            self.file.write_all(&article.to_le_bytes())
        };
        write().map_err(|e| Error::io(&self.folder, e))
    }

    /// Hands over the articles of every key, sorted and each once, but for those that are `left_out`.
    pub(super) fn finish(
        self,
        left_out: impl Fn(u32) -> bool,
        mut each: impl FnMut(&[Entry]) -> Result<()>,
    ) -> Result<()> {
        let Self { folder, file, entries, room } = self;
        let io = |e| Error::io(&folder, e);
        let mut file = file.into_inner().map_err(|e| io(e.into_error()))?;
        let passes = entries.div_ceil(room).max(1);
        for pass in 0..passes {
            // Not the lowest bits: by them some who ask have divided their keys among files before.
            let is_due = |&(key, article): &Entry| (key >> 16) % passes == pass && !left_out(article);
            let mut due = Vec::with_capacity((entries / passes) as usize);
            read(&mut file, is_due, &mut due).map_err(io)?;
            due.sort_unstable();
            due.dedup();
            due.chunk_by(|a, b| a.0 == b.0).try_for_each(&mut each)?;
        }
        Ok(())
    }
}

/// Adds the entries of a file that are wanted.
fn read(file: &mut File, wanted: impl Fn(&Entry) -> bool, to: &mut Vec<Entry>) -> io::Result<()> {
    file.rewind()?;
    let (mut reader, mut bytes) = (BufReader::new(file), [0; 12]);
    loop {
        match reader.read_exact(&mut bytes) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(e) => return Err(e),
        }
        let (mut key, mut article) = ([0; 8], [0; 4]);
        key.copy_from_slice(&bytes[..8]);
        article.copy_from_slice(&bytes[8..]);
        to.extend(Some((u64::from_le_bytes(key), u32::from_le_bytes(article))).filter(&wanted));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_room_gives_the_same_buckets() {
        for held in [1, 2, 100] {
            let mut buckets = Buckets::new(&Spill::new(&std::env::temp_dir(), held)).unwrap();
            for n in 0..60_u32 {
                buckets.add(u64::from(n * 7 % 20) << 15, n).unwrap();
                buckets.add(u64::from(n * 7 % 20) << 15, n).unwrap();
            }
            let mut found = Vec::new();
            let each = |bucket: &[Entry]| {
                found.push(bucket.to_vec());
                Ok(())
            };
            buckets.finish(|article| article == 20, each).unwrap();
            found.sort();
            assert_eq!((found.len(), &found[0][..]), (20, &[(0, 0), (0, 40)][..]), "{held} held");
            assert_eq!(found.concat().len(), 59);
        }
    }
}
