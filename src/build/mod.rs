//! The job: articles in, a checked release out.
//!
//! Order of the last steps, so that a release holds the report that checked it: data, card and manifest are written; the
//! checksums of these are listed; every check runs; the report is written; the checksums are listed again, now with the
//! report, and compared with the files once more (LAY001); the folder gets its name.

mod bump;
mod options;
mod pack;
pub mod repository;
mod restore;
mod standoff;
mod stream;
mod summary;

pub use options::{BuildOptions, NoProgress, Progress};
pub use pack::called;
pub use restore::{RestoreOptions, RestoreSummary, restore};
pub use stream::{Plain, Source};
pub use summary::{BuildSummary, Outcome};

use crate::config::{DatasetConfig, FILE};
use crate::dataset::inputs::measure_inputs;
use crate::dataset::release::{Published, Staging};
use crate::dataset::removed::Removed;
use crate::dataset::sums::{FileEntry, write_sums};
use crate::dataset::{DatasetWriter, TextForm, WriterOptions, Written};
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::{Articles, Limits};
use crate::labeler::Labelers;
use crate::model::{Article, Extraction};
use crate::stance::Target;
use crate::validate::{self, Report, Status};
use std::path::Path;

/// Builds the next release of a data set from its configured sources.
///
/// `extract` must be a pure function of the article; it is called from several threads.
///
/// ```no_run
/// use claimkit::build::{self, BuildOptions};
/// use claimkit::config::DatasetConfig;
/// use claimkit::model::Extraction;
/// let config = DatasetConfig::load("datasets/news".as_ref())?;
/// let summary = build::run(&config, |_article| Extraction::default(), BuildOptions::default())?;
/// assert!(summary.outcome.is_release());
/// # Ok::<(), claimkit::error::Error>(())
/// ```
///
/// # Errors
/// When sources cannot be opened, the disk refuses, or a release of this version with other content is there. Too many
/// rejects and failed checks are outcomes, not errors; neither leaves a release.
pub fn run(
    config: &DatasetConfig,
    extract: impl Fn(&Article) -> Extraction + Sync,
    options: BuildOptions<'_>,
) -> Result<BuildSummary> {
    let articles = Articles::open(&config.sources, &config.folder, Limits::default())?;
    run_from(config, articles, extract, options)
}

/// Builds a release from any source of articles.
///
/// # Errors
/// See [`run`].
pub fn run_from(
    config: &DatasetConfig,
    source: impl Source,
    extract: impl Fn(&Article) -> Extraction + Sync,
    options: BuildOptions<'_>,
) -> Result<BuildSummary> {
    let BuildOptions { threads, out, text, max_rejects, rules, progress } = options;
    validate::own::verify(&config.checks, &config.folder.join(FILE))?;
    let releases = out.unwrap_or_else(|| config.releases());
    let staging = Staging::create(&releases, &config.dataset.name, &config.dataset.version)?;
    let writer = DatasetWriter::create(
        staging.folder(),
        WriterOptions {
            version: config.dataset.version.clone(),
            split: config.split.clone(),
            primary_target: config.primary_target.clone(),
            primary_labeler: config.primary_labeler.clone(),
            rows_per_shard: config.output.rows_per_shard,
        },
    )?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .map_err(|e| Error::new(ErrorKind::Io, "cannot start threads").caused_by(e))?;
    let limit = max_rejects.or(config.max_rejects);
    let removed = Removed::load(&config.folder)?;

    let labelers = labelers(config)?;
    progress.stage("extract");
    // The inputs are hashed beside the extraction: both read the same files, the disk does so once.
    let ((writer, rows_in, withdrawn), inputs) = std::thread::scope(|scope| {
        let inputs = scope.spawn(|| inputs(config));
        let extract = stream::Extract { extract: &extract, removed: &removed };
        let written = stream::run(source, &extract, labelers, writer, &pool, limit, progress);
        let inputs =
            inputs.join().unwrap_or_else(|_| Err(Error::new(ErrorKind::Io, "the thread that hashes inputs broke")));
        Ok::<_, Error>((written?, inputs?))
    })?;
    let rejects = writer.rejects();
    let written = writer.finish()?;
    if limit.is_some_and(|limit| rejects > limit) {
        return Ok(BuildSummary::new(Outcome::TooManyRejects, &staging, &written, 0, None));
    }
    let made = Made { written: &written, rows_in, withdrawn, inputs };
    let folder = staging.folder();
    pack::pack(config, folder, made, &rules)?;
    let (bytes, report) = seal(folder, progress)?;
    if report.has_errors() {
        return Ok(BuildSummary::new(Outcome::Invalid, &staging, &written, bytes, Some(report)));
    }
    let (staging, bytes, report) = match text.unwrap_or(config.output.text) {
        TextForm::Full => (staging, bytes, report),
        TextForm::Standoff => standoff::of(&staging, &releases, progress)?,
    };
    if report.has_errors() {
        return Ok(BuildSummary::new(Outcome::Invalid, &staging, &written, bytes, Some(report)));
    }
    bump::check(&releases, staging.dataset(), &config.dataset.version, staging.folder())?;
    progress.stage("publish");
    let mut summary = BuildSummary::new(Outcome::Built, &staging, &written, bytes, Some(report));
    if staging.publish()? == Published::AlreadyBuilt {
        summary.outcome = Outcome::AlreadyBuilt;
    }
    Ok(summary)
}

/// The labelers beside the rules, told of the targets.
fn labelers(config: &DatasetConfig) -> Result<Labelers> {
    if config.labelers.is_empty() {
        return Ok(Labelers::default());
    }
    let mut targets = Vec::new();
    for path in config.target_paths() {
        let target = Target::load(path)?;
        targets.push((target.id().to_owned(), target.statement().to_owned()));
    }
    // Labels that name no target are toward the primary one.
    targets.sort_by_key(|(id, _)| config.primary_target.as_ref().is_some_and(|primary| primary != id));
    Labelers::open(&config.labelers, &config.folder, targets)
}

/// Input files and target files.
type Inputs = (Vec<FileEntry>, Vec<FileEntry>);

fn inputs(config: &DatasetConfig) -> Result<Inputs> {
    let sources = config.sources.iter().flat_map(|s| s.paths.iter().map(String::as_str));
    let paths = sources.chain(config.gazetteer.as_deref());
    let targets =
        config.targets.iter().map(|t| FileEntry::of(&config.folder.join(t), t.as_str())).collect::<Result<Vec<_>>>()?;
    Ok((measure_inputs(&config.folder, paths)?, targets))
}

/// What a build knows when the tables are written.
struct Made<'w> {
    written: &'w Written,
    rows_in: u64,
    /// Rows that the list of removed ids names.
    withdrawn: u64,
    inputs: Inputs,
}

/// Checksums, checks and the report of a release that is otherwise whole; returns its size.
fn seal(folder: &Path, progress: &dyn Progress) -> Result<(u64, Report)> {
    write_sums(folder)?;
    progress.stage("validate");
    let report = validate::run(folder)?;
    crate::report::write(folder, &report)?;
    let bytes = write_sums(folder)?.iter().map(|f| f.bytes).sum();
    let last = validate::checksums(folder)?;
    if last.status == Status::Pass {
        Ok((bytes, report))
    } else {
        Err(Error::new(ErrorKind::Release, "files changed while the release was written: the disk may be failing"))
    }
}
