//! A linear model of texts: words, pairs of words and letters inside words, each with a weight for every label.
//!
//! Every word adds what it weighs wherever it stands, so that a label can name the words that gave it, and what a spelling
//! weighs is worked out once. [`Model`] is what a file holds; [`Reader`] is the same made ready for millions of claims;
//! [`learn`](crate::learn) finds the weights.

mod features;
mod model;
mod reader;

pub(crate) use features::{Corpus, Row, Vocabulary};
pub use features::{CueFeature, RuleLabel};
#[cfg(test)]
pub(crate) use model::probabilities;
pub(crate) use model::soften;
pub use model::{Model, Training};
pub(crate) use reader::Reader;

/// Four decimals: more would not change a label, and fewer digits are read back as they were written.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
