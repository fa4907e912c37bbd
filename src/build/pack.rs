//! What a release holds beside its tables.

use super::job::Made;
use crate::config::{DatasetConfig, DatasetInfo};
use crate::dataset::card::card;
use crate::dataset::citation::citation;
use crate::dataset::croissant::croissant;
use crate::dataset::datapackage::datapackage;
use crate::dataset::manifest::{Configuration, MANIFEST_VERSION, Manifest, Tool, json_text, measure, write_json};
use crate::dataset::removed::{REMOVED, Removed};
use crate::dataset::{SCHEMA_VERSION, Stats, Table, Written, licence};
use crate::error::{Error, Result};
use std::path::Path;

/// Writes schema, statistics, manifest, card and the texts of the data set.
pub(super) fn pack(config: &DatasetConfig, folder: &Path, made: Made<'_>, rules: &str) -> Result<()> {
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

    let (files, rows) = measure(folder, &written.shards)?;
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
    };
    manifest.write(folder)?;
    describe(config, folder, &manifest, written)
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
    Ok([
        ("README.md", card(info, manifest, stats)),
        ("CITATION.cff", citation(info)),
        ("croissant.json", json_text(&croissant(info, manifest))?),
        ("datapackage.json", json_text(&datapackage(info, manifest))?),
    ])
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
