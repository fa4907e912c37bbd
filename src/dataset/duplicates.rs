//! Rows and texts that were seen before.
//!
//! Memory: about 120 bytes an article, the only state of a build that grows with the number of articles. Keys are the
//! first 128 bits of a cryptographic hash, so that a collision need not be thought of.

use super::split::SplitIndex;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// SHA-256 of a text.
pub type TextHash = [u8; 32];

type Key = u128;

/// What is known of an article that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen<'a> {
    /// Neither its id nor its text was seen.
    New,
    /// The same id with the same text.
    SameRow,
    /// The same id with another text.
    SameId,
    /// Another id with the same text; the first such article and its split.
    SameText {
        /// Id of the first article.
        first: &'a str,
        /// Split of the first article.
        split: SplitIndex,
    },
}

/// Remembers ids and texts. Only looked up, never iterated, so the order of its maps does not matter.
#[derive(Debug, Default)]
pub struct Duplicates {
    texts_by_id: HashMap<Key, Key, foldhash::fast::RandomState>,
    first_by_text: HashMap<Key, (Box<str>, SplitIndex), foldhash::fast::RandomState>,
}

impl Duplicates {
    /// Looks an article up and remembers it; `split` is where it goes if its text is new.
    pub fn see(&mut self, id: &str, text: &TextHash, split: SplitIndex) -> Seen<'_> {
        let text = key(text);
        match self.texts_by_id.entry(key(blake3::hash(id.as_bytes()).as_bytes())) {
            Entry::Occupied(known) if *known.get() == text => return Seen::SameRow,
            Entry::Occupied(_) => return Seen::SameId,
            Entry::Vacant(slot) => slot.insert(text),
        };
        match self.first_by_text.entry(text) {
            Entry::Occupied(first) => {
                let (first, split) = first.into_mut();
                Seen::SameText { first, split: *split }
            }
            Entry::Vacant(slot) => {
                slot.insert((id.into(), split));
                Seen::New
            }
        }
    }
}

fn key(hash: &[u8; 32]) -> Key {
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
        assert_eq!(seen.see("a", &one, 1), Seen::New);
        assert_eq!(seen.see("a", &one, 0), Seen::SameRow);
        assert_eq!(seen.see("a", &two, 0), Seen::SameId);
        assert_eq!(seen.see("b", &one, 0), Seen::SameText { first: "a", split: 1 });
        assert_eq!(seen.see("c", &two, 2), Seen::New);
    }
}
