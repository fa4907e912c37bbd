//! What names an article: claims, later copies, pairs of copies.

use super::{HAS, Homes, Homing, Role, at, stated, unstated};
use crate::dataset::sort::{Sorter, Spill};
use crate::error::Result;
use crate::validate::files::Chunk;
use crate::validate::key::{key, short};

const CLAIM: Role = 1;
const COPY: Role = 2;
const PAIR: Role = 3;

/// What met.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) enum MetArticle {
    /// A row of articles; `again` where an earlier one has its id.
    Article { row: u64, again: bool },
    /// Claims of a row of articles, as it states them and as they are.
    Counted { row: u64, stated: Option<i32>, found: u64 },
    /// A claim with its article.
    Claim { row: u64, article: Option<u64> },
    /// A row of articles with the one that it says it is a copy of, and whether their texts are equal.
    Copy { row: u64, first: Option<(u64, bool)> },
    /// An article of a pair of copies.
    Pair { side: PairSide, article: u64 },
}

/// A row of `duplicates` and one of its two articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) struct PairSide {
    pub(in crate::validate) row: u64,
    pub(in crate::validate) second: bool,
}

/// Takes every row that names an article; nulls are no names.
#[derive(Debug)]
pub(in crate::validate) struct Articles {
    /// Facts of an article and of a copy: hash of the text, and the number of claims stated, or whether it names itself.
    entries: Sorter<2>,
    homing: Homing,
}

impl Articles {
    pub(in crate::validate) fn new(spill: &Spill) -> Self {
        Self { entries: spill.sorter(), homing: Homing::new(spill) }
    }

    /// Rows of `articles`.
    pub(in crate::validate) fn articles(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, texts) = (chunk.text("article_id")?, chunk.identity()?);
        let (counts, firsts) = (chunk.int("n_claims")?, chunk.text("near_duplicate_of")?);
        for i in 0..chunk.rows() {
            let (row, text) = (chunk.start + i as u64, short(texts.get(i).unwrap_or_default()));
            if let Some(id) = ids.get(i) {
                self.entries.push(key(id), at(HAS, row), [text, stated(counts.get(i))])?;
            }
            if let Some(first) = firsts.get(i) {
                let itself = ids.get(i).is_none_or(|id| id == first);
                self.entries.push(key(first), at(COPY, row), [text, u64::from(itself)])?;
            }
        }
        Ok(())
    }

    /// Rows of `claims`.
    pub(in crate::validate) fn claims(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let mut last = ("", key(""));
        for (row, id) in (chunk.start..).zip(chunk.text("article_id")?.iter()) {
            let Some(id) = id else { continue };
            // The claims of an article stand together.
            if id != last.0 {
                last = (id, key(id));
            }
            self.entries.push(last.1, at(CLAIM, row), [0; 2])?;
        }
        Ok(())
    }

    /// Rows of `duplicates`.
    pub(in crate::validate) fn pairs(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        for (column, second) in [("article_id", 1), ("duplicate_of", 0)] {
            for (row, id) in (chunk.start..).zip(chunk.text(column)?.iter()) {
                if let Some(id) = id {
                    self.entries.push(key(id), at(PAIR, 2 * row + second), [0; 2])?;
                }
            }
        }
        Ok(())
    }

    /// Lets everything meet; returns the articles of all claims.
    pub(in crate::validate) fn meet(mut self, mut met: impl FnMut(MetArticle) -> Result<()>) -> Result<Homes> {
        let mut entries = self.entries.sorted()?;
        while let Some(head) = entries.next()? {
            let (mut first, mut counted, mut found) = (None, Vec::new(), 0);
            let mut next = Some(head);
            while let Some(entry) = next {
                let row = entry.row();
                match entry.role() {
                    HAS => {
                        met(MetArticle::Article { row, again: first.is_some() })?;
                        first.get_or_insert((row, entry.facts[0]));
                        counted.push((row, unstated(entry.facts[1])));
                    }
                    CLAIM => {
                        found += 1;
                        let article = first.map(|(article, _)| article);
                        met(MetArticle::Claim { row, article })?;
                        article.map_or(Ok(()), |article| self.homing.add(row, article))?;
                    }
                    COPY => {
                        let other = first.filter(|_| entry.facts[1] == 0);
                        met(MetArticle::Copy { row, first: other.map(|(f, text)| (f, text == entry.facts[0])) })?;
                    }
                    _ => {
                        let side = PairSide { row: row / 2, second: row % 2 == 1 };
                        first.map_or(Ok(()), |(article, _)| met(MetArticle::Pair { side, article }))?;
                    }
                }
                next = entries.next_of(head.key)?;
            }
            for (row, stated) in counted {
                met(MetArticle::Counted { row, stated, found })?;
            }
        }
        self.homing.homes()
    }
}
