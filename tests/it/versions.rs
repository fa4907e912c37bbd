//! A release against a former one.

use crate::fixture::{build_into, config, items};
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
    let options = Options { baseline: Some(old) };
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
    assert_eq!(compared("2.0.0", 3, |items| drop(items.drain(..20))), ["DRF001"]);
    assert_eq!(compared("2.0.0", 3, |items| reword(items, "قال مصدر رقم", "قال خالد رقم")), ["DRF002"]);
    let longer = |items: &mut Vec<Item>| {
        for (n, article) in items.iter_mut().flatten().enumerate() {
            for i in 0..80 {
                article.text.push_str(&format!("زائد{} ", n * 1000 + i));
            }
            article.text.push('\n');
        }
    };
    assert_eq!(compared("2.0.0", 3, longer), ["DRF003"]);
    let edited = |items: &mut Vec<Item>| reword(&mut items[12..13], "البرلمان", "المجلس");
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
        let options = Options { baseline: Some(old.clone()) };
        assert_eq!(failures(&validate::run_with(&new, &options).unwrap()), expected);
    }
}
