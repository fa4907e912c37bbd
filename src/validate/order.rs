//! Whether rows are in the order that their file declares.

use super::columns::{Ints, Texts};
use super::files::{Chunk, DataFile, Files};
use crate::error::Result;
use parquet::file::metadata::SortingColumn;
use std::cmp::Ordering;

/// A column that rows can be sorted by.
enum By<'c> {
    Text(&'c Texts),
    Number(&'c Ints),
}

/// Why the rows of a group are not in its order; `names` are the columns of `declared`, as far as they exist.
pub(super) fn unsorted(
    files: &Files,
    file: &DataFile,
    group: usize,
    declared: &[SortingColumn],
    names: &[String],
) -> Result<Option<String>> {
    let known = |name: &String| file.schema.as_ref().is_ok_and(|s| s.contains(name.as_str()));
    if names.len() != declared.len() || !names.iter().all(known) {
        return Ok(Some("declares an order by columns that it does not have".into()));
    }
    let columns: Vec<&str> = names.iter().map(String::as_str).collect();
    let chunk = files.chunk(file, group, &columns)?;
    let Some(by) = columns.iter().map(|c| by(&chunk, c)).collect::<Option<Vec<_>>>() else {
        return Ok(Some("declares an order by a column that is neither text nor number".into()));
    };
    let compare = |row: usize| {
        let pairs = by.iter().zip(declared).map(|(by, declared)| by.compare(row, declared));
        pairs.fold(Ordering::Equal, Ordering::then)
    };
    let first = (1..chunk.rows()).find(|&row| compare(row) == Ordering::Greater);
    Ok(first.map(|row| format!("its row {row} stands after one that is greater")))
}

fn by<'c>(chunk: &'c Chunk<'_>, column: &str) -> Option<By<'c>> {
    chunk.text(column).map(By::Text).or_else(|_| chunk.int(column).map(By::Number)).ok()
}

impl By<'_> {
    /// The row before a row against it.
    fn compare(&self, row: usize, declared: &SortingColumn) -> Ordering {
        match self {
            By::Text(cells) => ordering(cells.get(row - 1), cells.get(row), declared),
            By::Number(cells) => ordering(cells.get(row - 1), cells.get(row), declared),
        }
    }
}

fn ordering<T: Ord>(one: Option<T>, two: Option<T>, declared: &SortingColumn) -> Ordering {
    match (one, two) {
        (Some(one), Some(two)) if declared.descending => two.cmp(&one),
        (Some(one), Some(two)) => one.cmp(&two),
        (None, None) => Ordering::Equal,
        (one, _) if one.is_none() == declared.nulls_first => Ordering::Less,
        _ => Ordering::Greater,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_stand_where_the_file_says() {
        let order = |descending, nulls_first| SortingColumn { column_idx: 0, descending, nulls_first };
        assert_eq!(ordering(None, Some(1), &order(false, true)), Ordering::Less);
        assert_eq!(ordering(None, Some(1), &order(false, false)), Ordering::Greater);
        assert_eq!(ordering(Some(1), None, &order(false, false)), Ordering::Less);
        assert_eq!(ordering(Some(2), Some(1), &order(true, true)), Ordering::Less);
        assert_eq!(ordering(Some("ا"), Some("ب"), &order(false, true)), Ordering::Less);
    }
}
