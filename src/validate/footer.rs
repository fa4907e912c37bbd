//! The footer of a Parquet file. What it states is believed only where the file can be so: polars makes room for as many
//! values as a footer states, and adds up its places without looking, so arrow-rs reads it first.

use super::columns::decoded;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use polars_arrow::datatypes::ArrowSchema;
use polars_parquet::read::{FileMetadata, infer_schema, read_metadata};
use std::fs::File;
use std::path::Path;

/// Rows of a group that are read at most: twenty times what a build writes, and what other tools write at most where
/// nobody tells them otherwise.
const ROWS: i64 = 1 << 20;

/// Values of a column of a group that are read at most; lists have several a row.
const VALUES: i64 = 1 << 24;

/// The footer of a file with the schema that polars makes of it.
pub(super) struct Footer {
    pub(super) schema: ArrowSchema,
    pub(super) metadata: FileMetadata,
}

impl Footer {
    /// Reads the footer of a file that nobody has looked at; the message of what is wrong.
    pub(super) fn examined(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|e| e.to_string())?;
        let length = file.metadata().map_err(|e| e.to_string())?.len();
        let footer = ParquetMetaDataReader::new().parse_and_finish(&file).map_err(|e| e.to_string())?;
        possible(&footer, i64::try_from(length).unwrap_or(i64::MAX))
            .map_err(|problem| format!("its footer states {problem}"))?;
        Self::read(path)
    }

    /// Reads the footer; the message of what is wrong.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let mut file = File::open(path).map_err(|e| e.to_string())?;
        let metadata = decoded(|| read_metadata(&mut file))?;
        let schema = decoded(|| infer_schema(&metadata))?;
        Ok(Self { schema, metadata })
    }
}

/// Whether a file of this many bytes can be what its footer states.
fn possible(footer: &ParquetMetaData, length: i64) -> Result<(), String> {
    let mut rows = 0;
    for (number, group) in footer.row_groups().iter().enumerate() {
        group_problem(group, length).map_or(Ok(()), |problem| Err(format!("{problem} in row group {number}")))?;
        rows += group.num_rows();
    }
    // Readers that trust the one number and readers that add up the others would count differently.
    let stated = footer.file_metadata().num_rows();
    if stated == rows { Ok(()) } else { Err(format!("{stated} rows, and {rows} in its row groups")) }
}

fn group_problem(group: &RowGroupMetaData, length: i64) -> Option<String> {
    let rows = group.num_rows();
    if !(0..=ROWS).contains(&rows) {
        return Some(format!("{rows} rows, where at most {ROWS} are read,"));
    }
    group.columns().iter().find_map(|column| {
        let problem = column_problem(column, length)?;
        Some(format!("{problem} for column {}", column.column_path().string()))
    })
}

fn column_problem(column: &ColumnChunkMetaData, length: i64) -> Option<String> {
    let values = column.num_values();
    if !(0..=VALUES).contains(&values) {
        return Some(format!("{values} values, where at most {VALUES} are read,"));
    }
    let (bytes, data) = (column.compressed_size(), column.data_page_offset());
    let start = column.dictionary_page_offset().unwrap_or(data);
    // Some readers begin at the dictionary, some at the data.
    let within = |end: i64| start >= 0 && end <= length && (start..=end).contains(&data);
    let end = start.checked_add(bytes).filter(|end| bytes >= 0 && within(*end));
    end.is_none().then(|| format!("{bytes} bytes from {start} on (data from {data}), in a file of {length} bytes,"))
}
