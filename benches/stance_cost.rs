//! What stance adds to the time of extraction, as a ratio: both are run in turn over the same articles on one thread, so that a
//! busy machine slows both. Prints, for the articles of the bundled data set (all about the target) and for those of the
//! two sets for measuring (three fifths are), the median of the ratios of all rounds, and the ratio of the fastest.
//!
//! `cargo bench --no-default-features --bench stance_cost`

#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use claimkit::ingest::{Articles, Limits, SourceSpec};
use claimkit::model::Article;
use claimkit::pipeline::Extractor;
use claimkit::stance::Target;
use std::path::Path;
use std::time::{Duration, Instant};

const ROUNDS: usize = 61;
/// Bytes of text a round reads at least.
const LEAST: usize = 1 << 20;

fn main() {
    let with = Extractor::new(vec![Target::built_in().expect("the built-in target")]);
    let without = Extractor::new(Vec::new());
    let kinds: [(&str, &[&str]); 2] = [
        ("on-target", &["coalition-withdrawal/articles"]),
        ("mixed", &["development/articles.jsonl", "held-out/articles.jsonl"]),
    ];
    for (kind, paths) in kinds {
        let articles = articles(paths);
        let mut rounds: Vec<(Duration, Duration)> =
            (0..ROUNDS).map(|_| (time(&without, &articles), time(&with, &articles))).collect();
        // The first round learns the words.
        rounds.remove(0);
        let mut ratios: Vec<f64> = rounds.iter().map(|(a, b)| b.as_secs_f64() / a.as_secs_f64()).collect();
        ratios.sort_by(f64::total_cmp);
        let fastest = |of: fn(&(Duration, Duration)) -> Duration| rounds.iter().map(of).min().unwrap_or_default();
        let (plain, stance) = (fastest(|r| r.0), fastest(|r| r.1));
        println!(
            "{kind:<10} stance adds {:>4.1} % (median of {} rounds), {:>4.1} % (fastest: {plain:.1?} and {stance:.1?})",
            100.0 * (ratios[ratios.len() / 2] - 1.0),
            ratios.len(),
            100.0 * (stance.as_secs_f64() / plain.as_secs_f64() - 1.0),
        );
    }
}

/// The articles of some files of the data sets, over and over.
fn articles(paths: &[&str]) -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    let sources = [SourceSpec::of_paths(paths.iter().copied())];
    let read: Vec<Article> =
        Articles::open(&sources, &folder, Limits::default()).expect("articles").flatten().collect();
    let size: usize = read.iter().map(|article| article.text.len()).sum();
    read.iter().cycle().take(read.len() * LEAST.div_ceil(size)).cloned().collect()
}

fn time(extractor: &Extractor, articles: &[Article]) -> Duration {
    let start = Instant::now();
    let claims: usize = articles.iter().map(|article| extractor.extract(article).claims.len()).sum();
    assert!(claims > 0, "articles with claims");
    start.elapsed()
}
