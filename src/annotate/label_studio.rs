//! Label Studio: `tasks.json` with predictions, `config.xml` with right-to-left text; its JSON export comes back.
//!
//! Its offsets are those of a browser (UTF-16), written here as such; the words of a region decide what they are when
//! they come back.

use super::place::to_utf16;
use super::{Annotation, Imported, Task};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{Stance, Vocabulary};
use crate::record::TextSpan;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The labelling configuration: the article with the claim in it, one label, words that carry it, a remark.
pub fn config() -> String {
    let choices: String = Stance::ALL.iter().flat_map(|s| ["    <Choice value=\"", s.as_str(), "\"/>\n"]).collect();
    format!(
        "<View>
  <View style=\"direction: rtl; text-align: right\">
    <Header value=\"$statement\"/>
    <Header value=\"$speaker\" size=\"5\"/>
    <Text name=\"claim\" value=\"$claim\"/>
  </View>
  <Choices name=\"stance\" toName=\"text\" choice=\"single\" required=\"true\" showInLine=\"true\">
{choices}  </Choices>
  <Labels name=\"span\" toName=\"text\">
    <Label value=\"claim\" background=\"#9fc5e8\"/>
    <Label value=\"evidence\" background=\"#ffe599\"/>
  </Labels>
  <View style=\"direction: rtl; text-align: right; white-space: pre-wrap\">
    <Text name=\"text\" value=\"$text\" granularity=\"word\"/>
  </View>
  <TextArea name=\"note\" toName=\"text\" editable=\"true\" maxSubmissions=\"1\"/>
</View>
"
    )
}

pub(super) fn export(tasks: &[Task]) -> Result<Vec<(PathBuf, String)>> {
    let list: Vec<Value> = (1..).zip(tasks).map(|(n, t)| task(n, t)).collect();
    let json = serde_json::to_string_pretty(&list)
        .map_err(|e| Error::new(ErrorKind::Data, "cannot be written as JSON").caused_by(e))?;
    Ok(vec![("tasks.json".into(), json + "\n"), ("config.xml".into(), config())])
}

fn task(n: u32, task: &Task) -> Value {
    let predictions: Vec<Value> = task
        .predictions
        .iter()
        .map(|p| {
            let mut result = vec![region(task, "claim", 0, &task.claim)];
            result.extend((1..).zip(&p.evidence).map(|(i, e)| region(task, "evidence", i, e)));
            let choices = json!({ "choices": [p.stance.as_str()] });
            result.push(
                json!({"id": "stance", "from_name": "stance", "to_name": "text", "type": "choices", "value": choices}),
            );
            json!({"model_version": p.labeler, "score": p.score.abs(), "result": result})
        })
        .collect();
    json!({
        "id": n,
        "data": {
            "claim_id": task.claim_id,
            "article_id": task.article_id,
            "target": task.target,
            "statement": task.statement,
            "speaker": task.speaker,
            "claim": task.claim.text,
            "text": task.text,
        },
        "predictions": predictions,
    })
}

fn region(task: &Task, label: &str, n: u32, span: &TextSpan) -> Value {
    let units = [span.start, span.end].map(|point| to_utf16(&task.text, point));
    json!({
        "id": format!("{label}-{n}"),
        "from_name": "span",
        "to_name": "text",
        "type": "labels",
        "value": {"start": units[0], "end": units[1], "text": span.text, "labels": [label]},
    })
}

pub(super) fn import(
    tasks: &[Task],
    path: &Path,
    text: &str,
    labeler: Option<&str>,
    imported: &mut Imported,
) -> Result<()> {
    let wrong = |message: String| {
        let hint = "the format is Label Studio's JSON export, not JSON-MIN";
        Error::new(ErrorKind::Data, message).at(Location::path(path)).hint(hint)
    };
    let document: Value = serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?;
    let list = document.as_array().ok_or_else(|| wrong("is no list of tasks".to_owned()))?;
    for (row, exported) in (1..).zip(list) {
        let at = || Location::path(path).row(row);
        let Some(annotations) = exported["annotations"].as_array() else {
            return Err(wrong(format!("task {row} has no `annotations`")));
        };
        let claim_id = exported["data"]["claim_id"].as_str().unwrap_or_default();
        if let Some(task) = tasks.iter().find(|t| t.claim_id == claim_id) {
            if exported["data"]["text"].as_str() != Some(&task.text) {
                imported.refuse(at().field("data.text"), format!("is not the text of {}", task.article_id));
                continue;
            }
        }
        for annotation in annotations.iter().filter(|a| a["was_cancelled"] != json!(true)) {
            let results = annotation["result"].as_array().map_or(&[][..], Vec::as_slice);
            let annotation = Annotation {
                claim_id: claim_id.to_owned(),
                labeler: labeler.map_or_else(|| annotator(&annotation["completed_by"]), str::to_owned),
                stance: choice(results).to_owned(),
                evidence: results.iter().filter(|r| r["value"]["labels"] == json!(["evidence"])).map(span).collect(),
                note: note(results),
            };
            imported.take(tasks, annotation, at());
        }
    }
    Ok(())
}

/// `completed_by` is a number, or an object with the address, or with the number alone.
fn annotator(by: &Value) -> String {
    let named = [&by["email"], &by["username"]].into_iter().find_map(Value::as_str).map(str::to_owned);
    named.or_else(|| by.as_i64().or(by["id"].as_i64()).map(|id| format!("user-{id}"))).unwrap_or_default()
}

fn choice(results: &[Value]) -> &str {
    let found = results.iter().find(|r| r["from_name"] == "stance");
    found.and_then(|r| r["value"]["choices"][0].as_str()).unwrap_or_default()
}

fn note(results: &[Value]) -> String {
    let found = results.iter().find(|r| r["from_name"] == "note").map(|r| &r["value"]["text"]);
    let one = |v: &Value| v.as_str().map(str::to_owned);
    found.and_then(|v| one(v).or_else(|| one(&v[0]))).unwrap_or_default()
}

fn span(result: &Value) -> (u32, u32, Option<String>) {
    let value = &result["value"];
    let number = |key: &str| value[key].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(u32::MAX);
    // A region without its words cannot be checked; empty words fit nothing.
    (number("start"), number("end"), Some(value["text"].as_str().unwrap_or_default().to_owned()))
}
