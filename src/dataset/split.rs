//! Which split an article falls into.
//!
//! What belongs together (equal and nearly equal texts, one address, one story, and what the policy adds: outlets or speakers) forms
//! a group, and a group is never torn apart. Under `random`, `outlet`, `speaker` and `target` a group is placed by a hash
//! of its first article, so that neither the order of the corpus nor the number of threads matters, and more articles
//! never move a group that stays as it was. `date` and `stratify` look at the whole corpus, so they may.

use super::groups::Groups;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// Number of a split in [`Splitter::names`].
pub type SplitIndex = u8;

/// How articles are divided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SplitConfig {
    /// How groups are placed.
    pub policy: SplitPolicy,
    /// Share of `train`, in `[0, 1]`.
    pub train: f64,
    /// Share of `validation`.
    pub validation: f64,
    /// Share of `test`.
    pub test: f64,
    /// Another seed is another division.
    pub seed: u64,
    /// What stays together beside copies.
    pub group_by: GroupBy,
    /// Whether articles that share a headline or the words of a statement stay together.
    pub stories: bool,
    /// Whether every split gets its share of each stance; not together with `date` or `target`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stratify: bool,
    /// The target whose articles are the test set, under the policy `target`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_out: Option<String>,
}

impl Default for SplitConfig {
    fn default() -> Self {
        Self {
            policy: SplitPolicy::None,
            train: 0.8,
            validation: 0.1,
            test: 0.1,
            seed: 0,
            group_by: GroupBy::Text,
            stories: true,
            stratify: false,
            held_out: None,
        }
    }
}

/// How groups are placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitPolicy {
    /// One split, `train`, the one that loaders ask for first.
    None,
    /// By a hash of seed and group.
    Random,
    /// The oldest articles are `train`, the newest `test`; undated ones are `train`.
    Date,
    /// Like `random`; every outlet is in one split.
    Outlet,
    /// Like `random`; every named speaker is in one split.
    Speaker,
    /// Articles with a stance toward the held-out target are `test`, the others like `random` without it.
    Target,
}

/// What must not be torn apart. Copies always stay together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    /// Articles with equal or nearly equal text.
    Text,
    /// Articles of one outlet (of one source, where the outlet is not known).
    Outlet,
}

/// What a split needs to know of an article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits {
    /// Where its hash puts it, in `[0, 1)`; see [`Splitter::share`].
    pub(super) share: f64,
    /// Time of publication in microseconds.
    pub(super) date: Option<i64>,
    /// The most frequent stance of its claims, as a number; equal numbers are one stratum.
    pub(super) stance: u8,
    /// Whether it has a stance toward the held-out target.
    pub(super) held_out: bool,
}

/// A division of articles that was checked.
#[derive(Debug, Clone)]
pub struct Splitter {
    names: Vec<&'static str>,
    /// Upper bounds of the shares, the last one 1.
    bounds: Vec<f64>,
    config: SplitConfig,
}

impl Splitter {
    /// Checks a division.
    ///
    /// # Errors
    /// When a share lies outside `[0, 1]`, the shares do not add up to 1, or policies contradict each other.
    pub fn new(config: &SplitConfig) -> Result<Self> {
        let mut splitter = Self { names: vec![], bounds: vec![], config: config.clone() };
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
        let by_target = config.policy == SplitPolicy::Target;
        if by_target != config.held_out.is_some() {
            return Err(Error::new(ErrorKind::Config, "policy = \"target\" and held_out belong together")
                .hint("held_out is the id of the target whose articles are the test set"));
        }
        if config.stratify && (by_target || config.policy == SplitPolicy::Date) {
            return Err(Error::new(ErrorKind::Config, "stratify does not go with this policy")
                .hint("a date or a target decides alone; leave stratify out"));
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

    /// The target that the test set is held out for.
    pub fn held_out(&self) -> Option<&str> {
        self.config.held_out.as_deref()
    }

    /// What an article shares with others of its group beside its text: the name of its outlet.
    pub fn outlet_group<'a>(&self, outlet: Option<&'a str>, source: &'a str) -> Option<&'a str> {
        let grouped = self.config.policy == SplitPolicy::Outlet
            || self.config.policy != SplitPolicy::None && self.config.group_by == GroupBy::Outlet;
        grouped.then(|| outlet.unwrap_or(source))
    }

    /// Whether articles of one named speaker belong together.
    pub fn groups_speakers(&self) -> bool {
        self.config.policy == SplitPolicy::Speaker
    }

    /// The split of every article.
    pub(super) fn assign(&self, traits: &[Traits], groups: &mut Groups) -> Vec<SplitIndex> {
        let firsts: Vec<u32> = (0..traits.len() as u32).map(|n| groups.first(n)).collect();
        let mut split_of = vec![0; traits.len()];
        let heads: Vec<u32> = (0..traits.len() as u32).filter(|&n| firsts[n as usize] == n).collect();
        match self.config.policy {
            SplitPolicy::None => {}
            SplitPolicy::Date => self.by_rank(&firsts, &mut split_of, |head| {
                let dates = traits[head as usize].date;
                (dates.unwrap_or(i64::MIN), 0)
            }),
            _ if self.config.stratify => self.stratified(traits, &firsts, &heads, &mut split_of),
            policy => {
                let mut held = vec![false; traits.len()];
                for (n, &first) in firsts.iter().enumerate() {
                    held[first as usize] |= traits[n].held_out;
                }
                for &head in &heads {
                    let share = traits[head as usize].share;
                    split_of[head as usize] = match policy {
                        SplitPolicy::Target => self.without_test(share, held[head as usize]),
                        _ => self.index_of(share),
                    };
                }
            }
        }
        for n in 0..traits.len() {
            split_of[n] = split_of[firsts[n] as usize];
        }
        split_of
    }

    /// Under `target`: the test set is what is held out, the rest is divided among the other splits.
    fn without_test(&self, share: f64, held_out: bool) -> SplitIndex {
        let test = self.names.iter().position(|n| *n == "test");
        match test {
            Some(test) if held_out => test as SplitIndex,
            Some(0) | None => self.index_of(share),
            Some(test) => self.index_of(share * self.bounds[test - 1]).min(test as SplitIndex - 1),
        }
    }

    /// Every stratum is cut at the shares by itself; its groups come in the order of their hashes.
    fn stratified(&self, traits: &[Traits], firsts: &[u32], heads: &[u32], split_of: &mut [SplitIndex]) {
        let mut strata: Vec<u8> = heads.iter().map(|&h| traits[h as usize].stance).collect();
        strata.sort_unstable();
        strata.dedup();
        for stratum in strata {
            let mut inside: Vec<bool> = vec![false; firsts.len()];
            for &head in heads {
                inside[head as usize] = traits[head as usize].stance == stratum;
            }
            let rank = |head: u32| {
                // 53 bits of the hash order the groups.
                (0, (traits[head as usize].share * (1_u64 << 53) as f64) as i64)
            };
            self.cut(firsts, split_of, |head| inside[head as usize], rank);
        }
    }

    fn by_rank(&self, firsts: &[u32], split_of: &mut [SplitIndex], rank: impl Fn(u32) -> (i64, i64)) {
        self.cut(firsts, split_of, |_| true, rank);
    }

    /// Cuts the groups that `takes` names, in the order of `rank`, where the shares of their articles are reached.
    fn cut(
        &self,
        firsts: &[u32],
        split_of: &mut [SplitIndex],
        takes: impl Fn(u32) -> bool,
        rank: impl Fn(u32) -> (i64, i64),
    ) {
        let mut sizes = vec![0_u32; firsts.len()];
        for &first in firsts {
            sizes[first as usize] += 1;
        }
        let mut heads: Vec<u32> = (0..firsts.len() as u32).filter(|&n| sizes[n as usize] > 0 && takes(n)).collect();
        heads.sort_by_key(|&head| (rank(head), head));
        let total: f64 = heads.iter().map(|&h| f64::from(sizes[h as usize])).sum();
        let mut before = 0.0;
        for head in heads {
            let size = f64::from(sizes[head as usize]);
            // The middle of the group decides, so that small strata are not drawn to one side.
            split_of[head as usize] = self.index_of((before + size / 2.0) / total);
            before += size;
        }
    }

    fn index_of(&self, share: f64) -> SplitIndex {
        let index = self.bounds.iter().position(|&upper| share < upper).unwrap_or(self.bounds.len() - 1);
        index as SplitIndex
    }

    /// A number in `[0, 1)` that seed and key determine: the key is the SHA-256 of the text or the name of an outlet.
    pub(super) fn share(&self, key: &[u8]) -> f64 {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.config.seed.to_le_bytes());
        hasher.update(key);
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        // 53 bits are what a double holds exactly.
        (u64::from_le_bytes(first) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits(splitter: &Splitter, n: u32) -> Traits {
        let share = splitter.share(blake3::hash(&n.to_le_bytes()).as_bytes());
        Traits {
            share,
            date: Some(i64::from(n)),
            stance: u8::from(n.is_multiple_of(10)),
            held_out: n.is_multiple_of(4),
        }
    }

    fn assign(config: &SplitConfig, total: u32, joined: &[(u32, u32)]) -> Vec<SplitIndex> {
        let splitter = Splitter::new(config).unwrap();
        let mut groups = Groups::default();
        (0..total).for_each(|_| groups.push());
        for &(one, two) in joined {
            groups.join(one, two);
        }
        let traits: Vec<Traits> = (0..total).map(|n| traits(&splitter, n)).collect();
        splitter.assign(&traits, &mut groups)
    }

    fn in_split(splits: &[SplitIndex], split: SplitIndex) -> usize {
        splits.iter().map(|s| usize::from(*s == split)).sum()
    }

    fn with(policy: SplitPolicy) -> SplitConfig {
        SplitConfig { policy, seed: 7, ..SplitConfig::default() }
    }

    #[test]
    fn shares_are_met_and_groups_stay_together() {
        let splits = assign(&with(SplitPolicy::Random), 10_000, &[(1, 2), (2, 9_999)]);
        let count = |split| in_split(&splits, split);
        assert!((7_800..8_200).contains(&count(0)) && (850..1_150).contains(&count(1)), "{} {}", count(0), count(1));
        assert!(splits[1] == splits[2] && splits[2] == splits[9_999]);
        let more = assign(&with(SplitPolicy::Random), 10_500, &[(1, 2), (2, 9_999)]);
        assert_eq!(splits, more[..10_000], "more articles move none");
    }

    #[test]
    fn dates_cut_the_corpus_in_order() {
        let splits = assign(&with(SplitPolicy::Date), 100, &[]);
        assert!(splits.is_sorted());
        assert_eq!(in_split(&splits, 0), 80);
    }

    #[test]
    fn strata_have_their_shares_in_every_split() {
        let splits = assign(&SplitConfig { stratify: true, ..with(SplitPolicy::Random) }, 1_000, &[]);
        let rare: Vec<u8> = splits.iter().step_by(10).copied().collect();
        let count = |split| in_split(&rare, split);
        assert_eq!((count(0), count(1), count(2)), (80, 10, 10));
    }

    #[test]
    fn a_held_out_target_is_the_test_set() {
        let config = SplitConfig { held_out: Some("t".into()), ..with(SplitPolicy::Target) };
        let splits = assign(&config, 400, &[]);
        assert!(splits.iter().enumerate().all(|(n, s)| (*s == 2) == (n % 4 == 0)));
        assert!(splits.contains(&1));
    }

    #[test]
    fn contradictions_are_refused() {
        let error = |config: SplitConfig| Splitter::new(&config).unwrap_err().to_string();
        assert!(error(SplitConfig { train: 0.9, ..with(SplitPolicy::Random) }).contains("add up to"));
        assert!(error(with(SplitPolicy::Target)).contains("held_out"));
        assert!(error(SplitConfig { stratify: true, ..with(SplitPolicy::Date) }).contains("stratify"));
        assert_eq!(Splitter::new(&SplitConfig::default()).unwrap().names(), ["train"]);
    }
}
