//! One input row that could not become an article.

use super::vocabulary::vocabulary;
use serde::Serialize;

vocabulary! {
    /// Why a row was rejected.
    RejectReason {
        /// Bytes that are valid in none of the supported encodings.
        Encoding = "encoding",
        /// The row is not valid JSON, CSV or the like.
        Syntax = "syntax",
        /// A required field is absent or null.
        MissingField = "missing_field",
        /// A field has another type than it must have.
        WrongType = "wrong_type",
        /// Nothing but white space.
        Empty = "empty",
        /// NUL bytes: the input is not text.
        Nul = "nul_bytes",
        /// The compressed stream ends early or is damaged.
        Truncated = "truncated",
        /// A line, row or document beyond the size limit.
        TooLarge = "too_large",
        /// HTML without a readable main text, or nested too deeply.
        Html = "html",
        /// The id was seen before with another text.
        DuplicateId = "duplicate_id",
        /// The same id and the same text were seen before.
        DuplicateRow = "duplicate_row",
        /// No Arabic letters.
        NotArabic = "not_arabic",
        /// The file cannot be opened or read.
        Unreadable = "unreadable",
    }
}

/// A row of the input that did not become an article; nothing vanishes without one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// File, as the user named it.
    pub source: String,
    /// One-based line or record number; `None` where the whole file is meant.
    pub row: Option<u64>,
    /// Why.
    pub reason: RejectReason,
    /// In words: the field, what was found, what to do.
    pub detail: String,
    /// The raw input, shortened to its first 4,096 characters.
    pub raw: String,
}
