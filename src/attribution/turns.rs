//! Speech that lines set apart instead of cues: answers of an interview, numbered or dotted points of a statement.

use super::draft::{Construction, Draft};
use super::opener::behind_complementiser;
use super::reading::Reading;
use super::speech::Contents;
use crate::lexicon::cue::Pos;
use crate::lexicon::flags::STATEMENT;
use crate::model::BlockKind;
use crate::text::token::Kind;

/// Fewest points of a list, and questions of an interview.
const FEWEST: usize = 2;

/// Longest question in tokens.
const QUESTION: usize = 60;

/// Answers and points that no claim has taken.
pub(super) fn drafts(r: &Reading, found: &[Draft]) -> Vec<Draft> {
    let lines = lines(r);
    let cued = Contents::of(found.iter());
    let said = points(r, &lines).into_iter().chain(answers(r, &lines));
    said.map(|turn| (super::extent::trimmed(r, behind_complementiser(r, turn.start), turn.end), turn.behind))
        .filter(|&((start, end), _)| start + 1 < end && !cued.overlap(start, end))
        .map(|(content, behind)| Draft::free(content, behind, Construction::Turn))
        .collect()
}

/// Words of somebody that a line sets apart, in tokens.
struct Turn {
    start: usize,
    end: usize,
    /// The last token of what leads up to it: the line that announces a list, the paragraphs before an interview.
    behind: usize,
}

/// A paragraph as a half-open range of tokens.
type Line = (usize, usize);

fn lines(r: &Reading) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut start = 0;
    for k in 1..=r.len() {
        if k == r.len() || r.token(k).block != r.token(start).block {
            let kind = r.blocks[r.token(start).block as usize].kind;
            if matches!(kind, BlockKind::Paragraph | BlockKind::Subheading) {
                lines.push((start, k));
            }
            start = k;
        }
    }
    lines
}

/// What marks a line, and its first token behind the mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark<'a> {
    /// أولا:
    Ordinal,
    /// 1-
    Number,
    /// A dash, a dot, a star; the letter of a question or an answer.
    Sign(&'a str),
}

fn mark<'a>(r: &'a Reading, (start, end): Line) -> Option<(Mark<'a>, usize)> {
    let separated = |k: usize| matches!(r.kind(k), Kind::Colon | Kind::Dash | Kind::Stop | Kind::Close | Kind::Comma);
    let text = r.written(start);
    let found = match r.kind(start) {
        Kind::Word if is_ordinal(r.key(start)) && separated(start + 1) => (Mark::Ordinal, start + 2),
        Kind::Word if is_turn(r.key(start)) && separated(start + 1) => (Mark::Sign(text), start + 2),
        Kind::Number if separated(start + 1) => (Mark::Number, start + 2),
        Kind::Dash => (Mark::Sign(text), start + 1),
        Kind::Other if matches!(text, "*" | "•" | "●" | "▪" | "○" | "◦" | "■" | "‣") => {
            (Mark::Sign(text), start + 1)
        }
        _ => return None,
    };
    (found.1 < end).then_some(found)
}

/// أولا، ثانيا: the number of a point.
pub(super) fn is_ordinal(key: &str) -> bool {
    const ORDINALS: [&str; 10] =
        ["اولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا"];
    ORDINALS.contains(&key)
}

/// س، ج: question and answer.
pub(super) fn is_turn(key: &str) -> bool {
    matches!(key, "س" | "ج")
}

/// The points of a statement: lines with one kind of mark, behind a line that reports and ends in a colon.
fn points(r: &Reading, lines: &[Line]) -> Vec<Turn> {
    let mut found = Vec::new();
    let mut n = 1;
    while n < lines.len() {
        let kind = mark(r, lines[n]).map(|(kind, _)| kind);
        let run = lines[n..].iter().take_while(|&&line| kind.is_some() && mark(r, line).map(|m| m.0) == kind).count();
        if run >= FEWEST && announces(r, lines[n - 1]) {
            let behind = lines[n - 1].1 - 1;
            let said = |&line: &Line| mark(r, line).map(|(_, start)| Turn { start, end: line.1, behind });
            found.extend(lines[n..n + run].iter().filter(|&&line| !is_question(r, line)).filter_map(said));
        }
        n += run.max(1);
    }
    found
}

/// وهذه أبرز تصريحات النائب:، وقال فيه: a line that ends in a colon and has a verb of saying or the name of a statement.
fn announces(r: &Reading, (start, end): Line) -> bool {
    let reports = |k: usize| {
        r.has(k, STATEMENT)
            || r.cues(k).any(|(c, _)| matches!(c.pos, Pos::Verb | Pos::Participle | Pos::Frame | Pos::Masdar))
            || ["تصريحات", "اقوال", "محاور"].iter().any(|noun| r.bare_key(k).starts_with(noun))
    };
    // Points inside a quotation that runs on are part of it.
    let quoted = (start..end).filter(|&k| r.kind(k) == Kind::Quote).count() % 2 == 1;
    r.kind(end - 1) == Kind::Colon && !quoted && (start..end).any(reports)
}

fn is_question(r: &Reading, (start, end): Line) -> bool {
    let asked = |k: usize| r.written(k).contains('؟');
    end - start <= QUESTION && (start..end).rev().take(2).any(asked)
}

/// The lines right behind the questions of an interview. Where questions have a mark that no answer has, every line with it is
/// one (* لكن هناك من يقول …).
fn answers(r: &Reading, lines: &[Line]) -> Vec<Turn> {
    let marked = |line: Line| mark(r, line).map(|(kind, _)| kind);
    let asked: Vec<usize> = (0..lines.len().saturating_sub(1)).filter(|&n| is_question(r, lines[n])).collect();
    let of_questions = asked.first().and_then(|&n| marked(lines[n]));
    let told_apart = asked.iter().all(|&n| marked(lines[n]) == of_questions && marked(lines[n + 1]) != of_questions);
    if asked.len() < FEWEST || !told_apart {
        return Vec::new();
    }
    let asks = |n: usize| is_question(r, lines[n]) || of_questions.is_some() && marked(lines[n]) == of_questions;
    let first = asked[0];
    let behind = lines[first].0.saturating_sub(1);
    (first..lines.len() - 1)
        .filter(|&n| asks(n) && !asks(n + 1))
        .map(|n| {
            let (first, end) = lines[n + 1];
            Turn { start: mark(r, lines[n + 1]).map_or(first, |(_, start)| start), end, behind }
        })
        .collect()
}
