//! Spans: the first promise of a release is that `text[start:end]` is what the row shows.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::columns::{Ints, Texts};
use super::files::{Chunk, Files};
use super::index::{Index, key};
use super::texts::{Sliced, with_texts};
use crate::error::Result;

pub(super) const SPN001: CheckDoc = CheckDoc {
    id: "SPN001",
    severity: Severity::Error,
    what: "0 <= start < end <= length of the article, in code points; parts and blocks in order; a text has both its \
           offsets or none",
    why: "A span outside its text fails in some readers and gives an empty or shorter text in others.",
    mend: "If offsets were counted in bytes or UTF-16 units, count code points; of a release just built, report it.",
};
pub(super) const SPN002: CheckDoc = CheckDoc {
    id: "SPN002",
    severity: Severity::Error,
    what: "articles.text at a span is the text that the row shows: content, cue, speaker, formula, evidence; byte offsets \
           agree; the addressee occurs in the article",
    why: "A span that is off by one shows words that nobody said.",
    mend: "The text was probably normalised after the offsets were counted (NFC, trimmed, line ends): store it as read.",
};

/// Columns of a text and its offsets.
const QUOTED: [[&str; 3]; 4] = [
    ["text", "start_char", "end_char"],
    ["cue_text", "cue_start_char", "cue_end_char"],
    ["speaker_text", "speaker_start_char", "speaker_end_char"],
    ["anonymity_text", "anonymity_start_char", "anonymity_end_char"],
];

#[derive(Debug)]
pub(super) struct Spans {
    bounds: Tally,
    slices: Tally,
}

impl Spans {
    pub(super) fn new() -> Self {
        Self { bounds: Tally::new(&SPN001), slices: Tally::new(&SPN002) }
    }

    /// Blocks of articles.
    pub(super) fn blocks(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        let (ids, lengths, blocks) = (chunk.text("article_id")?, chunk.lengths()?, chunk.structs("blocks")?);
        let (starts, ends) = (blocks.int("start_char")?, blocks.int("end_char")?);
        for (i, length) in lengths.into_iter().enumerate() {
            let mut last = 0;
            for n in blocks.range(i) {
                let (start, end) = (starts.get(n).unwrap_or(-1), ends.get(n).unwrap_or(-1));
                let right = last <= start && start < end && usize::try_from(end).is_ok_and(|e| e <= length);
                last = end;
                self.bounds.check(right, || {
                    chunk.finding(i, ids.get(i), "blocks", format!("{start}..{end} of {length}, after {last}"))
                });
            }
        }
        Ok(())
    }

    /// Places of claims in articles whose texts are not there: that they lie inside.
    pub(super) fn places(&mut self, chunk: &Chunk<'_>, index: &Index) -> Result<()> {
        let (ids, articles) = (chunk.text("claim_id")?, chunk.text("article_id")?);
        let mut quoted = Vec::new();
        for names in QUOTED {
            quoted.push((names[1], chunk.int(names[1])?, chunk.int(names[2])?));
        }
        let parts = chunk.structs("spans")?;
        let (part_starts, part_ends) = (parts.int("start_char")?, parts.int("end_char")?);
        for i in 0..chunk.rows() {
            let Some(article) = articles.get(i).and_then(|a| index.articles.get(&key(a))) else { continue };
            let at = |column, message: String| chunk.finding(i, ids.get(i), column, message);
            for (column, starts, ends) in &quoted {
                self.place((starts.get(i), ends.get(i)), article.chars, |message| at(column, message));
            }
            let content = (quoted[0].1.get(i).unwrap_or(-1), quoted[0].2.get(i).unwrap_or(-1));
            self.parts(content, parts.range(i), part_starts, part_ends, |message| at("spans", message));
        }
        Ok(())
    }

    /// Likewise for the evidence of labels.
    pub(super) fn evidence_places(&mut self, chunk: &Chunk<'_>, index: &Index) -> Result<()> {
        let (ids, evidence) = (chunk.text("claim_id")?, chunk.structs("evidence")?);
        let (starts, ends) = (evidence.int("start_char")?, evidence.int("end_char")?);
        for i in 0..chunk.rows() {
            let claim = ids.get(i).and_then(|c| index.claims.get(&key(c)));
            let Some(article) = claim.and_then(|c| index.articles.get(&c.article)) else { continue };
            for n in evidence.range(i) {
                let finding = |message| chunk.finding(i, ids.get(i), "evidence", message);
                self.place((starts.get(n), ends.get(n)), article.chars, finding);
            }
        }
        Ok(())
    }

    fn place(&mut self, place: (Option<i32>, Option<i32>), length: u32, finding: impl Fn(String) -> Finding) {
        match place {
            (None, None) => {}
            (Some(start), Some(end)) => {
                let right = 0 <= start && start < end && i64::from(end) <= i64::from(length);
                self.bounds.check(right, || finding(format!("{start}..{end} of {length}")));
            }
            _ => self.bounds.check(false, || finding("one offset without the other".into())),
        }
    }

    /// Every span of claims.
    pub(super) fn claims(&mut self, chunk: &Chunk<'_>, files: &Files, index: &Index) -> Result<()> {
        let ids = chunk.text("claim_id")?;
        let mut quoted = Vec::new();
        for names in QUOTED {
            quoted.push((names, chunk.text(names[0])?, chunk.int(names[1])?, chunk.int(names[2])?));
        }
        let bytes = (chunk.int("start_byte")?, chunk.int("end_byte")?);
        let addressees = chunk.text("addressee")?;
        let parts = chunk.structs("spans")?;
        let (part_starts, part_ends) = (parts.int("start_char")?, parts.int("end_char")?);
        let articles = chunk.text("article_id")?.iter().map(|a| a.map(key));
        with_texts(files, index, articles, |i, text| {
            let at = |column, message: String| chunk.finding(i, ids.get(i), column, message);
            for (names, texts, starts, ends) in &quoted {
                self.quoted(text, i, (texts, starts, ends), |message| at(names[0], message));
            }
            let content = (quoted[0].2.get(i).unwrap_or(-1), quoted[0].3.get(i).unwrap_or(-1));
            let expected = text.bytes(content.0, content.1).map(|(s, e)| (i64::from(s), i64::from(e)));
            if let Some(expected) = expected {
                let shown = (i64::from(bytes.0.get(i).unwrap_or(-1)), i64::from(bytes.1.get(i).unwrap_or(-1)));
                self.slices.check(shown == expected, || {
                    at("start_byte", format!("bytes {}..{}, not {}..{}", shown.0, shown.1, expected.0, expected.1))
                });
            }
            self.parts(content, parts.range(i), part_starts, part_ends, |message| at("spans", message));
            if let Some(addressee) = addressees.get(i) {
                self.slices.check(!addressee.is_empty() && text.text().contains(addressee), || {
                    at("addressee", "does not occur in the article".into())
                });
            }
        })
    }

    fn quoted(
        &mut self,
        text: &Sliced<'_>,
        i: usize,
        (texts, starts, ends): (&Texts, &Ints, &Ints),
        finding: impl Fn(String) -> Finding,
    ) {
        match (texts.get(i), starts.get(i), ends.get(i)) {
            (None, None, None) => {}
            (Some(shown), Some(start), Some(end)) => {
                let slice = text.slice(start, end);
                self.bounds.check(slice.is_some(), || finding(format!("{start}..{end} of {}", text.len())));
                if let Some(slice) = slice {
                    self.slices.check(slice == shown, || {
                        finding(format!("{start}..{end} is {}, not {}", excerpt(slice), excerpt(shown)))
                    });
                }
            }
            _ => self.bounds.check(false, || finding("a text without its two offsets, or offsets without text".into())),
        }
    }

    /// Parts lie in the content, in order; the first one begins and the last one ends with it.
    fn parts(
        &mut self,
        content: (i32, i32),
        range: std::ops::Range<usize>,
        starts: &Ints,
        ends: &Ints,
        finding: impl Fn(String) -> Finding,
    ) {
        let mut last = content.0;
        let mut right = !range.is_empty() && starts.get(range.start) == Some(content.0);
        for n in range {
            let (start, end) = (starts.get(n).unwrap_or(-1), ends.get(n).unwrap_or(-1));
            right &= last <= start && start < end;
            last = end;
        }
        right &= last == content.1;
        self.bounds.check(right, || finding(format!("the parts do not make up {}..{}", content.0, content.1)));
    }

    /// Evidence of labels.
    pub(super) fn evidence(&mut self, chunk: &Chunk<'_>, files: &Files, index: &Index) -> Result<()> {
        let ids = chunk.text("claim_id")?;
        let evidence = chunk.structs("evidence")?;
        let members = (evidence.text("text")?, evidence.int("start_char")?, evidence.int("end_char")?);
        let articles = ids.iter().map(|c| index.claims.get(&key(c?)).map(|at| at.article));
        with_texts(files, index, articles, |i, text| {
            for n in evidence.range(i) {
                self.quoted(text, n, members, |message| chunk.finding(i, ids.get(i), "evidence", message));
            }
        })
    }

    pub(super) fn finish(self) -> Vec<CheckResult> {
        [self.bounds, self.slices].map(Tally::finish).into()
    }
}

/// The beginning of a text in a bidi isolate, so that Arabic does not turn the rest of the line around.
fn excerpt(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    format!("\u{2068}{short}\u{2069}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_are_counted_without_the_writer() {
        let text = Sliced::new("😀 أعلنت");
        assert_eq!((text.len(), text.slice(2, 7), text.bytes(2, 7)), (7, Some("أعلنت"), Some((5, 15))));
        assert_eq!((text.slice(3, 3), text.slice(-1, 2), text.slice(2, 8)), (None, None, None));
    }
}
