//! Where spans begin and end, and how the spans of one article lie to each other.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::columns::{Ints, Texts};
use super::files::Chunk;
use super::key::{Key, key};
use super::texts::Sliced;
use crate::error::{Error, Result};
use unicode_segmentation::GraphemeCursor;

pub(super) const SPN003: CheckDoc = CheckDoc::new(
    "SPN003",
    Severity::Error,
    "a claim has all parts of its cue or none, and a speaker exactly where its resolution is not none; a speaker that is \
     explicit, nominal or a surname has words",
    "Half an attribution is counted by some queries and not by others.",
    "Report it as a fault of the extractor.",
);
pub(super) const SPN004: CheckDoc = CheckDoc::new(
    "SPN004",
    Severity::Warning,
    "claims of an article do not cross: one lies in the other, or they are apart; none has content and cue of another",
    "Crossing contents cannot both be what was said; a repeated one is counted twice.",
    "Look at the two claims; where the text is plain, report them as a fault of the extractor.",
);
pub(super) const SPN005: CheckDoc = CheckDoc::new(
    "SPN005",
    Severity::Error,
    "no span begins or ends inside what a reader sees as one character (a letter with its marks, an emoji)",
    "Such a span shows a mark without its letter, or a letter without its vowel.",
    "Report it as a fault of the extractor.",
);
pub(super) const SPN006: CheckDoc = CheckDoc::new(
    "SPN006",
    Severity::Warning,
    "content, cue, speaker and formula do not begin or end with a space, comma, semicolon, colon or full stop",
    "Equal words with and without a comma are two values.",
    "Report it as a fault of the extractor.",
);
pub(super) const SPN007: CheckDoc = CheckDoc::new(
    "SPN007",
    Severity::Warning,
    "content lies in one paragraph and has at most 2,000 code points",
    "A very long claim is mostly a quotation mark that was never closed.",
    "Look at the claim; a quotation over paragraphs is right, an unclosed one is a fault of the source.",
);

/// Code points of a content at most.
const LONGEST: i32 = 2_000;

/// Columns of the spans whose edges are looked at.
const EDGES: [[&str; 3]; 4] = [
    ["text", "start_char", "end_char"],
    ["cue_text", "cue_start_char", "cue_end_char"],
    ["speaker_text", "speaker_start_char", "speaker_end_char"],
    ["anonymity_text", "anonymity_start_char", "anonymity_end_char"],
];

/// Columns of claims whose edges are looked at.
pub(super) struct EdgeColumns<'c> {
    chunk: &'c Chunk<'c>,
    ids: &'c Texts,
    spans: [(&'static str, &'c Ints, &'c Ints); 4],
}

impl<'c> EdgeColumns<'c> {
    pub(super) fn of(chunk: &'c Chunk<'_>) -> Result<Self> {
        let span = |n: usize| Ok::<_, Error>((EDGES[n][0], chunk.int(EDGES[n][1])?, chunk.int(EDGES[n][2])?));
        Ok(Self { chunk, ids: chunk.text("claim_id")?, spans: [span(0)?, span(1)?, span(2)?, span(3)?] })
    }
}

#[derive(Debug)]
pub(super) struct Edges {
    whole: Tally,
    crossing: Tally,
    graphemes: Tally,
    trimmed: Tally,
    paragraphs: Tally,
    /// The article that is being read, with the contents and cues of its claims so far.
    article: Key,
    seen: Vec<Place>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    start: i32,
    end: i32,
    cue: Option<i32>,
}

impl Edges {
    pub(super) fn new() -> Self {
        Self {
            whole: Tally::new(&SPN003),
            crossing: Tally::new(&SPN004),
            graphemes: Tally::new(&SPN005),
            trimmed: Tally::new(&SPN006),
            paragraphs: Tally::new(&SPN007),
            article: 0,
            seen: Vec::new(),
        }
    }

    /// What follows from the rows of claims alone.
    pub(super) fn rows(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, articles) = (chunk.text("claim_id")?, chunk.text("article_id")?);
        let cue = [chunk.text("cue_lemma")?, chunk.text("cue_class")?, chunk.text("cue_kind")?];
        // Places stand for words, which a stand-off release withholds; SPN001 sees to it that both are there or none.
        let (speakers, words) = (chunk.text("speaker_id")?, chunk.int("speaker_start_char")?);
        let resolutions = chunk.text("speaker_resolution")?;
        let (starts, ends, cues) = (chunk.int("start_char")?, chunk.int("end_char")?, chunk.int("cue_start_char")?);
        for i in 0..chunk.rows() {
            let parts = cue.iter().filter(|c| c.get(i).is_some()).count() + usize::from(cues.get(i).is_some());
            let resolution = resolutions.get(i).unwrap_or_default();
            let overt = !matches!(resolution, "explicit" | "nominal" | "surname") || words.get(i).is_some();
            let problem = if parts != 0 && parts != cue.len() + 1 {
                Some(("cue_text", "a cue without all of text, lemma, class and kind"))
            } else if (resolution == "none") != speakers.get(i).is_none() {
                Some(("speaker_resolution", "a resolution without its speaker, or a speaker without one"))
            } else if !overt {
                Some(("speaker_text", "the resolution wants words, and there are none"))
            } else {
                None
            };
            self.whole.check(problem.is_none(), || {
                let (column, message) = problem.unwrap_or_default();
                chunk.finding(i, ids.get(i), column, message)
            });
            let place = Place { start: starts.get(i).unwrap_or(0), end: ends.get(i).unwrap_or(0), cue: cues.get(i) };
            self.beside(key(articles.get(i).unwrap_or_default()), place, |message| {
                chunk.finding(i, ids.get(i), "start_char", message)
            });
        }
        Ok(())
    }

    /// Claims of an article stand together, so that those before are all there is to compare with.
    fn beside(&mut self, article: Key, place: Place, finding: impl FnOnce(String) -> Finding) {
        if article != self.article {
            self.article = article;
            self.seen.clear();
        }
        let crosses = |a: &Place, b: &Place| a.start < b.start && b.start < a.end && a.end < b.end;
        let twin = self.seen.iter().find(|p| **p == place && p.cue.is_some());
        let other = self.seen.iter().find(|p| crosses(p, &place) || crosses(&place, p));
        self.crossing.check(twin.is_none() && other.is_none(), || {
            let (what, p) = twin.map_or_else(|| ("crosses", other), |p| ("repeats", Some(p)));
            let p = p.copied().unwrap_or(place);
            finding(format!("{}..{} {what} {}..{} of the article", place.start, place.end, p.start, p.end))
        });
        self.seen.push(place);
    }

    /// What needs the text of the article.
    pub(super) fn text(&mut self, columns: &EdgeColumns<'_>, i: usize, text: &Sliced<'_>) {
        for (column, starts, ends) in &columns.spans {
            // Bounds are a matter of SPN001.
            let (Some(start), Some(end)) = (starts.get(i), ends.get(i)) else { continue };
            let (Some(bytes), Some(slice)) = (text.bytes(start, end), text.slice(start, end)) else { continue };
            let at = |message: &str| {
                columns.chunk.finding(i, columns.ids.get(i), column, format!("{start}..{end}: {message}"))
            };
            let inside = splits_character(text, bytes.0) || splits_character(text, bytes.1);
            self.graphemes.check(!inside, || at("begins or ends inside a character"));
            self.trimmed.check(!loose(slice), || at("begins or ends with a space or punctuation"));
            if *column == "text" {
                let long = end - start > LONGEST;
                let crosses = slice.contains('\n');
                self.paragraphs.check(!long && !crosses, || {
                    at(if long { "more than 2,000 code points" } else { "crosses a line end" })
                });
            }
        }
    }

    /// Counts what was counted of texts elsewhere, after this.
    pub(super) fn absorb(&mut self, later: Self) {
        self.graphemes.absorb(later.graphemes);
        self.trimmed.absorb(later.trimmed);
        self.paragraphs.absorb(later.paragraphs);
    }

    pub(super) fn finish(self) -> Vec<CheckResult> {
        [self.whole, self.crossing, self.graphemes, self.trimmed, self.paragraphs].map(Tally::finish).into()
    }
}

fn splits_character(text: &Sliced<'_>, byte: u32) -> bool {
    let (text, byte) = (text.text(), byte as usize);
    // Whole texts are given, so that the cursor never asks for more.
    !GraphemeCursor::new(byte, text.len(), true).is_boundary(text, 0).unwrap_or(true) && !behind_sign(text, byte)
}

/// Whether a byte stands behind the end of a verse or a number sign: UAX #29 joins these to whatever follows, but they only
/// enclose digits, and a reader sees two characters where a letter follows.
fn behind_sign(text: &str, byte: usize) -> bool {
    let sign = |c: char| matches!(c, '\u{600}'..='\u{605}' | '\u{6DD}' | '\u{8E2}');
    text[..byte].ends_with(sign) && !text[byte..].starts_with(char::is_numeric)
}

fn loose(text: &str) -> bool {
    let edge = |c: char| c.is_whitespace() || matches!(c, '،' | '؛' | ',' | ';' | ':' | '.');
    // A colon can be the cue itself.
    text != ":" && (text.starts_with(edge) || text.ends_with(edge))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_belongs_to_its_letter() {
        let text = Sliced::new("قَالَ 👩‍🦰");
        assert!(splits_character(&text, 2) && !splits_character(&text, 4));
        assert!(splits_character(&text, text.text().len() as u32 - 4));
        assert!(!splits_character(&Sliced::new("۝قال"), 2) && splits_character(&Sliced::new("۝١"), 2));
        assert!(loose("نص،") && loose(" نص") && !loose("«نص»"));
    }
}
