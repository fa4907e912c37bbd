//! An article as it was read, and the structure annotated on top of it.

use super::{Span, vocabulary::vocabulary};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An article: its text exactly as decoded, and what its source said of it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Article {
    /// The source's own id, or a hash of the text.
    pub article_id: String,
    /// Name of the source in the configuration, or the file it came from.
    pub source_id: String,
    /// Address, where known.
    pub url: Option<String>,
    /// The outlet that published it.
    pub outlet: Option<String>,
    /// Headline, where the source has it as a field of its own.
    pub title: Option<String>,
    /// Byline, where the source has it as a field of its own.
    pub author: Option<String>,
    /// Time of publication.
    pub published_at: Option<Timestamp>,
    /// BCP 47 language tag; `ar` for what this program reads.
    pub language: String,
    /// The text as it was decoded; nothing rewritten. At most 4 GiB.
    pub text: String,
    /// Where it was read, for messages; no part of what it is.
    pub origin: Option<Origin>,
    /// Structure that the file format itself knew (HTML captions and the like); the pipeline finds the rest.
    pub known_blocks: Vec<Block>,
}

impl Article {
    /// An article that is only an id and a text.
    pub fn new(article_id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { article_id: article_id.into(), text: text.into(), language: "ar".into(), ..Self::default() }
    }
}

/// A row of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The file, as the user named it.
    pub file: String,
    /// One-based line or record number; `None` where the whole file is meant.
    pub row: Option<u64>,
}

vocabulary! {
    /// What a stretch of an article is.
    BlockKind {
        /// The headline.
        Title = "title",
        /// A further copy of the headline.
        RepeatedTitle = "repeated_title",
        /// Who wrote it.
        Byline = "byline",
        /// Place and agency at the start of the first paragraph.
        Dateline = "dateline",
        /// A heading between paragraphs.
        Subheading = "subheading",
        /// Running text.
        Paragraph = "paragraph",
        /// The text under a picture.
        Caption = "caption",
        /// Site furniture: related links, share lines, logos, domain names.
        Boilerplate = "boilerplate",
    }
}

/// A stretch of the text with its kind; blocks are in text order and do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands.
    pub span: Span,
}
