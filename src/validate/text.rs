//! Texts of articles.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::{Chunk, Files, Rows, in_parallel};
use super::form::Form;
use super::late::Late;
use crate::dataset::Table;
use crate::dataset::sums::{hex, sha256};
use crate::error::Result;

pub(super) const TXT010: CheckDoc = CheckDoc {
    id: "TXT010",
    severity: Severity::Error,
    what: "text_sha256 is the SHA-256 of the text",
    why: "Offsets hold for exactly these bytes; any change of the text moves them.",
    mend: "Copy the release again; a text that was edited needs a new build.",
};
pub(super) const TXT011: CheckDoc = CheckDoc {
    id: "TXT011",
    severity: Severity::Error,
    what: "near_duplicate_of names another article in the same split (with the same text, before schema 1.1.0)",
    why: "A text that is in train and in test makes a test of memory.",
    mend: "Build the release again.",
};

#[derive(Debug)]
pub(super) struct TextChecks {
    hashes: Tally,
    duplicates: Late<()>,
}

impl TextChecks {
    pub(super) fn new() -> Self {
        Self { hashes: Tally::new(&TXT010), duplicates: Late::default() }
    }

    pub(super) fn hashes(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, hashes) = (chunk.text("article_id")?, chunk.text("text_sha256")?);
        in_parallel(
            chunk.text("text")?,
            |text| hex(&sha256(text.as_bytes())),
            |i, found| {
                let right = hashes.get(i) == Some(&found);
                self.hashes.check(right, || chunk.finding(i, ids.get(i), "text_sha256", "is not the hash of the text"));
                Ok(())
            },
        )
    }

    /// A copy with the article that it names: its row, and whether the texts are equal.
    pub(super) fn copy(&mut self, row: u64, first: Option<(u64, bool)>, articles: &Rows<'_>, form: &Form) {
        let nearly = form.contract(Table::Duplicates).is_some();
        let same = |(first, equal): (u64, bool)| (nearly || equal) && articles.split(first) == articles.split(row);
        self.duplicates.check(first.is_some_and(same), row, ());
    }

    pub(super) fn finish(self, files: &Files) -> Result<Vec<CheckResult>> {
        const COLUMN: &str = "near_duplicate_of";
        let mut duplicates = Tally::new(&TXT011);
        let rows = Rows::of(files, Table::Articles);
        self.duplicates.finish(&mut duplicates, |row, ()| {
            rows.finding(row, "article_id", COLUMN, format!("{} is no such article", rows.text(row, COLUMN)?))
        })?;
        Ok([self.hashes, duplicates].map(Tally::finish).into())
    }
}
