//! Releases on disk: the contract, the writer, splits, duplicates, manifest, checksums, and the one rename.

pub mod batch;
pub mod duplicates;
pub mod rows;
mod schema;
pub mod shards;
pub mod speakers;
pub mod split;
pub mod stats;
pub mod sums;
mod tables;
pub mod writer;

pub use schema::{
    Column, Contract, ContractField, Definition, ForeignKey, Kind, OFFSET_UNIT, SCHEMA_VERSION, TEXT_NORMALIZATION,
    Table,
};
pub use stats::{Counts, Stats};
pub use writer::{DatasetWriter, WriterOptions, Written};
