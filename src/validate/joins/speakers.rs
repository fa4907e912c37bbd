//! What names a speaker: claims.

use super::{HAS, Role, at, stated, unstated};
use crate::dataset::sort::{Sorter, Spill};
use crate::error::Result;
use crate::validate::files::Chunk;
use crate::validate::key::{key, short};

const CLAIM: Role = 1;

/// What met.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) enum MetSpeaker {
    /// A row of speakers; `again` where an earlier one has its id.
    Speaker { row: u64, again: bool },
    /// Claims of a row of speakers, as it states them and as they are.
    Counted { row: u64, stated: Option<i32>, found: u64 },
    /// A claim with what is known of its speaker.
    Claim { row: u64, known: Option<Known> },
}

/// What a claim's speaker is.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct Known {
    /// Whether it is anonymous in both tables or in none.
    pub(in crate::validate) agrees: bool,
    /// Whether it is anonymous and an earlier claim of it stands in another article; `None` where it has a name.
    pub(in crate::validate) linked: Option<bool>,
}

/// Takes every row that names a speaker; nulls are no names.
#[derive(Debug)]
pub(in crate::validate) struct Speakers {
    /// Facts: whether it is anonymous; the number of claims stated, or the claim's article.
    entries: Sorter<2>,
}

impl Speakers {
    pub(in crate::validate) fn new(spill: &Spill) -> Self {
        Self { entries: spill.sorter() }
    }

    /// Rows of `speakers`.
    pub(in crate::validate) fn speakers(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, flags, counts) = (chunk.text("speaker_id")?, chunk.bool("is_anonymous")?, chunk.int("n_claims")?);
        for (i, id) in ids.iter().enumerate() {
            let Some(id) = id else { continue };
            let anonymous = u64::from(flags.get(i).unwrap_or(false));
            self.entries.push(key(id), at(HAS, chunk.start + i as u64), [anonymous, stated(counts.get(i))])?;
        }
        Ok(())
    }

    /// Rows of `claims`.
    pub(in crate::validate) fn claims(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, flags, articles) =
            (chunk.text("speaker_id")?, chunk.bool("is_anonymous")?, chunk.text("article_id")?);
        for (i, id) in ids.iter().enumerate() {
            let Some(id) = id else { continue };
            let facts = [u64::from(flags.get(i).unwrap_or(false)), short(articles.get(i).unwrap_or_default())];
            self.entries.push(key(id), at(CLAIM, chunk.start + i as u64), facts)?;
        }
        Ok(())
    }

    /// Lets everything meet.
    pub(in crate::validate) fn meet(self, mut met: impl FnMut(MetSpeaker) -> Result<()>) -> Result<()> {
        let mut entries = self.entries.sorted()?;
        while let Some(head) = entries.next()? {
            let (mut anonymous, mut counted, mut found, mut article) = (None, Vec::new(), 0, None);
            let mut next = Some(head);
            while let Some(entry) = next {
                let row = entry.row();
                if entry.role() == HAS {
                    met(MetSpeaker::Speaker { row, again: anonymous.is_some() })?;
                    anonymous.get_or_insert(entry.facts[0]);
                    counted.push((row, unstated(entry.facts[1])));
                } else {
                    found += 1;
                    let first = *article.get_or_insert(entry.facts[1]);
                    let known = anonymous.map(|anonymous| Known {
                        agrees: anonymous == entry.facts[0],
                        linked: (anonymous == 1).then_some(first != entry.facts[1]),
                    });
                    met(MetSpeaker::Claim { row, known })?;
                }
                next = entries.next_of(head.key)?;
            }
            for (row, stated) in counted {
                met(MetSpeaker::Counted { row, stated, found })?;
            }
        }
        Ok(())
    }
}
