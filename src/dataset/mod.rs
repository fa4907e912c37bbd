//! Releases on disk: the contract, the writer, splits, duplicates, manifest, checksums, and the one rename.

pub(crate) mod ahead;
pub mod batch;
mod buckets;
mod candidates;
pub mod card;
pub mod citation;
pub mod compat;
mod corpus;
pub mod croissant;
pub mod datapackage;
mod deal;
pub mod diff;
pub mod duplicates;
mod front;
pub mod groups;
pub mod history;
pub mod info;
pub mod licence;
pub mod manifest;
pub mod near;
mod own_check;
pub mod part;
mod part_columns;
pub mod part_set;
pub mod read;
mod records;
pub mod release;
pub mod removed;
pub mod required;
pub mod rows;
mod schema;
pub mod shards;
pub mod sort;
pub mod speakers;
pub mod split;
mod spool;
pub mod standoff;
pub mod stats;
pub mod stories;
pub mod sums;
mod tables;
mod waiver;
pub mod writer;
mod yaml;

pub use manifest::Manifest;
pub use own_check::OwnCheck;
pub use schema::{
    Column, Contract, ContractField, Definition, ForeignKey, Kind, OFFSET_UNIT, SCHEMA_VERSION, TEXT_NORMALIZATION,
    Table, TextForm,
};
pub use spool::Admitted;
pub use stats::{Counts, Stats};
pub use waiver::Waiver;
pub use writer::{DatasetWriter, WriterOptions, Written};
