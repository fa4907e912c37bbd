//! Finds attributed claims in Arabic news: who said what, whether the speaker is anonymous, where every word of the
//! answer stands, and what stance the claim takes toward a target. Writes versioned Parquet releases that carry the
//! report that checked them.

pub mod annotate;
pub mod attribution;
#[cfg(feature = "cli")]
pub mod build;
#[cfg(feature = "cli")]
pub mod cli;
pub mod columnar;
pub mod config;
pub mod dataset;
pub mod error;
pub mod eval;
pub mod gazetteer;
pub mod ingest;
pub mod labeler;
pub mod labels;
pub mod learn;
pub mod lexicon;
pub mod linear;
pub mod model;
pub mod pipeline;
pub mod plain;
pub mod record;
#[cfg(feature = "cli")]
pub mod report;
pub mod stance;
pub mod text;
#[cfg(feature = "cli")]
pub mod validate;
