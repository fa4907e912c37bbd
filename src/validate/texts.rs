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

/// Every how many code points of a text the byte is kept where one starts: few enough for a short walk.
const STEP: usize = 16;

/// A text that can be sliced by code points. Counts for itself, so that a fault of the writer's conversion is found.
#[derive(Debug)]
pub(super) struct Sliced<'t> {
    text: &'t str,
    /// Byte at which every [`STEP`]th code point starts.
    starts: Vec<u32>,
    len: usize,
}

impl<'t> Sliced<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        // Two bytes are a letter of Arabic.
        let starts = Vec::with_capacity(text.len() / (2 * STEP) + 1);
        let mut sliced = Self { text, starts, len: 0 };
        let (blocks, rest) = text.as_bytes().as_chunks::<STEP>();
        for (n, block) in blocks.iter().enumerate() {
            sliced.add(n, block, block.map(|byte| u8::from(begins(byte))).iter().sum());
        }
        sliced.add(blocks.len(), rest, rest.iter().map(|byte| u8::from(begins(*byte))).sum());
        sliced
    }

    /// Adds a block in which so many code points start; at most one of them is kept, since there are no more than [`STEP`].
    fn add(&mut self, number: usize, block: &[u8], count: u8) {
        let due = self.len.next_multiple_of(STEP) - self.len;
        if due < count.into() {
            self.starts.extend(nth_start(block, due).map(|at| (number * STEP + at) as u32));
        }
        self.len += usize::from(count);
    }

    /// Length in code points.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Bytes of code points `start..end`; `None` unless `0 <= start < end <= len`.
    pub(super) fn bytes(&self, start: i32, end: i32) -> Option<(u32, u32)> {
        let (start, end) = (usize::try_from(start).ok()?, usize::try_from(end).ok()?);
        (start < end && end <= self.len).then(|| (self.byte(start), self.byte(end)))
    }

    /// The byte at which a code point starts, or the length.
    fn byte(&self, point: usize) -> u32 {
        let from = self.starts.get(point / STEP).map_or(self.text.len(), |at| *at as usize);
        nth_start(&self.text.as_bytes()[from..], point % STEP).map_or(self.text.len(), |at| from + at) as u32
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

/// Whether a byte is the first one of a code point.
fn begins(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// The byte at which a code point starts, counted from 0.
fn nth_start(bytes: &[u8], n: usize) -> Option<usize> {
    bytes.iter().enumerate().filter(|(_, byte)| begins(**byte)).map(|(at, _)| at).nth(n)
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_slice_is_what_counting_gives(text in "[ا-يa-z😀 ]{0,80}", start in 0_u8..90, end in 0_u8..90) {
            let sliced = Sliced::new(&text);
            let points: Vec<char> = text.chars().collect();
            prop_assert_eq!(sliced.len(), points.len());
            let expected = (start < end).then(|| points.get(start.into()..end.into())).flatten();
            let expected = expected.map(|points| points.iter().collect::<String>());
            prop_assert_eq!(sliced.slice(start.into(), end.into()), expected.as_deref());
            prop_assert_eq!(sliced.slice(-1, end.into()), None);
        }
    }
}
