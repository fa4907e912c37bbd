//! Counts of one article. They add up over articles; every figure is made from sums.

use super::claim::{Doc, View};
use super::matching::{Match, matches};
use super::tokens::{common, iou};
use crate::model::{Stance, Vocabulary};
use std::collections::BTreeSet;

/// IoU of contents and speakers that are as good as equal.
const NEAR: f64 = 0.8;

/// Speakers overlap from this IoU.
const SPEAKER_TOUCH: f64 = 0.1;

/// Figures with precision and recall: name and title.
pub(super) const PRF: [(&str, &str); 11] = [
    ("detection", "claim detection"),
    ("content_exact", "content exact"),
    ("content_iou80", "content IoU >= 0.8"),
    ("content_tokens", "content tokens"),
    ("speaker_overlap", "speaker span, overlap"),
    ("speaker_iou80", "speaker span, IoU >= 0.8"),
    ("anonymous", "anonymous"),
    ("formula", "anonymity formula, this mention"),
    ("explicit", "explicitly anonymous, this speaker"),
    ("nested", "nested in"),
    ("tuple", "whole tuple"),
];

/// Figures that are shares: name and title.
pub(super) const RATES: [(&str, &str); 6] = [
    ("resolved", "resolved speaker, all gold claims"),
    ("resolved_elided", "resolved speaker, gold claims without mention"),
    ("resolved_matched", "resolved speaker, matched claims"),
    ("unknown_speaker", "unknown speaker, matched claims (less is better)"),
    ("anonymity_matched", "anonymous or not, matched claims"),
    ("quote_type", "quote type, matched claims"),
];

/// Columns of a confusion: the stances, no label, no such claim on this side.
pub(super) const SIDES: usize = Stance::ALL.len() + 2;

/// No label.
const UNLABELLED: usize = Stance::ALL.len();

/// No such claim on this side: missed or spurious.
pub(super) const ABSENT: usize = UNLABELLED + 1;

/// What was right of one gold claim.
pub(super) const OUTCOMES: [&str; 6] = ["found", "content", "resolved", "anonymity", "stance", "tuple"];

/// Sums.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Right, predicted, gold, in the order of [`PRF`].
    pub(super) prf: [[u64; 3]; PRF.len()],
    /// Right, of how many, in the order of [`RATES`].
    pub(super) rates: [[u64; 2]; RATES.len()],
    /// Stances, gold by predicted.
    pub(super) stance: [[u64; SIDES]; SIDES],
    /// Anonymous predictions that carry a name; must be 0.
    pub(super) anonymous_with_name: u64,
}

impl Counts {
    pub(super) fn add(&mut self, other: &Self) {
        let pairs = self.prf.as_flattened_mut().iter_mut().zip(other.prf.as_flattened());
        let pairs = pairs.chain(self.rates.as_flattened_mut().iter_mut().zip(other.rates.as_flattened()));
        let pairs = pairs.chain(self.stance.as_flattened_mut().iter_mut().zip(other.stance.as_flattened()));
        pairs.for_each(|(a, b)| *a += b);
        self.anonymous_with_name += other.anonymous_with_name;
    }
}

/// Counts of an article, and what was right of every gold claim.
pub(super) fn count(doc: &Doc) -> (Counts, Vec<[bool; OUTCOMES.len()]>) {
    let pairs = matches(&doc.gold, &doc.predicted);
    let found: Vec<Found> = pairs.iter().map(|m| Found::new(doc, &pairs, m)).collect();
    let mut counts = Counts {
        prf: prf(doc, &found).map(|row| row.map(|n| n as u64)),
        rates: rates(doc, &found).map(|row| row.map(|n| n as u64)),
        ..Counts::default()
    };
    let side = |v: &View| v.stance.map_or(UNLABELLED, |s| s as usize);
    let mut outcomes = vec![[false; OUTCOMES.len()]; doc.gold.len()];
    let mut left: (Vec<_>, Vec<_>) = (doc.gold.iter().map(side).collect(), doc.predicted.iter().map(side).collect());
    for (f, m) in found.iter().zip(&pairs) {
        let (g, p) = (&mut left.0[m.gold], &mut left.1[m.predicted]);
        counts.stance[*g][*p] += 1;
        (*g, *p) = (ABSENT, ABSENT);
        outcomes[m.gold] = [true, f.near, f.resolved, f.anonymity, f.stance, f.tuple()];
    }
    left.0.iter().filter(|&&g| g != ABSENT).for_each(|&g| counts.stance[g][ABSENT] += 1);
    left.1.iter().filter(|&&p| p != ABSENT).for_each(|&p| counts.stance[ABSENT][p] += 1);
    let named = |p: &&View| p.anonymous && p.has_name();
    counts.anonymous_with_name = doc.predicted.iter().filter(named).count() as u64;
    (counts, outcomes)
}

/// A matched pair, judged.
struct Found<'a> {
    gold: &'a View<'a>,
    predicted: &'a View<'a>,
    near: bool,
    resolved: bool,
    anonymity: bool,
    stance: bool,
    /// Both stand in claims that are matched with each other.
    nested: bool,
}

impl<'a> Found<'a> {
    fn new(doc: &'a Doc, pairs: &[Match], m: &Match) -> Self {
        let (gold, predicted) = (&doc.gold[m.gold], &doc.predicted[m.predicted]);
        let rivals: BTreeSet<&str> = doc.gold.iter().map(|g| g.name.as_str()).collect();
        let outer = |views: &[View], of: &View| {
            let id = of.record.nested_in.as_ref()?;
            views.iter().position(|v| v.record.claim_id == *id)
        };
        let outers = outer(&doc.gold, gold).zip(outer(&doc.predicted, predicted));
        Self {
            gold,
            predicted,
            near: m.near >= NEAR,
            resolved: gold.is_said_by(predicted, &rivals),
            anonymity: gold.anonymous == predicted.anonymous,
            stance: gold.stance == predicted.stance,
            nested: outers.is_some_and(|(g, p)| pairs.iter().any(|m| (m.gold, m.predicted) == (g, p))),
        }
    }

    fn tuple(&self) -> bool {
        self.near && self.resolved && self.anonymity && self.stance
    }

    fn speaker_iou(&self) -> Option<f64> {
        self.gold.speaker.as_ref().zip(self.predicted.speaker.as_ref()).map(|(a, b)| iou(a, b))
    }
}

/// Right, predicted and gold in the order of [`PRF`].
fn prf(doc: &Doc, found: &[Found]) -> [[usize; 3]; PRF.len()] {
    let hits = |test: &dyn Fn(&Found) -> bool| found.iter().filter(|f| test(f)).count();
    let have =
        |test: &dyn Fn(&View) -> bool| [&doc.predicted, &doc.gold].map(|side| side.iter().filter(|v| test(v)).count());
    let of = |hits: usize, [predicted, gold]: [usize; 2]| [hits, predicted, gold];
    let flag = |test: &dyn Fn(&View) -> bool| of(hits(&|f| test(f.gold) && test(f.predicted)), have(test));
    let all = [doc.predicted.len(), doc.gold.len()];
    let tokens = [&doc.predicted, &doc.gold].map(|side| side.iter().map(|v| v.content.len()).sum());
    let shared = found.iter().map(|f| common(&f.gold.content, &f.predicted.content)).sum();
    let overt = have(&|v| v.speaker.is_some());
    [
        of(found.len(), all),
        of(hits(&|f| f.gold.content == f.predicted.content), all),
        of(hits(&|f| f.near), all),
        of(shared, tokens),
        of(hits(&|f| f.speaker_iou().is_some_and(|x| x >= SPEAKER_TOUCH)), overt),
        of(hits(&|f| f.speaker_iou().is_some_and(|x| x >= NEAR)), overt),
        flag(&|v| v.anonymous),
        flag(&|v| v.formula),
        flag(&|v| v.explicit),
        of(hits(&|f| f.nested), have(&|v| v.record.nested_in.is_some())),
        of(hits(&|f| f.tuple()), all),
    ]
}

/// Right and of how many in the order of [`RATES`].
fn rates(doc: &Doc, found: &[Found]) -> [[usize; 2]; RATES.len()] {
    let hits = |test: &dyn Fn(&Found) -> bool| found.iter().filter(|f| test(f)).count();
    let elided = |v: &View| v.speaker.is_none();
    [
        [hits(&|f| f.resolved), doc.gold.len()],
        [hits(&|f| f.resolved && elided(f.gold)), doc.gold.iter().filter(|g| elided(g)).count()],
        [hits(&|f| f.resolved), found.len()],
        [hits(&|f| f.predicted.name.is_empty()), found.len()],
        [hits(&|f| f.anonymity), found.len()],
        [hits(&|f| f.gold.quote == f.predicted.quote), found.len()],
    ]
}
