//! Delimited columns with a header row, read with a bounded buffer.
//!
//! Rows are numbered as a spreadsheet shows them: the header is row 1, a blank line counts and is passed over, and a row
//! with line breaks in its fields is one row.

use super::{
    Item, encoding,
    problem::{Problem, RAW_BYTES},
    row::{self, Cell, Row},
    source::Context,
    spec::{Field, strip_compression},
    stream::Stream,
};
use crate::model::sheet::{OPEN_QUOTE, SheetRows, end_of_input, split};
use crate::model::{RejectReason, counted};
use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use std::borrow::Cow;
use std::io::{self, BufRead};

/// Reads rows of a CSV stream.
pub(crate) struct Records {
    stream: Stream,
    context: Context,
    reader: Reader,
    header: Vec<String>,
    record: Record,
    done: bool,
}

impl Records {
    /// Reads the header; a file without a usable one is a reject as a whole.
    pub(crate) fn open(mut stream: Stream, context: Context) -> Result<Self, Box<crate::model::Reject>> {
        let delimiter = delimiter(&context.name, &stream.peek());
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        let record = Record::default();
        let mut this = Self { stream, context, reader, header: Vec::new(), record, done: false };
        this.read_header().map_err(|problem| Box::new(this.context.reject(problem, None, &this.record.raw)))?;
        Ok(this)
    }

    fn read_header(&mut self) -> Result<(), Problem> {
        match self.next_record()? {
            Some(()) => {}
            None => return Err(Problem::new(RejectReason::Empty, "the file is empty; a header row is required")),
        }
        let names = encoding::utf8(self.record.bytes())?;
        self.header = split(names, &self.record.ends).map(|name| name.trim().to_owned()).collect();
        let wanted = Field::Text.named(&self.context.spec.fields);
        let known = |name: &String| match wanted {
            Some(wanted) => name == wanted,
            None => Field::Text.aliases().iter().any(|a| name.eq_ignore_ascii_case(a)),
        };
        if self.header.iter().any(known) {
            return Ok(());
        }
        // One reject for the file instead of one a row, all of them with the same words.
        let nothing = Fields { header: &self.header, values: Vec::new() };
        let problem = row::missing_text(&nothing, &self.context.spec);
        Err(Problem { detail: format!("the header row is required: {}", problem.detail), ..problem })
    }

    fn next_record(&mut self) -> Result<Option<()>, Problem> {
        let limit = self.context.limits.max_row_bytes;
        match self.record.read(&mut self.reader, self.stream.reader(), limit) {
            Ok(Outcome::End) => Ok(None),
            Ok(Outcome::Whole) => Ok(Some(())),
            Ok(Outcome::TooLong) => Err(Problem::too_large("the row", limit)),
            Ok(Outcome::OpenQuote) => {
                Err(Problem::new(RejectReason::Syntax, format!("{OPEN_QUOTE}; close or double it")))
            }
            Err(e) => {
                self.done = true;
                Err(self.stream.problem(&e))
            }
        }
    }

    fn article(&self) -> Result<crate::model::Article, Problem> {
        let found = self.record.ends.len();
        if found != self.header.len() {
            let detail = format!(
                "{} where the header has {}; quote fields that hold the delimiter or line breaks",
                counted(found, "column"),
                self.header.len()
            );
            return Err(Problem::new(RejectReason::Syntax, detail));
        }
        let text = encoding::utf8(self.record.bytes())?;
        let fields = Fields { header: &self.header, values: split(text, &self.record.ends).collect() };
        self.context.article(&fields, self.record.number)
    }
}

impl Iterator for Records {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.done {
            return None;
        }
        let outcome = match self.next_record() {
            Ok(None) => {
                self.done = true;
                return None;
            }
            Ok(Some(())) => self.article(),
            Err(problem) => Err(problem),
        };
        Some(outcome.map_err(|problem| self.context.reject(problem, Some(self.record.number), &self.record.raw)))
    }
}

/// The delimiter: a tab for `.tsv`, else whatever the header row uses.
fn delimiter(name: &str, head: &[u8]) -> u8 {
    if strip_compression(name).to_ascii_lowercase().ends_with(".tsv") {
        return b'\t';
    }
    let line = head.split(|&b| b == b'\n').next().unwrap_or_default();
    let count = |d: u8| memchr::memchr_iter(d, line).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|&d| count(d)).unwrap_or(b',')
}

enum Outcome {
    Whole,
    TooLong,
    OpenQuote,
    End,
}

/// One record: unescaped fields, and the raw bytes as far as a reject keeps them.
#[derive(Default)]
struct Record {
    buffer: Vec<u8>,
    len: usize,
    ends: Vec<usize>,
    raw: Vec<u8>,
    rows: SheetRows,
    /// Its row, from 1.
    number: u64,
}

impl Record {
    fn bytes(&self) -> &[u8] {
        &self.buffer[..self.len]
    }

    fn read(&mut self, reader: &mut Reader, input: &mut (impl BufRead + ?Sized), limit: usize) -> io::Result<Outcome> {
        const COLUMNS: usize = 64;
        self.raw.clear();
        if self.buffer.len() > 1 << 20 {
            self.buffer = Vec::new();
        }
        let mut ends = std::mem::take(&mut self.ends);
        ends.clear();
        let (mut len, mut columns, mut too_long) = (0, 0, false);
        loop {
            if ends.len() < columns + COLUMNS {
                ends.resize(columns + COLUMNS, 0);
            }
            if self.buffer.len() < len + 4096 {
                self.buffer.resize((len + 4096).max(self.buffer.len() * 2), 0);
            }
            let available = match input.fill_buf() {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            let (output, places) = (&mut self.buffer[len..], &mut ends[columns..]);
            let mut open = false;
            let (result, used, wrote, ended) = if available.is_empty() {
                let (result, ended, inside_quotes) = end_of_input(reader, output, places);
                open = inside_quotes;
                (result, 0, 0, ended)
            } else {
                reader.read_record(available, output, places)
            };
            let part = &available[..used];
            self.rows.consumed(part);
            let room = RAW_BYTES.saturating_sub(self.raw.len()).min(part.len());
            self.raw.extend_from_slice(&part[..room]);
            input.consume(used);
            if too_long || len + wrote > limit || columns + ended > limit / 8 {
                // What was unescaped so far is dropped; the record is read to its end to find the next one.
                (too_long, len, columns) = (true, 0, 0);
            } else {
                len += wrote;
                columns += ended;
            }
            match result {
                ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
                ReadRecordResult::End => return Ok(Outcome::End),
                ReadRecordResult::Record => {
                    ends.truncate(columns);
                    (self.len, self.ends) = (len, ends);
                    self.number = self.rows.end_record();
                    return Ok(match (too_long, open) {
                        (true, _) => Outcome::TooLong,
                        (_, true) => Outcome::OpenQuote,
                        _ => Outcome::Whole,
                    });
                }
            }
        }
    }
}

/// A record with its header.
struct Fields<'a> {
    header: &'a [String],
    values: Vec<&'a str>,
}

impl Row for Fields<'_> {
    fn get(&self, name: &str) -> Option<Cell<'_>> {
        let column = self.header.iter().position(|h| h == name)?;
        self.values.get(column).map(|value| Cell::Text(Cow::Borrowed(value)))
    }

    fn names(&self) -> Vec<&str> {
        self.header.iter().map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Limits, SourceSpec};
    use std::sync::Arc;

    fn read_as(name: &str, input: &[u8], limits: Limits) -> Vec<Item> {
        let stream = Stream::new(io::Cursor::new(input.to_vec()), Arc::default()).unwrap();
        let context = Context::new(name, Arc::new(SourceSpec::default()), limits);
        match Records::open(stream.into_utf8(None).unwrap(), context) {
            Ok(records) => records.collect(),
            Err(reject) => vec![Err(*reject)],
        }
    }

    fn read(input: &str) -> Vec<Item> {
        read_as("a.csv", input.as_bytes(), Limits::default())
    }

    fn summary(items: &[Item]) -> Vec<String> {
        let one = |item: &Item| match item {
            Ok(a) => format!("{}={}", a.article_id, a.text),
            Err(r) => format!("{:?} {}", r.row, r.reason),
        };
        items.iter().map(one).collect()
    }

    #[test]
    fn quoted_fields_and_bad_rows() {
        let items = read("\u{FEFF}id,text\r\n1,\"قال: \"\"نعم\"\",\nثم\"\r\n\r\n2\r\n3,a,b\r\n4,سكت\r\n");
        assert_eq!(summary(&items), ["1=قال: \"نعم\",\nثم", "Some(4) syntax", "Some(5) syntax", "4=سكت"]);
        let Err(reject) = &items[2] else { panic!() };
        assert!(reject.detail.starts_with("3 columns where the header has 2"), "{}", reject.detail);
        assert_eq!(reject.raw.trim(), "3,a,b");
    }

    #[test]
    fn delimiters() {
        assert_eq!(summary(&read("id;text\n1;قال، نعم\n")), ["1=قال، نعم"]);
        assert_eq!(summary(&read_as("a.tsv.gz", "text\tid\nقال,\t1\n".as_bytes(), Limits::default())), ["1=قال,"]);
    }

    #[test]
    fn headers_that_do_not_do() {
        assert_eq!(summary(&read("")), ["None empty"]);
        let items = read("id,txt\n1,قال\n");
        assert_eq!(summary(&items), ["None missing_field"]);
        assert!(items[0].as_ref().unwrap_err().detail.contains("`txt`"));
    }

    #[test]
    fn an_open_quote_does_not_swallow_the_file_silently() {
        for end in ["\n", "\r\n"] {
            // The row that is never closed, with what it swallows; with a mark in a word before it; at the very end.
            for rest in ["1,\"قال\n2,كتب\n", "5\",\"قال\n2,كتب", "1,\"قال"] {
                let input = format!("id,text\n{rest}").replace('\n', end);
                assert_eq!(summary(&read(&input)), ["Some(2) syntax"], "{input}");
            }
        }
    }

    #[test]
    fn a_quotation_mark_inside_a_word_opens_nothing() {
        for end in ["\n", "\r\n"] {
            for last in ["", end] {
                let input = format!("id,text{end}1,\"قال{end}ثم\"{end}2,قطره 5\" فقط{last}");
                assert_eq!(summary(&read(&input)), [format!("1=قال{end}ثم"), "2=قطره 5\" فقط".into()], "{input:?}");
            }
        }
    }

    #[test]
    fn long_rows_are_bounded_and_skipped() {
        let limits = Limits { max_row_bytes: 10_000, ..Limits::default() };
        let long = format!("id,text\n1,{}\n2,قال\n", "ق".repeat(500_000));
        assert_eq!(summary(&read_as("a.csv", long.as_bytes(), limits)), ["Some(2) too_large", "2=قال"]);
        let many = format!("id,text\n{}\n2,قال\n", ",".repeat(500_000));
        assert_eq!(summary(&read_as("a.csv", many.as_bytes(), limits)), ["Some(2) too_large", "2=قال"]);
    }
}
