//! Bytes to Unicode code points, the unit that Python slices and that every file of claimkit states.

use super::Span;

/// Every how many bytes a code-point count is kept: small enough for a short scan, large enough to cost nothing.
const STEP: usize = 128;

/// Converts between byte offsets and code points of one text.
///
/// ```
/// use claimkit::model::{CodePoints, Span};
/// let text = "قال: نعم";
/// let points = CodePoints::new(text);
/// assert_eq!(points.span(Span::new(8, 14)), (5, 8));
/// assert_eq!(points.bytes(5, 8), Some(Span::new(8, 14)));
/// ```
#[derive(Debug)]
pub struct CodePoints<'a> {
    text: &'a str,
    /// Code points before byte `i * STEP` (a byte inside a character counts that character as begun).
    counts: Vec<u32>,
}

impl<'a> CodePoints<'a> {
    /// Indexes a text in one pass.
    pub fn new(text: &'a str) -> Self {
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut total = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            counts.push(total);
            total += starts(chunk);
        }
        counts.push(total);
        Self { text, counts }
    }

    /// Code points before a byte offset.
    pub fn at(&self, byte: u32) -> u32 {
        let byte = (byte as usize).min(self.text.len());
        let block = byte / STEP;
        self.counts[block] + starts(&self.text.as_bytes()[block * STEP..byte])
    }

    /// A byte span as half-open code points.
    pub fn span(&self, span: Span) -> (u32, u32) {
        (self.at(span.start), self.at(span.end))
    }

    /// Half-open code points as a byte span; `None` where the text is shorter or the pair is inverted.
    pub fn bytes(&self, start: u32, end: u32) -> Option<Span> {
        (start <= end).then_some(())?;
        Some(Span::new(self.byte_of(start)?, self.byte_of(end)?))
    }

    /// Length of the text in code points.
    pub fn total(&self) -> u32 {
        self.counts.last().copied().unwrap_or(0)
    }

    fn byte_of(&self, point: u32) -> Option<usize> {
        if point >= self.total() {
            return (point == self.total()).then_some(self.text.len());
        }
        let block = self.counts.partition_point(|&c| c <= point) - 1;
        let mut left = point - self.counts[block];
        let bytes = self.text.as_bytes();
        let mut byte = block * STEP;
        loop {
            if is_start(bytes[byte]) {
                if left == 0 {
                    return Some(byte);
                }
                left -= 1;
            }
            byte += 1;
        }
    }
}

fn is_start(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&b| u32::from(is_start(b))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_counting(text in "[a-zا-ي😀 ]{0,400}") {
            let points = CodePoints::new(&text);
            prop_assert_eq!(points.total() as usize, text.chars().count());
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at(byte as u32) as usize, n);
                prop_assert_eq!(points.bytes(n as u32, points.total()), Some(Span::new(byte, text.len())));
            }
            prop_assert_eq!(points.bytes(0, points.total() + 1), None);
        }
    }
}
