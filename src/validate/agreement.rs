//! Agreement between labelers.

use super::check::{CheckDoc, CheckResult, Finding, Severity, Tally};
use super::files::Chunk;
use super::key::key;
use crate::dataset::sort::{Sorter, Spill};
use crate::error::Result;
use std::collections::BTreeMap;

pub(super) const IAA001: CheckDoc = CheckDoc::new(
    "IAA001",
    Severity::Warning,
    "two labelers of the same claims agree with a Cohen's kappa of at least 0.6 (over at least 30 claims)",
    "Below it the labels say more about the labeler than about the claim.",
    "Refine the guidelines and label again, or use only the labels on which both agree.",
);

/// Kappa from which agreement is usable.
const KAPPA: f64 = 0.6;

/// Claims from which the figure means something.
const CLAIMS: u64 = 30;

/// Labels by claim and target, added up by pair of labelers.
#[derive(Debug)]
pub(super) struct Agreement {
    labelers: Vec<String>,
    stances: Vec<String>,
    /// By claim and target: the labeler and the label, as numbers.
    labels: Sorter<0>,
    /// By pair of labelers, how often each pair of labels came.
    pairs: BTreeMap<(u32, u32), BTreeMap<(u32, u32), u64>>,
}

impl Agreement {
    pub(super) fn new(spill: &Spill) -> Self {
        Self { labelers: Vec::new(), stances: Vec::new(), labels: spill.sorter(), pairs: BTreeMap::new() }
    }

    /// Labelers, in a pass before [`stances`](Self::stances): of one alone nothing is kept.
    pub(super) fn labelers(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        for labeler in chunk.text("labeler")?.iter().flatten() {
            number(&mut self.labelers, labeler);
        }
        Ok(())
    }

    pub(super) fn stances(&mut self, chunk: &Chunk<'_>) -> Result<()> {
        if self.labelers.len() < 2 {
            return Ok(());
        }
        let (claims, targets) = (chunk.text("claim_id")?, chunk.text("target_id")?);
        let (labelers, stances) = (chunk.text("labeler")?, chunk.text("stance")?);
        for i in 0..chunk.rows() {
            let of = key(&format!("{}\u{0}{}", claims.get(i).unwrap_or_default(), targets.get(i).unwrap_or_default()));
            let labeler = number(&mut self.labelers, labelers.get(i).unwrap_or_default());
            let stance = number(&mut self.stances, stances.get(i).unwrap_or_default());
            self.labels.push(of, u64::from(labeler) << 32 | u64::from(stance), [])?;
        }
        Ok(())
    }

    /// Compares what was collected.
    pub(super) fn settle(&mut self) -> Result<()> {
        let mut labels = self.labels.take().sorted()?;
        while let Some(first) = labels.next()? {
            let mut counts = BTreeMap::from([(first.at, 1)]);
            while let Some(label) = labels.next_of(first.key)? {
                *counts.entry(label.at).or_default() += 1;
            }
            self.add(&counts);
        }
        Ok(())
    }

    /// Adds the labels of one claim and target, by labeler and label.
    fn add(&mut self, counts: &BTreeMap<u64, u64>) {
        let parts = |at: &u64| ((at >> 32) as u32, *at as u32);
        for (one, n) in counts {
            for (two, m) in counts.range(one..) {
                let ((one, a), (two, b)) = (parts(one), parts(two));
                if one != two {
                    *self.pairs.entry((one, two)).or_default().entry((a, b)).or_default() += n * m;
                }
            }
        }
    }

    pub(super) fn finish(self) -> Vec<CheckResult> {
        let mut tally = Tally::new(&IAA001);
        for (pair, counts) in &self.pairs {
            let total: u64 = counts.values().sum();
            if total < CLAIMS {
                continue;
            }
            let kappa = kappa(counts, total);
            tally.check(kappa >= KAPPA, || {
                let name = |n: u32| self.labelers[n as usize].as_str();
                let message = format!("{} and {}: kappa {kappa:.3} over {total} claims", name(pair.0), name(pair.1));
                Finding::file("stances", message).column("stance")
            });
        }
        vec![tally.finish()]
    }
}

fn number(names: &mut Vec<String>, name: &str) -> u32 {
    let known = names.iter().position(|n| n == name);
    known.unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    }) as u32
}

/// Cohen's kappa of a table of counts; 1 where chance alone explains everything and both agree.
fn kappa(counts: &BTreeMap<(u32, u32), u64>, total: u64) -> f64 {
    let total = total as f64;
    let (mut one, mut two) = (BTreeMap::<u32, f64>::new(), BTreeMap::<u32, f64>::new());
    let mut equal = 0.0;
    for ((a, b), n) in counts {
        let share = *n as f64 / total;
        *one.entry(*a).or_default() += share;
        *two.entry(*b).or_default() += share;
        equal += if a == b { share } else { 0.0 };
    }
    let chance: f64 = one.iter().map(|(label, share)| share * two.get(label).copied().unwrap_or(0.0)).sum();
    if chance >= 1.0 { equal } else { (equal - chance) / (1.0 - chance) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_takes_chance_away() {
        let counts = BTreeMap::from([((0, 0), 20), ((0, 1), 5), ((1, 0), 10), ((1, 1), 15)]);
        assert!((kappa(&counts, 50) - 0.4).abs() < 1e-9);
    }
}
