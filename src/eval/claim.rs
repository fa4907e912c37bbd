//! A claim as the scorer sees it; gold and predicted ones are seen alike.

use super::speaker;
use super::tokens::{Pair, Set, Tokens};
use crate::model::{Anonymity, QuoteType, Stance};
use crate::record::{ClaimRecord, Record};
use std::collections::BTreeMap;

/// An article with both lists of claims.
#[derive(Debug)]
pub(super) struct Doc<'a> {
    pub(super) id: &'a str,
    pub(super) gold: Vec<View<'a>>,
    pub(super) predicted: Vec<View<'a>>,
}

/// A claim.
#[derive(Debug, Clone)]
pub(super) struct View<'a> {
    pub(super) record: &'a ClaimRecord,
    pub(super) cue: Option<Pair>,
    pub(super) content: Set,
    /// The overt mention.
    pub(super) speaker: Option<Set>,
    /// What the speaker resolves to; for anonymous speakers the words of their mentions; empty where nobody is known.
    pub(super) name: String,
    pub(super) anonymous: bool,
    /// A formula at this mention.
    pub(super) formula: bool,
    /// A formula at any mention of this speaker.
    pub(super) explicit: bool,
    pub(super) quote: QuoteType,
    pub(super) stance: Option<Stance>,
}

impl<'a> Doc<'a> {
    pub(super) fn new(gold: &'a Record, predicted: &'a [ClaimRecord], target: Option<&str>) -> Self {
        let tokens = Tokens::new(&gold.text);
        let views = |claims: &'a [ClaimRecord]| {
            let mentions = mentions(claims);
            claims.iter().map(|c| View::new(&tokens, c, &mentions, target)).collect()
        };
        Self { id: &gold.article_id, gold: views(&gold.claims), predicted: views(predicted) }
    }

    /// The same with the sides changed.
    #[cfg(test)]
    pub(super) fn swapped(&self) -> Self {
        Self { id: self.id, gold: self.predicted.clone(), predicted: self.gold.clone() }
    }
}

/// The overt mentions of every speaker.
fn mentions(claims: &[ClaimRecord]) -> BTreeMap<&str, Vec<&str>> {
    let mut known: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for claim in claims {
        if let (Some(id), Some(mention)) = (&claim.speaker_id, &claim.speaker) {
            let list = known.entry(id).or_default();
            if !list.contains(&mention.text.as_str()) {
                list.push(&mention.text);
            }
        }
    }
    known
}

impl<'a> View<'a> {
    fn new(
        tokens: &Tokens,
        record: &'a ClaimRecord,
        mentions: &BTreeMap<&str, Vec<&str>>,
        target: Option<&str>,
    ) -> Self {
        let whole = [(record.start, record.end)];
        let spans = if record.spans.is_empty() { &whole[..] } else { &record.spans };
        let label = record.stances.iter().find(|s| target.is_none_or(|t| s.target == t));
        let explicit = record.anonymity.kind == Anonymity::Explicit;
        Self {
            record,
            cue: record.cue.as_ref().map(|c| (c.start, c.end)).filter(|(s, e)| s < e),
            content: tokens.content(spans),
            speaker: record.speaker.as_ref().map(|s| tokens.of(&[(s.start, s.end)])),
            name: name(record, mentions),
            anonymous: record.is_anonymous,
            formula: explicit && record.anonymity.start.is_some(),
            explicit,
            quote: record.quote_type,
            stance: label.map(|s| s.stance),
        }
    }

    /// Whether the speaker has a name of his own.
    pub(super) fn has_name(&self) -> bool {
        self.record.speaker_name.is_some()
    }

    /// Whether a predicted claim names this gold claim's speaker.
    pub(super) fn is_said_by(&self, other: &View, rivals: &std::collections::BTreeSet<&str>) -> bool {
        !self.name.is_empty() && speaker::same(&self.name, self.has_name(), &other.name, rivals)
    }
}

/// The name; a nameless speaker is described by all mentions, else by the own one, else by role and affiliation.
fn name(claim: &ClaimRecord, mentions: &BTreeMap<&str, Vec<&str>>) -> String {
    if let Some(name) = claim.speaker_name.as_ref().filter(|n| !n.is_empty()) {
        return name.clone();
    }
    let all = claim.speaker_id.as_deref().and_then(|id| mentions.get(id)).map(|m| m.join(" "));
    let own = || claim.speaker.as_ref().map(|s| s.text.clone());
    let role = || [&claim.speaker_role, &claim.speaker_affiliation].map(|r| r.clone().unwrap_or_default()).join(" ");
    all.or_else(own).unwrap_or_else(role).trim().to_owned()
}
