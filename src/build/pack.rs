//! What a release holds beside its tables.

use super::Inputs;
use crate::config::DatasetConfig;
use crate::dataset::card::card;
use crate::dataset::manifest::{Configuration, Manifest, Tool, measure, write_json};
use crate::dataset::{SCHEMA_VERSION, Table, Written};
use crate::error::{Error, Result};
use std::path::Path;

/// Writes schema, statistics, manifest, card and the texts of the data set.
pub(super) fn pack(
    config: &DatasetConfig,
    folder: &Path,
    written: &Written,
    rows_in: u64,
    (inputs, targets): Inputs,
    rules: &str,
) -> Result<()> {
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
        manifest_version: 1,
        name: config.dataset.name.clone(),
        version: config.dataset.version.clone(),
        schema_version: SCHEMA_VERSION.into(),
        tool: Tool { name: "claimkit".into(), version: env!("CARGO_PKG_VERSION").into(), rules: rules.into() },
        configuration: Configuration::new(config.resolved()),
        inputs,
        targets,
        // Counted by the reader, not in the files, so that a lost row shows.
        rows_in,
        rejects: written.rejects.clone(),
        rows,
        files,
    };
    manifest.write(folder)?;
    write(&folder.join("README.md"), &card(&config.dataset, &manifest, &written.stats))?;
    let texts = [(&config.dataset.licence_file, "LICENSE"), (&config.dataset.changelog_file, "CHANGELOG.md")];
    for (file, name) in texts.into_iter().filter_map(|(file, name)| Some((file.as_ref()?, name))) {
        let from = config.folder.join(file);
        let text = std::fs::read_to_string(&from).map_err(|e| Error::io(&from, e))?;
        write(&folder.join(name), &text)?;
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text).map_err(|e| Error::io(path, e))
}
