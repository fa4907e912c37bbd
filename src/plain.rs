//! Small text files that people write or save from a spreadsheet: lists, tables, labels.
//!
//! Spreadsheets and editors put a byte order mark in front, and some save UTF-16; both are read. Articles have readers of
//! their own, which know more encodings and hold one row at a time.

use crate::error::{Error, ErrorKind, Location, Result};
use encoding_rs::{UTF_16BE, UTF_16LE};
use std::path::Path;

/// Reads a file as text, without its byte order mark.
///
/// # Errors
/// When it cannot be read, or is neither UTF-8 nor UTF-16 with a byte order mark; the message names the line.
pub fn read(path: &Path) -> Result<String> {
    decode(path, std::fs::read(path).map_err(|e| Error::io(path, e))?)
}

/// The text of bytes that were read from a file, without its byte order mark.
///
/// ```
/// use claimkit::plain::decode;
/// let path = "a.csv".as_ref();
/// assert_eq!(decode(path, b"\xFF\xFEa\0".to_vec()).unwrap(), "a");
/// assert_eq!(decode(path, b"\xEF\xBB\xBFa".to_vec()).unwrap(), "a");
/// let error = decode(path, b"a\n\xC7".to_vec()).unwrap_err().to_string();
/// assert!(error.starts_with("a.csv:2: is not UTF-8"), "{error}");
/// ```
///
/// # Errors
/// When they are neither UTF-8 nor UTF-16 with a byte order mark; the message names the line.
pub fn decode(path: &Path, bytes: Vec<u8>) -> Result<String> {
    let wrong = |message: &str| {
        Error::new(ErrorKind::Data, message)
            .at(Location::path(path))
            .hint("save it as UTF-8; spreadsheets call it \"CSV UTF-8\"")
    };
    let utf_16 = match bytes.get(..2) {
        Some([0xFF, 0xFE]) => Some(UTF_16LE),
        Some([0xFE, 0xFF]) => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf_16 {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[2..]);
        return text.map(Into::into).ok_or_else(|| wrong("begins like UTF-16 and is none"));
    }
    let mut text = String::from_utf8(bytes).map_err(|e| {
        let before = &e.as_bytes()[..e.utf8_error().valid_up_to()];
        let line = memchr::memchr_iter(b'\n', before).count() as u64 + 1;
        wrong("is not UTF-8").at(Location::path(path).row(line))
    })?;
    if text.starts_with('\u{FEFF}') {
        text.drain(..'\u{FEFF}'.len_utf8());
    }
    Ok(text)
}
