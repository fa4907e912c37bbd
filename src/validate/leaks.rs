//! Copies: that they are marked, and that none of them stands in two splits. The pairs are searched anew in the written
//! release.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::files::{Chunk, in_parallel};
use super::index::{Key, key};
use crate::dataset::near::{NearIndex, Sketch};
use crate::error::Result;
use std::collections::{HashMap, HashSet};

const SPLIT_AGAIN: &str = "Build the release again; whoever filters or merges releases must divide them again.";

pub(super) const DUP001: CheckDoc = CheckDoc::new(
    "DUP001",
    Severity::Error,
    "an article that repeats the text of another is marked by near_duplicate_of",
    "Unmarked copies count a claim twice, and a sample of them looks larger than it is.",
    "Build the release again.",
);
pub(super) const DUP002: CheckDoc = CheckDoc::new(
    "DUP002",
    Severity::Warning,
    "nearly equal texts (Jaccard index of word shingles of at least 0.8) are named in the table duplicates",
    "Syndicated articles with a changed line are copies to every model.",
    "Build the release again with this version, which searches for them.",
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
pub(super) const LKG002: CheckDoc = CheckDoc::new(
    "LKG002",
    Severity::Error,
    "no two nearly equal texts stand in different splits",
    "A syndicated copy with a changed line leaks as much as an equal one.",
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

type Map<V> = HashMap<Key, V, foldhash::quality::RandomState>;

#[derive(Debug)]
pub(super) struct Leaks {
    marked: Tally,
    near: Tally,
    repeated: Tally,
    equal: Tally,
    near_across: Tally,
    addresses: Tally,
    claims: Tally,
    /// Split of every text, address and claim.
    texts: Map<u16>,
    urls: Map<u16>,
    said: Map<(bool, bool)>,
    index: NearIndex,
    /// Ids and splits of the articles in `index`.
    articles: Vec<(Box<str>, u16)>,
    /// Pairs of the table duplicates, in both directions; `None` where the form has no such table.
    named: Option<HashSet<(Key, Key), foldhash::quality::RandomState>>,
    article: Key,
    here: HashSet<(Key, Key), foldhash::quality::RandomState>,
}

impl Leaks {
    /// # Errors
    /// When no temporary file can be made.
    pub(super) fn new() -> Result<Self> {
        Ok(Self {
            marked: Tally::new(&DUP001),
            near: Tally::new(&DUP002),
            repeated: Tally::new(&DUP003),
            equal: Tally::new(&LKG001),
            near_across: Tally::new(&LKG002),
            addresses: Tally::new(&LKG003),
            claims: Tally::new(&LKG004),
            texts: Map::default(),
            urls: Map::default(),
            said: Map::default(),
            index: NearIndex::new(&std::env::temp_dir())?,
            articles: Vec::new(),
            named: None,
            article: 0,
            here: HashSet::default(),
        })
    }

    /// Pairs that the release names.
    pub(super) fn pairs(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, others) = (chunk.text("article_id")?, chunk.text("duplicate_of")?);
        let named = self.named.get_or_insert_default();
        for (one, two) in ids.iter().zip(others.iter()) {
            let (one, two) = (key(one.unwrap_or_default()), key(two.unwrap_or_default()));
            named.insert((one, two));
            named.insert((two, one));
        }
        Ok(())
    }

    pub(super) fn articles(&mut self, chunk: &Chunk<'_>, split: u16) -> Result<()> {
        let (ids, texts, urls) = (chunk.text("article_id")?, chunk.identity()?, chunk.text("url")?);
        let firsts = chunk.text("near_duplicate_of")?;
        let mut sketches =
            if chunk.has("text") { in_parallel(texts, Sketch::of).into_iter() } else { Vec::new().into_iter() };
        for i in 0..chunk.rows() {
            let (id, text) = (ids.get(i).unwrap_or_default(), texts.get(i).unwrap_or_default());
            let sketch = sketches.next();
            let known = self.texts.get(&key(text)).copied();
            self.equal.check(known.is_none_or(|k| k == split), || {
                chunk.finding(i, ids.get(i), "text", "the text stands in another split too")
            });
            if known == Some(split) {
                self.marked.check(firsts.get(i).is_some(), || {
                    chunk.finding(i, ids.get(i), "near_duplicate_of", "the text of another article, and not marked")
                });
            } else if known.is_none() {
                self.marked.passed(1);
                self.texts.insert(key(text), split);
                if let Some(sketch) = sketch {
                    self.index.add(sketch.as_ref())?;
                    self.articles.push((id.into(), split));
                }
            }
            let Some(url) = urls.get(i) else { continue };
            let first = *self.urls.entry(key(url)).or_insert(split);
            self.addresses.check(first == split, || {
                chunk.finding(i, ids.get(i), "url", "the address stands in another split too")
            });
        }
        Ok(())
    }

    pub(super) fn claims(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (train, test) = (chunk.file.split == "train", chunk.file.split == "test");
        let (ids, texts) = (chunk.text("claim_id")?, chunk.text("text")?);
        let (articles, speakers) = (chunk.text("article_id")?, chunk.text("speaker_id")?);
        for (i, text) in texts.iter().enumerate() {
            let text = text.unwrap_or_default();
            self.said_once(chunk, i, (articles.get(i), speakers.get(i), text));
            if !(train || test) || text.split_whitespace().count() < WORDS {
                continue;
            }
            let said = self.said.entry(key(text)).or_default();
            *said = (said.0 || train, said.1 || test);
            let both = *said == (true, true);
            self.claims
                .check(!both, || chunk.finding(i, ids.get(i), "text", "the same words stand in train and in test"));
        }
        Ok(())
    }

    fn said_once(&mut self, chunk: &Chunk<'_>, i: usize, (article, speaker, text): (Option<&str>, Option<&str>, &str)) {
        let article = key(article.unwrap_or_default());
        if article != self.article {
            self.article = article;
            self.here.clear();
        }
        let Some(speaker) = speaker else { return };
        let is_new = self.here.insert((key(speaker), key(text)));
        self.repeated.check(is_new, || {
            let id = chunk.text("claim_id").ok().and_then(|ids| ids.get(i));
            chunk.finding(i, id, "text", "the speaker says the same words before in the article")
        });
    }

    /// # Errors
    /// When a temporary file cannot be read.
    pub(super) fn finish(mut self) -> Result<Vec<CheckResult>> {
        for pair in self.index.finish()? {
            let ((one, a), (two, b)) = (&self.articles[pair.first as usize], &self.articles[pair.second as usize]);
            let about = |message: &str| Finding {
                key: Some(two.to_string()),
                ..Finding::file("articles", format!("{message} {one} (Jaccard index {:.3})", pair.jaccard))
                    .column("text")
            };
            self.near_across.check(a == b, || about("stands in another split than the nearly equal"));
            let named = self.named.as_ref().is_some_and(|n| n.contains(&(key(one), key(two))));
            self.near.check(named, || about("is not named as a near duplicate of"));
        }
        // Every article was compared; a corpus without pairs is right, not unexamined.
        self.near_across.passed(self.articles.len() as u64);
        self.near.passed(self.articles.len() as u64);
        Ok([self.marked, self.near, self.repeated, self.equal, self.near_across, self.addresses, self.claims]
            .map(Tally::finish)
            .into())
    }
}
