//! Quotations: pairs of marks, whatever the glyphs and whatever their direction.
//!
//! Arabic sites print `«…»`, `»…«`, `“…”`, `”…“` and `"…"`, and forget marks at either end, so the glyph does not
//! say whether it opens; its neighbours do. A quotation that is open at the end of a paragraph goes on if the next
//! paragraph begins with a mark (each paragraph opens, only the last closes), and ends there if not.

use super::token::{Kind, Token, Tokens};

/// A quotation, in token numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// First token inside.
    pub first: usize,
    /// One past the last token inside (the closing mark, where there is one).
    pub end: usize,
    /// The opening mark was missing and `first` is only the start of what the closing mark can close.
    pub unopened: bool,
    /// The closing mark was missing; the quotation was ended at a paragraph or at a new attribution.
    pub unclosed: bool,
}

impl Quote {
    /// Number of words inside.
    pub fn words(&self, tokens: &Tokens) -> usize {
        tokens.list()[self.first..self.end].iter().filter(|t| matches!(t.kind, Kind::Word | Kind::Number)).count()
    }
}

/// All quotations of an article and, for every token, the quotation it stands in.
#[derive(Debug, Default)]
pub struct Quotes {
    /// In order of their first token.
    pub list: Vec<Quote>,
    /// Number + 1 of the quotation around each token; 0 outside.
    inside: Vec<u32>,
}

impl Quotes {
    /// Pairs the marks. `starts_attribution(i)` says whether a new reporting clause begins at token `i`: an
    /// unclosed quotation ends before the first sentence that does.
    pub fn pair(tokens: &Tokens, starts_attribution: impl Fn(usize) -> bool) -> Self {
        let mut quotes = Self { list: Vec::new(), inside: vec![0; tokens.len()] };
        let list = tokens.list();
        let mut open: Option<usize> = None;
        for (i, token) in list.iter().enumerate() {
            let new_block = i > 0 && list[i - 1].block != token.block;
            if new_block && open.is_some() && token.kind != Kind::Quote && !closes_in_block(tokens, i) {
                quotes.end_unclosed(tokens, open.take(), i, &starts_attribution);
            }
            if token.kind != Kind::Quote {
                continue;
            }
            match open {
                // A mark at the start of a paragraph inside an open quotation only repeats the opening.
                Some(_) if new_block => {}
                Some(mark) => {
                    if can_close(list, i) || !can_open(tokens, i) {
                        quotes.push(mark + 1, i, false, false);
                        open = None;
                    } else if last_was_sentence_end(list, i) {
                        // The mark of the former quotation was forgotten.
                        quotes.end_unclosed(tokens, Some(mark), i, &starts_attribution);
                        open = Some(i);
                    }
                }
                None if can_open(tokens, i) || !can_close(list, i) => open = Some(i),
                None => quotes.push(i, i, true, false),
            }
        }
        quotes.end_unclosed(tokens, open, list.len(), &starts_attribution);
        quotes.list.sort_by_key(|q| q.first);
        for (n, quote) in quotes.list.iter().enumerate() {
            for slot in &mut quotes.inside[quote.first..quote.end] {
                *slot = n as u32 + 1;
            }
        }
        quotes
    }

    /// The quotation around a token (the marks themselves stand outside).
    pub fn around(&self, i: usize) -> Option<&Quote> {
        let n = *self.inside.get(i)?;
        self.list.get(n.checked_sub(1)? as usize)
    }

    /// The quotation whose first token follows the opening mark `mark`.
    pub fn opened_by(&self, mark: usize) -> Option<&Quote> {
        let at = self.list.partition_point(|q| q.first < mark + 1);
        self.list.get(at).filter(|q| q.first == mark + 1 && !q.unopened)
    }

    /// The quotation that the mark `mark` closes.
    pub fn closed_by(&self, mark: usize) -> Option<&Quote> {
        // Quotations do not overlap, so that their ends are in order, too.
        let until = self.list.partition_point(|q| q.end <= mark);
        self.list[..until].iter().rev().take_while(|q| q.end == mark).find(|q| !q.unclosed)
    }

    fn push(&mut self, first: usize, end: usize, unopened: bool, unclosed: bool) {
        if first < end || unopened {
            self.list.push(Quote { first, end, unopened, unclosed });
        }
    }

    /// Ends a quotation without closing mark before token `limit` or before a new attribution.
    fn end_unclosed(&mut self, tokens: &Tokens, mark: Option<usize>, limit: usize, starts: &impl Fn(usize) -> bool) {
        let Some(mark) = mark else { return };
        let list = tokens.list();
        let restart = (mark + 2..limit).find(|&i| last_was_sentence_end(list, i) && starts(i));
        let end = restart.unwrap_or(limit);
        self.push(mark + 1, end, false, true);
    }
}

/// Whether the first mark of the block that begins at `start` only closes: the quotation goes on in this block although
/// the block did not repeat the opening mark.
fn closes_in_block(tokens: &Tokens, start: usize) -> bool {
    let list = tokens.list();
    let block = list[start].block;
    (start..list.len())
        .take_while(|&i| list[i].block == block)
        .find(|&i| list[i].kind == Kind::Quote)
        .is_some_and(|i| can_close(list, i) && !can_open(tokens, i))
}

fn last_was_sentence_end(list: &[Token], i: usize) -> bool {
    i > 0 && matches!(list[i - 1].kind, Kind::Stop)
}

/// The mark has space (or an opener, or a proclitic) before it and no space after it.
fn can_open(tokens: &Tokens, i: usize) -> bool {
    let list = tokens.list();
    let after_clitic = || matches!(tokens.key(i - 1), "و" | "ف" | "ب" | "ل" | "ك" | "وب" | "ول" | "فب");
    let free_before = i == 0
        || list[i - 1].block != list[i].block
        || list[i].spaced
        || matches!(list[i - 1].kind, Kind::Open | Kind::Colon | Kind::Dash | Kind::Comma)
        || after_clitic();
    let tight_after = list.get(i + 1).is_some_and(|next| {
        next.block == list[i].block && !next.spaced && !matches!(next.kind, Kind::Comma | Kind::Stop | Kind::Semicolon)
    });
    free_before && tight_after
}

/// The mark touches what stands before it and not what stands after it.
fn can_close(list: &[Token], i: usize) -> bool {
    let tight_before = i > 0 && list[i - 1].block == list[i].block && !list[i].spaced;
    let free_after = list.get(i + 1).is_none_or(|next| {
        next.block != list[i].block
            || next.spaced
            || matches!(next.kind, Kind::Comma | Kind::Stop | Kind::Semicolon | Kind::Close | Kind::Colon)
    });
    tight_before && free_after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    fn quotes(blocks: &[&str]) -> Vec<String> {
        let text = blocks.concat();
        let mut tokens = Tokens::default();
        let mut at = 0;
        for (n, block) in blocks.iter().enumerate() {
            tokens.push_block(&text, Span::new(at, at + block.len()), n as u32);
            at += block.len();
        }
        let quotes = Quotes::pair(&tokens, |i| tokens.key(i) == "واضاف");
        let slice = |q: &Quote| {
            let list = tokens.list();
            text[list[q.first].span.start as usize..list[q.end - 1].span.end as usize].to_string()
        };
        quotes.list.iter().filter(|q| !q.unopened).map(slice).collect()
    }

    #[test]
    fn glyphs_and_directions() {
        for text in [
            "قال \"نعم لا\" ثم",
            "قال «نعم لا» ثم",
            "قال »نعم لا« ثم",
            "قال “نعم لا” ثم",
            "قال ”نعم لا“ ثم",
            "قال ''نعم لا'' ثم",
        ] {
            assert_eq!(quotes(&[text]), ["نعم لا"], "{text}");
        }
    }

    #[test]
    fn unbalanced_marks() {
        assert_eq!(quotes(&["قال \"نعم لا."]), ["نعم لا."]);
        assert_eq!(quotes(&["قال \"نعم لا. وأضاف شيئا."]), ["نعم لا."]);
        assert_eq!(quotes(&["قال \"نعم.", "ثم \"لا\" هنا"]), ["نعم.", "لا"]);
    }

    #[test]
    fn over_paragraphs() {
        assert_eq!(quotes(&["قال: \"نعم. ", "\"ثم لا\"."]), ["نعم. \"ثم لا"]);
    }
}
