//! The job: articles in, a checked release out.
//!
//! Order of the last steps, so that a release holds the report that checked it: data, card and manifest are written; the
//! checksums of these are listed, those of the data as they were written; every check runs, and reads all of it back (LAY001);
//! the report is written; the checksums are listed again, now with the report; the folder gets its name. Where
//! `claimkit-allow.toml` accepts every error, the manifest states by which waivers, and the checks run once more before the report
//! is written.

mod bump;
mod culprits;
mod hand_in;
mod inputs;
mod job;
mod made_by;
mod merge;
mod options;
mod pack;
mod parts;
mod people;
pub mod repository;
mod restore;
mod seal;
mod shard;
mod sinks;
mod standoff;
mod stream;
mod summary;
mod threads;

pub use hand_in::{HandedIn, gather, hand_in};
pub use merge::merge;
pub use options::{BuildOptions, NoProgress, PART_BYTES, Progress, Stage};
pub use pack::called;
pub use parts::Resumed;
pub use restore::{RestoreOptions, RestoreSummary, restore};
pub use shard::{ShardOf, ShardSummary, run_shard};
pub use stream::{Plain, Source};
pub use summary::{BuildSummary, Outcome};
pub use threads::{MAX_THREADS, pool};

use crate::config::DatasetConfig;
use crate::dataset::removed::Removed;
use crate::error::Result;
use crate::ingest::{Articles, Limits};
use crate::labeler::{LabelerSpec, Labelers};
use crate::model::{Article, Extraction};
use job::{Filled, Job};
use parts::Parts;
use people::People;
use sinks::Sink;
use stream::{Share, Totals, Work};

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
/// rejects, no article at all and failed checks are outcomes, not errors; none of them leaves a release.
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
    let pool = pool(options.threads)?;
    let job = Job::start(config, options.clone())?;
    let removed = Removed::load(&config.folder)?;
    let BuildOptions { rules, part_bytes, progress, .. } = options;
    // What cannot be read again cannot be compared with parts.
    let parts = source
        .repeats()
        .then(|| Parts::open(job.parts(), made_by::made_by(config, &rules, part_bytes, &removed)?))
        .transpose()?;
    let (labelers, mut people) = (labelers(config, |_| true)?, People::of(config)?);
    let (extract, removed, pool, parts) = (&extract, &removed, &pool, parts.as_ref());
    let work = Work { extract, removed, labelers, pool, progress, share: Share::ALL, part_bytes, parts };
    job.release(pool, |tables| {
        let mut keeper = parts.map(|parts| parts.keeper(pool));
        let (totals, inputs) = job::beside_hashes(config, || {
            let mut sinks: Vec<&mut dyn Sink> = vec![&mut *tables, &mut people];
            sinks.extend(keeper.as_mut().map(|keeper| keeper as &mut dyn Sink));
            let totals = sinks::fan_out(&mut sinks, |send| work.run(source, send))?;
            Ok((totals, !tables.is_over()))
        })?;
        let Totals { rows_in, withdrawn, removed: met, resumed, mut warnings, .. } = totals;
        // Where too many rows were rejected, reading ended early, and what was not met may still come.
        if !tables.is_over() {
            warnings.extend(removed.unmet(&met));
            warnings.extend(people.judge()?);
        }
        Ok(Filled { rows_in, withdrawn, inputs, resumed, warnings })
    })
}

/// The labelers beside the rules that are asked for, told of the targets.
fn labelers(config: &DatasetConfig, wanted: impl Fn(&LabelerSpec) -> bool) -> Result<Labelers> {
    let specs: Vec<LabelerSpec> = config.labelers.iter().filter(|spec| wanted(spec)).cloned().collect();
    if specs.is_empty() {
        return Ok(Labelers::default());
    }
    let targets = config.load_targets()?;
    let mut targets: Vec<_> = targets.iter().map(|t| (t.id().to_owned(), t.statement().to_owned())).collect();
    // Labels that name no target are toward the primary one.
    targets.sort_by_key(|(id, _)| config.primary_target.as_ref().is_some_and(|primary| primary != id));
    Labelers::open(&specs, &config.folder, targets)
}
