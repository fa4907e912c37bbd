//! Rows and texts that were seen before.
//!
//! Memory: about 80 bytes an article. Keys are the first 128 bits of a cryptographic hash, so that a collision need not
//! be thought of.

use super::near::Sketch;
use super::stories;
use super::sums::sha256;
use crate::model::{Article, Extraction};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// SHA-256 of a text.
pub type TextHash = [u8; 32];

pub(super) type Key = u128;

/// What an article is recognised by; made from it alone, so that threads can make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prints {
    /// Of the text as it is.
    pub hash: TextHash,
    /// Of its words; `None` where it has none.
    pub sketch: Option<Sketch>,
    /// Of its headline and of what is said in it.
    pub stories: Vec<u64>,
}

impl Prints {
    /// The prints of an article.
    pub fn of(article: &Article, extraction: &Extraction) -> Self {
        Self {
            hash: sha256(article.text.as_bytes()),
            sketch: Sketch::of(&article.text),
            stories: stories::keys(article, extraction),
        }
    }
}

/// What is known of an article that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Neither its id nor its text was seen.
    New,
    /// The same id with the same text.
    SameRow,
    /// The same id with another text.
    SameId,
    /// Another id with the same text; the number of the first such article.
    SameText(u32),
}

/// Remembers ids and texts. Only looked up, never iterated, so the order of its maps does not matter.
#[derive(Debug, Default)]
pub struct Duplicates {
    texts_by_id: HashMap<Key, Key, foldhash::fast::RandomState>,
    first_by_text: HashMap<Key, u32, foldhash::fast::RandomState>,
}

impl Duplicates {
    /// Looks an article up and remembers it; `number` is the number it gets if it is kept.
    pub fn see(&mut self, id: &str, text: &TextHash, number: u32) -> Seen {
        let text = key(text);
        match self.texts_by_id.entry(key(blake3::hash(id.as_bytes()).as_bytes())) {
            Entry::Occupied(known) if *known.get() == text => return Seen::SameRow,
            Entry::Occupied(_) => return Seen::SameId,
            Entry::Vacant(slot) => slot.insert(text),
        };
        match self.first_by_text.entry(text) {
            Entry::Occupied(first) => Seen::SameText(*first.get()),
            Entry::Vacant(slot) => {
                slot.insert(number);
                Seen::New
            }
        }
    }
}

pub(super) fn key(hash: &[u8; 32]) -> Key {
    let mut first = [0; 16];
    first.copy_from_slice(&hash[..16]);
    Key::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_texts_are_told_apart() {
        let mut seen = Duplicates::default();
        let (one, two) = ([1; 32], [2; 32]);
        assert_eq!(seen.see("a", &one, 0), Seen::New);
        assert_eq!(seen.see("a", &one, 1), Seen::SameRow);
        assert_eq!(seen.see("a", &two, 1), Seen::SameId);
        assert_eq!(seen.see("b", &one, 1), Seen::SameText(0));
        assert_eq!(seen.see("c", &two, 2), Seen::New);
    }
}
