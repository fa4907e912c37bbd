//! What changed between two releases, and which version that requires.
//!
//! A data set counts its records: PATCH where every record is the same, MINOR where all old records are there unchanged
//! and others came, MAJOR where a record was changed, moved to another split, or removed. Records are the rows of
//! `articles`, `claims` and `stances` ([`RECORDS`]); `speakers` adds them up, `duplicates` compares them and `rejects` is a
//! log, so these are reported but their rows decide nothing. Memory: 48 bytes a row of the largest table of the old release.

use super::schema::Table;
use super::sums::read_sums;
use crate::error::{Error, ErrorKind, Location, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, SchemaRef, TimeUnit};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::fmt::{self, Write};
use std::fs::File;
use std::path::{Path, PathBuf};

/// The tables whose rows decide about a version.
pub const RECORDS: [Table; 3] = [Table::Articles, Table::Claims, Table::Stances];

/// What a rejected row is called by: its table has no key.
const REJECT: [&str; 3] = ["source", "row", "reason"];

/// Ids listed by name for every table.
const SAMPLE: usize = 5;

/// The kind of version that a change requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Bump {
    /// The same records, other packaging.
    Patch,
    /// Old records unchanged, and more.
    Minor,
    /// Records changed, moved or removed.
    Major,
}

impl Bump {
    /// The version after `version`; `None` where that is no version.
    ///
    /// ```
    /// use claimkit::dataset::diff::Bump;
    /// assert_eq!(Bump::Minor.next("1.2.3").as_deref(), Some("1.3.0"));
    /// ```
    pub fn next(self, version: &str) -> Option<String> {
        let v = semver::Version::parse(version).ok()?;
        let (major, minor, patch) = match self {
            Self::Patch => (v.major, v.minor, v.patch + 1),
            Self::Minor => (v.major, v.minor + 1, 0),
            Self::Major => (v.major + 1, 0, 0),
        };
        Some(format!("{major}.{minor}.{patch}"))
    }
}

impl Bump {
    /// How far a version rose; `None` where it did not, or where one of them is no version.
    ///
    /// ```
    /// use claimkit::dataset::diff::Bump;
    /// assert_eq!(Bump::between("1.2.3", "1.3.0"), Some(Bump::Minor));
    /// assert_eq!(Bump::between("1.2.3", "1.2.3"), None);
    /// ```
    pub fn between(old: &str, new: &str) -> Option<Self> {
        let (old, new) = (semver::Version::parse(old).ok()?, semver::Version::parse(new).ok()?);
        match (new.major.cmp(&old.major), new.minor.cmp(&old.minor)) {
            _ if new <= old => None,
            (std::cmp::Ordering::Greater, _) => Some(Self::Major),
            (_, std::cmp::Ordering::Greater) => Some(Self::Minor),
            _ => Some(Self::Patch),
        }
    }
}

impl fmt::Display for Bump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Patch => "PATCH",
            Self::Minor => "MINOR",
            Self::Major => "MAJOR",
        })
    }
}

/// What changed in one table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TableDifference {
    /// Rows with a new key.
    pub added: u64,
    /// Rows whose key was there with other content.
    pub changed: u64,
    /// Rows that are in another split.
    pub moved: u64,
    /// Keys that are gone.
    pub removed: u64,
    /// The first few added keys.
    pub added_sample: Vec<String>,
    /// The first few changed keys.
    pub changed_sample: Vec<String>,
    /// The first few moved keys.
    pub moved_sample: Vec<String>,
    /// The first few removed keys.
    pub removed_sample: Vec<String>,
    /// The first few articles whose text is there under another id: the old id and the new one.
    pub renamed: Vec<(String, String)>,
    /// Columns of the old table that are gone or have another type.
    pub broken_columns: Vec<String>,
    /// Columns that came.
    pub new_columns: Vec<String>,
}

/// What changed between two releases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// By table.
    pub tables: BTreeMap<&'static str, TableDifference>,
    /// Files that differ, are new or are gone.
    pub files: Vec<String>,
    /// The version required; `None` where nothing changed.
    pub bump: Option<Bump>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        for (name, d) in &self.tables {
            if d.added + d.changed + d.moved + d.removed > 0 {
                let mut part = format!(
                    "{name}: {} added, {} changed, {} moved, {} removed",
                    d.added, d.changed, d.moved, d.removed
                );
                let samples = [&d.changed_sample, &d.moved_sample, &d.removed_sample, &d.added_sample];
                if let Some(id) = samples.iter().find_map(|s| s.first()) {
                    let _ = write!(part, ", such as {id}");
                }
                parts.push(part);
            }
            let columns = |what: &str, names: &[String]| format!("{name}: columns {what}: {}", names.join(", "));
            if !d.broken_columns.is_empty() {
                parts.push(columns("gone or of another type", &d.broken_columns));
            }
            if !d.new_columns.is_empty() {
                parts.push(columns("added", &d.new_columns));
            }
        }
        if parts.is_empty() {
            parts.push(match self.files.as_slice() {
                [] => "nothing changed".into(),
                files => format!("the same records; other bytes in {}", files.join(", ")),
            });
        }
        f.write_str(&parts.join("; "))
    }
}

/// Compares two releases by the keys and contents of their rows.
///
/// # Errors
/// When a list of checksums or a data file cannot be read.
pub fn compare(old: &Path, new: &Path) -> Result<Difference> {
    let mut tables = BTreeMap::new();
    let mut bump = None;
    let mut raise = |to| bump = bump.max(Some(to));
    for table in Table::ALL {
        let difference = compare_table(table, &shards(old, table)?, &shards(new, table)?)?;
        let is_record = RECORDS.contains(&table);
        if is_record && difference.changed + difference.moved + difference.removed > 0
            || !difference.broken_columns.is_empty()
        {
            raise(Bump::Major);
        } else if is_record && difference.added > 0 || !difference.new_columns.is_empty() {
            raise(Bump::Minor);
        }
        tables.insert(table.name(), difference);
    }
    let files = differing_files(old, new)?;
    if !files.is_empty() {
        raise(Bump::Patch);
    }
    Ok(Difference { tables, files, bump })
}

fn differing_files(old: &Path, new: &Path) -> Result<Vec<String>> {
    let (old, new): (BTreeMap<_, _>, BTreeMap<_, _>) =
        (read_sums(old)?.into_iter().collect(), read_sums(new)?.into_iter().collect());
    let mut names: Vec<String> = old.keys().chain(new.keys()).filter(|&n| old.get(n) != new.get(n)).cloned().collect();
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// The Parquet files of a table, sorted.
fn shards(release: &Path, table: Table) -> Result<Vec<PathBuf>> {
    let folder = release.join(table.name());
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let names = super::sums::files_below(&folder)?;
    Ok(names.into_iter().filter(|n| n.ends_with(".parquet")).map(|n| folder.join(n)).collect())
}

type Key = u128;

fn compare_table(table: Table, old: &[PathBuf], new: &[PathBuf]) -> Result<TableDifference> {
    let mut difference = TableDifference::default();
    let (before, after) = (columns(old)?, columns(new)?);
    if !before.is_empty() && !after.is_empty() {
        let names = |from: &[(String, DataType)], not_in: &[(String, DataType)]| -> Vec<String> {
            from.iter().filter(|c| !not_in.contains(c)).map(|(n, _)| n.clone()).collect()
        };
        difference.broken_columns = names(&before, &after);
        difference.new_columns = names(&after, &before);
        difference.new_columns.retain(|n| !difference.broken_columns.contains(n));
    }
    let mut shared: Vec<&str> = before.iter().filter(|c| after.contains(c)).map(|(n, _)| n.as_str()).collect();
    if shared.is_empty() {
        shared = before.iter().chain(&after).map(|(n, _)| n.as_str()).collect();
    }
    match table.definition().primary_key {
        [] => compare_log(&shared, old, new, &mut difference)?,
        key => compare_rows(key, shared, old, new, &mut difference)?,
    }
    Ok(difference)
}

/// Names and types of the columns of a table; none where it has no file.
fn columns(files: &[PathBuf]) -> Result<Vec<(String, DataType)>> {
    let Some(first) = files.first() else { return Ok(Vec::new()) };
    let schema = open(first)?.schema().clone();
    Ok(schema.fields().iter().map(|f| (f.name().clone(), plain(f.data_type()))).collect())
}

/// Rows that a key tells apart.
fn compare_rows(
    key_columns: &[&str],
    mut shared: Vec<&str>,
    old: &[PathBuf],
    new: &[PathBuf],
    difference: &mut TableDifference,
) -> Result<()> {
    let split: &[&str] = if shared.contains(&"split") { &["split"] } else { &[] };
    shared.retain(|c| *c != "split");
    let mut known: HashMap<Key, (Key, Key), foldhash::fast::RandomState> = HashMap::default();
    each_row(old, |batch, row| {
        known.insert(hash(batch, row, key_columns), (hash(batch, row, &shared), hash(batch, row, split)));
    })?;
    each_row(new, |batch, row| {
        let Some((content, place)) = known.remove(&hash(batch, row, key_columns)) else {
            difference.added += 1;
            sample(&mut difference.added_sample, batch, row, key_columns);
            return;
        };
        if content != hash(batch, row, &shared) {
            difference.changed += 1;
            sample(&mut difference.changed_sample, batch, row, key_columns);
        }
        if place != hash(batch, row, split) {
            difference.moved += 1;
            sample(&mut difference.moved_sample, batch, row, key_columns);
        }
    })?;
    difference.removed = known.len() as u64;
    if difference.removed > 0 {
        name_removed(&known, key_columns, old, new, difference)?;
    }
    Ok(())
}

/// Names rows that are gone, and articles whose text is there under another id.
fn name_removed(
    gone: &HashMap<Key, (Key, Key), foldhash::fast::RandomState>,
    key_columns: &[&str],
    old: &[PathBuf],
    new: &[PathBuf],
    difference: &mut TableDifference,
) -> Result<()> {
    let mut texts: HashMap<String, String> = HashMap::new();
    each_row(old, |batch, row| {
        if gone.contains_key(&hash(batch, row, key_columns)) {
            sample(&mut difference.removed_sample, batch, row, key_columns);
            if let (Some(text), Some(id)) = (cell(batch, row, "text_sha256"), cell(batch, row, "article_id")) {
                texts.insert(text, id);
            }
        }
    })?;
    each_row(new, |batch, row| {
        let former = cell(batch, row, "text_sha256").and_then(|text| texts.remove(&text));
        if let (Some(former), Some(id)) = (former, cell(batch, row, "article_id"))
            && difference.renamed.len() < SAMPLE
        {
            difference.renamed.push((former, id));
        }
    })
}

/// Rows without a key: the same row may be there several times, and one that differs in anything is another one.
fn compare_log(columns: &[&str], old: &[PathBuf], new: &[PathBuf], difference: &mut TableDifference) -> Result<()> {
    let mut known: HashMap<Key, u64, foldhash::fast::RandomState> = HashMap::default();
    each_row(old, |batch, row| *known.entry(hash(batch, row, columns)).or_default() += 1)?;
    each_row(new, |batch, row| {
        if let Some(times @ 1..) = known.get_mut(&hash(batch, row, columns)) {
            *times -= 1;
        } else {
            difference.added += 1;
            sample(&mut difference.added_sample, batch, row, &REJECT);
        }
    })?;
    difference.removed = known.values().sum();
    if difference.removed == 0 {
        return Ok(());
    }
    each_row(old, |batch, row| {
        if let Some(times @ 1..) = known.get_mut(&hash(batch, row, columns)) {
            *times -= 1;
            sample(&mut difference.removed_sample, batch, row, &REJECT);
        }
    })
}

/// A text or a number; `None` where it is null or another thing.
fn cell(batch: &RecordBatch, row: usize, column: &str) -> Option<String> {
    let array = batch.column_by_name(column).filter(|array| array.is_valid(row))?;
    let text = array.as_string_opt::<i32>().map(|texts| texts.value(row).to_owned());
    text.or_else(|| Some(array.as_primitive_opt::<Int64Type>()?.value(row).to_string()))
}

fn sample(to: &mut Vec<String>, batch: &RecordBatch, row: usize, columns: &[&str]) {
    if to.len() < SAMPLE {
        let key: Vec<String> = columns.iter().filter_map(|column| cell(batch, row, column)).collect();
        to.push(key.join("/"));
    }
}

/// A type without field descriptions, which may change freely.
fn plain(data_type: &DataType) -> DataType {
    match data_type {
        DataType::List(field) => DataType::new_list(plain(field.data_type()), false),
        DataType::Struct(fields) => {
            let member =
                |f: &arrow_schema::FieldRef| arrow_schema::Field::new(f.name(), plain(f.data_type()), f.is_nullable());
            DataType::Struct(fields.iter().map(member).collect())
        }
        other => other.clone(),
    }
}

fn open(path: &Path) -> Result<ParquetRecordBatchReaderBuilder<File>> {
    let file = File::open(path).map_err(|e| Error::io(path, e))?;
    ParquetRecordBatchReaderBuilder::try_new(file)
        .map_err(|e| Error::new(ErrorKind::Release, e.to_string()).at(Location::path(path)).caused_by(e))
}

fn each_row(files: &[PathBuf], mut each: impl FnMut(&RecordBatch, usize)) -> Result<()> {
    for path in files {
        let broken = |e: &dyn fmt::Display| Error::new(ErrorKind::Release, e.to_string()).at(Location::path(path));
        for batch in open(path)?.build().map_err(|e| broken(&e))? {
            let batch = batch.map_err(|e| broken(&e))?;
            (0..batch.num_rows()).for_each(|row| each(&batch, row));
        }
    }
    Ok(())
}

fn hash(batch: &RecordBatch, row: usize, columns: &[&str]) -> Key {
    let mut hasher = blake3::Hasher::new();
    let schema: SchemaRef = batch.schema();
    for name in columns {
        // A column of another file of the table may be missing; its name still counts.
        hasher.update(name.as_bytes());
        if let Ok(index) = schema.index_of(name) {
            feed(&mut hasher, batch.column(index), row);
        }
    }
    let mut first = [0; 16];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    Key::from_le_bytes(first)
}

/// Feeds a cell with a mark for null and a length before everything of varying length.
fn feed(hasher: &mut blake3::Hasher, array: &dyn Array, row: usize) {
    if array.is_null(row) {
        hasher.update(&[0]);
        return;
    }
    hasher.update(&[1]);
    match array.data_type() {
        DataType::Utf8 => {
            let text = array.as_string::<i32>().value(row);
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        DataType::Boolean => {
            hasher.update(&[u8::from(array.as_boolean().value(row))]);
        }
        DataType::Int32 => {
            hasher.update(&array.as_primitive::<Int32Type>().value(row).to_le_bytes());
        }
        DataType::Int64 => {
            hasher.update(&array.as_primitive::<Int64Type>().value(row).to_le_bytes());
        }
        DataType::Float64 => {
            hasher.update(&array.as_primitive::<Float64Type>().value(row).to_le_bytes());
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            hasher.update(&array.as_primitive::<TimestampMicrosecondType>().value(row).to_le_bytes());
        }
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            hasher.update(&(items.len() as u64).to_le_bytes());
            (0..items.len()).for_each(|i| feed(hasher, &items, i));
        }
        DataType::Struct(_) => {
            array.as_struct().columns().iter().for_each(|member| feed(hasher, member, row));
        }
        // No contract has another type; its text form is exact enough for a foreign one.
        other => {
            hasher.update(other.to_string().as_bytes());
        }
    }
}
