//! Nearly equal texts, searched anew in the written release: that they are named, and that none of them stands in two
//! splits.
//!
//! Memory: that of [`NearIndex`] and of the sorts.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::files::{Chunk, Files, Rows, in_parallel};
use super::joins::PairSide;
use super::late::Late;
use super::leaks::SPLIT_AGAIN;
use crate::dataset::Table;
use crate::dataset::near::{NearIndex, Sketch};
use crate::dataset::sort::{Sorted, Sorter, Spill};
use crate::error::Result;

pub(super) const DUP002: CheckDoc = CheckDoc::new(
    "DUP002",
    Severity::Warning,
    "nearly equal texts (Jaccard index of word shingles of at least 0.8) are named in the table duplicates",
    "Syndicated articles with a changed line are copies to every model.",
    "Build the release again with this version, which searches for them.",
);
pub(super) const LKG002: CheckDoc = CheckDoc::new(
    "LKG002",
    Severity::Error,
    "no two nearly equal texts stand in different splits",
    "A syndicated copy with a changed line leaks as much as an equal one.",
    SPLIT_AGAIN,
);

/// Rows of a table, a bit each.
#[derive(Debug, Default)]
pub(super) struct RowSet {
    bits: Vec<u64>,
    rows: u64,
}

impl RowSet {
    pub(super) fn insert(&mut self, row: u64) {
        let word = (row / 64) as usize;
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        self.rows += u64::from(!self.has(row));
        self.bits[word] |= 1 << (row % 64);
    }

    fn has(&self, row: u64) -> bool {
        self.bits.get((row / 64) as usize).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }
}

#[derive(Debug)]
pub(super) struct Near {
    named: Tally,
    across: Tally,
    /// Until the pairs are found.
    index: Option<NearIndex>,
    /// Articles in the index.
    articles: u64,
    /// Articles of the pairs that the release names, by row of `duplicates`.
    pairs: Sorter<1>,
}

impl Near {
    /// # Errors
    /// When no temporary file can be made.
    pub(super) fn new(spill: &Spill) -> Result<Self> {
        Ok(Self {
            named: Tally::new(&DUP002),
            across: Tally::new(&LKG002),
            index: Some(NearIndex::new(spill)?),
            articles: 0,
            pairs: spill.sorter(),
        })
    }

    /// Texts of articles.
    pub(super) fn articles(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let Some(index) = &mut self.index else { return Ok(()) };
        self.articles += chunk.rows() as u64;
        in_parallel(chunk.text("text")?, Sketch::of, |_, sketch| index.add(sketch.as_ref()))
    }

    /// An article of a pair that the release names.
    pub(super) fn pair(&mut self, side: PairSide, article: u64) -> Result<()> {
        self.pairs.push(u128::from(side.row), article, [u64::from(side.second)])
    }

    /// Pairs that the release names, by their first and then by their second article.
    fn named(&mut self, spill: &Spill) -> Result<Sorted<0>> {
        let (mut sides, mut pairs) = (self.pairs.take().sorted()?, spill.sorter());
        while let Some(one) = sides.next()? {
            if let Some(two) = sides.next_of(one.key)? {
                pairs.push(one.at.min(two.at).into(), one.at.max(two.at), [])?;
            }
        }
        pairs.sorted()
    }

    /// Finds the pairs; `copies` are articles whose text an earlier one has, which stands for them.
    pub(super) fn settle(&mut self, files: &Files, copies: &RowSet, spill: &Spill) -> Result<()> {
        let (rows, mut named) = (Rows::of(files, Table::Articles), self.named(spill)?);
        let (mut across, mut unnamed) = (Late::default(), Late::default());
        let index = self.index.take().map_or_else(|| NearIndex::new(spill), Ok)?;
        let (mut pairs, mut number) = (index.finish_without(|article| copies.has(article.into()))?, 0);
        while let Some(pair) = pairs.next_pair()? {
            // The bits of numbers that are not negative have their order.
            let shown = (pair.first, pair.second, pair.jaccard.to_bits());
            let same = rows.split(pair.first.into()) == rows.split(pair.second.into());
            across.check(same, number, shown);
            let place = (pair.first.into(), pair.second.into());
            while named.next_if(|other| (other.key, other.at) < place)?.is_some() {}
            let is_named = named.next_if(|other| (other.key, other.at) == place)?.is_some();
            unnamed.check(is_named, number, shown);
            number += 1;
        }
        let about = |message: &str, (first, second, jaccard): (u32, u32, u64)| {
            let [one, two] = [first, second].map(|row| rows.text(row.into(), "article_id"));
            let message = format!("{message} {} (Jaccard index {:.3})", one?, f64::from_bits(jaccard));
            Ok(Finding { key: Some(two?), ..Finding::file("articles", message).column("text") })
        };
        across.finish(&mut self.across, |_, pair| about("stands in another split than the nearly equal", pair))?;
        unnamed.finish(&mut self.named, |_, pair| about("is not named as a near duplicate of", pair))?;
        // Every text was compared; a corpus without pairs is right, not unexamined.
        let compared = if self.articles > 0 { self.articles - copies.rows } else { 0 };
        self.across.passed(compared);
        self.named.passed(compared);
        Ok(())
    }

    pub(super) fn finish(self) -> Vec<CheckResult> {
        [self.named, self.across].map(Tally::finish).into()
    }
}
