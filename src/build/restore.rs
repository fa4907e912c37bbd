//! `claimkit restore`: a stand-off release and copies of its articles in, the full release out.

use super::options::{Progress, Stage};
use super::pack;
use super::seal::{damage, seal};
use super::stream::Source;
use crate::dataset::manifest::{DataFile, MANIFEST};
use crate::dataset::release::{Published, Staging};
use crate::dataset::standoff::{self, Missing, PARTIAL, Wanted};
use crate::dataset::{Manifest, SCHEMA_VERSION};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::validate::{self, Report};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// How a release is restored.
#[derive(Clone, Copy)]
pub struct RestoreOptions<'a> {
    /// Folder that the full release appears in.
    pub out: &'a Path,
    /// Whether a release without the articles that are missing is better than none.
    pub allow_missing: bool,
    /// Told how far it is.
    pub progress: &'a dyn Progress,
}

impl std::fmt::Debug for RestoreOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RestoreOptions")
            .field("out", &self.out)
            .field("allow_missing", &self.allow_missing)
            .finish_non_exhaustive()
    }
}

/// What a restoration did.
#[derive(Debug, Clone, Serialize)]
pub struct RestoreSummary {
    /// Where the full release stands; `None` where there is none.
    pub path: Option<PathBuf>,
    /// Whether a release of the same bytes was there.
    pub already_there: bool,
    /// Articles of the stand-off release.
    pub articles: u64,
    /// Those of them whose text no copy had.
    pub missing: Vec<Missing>,
    /// Titles that no copy had.
    pub titles_lost: u64,
    /// Rejected rows whose raw input no copy had.
    pub raw_lost: u64,
    /// Data files of the full release.
    pub files: u64,
    /// Those of them that were restored byte for byte.
    pub files_identical: u64,
    /// What the checks found; `None` where it did not come to them.
    #[serde(skip)]
    pub report: Option<Report>,
}

/// Restores the full release from copies of its articles, recognised by the hash of their text.
///
/// ```no_run
/// use claimkit::build::{NoProgress, RestoreOptions, restore};
/// use claimkit::ingest::{Articles, Limits, SourceSpec};
/// let copies = Articles::open(&[SourceSpec::of_paths(["my-copies"])], "".as_ref(), Limits::default())?;
/// let options = RestoreOptions { out: "restored".as_ref(), allow_missing: false, progress: &NoProgress };
/// let summary = restore("news-standoff-1.0.0".as_ref(), copies, options)?;
/// assert!(summary.missing.is_empty());
/// # Ok::<(), claimkit::error::Error>(())
/// ```
///
/// # Errors
/// When the folder is no stand-off release of this schema version or is damaged, copies cannot be opened, or the disk
/// refuses. Missing articles are an outcome; unless they are allowed they leave no release.
pub fn restore(release: &Path, copies: impl Source, options: RestoreOptions<'_>) -> Result<RestoreSummary> {
    let manifest = readable(release)?;
    let progress = options.progress;
    std::fs::create_dir_all(options.out).map_err(|e| Error::io(options.out, e))?;
    progress.stage(Stage::Read);
    let mut wanted = Wanted::of(release, &manifest, options.out)?;
    gather(copies, &mut wanted, progress)?;
    let missing = wanted.missing(release, &manifest)?;
    let mut summary = RestoreSummary {
        path: None,
        already_there: false,
        articles: manifest.total("articles"),
        missing,
        titles_lost: 0,
        raw_lost: 0,
        files: 0,
        files_identical: 0,
        report: None,
    };
    if !summary.missing.is_empty() && !options.allow_missing {
        return Ok(summary);
    }
    progress.stage(Stage::Restore);
    let (staging, manifest) = write(release, manifest, &mut wanted, options.out, &mut summary)?;
    let (_, report) = seal(staging.folder(), &manifest, progress)?;
    let failed = report.has_errors();
    summary.report = Some(report);
    if !failed {
        progress.stage(Stage::Publish);
        let there = staging.target();
        if let Some(first) = damage(&there)?.and_then(|check| check.sample.into_iter().next()) {
            return Err(Error::new(ErrorKind::Release, format!("a damaged release is there: {}", first.message))
                .at(Location::path(there.join(first.file.unwrap_or_default())))
                .hint("move it away and restore again"));
        }
        summary.path = Some(there);
        summary.already_there = staging.publish()? == Published::AlreadyBuilt;
    }
    Ok(summary)
}

/// The manifest of a stand-off release that this program can restore.
fn readable(release: &Path) -> Result<Manifest> {
    let manifest = Manifest::read(release)?;
    let wrong = |message: String| Error::new(ErrorKind::Release, message).at(Location::path(release.join(MANIFEST)));
    if manifest.standoff.is_none() {
        return Err(wrong("is of a full release; there is nothing to restore".into()));
    }
    if manifest.schema_version != SCHEMA_VERSION {
        let message = format!("schema version {} is not {SCHEMA_VERSION}", manifest.schema_version);
        return Err(wrong(message).hint("restore it with the claimkit that its manifest names"));
    }
    let sums = validate::checksums(release)?;
    match sums.sample.first() {
        None => Ok(manifest),
        Some(first) => Err(Error::new(ErrorKind::Release, first.message.clone())
            .at(Location::path(release.join(first.file.as_deref().unwrap_or_default())))
            .hint("copy the stand-off release again")),
    }
}

fn gather(mut copies: impl Source, wanted: &mut Wanted, progress: &dyn Progress) -> Result<()> {
    let total = progress.listens().then(|| copies.bytes_total()).flatten();
    while let Some(row) = copies.next_row() {
        match row.item() {
            Ok(article) => wanted.article(&article)?,
            Err(reject) => wanted.reject(&reject)?,
        }
        progress.bytes(copies.bytes_read(), total);
    }
    Ok(())
}

/// Tables, manifest and documents of the restored release.
fn write(
    release: &Path,
    mut manifest: Manifest,
    wanted: &mut Wanted,
    out: &Path,
    summary: &mut RestoreSummary,
) -> Result<(Staging, Manifest)> {
    let full = manifest.standoff.as_ref().map(|s| (s.of.clone(), s.files.clone())).unwrap_or_default();
    let partial = !summary.missing.is_empty();
    let name = if partial { full.0 + PARTIAL } else { full.0 };
    let staging = Staging::create(out, &name, &manifest.version)?;
    let restored = standoff::restore(release, &manifest, wanted, &summary.missing, staging.folder())?;
    manifest.name = name;
    manifest.standoff = None;
    manifest.missing = summary.missing.len() as u64;
    let stats = partial.then(|| standoff::stats(staging.folder())).transpose()?;
    let manifest = pack::repack(release, staging.folder(), manifest, &restored.shards, stats)?;
    let same = |f: &&DataFile| full.1.iter().any(|e| e.path == f.path && e.sha256 == f.sha256);
    summary.files = full.1.len() as u64;
    summary.files_identical = manifest.files.iter().filter(same).count() as u64;
    (summary.titles_lost, summary.raw_lost) = (restored.titles_lost, restored.raw_lost);
    Ok((staging, manifest))
}
