//! Text as a sequence of blocks, and what later layers need to know about them.

pub mod structure;
