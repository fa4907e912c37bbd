//! From an article to its extraction: structure, claims, speakers.
//!
//! Pure: no input or output, no clock, no `Result`, no panic on any text.

use crate::attribution::attribute;
use crate::model::{Article, Extraction};
use crate::text::structure::annotate;

/// Extracts claims from articles; cheap to share between threads.
#[derive(Debug, Default)]
pub struct Extractor;

impl Extractor {
    /// An extractor.
    pub fn new() -> Self {
        Self
    }

    /// Structure, claims and speakers of an article.
    pub fn extract(&self, article: &Article) -> Extraction {
        let structure = annotate(&article.text, article.title.as_deref(), &article.known_blocks);
        let title = article.title.clone().or_else(|| structure.title.map(|t| t.of(&article.text).to_string()));
        let (claims, speakers) = attribute(&article.article_id, &article.text, &structure.blocks);
        Extraction { blocks: structure.blocks, title, claims, speakers }
    }
}
