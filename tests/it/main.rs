//! Integration tests: the built binary, real files, real Parquet.
#![allow(clippy::unwrap_used, reason = "helpers of tests stop at the first surprise, as tests do")]

mod fixture;
mod release;
mod roundtrip;
mod validate;
