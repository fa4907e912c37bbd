//! Labels of claims as files: one row a claim, target and labeler, whoever labelled.
//!
//! JSON Lines have the form of [`Label`]; tables (`.csv`, `.tsv`) have the columns `claim_id`, `labeler`, `stance`, and
//! where wanted `article_id`, `target`; every other column is a facet. The same files go into `claimkit agree`, come
//! out of `claimkit annotate import`, and feed `claimkit train`.

pub mod csv;
mod release;

pub use release::of_release;

use crate::error::{Error, ErrorKind, Location, Result};
use crate::plain;
use crate::record::TextSpan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// One label: a claim, a target, a labeler.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    /// The article; empty where it is not known.
    #[serde(default)]
    pub article_id: String,
    /// The claim.
    pub claim_id: String,
    /// Id of the target; empty where there is only one.
    #[serde(default)]
    pub target: String,
    /// Who labelled.
    pub labeler: String,
    /// The label.
    pub stance: String,
    /// Words that carry it, in code points of the article.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<TextSpan>,
    /// What the labeler remarked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Properties of the claim by which figures can be listed (outlet, `quote_type`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facets: BTreeMap<String, String>,
}

/// Columns of a table that are no facets.
const COLUMNS: [&str; 5] = ["article_id", "claim_id", "target", "labeler", "stance"];

/// Reads a file of labels.
///
/// # Errors
/// If the file cannot be read, a row is no label, or a labeler labels a claim toward a target twice; the message names
/// row and field.
pub fn read(path: &Path) -> Result<Vec<Label>> {
    let text = plain::read(path)?;
    let labels = match path.extension().and_then(|e| e.to_str()) {
        Some("csv") => table(path, &text, b',')?,
        Some("tsv") => table(path, &text, b'\t')?,
        _ => lines(path, &text)?,
    };
    let mut seen = BTreeMap::new();
    for (row, label) in &labels {
        let at = |field: &str| Location::path(path).row(*row).field(field);
        for (field, value) in [("claim_id", &label.claim_id), ("labeler", &label.labeler), ("stance", &label.stance)] {
            if value.trim().is_empty() {
                return Err(Error::new(ErrorKind::Data, "is empty").at(at(field)));
            }
        }
        if let Some(first) = seen.insert((&label.claim_id, &label.target, &label.labeler), *row) {
            let message = format!("{} labelled {} twice, first in row {first}", label.labeler, label.claim_id);
            return Err(Error::new(ErrorKind::Data, message).at(at("labeler")));
        }
    }
    Ok(labels.into_iter().map(|(_, label)| label).collect())
}

/// Labels as JSON Lines.
pub fn to_jsonl(labels: &[Label]) -> String {
    // A label is strings and numbers, which always serialise.
    labels.iter().filter_map(|l| serde_json::to_string(l).ok()).flat_map(|line| [line, "\n".to_owned()]).collect()
}

fn lines(path: &Path, text: &str) -> Result<Vec<(u64, Label)>> {
    let rows = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    rows.map(|(row, line)| {
        let label = serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(line)).map_err(|e| {
            let at = Location::path(path).row(row).field(e.path().to_string());
            Error::new(ErrorKind::Data, e.inner().to_string())
                .at(at)
                .hint("one JSON object a line: claim_id, labeler, stance")
        })?;
        Ok((row, label))
    })
    .collect()
}

fn table(path: &Path, text: &str, delimiter: u8) -> Result<Vec<(u64, Label)>> {
    let rows = csv::parse(path, text, delimiter)?;
    let mut labels = Vec::new();
    for required in ["claim_id", "labeler", "stance"] {
        rows.column(required)?;
    }
    for (row, fields) in rows.rows() {
        let mut label = Label::default();
        for (name, value) in rows.header.iter().zip(fields) {
            let value = value.clone();
            match COLUMNS.iter().position(|c| c == name) {
                Some(0) => label.article_id = value,
                Some(1) => label.claim_id = value,
                Some(2) => label.target = value,
                Some(3) => label.labeler = value,
                Some(_) => label.stance = value,
                None => drop(label.facets.insert(name.clone(), value)),
            }
        }
        labels.push((row, label));
    }
    Ok(labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(name: &str, text: &str) -> Result<Vec<Label>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        read(&path)
    }

    #[test]
    fn lines_and_tables_are_one() {
        let table = read_text("a.csv", "claim_id,labeler,stance,outlet\nc1,a,favor,\"سواد, للأنباء\"\n").unwrap();
        let lines = read_text("a.jsonl", &to_jsonl(&table)).unwrap();
        assert_eq!(lines, table);
        assert_eq!(table[0].facets["outlet"], "سواد, للأنباء");
    }

    #[test]
    fn faults_name_row_and_field() {
        let cases = [
            ("a.csv", "claim_id,stance\nc,favor\n", "a.csv:1: labeler: the column is missing"),
            ("a.csv", "claim_id,labeler,stance\nc,a,\n", "a.csv:2: stance: is empty"),
            ("a.csv", "claim_id,labeler,stance\nc,a\n", "a.csv:2: 2 columns where the header has 3"),
            (
                "a.csv",
                "claim_id,labeler,stance\nc,a,x\nc,a,y\n",
                "a.csv:3: labeler: a labelled c twice, first in row 2",
            ),
            ("a.jsonl", "\n{\"claim_id\": 1}\n", "a.jsonl:2: claim_id: invalid type"),
        ];
        for (name, text, message) in cases {
            let error = read_text(name, text).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
