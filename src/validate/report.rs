//! The outcome of all checks, as data.

use super::check::{CheckResult, Severity, Status};
use super::files::Files;
use super::form::Form;
use super::waivers::Waived;
use crate::dataset::Manifest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the report's own form.
///
/// 2: `waived` among the sums, the status `waived`, and `waivers`.
pub const REPORT_VERSION: u32 = 2;

/// The outcome of all checks; no clock, no path of the machine, so that equal releases have equal reports.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this form.
    pub report_version: u32,
    /// Name of the release's folder.
    pub release: String,
    /// Version of the data set, as its manifest states it.
    pub dataset_version: Option<String>,
    /// Version of the tables that the checks expect.
    pub schema_version: String,
    /// Version of the program that checked.
    pub tool_version: String,
    /// In short.
    pub summary: Summary,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// Every check, in fixed order.
    pub checks: Vec<CheckResult>,
    /// Waivers that were given, with what became of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waivers: Vec<Waived>,
}

/// Numbers of checks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Passed.
    pub passed: u64,
    /// Failed with severity error.
    pub errors: u64,
    /// Failed with severity warning.
    pub warnings: u64,
    /// Failed with severity info.
    pub infos: u64,
    /// Nothing to examine.
    pub skipped: u64,
    /// Failed, and accepted by waivers.
    #[serde(default)]
    pub waived: u64,
}

impl Report {
    pub(super) fn new(
        release: String,
        manifest: Option<&Manifest>,
        form: &Form,
        files: &Files,
        checks: Vec<CheckResult>,
    ) -> Self {
        let mut report = Self {
            report_version: REPORT_VERSION,
            release,
            dataset_version: manifest.map(|m| m.version.clone()),
            schema_version: form.schema.clone(),
            tool_version: env!("CARGO_PKG_VERSION").into(),
            summary: Summary::default(),
            rows: form.tables().map(|(t, _)| (t.name().to_owned(), files.rows(t))).collect(),
            checks,
            waivers: Vec::new(),
        };
        report.sum_up();
        report
    }

    /// Counts the checks by how they ended.
    pub(super) fn sum_up(&mut self) {
        let mut summary = Summary::default();
        for check in &self.checks {
            *match (check.status, check.severity) {
                (Status::Pass, _) => &mut summary.passed,
                (Status::Skipped, _) => &mut summary.skipped,
                (Status::Waived, _) => &mut summary.waived,
                (Status::Fail, Severity::Error) => &mut summary.errors,
                (Status::Fail, Severity::Warning) => &mut summary.warnings,
                (Status::Fail, Severity::Info) => &mut summary.infos,
            } += 1;
        }
        self.summary = summary;
    }

    /// Whether a check of severity error failed.
    pub fn has_errors(&self) -> bool {
        self.summary.errors > 0
    }

    /// Checks that failed.
    pub fn failures(&self) -> impl Iterator<Item = &CheckResult> {
        self.checks.iter().filter(|c| c.status == Status::Fail)
    }
}
