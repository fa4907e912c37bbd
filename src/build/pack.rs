//! What a release holds beside its tables.

use super::job::Made;
use crate::config::{DatasetConfig, DatasetInfo};
use crate::dataset::card::card;
use crate::dataset::citation::citation;
use crate::dataset::croissant::croissant;
use crate::dataset::datapackage::datapackage;
use crate::dataset::manifest::{
    Configuration, MANIFEST, MANIFEST_VERSION, Manifest, Tool, json_text, listed, write_json,
};
use crate::dataset::removed::{REMOVED, Removed};
use crate::dataset::shards::Shard;
use crate::dataset::{SCHEMA_VERSION, Stats, Table, Waiver, Written, licence};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::counted;
use std::path::Path;

/// Writes schema, statistics, manifest, card and the texts of the data set; returns the manifest.
pub(super) fn pack(config: &DatasetConfig, folder: &Path, made: Made<'_>, rules: &str) -> Result<Manifest> {
    let Made { written, rows_in, withdrawn, inputs, targets } = made;
    for name in ["schema", "reports"] {
        let path = folder.join(name);
        std::fs::create_dir_all(&path).map_err(|e| Error::io(&path, e))?;
    }
    for table in Table::ALL {
        let contract = table.contract();
        write(&folder.join("schema").join(contract.file_name()), &contract.to_json())?;
    }
    write_json(&folder.join("reports/stats.json"), &written.stats)?;

    let (files, rows) = listed(&written.shards);
    let manifest = Manifest {
        manifest_version: MANIFEST_VERSION,
        name: config.dataset.name.clone(),
        version: config.dataset.version.clone(),
        schema_version: SCHEMA_VERSION.into(),
        tool: Tool { name: "claimkit".into(), version: env!("CARGO_PKG_VERSION").into(), rules: rules.into() },
        configuration: Configuration::new(config.resolved()),
        inputs,
        targets,
        // Counted by the reader, not in the files, so that a lost row shows.
        rows_in,
        withdrawn,
        rejects: written.rejects.clone(),
        rows,
        files,
        standoff: None,
        missing: 0,
        waivers: Vec::new(),
    };
    manifest.write(folder)?;
    describe(config, folder, &manifest, written)?;
    Ok(manifest)
}

/// Writes everything beside the tables of a release that was made from another one: `manifest` is the other's, told of
/// what is different, and `shards` are the new tables.
pub(super) fn repack(
    from: &Path,
    to: &Path,
    mut manifest: Manifest,
    shards: &[Shard],
    stats: Option<Stats>,
) -> Result<Manifest> {
    let copied = ["LICENSE", "CHANGELOG.md", REMOVED];
    for name in copied.into_iter().filter(|name| from.join(name).is_file()) {
        std::fs::copy(from.join(name), to.join(name)).map_err(|e| Error::io(to.join(name), e))?;
    }
    for name in ["schema", "reports"] {
        let path = to.join(name);
        std::fs::create_dir_all(&path).map_err(|e| Error::io(&path, e))?;
    }
    for table in Table::ALL {
        let contract = table.contract_of(manifest.form());
        write(&to.join("schema").join(contract.file_name()), &contract.to_json())?;
    }
    let stats = &stats.map_or_else(|| Stats::read(from), Ok)?;
    write_json(&to.join("reports/stats.json"), stats)?;
    (manifest.files, manifest.rows) = listed(shards);
    manifest.write(to)?;
    let info = info_of(from, &manifest)?;
    for (name, text) in documents(&info, &manifest, stats)? {
        write(&to.join(name), &text)?;
    }
    Ok(manifest)
}

/// Lets a release state the waivers that it appears by, and writes its documents again.
pub(super) fn state(folder: &Path, waivers: Vec<Waiver>) -> Result<Manifest> {
    let mut manifest = Manifest::read(folder)?;
    manifest.waivers = waivers;
    manifest.write(folder)?;
    for (name, text) in documents(&info_of(folder, &manifest)?, &manifest, &Stats::read(folder)?)? {
        write(&folder.join(name), &text)?;
    }
    Ok(manifest)
}

/// What the data set of a release says of itself.
pub(super) fn info_of(release: &Path, manifest: &Manifest) -> Result<DatasetInfo> {
    serde_json::from_value(manifest.configuration.resolved["dataset"].clone()).map_err(|e| {
        Error::new(ErrorKind::Release, e.to_string()).at(Location::path(release.join(MANIFEST))).caused_by(e)
    })
}

/// What tells people and catalogues about the release; all of it follows from manifest and statistics.
fn describe(config: &DatasetConfig, folder: &Path, manifest: &Manifest, written: &Written) -> Result<()> {
    let info = &config.dataset;
    for (name, text) in documents(info, manifest, &written.stats)? {
        write(&folder.join(name), &text)?;
    }
    let title = info.title.as_deref().unwrap_or(&info.name);
    let removed = Removed::load(&config.folder)?;
    if !removed.is_empty() {
        write(&folder.join(REMOVED), &removed.to_text())?;
    }
    let texts = [
        ("LICENSE", info.licence_file.as_ref(), licence::notice(title, info.licence.as_deref())),
        ("CHANGELOG.md", info.changelog_file.as_ref(), history(manifest)),
    ];
    for (name, file, own) in texts {
        let text = match file {
            Some(file) => {
                let from = config.folder.join(file);
                std::fs::read_to_string(&from).map_err(|e| Error::io(&from, e))?
            }
            None => own,
        };
        write(&folder.join(name), &text)?;
    }
    Ok(())
}

/// The documents that follow from manifest and statistics alone.
pub(super) fn documents(info: &DatasetInfo, manifest: &Manifest, stats: &Stats) -> Result<[(&'static str, String); 4]> {
    let info = &called(info, manifest);
    Ok([
        ("README.md", card(info, manifest, stats)),
        ("CITATION.cff", citation(info)),
        ("croissant.json", json_text(&croissant(info, manifest))?),
        ("datapackage.json", json_text(&datapackage(info, manifest))?),
    ])
}

/// The data set as its release calls it: a stand-off one and one with articles missing have names of their own.
pub fn called(info: &DatasetInfo, manifest: &Manifest) -> DatasetInfo {
    let mut info = info.clone();
    let kind = match (&manifest.standoff, manifest.missing) {
        (Some(_), _) => " (stand-off, without texts)".to_owned(),
        (None, 0) => return info,
        (None, n) => format!(" (restored, {} missing)", counted(n, "article")),
    };
    info.title = Some(info.title.unwrap_or_else(|| info.name.clone()) + &kind);
    info.name.clone_from(&manifest.name);
    if manifest.standoff.is_some() {
        let restored = "Without the words of the articles; claimkit restore puts them back.";
        info.description = Some(info.description.map_or(restored.into(), |own| format!("{} {restored}", own.trim())));
    }
    info
}

/// The history of a data set that keeps none: what this version holds.
fn history(manifest: &Manifest) -> String {
    let counts: Vec<String> = Table::ALL.map(|t| format!("{} {}", manifest.total(t.name()), t.name())).into();
    format!(
        "# Changelog\n\n## {}\n\n### Data\n\n* {}.\n\n### Schema\n\n* {}.\n",
        manifest.version,
        counts.join(", "),
        manifest.schema_version
    )
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|e| Error::io(path, e))
}
