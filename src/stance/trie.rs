//! The phrases of a lexicon as a trie over stems, laid out for reading: a text meets thousands of its nodes, and each of
//! them, what goes on behind it and what it means lie close together.

use super::category::Category;
use super::morph::Shape;
use super::stems::{Memo, Stems, Words};
use crate::text::token::Tokens;
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

/// A node as a lexicon is put together; number 0 is the root.
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
    memo: Memo,
}

impl Trie {
    pub(super) fn of(drafts: &[Draft], roots: Vec<u32>) -> Self {
        let mut trie = Self { nodes: vec![], edges: vec![], senses: vec![vec![]], roots, memo: Memo::default() };
        for draft in drafts {
            let first = trie.edges.len() as u32;
            trie.edges.extend(&draft.next);
            let known = trie.senses.iter().position(|senses| *senses == draft.senses);
            let senses = known.unwrap_or_else(|| {
                trie.senses.push(draft.senses.clone());
                trie.senses.len() - 1
            });
            trie.nodes.push(Node { first, end: trie.edges.len() as u32, senses: senses as u16, verb: draft.verb });
        }
        trie
    }

    /// The phrases of a range of tokens, from left to right, longest first; a phrase has one mark a sense.
    pub(super) fn marks(&self, words: &Words, tokens: &Tokens, range: Range<usize>) -> Vec<Mark> {
        let stems = Stems { words, roots: &self.roots, memo: &self.memo, tokens };
        // About every second word of news begins one.
        let mut marks = Vec::with_capacity(range.len() / 2);
        let mut at = range.start;
        while at < range.end {
            if !stems.begins(at) {
                at += 1;
                continue;
            }
            let mut walk = Walk { trie: self, stems, tokens, from: at, best: None };
            walk.begin();
            let Some(Best { end, node, shape }) = walk.best else {
                at += 1;
                continue;
            };
            let senses = self.senses_of(node);
            let blocked = senses.iter().any(|s| s.category == Category::Block);
            let kept = senses.iter().filter(|s| !blocked || s.category == Category::Block);
            marks.extend(kept.map(|&sense| Mark { sense, start: at, end, shape }));
            at = end;
        }
        marks
    }

    fn senses_of(&self, node: u32) -> &[Sense] {
        &self.senses[usize::from(self.nodes[node as usize].senses)]
    }

    /// The node behind a word.
    fn next(&self, node: u32, word: u32) -> Option<u32> {
        let Node { first, end, .. } = self.nodes[node as usize];
        let edges = &self.edges[first as usize..end as usize];
        edges.binary_search_by_key(&word, |(word, _)| *word).ok().map(|found| edges[found].1)
    }
}

/// The longest phrase so far.
struct Best {
    /// One past its last token.
    end: usize,
    node: u32,
    shape: Shape,
}

/// The search for the longest phrase that begins at a token.
struct Walk<'a> {
    trie: &'a Trie,
    stems: Stems<'a>,
    tokens: &'a Tokens,
    /// Where the phrase begins.
    from: usize,
    best: Option<Best>,
}

impl Walk<'_> {
    fn begin(&mut self) {
        for stem in self.stems.of(self.from).iter().filter(|stem| stem.root != 0) {
            self.go_on(stem.root, self.from + 1, stem.shape);
        }
    }

    /// Whether a phrase that ends before a token is longer than the best.
    fn is_longer(&self, end: usize) -> bool {
        self.best.as_ref().is_none_or(|best| end > best.end)
    }

    /// Whether a token stands on the line on which the phrase begins.
    fn is_on_line(&self, at: usize) -> bool {
        let list = self.tokens.list();
        list.get(at).is_some_and(|token| token.block == list[self.from].block)
    }

    /// From a node, behind which the token `at` stands.
    fn go_on(&mut self, node: u32, at: usize, shape: Shape) {
        // Function words take no endings, nor do verbs but for pronouns (عارضا is no form of عارض).
        let bars = |s: &Sense| s.category.is_closed() && (shape.cut || shape.pronoun) || s.verb && shape.cut;
        if self.is_longer(at) && !self.trie.senses_of(node).iter().all(bars) {
            self.best = Some(Best { end: at, node, shape });
        }
        let Node { first, end, verb, .. } = self.trie.nodes[node as usize];
        if first == end || !self.is_on_line(at) {
            return;
        }
        for stem in self.stems.of(at).iter() {
            if let Some(next) = self.trie.next(node, stem.word) {
                self.go_on(next, at + 1, Shape { pronoun: stem.shape.pronoun, first: stem.shape.first, ..shape });
            }
        }
        if verb && at == self.from + 1 && self.tokens.key(at).starts_with("ال") {
            self.object(node, shape);
        }
    }

    /// An event whose subject stands between its verb and its object (سترفع الحكومة الدعم).
    fn object(&mut self, verb: u32, shape: Shape) {
        let at = self.from + 2;
        if !self.is_on_line(at) {
            return;
        }
        let is_event = |node: &u32| self.trie.senses_of(*node).iter().any(|s| s.category.is_event());
        for stem in self.stems.of(at).iter() {
            if let Some(node) = self.trie.next(verb, stem.word).filter(is_event).filter(|_| self.is_longer(at + 1)) {
                let shape = Shape { pronoun: stem.shape.pronoun, first: stem.shape.first, ..shape };
                self.best = Some(Best { end: at + 1, node, shape });
            }
        }
    }
}
