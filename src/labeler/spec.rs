//! `[[labeler]]` of `claimkit.toml`.

use super::RULES;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// One labeler beside the rules. Exactly one of `command`, `model` and `labels` is given.
///
/// ```
/// use claimkit::labeler::LabelerSpec;
/// let spec: LabelerSpec = toml::from_str("name = 'hf'\ncommand = ['python3', 'label.py']\ntimeout = 60").unwrap();
/// assert_eq!(spec.check(), Ok(()));
/// assert_eq!((spec.batch, spec.retries), (1_000, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelerSpec {
    /// Its name in `stances.labeler`.
    pub name: String,
    /// A program with its arguments; runs in the folder of the data set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<String>,
    /// A file of `claimkit train`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// A file of labels (`claimkit annotate import` or `adjudicate`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<String>,
    /// Toward which target; every target where it is left out, for a model its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Further files that the answers of a program depend on; they are part of the key of its cache, as are its
    /// arguments that name files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Claims that one run of a program gets at most.
    #[serde(default = "batch")]
    pub batch: usize,
    /// Seconds that one run may take.
    #[serde(default = "timeout")]
    pub timeout: u64,
    /// Further runs after one that crashed or took too long.
    #[serde(default = "retries")]
    pub retries: u32,
}

fn batch() -> usize {
    1_000
}

fn timeout() -> u64 {
    600
}

fn retries() -> u32 {
    1
}

impl LabelerSpec {
    /// The files in a folder that its labels depend on: model, labels, further files, and words of the command that name
    /// one.
    pub fn inputs<'s>(&'s self, folder: &'s Path) -> impl Iterator<Item = &'s String> {
        let words = self.command.iter().filter(|word| folder.join(word).is_file());
        words.chain(&self.model).chain(&self.labels).chain(&self.files)
    }

    /// Whether it is a labeler: the field and what is wrong with it, else.
    ///
    /// # Errors
    /// If the name is empty or taken by the rules, not exactly one source is given, or a number is 0.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        let legal = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
        if self.name.is_empty() || !self.name.chars().all(legal) {
            return Err(("name", format!("{:?} is no name: letters, digits, - _ . @", self.name)));
        }
        if self.name == RULES {
            return Err(("name", format!("{RULES:?} is the name of the built-in labeler")));
        }
        let given = [!self.command.is_empty(), self.model.is_some(), self.labels.is_some()];
        if given.iter().filter(|g| **g).count() != 1 {
            return Err(("command", "give exactly one of command, model, labels".to_owned()));
        }
        for (field, zero) in [("batch", self.batch == 0), ("timeout", self.timeout == 0)] {
            if zero {
                return Err((field, "must be at least 1".to_owned()));
            }
        }
        Ok(())
    }
}
