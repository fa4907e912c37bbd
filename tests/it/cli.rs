//! The program as a whole: help, exit codes, explain, schema, eval, pipes.

use crate::fixture::{build_into, config, items};
use crate::util::{SAID, Workdir, repository};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::Stdio;

#[test]
fn help_is_an_answer_and_a_mistake_is_none() {
    let work = Workdir::new();
    let help = work.run(["--help"]).exits(0);
    for command in ["build", "extract", "validate", "schema", "eval", "explain"] {
        assert!(help.stdout.contains(command));
        let page = work.run([command, "--help"]).exits(0).stdout;
        assert!(page.contains("Usage: claimkit "), "{page}");
    }
    assert!(work.run(["--version"]).exits(0).stdout.starts_with("claimkit "));
    let none = work.run::<&str>([]).exits(2);
    assert!(none.stdout.is_empty() && none.stderr.contains("Usage"));
    work.run(["extrac"]).exits(2).tells(&["extract"]);
    work.run(["eval", "x.jsonl"]).exits(2).tells(&["--gold"]);
}

#[test]
fn too_many_threads_are_refused() {
    let work = Workdir::new();
    work.write("d/claimkit.toml", "[dataset]\nname = 'd'\nversion = '1.0.0'\n[[source]]\npaths = ['a.txt']\n");
    work.write("d/a.txt", SAID);
    for command in [
        vec!["extract", "d/a.txt"],
        vec!["build", "d", "--out", "out"],
        vec!["build", "d", "--shard", "1/2", "--out", "out"],
        vec!["merge", "d", "out", "--out", "out"],
    ] {
        let ran = work.run(command.into_iter().chain(["--threads", "100000"])).exits(2);
        let ran = ran.tells(&["threads: 100000 are too many: at most ", "(0 takes one a processor)"]);
        assert!(ran.stdout.is_empty() && !work.path("out").exists());
    }
}

#[test]
fn every_rule_is_explained() {
    let work = Workdir::new();
    let list = work.run(["explain", "--list"]).exits(0).stdout;
    for line in list.lines() {
        let rule = line.split_whitespace().next().unwrap();
        let page = work.run(["explain", rule]).exits(0).stdout;
        assert!(page.starts_with(rule) && page.contains("\nWhy\n"), "{page}");
    }
    let ran =
        work.run(["explain", "SPN0001"]).exits(2).tells(&["claimkit: no rule or check is called `SPN0001`", "SPN001"]);
    assert!(ran.stdout.is_empty());
    let page: Value = serde_json::from_str(&work.run(["explain", "spn001", "--json"]).exits(0).stdout).unwrap();
    assert_eq!((&page["id"], &page["kind"]), (&json!("SPN001"), &json!("check")));
}

#[test]
fn rules_of_claims_have_a_page() {
    let work = Workdir::new();
    let listed = work.run(["explain", "--list"]).exits(0).stdout;
    let known: Vec<&str> = listed.lines().filter_map(|l| l.split_whitespace().next()).collect();
    let articles = repository("datasets/coalition-withdrawal/articles");
    let records = work.run(["extract", articles.to_str().unwrap()]);
    for record in records.exits(0).records() {
        for claim in record["claims"].as_array().unwrap() {
            let rule = claim["rule"].as_str().unwrap();
            assert!(known.contains(&rule), "{rule} has no page");
        }
    }
}

#[test]
fn the_schema_is_shown_and_checked() {
    let work = Workdir::new();
    let one: Value = serde_json::from_str(&work.run(["schema", "show", "claims"]).exits(0).stdout).unwrap();
    let all: Value = serde_json::from_str(&work.run(["schema", "show"]).exits(0).stdout).unwrap();
    assert!(all.as_array().unwrap().contains(&one) && all.as_array().unwrap().len() == 6);
    work.run(["schema", "show", "claim"]).exits(2).tells(&["`claim` is no table", "speakers"]);
    work.run(["schema", "check"]).exits(2).tells(&["schemas"]);

    let schemas = repository("schemas");
    let check = |work: &Workdir| {
        work.run(["schema", "check", "--schemas", schemas.to_str().unwrap(), "--release", "out/tiny-1.0.0"])
    };
    let release = build_into(&work.path("out"), &config(), items(), 2).unwrap().path;
    check(&work).exits(0);
    let path = release.join("schema/claims.schema.json");
    let drifted = std::fs::read_to_string(&path).unwrap().replacen("\"int32\"", "\"int64\"", 1);
    std::fs::write(&path, drifted).unwrap();
    let ran = check(&work).exits(1);
    assert!(
        ran.stdout.contains("fields.claim_index.type: \"int64\" there, \"int32\" in this program"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_release_is_validated_in_every_form() {
    let work = Workdir::new();
    let release = build_into(&work.path("out"), &config(), items(), 2).unwrap().path;
    let at = release.to_str().unwrap();
    assert!(work.run(["validate", at]).exits(0).stdout.contains("0 errors"));
    assert!(work.run(["validate", at, "--format", "md"]).exits(0).stdout.starts_with("# Validation of tiny-1.0.0"));
    let github = work.run(["validate", "./out/tiny-1.0.0", "--format", "github"]).exits(0).stdout;
    assert!(github.starts_with("::notice file=out/tiny-1.0.0/"), "{github}");
    std::fs::write(release.join("CHANGELOG.md"), "other").unwrap();
    let ran = work.run(["validate", at, "--format", "json", "--report", "out/reports"]).exits(1);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["summary"]["errors"], 1);
    let sarif: Value = serde_json::from_str(&work.run(["validate", at, "--format", "sarif"]).exits(1).stdout).unwrap();
    let run = &sarif["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), claimkit::validate::docs().len());
    let result = run["results"].as_array().unwrap().iter().find(|r| r["level"] == "error").unwrap();
    assert_eq!(
        (&result["ruleId"], result["partialFingerprints"]["claimkit/v1"].as_str().unwrap().len()),
        (&json!("LAY001"), 32)
    );
    let junit = work.run(["validate", at, "--format", "junit"]).exits(1).stdout;
    assert!(
        junit.contains("<failure message=\"1 of ")
            && junit.matches("<testcase ").count() == claimkit::validate::docs().len()
    );
    let html = work.run(["validate", at, "--format", "html"]).exits(1).stdout;
    for part in
        ["dir=\"auto\"", "prefers-color-scheme:dark", "<svg ", "id=\"LAY001\"", "What to do: ", "<bdi>صحيفة 0</bdi>"]
    {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("http") && !html.contains("<script"), "nothing comes from a network");
    let github = work.run(["validate", "out/tiny-1.0.0", "--format", "github"]).exits(1).stdout;
    assert!(github.contains("::error file=out/tiny-1.0.0/CHANGELOG.md,title=LAY001 "), "{github}");
    for name in ["validation.json", "validation.md", "validation.html", "validation.sarif", "junit.xml"] {
        assert!(
            work.path("out/reports").join(name).is_file() && release.join("reports").join(name).is_file(),
            "{name}"
        );
    }
    work.run(["validate", "nowhere"]).exits(2).tells(&["claimkit: nowhere: "]);
}

#[test]
fn eval_scores_itself_at_one_hundred() {
    let work = Workdir::new();
    let gold = repository("datasets/coalition-withdrawal/gold/gold.jsonl");
    let gold = gold.to_str().unwrap();
    let table = work.run(["eval", "--gold", gold, gold]).exits(0).stdout;
    assert!(
        table.contains("claim detection") && table.contains("  text only") && table.contains("recall by cue_kind"),
        "{table}"
    );
    let json = work
        .run(["eval", "--gold", gold, gold, "--json", "--no-baselines", "--by", "quote_type,nested"])
        .exits(0)
        .stdout;
    let scores: Value = serde_json::from_str(&json).unwrap();
    for (name, score) in scores["prf"].as_object().unwrap() {
        assert_eq!(score["f1"]["value"], 1.0, "{name}");
    }
    assert_eq!(scores["anonymous_with_name"], 0);
    assert_eq!(scores["slices"].as_object().unwrap().len(), 2);
    work.run(["eval", "--gold", gold, gold, "--by", "colour"]).exits(2).tells(&["slices are cue_kind"]);
    work.write("bad.jsonl", "{\"article_id\": 7}\n");
    work.run(["eval", "--gold", gold, "bad.jsonl"]).exits(2).tells(&["claimkit: bad.jsonl:1: article_id: "]);
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let work = Workdir::new();
    let line = json!({"id": "x", "text": SAID}).to_string() + "\n";
    work.write("many.jsonl", line.repeat(50_000));
    let mut command = work.command(["extract", "many.jsonl"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut first = String::new();
    out.read_line(&mut first).unwrap();
    drop(out);
    let output = child.wait_with_output().unwrap();
    assert!(serde_json::from_str::<Value>(&first).is_ok());
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}
