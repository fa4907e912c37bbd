//! For every token of a text the words of a lexicon that it may be.

use super::morph::{self, Shape, Starts};
use crate::text::fold::to_k3;
use crate::text::spelling::PerSpelling;
use crate::text::token::{Kind, Tokens};
use foldhash::HashMap;
use std::ops::Range;

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

/// The stems of a range of tokens.
pub(super) struct Stems<'a> {
    list: Vec<Place<'a>>,
    /// Stems of words that were not met before.
    own: Vec<Stemmed>,
    /// The first token.
    from: usize,
}

/// Where the stems of a token are kept.
enum Place<'a> {
    Nothing,
    Known(&'a Stemmed),
    Own(u32),
}

impl<'a> Stems<'a> {
    /// `roots`: for every word its node at the root of the phrases, or 0.
    pub(super) fn new(words: &Words, roots: &[u32], memo: &'a Memo, tokens: &Tokens, range: Range<usize>) -> Self {
        let mut own = Vec::new();
        let mut place = |i: usize| {
            if tokens.list()[i].kind != Kind::Word {
                return Place::Nothing;
            }
            let analyse = || analyse(words, roots, tokens.key(i));
            if let Some(spelling) = tokens.spelling(i) {
                return Place::Known(memo.get(spelling, analyse));
            }
            own.push(analyse());
            Place::Own(own.len() as u32 - 1)
        };
        let list = range.clone().map(&mut place).collect();
        Self { list, own, from: range.start }
    }

    /// What a token may be.
    pub(super) fn of(&self, token: usize) -> &[Stem] {
        self.at(token).map_or(&[], |stems| &stems.list)
    }

    /// Whether a token may begin a phrase.
    pub(super) fn begins(&self, token: usize) -> bool {
        self.at(token).is_some_and(|stems| stems.begins)
    }

    fn at(&self, token: usize) -> Option<&Stemmed> {
        match self.list.get(token.checked_sub(self.from)?)? {
            Place::Known(stems) => Some(stems),
            Place::Own(own) => self.own.get(*own as usize),
            Place::Nothing => None,
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
            let stems = Stems::new(&words, &[7], &memo, &tokens, 0..tokens.len());
            (0..4).map(|at| (stems.of(at).to_vec(), stems.begins(at))).collect::<Vec<_>>()
        };
        let first = read();
        for (stems, begins) in &first[..2] {
            assert!(matches!(stems[..], [Stem { word, root: 7, .. }] if word == number) && *begins);
        }
        assert_eq!(first[2..], [(vec![], false), (vec![], false)]);
        assert_eq!(read(), first);
    }
}
