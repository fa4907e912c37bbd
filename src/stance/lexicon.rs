//! A stance lexicon: phrases compiled into a trie over stems.

use super::category::Category;
use super::morph::{self, Shape, Starts};
use super::stems::{Memo, Stems};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::text::fold::{Level, fold};
use crate::text::token::Tokens;
use foldhash::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

/// Header of a lexicon file.
pub(super) const HEADER: &str = "category\tweight\tforms\tnote";

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

#[derive(Debug, Default)]
struct Node {
    next: Vec<(u32, u32)>,
    senses: Vec<Sense>,
    /// The last word of the path is a verb.
    verb: bool,
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

/// The compiled lexicon of one target.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) words: HashMap<Box<str>, u32>,
    pub(super) starts: Starts,
    pub(super) memo: OnceLock<Memo>,
    nodes: Vec<Node>,
    /// Children of the root by word; 0 where a word begins no phrase.
    first: Vec<u32>,
    /// Events of several words: where they end, and what stands after their first word.
    events: Vec<(u32, Vec<Box<str>>)>,
}

impl Default for Lexicon {
    fn default() -> Self {
        Self {
            words: HashMap::default(),
            starts: Starts::default(),
            memo: OnceLock::new(),
            nodes: vec![Node::default()],
            first: Vec::new(),
            events: Vec::new(),
        }
    }
}

impl Lexicon {
    /// Adds the rows of a file; `name` is what errors call it.
    pub(super) fn add_file(&mut self, name: &str, text: &str) -> Result<()> {
        let at = |line: usize| Location::path(name).row(line as u64);
        let mut lines = text.lines();
        let header = lines.next().unwrap_or_default().trim_start_matches('\u{FEFF}');
        if header != HEADER {
            let message = format!("the header is `{header}`, expected `{HEADER}`");
            return Err(Error::new(ErrorKind::Config, message).at(at(1)));
        }
        for (n, line) in lines.enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let mut fields = line.split('\t');
            let (Some(category), Some(weight), Some(forms)) = (fields.next(), fields.next(), fields.next()) else {
                return Err(Error::new(ErrorKind::Config, "a row has category, weight, forms, note").at(at(n + 2)));
            };
            let weight: f64 = weight.parse().ok().filter(|w| (0.0..=1.0).contains(w)).ok_or_else(|| {
                Error::new(ErrorKind::Config, format!("`{weight}` is no weight from 0 to 1"))
                    .at(at(n + 2).field("weight"))
            })?;
            let category = category_of(category).map_err(|e| e.at(at(n + 2).field("category")))?;
            for form in forms.split('|') {
                self.add(category, weight, form).map_err(|e| e.at(at(n + 2).field("forms")))?;
            }
        }
        Ok(())
    }

    /// Adds a phrase. A word `perfect/imperfect` stands for all forms of that verb.
    pub(super) fn add(&mut self, category: Category, weight: f64, form: &str) -> Result<()> {
        let key = fold(form, Level::K3);
        // A single letter at the end only shows the preposition that the next word carries.
        let words: Vec<&str> = key.split_whitespace().collect();
        let words = match words.split_last() {
            Some((last, rest)) if last.chars().count() == 1 => rest,
            _ => &words[..],
        };
        if words.is_empty() {
            return Err(Error::new(ErrorKind::Config, format!("`{form}` is empty")));
        }
        // Every combination of verb forms; phrases have one verb at most, so this stays small.
        let mut paths = vec![(0u32, None)];
        for word in words {
            let mut longer = Vec::new();
            for (node, verb) in paths {
                match word.split_once('/') {
                    Some((perfect, imperfect)) if perfect.chars().count() > 1 && imperfect.chars().count() > 2 => {
                        for form in morph::paradigm(perfect, imperfect) {
                            let child = self.child(node, &form.key);
                            self.nodes[child as usize].verb = true;
                            longer.push((child, Some((form.first, form.imperfect))));
                        }
                    }
                    Some(_) => return Err(Error::new(ErrorKind::Config, format!("`{form}` is no verb"))),
                    None => longer.push((self.child(node, word), verb)),
                }
            }
            paths = longer;
        }
        for (node, verb) in paths {
            if category.is_event() && words.len() > 1 {
                self.events.push((node, words[1..].iter().map(|w| Box::from(*w)).collect()));
            }
            let senses = &mut self.nodes[node as usize].senses;
            let (first, imperfect) = verb.unwrap_or_default();
            let sense = Sense { category, weight, verb: verb.is_some(), first, imperfect, fused: false };
            match senses.iter_mut().find(|s| s.category == category) {
                // The first row that gives a form a category decides its weight; a form that is listed as a noun, too,
                // is not believed to be a verb.
                Some(known) => known.verb &= sense.verb,
                None => senses.push(sense),
            }
        }
        Ok(())
    }

    /// Marks the events that name the entity, once all files are in.
    pub(super) fn finish(&mut self) {
        for (node, rest) in std::mem::take(&mut self.events) {
            let names_entity = (0..rest.len()).any(|from| {
                let end = rest[from..].iter().try_fold(0u32, |at, word| self.next(at, *self.words.get(word)?));
                end.is_some_and(|end| self.nodes[end as usize].senses.iter().any(|s| s.category.is_entity()))
            });
            for sense in self.nodes[node as usize].senses.iter_mut().filter(|s| names_entity && s.category.is_event()) {
                sense.fused = true;
            }
        }
    }

    fn child(&mut self, node: u32, word: &str) -> u32 {
        let fresh = self.words.len() as u32;
        // A lexicon that grows knows more of old words.
        self.memo.take();
        let id = *self.words.entry(word.into()).or_insert_with(|| {
            self.starts.add(word);
            fresh
        });
        if let Some(known) = self.next(node, id) {
            return known;
        }
        let child = self.nodes.len() as u32;
        self.nodes.push(Node::default());
        let next = &mut self.nodes[node as usize].next;
        next.insert(next.partition_point(|(word, _)| *word < id), (id, child));
        if node == 0 {
            self.first.resize(self.words.len(), 0);
            self.first[id as usize] = child;
        }
        child
    }

    /// The phrases of a range of tokens, from left to right, longest first; a phrase has one mark a sense.
    pub(super) fn marks(&self, tokens: &Tokens, range: Range<usize>) -> Vec<Mark> {
        let stems = Stems::new(self, tokens, range.clone());
        let mut marks = Vec::new();
        let mut at = range.start;
        while at < range.end {
            if !stems.begins(at) {
                at += 1;
                continue;
            }
            let mut best = Best::default();
            self.walk(&stems, tokens, 0, at, at, Shape::default(), &mut best);
            let Some((end, node, shape)) = best.0 else {
                at += 1;
                continue;
            };
            let senses = &self.nodes[node as usize].senses;
            let blocked = senses.iter().any(|s| s.category == Category::Block);
            let kept = senses.iter().filter(|s| !blocked || s.category == Category::Block);
            marks.extend(kept.map(|&sense| Mark { sense, start: at, end, shape }));
            at = end;
        }
        marks
    }

    #[expect(clippy::too_many_arguments, reason = "a recursive walk carries its state in its arguments")]
    fn walk(&self, stems: &Stems, tokens: &Tokens, node: u32, from: usize, at: usize, shape: Shape, best: &mut Best) {
        let here = &self.nodes[node as usize];
        // Function words take no endings, nor do verbs but for pronouns (عارضا is no form of عارض).
        let bars = |s: &Sense| s.category.is_closed() && (shape.cut || shape.pronoun) || s.verb && shape.cut;
        let closed = here.senses.iter().all(bars);
        if !here.senses.is_empty() && !closed && best.0.is_none_or(|(end, ..)| at > end) {
            best.0 = Some((at, node, shape));
        }
        if here.next.is_empty()
            || at > from && tokens.list().get(at).is_none_or(|t| t.block != tokens.list()[from].block)
        {
            return;
        }
        for (word, stem) in stems.of(at) {
            if let Some(next) = self.next(node, *word) {
                let shape =
                    if at == from { *stem } else { Shape { pronoun: stem.pronoun, first: stem.first, ..shape } };
                self.walk(stems, tokens, next, from, at + 1, shape, best);
            }
        }
        if here.verb && at == from + 1 && tokens.key(at).starts_with("ال") {
            self.object(stems, tokens, here, from, shape, best);
        }
    }

    /// An event whose subject stands between its verb and its object (سترفع الحكومة الدعم).
    fn object(&self, stems: &Stems, tokens: &Tokens, verb: &Node, from: usize, shape: Shape, best: &mut Best) {
        let at = from + 2;
        if tokens.list().get(at).is_none_or(|t| t.block != tokens.list()[from].block) {
            return;
        }
        for (word, stem) in stems.of(at) {
            let found = verb.next.binary_search_by_key(word, |(word, _)| *word).ok().map(|found| verb.next[found].1);
            let event = |node: &u32| self.nodes[*node as usize].senses.iter().any(|s| s.category.is_event());
            if let Some(node) = found.filter(event).filter(|_| best.0.is_none_or(|(end, ..)| at + 1 > end)) {
                best.0 = Some((at + 1, node, Shape { pronoun: stem.pronoun, first: stem.first, ..shape }));
            }
        }
    }

    /// Whether a phrase begins with a word.
    pub(super) fn begins(&self, word: u32) -> bool {
        self.next(0, word).is_some()
    }

    /// The node behind a word.
    fn next(&self, node: u32, word: u32) -> Option<u32> {
        // Most phrases are looked for at the root, which has as many children as there are first words.
        if node == 0 {
            return self.first.get(word as usize).copied().filter(|&child| child != 0);
        }
        let next = &self.nodes[node as usize].next;
        next.binary_search_by_key(&word, |(word, _)| *word).ok().map(|found| next[found].1)
    }
}

/// Longest match so far: end, node, shape.
#[derive(Default)]
struct Best(Option<(usize, u32, Shape)>);

/// A category by name, or an error with the nearest one.
pub(super) fn category_of(name: &str) -> Result<Category> {
    Category::parse(name).ok_or_else(|| {
        let error = Error::new(ErrorKind::Config, format!("unknown category `{name}`"));
        match nearest(name, Category::ALL.iter().map(|c| c.name())) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        }
    })
}

/// The known name that is most like a wrong one, if any is like it.
pub(super) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    known
        .map(|k| (strsim::jaro_winkler(name, k), k))
        .filter(|(like, _)| *like > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn marks(lexicon: &Lexicon, text: &str) -> Vec<(&'static str, String)> {
        let mut tokens = Tokens::default();
        tokens.push_block(text, Span::new(0, text.len()), 0);
        let list = tokens.list();
        lexicon
            .marks(&tokens, 0..tokens.len())
            .iter()
            .map(|m| {
                let span = list[m.start].span.cover(list[m.end - 1].span);
                (m.sense.category.name(), span.of(text).to_string())
            })
            .collect()
    }

    fn lexicon(rows: &str) -> Lexicon {
        let mut lexicon = Lexicon::default();
        lexicon.add_file("test.tsv", &format!("{HEADER}\n{rows}")).unwrap();
        lexicon
    }

    #[test]
    fn the_longest_phrase_wins_whatever_its_clitics() {
        let lexicon = lexicon("depart\t1\tسحب\t-\nblock\t1\tسحب الثقة\t-\nneed\t1\tاحتاج/يحتاج إلى\t-");
        assert_eq!(marks(&lexicon, "وسحب الثقة"), [("block", "وسحب الثقة".to_string())]);
        assert_eq!(marks(&lexicon, "بسحبها"), [("depart", "بسحبها".to_string())]);
        assert_eq!(marks(&lexicon, "ولا يحتاجون الى"), [("need", "يحتاجون الى".to_string())]);
    }

    #[test]
    fn faults_name_file_row_and_the_nearest_name() {
        let mut lexicon = Lexicon::default();
        let error = lexicon.add_file("x.tsv", &format!("{HEADER}\ndepartt\t1\tسحب\t-")).unwrap_err();
        assert_eq!(error.to_string(), "x.tsv:2: category: unknown category `departt` (did you mean `depart`?)");
        let error = lexicon.add_file("x.tsv", &format!("{HEADER}\ndepart\t7\tسحب\t-")).unwrap_err();
        assert_eq!(error.to_string(), "x.tsv:2: weight: `7` is no weight from 0 to 1");
        let error = lexicon.add_file("x.tsv", "form").unwrap_err();
        assert!(error.to_string().starts_with("x.tsv:1: the header is"));
    }
}
