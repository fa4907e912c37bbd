//! `claimkit build` on the bundled data set.

use crate::util::{Ran, Workdir, copy, repository};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

const NAME: &str = "coalition-withdrawal-12.0.0";

fn bundled() -> PathBuf {
    repository("datasets/coalition-withdrawal")
}

/// The bundled release of the version that is built now.
pub(crate) fn newest() -> PathBuf {
    bundled().join("releases").join(NAME)
}

fn build(work: &Workdir, dataset: &Path, out: &str, more: &[&str]) -> Ran {
    let args = [&["build", dataset.to_str().unwrap(), "--out", out], more].concat();
    work.run(args)
}

fn sums(work: &Workdir, out: &str) -> String {
    fs::read_to_string(work.path(out).join(NAME).join("SHA256SUMS")).unwrap()
}

/// The bundled data set and its targets in a folder where they may be changed.
fn copied(work: &Workdir) -> PathBuf {
    let folder = work.path("datasets/coalition-withdrawal");
    copy(&bundled(), &folder);
    if repository("targets").is_dir() {
        copy(&repository("targets"), &work.path("targets"));
    }
    folder
}

#[test]
fn the_bundled_data_set_builds_the_same_bytes_on_one_and_two_threads() {
    let work = Workdir::new();
    let first = build(&work, &bundled(), "one", &["--threads", "1"]).exits(0);
    assert!(first.stdout.starts_with("Built one/coalition-withdrawal-12.0.0\n"), "{}", first.stdout);
    for word in ["articles         39", "speakers", "anonymous", "favor", "against", "neutral", "unrelated", "rejected"]
    {
        assert!(first.stdout.contains(word), "no `{word}` in {}", first.stdout);
    }
    build(&work, &bundled(), "two", &["--threads", "2"]).exits(0);
    assert_eq!(sums(&work, "one"), sums(&work, "two"));
    work.run(["validate", "one/coalition-withdrawal-12.0.0"]).exits(0);

    let again = build(&work, &bundled(), "one", &[]).exits(0);
    assert!(again.stdout.starts_with("Already built, with the same bytes: "), "{}", again.stdout);
    let json: Value = serde_json::from_str(&build(&work, &bundled(), "one", &["--json"]).exits(0).stdout).unwrap();
    assert_eq!((json["outcome"].as_str(), json["articles"].as_u64()), (Some("already_built"), Some(39)));
    assert_eq!(fs::read_dir(work.path("one")).unwrap().count(), 1, "nothing is left beside the release");
}

#[test]
fn the_committed_release_is_what_the_program_builds() {
    let committed = newest();
    assert!(committed.is_dir(), "{NAME} is not committed");
    let work = Workdir::new();
    build(&work, &bundled(), "out", &[]).exits(0);
    let theirs = fs::read_to_string(committed.join("SHA256SUMS")).unwrap();
    assert_eq!(theirs, sums(&work, "out"), "the labels changed: raise dataset.version and build a new release");
}

#[test]
fn a_gazetteer_is_read_before_anything_is_built() {
    let work = Workdir::new();
    let dataset = copied(&work);
    let config = fs::read_to_string(dataset.join("claimkit.toml")).unwrap();
    fs::write(dataset.join("claimkit.toml"), format!("gazetteer = 'people.csv'\n{config}")).unwrap();
    build(&work, &dataset, "out", &[]).exits(2).tells(&["claimkit.toml: gazetteer: no such file: ", "people.csv"]);

    fs::write(dataset.join("people.csv"), "name,aliases\nزيد الحلي,سالم||بكر\n").unwrap();
    build(&work, &dataset, "out", &[]).exits(2).tells(&["people.csv:2: aliases: "]);

    let list = "name,aliases,external_id\nبرلمان البلاد,البرلمان العراقي|مجلس النواب العراقي,p1\n";
    fs::write(dataset.join("people.csv"), list).unwrap();
    build(&work, &dataset, "out", &[]).exits(0);
    let release = work.path("out").join(NAME);
    let manifest = fs::read_to_string(release.join("manifest.json")).unwrap();
    assert!(manifest.contains("people.csv"), "the release names its gazetteer");
    work.run(["validate", release.to_str().unwrap()]).exits(0);
}

#[test]
fn another_input_needs_another_version_and_touches_nothing() {
    let work = Workdir::new();
    let dataset = copied(&work);
    build(&work, &dataset, "out", &[]).exits(0);
    let before = sums(&work, "out");
    let article = dataset.join("articles/text/t01-sawad-wire.invented.txt");
    let longer = fs::read_to_string(&article).unwrap() + "\nوقال الوزير كاظم الحلفي إن الجسر سيفتح غدا.\n";
    fs::write(article, longer).unwrap();
    let ran = build(&work, &dataset, "out", &[]).exits(2);
    let ran =
        ran.tells(&["claimkit: out/coalition-withdrawal-12.0.0: is there with other content", "never overwritten"]);
    ran.tells(&["set dataset.version = \""]);
    assert_eq!(sums(&work, "out"), before);
    work.run(["validate", "out/coalition-withdrawal-12.0.0"]).exits(0);
}

#[test]
fn a_killed_build_leaves_no_release_and_the_next_one_cleans_up() {
    let work = Workdir::new();
    work.write("claimkit.toml", "[dataset]\nname = 'tiny'\nversion = '1.0.0'\n[[source]]\npaths = ['-']\n");
    // It waits for standard input, so it is killed in the middle.
    let mut child = work.command(["build"]).stdin(Stdio::piped()).spawn().unwrap();
    let half = work.path("releases/.tiny-1.0.0.partial");
    let started = Instant::now();
    while !half.is_dir() {
        assert!(started.elapsed() < Duration::from_secs(60), "the build never began");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(half.is_dir() && !work.path("releases/tiny-1.0.0").exists());
    work.run_with(crate::util::SAID, ["build"]).exits(0);
    let names: Vec<_> = fs::read_dir(work.path("releases")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names, ["tiny-1.0.0"]);
}
