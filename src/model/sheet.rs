//! Delimited files as a spreadsheet shows them: what every reader of them needs beside the parser.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

/// Numbers the records of a delimited file as a spreadsheet numbers its rows, from 1: a blank line is a row of its own, a
/// record with line breaks inside quotation marks is one row. Readers of CSV pass over blank lines without a word.
#[derive(Debug, Default)]
pub(crate) struct SheetRows {
    number: u64,
    /// Bytes of a record were seen behind the blank lines before it.
    in_record: bool,
    last: u8,
}

impl SheetRows {
    /// Takes note of bytes that a reader consumed: all of them in their order, never of two records at once.
    pub(crate) fn consumed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            match byte {
                _ if self.in_record => break,
                // A line that ends in both ends once; readers may end a record between the two.
                b'\n' if self.last == b'\r' => {}
                b'\r' | b'\n' => self.number += 1,
                _ => self.in_record = true,
            }
            self.last = byte;
        }
        self.last = bytes.last().copied().unwrap_or(self.last);
    }

    /// Ends a record and gives its number.
    pub(crate) fn end_record(&mut self) -> u64 {
        self.in_record = false;
        self.number += 1;
        self.number
    }
}

/// What is wrong with a record that ends with the file, inside a quotation mark.
pub(crate) const OPEN_QUOTE: &str = "a quotation mark is never closed, so the row runs to the end of the file";

/// Tells a reader that the input ends: gives the last record ([`ReadRecordResult::End`] where there is none), how many
/// ends of fields were written, and whether it ended inside a quotation mark, which the reader itself would close without a
/// word. Both buffers must have room for one more entry.
pub(crate) fn end_of_input(
    reader: &mut Reader,
    output: &mut [u8],
    ends: &mut [usize],
) -> (ReadRecordResult, usize, bool) {
    // The end of a file ends a line; inside a quotation mark, and nowhere else, a line feed is text.
    let (result, _, wrote, ended) = reader.read_record(b"\n", output, ends);
    match result {
        ReadRecordResult::Record => (result, ended, false),
        _ if wrote > 0 => {
            let (result, _, _, ended) = reader.read_record(b"", output, ends);
            (result, ended, true)
        }
        _ => (ReadRecordResult::End, 0, false),
    }
}

/// The records of a file in memory, with their rows; blank lines are passed over.
///
/// # Errors
/// Row, message and advice, where a quotation mark is never closed or a record is not UTF-8.
pub(crate) fn records(
    bytes: &[u8],
    delimiter: u8,
) -> Result<Vec<(u64, Vec<String>)>, (u64, &'static str, &'static str)> {
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let (mut rest, mut found, mut rows) = (bytes, Vec::new(), SheetRows::default());
    // A record is never longer than what is left of the file, nor has it more fields than bytes.
    let (mut buffer, mut ends) = (vec![0; bytes.len() + 2], vec![0; bytes.len() + 2]);
    let (mut written, mut fields) = (0, 0);
    loop {
        let (output, places) = (&mut buffer[written..], &mut ends[fields..]);
        let (result, open) = if rest.is_empty() {
            let (result, ended, open) = end_of_input(&mut reader, output, places);
            fields += ended;
            (result, open)
        } else {
            let (result, read, wrote, ended) = reader.read_record(rest, output, places);
            rows.consumed(&rest[..read]);
            (rest, written, fields) = (&rest[read..], written + wrote, fields + ended);
            (result, false)
        };
        match result {
            ReadRecordResult::Record => {
                let row = rows.end_record();
                if open {
                    return Err((row, OPEN_QUOTE, "close or double it"));
                }
                let text = std::str::from_utf8(&buffer[..written]);
                let text = text.map_err(|_| (row, "the row is not UTF-8", "save the file as UTF-8"))?;
                found.push((row, split(text, &ends[..fields]).map(str::to_owned).collect()));
                (written, fields) = (0, 0);
            }
            ReadRecordResult::End => return Ok(found),
            // The buffers are large enough; an empty rest is the end of the file.
            ReadRecordResult::InputEmpty | ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {}
        }
    }
}

/// The fields of a decoded record, which end at the given bytes: on characters, because delimiters and quotation marks are
/// ASCII.
pub(crate) fn split<'a>(text: &'a str, ends: &'a [usize]) -> impl Iterator<Item = &'a str> {
    let mut start = 0;
    ends.iter().map(move |&end| {
        let field = text.get(start..end).unwrap_or_default();
        start = end;
        field
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_count_and_line_ends_of_two_bytes_count_once() {
        for end in ["\n", "\r\n", "\r"] {
            let lines = ["", "a", "", "", "b\"", "\"c", "d"].map(|line| format!("{line}{end}"));
            let records = [lines[..2].concat(), lines[2..6].concat(), lines[6].clone()];
            for piece in [1, 2, 100] {
                let mut rows = SheetRows::default();
                let numbers = records.each_ref().map(|record| {
                    record.as_bytes().chunks(piece).for_each(|bytes| rows.consumed(bytes));
                    rows.end_record()
                });
                assert_eq!(numbers, [2, 5, 6], "{end:?}");
            }
        }
        // The reader of records stops between the two bytes.
        let mut rows = SheetRows::default();
        let numbers = ["a\r", "\nb\r", "\n\r\nc"].map(|record| {
            rows.consumed(record.as_bytes());
            rows.end_record()
        });
        assert_eq!(numbers, [1, 2, 4]);
    }

    #[test]
    fn records_in_memory() {
        let rows = |text: &str| {
            let shown = |(row, fields): (u64, Vec<String>)| format!("{row}:{}", fields.join("|"));
            let found = records(text.as_bytes(), b',').map_err(|(row, ..)| row);
            found.map(|records| records.into_iter().map(shown).collect::<Vec<_>>())
        };
        for end in ["\n", "\r\n"] {
            let text = format!("a,b{end}{end}1,\"x\"\"{end}y\"{end}2,5\" z");
            let expected = ["1:a|b".into(), format!("3:1|x\"{end}y"), "4:2|5\" z".into()];
            assert_eq!(rows(&text), Ok(expected.to_vec()));
            assert_eq!(rows(&(text + end)), Ok(expected.to_vec()));
            assert_eq!(rows(&format!("a,b{end}1,\"x{end}2,y")), Err(2));
            assert_eq!(rows(&format!("a,b{end}1,\"x{end}2,y{end}")), Err(2));
        }
        assert_eq!(rows("a,"), Ok(vec!["1:a|".to_owned()]));
        assert_eq!((rows(""), rows("\n\n"), rows("\"")), (Ok(vec![]), Ok(vec![]), Err(1)));
        assert_eq!(records(b"a\n\xff", b',').unwrap_err().0, 2);
    }
}
