//! A version says what changed: a release whose version rose less than its records and tables did is refused.

use super::repository::named;
use crate::dataset::compat;
use crate::dataset::diff::Bump;
use crate::dataset::required::Required;
use crate::error::{Error, ErrorKind, Location, Result};
use semver::Version;
use std::path::{Path, PathBuf};

/// Compares a release that is about to appear with the newest one of a lower version, if there is one.
///
/// # Errors
/// When the version is too small (the message names the changes and the next version), or the former release cannot be
/// read.
pub(super) fn check(releases: &Path, name: &str, version: &str, folder: &Path) -> Result<()> {
    let Some(at) = newest_below(releases, name, version)? else { return Ok(()) };
    let required = Required::between(&at, folder)?;
    // A new version of nothing new is no mistake, but it is a version.
    let bump = required.bump.unwrap_or(Bump::Patch);
    if required.stated() >= Some(bump) {
        return Ok(());
    }
    let Required { old, new, difference, schema, .. } = &required;
    let tables = if compat::required(schema) > difference.bump {
        format!("schema {} after {}; ", new.schema_version, old.schema_version)
    } else {
        String::new()
    };
    let former = &old.version;
    let message = format!("version {version} is too small after {former}: {tables}{difference}");
    let error = Error::new(ErrorKind::Release, message).at(Location::path(at));
    Err(match bump.next(former) {
        Some(next) => error.hint(format!("this change needs a {bump} version: set dataset.version = \"{next}\"")),
        None => error,
    })
}

/// The newest release of a data set below a version.
fn newest_below(releases: &Path, name: &str, version: &str) -> Result<Option<PathBuf>> {
    let Ok(version) = Version::parse(version) else { return Ok(None) };
    let mut below = named(releases, name)?.into_iter().filter(|(former, _)| *former < version);
    Ok(below.next_back().map(|(_, path)| path))
}
