//! Shards into a release.

use super::job::{Filled, Job};
use super::made_by::made_by;
use super::options::BuildOptions;
use super::parts::{Resumed, rows};
use super::people::People;
use super::sinks::{Batch, fan_out};
use super::summary::BuildSummary;
use super::threads::pool;
use crate::config::DatasetConfig;
use crate::dataset::part::{MadeBy, Part};
use crate::dataset::part_set::{PartSet, SHARD};
use crate::dataset::removed::Removed;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::counted;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Makes the release of a data set from its shards: the same bytes as a build on one machine.
///
/// `folders` are shards, or folders of shards. The input is not read; the configuration and what it names beside it must
/// be what the shards were made with.
///
/// # Errors
/// When a shard is missing, there twice, not finished, damaged, or made by another program, configuration or input; and
/// what [`run`](super::run) returns. The message names the shard.
pub fn merge(config: &DatasetConfig, folders: &[PathBuf], options: BuildOptions<'_>) -> Result<BuildSummary> {
    let pool = pool(options.threads)?;
    let removed = Removed::load(&config.folder)?;
    let made_by = made_by(config, &options.rules, options.part_bytes, &removed)?;
    let shards = Shards::open(config, folders, &made_by)?;
    let mut people = People::of(config)?;
    Job::start(config, options)?.release(&pool, |tables| {
        let read = fan_out(&mut [&mut *tables, &mut people], |send| shards.read(&pool, send));
        let Read { rows_in, withdrawn, removed: met } = read?;
        let mut warnings = Vec::new();
        if !tables.is_over() {
            warnings.extend(removed.unmet(&met));
            warnings.extend(people.judge()?);
        }
        let (inputs, resumed) = (shards.first.inputs.clone(), Resumed::default());
        Ok(Filled { rows_in, withdrawn, inputs, resumed, warnings })
    })
}

/// What was read of shards.
#[derive(Default)]
struct Read {
    rows_in: u64,
    withdrawn: u64,
    /// Ids of the list of removed ones that were met.
    removed: BTreeSet<String>,
}

/// Shards that fit together.
struct Shards {
    /// By number, from 1.
    folders: BTreeMap<u32, PathBuf>,
    sets: BTreeMap<u32, PartSet>,
    /// Any of them, for what is equal in all.
    first: PartSet,
}

impl Shards {
    fn open(config: &DatasetConfig, folders: &[PathBuf], made_by: &MadeBy) -> Result<Self> {
        let (mut found, mut sets) = (BTreeMap::<u32, PathBuf>::new(), BTreeMap::<u32, PartSet>::new());
        for folder in folders.iter().map(|folder| shards_of(folder)).collect::<Result<Vec<_>>>()?.into_iter().flatten()
        {
            let set = PartSet::read(&folder)?;
            fits(config, &folder, &set, made_by)?;
            if let Some((number, first)) = sets.first_key_value() {
                agree((&found[number], first), (&folder, &set))?;
            }
            if let Some(other) = found.get(&set.shard) {
                let message = format!("shard {} of {} is there twice, also in {}", set.shard, set.of, other.display());
                return Err(refused(&folder, message).hint("name one of the two"));
            }
            found.insert(set.shard, folder);
            sets.insert(set.shard, set);
        }
        let first = sets.values().next().cloned().ok_or_else(|| Error::new(ErrorKind::Data, "there are no shards"))?;
        let missing: Vec<String> =
            (1..=first.of).filter(|n| !sets.contains_key(n)).map(|n| format!("{n}/{}", first.of)).collect();
        if missing.is_empty() {
            return Ok(Self { folders: found, sets, first });
        }
        let message = format!("shards are missing or not finished: {}", missing.join(", "));
        Err(Error::new(ErrorKind::Data, message).hint(format!("run claimkit build with --shard {}", missing[0])))
    }

    /// Sends every part in the order of the input.
    fn read(&self, pool: &rayon::ThreadPool, send: &dyn Fn(Batch) -> bool) -> Result<Read> {
        let mut all = Read::default();
        for number in 0..self.first.stretches {
            let shard = number % self.first.of + 1;
            let (folder, set) = (&self.folders[&shard], &self.sets[&shard]);
            let name = set.parts.get(&number).map_or("", String::as_str);
            let again = |e: Error| e.hint(format!("run claimkit build with --shard {shard}/{} again", set.of));
            let part = Part::open(&folder.join(name)).map_err(again)?;
            let header = part.header();
            if header.made_by != set.made_by || header.part != number {
                return Err(again(refused(&folder.join(name), "is no part of its shard".into())));
            }
            let rows = rows(&part, pool).map_err(again)?;
            let (rows_in, removed) = (header.rows_in, header.removed.clone());
            let batch = Batch { number, input: String::new(), rows_in, rows, removed, kept: Some(name.to_owned()) };
            all.rows_in += batch.rows_in;
            all.withdrawn += batch.withdrawn();
            all.removed.extend(batch.removed.iter().cloned());
            if !send(batch) {
                return Ok(all);
            }
        }
        if all.rows_in != self.first.rows_in {
            let (found, stated) = (counted(all.rows_in, "row"), self.first.rows_in);
            let message = format!("the parts have {found}, the input had {stated}");
            return Err(Error::new(ErrorKind::Data, message).hint("make the shards again"));
        }
        Ok(all)
    }
}

/// The shards that a folder is or holds.
fn shards_of(folder: &Path) -> Result<Vec<PathBuf>> {
    if folder.join(SHARD).is_file() {
        return Ok(vec![folder.to_path_buf()]);
    }
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
        let path = entry.map_err(|e| Error::io(folder, e))?.path();
        if path.join(SHARD).is_file() {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() {
        return Err(refused(folder, format!("holds no {SHARD}"))
            .hint("a shard has it when claimkit build --shard has finished; run it again, it goes on where it was"));
    }
    Ok(found)
}

/// Whether a shard is one of this data set as it is configured now.
fn fits(config: &DatasetConfig, folder: &Path, set: &PartSet, made_by: &MadeBy) -> Result<()> {
    if set.dataset != config.dataset.name {
        return Err(refused(folder, format!("is a shard of {}, not of {}", set.dataset, config.dataset.name)));
    }
    let differ: Vec<&str> = made_by
        .keys()
        .chain(set.made_by.keys().filter(|key| !made_by.contains_key(*key)))
        .filter(|key| made_by.get(*key) != set.made_by.get(*key))
        .map(String::as_str)
        .collect();
    if !differ.is_empty() {
        let message = format!("was made with another configuration or program; what differs: {}", differ.join(", "));
        return Err(refused(folder, message).hint("make all shards with one program and configuration"));
    }
    if set.numbers().eq(set.parts.keys().copied()) && ((1..=set.of).contains(&set.shard)) {
        return Ok(());
    }
    Err(refused(folder, "does not have the parts of its share".into()).hint("make the shard again"))
}

/// Whether two shards divide one input in one way.
fn agree((path, one): (&PathBuf, &PartSet), (folder, other): (&Path, &PartSet)) -> Result<()> {
    if one.of != other.of {
        let message = format!("is one of {} shards, {} one of {}", other.of, path.display(), one.of);
        return Err(refused(folder, message).hint("all shards are made with the same n of --shard i/n"));
    }
    if one.inputs == other.inputs && one.rows_in == other.rows_in && one.stretches == other.stretches {
        return Ok(());
    }
    let changed = other.inputs.iter().find(|file| !one.inputs.contains(file));
    let changed = changed.or_else(|| one.inputs.iter().find(|file| !other.inputs.contains(file)));
    let what = changed.map_or_else(String::new, |file| format!(", for example {}", file.path));
    Err(refused(folder, format!("was made from other input than {}{what}", path.display()))
        .hint("make the shards again from the same files"))
}

fn refused(path: &Path, message: String) -> Error {
    Error::new(ErrorKind::Data, message).at(Location::path(path))
}
