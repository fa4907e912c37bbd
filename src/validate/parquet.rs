//! How Parquet files are laid out inside; read from their footers.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::files::{DataFile, Files};
use super::form::Form;
use super::order;
use crate::error::Result;
use parquet::basic::Compression;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use std::fs::File;

pub(super) const PAR001: CheckDoc = CheckDoc::new(
    "PAR001",
    Severity::Error,
    "columns are compressed with zstd, pages have the index of their offsets, and rows are in the order that the file declares",
    "Without the index a reader that looks for one article reads the whole file; one that trusts a wrong order finds nothing.",
    "Build the release again; other tools that rewrite a file drop the index.",
);
pub(super) const PAR002: CheckDoc = CheckDoc::new(
    "PAR002",
    Severity::Warning,
    "a row group has at most 286 MiB before compression",
    "The viewer of the Hub refuses larger ones, and a reader must hold a whole group.",
    "Build the release again; the build keeps groups at 64 MiB of text.",
);

/// Bytes of a row group that the Hub's viewer reads.
const GROUP: i64 = 286 << 20;

#[derive(Debug)]
struct ParquetChecks {
    layout: Tally,
    groups: Tally,
}

/// # Errors
/// When a column that rows are sorted by cannot be read.
pub(super) fn run(files: &Files, form: &Form) -> Result<Vec<CheckResult>> {
    let mut this = ParquetChecks::new();
    for file in files.files.iter().filter(|f| f.schema.is_ok() && form.contract(f.table).is_some()) {
        // A file that polars can read and this cannot is a matter of SCH001.
        let Ok(opened) = File::open(files.release.join(&file.path)) else { continue };
        if let Ok(footer) = ParquetMetaDataReader::new().parse_and_finish(&opened) {
            this.footer(file, &footer);
            this.order(files, file, &footer)?;
        }
    }
    Ok([this.layout, this.groups].map(Tally::finish).into())
}

impl ParquetChecks {
    fn new() -> Self {
        Self { layout: Tally::new(&PAR001), groups: Tally::new(&PAR002) }
    }

    /// Whether the rows of every group are in the order that it declares.
    fn order(&mut self, files: &Files, file: &DataFile, footer: &ParquetMetaData) -> Result<()> {
        let schema = footer.file_metadata().schema_descr();
        for (number, group) in footer.row_groups().iter().filter(|g| g.num_rows() > 0).enumerate() {
            let declared = group.sorting_columns().map_or(&[][..], Vec::as_slice);
            let names: Vec<String> = declared
                .iter()
                .filter_map(|by| usize::try_from(by.column_idx).ok().filter(|at| *at < schema.num_columns()))
                .map(|at| schema.column(at).path().string())
                .collect();
            if names.is_empty() && declared.is_empty() {
                continue;
            }
            let problem = order::unsorted(files, file, number, declared, &names)?;
            self.layout.check(problem.is_none(), || {
                Finding::file(&file.path, format!("row group {number}: {}", problem.unwrap_or_default()))
                    .column(names.join(", "))
            });
        }
        Ok(())
    }

    fn footer(&mut self, file: &DataFile, footer: &ParquetMetaData) {
        for (number, group) in footer.row_groups().iter().enumerate().filter(|(_, g)| g.num_rows() > 0) {
            let problem = wrong(group);
            self.layout.check(problem.is_none(), || {
                let (column, what) = problem.unwrap_or_default();
                Finding::file(&file.path, format!("row group {number}: {what}")).column(column)
            });
            let bytes = group.total_byte_size();
            self.groups.check(bytes <= GROUP, || {
                Finding::file(&file.path, format!("row group {number} has {} MiB", bytes >> 20))
            });
        }
    }
}

/// The first column of a group that is not laid out as promised.
fn wrong(group: &RowGroupMetaData) -> Option<(String, String)> {
    group.columns().iter().find_map(|column| {
        let problem = if !matches!(column.compression(), Compression::ZSTD(_)) {
            format!("compressed with {}, not with zstd", column.compression())
        } else if column.offset_index_offset().is_none() {
            "no index of page offsets".into()
        } else {
            return None;
        };
        Some((column.column_path().string(), problem))
    })
}
