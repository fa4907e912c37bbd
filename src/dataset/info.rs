//! What a data set says of itself.

use serde::{Deserialize, Serialize};

/// The `[dataset]` table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatasetInfo {
    /// Name of the data set: lower-case letters, digits, hyphens. The folder of a release begins with it.
    pub name: String,
    /// Version of the next release: three numbers, `x.y.z`.
    pub version: String,
    /// Title for people.
    #[serde(default)]
    pub title: Option<String>,
    /// What it holds, in Markdown.
    #[serde(default)]
    pub description: Option<String>,
    /// Licence, as the Hub spells it (`cc-by-4.0`).
    #[serde(default)]
    pub licence: Option<String>,
    /// File with the text of the licence; copied to `LICENSE`.
    #[serde(default)]
    pub licence_file: Option<String>,
    /// File with the history of the data set; copied to `CHANGELOG.md`.
    #[serde(default)]
    pub changelog_file: Option<String>,
    /// Who made it.
    #[serde(default)]
    pub authors: Vec<String>,
    /// How to cite it.
    #[serde(default)]
    pub citation: Option<String>,
    /// What a reader must know first (invented texts, sensitive content); stands on top of the card.
    #[serde(default)]
    pub notice: Option<String>,
    /// Where withdrawals are asked for.
    #[serde(default)]
    pub contact: Option<String>,
}
