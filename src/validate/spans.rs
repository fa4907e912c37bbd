//! Spans: the first promise of a release is that `text[start:end]` is what the row shows.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::columns::{Ints, Records, Texts};
use super::files::Chunk;
use super::texts::Sliced;
use crate::error::{Error, Result};

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

/// Columns of claims that say where something stands.
struct Places<'c> {
    quoted: [([&'static str; 3], &'c Ints, &'c Ints); 4],
    parts: &'c Records,
    starts: &'c Ints,
    ends: &'c Ints,
}

impl<'c> Places<'c> {
    fn of(chunk: &'c Chunk<'_>) -> Result<Self> {
        let place = |names: [&'static str; 3]| Ok::<_, Error>((names, chunk.int(names[1])?, chunk.int(names[2])?));
        let [content, cue, speaker, formula] = QUOTED;
        let parts = chunk.structs("spans")?;
        let (starts, ends) = (parts.int("start_char")?, parts.int("end_char")?);
        Ok(Self { quoted: [place(content)?, place(cue)?, place(speaker)?, place(formula)?], parts, starts, ends })
    }

    fn content(&self, i: usize) -> (i32, i32) {
        let (_, starts, ends) = self.quoted[0];
        (starts.get(i).unwrap_or(-1), ends.get(i).unwrap_or(-1))
    }
}

/// Columns of claims that are compared with texts.
pub(super) struct ClaimSpans<'c> {
    chunk: &'c Chunk<'c>,
    ids: &'c Texts,
    texts: [&'c Texts; 4],
    places: Places<'c>,
    bytes: [&'c Ints; 2],
    addressees: &'c Texts,
}

impl<'c> ClaimSpans<'c> {
    pub(super) fn of(chunk: &'c Chunk<'_>) -> Result<Self> {
        let text = |n: usize| chunk.text(QUOTED[n][0]);
        Ok(Self {
            chunk,
            ids: chunk.text("claim_id")?,
            texts: [text(0)?, text(1)?, text(2)?, text(3)?],
            places: Places::of(chunk)?,
            bytes: [chunk.int("start_byte")?, chunk.int("end_byte")?],
            addressees: chunk.text("addressee")?,
        })
    }
}

/// Columns of labels that are compared with texts.
pub(super) struct EvidenceSpans<'c> {
    chunk: &'c Chunk<'c>,
    ids: &'c Texts,
    evidence: &'c Records,
    members: (&'c Texts, &'c Ints, &'c Ints),
}

impl<'c> EvidenceSpans<'c> {
    pub(super) fn of(chunk: &'c Chunk<'_>) -> Result<Self> {
        let evidence = chunk.structs("evidence")?;
        let members = (evidence.text("text")?, evidence.int("start_char")?, evidence.int("end_char")?);
        Ok(Self { chunk, ids: chunk.text("claim_id")?, evidence, members })
    }
}

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
                self.bounds.check(right, || {
                    chunk.finding(i, ids.get(i), "blocks", format!("{start}..{end} of {length}, after {last}"))
                });
                last = end;
            }
        }
        Ok(())
    }

    /// Places of claims in articles whose texts are not there: that they lie inside.
    pub(super) fn places(&mut self, chunk: &Chunk<'_>, lengths: &[Option<u32>]) -> Result<()> {
        let (ids, columns) = (chunk.text("claim_id")?, Places::of(chunk)?);
        for (i, length) in lengths.iter().enumerate() {
            let Some(length) = *length else { continue };
            let at = |column, message: String| chunk.finding(i, ids.get(i), column, message);
            for ([_, column, _], starts, ends) in &columns.quoted {
                self.place((starts.get(i), ends.get(i)), length, |message| at(*column, message));
            }
            self.parts(&columns, i, |message| at("spans", message));
        }
        Ok(())
    }

    /// Likewise for the evidence of labels.
    pub(super) fn evidence_places(&mut self, chunk: &Chunk<'_>, lengths: &[Option<u32>]) -> Result<()> {
        let (ids, evidence) = (chunk.text("claim_id")?, chunk.structs("evidence")?);
        let (starts, ends) = (evidence.int("start_char")?, evidence.int("end_char")?);
        for (i, length) in lengths.iter().enumerate() {
            let Some(length) = *length else { continue };
            for n in evidence.range(i) {
                let finding = |message| chunk.finding(i, ids.get(i), "evidence", message);
                self.place((starts.get(n), ends.get(n)), length, finding);
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

    /// Every span of a claim.
    pub(super) fn claim(&mut self, columns: &ClaimSpans<'_>, i: usize, text: &Sliced<'_>) {
        let at = |column, message: String| columns.chunk.finding(i, columns.ids.get(i), column, message);
        for ((names, starts, ends), texts) in columns.places.quoted.iter().zip(columns.texts) {
            self.quoted(text, i, (texts, starts, ends), |message| at(names[0], message));
        }
        let content = columns.places.content(i);
        let expected = text.bytes(content.0, content.1).map(|(s, e)| (i64::from(s), i64::from(e)));
        if let Some(expected) = expected {
            let [start, end] = columns.bytes.map(|c| i64::from(c.get(i).unwrap_or(-1)));
            self.slices.check((start, end) == expected, || {
                at("start_byte", format!("bytes {start}..{end}, not {}..{}", expected.0, expected.1))
            });
        }
        self.parts(&columns.places, i, |message| at("spans", message));
        if let Some(addressee) = columns.addressees.get(i) {
            self.slices.check(!addressee.is_empty() && text.text().contains(addressee), || {
                at("addressee", "does not occur in the article".into())
            });
        }
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
    fn parts(&mut self, places: &Places<'_>, i: usize, finding: impl Fn(String) -> Finding) {
        let (content, range) = (places.content(i), places.parts.range(i));
        let mut last = content.0;
        let mut right = !range.is_empty() && places.starts.get(range.start) == Some(content.0);
        for n in range {
            let (start, end) = (places.starts.get(n).unwrap_or(-1), places.ends.get(n).unwrap_or(-1));
            right &= last <= start && start < end;
            last = end;
        }
        right &= last == content.1;
        self.bounds.check(right, || finding(format!("the parts do not make up {}..{}", content.0, content.1)));
    }

    /// The evidence of a label.
    pub(super) fn evidence(&mut self, columns: &EvidenceSpans<'_>, i: usize, text: &Sliced<'_>) {
        for n in columns.evidence.range(i) {
            let finding = |message| columns.chunk.finding(i, columns.ids.get(i), "evidence", message);
            self.quoted(text, n, columns.members, finding);
        }
    }

    /// Counts what was counted elsewhere, after this.
    pub(super) fn absorb(&mut self, later: Self) {
        self.bounds.absorb(later.bounds);
        self.slices.absorb(later.slices);
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
