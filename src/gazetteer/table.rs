//! The CSV file of a gazetteer, row by row.

use super::Entry;
use crate::error::{Error, ErrorKind, Location, Result};
use csv_core::{ReadRecordResult, Reader};
use std::path::Path;

/// The columns; `name` is required.
const COLUMNS: [&str; 4] = ["name", "aliases", "external_id", "affiliation"];

/// Separates the aliases of a field.
const SEPARATOR: char = '|';

/// The entries with their rows, as a spreadsheet numbers them: the header is row 1, a blank line is no row.
pub(super) fn entries(path: &Path, bytes: &[u8]) -> Result<Vec<(u64, Entry)>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut records = records(path, bytes)?.into_iter();
    let Some((_, header)) = records.next() else {
        return Err(wrong(path, None, "", "the file is empty").hint("a header row is required, such as name,aliases"));
    };
    let columns = columns(path, &header)?;
    records.map(|(row, fields)| Ok((row, entry(path, row, &columns, &fields)?))).collect()
}

/// The column of every field.
fn columns(path: &Path, header: &[String]) -> Result<Vec<&'static str>> {
    let mut found = Vec::new();
    for name in header.iter().map(|n| n.trim()) {
        let Some(column) = COLUMNS.into_iter().find(|c| *c == name) else {
            return Err(wrong(path, Some(1), name, "unknown column").hint(format!("known are {}", COLUMNS.join(", "))));
        };
        if found.contains(&column) {
            return Err(wrong(path, Some(1), name, "the column stands twice").hint("remove one of them"));
        }
        found.push(column);
    }
    if !found.contains(&"name") {
        return Err(wrong(path, Some(1), "name", "the column is missing").hint("every row needs a name"));
    }
    Ok(found)
}

fn entry(path: &Path, row: u64, columns: &[&str], fields: &[String]) -> Result<Entry> {
    if fields.len() != columns.len() {
        let message = format!("{} columns where the header has {}", fields.len(), columns.len());
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

/// Unescaped fields of every record.
fn records(path: &Path, bytes: &[u8]) -> Result<Vec<(u64, Vec<String>)>> {
    let mut reader = Reader::new();
    let (mut rest, mut found, mut row) = (bytes, Vec::new(), 1);
    // A record is never longer than what is left of the file, nor has it more fields than bytes.
    let (mut buffer, mut ends) = (vec![0; bytes.len() + 1], vec![0; bytes.len() + 1]);
    // The reader closes an open quotation mark at the end of the input without a word.
    let closed = |used: &[u8]| memchr::memchr_iter(b'"', used).count().is_multiple_of(2);
    let mut start = rest;
    let (mut written, mut fields) = (0, 0);
    loop {
        let (result, read, wrote, ended) = reader.read_record(rest, &mut buffer[written..], &mut ends[fields..]);
        rest = &rest[read..];
        written += wrote;
        fields += ended;
        match result {
            ReadRecordResult::Record => {
                let used = &start[..start.len() - rest.len()];
                if rest.is_empty() && !closed(used) {
                    let message = "a quotation mark is never closed, so the row runs to the end of the file";
                    return Err(wrong(path, Some(row), "", message).hint("close or double it"));
                }
                let text = std::str::from_utf8(&buffer[..written])
                    .map_err(|_| wrong(path, Some(row), "", "the row is not UTF-8").hint("save the file as UTF-8"))?;
                found.push((row, split(text, &ends[..fields])));
                row += 1;
                start = rest;
                (written, fields) = (0, 0);
            }
            ReadRecordResult::End => return Ok(found),
            // The buffers are large enough; an empty input tells the reader that the file ends.
            ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
        }
    }
}

/// The fields of a record that end at the given bytes.
fn split(text: &str, ends: &[usize]) -> Vec<String> {
    let mut start = 0;
    let mut field = |end: &usize| {
        let field = text.get(start..*end).unwrap_or_default().to_owned();
        start = *end;
        field
    };
    ends.iter().map(&mut field).collect()
}

fn wrong(path: &Path, row: Option<u64>, field: &str, message: impl Into<String>) -> Error {
    let mut at = Location::path(path);
    at.row = row;
    at.field = Some(field.to_owned()).filter(|f| !f.is_empty());
    Error::new(ErrorKind::Config, message).at(at)
}
