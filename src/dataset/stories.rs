//! Articles that tell one story: they share a headline, or the words of a statement.
//!
//! Two outlets seldom share a text, and nearly always share what was said: a story is recognised by the sentence that
//! everybody quotes. What more than [`CROWD`] articles share is a formula and no story.
//!
//! Memory: 16 bytes an entry while one of [`PARTS`] parts is looked at; entries (12 bytes each) lie in unnamed files.

use super::near;
use crate::error::{Error, Result};
use crate::model::{Article, Extraction};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Words from which an equal headline is no heading of a column.
const HEADLINE: usize = 6;

/// Words from which an equal statement is no phrase that anybody may say.
const STATEMENT: usize = 8;

/// Articles that may share a headline or statement and still tell one story.
pub const CROWD: usize = 50;

/// Files that entries are divided among by their keys.
const PARTS: usize = 16;

/// What a headline is recognised by; `None` where it is too short.
///
/// ```
/// use claimkit::dataset::stories::headline;
/// let one = headline("الهيئة تعلن فتح الجسر أمام السير غدا");
/// assert_eq!(one, headline("الهيئه تعلن فتح الجسر امام السير غداً"), "spelling does not count");
/// assert_eq!(headline("أسعار اليوم"), None);
/// ```
pub fn headline(text: &str) -> Option<u64> {
    near::phrase(text, HEADLINE)
}

/// What the words of a claim are recognised by; `None` where they are too few.
pub fn statement(text: &str) -> Option<u64> {
    near::phrase(text, STATEMENT)
}

/// What an article may share with others that tell its story.
pub fn keys(article: &Article, extraction: &Extraction) -> Vec<u64> {
    let title = super::rows::title(article, extraction).and_then(headline);
    let said = extraction.claims.iter().filter_map(|c| statement(c.content.of(&article.text)));
    let mut keys: Vec<u64> = title.into_iter().chain(said).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Collects keys, then finds the articles that share one.
#[derive(Debug)]
pub struct StoryIndex {
    folder: PathBuf,
    parts: Vec<BufWriter<File>>,
}

impl StoryIndex {
    /// An empty index whose unnamed files lie in a folder.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn new(folder: &Path) -> Result<Self> {
        let file = || tempfile::tempfile_in(folder).map(BufWriter::new).map_err(|e| Error::io(folder, e));
        Ok(Self { folder: folder.to_path_buf(), parts: (0..PARTS).map(|_| file()).collect::<Result<_>>()? })
    }

    /// An article, by its number, has a key; in any order, and as often as it is told.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add(&mut self, article: u32, key: u64) -> Result<()> {
        let to = &mut self.parts[key as usize % PARTS];
        to.write_all(&key.to_le_bytes())
            .and_then(|()| to.write_all(&article.to_le_bytes()))
            .map_err(|e| Error::io(&self.folder, e))
    }

    /// Names every article that shares a key with an earlier one, with the first that has it; a pair as often as it shares.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self, mut shared: impl FnMut(u32, u32)) -> Result<()> {
        for part in self.parts {
            let mut entries = entries(part).map_err(|e| Error::io(&self.folder, e))?;
            entries.sort_unstable();
            entries.dedup();
            let crowds = entries.chunk_by(|a, b| a.0 == b.0).filter(|crowd| crowd.len() <= CROWD);
            for crowd in crowds {
                crowd[1..].iter().for_each(|other| shared(crowd[0].1, other.1));
            }
        }
        Ok(())
    }
}

fn entries(part: BufWriter<File>) -> std::io::Result<Vec<(u64, u32)>> {
    let mut file = part.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.rewind()?;
    let mut bytes = [0; 12];
    let mut reader = BufReader::new(file);
    let mut entries = Vec::new();
    loop {
        match reader.read_exact(&mut bytes) {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(entries),
            Err(e) => return Err(e),
        }
        let (mut key, mut article) = ([0; 8], [0; 4]);
        key.copy_from_slice(&bytes[..8]);
        article.copy_from_slice(&bytes[8..]);
        entries.push((u64::from_le_bytes(key), u32::from_le_bytes(article)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_meet_by_what_they_share_and_crowds_do_not() {
        let folder = tempfile::tempdir().unwrap();
        let mut index = StoryIndex::new(folder.path()).unwrap();
        for (article, key) in [(3, 7), (1, 7), (1, 7), (2, 40), (5, 9)] {
            index.add(article, key).unwrap();
        }
        for article in 0..=CROWD as u32 {
            index.add(article, 11).unwrap();
        }
        let mut pairs = Vec::new();
        index.finish(|one, two| pairs.push((one, two))).unwrap();
        assert_eq!(pairs, [(1, 3)]);
    }

    #[test]
    fn only_long_phrases_count_whatever_their_spelling() {
        let said = "سنعيد فتح الجسر أمام السيارات بعد إصلاحه نهاية الشهر";
        assert_eq!(statement(said), statement("«سنعيدُ فتح الجسر امام السيارات، بعد إصلاحه نهاية الشهر»"));
        assert!(statement(said).is_some() && statement("سنعيد فتح الجسر قريبا").is_none());
        assert_ne!(statement(said), statement(&said.replace("نهاية", "بداية")));
    }
}
