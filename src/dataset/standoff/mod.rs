//! Stand-off releases: the annotation without the words of the articles, for texts that may not be passed on.
//!
//! [`strip`] makes one of a full release: it withholds every column that holds words of an article
//! ([`Column::words`](super::Column::words)) and keeps places, lengths and hashes. [`restore`] is its inverse: it takes the
//! words from copies of the articles, recognised by the hash of their text, and writes the tables of the full release
//! again, byte for byte. Names, roles, organisations and designations of speakers stay: they are facts about who spoke.

mod library;
mod partial;
mod restore;
mod strip;
mod wanted;

pub use partial::stats;
pub use restore::{Restored, restore};
pub use strip::strip;
pub use wanted::{Missing, Wanted, Why};

use super::Manifest;
use super::duplicates::{Key, key};
use super::schema::Table;
use crate::error::{Error, ErrorKind, Location, Result};
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, StringArray, StructArray, cast::AsArray};
use arrow_schema::{ArrowError, DataType, Field};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::Path;

/// What is appended to the name of a data set: loaders cache by the name of the folder, so that a stand-off release must
/// not have the name of the full one.
pub const SUFFIX: &str = "-standoff";

/// Likewise for a restored release in which articles are missing.
pub const PARTIAL: &str = "-partial";

/// Rows of a release that are held at once.
const BATCH_ROWS: usize = 256;

/// Splits of a table with their files, in the order of their names.
fn series(manifest: &Manifest, table: Table) -> Vec<(&str, Vec<&str>)> {
    let mut splits: Vec<(&str, Vec<&str>)> = Vec::new();
    for file in manifest.files.iter().filter(|f| f.table == table.name()) {
        match splits.iter_mut().find(|(split, _)| *split == file.split) {
            Some((_, files)) => files.push(&file.path),
            None => splits.push((&file.split, vec![&file.path])),
        }
    }
    splits
}

/// Rows of a file at most, as the release was built with.
fn rows_per_shard(manifest: &Manifest) -> usize {
    let stated = manifest.configuration.resolved["output"]["rows_per_shard"].as_u64();
    stated.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::MAX)
}

/// The batches of a file; a path of a manifest is only followed where it stays inside the release.
fn batches(release: &Path, path: &str) -> Result<impl Iterator<Item = Result<RecordBatch>> + use<>> {
    let full = release.join(path);
    let inside = Path::new(path).components().all(|c| matches!(c, std::path::Component::Normal(_)));
    if !inside {
        return Err(Error::new(ErrorKind::Release, "the manifest names a file outside of the release").at(at(&full)));
    }
    let file = File::open(&full).map_err(|e| Error::io(&full, e))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).map(|b| b.with_batch_size(BATCH_ROWS));
    let reader = reader.and_then(ParquetRecordBatchReaderBuilder::build);
    let reader = reader.map_err(|e| Error::new(ErrorKind::Release, e.to_string()).at(at(&full)))?;
    Ok(reader.map(move |b| b.map_err(|e| Error::new(ErrorKind::Release, e.to_string()).at(at(&full)))))
}

fn at(path: &Path) -> Location {
    Location::path(path)
}

/// A text column of a batch.
fn texts<'b>(batch: &'b RecordBatch, column: &str) -> Result<&'b StringArray, ArrowError> {
    let found = batch.column_by_name(column).and_then(|c| c.as_string_opt::<i32>());
    found.ok_or_else(|| ArrowError::SchemaError(format!("no column {column} of text")))
}

/// The cell of a text column, where it is not null.
fn cell(array: &StringArray, row: usize) -> Option<&str> {
    array.is_valid(row).then(|| array.value(row))
}

/// A list of records with the members of another field: those that the list has, and `more` for the others.
fn relisted(array: &ArrayRef, field: &Field, more: Option<&ArrayRef>) -> Result<ArrayRef, ArrowError> {
    let DataType::List(element) = field.data_type() else { return Ok(array.clone()) };
    let (Some(list), DataType::Struct(fields)) = (array.as_list_opt::<i32>(), element.data_type()) else {
        return Err(ArrowError::SchemaError(format!("{} is no list of records", field.name())));
    };
    let records = list.values().as_struct();
    let member = |f: &arrow_schema::FieldRef| {
        let known = records.column_by_name(f.name()).or(more).cloned();
        known.ok_or_else(|| ArrowError::SchemaError(format!("{} has no member {}", field.name(), f.name())))
    };
    let members = fields.iter().map(member).collect::<Result<Vec<_>, _>>()?;
    let records = StructArray::try_new(fields.clone(), members, None)?;
    Ok(std::sync::Arc::new(ListArray::try_new(
        element.clone(),
        list.offsets().clone(),
        std::sync::Arc::new(records),
        None,
    )?))
}

fn damaged(path: &str, error: ArrowError) -> Error {
    Error::new(ErrorKind::Release, error.to_string()).at(Location::path(path)).caused_by(error)
}

/// A key of an id.
fn id_key(id: &str) -> Key {
    key(blake3::hash(id.as_bytes()).as_bytes())
}

/// The key of a SHA-256 in hexadecimal: its first half. `None` where it is none.
fn hash_key(hexadecimal: &str) -> Option<Key> {
    let half = hexadecimal.get(..32).filter(|_| hexadecimal.len() == 64)?;
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(half.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(Key::from_le_bytes(bytes))
}
