//! Checks whose outcomes come in the order of keys, not of rows: the first findings by row are kept as numbers, and their
//! rows are read again at the end.

use super::check::{Finding, SAMPLE, Tally};
use crate::error::Result;
use std::collections::BTreeSet;

/// Adds up one check over rows in any order; `W` is what is known of a finding beside its row.
#[derive(Debug)]
pub(super) struct Late<W> {
    examined: u64,
    failed: u64,
    first: BTreeSet<(u64, W)>,
}

impl<W> Default for Late<W> {
    fn default() -> Self {
        Self { examined: 0, failed: 0, first: BTreeSet::new() }
    }
}

impl<W: Copy + Ord> Late<W> {
    /// Counts one thing in row `at`.
    pub(super) fn check(&mut self, right: bool, at: u64, what: W) {
        self.examined += 1;
        if !right {
            self.wrong(at, what);
        }
    }

    /// Marks a thing wrong that was counted before.
    pub(super) fn wrong(&mut self, at: u64, what: W) {
        self.failed += 1;
        self.first.insert((at, what));
        if self.first.len() > SAMPLE {
            self.first.pop_last();
        }
    }

    /// Counts things that were looked at and are right.
    pub(super) fn passed(&mut self, n: u64) {
        self.examined += n;
    }

    /// Adds everything to a tally; `finding` is called for those findings that it has room for, by row.
    pub(super) fn finish(self, to: &mut Tally, mut finding: impl FnMut(u64, W) -> Result<Finding>) -> Result<()> {
        let findings = self.first.into_iter().take(to.room()).map(|(at, what)| finding(at, what));
        let findings = findings.collect::<Result<Vec<_>>>()?;
        to.add(self.examined, self.failed, findings);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::docs;
    use super::*;

    #[test]
    fn the_first_rows_are_shown_whatever_the_order() {
        let mut late = Late::default();
        late.passed(7);
        (0..100_u64).rev().for_each(|row| late.check(row % 3 != 0, row, 'a'));
        let mut tally = Tally::new(&docs()[0]);
        tally.check(false, || Finding::file("f", "before"));
        late.finish(&mut tally, |row, _| Ok(Finding::file("f", row.to_string()))).unwrap();
        let result = tally.finish();
        assert_eq!((result.examined, result.failed, result.sample.len()), (108, 35, SAMPLE));
        let shown: Vec<&str> = result.sample.iter().map(|f| f.message.as_str()).take(3).collect();
        assert_eq!(shown, ["before", "0", "3"]);
    }
}
