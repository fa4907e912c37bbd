//! What a cue says of the content that it opens.

use super::category::Category;
use super::reading::{marks, tokenise};
use super::target::Target;
use crate::model::CueClass;
use crate::text::spelling::Spelling;

/// What the cue says of the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum CueAttitude {
    /// Wants it, welcomes it, decides it.
    Want,
    /// Praises it.
    Praise,
    /// Rejects it, condemns it.
    Reject,
    /// Warns of it, fears it.
    Fear,
    /// Says that it is not so.
    Deny,
    /// Threatens or promises.
    Threat,
    /// Reproaches.
    Accuse,
    /// Asks.
    Ask,
    /// Only says it.
    None,
}

impl CueAttitude {
    /// The attitude of a cue, by its class and its dictionary form.
    pub(super) fn of(target: &Target, class: Option<CueClass>, lemma: &str) -> Self {
        match class {
            Some(CueClass::Demand | CueClass::Decision) => Self::Want,
            Some(CueClass::Praise) => Self::Praise,
            Some(CueClass::Rejection | CueClass::Criticism) => Self::Reject,
            Some(CueClass::Accusation) => Self::Accuse,
            Some(CueClass::Warning) => Self::Fear,
            Some(CueClass::Denial) => Self::Deny,
            Some(CueClass::PromiseThreat) => Self::Threat,
            Some(CueClass::Question) => Self::Ask,
            _ => {
                let read = || Self::of_lemma(target, lemma);
                Spelling::of_word(lemma).map_or_else(read, |word| *target.attitudes.get(word, read))
            }
        }
    }

    /// A cue of no telling class may still be a word of attitude (تخوف، تمنى، استبعد).
    fn of_lemma(target: &Target, lemma: &str) -> Self {
        // What a crowd chants is what it wants.
        if matches!(lemma, "هتف" | "ردّد") {
            return Self::Want;
        }
        let tokens = tokenise(lemma);
        let marks = marks(target, &tokens, 0..tokens.len());
        let has = |category| marks.iter().any(|mark| mark.is(category));
        match () {
            () if has(Category::Fear) => Self::Fear,
            () if has(Category::AttNeg) => Self::Reject,
            () if has(Category::Neg) => Self::Deny,
            () if has(Category::Praise) => Self::Praise,
            () if has(Category::AttPos) || has(Category::Demand) => Self::Want,
            () => Self::None,
        }
    }
}
