//! Sentences: runs of tokens up to a full stop that really ends something.

use super::quote::Quotes;
use super::token::{Kind, Tokens};

/// Tokens after which a sentence ends at the next comma, so that a text without full stops (a table, a list, a broken
/// feed) is read in linear time. The longest sentences of news have about half as many.
const LONG: usize = 300;

/// Tokens after which it ends wherever it is.
const LONGEST: usize = 400;

/// A sentence, as a half-open range of tokens; it never crosses a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// First token.
    pub start: usize,
    /// One past the last token.
    pub end: usize,
}

/// Splits into sentences. A stop inside a quotation does not end one, nor does the point of an abbreviation
/// (`د.`, `أ. م.`); a stop before the closing mark ends one after the mark.
pub fn split(tokens: &Tokens, quotes: &Quotes) -> Vec<Sentence> {
    let list = tokens.list();
    // Half of the length of a sentence of news.
    let mut sentences = Vec::with_capacity(list.len() / 12 + 1);
    let mut start = 0;
    for i in 0..list.len() {
        let last = list.get(i + 1).is_none_or(|next| next.block != list[i].block);
        let ends = last
            || i - start >= LONGEST
            || match list[i].kind {
                Kind::Stop | Kind::Comma | Kind::Semicolon if i - start >= LONG => true,
                Kind::Stop => quotes.around(i).is_none() && !is_abbreviation(tokens, i),
                Kind::Quote => {
                    i > start
                        && list[i - 1].kind == Kind::Stop
                        && quotes.around(i).is_none()
                        && !matches!(list[i + 1].kind, Kind::Comma | Kind::Stop)
                }
                _ => false,
            };
        if ends {
            sentences.push(Sentence { start, end: i + 1 });
            start = i + 1;
        }
    }
    sentences
}

/// A single letter before a single point (`د.`), unless the block ends there, or a point between the spelt letters of a
/// foreign abbreviation (`بي.سي`).
fn is_abbreviation(tokens: &Tokens, i: usize) -> bool {
    let list = tokens.list();
    let Some(before) = i.checked_sub(1) else { return false };
    let letters = |k: usize| tokens.key(k).chars().count();
    let joined = list.get(i + 1).is_some_and(|next| {
        next.kind == Kind::Word && !next.spaced && next.block == list[i].block && letters(i + 1) <= 3
    });
    list[before].kind == Kind::Word
        && list[i].span.len() == 1
        && !list[i].spaced
        && list[before].block == list[i].block
        && (joined && letters(before) <= 2 || is_letter(tokens, before))
}

/// A letter that stands for a word (د، أ).
fn is_letter(tokens: &Tokens, before: usize) -> bool {
    matches!(tokens.key(before), "د" | "ا" | "م" | "ل" | "ب" | "ج" | "س")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn sentences(text: &str) -> Vec<String> {
        let mut tokens = Tokens::default();
        tokens.push_block(text, Span::new(0, text.len()), 0);
        let quotes = Quotes::pair(&tokens, |_| false);
        let list = tokens.list();
        split(&tokens, &quotes)
            .iter()
            .map(|s| text[list[s.start].span.start as usize..list[s.end - 1].span.end as usize].to_string())
            .collect()
    }

    #[test]
    fn a_text_without_stops_is_cut() {
        assert_eq!(sentences(&"كلمة ".repeat(1000)).len(), 3);
        assert_eq!(sentences(&format!("{}، {}", "كلمة ".repeat(350), "كلمة ".repeat(100))).len(), 2);
    }

    #[test]
    fn stops_that_end_and_stops_that_do_not() {
        assert_eq!(sentences("قال د. سالم ذلك. ثم خرج."), ["قال د. سالم ذلك.", "ثم خرج."]);
        assert_eq!(sentences("تقول بي.بي.سي ذلك. ثم"), ["تقول بي.بي.سي ذلك.", "ثم"]);
        assert_eq!(sentences("قال \"نعم. لا\". ثم خرج"), ["قال \"نعم. لا\".", "ثم خرج"]);
        assert_eq!(sentences("قال \"نعم.\" ثم خرج"), ["قال \"نعم.\"", "ثم خرج"]);
        assert_eq!(sentences("نسبة 3.5 بالمئة.وأضاف شيئا"), ["نسبة 3.5 بالمئة.", "وأضاف شيئا"]);
    }
}
