//! Stance of a claim toward a target.

use super::{RuleId, Span, vocabulary::vocabulary, wire};
use serde::{Deserialize, Serialize};

vocabulary! {
    /// Stance toward a target, from the words of the claim as its speaker means them.
    Stance {
        /// For the target.
        Favor = "favor",
        /// Against it.
        Against = "against",
        /// On the topic without a side.
        Neutral = "neutral",
        /// Not about the target.
        Unrelated = "unrelated",
    }
}

/// Words that weighed in a stance, and the rule that weighed them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Where they stand in the article.
    pub span: Span,
    /// The rule.
    #[serde(deserialize_with = "wire::interned")]
    pub rule: RuleId,
}

/// One label: a claim, a target, a labeler.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StanceLabel {
    /// Id of the target (`coalition-withdrawal`).
    pub target: String,
    /// The label.
    pub stance: Stance,
    /// Signed strength in `[-1, 1]`: positive for favor, negative for against, 0 for neutral and unrelated.
    pub score: f64,
    /// Who labelled: `rules`, a model, an annotator.
    pub labeler: String,
    /// What weighed.
    pub evidence: Vec<Evidence>,
    /// The rule that decided.
    #[serde(deserialize_with = "wire::interned")]
    pub rule: RuleId,
}
