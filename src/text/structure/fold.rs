//! Folding for comparison: the same word in two spellings becomes one.

/// The folded character; `None` for what comparison ignores (marks, tatweel, bidirectional controls).
#[inline]
pub(super) fn fold_char(c: char) -> Option<char> {
    match c {
        'A'..='Z' => Some(c.to_ascii_lowercase()),
        '\t'..='\r' => Some(' '),
        '\0'..='\u{7F}' => Some(c),
        '\u{0600}'..='\u{06FF}' => char::from_u32(u32::from(ARABIC[c as usize - 0x600])).filter(|&f| f != '\0'),
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'
        | '\u{2066}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{00AD}' => None,
        _ if c.is_whitespace() => Some(' '),
        _ => Some(c),
    }
}

/// The Arabic block, folded; 0 is dropped. A table, because every character of every line passes through it.
const ARABIC: [u16; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        table[at] = fold_arabic(0x600 + at as u16);
        at += 1;
    }
    table
};

const fn fold_arabic(c: u16) -> u16 {
    match c {
        0x061C | 0x0640 | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC | 0x06DF..=0x06E8 | 0x06EA..=0x06ED => 0,
        // Alef with hamza, madda or wasla; dotless and Persian ya; ta marbuta and its Persian and Urdu kin; Persian kaf.
        0x0622 | 0x0623 | 0x0625 | 0x0671 => 0x0627,
        0x0649 | 0x06CC => 0x064A,
        0x0629 | 0x06C1 | 0x06D5 => 0x0647,
        0x06A9 => 0x0643,
        0x0660..=0x0669 => c - 0x0660 + 0x30,
        0x06F0..=0x06F9 => c - 0x06F0 + 0x30,
        _ => c,
    }
}

/// Letters. The tables of the standard library are slow beyond ASCII, and most characters here are Arabic.
pub(super) fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\u{7F}' => c.is_ascii_alphabetic(),
        '\u{0600}'..='\u{06FF}' => {
            matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{066F}' | '\u{0671}'..='\u{06D3}' | '\u{06D5}'
                | '\u{06EE}'..='\u{06EF}' | '\u{06FA}'..='\u{06FC}' | '\u{06FF}')
                && c != '\u{0640}'
        }
        '«' | '»' | '\u{2010}'..='\u{205E}' => false,
        _ => c.is_alphabetic(),
    }
}

/// Digits and other numbers.
pub(super) fn is_digit(c: char) -> bool {
    match c {
        '\0'..='\u{7F}' => c.is_ascii_digit(),
        '\u{0600}'..='\u{06FF}' => matches!(c, '\u{0660}'..='\u{0669}' | '\u{06F0}'..='\u{06F9}'),
        '«' | '»' | '\u{2010}'..='\u{205E}' => false,
        _ => c.is_numeric(),
    }
}

/// Letters and digits.
pub(super) fn is_word(c: char) -> bool {
    is_letter(c) || is_digit(c)
}

/// A word without what is no letter or digit at its ends.
pub(super) fn trim_word(token: &str) -> &str {
    // Most words begin and end with Arabic letters.
    let letter = |pair: &[u8]| matches!(pair, [0xD8, 0xA1..=0xBA] | [0xD9, 0x81..=0x8A]);
    match token.as_bytes() {
        [a, b, .., c, d] if letter(&[*a, *b]) && letter(&[*c, *d]) => token,
        _ => token.trim_matches(|c: char| !is_word(c)),
    }
}

/// Folds a text into a buffer (cleared first), with single spaces.
pub(super) fn fold_into(text: &str, into: &mut String) {
    into.clear();
    into.reserve(text.len());
    // Leading spaces are dropped, as if one stood before the text.
    let mut after_space = true;
    let mut rest = text;
    while !rest.is_empty() {
        let (same, after) = rest.split_at(unchanged(rest.as_bytes()));
        if !same.is_empty() {
            into.push_str(same);
            after_space = same.ends_with(' ');
        }
        let letter = match after.as_bytes() {
            [0xD8, 0xA2 | 0xA3 | 0xA5, ..] => "ا",
            [0xD8, 0xA9, ..] => "ه",
            [0xD9, 0x89, ..] => "ي",
            _ => "",
        };
        if !letter.is_empty() {
            into.push_str(letter);
            after_space = false;
            rest = &after[letter.len()..];
            continue;
        }
        let Some(c) = after.chars().next() else { break };
        if let Some(c) = fold_char(c) {
            let space = c == ' ';
            if !(space && after_space) {
                into.push(c);
            }
            after_space = space;
        }
        rest = &after[c.len_utf8()..];
    }
    into.truncate(into.trim_end().len());
}

/// Bytes at the start of a text that folding keeps: letters and punctuation of the commonest kinds, and single spaces
/// between them.
fn unchanged(bytes: &[u8]) -> usize {
    // Letters are unified as in the widest matching key.
    const KEPT: [u64; 2] = crate::text::fold::KEPT[crate::text::fold::Level::K3 as usize];
    let mut at = 0;
    loop {
        match bytes[at..] {
            [lead @ 0xD8..=0xD9, trail, ..] if KEPT[usize::from(lead & 1)] >> (trail & 0x3F) & 1 != 0 => at += 2,
            [b' ', 0xD8..=0xD9 | b'!'..=b'~', ..] if at > 0 => at += 1,
            [b'!'..=b'@' | b'['..=b'~', ..] => at += 1,
            _ => return at,
        }
    }
}

/// Letters and digits of a text, folded, each with the byte behind it.
pub(super) fn significant(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices().filter(|(_, c)| is_word(*c)).filter_map(|(at, c)| Some((at + c.len_utf8(), fold_char(c)?)))
}

/// Whether two texts have the same letters and digits.
#[cfg(test)]
pub(super) fn same(a: &str, b: &str) -> bool {
    significant(a).map(|(_, c)| c).eq(significant(b).map(|(_, c)| c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_become_one() {
        let mut folded = String::new();
        fold_into("  إقرأ \u{200F}أيضـاً\u{A0} ١٢ ", &mut folded);
        assert_eq!(folded, "اقرا ايضا 12");
        assert!(same("«الجسر» الجديد..", "الجسر الجديد"));
    }
}
