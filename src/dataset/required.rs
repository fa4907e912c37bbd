//! Which version of a data set a release requires after another one: records and schema together.

use super::diff::{self, Bump, Difference};
use super::{Manifest, compat, history};
use crate::error::Result;
use std::path::Path;

/// What changed from one release to a later one, and what that requires.
#[derive(Debug, Clone)]
pub struct Required {
    /// The former one.
    pub old: Manifest,
    /// The later one.
    pub new: Manifest,
    /// Changes of records and files.
    pub difference: Difference,
    /// Changes of the contracts; empty where one of them is not known here.
    pub schema: Vec<compat::Change>,
    /// The kind of version that all of it requires; `None` where nothing changed.
    pub bump: Option<Bump>,
}

impl Required {
    /// Compares two releases.
    ///
    /// # Errors
    /// When a manifest, a list of checksums or a data file cannot be read.
    pub fn between(old: &Path, new: &Path) -> Result<Self> {
        let difference = diff::compare(old, new)?;
        let (old, new) = (Manifest::read(old)?, Manifest::read(new)?);
        let contracts = history::contracts(&old.schema_version).zip(history::contracts(&new.schema_version));
        let schema = contracts.map(|(old, new)| compat::changes(&old, &new)).unwrap_or_default();
        let bump = difference.bump.max(compat::required(&schema));
        Ok(Self { old, new, difference, schema, bump })
    }

    /// How far the version rose; `None` where it did not.
    pub fn stated(&self) -> Option<Bump> {
        Bump::between(&self.old.version, &self.new.version)
    }

    /// Whether it rose far enough.
    pub fn is_sufficient(&self) -> bool {
        self.bump.is_none() || self.stated() >= self.bump
    }
}
