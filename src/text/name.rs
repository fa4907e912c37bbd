//! One key for all spellings of a name.

use super::fold::{Level, fold, is_alphanumeric};

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
