//! One key for all spellings of a name.

use super::fold::{Level, fold};

/// The key under which spellings of one name are equal: K3 (hamza, ya, ta marbuta, vowels), one space between words.
///
/// ```
/// use claimkit::text::name::name_key;
/// assert_eq!(name_key("أحـمد  الرَّاوى"), name_key("احمد الراوي"));
/// ```
pub fn name_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let mut between = false;
    for c in fold(name, Level::K3).chars() {
        if is_alphanumeric(c) {
            if std::mem::take(&mut between) && !key.is_empty() {
                key.push(' ');
            }
            key.push(c);
        } else {
            between = true;
        }
    }
    key
}

/// The tables of the standard library are slow, and nearly every letter of a name is an Arabic one.
fn is_alphanumeric(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{63A}' | '\u{641}'..='\u{64A}') || c != ' ' && c.is_alphanumeric()
}
