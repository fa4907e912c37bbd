//! Finds attributed claims in Arabic news: who said what, whether the speaker is anonymous, where every word of the
//! answer stands, and what stance the claim takes toward a target. Writes versioned Parquet releases that carry the
//! report that checked them.

#[cfg(feature = "cli")]
pub mod build;
pub mod config;
pub mod dataset;
pub mod error;
pub mod ingest;
pub mod model;
#[cfg(feature = "cli")]
pub mod report;
#[cfg(feature = "cli")]
pub mod validate;
