//! The parts of one build in their folder: taken up where they are what this build would make, else made again.

use super::sinks::{Batch, Done, Flow, Sink};
use crate::dataset::duplicates::Prints;
use crate::dataset::part::{self, Header, MadeBy, PART_VERSION, Part};
use crate::error::{Error, Result};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What a build took up of an earlier one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Resumed {
    /// Parts that were taken up.
    pub parts: u32,
    /// Their rows.
    pub rows: u64,
    /// Parts that were there and made by another program, of another input or under another configuration.
    pub stale: u32,
    /// Parts that were there and could not be read.
    pub damaged: u32,
}

/// What is there of a stretch.
pub(super) enum Found {
    /// Its rows, the removed ids that were met, and the name of its file.
    Part(Vec<Done>, BTreeSet<String>, String),
    Stale,
    Damaged,
    Nothing,
}

impl Resumed {
    pub(super) fn count(&mut self, found: &Found) {
        match found {
            Found::Part(rows, ..) => {
                self.parts += 1;
                self.rows += rows.len() as u64;
            }
            Found::Stale => self.stale += 1,
            Found::Damaged => self.damaged += 1,
            Found::Nothing => {}
        }
    }
}

/// A folder of parts. Only one process at a time writes to it.
#[derive(Debug)]
pub(super) struct Parts {
    folder: PathBuf,
    made_by: MadeBy,
    /// Files that were there, by the number in their names.
    known: BTreeMap<u32, Vec<PathBuf>>,
}

impl Parts {
    /// Looks at what is there. The folder need not exist; it is created with the first part.
    pub(super) fn open(folder: PathBuf, made_by: MadeBy) -> Result<Self> {
        let mut known: BTreeMap<u32, Vec<PathBuf>> = BTreeMap::new();
        let listing = match fs::read_dir(&folder) {
            Ok(listing) => Some(listing),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
            Err(e) => return Err(Error::io(&folder, e)),
        };
        for entry in listing.into_iter().flatten() {
            let entry = entry.map_err(|e| Error::io(&folder, e))?;
            if let Some(number) = entry.file_name().to_str().and_then(part::number) {
                known.entry(number).or_default().push(entry.path());
            }
        }
        Ok(Self { folder, made_by, known })
    }

    /// The part of a stretch whose rows have the hash `input`.
    pub(super) fn find(&self, number: u32, input: &str, pool: &rayon::ThreadPool) -> Found {
        let mut found = Found::Nothing;
        for path in self.known.get(&number).into_iter().flatten() {
            found = match Part::open(path) {
                Err(_) => Found::Damaged,
                Ok(part) if part.header().made_by != self.made_by || part.header().input != input => Found::Stale,
                Ok(part) => match rows(&part, pool) {
                    Ok(rows) => return Found::Part(rows, part.header().removed.clone(), name(path)),
                    Err(_) => Found::Damaged,
                },
            };
        }
        found
    }

    /// A sink that writes what is not there yet.
    pub(super) fn keeper<'p>(&'p self, pool: &'p rayon::ThreadPool) -> Keeper<'p> {
        Keeper { parts: self, pool, names: BTreeMap::new() }
    }

    /// Removes the parts that a finished shard does not name, and what killed runs were writing.
    pub(super) fn tidy(&self, kept: &BTreeMap<u32, String>) -> Result<()> {
        let known = self.known.iter().flat_map(|(number, paths)| paths.iter().map(move |path| (number, path)));
        known.filter(|(number, path)| kept.get(number) != Some(&name(path))).try_for_each(|(_, path)| remove(path))?;
        for entry in fs::read_dir(&self.folder).map_err(|e| Error::io(&self.folder, e))? {
            let path = entry.map_err(|e| Error::io(&self.folder, e))?.path();
            if part::is_unfinished(&name(&path)) {
                remove(&path)?;
            }
        }
        Ok(())
    }
}

/// The rows of a part, with what they are recognised by.
pub(super) fn rows(part: &Part, pool: &rayon::ThreadPool) -> Result<Vec<Done>> {
    let row = |at| {
        part.row(at).map(|row| {
            row.map(|(article, extraction)| {
                let prints = Prints::of(&article, &extraction);
                (article, extraction, prints)
            })
        })
    };
    pool.install(|| (0..part.len()).into_par_iter().map(row).collect())
}

/// Writes parts, and remembers their names by number.
pub(super) struct Keeper<'p> {
    parts: &'p Parts,
    pool: &'p rayon::ThreadPool,
    pub(super) names: BTreeMap<u32, String>,
}

impl Sink for Keeper<'_> {
    fn take(&mut self, batch: &Batch) -> Result<Flow> {
        let Parts { folder, made_by, known } = self.parts;
        if let Some(name) = &batch.kept {
            self.names.insert(batch.number, name.clone());
            return Ok(Flow::More);
        }
        if !folder.is_dir() {
            fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
            // What is kept for a while is no part of the data set.
            let ignore = folder.join(".gitignore");
            fs::write(&ignore, "*\n").map_err(|e| Error::io(&ignore, e))?;
        }
        let header = Header {
            part_version: PART_VERSION,
            part: batch.number,
            made_by: made_by.clone(),
            input: batch.input.clone(),
            rows_in: batch.rows_in,
            removed: batch.removed.clone(),
        };
        let name = self.pool.install(|| part::write(folder, &header, &batch.refs()))?;
        for former in known.get(&batch.number).into_iter().flatten().filter(|path| !path.ends_with(&name)) {
            remove(former)?;
        }
        self.names.insert(batch.number, name);
        Ok(Flow::More)
    }
}

fn name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Removes a file; one that is not there is gone already.
pub(super) fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io(path, e)),
        _ => Ok(()),
    }
}
