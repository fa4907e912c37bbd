//! Longer entries: the words behind the first one, found by the second.

use super::{MAX_KEY, WordId, k3_of, same_k3};
use foldhash::HashMap;

/// A longer entry: the words after the first, and what is known about the whole.
#[derive(Debug)]
struct Phrase {
    /// K2 keys.
    rest: Vec<Box<str>>,
    /// The last word is a single letter: the proclitic of the word after the phrase.
    clitic: bool,
    pub(super) word: WordId,
}

/// A phrase found in a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PhraseMatch {
    len: u32,
    /// What is known about it.
    pub(crate) word: WordId,
    /// It ends in a proclitic of the next word (وفقا لـ).
    pub(crate) clitic: bool,
}

impl PhraseMatch {
    /// Number of whole words it covers, at least one.
    pub(crate) fn len(self) -> usize {
        self.len as usize
    }
}

/// The longer entries that begin with one word. A preposition begins dozens of them.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    /// Longest first.
    list: Vec<Phrase>,
    /// Places in the list by the K3 form of the second word; ordered.
    by_second: HashMap<Box<str>, Vec<u32>>,
    /// Places of those whose second word is a proclitic; ordered.
    lone_clitics: Vec<u32>,
}

impl Phrase {
    /// Whether the phrase goes on with the K2 keys that `next` gives (`None` ends).
    fn matches<'k>(&self, next: &impl Fn(usize) -> Option<&'k str>) -> Option<PhraseMatch> {
        let mut clitic = false;
        for (i, word) in self.rest.iter().enumerate() {
            let key = next(i)?;
            if self.clitic && i + 1 == self.rest.len() {
                clitic = key.starts_with(&**word);
                if !clitic {
                    return None;
                }
            } else if !same_k3(key, word) {
                return None;
            }
        }
        let len = 1 + self.rest.len() - usize::from(clitic);
        Some(PhraseMatch { len: len as u32, word: self.word, clitic })
    }
}

impl Phrases {
    /// The phrase that goes on with just these words.
    pub(super) fn exactly(&self, rest: &[Box<str>]) -> Option<WordId> {
        self.list.iter().find(|p| p.rest == rest).map(|p| p.word)
    }

    pub(super) fn add(&mut self, rest: Vec<Box<str>>, word: WordId) {
        let clitic = rest.last().is_some_and(|last| last.chars().count() == 1);
        self.list.push(Phrase { rest, clitic, word });
    }

    /// Orders what was added and makes it ready for [`Self::longest`].
    pub(super) fn seal(&mut self) {
        self.list.sort_by_key(|p| std::cmp::Reverse(p.rest.len()));
        for (place, phrase) in self.list.iter().enumerate() {
            match &*phrase.rest {
                [_] if phrase.clitic => self.lone_clitics.push(place as u32),
                [second, ..] => {
                    if let Some(k3) = k3_of(second, &mut [0; MAX_KEY]) {
                        self.by_second.entry(k3.into()).or_default().push(place as u32);
                    }
                }
                [] => {}
            }
        }
    }

    /// The longest phrase that goes on with the K2 keys that `next` gives (`None` ends). `plain`: K3 does not change the
    /// first of them.
    pub(super) fn longest<'k>(&self, next: impl Fn(usize) -> Option<&'k str>, plain: bool) -> Option<PhraseMatch> {
        let mut buffer = [0; MAX_KEY];
        let second = next(0)?;
        let second = if plain { Some(second) } else { k3_of(second, &mut buffer) };
        let of_second = second.and_then(|second| self.by_second.get(second)).map_or(&[][..], Vec::as_slice);
        let first_match =
            |places: &[u32]| places.iter().find_map(|&place| Some((place, self.list[place as usize].matches(&next)?)));
        let found = [first_match(of_second), first_match(&self.lone_clitics)];
        found.into_iter().flatten().min_by_key(|(place, _)| *place).map(|(_, phrase)| phrase)
    }
}
