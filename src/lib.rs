//! Finds attributed claims in Arabic news: who said what, whether the speaker is anonymous, where every word of the
//! answer stands, and what stance the claim takes toward a target. Writes versioned Parquet releases that carry the
//! report that checked them.

pub mod attribution;
pub mod error;
pub mod lexicon;
pub mod model;
pub mod stance;
pub mod text;
