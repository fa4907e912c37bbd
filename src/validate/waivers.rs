//! Waivers: findings that somebody looked at and accepted, with a reason and a day on which that ends.
//!
//! Those of `claimkit-allow.toml` hold until their day. A release that appeared because of some states them in its manifest,
//! and there they hold for ever: what was accepted when it was published is part of what it is, and a report that asked a
//! clock would be another one tomorrow.

use super::check::{CheckResult, Severity, Status};
use super::report::Report;
pub use crate::dataset::Waiver;
use crate::error::{Error, ErrorKind, Location, Result};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The check of bytes against SHA256SUMS, which says nothing of a data set: no release states that it may be damaged.
const NEVER_STATED: &str = "LAY001";

/// Name of the file beside `claimkit.toml`.
pub const WAIVERS: &str = "claimkit-allow.toml";

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

/// Reads the waivers of a data set; none where it has no such file. `own` are the ids of checks that it states itself.
///
/// # Errors
/// See [`load`].
pub fn of_dataset<'i>(folder: &Path, own: impl IntoIterator<Item = &'i str>) -> Result<Vec<Waiver>> {
    let file = folder.join(WAIVERS);
    if file.is_file() { load(&file, own) } else { Ok(Vec::new()) }
}

/// The day it is, UTC, so that it does not depend on the machine's zone.
pub fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// Applies waivers to a report, beside those that its release states. A check is waived where every finding of it is covered;
/// one with more findings than its sample holds, only by a waiver without key.
pub fn apply(report: &mut Report, waivers: &[Waiver], today: Date) {
    accept(report, waivers, |w| w.until >= today);
}

/// Applies the waivers that a release states itself, whatever day it is.
pub(super) fn apply_stated(report: &mut Report, waivers: &[Waiver]) {
    let stated: Vec<Waiver> = waivers.iter().filter(|w| w.check != NEVER_STATED).cloned().collect();
    accept(report, &stated, |_| true);
}

/// The waivers that cover the failed checks of severity error, of those that hold today: what a release states that appears
/// because of them. `None` where they do not cover all.
pub fn needed(report: &Report, waivers: &[Waiver], today: Date) -> Option<Vec<Waiver>> {
    let live: Vec<&Waiver> = waivers.iter().filter(|w| w.until >= today && w.check != NEVER_STATED).collect();
    let errors = || report.failures().filter(|check| check.severity == Severity::Error);
    errors().all(|check| is_covered(check, &live)).then(|| {
        let used = live.iter().filter(|w| errors().any(|check| covers_some(w, check)));
        used.map(|w| (*w).clone()).collect()
    })
}

fn accept(report: &mut Report, waivers: &[Waiver], live: impl Fn(&Waiver) -> bool) {
    let stated = report.waivers.iter().filter(|w| w.outcome == Use::Used).map(|w| &w.waiver);
    let holding: Vec<&Waiver> = stated.chain(waivers.iter().filter(|w| live(w))).collect();
    for check in report.checks.iter_mut().filter(|c| c.status == Status::Fail) {
        if is_covered(check, &holding) {
            check.status = Status::Waived;
        }
    }
    let outcome = |w: &Waiver| match (live(w), report.checks.iter().any(|check| covers_some(w, check))) {
        (false, _) => Use::Expired,
        (true, true) => Use::Used,
        (true, false) => Use::Unused,
    };
    let more: Vec<Waived> = waivers.iter().map(|w| Waived { waiver: w.clone(), outcome: outcome(w) }).collect();
    report.waivers.extend(more);
    report.sum_up();
}

/// Whether every finding of a check is covered.
fn is_covered(check: &CheckResult, waivers: &[&Waiver]) -> bool {
    let mine = || waivers.iter().filter(|w| w.check == check.id);
    let covers = |key: Option<&str>| mine().any(|w| w.key.as_deref() == key);
    let all_shown = check.failed == check.sample.len() as u64;
    mine().any(|w| w.key.is_none()) || all_shown && check.sample.iter().all(|f| covers(f.key.as_deref()))
}

/// Whether a check has findings that a waiver covers.
fn covers_some(waiver: &Waiver, check: &CheckResult) -> bool {
    let named = || waiver.key.is_none() || check.sample.iter().any(|f| f.key == waiver.key);
    check.id == waiver.check && check.failed > 0 && named()
}
