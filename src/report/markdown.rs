//! For the release and for pull requests.

use super::{isolated, place, severity, waivers};
use crate::model::counted;
use crate::validate::{Report, Status};
use std::fmt::Write;

/// The report as Markdown: what failed first, then every check.
pub fn markdown(report: &Report) -> String {
    let mut to = String::new();
    let s = report.summary;
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        to,
        "# Validation of {}\n\n**{}** {} passed, {}, {}, {} skipped (nothing to examine).\n\n\
         Schema version {}, checked by claimkit {}.\n\n| table | rows |\n|---|---:|",
        report.release,
        if report.has_errors() { "Failed." } else { "Passed." },
        s.passed,
        counted(s.errors, "error"),
        counted(s.warnings, "warning"),
        s.skipped,
        report.schema_version,
        report.tool_version
    );
    for (table, rows) in &report.rows {
        let _ = writeln!(to, "| {table} | {rows} |");
    }
    for check in report.failures() {
        let _ =
            writeln!(to, "\n## {}: {} of {}\n\nExpected: {}.\n", check.id, check.failed, check.examined, check.what);
        for finding in &check.sample {
            let _ = writeln!(to, "- `{}`: {}", place(finding), escaped(&finding.message));
        }
        if check.failed > check.sample.len() as u64 {
            let _ = writeln!(to, "- and {} more", check.failed - check.sample.len() as u64);
        }
    }
    if !report.waivers.is_empty() {
        let _ = writeln!(to, "\n## Waivers\n");
    }
    for line in waivers(&report.waivers).lines() {
        let _ = writeln!(to, "- {}", escaped(line));
    }
    to.push_str("\n## Checks\n\n| check | severity | status | examined | failed | holds where it passes |\n");
    to.push_str("|---|---|---|---:|---:|---|\n");
    for check in &report.checks {
        let status = match check.status {
            Status::Pass => "pass",
            Status::Fail => "**fail**",
            Status::Skipped => "skipped",
            Status::Waived => "waived",
        };
        let reason = check.reason.as_ref().map(|r| format!(" ({r})")).unwrap_or_default();
        let _ = writeln!(
            to,
            "| {} | {} | {status}{reason} | {} | {} | {} |",
            check.id,
            severity(check.severity),
            check.examined,
            check.failed,
            escaped(&check.what)
        );
    }
    to
}

/// Text that Markdown takes literally and that stays on one line.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '|') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    isolated(&out)
}
