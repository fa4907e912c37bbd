//! Why a row is bad, before it is known which row of which file it is.

use crate::model::{Reject, RejectReason};

/// Characters of raw input that a reject keeps.
const RAW_CHARS: usize = 4096;

/// Bytes that are enough for [`RAW_CHARS`] characters of any encoding; readers that skip input keep this many.
pub(crate) const RAW_BYTES: usize = RAW_CHARS * 4;

/// A reason with its words; becomes a [`Reject`] where file, row and raw input are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) reason: RejectReason,
    pub(crate) detail: String,
}

impl Problem {
    pub(crate) fn new(reason: RejectReason, detail: impl Into<String>) -> Self {
        Self { reason, detail: detail.into() }
    }

    /// The reject of a row (`None`: of a whole file).
    pub(crate) fn reject(self, source: &str, row: Option<u64>, raw: &[u8]) -> Reject {
        Reject { source: source.to_owned(), row, reason: self.reason, detail: self.detail, raw: shorten(raw) }
    }

    /// Too many bytes for one row or document.
    pub(crate) fn too_large(what: &str, limit: usize) -> Self {
        let detail = format!("{what} is longer than {limit} bytes; split it, or raise the limit");
        Self::new(RejectReason::TooLarge, detail)
    }
}

/// The first characters of raw input, for reading; bytes that are no text show as U+FFFD here and only here.
pub(crate) fn shorten(raw: &[u8]) -> String {
    let head = &raw[..raw.len().min(RAW_BYTES)];
    String::from_utf8_lossy(head).chars().take(RAW_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_input_is_shortened_by_characters() {
        assert_eq!(shorten("ق".repeat(9000).as_bytes()).chars().count(), RAW_CHARS);
        assert_eq!(shorten("😀".repeat(9000).as_bytes()).chars().count(), RAW_CHARS);
        assert_eq!(shorten(b"a\xFFb"), "a\u{FFFD}b");
    }
}
