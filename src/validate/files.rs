//! The Parquet files of a release through polars, one row group at a time.

use super::check::Finding;
use super::columns::{self, AnyColumn, Flags, Floats, Footer, Ints, Records, Texts};
use crate::dataset::Table;
use crate::dataset::sums::files_below;
use crate::error::{Error, ErrorKind, Location, Result};
use polars_arrow::datatypes::ArrowSchema;
use polars_parquet::read::RowGroupMetadata;
use rayon::prelude::*;
use std::collections::BTreeMap;
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
    /// Its row groups that hold rows.
    groups: Vec<RowGroupMetadata>,
}

/// All Parquet files of a release.
#[derive(Debug)]
pub(super) struct Files {
    pub(super) release: PathBuf,
    pub(super) files: Vec<DataFile>,
}

/// One row group (or nothing, of an empty file).
#[derive(Debug)]
pub(super) struct Chunk<'f> {
    pub(super) file: &'f DataFile,
    /// Row of the file that is the first one here.
    first_row: u64,
    rows: usize,
    columns: Vec<(String, AnyColumn)>,
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
        let first: usize = file.groups[..group].iter().map(RowGroupMetadata::num_rows).sum();
        let schema = file
            .schema
            .as_ref()
            .map_err(|message| Error::new(ErrorKind::Release, message.as_str()).at(Location::path(&path)))?;
        let rows = file.groups[group].num_rows();
        let columns = columns::read(&path, schema, &file.groups[group], columns)?;
        Ok(Chunk { file, first_row: first as u64, rows, columns })
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
        match Footer::read(&release.join(&this.path)) {
            Ok(Footer { schema, metadata }) => {
                this.rows = metadata.num_rows as u64;
                for pair in metadata.key_value_metadata().iter().flatten() {
                    this.metadata.insert(pair.key.clone(), pair.value.clone().unwrap_or_default());
                }
                // An empty group has nothing to look at.
                this.groups = metadata.row_groups.into_iter().filter(|group| group.num_rows() > 0).collect();
                this.schema = Ok(Arc::new(schema));
            }
            Err(message) => this.schema = Err(message),
        }
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
        self.rows
    }

    /// Whether it was read with a column.
    pub(super) fn has(&self, column: &str) -> bool {
        columns::find(&self.columns, column).is_some()
    }

    /// The texts of articles, or of a stand-off release their hashes: both are equal where the texts are.
    pub(super) fn identity(&self) -> Result<&Texts> {
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

    pub(super) fn text(&self, column: &str) -> Result<&Texts> {
        columns::texts(columns::find(&self.columns, column), self.path(), column)
    }

    /// A column of any type.
    pub(super) fn column(&self, column: &str) -> Option<&AnyColumn> {
        columns::find(&self.columns, column)
    }

    pub(super) fn int(&self, column: &str) -> Result<&Ints> {
        columns::ints(columns::find(&self.columns, column), self.path(), column)
    }

    pub(super) fn bool(&self, column: &str) -> Result<&Flags> {
        columns::flags(columns::find(&self.columns, column), self.path(), column)
    }

    pub(super) fn float(&self, column: &str) -> Result<&Floats> {
        columns::floats(columns::find(&self.columns, column), self.path(), column)
    }

    pub(super) fn structs(&self, column: &str) -> Result<&Records> {
        columns::records(columns::find(&self.columns, column), self.path(), column)
    }

    fn path(&self) -> &Path {
        Path::new(&self.file.path)
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
}

/// What a function of a text gives for every cell, in order; it runs on all processors.
pub(super) fn in_parallel<T: Send>(cells: &Texts, of: impl Fn(&str) -> T + Send + Sync) -> Vec<T> {
    let cells: Vec<&str> = cells.iter().map(Option::unwrap_or_default).collect();
    cells.into_par_iter().map(of).collect()
}
