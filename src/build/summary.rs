//! What a build did, for people and as JSON.

use super::parts::Resumed;
use crate::dataset::release::Staging;
use crate::dataset::{Counts, Written};
use crate::validate::Report;
use serde::Serialize;
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
    /// A check of severity error failed; no release. The report tells which.
    Invalid,
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
            report,
        }
    }

    /// Why there is no release, in words; `None` where there is one.
    pub fn objection(&self) -> Option<String> {
        match (self.outcome, &self.report) {
            (Outcome::Built | Outcome::AlreadyBuilt, _) => None,
            (Outcome::TooManyRejects, _) => Some("No release: too many rows were rejected\n".to_owned()),
            (Outcome::Invalid, report) => {
                let found = report.as_ref().map(crate::report::human).unwrap_or_default();
                Some(format!("No release: checks failed\n{found}"))
            }
        }
    }

    /// Rejected rows.
    pub fn n_rejects(&self) -> u64 {
        self.rejects.values().sum()
    }
}
