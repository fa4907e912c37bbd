//! What names a claim: claims inside it, and labels.

use super::{HAS, Homes, Homing, Role, at};
use crate::dataset::sort::{Sorter, Spill};
use crate::error::Result;
use crate::validate::files::Chunk;
use crate::validate::key::{key, short};

const INNER: Role = 1;
const LABEL: Role = 2;

/// Set in what tells articles apart where no article is there: the rest is a hash of the name.
const UNKNOWN: u64 = 1 << 63;

/// Tells no article: what is compared with it differs.
const NONE: u64 = u64::MAX;

/// What met.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) enum MetClaim {
    /// A row of claims; `again` where an earlier one has its id.
    Claim { row: u64, again: bool },
    /// A claim in another one of its article, if there is one.
    Inner { row: u64, outer: bool },
    /// A label with its claim.
    Label { row: u64, claim: Option<u64> },
}

/// Takes every row that names a claim; nulls are no names.
#[derive(Debug)]
pub(in crate::validate) struct Claims {
    /// The fact of a claim: its article.
    entries: Sorter<1>,
    homing: Homing,
}

impl Claims {
    pub(in crate::validate) fn new(spill: &Spill) -> Self {
        Self { entries: spill.sorter(), homing: Homing::new(spill) }
    }

    /// Rows of `claims`, with the rows of their articles.
    pub(in crate::validate) fn claims(&mut self, chunk: &Chunk<'_>, homes: &[Option<u64>]) -> Result<()> {
        let (ids, articles) = (chunk.text("claim_id")?, chunk.text("article_id")?);
        let outers = chunk.text("nested_in")?;
        for (i, home) in homes.iter().enumerate() {
            let (row, article) = (chunk.start + i as u64, articles.get(i));
            let article_of = || home.unwrap_or_else(|| UNKNOWN | short(article.unwrap_or_default()));
            if let Some(id) = ids.get(i) {
                self.entries.push(key(id), at(HAS, row), [article_of()])?;
            }
            if let Some(outer) = outers.get(i) {
                let lost = ids.get(i) == Some(outer) || article.is_none();
                self.entries.push(key(outer), at(INNER, row), [if lost { NONE } else { article_of() }])?;
            }
        }
        Ok(())
    }

    /// Rows of `stances`.
    pub(in crate::validate) fn labels(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        for (row, id) in (chunk.start..).zip(chunk.text("claim_id")?.iter()) {
            if let Some(id) = id {
                self.entries.push(key(id), at(LABEL, row), [0])?;
            }
        }
        Ok(())
    }

    /// Lets everything meet; returns the articles of all labels.
    pub(in crate::validate) fn meet(mut self, mut met: impl FnMut(MetClaim) -> Result<()>) -> Result<Homes> {
        let mut entries = self.entries.sorted()?;
        while let Some(head) = entries.next()? {
            let (mut first, mut next) = (None, Some(head));
            while let Some(entry) = next {
                let row = entry.row();
                match entry.role() {
                    HAS => {
                        met(MetClaim::Claim { row, again: first.is_some() })?;
                        first.get_or_insert((row, entry.facts[0]));
                    }
                    INNER => {
                        let outer = first.is_some_and(|(_, article)| article == entry.facts[0]);
                        met(MetClaim::Inner { row, outer })?;
                    }
                    _ => {
                        met(MetClaim::Label { row, claim: first.map(|(claim, _)| claim) })?;
                        let home = first.map(|(_, article)| article).filter(|article| article & UNKNOWN == 0);
                        home.map_or(Ok(()), |article| self.homing.add(row, article))?;
                    }
                }
                next = entries.next_of(head.key)?;
            }
        }
        self.homing.homes()
    }
}
