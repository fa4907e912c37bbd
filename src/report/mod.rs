//! The report of a validation for people and for programs. One function a format; all are pure, so that equal releases
//! have equal reports.

mod human;
mod json;
mod markdown;

pub use human::human;
pub use json::json;
pub use markdown::markdown;

use crate::error::{Error, Result};
use crate::validate::{Finding, Report};
use std::fmt::Write;
use std::path::Path;

/// Writes `reports/validation.json` and `reports/validation.md` into a release.
///
/// # Errors
/// When a file cannot be written.
pub fn write(release: &Path, report: &Report) -> Result<()> {
    let folder = release.join("reports");
    std::fs::create_dir_all(&folder).map_err(|e| Error::io(&folder, e))?;
    for (name, text) in [("validation.json", json(report)), ("validation.md", markdown(report))] {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|e| Error::io(&path, e))?;
    }
    Ok(())
}

/// `file:row: key: column`, as far as they are known.
fn place(finding: &Finding) -> String {
    let mut place = finding.file.clone().unwrap_or_default();
    // Writing to a `String` cannot fail.
    if let Some(row) = finding.row {
        let _ = write!(place, ":{row}");
    }
    for part in [&finding.key, &finding.column].into_iter().flatten() {
        let _ = write!(place, ": {part}");
    }
    place
}

/// A text in a first-strong isolate (U+2068 ... U+2069) where it holds letters that run from right to left: without it
/// they reverse the order of the numbers and paths around them.
fn isolated(text: &str) -> String {
    let right_to_left =
        |c: char| matches!(c, '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}');
    // What is isolated in itself stays as it is.
    if text.contains(right_to_left) && !text.contains('\u{2068}') {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_is_isolated_once() {
        assert_eq!(isolated("claims"), "claims");
        assert_eq!(isolated("قال"), "\u{2068}قال\u{2069}");
        assert_eq!(isolated(&isolated("قال")), isolated("قال"));
    }
}
