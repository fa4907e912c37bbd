//! The CSV file of a gazetteer, row by row.

use super::Entry;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{counted, sheet};
use std::path::Path;

/// The columns; `name` is required.
const COLUMNS: [&str; 4] = ["name", "aliases", "external_id", "affiliation"];

/// Separates the aliases of a field.
const SEPARATOR: char = '|';

/// The entries with their rows, as a spreadsheet numbers them: the header is row 1, blank lines count and are passed over.
pub(super) fn entries(path: &Path, bytes: &[u8]) -> Result<Vec<(u64, Entry)>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let records =
        sheet::records(bytes, b',').map_err(|(row, message, hint)| wrong(path, Some(row), "", message).hint(hint));
    let mut records = records?.into_iter();
    let Some((header_row, header)) = records.next() else {
        return Err(wrong(path, None, "", "the file is empty").hint("a header row is required, such as name,aliases"));
    };
    let columns = columns(path, header_row, &header)?;
    records.map(|(row, fields)| Ok((row, entry(path, row, &columns, &fields)?))).collect()
}

/// The column of every field.
fn columns(path: &Path, row: u64, header: &[String]) -> Result<Vec<&'static str>> {
    let mut found = Vec::new();
    for name in header.iter().map(|n| n.trim()) {
        let Some(column) = COLUMNS.into_iter().find(|c| *c == name) else {
            return Err(
                wrong(path, Some(row), name, "unknown column").hint(format!("known are {}", COLUMNS.join(", ")))
            );
        };
        if found.contains(&column) {
            return Err(wrong(path, Some(row), name, "the column stands twice").hint("remove one of them"));
        }
        found.push(column);
    }
    if !found.contains(&"name") {
        return Err(wrong(path, Some(row), "name", "the column is missing").hint("every row needs a name"));
    }
    Ok(found)
}

fn entry(path: &Path, row: u64, columns: &[&str], fields: &[String]) -> Result<Entry> {
    if fields.len() != columns.len() {
        let message = format!("{} where the header has {}", counted(fields.len(), "column"), columns.len());
        return Err(wrong(path, Some(row), "", message).hint("quote fields that hold a comma or a line break"));
    }
    let mut entry = Entry::default();
    for (column, field) in columns.iter().zip(fields.iter().map(|f| f.trim())) {
        let given = Some(field).filter(|f| !f.is_empty()).map(str::to_owned);
        match *column {
            "aliases" if given.is_some() => {
                entry.aliases = field.split(SEPARATOR).map(|alias| alias.trim().to_owned()).collect();
            }
            "external_id" => entry.external_id = given,
            "affiliation" => entry.affiliation = given,
            "name" => field.clone_into(&mut entry.name),
            _ => {}
        }
    }
    Ok(entry)
}

fn wrong(path: &Path, row: Option<u64>, field: &str, message: impl Into<String>) -> Error {
    let mut at = Location::path(path);
    at.row = row;
    at.field = Some(field.to_owned()).filter(|f| !f.is_empty());
    Error::new(ErrorKind::Config, message).at(at)
}
