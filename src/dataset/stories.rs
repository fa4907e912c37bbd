//! Articles that tell one story: they share a headline, or the words of a statement.
//!
//! Two outlets seldom share a text, and nearly always share what was said: a story is recognised by the sentence that
//! everybody quotes. What more than [`CROWD`] articles share is a formula and no story.
//!
//! Memory: that of one pass of [`Buckets`]; entries (12 bytes each) lie in unnamed files.

use super::buckets::{Buckets, Entry};
use super::near;
use super::sort::Spill;
use crate::error::Result;
use crate::model::{Article, Extraction};

/// Words from which an equal headline is no heading of a column.
const HEADLINE: usize = 6;

/// Words from which an equal statement is no phrase that anybody may say.
const STATEMENT: usize = 8;

/// Articles that may share a headline or statement and still tell one story.
pub const CROWD: usize = 50;

/// Files that entries are divided among by their keys.
const PARTS: usize = 16;

/// What a headline is recognised by; `None` where it is too short.
///
/// ```
/// use claimkit::dataset::stories::headline;
/// let one = headline("الهيئة تعلن فتح الجسر أمام السير غدا");
/// assert_eq!(one, headline("الهيئه تعلن فتح الجسر امام السير غداً"), "spelling does not count");
/// assert_eq!(headline("أسعار اليوم"), None);
/// ```
pub fn headline(text: &str) -> Option<u64> {
    near::phrase(text, HEADLINE)
}

/// What the words of a claim are recognised by; `None` where they are too few.
pub fn statement(text: &str) -> Option<u64> {
    near::phrase(text, STATEMENT)
}

/// What an article may share with others that tell its story.
pub fn keys(article: &Article, extraction: &Extraction) -> Vec<u64> {
    let title = super::rows::title(article, extraction).and_then(headline);
    let said = extraction.claims.iter().filter_map(|c| statement(c.content.of(&article.text)));
    let mut keys: Vec<u64> = title.into_iter().chain(said).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Collects keys, then finds the articles that share one.
#[derive(Debug)]
pub struct StoryIndex {
    parts: Vec<Buckets<0>>,
}

impl StoryIndex {
    /// An empty index.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub fn new(spill: &Spill) -> Result<Self> {
        Ok(Self { parts: (0..PARTS).map(|_| Buckets::new(spill)).collect::<Result<_>>()? })
    }

    /// An article, by its number, has a key; in any order, and as often as it is told.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add(&mut self, article: u32, key: u64) -> Result<()> {
        self.parts[key as usize % PARTS].add(Entry { key, order: [], article })
    }

    /// Names every article that shares a key with an earlier one, with the first that has it; a pair as often as it shares.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(self, mut shared: impl FnMut(u32, u32)) -> Result<()> {
        self.parts.into_iter().try_for_each(|part| {
            part.finish(
                |_| false,
                |crowd| {
                    if crowd.len() <= CROWD {
                        crowd[1..].iter().for_each(|other| shared(crowd[0].article, other.article));
                    }
                    Ok(())
                },
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_meet_by_what_they_share_and_crowds_do_not() {
        let mut index = StoryIndex::new(&Spill::new(&std::env::temp_dir(), 4)).unwrap();
        for (article, key) in [(3, 7), (1, 7), (1, 7), (2, 40), (5, 9)] {
            index.add(article, key).unwrap();
        }
        for article in 0..=CROWD as u32 {
            index.add(article, 11).unwrap();
        }
        let mut pairs = Vec::new();
        index.finish(|one, two| pairs.push((one, two))).unwrap();
        assert_eq!(pairs, [(1, 3)]);
    }

    #[test]
    fn only_long_phrases_count_whatever_their_spelling() {
        let said = "سنعيد فتح الجسر أمام السيارات بعد إصلاحه نهاية الشهر";
        assert_eq!(statement(said), statement("«سنعيدُ فتح الجسر امام السيارات، بعد إصلاحه نهاية الشهر»"));
        assert!(statement(said).is_some() && statement("سنعيد فتح الجسر قريبا").is_none());
        assert_ne!(statement(said), statement(&said.replace("نهاية", "بداية")));
    }
}
