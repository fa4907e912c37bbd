//! doccano, project type "sequence labelling": one line a claim, the claim's span carries the stance as its label.
//!
//! `tasks.jsonl` goes in; the export of one annotator (`anna.jsonl`) comes back. An annotator changes the label of the
//! claim's span, and may mark words as `evidence`. The project must allow spans that overlap, or doccano drops some without
//! a word, and must not count grapheme clusters. It gives the labels of an upload to who uploads, so every annotator uploads
//! to a project of his own.

use super::place::{find, from_utf16, to_utf16};
use super::{Annotation, Imported, Task, stem};
use crate::dataset::manifest::json_text;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Stance, Vocabulary, counted};
use serde::Deserialize;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The label of a claim that nobody labelled yet.
const CLAIM: &str = "claim";

/// The label of words that carry a stance.
const EVIDENCE: &str = "evidence";

pub(super) fn export(tasks: &[Task]) -> Result<Vec<(PathBuf, String)>> {
    let mut lines = String::new();
    for task in tasks {
        let prediction = task.predictions.first();
        // Offsets are those of a browser: doccano draws them there.
        let unit = |point| to_utf16(&task.text, point);
        let stance = prediction.map_or(CLAIM, |p| p.stance.as_str());
        let mut label = vec![json!([unit(task.claim.start), unit(task.claim.end), stance])];
        let evidence = prediction.into_iter().flat_map(|p| &p.evidence);
        label.extend(evidence.map(|e| json!([unit(e.start), unit(e.end), EVIDENCE])));
        let line = json!({
            "text": task.text, "label": label, "claim_id": task.claim_id, "claim": task.claim.text,
            "speaker": task.speaker, "target": task.target, "statement": task.statement,
        });
        // Writing to a `String` cannot fail.
        let _ = writeln!(lines, "{line}");
    }
    let mut labels: Vec<Value> = Vec::new();
    for (n, name) in Stance::spellings().into_iter().chain([CLAIM, EVIDENCE]).enumerate() {
        let colours = ["#6aa84f", "#cc0000", "#999999", "#cccccc", "#9fc5e8", "#ffe599"];
        labels.push(json!({"text": name, "suffix_key": null, "background_color": colours[n % colours.len()]}));
    }
    let labels = json_text(&labels)?;
    Ok(vec![("tasks.jsonl".into(), lines), ("labels.json".into(), labels)])
}

/// A line of an export.
#[derive(Debug, Deserialize)]
struct Line {
    text: String,
    claim_id: String,
    #[serde(default)]
    target: String,
    #[serde(default, alias = "labels")]
    label: Vec<(u32, u32, String)>,
}

pub(super) fn import(
    tasks: &[Task],
    path: &Path,
    text: &str,
    labeler: Option<&str>,
    imported: &mut Imported,
) -> Result<()> {
    for (row, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let at = || Location::path(path).row(row);
        let line: Line =
            serde_path_to_error::deserialize(&mut serde_json::Deserializer::from_str(line)).map_err(|e| {
                let hint = "the format is doccano's JSONL export with text, label and claim_id";
                Error::new(ErrorKind::Data, e.inner().to_string()).at(at().field(e.path().to_string())).hint(hint)
            })?;
        let Some(task) = imported.task(tasks, &line.claim_id, &line.target, at().field("claim_id")) else { continue };
        if line.text != task.text {
            imported.refuse(at().field("text"), format!("is not the text of {}", task.article_id));
            continue;
        }
        let on_claim = |(start, end, _): &&(u32, u32, String)| {
            find(&task.text, *start, *end, Some(&task.claim.text)).is_some_and(|s| s.start == task.claim.start)
        };
        let stances: Vec<_> = line.label.iter().filter(|l| l.2 != EVIDENCE).filter(on_claim).collect();
        let [(start, end, stance)] = stances[..] else {
            let message = format!("the claim's span has {}, one is needed", counted(stances.len(), "label"));
            imported.refuse(at().field("label"), message);
            continue;
        };
        // doccano keeps no words: the unit in which the claim's span shows the claim is the unit of the line.
        let points = (*start, *end) == (task.claim.start, task.claim.end);
        let place = |&(start, end, _): &(u32, u32, String)| {
            if points { Some((start, end)) } else { from_utf16(&task.text, start, end) }
        };
        let evidence = line.label.iter().filter(|l| l.2 == EVIDENCE).map(place);
        let evidence = evidence.map(|span| span.map_or((u32::MAX, u32::MAX, None), |(s, e)| (s, e, None))).collect();
        let annotation = Annotation {
            labeler: labeler.map_or_else(|| stem(path), str::to_owned),
            stance: stance.clone(),
            evidence,
            note: String::new(),
        };
        imported.take(task, annotation, at());
    }
    Ok(())
}
