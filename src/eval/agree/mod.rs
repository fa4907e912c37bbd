//! How far labelers agree: Cohen's kappa, Fleiss' kappa, Krippendorff's alpha for names.
//!
//! * Cohen (1960) compares two labelers on the claims that both labelled; with more labelers it is the mean over pairs.
//! * Fleiss (1971) takes the claims that *every* labeler labelled.
//! * Krippendorff (2011, nominal) takes every claim that at least two labelled, so that gaps lose nothing else.
//!
//! For one label, everything is counted once more with all other labels as one. Intervals draw whole articles, because
//! claims of one article are not independent.

mod sums;
mod table;
#[cfg(test)]
mod tests;

pub use table::table;

use super::{Estimate, bootstrap};
use crate::error::{Error, ErrorKind, Result};
use crate::labels::Label;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use sums::Sums;

/// What to compute.
#[derive(Debug, Clone)]
pub struct Options {
    /// Facets by which the figures are listed.
    pub by: Vec<String>,
    /// Resamples of the bootstrap; 0 gives no intervals.
    pub resamples: usize,
    /// Seed of the bootstrap.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { by: Vec::new(), resamples: 1_000, seed: 20 }
    }
}

/// The figures of a set of claims. A figure is `None` where nothing can be compared, or where only one label occurs, so
/// that chance alone would agree.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Coefficients {
    /// Share of the pairs of labels that are equal, in `[0, 1]`.
    pub observed: Estimate,
    /// Cohen's kappa, mean over pairs of labelers.
    pub cohen: Estimate,
    /// Fleiss' kappa.
    pub fleiss: Estimate,
    /// Krippendorff's alpha, nominal.
    pub alpha: Estimate,
    /// Claims with at least two labels.
    pub claims: u64,
    /// Claims that every labeler labelled.
    pub complete: u64,
}

/// Cohen's kappa of two labelers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairKappa {
    /// The two labelers.
    pub labelers: [String; 2],
    /// Claims that both labelled.
    pub claims: u64,
    /// Share of them with one label.
    pub observed: Estimate,
    /// Their kappa.
    pub kappa: Estimate,
}

/// The figures of one value of a facet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FacetRow {
    /// The value.
    pub value: String,
    /// Its figures.
    pub figures: Coefficients,
}

/// How far labelers agree.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Agreement {
    /// The labelers, sorted.
    pub labelers: Vec<String>,
    /// The labels that occur, sorted.
    pub labels: Vec<String>,
    /// Over all claims.
    pub all: Coefficients,
    /// One label against the others.
    pub by_label: BTreeMap<String, Coefficients>,
    /// Two labelers at a time.
    pub pairs: Vec<PairKappa>,
    /// By facets.
    pub by: BTreeMap<String, Vec<FacetRow>>,
}

/// One claim: the label of every labeler, as numbers.
#[derive(Debug, Clone)]
struct Unit {
    cluster: usize,
    ratings: Vec<Option<usize>>,
    facets: Vec<String>,
}

/// Computes the agreement of labels; a claim and target is one unit.
///
/// ```
/// use claimkit::eval::agree::{agreement, Options};
/// use claimkit::labels::Label;
/// let label = |claim: &str, labeler: &str, stance: &str| Label {
///     claim_id: claim.into(), labeler: labeler.into(), stance: stance.into(), ..Label::default()
/// };
/// let labels = [label("1", "a", "favor"), label("1", "b", "favor"), label("2", "a", "favor"), label("2", "b", "against")];
/// let found = agreement(&labels, &Options::default()).unwrap();
/// assert_eq!(found.all.observed.value, Some(0.5));
/// ```
///
/// # Errors
/// If there are fewer than two labelers, or no claim that two of them labelled.
pub fn agreement(labels: &[Label], options: &Options) -> Result<Agreement> {
    let names = |of: fn(&Label) -> &str| -> Vec<String> {
        labels.iter().map(of).collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect()
    };
    let (labelers, stances) = (names(|l| &l.labeler), names(|l| &l.stance));
    let units = units(labels, &labelers, &stances, &options.by);
    if !units.iter().any(|u| u.ratings.iter().flatten().count() > 1) {
        let message = format!("no claim has two labels; labelers are {}", labelers.join(", "));
        return Err(
            Error::new(ErrorKind::Data, message).hint("give the files of at least two labelers of the same claims")
        );
    }
    let shape = (labelers.len(), stances.len());
    let all: Vec<&Unit> = units.iter().collect();
    let figures = estimates(&all, shape, options);
    let mut by = BTreeMap::new();
    for (n, facet) in options.by.iter().enumerate() {
        let values: BTreeSet<&str> = units.iter().map(|u| u.facets[n].as_str()).collect();
        let row = |value: &str| {
            let part: Vec<&Unit> = units.iter().filter(|u| u.facets[n] == value).collect();
            FacetRow { value: value.to_owned(), figures: estimates(&part, shape, options).all }
        };
        by.insert(facet.clone(), values.into_iter().map(row).collect());
    }
    let name = |(a, b): (usize, usize)| [labelers[a].clone(), labelers[b].clone()];
    let pair = |(at, (claims, observed, kappa))| PairKappa { labelers: name(at), claims, observed, kappa };
    let pairs = pairs_of(labelers.len()).zip(figures.pairs).map(pair).collect();
    let by_label = stances.iter().cloned().zip(figures.by_label).collect();
    Ok(Agreement { labelers, labels: stances, all: figures.all, by_label, pairs, by })
}

/// Pairs of labelers, in order.
fn pairs_of(labelers: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..labelers).flat_map(move |a| (a + 1..labelers).map(move |b| (a, b)))
}

fn units(labels: &[Label], labelers: &[String], stances: &[String], by: &[String]) -> Vec<Unit> {
    let place = |list: &[String], name: &str| list.binary_search_by(|l| l.as_str().cmp(name)).ok();
    let mut clusters: BTreeMap<&str, usize> = BTreeMap::new();
    let mut units: BTreeMap<(&str, &str), Unit> = BTreeMap::new();
    for label in labels {
        // A claim whose article is not known is a cluster of its own.
        let article = if label.article_id.is_empty() { &label.claim_id } else { &label.article_id };
        let next = clusters.len();
        let cluster = *clusters.entry(article).or_insert(next);
        let unit = units.entry((&label.claim_id, &label.target)).or_insert_with(|| Unit {
            cluster,
            ratings: vec![None; labelers.len()],
            facets: vec![String::new(); by.len()],
        });
        if let Some(at) = place(labelers, &label.labeler) {
            unit.ratings[at] = place(stances, &label.stance);
        }
        for (facet, name) in unit.facets.iter_mut().zip(by) {
            // `labels` of people may lack what labels of the release have.
            if let Some(value) = label.facets.get(name).filter(|_| facet.is_empty()) {
                facet.clone_from(value);
            }
        }
    }
    units.into_values().collect()
}

/// All figures of some claims.
struct Figures {
    all: Coefficients,
    by_label: Vec<Coefficients>,
    pairs: Vec<(u64, Estimate, Estimate)>,
}

fn estimates(units: &[&Unit], (labelers, labels): (usize, usize), options: &Options) -> Figures {
    // Units of one article are summed once; a resample adds up articles.
    let mut clusters: BTreeMap<usize, Sums> = BTreeMap::new();
    for unit in units {
        clusters.entry(unit.cluster).or_insert_with(|| Sums::new(labelers, labels)).add_unit(&unit.ratings);
    }
    let clusters: Vec<Sums> = clusters.into_values().collect();
    let total = |numbers: &mut dyn Iterator<Item = usize>| {
        let mut sums = Sums::new(labelers, labels);
        for i in numbers {
            sums.add(&clusters[i]);
        }
        sums
    };
    let sums = total(&mut (0..clusters.len()));
    let intervals = bootstrap::intervals(clusters.len(), options.resamples, options.seed, |drawn| {
        total(&mut drawn.iter().copied()).values()
    });
    let mut values = sums.values().into_iter().zip(intervals).map(|(value, interval)| Estimate {
        value,
        low: interval.map(|(low, _)| low),
        high: interval.map(|(_, high)| high),
    });
    let mut next = || values.next().unwrap_or_default();
    let (claims, complete) = sums.claims();
    let mut coefficients =
        || Coefficients { observed: next(), cohen: next(), fleiss: next(), alpha: next(), claims, complete };
    let all = coefficients();
    let by_label = (0..labels).map(|_| coefficients()).collect();
    let pairs = sums.pair_claims().iter().map(|&n| (n, next(), next())).collect();
    Figures { all, by_label, pairs }
}
