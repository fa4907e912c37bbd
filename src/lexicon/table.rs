//! Tab-separated lexicon files: a header line, no quoting (some fields contain `"`).

use crate::error::{Error, ErrorKind, Location, Result};

/// One file, embedded in the program.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// File name below `src/lexicon/data`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// A row: its number in the file and its fields.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) line: u64,
    fields: [&'static str; COLUMNS],
}

/// Columns of the widest file.
const COLUMNS: usize = 10;

impl Row {
    /// A field by position; empty where it is absent or `-`.
    pub(crate) fn get(&self, i: usize) -> &'static str {
        match self.fields.get(i).copied().unwrap_or_default() {
            "-" => "",
            field => field,
        }
    }
}

impl Table {
    /// The rows below the header.
    ///
    /// # Errors
    /// If the header is not the expected one.
    pub(crate) fn rows(&self, header: &str) -> Result<impl Iterator<Item = Row> + use<>> {
        let mut lines = self.text.lines();
        let found = lines.next().unwrap_or_default();
        if found.split('\t').ne(header.split(' ')) {
            return Err(self.error(1, format!("the header is `{found}`, expected `{}`", header.replace(' ', "\\t"))));
        }
        Ok(lines
            .enumerate()
            .filter(|(_, line)| !line.is_empty())
            .map(|(i, line)| Row { line: i as u64 + 2, fields: split(line) }))
    }

    /// An error at a line of the file.
    pub(crate) fn error(&self, line: u64, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Lexicon, message).at(Location::path(self.name).row(line))
    }
}

/// The columns of a line; what stands behind the last one is no column of any file. They are so short that to look at every
/// byte takes less time than to search.
fn split(line: &'static str) -> [&'static str; COLUMNS] {
    let mut fields = [""; COLUMNS];
    let mut start = 0;
    let tabs = line.bytes().enumerate().filter(|(_, b)| *b == b'\t').map(|(at, _)| at);
    for (field, end) in fields.iter_mut().zip(tabs.chain([line.len()])) {
        *field = &line[start..end];
        start = end + 1;
    }
    fields
}
