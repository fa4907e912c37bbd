//! What the lexicon of a target finds in a text, for people who write targets.

use super::reading;
use super::target::Target;
use crate::model::Span;

/// A phrase of the lexicon that stands in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Where, in bytes of the text.
    pub span: Span,
    /// Its category in the lexicon file, after the words beside it were read (`force` becomes `entity` before
    /// `أمريكية`).
    pub category: &'static str,
    /// Its weight, in `[0, 1]`.
    pub weight: f64,
}

impl Target {
    /// The phrases of the lexicon in a text, from left to right. A phrase of several categories is there once a category.
    ///
    /// ```
    /// let target = claimkit::stance::Target::built_in().unwrap();
    /// let found = target.find("انسحاب القوات الأمريكية");
    /// assert_eq!((found[0].category, found[1].category), ("depart", "entity"));
    /// ```
    pub fn find(&self, text: &str) -> Vec<Found> {
        let tokens = reading::tokenise(text);
        let list = tokens.list();
        let found = |m: &super::trie::Mark| Found {
            span: list[m.start].span.cover(list[m.end - 1].span),
            category: m.sense.category.name(),
            weight: m.sense.weight,
        };
        reading::marks(self, &tokens, 0..tokens.len()).iter().map(found).collect()
    }

    /// Whether an article with this text is read at all: whether one of the target's triggers stands in it.
    pub fn is_touched_by(&self, text: &str) -> bool {
        self.triggers.are_in(&reading::tokenise(text))
    }
}
