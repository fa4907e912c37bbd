//! Ids: hashes without any rule version, so that joins survive a better rule.

use super::Span;

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
            id.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
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
    let place = |s: Option<Span>| s.map_or_else(String::new, |s| format!("{}-{}", s.start, s.end));
    hash_id("c", &[article, &place(cue), &place(Some(content))])
}
