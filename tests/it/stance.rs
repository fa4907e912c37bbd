//! The targets that ship, each on a table of sentences of its own, and several targets in one build.

use crate::fixture::{files, read, texts};
use crate::util::{Workdir, repository};
use claimkit::dataset::Table;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Target files, and how many sentences test them at least.
const TARGETS: [(&str, usize); 3] = [
    ("datasets/coalition-withdrawal/targets/coalition-withdrawal", 200),
    ("targets/fuel-subsidy-removal", 60),
    ("targets/normalisation", 60),
];

/// Rows whose note begins with this are known to come out wrong; the test fails, too, when one of them comes out right.
const OPEN: &str = "open: ";

/// At most this share of a table may be open.
const OPEN_SHARE: f64 = 0.03;

#[test]
fn every_target_labels_its_own_sentences() {
    let work = Workdir::new();
    for (target, least) in TARGETS {
        let name = target.rsplit('/').next().unwrap();
        let table = repository(&format!("tests/data/stance/{name}.tsv"));
        let rows = fs::read_to_string(&table).unwrap();
        let rows: Vec<Vec<&str>> = rows.lines().map(|l| l.split('\t').collect()).collect();
        let open: BTreeSet<u64> =
            (1..).zip(&rows).filter(|(_, r)| r.last().is_some_and(|n| n.starts_with(OPEN))).map(|(n, _)| n).collect();
        let file = repository(&format!("{target}.toml"));
        let ran = work.run(["target", "test", file.to_str().unwrap(), table.to_str().unwrap(), "--json"]);
        let outcome: Value = serde_json::from_str(&ran.stdout).unwrap();
        let wrong = outcome["wrong"].as_array().unwrap();
        let got: BTreeSet<u64> = wrong.iter().map(|w| w["row"].as_u64().unwrap()).collect();
        let broken: Vec<_> = wrong.iter().filter(|w| !open.contains(&w["row"].as_u64().unwrap())).collect();
        assert!(broken.is_empty(), "{name}: {broken:#?}");
        let mended: Vec<_> = open.difference(&got).collect();
        assert!(mended.is_empty(), "{name}: rows {mended:?} are right now: take `{OPEN}` out of their notes");
        assert!(rows.len() > least, "{name} has {} sentences", rows.len() - 1);
        assert!(open.len() as f64 <= OPEN_SHARE * rows.len() as f64, "{name} has {} open sentences", open.len());
        for label in ["favor", "against", "neutral", "unrelated"] {
            assert!(rows.iter().filter(|r| r[0] == label).count() >= 6, "{name} has few sentences that are {label}");
        }
    }
}

#[test]
fn the_targets_that_ship_have_no_fault() {
    let work = Workdir::new();
    for (target, _) in &TARGETS[1..] {
        let file = repository(&format!("{target}.toml"));
        assert_eq!(work.run(["target", "check", file.to_str().unwrap()]).exits(0).stdout, "0 errors, 0 warnings\n");
    }
}

/// The page that makes a target from zero: its files have no fault, and its sentences get their labels.
#[test]
fn the_page_on_targets_holds() {
    let page = fs::read_to_string(repository("docs/your-own-target.md")).unwrap();
    let blocks: Vec<&str> = page.split("```").skip(1).step_by(2).collect();
    let block = |start: &str| {
        let found = blocks.iter().map(|b| b.trim_start_matches("toml").trim_start()).find(|b| b.starts_with(start));
        found.unwrap_or_else(|| panic!("no block of {start}"))
    };
    let work = Workdir::new();
    work.write("dam.toml", block("[target]"));
    work.write("dam.tsv", block("category\tweight"));
    work.write("dam.sentences.tsv", block("label\t"));
    assert_eq!(work.run(["target", "check", "dam.toml"]).exits(0).stdout, "0 errors, 0 warnings\n");
    let ran = work.run(["target", "test", "dam.toml", "dam.sentences.tsv"]).exits(0);
    assert!(ran.stdout.contains("dam: 8 of 8 sentences"), "{}", ran.stdout);
}

#[test]
fn several_targets_in_one_build_give_several_rows() {
    let work = Workdir::new();
    for (target, _) in TARGETS {
        let name = target.rsplit('/').next().unwrap();
        for ext in ["toml", "tsv", "words.json"] {
            // Only one of them has a model of words.
            if let Ok(bytes) = fs::read(repository(&format!("{target}.{ext}"))) {
                work.write(&format!("d/targets/{name}.{ext}"), bytes);
            }
        }
    }
    let text =
        "قال الوزير كاظم الحلفي إن رفع الدعم عن الوقود إصلاح ضروري. وأضاف أن وجود القوات الأمريكية انتهاك للسيادة.";
    work.write("d/a.jsonl", json!({"id": "a", "text": text}).to_string());
    let config = "targets = ['targets/fuel-subsidy-removal.toml', 'targets/coalition-withdrawal.toml', \
                  'targets/normalisation.toml']\nprimary_target = 'coalition-withdrawal'\n\
                  [dataset]\nname = 'three'\nversion = '1.0.0'\n[[source]]\npaths = ['a.jsonl']\n";
    work.write("d/claimkit.toml", config);
    work.run(["build", "d"]).exits(0);
    let release = work.path("d/releases/three-1.0.0");
    let column = |table: Table, name: &str| -> Vec<String> {
        let batches = files(&release, table).into_iter().flat_map(|p| read(&p));
        batches.flat_map(|b| texts(&b, name)).flatten().collect()
    };
    let claims = column(Table::Claims, "claim_id");
    assert_eq!(claims.len(), 2);
    let labels: BTreeMap<(String, String), String> = column(Table::Stances, "claim_id")
        .into_iter()
        .zip(column(Table::Stances, "target_id"))
        .zip(column(Table::Stances, "stance"))
        .collect();
    let of = |claim: usize, target: &str| labels[&(claims[claim].clone(), target.to_owned())].clone();
    assert_eq!(labels.len(), 6);
    assert_eq!([of(0, "fuel-subsidy-removal"), of(0, "coalition-withdrawal")], ["favor", "unrelated"]);
    assert_eq!([of(1, "fuel-subsidy-removal"), of(1, "coalition-withdrawal")], ["unrelated", "favor"]);
    assert_eq!(of(0, "normalisation"), "unrelated");
    // The claim's own row shows the primary target, whichever stands first.
    assert_eq!(column(Table::Claims, "stance"), ["unrelated", "favor"]);
}
