//! Whether the labels of people fit the claims that are there: one of another version of the rules or texts, or toward a
//! misspelt target, would only leave a gap.

use super::sinks::{Batch, Flow, Sink};
use crate::config::DatasetConfig;
use crate::error::{Error, ErrorKind, Location, Result};
use crate::labeler::PEOPLE;
use std::collections::{BTreeMap, BTreeSet};

/// The files of labels of a data set.
pub(super) struct People {
    files: Vec<Labels>,
    targets: Vec<String>,
}

/// A file of labels.
struct Labels {
    labeler: String,
    file: String,
    n: usize,
    /// Claims and targets of the labels that fitted nothing so far.
    open: BTreeSet<(String, String)>,
}

impl People {
    /// # Errors
    /// When a file of labels or a target cannot be read.
    pub(super) fn of(config: &DatasetConfig) -> Result<Self> {
        let labelers = super::labelers(config, |spec| spec.labels.is_some())?;
        let targets = labelers.targets().iter().map(|(id, _)| id.clone()).collect();
        let files = config.labelers.iter().filter_map(|spec| {
            let open: BTreeSet<_> = labelers.people(&spec.name)?.cloned().collect();
            let file = spec.labels.clone().unwrap_or_default();
            Some(Labels { labeler: spec.name.clone(), file, n: open.len(), open })
        });
        Ok(Self { files: files.collect(), targets })
    }

    /// What to say of labels that fit nothing, when all claims went by.
    ///
    /// # Errors
    /// When not one label of a file fits.
    pub(super) fn judge(&self) -> Result<Vec<String>> {
        let mut warnings = Vec::new();
        for labels in self.files.iter().filter(|l| !l.open.is_empty()) {
            let message = self.message(labels);
            if labels.open.len() == labels.n {
                let place = format!("labeler.{}.labels", labels.labeler);
                return Err(Error::new(ErrorKind::Data, message)
                    .at(Location::default().field(place))
                    .hint("a claim has another id where its text changed; label claims of a release of now"));
            }
            warnings.push(format!("labeler {}: {message}", labels.labeler));
        }
        Ok(warnings)
    }

    fn message(&self, labels: &Labels) -> String {
        let (mut strange, mut claims) = (BTreeMap::<&str, usize>::new(), Vec::new());
        for (claim, target) in &labels.open {
            if self.targets.contains(target) {
                claims.push(claim);
            } else {
                *strange.entry(target).or_default() += 1;
            }
        }
        let known = self.targets.join(", ");
        let mut why: Vec<String> = strange
            .iter()
            .map(|(target, n)| format!("{n} toward {target:?}, which is no target (targets are {known})"))
            .collect();
        if let Some(first) = claims.first() {
            why.push(format!("{} of claims that the data set does not hold, such as {first}", claims.len()));
        }
        format!("{} of {} labels of {} fit nothing: {}", labels.open.len(), labels.n, labels.file, why.join("; "))
    }
}

impl Sink for People {
    fn take(&mut self, batch: &Batch) -> Result<Flow> {
        if self.files.iter().all(|labels| labels.open.is_empty()) {
            return Ok(Flow::More);
        }
        for claim in batch.rows.iter().flatten().flat_map(|(_, extraction, _)| &extraction.claims) {
            for label in claim.stances.iter().filter(|l| l.rule == PEOPLE) {
                if let Some(labels) = self.files.iter_mut().find(|l| l.labeler == label.labeler) {
                    labels.open.remove(&(claim.claim_id.clone(), label.target.clone()));
                }
            }
        }
        Ok(Flow::More)
    }
}
