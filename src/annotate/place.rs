//! Offsets that come back from tools: their words decide the unit. Code points are tried first, then UTF-16 units, which
//! browsers count; what fits neither is refused.

use crate::model::CodePoints;
use crate::record::TextSpan;

/// The text between two code points.
pub(super) fn shown(text: &str, start: u32, end: u32) -> Option<&str> {
    CodePoints::new(text).bytes(start, end).map(|span| span.of(text))
}

/// The span that shows `surface`; without one, any span of code points that is not empty.
pub(super) fn find(text: &str, start: u32, end: u32, surface: Option<&str>) -> Option<TextSpan> {
    let as_points = (start, end);
    let candidates = [Some(as_points), from_utf16(text, start, end)];
    candidates.into_iter().flatten().find_map(|(start, end)| {
        let found = shown(text, start, end).filter(|s| !s.is_empty() && surface.is_none_or(|want| want == *s))?;
        Some(TextSpan { text: found.to_owned(), start, end })
    })
}

/// UTF-16 units as code points; `None` where they split a character or go beyond the text.
pub(super) fn from_utf16(text: &str, start: u32, end: u32) -> Option<(u32, u32)> {
    let mut units = 0;
    let (mut from, mut to) = (None, None);
    for (point, c) in (0..).zip(text.chars().map(Some).chain([None])) {
        if units == start {
            from = Some(point);
        }
        if units == end {
            to = Some(point);
        }
        units += c.map_or(0, |c| c.len_utf16() as u32);
    }
    from.zip(to)
}

/// Code points as UTF-16 units.
pub(super) fn to_utf16(text: &str, point: u32) -> u32 {
    text.chars().take(point as usize).map(|c| c.len_utf16() as u32).sum()
}
