//! Reading a written release row by row: some columns of a table, file after file, with bounded memory.
//!
//! For tools that work on releases (samples, agreement, training). The checks of a release do not read through it.

use super::schema::Table;
use super::sums::files_below;
use crate::error::{Error, ErrorKind, Location, Result};
use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int32Type};
use arrow_array::{Array, RecordBatch};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

/// One row of the columns that were asked for, by their order.
#[derive(Debug, Clone, Copy)]
pub struct Row<'b> {
    batch: &'b RecordBatch,
    places: &'b [usize],
    at: usize,
}

impl Row<'_> {
    /// A text; empty where it is null or the column holds none.
    pub fn text(&self, column: usize) -> &str {
        let array = self.places.get(column).map(|&i| self.batch.column(i));
        let array = array.and_then(|a| a.as_string_opt::<i32>());
        array.filter(|a| a.is_valid(self.at)).map_or("", |a| a.value(self.at))
    }

    /// A 32-bit number.
    pub fn int(&self, column: usize) -> Option<i32> {
        let array = self.places.get(column).map(|&i| self.batch.column(i))?.as_primitive_opt::<Int32Type>()?;
        array.is_valid(self.at).then(|| array.value(self.at))
    }

    /// A floating-point number.
    pub fn float(&self, column: usize) -> Option<f64> {
        let array = self.places.get(column).map(|&i| self.batch.column(i))?.as_primitive_opt::<Float64Type>()?;
        array.is_valid(self.at).then(|| array.value(self.at))
    }

    /// A truth value; false where it is null.
    pub fn bool(&self, column: usize) -> bool {
        let array = self.places.get(column).map(|&i| self.batch.column(i)).and_then(|a| a.as_boolean_opt());
        array.is_some_and(|a| a.is_valid(self.at) && a.value(self.at))
    }

    /// The members of a list of records, each as the texts of the members that are texts and the pair of `start_char`
    /// and `end_char`.
    pub fn spans(&self, column: usize) -> Vec<SpanRow> {
        let list = self.places.get(column).map(|&i| self.batch.column(i)).and_then(|a| a.as_list_opt::<i32>());
        let Some(list) = list.filter(|l| l.is_valid(self.at)) else { return Vec::new() };
        let items = list.value(self.at);
        let Some(records) = items.as_struct_opt() else { return Vec::new() };
        let text = |name: &str, i: usize| {
            let column = records.column_by_name(name).and_then(|c| c.as_string_opt::<i32>());
            column.filter(|c| c.is_valid(i)).map(|c| c.value(i).to_owned()).unwrap_or_default()
        };
        let int = |name: &str, i: usize| {
            let column = records.column_by_name(name).and_then(|c| c.as_primitive_opt::<Int32Type>());
            column.filter(|c| c.is_valid(i)).and_then(|c| u32::try_from(c.value(i)).ok()).unwrap_or_default()
        };
        let row = |i| SpanRow {
            text: text("text", i),
            rule: text("rule", i),
            start: int("start_char", i),
            end: int("end_char", i),
        };
        (0..items.len()).map(row).collect()
    }
}

/// A span of a list column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SpanRow {
    /// The words, where the list has them.
    pub text: String,
    /// The rule, where the list has it.
    pub rule: String,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// Calls `each` for every row of a table, in the order of its files.
///
/// # Errors
/// If the release has no such table, a file cannot be read, or a column is missing; the message names the file.
pub fn each_row(release: &Path, table: Table, columns: &[&str], mut each: impl FnMut(Row<'_>)) -> Result<()> {
    for path in shards(release, table)? {
        let broken = |e: &dyn fmt::Display| Error::new(ErrorKind::Release, e.to_string()).at(Location::path(&path));
        let file = File::open(&path).map_err(|e| Error::io(&path, e))?;
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| broken(&e))?;
        let schema = builder.schema().clone();
        if let Some(missing) = columns.iter().find(|c| schema.index_of(c).is_err()) {
            let error =
                Error::new(ErrorKind::Release, "the column is missing").at(Location::path(&path).field(*missing));
            let withheld = table.definition().columns.iter().any(|c| c.name == *missing && c.words);
            return Err(if withheld {
                error.hint("a stand-off release withholds it; see `claimkit restore`")
            } else {
                error
            });
        }
        let mask = ProjectionMask::columns(builder.parquet_schema(), columns.iter().copied());
        for batch in builder.with_projection(mask).build().map_err(|e| broken(&e))? {
            let batch = batch.map_err(|e| broken(&e))?;
            let places: Vec<usize> = columns.iter().filter_map(|c| batch.schema().index_of(c).ok()).collect();
            (0..batch.num_rows()).for_each(|row| each(Row { batch: &batch, places: &places, at: row }));
        }
    }
    Ok(())
}

fn shards(release: &Path, table: Table) -> Result<Vec<PathBuf>> {
    let folder = release.join(table.name());
    if !folder.is_dir() {
        return Err(Error::new(ErrorKind::Release, format!("has no folder {}/", table.name()))
            .at(Location::path(release))
            .hint("a release is a folder that `claimkit build` wrote"));
    }
    let names = files_below(&folder)?;
    Ok(names.into_iter().filter(|n| n.ends_with(".parquet")).map(|n| folder.join(n)).collect())
}
