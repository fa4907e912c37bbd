//! Single values.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::columns::{Floats, Texts};
use super::files::Chunk;
use crate::dataset::{Contract, Table};
use crate::error::Result;
use std::collections::BTreeMap;

pub(super) const ENM001: CheckDoc = CheckDoc {
    id: "ENM001",
    severity: Severity::Error,
    what: "columns with a closed set hold no other value",
    why: "Code that handles every value of the set breaks, or counts the unknown one as nothing.",
    mend: "A new value needs a new schema version; of a release just built, report it.",
};
pub(super) const ENM002: CheckDoc = CheckDoc::new(
    "ENM002",
    Severity::Info,
    "every declared value of a closed set is used",
    "A class without rows has no figures; whoever trains on it should know.",
    "Nothing, where the corpus is small; else look whether the labeler can give the value at all.",
);
pub(super) const VAL001: CheckDoc = CheckDoc {
    id: "VAL001",
    severity: Severity::Error,
    what: "scores lie in [-1, 1], are numbers, and stand exactly where a label stands; their sign fits the label",
    why: "One NaN makes every mean NaN; a score of the wrong sign turns a stance around.",
    mend: "Report it as a fault of the labeler.",
};

#[derive(Debug)]
pub(super) struct Values {
    closed: Tally,
    scores: Tally,
    unused: Tally,
    used: BTreeMap<(Table, String), Vec<bool>>,
}

impl Values {
    pub(super) fn new() -> Self {
        Self {
            closed: Tally::new(&ENM001),
            scores: Tally::new(&VAL001),
            unused: Tally::new(&ENM002),
            used: BTreeMap::new(),
        }
    }

    /// Every column of the table that has a closed set.
    pub(super) fn closed(&mut self, chunk: &Chunk<'_>, contract: Option<&Contract>, key_column: &str) -> Result<()> {
        let keys = chunk.text(key_column)?;
        for column in contract.map_or(&[][..], |c| c.fields.as_slice()) {
            let finding = |i: usize, message| chunk.finding(i, keys.get(i), &column.name, message);
            if !column.r#enum.is_empty() {
                let found = chunk.text(&column.name)?;
                // Nulls are a matter of the schema.
                let cells = found.iter().enumerate().filter_map(|(i, value)| Some((i, value?)));
                self.set(chunk.file.table, &column.r#enum, cells, finding);
            }
            for member in column.fields.iter().filter(|m| !m.r#enum.is_empty()) {
                let records = chunk.structs(&column.name)?;
                let found = records.text(&member.name)?;
                let rows = (0..chunk.rows()).flat_map(|i| records.range(i).map(move |n| (i, n)));
                let cells = rows.filter_map(|(i, n)| Some((i, found.get(n)?)));
                self.set(chunk.file.table, &member.r#enum, cells, finding);
            }
        }
        Ok(())
    }

    /// Values of one closed set by row.
    fn set<'c>(
        &mut self,
        table: Table,
        set: &[String],
        cells: impl Iterator<Item = (usize, &'c str)>,
        finding: impl Fn(usize, String) -> Finding,
    ) {
        let mut cells = cells.peekable();
        if cells.peek().is_none() {
            return;
        }
        let used = self.used.entry((table, set.join("|"))).or_insert_with(|| vec![false; set.len()]);
        for (i, value) in cells {
            let known = set.iter().position(|v| v == value);
            self.closed.check(known.is_some(), || finding(i, format!("{value:?} is not in the closed set")));
            if let Some(known) = known {
                used[known] = true;
            }
        }
    }

    /// Declared values that no row has.
    fn unused(&mut self) {
        for ((table, set), used) in std::mem::take(&mut self.used) {
            for (value, used) in set.split('|').zip(used) {
                self.unused.check(used, || Finding::file(table.name(), format!("{value} is declared and never used")));
            }
        }
    }

    /// Labels with their scores.
    pub(super) fn scores(&mut self, chunk: &Chunk<'_>, score_column: &str) -> Result<()> {
        let (keys, stances) = (chunk.text("claim_id")?, chunk.text("stance")?);
        let scores = chunk.float(score_column)?;
        for i in 0..chunk.rows() {
            if let Some(message) = wrong_score(stances, scores, i) {
                self.scores.check(false, || chunk.finding(i, keys.get(i), score_column, message));
            } else if stances.get(i).is_some() {
                self.scores.check(true, || chunk.finding(i, None, score_column, ""));
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Vec<CheckResult> {
        self.unused();
        [self.closed, self.unused, self.scores].map(Tally::finish).into()
    }
}

fn wrong_score(stances: &Texts, scores: &Floats, i: usize) -> Option<String> {
    match (stances.get(i), scores.get(i)) {
        (None, None) => None,
        (Some(_), None) => Some("a label without its score".into()),
        (None, Some(_)) => Some("a score without its label".into()),
        (Some(_), Some(score)) if !(-1.0..=1.0).contains(&score) => Some(format!("{score} is not in [-1, 1]")),
        (Some(stance), Some(score)) => {
            let fits = match stance {
                "favor" => score > 0.0,
                "against" => score < 0.0,
                "neutral" | "unrelated" => score == 0.0,
                _ => true,
            };
            (!fits).then(|| format!("{score} for {stance}"))
        }
    }
}
