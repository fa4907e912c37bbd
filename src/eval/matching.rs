//! Which predicted claim is which gold claim.

use super::claim::View;
use super::tokens::{iou, span_iou};

/// Cues overlap from this IoU: a cue as long as the article overlaps nothing.
const CUE_TOUCH: f64 = 0.05;

/// Where a side has no cue, contents must share this much.
const NO_CUE: f64 = 0.5;

/// A matched pair.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match {
    pub(super) gold: usize,
    pub(super) predicted: usize,
    /// IoU of the contents.
    pub(super) near: f64,
}

/// One-to-one pairs, best contents first.
pub(super) fn matches(gold: &[View], predicted: &[View]) -> Vec<Match> {
    let mut pairs = Vec::new();
    for (g, a) in gold.iter().enumerate() {
        for (p, b) in predicted.iter().enumerate() {
            let near = iou(&a.content, &b.content);
            let cue = a.cue.zip(b.cue).map(|(x, y)| span_iou(x, y));
            if cue.map_or(near >= NO_CUE, |cue| cue >= CUE_TOUCH) {
                pairs.push((Match { gold: g, predicted: p, near }, cue.unwrap_or(0.0)));
            }
        }
    }
    // A stable sort: equal pairs stay in text order.
    pairs.sort_by(|(a, x), (b, y)| b.near.total_cmp(&a.near).then(y.total_cmp(x)));
    let (mut used_gold, mut used_predicted) = (vec![false; gold.len()], vec![false; predicted.len()]);
    let free = |(m, _): (Match, f64)| {
        let free = !used_gold[m.gold] && !used_predicted[m.predicted];
        if free {
            used_gold[m.gold] = true;
            used_predicted[m.predicted] = true;
        }
        free.then_some(m)
    };
    pairs.into_iter().filter_map(free).collect()
}
