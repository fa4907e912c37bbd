//! The phrases of a lexicon as a trie over stems, laid out for reading: a text meets thousands of its nodes, and each of
//! them, what goes on behind it and what it means lie close together.

use super::category::Category;
use super::morph::Shape;
use super::stems::{Stem, Words, stems};
use crate::text::spelling::PerSpelling;
use crate::text::token::{Kind, Tokens};
use foldhash::HashMap;
use std::borrow::Cow;
use std::ops::Range;

/// What a phrase does, and how strongly.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "independent properties of a word")]
pub(super) struct Sense {
    pub(super) category: Category,
    pub(super) weight: f64,
    /// It came from a verb.
    pub(super) verb: bool,
    /// A verb of the first person.
    pub(super) first: bool,
    /// A verb in the imperfect.
    pub(super) imperfect: bool,
    /// An event whose phrase names the entity itself (رفع الدعم).
    pub(super) fused: bool,
}

/// A phrase found in a text, with one of its senses.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    pub(super) sense: Sense,
    /// First token.
    pub(super) start: usize,
    /// One past the last token.
    pub(super) end: usize,
    /// Clitics of the first word, and the pronoun of the last.
    pub(super) shape: Shape,
}

impl Mark {
    pub(super) fn is(&self, category: Category) -> bool {
        self.sense.category == category
    }
}

/// A node as a lexicon is put together; number 0 is the root, whose edges are kept elsewhere.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Words that go on, with the nodes behind them, in order.
    pub(super) next: Vec<(u32, u32)>,
    pub(super) senses: Vec<Sense>,
    /// The last word of the path is a verb.
    pub(super) verb: bool,
}

/// A node.
#[derive(Debug)]
struct Node {
    /// The words of its edges, as [`mask`] has them.
    words: u64,
    /// Its edges.
    first: u32,
    end: u32,
    /// The number of its senses.
    senses: u16,
    /// The last word of the path is a verb.
    verb: bool,
}

/// The trie of a lexicon.
#[derive(Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
    /// Words and the nodes behind them, in order within a node.
    edges: Vec<(u32, u32)>,
    /// The different sets of senses; the first one is empty. Most nodes are forms of verbs and share theirs.
    senses: Vec<Vec<Sense>>,
    /// The node behind a word at the root; 0 where it begins no phrase.
    roots: Vec<u32>,
    /// What a written word may be depends on its letters alone: it is worked out once for every spelling.
    known: PerSpelling<Written>,
}

/// What a written word is to the lexicon.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
struct Written {
    /// The words of the lexicon that it may be.
    stems: Box<[Stem]>,
    /// They, as [`mask`] has them: most words go on no phrase, and are passed over without a look at them.
    words: u64,
    /// The phrase that it is by itself.
    alone: Option<Phrase>,
    /// The words that may follow it in longer ones, as [`mask`] has them.
    ahead: u64,
    /// It is a verb that begins some, and their subject may stand between.
    verb: bool,
}

/// A phrase of the lexicon as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Phrase {
    /// The set of its senses.
    senses: u16,
    shape: Shape,
}

impl Trie {
    pub(super) fn of(drafts: &[Draft], roots: Vec<u32>) -> Self {
        let (nodes, edges, senses) = (Vec::with_capacity(drafts.len()), Vec::new(), vec![Vec::new()]);
        let mut trie = Self { nodes, edges, senses, roots, known: PerSpelling::default() };
        let mut sets = HashMap::default();
        for draft in drafts {
            let first = trie.edges.len() as u32;
            trie.edges.extend(&draft.next);
            let senses = trie.set_of(&draft.senses, &mut sets);
            let words = mask(draft.next.iter().map(|(word, _)| *word));
            trie.nodes.push(Node { words, first, end: trie.edges.len() as u32, senses, verb: draft.verb });
        }
        trie
    }

    /// The set of some senses, which is a new one if there is none yet.
    fn set_of(&mut self, senses: &[Sense], sets: &mut HashMap<Vec<(Category, u64, [bool; 4])>, u16>) -> u16 {
        if senses.is_empty() {
            return 0;
        }
        let key = |s: &Sense| (s.category, s.weight.to_bits(), [s.verb, s.first, s.imperfect, s.fused]);
        *sets.entry(senses.iter().map(key).collect()).or_insert_with(|| {
            self.senses.push(senses.to_vec());
            (self.senses.len() - 1) as u16
        })
    }

    /// The phrases of a range of tokens, from left to right, longest first; a phrase has one mark a sense.
    pub(super) fn marks(&self, words: &Words, tokens: &Tokens, range: Range<usize>) -> Vec<Mark> {
        // About a third of the words of an article about the target mean something to it.
        let mut marks = Vec::with_capacity(range.len() / 2);
        let mut start = range.start;
        while start < range.end {
            let mut end = start + 1;
            let written = self.written(words, tokens, start);
            let mut found = written.alone;
            // Few of the words that begin longer phrases do so here, and the nodes behind them are far away.
            let goes_on = || {
                written.ahead & self.written(words, tokens, end).words != 0
                    || written.verb && tokens.list().get(end).is_some() && tokens.key(end).starts_with("ال")
            };
            if written.ahead != 0 && goes_on() {
                let mut walk = Walk { trie: self, words, tokens, from: start, end, found };
                walk.begin(&written.stems);
                (end, found) = (walk.end, walk.found);
            }
            if let Some(Phrase { senses, shape }) = found {
                let senses = &self.senses[usize::from(senses)];
                let blocked = senses.iter().any(|s| s.category == Category::Block);
                let kept = senses.iter().filter(|s| !blocked || s.category == Category::Block);
                marks.extend(kept.map(|&sense| Mark { sense, start, end, shape }));
            }
            start = end;
        }
        marks
    }

    /// What a token is.
    fn written(&self, words: &Words, tokens: &Tokens, token: usize) -> Cow<'_, Written> {
        let read = || self.read(words, tokens.key(token));
        match tokens.spelling(token) {
            Some(spelling) => Cow::Borrowed(self.known.get(spelling, read)),
            None if tokens.list().get(token).is_some_and(|t| t.kind == Kind::Word) => Cow::Owned(read()),
            None => Cow::Owned(Written::default()),
        }
    }

    /// What a word is, as a K2 key.
    fn read(&self, words: &Words, key: &str) -> Written {
        let stems = stems(words, key);
        let nodes = || stems.iter().filter_map(|stem| Some((self.root(stem.word)?, stem.shape)));
        Written {
            alone: nodes().find_map(|(node, shape)| self.phrase(node, shape)),
            ahead: nodes().fold(0, |ahead, (node, _)| ahead | self.nodes[node as usize].words),
            verb: nodes().any(|(node, _)| self.nodes[node as usize].verb && self.goes_on(node)),
            words: mask(stems.iter().map(|stem| stem.word)),
            stems: stems.into(),
        }
    }

    /// The node behind a word at the root.
    fn root(&self, word: u32) -> Option<u32> {
        self.roots.get(word as usize).copied().filter(|&node| node != 0)
    }

    fn goes_on(&self, node: u32) -> bool {
        let Node { first, end, .. } = self.nodes[node as usize];
        first != end
    }

    /// The phrase that ends at a node, if one does.
    fn phrase(&self, node: u32, shape: Shape) -> Option<Phrase> {
        let senses = self.nodes[node as usize].senses;
        // Function words take no endings, nor do verbs but for pronouns (عارضا is no form of عارض).
        let bars = |s: &Sense| s.category.is_closed() && (shape.cut || shape.pronoun) || s.verb && shape.cut;
        (!self.senses[usize::from(senses)].iter().all(bars)).then_some(Phrase { senses, shape })
    }

    /// The node behind a word.
    fn next(&self, node: u32, word: u32) -> Option<u32> {
        let Node { first, end, .. } = self.nodes[node as usize];
        let edges = &self.edges[first as usize..end as usize];
        edges.binary_search_by_key(&word, |(word, _)| *word).ok().map(|found| edges[found].1)
    }
}

/// A set of words by the last six bits of their numbers: two sets that meet nowhere have no word in common.
fn mask(words: impl Iterator<Item = u32>) -> u64 {
    words.fold(0, |mask, word| mask | 1 << (word % u64::BITS))
}

/// The search for the longest phrase that begins at a token.
struct Walk<'a> {
    trie: &'a Trie,
    words: &'a Words,
    tokens: &'a Tokens,
    /// Where the phrase begins.
    from: usize,
    /// One past the last token of the longest so far.
    end: usize,
    found: Option<Phrase>,
}

impl Walk<'_> {
    /// From the first token, which has been read.
    fn begin(&mut self, stems: &[Stem]) {
        for stem in stems {
            if let Some(node) = self.trie.root(stem.word) {
                self.go_on(node, self.from + 1, stem.shape);
            }
        }
    }

    /// Whether a token stands on the line on which the phrase begins.
    fn is_on_line(&self, at: usize) -> bool {
        let list = self.tokens.list();
        list.get(at).is_some_and(|token| token.block == list[self.from].block)
    }

    /// From a node, behind which the token `at` stands.
    fn go_on(&mut self, node: u32, at: usize, shape: Shape) {
        if !self.trie.goes_on(node) || !self.is_on_line(at) {
            return;
        }
        let written = self.trie.written(self.words, self.tokens, at);
        let ahead = self.trie.nodes[node as usize].words & written.words != 0;
        for stem in written.stems.iter().filter(|_| ahead) {
            let Some(next) = self.trie.next(node, stem.word) else { continue };
            let shape = Shape { pronoun: stem.shape.pronoun, first: stem.shape.first, ..shape };
            self.take(at + 1, self.trie.phrase(next, shape));
            self.go_on(next, at + 1, shape);
        }
        let verb = self.trie.nodes[node as usize].verb;
        if verb && at == self.from + 1 && self.tokens.key(at).starts_with("ال") {
            self.object(node, shape);
        }
    }

    /// Takes a phrase if it is longer than the one so far.
    fn take(&mut self, end: usize, phrase: Option<Phrase>) {
        if end > self.end && phrase.is_some() {
            (self.end, self.found) = (end, phrase);
        }
    }

    /// An event whose subject stands between its verb and its object (سترفع الحكومة الدعم).
    fn object(&mut self, verb: u32, shape: Shape) {
        let at = self.from + 2;
        if !self.is_on_line(at) {
            return;
        }
        let is_event = |senses: u16| self.trie.senses[usize::from(senses)].iter().any(|s| s.category.is_event());
        let object = |stem: &Stem| {
            let senses = self.trie.nodes[self.trie.next(verb, stem.word)? as usize].senses;
            let shape = Shape { pronoun: stem.shape.pronoun, first: stem.shape.first, ..shape };
            is_event(senses).then_some(Phrase { senses, shape })
        };
        let found = self.trie.written(self.words, self.tokens, at).stems.iter().find_map(object);
        self.take(at + 1, found);
    }
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
        let sense = Sense {
            category: Category::Depart,
            weight: 1.0,
            verb: false,
            first: false,
            imperfect: false,
            fused: false,
        };
        let drafts = [Draft::default(), Draft { senses: vec![sense], ..Draft::default() }];
        let trie = Trie::of(&drafts, vec![1]);
        let read = || (0..4).map(|at| trie.written(&words, &tokens, at).into_owned()).collect::<Vec<_>>();
        let first = read();
        for written in &first[..2] {
            assert!(matches!(written.stems[..], [Stem { word, .. }] if word == number), "{written:?}");
            assert!(written.alone.is_some() && written.ahead == 0, "{written:?}");
        }
        assert_eq!(first[2..], [Written::default(), Written::default()]);
        assert_eq!(read(), first);
    }
}
