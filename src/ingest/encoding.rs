//! Bytes to text, strictly: what cannot be decoded is a reject, never U+FFFD put in silently.

use super::problem::Problem;
use crate::model::RejectReason;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1256};
use std::borrow::Cow;

/// Bytes of a stream that are enough to tell its encoding.
pub(crate) const HEAD: usize = 64 * 1024;

/// The encoding of a label of the WHATWG standard.
pub(crate) fn by_label(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
}

/// Decodes a whole document.
///
/// `label` is what the user says; `hint` is what the document says of itself (HTML), which counts only where the bytes
/// are not valid UTF-8: pages that declare an encoding they are not written in are frequent.
pub(crate) fn decode<'a>(
    bytes: &'a [u8],
    label: Option<&'static Encoding>,
    hint: Option<&'static Encoding>,
) -> Result<Cow<'a, str>, Problem> {
    let (encoding, bytes) = choose(bytes, label, hint)?;
    let text = decode_as(bytes, encoding)?;
    if memchr::memchr(0, text.as_bytes()).is_some() {
        return Err(nul());
    }
    Ok(text)
}

/// The encoding of a stream from its first bytes; the byte-order mark, if any, is the length to skip.
pub(crate) fn of_head(head: &[u8], label: Option<&'static Encoding>) -> Result<(&'static Encoding, usize), Problem> {
    // A head may end inside a character; only complete lines are looked at, where there are any.
    let whole = memchr::memrchr(b'\n', head).map_or(head, |end| &head[..=end]);
    // A broken row alone in its head says nothing of the file where the rest of the head reads as UTF-8.
    let unmarked = label.is_none() && Encoding::for_bom(head).is_none() && memchr::memchr(0, head).is_none();
    if unmarked && simdutf8::basic::from_utf8(whole).is_err() && mostly_utf8(head) {
        return Ok((UTF_8, 0));
    }
    match choose(whole, label, None) {
        Ok((encoding, rest)) => Ok((encoding, whole.len() - rest.len())),
        // Broken UTF-8 in one row is that row's problem, not the file's.
        Err(problem) if problem.reason == RejectReason::Encoding && !is_utf_32(head) && mostly_utf8(whole) => {
            Ok((UTF_8, 0))
        }
        Err(problem) if problem.reason == RejectReason::Nul => Ok((UTF_8, 0)),
        Err(problem) => Err(problem),
    }
}

/// Strict UTF-8; the problem names the offset of the first bad byte.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Problem> {
    simdutf8::compat::from_utf8(bytes).map_err(|e| {
        let at = e.valid_up_to();
        let byte = bytes.get(at).copied().unwrap_or(0);
        let detail = format!(
            "byte {at} (0x{byte:02X}) is not valid UTF-8 although the rest is; repair it, or set `encoding` of the source"
        );
        Problem::new(RejectReason::Encoding, detail)
    })
}

/// The problem of NUL bytes.
pub(crate) fn nul() -> Problem {
    Problem::new(RejectReason::Nul, "NUL bytes: the input is not text; remove them, or set `encoding` if it is UTF-16")
}

fn choose<'a>(
    bytes: &'a [u8],
    label: Option<&'static Encoding>,
    hint: Option<&'static Encoding>,
) -> Result<(&'static Encoding, &'a [u8]), Problem> {
    if is_utf_32(bytes) {
        return Err(Problem::new(RejectReason::Encoding, "UTF-32 is not supported; convert it to UTF-8"));
    }
    let mark = Encoding::for_bom(bytes);
    if let Some(encoding) = label {
        let skip = mark.filter(|&(marked, _)| marked == encoding).map_or(0, |(_, len)| len);
        return Ok((encoding, &bytes[skip..]));
    }
    if let Some((encoding, len)) = mark {
        return Ok((encoding, &bytes[len..]));
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return Ok((encoding, bytes));
    }
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return Ok((UTF_8, bytes));
    }
    if memchr::memchr(0, bytes).is_some() {
        return Err(nul());
    }
    if mostly_utf8(bytes) {
        return utf8(bytes).map(|_| (UTF_8, bytes));
    }
    let encoding = hint.filter(|&e| e != UTF_8).unwrap_or_else(|| detect(bytes));
    if hint == Some(encoding) || [WINDOWS_1256, ISO_8859_6].contains(&encoding) && reads_as_arabic(bytes, encoding) {
        return Ok((encoding, bytes));
    }
    let detail = format!(
        "neither UTF-8, UTF-16, windows-1256 nor ISO-8859-6 (nearest is {}); set `encoding` of the source",
        encoding.name()
    );
    Err(Problem::new(RejectReason::Encoding, detail))
}

fn decode_as<'a>(bytes: &'a [u8], encoding: &'static Encoding) -> Result<Cow<'a, str>, Problem> {
    if encoding == UTF_8 {
        return utf8(bytes).map(Cow::Borrowed);
    }
    encoding.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| {
        let name = encoding.name();
        Problem::new(RejectReason::Encoding, format!("some bytes are not valid {name}; set `encoding` of the source"))
    })
}

/// UTF-32 with its mark; little-endian begins like UTF-16.
fn is_utf_32(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xFF, 0xFE, 0, 0]) || bytes.starts_with(&[0, 0, 0xFE, 0xFF])
}

/// UTF-16 by the high bytes of Arabic (06) and ASCII (00), which stand at every second place of real text and are
/// almost absent from the other places.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(4096) & !1];
    let pairs = head.len() / 2;
    if pairs < 2 {
        return None;
    }
    let high = |b: u8| usize::from(b == 0 || b == 6);
    let (even, odd) = head.chunks_exact(2).fold((0, 0), |(e, o), pair| (e + high(pair[0]), o + high(pair[1])));
    // Nine of ten: the rest are quotation marks and dashes (20) and presentation forms (FB to FE).
    if odd * 10 >= pairs * 9 && even * 4 < pairs {
        Some(UTF_16LE)
    } else if even * 10 >= pairs * 9 && odd * 4 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Whether well-formed characters of several bytes outnumber malformed sequences. Arabic in a legacy encoding has
/// almost none of the former: its letters are all lead bytes.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|&b| b >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    // The domain is a prior: what this program reads is Arabic news.
    detector.guess(Some(b"sa"), Utf8Detection::Deny)
}

/// Whether the bytes make Arabic words. The legacy tables hold French letters between the Arabic ones, so text of
/// another script comes out as words that mix the two.
fn reads_as_arabic(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(&bytes[..bytes.len().min(HEAD)]);
    let is_arabic = |c: char| matches!(c, '\u{0620}'..='\u{0652}' | '\u{066E}'..='\u{06D3}');
    let (mut arabic, mut mixed, mut before) = (0usize, 0usize, ' ');
    for c in text.chars() {
        arabic += usize::from(is_arabic(c));
        mixed += usize::from(is_arabic(c) && is_latin(before) || is_latin(c) && is_arabic(before));
        before = c;
    }
    mixed * 20 <= arabic
}

/// Latin letters beyond ASCII.
fn is_latin(c: char) -> bool {
    matches!(c, '\u{00C0}'..='\u{024F}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TEXT: &str = "قال المتحدث باسم بلدية النخيل إن الجسر الجديد سيفتح غداً، وأضاف: «الأعمال انتهت» \"تماماً\".\n";

    fn utf_16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    }

    #[test]
    fn every_encoding_of_arabic_gives_the_same_text() {
        let marked = |mark: &[u8], rest: Vec<u8>| [mark, &rest].concat();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            marked(b"\xEF\xBB\xBF", TEXT.into()),
            utf_16(TEXT, false),
            utf_16(TEXT, true),
            marked(b"\xFF\xFE", utf_16(TEXT, false)),
            marked(b"\xFE\xFF", utf_16(TEXT, true)),
            WINDOWS_1256.encode(TEXT).0.into_owned(),
        ] {
            assert_eq!(decode(&bytes, None, None).unwrap(), TEXT, "{bytes:?}");
        }
        let plain = TEXT.replace(['«', '»'], "");
        assert_eq!(decode(&ISO_8859_6.encode(&plain).0, None, None).unwrap(), plain);
    }

    #[test]
    fn one_bad_byte_is_named_and_not_replaced() {
        let mut bytes = TEXT.as_bytes().to_vec();
        bytes.insert(TEXT.find(' ').unwrap(), 0xFF);
        let problem = decode(&bytes, None, None).unwrap_err();
        assert_eq!(problem.reason, RejectReason::Encoding);
        assert!(problem.detail.starts_with("byte 6 (0xFF)"), "{}", problem.detail);
    }

    #[test]
    fn other_scripts_nul_bytes_and_labels() {
        let greek = encoding_rs::WINDOWS_1253.encode("Η κυβέρνηση ανακοίνωσε σήμερα νέα μέτρα για την οικονομία").0;
        assert_eq!(decode(&greek, None, None).unwrap_err().reason, RejectReason::Encoding);
        assert_eq!(decode(b"\x00\x01\x02ab", None, None).unwrap_err().reason, RejectReason::Nul);
        assert_eq!(decode(&[0xFF, 0xFE, 0, 0, 6, 6, 0, 0], None, None).unwrap_err().reason, RejectReason::Encoding);
        let bytes = WINDOWS_1256.encode("قال").0;
        assert_eq!(decode(&bytes, by_label("windows-1256"), None).unwrap(), "قال");
        assert_eq!(decode(b"\xC7\x41", by_label("utf-8"), None).unwrap_err().reason, RejectReason::Encoding);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(&bytes, None, None);
            let _ = of_head(&bytes, None);
        }

        #[test]
        fn utf_8_is_never_taken_for_something_else(text in "[ا-ي .،]{1,80}") {
            let decoded = decode(text.as_bytes(), None, None).unwrap();
            prop_assert_eq!(decoded.as_ref(), text.as_str());
        }
    }
}
