//! Ids that point at other rows.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::{Chunk, Files, Rows};
use super::late::Late;
use crate::dataset::Table;
use crate::error::{Error, Result};

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

/// Columns of claims that name something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum From {
    Speaker,
    Outer,
}

#[derive(Debug, Default)]
pub(super) struct Refs {
    articles: Late<()>,
    /// Splits of claims, and of labels.
    splits: [Late<()>; 2],
    claims: Late<From>,
    labels: Late<()>,
}

impl Refs {
    /// Claims that name no article.
    pub(super) fn claims(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let articles = chunk.text("article_id")?.iter();
        for (row, _) in (chunk.start..).zip(articles).filter(|(_, article)| article.is_none()) {
            self.articles.check(false, row, ());
        }
        Ok(())
    }

    /// The article of a claim; `same` where both are in one split.
    pub(super) fn article(&mut self, row: u64, same: Option<bool>) {
        self.articles.check(same.is_some(), row, ());
        if let Some(same) = same {
            self.splits[0].check(same, row, ());
        }
    }

    /// Whether the speaker of a claim is there.
    pub(super) fn speaker(&mut self, row: u64, known: bool) {
        self.claims.check(known, row, From::Speaker);
    }

    /// Whether the outer claim of one is there.
    pub(super) fn outer(&mut self, row: u64, known: bool) {
        self.claims.check(known, row, From::Outer);
    }

    /// Labels that name no claim.
    pub(super) fn labels(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let claims = chunk.text("claim_id")?.iter();
        for (row, _) in (chunk.start..).zip(claims).filter(|(_, claim)| claim.is_none()) {
            self.labels.check(false, row, ());
        }
        Ok(())
    }

    /// The claim of a label; `same` where both are in one split.
    pub(super) fn label(&mut self, row: u64, same: Option<bool>) {
        self.labels.check(same.is_some(), row, ());
        if let Some(same) = same {
            self.splits[1].check(same, row, ());
        }
    }

    pub(super) fn finish(self, files: &Files) -> Result<Vec<CheckResult>> {
        let (claims, labels) = (Rows::of(files, Table::Claims), Rows::of(files, Table::Stances));
        let mut tallies = [Tally::new(&REF001), Tally::new(&REF002), Tally::new(&REF003)];
        let [articles, splits, relations] = &mut tallies;
        let named = |rows: &Rows<'_>, row: u64, column: &str| {
            let (chunk, i) = rows.row(row, &[column])?;
            Ok::<_, Error>(chunk.text(column)?.get(i).unwrap_or("null").to_owned())
        };
        self.articles.finish(articles, |row, ()| {
            let message = format!("no article {}", named(&claims, row, "article_id")?);
            claims.finding(row, "claim_id", "article_id", message)
        })?;
        let [of_claims, of_labels] = self.splits;
        of_claims.finish(splits, |row, ()| {
            claims.finding(row, "claim_id", "article_id", "the article is in another split")
        })?;
        of_labels
            .finish(splits, |row, ()| labels.finding(row, "claim_id", "claim_id", "the claim is in another split"))?;
        self.claims.finish(relations, |row, from| {
            let (column, before, after) = match from {
                From::Speaker => ("speaker_id", "no speaker", ""),
                From::Outer => ("nested_in", "no other claim", " in the article"),
            };
            let message = format!("{before} {}{after}", named(&claims, row, column)?);
            claims.finding(row, "claim_id", column, message)
        })?;
        self.labels.finish(relations, |row, ()| labels.finding(row, "claim_id", "claim_id", "no such claim"))?;
        Ok(tallies.map(Tally::finish).into())
    }
}
