//! Labels by people: a sample of a release goes to an annotation tool and comes back, every annotator kept apart.
//!
//! A [`Task`] is one claim inside its whole article, because labels that are given without context are often wrong. The
//! sample is a file of its own (JSON Lines), and everything that comes back is checked against it: an annotation whose
//! claim, text or offsets do not fit is refused with the file and the row, never guessed.

pub mod adjudicate;
pub mod csv;
pub mod doccano;
pub mod label_studio;
mod place;
pub mod sample;
#[cfg(test)]
mod tests;
pub mod xmi;

use crate::error::{Error, ErrorKind, Location, Result};
use crate::labels::Label;
use crate::model::{Stance, Vocabulary};
use crate::plain;
use crate::record::TextSpan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A label that stands beside a task before anybody annotates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// Who labelled.
    pub labeler: String,
    /// The label.
    pub stance: Stance,
    /// Signed strength in `[-1, 1]`.
    pub score: f64,
    /// Words that weighed, in code points of the article.
    pub evidence: Vec<TextSpan>,
}

/// One claim to label. Offsets are half-open code points of `text`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// The claim.
    pub claim_id: String,
    /// Its article.
    pub article_id: String,
    /// Id of the target.
    pub target: String,
    /// What claims are for or against, in Arabic; empty where it was not given.
    #[serde(default)]
    pub statement: String,
    /// The whole article.
    pub text: String,
    /// The content of the claim.
    pub claim: TextSpan,
    /// Who says it, as the release describes him.
    #[serde(default)]
    pub speaker: String,
    /// Properties of the claim, for strata and for slices of agreement.
    #[serde(default)]
    pub facets: BTreeMap<String, String>,
    /// Labels of the release.
    #[serde(default)]
    pub predictions: Vec<Prediction>,
}

/// Writes tasks as JSON Lines.
///
/// # Errors
/// If a score is no number.
pub fn to_jsonl(tasks: &[Task]) -> Result<String> {
    let line = |t: &Task| {
        let json = serde_json::to_string(t);
        json.map_err(|e| Error::new(ErrorKind::Data, format!("{}: {e}", t.claim_id)))
    };
    Ok(tasks.iter().map(line).collect::<Result<Vec<_>>>()?.into_iter().flat_map(|l| [l, "\n".to_owned()]).collect())
}

/// Reads tasks, as `claimkit annotate sample` wrote them.
///
/// # Errors
/// If the file cannot be read, a line is no task, a claim is there twice, or a span does not show its text; the message
/// names the row.
pub fn read(path: &Path) -> Result<Vec<Task>> {
    let text = plain::read(path)?;
    let mut tasks: Vec<Task> = Vec::new();
    let mut seen = BTreeMap::new();
    for (row, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let at = |field: &str| Location::path(path).row(row).field(field);
        let task: Task =
            serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(line)).map_err(|e| {
                let hint = "the form is that of `claimkit annotate sample`";
                Error::new(ErrorKind::Data, e.inner().to_string()).at(at(&e.path().to_string())).hint(hint)
            })?;
        if let Some(first) = seen.insert((task.claim_id.clone(), task.target.clone()), row) {
            let message = format!("the claim {} is there twice, first in row {first}", task.claim_id);
            return Err(Error::new(ErrorKind::Data, message).at(at("claim_id")));
        }
        if place::shown(&task.text, task.claim.start, task.claim.end) != Some(&*task.claim.text) {
            return Err(Error::new(ErrorKind::Data, "is not what the offsets show").at(at("claim")));
        }
        tasks.push(task);
    }
    Ok(tasks)
}

/// What came back from a tool.
#[derive(Debug, Default)]
pub struct Imported {
    /// The labels, in the order of the files; meaningless where something was refused.
    pub labels: Vec<Label>,
    /// What does not fit the sample.
    pub refused: Vec<Error>,
}

/// One annotation before it is checked.
#[derive(Debug, Default)]
struct Annotation {
    labeler: String,
    stance: String,
    /// Offsets and the words that they are to show; `None` where the tool keeps none.
    evidence: Vec<(u32, u32, Option<String>)>,
    note: String,
}

impl Imported {
    fn refuse(&mut self, at: Location, message: impl Into<String>) {
        self.refused.push(Error::new(ErrorKind::Data, message).at(at));
    }

    /// The task that an annotation is of. Where a file names no target, as a table may, it is the claim's first.
    fn task<'t>(&mut self, tasks: &'t [Task], claim_id: &str, target: &str, at: Location) -> Option<&'t Task> {
        let found = tasks.iter().find(|t| t.claim_id == claim_id && (target.is_empty() || t.target == target));
        if found.is_none() {
            let toward = if target.is_empty() { String::new() } else { format!(" toward {target:?}") };
            self.refuse(at, format!("the sample has no claim {claim_id:?}{toward}"));
        }
        found
    }

    /// Checks an annotation against its task and keeps it.
    fn take(&mut self, task: &Task, annotation: Annotation, at: Location) {
        let Annotation { labeler, stance, evidence, note } = annotation;
        let claim_id = task.claim_id.clone();
        if labeler.trim().is_empty() {
            return self.refuse(at.field("labeler"), "nobody is named as the annotator");
        }
        let Some(stance) = Stance::parse(stance.trim()) else {
            let message = format!("{stance:?} is no label; labels are {}", Stance::spellings().join(", "));
            return self.refuse(at.field("stance"), message);
        };
        let same = |l: &&Label| l.claim_id == claim_id && l.target == task.target && l.labeler == labeler;
        if self.labels.iter().any(|l| same(&l)) {
            return self.refuse(at, format!("{labeler} labelled {claim_id} twice"));
        }
        let mut spans = Vec::new();
        for (start, end, surface) in evidence {
            let Some(span) = place::find(&task.text, start, end, surface.as_deref()) else {
                let words = surface.unwrap_or_default();
                let message = format!("{start}..{end} does not show {words:?}, neither as code points nor as UTF-16");
                return self.refuse(at.field("evidence"), message);
            };
            spans.push(span);
        }
        spans.sort_by_key(|s| (s.start, s.end));
        self.labels.push(Label {
            article_id: task.article_id.clone(),
            claim_id,
            target: task.target.clone(),
            labeler,
            stance: stance.to_string(),
            evidence: spans,
            note: note.trim().to_owned(),
            facets: task.facets.clone(),
        });
    }
}

/// The formats of annotation tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Label Studio: tasks as JSON, with a labelling configuration.
    LabelStudio,
    /// UIMA CAS XMI, as INCEpTION reads and writes it.
    Xmi,
    /// doccano: JSON Lines with spans.
    Doccano,
    /// A table for a spreadsheet.
    Csv,
}

/// What an export may be told.
#[derive(Debug, Clone, Copy, Default)]
pub struct ExportOptions {
    /// Leave out the labels of the release, which sway annotators.
    pub blind: bool,
}

/// The files of an export: names relative to a folder, with their text.
///
/// # Errors
/// If a text cannot be written in the format (XML holds no control characters); the message names the article.
pub fn export(tasks: &[Task], format: Format, options: ExportOptions) -> Result<Vec<(PathBuf, String)>> {
    let mut tasks = tasks.to_vec();
    if options.blind {
        for task in &mut tasks {
            task.predictions.clear();
        }
    }
    match format {
        Format::LabelStudio => label_studio::export(&tasks),
        Format::Xmi => xmi::export(&tasks),
        Format::Doccano => doccano::export(&tasks),
        Format::Csv => Ok(csv::export(&tasks)),
    }
}

/// Reads what came back. `labeler` names the annotator where the format does not; else the file's name does.
///
/// # Errors
/// If a file cannot be read or is not of the format. What is of the format and does not fit the sample is refused.
pub fn import(tasks: &[Task], format: Format, files: &[PathBuf], labeler: Option<&str>) -> Result<Imported> {
    let mut imported = Imported::default();
    for path in files {
        let text = plain::read(path)?;
        match format {
            Format::LabelStudio => label_studio::import(tasks, path, &text, labeler, &mut imported)?,
            Format::Xmi => xmi::import(tasks, path, &text, labeler, &mut imported)?,
            Format::Doccano => doccano::import(tasks, path, &text, labeler, &mut imported)?,
            Format::Csv => csv::import(tasks, path, &text, labeler, &mut imported)?,
        }
    }
    Ok(imported)
}

/// The annotator that a file's name tells (`anna.jsonl`).
fn stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}
