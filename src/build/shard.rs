//! One of several jobs that make the parts of a release.

use super::job::beside_hashes;
use super::made_by::made_by;
use super::options::{BuildOptions, Stage};
use super::parts::{Parts, Resumed, remove};
use super::sinks::{Batch, Flow, Sink, fan_out};
use super::stream::{Share, Source, Work};
use super::threads::pool;
use crate::config::DatasetConfig;
use crate::dataset::part::PART_VERSION;
use crate::dataset::part_set::{PartSet, SHARD};
use crate::dataset::removed::Removed;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Article, Extraction};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Which shard of how many; written `3/8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardOf {
    number: u32,
    of: u32,
}

impl ShardOf {
    /// Shard `number` of `of`, from 1; `None` where there is no such shard.
    pub fn new(number: u32, of: u32) -> Option<Self> {
        (1..=of).contains(&number).then_some(Self { number, of })
    }
}

impl std::fmt::Display for ShardOf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.number, self.of)
    }
}

impl std::str::FromStr for ShardOf {
    type Err = String;

    /// ```
    /// use claimkit::build::ShardOf;
    /// assert_eq!("3/8".parse(), Ok(ShardOf::new(3, 8).unwrap()));
    /// assert!("0/8".parse::<ShardOf>().is_err() && "9/8".parse::<ShardOf>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(n, of)| Some((n.parse().ok()?, of.parse().ok()?)));
        let (number, of) = numbers.ok_or("write it as 3/8: the third of eight")?;
        Self::new(number, of).ok_or_else(|| format!("there is no shard {number} of {of}: shards are 1 to {of}"))
    }
}

/// What a shard did.
#[derive(Debug, Clone, Serialize)]
pub struct ShardSummary {
    /// The folder of its parts.
    pub path: PathBuf,
    /// Which shard, from 1.
    pub shard: u32,
    /// Of how many.
    pub of: u32,
    /// Its parts.
    pub parts: u32,
    /// Its articles.
    pub articles: u64,
    /// Its claims.
    pub claims: u64,
    /// Its rejected rows.
    pub rejects: u64,
    /// What was taken up of an interrupted run.
    pub resumed: Resumed,
    /// What may be a mistake in the sources, in words.
    pub warnings: Vec<String>,
}

/// Makes one shard of a release in `<folder>/<dataset>-<i>-of-<n>/`; [`merge`](super::merge) makes the release.
///
/// All shards read the whole input, and each extracts its share of it: every n-th part. Parts that an interrupted run
/// left are taken up. Of the options, `out` and `max_rejects` belong to the merge.
///
/// # Errors
/// When sources cannot be opened or are standard input, or the disk refuses.
pub fn run_shard(
    config: &DatasetConfig,
    source: impl Source,
    extract: impl Fn(&Article) -> Extraction + Sync,
    options: BuildOptions<'_>,
    shard: ShardOf,
    folder: &Path,
) -> Result<ShardSummary> {
    if !source.repeats() {
        return Err(Error::new(ErrorKind::Config, "standard input cannot be read by every shard")
            .at(Location::path(config.folder.join(crate::config::FILE)).field("source"))
            .hint("name files"));
    }
    let BuildOptions { threads, rules, part_bytes, progress, .. } = options;
    let pool = pool(threads)?;
    let ShardOf { number, of } = shard;
    let folder = folder.join(format!("{}-{number}-of-{of}", config.dataset.name));
    std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
    // Not finished, until it is again: a merge must not take what is there for the whole shard.
    remove(&folder.join(SHARD))?;
    let removed = Removed::load(&config.folder)?;
    let made_by = made_by(config, &rules, part_bytes, &removed)?;
    let parts = Parts::open(folder.clone(), made_by.clone())?;
    let (share, labelers) = (Share { first: number - 1, of }, super::labelers(config, |_| true)?);
    let work = Work {
        extract: &extract,
        removed: &removed,
        labelers,
        pool: &pool,
        progress,
        share,
        part_bytes,
        parts: Some(&parts),
    };
    progress.stage(Stage::Extract);
    let (mut keeper, mut count) = (parts.keeper(&pool), Count::default());
    let sinks: &mut [&mut dyn Sink] = &mut [&mut keeper, &mut count];
    let (totals, inputs) = beside_hashes(config, || Ok((fan_out(sinks, |send| work.run(source, send))?, true)))?;
    let names = keeper.names;
    parts.tidy(&names)?;
    let (n_parts, dataset) = (names.len() as u32, config.dataset.name.clone());
    let (rows_in, stretches) = (totals.rows_in, totals.stretches);
    let set = PartSet {
        part_version: PART_VERSION,
        dataset,
        shard: number,
        of,
        made_by,
        inputs,
        rows_in,
        stretches,
        parts: names,
    };
    set.write(&folder)?;
    let Count { articles, claims, rejects } = count;
    Ok(ShardSummary {
        path: folder,
        shard: number,
        of,
        parts: n_parts,
        articles,
        claims,
        rejects,
        resumed: totals.resumed,
        warnings: totals.warnings,
    })
}

/// Counts what goes by.
#[derive(Default)]
struct Count {
    articles: u64,
    claims: u64,
    rejects: u64,
}

impl Sink for Count {
    fn take(&mut self, batch: &Batch) -> Result<Flow> {
        for done in &batch.rows {
            match done {
                Ok((_, extraction, _)) => {
                    self.articles += 1;
                    self.claims += extraction.claims.len() as u64;
                }
                Err(_) => self.rejects += 1,
            }
        }
        Ok(Flow::More)
    }
}
