//! From sums to figures, intervals and slices.

use super::claim::Doc;
use super::count::{ABSENT, Counts, OUTCOMES, PRF, RATES, SIDES, count};
use super::{Baselines, Options, Slice, bootstrap};
use crate::model::{Stance, Vocabulary};
use serde::Serialize;
use std::collections::BTreeMap;

/// A figure with its 95 % interval; `None` where there is nothing to count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// The figure, in `[0, 1]`.
    pub value: Option<f64>,
    /// Lower end of the interval.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
}

/// Precision, recall and their harmonic mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct PrfScore {
    /// Precision.
    pub p: Estimate,
    /// Recall.
    pub r: Estimate,
    /// Harmonic mean.
    pub f1: Estimate,
}

/// A share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct RateScore {
    /// The share.
    pub rate: Estimate,
    /// How many.
    pub right: u64,
    /// Of how many.
    pub of: u64,
}

/// Figures of stance.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct StanceScore {
    /// Mean F1 of the labels that occur.
    pub macro_f1: Estimate,
    /// Mean F1 of favor and against.
    pub mean_f: Estimate,
    /// Share of gold claims with the right label.
    pub accuracy: Estimate,
    /// F1 of every label.
    pub f1: BTreeMap<&'static str, Estimate>,
}

/// Recall over the gold claims of one value of a slice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SliceRow {
    /// The value.
    pub value: String,
    /// Gold claims.
    pub n: u64,
    /// Share found, with near content, resolved speaker, right anonymity, right stance, all of these.
    pub recall: BTreeMap<&'static str, f64>,
}

/// Everything that was scored.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Scores {
    /// Articles of the gold.
    pub articles: u64,
    /// Gold claims.
    pub gold: u64,
    /// Predicted claims.
    pub predicted: u64,
    /// Predicted claims that are anonymous and carry a name; must be 0.
    pub anonymous_with_name: u64,
    /// Figures with precision and recall.
    pub prf: BTreeMap<&'static str, PrfScore>,
    /// Shares.
    pub rates: BTreeMap<&'static str, RateScore>,
    /// Stance of the matched claims.
    pub stance_matched: StanceScore,
    /// Stance of all claims: a missed claim is a miss of its label, a spurious one a false alarm of its label.
    pub stance_end_to_end: StanceScore,
    /// What baselines that do not know the target reach on the matched claims.
    pub stance_baselines: Baselines,
    /// Gold label, then predicted label, `unlabelled`, or `missed`; row `spurious` for claims without gold.
    pub confusion: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
    /// Recall by slices.
    pub slices: BTreeMap<&'static str, Vec<SliceRow>>,
    /// What may make the figures mean something else.
    pub warnings: Vec<String>,
}

/// Figures of articles.
pub(super) fn scores(docs: &[Doc], options: &Options) -> Scores {
    let counted: Vec<_> = docs.iter().map(count).collect();
    let mut total = Counts::default();
    for (counts, _) in &counted {
        total.add(counts);
    }
    let articles: Vec<&Counts> = counted.iter().map(|(counts, _)| counts).collect();
    let intervals = intervals(&articles, options);
    let mut estimates = values(&total).into_iter().zip(intervals).map(|(value, interval)| Estimate {
        value,
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
    });
    let mut next = || estimates.next().unwrap_or_default();
    let [detected, ..] = total.prf;
    Scores {
        articles: docs.len() as u64,
        gold: detected[2],
        predicted: detected[1],
        anonymous_with_name: total.anonymous_with_name,
        prf: PRF.iter().map(|(name, _)| (*name, PrfScore { p: next(), r: next(), f1: next() })).collect(),
        rates: RATES
            .iter()
            .zip(total.rates)
            .map(|((name, _), [right, of])| (*name, RateScore { rate: next(), right, of }))
            .collect(),
        stance_matched: stance_score(&mut next),
        stance_end_to_end: stance_score(&mut next),
        stance_baselines: Baselines::default(),
        confusion: confusion(&total),
        slices: options.by.iter().map(|slice| (slice.as_str(), rows(*slice, docs, &counted))).collect(),
        warnings: Vec::new(),
    }
}

/// Every figure, in the order in which [`scores`] takes them.
pub(super) fn values(counts: &Counts) -> Vec<Option<f64>> {
    let mut values: Vec<_> = counts.prf.iter().flat_map(|&[right, p, g]| prf(right, p, g)).collect();
    values.extend(counts.rates.iter().map(|&[right, of]| share(right, of)));
    values.extend(stance(counts, SIDES - 1));
    values.extend(stance(counts, SIDES));
    values
}

fn share(part: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

/// Precision, recall, F1; nothing where neither side has anything.
fn prf(right: u64, predicted: u64, gold: u64) -> [Option<f64>; 3] {
    let all = share(2 * right, predicted + gold);
    [all.map(|_| share(right, predicted).unwrap_or(0.0)), all.map(|_| share(right, gold).unwrap_or(0.0)), all]
}

fn mean(of: &[Option<f64>]) -> Option<f64> {
    let there: Vec<f64> = of.iter().copied().flatten().collect();
    (!there.is_empty()).then(|| there.iter().sum::<f64>() / there.len() as f64)
}

/// Macro-F1, mean F of favor and against, accuracy, F1 of every label, over the first `sides` rows and columns.
fn stance(counts: &Counts, sides: usize) -> Vec<Option<f64>> {
    let cells = &counts.stance;
    let f1 = |s: usize| {
        let [predicted, gold] = [(0..sides).map(|g| cells[g][s]).sum(), (0..sides).map(|p| cells[s][p]).sum()];
        prf(cells[s][s], predicted, gold)[2]
    };
    let labels = 0..Stance::ALL.len();
    let by_label: Vec<_> = labels.clone().map(f1).collect();
    let right = labels.clone().map(|s| cells[s][s]).sum();
    let gold = labels.flat_map(|s| cells[s][..sides].iter()).sum();
    let sided = [Stance::Favor as usize, Stance::Against as usize].map(|s| by_label[s]);
    let mut values = vec![mean(&by_label), mean(&sided), share(right, gold)];
    values.extend(by_label);
    values
}

fn stance_score(next: &mut impl FnMut() -> Estimate) -> StanceScore {
    StanceScore {
        macro_f1: next(),
        mean_f: next(),
        accuracy: next(),
        f1: Stance::ALL.iter().map(|s| (s.as_str(), next())).collect(),
    }
}

/// Scores labels of claims, article by article, each a pair of gold and predicted label.
///
/// ```
/// use claimkit::eval::{Options, judge};
/// use claimkit::model::Stance::{Against, Favor};
/// let score = judge(&[vec![(Favor, Favor), (Against, Favor)]], &Options::default());
/// assert_eq!(score.accuracy.value, Some(0.5));
/// ```
pub fn judge(articles: &[Vec<(Stance, Stance)>], options: &Options) -> StanceScore {
    let counted: Vec<Counts> = articles
        .iter()
        .map(|pairs| {
            let mut counts = Counts::default();
            for (gold, predicted) in pairs {
                counts.stance[*gold as usize][*predicted as usize] += 1;
            }
            counts
        })
        .collect();
    let sum = |numbers: &mut dyn Iterator<Item = usize>| {
        let mut total = Counts::default();
        for i in numbers {
            total.add(&counted[i]);
        }
        stance(&total, SIDES - 1)
    };
    let values = sum(&mut (0..counted.len()));
    let intervals =
        bootstrap::intervals(counted.len(), options.resamples, options.seed, |drawn| sum(&mut drawn.iter().copied()));
    let mut estimates = values.into_iter().zip(intervals).map(|(value, interval)| Estimate {
        value,
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
    });
    stance_score(&mut || estimates.next().unwrap_or_default())
}

fn confusion(counts: &Counts) -> BTreeMap<&'static str, BTreeMap<&'static str, u64>> {
    let label = |i: usize, absent: &'static str| match Stance::ALL.get(i) {
        Some(stance) => stance.as_str(),
        None if i == ABSENT => absent,
        None => "unlabelled",
    };
    let row = |cells: &[u64; SIDES]| cells.iter().enumerate().map(|(i, n)| (label(i, "missed"), *n)).collect();
    counts.stance.iter().enumerate().map(|(i, cells)| (label(i, "spurious"), row(cells))).collect()
}

/// Recall by the values of a slice.
fn rows(slice: Slice, docs: &[Doc], counted: &[(Counts, Vec<[bool; OUTCOMES.len()]>)]) -> Vec<SliceRow> {
    let mut sums: BTreeMap<String, (u64, [u64; OUTCOMES.len()])> = BTreeMap::new();
    for (doc, (_, outcomes)) in docs.iter().zip(counted) {
        for (claim, outcome) in doc.gold.iter().zip(outcomes) {
            let (n, right) = sums.entry(slice.of(doc.id, claim.record)).or_default();
            *n += 1;
            right.iter_mut().zip(outcome).for_each(|(sum, &right)| *sum += u64::from(right));
        }
    }
    let row = |(value, (n, right)): (String, (u64, [u64; OUTCOMES.len()]))| SliceRow {
        value,
        n,
        recall: OUTCOMES.into_iter().zip(right).map(|(name, sum)| (name, sum as f64 / n as f64)).collect(),
    };
    sums.into_iter().map(row).collect()
}

/// 95 % percentile intervals of every figure over resamples of whole articles.
fn intervals(articles: &[&Counts], options: &Options) -> Vec<Option<(f64, f64)>> {
    bootstrap::intervals(articles.len(), options.resamples, options.seed, |drawn| {
        let mut total = Counts::default();
        for &i in drawn {
            total.add(articles[i]);
        }
        values(&total)
    })
}
