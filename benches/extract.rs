//! Speed of folding, reading and extraction on one thread, over articles repeated to at least a megabyte: those of the bundled
//! data set, which are all about its target, and those of the two sets for measuring, of which two fifths are about other things.
//!
//! `cargo bench --no-default-features` (without the command line, so that polars is not built).

use claimkit::ingest::{Articles, Limits, SourceSpec};
use claimkit::model::{Article, Span};
use claimkit::pipeline::Extractor;
use claimkit::stance::Target;
use claimkit::text::fold::{Level, fold_into};
use claimkit::text::token::Tokens;
use divan::{Bencher, counter::BytesCount};
use std::path::Path;

const LEAST: usize = 1 << 20;

const ON_TARGET: &str = "on-target";
const KINDS: [&str; 2] = [ON_TARGET, "mixed"];

fn main() {
    divan::main();
}

/// Articles of a kind, over and over.
fn articles(kind: &str) -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets");
    let paths: &[&str] = match kind {
        ON_TARGET => &["coalition-withdrawal/articles"],
        _ => &["development/articles.jsonl", "held-out/articles.jsonl"],
    };
    let sources = [SourceSpec::of_paths(paths.iter().copied())];
    let read: Vec<Article> =
        Articles::open(&sources, &folder, Limits::default()).expect("articles").flatten().collect();
    let size: usize = read.iter().map(|article| article.text.len()).sum();
    read.iter().cycle().take(read.len() * LEAST.div_ceil(size)).cloned().collect()
}

fn bytes(articles: &[Article]) -> BytesCount {
    BytesCount::new(articles.iter().map(|a| a.text.len()).sum::<usize>())
}

/// Folding to matching keys.
#[divan::bench]
fn fold(bencher: Bencher) {
    let articles = articles(ON_TARGET);
    let mut key = String::new();
    bencher.counter(bytes(&articles)).bench_local(|| {
        for article in &articles {
            key.clear();
            fold_into(&article.text, Level::K3, &mut key);
        }
        key.len()
    });
}

/// Tokens with their keys.
#[divan::bench]
fn read(bencher: Bencher) {
    let articles = articles(ON_TARGET);
    bencher.counter(bytes(&articles)).bench(|| {
        let tokens = |article: &Article| {
            let mut tokens = Tokens::default();
            tokens.push_block(&article.text, Span::new(0, article.text.len()), 0);
            tokens.len()
        };
        articles.iter().map(tokens).sum::<usize>()
    });
}

/// Structure, claims and speakers, without stance.
#[divan::bench(args = KINDS)]
fn attribute(bencher: Bencher, kind: &str) {
    run(bencher, kind, &Extractor::new(Vec::new()));
}

/// Everything: structure, claims, speakers, stance.
#[divan::bench(args = KINDS)]
fn extract(bencher: Bencher, kind: &str) {
    run(bencher, kind, &Extractor::new(vec![Target::built_in().expect("the built-in target")]));
}

fn run(bencher: Bencher, kind: &str, extractor: &Extractor) {
    let articles = articles(kind);
    bencher
        .counter(bytes(&articles))
        .bench(|| articles.iter().map(|article| extractor.extract(article).claims.len()).sum::<usize>());
}
