//! Byte strings by number in unnamed files: what is known of every article and asked of few. Memory: none an article.

use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Takes byte strings.
#[derive(Debug)]
pub(super) struct RecordsWriter {
    folder: PathBuf,
    bytes: BufWriter<File>,
    /// Where each string ends, eight bytes each.
    ends: BufWriter<File>,
    end: u64,
    len: u32,
}

impl RecordsWriter {
    /// None yet; the files lie in a folder.
    pub(super) fn new(folder: &Path) -> Result<Self> {
        let file = || tempfile::tempfile_in(folder).map(BufWriter::new).map_err(|e| Error::io(folder, e));
        Ok(Self { folder: folder.to_path_buf(), bytes: file()?, ends: file()?, end: 0, len: 0 })
    }

    /// Strings so far.
    pub(super) fn len(&self) -> u32 {
        self.len
    }

    /// Adds the next string, in pieces.
    pub(super) fn push<B: AsRef<[u8]>>(&mut self, pieces: impl IntoIterator<Item = B>) -> Result<()> {
        let write = || -> io::Result<()> {
            for piece in pieces {
                self.bytes.write_all(piece.as_ref())?;
                self.end += piece.as_ref().len() as u64;
            }
            self.ends.write_all(&self.end.to_le_bytes())
        };
        self.len += 1;
        write().map_err(|e| Error::io(&self.folder, e))
    }

    /// The strings, to be read.
    pub(super) fn finish(self) -> Result<Records> {
        let Self { folder, bytes, ends, .. } = self;
        let file = |file: BufWriter<File>| file.into_inner().map_err(|e| Error::io(&folder, e.into_error()));
        let (bytes, ends) = (file(bytes)?, file(ends)?);
        Ok(Records { folder, bytes, ends })
    }
}

/// Byte strings by number.
#[derive(Debug)]
pub(super) struct Records {
    folder: PathBuf,
    bytes: File,
    ends: File,
}

impl Records {
    /// The string of a number that was given.
    pub(super) fn get(&self, number: u32) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read(number, &mut bytes)?;
        Ok(bytes)
    }

    /// Reads the string of a number that was given in place of what a buffer holds.
    pub(super) fn read(&self, number: u32, into: &mut Vec<u8>) -> Result<()> {
        let mut read = || {
            let number = u64::from(number);
            let mut around = [[0; 8]; 2];
            let known = if number == 0 { &mut around[1..] } else { &mut around[..] };
            read_at(&self.ends, 8 * number.saturating_sub(1), known.as_flattened_mut())?;
            let [start, end] = around.map(u64::from_le_bytes);
            into.resize(end.saturating_sub(start) as usize, 0);
            read_at(&self.bytes, start, into)
        };
        read().map_err(|e| Error::io(&self.folder, e))
    }
}

#[cfg(unix)]
fn read_at(file: &File, at: u64, to: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, to, at)
}

#[cfg(not(unix))]
fn read_at(mut file: &File, at: u64, to: &mut [u8]) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_in_any_order() {
        let mut writer = RecordsWriter::new(&std::env::temp_dir()).unwrap();
        let strings = [["a", "b"], ["", ""], ["long", "er"]];
        strings.iter().try_for_each(|pieces| writer.push(pieces)).unwrap();
        assert_eq!(writer.len(), 3);
        let records = writer.finish().unwrap();
        let read = [2, 0, 1, 2].map(|n| String::from_utf8(records.get(n).unwrap()).unwrap());
        assert_eq!(read, ["longer", "ab", "", "longer"]);
        assert!(records.get(3).is_err());
    }
}
