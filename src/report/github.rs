//! For logs of continuous integration: workflow commands of GitHub Actions, one line a check that failed.

use super::{place, tally};
use crate::validate::{Report, Severity};
use std::fmt::Write;
use std::path::{Component, Path};

/// The failed checks as annotations, and the sums as the last line. `folder` is where the release lies below the root of
/// the repository: GitHub shows an annotation at its file only by that path.
pub fn github(report: &Report, folder: &Path) -> String {
    let (mut to, folder) = (String::new(), plain(folder));
    for check in report.failures() {
        let command = match check.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "notice",
        };
        let first = check.sample.first();
        let file = first.and_then(|f| f.file.as_deref()).unwrap_or("manifest.json");
        let example = first.map_or(String::new(), |f| format!("; first {}: {}", place(f), f.message));
        // Writing to a `String` cannot fail.
        let _ = writeln!(
            to,
            "::{command} file={},title={}::{}",
            property(&format!("{folder}/{file}")),
            property(&format!("{} {}", check.id, check.what)),
            data(&format!("{} of {} wrong{example}. claimkit explain {}", check.failed, check.examined, check.id))
        );
    }
    let _ = writeln!(to, "{}", tally(report));
    to
}

/// A path with `/` and without `.`.
fn plain(path: &Path) -> String {
    let parts = path.components().filter(|part| *part != Component::CurDir);
    parts.collect::<std::path::PathBuf>().display().to_string().replace('\\', "/")
}

/// Text after `::`, on one line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value between `=` and `,`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
