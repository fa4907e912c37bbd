//! A stand-off release of a full one that was just built and checked, and never leaves its hidden folder.

use super::options::{Progress, Stage};
use super::pack;
use super::seal::seal;
use crate::dataset::Manifest;
use crate::dataset::manifest::{DataFile, Standoff};
use crate::dataset::release::Staging;
use crate::dataset::standoff::{SUFFIX, strip};
use crate::error::Result;
use crate::validate::Report;
use std::path::Path;

/// Makes the stand-off release beside the full one; hands it over with its size and report.
pub(super) fn of(
    full: &Staging,
    mut manifest: Manifest,
    releases: &Path,
    progress: &dyn Progress,
) -> Result<(Staging, u64, Report)> {
    progress.stage(Stage::Strip);
    let name = format!("{}{SUFFIX}", manifest.name);
    let staging = Staging::create(releases, &name, &manifest.version)?;
    let shards = strip(full.folder(), &manifest, staging.folder())?;
    let files = manifest.files.iter().map(DataFile::entry).collect();
    manifest.standoff = Some(Standoff { of: std::mem::replace(&mut manifest.name, name), files });
    let manifest = pack::repack(full.folder(), staging.folder(), manifest, &shards, None)?;
    let (bytes, report) = seal(staging.folder(), &manifest, progress)?;
    Ok((staging, bytes, report))
}
