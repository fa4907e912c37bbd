//! The structure of an article: headline, byline, dateline, paragraphs, subheadings, captions, site furniture.
//!
//! Annotation on top of the text, never deletion: the blocks cover every line that is not blank, in order, and each
//! states what it is. A news text comes with debris (copies of the headline glued to each other, share buttons, lists
//! of other stories), and later layers must neither quote it nor lose a sentence to it; where a line may be either, it
//! is a paragraph.

mod dateline;
mod fold;
mod phrases;
mod pieces;
mod shape;
mod title;
mod wrap;

use crate::model::{Block, BlockKind, Span};
use dateline::Head;
use phrases::Reach;
use pieces::{Piece, split};
use shape::{SUBHEADING, Shape};

/// Paragraphs from the start within which a dateline is looked for.
const DATELINES: usize = 3;

/// Lines from the start within which the headline is looked for.
const TOP: usize = 15;

/// Bytes of the longest headline whose copies are looked for; a longer one is a mistake of the field, or no headline.
const MAX_TITLE: usize = 1000;

/// What [`annotate`] finds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Structure {
    /// The headline, where the text has it.
    pub title: Option<Span>,
    /// Every line that is not blank, in order; byte spans without outer white space that do not overlap.
    pub blocks: Vec<Block>,
}

/// Finds the structure of a text.
///
/// `title` is the headline as the source gives it (it need not stand in the text), `known` what the file format knew
/// (captions and headings of HTML). Never fails, and takes time linear in the text.
///
/// ```
/// use claimkit::model::BlockKind::{Boilerplate, Dateline, Paragraph, Title};
/// use claimkit::text::structure::annotate;
/// let text = "جسر الواحة يفتح غدا\nالواحة - سهم نيوز: قال رئيس البلدية إن الجسر جاهز.\n\nاقرأ أيضا: طريق جديد";
/// let structure = annotate(text, None, &[]);
/// let kinds: Vec<_> = structure.blocks.iter().map(|b| b.kind).collect();
/// assert_eq!(kinds, [Title, Dateline, Paragraph, Boilerplate]);
/// assert_eq!(structure.blocks[2].span.of(text), "قال رئيس البلدية إن الجسر جاهز.");
/// ```
pub fn annotate(text: &str, title: Option<&str>, known: &[Block]) -> Structure {
    let mut pieces = pieces::cut(text, known);
    let looked_for = |headline: &str| !headline.is_empty() && headline.len() <= MAX_TITLE;
    if let Some(headline) = title.map(str::trim).filter(|t| looked_for(t)) {
        pieces = pieces::mark_copies(text, pieces, headline, None);
    }
    let found = pieces.iter().position(|p| p.fixed == Some(BlockKind::Title));
    if let Some(at) = found.or_else(|| find_title(text, &mut pieces)) {
        pieces[at].fixed = Some(BlockKind::Title);
        // The text's own wording finds copies that differ from the given one (the outlet's name at its end).
        let headline = pieces[at].span.of(text);
        if looked_for(headline) {
            pieces = pieces::mark_copies(text, pieces, headline, Some(at));
        }
    }
    let blocks = Classifier::new(text, &pieces).run();
    let title = blocks.iter().find(|b| b.kind == BlockKind::Title).map(|b| b.span);
    Structure { title, blocks }
}

/// The headline by its place and shape: the first line that looks like one, before the first paragraph.
fn find_title(text: &str, pieces: &mut Vec<Piece>) -> Option<usize> {
    let first_paragraph = pieces.iter().position(|p| p.fixed.is_none() && p.shape.is_paragraph());
    let top = first_paragraph.unwrap_or(pieces.len()).min(TOP);
    let mut after_masthead = false;
    for at in 0..top {
        let piece = &pieces[at];
        let holder = std::mem::replace(&mut after_masthead, piece.shape.hit.is_some_and(|h| h.reach == Reach::Next));
        if piece.fixed.is_some() || holder && piece.shape.tokens <= 4 || !piece.shape.is_headline() {
            continue;
        }
        let line = piece.span.of(text);
        // One or two words are the name of a section or outlet more often than a headline.
        if piece.shape.tokens < 3 || piece.shape.is_dated() || matches!(dateline::head(line), Head::Whole { .. }) {
            continue;
        }
        let first = pieces[..at].iter().all(|p| p.fixed.is_some() || p.shape.hit.is_some());
        let mut after = pieces[at + 1..].iter().filter(|p| p.fixed.is_none() && p.shape.hit.is_none());
        // So is a short line right above a long one of the same shape.
        let kicker = |next: &Piece| {
            piece.shape.tokens <= 4 && !piece.shape.reports && next.shape.is_headline() && next.shape.tokens >= 7
        };
        match after.next() {
            None => continue,
            Some(next) if !first && piece.shape.credited || kicker(next) => continue,
            Some(_) => {}
        }
        if let Some(middle) = title::halves(line) {
            let (one, two) = split(text, piece.span, middle);
            let mut buffer = String::new();
            let halves = [Piece::open(text, one, &mut buffer), Piece::open(text, two, &mut buffer)];
            pieces.splice(at..=at, halves);
        }
        return Some(at);
    }
    None
}

/// Decides the pieces one after the other.
struct Classifier<'a> {
    text: &'a str,
    pieces: &'a [Piece],
    blocks: Vec<Block>,
    /// Index of the first paragraph; what stands before it is the head of the article.
    body: usize,
    /// Index behind the last paragraph.
    end: usize,
    paragraphs: usize,
}

impl<'a> Classifier<'a> {
    fn new(text: &'a str, pieces: &'a [Piece]) -> Self {
        let is_body = |p: &Piece| p.fixed.is_none_or(|k| k == BlockKind::Paragraph) && p.shape.is_paragraph();
        let body = pieces.iter().position(is_body).unwrap_or(pieces.len());
        let end = pieces.iter().rposition(is_body).map_or(0, |at| at + 1);
        Self { text, pieces, blocks: Vec::with_capacity(pieces.len() + DATELINES), body, end, paragraphs: 0 }
    }

    fn run(mut self) -> Vec<Block> {
        // Text behind each piece, to tell the end of an article from a list in its midst.
        let mut behind = vec![0usize; self.pieces.len() + 1];
        for (at, piece) in self.pieces.iter().enumerate().rev() {
            let weight = if piece.shape.is_paragraph() { piece.shape.weight } else { 0 };
            behind[at] = behind[at + 1] + weight;
        }
        let mut at = 0;
        while at < self.pieces.len() {
            let piece = &self.pieces[at];
            if let Some(kind) = piece.fixed {
                self.push(kind, piece.span);
                at += 1;
                continue;
            }
            let Some(hit) = piece.shape.hit else {
                self.unmarked(at);
                at += 1;
                continue;
            };
            self.push(hit.kind, piece.span);
            let before = behind[0] - behind[at];
            let covered = match hit.reach {
                Reach::Next => usize::from(self.pieces.get(at + 1).is_some_and(|p| p.shape.tokens <= 4 && is_plain(p))),
                Reach::Link => {
                    if hit.bare {
                        self.links(at + 1)
                    } else {
                        0
                    }
                }
                Reach::Rest if before > 0 && behind[at + 1] <= before => self.pieces.len() - at - 1,
                Reach::Line | Reach::Rest => 0,
            };
            for piece in &self.pieces[at + 1..=at + covered] {
                self.push(BlockKind::Boilerplate, piece.span);
            }
            at += 1 + covered;
        }
        self.blocks
    }

    fn push(&mut self, kind: BlockKind, span: Span) {
        self.blocks.push(Block { kind, span });
    }

    /// How many headlines of other stories follow a bare "read also": one within the article, all at its end.
    fn links(&self, from: usize) -> usize {
        let headlines = self.pieces[from..]
            .iter()
            .take_while(|p| p.fixed.is_none() && p.shape.is_headline() && !p.shape.opens_quote);
        let count = headlines.count();
        if from >= self.end { count } else { count.min(1) }
    }

    /// A line without a furniture phrase.
    fn unmarked(&mut self, at: usize) {
        let piece = &self.pieces[at];
        let (shape, span) = (&piece.shape, piece.span);
        if let Some(kind) = self.furniture(at) {
            return self.push(kind, span);
        }
        let (header, trailing) = (at < self.body, at >= self.end);
        let head =
            if self.paragraphs < DATELINES || trailing { dateline::head(span.of(self.text)) } else { Head::None };
        if head == (Head::Whole { sure: true }) && (header || trailing) {
            return self.push(BlockKind::Dateline, span);
        }
        if (header || trailing || shape.tokens <= SUBHEADING) && shape.credited && !shape.quotes {
            return self.push(BlockKind::Caption, span);
        }
        match head {
            Head::Whole { .. } if header || trailing => return self.push(BlockKind::Byline, span),
            Head::Before(len) if self.paragraphs < DATELINES => {
                let (dateline, rest) = split(self.text, span, len);
                self.push(BlockKind::Dateline, dateline);
                self.paragraphs += 1;
                return self.push(BlockKind::Paragraph, rest);
            }
            _ => {}
        }
        let kind = if header { header_kind(shape, self.body < self.pieces.len()) } else { body_kind(shape, trailing) };
        self.paragraphs += usize::from(kind == BlockKind::Paragraph);
        self.push(kind, span);
    }

    /// Furniture that is told by its shape.
    fn furniture(&self, at: usize) -> Option<BlockKind> {
        let shape = &self.pieces[at].shape;
        if shape.domain || shape.hashtags || !shape.arabic && shape.tokens <= 12 {
            return Some(BlockKind::Boilerplate);
        }
        if shape.is_date() {
            // Within the text a date of its own line heads a part of it.
            let inside = at > self.body && at < self.end;
            return Some(if inside { BlockKind::Subheading } else { BlockKind::Boilerplate });
        }
        let plain = shape.tokens <= 4 && is_plain(&self.pieces[at]);
        // The outlet's name beside its logo or domain.
        let beside = |other: Option<&Piece>| {
            other.is_some_and(|p| {
                p.shape.domain || !p.shape.arabic && p.shape.hit.is_some_and(|h| h.kind == BlockKind::Boilerplate)
            })
        };
        let near_logo = at >= self.end
            && (beside(at.checked_sub(1).and_then(|i| self.pieces.get(i))) || beside(self.pieces.get(at + 1)));
        // A section or outlet above the headline, or above the text where there is none.
        let title = self.pieces.iter().take(TOP).position(|p| p.fixed == Some(BlockKind::Title));
        let label = plain
            && match title {
                Some(title) => at < title,
                None => at < self.body && at == 0 && shape.tokens <= 2 && self.body < self.pieces.len(),
            };
        (plain && near_logo || label).then_some(BlockKind::Boilerplate)
    }
}

/// Words only, and none that reports.
fn is_plain(piece: &Piece) -> bool {
    let shape = &piece.shape;
    piece.fixed.is_none() && shape.plain && !shape.reports && !shape.quotes && !shape.full_stop
}

/// A line above the first paragraph (`followed`: there is one).
fn header_kind(shape: &Shape, followed: bool) -> BlockKind {
    if shape.is_dated() {
        return BlockKind::Dateline;
    }
    let short = shape.tokens <= 4 && shape.plain && !shape.reports && !shape.quotes && !shape.ends_sentence;
    if short && shape.tokens >= 2 && !shape.conjunction && followed {
        return BlockKind::Byline;
    }
    body_kind(shape, !followed)
}

/// A line within the text or below it.
fn body_kind(shape: &Shape, trailing: bool) -> BlockKind {
    let heading = shape.tokens <= SUBHEADING
        && !shape.ends_sentence
        && !shape.opens_quote
        && !shape.inner_colon
        && !shape.reports
        && !shape.verb_first
        && !shape.conjunction
        && !shape.bullet;
    // Below the text nothing follows that it could head; only words without any mark are left out of the text.
    if heading && (!trailing || shape.plain && shape.tokens <= 4) {
        BlockKind::Subheading
    } else {
        BlockKind::Paragraph
    }
}

#[cfg(test)]
mod tests;
