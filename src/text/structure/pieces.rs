//! A text cut into lines, and lines into what was glued together in them.

use super::{dateline, shape::Shape, title, wrap};
use crate::model::{Block, BlockKind, Span};

/// Bytes of a rather short line of news.
const LINE: usize = 160;

/// A stretch of the text on one line.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) span: Span,
    /// Decided already, before the lines are looked at together.
    pub(super) fixed: Option<BlockKind>,
    pub(super) shape: Shape,
}

impl Piece {
    fn fixed(span: Span, kind: BlockKind) -> Self {
        Self { span, fixed: Some(kind), shape: Shape::default() }
    }

    pub(super) fn open(text: &str, span: Span, buffer: &mut String) -> Self {
        Self { span, fixed: None, shape: Shape::of(span.of(text), buffer) }
    }
}

/// The pieces of a text in order: every character that is not white space is in one.
pub(super) fn cut(text: &str, known: &[Block]) -> Vec<Piece> {
    let mut pieces = Vec::with_capacity(text.len() / LINE + 2);
    let mut buffer = String::new();
    let mut known: Vec<Block> = known.iter().copied().filter(|b| text.get(b.span.range()).is_some()).collect();
    known.sort_by_key(|b| b.span);
    // Where an ingester knows the blocks, lines are what it made them.
    let lines = lines(text);
    let lines = if known.is_empty() { wrap::join(text, &lines) } else { lines };
    let mut known = known.into_iter().peekable();
    for line in lines {
        let mut at = line.start;
        while let Some(block) = known.next_if(|b| b.span.start < line.end) {
            let inside = Span { start: block.span.start.max(at), end: block.span.end.min(line.end) };
            if inside.start >= inside.end {
                continue;
            }
            open(text, Span { start: at, end: inside.start }, &mut pieces, &mut buffer);
            let span = trim(text, inside);
            // A heading that is a furniture phrase is furniture; its own element does not tell.
            let shape = Shape::of(span.of(text), &mut buffer);
            let kind = match shape.hit {
                Some(hit) if block.kind == BlockKind::Subheading => hit.kind,
                _ => block.kind,
            };
            if !span.is_empty() {
                let fixed = shape.hit.is_none_or(|_| block.kind != BlockKind::Subheading).then_some(kind);
                pieces.push(Piece { span, fixed, shape });
            }
            at = inside.end;
        }
        open(text, Span { start: at, end: line.end }, &mut pieces, &mut buffer);
    }
    pieces
}

/// Spans of the lines, untrimmed.
fn lines(text: &str) -> Vec<Span> {
    let mut lines = Vec::with_capacity(text.len() / LINE + 2);
    let mut start = 0;
    // Bytes with which a line break begins; the last two begin other characters, too, which are rare in Arabic.
    let common = memchr::memchr3_iter(b'\n', 0xC2, 0xE2, text.as_bytes());
    let mut rare = memchr::memchr3_iter(b'\r', 0x0B, 0x0C, text.as_bytes()).peekable();
    let mut push = |at: usize| {
        let c = text[at..].chars().next().unwrap_or('\n');
        if matches!(c, '\n'..='\r' | '\u{0085}' | '\u{2028}' | '\u{2029}') {
            lines.push(Span::new(start, at));
            start = at + c.len_utf8();
        }
    };
    for at in common {
        while let Some(before) = rare.next_if(|r| *r < at) {
            push(before);
        }
        push(at);
    }
    rare.for_each(&mut push);
    lines.push(Span::new(start, text.len()));
    lines
}

/// A span without outer white space.
pub(super) fn trim(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    let start = span.start as usize + inner.len() - inner.trim_start().len();
    Span::new(start, start + inner.trim().len())
}

/// Adds a stretch of a line, without what a feed left at its ends.
fn open(text: &str, span: Span, pieces: &mut Vec<Piece>, buffer: &mut String) {
    let mut span = trim(text, span);
    if span.is_empty() {
        return;
    }
    let head = dateline::numeric_head(span.of(text));
    if head > 0 && head < span.len() {
        let (date, rest) = split(text, span, head);
        pieces.push(Piece::fixed(date, BlockKind::Dateline));
        span = rest;
    }
    let crumbs = breadcrumb(span.of(text));
    if crumbs > 0 && crumbs < span.len() {
        let (trail, rest) = split(text, span, crumbs);
        pieces.push(Piece::fixed(trail, BlockKind::Boilerplate));
        span = rest;
    }
    let end = sign_off(span.of(text));
    if end == span.len() {
        pieces.push(Piece::open(text, span, buffer));
        return;
    }
    let (body, tail) = split(text, span, end);
    pieces.push(Piece::open(text, body, buffer));
    pieces.push(Piece::fixed(tail, BlockKind::Boilerplate));
}

/// Two trimmed halves of a span; `at` counts from its beginning.
pub(super) fn split(text: &str, span: Span, at: usize) -> (Span, Span) {
    let middle = span.start as usize + at;
    (trim(text, Span::new(span.start as usize, middle)), trim(text, Span::new(middle, span.end as usize)))
}

/// Bytes of a trail of sections (`الرئيسية / أخبار /`) before the headline on the same line.
fn breadcrumb(line: &str) -> usize {
    if !line.starts_with("الرئيسية") {
        return 0;
    }
    let mut end = 0;
    for (at, separator) in line.match_indices(['/', '>', '»', '›', '|']) {
        // Sections are short; a headline is not.
        if line[end..at].split_whitespace().count() > 4 {
            break;
        }
        end = at + separator.len();
    }
    end
}

/// Where the sign-off of an agency begins (`انتهى/25`) behind the last sentence of a line.
fn sign_off(line: &str) -> usize {
    const WORD: &str = "انتهى";
    // The word and a code of eight characters.
    const TAIL: usize = WORD.len() + 16;
    // The last byte of the word's last letter, which few words end in.
    const LAST: u8 = WORD.as_bytes()[WORD.len() - 1];
    let from = (line.len().saturating_sub(TAIL)..line.len()).find(|&at| line.is_char_boundary(at)).unwrap_or(0);
    let tail = memchr::memchr(LAST, &line.as_bytes()[from..]).map(|_| &line[from..]);
    let Some(at) = tail.and_then(|tail| tail.rfind(WORD)).map(|at| at + from).filter(|&at| at > 0) else {
        return line.len();
    };
    let tail = &line[at + WORD.len()..];
    let before = line[..at].trim_end();
    let code = tail.chars().count() <= 8
        && !tail.contains(char::is_whitespace)
        && (tail.is_empty() || tail.starts_with(['/', '.', '-', ' ']));
    if code && before.ends_with(['.', '"', '”', '»', '“', '!', '؟']) { at } else { line.len() }
}

/// Takes copies of the headline off the pieces: whole lines, and heads of lines.
pub(super) fn mark_copies(text: &str, pieces: Vec<Piece>, headline: &str, title_at: Option<usize>) -> Vec<Piece> {
    let mut out = Vec::with_capacity(pieces.len() + 4);
    let mut buffer = String::new();
    let mut found = title_at.is_some();
    for (index, mut piece) in pieces.into_iter().enumerate() {
        if title_at == Some(index) || piece.fixed.is_some() {
            out.push(piece);
            continue;
        }
        let line = piece.span.of(text);
        let copy = title::compare(line, headline);
        let kind = if found { BlockKind::RepeatedTitle } else { BlockKind::Title };
        match copy {
            title::Copy::Same | title::Copy::Repeated => {
                piece.fixed = Some(kind);
                found = true;
            }
            title::Copy::Glued(at) | title::Copy::Spaced(at)
                if at < line.len() && (matches!(copy, title::Copy::Glued(_)) || begins_text(&line[at..])) =>
            {
                let (head, rest) = split(text, piece.span, at);
                out.push(Piece::fixed(head, kind));
                found = true;
                piece = Piece::open(text, rest, &mut buffer);
            }
            _ => {}
        }
        out.push(piece);
    }
    out
}

/// Whether what follows a headline on its line is the text and not the rest of a sentence that begins like it.
fn begins_text(rest: &str) -> bool {
    let rest = rest.trim_start();
    let mut buffer = String::new();
    dateline::head(rest) != dateline::Head::None || Shape::of(rest, &mut buffer).verb_first
}
