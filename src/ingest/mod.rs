//! Stub: the shapes of the ingest layer, until it lands.

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Article, Reject};
use serde::Deserialize;
use std::path::Path;

/// One row of the input.
pub type Item = std::result::Result<Article, Reject>;

/// One source of articles.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SourceSpec {
    /// Name of the source.
    pub id: String,
    /// Files, folders, glob patterns.
    pub paths: Vec<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// Language tag.
    pub language: Option<String>,
}

/// Bounds of one row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {}

/// The articles of some sources.
#[derive(Debug)]
pub struct Articles;

impl Articles {
    /// Opens sources.
    ///
    /// # Errors
    /// Always: this is a stub.
    pub fn open(_sources: &[SourceSpec], _base: &Path, _limits: Limits) -> Result<Self> {
        Err(Error::new(ErrorKind::Io, "the ingest layer is a stub"))
    }

    /// Bytes of all inputs, where known.
    pub fn bytes_total(&self) -> Option<u64> {
        None
    }

    /// Bytes read so far.
    pub fn bytes_read(&self) -> u64 {
        0
    }
}

impl Iterator for Articles {
    type Item = Item;
    fn next(&mut self) -> Option<Item> {
        None
    }
}
