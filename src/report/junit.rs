//! For test viewers: JUnit XML, one case a check.

use super::{place, severity};
use crate::validate::{CheckResult, Report, Severity, Status};
use std::fmt::Write;

/// The report as JUnit XML. Errors are failures, warnings and notes are output of a case that passed, checks that had
/// nothing to examine are skipped.
pub fn junit(report: &Report) -> String {
    let s = report.summary;
    let mut to = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a `String` cannot fail.
    let _ = writeln!(
        to,
        "<testsuites><testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">",
        xml(&report.release),
        report.checks.len(),
        s.errors,
        s.skipped
    );
    for check in &report.checks {
        let _ = write!(
            to,
            "<testcase classname=\"claimkit.{}\" name=\"{} {}\"",
            &check.id[..3],
            check.id,
            xml(&check.what)
        );
        match case(check) {
            Some(body) => {
                let _ = writeln!(to, ">{body}</testcase>");
            }
            None => to.push_str("/>\n"),
        }
    }
    to.push_str("</testsuite></testsuites>\n");
    to
}

/// What stands in a case; nothing where it passed.
fn case(check: &CheckResult) -> Option<String> {
    let lines: String = check.sample.iter().fold(String::new(), |mut lines, f| {
        let _ = writeln!(lines, "{}: {}", place(f), f.message);
        lines
    });
    let failed = format!("{} of {} wrong", check.failed, check.examined);
    Some(match (check.status, check.severity) {
        (Status::Pass, _) => return None,
        (Status::Waived, _) => format!("<system-out>waived: {failed}</system-out>"),
        (Status::Skipped, _) => {
            format!("<skipped message=\"{}\"/>", xml(check.reason.as_deref().unwrap_or("nothing to examine")))
        }
        (Status::Fail, Severity::Error) => format!("<failure message=\"{failed}\">{}</failure>", xml(&lines)),
        (Status::Fail, other) => {
            format!("<system-out>{}: {failed}\n{}</system-out>", severity(other), xml(&lines))
        }
    })
}

/// Text for XML 1.0, which has no form at all for most control characters.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}
