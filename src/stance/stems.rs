//! For every token of a text the words of a lexicon that it may be.
//!
//! The words of news follow Zipf's law: few of them are most of a text. What a word may be depends on its letters
//! alone, so a lexicon remembers it for the words it has seen, whatever article they came from.

use super::lexicon::Lexicon;
use super::morph::{self, Shape};
use crate::text::fold::to_k3;
use crate::text::token::{Kind, Tokens};
use foldhash::HashMap;
use std::ops::Range;
use std::sync::{PoisonError, RwLock};

/// Written words that are remembered (a few megabytes); later ones are analysed each time.
const MOST: usize = 1 << 16;

/// A word of the lexicon by its number, and what was cut from the written word to find it.
type Stem = (u32, Shape);

/// What is remembered of written words, by their K2 keys. Nothing that is found depends on it, only the time it takes.
#[derive(Debug, Default)]
pub(super) struct Memo(RwLock<HashMap<Box<str>, Box<[Stem]>>>);

impl Memo {
    /// Forgets everything; a lexicon that grows knows more of old words.
    pub(super) fn forget(&mut self) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Remembers words, up to the bound.
    fn add(&self, words: Vec<(Box<str>, Box<[Stem]>)>) {
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let room = MOST.saturating_sub(known.len());
        known.extend(words.into_iter().take(room));
    }
}

/// The stems of a range of tokens.
pub(super) struct Stems {
    list: Vec<Stem>,
    ends: Vec<u32>,
    /// The first token.
    from: usize,
}

impl Stems {
    pub(super) fn new(lexicon: &Lexicon, tokens: &Tokens, range: Range<usize>) -> Self {
        let mut stems = Self { list: Vec::new(), ends: Vec::with_capacity(range.len()), from: range.start };
        let mut fresh = Vec::new();
        let memo = lexicon.memo.0.read().unwrap_or_else(PoisonError::into_inner);
        for i in range {
            if tokens.list()[i].kind == Kind::Word {
                let key = tokens.key(i);
                if let Some(known) = memo.get(key) {
                    stems.list.extend_from_slice(known);
                } else {
                    let start = stems.list.len();
                    stems.analyse(lexicon, key);
                    fresh.push((key.into(), stems.list[start..].into()));
                }
            }
            stems.ends.push(stems.list.len() as u32);
        }
        let full = memo.len() >= MOST;
        drop(memo);
        if !fresh.is_empty() && !full {
            lexicon.memo.add(fresh);
        }
        stems
    }

    /// Adds the words of the lexicon that a written word may be, each once.
    fn analyse(&mut self, lexicon: &Lexicon, key: &str) {
        let k3: String = key.chars().map(to_k3).collect();
        let start = self.list.len();
        morph::stems(&k3, key.ends_with('ه'), &lexicon.starts, |stem, shape| {
            let known = |id: u32| self.list[start..].iter().any(|(word, _)| *word == id);
            if let Some(&id) = lexicon.words.get(stem).filter(|id| !known(**id)) {
                self.list.push((id, shape));
            }
        });
    }

    /// What a token may be.
    pub(super) fn of(&self, token: usize) -> &[Stem] {
        let Some(token) = token.checked_sub(self.from) else { return &[] };
        let Some(&end) = self.ends.get(token) else { return &[] };
        let start = token.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.list[start as usize..end as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::super::category::Category;
    use super::*;
    use crate::model::Span;

    #[test]
    fn a_remembered_word_is_read_as_the_first_time_and_a_grown_lexicon_reads_it_anew() {
        let text = "بانسحابها والانسحاب";
        let mut tokens = Tokens::default();
        tokens.push_block(text, Span::new(0, text.len()), 0);
        let mut lexicon = Lexicon::default();
        let read = |lexicon: &Lexicon| {
            let stems = Stems::new(lexicon, &tokens, 0..tokens.len());
            [stems.of(0).to_vec(), stems.of(1).to_vec()]
        };
        assert_eq!(read(&lexicon), [vec![], vec![]]);
        lexicon.add(Category::Depart, 1.0, "انسحاب").unwrap();
        let first = read(&lexicon);
        assert!(first.iter().all(|stems| stems.len() == 1), "{first:?}");
        assert_eq!(read(&lexicon), first);
    }
}
