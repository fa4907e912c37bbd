//! JSON, one object a line, read with a bounded buffer.

use super::{
    encoding,
    problem::{Problem, RAW_BYTES},
    row::{Cell, Row},
    source::Context,
    stream::Stream,
};
use crate::ingest::Item;
use crate::model::RejectReason;
use serde_json::{Value, value::RawValue};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufRead};

/// Capacity that the line buffer keeps after a long line.
const KEPT: usize = 1 << 20;

/// A byte-order mark in UTF-8.
const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Reads rows of a JSON Lines stream.
pub(crate) struct Lines {
    stream: Stream,
    context: Context,
    line: Vec<u8>,
    number: u64,
    done: bool,
    /// Rows of a list that is a document or its first line.
    listed: std::iter::Enumerate<std::vec::IntoIter<Box<RawValue>>>,
    /// No row was met yet.
    first: bool,
}

impl Lines {
    pub(crate) fn new(stream: Stream, context: Context) -> Self {
        let listed = Vec::new().into_iter().enumerate();
        Self { stream, context, line: Vec::new(), number: 0, done: false, listed, first: true }
    }

    fn row(&self) -> Item {
        let reject = |problem: Problem| self.context.reject(problem, Some(self.number), &self.line);
        let text = encoding::utf8(&self.line).map_err(reject)?;
        if memchr::memchr(0, text.as_bytes()).is_some() {
            return Err(reject(encoding::nul()));
        }
        self.article(text).map_err(reject)
    }

    fn article(&self, json: &str) -> Result<crate::model::Article, Problem> {
        self.context.article(&Object::parse(json)?, self.number)
    }

    /// A file that begins like a document instead of a row: an array, or an object over several lines.
    fn read_whole(&mut self) -> Option<Item> {
        let limit = self.context.limits.max_row_bytes;
        let outcome = append_all(self.stream.reader(), &mut self.line, limit);
        let raw = |this: &Self, problem| Some(Err(this.context.reject(problem, None, &this.line)));
        self.done = true;
        match outcome {
            Err(e) => return raw(self, self.stream.problem(&e)),
            Ok(false) => return raw(self, Problem::too_large("a JSON document that is not JSON Lines", limit)),
            Ok(true) => {}
        }
        let text = match encoding::utf8(&self.line) {
            Ok(text) => text,
            Err(problem) => return raw(self, problem),
        };
        let rows = if text.trim_start().starts_with('[') {
            serde_json::from_str::<Vec<Box<RawValue>>>(text)
        } else {
            serde_json::from_str(text).map(|object| vec![object])
        };
        match rows {
            Ok(rows) => self.listed = rows.into_iter().enumerate(),
            Err(e) => return raw(self, syntax(&e)),
        }
        self.line = Vec::new();
        self.next_listed()
    }

    /// The next row of a list; its number is its place there.
    fn next_listed(&mut self) -> Option<Item> {
        let (before, value) = self.listed.next()?;
        let outcome = self.article(value.get());
        Some(outcome.map_err(|p| self.context.reject(p, Some(before as u64 + 1), value.get().as_bytes())))
    }

    /// The first line that is not blank; `None` where it holds no row and reading goes on.
    fn first_row(&mut self) -> Option<Item> {
        match Opening::of(&self.line) {
            Opening::Row => Some(self.row()),
            Opening::Document => self.read_whole(),
            Opening::List(rows) => {
                self.line = Vec::new();
                self.listed = rows.into_iter().enumerate();
                self.next_listed()
            }
        }
    }
}

impl Iterator for Lines {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.next_listed() {
                return Some(item);
            }
            if self.done {
                return None;
            }
            self.line.clear();
            self.line.shrink_to(KEPT);
            let limit = self.context.limits.max_row_bytes;
            let read = read_line(self.stream.reader(), &mut self.line, limit);
            self.number += 1;
            // Files that were joined end to end bring their marks along.
            if self.line.starts_with(BOM) {
                self.line.drain(..BOM.len());
            }
            match read {
                Err(e) => {
                    self.done = true;
                    let problem = self.stream.problem(&e);
                    return Some(Err(self.context.reject(problem, Some(self.number), &self.line)));
                }
                Ok(Line::End) => {
                    self.done = true;
                    return None;
                }
                Ok(Line::TooLong) => {
                    let problem = Problem::too_large("the line", limit);
                    return Some(Err(self.context.reject(problem, Some(self.number), &self.line)));
                }
                Ok(Line::Whole) if self.line.trim_ascii().is_empty() => {}
                Ok(Line::Whole) if std::mem::take(&mut self.first) => {
                    if let Some(item) = self.first_row() {
                        return Some(item);
                    }
                }
                Ok(Line::Whole) => return Some(self.row()),
            }
        }
    }
}

/// What the first line of a file is.
enum Opening {
    /// A row, or a line that is none: the lines behind it are rows all the same.
    Row,
    /// The beginning of a JSON document: an array or an object that is not closed on the line.
    Document,
    /// A list of rows that is closed on the line; what follows are rows again.
    List(Vec<Box<RawValue>>),
}

impl Opening {
    fn of(line: &[u8]) -> Self {
        let line = line.trim_ascii();
        if line == b"{" {
            return Self::Document;
        }
        if !line.starts_with(b"[") {
            return Self::Row;
        }
        // Bytes that are no UTF-8 leave the brackets where they are, and are a matter of the row or document.
        match serde_json::from_str::<Vec<Box<RawValue>>>(&String::from_utf8_lossy(line)) {
            Ok(rows) if rows.first().is_none_or(|row| row.get().starts_with('{')) => Self::List(rows),
            Err(error) if error.is_eof() => Self::Document,
            Ok(_) | Err(_) => Self::Row,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Line {
    /// The buffer holds a line, without its end.
    Whole,
    /// The line was longer than the limit; the buffer holds its beginning, the rest is skipped.
    TooLong,
    /// Nothing is left.
    End,
}

/// Reads a line into an empty buffer. On an error the buffer holds what came before it.
fn read_line(reader: &mut (impl BufRead + ?Sized), line: &mut Vec<u8>, limit: usize) -> io::Result<Line> {
    let mut too_long = false;
    loop {
        let available = match reader.fill_buf() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        let end = memchr::memchr(b'\n', available);
        let part = &available[..end.unwrap_or(available.len())];
        if !too_long && line.len() + part.len() > limit {
            too_long = true;
            let room = RAW_BYTES.saturating_sub(line.len()).min(part.len());
            line.extend_from_slice(&part[..room]);
            line.truncate(RAW_BYTES);
            line.shrink_to(KEPT);
        } else if !too_long {
            line.extend_from_slice(part);
        }
        let (used, at_end) = (part.len() + usize::from(end.is_some()), available.is_empty());
        reader.consume(used);
        if end.is_some() || at_end {
            let nothing = at_end && line.is_empty() && !too_long;
            return Ok(if nothing {
                Line::End
            } else if too_long {
                Line::TooLong
            } else {
                Line::Whole
            });
        }
    }
}

/// Reads the rest of a stream behind a first line; `false` where it is longer than the limit.
fn append_all(reader: &mut (impl BufRead + ?Sized), line: &mut Vec<u8>, limit: usize) -> io::Result<bool> {
    line.push(b'\n');
    io::Read::read_to_end(&mut io::Read::take(reader, limit as u64 + 1), line)?;
    Ok(line.len() <= limit)
}

fn syntax(error: &serde_json::Error) -> Problem {
    let detail = format!("not valid JSON: {error}; write one object a line");
    Problem::new(RejectReason::Syntax, detail)
}

/// The top level of an object; values stay unparsed until they are asked for.
struct Object<'a>(BTreeMap<String, &'a RawValue>);

impl<'a> Object<'a> {
    fn parse(json: &'a str) -> Result<Self, Problem> {
        let json = json.trim();
        if !json.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(json).is_ok() {
            let detail = format!("{} instead of a JSON object; write one object a line", type_name(json));
            return Err(Problem::new(RejectReason::Syntax, detail));
        }
        serde_json::from_str(json).map(Self).map_err(|e| syntax(&e))
    }
}

impl Row for Object<'_> {
    fn get(&self, name: &str) -> Option<Cell<'_>> {
        // A key that contains the dot itself comes first.
        if let Some(value) = self.0.get(name) {
            return Some(cell(value.get()));
        }
        let (mut value, mut path) = (None, name);
        while let Some((outer, inner)) = path.split_once('.') {
            value = Some(member(value, &self.0, outer)?);
            path = inner;
        }
        member(Some(value?), &self.0, path).map(|v| cell(v.get()))
    }

    fn names(&self) -> Vec<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

/// A member of an object value, or of the row itself.
fn member<'a>(of: Option<&'a RawValue>, row: &BTreeMap<String, &'a RawValue>, key: &str) -> Option<&'a RawValue> {
    match of {
        None => row.get(key).copied(),
        Some(object) => serde_json::from_str::<BTreeMap<String, &RawValue>>(object.get()).ok()?.get(key).copied(),
    }
}

fn cell(json: &str) -> Cell<'_> {
    /// Longer lists and objects are no names; parsing them whole would cost many times their size in memory.
    const NAMES: usize = 64 * 1024;
    match json.as_bytes().first() {
        Some(b'n') => Cell::Null,
        Some(b'"') => match serde_json::from_str(json) {
            Ok(text) => Cell::Text(Cow::Owned(text)),
            Err(e) => Cell::Broken(e.to_string()),
        },
        Some(b'-' | b'0'..=b'9') => number(json),
        Some(b'[' | b'{') if json.len() <= NAMES => {
            let names = serde_json::from_str(json).ok().and_then(|value| names(&value));
            names.map_or(Cell::Other(type_name(json)), Cell::Names)
        }
        _ => Cell::Other(type_name(json)),
    }
}

/// A number; an integer that 64 bits do not hold keeps its digits, which as a fraction would become another's.
fn number(json: &str) -> Cell<'_> {
    match json.parse() {
        Ok(number) => Cell::Int(number),
        Err(_) if !json.contains(['.', 'e', 'E']) => Cell::Text(Cow::Borrowed(json)),
        Err(_) => Cell::Float(json.parse().unwrap_or(f64::NAN)),
    }
}

fn type_name(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'n') => "null",
        Some(b'"') => "a string",
        Some(b'[') => "a list",
        Some(b'{') => "an object",
        Some(b't' | b'f') => "a boolean",
        _ => "a number",
    }
}

/// The names of a list of names, or of the objects that schema.org uses for people and organisations.
pub(crate) fn names(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name.trim().to_owned()).filter(|n| !n.is_empty()),
        Value::Object(map) => {
            map.get("name").and_then(Value::as_str).map(|n| n.trim().to_owned()).filter(|n| !n.is_empty())
        }
        Value::Array(list) => {
            let all: Vec<_> = list.iter().filter(|v| !v.is_array()).filter_map(names).collect();
            (!all.is_empty()).then(|| all.join("، "))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{Limits, SourceSpec};
    use crate::model::{Article, Reject};
    use std::io::{Read, Write};
    use std::sync::Arc;

    fn read_with(input: impl Read + Send + 'static, spec: SourceSpec, limits: Limits) -> Vec<Item> {
        let stream = Stream::new(input, Arc::default()).unwrap();
        let context = Context::new("a.jsonl", Arc::new(spec), limits);
        Lines::new(stream.into_utf8(None).unwrap(), context).collect()
    }

    fn read(input: impl Into<Vec<u8>>) -> Vec<Item> {
        read_with(io::Cursor::new(input.into()), SourceSpec::default(), Limits::default())
    }

    fn reasons(items: &[Item]) -> Vec<(Option<u64>, RejectReason)> {
        items.iter().filter_map(|i| i.as_ref().err()).map(|r| (r.row, r.reason)).collect()
    }

    fn articles(items: &[Item]) -> Vec<&Article> {
        items.iter().filter_map(|i| i.as_ref().ok()).collect()
    }

    #[test]
    fn every_bad_row_is_a_reject_and_the_rest_goes_on() {
        use RejectReason::{Empty, Encoding, MissingField, NotArabic, Nul, Syntax, WrongType};
        let mut input = Vec::new();
        input.extend("{\"id\":1,\"text\":\"قال\"}\n\n".as_bytes());
        input.extend(b"{\"id\":2,\n[1]\n{\"text\":5}\n{\"id\":3}\n{\"text\":\"\"}\n{\"text\":\"abc\"}\n");
        input.extend(b"{\"text\":\"\xD9\x82\xFF\"}\n{\"text\":\"\\u0000\xD9\x82\"}\n{\"text\":\"\\ud800\"}\r\n");
        input.extend("{\"id\":4,\"text\":\"أضاف\"}".as_bytes());
        let items = read(input);
        let expected = [
            (3, Syntax),
            (4, Syntax),
            (5, WrongType),
            (6, MissingField),
            (7, Empty),
            (8, NotArabic),
            (9, Encoding),
            (10, Nul),
            (11, Syntax),
        ];
        assert_eq!(reasons(&items), expected.map(|(row, reason)| (Some(row), reason)));
        let ids: Vec<_> = articles(&items).iter().map(|a| a.article_id.as_str()).collect();
        assert_eq!(ids, ["1", "4"]);
        let Err(Reject { detail, raw, .. }) = &items[1] else { panic!() };
        assert!(detail.contains("column 8"), "{detail}");
        assert_eq!(raw, "{\"id\":2,");
    }

    #[test]
    fn dotted_names_reach_into_objects() {
        let spec: SourceSpec = toml::from_str("fields = { text = 'a.b.c', url = 'meta.url' }").unwrap();
        let line =
            r#"{"a":{"b":{"c":"قال"}},"meta.url":"https://x.example/1","publisher":{"name":"سهم"},"author":["أ","ب"]}"#;
        let items = read_with(io::Cursor::new(line), spec, Limits::default());
        let a = articles(&items)[0];
        assert_eq!((a.text.as_str(), a.url.as_deref()), ("قال", Some("https://x.example/1")));
        assert_eq!((a.outlet.as_deref(), a.author.as_deref()), (Some("سهم"), Some("أ، ب")));
    }

    #[test]
    fn documents_instead_of_lines() {
        assert_eq!(articles(&read("[\n{\"text\":\"قال\"},\n{\"text\":\"كتب\"}]")).len(), 2);
        assert_eq!(articles(&read("\n{\n \"text\": \"قال\"\n}\n")).len(), 1);
        assert_eq!(reasons(&read("[\n{]")), [(None, RejectReason::Syntax)]);
    }

    #[test]
    fn a_first_line_that_is_no_row_leaves_the_others() {
        let rows = "{\"id\":1,\"text\":\"قال\"}\n{\"text\":\"كتب\"}\n{}";
        for first in ["[1,2]", "[[]]", "[ERROR] log", "[1] [2]", "null", "{\"id\":"] {
            let items = read(format!("\n{first}\n{rows}"));
            let expected = [(Some(2), RejectReason::Syntax), (Some(5), RejectReason::MissingField)];
            assert_eq!((articles(&items).len(), reasons(&items)), (2, expected.to_vec()), "{first}");
        }
        // A list of rows, none or two, before the lines.
        assert_eq!(articles(&read(format!("[]\n{rows}"))).len(), 2);
        let items = read(format!("[{{\"text\":\"رأى\"}}, 7]\n{rows}"));
        assert_eq!((articles(&items).len(), reasons(&items)[0]), (3, (Some(2), RejectReason::Syntax)));
        assert!(read("[]").is_empty());
    }

    #[test]
    fn integers_beyond_64_bits_stay_apart() {
        let ids = ["9223372036854775807", "9223372036854775808", "18446744073709551614", "18446744073709551615"];
        let ids = ids.into_iter().chain(["-9223372036854775809", "123456789012345678901234567890"]);
        for id in ids {
            assert_eq!(articles(&read(format!("{{\"id\":{id},\"text\":\"قال\"}}")))[0].article_id, id);
        }
        let late = read("{\"date\":99999999999999999999,\"text\":\"قال\"}");
        assert_eq!(reasons(&late), [(Some(1), RejectReason::WrongType)]);
    }

    #[test]
    fn a_line_of_100_mb_is_skipped() {
        let long = io::Read::chain(&b"{\"text\":\""[..], io::repeat(b'a').take(100 << 20));
        let input = long.chain("\n{\"text\":\"قال\"}\n".as_bytes());
        let items = read_with(input, SourceSpec::default(), Limits::default());
        assert_eq!(reasons(&items), [(Some(1), RejectReason::TooLarge)]);
        let Err(reject) = &items[0] else { panic!() };
        assert_eq!(reject.raw.chars().count(), 4096);
        assert_eq!(articles(&items).len(), 1);
    }

    #[test]
    fn rows_before_damage_are_kept() {
        let row = |i: u32| format!("{{\"id\":{i},\"text\":\"قال {}\"}}", blake3::hash(&i.to_le_bytes()));
        let rows = (0..3000).map(row).collect::<Vec<_>>().join("\n");
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        gz.write_all(rows.as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        let zst = zstd::encode_all(rows.as_bytes(), 3).unwrap();
        for whole in [gz, zst] {
            assert_eq!(articles(&read(whole.clone())).len(), 3000);
            let mut cut = whole.clone();
            cut.truncate(whole.len() / 2);
            let items = read(cut);
            assert_eq!(reasons(&items[items.len() - 1..]).len(), 1);
            assert_eq!(reasons(&items)[0].1, RejectReason::Truncated);
            let kept = articles(&items).len();
            assert_eq!(kept + 1, items.len());
            assert!(whole.len() < 20_000 || kept > 0, "{kept}");
        }
    }

    #[test]
    fn utf_16_rows_are_transcoded() {
        let rows = "{\"text\":\"قال المتحدث إن الجسر مغلق\"}\n".repeat(5000);
        let bytes: Vec<u8> = rows.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(articles(&read(bytes)).len(), 5000);
    }
}
