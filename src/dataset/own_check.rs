//! Checks that a data set states itself, as data: `[[check]]` of `claimkit.toml`, kept in the manifest of every release, so
//! that a release is judged by the checks it was built with.

use super::schema::Table;
use crate::model::Severity;
use serde::{Deserialize, Serialize};

/// A check of the rows of one table.
///
/// ```
/// use claimkit::dataset::OwnCheck;
/// let check: OwnCheck = toml::from_str(
///     "id = 'OWN001'\nseverity = 'warning'\ntable = 'claims'\nexpect = 'not negated'\nmessage = 'no claim is negated'",
/// )?;
/// assert!(check.check().is_ok());
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnCheck {
    /// Three capital letters and three digits, as the built-in ids.
    pub id: String,
    /// How bad a failure is.
    pub severity: Severity,
    /// The table whose rows are looked at.
    pub table: String,
    /// An expression over the columns of a row, in the syntax of Jinja; true where the row is right.
    pub expect: String,
    /// What holds where it passes.
    pub message: String,
    /// Why that matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What to do where it fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

impl OwnCheck {
    /// Checks everything but the expression.
    ///
    /// # Errors
    /// The key that is wrong, and what about it.
    pub fn check(&self) -> Result<Table, (&'static str, String)> {
        let (letters, digits) = self.id.split_at_checked(3).unwrap_or_default();
        let legal = letters.bytes().all(|b| b.is_ascii_uppercase()) && digits.bytes().all(|b| b.is_ascii_digit());
        if !legal || self.id.len() != 6 {
            return Err(("id", format!("{:?} is not three capital letters and three digits, such as OWN001", self.id)));
        }
        if self.message.trim().is_empty() {
            return Err(("message", "is empty; say what holds where the check passes".into()));
        }
        Table::of_name(&self.table).ok_or_else(|| {
            let known = Table::ALL.map(Table::name).join(", ");
            ("table", format!("{:?} is no table; tables are {known}", self.table))
        })
    }
}
