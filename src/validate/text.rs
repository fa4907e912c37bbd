//! Texts of articles.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::{Chunk, in_parallel};
use super::form::Form;
use super::index::{Index, key};
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
    duplicates: Tally,
}

impl TextChecks {
    pub(super) fn new() -> Self {
        Self { hashes: Tally::new(&TXT010), duplicates: Tally::new(&TXT011) }
    }

    pub(super) fn hashes(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, hashes) = (chunk.text("article_id")?, chunk.text("text_sha256")?);
        let found = in_parallel(chunk.text("text")?, |text| hex(&sha256(text.as_bytes())));
        for (i, found) in found.iter().enumerate() {
            let right = hashes.get(i) == Some(found);
            self.hashes.check(right, || chunk.finding(i, ids.get(i), "text_sha256", "is not the hash of the text"));
        }
        Ok(())
    }

    /// In a pass of its own, after every article was entered.
    pub(super) fn duplicates(&mut self, chunk: &Chunk<'_>, form: &Form, index: &Index) -> Result<()> {
        let nearly = form.contract(Table::Duplicates).is_some();
        let ids = chunk.text("article_id")?;
        for (i, first) in chunk.text("near_duplicate_of")?.iter().enumerate() {
            let Some(first) = first else { continue };
            let at = |id: Option<&str>| index.articles.get(&key(id?));
            let same = at(Some(first))
                .zip(at(ids.get(i)))
                .is_some_and(|(a, b)| (nearly || a.text == b.text) && a.split == b.split);
            self.duplicates.check(same && ids.get(i) != Some(first), || {
                chunk.finding(i, ids.get(i), "near_duplicate_of", format!("{first} is no such article"))
            });
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Vec<CheckResult> {
        [self.hashes, self.duplicates].map(Tally::finish).into()
    }
}
