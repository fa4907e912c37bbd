//! Texts of articles for rows of other tables, without holding the corpus: the rows of a row group are visited in the
//! order of their articles, so that each row group of articles is read about once where the order of the tables is one,
//! and once a row group of the other table at worst.

use super::files::{Chunk, Files, Rows};
use super::form::Form;
use crate::dataset::Table;
use crate::error::Result;
use rayon::prelude::*;

/// Articles that one processor looks at before it takes others.
const PIECE: usize = 64;

/// A text that can be sliced by code points. Counts for itself, so that a fault of the writer's conversion is found.
#[derive(Debug)]
pub(super) struct Sliced<'t> {
    text: &'t str,
    /// Byte at which every code point starts, and the length.
    starts: Vec<u32>,
}

impl<'t> Sliced<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let mut starts: Vec<u32> = text.char_indices().map(|(byte, _)| byte as u32).collect();
        starts.push(text.len() as u32);
        Self { text, starts }
    }

    /// Length in code points.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Bytes of code points `start..end`; `None` unless `0 <= start < end <= len`.
    pub(super) fn bytes(&self, start: i32, end: i32) -> Option<(u32, u32)> {
        let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
        (start < end).then_some(())?;
        Some((*self.starts.get(start)?, *self.starts.get(end)?))
    }

    /// Code points `start..end`.
    pub(super) fn slice(&self, start: i32, end: i32) -> Option<&'t str> {
        let (start, end) = self.bytes(start, end)?;
        self.text.get(start as usize..end as usize)
    }

    pub(super) fn text(&self) -> &'t str {
        self.text
    }
}

/// The articles of a release, read for rows of other tables. The row group that was read last is kept, because rows come
/// in the order of their articles.
#[derive(Debug)]
pub(super) struct Articles<'f> {
    rows: Rows<'f>,
    column: &'static str,
    last: Option<(usize, Chunk<'f>)>,
}

/// A row with the row of its article.
type Visit = (u64, usize);

impl<'f> Articles<'f> {
    /// With their texts, or what a stand-off release has of them: their lengths.
    pub(super) fn of(files: &'f Files, form: &Form) -> Self {
        let column = if form.has_texts() { "text" } else { "text_chars" };
        Self { rows: Rows::of(files, Table::Articles), column, last: None }
    }

    fn group(&mut self, number: usize) -> Result<&Chunk<'f>> {
        let kept = self.last.take().filter(|(last, _)| *last == number);
        let read = match kept {
            Some(kept) => kept,
            None => (number, self.rows.chunk(number, &[self.column])?),
        };
        Ok(&self.last.insert(read).1)
    }

    /// Calls `each` with every row whose article is known, and its article's text. Rows are dealt to the processors in
    /// pieces; what their checks count goes to `take` in the order of the articles.
    pub(super) fn visit<C: Send>(
        &mut self,
        homes: &[Option<u64>],
        new: impl Fn() -> C + Sync,
        each: impl Fn(&mut C, usize, &Sliced<'_>) + Sync,
        mut take: impl FnMut(C),
    ) -> Result<()> {
        for (number, visits) in self.by_group(homes) {
            let chunk = self.group(number)?;
            let texts = chunk.text("text")?;
            let articles: Vec<&[Visit]> = visits.chunk_by(|a, b| a.0 == b.0).collect();
            let pieces = articles.par_chunks(PIECE).map(|piece| {
                let mut checks = new();
                for visits in piece {
                    let text = texts.get((visits[0].0 - chunk.start) as usize).unwrap_or_default();
                    let sliced = Sliced::new(text);
                    visits.iter().for_each(|(_, i)| each(&mut checks, *i, &sliced));
                }
                checks
            });
            pieces.collect::<Vec<C>>().into_iter().for_each(&mut take);
        }
        Ok(())
    }

    /// The lengths of the articles of rows in code points, where they are known.
    pub(super) fn lengths(&mut self, homes: &[Option<u64>]) -> Result<Vec<Option<u32>>> {
        let mut lengths = vec![None; homes.len()];
        for (number, visits) in self.by_group(homes) {
            let chunk = self.group(number)?;
            let stated = chunk.int("text_chars")?;
            for (article, i) in visits {
                lengths[i] =
                    Some(stated.get((article - chunk.start) as usize).map_or(0, |n| u32::try_from(n).unwrap_or(0)));
            }
        }
        Ok(lengths)
    }

    /// Rows with known articles in the order of these, by row group.
    fn by_group(&self, homes: &[Option<u64>]) -> Vec<(usize, Vec<Visit>)> {
        let mut visits: Vec<Visit> = homes.iter().enumerate().filter_map(|(i, home)| Some(((*home)?, i))).collect();
        visits.sort_unstable();
        let groups = visits.chunk_by(|a, b| self.rows.group(a.0) == self.rows.group(b.0));
        groups.map(|visits| (self.rows.group(visits[0].0), visits.to_vec())).collect()
    }
}
