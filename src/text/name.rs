//! One key for all spellings of a name.

use super::fold::{Level, fold};

/// The key under which spellings of one name are equal: K3 (hamza, ya, ta marbuta, vowels), one space between words.
///
/// ```
/// use claimkit::text::name::name_key;
/// assert_eq!(name_key("أحـمد  الرَّاوى"), name_key("احمد الراوي"));
/// ```
pub fn name_key(name: &str) -> String {
    let folded = fold(name, Level::K3);
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}
