//! The record that `claimkit extract` prints, one article a line; gold files have the same form.
//!
//! `start` and `end` are half-open Unicode code points of `text`.

use crate::model::{
    Anonymity, Article, BlockKind, Claim, CodePoints, CueClass, CueKind, Extraction, QuoteType, Resolution, Span,
    Speaker, SpeakerType, Stance,
};
use serde::{Deserialize, Serialize};

/// A stretch of the text that shows what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextSpan {
    /// The text between `start` and `end`.
    pub text: String,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// A block of the article's structure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockRecord {
    /// Kind of block.
    pub kind: BlockKind,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
}

/// The cue of a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CueRecord {
    /// The cue as written.
    pub text: String,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// Dictionary form.
    pub lemma: String,
    /// Kind of speech act.
    pub class: CueClass,
    /// Part of speech.
    pub kind: CueKind,
}

/// Anonymity: a fact about the speaker, with the formula where this claim's mention carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnonymityRecord {
    /// None, implicit or explicit.
    pub kind: Anonymity,
    /// The formula.
    pub text: Option<String>,
    /// First code point of the formula.
    pub start: Option<u32>,
    /// One past its last code point.
    pub end: Option<u32>,
}

/// Words that weighed in a stance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRecord {
    /// The words.
    pub text: String,
    /// First code point.
    pub start: u32,
    /// One past the last code point.
    pub end: u32,
    /// The rule that weighed them.
    pub rule: String,
}

/// A stance label.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StanceRecord {
    /// Target id.
    pub target: String,
    /// The label.
    pub stance: Stance,
    /// Signed strength in `[-1, 1]`.
    pub score: f64,
    /// Who labelled.
    pub labeler: String,
    /// The rule that gave the label; empty in files that were written before records had it.
    #[serde(default)]
    pub rule: String,
    /// What weighed.
    pub evidence: Vec<EvidenceRecord>,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimRecord {
    /// Id of the claim.
    pub claim_id: String,
    /// The content.
    pub text: String,
    /// First code point of the content.
    pub start: u32,
    /// One past its last code point.
    pub end: u32,
    /// Parts of the content where something interrupts it.
    pub spans: Vec<(u32, u32)>,
    /// Direct, indirect or mixed.
    pub quote_type: QuoteType,
    /// Whether the act of speaking is denied.
    pub negated: bool,
    /// The cue, absent in free direct speech.
    pub cue: Option<CueRecord>,
    /// The overt mention of the speaker.
    pub speaker: Option<TextSpan>,
    /// What the speaker resolves to; null for anonymous speakers.
    pub speaker_name: Option<String>,
    /// Role or title.
    pub speaker_role: Option<String>,
    /// Organisation.
    pub speaker_affiliation: Option<String>,
    /// Person, organisation, group, document or unknown.
    pub speaker_type: SpeakerType,
    /// How the speaker was found.
    pub speaker_resolution: Resolution,
    /// Id of the speaker.
    pub speaker_id: Option<String>,
    /// Whether the speaker is anonymous.
    pub is_anonymous: bool,
    /// How.
    pub anonymity: AnonymityRecord,
    /// The outlet or person spoken to.
    pub addressee: Option<String>,
    /// Id of the claim around this one.
    pub nested_in: Option<String>,
    /// The rule that found it.
    pub rule: String,
    /// Stances, the primary target first.
    pub stances: Vec<StanceRecord>,
}

/// An article with its structure and claims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Id of the article.
    pub article_id: String,
    /// The text as it was read.
    pub text: String,
    /// The headline.
    pub title: Option<String>,
    /// Structure.
    pub blocks: Vec<BlockRecord>,
    /// Claims in text order.
    pub claims: Vec<ClaimRecord>,
}

impl Record {
    /// The record of an extraction.
    pub fn new(article: &Article, extraction: &Extraction) -> Self {
        let view = View { article, extraction, points: CodePoints::new(&article.text) };
        let block = |b: &crate::model::Block| {
            let (start, end) = view.points.span(b.span);
            BlockRecord { kind: b.kind, start, end }
        };
        Self {
            article_id: article.article_id.clone(),
            text: article.text.clone(),
            title: extraction.title.clone(),
            blocks: extraction.blocks.iter().map(block).collect(),
            claims: extraction.claims.iter().map(|c| view.claim(c)).collect(),
        }
    }
}

/// An article beside its extraction, with its code points counted once.
struct View<'a> {
    article: &'a Article,
    extraction: &'a Extraction,
    points: CodePoints<'a>,
}

impl View<'_> {
    fn shown(&self, span: Span) -> TextSpan {
        let (start, end) = self.points.span(span);
        TextSpan { text: span.of(&self.article.text).to_string(), start, end }
    }

    fn claim(&self, claim: &Claim) -> ClaimRecord {
        let speaker = self.extraction.speaker_of(claim);
        let content = self.shown(claim.content);
        let formula = claim.formula.map(|f| self.shown(f));
        ClaimRecord {
            claim_id: claim.claim_id.clone(),
            spans: claim.parts.iter().map(|p| self.points.span(*p)).collect(),
            text: content.text,
            start: content.start,
            end: content.end,
            quote_type: claim.quote_type,
            negated: claim.negated,
            cue: claim.cue.as_ref().map(|cue| {
                let TextSpan { text, start, end } = self.shown(cue.span);
                CueRecord { text, start, end, lemma: cue.lemma.to_string(), class: cue.class, kind: cue.kind }
            }),
            speaker: claim.mention.map(|m| self.shown(m)),
            speaker_name: speaker.and_then(|s| s.name()).map(str::to_string),
            speaker_role: speaker.and_then(|s| s.role.clone()),
            speaker_affiliation: speaker.and_then(|s| s.affiliation.clone()),
            speaker_type: speaker.map_or(SpeakerType::Unknown, |s| s.speaker_type),
            speaker_resolution: claim.resolution,
            speaker_id: speaker.map(|s| s.speaker_id.clone()),
            is_anonymous: speaker.is_some_and(Speaker::is_anonymous),
            anonymity: AnonymityRecord {
                kind: speaker.map_or(Anonymity::None, Speaker::anonymity),
                start: formula.as_ref().map(|f| f.start),
                end: formula.as_ref().map(|f| f.end),
                text: formula.map(|f| f.text),
            },
            addressee: claim.addressee.map(|a| self.shown(a).text),
            nested_in: claim.nested_in.and_then(|i| self.extraction.claims.get(i as usize)).map(|c| c.claim_id.clone()),
            rule: claim.rule.to_string(),
            stances: claim
                .stances
                .iter()
                .map(|s| StanceRecord {
                    target: s.target.clone(),
                    stance: s.stance,
                    score: s.score,
                    labeler: s.labeler.clone(),
                    rule: s.rule.to_string(),
                    evidence: s
                        .evidence
                        .iter()
                        .map(|e| {
                            let TextSpan { text, start, end } = self.shown(e.span);
                            EvidenceRecord { text, start, end, rule: e.rule.to_string() }
                        })
                        .collect(),
                })
                .collect(),
        }
    }
}
