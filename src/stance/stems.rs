//! For every token of a text the words of a lexicon that it may be.

use super::morph::{self, Shape, Starts};
use crate::text::fold::to_k3;
use crate::text::spelling::PerSpelling;
use crate::text::token::{Kind, Token, Tokens};
use foldhash::HashMap;
use std::borrow::Cow;

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
        let fresh = self.numbers.len() as u32;
        *self.numbers.entry(word.into()).or_insert_with(|| {
            self.starts.add(word);
            fresh
        })
    }
}

/// A word of the lexicon that a written word may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Stem {
    pub(super) word: u32,
    /// The node behind it at the root of the phrases; 0 where it begins none.
    pub(super) root: u32,
    /// What was cut from the written word to find it.
    pub(super) shape: Shape,
}

/// What a written word may be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Stemmed {
    list: Box<[Stem]>,
    /// One of them begins a phrase.
    begins: bool,
}

/// What a written word may be depends on its letters alone: it is worked out once for every spelling.
pub(super) type Memo = PerSpelling<Stemmed>;

/// The stems of the tokens of a text, looked up when they are asked for.
#[derive(Clone, Copy)]
pub(super) struct Stems<'a> {
    pub(super) words: &'a Words,
    /// For every word its node at the root of the phrases, or 0.
    pub(super) roots: &'a [u32],
    pub(super) memo: &'a Memo,
    pub(super) tokens: &'a Tokens,
}

impl<'a> Stems<'a> {
    /// What a token may be.
    pub(super) fn of(&self, token: usize) -> Cow<'a, [Stem]> {
        match self.known(token) {
            Some(stems) => Cow::Borrowed(&stems.list),
            None => Cow::Owned(self.read(token).list.into_vec()),
        }
    }

    /// Whether a token may begin a phrase.
    #[inline]
    pub(super) fn begins(&self, token: usize) -> bool {
        self.known(token).map_or_else(|| self.read(token).begins, |stems| stems.begins)
    }

    #[inline]
    fn known(&self, token: usize) -> Option<&'a Stemmed> {
        let spelling = self.tokens.spelling(token)?;
        Some(self.memo.get(spelling, || analyse(self.words, self.roots, self.tokens.key(token))))
    }

    /// The stems of a token of no known spelling.
    fn read(&self, token: usize) -> Stemmed {
        match self.tokens.list().get(token) {
            Some(Token { kind: Kind::Word, .. }) => analyse(self.words, self.roots, self.tokens.key(token)),
            _ => Stemmed::default(),
        }
    }
}

/// The words of the lexicon that a written word, as a K2 key, may be, each once.
fn analyse(words: &Words, roots: &[u32], key: &str) -> Stemmed {
    let k3: String = key.chars().map(to_k3).collect();
    let mut found: Vec<Stem> = Vec::new();
    morph::stems(&k3, key.ends_with('ه'), &words.starts, |stem, shape| {
        if let Some(word) = words.number(stem).filter(|word| !found.iter().any(|known| known.word == *word)) {
            found.push(Stem { word, root: roots.get(word as usize).copied().unwrap_or(0), shape });
        }
    });
    Stemmed { begins: found.iter().any(|stem| stem.root != 0), list: found.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    #[test]
    fn a_remembered_word_is_read_as_the_first_time() {
        let text = "بانسحابها والانسحاب ووو";
        let mut tokens = Tokens::default();
        tokens.push_block(text, Span::new(0, text.len()), 0);
        let mut words = Words::default();
        let number = words.add("انسحاب");
        let memo = Memo::default();
        let read = || {
            let stems = Stems { words: &words, roots: &[7], memo: &memo, tokens: &tokens };
            (0..4).map(|at| (stems.of(at).into_owned(), stems.begins(at))).collect::<Vec<_>>()
        };
        let first = read();
        for (stems, begins) in &first[..2] {
            assert!(matches!(stems[..], [Stem { word, root: 7, .. }] if word == number) && *begins);
        }
        assert_eq!(first[2..], [(vec![], false), (vec![], false)]);
        assert_eq!(read(), first);
    }
}
