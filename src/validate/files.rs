//! The Parquet files of a release through polars, one row group at a time.

use super::check::Finding;
use crate::dataset::Table;
use crate::dataset::sums::files_below;
use crate::error::{Error, ErrorKind, Location, Result};
use polars::io::SerReader;
use polars::prelude::{
    ArrowSchema, BooleanChunked, Column, DataFrame, Float64Chunked, Int32Chunked, ParquetReader, PolarsError,
    StringChunked,
};
use std::collections::BTreeMap;
use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A Parquet file with what its footer says.
#[derive(Debug)]
pub(super) struct DataFile {
    pub(super) table: Table,
    /// Path below the release, with `/`.
    pub(super) path: String,
    /// The name before `-NNNNN-of-NNNNN.parquet`; empty where the name is of another form.
    pub(super) split: String,
    /// Rows; 0 where the file cannot be read.
    pub(super) rows: u64,
    /// Schema as polars sees it, or why the file cannot be read.
    pub(super) schema: std::result::Result<Arc<ArrowSchema>, String>,
    /// Key-value metadata of the footer.
    pub(super) metadata: BTreeMap<String, String>,
    /// Rows of its row groups.
    groups: Vec<usize>,
}

/// All Parquet files of a release.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) release: PathBuf,
    pub(super) files: Vec<DataFile>,
}

/// One row group (or nothing, of an empty file) as a data frame.
#[derive(Debug)]
pub(super) struct Chunk<'f> {
    pub(super) file: &'f DataFile,
    /// Row of the file that is the first one here.
    first_row: u64,
    frame: DataFrame,
}

/// A list of records: the members of row `i` stand at `range(i)` of each member column.
#[derive(Debug)]
pub(super) struct Structs {
    offsets: Vec<i64>,
    fields: DataFrame,
}

impl Files {
    pub(super) fn open(release: &Path) -> Result<Self> {
        let mut files = Vec::new();
        for table in Table::ALL {
            let folder = release.join(table.name());
            let names = if folder.is_dir() { files_below(&folder)? } else { Vec::new() };
            for name in names.into_iter().filter(|n| n.ends_with(".parquet")) {
                files.push(DataFile::open(release, table, &name));
            }
        }
        Ok(Self { release: release.to_path_buf(), files })
    }

    /// Files of a table, in the order of their names.
    pub(super) fn of(&self, table: Table) -> impl Iterator<Item = &DataFile> {
        self.files.iter().filter(move |f| f.table == table)
    }

    /// Rows of a table.
    pub(super) fn rows(&self, table: Table) -> u64 {
        self.of(table).map(|f| f.rows).sum()
    }

    /// Every row group of a table in order, with these columns.
    pub(super) fn chunks<'f>(
        &'f self,
        table: Table,
        columns: &'f [&'f str],
    ) -> impl Iterator<Item = Result<Chunk<'f>>> + 'f {
        let groups = self.of(table).flat_map(|file| (0..file.groups.len()).map(move |group| (file, group)));
        groups.map(move |(file, group)| self.chunk(file, group, columns))
    }

    /// The row group of a table by its number over all files.
    pub(super) fn nth(&self, table: Table, mut number: usize, columns: &[&str]) -> Result<Chunk<'_>> {
        for file in self.of(table) {
            if number < file.groups.len() {
                return self.chunk(file, number, columns);
            }
            number -= file.groups.len();
        }
        Err(Error::new(ErrorKind::Release, format!("table {} has no row group {number}", table.name())))
    }

    /// A row group of a file by its number among those that have rows.
    pub(super) fn chunk<'f>(&self, file: &'f DataFile, group: usize, columns: &[&str]) -> Result<Chunk<'f>> {
        let path = self.release.join(&file.path);
        let opened = File::open(&path).map_err(|e| Error::io(&path, e))?;
        let first: usize = file.groups[..group].iter().sum();
        let mut frame = ParquetReader::new(opened)
            .with_columns(Some(columns.iter().map(|&c| c.to_owned()).collect()))
            .with_slice(Some((first, file.groups[group])))
            .finish()
            .map_err(|e| polars_error(&path, e))?;
        frame.rechunk_mut();
        Ok(Chunk { file, first_row: first as u64, frame })
    }
}

impl DataFile {
    /// A file of which nothing was read yet.
    pub(super) fn of_no_rows(table: Table, name: &str) -> Self {
        Self {
            table,
            path: format!("{}/{name}", table.name()),
            split: shard_name(name).map(|s| s.0.to_owned()).unwrap_or_default(),
            rows: 0,
            schema: Err("not read".into()),
            metadata: BTreeMap::new(),
            groups: Vec::new(),
        }
    }

    fn open(release: &Path, table: Table, name: &str) -> Self {
        let mut this = Self::of_no_rows(table, name);
        let read = |this: &mut Self| -> std::result::Result<Arc<ArrowSchema>, PolarsError> {
            let mut reader = ParquetReader::new(File::open(release.join(&this.path))?);
            let footer = reader.get_metadata()?.clone();
            this.rows = footer.num_rows as u64;
            for group in &footer.row_groups {
                // An empty group has nothing to look at.
                if group.num_rows() > 0 {
                    this.groups.push(group.num_rows());
                }
            }
            for pair in footer.key_value_metadata().iter().flatten() {
                this.metadata.insert(pair.key.clone(), pair.value.clone().unwrap_or_default());
            }
            reader.schema()
        };
        this.schema = read(&mut this).map_err(|e| e.to_string());
        this
    }
}

/// Split, number and count of `{split}-NNNNN-of-NNNNN.parquet`.
pub(super) fn shard_name(name: &str) -> Option<(&str, u32, u32)> {
    let digits =
        |text: &str| (text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?;
    let (rest, total) = name.strip_suffix(".parquet")?.rsplit_once("-of-")?;
    let (split, number) = rest.rsplit_once('-')?;
    let legal = !split.is_empty() && split.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    legal.then_some(())?;
    Some((split, digits(number)?, digits(total)?))
}

impl Chunk<'_> {
    pub(super) fn rows(&self) -> usize {
        self.frame.height()
    }

    /// Whether it was read with a column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.frame.column(column).is_ok()
    }

    /// The texts of articles, or of a stand-off release their hashes: both are equal where the texts are.
    pub(super) fn identity(&self) -> Result<&StringChunked> {
        self.text(if self.has("text") { "text" } else { "text_sha256" })
    }

    /// Lengths of the texts of articles in code points.
    pub(super) fn lengths(&self) -> Result<Vec<usize>> {
        if self.has("text") {
            return Ok(self.text("text")?.iter().map(|t| t.map_or(0, |t| t.chars().count())).collect());
        }
        let stated = self.int("text_chars")?.iter();
        Ok(stated.map(|n| n.and_then(|n| usize::try_from(n).ok()).unwrap_or(0)).collect())
    }

    pub(super) fn text(&self, column: &str) -> Result<&StringChunked> {
        self.frame.column(column).and_then(|c| c.str()).map_err(|e| self.wrong(e))
    }

    /// A column of any type.
    pub(super) fn column(&self, column: &str) -> Result<&Column> {
        self.frame.column(column).map_err(|e| self.wrong(e))
    }

    pub(super) fn int(&self, column: &str) -> Result<&Int32Chunked> {
        self.frame.column(column).and_then(|c| c.i32()).map_err(|e| self.wrong(e))
    }

    pub(super) fn bool(&self, column: &str) -> Result<&BooleanChunked> {
        self.frame.column(column).and_then(|c| c.bool()).map_err(|e| self.wrong(e))
    }

    pub(super) fn float(&self, column: &str) -> Result<&Float64Chunked> {
        self.frame.column(column).and_then(|c| c.f64()).map_err(|e| self.wrong(e))
    }

    pub(super) fn structs(&self, column: &str) -> Result<Structs> {
        let read = || {
            let list = self.frame.column(column)?.list()?;
            // A frame of one chunk has lists of one array (none at all where there is no row).
            let offsets = list.downcast_iter().next().map(|a| a.offsets().as_slice().to_vec()).unwrap_or_default();
            Ok(Structs { offsets, fields: list.get_inner().struct_()?.clone().unnest() })
        };
        read().map_err(|e: PolarsError| self.wrong(e))
    }

    /// A finding about row `i` of the chunk.
    pub(super) fn finding(&self, i: usize, key: Option<&str>, column: &str, message: impl Into<String>) -> Finding {
        Finding {
            file: Some(self.file.path.clone()),
            row: Some(self.first_row + i as u64),
            key: key.map(Into::into),
            column: Some(column.to_owned()),
            message: message.into(),
            hint: None,
        }
    }

    fn wrong(&self, error: PolarsError) -> Error {
        polars_error(Path::new(&self.file.path), error)
    }
}

impl Structs {
    /// Where the records of row `i` stand.
    pub(super) fn range(&self, i: usize) -> Range<usize> {
        let at = |i: usize| self.offsets.get(i).map_or(0, |&o| usize::try_from(o).unwrap_or(0));
        at(i)..at(i + 1)
    }

    pub(super) fn text(&self, member: &str) -> Result<&StringChunked> {
        self.fields.column(member).and_then(|c| c.str()).map_err(|e| polars_error(Path::new(member), e))
    }

    pub(super) fn int(&self, member: &str) -> Result<&Int32Chunked> {
        self.fields.column(member).and_then(|c| c.i32()).map_err(|e| polars_error(Path::new(member), e))
    }
}

fn polars_error(path: &Path, error: PolarsError) -> Error {
    Error::new(ErrorKind::Release, error.to_string()).at(Location::path(path)).caused_by(error)
}
