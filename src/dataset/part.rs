//! A stretch of the input after extraction, as one file: what builds go on from, what shards are made of, and what other
//! engines hand in.
//!
//! A part is a Parquet file, one row an input row, with a JSON [`Header`] in its key-value metadata and the hash of its
//! bytes in its name, so that it is whole or absent by one rename. ARCHITECTURE.md has the columns.

use super::part_columns as columns;
use super::sums::{hex, sha256};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Article, Extraction, Reject};
use arrow_array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Version of the form.
pub const PART_VERSION: u32 = 3;

/// Key of the header in the metadata of the file.
pub const HEADER: &str = "claimkit.part";

/// Rows that are encoded or decoded at once.
const BATCH_ROWS: usize = 256;

/// Digits of the hash in a name.
const DIGITS: usize = 32;

/// Where the names of parts begin and those of parts that are being written end.
const PREFIX: &str = "part-";
const UNFINISHED: &str = ".unfinished";

/// A row that was read back: an article with its extraction, or a reject.
pub type Row = std::result::Result<(Article, Extraction), Reject>;

/// A row that is written.
pub type RowRef<'r> = std::result::Result<(&'r Article, &'r Extraction), &'r Reject>;

/// What decided the rows, by name: hashes of the program, its rules, the configuration, files. Two parts fit together
/// where all of it is equal.
pub type MadeBy = BTreeMap<String, String>;

/// What a part says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`PART_VERSION`].
    pub part_version: u32,
    /// Number of the stretch, from 0 in the order of the input.
    pub part: u32,
    /// What decided the rows.
    pub made_by: MadeBy,
    /// Hash of the rows that went in; empty where whoever made the part does not read them again.
    pub input: String,
    /// Rows that went in. The file has fewer where articles were withdrawn.
    pub rows_in: u64,
    /// Ids of `removed_ids.txt` that were met.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub removed: BTreeSet<String>,
}

/// Writes a part into a folder that exists, and returns the name of its file.
///
/// ```
/// use claimkit::dataset::part::{self, Header, MadeBy, Part};
/// use claimkit::model::{Article, Extraction};
/// let folder = tempfile::tempdir()?;
/// let (article, extraction) = (Article::new("a1", "نص"), Extraction::default());
/// let removed = Default::default();
/// let header = Header { part_version: part::PART_VERSION, part: 0, made_by: MadeBy::new(), input: String::new(), rows_in: 1, removed };
/// let name = part::write(folder.path(), &header, &[Ok((&article, &extraction))])?;
/// let back = Part::open(&folder.path().join(name))?;
/// assert_eq!((back.header(), back.row(0)?), (&header, Ok((article, extraction))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// When the file cannot be written.
pub fn write(folder: &Path, header: &Header, rows: &[RowRef<'_>]) -> Result<String> {
    let bytes = encode(header, rows)?;
    let hash = hex(&sha256(&bytes));
    let stem = format!("{PREFIX}{:05}-", header.part);
    let name = format!("{stem}{}.parquet", &hash[..DIGITS]);
    let whole = folder.join(&name);
    let mut file = unfinished(&stem).tempfile_in(folder).map_err(|e| Error::io(folder, e))?;
    file.write_all(&bytes).map_err(|e| Error::io(file.path(), e))?;
    match file.persist(&whole) {
        Ok(_) => Ok(name),
        // Another process that makes the same part, and was ready first, took this file for one that a killed run has left.
        Err(e) if e.error.kind() == io::ErrorKind::NotFound && whole.is_file() => Ok(name),
        Err(e) => Err(Error::io(&whole, e.error)),
    }
}

/// A file of a name of its own, so that two processes that make one part do not write into each other's; as open to other
/// users as any new file, because shards are made by one and merged by another.
fn unfinished(stem: &str) -> tempfile::Builder<'_, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(stem).suffix(UNFINISHED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}

/// Whether a file of this name is a part that is being written, or was when its process was killed.
pub fn is_unfinished(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(UNFINISHED)
}

/// The number that the name of a part states; `None` for other files.
pub fn number(name: &str) -> Option<u32> {
    let (number, hash) = name.strip_prefix(PREFIX)?.strip_suffix(".parquet")?.split_once('-')?;
    (hash.len() == DIGITS).then(|| number.parse().ok())?
}

/// A part that was read and whose bytes are those that were written.
#[derive(Debug)]
pub struct Part {
    path: PathBuf,
    header: Header,
    rows: Vec<RecordBatch>,
}

impl Part {
    /// Reads a part.
    ///
    /// # Errors
    /// When it cannot be read, its bytes have another hash than its name says, or it is no part of this version.
    pub fn open(path: &Path) -> Result<Self> {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let wrong = |what: String| Error::new(ErrorKind::Data, what).at(Location::path(path));
        if number(&name).is_none() {
            return Err(wrong("is no part: parts are called part-<number>-<hash>.parquet".into()));
        }
        let bytes = fs::read(path).map_err(|e| Error::io(path, e))?;
        let stated = name.trim_end_matches(".parquet").rsplit('-').next().unwrap_or_default();
        if stated != &hex(&sha256(&bytes))[..DIGITS] {
            return Err(wrong("is damaged: its bytes have another SHA-256 than its name says".into()));
        }
        let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes))
            .map_err(|e| wrong(format!("is no Parquet: {e}")))?;
        let header = header(builder.metadata().file_metadata().key_value_metadata()).map_err(&wrong)?;
        if header.part_version != PART_VERSION {
            let (is, wants) = (header.part_version, PART_VERSION);
            return Err(wrong(format!("is a part of version {is}; this program reads version {wants}")));
        }
        columns::check(builder.schema()).map_err(&wrong)?;
        let reader = builder.with_batch_size(BATCH_ROWS).build();
        let rows = reader.and_then(|r| r.collect::<Result<Vec<_>, _>>().map_err(Into::into));
        let rows = rows.map_err(|e| wrong(e.to_string()))?;
        Ok(Self { path: path.to_path_buf(), header, rows })
    }

    /// What it says of itself.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Rows.
    pub fn len(&self) -> usize {
        self.rows.iter().map(RecordBatch::num_rows).sum()
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A row, from 0; threads may share a part.
    ///
    /// # Errors
    /// When there is no such row, or it is neither article nor reject.
    pub fn row(&self, at: usize) -> Result<Row> {
        let mut within = at;
        for batch in &self.rows {
            if within < batch.num_rows() {
                let wrong = |what| Error::new(ErrorKind::Data, what).at(Location::path(&self.path).row(at as u64 + 1));
                return columns::decode(batch, within).map_err(wrong);
            }
            within -= batch.num_rows();
        }
        Err(Error::new(ErrorKind::Data, format!("there is no row {}", at + 1)).at(Location::path(&self.path)))
    }
}

fn header(metadata: Option<&Vec<KeyValue>>) -> Result<Header, String> {
    let value = metadata.into_iter().flatten().find(|kv| kv.key == HEADER).and_then(|kv| kv.value.as_deref());
    serde_json::from_str(value.ok_or(format!("has no `{HEADER}` in its metadata"))?)
        .map_err(|e| format!("has a header that cannot be read: {e}"))
}

/// A part as bytes: equal rows give equal bytes.
fn encode(header: &Header, rows: &[RowRef<'_>]) -> Result<Vec<u8>> {
    let broken = |e: &dyn std::fmt::Display| Error::new(ErrorKind::Data, format!("a part cannot be written: {e}"));
    let header = serde_json::to_string(header).map_err(|e| broken(&e))?;
    // Parts live for hours: the fastest compression, and nothing that only readers of single rows need.
    let properties = WriterProperties::builder()
        .set_compression(Compression::LZ4_RAW)
        .set_created_by("claimkit".into())
        .set_dictionary_enabled(false)
        .set_statistics_enabled(EnabledStatistics::None)
        .set_key_value_metadata(Some(vec![KeyValue::new(HEADER.into(), header)]))
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, columns::schema(), Some(properties)).map_err(|e| broken(&e))?;
    let batches: Vec<_> = rows.par_chunks(BATCH_ROWS).map(columns::encode).collect();
    for batch in batches {
        writer.write(&batch.map_err(|e| broken(&e))?).map_err(|e| broken(&e))?;
    }
    writer.close().map_err(|e| broken(&e))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Origin, RejectReason};

    fn header() -> Header {
        let made_by = MadeBy::from([("program".into(), "test".into())]);
        let removed = BTreeSet::from(["a-9".into()]);
        Header { part_version: PART_VERSION, part: 7, made_by, input: "x".into(), rows_in: 3, removed }
    }

    fn article() -> Article {
        Article {
            url: Some("https://example.org/1".into()),
            origin: Some(Origin { file: "in.jsonl".into(), row: Some(8) }),
            ..Article::new("a-1", "قال سالم الحمداني: «نعم».")
        }
    }

    fn reject() -> Reject {
        let reason = RejectReason::Syntax;
        Reject { source: "in.jsonl".into(), row: Some(9), reason, detail: "no JSON".into(), raw: "{".into() }
    }

    #[test]
    fn rows_come_back_and_equal_rows_are_equal_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let (article, reject, extraction) = (article(), reject(), Extraction::default());
        let rows = [Err(&reject), Ok((&article, &extraction))];
        let name = write(folder.path(), &header(), &rows).unwrap();
        assert_eq!((number(&name), write(folder.path(), &header(), &rows).unwrap()), (Some(7), name.clone()));
        let part = Part::open(&folder.path().join(&name)).unwrap();
        assert_eq!((part.header(), part.len()), (&header(), 2));
        assert_eq!(part.row(0).unwrap(), Err(reject));
        assert_eq!(part.row(1).unwrap(), Ok((article, extraction)));
        assert!(part.row(2).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn one_part_is_written_by_several_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let reject = reject();
        let name = write(folder.path(), &header(), &[Err(&reject)]).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..20 {
                        assert_eq!(write(folder.path(), &header(), &[Err(&reject)]).unwrap(), name);
                    }
                });
            }
        });
        assert_eq!(Part::open(&folder.path().join(&name)).unwrap().len(), 1);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_part_is_as_open_to_others_as_any_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let plain = folder.path().join("plain");
        fs::write(&plain, "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        let name = write(folder.path(), &header(), &[]).unwrap();
        assert_eq!(mode(&folder.path().join(name)), mode(&plain));
    }

    #[test]
    fn a_damaged_part_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let reject = reject();
        let path = folder.path().join(write(folder.path(), &header(), &[Err(&reject)]).unwrap());
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(97) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, bytes).unwrap();
            assert!(Part::open(&path).unwrap_err().to_string().contains("is damaged"));
        }
        fs::write(&path, &whole[..whole.len() / 2]).unwrap();
        assert!(Part::open(&path).unwrap_err().to_string().contains("is damaged"));
    }

    #[test]
    fn a_part_of_another_version_is_none_of_ours() {
        let folder = tempfile::tempdir().unwrap();
        let name = write(folder.path(), &Header { part_version: 99, ..header() }, &[]).unwrap();
        let error = Part::open(&folder.path().join(name)).unwrap_err().to_string();
        assert!(error.contains("version 99"), "{error}");
    }
}
