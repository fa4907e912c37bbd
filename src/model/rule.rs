//! Rules as documents: what `claimkit explain` prints.

use super::RuleId;

/// The documentation of one rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleDoc {
    /// Its id, as claims, labels and evidence name it.
    pub id: RuleId,
    /// A short name.
    pub title: &'static str,
    /// What it looks for and what it decides.
    pub what: &'static str,
    /// Why that is right.
    pub why: &'static str,
    /// An example, in our own words.
    pub example_ar: &'static str,
    /// The example in English, with what the rule makes of it.
    pub gloss: &'static str,
}
