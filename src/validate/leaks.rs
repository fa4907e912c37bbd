//! Copies of texts, addresses and words: that they are marked, and that none of them stands in two splits.

use super::check::{CheckDoc, CheckResult, Severity, Tally};
use super::files::{Chunk, Files, Rows};
use super::key::{Key, key};
use super::late::Late;
use super::near::RowSet;
use crate::dataset::Table;
use crate::dataset::sort::{Sorter, Spill};
use crate::error::Result;
use std::collections::HashSet;

pub(super) const SPLIT_AGAIN: &str =
    "Build the release again; whoever filters or merges releases must divide them again.";

pub(super) const DUP001: CheckDoc = CheckDoc::new(
    "DUP001",
    Severity::Error,
    "an article that repeats the text of another is marked by near_duplicate_of",
    "Unmarked copies count a claim twice, and a sample of them looks larger than it is.",
    "Build the release again.",
);
pub(super) const DUP003: CheckDoc = CheckDoc::new(
    "DUP003",
    Severity::Warning,
    "an article gives a speaker the same words once",
    "A headline that the text repeats counts a claim twice.",
    "Nothing, where the article does repeat itself; else report it as a fault of the extractor.",
);
pub(super) const LKG001: CheckDoc = CheckDoc::new(
    "LKG001",
    Severity::Error,
    "no text stands in two splits",
    "A text that is in train and in test makes a test of memory.",
    SPLIT_AGAIN,
);
pub(super) const LKG003: CheckDoc = CheckDoc::new(
    "LKG003",
    Severity::Error,
    "no address stands in two splits",
    "Two versions of one page tell the same story.",
    SPLIT_AGAIN,
);
pub(super) const LKG004: CheckDoc = CheckDoc::new(
    "LKG004",
    Severity::Warning,
    "no claim of at least five words stands word for word in train and in test",
    "A statement that several outlets quote is known from training; a score on it says little.",
    "Leave these claims out of an evaluation, or group the articles of one story under one address or policy.",
);

/// Words from which an equal claim is no formula that anybody may say.
const WORDS: usize = 5;

/// Splits in which words of a claim stand.
const TRAIN: u64 = 0;
const TEST: u64 = 1;

#[derive(Debug)]
pub(super) struct Leaks {
    marked: Late<()>,
    repeated: Tally,
    equal: Late<()>,
    addresses: Late<()>,
    claims: Late<()>,
    /// Texts of articles with whether the article is marked as a copy.
    texts: Sorter<1>,
    urls: Sorter<0>,
    /// Words of claims with their split.
    said: Sorter<1>,
    /// The article that is being read, and what was said in it so far.
    article: Key,
    here: HashSet<(Key, Key), foldhash::quality::RandomState>,
}

impl Leaks {
    pub(super) fn new(spill: &Spill) -> Self {
        Self {
            marked: Late::default(),
            repeated: Tally::new(&DUP003),
            equal: Late::default(),
            addresses: Late::default(),
            claims: Late::default(),
            texts: spill.sorter(),
            urls: spill.sorter(),
            said: spill.sorter(),
            article: 0,
            here: HashSet::default(),
        }
    }

    pub(super) fn articles(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (texts, urls, firsts) = (chunk.identity()?, chunk.text("url")?, chunk.text("near_duplicate_of")?);
        for (i, text) in texts.iter().enumerate() {
            let row = chunk.start + i as u64;
            self.texts.push(key(text.unwrap_or_default()), row, [u64::from(firsts.get(i).is_some())])?;
            urls.get(i).map_or(Ok(()), |url| self.urls.push(key(url), row, []))?;
        }
        Ok(())
    }

    pub(super) fn claims(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let split = match chunk.file.split.as_str() {
            "train" => Some(TRAIN),
            "test" => Some(TEST),
            _ => None,
        };
        let (ids, texts) = (chunk.text("claim_id")?, chunk.text("text")?);
        let (articles, speakers) = (chunk.text("article_id")?, chunk.text("speaker_id")?);
        for (i, text) in texts.iter().enumerate() {
            let text = text.unwrap_or_default();
            let words = key(text);
            let is_new = self.is_new(articles.get(i), speakers.get(i), words);
            if let Some(is_new) = is_new {
                self.repeated.check(is_new, || {
                    chunk.finding(i, ids.get(i), "text", "the speaker says the same words before in the article")
                });
            }
            if let Some(split) = split.filter(|_| text.split_whitespace().nth(WORDS - 1).is_some()) {
                self.said.push(words, chunk.start + i as u64, [split])?;
            }
        }
        Ok(())
    }

    /// Whether a speaker says words for the first time in an article; the claims of one stand together.
    fn is_new(&mut self, article: Option<&str>, speaker: Option<&str>, words: Key) -> Option<bool> {
        let article = key(article.unwrap_or_default());
        if article != self.article {
            self.article = article;
            self.here.clear();
        }
        Some(self.here.insert((key(speaker?), words)))
    }

    /// Compares the texts of all articles; returns the articles whose text an earlier one has.
    pub(super) fn texts(&mut self, files: &Files) -> Result<RowSet> {
        let (articles, mut copies) = (Rows::of(files, Table::Articles), RowSet::default());
        let mut texts = self.texts.take().sorted()?;
        while let Some(first) = texts.next()? {
            self.equal.check(true, first.at, ());
            self.marked.passed(1);
            let split = articles.split(first.at);
            while let Some(copy) = texts.next_of(first.key)? {
                let same = articles.split(copy.at) == split;
                self.equal.check(same, copy.at, ());
                if same {
                    self.marked.check(copy.facts == [1], copy.at, ());
                }
                copies.insert(copy.at);
            }
        }
        Ok(copies)
    }

    /// Compares all addresses.
    fn addresses(&mut self, articles: &Rows<'_>) -> Result<()> {
        let mut urls = self.urls.take().sorted()?;
        while let Some(first) = urls.next()? {
            self.addresses.check(true, first.at, ());
            let split = articles.split(first.at);
            while let Some(other) = urls.next_of(first.key)? {
                self.addresses.check(articles.split(other.at) == split, other.at, ());
            }
        }
        Ok(())
    }

    /// Compares the words of all claims.
    fn words(&mut self) -> Result<()> {
        let mut said = self.said.take().sorted()?;
        let (mut words, mut splits) = (None, [false; 2]);
        while let Some(claim) = said.next()? {
            if words != Some(claim.key) {
                (words, splits) = (Some(claim.key), [false; 2]);
            }
            splits[usize::from(claim.facts == [TEST])] = true;
            self.claims.check(splits != [true; 2], claim.at, ());
        }
        Ok(())
    }

    /// Compares what was collected, but for texts.
    pub(super) fn settle(&mut self, files: &Files) -> Result<()> {
        self.addresses(&Rows::of(files, Table::Articles))?;
        self.words()
    }

    pub(super) fn finish(self, files: &Files) -> Result<Vec<CheckResult>> {
        let (articles, claims) = (Rows::of(files, Table::Articles), Rows::of(files, Table::Claims));
        let mut tallies = [&DUP001, &LKG001, &LKG003, &LKG004].map(Tally::new);
        let [marked, equal, addresses, words] = &mut tallies;
        let article = |row, column, message| articles.finding(row, "article_id", column, message);
        let unmarked = "the text of another article, and not marked";
        self.marked.finish(marked, |row, ()| article(row, "near_duplicate_of", unmarked))?;
        self.equal.finish(equal, |row, ()| article(row, "text", "the text stands in another split too"))?;
        self.addresses.finish(addresses, |row, ()| article(row, "url", "the address stands in another split too"))?;
        self.claims.finish(words, |row, ()| {
            claims.finding(row, "claim_id", "text", "the same words stand in train and in test")
        })?;
        Ok(tallies.into_iter().chain([self.repeated]).map(Tally::finish).collect())
    }
}
