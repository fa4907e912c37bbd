//! Which split an article falls into.
//!
//! What belongs together (equal and nearly equal texts, one address, one story, and what the policy adds: outlets or speakers) forms
//! a group, and a group is never torn apart. Under `random`, `outlet`, `speaker` and `target` a group is placed by a hash
//! of one of its articles, which a hash chooses, so that neither the order of the corpus nor the number of threads matters,
//! and more articles never move a group that stays as it was. `date` and `stratify` look at the whole corpus, so more
//! articles may move others; the order matters under `date` only, for groups of one time.

use super::near::mix;
use crate::error::{Error, ErrorKind, Result};
use serde::{Deserialize, Serialize};

/// Bits of a share: what a double holds exactly.
const SHARE_BITS: u32 = 53;

/// The time of an article of which none is known.
const UNDATED: i64 = i64::MIN;

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

/// What a split needs to know of articles, by number: of each only what its policy asks for, 9 bytes at most.
#[derive(Debug, Default)]
pub(super) struct Traits {
    keeps: Keeps,
    /// What orders articles: the 53 bits of their shares (see [`Splitter::share`]), or the times of their publication in
    /// microseconds, undated ones first.
    ranks: Vec<i64>,
    /// The most frequent stance of the claims: above 0 for, below 0 against, 0 neither.
    stances: Vec<i8>,
    /// Whether there is a stance toward the held-out target.
    held_out: Vec<bool>,
}

/// What a policy asks for.
#[derive(Debug, Clone, Copy, Default)]
struct Keeps {
    shares: bool,
    dates: bool,
    stances: bool,
    held_out: bool,
}

impl Traits {
    pub(super) fn new(splitter: &Splitter) -> Self {
        let (policy, stances) = (splitter.config.policy, splitter.config.stratify);
        let dates = policy == SplitPolicy::Date;
        let shares = !dates && policy != SplitPolicy::None;
        let keeps = Keeps { shares, dates, stances, held_out: policy == SplitPolicy::Target };
        Self { keeps, ..Self::default() }
    }

    /// Adds the next article: its share, the time of its publication, and what takes time to find out.
    pub(super) fn push(
        &mut self,
        share: i64,
        date: Option<i64>,
        stance: impl FnOnce() -> i8,
        held_out: impl FnOnce() -> bool,
    ) {
        let Keeps { shares, dates, .. } = self.keeps;
        let date = dates.then(|| date.unwrap_or(UNDATED));
        self.ranks.extend(shares.then_some(share).or(date));
        self.stances.extend(self.keeps.stances.then(stance));
        self.held_out.extend(self.keeps.held_out.then(held_out));
    }

    /// What is known of groups, at their first articles: whatever order the articles of a group came in, it is the same.
    fn of_groups(mut self, firsts: &[u32]) -> Self {
        // The first article of a group comes before the others, so that it is never read as one of these.
        let members = || firsts.iter().map(|first| *first as usize).enumerate().filter(|(n, first)| n != first);
        let choose = if self.keeps.dates { earliest } else { chosen };
        for (n, first) in members().take(self.ranks.len()) {
            self.ranks[first] = choose(self.ranks[first], self.ranks[n]);
        }
        for (n, first) in members().take(self.held_out.len()) {
            self.held_out[first] |= self.held_out[n];
        }
        if self.keeps.stances {
            let mut sums = vec![0_i32; firsts.len()];
            firsts.iter().zip(&self.stances).for_each(|(first, stance)| sums[*first as usize] += i32::from(*stance));
            self.stances = sums.into_iter().map(|sum| sum.signum() as i8).collect();
        }
        self
    }

    /// Where its hash puts a group, by its first article, in `[0, 1)`.
    fn share(&self, first: u32) -> f64 {
        self.ranks[first as usize] as f64 / (1_u64 << SHARE_BITS) as f64
    }
}

/// The time of a group: the earlier one of two, of which one may not be known.
fn earliest(one: i64, two: i64) -> i64 {
    if one == UNDATED || one != UNDATED && two != UNDATED && two < one { two } else { one }
}

/// The share of a group: one of two, as their hashes decide. (Were it the smaller one, nearly every large group would be `train`.)
fn chosen(one: i64, two: i64) -> i64 {
    let hash = |share: i64| mix(share.cast_unsigned());
    if hash(two) < hash(one) { two } else { one }
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
        if let Some((name, share)) = shares.iter().find(|(_, share)| !(0.0..=1.0).contains(share)) {
            return Err(Error::new(ErrorKind::Config, format!("the share of {name} is {share}"))
                .hint("train, validation and test are shares between 0 and 1"));
        }
        if (sum - 1.0).abs() > 1e-9 {
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

    /// The split of every article; `firsts` are the first articles of their groups.
    pub(super) fn assign(&self, traits: Traits, firsts: &[u32]) -> Vec<SplitIndex> {
        let traits = traits.of_groups(firsts);
        let mut split_of = vec![0; firsts.len()];
        let heads = || (0..).zip(firsts).filter(|(n, first)| *n == **first).map(|(n, _): (u32, _)| n);
        match self.config.policy {
            SplitPolicy::None => return split_of,
            SplitPolicy::Date => self.cut(firsts, &mut split_of, |_| true, &traits),
            _ if self.config.stratify => {
                // Every stratum is cut at the shares by itself; its groups come in the order of their hashes.
                for stratum in [-1, 0, 1] {
                    self.cut(firsts, &mut split_of, |head| traits.stances[head as usize] == stratum, &traits);
                }
            }
            SplitPolicy::Target => heads().for_each(|head| {
                split_of[head as usize] = self.without_test(traits.share(head), traits.held_out[head as usize]);
            }),
            _ => heads().for_each(|head| split_of[head as usize] = self.index_of(traits.share(head))),
        }
        for n in 0..firsts.len() {
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

    /// Cuts the groups that `takes` names, in the order of their ranks, where the shares of their articles are reached.
    fn cut(&self, firsts: &[u32], split_of: &mut [SplitIndex], takes: impl Fn(u32) -> bool, traits: &Traits) {
        let mut sizes = vec![0_u32; firsts.len()];
        for &first in firsts {
            sizes[first as usize] += 1;
        }
        let mut heads: Vec<u32> = (0..firsts.len() as u32).filter(|&n| sizes[n as usize] > 0 && takes(n)).collect();
        heads.sort_unstable_by_key(|&head| (traits.ranks[head as usize], head));
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

    /// A number of [`SHARE_BITS`] bits that seed and key determine: the key is the SHA-256 of the text or the name of an
    /// outlet.
    pub(super) fn share(&self, key: &[u8]) -> i64 {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.config.seed.to_le_bytes());
        hasher.update(key);
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        (u64::from_le_bytes(first) >> (64 - SHARE_BITS)).cast_signed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::groups::Groups;

    fn assign(config: &SplitConfig, total: u32, joined: &[(u32, u32)]) -> Vec<SplitIndex> {
        assign_in(config, &(0..total).collect::<Vec<_>>(), joined)
    }

    /// Articles that come in an order; their splits by their names.
    fn assign_in(config: &SplitConfig, order: &[u32], joined: &[(u32, u32)]) -> Vec<SplitIndex> {
        let splitter = Splitter::new(config).unwrap();
        let (mut groups, mut traits) = (Groups::of(order.len() as u32), Traits::new(&splitter));
        let mut numbers: Vec<u32> = (0..order.len() as u32).collect();
        numbers.sort_by_key(|number| order[*number as usize]);
        for &(one, two) in joined {
            groups.join(numbers[one as usize], numbers[two as usize]);
        }
        for &n in order {
            let share = splitter.share(blake3::hash(&n.to_le_bytes()).as_bytes());
            let stance = [1, 0, 0, -1, 0, 0, 0, 0, 0, 0][n as usize % 10];
            traits.push(share, Some(i64::from(n)), || stance, || n.is_multiple_of(4));
        }
        let splits = splitter.assign(traits, &groups.firsts());
        numbers.iter().map(|number| splits[*number as usize]).collect()
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
    fn the_order_of_the_corpus_does_not_matter() {
        let policy = |policy| SplitConfig { train: 0.5, test: 0.4, ..with(policy) };
        let configs = [
            policy(SplitPolicy::Random),
            SplitConfig { stratify: true, ..policy(SplitPolicy::Random) },
            SplitConfig { held_out: Some("t".into()), ..policy(SplitPolicy::Target) },
            policy(SplitPolicy::Date),
        ];
        let joined: Vec<(u32, u32)> = (0..900).map(|n| (n, n + 100 * (n % 2))).collect();
        let order: Vec<u32> = (0..1_000).collect();
        let reversed: Vec<u32> = order.iter().rev().copied().collect();
        let mut shuffled = order.clone();
        shuffled.sort_by_key(|n| n * 7919 % 1_009);
        for config in configs {
            let expected = assign_in(&config, &order, &joined);
            assert!(assign_in(&config, &reversed, &joined) == expected, "reversed: {config:?}");
            assert!(assign_in(&config, &shuffled, &joined) == expected, "shuffled: {config:?}");
        }
    }

    #[test]
    fn large_groups_are_as_often_in_test_as_small_ones() {
        let joined: Vec<(u32, u32)> = (0..10_000).map(|n| (n, n - n % 10)).collect();
        let splits = assign(&with(SplitPolicy::Random), 10_000, &joined);
        assert!((700..1_300).contains(&in_split(&splits, 2)), "{}", in_split(&splits, 2));
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
