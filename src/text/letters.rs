//! Words of Arabic letters and marks as numbers: two words have the same number if and only if they are written alike.

/// Letters, of six bits each, in one half of a number.
const HALF: usize = 10;

/// The letters and marks of a word, in order; no letter is 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Letters {
    first: u64,
    rest: u64,
}

impl Letters {
    /// Reads the letters from a byte on: where they end, and their number unless they are more than twenty.
    #[inline]
    pub(super) fn read(bytes: &[u8], from: usize) -> (usize, Option<Self>) {
        let pairs = bytes.get(from..).unwrap_or_default().as_chunks().0;
        let (mut count, first) = half(pairs);
        let mut rest = 0;
        if count == HALF {
            let more;
            (more, rest) = half(&pairs[HALF..]);
            count += more;
            if more == HALF {
                let beyond = pairs[2 * HALF..].iter().take_while(|pair| letter(**pair) != 0).count();
                if beyond > 0 {
                    return (from + 2 * (count + beyond), None);
                }
            }
        }
        (from + 2 * count, Some(Self { first, rest }))
    }
}

/// Half of a number, and of how many letters it is.
#[inline]
fn half(pairs: &[[u8; 2]]) -> (usize, u64) {
    let (mut count, mut number) = (0, 0);
    for pair in &pairs[..pairs.len().min(HALF)] {
        let letter = letter(*pair);
        if letter == 0 {
            break;
        }
        number = number << 6 | u64::from(letter);
        count += 1;
    }
    (count, number)
}

/// A number from 1 to 45 for U+0621 to U+063A and U+0640 to U+0652, else 0.
#[inline]
fn letter([lead, trail]: [u8; 2]) -> u8 {
    let at = usize::from(lead ^ 0xD8) << 6 | usize::from(trail & 0x3F);
    LETTERS.get(at).copied().unwrap_or(0)
}

/// By the last bit of the lead byte (D8, D9) and the last six of the other.
const LETTERS: [u8; 128] = {
    let mut table = [0; 128];
    let mut at = 0x21;
    while at <= 0x3A {
        table[at] = at as u8 - 0x20;
        at += 1;
    }
    let mut at = 0;
    while at <= 0x12 {
        table[64 + at] = at as u8 + 27;
        at += 1;
    }
    table
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(word: &str) -> Option<Letters> {
        Letters::read(word.as_bytes(), 0).1
    }

    #[test]
    fn letters_end_where_others_begin() {
        for (text, end) in [("قال إن", 6), ("", 0), ("لـ\"", 4), ("قالx", 6), ("قال،", 6), ("پ", 0), ("مُدَرِّسٌ.", 18)]
        {
            assert_eq!(Letters::read(text.as_bytes(), 0).0, end, "{text}");
        }
        assert_eq!(Letters::read("ا قال".as_bytes(), 3).0, 9);
        assert!(number(&"ب".repeat(20)).is_some());
        assert_eq!(Letters::read("ب".repeat(25).as_bytes(), 0).0, 50);
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
