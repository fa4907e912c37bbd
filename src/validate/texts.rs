//! Texts of articles for rows of other tables, without holding the corpus: the rows of a row group are visited in the
//! order of their articles, so that each row group of articles is read about once whatever the order of the rows.

use super::files::Files;
use super::index::{ArticleAt, Index, Key};
use crate::dataset::Table;
use crate::error::Result;

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

/// Calls `each` with every row whose article is known, and its article's text.
pub(super) fn with_texts(
    files: &Files,
    index: &Index,
    articles: impl Iterator<Item = Option<Key>>,
    mut each: impl FnMut(usize, &Sliced<'_>),
) -> Result<()> {
    let mut order: Vec<(ArticleAt, usize)> =
        articles.enumerate().filter_map(|(i, key)| Some((*index.articles.get(&key?)?, i))).collect();
    order.sort_by_key(|(at, i)| (at.chunk, at.row, *i));
    for group in order.chunk_by(|a, b| a.0.chunk == b.0.chunk) {
        let chunk = files.nth(Table::Articles, group[0].0.chunk as usize, &["text"])?;
        let texts = chunk.text("text")?;
        for rows in group.chunk_by(|a, b| a.0.row == b.0.row) {
            let sliced = Sliced::new(texts.get(rows[0].0.row as usize).unwrap_or_default());
            for (_, i) in rows {
                each(*i, &sliced);
            }
        }
    }
    Ok(())
}
