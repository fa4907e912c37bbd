//! A stance lexicon: files of phrases, read and put together.

use super::category::Category;
use super::morph;
use super::stems::Words;
use super::trie::{Draft, Mark, Sense, Trie};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::text::fold::{Level, fold};
use crate::text::token::Tokens;
use std::ops::Range;
use std::sync::OnceLock;

/// Header of a lexicon file.
pub(super) const HEADER: &str = "category\tweight\tforms\tnote";

/// The compiled lexicon of one target.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: Words,
    nodes: Vec<Draft>,
    /// Children of the root by word; 0 where a word begins no phrase.
    roots: Vec<u32>,
    /// All of it, ready to be looked up; made anew where the lexicon grows.
    trie: OnceLock<Trie>,
    /// Events of several words: where they end, and what stands after their first word.
    events: Vec<(u32, Vec<Box<str>>)>,
    /// Phrases with a participle or masdar in the place of their verb, which mean it where no file says what they mean.
    derived: Vec<(String, Sense)>,
}

/// What a form of a verb says of its subject and time.
#[derive(Debug, Clone, Copy, Default)]
struct Person {
    /// It is the speaker.
    first: bool,
    /// The form is of the imperfect.
    imperfect: bool,
}

/// Forms of a verb in [`morph::paradigm`], at most.
const MOST_FORMS: usize = 32;

impl Default for Lexicon {
    fn default() -> Self {
        Self {
            words: Words::default(),
            nodes: vec![Draft::default()],
            roots: Vec::new(),
            trie: OnceLock::new(),
            events: Vec::new(),
            derived: Vec::new(),
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
        self.trie.take();
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
        let ends = self.paths(words).map_err(|()| Error::new(ErrorKind::Config, format!("`{form}` is no verb")))?;
        self.derive(category, weight, words);
        for (node, verb) in ends {
            if category.is_event() && words.len() > 1 {
                self.events.push((node, words[1..].iter().map(|w| Box::from(*w)).collect()));
            }
            let senses = &mut self.nodes[node as usize].senses;
            let Person { first, imperfect } = verb.unwrap_or_default();
            let sense = Sense { category, weight, verb: verb.is_some(), first, imperfect, fused: false };
            // The first row that gives a form a category decides its weight; a form that is listed as a noun, too, is not
            // believed to be a verb.
            if let Some(known) = senses.iter_mut().find(|s| s.category == category) {
                known.verb &= sense.verb;
            } else {
                // Few phrases have a second sense.
                senses.reserve_exact(1);
                senses.push(sense);
            }
        }
        Ok(())
    }

    /// The nodes where a phrase ends, with every form of its verb, and what that form is; an error where a word is no verb
    /// though it has a `/`. Phrases have one verb at most, so there are a few dozen of them.
    fn paths(&mut self, words: &[&str]) -> Result<Vec<(u32, Option<Person>)>, ()> {
        let mut paths = vec![(0, None)];
        for word in words {
            let Some((perfect, imperfect)) = word.split_once('/') else {
                let word = self.words.add(word);
                for (node, _) in &mut paths {
                    *node = self.child(*node, word);
                }
                continue;
            };
            if perfect.chars().count() < 2 || imperfect.chars().count() < 3 {
                return Err(());
            }
            let mut forms = Vec::with_capacity(MOST_FORMS * paths.len());
            for (node, _) in paths {
                morph::paradigm(perfect, imperfect, |form| {
                    let word = self.words.add(form.key);
                    let child = self.child(node, word);
                    self.nodes[child as usize].verb = true;
                    forms.push((child, Some(Person { first: form.first, imperfect: form.imperfect })));
                });
            }
            paths = forms;
        }
        Ok(paths)
    }

    /// Notes the phrases that stand for one with a verb.
    fn derive(&mut self, category: Category, weight: f64, words: &[&str]) {
        // What is denied, doubted, struck or posted says little in a noun.
        let silent = matches!(
            category,
            Category::Neg
                | Category::Others
                | Category::Threat
                | Category::Plan
                | Category::Status
                | Category::Block
                | Category::Happens
        );
        let Some((at, (perfect, imperfect))) =
            words.iter().enumerate().find_map(|(i, w)| Some((i, w.split_once('/')?))).filter(|_| !silent)
        else {
            return;
        };
        for noun in morph::derived(perfect, imperfect) {
            let mut phrase = words.to_vec();
            phrase[at] = &noun;
            let sense = Sense { category, weight, verb: false, first: false, imperfect: false, fused: false };
            self.derived.push((phrase.join(" "), sense));
        }
    }

    /// Adds what was derived and marks the events that name the entity, once all files are in.
    pub(super) fn finish(&mut self) {
        self.trie.take();
        for (phrase, sense) in std::mem::take(&mut self.derived) {
            let node = phrase.split(' ').fold(0, |node, word| {
                let word = self.words.add(word);
                self.child(node, word)
            });
            let senses = &mut self.nodes[node as usize].senses;
            if senses.is_empty() {
                senses.reserve_exact(1);
                senses.push(sense);
            }
        }
        for (node, rest) in std::mem::take(&mut self.events) {
            let names_entity = (0..rest.len()).any(|from| {
                let end = rest[from..].iter().try_fold(0u32, |at, word| self.next(at, self.words.number(word)?));
                end.is_some_and(|end| self.nodes[end as usize].senses.iter().any(|s| s.category.is_entity()))
            });
            for sense in self.nodes[node as usize].senses.iter_mut().filter(|s| names_entity && s.category.is_event()) {
                sense.fused = true;
            }
        }
    }

    /// The node behind a word, which is a new one if there is none yet.
    fn child(&mut self, node: u32, id: u32) -> u32 {
        if let Some(known) = self.next(node, id) {
            return known;
        }
        let child = self.nodes.len() as u32;
        self.nodes.push(Draft::default());
        if node == 0 {
            self.roots.resize(self.roots.len().max(id as usize + 1), 0);
            self.roots[id as usize] = child;
        } else {
            let next = &mut self.nodes[node as usize].next;
            next.insert(next.partition_point(|(word, _)| *word < id), (id, child));
        }
        child
    }

    /// The phrases of a range of tokens, from left to right, longest first; a phrase has one mark a sense.
    pub(super) fn marks(&self, tokens: &Tokens, range: Range<usize>) -> Vec<Mark> {
        let trie = self.trie.get_or_init(|| Trie::of(&self.nodes, self.roots.clone()));
        trie.marks(&self.words, tokens, range)
    }

    /// The node behind a word.
    fn next(&self, node: u32, word: u32) -> Option<u32> {
        // Most phrases are looked for at the root, which has as many children as there are first words.
        if node == 0 {
            return self.roots.get(word as usize).copied().filter(|&child| child != 0);
        }
        let next = &self.nodes[node as usize].next;
        next.binary_search_by_key(&word, |(word, _)| *word).ok().map(|found| next[found].1)
    }
}

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
    fn a_lexicon_that_grows_reads_old_words_anew() {
        let mut lexicon = lexicon("depart\t1\tانسحاب\t-");
        assert_eq!(marks(&lexicon, "بانسحابها ووجودها"), [("depart", "بانسحابها".to_string())]);
        lexicon.add(Category::Presence, 1.0, "وجود").unwrap();
        assert_eq!(marks(&lexicon, "بانسحابها ووجودها").len(), 2);
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
