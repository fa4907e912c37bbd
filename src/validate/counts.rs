//! Numbers of rows: nothing vanishes.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::files::{Chunk, Files};
use super::index::{Index, key};
use crate::dataset::{Manifest, Table};
use crate::error::Result;
use std::collections::BTreeMap;

pub(super) const CNT001: CheckDoc = CheckDoc {
    id: "CNT001",
    severity: Severity::Error,
    what: "input rows are articles, rejects, withdrawn rows and articles missing from a restored release, in the manifest and in the files",
    why: "A row that is neither was lost without a word.",
    mend: "Build the release again; of a release just built, report it.",
};
pub(super) const CNT002: CheckDoc = CheckDoc {
    id: "CNT002",
    severity: Severity::Error,
    what: "n_claims of articles and speakers is the number of their claims",
    why: "Analyses take articles without claims from this column.",
    mend: "Do not filter claims alone; build the release again.",
};
pub(super) const CNT003: CheckDoc = CheckDoc {
    id: "CNT003",
    severity: Severity::Error,
    what: "the manifest lists every data file with its rows, and their sums by table and split",
    why: "It is what a reader compares a download with.",
    mend: "Copy the release again, or build a new version.",
};

#[derive(Debug)]
pub(super) struct CountChecks {
    input: Tally,
    claims: Tally,
    manifest: Tally,
}

impl CountChecks {
    pub(super) fn new() -> Self {
        Self { input: Tally::new(&CNT001), claims: Tally::new(&CNT002), manifest: Tally::new(&CNT003) }
    }

    /// The manifest against the footers.
    pub(super) fn manifest(&mut self, files: &Files, manifest: &Manifest) {
        let (articles, rejects) = (files.rows(Table::Articles), files.rows(Table::Rejects));
        self.input.check(
            Some(manifest.rows_in)
                == (articles + rejects).checked_add(manifest.withdrawn).and_then(|n| n.checked_add(manifest.missing)),
            || {
                Finding::file(
                    "manifest.json",
                    format!("{} rows in, {articles} articles, {rejects} rejects", manifest.rows_in),
                )
                .column("rows_in")
            },
        );
        // A hostile manifest may state numbers whose sum is none.
        let reasons = manifest.rejects.values().fold(0, |sum: u64, n| sum.saturating_add(*n));
        self.input.check(reasons == rejects, || {
            Finding::file("manifest.json", format!("{reasons} rejects by reason, {rejects} rows")).column("rejects")
        });
        let mut sums = BTreeMap::<(&str, &str), u64>::new();
        for file in &files.files {
            *sums.entry((file.table.name(), &file.split)).or_default() += file.rows;
            let listed = manifest.files.iter().find(|f| f.path == file.path);
            let right = listed.is_some_and(|f| f.rows == file.rows && f.split == file.split);
            self.manifest.check(right, || {
                let stated = listed.map_or("not listed".into(), |f| format!("listed with {} rows", f.rows));
                Finding::file(&file.path, format!("{} rows, {stated}", file.rows))
            });
        }
        for listed in &manifest.files {
            let present = files.files.iter().any(|f| f.path == listed.path);
            self.manifest.check(present, || Finding::file(&listed.path, "is listed but missing"));
        }
        let stated: BTreeMap<(&str, &str), u64> = manifest
            .rows
            .iter()
            .flat_map(|(table, splits)| splits.iter().map(move |(split, n)| ((table.as_str(), split.as_str()), *n)))
            .collect();
        self.manifest.check(stated == sums, || {
            let differs = stated.iter().chain(&sums).find(|(k, _)| stated.get(*k) != sums.get(*k));
            let name = differs.map(|((table, split), _)| format!("{table}/{split}")).unwrap_or_default();
            Finding::file("manifest.json", format!("rows of {name} are not those of its files")).column("rows")
        });
    }

    /// Counts the claims of articles.
    pub(super) fn count(chunk: &Chunk<'_>, index: &mut Index) -> Result<()> {
        for article in chunk.text("article_id")?.iter().flatten() {
            if let Some(at) = index.articles.get_mut(&key(article)) {
                at.claims += 1;
            }
        }
        Ok(())
    }

    pub(super) fn articles(&mut self, chunk: &Chunk<'_>, index: &Index) -> Result<()> {
        self.stated(chunk, "article_id", |id| index.articles.get(&key(id)).map(|at| at.claims))
    }

    pub(super) fn speakers(&mut self, chunk: &Chunk<'_>, index: &Index) -> Result<()> {
        self.stated(chunk, "speaker_id", |id| index.speakers.get(&key(id)).map(|at| at.claims))
    }

    fn stated(&mut self, chunk: &Chunk<'_>, column: &str, found: impl Fn(&str) -> Option<u32>) -> Result<()> {
        let stated = chunk.int("n_claims")?;
        for (i, id) in chunk.text(column)?.iter().enumerate() {
            let n = id.and_then(&found).unwrap_or(0);
            self.claims.check(stated.get(i).map(i64::from) == Some(i64::from(n)), || {
                chunk.finding(i, id, "n_claims", format!("{} stated, {n} found", stated.get(i).unwrap_or(-1)))
            });
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Vec<CheckResult> {
        [self.input, self.claims, self.manifest].map(Tally::finish).into()
    }
}
