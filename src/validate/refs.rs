//! Ids that point at other rows.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::Chunk;
use super::index::{Index, key};
use crate::error::Result;

pub(super) const REF001: CheckDoc = CheckDoc {
    id: "REF001",
    severity: Severity::Error,
    what: "the article of every claim exists",
    why: "Without its article a claim's offsets point nowhere.",
    mend: "Copy the release whole; do not filter one of its tables alone.",
};
pub(super) const REF002: CheckDoc = CheckDoc {
    id: "REF002",
    severity: Severity::Error,
    what: "a claim is in the split of its article, a label in the split of its claim",
    why: "A test claim whose article is in train leaks the test set.",
    mend: "Build the release again.",
};
pub(super) const REF003: CheckDoc = CheckDoc {
    id: "REF003",
    severity: Severity::Error,
    what: "speakers, outer claims of the same article, and claims of labels exist",
    why: "A relation with one end is lost in every join.",
    mend: "Copy the release whole; if it was just built, report it as a fault of the program.",
};

#[derive(Debug)]
pub(super) struct Refs {
    articles: Tally,
    splits: Tally,
    relations: Tally,
}

impl Refs {
    pub(super) fn new() -> Self {
        Self { articles: Tally::new(&REF001), splits: Tally::new(&REF002), relations: Tally::new(&REF003) }
    }

    /// Articles of claims.
    pub(super) fn articles(&mut self, chunk: &Chunk<'_>, index: &mut Index) -> Result<()> {
        let split = index.split(&chunk.file.split);
        let ids = chunk.text("claim_id")?;
        for (i, article) in chunk.text("article_id")?.iter().enumerate() {
            let at = article.and_then(|a| index.articles.get(&key(a)));
            self.articles.check(at.is_some(), || {
                chunk.finding(i, ids.get(i), "article_id", format!("no article {}", article.unwrap_or("null")))
            });
            if let Some(at) = at {
                self.splits.check(at.split == split, || {
                    chunk.finding(i, ids.get(i), "article_id", "the article is in another split")
                });
            }
        }
        Ok(())
    }

    /// Speakers of claims.
    pub(super) fn speakers(&mut self, chunk: &Chunk<'_>, index: &Index) -> Result<()> {
        let ids = chunk.text("claim_id")?;
        for (i, speaker) in chunk.text("speaker_id")?.iter().enumerate() {
            let Some(speaker) = speaker else { continue };
            self.relations.check(index.speakers.contains_key(&key(speaker)), || {
                chunk.finding(i, ids.get(i), "speaker_id", format!("no speaker {speaker}"))
            });
        }
        Ok(())
    }

    /// Outer claims; in a pass of its own because an outer claim may come later.
    pub(super) fn nested(&mut self, chunk: &Chunk<'_>, index: &Index) -> Result<()> {
        let (ids, articles) = (chunk.text("claim_id")?, chunk.text("article_id")?);
        for (i, outer) in chunk.text("nested_in")?.iter().enumerate() {
            let Some(outer) = outer else { continue };
            let at = index.claims.get(&key(outer));
            let same = at.is_some_and(|at| articles.get(i).is_some_and(|a| key(a) == at.article));
            self.relations.check(same && ids.get(i) != Some(outer), || {
                chunk.finding(i, ids.get(i), "nested_in", format!("no other claim {outer} in the article"))
            });
        }
        Ok(())
    }

    /// Claims of labels.
    pub(super) fn stances(&mut self, chunk: &Chunk<'_>, index: &mut Index) -> Result<()> {
        let split = index.split(&chunk.file.split);
        for (i, claim) in chunk.text("claim_id")?.iter().enumerate() {
            let at = claim.and_then(|c| index.claims.get(&key(c)));
            self.relations.check(at.is_some(), || chunk.finding(i, claim, "claim_id", "no such claim"));
            if let Some(at) = at {
                self.splits
                    .check(at.split == split, || chunk.finding(i, claim, "claim_id", "the claim is in another split"));
            }
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Vec<CheckResult> {
        [self.articles, self.splits, self.relations].map(Tally::finish).into()
    }
}
