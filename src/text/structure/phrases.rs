//! The furniture phrases of `boilerplate.tsv`, compiled once.

use super::fold::{fold_into, is_letter, is_word};
use crate::model::BlockKind;
use foldhash::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../boilerplate.tsv");

/// What all phrases that may stand anywhere have in common, in a spelling that folding keeps: few lines have it.
const ANCHOR: &str = " عن";

/// How far a phrase reaches beyond its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    Line,
    /// A short line after it belongs to it.
    Next,
    /// Where the line is only the phrase, the headlines after it belong to it.
    Link,
    /// Everything after it.
    Rest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    Whole,
    Label,
    Prefix,
    Contains,
}

/// A line that is furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) kind: BlockKind,
    pub(super) reach: Reach,
    /// The line holds nothing but the phrase.
    pub(super) bare: bool,
}

struct Phrase {
    text: String,
    kind: BlockKind,
    how: Match,
    max_tokens: usize,
    reach: Reach,
}

/// What a single word is a sign of; one word may be a sign of several things.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "one word may be a sign of several things")]
pub(super) struct WordClass {
    pub(super) agency: bool,
    pub(super) credit: bool,
    pub(super) date: bool,
    pub(super) function: bool,
    /// A verb and nothing else.
    pub(super) verb: bool,
    /// A verb that opens lead paragraphs; written without vowels it may also be a noun.
    pub(super) lead: bool,
}

pub(super) struct Phrases {
    /// Phrases that begin a line, by their first word.
    starts: HashMap<String, Vec<Phrase>>,
    /// Phrases anywhere in a line, each with its search prepared.
    contains: Vec<(memchr::memmem::Finder<'static>, Phrase)>,
    /// [`ANCHOR`], prepared.
    anchor: memchr::memmem::Finder<'static>,
    words: HashMap<String, WordClass>,
}

/// The compiled table.
pub(super) static PHRASES: LazyLock<Phrases> = LazyLock::new(|| Phrases::compile(TABLE));

impl Phrases {
    /// Rows that do not parse are left out here and named by the test that polices the table.
    fn compile(table: &str) -> Self {
        let (mut starts, mut contains) = (HashMap::<String, Vec<Phrase>>::default(), Vec::new());
        let mut words = HashMap::<String, WordClass>::default();
        for row in table.lines().filter(|l| !l.starts_with('#')).filter_map(parse) {
            match row {
                Row::Word(word, class) => merge(words.entry(word).or_default(), class),
                Row::Phrase(p) if p.how == Match::Contains => {
                    contains.push((memchr::memmem::Finder::new(&p.text).into_owned(), p));
                }
                Row::Phrase(p) => {
                    let first = first_word(&p.text).to_owned();
                    starts.entry(first).or_default().push(p);
                }
            }
        }
        Self { starts, contains, anchor: memchr::memmem::Finder::new(ANCHOR), words }
    }

    /// Whether a phrase begins with the first word of a folded text.
    pub(super) fn may_begin(&self, folded: &str) -> bool {
        self.starts.contains_key(first_word(folded))
    }

    /// The furniture phrase that a folded line is or begins with. Of a long line the beginning is enough; it has `tokens`
    /// words.
    pub(super) fn begins(&self, folded: &str, tokens: usize) -> Option<Hit> {
        let candidates = self.starts.get(first_word(folded)).into_iter().flatten();
        // The longest phrase decides: it is the most specific one.
        let found = candidates
            .filter(|p| tokens <= p.max_tokens)
            .filter_map(|p| Some((p, p.matches(folded)?)))
            .max_by_key(|(p, _)| p.text.len());
        found.map(|(p, bare)| Hit { kind: p.kind, reach: p.reach, bare })
    }

    /// Whether a line, not folded, may hold one of the phrases that are furniture anywhere.
    pub(super) fn may_be_in(&self, line: &str) -> bool {
        self.anchor.find(line.as_bytes()).is_some()
    }

    /// The furniture phrase in a folded line.
    pub(super) fn is_in(&self, folded: &str, tokens: usize) -> Option<Hit> {
        let mut inside = self.contains.iter().filter(|(_, p)| tokens <= p.max_tokens);
        let (_, p) = inside.find(|(finder, _)| finder.find(folded.as_bytes()).is_some())?;
        Some(Hit { kind: p.kind, reach: p.reach, bare: false })
    }

    /// What a folded word is a sign of.
    pub(super) fn word(&self, folded: &str) -> WordClass {
        self.words.get(folded).copied().unwrap_or_default()
    }
}

impl Phrase {
    /// Whether the phrase fits the folded line, and whether the line holds nothing else.
    fn matches(&self, folded: &str) -> Option<bool> {
        let rest = folded.strip_prefix(self.text.as_str())?;
        let bare = !rest.chars().any(is_letter);
        let separated = rest.chars().find(|c| !c.is_whitespace()).is_none_or(|c| ":-–—|(/;".contains(c));
        let word_ends = rest.chars().next().is_none_or(|c| !is_word(c));
        let fits = match self.how {
            Match::Whole => bare,
            Match::Label => bare || separated,
            Match::Prefix => word_ends || !self.text.ends_with(is_word),
            Match::Contains => false,
        };
        fits.then_some(bare)
    }
}

/// The first word of a folded text, without the punctuation behind it.
fn first_word(folded: &str) -> &str {
    let word = &folded[..memchr::memchr(b' ', folded.as_bytes()).unwrap_or(folded.len())];
    let end = word.char_indices().skip(1).find(|(_, c)| !is_word(*c)).map_or(word.len(), |(at, _)| at);
    &word[..end]
}

enum Row {
    Word(String, WordClass),
    Phrase(Phrase),
}

fn parse(line: &str) -> Option<Row> {
    let mut columns = line.split('\t');
    let mut text = String::new();
    fold_into(columns.next()?, &mut text);
    let (kind, how, max_tokens, reach) = (columns.next()?, columns.next()?, columns.next()?, columns.next()?);
    columns.next().filter(|note| !note.is_empty())?;
    if how == "word" {
        let class = WordClass {
            agency: kind == "agency",
            credit: kind == "credit",
            date: kind == "date",
            function: kind == "function",
            verb: kind == "verb",
            lead: kind == "verb" || kind == "lead",
        };
        return ["agency", "credit", "date", "function", "verb", "lead"]
            .contains(&kind)
            .then_some(Row::Word(text, class));
    }
    Some(Row::Phrase(Phrase {
        text,
        kind: match kind {
            "boilerplate" => BlockKind::Boilerplate,
            "byline" => BlockKind::Byline,
            "caption" => BlockKind::Caption,
            _ => return None,
        },
        how: match how {
            "whole" => Match::Whole,
            "label" => Match::Label,
            "prefix" => Match::Prefix,
            "contains" => Match::Contains,
            _ => return None,
        },
        max_tokens: max_tokens.parse().ok()?,
        reach: match reach {
            "line" => Reach::Line,
            "next" => Reach::Next,
            "link" => Reach::Link,
            "rest" => Reach::Rest,
            _ => return None,
        },
    }))
}

fn merge(into: &mut WordClass, class: WordClass) {
    into.agency |= class.agency;
    into.credit |= class.credit;
    into.date |= class.date;
    into.function |= class.function;
    into.verb |= class.verb;
    into.lead |= class.lead;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_parses_and_none_is_double() {
        let mut seen = std::collections::BTreeSet::new();
        for (number, line) in TABLE.lines().enumerate().filter(|(_, l)| !l.starts_with('#')) {
            assert!(parse(line).is_some(), "line {}: {line}", number + 1);
            let mut key = String::new();
            let columns: Vec<_> = line.split('\t').collect();
            fold_into(columns[0], &mut key);
            assert!(columns[2] != "contains" || key.contains(ANCHOR), "line {}: without `{ANCHOR}`", number + 1);
            assert!(seen.insert((key, columns[1], columns[2])), "line {}: {line}", number + 1);
        }
    }

    #[test]
    fn a_verb_is_not_taken_for_a_button() {
        let hit = |line: &str| {
            let mut folded = String::new();
            fold_into(line, &mut folded);
            PHRASES.begins(&folded, folded.split(' ').count())
        };
        assert!(hit("شارك").is_some());
        assert!(hit("شارك مئات السكان في الوقفة").is_none());
        assert!(hit("اقرأ أيضاً: جسر جديد في الواحة").is_some_and(|h| h.reach == Reach::Link && !h.bare));
        assert!(hit("التعليقات (0)").is_some_and(|h| h.reach == Reach::Rest));
        assert!(hit("كتبت – سلمى النجار").is_some_and(|h| h.kind == BlockKind::Byline));
        assert!(hit("كتبت الصحيفة في عددها الأخير").is_none());
    }
}
