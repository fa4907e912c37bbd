//! Orthography without rewriting: folding with a map back, words, quotations, sentences, structure.
//!
//! Nothing in this module changes the text. Keys are built beside it, and every position can be mapped back.

pub mod fold;
mod letters;
pub mod name;
pub mod quote;
pub mod sentence;
pub(crate) mod spelling;
pub mod structure;
pub mod token;
