//! What a program is asked: one claim toward one target, as a line of JSON.

use super::TargetText;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Article, Claim, CodePoints, Extraction};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use std::io::Write;

/// An article with claims, made ready once for all questions about it.
#[derive(Debug)]
pub(super) struct Asked<'a> {
    article: &'a Article,
    extraction: &'a Extraction,
    points: CodePoints<'a>,
    /// The text as JSON.
    text: Box<RawValue>,
}

/// One claim toward one target. Its keys stand in alphabetical order: the caches of data sets know a question by its bytes.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Question<'a> {
    /// The content.
    claim: &'a str,
    cue: Option<&'static str>,
    end: u32,
    /// Number of the question in its run; empty in the key of the cache.
    id: &'a str,
    speaker: Option<&'a str>,
    /// Where the content stands in the text, in code points.
    start: u32,
    statement: &'a str,
    target: &'a str,
    /// The whole article.
    text: &'a RawValue,
    title: Option<&'a str>,
}

impl<'a> Asked<'a> {
    pub(super) fn new(article: &'a Article, extraction: &'a Extraction) -> Result<Self> {
        let text = to_raw_value(&article.text).map_err(unwritable)?;
        Ok(Self { article, extraction, points: CodePoints::new(&article.text), text })
    }

    /// A question for every claim, in their order.
    pub(super) fn questions(&'a self, target: &'a TargetText) -> impl Iterator<Item = Question<'a>> {
        self.extraction.claims.iter().map(|claim| self.question(claim, target))
    }

    fn question(&'a self, claim: &'a Claim, (target, statement): &'a TargetText) -> Question<'a> {
        let (start, end) = self.points.span(claim.content);
        Question {
            claim: claim.content.of(&self.article.text),
            cue: claim.cue.as_ref().map(|c| c.lemma),
            end,
            id: "",
            speaker: self.extraction.speaker_of(claim).map(|s| s.description.as_str()),
            start,
            statement,
            target,
            text: &self.text,
            title: self.extraction.title.as_deref(),
        }
    }
}

impl Question<'_> {
    /// Writes it under an id, without a line break.
    pub(super) fn write(&self, id: &str, to: impl Write) -> Result<()> {
        serde_json::to_writer(to, &Question { id, ..*self }).map_err(unwritable)
    }
}

fn unwritable(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::Data, "a claim cannot be written as JSON").caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{QuoteType, Resolution, Span};

    fn claim(content: Span) -> Claim {
        Claim {
            claim_id: "c".into(),
            content,
            parts: vec![content],
            paragraph_index: 0,
            sentence_index: 0,
            quote_type: QuoteType::Indirect,
            negated: false,
            cue: None,
            mention: None,
            speaker: None,
            resolution: Resolution::Explicit,
            formula: None,
            addressee: None,
            nested_in: None,
            rule: "R",
            stances: Vec::new(),
        }
    }

    /// Keys of caches are hashes of these bytes: were they others, every program would be asked everything again.
    #[test]
    fn a_question_is_written_as_it_always_was() {
        let article = Article::new("a", "قال \"سالم\":\n نعم");
        let claim = claim(Span::new(20, 26));
        let extraction = Extraction { claims: vec![claim], ..Extraction::default() };
        let asked = Asked::new(&article, &extraction).unwrap();
        let target = ("t".to_owned(), "الانسحاب".to_owned());
        let mut line = Vec::new();
        asked.questions(&target).next().unwrap().write("7", &mut line).unwrap();
        let expected = serde_json::json!({
            "id": "7", "target": "t", "statement": "الانسحاب", "claim": "نعم", "speaker": null, "cue": null,
            "title": null, "text": article.text, "start": 13, "end": 16,
        });
        assert_eq!(String::from_utf8(line).unwrap(), expected.to_string());
    }
}
