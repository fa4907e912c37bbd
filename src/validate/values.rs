//! Single values.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::Chunk;
use crate::dataset::Kind;
use crate::error::Result;
use polars::prelude::{Float64Chunked, StringChunked};

pub(super) const ENM001: CheckDoc = CheckDoc {
    id: "ENM001",
    severity: Severity::Error,
    what: "columns with a closed set hold no other value",
    why: "Code that handles every value of the set breaks, or counts the unknown one as nothing.",
    mend: "A new value needs a new schema version; of a release just built, report it.",
};
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
}

impl Values {
    pub(super) fn new() -> Self {
        Self { closed: Tally::new(&ENM001), scores: Tally::new(&VAL001) }
    }

    /// Every column of the table that has a closed set.
    pub(super) fn closed(&mut self, chunk: &Chunk<'_>, key_column: &str) -> Result<()> {
        let keys = chunk.text(key_column)?;
        for column in chunk.file.table.definition().columns {
            if let Some(values) = column.values {
                let (values, found) = (values(), chunk.text(column.name)?);
                for (i, value) in found.iter().enumerate() {
                    // Nulls are a matter of the schema.
                    if let Some(value) = value {
                        self.closed.check(values.contains(&value), || {
                            chunk.finding(i, keys.get(i), column.name, format!("{value:?} is not in the closed set"))
                        });
                    }
                }
            }
            let Kind::Structs(members) = column.kind else { continue };
            for member in members {
                let Some(values) = member.values else { continue };
                let (values, records) = (values(), chunk.structs(column.name)?);
                let found = records.text(member.name)?;
                for i in 0..chunk.rows() {
                    for value in records.range(i).filter_map(|n| found.get(n)) {
                        self.closed.check(values.contains(&value), || {
                            chunk.finding(i, keys.get(i), column.name, format!("{value:?} is not in the closed set"))
                        });
                    }
                }
            }
        }
        Ok(())
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

    pub(super) fn finish(self) -> Vec<CheckResult> {
        [self.closed, self.scores].map(Tally::finish).into()
    }
}

fn wrong_score(stances: &StringChunked, scores: &Float64Chunked, i: usize) -> Option<String> {
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
