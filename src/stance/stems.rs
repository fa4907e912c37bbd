//! The words of a lexicon that a written word may be.

use super::morph::{self, Shape, Starts};
use crate::text::fold::to_k3;
use foldhash::HashMap;

/// The words of a lexicon, each with a number.
#[derive(Debug, Default)]
pub(super) struct Words {
    numbers: HashMap<Box<str>, u32>,
    starts: Starts,
}

impl Words {
    /// The number of a word, as a K3 key.
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    /// The number of a word, which is a new one if there is none yet.
    pub(super) fn add(&mut self, word: &str) -> u32 {
        // Most are there already: the verbs of many phrases.
        if let Some(known) = self.number(word) {
            return known;
        }
        let fresh = self.numbers.len() as u32;
        self.starts.add(word);
        self.numbers.insert(word.into(), fresh);
        fresh
    }
}

/// A word of the lexicon that a written word may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Stem {
    pub(super) word: u32,
    /// What was cut from the written word to find it.
    pub(super) shape: Shape,
}

/// The words of the lexicon that a written word, as a K2 key, may be, each once.
pub(super) fn stems(words: &Words, key: &str) -> Vec<Stem> {
    let k3: String = key.chars().map(to_k3).collect();
    let mut found: Vec<Stem> = Vec::new();
    morph::stems(&k3, key.ends_with('ه'), &words.starts, |stem, shape| {
        if let Some(word) = words.number(stem).filter(|word| !found.iter().any(|known| known.word == *word)) {
            found.push(Stem { word, shape });
        }
    });
    found
}
