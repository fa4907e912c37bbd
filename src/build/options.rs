//! What a build may be told from outside.

use crate::dataset::TextForm;
use crate::dataset::sort::HELD;
use crate::dataset::sums::{FileEntry, hex, sha256};
use crate::model::Reject;
use crate::pipeline::Extractor;
use crate::stance::Target;
use std::path::PathBuf;

/// Bytes of text of a part where nothing else is said.
pub const PART_BYTES: usize = 4 << 20;

/// Options that do not change the content of a release.
#[derive(Clone)]
pub struct BuildOptions<'a> {
    /// Threads that extract; 0 takes one a processor.
    pub threads: usize,
    /// Folder of the releases, in place of the configured one.
    pub out: Option<PathBuf>,
    /// Whether the release holds texts, in place of what is configured.
    pub text: Option<TextForm>,
    /// Rejected rows that are tolerated, in place of the configured number.
    pub max_rejects: Option<u64>,
    /// Hash of the extractor's rules and word lists, for the manifest.
    pub rules: String,
    /// Targets inside the program that it labels toward where the configuration names none, for the manifest.
    pub targets: Vec<FileEntry>,
    /// Bytes of text of a part: less is lost when a build is interrupted where they are fewer. Shards of one release
    /// have the same.
    pub part_bytes: usize,
    /// Entries that each of the sorts of a build holds in memory before it goes to disk, at 32 to 40 bytes each.
    pub held: usize,
    /// Told how far the build is.
    pub progress: &'a dyn Progress,
}

impl Default for BuildOptions<'_> {
    fn default() -> Self {
        Self {
            threads: 0,
            out: None,
            text: None,
            max_rejects: None,
            rules: String::new(),
            targets: Vec::new(),
            part_bytes: PART_BYTES,
            held: HELD,
            progress: &NoProgress,
        }
    }
}

impl BuildOptions<'_> {
    /// What the manifest of a release states of its extractor: the hash of its rules, and its targets.
    ///
    /// ```
    /// use claimkit::{build::BuildOptions, pipeline::Extractor};
    /// let none: [&str; 0] = [];
    /// let options = BuildOptions::of(&Extractor::load(none, None)?);
    /// assert_eq!(options.targets[0].path, "built-in:coalition-withdrawal");
    /// # Ok::<(), claimkit::error::Error>(())
    /// ```
    pub fn of(extractor: &Extractor) -> Self {
        let entry = |target: &Target| FileEntry {
            path: format!("built-in:{}", target.id()),
            bytes: target.file().len() as u64,
            sha256: hex(&sha256(target.file().as_bytes())),
        };
        Self {
            rules: extractor.rules_hash(),
            targets: extractor.targets().iter().map(entry).collect(),
            ..Self::default()
        }
    }
}

impl std::fmt::Debug for BuildOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BuildOptions")
            .field("threads", &self.threads)
            .field("out", &self.out)
            .field("text", &self.text)
            .field("max_rejects", &self.max_rejects)
            .field("rules", &self.rules)
            .field("targets", &self.targets)
            .field("part_bytes", &self.part_bytes)
            .field("held", &self.held)
            .finish_non_exhaustive()
    }
}

/// What a build or a restoration is doing, in the order in which it does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// A restoration reads the copies of its articles.
    Read,
    /// Articles are read and extracted, or parts are read.
    Extract,
    /// Articles are divided into splits.
    Divide,
    /// The tables are written.
    Write,
    /// A stand-off release is made of the full one.
    Strip,
    /// A restoration puts the words back.
    Restore,
    /// What was written is read and checked.
    Validate,
    /// The release is compared with the one before it and gets its name.
    Publish,
}

impl Stage {
    /// Its name in a word, such as `extract`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Extract => "extract",
            Self::Divide => "divide",
            Self::Write => "write",
            Self::Strip => "strip",
            Self::Restore => "restore",
            Self::Validate => "validate",
            Self::Publish => "publish",
        }
    }
}

/// Told how far a build is; called from several threads.
pub trait Progress: Sync {
    /// Bytes of the input that were read, of how many, where that is known.
    fn bytes(&self, done: u64, total: Option<u64>);

    /// A stage begins.
    fn stage(&self, stage: Stage);

    /// Whether anybody looks: how many bytes there are in all is found out only then, which walks the folders of the input.
    fn listens(&self) -> bool {
        true
    }

    /// A row was rejected, by its reader or by the tables; in the order of the input.
    fn reject(&self, _reject: &Reject) {}
}

/// Shows nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn bytes(&self, _done: u64, _total: Option<u64>) {}
    fn stage(&self, _stage: Stage) {}
    fn listens(&self) -> bool {
        false
    }
}
