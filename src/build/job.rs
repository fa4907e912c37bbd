//! What every way to a release has in common: the folder it is made in, its tables, its documents, its checks.

use super::inputs;
use super::options::{BuildOptions, Stage};
use super::parts::Resumed;
use super::seal::seal;
use super::sinks::Tables;
use super::summary::{BuildSummary, Outcome};
use super::{bump, pack, standoff};
use crate::config::{DatasetConfig, FILE};
use crate::dataset::release::{Published, Staging};
use crate::dataset::sums::FileEntry;
use crate::dataset::{DatasetWriter, TextForm, WriterOptions, Written};
use crate::error::{Error, ErrorKind, Result};
use crate::validate;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

/// A release in the making.
pub(super) struct Job<'a> {
    config: &'a DatasetConfig,
    options: BuildOptions<'a>,
    releases: PathBuf,
    staging: Staging,
}

/// What was put into the tables.
pub(super) struct Filled {
    pub(super) rows_in: u64,
    /// Rows that the list of removed ids names.
    pub(super) withdrawn: u64,
    /// Input files.
    pub(super) inputs: Vec<FileEntry>,
    pub(super) resumed: Resumed,
    /// What may be a mistake, in words.
    pub(super) warnings: Vec<String>,
}

impl<'a> Job<'a> {
    pub(super) fn start(config: &'a DatasetConfig, options: BuildOptions<'a>) -> Result<Self> {
        validate::own::verify(&config.checks, &config.folder.join(FILE))?;
        let releases = options.out.clone().unwrap_or_else(|| config.releases());
        let staging = Staging::create(&releases, &config.dataset.name, &config.dataset.version)?;
        Ok(Self { config, options, releases, staging })
    }

    /// Where parts are kept until the release is in place.
    pub(super) fn parts(&self) -> PathBuf {
        self.staging.parts().to_path_buf()
    }

    /// Lets `fill` put everything into the tables, and makes the release of them on the threads that extracted: the
    /// allocator would keep what was theirs, and new threads could not use it.
    pub(super) fn release(
        self,
        pool: &rayon::ThreadPool,
        fill: impl FnOnce(&mut Tables<'a>) -> Result<Filled>,
    ) -> Result<BuildSummary> {
        let limit = self.options.max_rejects.or(self.config.max_rejects);
        let (writer, progress) = (writer(self.config, &self.staging, self.options.held)?, self.options.progress);
        let mut tables = Tables { writer, limit, progress };
        progress.stage(Stage::Extract);
        let filled = fill(&mut tables)?;
        pool.install(|| self.publish(tables, filled))
    }

    /// Finishes the tables, checks the release and lets it appear.
    fn publish(self, tables: Tables<'_>, mut filled: Filled) -> Result<BuildSummary> {
        let Self { config, options, releases, staging } = self;
        let (progress, is_over) = (options.progress, tables.is_over());
        progress.stage(Stage::Divide);
        let divided = tables.writer.divide()?;
        progress.stage(Stage::Write);
        let written = divided.write()?;
        let (resumed, warnings) = (filled.resumed, std::mem::take(&mut filled.warnings));
        let summary = |staging: &Staging, outcome, bytes, report| {
            BuildSummary::new(outcome, staging, &written, (resumed, &warnings), bytes, report)
        };
        if is_over {
            return Ok(summary(&staging, Outcome::TooManyRejects, 0, None));
        }
        let manifest = pack::pack(config, staging.folder(), Made::new(config, &written, filled)?, &options.rules)?;
        let (bytes, report) = seal(staging.folder(), &manifest, progress)?;
        if report.has_errors() {
            return Ok(summary(&staging, Outcome::Invalid, bytes, Some(report)));
        }
        let (full, staging, bytes, report) = match options.text.unwrap_or(config.output.text) {
            TextForm::Full => (None, staging, bytes, report),
            TextForm::Standoff => {
                let (standoff, bytes, report) = standoff::of(&staging, manifest, &releases, progress)?;
                (Some(staging), standoff, bytes, report)
            }
        };
        if report.has_errors() {
            return Ok(summary(&staging, Outcome::Invalid, bytes, Some(report)));
        }
        progress.stage(Stage::Publish);
        bump::check(&releases, staging.dataset(), &config.dataset.version, staging.folder())?;
        let mut summary = summary(&staging, Outcome::Built, bytes, Some(report));
        if staging.publish()? == Published::AlreadyBuilt {
            summary.outcome = Outcome::AlreadyBuilt;
        }
        // The parts of a release that went out without texts hold them.
        full.map_or(Ok(()), |full| full.remove_parts())?;
        Ok(summary)
    }
}

fn writer(config: &DatasetConfig, staging: &Staging, held: usize) -> Result<DatasetWriter> {
    DatasetWriter::create(
        staging.folder(),
        WriterOptions {
            version: config.dataset.version.clone(),
            split: config.split.clone(),
            primary_target: config.primary_target.clone(),
            primary_labeler: config.primary_labeler.clone(),
            rows_per_shard: config.output.rows_per_shard,
            held,
        },
    )
}

/// Does `work` while the input files are hashed: both read the same files, the disk does so once. Where the work fails, or
/// says that nobody wants the hashes (`false`), they are not waited for, and of no use.
pub(super) fn beside_hashes<T>(
    config: &DatasetConfig,
    work: impl FnOnce() -> Result<(T, bool)>,
) -> Result<(T, Vec<FileEntry>)> {
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let inputs = scope.spawn(|| inputs::measure_until(config, &stop));
        let done = work();
        stop.store(!done.as_ref().is_ok_and(|(_, wanted)| *wanted), Ordering::Relaxed);
        let inputs = inputs.join().map_err(|_| Error::new(ErrorKind::Io, "the thread that hashes inputs broke"));
        Ok((done?.0, inputs?))
    })
}

/// What a build knows when the tables are written.
pub(super) struct Made<'w> {
    pub(super) written: &'w Written,
    pub(super) rows_in: u64,
    /// Rows that the list of removed ids names.
    pub(super) withdrawn: u64,
    pub(super) inputs: Vec<FileEntry>,
    pub(super) targets: Vec<FileEntry>,
}

impl<'w> Made<'w> {
    fn new(config: &DatasetConfig, written: &'w Written, filled: Filled) -> Result<Self> {
        let target = |name: &String| FileEntry::of(&config.folder.join(name), name);
        let targets = config.targets.iter().map(target).collect::<Result<Vec<_>>>()?;
        let Filled { rows_in, withdrawn, inputs, .. } = filled;
        Ok(Self { written, rows_in, withdrawn, inputs, targets })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A build that is given up once waited until all of its input was hashed.
    #[cfg(unix)]
    #[test]
    fn hashes_that_nobody_wants_are_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        // Takes no room, and minutes to hash.
        let large = std::fs::File::create(folder.path().join("in.jsonl")).unwrap();
        large.set_len(1 << 40).unwrap();
        let text = "[dataset]\nname = 'd'\nversion = '1.0.0'\n[[source]]\npaths = ['in.jsonl']\n";
        let config = DatasetConfig::parse(folder.path(), text).unwrap();
        assert_eq!(beside_hashes(&config, || Ok((7, false))).unwrap().0, 7);
        assert!(beside_hashes(&config, || Err::<((), bool), _>(Error::new(ErrorKind::Data, "failed"))).is_err());
    }
}
