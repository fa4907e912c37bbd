//! A rule's contribution to a stance.

use super::clause::Clause;
use super::trie::Mark;
use crate::model::{Evidence, RuleId, Span};
use arrayvec::ArrayVec;

/// Marks that a rule names at most.
const MOST: usize = 4;

/// A signed contribution, with the words that gave it.
#[derive(Debug, Clone)]
pub(super) struct Vote {
    /// Positive for the target.
    pub(super) value: f64,
    pub(super) rule: RuleId,
    pub(super) spans: ArrayVec<Span, MOST>,
}

/// The votes of one clause.
#[derive(Debug, Default)]
pub(super) struct Votes {
    pub(super) list: Vec<Vote>,
}

impl Votes {
    pub(super) fn push(&mut self, clause: &Clause<'_>, rule: RuleId, value: f64, marks: &[&Mark]) {
        if value != 0.0 {
            let mut spans = ArrayVec::new();
            for mark in marks {
                let span = clause.scene.span(mark);
                if !spans.contains(&span) {
                    spans.push(span);
                }
            }
            self.list.push(Vote { value, rule, spans });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(super) fn sum(&self) -> f64 {
        self.list.iter().map(|v| v.value).sum()
    }
}

/// The evidence of a list of votes, in the order of the text.
pub(super) fn evidence<'v>(votes: impl Iterator<Item = &'v Vote>) -> Vec<Evidence> {
    let mut list: Vec<Evidence> =
        votes.flat_map(|v| v.spans.iter().map(|&span| Evidence { span, rule: v.rule })).collect();
    list.sort_by_key(|e| (e.span, e.rule));
    list.dedup();
    list
}
