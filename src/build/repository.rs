//! The releases of a data set, and whether what is generated in them is what this program generates.

use super::pack;
use crate::config::DatasetConfig;
use crate::dataset::diff::{self, Bump};
use crate::dataset::info::DatasetInfo;
use crate::dataset::manifest::MANIFEST_VERSION;
use crate::dataset::{Manifest, Stats, compat, history};
use crate::error::{Error, ErrorKind, Location, Result};
use semver::Version;
use std::path::{Path, PathBuf};

/// The releases of a data set, the oldest first.
///
/// # Errors
/// When the folder of releases is there and cannot be read.
pub fn releases(config: &DatasetConfig) -> Result<Vec<PathBuf>> {
    let folder = config.releases();
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found: Vec<(Version, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(&folder).map_err(|e| Error::io(&folder, e))? {
        let entry = entry.map_err(|e| Error::io(&folder, e))?;
        let name = entry.file_name();
        let version = name.to_str().and_then(|n| n.strip_prefix(&config.dataset.name)?.strip_prefix('-'));
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
    let wrong =
        |path: &Path, e: serde_json::Error| Error::new(ErrorKind::Release, e.to_string()).at(Location::path(path));
    let info: DatasetInfo = serde_json::from_value(manifest.configuration.resolved["dataset"].clone())
        .map_err(|e| wrong(&release.join("manifest.json"), e))?;
    let path = release.join("reports/stats.json");
    let text = std::fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
    let stats: Stats = serde_json::from_str(&text).map_err(|e| wrong(&path, e))?;
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
