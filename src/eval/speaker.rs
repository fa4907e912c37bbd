//! Whether two names mean one speaker of an article.

use super::tokens::{Tokens, is_mark};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Words that tell speakers apart badly: `kind, form, as, note`, in folded spelling.
const WORDS: &str = include_str!("words.tsv");

#[derive(Debug, Default)]
struct Words {
    empty: BTreeSet<&'static str>,
    titles: BTreeSet<&'static str>,
    /// Stems of nationalities, with the stem they stand for.
    nations: Vec<(&'static str, &'static str)>,
    endings: Vec<&'static str>,
}

static KNOWN: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for line in WORDS.lines().skip(1) {
        let mut fields = line.split('\t');
        let (kind, form) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let same = fields.next().filter(|s| !s.is_empty()).unwrap_or(form);
        match kind {
            "empty" => drop(words.empty.insert(form)),
            "title" => drop(words.titles.insert(form)),
            "nation" => words.nations.push((form, same)),
            _ => words.endings.push(form),
        }
    }
    words
});

/// One spelling of alef, ya, ta marbuta; no hamza, vowel signs, tatweel or article.
pub(super) fn words(name: &str) -> Vec<String> {
    let bare: String = name.chars().filter(|&c| !is_mark(c)).collect();
    let folded = |word: &str| -> String {
        let letter = |c| match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => Some('ا'),
            'ى' | 'ی' | 'ئ' => Some('ي'),
            'ؤ' => Some('و'),
            'ة' => Some('ه'),
            'ک' => Some('ك'),
            'ء' | 'ـ' => None,
            c => Some(c),
        };
        without_article(&word.chars().filter_map(letter).collect::<String>()).to_owned()
    };
    Tokens::new(&bare).words().map(folded).filter(|w| !w.is_empty()).collect()
}

fn without_article(word: &str) -> &str {
    let proclitic = word.strip_prefix(['و', 'ف', 'ب', 'ك', 'ل']).and_then(|w| w.strip_prefix("ال"));
    let rest = word.strip_prefix("ال").or(proclitic).or_else(|| word.strip_prefix("لل"));
    rest.filter(|rest| rest.chars().count() >= 2).unwrap_or(word)
}

fn nation(word: &str) -> Option<&'static str> {
    let ending = |rest: &str| rest.strip_prefix('ي').is_some_and(|e| KNOWN.endings.contains(&e));
    KNOWN.nations.iter().find(|(stem, _)| word.strip_prefix(stem).is_some_and(ending)).map(|(_, same)| *same)
}

/// The words that tell speakers apart: no nationality, no function word, no title where there is more than titles.
fn telling(words: &[String], titles_tell: bool) -> BTreeSet<&str> {
    let dull = |w: &str| KNOWN.empty.contains(w) || (!titles_tell && KNOWN.titles.contains(w)) || nation(w).is_some();
    let left: BTreeSet<&str> = words.iter().map(String::as_str).filter(|w| !dull(w)).collect();
    if left.is_empty() { words.iter().map(String::as_str).collect() } else { left }
}

/// Whether `said` means the speaker that gold calls `name`: more than half of the telling words of the shorter name are
/// shared, and a quarter of what was said; nationalities do not clash; and no other speaker of the article (`rivals`)
/// fits better. Titles tell something only where the speaker has no name of his own.
pub(super) fn same(name: &str, has_name: bool, said: &str, rivals: &BTreeSet<&str>) -> bool {
    let (gold, ours) = (words(name), words(said));
    let mine = telling(&ours, !has_name);
    let shared = |words: &[String]| {
        let theirs = telling(words, !has_name);
        (theirs.intersection(&mine).count(), theirs.len().min(mine.len()), theirs.len() + mine.len())
    };
    let (both, shorter, size) = shared(&gold);
    let nations = |words: &[String]| words.iter().filter_map(|w| nation(w)).collect::<BTreeSet<_>>();
    let (a, b) = (nations(&gold), nations(&ours));
    2 * both > shorter
        && 4 * both >= mine.len()
        && (a.is_empty() || b.is_empty() || !a.is_disjoint(&b))
        && rivals.iter().filter(|r| **r != name).all(|rival| {
            let (n, _, total) = shared(&words(rival));
            n * size <= both * total
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(name: &str, said: &str, rivals: &[&str]) -> bool {
        same(name, true, said, &rivals.iter().copied().collect())
    }

    #[test]
    fn names_with_and_without_titles_are_one_speaker() {
        assert!(is("سعد علي الراوي", "النائب السابق سعد علي الراوي", &[]));
        assert!(is("سعد علي الراوي", "الراوي", &["حسن كريم"]));
        assert!(!is("سعد علي الراوي", "حسن كريم", &[]));
        assert!(!is("سعد علي", "سعد حسن", &["سعد حسن"]));
        assert!(!is("وزارة الخارجية الأميركية", "وزارة الخارجية العراقية", &[]));
        assert!(is("وزارة الخارجية الأميركية", "الخارجية الأمريكية", &[]));
        assert!(!is("سعد علي", "", &[]));
    }
}
