//! Articles that tell one story, searched anew in the written release: that none of their splits differ.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::{Chunk, Files, Rows};
use super::late::Late;
use super::leaks::SPLIT_AGAIN;
use crate::dataset::sort::{Sorter, Spill};
use crate::dataset::stories::{CROWD, headline, statement};
use crate::dataset::{Manifest, Table};
use crate::error::Result;

pub(super) const LKG007: CheckDoc = CheckDoc::new(
    "LKG007",
    Severity::Error,
    "articles that share a headline of six words or a statement of eight stand in one split, where split.stories promises it",
    "Outlets that cover one event quote the same sentences; a model that has read one report knows the others.",
    SPLIT_AGAIN,
);

#[derive(Debug)]
pub(super) struct Stories {
    together: Late<()>,
    /// Rows of articles by what they share; `None` where the release promises nothing.
    shared: Option<Sorter<0>>,
    articles: u64,
}

impl Stories {
    /// A release that lacks articles of its original may have made a story of what was a formula.
    pub(super) fn new(manifest: Option<&Manifest>, spill: &Spill) -> Self {
        let promised = manifest.is_some_and(|m| m.missing == 0 && m.configuration.resolved["split"]["stories"] == true);
        Self { together: Late::default(), shared: promised.then(|| spill.sorter()), articles: 0 }
    }

    /// Headlines of articles.
    pub(super) fn articles(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let Some(shared) = &mut self.shared else { return Ok(()) };
        self.articles += chunk.rows() as u64;
        for (row, title) in (chunk.start..).zip(chunk.text("title")?.iter()) {
            title.and_then(headline).map_or(Ok(()), |key| shared.push(key.into(), row, []))?;
        }
        Ok(())
    }

    /// Words of claims, with the rows of their articles.
    pub(super) fn claims(&mut self, chunk: &Chunk<'_>, homes: &[Option<u64>]) -> Result<()> {
        let Some(shared) = &mut self.shared else { return Ok(()) };
        for (home, text) in homes.iter().zip(chunk.text("text")?.iter()) {
            let Some((row, key)) = home.zip(text.and_then(statement)) else { continue };
            shared.push(key.into(), row, [])?;
        }
        Ok(())
    }

    /// Compares the articles that share something.
    pub(super) fn settle(&mut self, files: &Files) -> Result<()> {
        let Some(shared) = self.shared.take() else { return Ok(()) };
        let (rows, mut entries) = (Rows::of(files, Table::Articles), shared.sorted()?);
        while let Some(first) = entries.next()? {
            let mut others = Vec::new();
            let (mut last, mut distinct) = (first.at, 1);
            while let Some(entry) = entries.next_of(first.key)? {
                if entry.at != last {
                    (last, distinct) = (entry.at, distinct + 1);
                    if distinct <= CROWD {
                        others.push(entry.at);
                    }
                }
            }
            if distinct <= CROWD {
                let split = rows.split(first.at);
                for row in others {
                    self.together.check(rows.split(row) == split, row, ());
                }
            }
        }
        // Every article was looked at; a corpus whose articles share nothing is right, not unexamined.
        self.together.passed(self.articles);
        Ok(())
    }

    pub(super) fn finish(self, files: &Files) -> Result<Vec<CheckResult>> {
        let (articles, mut tally) = (Rows::of(files, Table::Articles), Tally::new(&LKG007));
        self.together.finish(&mut tally, |row, ()| {
            articles.finding(
                row,
                "article_id",
                "text",
                "an article of another split has the same headline or statement",
            )
        })?;
        Ok(vec![tally.finish()])
    }
}
