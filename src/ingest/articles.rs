//! All articles of all sources, one after the other.

use super::{
    Item, Limits, SourceSpec, csv, encoding,
    files::{Entry, Files, STDIN},
    jsonl,
    named::Named,
    parquet,
    pending::{Document, Pending},
    problem::Problem,
    row::{check_text, language},
    source::Context,
    spec::{Format, stem, strip_compression},
    stream::{self, Stream},
};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Article, RejectReason, article_id};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

type Rows = Box<dyn Iterator<Item = Pending> + Send>;

/// Every article of a list of sources, or the reject of the row that is none.
///
/// Sources come in the order of the list, files in the order of their source, folders sorted by name, so that two runs
/// see the same articles in the same order. A file is opened when its turn comes, and one row is held at a time: memory
/// does not grow with the corpus.
///
/// ```
/// use claimkit::ingest::{Articles, Limits, SourceSpec};
/// let folder = tempfile::tempdir()?;
/// std::fs::write(folder.path().join("bridge.txt"), "قال رئيس البلدية إن الجسر مغلق.")?;
/// let specs = [SourceSpec::of_paths(["bridge.txt"])];
/// let articles: Vec<_> = Articles::open(&specs, folder.path(), Limits::default())?.collect();
/// assert_eq!(articles[0].as_ref().unwrap().article_id, "bridge");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Articles {
    specs: Vec<SourceSpec>,
    base: PathBuf,
    limits: Limits,
    /// Sources that are still to come.
    sources: std::vec::IntoIter<(Arc<SourceSpec>, Files)>,
    current: Option<(Arc<SourceSpec>, Files)>,
    rows: Option<Rows>,
    read: Arc<AtomicU64>,
    /// Of the current source.
    named: Arc<Named>,
    warnings: Vec<String>,
}

impl Articles {
    /// Checks the sources and prepares to read them; no file is opened yet.
    ///
    /// Paths are relative to `base`.
    ///
    /// # Errors
    ///
    /// A path that does not exist, a pattern that matches nothing, a folder without a readable file, an encoding that is
    /// not known: the error names it and says what to do.
    pub fn open(specs: &[SourceSpec], base: &Path, limits: Limits) -> Result<Self> {
        let mut sources = Vec::with_capacity(specs.len());
        for spec in specs {
            if let Some(label) = spec.encoding.as_deref().filter(|l| encoding::by_label(l).is_none()) {
                let error = Error::new(ErrorKind::Config, format!("unknown encoding `{label}`"));
                let at = Location::default().field("encoding");
                return Err(error.at(at).hint("use a WHATWG label such as utf-8, utf-16le or windows-1256"));
            }
            sources.push((Arc::new(spec.clone()), Files::new(spec, base)?));
        }
        Ok(Self {
            specs: specs.to_vec(),
            base: base.to_owned(),
            // Offsets into a text are 32 bits wide.
            limits: Limits { max_row_bytes: limits.max_row_bytes.min(u32::MAX as usize / 2), ..limits },
            sources: sources.into_iter(),
            current: None,
            rows: None,
            read: Arc::default(),
            named: Arc::default(),
            warnings: Vec::new(),
        })
    }

    /// Whether standard input is among the sources.
    pub fn reads_stdin(&self) -> bool {
        self.specs.iter().flat_map(|spec| &spec.paths).any(|path| path == STDIN)
    }

    /// Bytes of all files as they lie on disk; `None` where a stream is among them. Walks the folders to find out.
    pub fn bytes_total(&self) -> Option<u64> {
        let mut total = 0;
        for spec in &self.specs {
            for entry in Files::new(spec, &self.base).ok()? {
                if entry.name == STDIN {
                    return None;
                }
                match fs::metadata(&entry.path) {
                    Ok(meta) if meta.is_file() => total += meta.len(),
                    Ok(meta) if !meta.is_dir() => return None,
                    // What cannot be read will be a reject, and has no bytes.
                    _ => {}
                }
            }
        }
        Some(total)
    }

    /// Bytes of [`bytes_total`](Self::bytes_total) that were consumed so far; runs ahead of the rows by a buffer.
    pub fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// What may be a mistake in the sources that were read to their end, in words: names of fields that no row has.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The next row; where it is a document, any thread may parse it.
    pub fn next_row(&mut self) -> Option<Pending> {
        loop {
            if let Some(row) = self.rows.as_mut().and_then(Iterator::next) {
                return Some(row);
            }
            let (spec, entry) = self.next_file()?;
            let context = Context { named: self.named.clone(), ..Context::new(&entry.name, spec, self.limits) };
            self.rows = Some(rows(&entry, context, &self.read));
        }
    }

    /// The next file; `None` after the last one of the last source.
    fn next_file(&mut self) -> Option<(Arc<SourceSpec>, Entry)> {
        loop {
            if let Some((spec, files)) = &mut self.current
                && let Some(entry) = files.next()
            {
                return Some((spec.clone(), entry));
            }
            if let Some((spec, _)) = self.current.take() {
                self.warnings.extend(std::mem::take(&mut self.named).warnings(&spec));
            }
            self.current = Some(self.sources.next()?);
        }
    }
}

impl Iterator for Articles {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.next_row().map(Pending::item)
    }
}

impl std::fmt::Debug for Articles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Articles").field("specs", &self.specs).field("base", &self.base).finish_non_exhaustive()
    }
}

/// The rows of a file; a file that cannot be read is one reject.
fn rows(entry: &Entry, context: Context, counter: &Arc<AtomicU64>) -> Rows {
    let one = |row: Pending| -> Rows { Box::new(std::iter::once(row)) };
    let failed = |problem: Problem, raw: &[u8]| one(Err(context.reject(problem, None, raw)).into());
    let format = context.spec.format.or_else(|| Format::of_name(&entry.name));
    let input: Box<dyn Read + Send> = if entry.name == STDIN {
        Box::new(io::stdin())
    } else {
        match File::open(&entry.path) {
            Ok(file) if format == Some(Format::Parquet) => return parquet_rows(file, context, counter),
            Ok(file) => Box::new(file),
            Err(e) => return failed(stream::unreadable(&e), b""),
        }
    };
    let mut stream = match Stream::new(input, counter.clone()) {
        Ok(stream) => stream,
        Err(e) => return failed(stream::unreadable(&e), b""),
    };
    // A download that broke off at once; as plain text it would be a file without rows and vanish.
    if strip_compression(&entry.name) != entry.name && stream.peek().is_empty() {
        let problem = Problem::new(RejectReason::Truncated, "the compressed file is empty; fetch it again");
        return failed(problem, b"");
    }
    let format = format.unwrap_or_else(|| stream::sniff(&stream.peek()));
    let label = context.spec.encoding.as_deref().and_then(encoding::by_label);
    match format {
        Format::Text | Format::Html => one(document(stream, &context, format)),
        Format::Parquet => match File::open(&entry.path) {
            Ok(file) if entry.name != STDIN => parquet_rows(file, context, counter),
            _ => failed(
                Problem::new(RejectReason::Unreadable, "Parquet cannot be read from a stream; name the file"),
                b"",
            ),
        },
        Format::Jsonl | Format::Csv => match stream.into_utf8(label) {
            Err(problem) => failed(problem, b""),
            Ok(stream) if format == Format::Jsonl => Box::new(jsonl::Lines::new(stream, context).map(Pending::from)),
            Ok(stream) => match csv::Records::open(stream, context) {
                Ok(records) => Box::new(records.map(Pending::from)),
                Err(reject) => one(Err(*reject).into()),
            },
        },
    }
}

fn parquet_rows(file: File, context: Context, counter: &Arc<AtomicU64>) -> Rows {
    match parquet::Rows::open(file, context, counter.clone()) {
        Ok(rows) => Box::new(rows.map(Pending::from)),
        Err(reject) => Box::new(std::iter::once(Err(*reject).into())),
    }
}

/// The bytes of a file that is one document.
fn document(stream: Stream, context: &Context, format: Format) -> Pending {
    match stream.read_all(context.limits.max_row_bytes) {
        Ok(bytes) => {
            let label = context.spec.encoding.as_deref().and_then(encoding::by_label);
            Document { bytes, format, label, context: context.clone() }.into()
        }
        Err((problem, read)) => Err(context.reject(problem, None, &read)).into(),
    }
}

pub(super) fn text_article(text: &str, context: &Context) -> std::result::Result<Article, Problem> {
    check_text(text)?;
    Ok(Article { outlet: context.spec.outlet.clone(), ..new_article(text.to_owned(), context) })
}

/// An article that is a whole file: its id is the file's name, or a hash of the text of a stream without a name.
pub(crate) fn new_article(text: String, context: &Context) -> Article {
    let id = if &*context.name == STDIN { article_id(&text) } else { stem(&context.name).to_owned() };
    Article {
        source_id: context.source_id.to_string(),
        language: language(&context.spec),
        origin: Some(context.origin(None)),
        ..Article::new(id, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(dir.path().join(name), bytes).unwrap();
        }
        dir
    }

    fn read(dir: &Path, path: &str) -> Vec<Item> {
        Articles::open(&[SourceSpec::of_paths([path])], dir, Limits::default()).unwrap().collect()
    }

    #[test]
    fn text_is_stored_as_read() {
        let dir = folder(&[("خبر.txt", "\u{FEFF}قال:\r\n نعم \n".as_bytes())]);
        let items = read(dir.path(), "خبر.txt");
        let article = items[0].as_ref().unwrap();
        assert_eq!((article.text.as_str(), article.article_id.as_str()), ("قال:\r\n نعم \n", "خبر"));
        assert_eq!((article.source_id.as_str(), &article.title), ("خبر.txt", &None));
    }

    #[test]
    fn a_bad_file_does_not_stop_the_others() {
        let dir = folder(&[
            ("a.txt", "قال".as_bytes()),
            ("b.txt", b"\xD9\x82\xD8\xA7\xFF\xD9\x84"),
            ("c.txt", b" \n"),
            ("d.jsonl", "{\"text\":\"كتب\"}".as_bytes()),
        ]);
        fs::create_dir(dir.path().join("e")).unwrap();
        let mut articles = Articles::open(&[SourceSpec::of_paths(["."])], dir.path(), Limits::default()).unwrap();
        let total = articles.bytes_total().unwrap();
        let items: Vec<Item> = articles.by_ref().collect();
        assert_eq!(articles.bytes_read(), total);
        let summary: Vec<_> =
            items.iter().map(|i| i.as_ref().map_or_else(|r| r.reason.to_string(), |a| a.text.clone())).collect();
        assert_eq!(summary, ["قال", "encoding", "empty", "كتب"]);
    }

    #[cfg(unix)]
    #[test]
    fn an_unreadable_file_is_a_reject() {
        let dir = folder(&[("a.txt", "قال".as_bytes())]);
        std::os::unix::fs::symlink("nowhere", dir.path().join("b.txt")).unwrap();
        let items = read(dir.path(), ".");
        assert_eq!(items[1].as_ref().unwrap_err().reason, RejectReason::Unreadable);
    }

    #[test]
    fn unknown_names_are_sniffed() {
        let dir = folder(&[
            ("a", "{\"text\":\"قال\"}\n".as_bytes()),
            ("b", "id,text\n9,كتب\n".as_bytes()),
            ("c", "أعلنت البلدية".as_bytes()),
        ]);
        let texts = ["a", "b", "c"].map(|name| read(dir.path(), name)[0].as_ref().unwrap().text.clone());
        assert_eq!(texts, ["قال", "كتب", "أعلنت البلدية"]);
    }

    #[test]
    fn an_empty_compressed_file_does_not_vanish() {
        let dir = folder(&[("a.jsonl.gz", b"")]);
        assert_eq!(read(dir.path(), "a.jsonl.gz")[0].as_ref().unwrap_err().reason, RejectReason::Truncated);
    }

    #[test]
    fn an_unknown_encoding_is_an_error() {
        let dir = folder(&[("a.txt", "قال".as_bytes())]);
        let spec = SourceSpec { encoding: Some("cp-arabic".into()), ..SourceSpec::of_paths(["a.txt"]) };
        assert!(Articles::open(&[spec], dir.path(), Limits::default()).unwrap_err().to_string().contains("cp-arabic"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0usize..7) {
            let (name, magic): (&str, &[u8]) = [
                ("a.txt", &b""[..]),
                ("a.jsonl", b"{\"text\":\""),
                ("a.csv", b"text,id\n"),
                ("a.html", b"<p>"),
                ("a.parquet", b"PAR1"),
                ("a.gz", b"\x1F\x8B\x08\0"),
                ("a.zst", b"\x28\xB5\x2F\xFD"),
            ][kind];
            let dir = folder(&[(name, &[magic, &bytes].concat())]);
            for item in read(dir.path(), name) {
                let _ = item.map(|a| assert!(!a.text.is_empty()));
            }
        }
    }
}
