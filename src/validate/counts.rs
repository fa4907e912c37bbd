//! Numbers of rows: nothing vanishes.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::files::{Chunk, Files, Rows};
use super::late::Late;
use crate::dataset::{Manifest, Table};
use crate::error::Result;
use crate::model::counted;
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

/// The manifest against the footers; nothing is examined where it cannot be read.
pub(super) fn stated(files: &Files, manifest: Option<&Manifest>) -> Vec<CheckResult> {
    let (mut input, mut listed_rows) = (Tally::new(&CNT001), Tally::new(&CNT003));
    if let Some(manifest) = manifest {
        sums(files, manifest, &mut input, &mut listed_rows);
    }
    [input, listed_rows].map(Tally::finish).into()
}

fn sums(files: &Files, manifest: &Manifest, input: &mut Tally, listed_rows: &mut Tally) {
    let (articles, rejects) = (files.rows(Table::Articles), files.rows(Table::Rejects));
    input.check(
        Some(manifest.rows_in)
            == (articles + rejects).checked_add(manifest.withdrawn).and_then(|n| n.checked_add(manifest.missing)),
        || {
            Finding::file(
                "manifest.json",
                format!(
                    "{} in, {}, {}",
                    counted(manifest.rows_in, "row"),
                    counted(articles, "article"),
                    counted(rejects, "reject")
                ),
            )
            .column("rows_in")
        },
    );
    // A hostile manifest may state numbers whose sum is none.
    let reasons = manifest.rejects.values().fold(0, |sum: u64, n| sum.saturating_add(*n));
    input.check(reasons == rejects, || {
        Finding::file("manifest.json", format!("{} by reason, {}", counted(reasons, "reject"), counted(rejects, "row")))
            .column("rejects")
    });
    let mut sums = BTreeMap::<(&str, &str), u64>::new();
    for file in &files.files {
        *sums.entry((file.table.name(), &file.split)).or_default() += file.rows;
        let listed = manifest.files.iter().find(|f| f.path == file.path);
        let right = listed.is_some_and(|f| f.rows == file.rows && f.split == file.split);
        listed_rows.check(right, || {
            let stated = listed.map_or("not listed".into(), |f| format!("listed with {}", counted(f.rows, "row")));
            Finding::file(&file.path, format!("{}, {stated}", counted(file.rows, "row")))
        });
    }
    for listed in &manifest.files {
        let present = files.files.iter().any(|f| f.path == listed.path);
        listed_rows.check(present, || Finding::file(&listed.path, "is listed but missing"));
    }
    let stated: BTreeMap<(&str, &str), u64> = manifest
        .rows
        .iter()
        .flat_map(|(table, splits)| splits.iter().map(move |(split, n)| ((table.as_str(), split.as_str()), *n)))
        .collect();
    listed_rows.check(stated == sums, || {
        let differs = stated.iter().chain(&sums).find(|(k, _)| stated.get(*k) != sums.get(*k));
        let name = differs.map(|((table, split), _)| format!("{table}/{split}")).unwrap_or_default();
        Finding::file("manifest.json", format!("rows of {name} are not those of its files")).column("rows")
    });
}

/// Claims of articles and of speakers: the number stated, and the number found.
#[derive(Debug, Default)]
pub(super) struct CountChecks([Late<(i32, u64)>; 2]);

impl CountChecks {
    /// Articles or speakers without an id: no claim can name them.
    pub(super) fn nameless(&mut self, chunk: &Chunk<'_>, column: &str) -> Result<()> {
        let stated = chunk.int("n_claims")?;
        for (i, _) in chunk.text(column)?.iter().enumerate().filter(|(_, id)| id.is_none()) {
            self.counted(chunk.file.table, chunk.start + i as u64, stated.get(i), 0);
        }
        Ok(())
    }

    /// The claims of an article or a speaker, as it states them and as they are.
    pub(super) fn counted(&mut self, table: Table, row: u64, stated: Option<i32>, found: u64) {
        let right = stated.map(i64::from) == i64::try_from(found).ok();
        self.0[usize::from(table == Table::Speakers)].check(right, row, (stated.unwrap_or(-1), found));
    }

    pub(super) fn finish(self, files: &Files) -> Result<Vec<CheckResult>> {
        let mut claims = Tally::new(&CNT002);
        for (late, (table, key)) in
            self.0.into_iter().zip([(Table::Articles, "article_id"), (Table::Speakers, "speaker_id")])
        {
            let rows = Rows::of(files, table);
            late.finish(&mut claims, |row, (stated, found)| {
                rows.finding(row, key, "n_claims", format!("{stated} stated, {found} found"))
            })?;
        }
        Ok(vec![claims.finish()])
    }
}
