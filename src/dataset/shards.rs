//! One split of one table as a series of Parquet files.
//!
//! Where row groups and files end follows from the rows alone, never from how they were batched, so that the bytes do
//! not depend on the number of threads. Memory: one row group of compressed pages and at most 4 MiB of rows.

use super::batch::{TableBuilder, unfit};
use super::schema::{OFFSET_UNIT, SCHEMA_VERSION, TEXT_NORMALIZATION, Table, TextForm};
use super::sums::{FileEntry, hex};
use crate::error::{Error, ErrorKind, Location, Result};
use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{Schema, SchemaRef};
use arrow_select::concat::concat_batches;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::{KeyValue, ParquetMetaData, SortingColumn};
use parquet::file::properties::{CdcOptions, EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnPath;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of a row group at most, as the Hub's viewer recommends.
const GROUP_ROWS: usize = 50_000;

/// Bytes of text of a row group at most: the viewer refuses groups over 286 MiB.
const GROUP_BYTES: usize = 64 << 20;

/// Rows and bytes of text handed to the writer at once.
const BATCH_ROWS: usize = 1_024;
const BATCH_BYTES: usize = 4 << 20;

/// A finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shard {
    /// The table.
    pub table: Table,
    /// The split.
    pub split: String,
    /// Path below the release, with `/`.
    pub path: String,
    /// Rows.
    pub rows: u64,
    /// What its bytes are.
    pub content: Content,
}

/// Size and hash of a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Size in bytes.
    pub bytes: u64,
    /// Size of its columns in bytes before compression.
    pub uncompressed_bytes: u64,
    /// SHA-256 in lower-case hexadecimal. Of a file that was written here it is that of the bytes that were handed to the
    /// system, so that reading the file back tells whether they arrived.
    pub sha256: String,
}

impl Content {
    /// Measures a file that was written elsewhere, or copied.
    ///
    /// # Errors
    /// When the file cannot be read, or is no Parquet.
    pub fn of(path: &Path) -> Result<Self> {
        let FileEntry { bytes, sha256, .. } = FileEntry::of(path, "")?;
        let file = File::open(path).map_err(|e| Error::io(path, e))?;
        let reader = SerializedFileReader::new(file)
            .map_err(|e| Error::new(ErrorKind::Release, e.to_string()).at(Location::path(path)).caused_by(e))?;
        Ok(Self { bytes, uncompressed_bytes: uncompressed(reader.metadata()), sha256 })
    }
}

/// Bytes of the columns of a file before compression, as its footer states them.
fn uncompressed(footer: &ParquetMetaData) -> u64 {
    footer.row_groups().iter().map(|g| u64::try_from(g.total_byte_size()).unwrap_or(0)).sum()
}

/// Writes one split of one table.
#[derive(Debug)]
pub struct Shards {
    table: Table,
    split: String,
    folder: PathBuf,
    builder: TableBuilder,
    schema: SchemaRef,
    properties: WriterProperties,
    rows_per_shard: usize,
    /// Rows of given batches that do not fill one yet, with their number and bytes of text.
    waiting: Vec<RecordBatch>,
    waits: (usize, usize),
    open: Option<Open>,
    /// Rows and bytes of the files that are finished.
    done: Vec<(u64, Content)>,
}

#[derive(Debug)]
struct Open {
    path: PathBuf,
    writer: ArrowWriter<Hashed>,
    rows: usize,
    group_bytes: usize,
}

/// A file that is hashed as it is written.
#[derive(Debug)]
struct Hashed {
    file: File,
    hasher: Sha256,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Shards {
    /// A series in `<release>/<table>/`, which is created.
    ///
    /// # Errors
    /// When the folder cannot be created.
    pub fn create(
        release: &Path,
        table: Table,
        split: &str,
        dataset_version: &str,
        rows_per_shard: usize,
    ) -> Result<Self> {
        Self::of_form(TextForm::Full, release, table, split, dataset_version, rows_per_shard)
    }

    /// A series of a form; in a stand-off release rows come as [`batch`](Self::batch) only.
    ///
    /// # Errors
    /// When the folder cannot be created.
    pub fn of_form(
        form: TextForm,
        release: &Path,
        table: Table,
        split: &str,
        dataset_version: &str,
        rows_per_shard: usize,
    ) -> Result<Self> {
        let folder = release.join(table.name());
        std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
        let metadata = metadata(table, dataset_version);
        let schema = table.arrow_schema_of(form);
        let schema = Arc::new(Schema::new_with_metadata(
            schema.fields().clone(),
            metadata.iter().cloned().collect::<HashMap<_, _>>(),
        ));
        Ok(Self {
            table,
            split: split.to_owned(),
            folder,
            builder: TableBuilder::new(table),
            schema,
            properties: properties(table, &metadata)?,
            rows_per_shard: rows_per_shard.max(1),
            waiting: Vec::new(),
            waits: (0, 0),
            open: None,
            done: Vec::new(),
        })
    }

    /// Lets `fill` push **one** row, and writes what is due.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn row(&mut self, fill: impl FnOnce(&mut TableBuilder)) -> Result<()> {
        fill(&mut self.builder);
        let rows = self.builder.rows();
        let full = self.open_rows() + rows >= self.rows_per_shard;
        if full || rows >= BATCH_ROWS || self.builder.bytes() >= BATCH_BYTES { self.write_out() } else { Ok(()) }
    }

    /// Writes rows that stand in a batch already; not to be mixed with rows of the builder. How the rows were cut into
    /// batches leaves no trace.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn batch(&mut self, batch: &RecordBatch) -> Result<()> {
        let batch = RecordBatch::try_new(self.schema.clone(), batch.columns().to_vec()).map_err(unfit)?;
        let mut from = 0;
        for row in 0..batch.num_rows() {
            self.waits.0 += 1;
            self.waits.1 += text_bytes(&batch, row);
            let full = self.open_rows() + self.waits.0 >= self.rows_per_shard;
            if full || self.waits.0 >= BATCH_ROWS || self.waits.1 >= BATCH_BYTES {
                self.waiting.push(batch.slice(from, row + 1 - from));
                from = row + 1;
                self.write_waiting()?;
            }
        }
        if from < batch.num_rows() {
            self.waiting.push(batch.slice(from, batch.num_rows() - from));
        }
        Ok(())
    }

    fn write_waiting(&mut self) -> Result<()> {
        // One slice alone would come back as it is, and the writer looks at other values of a slice of lists than of a copy
        // where it decides how long a page is (its `ContentDefinedChunker` counts them from the first one of the whole list).
        self.waiting.push(RecordBatch::new_empty(self.schema.clone()));
        let batch = concat_batches(&self.schema, &std::mem::take(&mut self.waiting)).map_err(unfit)?;
        let (_, bytes) = std::mem::take(&mut self.waits);
        self.write_batch(&batch, bytes)
    }

    /// Finishes the series and gives every file its name; a series without rows is one empty file, so that its schema
    /// can be read.
    ///
    /// # Errors
    /// When a file cannot be written or renamed.
    pub fn finish(mut self) -> Result<Vec<Shard>> {
        if !self.waiting.is_empty() {
            self.write_waiting()?;
        }
        if self.builder.rows() > 0 || self.done.is_empty() && self.open.is_none() {
            self.write_out()?;
        }
        self.close()?;
        let done = std::mem::take(&mut self.done);
        let total = done.len();
        let mut shards = Vec::with_capacity(total);
        for (index, (rows, content)) in done.into_iter().enumerate() {
            let name = format!("{}-{index:05}-of-{total:05}.parquet", self.split);
            let (from, to) = (self.temporary(index), self.folder.join(&name));
            std::fs::rename(&from, &to).map_err(|e| Error::io(&to, e))?;
            let path = format!("{}/{name}", self.table.name());
            shards.push(Shard { table: self.table, split: self.split.clone(), path, rows, content });
        }
        Ok(shards)
    }

    fn open_rows(&self) -> usize {
        self.open.as_ref().map_or(0, |o| o.rows)
    }

    /// Writes the rows of the builder.
    fn write_out(&mut self) -> Result<()> {
        let (batch, bytes) = self.take()?;
        self.write_batch(&batch, bytes)
    }

    fn write_batch(&mut self, batch: &RecordBatch, mut bytes: usize) -> Result<()> {
        let mut at = 0;
        loop {
            let length = (self.rows_per_shard - self.open_rows()).min(batch.num_rows() - at);
            self.write(&batch.slice(at, length), std::mem::take(&mut bytes))?;
            at += length;
            if self.open_rows() >= self.rows_per_shard {
                self.close()?;
            }
            if at >= batch.num_rows() {
                return Ok(());
            }
        }
    }

    fn take(&mut self) -> Result<(RecordBatch, usize)> {
        let bytes = self.builder.bytes();
        let batch = self.builder.finish()?;
        let columns = batch.columns().to_vec();
        // A builder has the columns of the full form; without rows it stands for any form.
        let batch = if batch.num_rows() == 0 {
            RecordBatch::new_empty(self.schema.clone())
        } else {
            RecordBatch::try_new(self.schema.clone(), columns).map_err(unfit)?
        };
        Ok((batch, bytes))
    }

    fn write(&mut self, batch: &RecordBatch, bytes: usize) -> Result<()> {
        let open = if let Some(open) = &mut self.open {
            open
        } else {
            let path = self.temporary(self.done.len());
            let file = File::create(&path).map_err(|e| Error::io(&path, e))?;
            let file = Hashed { file, hasher: Sha256::new(), bytes: 0 };
            let writer = ArrowWriter::try_new(file, self.schema.clone(), Some(self.properties.clone()))
                .map_err(|e| write_error(&path, e))?;
            self.open.insert(Open { path, writer, rows: 0, group_bytes: 0 })
        };
        open.writer.write(batch).map_err(|e| write_error(&open.path, e))?;
        open.rows += batch.num_rows();
        open.group_bytes += bytes;
        if open.group_bytes >= GROUP_BYTES {
            open.writer.flush().map_err(|e| write_error(&open.path, e))?;
            open.group_bytes = 0;
        }
        Ok(())
    }

    fn close(&mut self) -> Result<()> {
        if let Some(mut open) = self.open.take() {
            let footer = open.writer.finish().map_err(|e| write_error(&open.path, e))?;
            let Hashed { hasher, bytes, .. } = open.writer.inner();
            let sha256 = hex(&hasher.clone().finalize());
            let content = Content { bytes: *bytes, uncompressed_bytes: uncompressed(&footer), sha256 };
            self.done.push((open.rows as u64, content));
        }
        Ok(())
    }

    fn temporary(&self, index: usize) -> PathBuf {
        self.folder.join(format!("{}-{index:05}.unfinished", self.split))
    }
}

/// Bytes of the text columns of a row.
fn text_bytes(batch: &RecordBatch, row: usize) -> usize {
    let bytes = |column: &ArrayRef| column.as_string_opt::<i32>().map_or(0, |t| t.value(row).len());
    batch.columns().iter().map(bytes).sum()
}

/// Key-value metadata of a file: written to the footer and to the Arrow schema, because readers show one or the other.
pub fn metadata(table: Table, dataset_version: &str) -> Vec<(String, String)> {
    [
        ("dataset_version", dataset_version),
        ("offset_unit", OFFSET_UNIT),
        ("schema_version", SCHEMA_VERSION),
        ("table", table.name()),
        ("text_normalization", TEXT_NORMALIZATION),
    ]
    .map(|(k, v)| (k.to_owned(), v.to_owned()))
    .to_vec()
}

fn properties(table: Table, metadata: &[(String, String)]) -> Result<WriterProperties> {
    let level = ZstdLevel::try_new(3).map_err(|e| Error::new(ErrorKind::Release, "zstd level").caused_by(e))?;
    let metadata = metadata.iter().map(|(k, v)| KeyValue::new(k.clone(), v.clone())).collect();
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        // The default names the version of the parquet crate, which would change bytes without a change of content.
        .set_created_by("claimkit".into())
        .set_key_value_metadata(Some(metadata))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        // Pages end where the content says so, not at a count: an inserted row leaves the other pages' bytes alone, and
        // stores that keep equal chunks once keep two versions for little more than one.
        .set_content_defined_chunking(Some(CdcOptions::default()))
        // The column and offset index of a page: a reader finds one article without reading the file.
        .set_statistics_enabled(EnabledStatistics::Page);
    // Speakers come sorted by their key; the other tables keep the order of the corpus, where the rows of an article stand
    // together.
    if table == Table::Speakers {
        let by_key = SortingColumn { column_idx: 0, descending: false, nulls_first: false };
        properties = properties.set_sorting_columns(Some(vec![by_key]));
    }
    // Long texts never repeat and nobody looks them up by value.
    for long in ["text", "raw"] {
        let path = ColumnPath::from(long);
        properties = properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_statistics_enabled(path, EnabledStatistics::None);
    }
    Ok(properties.build())
}

/// A failure of the Parquet writer as a failure at a file; a full disk arrives wrapped in two layers.
fn write_error(path: &Path, error: ParquetError) -> Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(io) => Error::io(path, *io),
            Err(other) => Error::new(ErrorKind::Io, other.to_string()).at(Location::path(path)),
        },
        other => Error::new(ErrorKind::Io, other.to_string()).at(Location::path(path)).caused_by(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Labels with enough evidence that its pages are cut where the content says so.
    fn labels(n: u32) -> RecordBatch {
        let mut rows = TableBuilder::new(Table::Stances);
        let mut chance = 7_u64;
        for i in 0..n {
            let mut next = || {
                chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                chance >> 33
            };
            let evidence: Vec<String> = (0..next() % 4).map(|_| format!("{:08x}", next()).repeat(8)).collect();
            rows.push(|row| {
                row.text("claim_id", format!("c-{i:016x}").as_str())
                    .text("target_id", "t")
                    .text("labeler", "rules")
                    .text("stance", "favor")
                    .float("score", 0.5)
                    .list("evidence", &evidence, |record, text| {
                        record
                            .text("text", text.as_str())
                            .int("start_char", i)
                            .int("end_char", i + 3)
                            .text("rule", "r");
                    })
                    .text("rule", "STA-FACT");
            });
        }
        rows.finish().unwrap()
    }

    #[test]
    fn how_rows_are_cut_into_batches_leaves_no_trace() {
        let all = labels(24_000);
        let written = |cut: usize| {
            let folder = tempfile::tempdir().unwrap();
            let mut shards = Shards::create(folder.path(), Table::Stances, "train", "1.0.0", 20_000).unwrap();
            for at in (0..all.num_rows()).step_by(cut) {
                shards.batch(&all.slice(at, cut.min(all.num_rows() - at))).unwrap();
            }
            shards.finish().unwrap()
        };
        let expected = written(100);
        assert_eq!(expected.iter().map(|shard| shard.rows).collect::<Vec<_>>(), [20_000, 4_000]);
        for cut in [512, 1_024, 1_400, 24_000] {
            assert_eq!(written(cut), expected, "{cut} rows at once");
        }
    }
}
