//! A version says what changed: a release whose version rose less than its records and tables did is refused.

use crate::dataset::diff::{self, Bump};
use crate::dataset::{Manifest, SCHEMA_VERSION, compat, history};
use crate::error::{Error, ErrorKind, Location, Result};
use semver::Version;
use std::path::{Path, PathBuf};

/// Compares a release that is about to appear with the newest one of a lower version, if there is one.
///
/// # Errors
/// When the version is too small (the message names the changes and the next version), or the former release cannot be
/// read.
pub(super) fn check(releases: &Path, name: &str, version: &str, folder: &Path) -> Result<()> {
    let Some((former, at)) = newest(releases, name, version)? else { return Ok(()) };
    let difference = diff::compare(&at, folder)?;
    let old = Manifest::read(&at)?.schema_version;
    let contracts = history::contracts(&old).zip(history::contracts(SCHEMA_VERSION));
    let schema = contracts.map(|(old, new)| compat::changes(&old, &new)).unwrap_or_default();
    let required = difference.bump.max(compat::required(&schema)).unwrap_or(Bump::Patch);
    if Bump::between(&former.to_string(), version) >= Some(required) {
        return Ok(());
    }
    let tables = if compat::required(&schema) > difference.bump {
        format!("schema {SCHEMA_VERSION} after {old}; ")
    } else {
        String::new()
    };
    let message = format!("version {version} is too small after {former}: {tables}{difference}");
    let error = Error::new(ErrorKind::Release, message).at(Location::path(at));
    Err(match required.next(&former.to_string()) {
        Some(next) => error.hint(format!("this change needs a {required} version: set dataset.version = \"{next}\"")),
        None => error,
    })
}

/// The newest release of a data set below a version.
fn newest(releases: &Path, name: &str, version: &str) -> Result<Option<(Version, PathBuf)>> {
    let Ok(version) = Version::parse(version) else { return Ok(None) };
    let mut found: Option<(Version, PathBuf)> = None;
    for entry in std::fs::read_dir(releases).map_err(|e| Error::io(releases, e))? {
        let entry = entry.map_err(|e| Error::io(releases, e))?;
        let file = entry.file_name();
        let stated = file.to_str().and_then(|f| f.strip_prefix(name)?.strip_prefix('-'));
        let Some(stated) = stated.and_then(|v| Version::parse(v).ok()) else { continue };
        if stated < version && found.as_ref().is_none_or(|(best, _)| *best < stated) {
            found = Some((stated, entry.path()));
        }
    }
    Ok(found)
}
