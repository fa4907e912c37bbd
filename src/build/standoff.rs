//! A stand-off release of a full one that was just built and checked, and never leaves its hidden folder.

use super::options::Progress;
use super::pack;
use super::seal::seal;
use crate::dataset::Manifest;
use crate::dataset::manifest::Standoff;
use crate::dataset::release::Staging;
use crate::dataset::standoff::{SUFFIX, strip};
use crate::dataset::sums::FileEntry;
use crate::error::Result;
use crate::validate::Report;
use std::path::Path;

/// Makes the stand-off release beside the full one; hands it over with its size and report.
pub(super) fn of(full: &Staging, releases: &Path, progress: &dyn Progress) -> Result<(Staging, u64, Report)> {
    progress.stage("strip");
    let mut manifest = Manifest::read(full.folder())?;
    let name = format!("{}{SUFFIX}", manifest.name);
    let staging = Staging::create(releases, &name, &manifest.version)?;
    let shards = strip(full.folder(), &manifest, staging.folder())?;
    let entry = |f: &crate::dataset::manifest::DataFile| FileEntry {
        path: f.path.clone(),
        bytes: f.bytes,
        sha256: f.sha256.clone(),
    };
    let files = manifest.files.iter().map(entry).collect();
    manifest.standoff = Some(Standoff { of: std::mem::replace(&mut manifest.name, name), files });
    pack::repack(full.folder(), staging.folder(), manifest, &shards, None)?;
    let (bytes, report) = seal(staging.folder(), progress)?;
    Ok((staging, bytes, report))
}
