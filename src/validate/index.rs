//! Where every id stands. Memory: about 60 bytes an article or claim and 40 a speaker; texts are never kept.

use foldhash::quality::{FixedState, RandomState};
use std::collections::HashMap;
use std::hash::BuildHasher;

/// An id as 128 bits of two independent hashes, so that a collision need not be thought of.
pub(super) type Key = u128;

#[derive(Debug, Clone, Copy)]
pub(super) struct ArticleAt {
    pub(super) split: u16,
    /// Number of its row group over all files of the table.
    pub(super) chunk: u32,
    /// Its row in the row group.
    pub(super) row: u32,
    /// Rows of claims that name it.
    pub(super) claims: u32,
    /// Length of its text in code points.
    pub(super) chars: u32,
    /// Of its text.
    pub(super) text: Key,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct ClaimAt {
    pub(super) split: u16,
    pub(super) article: Key,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct SpeakerAt {
    pub(super) anonymous: bool,
    /// Rows of claims that name it.
    pub(super) claims: u32,
    /// The first article that an anonymous speaker was met in.
    pub(super) article: Option<Key>,
}

/// Only looked up, never iterated, so the order of its maps does not matter.
#[derive(Debug, Default)]
pub(super) struct Index {
    pub(super) articles: HashMap<Key, ArticleAt, RandomState>,
    pub(super) claims: HashMap<Key, ClaimAt, RandomState>,
    pub(super) speakers: HashMap<Key, SpeakerAt, RandomState>,
    splits: Vec<String>,
}

impl Index {
    /// The number of a split.
    pub(super) fn split(&mut self, name: &str) -> u16 {
        let known = self.splits.iter().position(|s| s == name);
        known.unwrap_or_else(|| {
            self.splits.push(name.to_owned());
            self.splits.len() - 1
        }) as u16
    }
}

pub(super) fn key(text: &str) -> Key {
    let half = |seed| u128::from(FixedState::with_seed(seed).hash_one(text));
    half(1) << 64 | half(2)
}
