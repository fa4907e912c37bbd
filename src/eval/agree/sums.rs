//! Sums over claims, from which every coefficient follows; they add up, so that a resample is a sum of articles.

use super::pairs_of;

/// Sums of some claims.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    labelers: usize,
    labels: usize,
    /// Claims with at least two labels.
    claims: u64,
    /// Claims that every labeler labelled.
    complete: u64,
    /// Krippendorff: labels that can be paired, in all and by label.
    n: f64,
    n_of: Vec<f64>,
    /// Pairs that are equal, by label; and pairs that both are another label.
    equal: Vec<f64>,
    both_other: Vec<f64>,
    /// Fleiss: labels of complete claims by label; sum of the agreement of a claim, and of "it or not it".
    column: Vec<f64>,
    agreed: f64,
    agreed_of: Vec<f64>,
    /// Cohen: tables of pairs of labelers, rows and columns are labels; and the claims in each.
    tables: Vec<f64>,
    pair_claims: Vec<u64>,
}

impl Sums {
    pub(super) fn new(labelers: usize, labels: usize) -> Self {
        let pairs = labelers * labelers.saturating_sub(1) / 2;
        let zeros = || vec![0.0; labels];
        Self {
            labelers,
            labels,
            claims: 0,
            complete: 0,
            n: 0.0,
            n_of: zeros(),
            equal: zeros(),
            both_other: zeros(),
            column: zeros(),
            agreed: 0.0,
            agreed_of: zeros(),
            tables: vec![0.0; pairs * labels * labels],
            pair_claims: vec![0; pairs],
        }
    }

    /// Adds a claim.
    pub(super) fn add_unit(&mut self, ratings: &[Option<usize>]) {
        let mut counts = vec![0.0; self.labels];
        ratings.iter().flatten().for_each(|&label| counts[label] += 1.0);
        let m = counts.iter().sum::<f64>();
        if m < 2.0 {
            return;
        }
        self.claims += 1;
        self.n += m;
        for (label, &c) in counts.iter().enumerate() {
            let rest = m - c;
            self.n_of[label] += c;
            self.equal[label] += c * (c - 1.0) / (m - 1.0);
            self.both_other[label] += rest * (rest - 1.0) / (m - 1.0);
        }
        let square = self.labels * self.labels;
        for (pair, (a, b)) in pairs_of(self.labelers).enumerate() {
            if let (Some(x), Some(y)) = (ratings[a], ratings[b]) {
                self.tables[pair * square + x * self.labels + y] += 1.0;
                self.pair_claims[pair] += 1;
            }
        }
        if ratings.iter().all(Option::is_some) {
            self.complete += 1;
            let share = |same: f64| same / (m * (m - 1.0));
            self.agreed += share(counts.iter().map(|c| c * (c - 1.0)).sum());
            for (label, &c) in counts.iter().enumerate() {
                self.column[label] += c;
                self.agreed_of[label] += share(c * (c - 1.0) + (m - c) * (m - c - 1.0));
            }
        }
    }

    /// Adds other sums.
    pub(super) fn add(&mut self, other: &Self) {
        self.claims += other.claims;
        self.complete += other.complete;
        self.n += other.n;
        self.agreed += other.agreed;
        self.pair_claims.iter_mut().zip(&other.pair_claims).for_each(|(a, b)| *a += b);
        let lists = [
            (&mut self.n_of, &other.n_of),
            (&mut self.equal, &other.equal),
            (&mut self.both_other, &other.both_other),
            (&mut self.column, &other.column),
            (&mut self.agreed_of, &other.agreed_of),
            (&mut self.tables, &other.tables),
        ];
        for (to, from) in lists {
            to.iter_mut().zip(from).for_each(|(a, b)| *a += b);
        }
    }

    /// Claims with at least two labels, and with all.
    pub(super) fn claims(&self) -> (u64, u64) {
        (self.claims, self.complete)
    }

    /// Claims that both labelers of a pair labelled.
    pub(super) fn pair_claims(&self) -> &[u64] {
        &self.pair_claims
    }

    /// Observed agreement, Cohen, Fleiss, alpha of all; the same by label; observed agreement and Cohen by pair.
    pub(super) fn values(&self) -> Vec<Option<f64>> {
        let labels = self.labels;
        let tables: Vec<&[f64]> = self.tables.chunks(labels * labels).collect();
        let kappas: Vec<[Option<f64>; 2]> = tables.iter().map(|t| cohen(t, labels)).collect();
        let mut values = vec![
            share(tables.iter().map(|t| diagonal(t, labels)).sum(), self.tables.iter().sum()),
            mean(kappas.iter().map(|k| k[1])),
            self.fleiss(self.agreed, self.column.iter().copied()),
            alpha(self.n, self.equal.iter().sum(), self.n_of.iter().copied()),
        ];
        for label in 0..labels {
            let folded: Vec<[f64; 4]> = tables.iter().map(|t| fold(t, labels, label)).collect();
            values.extend([
                share(folded.iter().map(|t| t[0] + t[3]).sum(), self.tables.iter().sum()),
                mean(folded.iter().map(|t| cohen(t, 2)[1])),
                self.fleiss(self.agreed_of[label], halves(&self.column, label)),
                alpha(self.n, self.equal[label] + self.both_other[label], halves(&self.n_of, label)),
            ]);
        }
        values.extend(kappas.into_iter().flatten());
        values
    }

    fn fleiss(&self, agreed: f64, columns: impl Iterator<Item = f64>) -> Option<f64> {
        let claims = self.complete as f64;
        let all = claims * self.labelers as f64;
        let observed = share(agreed, claims)?;
        corrected(observed, columns.map(|n| (n / all).powi(2)).sum())
    }
}

/// A label and all others.
fn halves(of: &[f64], label: usize) -> impl Iterator<Item = f64> + use<> {
    let all = of.iter().sum::<f64>();
    [of[label], all - of[label]].into_iter()
}

/// Krippendorff's alpha from the labels that can be paired and the pairs that are equal.
fn alpha(n: f64, equal: f64, by_label: impl Iterator<Item = f64>) -> Option<f64> {
    let expected = n * n - by_label.map(|c| c * c).sum::<f64>();
    // Only one label: there is nothing to disagree about.
    (expected > 0.0).then(|| 1.0 - (n - 1.0) * (n - equal) / expected)
}

/// Observed agreement and kappa of one table.
fn cohen(table: &[f64], labels: usize) -> [Option<f64>; 2] {
    let n = table.iter().sum::<f64>();
    let Some(observed) = share(diagonal(table, labels), n) else { return [None, None] };
    let row = |i: usize| table[i * labels..(i + 1) * labels].iter().sum::<f64>();
    let column = |i: usize| (0..labels).map(|r| table[r * labels + i]).sum::<f64>();
    let expected = (0..labels).map(|i| row(i) * column(i)).sum::<f64>() / (n * n);
    [Some(observed), corrected(observed, expected)]
}

fn diagonal(table: &[f64], labels: usize) -> f64 {
    (0..labels).map(|i| table[i * labels + i]).sum()
}

/// The table of one label and all others.
fn fold(table: &[f64], labels: usize, label: usize) -> [f64; 4] {
    let mut folded = [0.0; 4];
    for (i, n) in table.iter().enumerate() {
        let (row, column) = (i / labels == label, i % labels == label);
        folded[usize::from(!row) * 2 + usize::from(!column)] += n;
    }
    folded
}

fn corrected(observed: f64, expected: f64) -> Option<f64> {
    (expected < 1.0).then(|| (observed - expected) / (1.0 - expected))
}

fn share(part: f64, of: f64) -> Option<f64> {
    (of > 0.0).then(|| part / of)
}

fn mean(values: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let there: Vec<f64> = values.flatten().collect();
    share(there.iter().sum(), there.len() as f64)
}
