//! The releases of a data set, and whether what is generated in them is what this program generates.

use super::pack;
use crate::config::DatasetConfig;
use crate::dataset::diff::Bump;
use crate::dataset::manifest::MANIFEST_VERSION;
use crate::dataset::required::Required;
use crate::dataset::standoff::SUFFIX;
use crate::dataset::{Manifest, Stats};
use crate::error::{Error, Result};
use semver::Version;
use std::path::{Path, PathBuf};

/// The releases of a data set, the oldest first: the full ones, and apart from them the stand-off ones, which have their own
/// history.
///
/// # Errors
/// When the folder of releases is there and cannot be read.
pub fn releases(config: &DatasetConfig) -> Result<[Vec<PathBuf>; 2]> {
    let (name, folder) = (&config.dataset.name, config.releases());
    if !folder.is_dir() {
        return Ok([Vec::new(), Vec::new()]);
    }
    let paths = |name: &str| Ok(named(&folder, name)?.into_iter().map(|(_, path)| path).collect());
    Ok([paths(name)?, paths(&format!("{name}{SUFFIX}"))?])
}

/// The releases of a name in a folder with their versions, the oldest first.
pub(super) fn named(folder: &Path, name: &str) -> Result<Vec<(Version, PathBuf)>> {
    let mut found: Vec<(Version, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| Error::io(folder, e))? {
        let entry = entry.map_err(|e| Error::io(folder, e))?;
        let file = entry.file_name();
        let version = file.to_str().and_then(|n| n.strip_prefix(name)?.strip_prefix('-'));
        if let Some(version) = version.and_then(|v| Version::parse(v).ok()) {
            found.push((version, entry.path()));
        }
    }
    found.sort();
    Ok(found)
}

/// Generated documents of a release that this program would write otherwise; empty for releases of another form or of
/// another version of the program, whose words may differ.
///
/// # Errors
/// When manifest or statistics cannot be read.
pub fn stale_documents(release: &Path) -> Result<Vec<&'static str>> {
    let manifest = Manifest::read(release)?;
    if manifest.manifest_version != MANIFEST_VERSION || manifest.tool.version != env!("CARGO_PKG_VERSION") {
        return Ok(Vec::new());
    }
    let (info, stats) = (pack::info_of(release, &manifest)?, Stats::read(release)?);
    let documents = pack::documents(&info, &manifest, &stats)?;
    let differs = |(name, text): (&'static str, String)| {
        (std::fs::read_to_string(release.join(name)).ok() != Some(text)).then_some(name)
    };
    Ok(documents.into_iter().filter_map(differs).collect())
}

/// The version that a release needed after the one before it, where it stated a smaller one.
///
/// # Errors
/// When a release cannot be read.
pub fn too_small(old: &Path, new: &Path) -> Result<Option<Bump>> {
    let required = Required::between(old, new)?;
    Ok(required.bump.filter(|_| !required.is_sufficient()))
}
