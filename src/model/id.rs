//! Ids: hashes without any rule version, so that joins survive a better rule.

use super::Span;
use arrayvec::ArrayString;

/// Sixteen hexadecimal digits of BLAKE3 over length-prefixed parts (no two lists of parts collide by concatenation).
///
/// ```
/// use claimkit::model::hash_id;
/// assert_eq!(hash_id("c", &["ab", "c"]).len(), 18);
/// assert_ne!(hash_id("c", &["ab", "c"]), hash_id("c", &["a", "bc"]));
/// ```
pub fn hash_id(kind: &str, parts: &[&str]) -> String {
    let parts = || std::iter::once(&kind).chain(parts);
    let mut bytes = Vec::with_capacity(parts().map(|part| 8 + part.len()).sum());
    for part in parts() {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    let mut id = String::with_capacity(kind.len() + 17);
    id.push_str(kind);
    id.push('-');
    for byte in &blake3::hash(&bytes).as_bytes()[..8] {
        for digit in [byte >> 4, byte & 15] {
            id.push(char::from(b"0123456789abcdef"[usize::from(digit)]));
        }
    }
    id
}

/// Id of an article without an id of its own: a hash of its text.
pub fn article_id(text: &str) -> String {
    hash_id("a", &[text])
}

/// Id of a claim: article, cue (byte span; empty where there is none) and content span.
pub fn claim_id(article: &str, cue: Option<Span>, content: Span) -> String {
    let (cue, content) = (cue.map(place).unwrap_or_default(), place(content));
    hash_id("c", &[article, &cue, &content])
}

/// Two numbers of at most ten digits.
type Place = ArrayString<21>;

/// `start-end`. Every claim has two of these, and the formatter of the standard library is slow.
fn place(span: Span) -> Place {
    let mut place = Place::new();
    push_number(span.start, &mut place);
    place.push('-');
    push_number(span.end, &mut place);
    place
}

fn push_number(number: u32, into: &mut Place) {
    if number > 9 {
        push_number(number / 10, into);
    }
    into.push(char::from(b'0' + (number % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_plain_numbers() {
        assert_eq!(&*place(Span::new(0, 10)), "0-10");
        assert_eq!(&*place(Span { start: 4_294_967_295, end: u32::MAX - 1 }), "4294967295-4294967294");
    }
}
