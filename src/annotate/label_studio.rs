//! Label Studio: `tasks.json` with predictions, `config.xml` with right-to-left text; its JSON export comes back.
//!
//! Its offsets are code points, though it runs in a browser: it converts them there. The words of a region decide what
//! its offsets are when they come back, because older versions left UTF-16 units in their exports. Without the style it
//! drops blanks, and with them the words of regions.

use super::place::find;
use super::{Annotation, Imported, Prediction, Task};
use crate::dataset::manifest::json_text;
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
  <Style>.htx-text{{ white-space: pre-wrap; }}</Style>
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
  <View style=\"direction: rtl; text-align: right\">
    <Text name=\"text\" value=\"$text\" granularity=\"word\"/>
  </View>
  <TextArea name=\"note\" toName=\"text\" editable=\"true\" maxSubmissions=\"1\" placeholder=\"ملاحظة\"/>
</View>
"
    )
}

pub(super) fn export(tasks: &[Task]) -> Result<Vec<(PathBuf, String)>> {
    let list: Vec<Value> = (1..).zip(tasks).map(|(n, t)| task(n, t)).collect();
    let json = json_text(&list)?;
    Ok(vec![("tasks.json".into(), json), ("config.xml".into(), config())])
}

fn task(n: u32, task: &Task) -> Value {
    let mut predictions: Vec<Value> = task.predictions.iter().map(|p| prediction(task, p)).collect();
    if predictions.is_empty() {
        // Nobody suggests a label, but the claim is to be seen in its article.
        predictions.push(json!({"model_version": "claim", "result": [region("claim", 0, &task.claim)]}));
    }
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

fn prediction(task: &Task, of: &Prediction) -> Value {
    let mut result = vec![region("claim", 0, &task.claim)];
    result.extend((1..).zip(&of.evidence).map(|(i, e)| region("evidence", i, e)));
    let choices = json!({ "choices": [of.stance.as_str()] });
    result.push(json!({"id": "stance", "from_name": "stance", "to_name": "text", "type": "choices", "value": choices}));
    json!({"model_version": of.labeler, "score": of.score.abs(), "result": result})
}

fn region(label: &str, n: u32, span: &TextSpan) -> Value {
    json!({
        "id": format!("{label}-{n}"),
        "from_name": "span",
        "to_name": "text",
        "type": "labels",
        "value": {"start": span.start, "end": span.end, "text": span.text, "labels": [label]},
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
        let of = |name: &str| exported["data"][name].as_str().unwrap_or_default();
        let Some(task) = imported.task(tasks, of("claim_id"), of("target"), at().field("data.claim_id")) else {
            continue;
        };
        if of("text") != task.text {
            imported.refuse(at().field("data.text"), format!("is not the text of {}", task.article_id));
            continue;
        }
        for annotation in annotations.iter().filter(|a| a["was_cancelled"] != json!(true)) {
            let results = annotation["result"].as_array().map_or(&[][..], Vec::as_slice);
            if marked(results, "claim").any(|(start, end, words)| !is_claim(task, start, end, &words)) {
                imported
                    .refuse(at().field("claim"), format!("a region `claim` does not show the claim {}", task.claim_id));
                continue;
            }
            let annotation = Annotation {
                labeler: labeler.map_or_else(|| annotator(&annotation["completed_by"]), str::to_owned),
                stance: choice(results).to_owned(),
                evidence: marked(results, "evidence").map(|(start, end, words)| (start, end, Some(words))).collect(),
                note: note(results),
            };
            imported.take(task, annotation, at());
        }
    }
    Ok(())
}

/// Whether a region is where the claim stands; people may not move it, because labels are of claims as they are.
fn is_claim(task: &Task, start: u32, end: u32, words: &str) -> bool {
    find(&task.text, start, end, Some(words)).is_some_and(|found| found == task.claim)
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

/// Regions with a label: offsets and words.
fn marked<'r>(results: &'r [Value], label: &'r str) -> impl Iterator<Item = (u32, u32, String)> + 'r {
    results.iter().filter(move |r| r["value"]["labels"] == json!([label])).map(|result| {
        let value = &result["value"];
        let number = |key: &str| value[key].as_u64().and_then(|n| u32::try_from(n).ok()).unwrap_or(u32::MAX);
        // A region without its words cannot be checked; empty words fit nothing.
        (number("start"), number("end"), value["text"].as_str().unwrap_or_default().to_owned())
    })
}
