//! Small tables in memory: reading with row numbers, writing with quotes where they are needed.

use crate::error::{Error, ErrorKind, Location, Result};
use csv_core::{ReadRecordResult, ReaderBuilder};
use std::path::{Path, PathBuf};

/// A table with its header.
#[derive(Debug, Clone)]
pub struct Table {
    path: PathBuf,
    /// Names of the columns.
    pub header: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl Table {
    /// Rows with their one-based numbers; the header is row 1.
    pub fn rows(&self) -> impl Iterator<Item = (u64, &Vec<String>)> {
        self.rows.iter().map(|(n, row)| (*n, row))
    }

    /// The place of a column.
    ///
    /// # Errors
    /// If there is no such column.
    pub fn column(&self, name: &str) -> Result<usize> {
        self.header.iter().position(|h| h == name).ok_or_else(|| {
            let at = Location::path(&self.path).row(1).field(name);
            let hint = format!("the header has {}", self.header.join(", "));
            Error::new(ErrorKind::Data, "the column is missing").at(at).hint(hint)
        })
    }
}

/// Reads a table with a header row. Rows are numbered as a spreadsheet shows them, blank lines are no rows.
///
/// # Errors
/// If there is no header, or a row has another number of columns.
pub fn parse(path: &Path, text: &str, delimiter: u8) -> Result<Table> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let (mut input, mut records, mut number) = (text.as_bytes(), Vec::new(), 0);
    let (mut buffer, mut ends) = (vec![0; text.len() + 1], vec![0; text.len() + 2]);
    loop {
        let (result, read, _, fields) = reader.read_record(input, &mut buffer, &mut ends);
        input = &input[read..];
        match result {
            ReadRecordResult::End => break,
            ReadRecordResult::InputEmpty => continue,
            // The buffers hold the whole text.
            ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => break,
            ReadRecordResult::Record => {}
        }
        number += 1;
        let starts = std::iter::once(0).chain(ends[..fields].iter().copied());
        let field = |(from, to): (usize, &usize)| String::from_utf8_lossy(&buffer[from..*to]).into_owned();
        records.push((number, starts.zip(&ends[..fields]).map(field).collect::<Vec<_>>()));
    }
    let mut records = records.into_iter();
    let header = records.next().map(|(_, names)| names).filter(|names| !names.concat().trim().is_empty());
    let header = header.ok_or_else(|| {
        Error::new(ErrorKind::Data, "the file is empty; a header row is required").at(Location::path(path))
    })?;
    let header: Vec<String> = header.into_iter().map(|name| name.trim().to_owned()).collect();
    let rows: Vec<_> = records.collect();
    if let Some((number, row)) = rows.iter().find(|(_, row)| row.len() != header.len()) {
        let message = format!("{} columns where the header has {}", row.len(), header.len());
        let hint = "quote fields that hold the delimiter or line breaks";
        return Err(Error::new(ErrorKind::Data, message).at(Location::path(path).row(*number)).hint(hint));
    }
    Ok(Table { path: path.to_path_buf(), header, rows })
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
