//! How Parquet files are laid out inside; read from their footers.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::files::{DataFile, Files};
use super::form::Form;
use parquet::basic::Compression;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use std::fs::File;

pub(super) const PAR001: CheckDoc = CheckDoc::new(
    "PAR001",
    Severity::Error,
    "columns are compressed with zstd, and pages have the index of their offsets",
    "Without the index a reader that looks for one article reads the whole file.",
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
pub(super) struct ParquetChecks {
    layout: Tally,
    groups: Tally,
}

impl ParquetChecks {
    pub(super) fn new() -> Self {
        Self { layout: Tally::new(&PAR001), groups: Tally::new(&PAR002) }
    }

    pub(super) fn release(&mut self, files: &Files, form: &Form) {
        for file in files.files.iter().filter(|f| f.schema.is_ok() && form.contract(f.table).is_some()) {
            // A file that polars can read and this cannot is a matter of SCH001.
            let Ok(opened) = File::open(files.release.join(&file.path)) else { continue };
            if let Ok(footer) = ParquetMetaDataReader::new().parse_and_finish(&opened) {
                self.footer(file, &footer);
            }
        }
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

    pub(super) fn finish(self) -> Vec<CheckResult> {
        [self.layout, self.groups].map(Tally::finish).into()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Table;
    use std::sync::Arc;

    #[test]
    fn a_group_that_the_viewer_refuses_is_found() {
        use parquet::file::metadata::{FileMetaData, RowGroupMetaData};
        use parquet::schema::types::{SchemaDescriptor, Type};
        let root = Type::group_type_builder("schema").build().unwrap();
        let schema = Arc::new(SchemaDescriptor::new(Arc::new(root)));
        let group = RowGroupMetaData::builder(schema.clone()).set_num_rows(1).set_total_byte_size(GROUP + 1);
        let footer =
            ParquetMetaData::new(FileMetaData::new(1, 1, None, None, schema, None), vec![group.build().unwrap()]);
        let file = DataFile::of_no_rows(Table::Claims, "test");
        let mut checks = ParquetChecks::new();
        checks.footer(&file, &footer);
        assert_eq!(checks.finish().iter().map(|c| c.failed).collect::<Vec<_>>(), [0, 1]);
    }
}
