//! Folding for comparison: the same word in two spellings becomes one.

/// The folded character; `None` for what comparison ignores (marks, tatweel, bidirectional controls).
pub(super) fn fold_char(c: char) -> Option<char> {
    Some(match c {
        '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{0640}' | '\u{06D6}'..='\u{06ED}' => return None,
        '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' => return None,
        '\u{061C}' | '\u{FEFF}' | '\u{00AD}' => return None,
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' | 'ہ' | 'ە' => 'ه',
        'ک' => 'ك',
        '٠'..='٩' => char::from(b'0' + (c as u32 - '٠' as u32) as u8),
        '۰'..='۹' => char::from(b'0' + (c as u32 - '۰' as u32) as u8),
        'A'..='Z' => c.to_ascii_lowercase(),
        _ if c.is_whitespace() => ' ',
        _ => c,
    })
}

/// Folds a text into a buffer (cleared first), with single spaces.
pub(super) fn fold_into(text: &str, into: &mut String) {
    into.clear();
    for c in text.chars().filter_map(fold_char) {
        if c != ' ' || !into.is_empty() && !into.ends_with(' ') {
            into.push(c);
        }
    }
    into.truncate(into.trim_end().len());
}

/// Letters and digits of a text, folded, each with the byte behind it.
pub(super) fn significant(text: &str) -> impl Iterator<Item = (usize, char)> {
    text.char_indices()
        .filter(|(_, c)| c.is_alphanumeric())
        .filter_map(|(at, c)| Some((at + c.len_utf8(), fold_char(c)?)))
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
