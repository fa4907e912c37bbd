//! Triggers: words of a target one of which an article must hold to be looked at further.

use super::reading::tokenise;
use crate::text::fold::{Level, fold, to_k3};
use crate::text::spelling::PerSpelling;
use crate::text::token::Tokens;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The triggers of a target. One of a single word may stand within a longer word, one of several at the end of a word
/// and at the beginning of another.
#[derive(Debug, Default)]
pub(super) struct Triggers {
    /// K3 keys of their words.
    list: Vec<Vec<String>>,
    /// First words of those of several words, each with the triggers that a word which ends in it may begin.
    firsts: Vec<(String, Vec<usize>)>,
    /// What punctuation is of them.
    mark: Part,
    spellings: PerSpelling<Part>,
}

/// What a word is of the triggers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
struct Part {
    /// It holds one.
    whole: bool,
    /// The longest of the first words that it ends in.
    first: Option<u16>,
}

impl Triggers {
    /// `None` where no trigger has a word.
    pub(super) fn new(forms: &[String]) -> Option<Self> {
        let words = |form: &String| -> Vec<String> {
            let tokens = tokenise(form);
            (0..tokens.len()).map(|i| fold(tokens.key(i), Level::K3)).collect()
        };
        let list: Vec<_> = forms.iter().map(words).collect();
        let several = || list.iter().enumerate().filter(|(_, words)| words.len() > 1);
        let firsts: BTreeSet<&String> = several().map(|(_, words)| &words[0]).collect();
        let begun =
            |end: &&String| several().filter(|(_, words)| end.ends_with(words[0].as_str())).map(|(n, _)| n).collect();
        let firsts = firsts.into_iter().map(|first| (first.clone(), begun(&first))).collect();
        let any = list.iter().any(|words| words.iter().any(|w| !w.is_empty()));
        any.then(|| {
            let triggers = Self { list, firsts, ..Self::default() };
            Self { mark: triggers.part(""), ..triggers }
        })
    }

    /// Their K3 keys, one for every form that was given.
    pub(super) fn keys(&self) -> Vec<String> {
        self.list.iter().map(|words| words.join(" ")).collect()
    }

    /// Whether one of them stands in a text.
    pub(super) fn are_in(&self, tokens: &Tokens) -> bool {
        (0..tokens.len()).any(|i| {
            let look = || self.part(&k3(tokens, i));
            let part = match tokens.spelling(i) {
                Some(spelling) => *self.spellings.get(spelling, look),
                None if tokens.key(i).is_empty() => self.mark,
                None => look(),
            };
            part.whole || part.first.is_some_and(|first| self.begins(tokens, i, first))
        })
    }

    /// Whether a trigger of several words begins in a token that ends in a first word. Many begin with one word and differ in the
    /// next, which is folded once.
    fn begins(&self, tokens: &Tokens, i: usize, first: u16) -> bool {
        let (list, next) = (tokens.list(), k3(tokens, i + 1));
        self.firsts[usize::from(first)].1.iter().map(|&n| &self.list[n]).any(|words| {
            let [_, middle @ .., last] = &words[..] else { return false };
            let end = i + words.len() - 1;
            let second = if middle.is_empty() { next.starts_with(last.as_str()) } else { next == *middle[0] };
            second
                && list.get(end).is_some_and(|token| token.block == list[i].block)
                && middle.iter().enumerate().skip(1).all(|(n, word)| k3(tokens, i + 1 + n) == *word)
                && (middle.is_empty() || k3(tokens, end).starts_with(last.as_str()))
        })
    }

    fn part(&self, key: &str) -> Part {
        let whole =
            |words: &Vec<String>| matches!(&words[..], [word] if !word.is_empty() && key.contains(word.as_str()));
        let ends = self.firsts.iter().enumerate().filter(|(_, (first, _))| key.ends_with(first.as_str()));
        let longest = ends.max_by_key(|(_, (first, _))| first.len()).and_then(|(n, _)| u16::try_from(n).ok());
        Part { whole: self.list.iter().any(whole), first: longest }
    }
}

fn k3(tokens: &Tokens, i: usize) -> Cow<'_, str> {
    let key = tokens.key(i);
    if tokens.is_plain(i) { Cow::Borrowed(key) } else { Cow::Owned(key.chars().map(to_k3).collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_words_are_found_within_words_and_several_across_them() {
        let triggers = Triggers::new(&["دعم".to_string(), "القوات الأجنبية".to_string()]).unwrap();
        for (text, found) in [
            ("المدعمون", true),
            ("والقوات الاجنبيه", true),
            ("القوات الأجنبيةُ!", true),
            ("القوات، الأجنبية", false),
            ("القوات\nالأجنبية", false),
            ("القوات الوطنية الأجنبية", false),
            ("", false),
        ] {
            // The second time the words are known.
            assert_eq!([(); 2].map(|()| triggers.are_in(&tokenise(text))), [found; 2], "{text}");
        }
        assert!(Triggers::new(&[String::new()]).is_none());
    }
}
