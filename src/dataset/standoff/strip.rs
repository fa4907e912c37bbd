//! A full release without its words.

use super::super::shards::{Content, Shard, Shards};
use super::super::sums::{hex, sha256};
use super::{batches, cell, damaged, relisted, rows_per_shard, series, texts};
use crate::dataset::{Manifest, Table, TextForm};
use crate::error::{Error, Result};
use arrow_array::{ArrayRef, Int32Array, RecordBatch, StringArray};
use arrow_schema::ArrowError;
use std::path::Path;
use std::sync::Arc;

/// Writes the tables of a full release into another folder without the words; returns the files, sorted by path.
///
/// # Errors
/// When a file cannot be read or written.
pub fn strip(full: &Path, manifest: &Manifest, to: &Path) -> Result<Vec<Shard>> {
    let mut shards = Vec::new();
    for table in Table::ALL {
        for (split, files) in series(manifest, table) {
            if table.is_without_words() {
                shards.extend(copy(full, manifest, table, &files, to)?);
                continue;
            }
            let rows = rows_per_shard(manifest);
            let mut series = Shards::of_form(TextForm::Standoff, to, table, split, &manifest.version, rows)?;
            for path in files {
                for batch in batches(full, path)? {
                    series.batch(&stripped(table, &batch?).map_err(|e| damaged(path, e))?)?;
                }
            }
            shards.extend(series.finish()?);
        }
    }
    shards.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(shards)
}

/// Files that are the same in both forms.
pub(super) fn copy(from: &Path, manifest: &Manifest, table: Table, files: &[&str], to: &Path) -> Result<Vec<Shard>> {
    let mut shards = Vec::with_capacity(files.len());
    for file in manifest.files.iter().filter(|f| files.contains(&f.path.as_str())) {
        let target = to.join(&file.path);
        let folder = to.join(table.name());
        std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
        std::fs::copy(from.join(&file.path), &target).map_err(|e| Error::io(&target, e))?;
        let content = Content::of(&target)?;
        shards.push(Shard { table, split: file.split.clone(), path: file.path.clone(), rows: file.rows, content });
    }
    Ok(shards)
}

fn stripped(table: Table, batch: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let schema = table.arrow_schema_of(TextForm::Standoff);
    let columns = schema.fields().iter().map(|field| match batch.column_by_name(field.name()) {
        Some(array) => relisted(array, field, None),
        None => derived(batch, field.name()),
    });
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new(schema, columns)
}

/// What is known of withheld words: `<column>_sha256`, `<column>_chars`, `<column>_bytes`.
fn derived(batch: &RecordBatch, name: &str) -> Result<ArrayRef, ArrowError> {
    let (column, fact) = name.rsplit_once('_').unwrap_or((name, ""));
    let words = texts(batch, column)?;
    let cells = (0..batch.num_rows()).map(|row| cell(words, row));
    // Texts are shorter than 2 GiB; the writer saw to that.
    let number = |n: usize| i32::try_from(n).unwrap_or(i32::MAX);
    Ok(match fact {
        "sha256" => Arc::new(cells.map(|c| c.map(|t| hex(&sha256(t.as_bytes())))).collect::<StringArray>()),
        "chars" => Arc::new(cells.map(|c| c.map(|t| number(t.chars().count()))).collect::<Int32Array>()),
        _ => Arc::new(cells.map(|c| c.map(|t| number(t.len()))).collect::<Int32Array>()),
    })
}
