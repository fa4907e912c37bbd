//! What a check is, and what it found.

use crate::dataset::OwnCheck;
pub use crate::model::Severity;
use serde::{Deserialize, Serialize};

/// Findings kept of one check.
pub const SAMPLE: usize = 20;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Something was examined, and all of it was right.
    Pass,
    /// Something was wrong.
    Fail,
    /// Nothing was there to examine; never a pass.
    Skipped,
    /// Something was wrong, and every finding was accepted by a waiver.
    Waived,
}

/// A check as a document: `claimkit explain SPN002` prints it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CheckDoc {
    /// Its id.
    pub id: &'static str,
    /// How bad a failure is.
    pub severity: Severity,
    /// What holds where it passes.
    pub what: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// What to do where it fails.
    pub mend: &'static str,
}

impl CheckDoc {
    pub(super) const fn new(
        id: &'static str,
        severity: Severity,
        what: &'static str,
        why: &'static str,
        mend: &'static str,
    ) -> Self {
        Self { id, severity, what, why, mend }
    }
}

/// One thing that is wrong in a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// File below the release.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Row of the file, from 0, as data frames count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Primary key of the row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What was found. Findings about anonymity hold ids, never text.
    pub message: String,
    /// What may help, where it depends on the finding.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The article that the row belongs to, where the release was refused: its files are gone, the article is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleRef>,
}

/// What names an article to those who have its source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleRef {
    /// Its id.
    pub article_id: String,
    /// Name of its source in the configuration, or the file that it came from.
    pub source_id: String,
    /// Its address, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Finding {
    /// A finding about a file.
    pub fn file(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            file: Some(file.into()),
            row: None,
            key: None,
            column: None,
            message: message.into(),
            hint: None,
            article: None,
        }
    }

    /// The same finding about a column.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// The same finding with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// Id of the check.
    pub id: String,
    /// How bad a failure is.
    pub severity: Severity,
    /// How it ended.
    pub status: Status,
    /// What holds where it passes.
    pub what: String,
    /// Why nothing was examined, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Things looked at: rows, spans, values or files.
    pub examined: u64,
    /// Things that were wrong.
    pub failed: u64,
    /// The first findings, at most [`SAMPLE`].
    pub sample: Vec<Finding>,
}

impl CheckResult {
    /// The result of a check that needs texts, in a release that has none.
    pub(super) fn without_texts(&mut self) {
        debug_assert_eq!(self.status, Status::Skipped, "{} looked at texts that are not there", self.id);
        self.reason = Some("needs texts, which a stand-off release withholds; see claimkit restore".into());
    }
}

/// Adds up one check.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    id: String,
    severity: Severity,
    what: String,
    examined: u64,
    failed: u64,
    sample: Vec<Finding>,
}

impl Tally {
    pub(super) fn new(doc: &CheckDoc) -> Self {
        Self::of(doc.id, doc.severity, doc.what)
    }

    /// Of a check that the data set states itself.
    pub(super) fn own(check: &OwnCheck) -> Self {
        Self::of(&check.id, check.severity, &check.message)
    }

    fn of(id: &str, severity: Severity, what: &str) -> Self {
        Self { id: id.to_owned(), severity, what: what.to_owned(), examined: 0, failed: 0, sample: Vec::new() }
    }

    /// Counts one thing; `finding` is made only where it is wrong and the sample has room.
    pub(super) fn check(&mut self, right: bool, finding: impl FnOnce() -> Finding) {
        self.examined += 1;
        if !right {
            self.failed += 1;
            if self.sample.len() < SAMPLE {
                self.sample.push(finding());
            }
        }
    }

    /// Counts things that were looked at and are right.
    pub(super) fn passed(&mut self, n: u64) {
        self.examined += n;
    }

    /// Findings that the sample has room for.
    pub(super) fn room(&self) -> usize {
        SAMPLE - self.sample.len()
    }

    /// Counts things that were looked at elsewhere, with the first findings among them.
    pub(super) fn add(&mut self, examined: u64, failed: u64, findings: impl IntoIterator<Item = Finding>) {
        let room = self.room();
        self.examined += examined;
        self.failed += failed;
        self.sample.extend(findings.into_iter().take(room));
    }

    /// Counts what a tally of the same check counted after this one.
    pub(super) fn absorb(&mut self, later: Self) {
        self.add(later.examined, later.failed, later.sample);
    }

    pub(super) fn finish(self) -> CheckResult {
        let status = match (self.failed, self.examined) {
            (0, 0) => Status::Skipped,
            (0, _) => Status::Pass,
            _ => Status::Fail,
        };
        CheckResult {
            id: self.id,
            severity: self.severity,
            status,
            what: self.what,
            reason: None,
            examined: self.examined,
            failed: self.failed,
            sample: self.sample,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_examined_is_never_a_pass() {
        let doc = &super::super::docs()[0];
        assert_eq!(Tally::new(doc).finish().status, Status::Skipped);
        let mut tally = Tally::new(doc);
        (0..100).for_each(|n| tally.check(n % 2 == 0, || Finding::file("f", "odd")));
        let result = tally.finish();
        assert_eq!((result.status, result.examined, result.failed), (Status::Fail, 100, 50));
        assert_eq!(result.sample.len(), SAMPLE);
    }
}
