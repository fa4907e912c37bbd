//! The words that a stand-off release lacks, gathered from copies of the articles and recognised by their hashes.
//!
//! Memory: about 100 bytes an article; the words themselves lie in an unnamed file.

use super::super::duplicates::{Key, key};
use super::super::sums::sha256;
use super::{batches, cell, damaged, hash_key, id_key, series, texts};
use crate::dataset::{Manifest, Table};
use crate::error::{Error, Result};
use crate::model::{Article, Reject};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

type Map<V> = HashMap<Key, V, foldhash::fast::RandomState>;

/// Code points of the raw input that a release keeps of a rejected row.
const RAW: usize = 4096;

/// An article of a stand-off release whose words were not found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Its id.
    pub article_id: String,
    /// Its address, where known.
    pub url: Option<String>,
    /// What was found instead.
    pub why: Why,
}

/// Why the words of an article were not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Why {
    /// No copy has its id, address or text.
    Absent,
    /// A copy has its id or address, and another text.
    Different,
}

/// What is looked for, and what was found so far.
#[derive(Debug)]
pub struct Wanted {
    folder: PathBuf,
    file: File,
    end: u64,
    /// By hash of the words: where they lie in the file.
    places: Map<Option<(u64, u32)>>,
    /// Ids and addresses of the release, with whether a copy had them.
    names: Map<bool>,
    /// Hash of the text of every article.
    texts: Map<Key>,
}

impl Wanted {
    /// Everything that a stand-off release lacks; `folder` takes an unnamed file with the words.
    ///
    /// # Errors
    /// When the release cannot be read, or the folder cannot be written to.
    pub fn of(release: &Path, manifest: &Manifest, folder: &Path) -> Result<Self> {
        let file = tempfile::tempfile_in(folder).map_err(|e| Error::io(folder, e))?;
        let mut this = Self {
            folder: folder.to_path_buf(),
            file,
            end: 0,
            places: Map::default(),
            names: Map::default(),
            texts: Map::default(),
        };
        for (table, columns) in
            [(Table::Articles, &["text_sha256", "title_sha256"][..]), (Table::Rejects, &["raw_sha256"])]
        {
            for path in series(manifest, table).into_iter().flat_map(|(_, files)| files) {
                for batch in batches(release, path)? {
                    let batch = batch?;
                    for column in columns {
                        let hashes = texts(&batch, column).map_err(|e| damaged(path, e))?;
                        this.places.extend(hashes.iter().flatten().filter_map(hash_key).map(|hash| (hash, None)));
                    }
                    if table == Table::Articles {
                        this.articles(&batch).map_err(|e| damaged(path, e))?;
                    }
                }
            }
        }
        Ok(this)
    }

    fn articles(&mut self, batch: &arrow_array::RecordBatch) -> Result<(), arrow_schema::ArrowError> {
        let (ids, urls, hashes) = (texts(batch, "article_id")?, texts(batch, "url")?, texts(batch, "text_sha256")?);
        for row in 0..batch.num_rows() {
            self.names.insert(id_key(ids.value(row)), false);
            self.names.extend(cell(urls, row).map(|url| (id_key(url), false)));
            self.texts.extend(hash_key(hashes.value(row)).map(|hash| (id_key(ids.value(row)), hash)));
        }
        Ok(())
    }

    /// Takes from a copy of an article what is wanted.
    ///
    /// # Errors
    /// When the file of words cannot be written.
    pub fn article(&mut self, article: &Article) -> Result<()> {
        for name in [Some(&article.article_id), article.url.as_ref()].into_iter().flatten() {
            self.names.entry(id_key(name)).and_modify(|seen| *seen = true);
        }
        self.offer(&article.text)?;
        self.offer(article.title.as_deref().unwrap_or_default())?;
        // A copy of a row that was rejected as a duplicate is an article like others.
        let end = article.text.char_indices().nth(RAW).map_or(article.text.len(), |(byte, _)| byte);
        if end < article.text.len() { self.offer(&article.text[..end]) } else { Ok(()) }
    }

    /// Takes from a rejected row what is wanted.
    ///
    /// # Errors
    /// When the file of words cannot be written.
    pub fn reject(&mut self, reject: &Reject) -> Result<()> {
        self.offer(&reject.raw)
    }

    fn offer(&mut self, words: &str) -> Result<()> {
        let hash = key(&sha256(words.as_bytes()));
        let Some(place @ None) = self.places.get_mut(&hash) else { return Ok(()) };
        *place = Some((self.end, words.len() as u32));
        self.end += words.len() as u64;
        // One write an article; the file is read back only after the last one.
        self.file.write_all(words.as_bytes()).map_err(|e| Error::io(&self.folder, e))
    }

    /// The words of a hash, where they were found.
    ///
    /// # Errors
    /// When the file of words cannot be read.
    pub(super) fn get(&mut self, hash: Key) -> Result<Option<String>> {
        let Some(Some((start, length))) = self.places.get(&hash).copied() else { return Ok(None) };
        let mut bytes = vec![0; length as usize];
        let read = self.file.seek(SeekFrom::Start(start)).and_then(|_| self.file.read_exact(&mut bytes));
        read.map_err(|e| Error::io(&self.folder, e))?;
        Ok(String::from_utf8(bytes).ok())
    }

    /// The hash of the text of an article, by the key of its id.
    pub(super) fn text_of(&self, id: Key) -> Option<Key> {
        self.texts.get(&id).copied()
    }

    /// Articles whose text was not found, in the order of the release.
    ///
    /// # Errors
    /// When the release cannot be read.
    pub fn missing(&self, release: &Path, manifest: &Manifest) -> Result<Vec<Missing>> {
        let mut missing = Vec::new();
        for path in series(manifest, Table::Articles).into_iter().flat_map(|(_, files)| files) {
            for batch in batches(release, path)? {
                let batch = batch?;
                self.missing_in(&batch, &mut missing).map_err(|e| damaged(path, e))?;
            }
        }
        Ok(missing)
    }

    fn missing_in(
        &self,
        batch: &arrow_array::RecordBatch,
        to: &mut Vec<Missing>,
    ) -> Result<(), arrow_schema::ArrowError> {
        let (ids, urls, hashes) = (texts(batch, "article_id")?, texts(batch, "url")?, texts(batch, "text_sha256")?);
        for row in 0..batch.num_rows() {
            let found = hash_key(hashes.value(row)).and_then(|hash| self.places.get(&hash).copied().flatten());
            if found.is_some() {
                continue;
            }
            let (id, url) = (ids.value(row), cell(urls, row));
            let seen = |name: &str| self.names.get(&id_key(name)).copied().unwrap_or(false);
            let why = if seen(id) || url.is_some_and(seen) { Why::Different } else { Why::Absent };
            to.push(Missing { article_id: id.to_owned(), url: url.map(Into::into), why });
        }
        Ok(())
    }
}

/// Keys of articles that are left out.
pub(super) fn keys(missing: &[Missing]) -> HashSet<Key, foldhash::fast::RandomState> {
    missing.iter().map(|m| id_key(&m.article_id)).collect()
}
