//! Checks a written release. Reads only its files, through polars, and shares no code with the extractor, so that the
//! extractor cannot vouch for itself.
//!
//! Memory does not grow with the release but for a bit an article: two row groups of a table, one of articles, and the
//! buffers of [`sort`](crate::dataset::sort), which everything that would have to be remembered goes through. What they do
//! not hold lies in the folder for temporary files.

mod agreement;
mod anonymity;
mod balance;
mod baseline;
mod beside;
mod check;
mod columns;
mod counts;
mod dates;
mod documents;
mod edges;
mod files;
mod footer;
mod form;
mod joins;
mod key;
mod keys;
mod late;
mod layout;
mod leaks;
mod names;
mod near;
mod notebooks;
mod order;
pub mod own;
mod package;
mod parquet;
mod passes;
mod privacy;
mod refs;
mod report;
mod schema;
mod spans;
mod stories;
mod tables;
mod text;
mod texts;
mod values;
pub mod waivers;
mod wording;

pub use check::{ArticleRef, CheckDoc, CheckResult, Finding, SAMPLE, Severity, Status};
pub use report::{REPORT_VERSION, Report, Summary};

use crate::dataset::Manifest;
use crate::dataset::sort::HELD;
use crate::dataset::sums::read_sums;
use crate::error::{Error, ErrorKind, Location, Result};
use documents::Documents;
use files::Files;
use form::Form;
use std::path::{Path, PathBuf};

static DOCS: [CheckDoc; 76] = [
    layout::LAY001,
    package::LAY002,
    layout::LAY003,
    layout::LAY004,
    layout::LAY005,
    package::LAY006,
    parquet::PAR001,
    parquet::PAR002,
    schema::SCH001,
    schema::SCH002,
    baseline::SCH003,
    baseline::SCH004,
    keys::KEY001,
    keys::KEY002,
    baseline::KEY003,
    refs::REF001,
    refs::REF002,
    refs::REF003,
    balance::REF004,
    spans::SPN001,
    spans::SPN002,
    edges::SPN003,
    edges::SPN004,
    edges::SPN005,
    edges::SPN006,
    edges::SPN007,
    values::ENM001,
    values::ENM002,
    values::VAL001,
    dates::VAL002,
    balance::VAL003,
    wording::TXT001,
    wording::TXT002,
    wording::TXT003,
    wording::TXT004,
    wording::TXT005,
    wording::TXT006,
    wording::TXT007,
    wording::TXT008,
    wording::TXT009,
    text::TXT010,
    text::TXT011,
    wording::TXT012,
    leaks::DUP001,
    near::DUP002,
    leaks::DUP003,
    leaks::LKG001,
    near::LKG002,
    leaks::LKG003,
    leaks::LKG004,
    dates::LKG005,
    balance::LKG006,
    stories::LKG007,
    balance::BAL001,
    balance::BAL002,
    balance::BAL003,
    baseline::DRF001,
    baseline::DRF002,
    baseline::DRF003,
    baseline::DRF004,
    baseline::DRF005,
    anonymity::ANO001,
    privacy::ANO002,
    anonymity::ANO003,
    privacy::ANO004,
    anonymity::ANO005,
    privacy::PRV001,
    privacy::PRV002,
    package::DOC001,
    package::DOC002,
    package::DOC003,
    package::DOC004,
    agreement::IAA001,
    counts::CNT001,
    counts::CNT002,
    counts::CNT003,
];

/// Every check, in the order of reports.
pub fn docs() -> &'static [CheckDoc] {
    &DOCS
}

/// What a validation may be told beside the release.
#[derive(Debug, Clone)]
pub struct Options {
    /// A former release; without one the checks that compare are skipped.
    pub baseline: Option<PathBuf>,
    /// Ids that each of the sixteen sorts of a validation holds in memory before it goes to disk, at 32 to 48 bytes each.
    /// The report does not depend on it.
    pub held: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { baseline: None, held: HELD }
    }
}

/// Runs every check on a release, without a baseline.
///
/// # Errors
/// See [`run_with`].
pub fn run(release: &Path) -> Result<Report> {
    run_with(release, &Options::default())
}

/// Runs every check on a release.
///
/// # Errors
/// When the path is no folder, the disk refuses, or the baseline is no release. What is wrong *in* the release, damaged files
/// among it, is in the report.
pub fn run_with(release: &Path, options: &Options) -> Result<Report> {
    if !release.is_dir() {
        return Err(Error::new(ErrorKind::Release, "is not a folder").at(Location::path(release)));
    }
    let mut files = Files::open(release)?;
    if files.files.is_empty() && read_sums(release).is_err() {
        return Err(Error::new(ErrorKind::Release, "holds neither SHA256SUMS nor Parquet files of a release")
            .at(Location::path(release)));
    }
    let manifest = Manifest::read(release).ok();
    let form = Form::of(manifest.as_ref());
    let checks = checked(&mut files, &form, manifest.as_ref(), options.clone())?;
    let mut report = Report::new(layout::folder_name(&files), manifest.as_ref(), &form, &files, checks);
    if let Some(manifest) = manifest {
        waivers::apply_stated(&mut report, &manifest.waivers);
    }
    Ok(report)
}

/// Every check. A file that breaks off while its rows are read is one that cannot be read, and everything is looked at again
/// without it.
fn checked(
    files: &mut Files,
    form: &Form,
    manifest: Option<&Manifest>,
    mut options: Options,
) -> Result<Vec<CheckResult>> {
    let documents = Documents::read(&files.release);
    loop {
        match passes::all(files, form, manifest, &documents, &options) {
            Err(error) if files.give_up(&error) => {
                // Half a release cannot be compared with a whole one.
                options.baseline = None;
            }
            Err(error) => return damaged(files, error),
            found => return found,
        }
    }
}

/// The checksums alone, where something else of the release than a table stops the checks.
fn damaged(files: &Files, error: Error) -> Result<Vec<CheckResult>> {
    let inside = error.location().path.as_ref().is_some_and(|path| path.starts_with(&files.release));
    let sums = layout::checksums(files)?;
    if !inside || sums.status == Status::Pass {
        return Err(error);
    }
    let path = error.location().path.as_ref().and_then(|path| path.strip_prefix(&files.release).ok());
    let reason = format!("{}: {}", path.unwrap_or(Path::new("")).display(), files::without_place(&error));
    let result = |doc: &CheckDoc| {
        if doc.id == sums.id {
            return sums.clone();
        }
        CheckResult { reason: Some(format!("could not run: {reason}")), ..check::Tally::new(doc).finish() }
    };
    Ok(DOCS.iter().map(result).collect())
}

/// Whether every file has the bytes that SHA256SUMS lists: LAY001 alone, for the last look before a release appears.
///
/// # Errors
/// When a folder cannot be read.
pub fn checksums(release: &Path) -> Result<CheckResult> {
    let files = Files { release: release.to_path_buf(), files: Vec::new() };
    layout::checksums(&files)
}
