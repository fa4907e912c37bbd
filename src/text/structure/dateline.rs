//! Datelines: place, date and agency before the first sentence (`بغداد 15-7 (وكالة) -`, `الواحة/ شبكة سهم -`).
//!
//! A head is read word by word: words of a place or outlet, separators (dashes, slashes, colons, bars), groups in
//! brackets. Verbs and function words end it. It is a dateline where it ends in a separator and has a date, an agency
//! or a bracket in it, or where a verb that opens lead paragraphs follows.

use super::{
    fold::{fold_into, is_digit, is_letter, trim_word},
    phrases::PHRASES,
    shape::is_quote,
};

/// Words of the longest head.
const MAX_WORDS: usize = 10;

/// Words between two separators; places and outlets are shorter.
const MAX_SEGMENT: usize = 5;

/// What stands at the beginning of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    /// Nothing of the kind.
    None,
    /// A dateline of so many bytes, with text behind it.
    Before(usize),
    /// The whole line is one; with the sign of an agency, date, bracket or slash in it, or without (a byline looks so).
    Whole { sure: bool },
}

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent signs, not a state machine")]
struct State {
    words: usize,
    segment: usize,
    segments: usize,
    date: bool,
    agency: bool,
    bracket: bool,
    slash: bool,
    /// Behind the last colon, if there is one, stands no agency.
    colon: bool,
    letters: bool,
}

impl State {
    fn strong(&self) -> bool {
        self.letters && (self.date || self.agency || self.bracket)
    }
}

/// Reads the head of a trimmed line.
pub(super) fn head(line: &str) -> Head {
    if begins_plainly(line) {
        return Head::None;
    }
    let mut state = State::default();
    let mut best = None;
    let mut at = 0;
    let mut buffer = String::new();
    while let Some(c) = line[at..].chars().next() {
        if c.is_whitespace() {
            at += c.len_utf8();
        } else if c == '(' || is_quote(c) {
            let Some(len) = group(&line[at..], c) else { break };
            fold_group(&line[at..at + len], &mut state, &mut buffer);
            at += len;
        } else if is_separator(c) {
            if state.words == 0 {
                break;
            }
            let end = at + separator_len(&line[at..]);
            state.segments += usize::from(state.segment > 0);
            state.segment = 0;
            state.slash |= c == '/' || c == '|';
            state.colon |= line[at..end].contains(':');
            if accepts(&state, c, &line[end..], &mut buffer) {
                best = Some(end);
            }
            at = end;
        } else {
            let len = word_len(&line[at..]);
            if len == 0 || !word(&line[at..at + len], &mut state, &mut buffer) {
                break;
            }
            at += len;
        }
        if state.words > MAX_WORDS || state.segment > MAX_SEGMENT {
            break;
        }
    }
    if at == line.len() && state.words > 0 && state.words <= MAX_WORDS && state.segment <= MAX_SEGMENT {
        return whole(&state);
    }
    match best {
        Some(end) if line[..end].trim_end().len() < line.len() => Head::Before(line[..end].trim_end().len()),
        _ => Head::None,
    }
}

/// Whether a line begins with more words than may stand before a separator, and no separator, bracket or quotation mark
/// among them. Most paragraphs do.
fn begins_plainly(line: &str) -> bool {
    let bytes = line.as_bytes();
    let (mut at, mut spaces) = (0, 0);
    while spaces <= MAX_SEGMENT {
        match bytes[at..] {
            // Letters, vowel signs, comma; the tatweel (D9 80) may be a dash.
            [0xD8, ..] | [0xD9, 0x81..=0xBF, ..] => at += 2,
            [b' ', next, ..] if next != b' ' => (at, spaces) = (at + 1, spaces + 1),
            [b'0'..=b'9' | b'.' | b',', ..] => at += 1,
            _ => return false,
        }
    }
    true
}

/// A line that is nothing but such words.
fn whole(state: &State) -> Head {
    if state.colon {
        // `Speaker: words` is no dateline.
        return Head::None;
    }
    let segments = state.segments + usize::from(state.segment > 0);
    // A bracket alone also ends the caption of a picture; a place before it is short.
    let separated = state.segments > 0 || state.bracket && state.segment <= 2;
    let short = state.words <= 4;
    if state.strong() && state.words <= 8 && (separated || state.date && short || state.agency && state.words <= 2) {
        return Head::Whole { sure: true };
    }
    // Two names with a dash or slash between them: outlet and place, or author and outlet.
    if segments >= 2 && short && state.letters {
        return Head::Whole { sure: state.slash };
    }
    Head::None
}

/// Whether a separator ends a dateline, given what stood before it and what stands behind it.
fn accepts(state: &State, separator: char, rest: &str, buffer: &mut String) -> bool {
    let next = rest.split_whitespace().next().unwrap_or_default();
    fold_into(trim_word(next), buffer);
    let class = PHRASES.word(buffer);
    let bare = buffer.strip_prefix('و').map(|b| PHRASES.word(b)).unwrap_or_default();
    let verb = class.lead || bare.lead;
    if !state.letters || rest.trim().is_empty() {
        return false;
    }
    match separator {
        // `تموز/يوليو` is one date.
        '/' => verb || state.strong() && !class.date && !class.agency,
        // `Newspaper: words` attributes the words to the newspaper.
        ':' => verb && state.words <= 3 || state.strong() && state.segments >= 2,
        _ => verb || state.strong(),
    }
}

/// Takes a word into the state; `false` where it ends the head.
fn word(word: &str, state: &mut State, buffer: &mut String) -> bool {
    fold_into(trim_word(word), buffer);
    let class = PHRASES.word(buffer);
    // وقال مصدر محلي لـ«الوكالة»: with what joins it to the paragraph before, too.
    let joined = buffer.strip_prefix('و').map(|b| PHRASES.word(b)).unwrap_or_default();
    if class.function || class.verb || joined.verb || word.ends_with(['،', ',', '؛', '؟', '!']) {
        return false;
    }
    let digits = word.contains(is_digit);
    let full_date = digits && word.trim_matches(|c: char| !is_digit(c)).contains(['-', '/', '.', ':']);
    // Single letters are parts of dates and agencies only beside something that is clearly one.
    state.date |= full_date || class.date && buffer.chars().count() > 2;
    let agency = class.agency && buffer.chars().count() > 1;
    state.agency |= agency;
    state.colon &= !agency;
    state.letters |= !digits && !class.date && word.contains(is_letter);
    state.words += 1;
    state.segment += 1;
    true
}

/// Length of a bracketed or quoted group of at most four words at the beginning of a text.
fn group(text: &str, open: char) -> Option<usize> {
    let inside = &text[open.len_utf8()..];
    let is_end = |c: char| if open == '(' { c == ')' } else { is_quote(c) };
    let (end, close) = inside.char_indices().take(60).find(|&(_, c)| is_end(c))?;
    (inside[..end].split_whitespace().count() <= 4 && end > 0).then_some(open.len_utf8() + end + close.len_utf8())
}

fn fold_group(group: &str, state: &mut State, buffer: &mut String) {
    state.bracket |= group.starts_with('(') && !group.contains(is_digit);
    for token in group.split_whitespace() {
        fold_into(trim_word(token), buffer);
        let class = PHRASES.word(buffer);
        state.agency |= class.agency && (buffer.chars().count() > 1 || group.starts_with('('));
        state.words += 1;
    }
    if !group.starts_with('(') {
        state.letters = true;
        state.segment += 1;
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | 'ـ' | '/' | ':' | '|')
}

/// A separator, with the spaces and further separators behind it (`- `, `..-`).
fn separator_len(text: &str) -> usize {
    text.find(|c: char| !is_separator(c) && !c.is_whitespace()).unwrap_or(text.len())
}

/// A word up to white space, a bracket or a separator; separators between digits and tatweel between letters belong to
/// the word.
fn word_len(text: &str) -> usize {
    let mut before = None;
    for (at, c) in text.char_indices() {
        let inside = || {
            let after = text[at + c.len_utf8()..].chars().next();
            let digits = before.is_some_and(is_digit) && after.is_some_and(is_digit);
            // لـ«الوكالة»: a preposition drawn out to its word.
            let preposition =
                matches!(&text[..at], "ل" | "ب" | "ك" | "ول" | "وب") && after.is_some_and(|c| !c.is_whitespace());
            digits || c == 'ـ' && (preposition || before.is_some_and(is_arabic) && after.is_some_and(is_arabic))
        };
        if c.is_whitespace() || c == '(' || is_quote(c) || is_separator(c) && !inside() {
            return at;
        }
        before = Some(c);
    }
    text.len()
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{06D3}')
}

/// Bytes of a full numeric date, with a time and the word `date` around it, that a feed left at the head of a line.
pub(super) fn numeric_head(line: &str) -> usize {
    if !line.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'd' | 'D')) {
        return 0;
    }
    let mut end = 0;
    let mut full = false;
    for token in line.split_inclusive(char::is_whitespace) {
        let word = token.trim_end();
        let numbers =
            word.split(['-', '/', '.', ':']).filter(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
        let parts = word.split(['-', '/', '.', ':']).count();
        let numeric = parts >= 2 && numbers.count() == parts;
        if !numeric && !word.eq_ignore_ascii_case("date") && (end == 0 || !["|", "-", "–"].contains(&word)) {
            break;
        }
        full |= numeric && parts == 3 && word.len() >= 8 && !word.contains(':');
        end += token.len();
    }
    if full { line[..end].trim_end().len() } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(line: &str) -> &str {
        match head(line) {
            Head::Before(end) => &line[..end],
            Head::Whole { sure: true } => "WHOLE",
            Head::Whole { sure: false } => "MAYBE",
            Head::None => "",
        }
    }

    #[test]
    fn datelines_end_where_the_sentence_begins() {
        for (line, expected) in [
            ("النخيل 15-7 (و ن ا) - أعلنت البلدية افتتاح الجسر", "النخيل 15-7 (و ن ا) -"),
            ("الواحة/ شبكة سهم نيوز-أكد مصدر محلي", "الواحة/ شبكة سهم نيوز-"),
            ("الواحة - سهم نيوز: افتتح الوزير", "الواحة - سهم نيوز:"),
            ("مرسى النور (رويترز) - صعدت الأسعار", "مرسى النور (رويترز) -"),
            ("الواحة: أعلن رئيس البلدية", "الواحة:"),
            ("الخبر اليومي - شهدت المدينة", "الخبر اليومي -"),
            ("الواحة 3 أبريل 2025 – أعربت اللجنة", "الواحة 3 أبريل 2025 –"),
            ("الواحة 3 مايو /شينخوا/ افتتح المنتدى", "الواحة 3 مايو /شينخوا/"),
            ("الواحة - «السهم» |", "WHOLE"),
            ("الواحة 3 مايو", "WHOLE"),
            ("السهم-وكالات", "WHOLE"),
            ("سلمى النجار – الواحة", "MAYBE"),
        ] {
            assert_eq!(cut(line), expected, "{line}");
        }
    }

    #[test]
    fn sentences_have_none() {
        for line in [
            "النائب: لن نقبل بالجسر الجديد",
            "قال الوزير - في تصريح صحفي - إن الجسر مغلق",
            "التعاون التجاري-الزراعي يتقدم بين البلدين",
            "في تموز/يوليو شهدت المدينة",
            "تموز/يوليو شهد ارتفاع الأسعار",
            "2006 (عام الجسر): نقص العدد إلى ألف",
            "نهاية 2008: ألف عامل",
            "وقال وزير النقل والطرق:",
            "وقال مصدر محلي لـ«السهم الإخبارية»، إن الجسر مغلق",
            "مصدر في البلدية لـ«السهم»: الجسر مغلق",
        ] {
            assert_eq!(cut(line), "", "{line}");
        }
    }

    #[test]
    fn dates_left_by_a_feed() {
        assert_eq!(numeric_head("date 2025-11-05 قال الطبيب"), "date 2025-11-05".len());
        assert_eq!(numeric_head("2025-11-05 15:47 قال"), "2025-11-05 15:47".len());
        assert_eq!(numeric_head("2006: نقص العدد"), 0);
        assert_eq!(numeric_head("14.5 مليون"), 0);
    }
}
