//! Copies of the headline: whole, cut short, or glued to each other and to the text.

use super::fold::significant;

/// Letters and digits below which a common beginning is an accident.
const MIN: usize = 15;

/// What a line has of a headline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Copy {
    /// Nothing.
    None,
    /// The line is the headline.
    Same,
    /// The line is a beginning of the headline, several copies, or both.
    Repeated,
    /// One or more copies of so many bytes, and then something else without a separator.
    Glued(usize),
    /// A copy of so many bytes, white space, and then something else.
    Spaced(usize),
}

/// Compares letters and digits; punctuation, white space and marks do not count.
pub(super) fn compare(line: &str, title: &str) -> Copy {
    // Most lines begin with another letter.
    let first = |text: &str| significant(text).next().map(|(_, c)| c);
    if first(title).is_none_or(|c| first(line) != Some(c)) {
        return Copy::None;
    }
    let length = significant(title).count();
    let mut copies = 0;
    let mut end = 0;
    loop {
        match strip(&line[end..], title) {
            Strip::Whole(len) => {
                copies += 1;
                end += len;
                if significant(&line[end..]).next().is_none() {
                    return if copies == 1 { Copy::Same } else { Copy::Repeated };
                }
            }
            // What is left of the line is the beginning of a further copy; alone, it must be most of the headline.
            Strip::Beginning(len) if copies > 0 && len >= 3 || len >= MIN && len * 5 >= length * 3 => {
                return Copy::Repeated;
            }
            _ if copies == 0 || length < MIN => return Copy::None,
            _ => break,
        }
    }
    let rest = &line[end..];
    let closers = rest.len() - rest.trim_start_matches(|c: char| ".؟!…»”)".contains(c)).len();
    let end = end + closers;
    if line[end..].starts_with(char::is_whitespace) { Copy::Spaced(end) } else { Copy::Glued(end) }
}

/// Splits a line that is one text twice, where nothing else tells the headline; the byte between the two.
pub(super) fn halves(line: &str) -> Option<usize> {
    let letters = significant(line).count();
    let half = letters / 2;
    let second = significant(line).skip(half).map(|(_, c)| c);
    let same = half >= MIN && letters == 2 * half && significant(line).take(half).map(|(_, c)| c).eq(second);
    let (end, _) = significant(line).nth(half.checked_sub(1)?).filter(|_| same)?;
    // Closing punctuation belongs to the first copy, opening punctuation to the second.
    let rest = &line[end..];
    Some(end + rest.len() - rest.trim_start_matches(|c: char| ".؟!…»”)".contains(c)).len())
}

enum Strip {
    /// The text begins with the whole headline, which ends at this byte.
    Whole(usize),
    /// The headline begins with the whole text, which has so many letters.
    Beginning(usize),
    Neither,
}

fn strip(text: &str, title: &str) -> Strip {
    let mut text = significant(text);
    let mut end = 0;
    let mut count = 0;
    for (_, wanted) in significant(title) {
        match text.next() {
            Some((at, c)) if c == wanted => (end, count) = (at, count + 1),
            None => return Strip::Beginning(count),
            _ => return Strip::Neither,
        }
    }
    Strip::Whole(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: &str = "بعد إغلاق الجسر.. مخاوف من ازدحام \"طويل\" في المدينة";

    #[test]
    fn copies() {
        assert_eq!(compare(T, T), Copy::Same);
        assert_eq!(compare("بعد اغلاق الجسر… مخاوف من ازدحام طويل في المدينه", T), Copy::Same);
        assert_eq!(compare(&format!("{T}{T}"), T), Copy::Repeated);
        assert_eq!(compare("بعد إغلاق الجسر.. مخاوف من ازدحام...", T), Copy::Repeated);
        assert_eq!(compare(&format!("{T}أعلنت البلدية"), T), Copy::Glued(T.len()));
        assert_eq!(compare(&format!("{T} أعلنت"), T), Copy::Spaced(T.len()));
        assert_eq!(compare("بعد إغلاق الطريق", T), Copy::None);
        assert_eq!(compare("", T), Copy::None);
        assert_eq!(compare(T, ""), Copy::None);
    }

    #[test]
    fn halves_of_a_doubled_line() {
        assert_eq!(halves(&format!("{T}{T}")), Some(T.len()));
        assert_eq!(halves(T), None);
        assert_eq!(halves("لا لا"), None);
    }
}
