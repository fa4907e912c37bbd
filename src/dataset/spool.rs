//! Rows that wait until their split is known.
//!
//! They lie in unnamed files, in stretches of the rows of some articles: each is an Arrow stream of its own in one block of LZ4,
//! which is written and read several times as fast as Parquet. Memory: 8 bytes a stretch, and what callers hold.

use super::ahead;
use super::batch::{TableBuilder, unfit};
use super::corpus::{Division, Ids};
use super::schema::Table;
use super::shards::{Shard, Shards};
use super::writer::WriterOptions;
use crate::error::{Error, ErrorKind, Location, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_array::{ArrayRef, RecordBatch, StringArray, UInt32Array};
use arrow_buffer::Buffer;
use arrow_ipc::reader::StreamDecoder;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema};
use arrow_select::take::take_record_batch;
use lz4_flex::block::{compress_prepend_size, decompress_size_prepended};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The rows of a release that know their split.
#[derive(Debug)]
pub(super) struct Spool {
    articles: Spooled,
    claims: Spooled,
    stances: Spooled,
}

impl Spool {
    /// Empty tables whose unnamed files lie in a folder.
    pub(super) fn create(folder: &Path) -> Result<Self> {
        let table = |table| Spooled::create(folder, table);
        Ok(Self { articles: table(Table::Articles)?, claims: table(Table::Claims)?, stances: table(Table::Stances)? })
    }

    /// Adds the rows that come next.
    pub(super) fn push(&mut self, Encoded([articles, claims, stances]): Encoded) -> Result<()> {
        self.articles.push(&articles)?;
        self.claims.push(&claims)?;
        self.stances.push(&stances)
    }

    /// Deals the rows out to their splits.
    pub(super) fn deal(
        self,
        release: &Path,
        options: &WriterOptions,
        division: &Division,
        ids: &Ids,
    ) -> Result<Vec<Shard>> {
        let Self { articles, claims, stances } = self;
        let deal = |spooled: Spooled, ids: Option<&Ids>| {
            let mut open = Vec::new();
            open.resize_with(division.names.len(), || None);
            let mut dealer = Dealer { release, options, division, table: spooled.table, open, ids };
            ahead::each(spooled.batches()?, |batch| dealer.batch(&batch))?;
            dealer.finish()
        };
        // Claims are most of the work.
        let (claims, (articles, stances)) =
            rayon::join(|| deal(claims, None), || rayon::join(|| deal(articles, Some(ids)), || deal(stances, None)));
        Ok([articles?, claims?, stances?].concat())
    }
}

/// Rows of a few articles in the order of the corpus.
#[derive(Debug)]
pub(super) struct Stretch {
    pub(super) articles: Rows,
    pub(super) claims: Rows,
    pub(super) stances: Rows,
}

/// The same rows as they lie in the spool.
pub(super) struct Encoded([Vec<u8>; 3]);

impl Stretch {
    /// No rows yet.
    pub(super) fn new() -> Self {
        let [articles, claims, stances] = [Table::Articles, Table::Claims, Table::Stances].map(Rows::new);
        Self { articles, claims, stances }
    }

    /// The rows as bytes; this is the work of it, and needs nobody else.
    pub(super) fn encode(self) -> Result<Encoded> {
        Ok(Encoded([self.articles.encode()?, self.claims.encode()?, self.stances.encode()?]))
    }
}

/// Rows of one table with the numbers of their articles.
#[derive(Debug)]
pub(super) struct Rows {
    builder: TableBuilder,
    /// The article of every row.
    owners: Vec<u32>,
}

impl Rows {
    fn new(table: Table) -> Self {
        Self { builder: TableBuilder::new(table), owners: Vec::new() }
    }

    /// Adds the rows of an article that `fill` pushes.
    pub(super) fn add(&mut self, article: u32, fill: impl FnOnce(&mut TableBuilder)) {
        fill(&mut self.builder);
        self.owners.resize(self.builder.rows(), article);
    }

    /// Nothing where there is no row.
    fn encode(mut self) -> Result<Vec<u8>> {
        if self.owners.is_empty() {
            return Ok(Vec::new());
        }
        let rows = self.builder.finish()?;
        let owner = Arc::new(Field::new("owner", DataType::UInt32, false));
        let fields: Vec<_> = rows.schema().fields().iter().cloned().chain([owner]).collect();
        let owners: ArrayRef = Arc::new(UInt32Array::from(self.owners));
        let columns = rows.columns().iter().cloned().chain([owners]).collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(unfit)?;
        Ok(compress_prepend_size(&stream(&batch).map_err(unfit)?))
    }
}

/// The rows of one table in the order of the corpus.
#[derive(Debug)]
pub(super) struct Spooled {
    table: Table,
    folder: PathBuf,
    file: File,
    /// Bytes of every stretch.
    stretches: Vec<u64>,
}

impl Spooled {
    fn create(folder: &Path, table: Table) -> Result<Self> {
        let file = tempfile::tempfile_in(folder).map_err(|e| Error::io(folder, e))?;
        Ok(Self { table, folder: folder.to_path_buf(), file, stretches: Vec::new() })
    }

    fn push(&mut self, stretch: &[u8]) -> Result<()> {
        if !stretch.is_empty() {
            self.file.write_all(stretch).map_err(|e| Error::io(&self.folder, e))?;
            self.stretches.push(stretch.len() as u64);
        }
        Ok(())
    }

    /// All rows, a stretch at a time.
    fn batches(self) -> Result<impl Iterator<Item = Result<RecordBatch>> + Send> {
        let Self { folder, mut file, stretches, .. } = self;
        file.rewind().map_err(|e| Error::io(&folder, e))?;
        let batch = move |length: u64| {
            let mut bytes = vec![0; length as usize];
            file.read_exact(&mut bytes).map_err(|e| Error::io(&folder, e))?;
            let mut rows = Buffer::from(decompress_size_prepended(&bytes).map_err(|e| broken(&folder, &e))?);
            let batch = StreamDecoder::new().decode(&mut rows).map_err(|e| broken(&folder, &e))?;
            batch.ok_or_else(|| broken(&folder, &"a stretch without rows"))
        };
        Ok(stretches.into_iter().map(batch))
    }
}

fn stream(batch: &RecordBatch) -> std::result::Result<Vec<u8>, ArrowError> {
    let mut writer = StreamWriter::try_new(Vec::new(), &batch.schema())?;
    writer.write(batch)?;
    writer.into_inner()
}

fn broken(folder: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Io, format!("rows that wait for their split: {error}")).at(Location::path(folder))
}

/// Deals one table.
struct Dealer<'a> {
    release: &'a Path,
    options: &'a WriterOptions,
    division: &'a Division,
    table: Table,
    /// By split; opened at its first article.
    open: Vec<Option<Shards>>,
    /// Where rows name other articles.
    ids: Option<&'a Ids>,
}

impl Dealer<'_> {
    fn batch(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut batch = batch.clone();
        let owners = batch.remove_column(batch.num_columns() - 1);
        let owners = owners.as_primitive::<UInt32Type>().values();
        for index in 0..self.division.names.len() {
            let of_split = |article: u32| usize::from(self.division.splits[article as usize]) == index;
            let rows: Vec<u32> = (0..).zip(owners).filter(|(_, a)| of_split(**a)).map(|(row, _)| row).collect();
            if rows.is_empty() {
                continue;
            }
            let owners: Vec<u32> = rows.iter().map(|&row| owners[row as usize]).collect();
            let part = take_record_batch(&batch, &UInt32Array::from(rows)).map_err(unfit)?;
            let part = self.settled(&part, self.division.names[index], &owners)?;
            self.shards(index)?.batch(&part)?;
        }
        Ok(())
    }

    /// The rows with what was not known before.
    fn settled(&mut self, part: &RecordBatch, split: &str, owners: &[u32]) -> Result<RecordBatch> {
        let schema = part.schema();
        let mut columns = part.columns().to_vec();
        if let Ok(at) = schema.index_of("split") {
            columns[at] = Arc::new(StringArray::from(vec![split; owners.len()])) as ArrayRef;
        }
        if let (Ok(at), Some(ids)) = (schema.index_of("near_duplicate_of"), self.ids) {
            let copies = owners.iter().map(|&n| (n, self.division.copy_of[n as usize]));
            let first = |(n, first)| (first != n).then(|| ids.get(first)).transpose();
            let firsts: Vec<Option<String>> = copies.map(first).collect::<Result<_>>()?;
            columns[at] = Arc::new(StringArray::from(firsts));
        }
        RecordBatch::try_new(schema, columns).map_err(unfit)
    }

    fn shards(&mut self, index: usize) -> Result<&mut Shards> {
        let slot = &mut self.open[index];
        match slot {
            Some(shards) => Ok(shards),
            closed => {
                let (split, options) = (self.division.names[index], self.options);
                let shards = Shards::create(self.release, self.table, split, &options.version, options.rows_per_shard)?;
                Ok(closed.insert(shards))
            }
        }
    }

    /// Finishes the files; a split that has articles has a file of every table, if an empty one, and a corpus without
    /// articles has the first split.
    fn finish(mut self) -> Result<Vec<Shard>> {
        for index in 0..self.division.names.len() {
            let used = self.division.splits.iter().any(|s| usize::from(*s) == index);
            if used || index == 0 && self.division.splits.is_empty() {
                self.shards(index)?;
            }
        }
        let mut shards = Vec::new();
        for open in self.open.into_iter().flatten() {
            shards.extend(open.finish()?);
        }
        Ok(shards)
    }
}
