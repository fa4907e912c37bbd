//! Articles that wait until their split is known, and how they are dealt out then.
//!
//! They lie in one unnamed file, in stretches of [`STRETCH`]: each is one block of LZ4 over the bytes of postcard, which is a
//! fraction of what the rows of the tables take, and of their time. Rows are made once, when everything is known that they
//! state. Memory: 8 bytes a stretch, and the rows of some while they are dealt.

use super::ahead;
use super::batch::TableBuilder;
use super::corpus::{Division, Ids};
use super::duplicates::TextHash;
use super::rows::{self, Facts};
use super::schema::Table;
use super::shards::{Shard, Shards};
use super::sums::hex;
use super::writer::WriterOptions;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Article, CodePoints, Extraction};
use arrow_array::RecordBatch;
use lz4_flex::block::{compress_prepend_size, decompress_size_prepended};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Articles of a stretch: about half a megabyte of text.
pub(super) const STRETCH: usize = 128;

/// Stretches that are dealt at once.
const AT_ONCE: usize = 4;

/// The tables that articles are dealt to, the one with the most rows first.
const TABLES: [Table; 3] = [Table::Claims, Table::Articles, Table::Stances];

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
struct Kept {
    number: u32,
    hash: TextHash,
    article: Article,
    extraction: Extraction,
}

/// A stretch as it lies in the spool.
pub(super) fn pack(articles: &[Admitted<'_>]) -> Result<Vec<u8>> {
    let bytes = postcard::to_allocvec(articles)
        .map_err(|e| Error::new(ErrorKind::Release, "an article cannot be set aside").caused_by(e))?;
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

    /// Deals the articles out to their splits.
    pub(super) fn deal(
        self,
        release: &Path,
        options: &WriterOptions,
        division: &Division,
        ids: &Ids,
    ) -> Result<Vec<Shard>> {
        let maker = Maker { options, division, ids };
        let [mut claims, mut articles, mut stances] =
            TABLES.map(|table| Dealer { files: Files { release, options, division, table }, open: none(division) });
        // Tables are written each by one thread, claims for longer than the others; the rest of the work is small pieces.
        ahead::each(self.stretches()?.map(|some| maker.rows(some?)), |rows| {
            let (claims, (articles, stances)) = rayon::join(
                || claims.take(&rows, 0),
                || rayon::join(|| articles.take(&rows, 1), || stances.take(&rows, 2)),
            );
            claims.and(articles).and(stances)
        })?;
        let shards: Vec<_> = [claims, articles, stances].into_par_iter().map(Dealer::finish).collect::<Result<_>>()?;
        Ok(shards.concat())
    }

    /// Everything that was added, some stretches at a time.
    fn stretches(self) -> Result<impl Iterator<Item = Result<Vec<Vec<u8>>>> + Send> {
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
fn unpack(stretch: &[u8]) -> Result<Vec<Kept>> {
    let broken =
        |e: &dyn std::fmt::Display| Error::new(ErrorKind::Io, format!("articles that wait for their split: {e}"));
    let bytes = decompress_size_prepended(stretch).map_err(|e| broken(&e))?;
    postcard::from_bytes(&bytes).map_err(|e| broken(&e))
}

/// For every split no file yet.
fn none(division: &Division) -> Vec<Option<Shards>> {
    division.names.iter().map(|_| None).collect()
}

/// Rows of one table, by split.
type Rows = Vec<Option<RecordBatch>>;

/// Makes rows of articles.
struct Maker<'a> {
    options: &'a WriterOptions,
    division: &'a Division,
    ids: &'a Ids,
}

impl Maker<'_> {
    /// The rows of stretches, in their order.
    fn rows(&self, stretches: Vec<Vec<u8>>) -> Result<Vec<[Rows; 3]>> {
        stretches.into_par_iter().map(|stretch| self.of_stretch(&unpack(&stretch)?)).collect()
    }

    /// The rows of a stretch, in the order of [`TABLES`].
    fn of_stretch(&self, stretch: &[Kept]) -> Result<[Rows; 3]> {
        let mut of_splits: Vec<Option<[TableBuilder; 3]>> = self.division.names.iter().map(|_| None).collect();
        for kept in stretch {
            let split = usize::from(self.division.splits[kept.number as usize]);
            let builders = of_splits[split].get_or_insert_with(|| TABLES.map(TableBuilder::new));
            self.article(kept, self.division.names[split], builders)?;
        }
        let mut rows: [Rows; 3] = Default::default();
        for builders in of_splits {
            let mut builders = builders.map(|of_tables| of_tables.map(Some)).unwrap_or_default();
            for (builder, rows) in builders.iter_mut().zip(&mut rows) {
                let filled = builder.as_mut().filter(|builder| builder.rows() > 0);
                rows.push(filled.map(TableBuilder::finish).transpose()?);
            }
        }
        Ok(rows)
    }

    fn article(&self, kept: &Kept, split: &str, [claims, articles, stances]: &mut [TableBuilder; 3]) -> Result<()> {
        let Kept { number, hash, article, extraction } = kept;
        let points = CodePoints::new(&article.text);
        let first = self.division.copy_of[*number as usize];
        let first = (first != *number).then(|| self.ids.get(first)).transpose()?;
        let facts = Facts {
            text_sha256: &hex(hash),
            near_duplicate_of: first.as_deref(),
            split,
            primary_target: self.options.primary_target.as_deref(),
            primary_labeler: self.options.primary_labeler.as_deref(),
        };
        rows::article(articles, article, extraction, &points, facts);
        rows::claims(claims, article, extraction, &points, facts);
        rows::stances(stances, article, extraction, &points);
        Ok(())
    }
}

/// Writes one table.
struct Dealer<'a> {
    files: Files<'a>,
    /// By split; opened at its first article.
    open: Vec<Option<Shards>>,
}

/// Where a table is written, and how.
struct Files<'a> {
    release: &'a Path,
    options: &'a WriterOptions,
    division: &'a Division,
    table: Table,
}

impl Dealer<'_> {
    /// Writes the rows that stand at a place of [`TABLES`], each split beside the others.
    fn take(&mut self, stretches: &[[Rows; 3]], at: usize) -> Result<()> {
        let files = &self.files;
        self.open.par_iter_mut().enumerate().try_for_each(|(split, open)| {
            let mut batches = stretches.iter().filter_map(|rows| rows[at].get(split)?.as_ref());
            batches.try_for_each(|batch| files.opened(open, split)?.batch(batch))
        })
    }

    /// Finishes the files; a split that has articles has a file of every table, if an empty one, and a corpus without
    /// articles has the first split.
    fn finish(mut self) -> Result<Vec<Shard>> {
        let splits = &self.files.division.splits;
        for (index, open) in self.open.iter_mut().enumerate() {
            let used = splits.iter().any(|s| usize::from(*s) == index);
            if used || index == 0 && splits.is_empty() {
                self.files.opened(open, index)?;
            }
        }
        let shards: Vec<_> = self.open.into_par_iter().flatten().map(Shards::finish).collect::<Result<_>>()?;
        Ok(shards.concat())
    }
}

impl Files<'_> {
    /// The files of a split, created where they are not yet there.
    fn opened<'s>(&self, open: &'s mut Option<Shards>, split: usize) -> Result<&'s mut Shards> {
        match open {
            Some(shards) => Ok(shards),
            closed => {
                let Self { release, options, division, table } = self;
                let WriterOptions { version, rows_per_shard, .. } = options;
                Ok(closed.insert(Shards::create(release, *table, division.names[split], version, *rows_per_shard)?))
            }
        }
    }
}
