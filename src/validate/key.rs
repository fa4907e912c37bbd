//! Keys: ids and texts as numbers, so that what is sorted has one size.

pub(super) use crate::dataset::sort::Key;
use foldhash::quality::FixedState;
use std::hash::BuildHasher;

/// A text as 128 bits of two independent hashes, so that a collision need not be thought of.
pub(super) fn key(text: &str) -> Key {
    u128::from(half(text, 1)) << 64 | u128::from(half(text, 2))
}

/// Half a key: enough where one row is compared with one other.
pub(super) fn short(text: &str) -> u64 {
    half(text, 2)
}

fn half(text: &str, seed: u64) -> u64 {
    FixedState::with_seed(seed).hash_one(text)
}
