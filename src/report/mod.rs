//! The report of a validation for people and for programs. One function a format; all are pure, so that equal releases
//! have equal reports.

mod chart;
mod github;
mod html;
mod human;
mod json;
mod junit;
mod markdown;
mod sarif;

pub use github::github;
pub use html::html;
pub use human::{findings, human, waivers};
pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::sarif;

use crate::dataset::Stats;
use crate::error::{Error, Result};
use crate::model::counted;
use crate::validate::{Finding, Report, Severity};
use std::fmt::Write;
use std::path::Path;

/// Writes every form of the report that is a file into `reports/` of a release.
///
/// # Errors
/// When a file cannot be written.
pub fn write(release: &Path, report: &Report) -> Result<()> {
    write_to(&release.join("reports"), report, stats(release).as_ref())
}

/// Writes `validation.{json,md,html,sarif}` and `junit.xml` into a folder, which is created.
///
/// # Errors
/// When a file cannot be written.
pub fn write_to(folder: &Path, report: &Report, stats: Option<&Stats>) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
    let forms = [
        ("validation.json", json(report)),
        ("validation.md", markdown(report)),
        ("validation.html", html(report, stats)),
        ("validation.sarif", sarif(report)),
        ("junit.xml", junit(report)),
    ];
    for (name, text) in forms {
        let path = folder.join(name);
        std::fs::write(&path, text).map_err(|e| Error::io(&path, e))?;
    }
    Ok(())
}

/// The statistics of a release; a report is complete without them.
pub fn stats(release: &Path) -> Option<Stats> {
    let text = std::fs::read_to_string(release.join("reports/stats.json")).ok()?;
    serde_json::from_str(&text).ok()
}

/// How many checks came out how, on one line.
fn tally(report: &Report) -> String {
    let s = report.summary;
    let (errors, warnings) = (counted(s.errors, "error"), counted(s.warnings, "warning"));
    let notes = counted(s.infos, "note");
    format!("{}: {} passed, {errors}, {warnings}, {notes}, {} skipped", report.release, s.passed, s.skipped)
}

/// The name of a severity.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    }
}

/// `file:row: key: column`, as far as they are known; `table: article (source, address): key: column` of a release that was
/// refused, whose files are gone.
fn place(finding: &Finding) -> String {
    let mut place = finding.file.clone().unwrap_or_default();
    let mut key = finding.key.as_ref();
    // Writing to a `String` cannot fail.
    if let Some(article) = &finding.article {
        let table = place.split('/').next().unwrap_or_default();
        let url = article.url.as_ref().map(|url| format!(", {url}")).unwrap_or_default();
        place = format!("{table}: article {} (source {}{url})", article.article_id, article.source_id);
        key = key.filter(|key| **key != article.article_id);
    } else if let Some(row) = finding.row {
        let _ = write!(place, ":{row}");
    }
    for part in [key, finding.column.as_ref()].into_iter().flatten() {
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
