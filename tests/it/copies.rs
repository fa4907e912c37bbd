//! Nearly equal texts in whole builds: whatever the order of the input, and where very many articles repeat a template.

use crate::fixture::{build_into, config, files, read, texts};
use claimkit::dataset::Table;
use claimkit::model::Article;
use std::collections::BTreeMap;

/// A word that nobody else says.
fn word(n: usize) -> String {
    format!("كلمة{}", n * 7_919 % 1_000_003)
}

fn article(id: String, words: &[usize]) -> Article {
    Article::new(id, words.iter().map(|n| word(*n)).collect::<Vec<_>>().join(" "))
}

/// Builds a release and returns split and first copy of every article.
fn build(articles: &[Article]) -> BTreeMap<String, (Option<String>, Option<String>)> {
    let out = tempfile::tempdir().unwrap();
    let summary = build_into(out.path(), &config(), articles.iter().cloned().map(Ok).collect(), 2).unwrap();
    assert!(summary.outcome.is_release(), "{}", claimkit::report::human(&summary.report.unwrap()));
    let mut found = BTreeMap::new();
    for batch in files(&summary.path, Table::Articles).iter().flat_map(|p| read(p)) {
        let facts = texts(&batch, "split").into_iter().zip(texts(&batch, "near_duplicate_of"));
        found.extend(texts(&batch, "article_id").into_iter().flatten().zip(facts));
    }
    found
}

#[test]
fn the_order_of_the_input_decides_no_split() {
    let mut articles = Vec::new();
    for n in 0..60 {
        let mut words: Vec<usize> = (0..80).map(|i| 1_000 * n + i).collect();
        articles.push(article(format!("a{n}"), &words));
        words[40] += 500;
        articles.push(article(format!("b{n}"), &words));
    }
    let found = build(&articles);
    assert!((0..60).all(|n| found[&format!("b{n}")].1 == Some(format!("a{n}"))));
    articles.reverse();
    let again = build(&articles);
    assert!((0..60).all(|n| again[&format!("a{n}")].1 == Some(format!("b{n}"))));
    assert!(found.iter().all(|(id, (split, _))| again[id].0 == *split));
}

#[test]
fn bulletins_of_one_template_are_a_release() {
    let mut articles = Vec::new();
    for n in 0..1_000 {
        // Five words of their own in 120; a copy later on has four more.
        let mut words: Vec<usize> = (0..120).collect();
        (0..5).for_each(|i| words[(n * 31 + i * 23 + i * n) % 120] = 1_000 + 10 * n + i);
        articles.push(article(format!("b{n}"), &words));
        (5..9).for_each(|i| words[(n * 17 + i * 29) % 120] = 1_000 + 10 * n + i);
        articles.push(article(format!("again-{n}"), &words));
    }
    articles.sort_by_key(|article| article.article_id.starts_with("again"));
    let found = build(&articles);
    let copies = (0..1_000).filter(|n| found[&format!("again-{n}")].1.is_some()).count();
    assert!(copies > 900, "{copies} copies were recognised");
}
