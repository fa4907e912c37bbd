//! Integration tests: the built binary, real files, real Parquet.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise, as tests do")]

mod agree;
mod annotate;
mod attribution;
mod bad_input;
mod broken;
mod build;
mod cli;
mod copies;
mod damage;
mod extract;
mod fixture;
mod footers;
mod gold;
mod goldens;
mod labeler;
mod layering;
mod lexicon;
mod mistakes;
mod mutations;
mod own_checks;
mod parts;
mod property;
mod readme;
mod refused;
mod release;
mod roundtrip;
mod stance;
mod standoff;
mod stories;
mod target;
mod util;
mod validate;
mod versions;
