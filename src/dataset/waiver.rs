//! A finding that was looked at and accepted, as data: `[[waiver]]` of `claimkit-allow.toml`, and in the manifest of a release
//! that appeared because of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One accepted finding, or all findings of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Id of the check.
    pub check: String,
    /// Key of the row; every finding of the check where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Why it is accepted.
    pub reason: String,
    /// The last day on which it is, `YYYY-MM-DD`.
    pub until: Date,
}
