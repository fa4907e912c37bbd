//! Articles that tell one story stay in one split.

use crate::fixture::{build_into, config, edit, files, items, read, refresh, release, texts};
use crate::validate::{failing, set_text};
use claimkit::config::DatasetConfig;
use claimkit::dataset::Table;
use claimkit::model::Article;
use claimkit::validate::{self, Status};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const HEADLINE: &str = "الملاحق تنشر أخبار الجسر الجديد معا";

/// Reports of one event in the words of eight outlets, with one sentence that all of them quote.
fn reports(config: &DatasetConfig) -> BTreeSet<String> {
    let mut items = items();
    for n in 0..8 {
        let own: Vec<String> = (0..40).map(|i| format!("كلام{}", n * 100 + i)).collect();
        let said = "قال الوزير سالم الفراتي إن الجسر القديم سيفتح أمام السيارات بعد إصلاحه نهاية الشهر.";
        items.push(Ok(Article::new(format!("story-{n}"), format!("خبر {n}\n{said}\n{}.\n", own.join(" ")))));
    }
    let out = tempfile::tempdir().unwrap();
    let summary = build_into(out.path(), config, items, 2).unwrap();
    assert!(summary.outcome.is_release(), "{}", claimkit::report::human(&summary.report.unwrap()));
    let mut splits = BTreeMap::new();
    for batch in files(&summary.path, Table::Articles).iter().flat_map(|p| read(p)) {
        splits.extend(texts(&batch, "article_id").into_iter().flatten().zip(texts(&batch, "split")));
    }
    splits.into_iter().filter(|(id, _)| id.starts_with("story")).filter_map(|(_, split)| split).collect()
}

#[test]
fn what_everybody_quotes_makes_one_story() {
    assert_eq!(reports(&config()).len(), 1);
    let text = crate::fixture::CONFIG.replace("[split]", "[split]\nstories = false");
    let torn = DatasetConfig::parse(Path::new("."), &text).unwrap();
    assert!(reports(&torn).len() > 1, "another seed is needed: nothing was torn apart");
}

/// Gives the first article without claims of some splits one headline.
fn headline(release: &Path, wanted: &[&str]) {
    edit(release, Table::Articles, |b| {
        let split = texts(&b, "split")[0].clone().unwrap();
        let row = texts(&b, "article_id").iter().position(|i| i.as_deref().is_some_and(|i| i.starts_with("plain")));
        match row.filter(|_| wanted.contains(&split.as_str())) {
            Some(row) => set_text(&b, "title", row, Some(HEADLINE)),
            None => b,
        }
    });
    refresh(release);
}

#[test]
fn lkg007_one_headline_in_two_splits() {
    assert_eq!(failing(|release| headline(release, &["train"])), [""; 0]);
    assert_eq!(failing(|release| headline(release, &["train", "validation"])), ["LKG007"]);
}

#[test]
fn a_release_that_promises_nothing_is_not_asked() {
    let (_guard, release) = release();
    headline(&release, &["train", "validation"]);
    crate::validate::manifest(|m| {
        m.configuration.resolved["split"].as_object_mut().unwrap().remove("stories");
    })(&release);
    let report = validate::run(&release).unwrap();
    assert!(!report.has_errors());
    assert!(report.checks.iter().any(|c| c.id == "LKG007" && c.status == Status::Skipped));
}
