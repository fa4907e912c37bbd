//! Tab-separated lexicon files: a header line, no quoting (some fields contain `"`).

use crate::error::{Error, ErrorKind, Location, Result};
use memchr::{memchr, memchr_iter};

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
        let mut rows = Rows { text: self.text, start: 0, line: 1 };
        let found = rows.next().map_or([""; COLUMNS], |row| row.fields);
        let expected = || header.split(' ').chain(std::iter::repeat("")).take(COLUMNS);
        if found.into_iter().ne(expected()) {
            let found = found.join("\t");
            let message = format!("the header is `{}`, expected `{}`", found.trim_end(), header.replace(' ', "\\t"));
            return Err(self.error(1, message));
        }
        Ok(rows)
    }

    /// Number of its lines.
    pub(crate) fn lines(&self) -> usize {
        memchr_iter(b'\n', self.text.as_bytes()).count()
    }

    /// An error at a line of the file.
    pub(crate) fn error(&self, line: u64, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Lexicon, message).at(Location::path(self.name).row(line))
    }
}

/// The lines of a file that are not empty.
struct Rows {
    text: &'static str,
    /// Where the next line begins.
    start: usize,
    /// Its number.
    line: u64,
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            let rest = self.text.get(self.start..).filter(|rest| !rest.is_empty())?;
            let line = &rest[..memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
            self.start += line.len() + 1;
            self.line += 1;
            if !line.is_empty() {
                return Some(Row { line: self.line - 1, fields: split(line) });
            }
        }
    }
}

/// The columns of a line; what stands behind the last one is no column of any file. They are so short that to look at every
/// byte takes less time than to search.
fn split(line: &'static str) -> [&'static str; COLUMNS] {
    let mut fields = [""; COLUMNS];
    for (field, piece) in fields.iter_mut().zip(pieces(line, b'\t')) {
        *field = piece;
    }
    fields
}

/// The parts of a short text between a separator, which is one byte.
pub(crate) fn pieces(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let Some(end) = text.bytes().position(|byte| byte == separator) else { return Some(text) };
        rest = Some(&text[end + 1..]);
        Some(&text[..end])
    })
}
