//! Rows that were seen before.
//!
//! Memory: 10 to 21 bytes an article; what else is known of it, 32 bytes, lies in an unnamed file. Keys are the first 128
//! bits of a cryptographic hash, so that a collision need not be thought of.

use super::near::Sketch;
use super::stories;
use super::sums::sha256;
use crate::error::{Error, Result};
use crate::model::{Article, Extraction};
use hashbrown::HashTable;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Tables that ids are divided among.
const TABLES: usize = 64;

/// SHA-256 of a text.
pub type TextHash = [u8; 32];

pub(super) use super::sort::Key;

/// What an article is recognised by; made from it alone, so that threads can make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prints {
    /// Of the text as it is.
    pub hash: TextHash,
    /// Of its words; `None` where it has none.
    pub sketch: Option<Sketch>,
    /// Of its headline and of what is said in it.
    pub stories: Vec<u64>,
}

impl Prints {
    /// The prints of an article.
    pub fn of(article: &Article, extraction: &Extraction) -> Self {
        Self {
            hash: sha256(article.text.as_bytes()),
            sketch: Sketch::of(&article.text),
            stories: stories::keys(article, extraction),
        }
    }
}

/// What is known of an article that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Its id was not seen.
    New,
    /// The same id with the same text.
    SameRow,
    /// The same id with another text.
    SameId,
}

/// Remembers the ids of articles. Only looked up, never iterated, so the order of its tables does not matter.
#[derive(Debug)]
pub struct Duplicates {
    folder: PathBuf,
    /// Ids by some bits of their keys, in tables that grow one by one: one that grows is there twice.
    tables: [HashTable<Slot>; TABLES],
    /// Keys of id and text of every article, by its number.
    keys: BufWriter<File>,
    articles: u32,
}

/// An id in memory: bits of its key, and the number of its article, under which the rest of the key lies on disk.
#[derive(Debug, Clone, Copy)]
struct Slot {
    bits: u32,
    article: u32,
}

impl Slot {
    /// The bits are those of a hash; a table needs them in both halves.
    fn hash(self) -> u64 {
        u64::from(self.bits).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

impl Duplicates {
    /// An empty memory, with an unnamed file in a folder.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn new(folder: &Path) -> Result<Self> {
        let file = tempfile::tempfile_in(folder).map_err(|e| Error::io(folder, e))?;
        Ok(Self {
            folder: folder.to_path_buf(),
            tables: std::array::from_fn(|_| HashTable::new()),
            keys: BufWriter::new(file),
            articles: 0,
        })
    }

    /// Looks an article up, and remembers it if it is new: its number is then how many were new before.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn see(&mut self, id: &str, text: &TextHash) -> Result<Seen> {
        self.look_up(key(blake3::hash(id.as_bytes()).as_bytes()), key(text)).map_err(|e| Error::io(&self.folder, e))
    }

    fn look_up(&mut self, id: Key, text: Key) -> io::Result<Seen> {
        let slot = Slot { bits: id as u32, article: self.articles };
        let table = &mut self.tables[(id >> 32) as usize % TABLES];
        // Few ids agree in these bits that are not one.
        for alike in table.iter_hash(slot.hash()).filter(|other| other.bits == slot.bits) {
            let mut known = [[0; 16]; 2];
            self.keys.seek(SeekFrom::Start(u64::from(alike.article) * 32))?;
            self.keys.get_mut().read_exact(known.as_flattened_mut())?;
            self.keys.seek(SeekFrom::End(0))?;
            match known.map(Key::from_le_bytes) {
                [known, same] if known == id && same == text => return Ok(Seen::SameRow),
                [known, _] if known == id => return Ok(Seen::SameId),
                _ => {}
            }
        }
        table.insert_unique(slot.hash(), slot, |slot| slot.hash());
        self.articles += 1;
        self.keys.write_all(&id.to_le_bytes())?;
        self.keys.write_all(&text.to_le_bytes())?;
        Ok(Seen::New)
    }
}

pub(super) fn key(hash: &[u8; 32]) -> Key {
    let mut first = [0; 16];
    first.copy_from_slice(&hash[..16]);
    Key::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_texts_are_told_apart() {
        let mut seen = Duplicates::new(&std::env::temp_dir()).unwrap();
        let (one, two) = ([1; 32], [2; 32]);
        let mut see = |id, text| seen.see(id, text).unwrap();
        assert_eq!(see("a", &one), Seen::New);
        assert_eq!(see("a", &one), Seen::SameRow);
        assert_eq!(see("a", &two), Seen::SameId);
        assert_eq!(see("b", &one), Seen::New);
        assert_eq!(see("a", &one), Seen::SameRow);
        assert_eq!(see("b", &two), Seen::SameId);
    }

    #[test]
    fn ids_that_agree_in_the_bits_in_memory_are_told_apart() {
        let mut seen = Duplicates::new(&std::env::temp_dir()).unwrap();
        let ids = [7, 7 | 1 << 100, 7 | 1 << 101];
        let mut look_up = |id, text| seen.look_up(id, text).unwrap();
        assert_eq!(ids.map(|id| look_up(id, id + 1)), [Seen::New; 3]);
        assert_eq!(ids.map(|id| look_up(id, id + 1)), [Seen::SameRow; 3]);
        assert_eq!(ids.map(|id| look_up(id, id + 2)), [Seen::SameId; 3]);
    }
}
