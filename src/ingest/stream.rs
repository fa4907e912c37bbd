//! One opened file: counted, decompressed, transcoded to UTF-8 where need be.

use super::{
    encoding::{self, HEAD},
    problem::Problem,
    spec::Format,
};
use crate::model::RejectReason;
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Read};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

const BUFFER: usize = 128 * 1024;

/// Largest window of a zstd frame, as a power of two: 128 MiB, what the `zstd` program itself accepts.
const ZSTD_WINDOW: u32 = 27;

/// A stream of decompressed bytes, with what its first bytes tell.
pub(crate) struct Stream {
    reader: Box<dyn BufRead + Send>,
    compressed: bool,
}

impl Stream {
    /// Wraps raw bytes; `counter` grows by the bytes consumed of them.
    pub(crate) fn new(raw: impl Read + Send + 'static, counter: Arc<AtomicU64>) -> io::Result<Self> {
        let mut raw = BufReader::with_capacity(BUFFER, Counted { inner: raw, counter });
        let magic = raw.fill_buf()?;
        if magic.starts_with(&[0x1F, 0x8B]) {
            let inner = Members(Some(GzDecoder::new(Box::new(raw))));
            return Ok(Self { reader: Box::new(BufReader::with_capacity(BUFFER, inner)), compressed: true });
        }
        if magic.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) {
            let mut inner = zstd::Decoder::with_buffer(raw)?;
            inner.window_log_max(ZSTD_WINDOW)?;
            return Ok(Self { reader: Box::new(BufReader::with_capacity(BUFFER, inner)), compressed: true });
        }
        Ok(Self { reader: Box::new(raw), compressed: false })
    }

    /// Reads a whole document of at most `limit` bytes. The bytes read so far come back with a problem.
    pub(crate) fn read_all(mut self, limit: usize) -> Result<Vec<u8>, (Problem, Vec<u8>)> {
        let mut bytes = Vec::new();
        let outcome = self.reader.by_ref().take(limit as u64 + 1).read_to_end(&mut bytes);
        if let Err(e) = outcome {
            return Err((self.problem(&e), bytes));
        }
        if bytes.len() > limit {
            bytes.truncate(super::problem::RAW_BYTES);
            return Err((Problem::too_large("the document", limit), bytes));
        }
        Ok(bytes)
    }

    /// The first bytes, without consuming them; fewer where the stream is shorter or breaks off.
    pub(crate) fn peek(&mut self) -> Vec<u8> {
        let mut head = Vec::new();
        // An error comes back at the next read of the chained stream, after the bytes before it.
        let outcome = self.reader.by_ref().take(HEAD as u64).read_to_end(&mut head);
        let rest = std::mem::replace(&mut self.reader, Box::new(io::empty()));
        let seen = io::Cursor::new(head.clone());
        self.reader = match outcome {
            Ok(_) => Box::new(seen.chain(rest)),
            Err(e) => Box::new(seen.chain(BufReader::new(Broken(Some(e))))),
        };
        head
    }

    /// The stream as UTF-8 without byte-order mark, for formats that are read row by row.
    pub(crate) fn into_utf8(mut self, label: Option<&'static Encoding>) -> Result<Self, Problem> {
        let head = self.peek();
        let (encoding, mark) = encoding::of_head(&head, label)?;
        self.reader.consume(mark);
        if encoding != UTF_8 {
            let inner = Transcoder::new(self.reader, encoding);
            self.reader = Box::new(BufReader::with_capacity(BUFFER, inner));
        }
        Ok(self)
    }

    /// The bytes row by row.
    pub(crate) fn reader(&mut self) -> &mut (dyn BufRead + Send) {
        &mut *self.reader
    }

    /// What a failed read means: damage of the input, or trouble of the machine.
    pub(crate) fn problem(&self, error: &io::Error) -> Problem {
        if let Some(problem) = error.get_ref().and_then(|e| e.downcast_ref::<BadEncoding>()) {
            let detail = format!("some bytes are not valid {}; set `encoding` of the source", problem.0);
            return Problem::new(RejectReason::Encoding, detail);
        }
        if self.compressed && error.raw_os_error().is_none() {
            let detail = format!("the compressed stream is damaged or ends early ({error}); fetch the file again");
            return Problem::new(RejectReason::Truncated, detail);
        }
        unreadable(error)
    }
}

/// The problem of a file that the operating system does not give.
pub(crate) fn unreadable(error: &io::Error) -> Problem {
    Problem::new(RejectReason::Unreadable, format!("cannot be read: {error}"))
}

/// The format of a stream whose name does not tell, from its first bytes.
pub(crate) fn sniff(head: &[u8]) -> Format {
    if head.starts_with(b"PAR1") {
        return Format::Parquet;
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let first_line = text.split(|&b| b == b'\n').next().unwrap_or_default();
    let has_columns = || {
        let names: Vec<_> = first_line.split(|b| b",;\t".contains(b)).map(unquoted).collect();
        names.len() > 1 && super::spec::Field::Text.aliases().iter().any(|a| names.contains(&a.as_bytes()))
    };
    match text.first() {
        Some(b'{' | b'[') => Format::Jsonl,
        Some(b'<') => Format::Html,
        _ if has_columns() => Format::Csv,
        _ => Format::Text,
    }
}

/// A column name without the quotation marks around it.
fn unquoted(name: &[u8]) -> &[u8] {
    let name = name.trim_ascii();
    name.strip_prefix(b"\"").and_then(|s| s.strip_suffix(b"\"")).unwrap_or(name)
}

struct Counted<R> {
    inner: R,
    counter: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.counter.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// The members of a gzip file one after the other; `None` after the last. NUL bytes between and behind them are padding
/// (of a tape, of a disk image), as for the program `gzip`.
struct Members(Option<GzDecoder<Box<dyn BufRead + Send>>>);

impl Read for Members {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.0 {
            let n = member.read(buf)?;
            if n > 0 || buf.is_empty() {
                return Ok(n);
            }
            let Some(member) = self.0.take() else { break };
            let mut rest = member.into_inner();
            if skip_padding(&mut rest)? {
                self.0 = Some(GzDecoder::new(rest));
            }
        }
        Ok(0)
    }
}

/// Skips NUL bytes; whether something stands behind them.
fn skip_padding(reader: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let available = reader.fill_buf()?;
        let padding = available.iter().take_while(|b| **b == 0).count();
        if padding < available.len() || available.is_empty() {
            let more = !available.is_empty();
            reader.consume(padding);
            return Ok(more);
        }
        reader.consume(padding);
    }
}

/// Gives a stored error once, then the end of the stream.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Bytes that an encoding does not have.
#[derive(Debug)]
struct BadEncoding(&'static str);

impl std::fmt::Display for BadEncoding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "not valid {}", self.0)
    }
}

impl std::error::Error for BadEncoding {}

/// Decodes a stream to UTF-8, strictly.
struct Transcoder {
    inner: Box<dyn BufRead + Send>,
    decoder: Decoder,
    out: Vec<u8>,
    given: usize,
    done: bool,
    /// Bytes that cannot be decoded were met; reported after the text before them.
    failed: bool,
}

impl Transcoder {
    fn new(inner: Box<dyn BufRead + Send>, encoding: &'static Encoding) -> Self {
        Self {
            inner,
            decoder: encoding.new_decoder_without_bom_handling(),
            out: Vec::new(),
            given: 0,
            done: false,
            failed: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        let input = self.inner.fill_buf()?;
        let last = input.is_empty();
        self.out.resize(BUFFER, 0);
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(input, &mut self.out, last);
        self.inner.consume(read);
        self.out.truncate(written);
        self.given = 0;
        self.failed = matches!(result, DecoderResult::Malformed(..));
        self.done = self.failed || last && result == DecoderResult::InputEmpty;
        Ok(())
    }
}

impl Read for Transcoder {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.given == self.out.len() {
            if std::mem::take(&mut self.failed) {
                let problem = BadEncoding(self.decoder.encoding().name());
                return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
            }
            if self.done {
                return Ok(0);
            }
            self.refill()?;
        }
        let rest = &self.out[self.given..];
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        self.given += n;
        Ok(n)
    }
}
