//! `claimkit annotate`: from the committed release to a tool and back, with the built program.

use crate::util::{Workdir, repository};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

fn release() -> PathBuf {
    repository("datasets/coalition-withdrawal/releases/coalition-withdrawal-1.0.0")
}

/// Draws a sample into `s.jsonl`.
fn sample(work: &Workdir, more: &[&str]) -> Vec<Value> {
    let release = release();
    let args = ["annotate", "sample", release.to_str().unwrap()].into_iter().chain(more.iter().copied());
    let ran = work.run(args).exits(0);
    work.write("s.jsonl", &ran.stdout);
    ran.records()
}

#[test]
fn samples_are_stratified_and_seeded() {
    let work = Workdir::new();
    let drawn = sample(&work, &["--size", "40", "--by", "stance"]);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for task in &drawn {
        *counts.entry(task["facets"]["stance"].as_str().unwrap()).or_default() += 1;
        assert_eq!(task["facets"]["stance"], task["predictions"][0]["stance"]);
    }
    assert_eq!((drawn.len(), counts.len()), (40, 4));
    assert!(counts.values().all(|n| *n == 10), "{counts:?}");
    assert_eq!(drawn, sample(&work, &["--size", "40", "--by", "stance"]));
    assert_ne!(drawn, sample(&work, &["--size", "40", "--by", "stance", "--seed", "3"]));
    let scores: Vec<f64> = sample(&work, &["--size", "30", "--by", "stance", "--order", "low-score"])
        .iter()
        .filter(|t| t["facets"]["stance"] == "favor")
        .map(|t| t["predictions"][0]["score"].as_f64().unwrap())
        .collect();
    assert!(scores.is_sorted() && scores.len() >= 7, "{scores:?}");
    let target = repository("datasets/coalition-withdrawal/targets/coalition-withdrawal.toml");
    let told = sample(&work, &["--size", "1", "--target", target.to_str().unwrap()]);
    assert!(told[0]["statement"].as_str().unwrap().contains("انسحاب"));
    let release = release();
    let at = release.to_str().unwrap();
    work.run(["annotate", "sample", at, "--by", "colour"]).exits(2).tells(&["\"colour\" is no facet", "quote_type"]);
    work.run(["annotate", "sample", "nowhere"]).exits(2).tells(&["claimkit: nowhere: "]);
    work.run(["annotate", "sample", at, "--size", "9999"]).exits(0).tells(&["fewer than 9999"]);
}

#[test]
fn every_tool_there_and_back() {
    let work = Workdir::new();
    let drawn = sample(&work, &["--size", "60", "--by", "stance,anonymity"]);
    let export = |tool: &str| work.run(["annotate", "export", "s.jsonl", "--to", tool, "--out", tool]).exits(0);
    let import = |tool: &str, files: &[String]| {
        let mut args = vec!["annotate", "import", "s.jsonl", "--from", tool];
        args.extend(files.iter().map(String::as_str));
        work.run(args)
    };
    let expected: BTreeMap<&str, (&Value, &Value)> = drawn
        .iter()
        .map(|t| (t["claim_id"].as_str().unwrap(), (&t["predictions"][0]["stance"], &t["predictions"][0]["evidence"])))
        .collect();
    let same = |stdout: &[Value], labeler: &str, evidence: bool| {
        assert_eq!(stdout.len(), drawn.len());
        for label in stdout {
            let (stance, words) = expected[label["claim_id"].as_str().unwrap()];
            assert_eq!((&label["stance"], &label["labeler"]), (stance, &json!(labeler)));
            let shown = |v: &Value| {
                let list = v.as_array().cloned().unwrap_or_default();
                let mut list: Vec<_> =
                    list.iter().map(|e| (e["start"].as_u64(), e["end"].as_u64(), e["text"].to_string())).collect();
                list.sort();
                list
            };
            assert!(!evidence || shown(&label["evidence"]) == shown(words), "{label} {words}");
        }
    };

    export("label-studio");
    let mut tasks: Vec<Value> =
        serde_json::from_str(&fs::read_to_string(work.path("label-studio/tasks.json")).unwrap()).unwrap();
    for task in &mut tasks {
        task["annotations"] = json!([{"completed_by": 7, "result": task["predictions"][0]["result"]}]);
    }
    work.write("ls.json", json!(tasks).to_string());
    same(&import("label-studio", &["ls.json".into()]).exits(0).records(), "user-7", true);
    assert!(fs::read_to_string(work.path("label-studio/config.xml")).unwrap().contains("direction: rtl"));

    export("inception");
    let mut files = Vec::new();
    for entry in fs::read_dir(work.path("inception")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().extension().is_some_and(|e| e == "xmi") {
            // As INCEpTION exports it: a folder a document, a file an annotator.
            work.write(&format!("annotation/{name}/anna.xmi"), fs::read(entry.path()).unwrap());
            files.push(format!("annotation/{name}/anna.xmi"));
        }
    }
    same(&import("inception", &files).exits(0).records(), "anna", true);

    export("doccano");
    fs::copy(work.path("doccano/tasks.jsonl"), work.path("anna.jsonl")).unwrap();
    same(&import("doccano", &["anna.jsonl".into()]).exits(0).records(), "anna", true);

    export("csv");
    let sheet = fs::read_to_string(work.path("csv/tasks.csv")).unwrap();
    let filled: String = sheet
        .split_inclusive("\r\n")
        .map(|row| {
            match ["favor", "against", "neutral", "unrelated"].iter().find(|s| row.ends_with(&format!(",{s},,\r\n"))) {
                Some(stance) => row.replace(&format!(",{stance},,\r\n"), &format!(",{stance},{stance},\r\n")),
                None => row.to_owned(),
            }
        })
        .collect();
    work.write("anna.csv", &filled);
    same(&import("csv", &["anna.csv".into()]).exits(0).records(), "anna", false);
    // What spreadsheets call Unicode text.
    let utf_16: Vec<u8> = filled.encode_utf16().flat_map(u16::to_le_bytes).collect();
    work.write("anna.csv", utf_16);
    same(&import("csv", &["anna.csv".into()]).exits(0).records(), "anna", false);
    work.write("anna.csv", b"claim_id,claim\n\xC7\n");
    import("csv", &["anna.csv".into()]).exits(2).tells(&["anna.csv:2: is not UTF-8 (save it as UTF-8"]);

    // Nothing is written over, and what does not fit is told and leaves nothing on standard output.
    work.run(["annotate", "export", "s.jsonl", "--to", "csv", "--out", "csv"]).exits(2).tells(&["is there already"]);
    tasks[0]["data"]["text"] = json!("other");
    work.write("ls.json", json!(tasks).to_string());
    let ran = import("label-studio", &["ls.json".into()])
        .exits(1)
        .tells(&["ls.json:1: data.text: is not the text of", "the sample has no place for 1 annotation;"]);
    assert!(ran.stdout.is_empty());
}

#[test]
fn annotators_are_compared_and_decided() {
    let work = Workdir::new();
    work.write("l.csv", "claim_id,labeler,stance\n1,anna,favor\n1,basim,neutral\n2,anna,favor\n2,basim,favor\n");
    let ran = work.run(["annotate", "adjudicate", "l.csv"]).exits(1).tells(&["without a decision: 1 claim, such as 1"]);
    assert_eq!(ran.records().len(), 1);
    let ran = work.run(["annotate", "adjudicate", "l.csv", "--tie", "anna"]).exits(0);
    assert_eq!(ran.records()[0]["note"], "no majority of 2, by anna");
    work.run(["annotate", "adjudicate", "l.csv", "--annotator", "dina"]).exits(2).tells(&["dina labelled nothing"]);
}
