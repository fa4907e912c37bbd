//! Texts of articles by id, one at a time: rows of an article stand together.

use super::super::duplicates::Key;
use super::id_key;
use super::wanted::Wanted;
use crate::error::{Error, ErrorKind, Result};
use crate::model::CodePoints;

#[derive(Debug)]
pub(super) struct Library<'w> {
    pub(super) wanted: &'w mut Wanted,
    open: Option<(Key, String)>,
}

impl<'w> Library<'w> {
    pub(super) fn new(wanted: &'w mut Wanted) -> Self {
        Self { wanted, open: None }
    }

    /// The text of an article.
    pub(super) fn text(&mut self, article_id: &str) -> Result<&str> {
        let id = id_key(article_id);
        if self.open.as_ref().is_none_or(|(key, _)| *key != id) {
            let hash = self.wanted.text_of(id);
            let text = hash.map(|hash| self.wanted.get(hash)).transpose()?.flatten();
            let lacks =
                || Error::new(ErrorKind::Release, format!("a row names article {article_id}, which is not there"));
            self.open = Some((id, text.ok_or_else(lacks)?));
        }
        Ok(self.open.as_ref().map_or("", |(_, text)| text))
    }
}

/// The words of a text at a place.
pub(super) fn slice<'t>(points: &CodePoints<'_>, text: &'t str, start: i32, end: i32) -> Result<&'t str> {
    let place = u32::try_from(start).ok().zip(u32::try_from(end).ok());
    let span = place.and_then(|(start, end)| points.bytes(start, end));
    span.map(|span| span.of(text)).ok_or_else(|| {
        Error::new(ErrorKind::Release, format!("{start}..{end} is no place in a text of {}", points.total()))
            .hint("the stand-off release is damaged; check it with `claimkit validate`")
    })
}
