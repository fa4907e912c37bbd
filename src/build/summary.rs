//! What a build did, for people and as JSON.

use super::parts::Resumed;
use crate::dataset::release::Staging;
use crate::dataset::{Counts, Written};
use crate::model::Severity;
use crate::validate::{CheckResult, Report};
use serde::Serialize;
use std::fmt::Write;
use std::path::PathBuf;

/// How a build ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A new release is there.
    Built,
    /// A release of the same bytes was there.
    AlreadyBuilt,
    /// More rows were rejected than tolerated; no release.
    TooManyRejects,
    /// No row became an article; no release.
    Empty,
    /// A check of severity error failed; no release. The report tells which.
    Invalid,
    /// A release of this name is there, and its files are not those that it lists.
    Damaged,
}

impl Outcome {
    /// Whether a release stands under its name now.
    pub fn is_release(self) -> bool {
        matches!(self, Self::Built | Self::AlreadyBuilt)
    }
}

/// What a build did.
#[derive(Debug, Clone, Serialize)]
pub struct BuildSummary {
    /// How it ended.
    pub outcome: Outcome,
    /// Where the release stands, or would stand.
    pub path: PathBuf,
    /// Articles.
    pub articles: u64,
    /// Claims.
    pub claims: u64,
    /// Speakers.
    pub speakers: u64,
    /// Share of the claims whose speaker is anonymous, in `[0, 1]`.
    pub anonymous_share: f64,
    /// Claims by stance toward the primary target.
    pub stance: Counts,
    /// Rejected rows by reason.
    pub rejects: Counts,
    /// What was taken up of an interrupted build.
    pub resumed: Resumed,
    /// Size of the release in bytes; 0 where there is none.
    pub bytes: u64,
    /// What may be a mistake of the configuration or of a file that it names, in words.
    pub warnings: Vec<String>,
    /// Why there is no release, in words, where it is neither checks nor a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Checks of severity error that failed: why there is no release, or what is wrong with the one that stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<CheckResult>,
    /// What the checks found; `None` where the build ended before them.
    #[serde(skip)]
    pub report: Option<Report>,
}

impl BuildSummary {
    pub(super) fn new(
        outcome: Outcome,
        staging: &Staging,
        written: &Written,
        (resumed, warnings): (Resumed, &[String]),
        bytes: u64,
        report: Option<Report>,
    ) -> Self {
        let stats = &written.stats;
        let errors = report.iter().flat_map(Report::failures).filter(|check| check.severity == Severity::Error);
        Self {
            outcome,
            path: staging.target(),
            articles: stats.articles,
            claims: stats.claims,
            speakers: written.speakers,
            anonymous_share: stats.anonymous_share(),
            stance: stats.stance.clone(),
            rejects: written.rejects.clone(),
            resumed,
            bytes,
            warnings: warnings.to_vec(),
            reason: None,
            failed: errors.cloned().collect(),
            report,
        }
    }

    /// Why there is no release, in words; `None` where there is one.
    pub fn objection(&self) -> Option<String> {
        match (self.outcome, &self.report) {
            (Outcome::Built | Outcome::AlreadyBuilt, _) => None,
            (Outcome::TooManyRejects, _) => Some("No release: too many rows were rejected\n".to_owned()),
            (Outcome::Empty, _) => Some(format!("No release: {}\n", self.reason.as_deref().unwrap_or("no articles"))),
            (Outcome::Damaged, _) => Some(self.damage()),
            (Outcome::Invalid, report) => {
                let found = report.as_ref().map(crate::report::human).unwrap_or_default();
                Some(format!("No release: checks failed\n{found}"))
            }
        }
    }

    /// What is wrong with the files of the release that is there, and what to do.
    fn damage(&self) -> String {
        let mut to = format!("Damaged: {} has other files than its SHA256SUMS lists\n", self.path.display());
        for check in &self.failed {
            // Writing to a `String` cannot fail.
            for finding in &check.sample {
                let _ = writeln!(to, "  {}: {}", finding.file.as_deref().unwrap_or_default(), finding.message);
            }
            let more = check.failed.saturating_sub(check.sample.len() as u64);
            if more > 0 {
                let _ = writeln!(to, "  and {more} more");
            }
        }
        to + self.reason.as_deref().unwrap_or_default() + "\n"
    }

    /// Rejected rows.
    pub fn n_rejects(&self) -> u64 {
        self.rejects.values().sum()
    }
}
