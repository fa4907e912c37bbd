//! Parts that the workers of a cluster engine make of rows that the engine reads, numbers and hands out.
//!
//! The engine decides which rows a part has, and gives parts and rows their numbers; [`hand_in`] makes a part,
//! [`gather`] makes one shard of all of them, which [`merge`](super::merge) makes a release of. The bytes are those of a
//! build on one machine over the same rows in the same order.

use super::made_by::made_by;
use super::options::BuildOptions;
use super::sinks::Batch;
use super::stream::{Share, Work};
use super::threads::pool;
use crate::config::DatasetConfig;
use crate::dataset::part::{self, Header, PART_VERSION};
use crate::dataset::part_set::PartSet;
use crate::dataset::removed::Removed;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::ingest::Item;
use crate::model::{Article, Extraction};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Prefix of the folders that attempts at a part write to: an engine may run one twice, also at once.
const ATTEMPT: &str = ".attempt-";

/// A part that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedIn {
    /// Its number, from 0 in the order of the input.
    pub part: u32,
    /// Its file.
    pub name: String,
    /// Rows that went in.
    pub rows_in: u64,
    /// Articles.
    pub articles: u64,
    /// Their claims.
    pub claims: u64,
    /// Rejected rows.
    pub rejects: u64,
}

/// Makes part number `part` of `items` in a folder that exists. Made again of the same rows, it is the same file.
///
/// Of the options, `threads`, `rules` and `part_bytes` are asked; the last two must be the same for all parts and the merge.
///
/// # Errors
/// When labelling fails, or the folder cannot be written to.
pub fn hand_in(
    config: &DatasetConfig,
    items: Vec<Item>,
    extract: impl Fn(&Article) -> Extraction + Sync,
    options: BuildOptions<'_>,
    part: u32,
    folder: &Path,
) -> Result<HandedIn> {
    let BuildOptions { threads, rules, part_bytes, progress, .. } = options;
    let removed = Removed::load(&config.folder)?;
    let made_by = made_by(config, &rules, part_bytes, &removed)?;
    let (pool, labelers) = (pool(threads)?, super::labelers(config, |_| true)?);
    let (extract, removed, pool) = (&extract, &removed, &pool);
    let work = Work { extract, removed, labelers, pool, progress, share: Share::ALL, part_bytes, parts: None };
    let batch = work.one_batch(part, items)?;
    let header = Header {
        part_version: PART_VERSION,
        part,
        made_by,
        input: batch.input.clone(),
        rows_in: batch.rows_in,
        removed: batch.removed.clone(),
    };
    let attempt = tempfile::Builder::new().prefix(ATTEMPT).tempdir_in(folder).map_err(|e| Error::io(folder, e))?;
    // Not on the threads of the whole process: a worker of an engine forks.
    let name = pool.install(|| part::write(attempt.path(), &header, &batch.refs()))?;
    let whole = folder.join(&name);
    fs::rename(attempt.path().join(&name), &whole).map_err(|e| Error::io(&whole, e))?;
    Ok(HandedIn { name, ..counted(part, &batch) })
}

fn counted(part: u32, batch: &Batch) -> HandedIn {
    let articles = || batch.rows.iter().flatten();
    HandedIn {
        part,
        name: String::new(),
        rows_in: batch.rows_in,
        articles: articles().count() as u64,
        claims: articles().map(|(_, extraction, _)| extraction.claims.len() as u64).sum(),
        rejects: batch.rows.iter().filter(|row| row.is_err()).count() as u64,
    }
}

/// Declares the parts in a folder to be all of the input, as one shard; files of the configured sources are hashed.
/// Whatever else attempts have left in the folder goes.
///
/// # Errors
/// When a number is missing or there twice, or the folder cannot be written to.
pub fn gather(config: &DatasetConfig, parts: &[HandedIn], options: &BuildOptions<'_>, folder: &Path) -> Result<()> {
    let names: BTreeMap<u32, String> = parts.iter().map(|p| (p.part, p.name.clone())).collect();
    let stretches = parts.len() as u32;
    if !names.keys().copied().eq(0..stretches) {
        return Err(Error::new(ErrorKind::Data, "the parts do not have the numbers from 0 on, each once")
            .at(Location::path(folder))
            .hint("hand every part in"));
    }
    tidy(folder, &names)?;
    let removed = Removed::load(&config.folder)?;
    PartSet {
        part_version: PART_VERSION,
        dataset: config.dataset.name.clone(),
        shard: 1,
        of: 1,
        made_by: made_by(config, &options.rules, options.part_bytes, &removed)?,
        inputs: super::inputs::measure(config),
        rows_in: parts.iter().map(|p| p.rows_in).sum(),
        stretches,
        parts: names,
    }
    .write(folder)
}

/// Removes what killed attempts have left, and parts that nobody declares.
fn tidy(folder: &Path, names: &BTreeMap<u32, String>) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
        let path = entry.map_err(|e| Error::io(folder, e))?.path();
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let gone = if name.starts_with(ATTEMPT) {
            fs::remove_dir_all(&path)
        } else if part::number(&name).is_some_and(|number| names.get(&number) != Some(&name)) {
            fs::remove_file(&path)
        } else {
            continue;
        };
        // An attempt that nobody waits for may end just now and take its folder along.
        if let Err(e) = gone.or_else(|e| if path.exists() { Err(e) } else { Ok(()) }) {
            return Err(Error::io(&path, e));
        }
    }
    Ok(())
}
