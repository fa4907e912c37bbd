//! Checks that a data set states itself.

use crate::fixture::{CONFIG, build_into, items};
use crate::util::Workdir;
use crate::validate::failures;
use claimkit::build::{BuildSummary, Outcome};
use claimkit::config::DatasetConfig;
use claimkit::report;
use claimkit::validate::{CheckResult, Status, own, waivers};
use std::path::Path;

fn stated(id: &str, severity: &str, table: &str, expect: &str) -> String {
    format!(
        "[[check]]\nid = '{id}'\nseverity = '{severity}'\ntable = '{table}'\nexpect = \"{expect}\"\nmessage = 'all is well'\n"
    )
}

fn config(checks: &str) -> DatasetConfig {
    DatasetConfig::parse(Path::new("d"), &format!("{CONFIG}{checks}")).unwrap()
}

fn built(checks: &str) -> BuildSummary {
    let out = tempfile::tempdir().unwrap();
    build_into(out.path(), &config(checks), items(), 2).unwrap()
}

/// What one check over claims finds.
fn result(table: &str, expect: &str) -> CheckResult {
    let report = built(&stated("OWN001", "info", table, expect)).report.unwrap();
    report.checks.into_iter().find(|c| c.id == "OWN001").unwrap()
}

#[test]
fn expressions_see_every_type_of_column() {
    for (table, expect, failed) in [
        ("claims", "cue_kind is none or cue_kind == 'verb'", 0),
        ("claims", "speaker_id is not none", 41),
        ("claims", "not negated and end_char - start_char > 3", 0),
        ("claims", "spans | length == 1 and spans[0].start_char == start_char", 0),
        ("claims", "stance_score is none or stance_score > 0", 41),
        ("claims", "text is startingwith 'انسحاب' or speaker_type in ['person', 'unknown']", 0),
        ("articles", "url is none or url is startingwith 'https://'", 0),
        ("articles", "blocks | selectattr('kind', 'eq', 'title') | list | length == 1", 0),
        ("articles", "n_claims > 0", 12),
        ("speakers", "name is none or is_anonymous == false", 0),
        ("stances", "evidence | length > 0", 0),
        ("rejects", "row is none or row < 10", 1),
    ] {
        let check = result(table, expect);
        assert_eq!(check.failed, failed, "{expect}: {:?}", check.sample.first());
        assert_eq!(check.status, if failed == 0 { Status::Pass } else { Status::Fail }, "{expect}");
    }
    let check = result("claims", "speaker_id | length == 18");
    assert!(check.sample[0].message.starts_with("cannot be told: "), "{:?}", check.sample[0]);
    assert_eq!((check.failed, check.sample.len()), (41, 20), "samples are bounded");
    let finding = &check.sample[0];
    assert!(finding.key.as_ref().unwrap().starts_with("c-") && finding.column.as_deref() == Some("speaker_id"));
}

#[test]
fn an_error_stops_the_build_and_a_warning_does_not() {
    let summary = built(&stated("OWN001", "error", "claims", "speaker_id is not none"));
    assert_eq!(summary.outcome, Outcome::Invalid);
    let summary = built(&stated("OWN001", "warning", "claims", "speaker_id is not none"));
    assert_eq!(summary.outcome, Outcome::Built);
    let report = summary.report.unwrap();
    assert_eq!(failures(&report), ["OWN001"]);
    let forms = [
        report::json(&report),
        report::human(&report),
        report::markdown(&report),
        report::html(&report, None),
        report::junit(&report),
        report::sarif(&report),
        report::github(&report, "out/tiny-1.0.0".as_ref()),
    ];
    for text in forms {
        assert!(text.contains("OWN001") && text.contains("all is well"), "{text}");
    }
    let sarif: serde_json::Value = serde_json::from_str(&report::sarif(&report)).unwrap();
    let rules = sarif["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.iter().filter(|rule| rule["id"] == "OWN001").count(), 1);
}

#[test]
fn a_release_is_judged_by_the_checks_it_was_built_with_and_they_can_be_waived() {
    let work = Workdir::new();
    let out = work.path("out");
    let release =
        build_into(&out, &config(&stated("OWN001", "warning", "claims", "speaker_id is not none")), items(), 2);
    let release = release.unwrap().path;
    let release = release.to_str().unwrap();
    let ran = work.run(["validate", release, "--fail-on", "warning"]).exits(1);
    assert!(ran.stdout.contains("warn  OWN001"), "{}", ran.stdout);
    let waiver = "[[waiver]]\ncheck = 'OWN001'\nreason = 'free speech has no speaker'\nuntil = '2099-01-01'\n";
    work.write("allow.toml", waiver);
    let ran = work.run(["validate", release, "--fail-on", "warning", "--waivers", "allow.toml"]).exits(0);
    assert!(ran.stdout.contains("okay  OWN001"), "{}", ran.stdout);
    work.write("allow.toml", waiver.replace("OWN001", "OWN002"));
    work.run(["validate", release, "--waivers", "allow.toml"]).exits(2).tells(&["\"OWN002\" is no check"]);
    assert!(waivers::load(&work.path("allow.toml"), ["OWN002"]).is_ok());
}

#[test]
fn mistakes_are_configuration_errors_that_name_the_check() {
    let verified =
        |check: &str| own::verify(&config(check).checks, Path::new("d/claimkit.toml")).unwrap_err().to_string();
    for (expect, message) in [
        ("speaker_nme is none", "OWN001: claims has no column `speaker_nme` (did you mean `speaker_name`?)"),
        ("speaker_name is", "OWN001: unexpected end of input"),
        ("speaker_name is nonne", "OWN001: test nonne is unknown"),
        ("speaker_name | lenght > 3", "OWN001: filter lenght is unknown"),
        ("1 == 1", "OWN001: names no column"),
    ] {
        let error = verified(&stated("OWN001", "error", "claims", expect));
        assert!(error.starts_with("d/claimkit.toml: check[0].expect: ") && error.contains(message), "{error}");
    }
    let error = verified(&stated("OWN001", "error", "articles", "published_at is none"));
    assert!(error.contains("published_at cannot be used"), "{error}");
    let error = verified(&stated("SPN001", "error", "claims", "not negated"));
    assert!(error.contains("check[0].id: SPN001: is the id of a built-in check"), "{error}");

    let parsed =
        |check: String| DatasetConfig::parse(Path::new("d"), &format!("{CONFIG}{check}")).unwrap_err().to_string();
    let good = stated("OWN001", "error", "claims", "not negated");
    for (from, to, message) in [
        ("OWN001", "mine", "check[0].id: \"mine\" is not three capital letters and three digits"),
        ("'claims'", "'claim'", "check[0].table: \"claim\" is no table; tables are articles"),
        ("'error'", "'eror'", "did you mean `error`?"),
        ("expect", "expects", "check[0].expects: unknown field `expects`"),
        ("all is well", " ", "check[0].message: is empty"),
    ] {
        let error = parsed(good.replace(from, to));
        assert!(error.contains(message), "{error}");
    }
    assert!(parsed(format!("{good}{good}")).contains("check[1].id: \"OWN001\" is there twice"));
}

#[test]
fn own_checks_are_explained() {
    let work = Workdir::new();
    let check = stated("OWN001", "warning", "claims", "not negated") + "why = 'nobody denies'\n";
    work.write("claimkit.toml", format!("[dataset]\nname = 'tiny'\nversion = '1.0.0'\n{check}"));
    let ran = work.run(["explain", "OWN001"]).exits(0);
    for words in ["OWN001 (own check)", "all is well", "claims: not negated", "nobody denies"] {
        assert!(ran.stdout.contains(words), "{}", ran.stdout);
    }
    assert!(work.run(["explain", "--list"]).exits(0).stdout.contains("OWN001"));
    work.run(["check"]).exits(0);
    work.write(
        "claimkit.toml",
        format!("[dataset]\nname = 'tiny'\nversion = '1.0.0'\n{}", check.replace("negated", "x")),
    );
    work.run(["check"]).exits(2).tells(&["claimkit.toml: check[0].expect: OWN001: claims has no column `x`"]);
}
