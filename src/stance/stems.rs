//! For every token of a text the words of a lexicon that it may be.

use super::lexicon::Lexicon;
use super::morph::{self, Shape};
use crate::text::fold::to_k3;
use crate::text::spelling::PerSpelling;
use crate::text::token::{Kind, Tokens};
use std::ops::Range;

/// A word of the lexicon by its number, and what was cut from the written word to find it.
pub(super) type Stem = (u32, Shape);

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
    pub(super) fn new(lexicon: &'a Lexicon, tokens: &Tokens, range: Range<usize>) -> Self {
        let memo = lexicon.memo.get_or_init(Memo::default);
        let mut own = Vec::new();
        let mut place = |i: usize| {
            if tokens.list()[i].kind != Kind::Word {
                return Place::Nothing;
            }
            if let Some(spelling) = tokens.spelling(i) {
                return Place::Known(memo.get(spelling, || analyse(lexicon, tokens.key(i))));
            }
            own.push(analyse(lexicon, tokens.key(i)));
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
fn analyse(lexicon: &Lexicon, key: &str) -> Stemmed {
    let k3: String = key.chars().map(to_k3).collect();
    let mut found: Vec<Stem> = Vec::new();
    morph::stems(&k3, key.ends_with('ه'), &lexicon.starts, |stem, shape| {
        let known = |id: u32| found.iter().any(|(word, _)| *word == id);
        if let Some(&id) = lexicon.words.get(stem).filter(|id| !known(**id)) {
            found.push((id, shape));
        }
    });
    Stemmed { begins: found.iter().any(|(word, _)| lexicon.begins(*word)), list: found.into() }
}

#[cfg(test)]
mod tests {
    use super::super::category::Category;
    use super::*;
    use crate::model::Span;

    #[test]
    fn a_remembered_word_is_read_as_the_first_time_and_a_grown_lexicon_reads_it_anew() {
        let text = "بانسحابها والانسحاب";
        let read = |lexicon: &Lexicon| {
            let mut tokens = Tokens::default();
            tokens.push_block(text, Span::new(0, text.len()), 0);
            let stems = Stems::new(lexicon, &tokens, 0..tokens.len());
            [stems.of(0).to_vec(), stems.of(1).to_vec()]
        };
        let mut lexicon = Lexicon::default();
        assert_eq!(read(&lexicon), [vec![], vec![]]);
        lexicon.add(Category::Depart, 1.0, "انسحاب").unwrap();
        let first = read(&lexicon);
        assert!(first.iter().all(|stems| stems.len() == 1), "{first:?}");
        assert_eq!(read(&lexicon), first);
        lexicon.add(Category::Presence, 1.0, "وجود").unwrap();
        assert_eq!(read(&lexicon), first);
    }
}
