//! For programs.

use crate::dataset::manifest::json_text;
use crate::validate::Report;

/// The report as indented JSON with a final newline; `report_version` tells its form.
pub fn json(report: &Report) -> String {
    pretty(report)
}

/// Indented JSON with a final newline.
pub(super) fn pretty(value: &impl serde::Serialize) -> String {
    // Serialising strings, numbers and lists to memory has no way to fail.
    json_text(value).unwrap_or_default()
}
