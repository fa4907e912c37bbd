//! Articles that wait until their split is known.
//!
//! They lie in one unnamed file, in stretches of [`STRETCH`]: each is one block of LZ4 over the bytes of postcard, a fraction of
//! what the rows of the tables take. Memory: 8 bytes a stretch.

use super::duplicates::TextHash;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Article, Extraction};
use lz4_flex::block::{compress_prepend_size, decompress_size_prepended};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Articles of a stretch: of news about half a megabyte of text.
const STRETCH: usize = 128;

/// Bytes of text behind which a stretch ends.
const STRETCH_BYTES: usize = 4 << 20;

/// Stretches that are dealt at once.
const AT_ONCE: usize = 4;

/// An article that has its place in the corpus.
#[derive(Debug, Serialize)]
pub struct Admitted<'a> {
    pub(super) number: u32,
    pub(super) hash: &'a TextHash,
    pub(super) article: &'a Article,
    pub(super) extraction: &'a Extraction,
}

/// The same, read back.
#[derive(Debug, Deserialize)]
pub(super) struct Kept {
    pub(super) number: u32,
    pub(super) hash: TextHash,
    pub(super) article: Article,
    pub(super) extraction: Extraction,
}

/// Articles cut into stretches: of so many, or so much text.
pub(super) fn cut<'s, 'a>(mut rest: &'s [Admitted<'a>]) -> Vec<&'s [Admitted<'a>]> {
    let mut stretches = Vec::with_capacity(rest.len() / STRETCH + 1);
    while !rest.is_empty() {
        let mut text = 0;
        let full = rest.iter().take(STRETCH).position(|admitted| {
            text += admitted.article.text.len();
            text >= STRETCH_BYTES
        });
        let (stretch, after) = rest.split_at(full.map_or(rest.len().min(STRETCH), |last| last + 1));
        stretches.push(stretch);
        rest = after;
    }
    stretches
}

/// A stretch as it lies in the spool.
pub(super) fn pack(articles: &[Admitted<'_>]) -> Result<Vec<u8>> {
    let broken = |e: &dyn std::fmt::Display| Error::new(ErrorKind::Data, format!("articles cannot be set aside: {e}"));
    let bytes = postcard::to_allocvec(articles).map_err(|e| broken(&e))?;
    // The length of a block has 32 bits.
    u32::try_from(bytes.len()).map_err(|_| broken(&"one has more than 4 GiB with what was found in it"))?;
    Ok(compress_prepend_size(&bytes))
}

/// The articles of a release before they know their splits.
#[derive(Debug)]
pub(super) struct Spool {
    folder: PathBuf,
    file: File,
    /// Bytes of every stretch.
    stretches: Vec<u64>,
}

impl Spool {
    /// An empty unnamed file in a folder.
    pub(super) fn create(folder: &Path) -> Result<Self> {
        let file = tempfile::tempfile_in(folder).map_err(|e| Error::io(folder, e))?;
        Ok(Self { folder: folder.to_path_buf(), file, stretches: Vec::new() })
    }

    /// Adds the stretch that comes next.
    pub(super) fn push(&mut self, stretch: &[u8]) -> Result<()> {
        self.file.write_all(stretch).map_err(|e| Error::io(&self.folder, e))?;
        self.stretches.push(stretch.len() as u64);
        Ok(())
    }

    /// Everything that was added, some stretches at a time.
    pub(super) fn stretches(self) -> Result<impl Iterator<Item = Result<Vec<Vec<u8>>>> + Send> {
        let Self { folder, mut file, stretches } = self;
        file.rewind().map_err(|e| Error::io(&folder, e))?;
        let mut lengths = stretches.into_iter();
        let mut stretch = move |length: u64| {
            let mut bytes = vec![0; length as usize];
            file.read_exact(&mut bytes).map_err(|e| Error::io(&folder, e)).map(|()| bytes)
        };
        let mut some = move || lengths.by_ref().take(AT_ONCE).map(&mut stretch).collect::<Result<Vec<_>>>();
        Ok(std::iter::from_fn(move || match some() {
            Ok(some) if some.is_empty() => None,
            some => Some(some),
        }))
    }
}

/// The articles of a stretch.
pub(super) fn unpack(stretch: &[u8]) -> Result<Vec<Kept>> {
    let broken =
        |e: &dyn std::fmt::Display| Error::new(ErrorKind::Io, format!("articles that wait for their split: {e}"));
    let bytes = decompress_size_prepended(stretch).map_err(|e| broken(&e))?;
    postcard::from_bytes(&bytes).map_err(|e| broken(&e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_come_back_in_stretches_of_bounded_text() {
        let long = "ا".repeat(STRETCH_BYTES / 2);
        let texts = std::iter::repeat_n("نص", 2 * STRETCH).chain([long.as_str(), "نص", "نص"]);
        let articles: Vec<Article> = texts.zip(0..).map(|(text, n)| Article::new(format!("a{n}"), text)).collect();
        let (extraction, hash) = (Extraction::default(), TextHash::default());
        let admitted: Vec<Admitted> = articles
            .iter()
            .zip(0..)
            .map(|(article, number)| Admitted { number, hash: &hash, article, extraction: &extraction })
            .collect();
        let stretches = cut(&admitted);
        assert_eq!(stretches.iter().map(|stretch| stretch.len()).collect::<Vec<_>>(), [STRETCH, STRETCH, 1, 2]);
        let mut spool = Spool::create(&std::env::temp_dir()).unwrap();
        for stretch in stretches {
            spool.push(&pack(stretch).unwrap()).unwrap();
        }
        let back = spool.stretches().unwrap().flat_map(Result::unwrap).flat_map(|stretch| unpack(&stretch).unwrap());
        let back: Vec<(u32, Article)> = back.map(|kept| (kept.number, kept.article)).collect();
        assert!(back.into_iter().eq((0..).zip(articles)));
    }
}
