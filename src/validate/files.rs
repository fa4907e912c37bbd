//! The Parquet files of a release through polars, one row group at a time. Of a footer only numbers are kept: it is read
//! again with every row group, because the footers of a large release are large.

use super::check::Finding;
use super::columns::{self, AnyColumn, Flags, Floats, Ints, Records, Texts};
use super::footer::Footer;
use crate::dataset::Table;
use crate::dataset::sums::names_below;
use crate::error::{Error, ErrorKind, Location, Result};
use polars_arrow::datatypes::ArrowSchema;
use polars_parquet::read::FileMetadata;
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
    /// Key-value metadata of the footer, without the copy of the schema.
    pub(super) metadata: BTreeMap<String, String>,
    /// Its row groups that hold rows.
    groups: Vec<Group>,
}

/// A row group that holds rows.
#[derive(Debug, Clone, Copy)]
struct Group {
    /// Its number in the file.
    number: usize,
    /// Row of the file that is its first one.
    first: u64,
    rows: u64,
}

/// Metadata that Arrow writers add: the schema once more.
const ARROW_SCHEMA: &str = "ARROW:schema";

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
    /// Row of the table that is the first one here, counted over all its files.
    pub(super) start: u64,
    /// Row of the file that is the first one here.
    first_row: u64,
    rows: usize,
    columns: Vec<(String, AnyColumn)>,
}

impl Files {
    pub(super) fn open(release: &Path) -> Result<Self> {
        let mut files: Vec<DataFile> = Vec::new();
        for table in Table::ALL {
            let folder = release.join(table.name());
            let names = if folder.is_dir() { names_below(&folder)?.files } else { Vec::new() };
            for name in names.into_iter().filter(|n| n.ends_with(".parquet")) {
                let mut file = DataFile::open(release, table, &name);
                // Files of a table have one schema, which is then kept once.
                if let Some(former) = files.last().filter(|former| former.schema == file.schema) {
                    file.schema.clone_from(&former.schema);
                }
                files.push(file);
            }
        }
        Ok(Self { release: release.to_path_buf(), files })
    }

    /// Takes the file that an error names for one that cannot be read; `false` where it names none that could be read so far.
    /// What its footer states of rows is left, so that the counts do not fail as well.
    pub(super) fn give_up(&mut self, error: &Error) -> bool {
        let Some(path) = &error.location().path else { return false };
        let release = &self.release;
        let named = |file: &&mut DataFile| path == Path::new(&file.path) || *path == release.join(&file.path);
        match self.files.iter_mut().filter(|file| file.schema.is_ok()).find(named) {
            Some(file) => {
                file.schema = Err(without_place(error));
                true
            }
            None => false,
        }
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
    ) -> impl Iterator<Item = Result<Chunk<'f>>> + Send + 'f {
        let rows = Rows::of(self, table);
        (0..rows.groups.len()).map(move |group| rows.chunk(group, columns))
    }

    /// A row group of a file by its number among those that have rows, with these columns.
    pub(super) fn chunk<'f>(&self, file: &'f DataFile, group: usize, columns: &[&str]) -> Result<Chunk<'f>> {
        self.read(file, 0, group, columns)
    }

    fn read<'f>(&self, file: &'f DataFile, before: u64, group: usize, columns: &[&str]) -> Result<Chunk<'f>> {
        let path = self.release.join(&file.path);
        let broken = |message: &str| Error::new(ErrorKind::Release, message).at(Location::path(&path));
        let schema = file.schema.as_ref().map_err(|message| broken(message))?;
        let Group { number, first, rows } = file.groups[group];
        let footer = Footer::read(&path).map_err(|message| broken(&message))?;
        let group = footer.metadata.row_groups.get(number).filter(|group| group.num_rows() as u64 == rows);
        let group = group.ok_or_else(|| broken("changed while it was read"))?;
        let columns = columns::read(&path, schema, group, columns)?;
        Ok(Chunk { file, start: before + first, first_row: first, rows: rows as usize, columns })
    }
}

/// Where the rows of a table stand, by their numbers over all its files.
#[derive(Debug)]
pub(super) struct Rows<'f> {
    files: &'f Files,
    groups: Vec<Place<'f>>,
}

/// A row group of a file, and the rows of the table before the file.
#[derive(Debug, Clone, Copy)]
struct Place<'f> {
    file: &'f DataFile,
    group: usize,
    before: u64,
}

impl<'f> Rows<'f> {
    pub(super) fn of(files: &'f Files, table: Table) -> Self {
        let (mut groups, mut before) = (Vec::new(), 0);
        for file in files.of(table) {
            groups.extend((0..file.groups.len()).map(|group| Place { file, group, before }));
            before += file.rows;
        }
        Self { files, groups }
    }

    /// The number of the row group that a row stands in.
    pub(super) fn group(&self, row: u64) -> usize {
        self.groups.partition_point(|g| g.before + g.file.groups[g.group].first <= row).saturating_sub(1)
    }

    /// The split of a row.
    pub(super) fn split(&self, row: u64) -> &'f str {
        self.groups.get(self.group(row)).map_or("", |group| &group.file.split)
    }

    /// A row group by its number.
    pub(super) fn chunk(&self, group: usize, columns: &[&str]) -> Result<Chunk<'f>> {
        let Some(place) = self.groups.get(group) else {
            return Err(Error::new(ErrorKind::Release, format!("there is no row group {group}")));
        };
        self.files.read(place.file, place.before, place.group, columns)
    }

    /// The row group of a row with these columns, and the row in it.
    pub(super) fn row(&self, row: u64, columns: &[&str]) -> Result<(Chunk<'f>, usize)> {
        let chunk = self.chunk(self.group(row), columns)?;
        let within = (row - chunk.start) as usize;
        Ok((chunk, within))
    }

    /// A finding about a column of a row that is named by its key.
    pub(super) fn finding(&self, row: u64, key: &str, column: &str, message: impl Into<String>) -> Result<Finding> {
        let (chunk, i) = self.row(row, &[key])?;
        Ok(chunk.finding(i, chunk.text(key)?.get(i), column, message))
    }

    /// The text in a cell; empty where it is null.
    pub(super) fn text(&self, row: u64, column: &str) -> Result<String> {
        let (chunk, i) = self.row(row, &[column])?;
        Ok(chunk.text(column)?.get(i).unwrap_or_default().to_owned())
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
        match Footer::examined(&release.join(&this.path)) {
            Ok(Footer { schema, metadata }) => {
                this.rows = metadata.num_rows as u64;
                let pairs = metadata.key_value_metadata().iter().flatten();
                for pair in pairs.filter(|pair| pair.key != ARROW_SCHEMA) {
                    this.metadata.insert(pair.key.clone(), pair.value.clone().unwrap_or_default());
                }
                this.groups = groups(&metadata);
                this.schema = Ok(Arc::new(schema));
            }
            Err(message) => this.schema = Err(message),
        }
        this
    }
}

/// What an error says, without the path of the machine that it begins with.
pub(super) fn without_place(error: &Error) -> String {
    let (said, path) = (error.to_string(), error.location().path.as_ref());
    let path = path.map(|path| format!("{}: ", path.display())).unwrap_or_default();
    said.strip_prefix(&path).unwrap_or(&said).to_owned()
}

/// The row groups of a file that hold rows; an empty one has nothing to look at.
fn groups(metadata: &FileMetadata) -> Vec<Group> {
    let (mut groups, mut first) = (Vec::new(), 0);
    for (number, rows) in metadata.row_groups.iter().map(|g| g.num_rows() as u64).enumerate().filter(|(_, n)| *n > 0) {
        groups.push(Group { number, first, rows });
        first += rows;
    }
    groups
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
            let mut lengths = Vec::with_capacity(self.rows);
            in_parallel(
                self.text("text")?,
                |text| text.chars().count(),
                |_, length| {
                    lengths.push(length);
                    Ok(())
                },
            )?;
            return Ok(lengths);
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
            article: None,
        }
    }
}

/// Cells that are looked at together, so that what is found of them is never much.
const PIECE: usize = 2_048;

/// Calls `take` with what a function of a text gives for every cell, in order; the function runs on all processors.
pub(super) fn in_parallel<T: Send>(
    cells: &Texts,
    of: impl Fn(&str) -> T + Sync,
    mut take: impl FnMut(usize, T) -> Result<()>,
) -> Result<()> {
    let cells: Vec<&str> = cells.iter().map(Option::unwrap_or_default).collect();
    for (n, piece) in cells.chunks(PIECE).enumerate() {
        let found: Vec<T> = piece.par_iter().map(|cell| of(cell)).collect();
        found.into_iter().enumerate().try_for_each(|(i, found)| take(n * PIECE + i, found))?;
    }
    Ok(())
}
