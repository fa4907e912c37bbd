//! Sentences with the label that they must get: the tests of a target, kept beside it as a table.
//!
//! Columns are divided by tabs and named in the first row. `label` and `content` must be there; `cue_class`, `cue`,
//! `speaker` and `before` give the claim its surroundings; every other column is for people.

use super::{ClaimView, StanceLabeler};
use crate::error::{Error, ErrorKind, Location, Result};
use crate::model::{CueClass, Span, Stance, StanceLabel, Vocabulary};
use std::path::Path;

/// Columns that mean something.
const COLUMNS: [&str; 6] = ["label", "content", "cue_class", "cue", "speaker", "before"];

/// The content of a claim and what stands around it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    /// The content.
    pub content: String,
    /// What the cue says about the act of speaking.
    pub cue_class: Option<CueClass>,
    /// Dictionary form of the cue; empty where there is none.
    pub cue: String,
    /// The speaker, as the article describes him.
    pub speaker: Option<String>,
    /// The sentences before.
    pub before: Option<String>,
}

/// A sentence with the label that it must get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// One-based row of the table.
    pub row: u64,
    /// The label.
    pub label: Stance,
    /// The sentence.
    pub sentence: Sentence,
}

impl Sentence {
    /// The article that the parts make, and where the content stands in it.
    pub fn article(&self) -> (String, Span) {
        let before = self.before.as_ref().map(|b| format!("{b}\n")).unwrap_or_default();
        let speaker = self.speaker.as_ref().map(|s| format!("{s}: ")).unwrap_or_default();
        let start = before.len() + speaker.len();
        (format!("{before}{speaker}{}", self.content), Span::new(start, start + self.content.len()))
    }

    /// Its labels toward every target of a labeler. Evidence points into the text of [`article`](Self::article).
    ///
    /// ```
    /// use claimkit::model::Stance;
    /// use claimkit::stance::{StanceLabeler, Target, sentences::Sentence};
    /// let labeler = StanceLabeler::new(vec![Target::built_in().unwrap()]);
    /// let sentence = Sentence { content: "وجود القوات الأمريكية انتهاك للسيادة".into(), ..Sentence::default() };
    /// assert_eq!(sentence.labels(&labeler)[0].stance, Stance::Favor);
    /// ```
    pub fn labels(&self, labeler: &StanceLabeler) -> Vec<StanceLabel> {
        let (text, content) = self.article();
        let before = self.before.as_ref().map_or(0, |b| b.len() + 1);
        let view = ClaimView {
            cue_class: self.cue_class,
            cue_lemma: &self.cue,
            speaker_text: self.speaker.as_deref(),
            preceding: Span::new(0, before),
            sentence: Span::new(before, text.len()),
            ..ClaimView::new(content)
        };
        labeler.label(&labeler.context(&text, None), &view)
    }
}

/// Reads a table of sentences.
///
/// # Errors
/// If the file cannot be read, a column is missing, or a row has no content, an unknown label or an unknown cue class;
/// the message names row and column.
pub fn read(path: &Path) -> Result<Vec<Expected>> {
    let text = crate::plain::read(path)?;
    parse(path, &text)
}

fn parse(path: &Path, text: &str) -> Result<Vec<Expected>> {
    let at = |row: usize, column: &str| Location::path(path).row(row as u64).field(column);
    let mut lines = text.lines().enumerate().map(|(n, line)| (n + 1, line)).filter(|(_, l)| !l.trim().is_empty());
    let header: Vec<&str> = lines.next().map_or("", |(_, l)| l.trim_start_matches('\u{FEFF}')).split('\t').collect();
    let place = |name: &str| header.iter().position(|h| *h == name);
    if let Some(missing) = COLUMNS[..2].iter().find(|c| place(c).is_none()) {
        return Err(Error::new(ErrorKind::Data, "the column is missing")
            .at(at(1, missing))
            .hint(format!("the first row names the columns; known ones are {}", COLUMNS.join(", "))));
    }
    let mut rows = Vec::new();
    for (row, line) in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        // `-` is written where a table needs something to show.
        let get = |name: &str| {
            place(name).and_then(|i| fields.get(i)).map(|f| f.trim()).filter(|f| !f.is_empty() && *f != "-")
        };
        let wrong = |name: &str, found: &str, known: Vec<&str>| {
            let message = format!("`{found}` is not known");
            Error::new(ErrorKind::Data, message).at(at(row, name)).hint(format!("one of {}", known.join(", ")))
        };
        let label = get("label").unwrap_or_default();
        let label = Stance::parse(label).ok_or_else(|| wrong("label", label, Stance::spellings()))?;
        let class = |name: &str| CueClass::parse(name).ok_or_else(|| wrong("cue_class", name, CueClass::spellings()));
        let content = get("content")
            .ok_or_else(|| Error::new(ErrorKind::Data, "the row has no content").at(at(row, "content")))?;
        let owned = |name: &str| get(name).map(str::to_owned);
        let sentence = Sentence {
            content: content.to_owned(),
            cue_class: get("cue_class").map(class).transpose()?,
            cue: owned("cue").unwrap_or_default(),
            speaker: owned("speaker"),
            before: owned("before"),
        };
        rows.push(Expected { row: row as u64, label, sentence });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_sentences() {
        let text = "id\tlabel\tcue_class\tspeaker\tcontent\na\tfavor\twarning\t-\tنص\n\nb\tneutral\t\tالوزير\tآخر\n";
        let rows = parse(Path::new("s.tsv"), text).unwrap();
        assert_eq!(
            rows.iter().map(|r| (r.row, r.label)).collect::<Vec<_>>(),
            [(2, Stance::Favor), (4, Stance::Neutral)]
        );
        assert_eq!((rows[0].sentence.cue_class, &rows[0].sentence.speaker), (Some(CueClass::Warning), &None));
        let (article, span) = rows[1].sentence.article();
        assert_eq!((article.as_str(), span.of(&article)), ("الوزير: آخر", "آخر"));
    }

    #[test]
    fn faults_name_row_and_column() {
        for (text, message) in [
            ("label\ttext\n", "s.tsv:1: content: the column is missing (the first row names"),
            ("label\tcontent\nfor\tنص\n", "s.tsv:2: label: `for` is not known (one of favor, against"),
            ("label\tcontent\nfavor\t \n", "s.tsv:2: content: the row has no content"),
            ("label\tcontent\tcue_class\nfavor\tنص\tloud\n", "s.tsv:2: cue_class: `loud` is not known (one of neutral"),
        ] {
            let error = parse(Path::new("s.tsv"), text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
