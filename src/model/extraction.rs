//! What the pipeline makes of one article.

use super::{Block, Claim, Speaker};
use serde::{Deserialize, Serialize};

/// Structure, claims and speakers of one article.
///
/// Indices are internal to one extraction: `claims[i].speaker` points into `speakers`, `claims[i].nested_in` into
/// `claims`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// Structure, in text order.
    pub blocks: Vec<Block>,
    /// The headline as found in the text or given by the source.
    pub title: Option<String>,
    /// Claims in order of their content.
    pub claims: Vec<Claim>,
    /// Speakers in order of their first claim.
    pub speakers: Vec<Speaker>,
}

impl Extraction {
    /// The speaker of a claim.
    pub fn speaker_of(&self, claim: &Claim) -> Option<&Speaker> {
        claim.speaker.and_then(|i| self.speakers.get(i as usize))
    }
}
