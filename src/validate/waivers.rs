//! Waivers: findings that somebody looked at and accepted, with a reason and a day on which that ends.

use super::check::Status;
use super::report::Report;
use crate::error::{Error, ErrorKind, Location, Result};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Name of the file beside `claimkit.toml`.
pub const WAIVERS: &str = "claimkit-allow.toml";

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

/// What became of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Use {
    /// It covers findings.
    Used,
    /// Nothing is there that it covers; take it out.
    Unused,
    /// Its day is over; look again.
    Expired,
}

/// A waiver with what became of it, in reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waived {
    /// The waiver.
    #[serde(flatten)]
    pub waiver: Waiver,
    /// What became of it.
    pub outcome: Use,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    waiver: Vec<Waiver>,
}

/// Reads a file of waivers; `own` are the ids of checks that the data set states itself.
///
/// # Errors
/// When it cannot be read, is not TOML, names no check, or gives no reason.
pub fn load<'i>(path: &Path, own: impl IntoIterator<Item = &'i str>) -> Result<Vec<Waiver>> {
    let known: Vec<&str> = super::docs().iter().map(|doc| doc.id).chain(own).collect();
    let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
    let wrong = |message: String| Error::new(ErrorKind::Config, message).at(Location::path(path));
    let file: File = toml::from_str(&text).map_err(|e| {
        let line = e.span().map_or(1, |s| text[..s.start].matches('\n').count() as u64 + 1);
        Error::new(ErrorKind::Config, e.message().to_owned()).at(Location::path(path).row(line))
    })?;
    for waiver in &file.waiver {
        if !known.contains(&waiver.check.as_str()) {
            return Err(wrong(format!("{:?} is no check", waiver.check)).hint("`claimkit explain --list` prints all"));
        }
        if waiver.reason.trim().is_empty() {
            return Err(wrong(format!("the waiver of {} gives no reason", waiver.check)));
        }
    }
    Ok(file.waiver)
}

/// Applies waivers to a report. A check is waived where every finding of it is covered; one with more findings than its
/// sample holds, only by a waiver without key.
pub fn apply(report: &mut Report, waivers: Vec<Waiver>, today: Date) {
    let live = |w: &Waiver| w.until >= today;
    for check in report.checks.iter_mut().filter(|c| c.status == Status::Fail) {
        let mine: Vec<&Waiver> = waivers.iter().filter(|w| w.check == check.id && live(w)).collect();
        let covers = |key: Option<&str>| mine.iter().any(|w| w.key.is_none() || w.key.as_deref() == key);
        let whole = mine.iter().any(|w| w.key.is_none());
        let every = check.failed == check.sample.len() as u64 && check.sample.iter().all(|f| covers(f.key.as_deref()));
        if whole || every {
            check.status = Status::Waived;
        }
    }
    let used = |w: &Waiver| {
        let check = report.checks.iter().find(|c| c.id == w.check && c.failed > 0);
        check.is_some_and(|c| w.key.is_none() || c.sample.iter().any(|f| f.key == w.key))
    };
    let outcome = |w: &Waiver| match (live(w), used(w)) {
        (false, _) => Use::Expired,
        (true, true) => Use::Used,
        (true, false) => Use::Unused,
    };
    report.waivers = waivers.into_iter().map(|waiver| Waived { outcome: outcome(&waiver), waiver }).collect();
    report.sum_up();
}
