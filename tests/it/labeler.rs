//! `[[labeler]]` and `claimkit train`: programs, models and people beside the rules, with the built program.

use crate::fixture::{files, read, texts};
use crate::util::{Workdir, repository};
use claimkit::dataset::Table;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A script that labels by a word, and counts its runs in a file.
const SCRIPT: &str = r#"
import json, sys
open("runs", "a").write("x")
for line in sys.stdin:
    claim = json.loads(line)
    assert claim["text"][claim["start"]:claim["end"]] == claim["claim"] and claim["target"] and claim["statement"]
    stance = "favor" if "انتهاك" in claim["claim"] else "neutral"
    print(json.dumps({"id": claim["id"], "stance": stance, "confidence": 0.75}))
"#;

const TEXT: &str = "قال الوزير كاظم الحلفي إن الجسر سيفتح غدا. وأضاف أن وجود القوات الأمريكية انتهاك للسيادة.";

/// A data set of one article; `more` goes into its configuration.
fn dataset(work: &Workdir, more: &str) {
    for ext in ["toml", "tsv", "words.json"] {
        let name = format!("coalition-withdrawal.{ext}");
        let from = repository(&format!("datasets/coalition-withdrawal/targets/{name}"));
        work.write(&format!("d/{name}"), fs::read(from).unwrap());
    }
    work.write("d/a.jsonl", json!({"id": "a", "text": TEXT}).to_string());
    configure(work, more, "1.0.0");
}

fn configure(work: &Workdir, more: &str, version: &str) {
    let (top, tables) = more.split_once("[[").map_or((more, String::new()), |(a, b)| (a, format!("[[{b}")));
    let config = format!(
        "targets = ['coalition-withdrawal.toml']\n{top}\n[dataset]\nname = 'd'\nversion = '{version}'\n\
         [[source]]\npaths = ['a.jsonl']\n{tables}"
    );
    work.write("d/claimkit.toml", config);
}

/// A labeler that runs a script.
fn command(script: &str, more: &str) -> String {
    format!("[[labeler]]\nname = 'prog'\ncommand = ['python3', '{script}']\n{more}\n")
}

/// `labeler` to the stances of the claims, and the column `claims.stance`.
fn labels(release: &Path) -> (BTreeMap<String, Vec<String>>, Vec<Option<String>>) {
    let column = |table: Table, name: &str| -> Vec<Option<String>> {
        files(release, table).iter().flat_map(|p| read(p)).flat_map(|b| texts(&b, name)).collect()
    };
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let rows = column(Table::Stances, "labeler").into_iter().zip(column(Table::Stances, "stance"));
    for (labeler, stance) in rows {
        found.entry(labeler.unwrap()).or_default().push(stance.unwrap());
    }
    (found, column(Table::Claims, "stance"))
}

#[test]
fn a_program_labels_beside_the_rules_and_is_asked_once() {
    let work = Workdir::new();
    let more = format!("primary_labeler = 'prog'\n{}", command("l.py", "batch = 1"));
    dataset(&work, &more);
    work.write("d/l.py", SCRIPT);
    work.run(["build", "d"]).exits(0);
    let (found, shown) = labels(&work.path("d/releases/d-1.0.0"));
    assert_eq!(found["prog"], ["neutral", "favor"]);
    assert_eq!(found["rules"], ["unrelated", "favor"]);
    assert_eq!(shown, [Some("neutral".to_owned()), Some("favor".to_owned())], "the primary labeler's");
    let runs = || fs::read_to_string(work.path("d/runs")).unwrap().len();
    assert_eq!(runs(), 2, "a batch of one claim each");
    assert!(work.run(["build", "d"]).exits(0).stdout.contains("Already built"));
    assert_eq!(runs(), 2);
    // A second build costs nothing, another script is another labeler.
    work.write("d/l.py", format!("{SCRIPT}\n# changed\n"));
    configure(&work, &more, "1.0.1");
    work.run(["build", "d"]).exits(0);
    assert_eq!(runs(), 4);
    // The manifest tells the two scripts apart.
    let script = |version: &str| {
        let manifest = fs::read_to_string(work.path(&format!("d/releases/d-{version}/manifest.json"))).unwrap();
        let manifest: Value = serde_json::from_str(&manifest).unwrap();
        let inputs = manifest["inputs"].as_array().unwrap().clone();
        inputs.into_iter().find(|file| file["path"] == "l.py").unwrap()["sha256"].clone()
    };
    assert_ne!(script("1.0.0"), script("1.0.1"));
}

#[test]
fn programs_that_fail_stop_the_build_and_say_why() {
    let work = Workdir::new();
    let answer = |line: &str| format!("import sys\nsys.stdin.read()\nprint('''{line}''')\n");
    for (script, words) in [
        ("import sys\nsys.exit('out of memory')", "`python3` ended with exit status: 1: out of memory (2 times)"),
        ("import time\ntime.sleep(60)", "`python3` took longer than 1 s (2 times)"),
        (&*answer("hello"), "its output:1: line: \"hello\" is no answer"),
        (&*answer("{\"id\": \"7\", \"stance\": \"favor\"}"), "id: \"7\" was not asked"),
        (&*answer("{\"id\": \"0\", \"stance\": \"for\"}"), "stance: \"for\" is no label; labels are favor"),
        (&*answer("{\"id\": \"0\", \"stance\": \"favor\", \"confidence\": 7}"), "confidence: 7 is not between 0 and 1"),
        (&*answer("{\"id\": \"0\", \"stance\": \"favor\"}"), "1 of 2 claims were not answered"),
        (
            &*answer("{\"id\": \"0\", \"stance\": \"favor\"}\n{\"id\": \"0\", \"stance\": \"favor\"}"),
            "is answered twice",
        ),
    ] {
        dataset(&work, &command("l.py", if script.contains("sleep") { "timeout = 1" } else { "" }));
        work.write("d/l.py", script);
        work.run(["build", "d"]).exits(2).tells(&["labeler prog: ", words]);
        assert!(!work.path("d/releases/d-1.0.0").exists());
    }
    // What it leaves behind holds its standard error open, for longer than anybody would wait.
    let left = "[[labeler]]\nname = 'prog'\ncommand = ['sh', '-c', 'echo broken >&2; sleep 100 >/dev/null & exit 1']\n";
    dataset(&work, &format!("{left}retries = 0\n"));
    let started = std::time::Instant::now();
    work.run(["build", "d"]).exits(2).tells(&["`sh` ended with exit status: 1: broken"]);
    assert!(started.elapsed().as_secs() < 50);
    // A program that fails once is tried again.
    let flaky =
        format!("import os, sys\nif not os.path.exists('once'):\n    open('once', 'w')\n    sys.exit(3)\n{SCRIPT}");
    dataset(&work, &command("l.py", ""));
    work.write("d/l.py", flaky);
    work.run(["build", "d"]).exits(0);
    dataset(&work, "[[labeler]]\nname = 'prog'\ncommand = ['no-such-program']\n");
    work.run(["build", "d"]).exits(2).tells(&["`no-such-program` cannot be started"]);
}

#[test]
fn without_targets_a_labeler_is_told_of_the_built_in_one() {
    let work = Workdir::new();
    dataset(&work, &command("label.py", ""));
    work.write("d/label.py", SCRIPT);
    let config = fs::read_to_string(work.path("d/claimkit.toml")).unwrap();
    work.write("d/claimkit.toml", config.replace("targets = ['coalition-withdrawal.toml']\n", ""));
    work.run(["build", "d"]).exits(0);
    let (found, _) = labels(&work.path("d/releases/d-1.0.0"));
    assert_eq!(found["prog"], ["neutral", "favor"]);
}

#[test]
fn labelers_are_checked_in_the_configuration() {
    let work = Workdir::new();
    for (more, words) in [
        ("[[labeler]]\nname = 'rules'\ncommand = ['x']\n", "labeler[0].name: \"rules\" is the name of the built-in"),
        ("[[labeler]]\nname = 'x'\n", "labeler[0].command: give exactly one of command, model, labels"),
        ("[[labeler]]\nname = 'x'\nlabels = 'none.jsonl'\n", "labeler[0].labels: no such file"),
        ("[[labeler]]\nname = 'x'\ncomand = ['x']\n", "did you mean `command`?"),
        ("primary_labeler = 'y'\n[[labeler]]\nname = 'x'\ncommand = ['x']\n", "primary_labeler: \"y\" is no labeler"),
        ("[[labeler]]\nname = 'x'\ncommand = ['x']\ntarget = 't'\n", "labeler[0].target: \"t\" is no target"),
    ] {
        dataset(&work, more);
        work.run(["build", "d"]).exits(2).tells(&[words]);
    }
}

#[test]
fn people_and_a_trained_model_label_a_release() {
    let work = Workdir::new();
    let release = repository("datasets/coalition-withdrawal/releases/coalition-withdrawal-1.0.0");
    let release = release.to_str().unwrap();
    // The rules' own labels stand in for a patient annotator.
    let people: String = claimkit::labels::to_jsonl(
        &claimkit::labels::of_release(Path::new(release))
            .unwrap()
            .into_iter()
            .map(|l| claimkit::labels::Label { labeler: "anna".into(), ..l })
            .collect::<Vec<_>>(),
    );
    work.write("anna.jsonl", &people);
    dataset(&work, "");
    let train =
        |more: &[&str]| work.run(["train", "anna.jsonl", "--release", release, "--out", "d/m.json"].iter().chain(more));
    let report: Value = serde_json::from_str(&train(&["--json"]).exits(0).stdout).unwrap();
    let f1 = |name: &str| report[name]["macro_f1"]["value"].as_f64().unwrap();
    assert!(f1("cross_validation") > 0.9 && f1("majority") < 0.3, "the rules' label is a feature: {report:#}");
    let model = fs::read_to_string(work.path("d/m.json")).unwrap();
    train(&["--folds", "999"]).exits(2).tells(&["articles cannot make 999 folds"]);
    train(&["--c", "0"]).exits(2).tells(&["--c: 0 is not above 0"]);
    work.run(["train", "--out", "m.json"]).exits(2);

    dataset(
        &work,
        "[[labeler]]\nname = 'linear'\nmodel = 'm.json'\n[[labeler]]\nname = 'anna'\nlabels = 'people.csv'\n",
    );
    let extracted = work.run(["extract", "d/a.jsonl"]).exits(0).records();
    let id = extracted[0]["claims"][1]["claim_id"].as_str().unwrap().to_owned();
    work.write("d/people.csv", format!("claim_id,labeler,stance\n{id},anna,against\n"));
    work.run(["build", "d"]).exits(0);
    let (found, shown) = labels(&work.path("d/releases/d-1.0.0"));
    assert_eq!((found["linear"].len(), &found["anna"][..]), (2, &["against".to_owned()][..]));
    assert_eq!(found["linear"], found["rules"], "it has learned to trust the rules");
    assert_eq!(shown[1].as_deref(), Some("favor"), "the rules stay primary");
    work.write("d/m.json", model.replace("claimkit-linear/2", "other"));
    work.run(["build", "d"]).exits(2).tells(&["m.json: format: \"other\" is not"]);
}

#[test]
fn gold_records_train_a_model_of_words() {
    let work = Workdir::new();
    let gold = repository("datasets/coalition-withdrawal/gold/gold.jsonl");
    let ran = work.run(["train", "--records", gold.to_str().unwrap(), "--out", "m.json", "--json"]).exits(0);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["target"], "coalition-withdrawal");
    let f1 = |name: &str| report[name]["macro_f1"]["value"].as_f64().unwrap();
    assert!(f1("cross_validation") > f1("majority"), "{report:#}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_hangs_ends_with_what_it_started() {
    let work = Workdir::new();
    // The shell waits for its child, which holds its output open.
    let script = "sleep 987654 & echo $! > child; wait";
    let more = format!("[[labeler]]\nname = 'prog'\ncommand = ['sh', '-c', '{script}']\ntimeout = 1\nretries = 0\n");
    dataset(&work, &more);
    work.run(["build", "d"]).exits(2).tells(&["took longer than 1 s"]);
    let child = fs::read_to_string(work.path("d/child")).unwrap();
    let stat = || fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
    // Nobody may have collected it yet.
    let runs = || !stat().is_empty() && !stat().contains(") Z ");
    for _ in 0..200 {
        if !runs() {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    panic!("it is still there: {}", stat());
}
