//! A table for a spreadsheet: one row a claim with the text around it; the annotator fills in `stance`.

use super::{Annotation, Imported, Task, place, stem};
use crate::error::{Location, Result};
use crate::labels::csv;
use crate::model::Vocabulary;
use std::path::{Path, PathBuf};

/// Columns, in order. `suggested` is the label of the release.
const COLUMNS: [&str; 11] = [
    "claim_id",
    "article_id",
    "target",
    "statement",
    "speaker",
    "before",
    "claim",
    "after",
    "suggested",
    "stance",
    "note",
];

/// Code points of the article before and after the claim.
const AROUND: u32 = 400;

pub(super) fn export(tasks: &[Task]) -> Vec<(PathBuf, String)> {
    // With a byte order mark: without one, spreadsheets read Arabic in the encoding of the machine.
    let mut to = format!("\u{FEFF}{}", csv::row(COLUMNS));
    for task in tasks {
        let total = task.text.chars().count() as u32;
        let (from, until) = (task.claim.start.saturating_sub(AROUND), (task.claim.end + AROUND).min(total));
        let around = |start, end| place::shown(&task.text, start, end).unwrap_or_default();
        to.push_str(&csv::row([
            task.claim_id.as_str(),
            &task.article_id,
            &task.target,
            &task.statement,
            &task.speaker,
            around(from, task.claim.start),
            &task.claim.text,
            around(task.claim.end, until),
            task.predictions.first().map_or("", |p| p.stance.as_str()),
            "",
            "",
        ]));
    }
    vec![("tasks.csv".into(), to)]
}

/// Rows without a label are rows that nobody has come to yet.
pub(super) fn import(
    tasks: &[Task],
    path: &Path,
    text: &str,
    labeler: Option<&str>,
    imported: &mut Imported,
) -> Result<()> {
    let head = text.lines().next().unwrap_or_default();
    let count = |d: char| head.matches(d).count();
    let delimiter = [',', ';', '\t'].into_iter().max_by_key(|d| count(*d)).unwrap_or(',');
    let table = csv::parse(path, text, delimiter as u8)?;
    let [claim_id, claim, stance] = [table.column("claim_id")?, table.column("claim")?, table.column("stance")?];
    let [note, by, target] = ["note", "labeler", "target"].map(|name| table.column(name).ok());
    for (row, fields) in table.rows().filter(|(_, fields)| !fields[stance].trim().is_empty()) {
        let at = || Location::path(path).row(row);
        let target = target.map_or("", |i| &fields[i]);
        let Some(task) = imported.task(tasks, &fields[claim_id], target, at().field("claim_id")) else { continue };
        // Spreadsheets change line ends inside cells.
        let plain = |s: &str| s.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        if plain(&task.claim.text) != plain(&fields[claim]) {
            imported.refuse(at().field("claim"), "is not the text of the claim: a row was edited or moved");
            continue;
        }
        let named = by.map(|i| fields[i].clone()).filter(|name| !name.trim().is_empty());
        let annotation = Annotation {
            labeler: labeler.map(str::to_owned).or(named).unwrap_or_else(|| stem(path)),
            stance: fields[stance].clone(),
            evidence: Vec::new(),
            note: note.map(|i| fields[i].clone()).unwrap_or_default(),
        };
        imported.take(task, annotation, at());
    }
    Ok(())
}
