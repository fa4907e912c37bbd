//! What decides the rows of a part, as hashes.

use crate::config::DatasetConfig;
use crate::dataset::part::MadeBy;
use crate::dataset::removed::Removed;
use crate::dataset::sums::{FileEntry, hex, sha256};
use crate::error::Result;
use serde::Serialize;
use serde_json::json;

/// What decides the rows: the program and its rules, and of the configuration what extraction and labelling depend on.
/// Version, card, splits and output are not among it, so that a change of them leaves parts as they are.
pub(super) fn made_by(config: &DatasetConfig, rules: &str, part_bytes: usize, removed: &Removed) -> Result<MadeBy> {
    let files = |names: &mut dyn Iterator<Item = &String>| {
        names.map(|name| FileEntry::of(&config.folder.join(name), name)).collect::<Result<Vec<_>>>()
    };
    // Labels that name no target are toward the primary one.
    let targets = (files(&mut config.targets.iter())?, &config.primary_target);
    let labelers = config
        .labelers
        .iter()
        .map(|spec| Ok((spec, files(&mut spec.inputs(&config.folder))?)))
        .collect::<Result<Vec<_>>>()?;
    let program = concat!(env!("CARGO_PKG_VERSION"), "+", env!("CLAIMKIT_SOURCES"));
    Ok(MadeBy::from(
        [
            ("program", program.to_owned()),
            ("rules", rules.to_owned()),
            ("sources", hash(&config.document.get("source"))),
            ("targets", hash(&targets)),
            ("gazetteer", hash(&files(&mut config.gazetteer.iter())?)),
            ("labelers", hash(&labelers)),
            ("removed ids", hash(&removed.to_text())),
            ("part bytes", part_bytes.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    ))
}

fn hash(value: &impl Serialize) -> String {
    // Through a `Value`, whose keys are sorted.
    hex(&sha256(json!(value).to_string().as_bytes())[..16])
}
