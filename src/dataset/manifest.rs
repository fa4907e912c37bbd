//! `manifest.json`: what a release was made of and what it holds, so that it can be made again and checked. No clock,
//! no host, no path of the machine.

use super::schema::TextForm;
use super::shards::Shard;
use super::stats::Counts;
use super::sums::FileEntry;
use super::waiver::Waiver;
use crate::error::{Error, ErrorKind, Location, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Version of the form of a release: which files stand beside the tables.
///
/// 1: card, schema, statistics, report. 2: also Croissant, Data Package, citation, licence, history and the reports for
/// machines. A former release is judged by the form that its manifest states.
pub const MANIFEST_VERSION: u32 = 2;

/// Name of the file.
pub const MANIFEST: &str = "manifest.json";

/// The manifest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of this file's own form.
    pub manifest_version: u32,
    /// Name of the data set.
    pub name: String,
    /// Version of the data set.
    pub version: String,
    /// Version of the tables.
    pub schema_version: String,
    /// The program.
    pub tool: Tool,
    /// The configuration.
    pub configuration: Configuration,
    /// Input files, as the configuration names them, sorted.
    pub inputs: Vec<FileEntry>,
    /// Target files, as the configuration names them; where it names none, `built-in:<id>` with size and hash of the target
    /// file inside the program (empty before that was stated).
    pub targets: Vec<FileEntry>,
    /// Rows of the input: articles, rejects and withdrawn rows.
    pub rows_in: u64,
    /// Rows left out because `removed_ids.txt` names their article; they leave nothing but this number.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub withdrawn: u64,
    /// Rejected rows by reason.
    pub rejects: Counts,
    /// Rows by table and split.
    pub rows: BTreeMap<String, Counts>,
    /// Data files, sorted by path.
    pub files: Vec<DataFile>,
    /// What a stand-off release withholds; absent where the texts are there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standoff: Option<Standoff>,
    /// Articles of the full release that are not here because whoever restored it had no copy of them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub missing: u64,
    /// Waivers without which the release would not have appeared; they accept its findings for ever.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waiver>,
}

/// The full release that a stand-off release was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standoff {
    /// Name of its data set.
    pub of: String,
    /// Its data files, sorted by path: what a restored release is compared with.
    pub files: Vec<FileEntry>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// The program that made a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Hash of its rules and word lists.
    pub rules: String,
}

/// The configuration of a release.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// SHA-256 of `resolved` as compact JSON with sorted keys.
    pub sha256: String,
    /// The configuration with every default filled in.
    pub resolved: serde_json::Value,
}

/// A Parquet file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFile {
    /// Path below the release, with `/`.
    pub path: String,
    /// Its table.
    pub table: String,
    /// Its split.
    pub split: String,
    /// Its rows.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// Size of its columns before compression; since manifest version 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncompressed_bytes: Option<u64>,
    /// Its SHA-256.
    pub sha256: String,
}

impl DataFile {
    /// Path, size and hash.
    pub fn entry(&self) -> FileEntry {
        FileEntry { path: self.path.clone(), bytes: self.bytes, sha256: self.sha256.clone() }
    }
}

impl Configuration {
    /// A configuration with its hash.
    pub fn new(resolved: serde_json::Value) -> Self {
        Self { sha256: super::sums::hex(&super::sums::sha256(resolved.to_string().as_bytes())), resolved }
    }
}

impl Manifest {
    /// Reads the manifest of a release.
    ///
    /// # Errors
    /// When it is missing or malformed.
    pub fn read(release: &Path) -> Result<Self> {
        let path = release.join(MANIFEST);
        let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
        serde_json::from_str(&text)
            .map_err(|e| Error::new(ErrorKind::Release, e.to_string()).at(Location::path(&path)).caused_by(e))
    }

    /// Writes it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, release: &Path) -> Result<()> {
        write_json(&release.join(MANIFEST), self)
    }

    /// Whether the release holds the words of its articles.
    pub fn form(&self) -> TextForm {
        if self.standoff.is_some() { TextForm::Standoff } else { TextForm::Full }
    }

    /// Rows of a table over all splits.
    pub fn total(&self, table: &str) -> u64 {
        self.rows.get(table).map_or(0, |splits| splits.values().fold(0, |sum, n| sum.saturating_add(*n)))
    }
}

/// The files of a release as its manifest lists them, and their rows by table and split.
pub fn listed(shards: &[Shard]) -> (Vec<DataFile>, BTreeMap<String, Counts>) {
    let mut rows = BTreeMap::<String, Counts>::new();
    for shard in shards {
        let of_table = rows.entry(shard.table.name().to_owned()).or_default();
        *of_table.entry(shard.split.clone()).or_default() += shard.rows;
    }
    let file = |shard: &Shard| DataFile {
        path: shard.path.clone(),
        table: shard.table.name().to_owned(),
        split: shard.split.clone(),
        rows: shard.rows,
        bytes: shard.content.bytes,
        uncompressed_bytes: Some(shard.content.uncompressed_bytes),
        sha256: shard.content.sha256.clone(),
    };
    (shards.iter().map(file).collect(), rows)
}

/// Indented JSON with a final newline.
///
/// # Errors
/// When the value has no form in JSON.
pub fn json_text(value: &impl Serialize) -> Result<String> {
    let mut text =
        serde_json::to_string_pretty(value).map_err(|e| Error::new(ErrorKind::Data, e.to_string()).caused_by(e))?;
    text.push('\n');
    Ok(text)
}

/// Writes indented JSON with a final newline.
///
/// # Errors
/// When the value has no form in JSON, or the file cannot be written.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = json_text(value).map_err(|e| e.at(Location::path(path)))?;
    std::fs::write(path, text).map_err(|e| Error::io(path, e))
}
