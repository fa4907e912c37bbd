//! Spellings: written words that were met before, each with a number and its matching key.
//!
//! The words of news follow Zipf's law: a few ten thousand of them are nearly all of a corpus. What follows from the
//! letters of a word alone (its key here, what a lexicon knows of it in [`PerSpelling`] tables above) is worked out
//! once and found again by the number. Nothing that is found depends on it, only the time it takes.

use super::fold::{self, Level};
use foldhash::HashMap;
use std::sync::{LazyLock, OnceLock, PoisonError, RwLock, RwLockReadGuard};

/// Spellings that are remembered (about ten megabytes with all that is known of them); later ones are read each time.
const MOST: usize = 1 << 16;

/// Bytes of the longest word that is remembered.
const LONGEST: usize = 40;

/// A written word that was met before.
#[derive(Debug)]
pub(crate) struct Spelling {
    number: u32,
    /// K2 key.
    pub(super) key: Box<str>,
    /// K3 does not change the key.
    pub(super) plain: bool,
}

type Known = HashMap<Box<str>, &'static Spelling>;

static KNOWN: LazyLock<RwLock<Known>> = LazyLock::new(RwLock::default);

/// The spellings that are known while it is held.
pub(super) struct Spellings(RwLockReadGuard<'static, Known>);

impl Spellings {
    pub(super) fn known() -> Self {
        Self(KNOWN.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The spelling of a written word.
    pub(super) fn get(&self, written: &str) -> Option<&'static Spelling> {
        self.0.get(written).copied()
    }

    /// Remembers words of Arabic letters from now on, up to the bound.
    pub(super) fn learn(self, fresh: &[&str]) {
        let full = self.0.len() >= MOST;
        drop(self);
        if full || fresh.is_empty() {
            return;
        }
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        for &word in fresh.iter().filter(|word| word.len() <= LONGEST) {
            if known.len() < MOST && !known.contains_key(word) {
                let key = fold::fold(word, Level::K2).into_boxed_str();
                let plain = fold::is_k3(&key);
                // They live as long as the program; their number is bounded.
                let spelling = Box::leak(Box::new(Spelling { number: known.len() as u32, key, plain }));
                known.insert(word.into(), spelling);
            }
        }
    }
}

/// Slots of a chunk of a [`PerSpelling`] table.
const CHUNK: usize = 256;

/// What a layer knows of every spelling, worked out when it is first asked for.
#[derive(Debug)]
pub(crate) struct PerSpelling<T>([OnceLock<Box<[OnceLock<T>]>>; MOST / CHUNK]);

impl<T> Default for PerSpelling<T> {
    fn default() -> Self {
        Self([const { OnceLock::new() }; MOST / CHUNK])
    }
}

impl<T> PerSpelling<T> {
    /// What is known of a spelling.
    pub(crate) fn get(&self, spelling: &Spelling, work_out: impl FnOnce() -> T) -> &T {
        let number = spelling.number as usize;
        let chunk = self.0[number / CHUNK].get_or_init(|| (0..CHUNK).map(|_| OnceLock::new()).collect());
        chunk[number % CHUNK].get_or_init(work_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_once_it_was_learnt() {
        let word = "والمستأجرى";
        Spellings::known().learn(&[word]);
        let spelling = Spellings::known().get(word).unwrap();
        assert_eq!((&*spelling.key, spelling.plain), ("والمستاجرى", false));
        Spellings::known().learn(&[word]);
        assert!(std::ptr::eq(spelling, Spellings::known().get(word).unwrap()));
        let lengths = PerSpelling::default();
        assert_eq!(*lengths.get(spelling, || 1), 1);
        assert_eq!(*lengths.get(spelling, || 2), 1, "worked out once");
    }

    #[test]
    fn long_words_are_not_kept() {
        let word = "ب".repeat(LONGEST);
        Spellings::known().learn(&[word.as_str()]);
        assert!(Spellings::known().get(&word).is_none());
    }
}
