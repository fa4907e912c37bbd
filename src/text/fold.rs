//! Matching keys: one spelling for the many ways in which Arabic news writes the same word.
//!
//! Three levels, each on top of the one before:
//! * **K1** deletes vowel signs, tatweel and invisible format characters, resolves presentation forms, unifies digits;
//! * **K2** also unifies the seats of alef (أ إ آ ٱ → ا) and the Persian forms of kaf, ya and ha;
//! * **K3** also unifies final ى/ي and ة/ه, and maps Persian letters to their Arabic neighbours.
//!
//! Hamza on و and ي stays: it tells roots apart. Follows the Unicode Arabic block and the habits of Arabic
//! information retrieval (light10 normalisation: Larkey, Ballesteros and Connell, 2002), with K1 kept apart so that
//! closed-class words are first compared as they are written.

use unicode_normalization::UnicodeNormalization;

/// How much spelling variation a key removes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Vowel signs, tatweel, format characters, presentation forms, digits.
    K1,
    /// K1 and the seats of alef.
    K2,
    /// K2 and final ya, ta marbuta.
    K3,
}

/// What one character becomes.
enum Step {
    /// Another (or the same) character.
    Keep(char),
    /// Nothing, but the character before it grows by it (a vowel sign belongs to its letter).
    Attach,
    /// Nothing; an invisible character that belongs to no letter.
    Drop,
    /// Several characters (a presentation form).
    Expand,
}

/// Whether a character is a vowel sign, a Koranic mark or tatweel: part of the word it stands in.
pub fn is_mark(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6ED}' | '\u{640}')
}

/// Whether a character is an invisible format character (direction marks, joiners, soft hyphen, BOM).
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{61C}' | '\u{FEFF}' | '\u{AD}')
}

/// Letters of any script. The tables of the standard library are slow, and nearly every letter here is an Arabic one.
pub(crate) fn is_alphabetic(c: char) -> bool {
    match c {
        '\u{621}'..='\u{63A}' | '\u{641}'..='\u{64A}' => true,
        '\0'..='\u{7F}' => c.is_ascii_alphabetic(),
        _ => c.is_alphabetic(),
    }
}

/// Letters and numbers of any script.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\u{7F}' => c.is_ascii_alphanumeric(),
        _ => is_alphabetic(c) || c.is_numeric(),
    }
}

/// Whether a character is an Arabic presentation form, which NFKC resolves.
pub fn is_presentation_form(c: char) -> bool {
    matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

fn step(c: char, level: Level) -> Step {
    let c = match c {
        _ if is_mark(c) => return Step::Attach,
        _ if is_invisible(c) => return Step::Drop,
        // Honorific ligatures stand for whole phrases; they are no part of a name.
        '\u{FDFA}' | '\u{FDFB}' => return Step::Drop,
        _ if is_presentation_form(c) => return Step::Expand,
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{3000}' => ' ',
        '\u{660}'..='\u{669}' => digit(c, 0x660),
        '\u{6F0}'..='\u{6F9}' => digit(c, 0x6F0),
        '\u{66B}' => '.',
        '\u{66C}' => ',',
        '\u{66A}' => '%',
        _ => c,
    };
    if level == Level::K1 {
        return Step::Keep(c);
    }
    let c = match c {
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ک' => 'ك',
        'ی' => 'ي',
        'ہ' | 'ھ' | 'ە' | 'ۀ' => 'ه',
        _ => c,
    };
    if level == Level::K2 {
        return Step::Keep(c);
    }
    Step::Keep(to_k3(c))
}

fn digit(c: char, zero: u32) -> char {
    char::from_u32(u32::from('0') + (c as u32 - zero)).unwrap_or(c)
}

/// K2 to K3 for one character.
pub fn to_k3(c: char) -> char {
    match c {
        'ى' => 'ي',
        'ة' => 'ه',
        'گ' => 'ك',
        'پ' => 'ب',
        'چ' => 'ج',
        'ژ' => 'ز',
        'ڤ' => 'ف',
        _ => c,
    }
}

/// Appends the key of `text` to `out`, and for every character of it the range of characters it came from.
fn fold_with(text: &str, level: Level, mut emit: impl FnMut(char, usize, usize), mut attach: impl FnMut(usize)) {
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match step(c, level) {
            Step::Keep(k) => emit(k, at, end),
            Step::Attach => attach(end),
            Step::Drop => {}
            Step::Expand => {
                for k in std::iter::once(c).nfkc() {
                    match step(k, level) {
                        Step::Keep(k) => emit(k, at, end),
                        Step::Attach => attach(end),
                        Step::Drop | Step::Expand => {}
                    }
                }
            }
        }
    }
}

/// Appends the key of a text to a buffer.
pub fn fold_into(text: &str, level: Level, out: &mut String) {
    out.reserve(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // Nearly everything in news stays as it is; what does not is folded character by character.
        let (same, after) = rest.split_at(unchanged(rest.as_bytes(), level));
        out.push_str(same);
        let changed = match after.as_bytes() {
            [0xD8, 0xA2 | 0xA3 | 0xA5, ..] if level >= Level::K2 => "ا",
            [0xD8, 0xA9, ..] if level == Level::K3 => "ه",
            [0xD9, 0x89, ..] if level == Level::K3 => "ي",
            _ => {
                let Some(c) = after.chars().next() else { return };
                let (character, behind) = after.split_at(c.len_utf8());
                fold_with(character, level, |c, _, _| out.push(c), |_| {});
                rest = behind;
                continue;
            }
        };
        out.push_str(changed);
        rest = &after[changed.len()..];
    }
}

/// Bytes at the start of a text that this level keeps: ASCII and plain letters.
fn unchanged(bytes: &[u8], level: Level) -> usize {
    let kept = KEPT[level as usize];
    let mut at = 0;
    while let Some(&lead) = bytes.get(at) {
        if lead < 0x80 {
            at += 1;
            continue;
        }
        let letters = kept.get(usize::from(lead.wrapping_sub(0xD8))).copied().unwrap_or(0);
        let trail = bytes.get(at + 1).copied().unwrap_or(0);
        if letters >> (trail & 0x3F) & 1 == 0 {
            break;
        }
        at += 2;
    }
    at
}

/// For every level the letters that it keeps: U+0600 to U+063F (lead byte D8) and U+0640 to U+067F (D9), a bit each.
pub(super) const KEPT: [[u64; 2]; 3] = {
    // ء..غ, ف..ي
    let letters = [bits(0x21, 0x3A), bits(0x01, 0x0A)];
    let seats = bits(0x22, 0x23) | bits(0x25, 0x25);
    let [first, second] = letters;
    // ة and ى
    [letters, [first & !seats, second], [first & !seats & !bits(0x29, 0x29), second & !bits(0x09, 0x09)]]
};

/// Whether a text is its own K3 key already, given that it is a K2 key.
pub(crate) fn is_k3(key: &str) -> bool {
    key.chars().all(|c| to_k3(c) == c)
}

const fn bits(from: u32, to: u32) -> u64 {
    (u64::MAX >> (63 - (to - from))) << from
}

/// The key of a text.
///
/// ```
/// use claimkit::text::fold::{Level, fold};
/// assert_eq!(fold("وأكّــد", Level::K1), "وأكد");
/// assert_eq!(fold("الأجنبيّة", Level::K3), "الاجنبيه");
/// ```
pub fn fold(text: &str, level: Level) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, level, &mut out);
    out
}

/// A key with the way back: every character knows the bytes it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// The characters of the key.
    pub chars: Vec<char>,
    /// For every character of the key, the half-open range of **bytes** in the original.
    map: Vec<(u32, u32)>,
}

impl Folded {
    /// Folds a text and remembers where everything came from.
    pub fn new(text: &str, level: Level) -> Self {
        let mut chars = Vec::with_capacity(text.len() / 2);
        let map = std::cell::RefCell::new(Vec::<(u32, u32)>::with_capacity(text.len() / 2));
        fold_with(
            text,
            level,
            |c, start, end| {
                chars.push(c);
                map.borrow_mut().push((start as u32, end as u32));
            },
            |end| {
                if let Some(last) = map.borrow_mut().last_mut() {
                    last.1 = end as u32;
                }
            },
        );
        Self { chars, map: map.into_inner() }
    }

    /// The key as a string.
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }

    /// The original bytes of a half-open range of key characters; `None` where the range is empty or too long.
    ///
    /// ```
    /// use claimkit::text::fold::{Folded, Level};
    /// let text = "قـــالَ إن";
    /// let folded = Folded::new(text, Level::K1);
    /// assert_eq!(&text[folded.original(0..3).unwrap()], "قـــالَ");
    /// ```
    pub fn original(&self, range: std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
        let first = self.map.get(range.start)?;
        let last = self.map.get(range.end.checked_sub(1)?)?;
        (range.start < range.end).then_some(first.0 as usize..last.1 as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// (original, key, range of the key, the original text of that range): reference/ARABIC.md 1.2.
    #[test]
    fn keys_map_back_to_the_original() {
        let cases = [
            ("قـــالَ", "قال", 0..3, "قـــالَ"),
            ("وأكّــد", "وأكد", 0..4, "وأكّــد"),
            ("أيضًا", "أيضا", 0..4, "أيضًا"),
            ("أيضاً", "أيضا", 0..4, "أيضاً"),
            ("ﻻ", "لا", 0..2, "ﻻ"),
            ("ﻻ", "لا", 1..2, "ﻻ"),
            ("قال\u{200F} إن", "قال إن", 0..3, "قال"),
            ("لـ\"سهم\"", "ل\"سهم\"", 0..1, "لـ"),
        ];
        for (original, key, range, covered) in cases {
            let folded = Folded::new(original, Level::K1);
            assert_eq!(folded.text(), key, "key of {original:?}");
            assert_eq!(&original[folded.original(range).unwrap()], covered, "span in {original:?}");
        }
    }

    #[test]
    fn levels_build_on_each_other() {
        assert_eq!(fold("إلى", Level::K1), "إلى");
        assert_eq!(fold("إلى", Level::K2), "الى");
        assert_eq!(fold("إلى", Level::K3), "الي");
        assert_eq!(fold("مسؤول ٢٠٢٦", Level::K3), "مسؤول 2026");
    }

    proptest! {
        #[test]
        fn folding_is_idempotent_and_total(text in "\\PC{0,40}|[ء-ي\u{64B}-\u{652}ـ\u{200F}ﻻﷺ ]{0,40}") {
            for level in [Level::K1, Level::K2, Level::K3] {
                let once = fold(&text, level);
                prop_assert_eq!(fold(&once, level), once.clone());
                let folded = Folded::new(&text, level);
                prop_assert_eq!(folded.text(), once);
                for i in 0..folded.chars.len() {
                    let bytes = folded.original(i..i + 1).unwrap();
                    prop_assert!(text.get(bytes).is_some());
                }
            }
        }
    }
}
