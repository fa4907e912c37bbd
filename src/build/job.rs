//! What every way to a release has in common: the folder it is made in, its tables, its documents, its checks.

use super::inputs;
use super::options::{BuildOptions, Stage};
use super::parts::Resumed;
use super::seal::{damage, seal_accepted};
use super::sinks::Tables;
use super::summary::{BuildSummary, Outcome};
use super::{bump, culprits, pack, standoff};
use crate::config::{DatasetConfig, FILE};
use crate::dataset::release::{Published, Staging};
use crate::dataset::sums::{FileEntry, SUMS};
use crate::dataset::{DatasetWriter, TextForm, Waiver, WriterOptions, Written};
use crate::error::{Error, ErrorKind, Result};
use crate::validate::{self, waivers};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// A release in the making.
pub(super) struct Job<'a> {
    config: &'a DatasetConfig,
    options: BuildOptions<'a>,
    releases: PathBuf,
    staging: Staging,
    /// What `claimkit-allow.toml` accepts.
    accepted: Vec<Waiver>,
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
        let accepted = waivers::of_dataset(&config.folder, config.checks.iter().map(|c| c.id.as_str()))?;
        let releases = options.out.clone().unwrap_or_else(|| config.releases());
        let staging = Staging::create(&releases, &config.dataset.name, &config.dataset.version)?;
        Ok(Self { config, options, releases, staging, accepted })
    }

    /// Where parts are kept until the release is in place.
    pub(super) fn parts(&self) -> PathBuf {
        self.staging.parts().to_path_buf()
    }

    /// Lets `fill` put everything into the tables, and makes the release of them on the threads that extracted: the
    /// allocator would keep what was theirs, and new threads could not use it.
    pub(super) fn release(
        self,
        pool: &'a rayon::ThreadPool,
        fill: impl FnOnce(&mut Tables<'a>) -> Result<Filled>,
    ) -> Result<BuildSummary> {
        let limit = self.options.max_rejects.or(self.config.max_rejects);
        let (writer, progress) = (writer(self.config, &self.staging, self.options.held)?, self.options.progress);
        let mut tables = Tables { writer, pool, limit, progress };
        progress.stage(Stage::Extract);
        let filled = fill(&mut tables)?;
        pool.install(|| self.publish(tables, filled))
    }

    /// Finishes the tables, checks the release and lets it appear.
    fn publish(self, tables: Tables<'_>, mut filled: Filled) -> Result<BuildSummary> {
        let Self { config, options, releases, staging, accepted } = self;
        let (progress, is_over) = (options.progress, tables.is_over());
        progress.stage(Stage::Divide);
        let divided = tables.writer.divide()?;
        progress.stage(Stage::Write);
        let written = divided.write()?;
        let (resumed, warnings) = (filled.resumed, std::mem::take(&mut filled.warnings));
        let reason = no_articles(config, &written, &filled);
        let summary = |staging: &Staging, outcome, bytes, report| {
            BuildSummary::new(outcome, staging, &written, (resumed, &warnings), bytes, report)
        };
        if is_over {
            return Ok(summary(&staging, Outcome::TooManyRejects, 0, None));
        }
        if reason.is_some() {
            // Nothing was extracted that another build could go on from.
            staging.remove_parts()?;
            return Ok(BuildSummary { reason, ..summary(&staging, Outcome::Empty, 0, None) });
        }
        let made = Made::new(config, &written, filled, options.targets)?;
        let mut manifest = pack::pack(config, staging.folder(), made, &options.rules)?;
        let (bytes, mut report) = seal_accepted(staging.folder(), &mut manifest, &accepted, progress)?;
        if report.has_errors() {
            culprits::name(staging.folder(), &mut report)?;
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
        // Equal lists of checksums say what files should be there, not what is.
        if let Some(damage) = damage(&summary.path)? {
            let reason = Some(advice(&staging).to_owned());
            return Ok(BuildSummary { outcome: Outcome::Damaged, reason, failed: vec![damage], ..summary });
        }
        if staging.publish()? == Published::AlreadyBuilt {
            summary.outcome = Outcome::AlreadyBuilt;
        }
        // The parts of a release that went out without texts hold them.
        full.map_or(Ok(()), |full| full.remove_parts())?;
        Ok(summary)
    }
}

/// What to do about a damaged release that stands where a build would go.
fn advice(staging: &Staging) -> &'static str {
    let list = |release: &Path| std::fs::read(release.join(SUMS)).ok();
    if list(staging.folder()) == list(&staging.target()) {
        "Move the folder away and build again: the build writes the bytes that were there."
    } else {
        "Copy that release again from where it is whole. This build has other content and needs another version."
    }
}

/// Why a build has no article; `None` where it has some.
fn no_articles(config: &DatasetConfig, written: &Written, filled: &Filled) -> Option<String> {
    let rejects: u64 = written.rejects.values().sum();
    (written.stats.articles == 0).then(|| match (filled.rows_in, rejects) {
        (0, _) if config.sources.is_empty() => {
            format!("{FILE} has no [[source]]; name the files of the articles in one, paths = [\"articles/*.jsonl\"]")
        }
        (0, _) => "the sources have no row; look whether their paths name the files that you mean".into(),
        (rows, 0) => format!("the list of removed ids names all {rows} rows"),
        (_, rejects) => {
            let reasons: Vec<String> = written.rejects.iter().map(|(reason, n)| format!("{reason} {n}")).collect();
            let which = format!("all {rejects} rows were rejected ({})", reasons.join(", "));
            format!("{which}; mend the input, or tell `fields` of the [[source]] where the text is")
        }
    })
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
    /// `inside` are the targets inside the program, which it takes where the configuration names none.
    fn new(config: &DatasetConfig, written: &'w Written, filled: Filled, inside: Vec<FileEntry>) -> Result<Self> {
        let target = |name: &String| FileEntry::of(&config.folder.join(name), name);
        let targets = if config.targets.is_empty() {
            inside
        } else {
            config.targets.iter().map(target).collect::<Result<Vec<_>>>()?
        };
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
