//! A shard: the folder of the parts that one of several jobs made, with `shard.json`, which says what they are.

use super::part::{MadeBy, PART_VERSION};
use super::sums::{FileEntry, hex, sha256};
use crate::error::{Error, ErrorKind, Location, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Name of the file.
pub const SHARD: &str = "shard.json";

/// What a shard says of itself; it stands in the folder of its parts when all of them are there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartSet {
    /// Version of the form, [`PART_VERSION`].
    pub part_version: u32,
    /// Name of the data set.
    pub dataset: String,
    /// Which shard, from 1.
    pub shard: u32,
    /// Of how many.
    pub of: u32,
    /// What decided its rows.
    pub made_by: MadeBy,
    /// The files of the whole input.
    pub inputs: Vec<FileEntry>,
    /// Rows of the whole input.
    pub rows_in: u64,
    /// Parts of the whole input.
    pub stretches: u32,
    /// Files of its own parts by number: `shard - 1` and every `of`-th from there.
    pub parts: BTreeMap<u32, String>,
}

/// The file: the shard, and the hash of its compact JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Signed {
    sha256: String,
    shard: PartSet,
}

impl PartSet {
    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let signed = Signed { sha256: self.hash(), shard: self.clone() };
        let (unfinished, whole) = (folder.join("shard.unfinished"), folder.join(SHARD));
        super::manifest::write_json(&unfinished, &signed)?;
        fs::rename(&unfinished, &whole).map_err(|e| Error::io(&whole, e))
    }

    /// Reads it from the folder of a shard.
    ///
    /// # Errors
    /// When it is missing, damaged, or of another version.
    pub fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(SHARD);
        let wrong = |what: String| Error::new(ErrorKind::Data, what).at(Location::path(&path));
        let text = fs::read_to_string(&path).map_err(|e| Error::io(&path, e))?;
        // Looked at first: another version may have other keys.
        let version =
            serde_json::from_str::<serde_json::Value>(&text).ok().and_then(|v| v["shard"]["part_version"].as_u64());
        if let Some(version) = version.filter(|v| *v != u64::from(PART_VERSION)) {
            return Err(wrong(format!("is a shard of version {version}; this program reads version {PART_VERSION}"))
                .hint("make the shard again with this program"));
        }
        let damaged = |e: String| wrong(format!("is damaged: {e}")).hint("make the shard again");
        let signed: Signed = serde_json::from_str(&text).map_err(|e| damaged(e.to_string()))?;
        if signed.sha256 != signed.shard.hash() {
            return Err(damaged("it has another hash than it states".into()));
        }
        Ok(signed.shard)
    }

    /// Numbers of the parts that belong to it.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        (self.shard.saturating_sub(1)..self.stretches).step_by(self.of.max(1) as usize)
    }

    fn hash(&self) -> String {
        // Strings, numbers and lists have a form in JSON.
        hex(&sha256(&serde_json::to_vec(self).unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_shard_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let set = PartSet {
            part_version: PART_VERSION,
            dataset: "news".into(),
            shard: 2,
            of: 3,
            made_by: MadeBy::new(),
            inputs: vec![],
            rows_in: 17,
            stretches: 7,
            parts: BTreeMap::from([(1, "part-00001-x.parquet".into())]),
        };
        set.write(folder.path()).unwrap();
        assert_eq!(PartSet::read(folder.path()).unwrap(), set);
        assert_eq!(set.numbers().collect::<Vec<_>>(), [1, 4]);
        let path = folder.path().join(SHARD);
        let text = fs::read_to_string(&path).unwrap();
        let stated = format!("\"part_version\": {PART_VERSION}");
        for (from, to, told) in
            [("17", "18", "is damaged"), ("{", "", "is damaged"), (&stated, "\"part_version\": 9", "version 9")]
        {
            fs::write(&path, text.replacen(from, to, 1)).unwrap();
            let error = PartSet::read(folder.path()).unwrap_err().to_string();
            assert!(error.contains(told) && error.contains("make the shard again"), "{error}");
        }
    }
}
