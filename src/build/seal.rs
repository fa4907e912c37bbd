//! Checksums, checks and the report of a release that is otherwise whole.
//!
//! Every data file is hashed twice: as it is written, and when the checks read it back (LAY001), so that a disk that gives other
//! bytes than it took is found before the release appears.

use super::options::{Progress, Stage};
use crate::dataset::Manifest;
use crate::dataset::manifest::DataFile;
use crate::dataset::sums::write_sums_with;
use crate::error::Result;
use crate::validate::{self, Report};
use std::path::Path;

/// Seals a folder, whose data files are those of its manifest; returns its size in bytes and what the checks found.
pub(super) fn seal(folder: &Path, manifest: &Manifest, progress: &dyn Progress) -> Result<(u64, Report)> {
    let sums = write_sums_with(folder, manifest.files.iter().map(DataFile::entry).collect())?;
    progress.stage(Stage::Validate);
    let report = validate::run(folder)?;
    crate::report::write(folder, &report)?;
    // What the checks compared is known; the report is new.
    let sums = write_sums_with(folder, sums)?;
    Ok((sums.iter().map(|f| f.bytes).sum(), report))
}
