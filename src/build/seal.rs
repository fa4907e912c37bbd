//! Checksums, checks and the report of a release that is otherwise whole.

use super::options::Progress;
use crate::dataset::sums::write_sums;
use crate::error::{Error, ErrorKind, Result};
use crate::validate::{self, Report, Status};
use std::path::Path;

/// Seals a folder; returns its size in bytes and what the checks found.
pub(super) fn seal(folder: &Path, progress: &dyn Progress) -> Result<(u64, Report)> {
    write_sums(folder)?;
    progress.stage("validate");
    let report = validate::run(folder)?;
    crate::report::write(folder, &report)?;
    let bytes = write_sums(folder)?.iter().map(|f| f.bytes).sum();
    let last = validate::checksums(folder)?;
    if last.status == Status::Pass {
        Ok((bytes, report))
    } else {
        Err(Error::new(ErrorKind::Release, "files changed while the release was written: the disk may be failing"))
    }
}
