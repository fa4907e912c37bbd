//! A release against a former one.

use crate::fixture::{build_into, config, items};
use crate::util::{SAID, Workdir, repository};
use crate::validate::failures;
use claimkit::dataset::Manifest;
use claimkit::dataset::sums::write_sums;
use claimkit::model::{Article, Reject};
use claimkit::validate::{self, Options};
use std::path::{Path, PathBuf};

type Item = Result<Article, Reject>;

fn build(out: &Path, version: &str, seed: u64, items: Vec<Item>) -> PathBuf {
    let mut config = config();
    config.dataset.version = version.into();
    config.split.seed = seed;
    // Each version has a folder of releases of its own, so that what validation says is seen, not what the build refuses.
    let summary = build_into(&out.join(version), &config, items, 2).unwrap();
    assert!(summary.outcome.is_release(), "{}", claimkit::report::human(&summary.report.unwrap()));
    summary.path
}

/// Builds 1.0.0 and a next version, and names what is wrong with the latter.
fn compared(version: &str, seed: u64, change: impl Fn(&mut Vec<Item>)) -> Vec<String> {
    let out = tempfile::tempdir().unwrap();
    let old = build(out.path(), "1.0.0", 3, items());
    let mut items = items();
    change(&mut items);
    let new = build(out.path(), version, seed, items);
    let options = Options { baseline: Some(old), ..Options::default() };
    failures(&validate::run_with(&new, &options).unwrap())
}

fn reword(items: &mut [Item], from: &str, to: &str) {
    for article in items.iter_mut().flatten() {
        article.text = article.text.replace(from, to);
    }
}

#[test]
fn the_same_records_need_no_more_than_a_patch() {
    assert!(compared("1.0.1", 3, |_| {}).is_empty());
}

#[test]
fn drift() {
    assert_eq!(compared("2.0.0", 3, |items| drop(items.drain(16..36))), ["DRF001"]);
    assert_eq!(compared("2.0.0", 3, |items| reword(items, "قال مصدر رقم", "قال خالد رقم")), ["DRF002"]);
    let longer = |items: &mut Vec<Item>| {
        for (n, article) in items.iter_mut().flatten().enumerate() {
            for i in 0..80 {
                article.text.push_str("زائد");
                article.text.push_str(&(n * 1000 + i).to_string());
                article.text.push(' ');
            }
            article.text.push('\n');
        }
    };
    assert_eq!(compared("2.0.0", 3, longer), ["DRF003"]);
    let edited = |items: &mut Vec<Item>| items[12].as_mut().unwrap().outlet = Some("صحيفة أخرى".into());
    assert_eq!(compared("1.1.0", 3, edited), ["DRF004"]);
    assert_eq!(compared("2.0.0", 3, edited), [""; 0]);
    assert_eq!(compared("1.1.0", 4, |_| {}), ["DRF005"]);
}

#[test]
fn key003_a_text_keeps_its_id() {
    let renamed = |items: &mut Vec<Item>| items[12].as_mut().unwrap().article_id = "renamed".into();
    assert_eq!(compared("2.0.0", 3, renamed), ["KEY003"]);
}

#[test]
fn sch004_a_new_table_needs_a_minor_version() {
    let out = tempfile::tempdir().unwrap();
    let old = build(out.path(), "1.0.0", 3, items());
    let mut manifest = Manifest::read(&old).unwrap();
    manifest.schema_version = "1.0.0".into();
    manifest.write(&old).unwrap();
    write_sums(&old).unwrap();
    for (version, expected) in [("1.0.1", vec!["SCH004"]), ("1.1.0", vec![])] {
        let new = build(out.path(), version, 3, items());
        let options = Options { baseline: Some(old.clone()), ..Options::default() };
        assert_eq!(failures(&validate::run_with(&new, &options).unwrap()), expected);
    }
}

/// The data set of the tests in a folder of its own, built by the program.
fn dataset(work: &Workdir, version: &str, lines: &[(&str, &str)]) {
    let rows: String =
        lines.iter().map(|(id, text)| serde_json::json!({ "id": id, "text": text }).to_string() + "\n").collect();
    work.write("in.jsonl", rows);
    let config = format!("[dataset]\nname = 'tiny'\nversion = '{version}'\n[[source]]\npaths = ['in.jsonl']\n");
    work.write("claimkit.toml", config);
}

const OTHER: &str = "أكد النائب حازم السواقي أن المدرسة ستغلق بعد غد.";

#[test]
fn a_bump_that_is_too_small_is_refused_and_diff_says_the_same() {
    let work = Workdir::new();
    dataset(&work, "1.0.0", &[("a", SAID)]);
    work.run(["build"]).exits(0);
    dataset(&work, "1.0.1", &[("a", SAID), ("b", OTHER)]);
    let ran = work.run(["build"]).exits(2);
    ran.tells(&["version 1.0.1 is too small after 1.0.0: articles: 1 added", "set dataset.version = \"1.1.0\""]);
    assert!(!work.path("releases/tiny-1.0.1").exists());
    dataset(&work, "1.1.0", &[("a", SAID), ("b", OTHER)]);
    work.run(["build"]).exits(0);
    let ran = work.run(["diff", "releases/tiny-1.0.0", "releases/tiny-1.1.0"]).exits(0);
    assert!(ran.stdout.ends_with("required: MINOR; stated: MINOR (sufficient)\n"), "{}", ran.stdout);
    // The other way round: a record is gone, and the version fell.
    let ran = work.run(["diff", "releases/tiny-1.1.0", "releases/tiny-1.0.0", "--json"]).exits(1);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((&json["required"], &json["stated"]), (&"MAJOR".into(), &serde_json::Value::Null));
    assert_eq!(json["tables"]["articles"]["removed_sample"][0], "b");
    dataset(&work, "1.2.0", &[("a", SAID)]);
    work.run(["build"]).exits(2).tells(&["1 removed", "needs a MAJOR version: set dataset.version = \"2.0.0\""]);
}

#[test]
fn every_table_is_compared_and_records_alone_decide() {
    let work = Workdir::new();
    let copied = SAID.repeat(3);
    dataset(&work, "1.0.0", &[("a", SAID), ("b", &copied), ("c", "")]);
    work.run(["build"]).exits(0);
    let rejects = |lines: &[&str]| {
        let text = std::fs::read_to_string(work.path("in.jsonl")).unwrap();
        work.write("in.jsonl", text + &lines.join("\n"));
    };
    // Another reject, twice the same, and one that is gone: no record changed.
    dataset(&work, "1.0.1", &[("a", SAID), ("b", &copied)]);
    rejects(&["{", "{"]);
    work.run(["build"]).exits(0);
    let ran = work.run(["diff", "releases/tiny-1.0.0", "releases/tiny-1.0.1", "--json"]).exits(0);
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["required"], "PATCH");
    let rejects = &json["tables"]["rejects"];
    assert_eq!((&rejects["added"], &rejects["removed"], &rejects["changed"]), (&2.into(), &1.into(), &0.into()));
    assert_eq!(rejects["added_sample"][0], "in.jsonl/3/syntax");
    assert!(rejects["removed_sample"][0].as_str().unwrap().starts_with("in.jsonl/3/"), "{rejects}");
    // A copy is a new article, which decides, and a new pair.
    dataset(&work, "1.1.0", &[("a", SAID), ("b", &copied), ("d", &copied)]);
    work.run(["build"]).exits(0);
    let ran = work.run(["diff", "releases/tiny-1.0.1", "releases/tiny-1.1.0"]).exits(0);
    assert!(ran.stdout.contains("duplicates          1        0        0        0"), "{}", ran.stdout);
    assert!(ran.stdout.contains("duplicates added: d/b") && ran.stdout.contains("required: MINOR"), "{}", ran.stdout);
}

#[test]
fn what_was_removed_stays_away() {
    let work = Workdir::new();
    dataset(&work, "1.0.0", &[("a", SAID), ("b", OTHER)]);
    work.run(["build"]).exits(0);
    dataset(&work, "2.0.0", &[("a", SAID), ("b", OTHER)]);
    work.write("removed_ids.txt", "# asked for by a reader\nb\n");
    work.run(["build"]).exits(0);
    let release = work.path("releases/tiny-2.0.0");
    let manifest = Manifest::read(&release).unwrap();
    assert_eq!((manifest.rows_in, manifest.withdrawn, manifest.total("articles")), (2, 1, 1));
    assert_eq!(std::fs::read_to_string(release.join("removed_ids.txt")).unwrap(), "b\n", "not who asked");
    let report = validate::run(&release).unwrap();
    assert!(report.checks.iter().any(|c| c.id == "PRV001" && c.status == validate::Status::Pass));
    // A single claim goes as well, and the rest of its article stays.
    let claims = crate::fixture::read(&crate::fixture::files(&release, claimkit::dataset::Table::Claims)[0]);
    let id = crate::fixture::texts(&claims[0], "claim_id")[0].clone().unwrap();
    work.write("removed_ids.txt", format!("b\n{id}\n"));
    dataset(&work, "3.0.0", &[("a", SAID), ("b", OTHER)]);
    work.run(["build"]).exits(0);
    let manifest = Manifest::read(&work.path("releases/tiny-3.0.0")).unwrap();
    assert_eq!((manifest.total("articles"), manifest.total("claims")), (1, 0));
}

#[test]
fn contracts_are_compared() {
    let work = Workdir::new();
    let ran = work.run(["schema", "diff", "1.0.0", "1.1.0", "--mode", "full"]).exits(0);
    assert!(ran.stdout.contains("ok      MINOR duplicates: a new table"), "{}", ran.stdout);
    let path = repository("schemas/v1.1.0/claims.schema.json");
    let text = std::fs::read_to_string(path).unwrap();
    work.write("edited/claims.schema.json", text.replacen("\"mixed\"", "\"mixed\", \"echo\"", 1));
    work.write("plain/claims.schema.json", text);
    work.run(["schema", "diff", "plain", "edited"]).exits(0);
    let ran = work.run(["schema", "diff", "plain", "edited", "--mode", "forward"]).exits(1);
    assert!(ran.stdout.starts_with("BREAKS  MAJOR claims.quote_type: new values: echo"), "{}", ran.stdout);
    work.run(["schema", "diff", "1.0.0", "0.9"]).exits(2).tells(&["0.9: is no schema version", "1.0.0, 1.1.0"]);
    let schemas = repository("schemas");
    work.run(["schema", "check", "--schemas", schemas.to_str().unwrap(), "--mode", "full"]).exits(0);
}

#[test]
fn a_release_of_the_first_schema_still_validates() {
    let work = Workdir::new();
    let release = repository("datasets/coalition-withdrawal/releases/coalition-withdrawal-1.0.0");
    let ran = work.run(["validate", release.to_str().unwrap(), "--format", "json"]).exits(0);
    let report: validate::Report = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!((report.schema_version.as_str(), report.summary.errors), ("1.0.0", 0));
    let status = |id: &str| report.checks.iter().find(|c| c.id == id).unwrap().status;
    // What came after it is not asked of it.
    for id in ["LAY002", "LAY006", "DOC001", "DOC002", "DOC003"] {
        assert_eq!(status(id), validate::Status::Skipped, "{id}");
    }
    assert_eq!(status("SCH001"), validate::Status::Pass);
}

#[test]
fn waivers_accept_with_a_reason_and_until_a_day() {
    let work = Workdir::new();
    dataset(&work, "1.0.0", &[("a", &format!("{SAID}\u{200F}"))]);
    work.run(["build"]).exits(0);
    let release = "releases/tiny-1.0.0";
    work.run(["validate", release, "--fail-on", "warning"]).exits(1);
    let waive = |key: &str, until: &str| {
        let text = format!("[[waiver]]\ncheck = 'TXT003'\nkey = '{key}'\nreason = 'as printed'\nuntil = '{until}'\n");
        // VAL003: the line has neither outlet nor title.
        let other = "[[waiver]]\ncheck = 'VAL003'\nreason = 'one line'\nuntil = '2999-01-01'\n";
        work.write("claimkit-allow.toml", text + other);
        work.run(["validate", release, "--fail-on", "warning", "--waivers", "claimkit-allow.toml"])
    };
    let ran = waive("a", "2999-01-01").exits(0);
    assert!(ran.stdout.contains("okay  TXT003") && ran.stdout.contains("2 waived"), "{}", ran.stdout);
    assert!(waive("b", "2999-01-01").exits(1).stdout.contains("covers nothing, take it out: b"));
    assert!(waive("a", "2020-01-01").exits(1).stdout.contains("is over, look again: a"));
    work.write("claimkit-allow.toml", "[[waiver]]\ncheck = 'TXT999'\nreason = 'r'\nuntil = '2999-01-01'\n");
    let ran = work.run(["validate", release, "--waivers", "claimkit-allow.toml"]).exits(2);
    ran.tells(&["claimkit-allow.toml: \"TXT999\" is no check", "explain --list"]);
}

#[test]
fn a_repository_is_checked_by_one_command() {
    let work = Workdir::new();
    dataset(&work, "1.0.0", &[("a", SAID)]);
    work.run(["build"]).exits(0);
    dataset(&work, "1.1.0", &[("a", SAID), ("b", OTHER)]);
    work.run(["build"]).exits(0);
    assert!(work.run(["check"]).exits(0).stdout.ends_with("2 releases: in order\n"));
    let card = work.path("releases/tiny-1.1.0/README.md");
    let text = std::fs::read_to_string(&card).unwrap();
    std::fs::write(&card, text.replace("## Licence", "Our best release.\n\n## Licence")).unwrap();
    write_sums(&work.path("releases/tiny-1.1.0")).unwrap();
    let ran = work.run(["check"]).exits(1);
    assert!(ran.stdout.contains("tiny-1.1.0: README.md is not what this program generates"), "{}", ran.stdout);
    std::fs::write(&card, "").unwrap();
    let ran = work.run(["check", "--github"]).exits(1);
    assert!(ran.stdout.contains("::error file=releases/tiny-1.1.0/README.md,title=LAY001 "), "{}", ran.stdout);
    let ran = work.run(["check"]).exits(1);
    assert!(ran.stdout.contains("\nFAIL  LAY001 ") && ran.stdout.contains("claimkit explain LAY001"), "{}", ran.stdout);
    assert!(
        !ran.stdout.contains("\npass") && !ran.stdout.contains("\nskip"),
        "what is right is no news: {}",
        ran.stdout
    );
    work.run(["check", "nowhere"]).exits(2).tells(&["a data set is a folder with a claimkit.toml"]);
}
