//! Speed of folding, reading and extraction on one thread, over the bundled articles repeated to at least a megabyte.
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

fn main() {
    divan::main();
}

/// The bundled articles, over and over.
fn articles() -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/coalition-withdrawal");
    let sources = [SourceSpec::of_paths(["articles"])];
    let bundled: Vec<Article> =
        Articles::open(&sources, &folder, Limits::default()).expect("the bundled articles").flatten().collect();
    let size: usize = bundled.iter().map(|article| article.text.len()).sum();
    bundled.iter().cycle().take(bundled.len() * LEAST.div_ceil(size)).cloned().collect()
}

fn bytes(articles: &[Article]) -> BytesCount {
    BytesCount::new(articles.iter().map(|a| a.text.len()).sum::<usize>())
}

/// Folding to matching keys.
#[divan::bench]
fn fold(bencher: Bencher) {
    let articles = articles();
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
    let articles = articles();
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
#[divan::bench]
fn attribute(bencher: Bencher) {
    run(bencher, &Extractor::new(Vec::new()));
}

/// Everything: structure, claims, speakers, stance.
#[divan::bench]
fn extract(bencher: Bencher) {
    run(bencher, &Extractor::new(vec![Target::built_in().expect("the built-in target")]));
}

fn run(bencher: Bencher, extractor: &Extractor) {
    let articles = articles();
    bencher
        .counter(bytes(&articles))
        .bench(|| articles.iter().map(|article| extractor.extract(article).claims.len()).sum::<usize>());
}
