//! Free direct speech: quoted sentences without a cue, after a speaker is known.

use super::draft::{Construction, Draft};
use super::opener::is_name_quote;
use super::reading::Reading;
use crate::text::token::Kind;

/// Fewest words of a quotation that counts as speech by itself.
const MIN_WORDS: usize = 6;

/// Quotations that fill a sentence, stand in no claim, and follow a claim in the same or the former paragraphs.
pub(crate) fn drafts(r: &Reading, found: &[Draft]) -> Vec<Draft> {
    let mut said = Vec::new();
    let cued = Contents::of(found.iter().filter(|d| d.construction != Construction::Preposition));
    let Some(first_claim) = found.iter().map(Draft::position).min() else { return said };
    for quote in &r.quotes.list {
        let Some(mark) = quote.first.checked_sub(1) else { continue };
        if quote.unopened
            || r.kind(mark) != Kind::Quote
            || quote.words(&r.tokens) < MIN_WORDS
            || is_name_quote(r, mark, quote.words(&r.tokens))
        {
            continue;
        }
        if r.outside_paragraphs(mark) {
            continue;
        }
        let (first, end) = super::extent::trimmed(r, quote.first, quote.end);
        let sentence = r.sentences.get(r.sentence_of(mark));
        let fills = sentence
            .is_some_and(|s| (s.start..mark).all(|k| !r.is_word(k)) && (quote.end..s.end).all(|k| !r.is_word(k)));
        if first_claim >= mark || !fills || first >= end || cued.overlap(first, end) {
            continue;
        }
        said.push(Draft::free((first, end), mark, Construction::FreeSpeech));
    }
    said
}

/// Contents of claims in order of their start, each with the furthest end up to there.
pub(super) struct Contents(Vec<(usize, usize)>);

impl Contents {
    pub(super) fn of<'d>(drafts: impl Iterator<Item = &'d Draft>) -> Self {
        let mut list: Vec<(usize, usize)> = drafts.map(|d| d.content).collect();
        list.sort_unstable();
        let mut furthest = 0;
        for (_, end) in &mut list {
            furthest = furthest.max(*end);
            *end = furthest;
        }
        Self(list)
    }

    /// Whether one of them shares a token with `[first, end)`.
    pub(super) fn overlap(&self, first: usize, end: usize) -> bool {
        let before = self.0.partition_point(|(start, _)| *start < end);
        before.checked_sub(1).is_some_and(|last| self.0[last].1 > first)
    }
}
