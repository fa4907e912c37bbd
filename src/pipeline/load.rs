//! An extractor from the files that name what it looks for; the only input of this room, done before any article is read.

use super::Extractor;
use crate::error::Result;
use crate::gazetteer::Gazetteer;
use crate::lexicon::Lexicon;
use crate::stance::Target;
use std::path::Path;

/// Targets from their files, or the built-in one where there are none.
fn load(files: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<Vec<Target>> {
    let mut targets = files.into_iter().map(Target::load).collect::<Result<Vec<_>>>()?;
    if targets.is_empty() {
        targets.push(Target::built_in()?);
    }
    Ok(targets)
}

impl Extractor {
    /// An extractor for a list of target files, the primary one first; the built-in target where the list is empty.
    ///
    /// ```
    /// use claimkit::pipeline::Extractor;
    /// let none: [&str; 0] = [];
    /// assert_eq!(Extractor::load(none, None)?.targets().len(), 1);
    /// # Ok::<(), claimkit::error::Error>(())
    /// ```
    ///
    /// # Errors
    /// When a file cannot be read or is none; the message names file, line and key.
    pub fn load(targets: impl IntoIterator<Item = impl AsRef<Path>>, gazetteer: Option<&Path>) -> Result<Self> {
        let extractor = Self::new(load(targets)?);
        Ok(match gazetteer {
            Some(path) => extractor.with_gazetteer(Gazetteer::load(path)?),
            None => extractor,
        })
    }

    /// Hash of what the extractor knows, for manifests: the lexicon and the targets.
    pub fn rules_hash(&self) -> String {
        let lexicon = Lexicon::hash();
        let hashes: Vec<_> = [lexicon.as_str()].into_iter().chain(self.targets().iter().map(Target::hash)).collect();
        blake3::hash(hashes.join("\n").as_bytes()).to_hex().to_string()
    }
}
