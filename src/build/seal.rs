//! Checksums, checks and the report of a release that is otherwise whole.
//!
//! Every data file is hashed twice: as it is written, and when the checks read it back (LAY001), so that a disk that gives other
//! bytes than it took is found before the release appears.

use super::options::{Progress, Stage};
use super::pack;
use crate::dataset::manifest::DataFile;
use crate::dataset::sums::{FileEntry, SUMS, write_sums_with};
use crate::dataset::{Manifest, Waiver};
use crate::error::Result;
use crate::validate::{self, CheckResult, Report, Status, waivers};
use std::path::Path;

/// Seals a folder, whose data files are those of its manifest; returns its size in bytes and what the checks found.
pub(super) fn seal(folder: &Path, manifest: &Manifest, progress: &dyn Progress) -> Result<(u64, Report)> {
    let (sums, report) = check(folder, manifest, progress)?;
    finish(folder, sums, report)
}

/// Seals a folder likewise; where waivers of the data set cover every error, the release states those that it needs.
///
/// They come into the manifest and only then into the report, so that the report follows from the release alone, and a release
/// without errors has the same bytes whatever was accepted for others.
pub(super) fn seal_accepted(
    folder: &Path,
    manifest: &mut Manifest,
    accepted: &[Waiver],
    progress: &dyn Progress,
) -> Result<(u64, Report)> {
    let (mut sums, mut report) = check(folder, manifest, progress)?;
    if report.has_errors() {
        if let Some(needed) = waivers::needed(&report, accepted, waivers::today()) {
            *manifest = pack::state(folder, needed)?;
            (sums, report) = check(folder, manifest, progress)?;
        } else {
            waivers::apply(&mut report, accepted, waivers::today());
        }
    }
    finish(folder, sums, report)
}

/// What is wrong with the files of a release that stands; `None` where they are those that it lists, or no release is there.
pub(super) fn damage(release: &Path) -> Result<Option<CheckResult>> {
    if !release.join(SUMS).is_file() {
        return Ok(None);
    }
    let sums = validate::checksums(release)?;
    Ok((sums.status != Status::Pass).then_some(sums))
}

/// Lists the checksums, those of the data as they were written, and checks everything.
fn check(folder: &Path, manifest: &Manifest, progress: &dyn Progress) -> Result<(Vec<FileEntry>, Report)> {
    let sums = write_sums_with(folder, manifest.files.iter().map(DataFile::entry).collect())?;
    progress.stage(Stage::Validate);
    Ok((sums, validate::run(folder)?))
}

/// Writes the report, and lists the checksums again: what the checks compared is known, the report is new.
fn finish(folder: &Path, sums: Vec<FileEntry>, report: Report) -> Result<(u64, Report)> {
    crate::report::write(folder, &report)?;
    let sums = write_sums_with(folder, sums)?;
    Ok((sums.iter().map(|f| f.bytes).sum(), report))
}
