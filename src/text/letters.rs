//! Words of Arabic letters and marks as numbers: two words have the same number if and only if they are written alike.

/// Letters of the longest word that has a number.
const MOST: usize = 2 * HALF;

/// Letters, of six bits each, in one half of a number.
const HALF: usize = 10;

/// The letters and marks of a word, in order; no letter is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Letters {
    first: u64,
    rest: u64,
}

impl Letters {
    /// Reads the letters from a byte on: where they end, and their number unless they are too many.
    #[inline]
    pub(super) fn read(bytes: &[u8], from: usize) -> (usize, Option<Self>) {
        let mut letters = Self { first: 0, rest: 0 };
        let mut count = 0;
        for pair in bytes.get(from..).unwrap_or_default().chunks_exact(2) {
            let Some(letter) = letter(pair) else { break };
            if count < HALF {
                letters.first = letters.first << 6 | letter;
            } else {
                letters.rest = letters.rest << 6 | letter;
            }
            count += 1;
        }
        (from + 2 * count, (count <= MOST).then_some(letters))
    }
}

/// A number from 1 to 45 for U+0621 to U+063A and U+0640 to U+0652.
#[inline]
fn letter(pair: &[u8]) -> Option<u64> {
    match *pair {
        [0xD8, b @ 0xA1..=0xBA] => Some(u64::from(b - 0xA0)),
        [0xD9, b @ 0x80..=0x92] => Some(u64::from(b - 0x80 + 27)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(word: &str) -> Option<Letters> {
        Letters::read(word.as_bytes(), 0).1
    }

    #[test]
    fn letters_end_where_others_begin() {
        for (text, end) in [("قال إن", 6), ("", 0), ("لـ\"", 4), ("قالx", 6), ("قال،", 6), ("پ", 0), ("مُدَرِّسٌ.", 20)]
        {
            assert_eq!(Letters::read(text.as_bytes(), 0).0, end, "{text}");
        }
        assert_eq!(Letters::read("ا قال".as_bytes(), 3).0, 9);
        assert_eq!(number(&"ب".repeat(20)).is_some(), true);
        assert_eq!(number(&"ب".repeat(21)), None);
    }

    proptest! {
        #[test]
        fn a_number_is_one_word(a in "[ء-غـ-ْ]{0,20}", b in "[ء-غـ-ْ]{0,20}") {
            prop_assert!(number(&a).is_some());
            prop_assert_eq!(number(&a) == number(&b), a == b);
        }

        #[test]
        fn one_letter_more_or_less_is_another_word(a in "[ء-غـ-ْ]{1,20}") {
            let mut rest = a.chars();
            rest.next();
            prop_assert_ne!(number(&a), number(rest.as_str()));
        }
    }
}
