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
    /// Day of publication, `YYYY-MM-DD`; a build has no clock, so it is stated here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<String>,
    /// Address of the data set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// DOI of this version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
    /// Answers of the data statement.
    #[serde(default, skip_serializing_if = "Statement::is_empty")]
    pub statement: Statement,
}

/// The `[dataset.statement]` table: the questions of data statements (Bender and Friedman 2018) and datasheets (Gebru
/// and others 2021) that a program cannot answer. An answer that is left out is shown as missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Statement {
    /// Why the data set was made, and by whom it was paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub motivation: Option<String>,
    /// How the articles were chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curation: Option<String>,
    /// Varieties of Arabic.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_variety: Option<String>,
    /// Who wrote and who speaks in the texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speakers: Option<String>,
    /// Who annotated, with which training and agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotators: Option<String>,
    /// How and when the texts were collected, with whose consent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
    /// What was done to the texts before the build.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preprocessing: Option<String>,
    /// What it is meant for, and what not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uses: Option<String>,
    /// Known biases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub biases: Option<String>,
    /// Known limits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limitations: Option<String>,
    /// Personal and sensitive information.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sensitive: Option<String>,
    /// Who keeps it, how errors are reported, how long old versions stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maintenance: Option<String>,
}

impl Statement {
    /// Every question with its answer, in the order of the card.
    ///
    /// ```
    /// use claimkit::dataset::info::Statement;
    /// let statement = Statement { uses: Some("Research.".into()), ..Statement::default() };
    /// assert!(statement.answers().contains(&("Uses", Some("Research."))));
    /// ```
    pub fn answers(&self) -> [(&'static str, Option<&str>); 12] {
        [
            ("Motivation", self.motivation.as_deref()),
            ("Curation", self.curation.as_deref()),
            ("Language variety", self.language_variety.as_deref()),
            ("Speakers and writers", self.speakers.as_deref()),
            ("Annotators", self.annotators.as_deref()),
            ("Collection", self.collection.as_deref()),
            ("Preprocessing", self.preprocessing.as_deref()),
            ("Uses", self.uses.as_deref()),
            ("Biases", self.biases.as_deref()),
            ("Limitations", self.limitations.as_deref()),
            ("Personal and sensitive information", self.sensitive.as_deref()),
            ("Maintenance", self.maintenance.as_deref()),
        ]
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
