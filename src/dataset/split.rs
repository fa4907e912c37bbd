//! Which split an article falls into: decided from the article alone, so that neither the order of the corpus nor the
//! number of threads matters, and adding articles never moves one that was there.

use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// Number of a split in [`Splitter::names`].
pub type SplitIndex = u8;

/// How articles are divided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SplitConfig {
    /// `none` (everything in `train`, the split that loaders ask for first) or `random`.
    pub policy: SplitPolicy,
    /// Share of `train`, in `[0, 1]`.
    pub train: f64,
    /// Share of `validation`.
    pub validation: f64,
    /// Share of `test`.
    pub test: f64,
    /// Another seed is another division.
    pub seed: u64,
    /// What stays together.
    pub group_by: GroupBy,
}

impl Default for SplitConfig {
    fn default() -> Self {
        Self { policy: SplitPolicy::None, train: 0.8, validation: 0.1, test: 0.1, seed: 0, group_by: GroupBy::Text }
    }
}

/// Whether a release is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitPolicy {
    /// One split, `train`.
    None,
    /// By a hash of seed and group.
    Random,
}

/// What must not be torn apart. Articles with equal text always stay together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// Articles with equal text.
    Text,
    /// Articles of one outlet (of one source, where the outlet is not known).
    Outlet,
}

/// A division of articles that was checked.
#[derive(Debug, Clone)]
pub struct Splitter {
    names: Vec<&'static str>,
    /// Upper bounds of the shares, the last one 1.
    bounds: Vec<f64>,
    seed: u64,
    group_by: GroupBy,
}

impl Splitter {
    /// Checks a division.
    ///
    /// # Errors
    /// When a share lies outside `[0, 1]` or the shares do not add up to 1.
    pub fn new(config: &SplitConfig) -> Result<Self> {
        let mut splitter = Self { names: vec![], bounds: vec![], seed: config.seed, group_by: config.group_by };
        if config.policy == SplitPolicy::None {
            splitter.names.push("train");
            splitter.bounds.push(1.0);
            return Ok(splitter);
        }
        let shares = [("train", config.train), ("validation", config.validation), ("test", config.test)];
        let sum: f64 = shares.iter().map(|s| s.1).sum();
        if shares.iter().any(|(_, share)| !(0.0..=1.0).contains(share)) || (sum - 1.0).abs() > 1e-9 {
            return Err(Error::new(ErrorKind::Config, format!("the shares of the splits add up to {sum}, not to 1"))
                .hint("train, validation and test are shares between 0 and 1"));
        }
        let mut upper = 0.0;
        for (name, share) in shares.into_iter().filter(|s| s.1 > 0.0) {
            upper += share;
            splitter.names.push(name);
            splitter.bounds.push(upper);
        }
        Ok(splitter)
    }

    /// Names of the splits, in the order of [`SplitIndex`].
    pub fn names(&self) -> &[&'static str] {
        &self.names
    }

    /// The split of an article.
    pub fn assign(&self, text: &[u8; 32], outlet: Option<&str>, source: &str) -> SplitIndex {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.seed.to_le_bytes());
        match self.group_by {
            GroupBy::Text => hasher.update(text),
            GroupBy::Outlet => hasher.update(outlet.unwrap_or(source).as_bytes()),
        };
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        // 53 bits are what a double holds exactly.
        let share = (u64::from_le_bytes(first) >> 11) as f64 / (1_u64 << 53) as f64;
        let index = self.bounds.iter().position(|&upper| share < upper).unwrap_or(self.bounds.len() - 1);
        index as SplitIndex
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_met_and_outlets_stay_together() {
        let config = SplitConfig { policy: SplitPolicy::Random, seed: 7, ..SplitConfig::default() };
        let splitter = Splitter::new(&config).unwrap();
        let mut counts = [0; 3];
        for n in 0..10_000_u32 {
            counts[splitter.assign(blake3::hash(&n.to_le_bytes()).as_bytes(), None, "s") as usize] += 1;
        }
        assert!((7_800..8_200).contains(&counts[0]) && (850..1_150).contains(&counts[1]), "{counts:?}");

        let splitter = Splitter::new(&SplitConfig { group_by: GroupBy::Outlet, ..config }).unwrap();
        let of = |n: u8| splitter.assign(&[n; 32], Some("صحيفة"), "s");
        assert!((0..50).all(|n| of(n) == of(0)));
    }

    #[test]
    fn shares_must_add_up() {
        let config = SplitConfig { policy: SplitPolicy::Random, train: 0.9, ..SplitConfig::default() };
        assert!(Splitter::new(&config).unwrap_err().to_string().contains("add up to"));
        assert_eq!(Splitter::new(&SplitConfig::default()).unwrap().names(), ["train"]);
    }
}
