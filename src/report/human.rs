//! For the terminal.

use super::{isolated, place, tally};
use crate::validate::waivers::{Use, Waived};
use crate::validate::{CheckResult, Report, Severity, Status};
use std::fmt::Write;

/// Findings printed of one check; the JSON report has more.
const SHOWN: usize = 5;

/// The report for a terminal: one line a check, findings below the checks that failed. No colour and no control
/// characters of the data.
pub fn human(report: &Report) -> String {
    let mut to = String::new();
    report.checks.iter().for_each(|check| lines(&mut to, check));
    to.push_str(&waivers(&report.waivers));
    // Writing to a `String` cannot fail.
    let _ = writeln!(to, "{}, {} waived", tally(report), report.summary.waived);
    to
}

/// Errors and warnings alone, and how to read more of them.
pub fn findings(report: &Report) -> String {
    let mut to = String::new();
    let mut failures = report.failures().filter(|c| c.severity > Severity::Info).peekable();
    let first = failures.peek().map(|check| check.id.clone());
    failures.for_each(|check| lines(&mut to, check));
    if let Some(id) = first {
        let _ = writeln!(to, "        claimkit explain {id} tells why and what to do");
    }
    to
}

fn lines(to: &mut String, check: &CheckResult) {
    let status = match (check.status, check.severity) {
        (Status::Pass, _) => "pass",
        (Status::Fail, Severity::Error) => "FAIL",
        (Status::Fail, Severity::Warning) => "warn",
        (Status::Fail, Severity::Info) => "note",
        (Status::Skipped, _) => "skip",
        (Status::Waived, _) => "okay",
    };
    // Writing to a `String` cannot fail.
    let _ = write!(to, "{status}  {}  {:>9}  {}", check.id, check.examined, check.what);
    let _ = match &check.reason {
        Some(reason) => writeln!(to, " ({reason})"),
        None if check.failed > 0 => writeln!(to, " ({} wrong)", check.failed),
        None => writeln!(to),
    };
    for finding in check.sample.iter().take(SHOWN) {
        let message: String = finding.message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let _ = writeln!(to, "        {}: {}", isolated(&place(finding)), isolated(&message));
    }
    if check.failed > SHOWN as u64 {
        let _ = writeln!(to, "        and {} more", check.failed - SHOWN.min(check.sample.len()) as u64);
    }
}

/// Waivers with what became of them, a line each.
pub fn waivers(given: &[Waived]) -> String {
    let mut to = String::new();
    for w in given {
        let what = match w.outcome {
            Use::Used => "accepted",
            Use::Unused => "covers nothing, take it out:",
            Use::Expired => "is over, look again:",
        };
        let key = w.waiver.key.as_deref().unwrap_or("every finding");
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            to,
            "waiver {} until {}: {what} {key} ({})",
            w.waiver.check,
            w.waiver.until,
            isolated(&w.waiver.reason)
        );
    }
    to
}
