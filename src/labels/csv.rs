//! Small tables in memory: reading with row numbers, writing with quotes where they are needed.

use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{counted, sheet};
use std::path::{Path, PathBuf};

/// A table with its header.
#[derive(Debug, Clone)]
pub struct Table {
    path: PathBuf,
    header_row: u64,
    /// Names of the columns.
    pub header: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl Table {
    /// Rows with their numbers in a spreadsheet, from 1; the header is row 1, or the first that is not blank.
    pub fn rows(&self) -> impl Iterator<Item = (u64, &Vec<String>)> {
        self.rows.iter().map(|(n, row)| (*n, row))
    }

    /// The place of a column.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn column(&self, name: &str) -> Result<usize> {
        self.header.iter().position(|h| h == name).ok_or_else(|| {
            let at = Location::path(&self.path).row(self.header_row).field(name);
            let hint = format!("the header has {}", self.header.join(", "));
            Error::new(ErrorKind::Data, "the column is missing").at(at).hint(hint)
        })
    }
}

/// Reads a table with a header row. Rows are numbered as a spreadsheet shows them: blank lines count and are passed over, a
/// row with line breaks in its fields is one row.
///
/// # Errors
/// If there is no header, a row has another number of columns, or a quotation mark is never closed.
pub fn parse(path: &Path, text: &str, delimiter: u8) -> Result<Table> {
    let text = text.trim_start_matches('\u{FEFF}');
    let wrong = |row: u64, message: String| Error::new(ErrorKind::Data, message).at(Location::path(path).row(row));
    let records = sheet::records(text.as_bytes(), delimiter);
    let records = records.map_err(|(row, message, hint)| wrong(row, message.into()).hint(hint))?;
    let mut records = records.into_iter();
    let header = records.next().filter(|(_, names)| !names.concat().trim().is_empty());
    let (header_row, header) = header.ok_or_else(|| {
        Error::new(ErrorKind::Data, "the file is empty; a header row is required").at(Location::path(path))
    })?;
    let header: Vec<String> = header.into_iter().map(|name| name.trim().to_owned()).collect();
    let rows: Vec<_> = records.collect();
    if let Some((number, row)) = rows.iter().find(|(_, row)| row.len() != header.len()) {
        let message = format!("{} where the header has {}", counted(row.len(), "column"), header.len());
        let hint = "quote fields that hold the delimiter or line breaks";
        return Err(wrong(*number, message).hint(hint));
    }
    Ok(Table { path: path.to_path_buf(), header_row, header, rows })
}

/// A row with commas, quoted where that is needed.
pub fn row<'f>(fields: impl IntoIterator<Item = &'f str>) -> String {
    let quoted = |field: &str| {
        let needs = field.contains(['"', ',', '\n', '\r']) || field.trim() != field;
        if needs { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
    };
    let fields: Vec<String> = fields.into_iter().map(quoted).collect();
    format!("{}\r\n", fields.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rows_have_the_numbers_of_a_spreadsheet() {
        let table = parse(Path::new("t.csv"), "a,b\r\n\r\n1,\"x\r\ny\"\r\n2,z\r\n", b',').unwrap();
        assert_eq!(table.rows().map(|(n, _)| n).collect::<Vec<_>>(), [3, 4]);
        let error = parse(Path::new("t.csv"), "a,b\n\n1\n", b',').unwrap_err();
        assert_eq!(error.location().row, Some(3));
        let error = parse(Path::new("t.csv"), "a,b\n1,\"x\n2,z\n", b',').unwrap_err();
        assert!(error.to_string().starts_with("t.csv:2: a quotation mark is never closed"), "{error}");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(fields in proptest::collection::vec("\\PC{0,8}|[\",\n\r\t ء-ي]{0,8}", 1..5)) {
            let header: Vec<String> = (0..fields.len()).map(|n| format!("c{n}")).collect();
            let text = row(header.iter().map(String::as_str)) + &row(fields.iter().map(String::as_str));
            let table = parse(Path::new("t.csv"), &text, b',').unwrap();
            let read: Vec<_> = table.rows().map(|(_, r)| r.clone()).collect();
            // One empty field is a blank line, which is no row.
            if fields != [""] {
                prop_assert_eq!(read, vec![fields]);
            }
        }
    }
}
