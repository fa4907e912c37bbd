//! The releases of a data set, and whether what is generated in them is what this program generates.

use super::pack;
use crate::config::DatasetConfig;
use crate::dataset::diff::{self, Bump};
use crate::dataset::manifest::MANIFEST_VERSION;
use crate::dataset::standoff::SUFFIX;
use crate::dataset::{Manifest, Stats, compat, history};
use crate::error::{Error, Result};
use semver::Version;
use std::path::{Path, PathBuf};

/// The releases of a data set, the oldest first: the full ones, and apart from them the stand-off ones, which have their own
/// history.
///
/// # Errors
/// When the folder of releases is there and cannot be read.
pub fn releases(config: &DatasetConfig) -> Result<[Vec<PathBuf>; 2]> {
    let name = &config.dataset.name;
    Ok([named(config, name)?, named(config, &format!("{name}{SUFFIX}"))?])
}

fn named(config: &DatasetConfig, name: &str) -> Result<Vec<PathBuf>> {
    let folder = config.releases();
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found: Vec<(Version, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|e| Error::io(&folder, e))? {
        let entry = entry.map_err(|e| Error::io(&folder, e))?;
        let file = entry.file_name();
        let version = file.to_str().and_then(|n| n.strip_prefix(name)?.strip_prefix('-'));
        if let Some(version) = version.and_then(|v| Version::parse(v).ok()) {
            found.push((version, entry.path()));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
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
    let (former, later) = (Manifest::read(old)?, Manifest::read(new)?);
    let contracts = history::contracts(&former.schema_version).zip(history::contracts(&later.schema_version));
    let schema = contracts.and_then(|(a, b)| compat::required(&compat::changes(&a, &b)));
    let required = diff::compare(old, new)?.bump.max(schema);
    Ok(required.filter(|r| Bump::between(&former.version, &later.version) < Some(*r)))
}
