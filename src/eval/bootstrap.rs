//! Percentile intervals over resamples of whole articles, seeded and the same on every machine.

/// Draws `draws` resamples of `clusters` clusters and takes the 95 % percentile interval of every figure.
///
/// `figures` gets the numbers of the drawn clusters and gives all figures, always in one order; a figure that a resample
/// does not have is left out of its interval.
pub(super) fn intervals(
    clusters: usize,
    draws: usize,
    seed: u64,
    mut figures: impl FnMut(&[usize]) -> Vec<Option<f64>>,
) -> Vec<Option<(f64, f64)>> {
    let mut random = SplitMix::new(seed);
    let mut lists: Vec<Vec<f64>> = vec![Vec::new(); figures(&[]).len()];
    let mut drawn = vec![0; clusters];
    for _ in 0..if clusters == 0 { 0 } else { draws } {
        for at in &mut drawn {
            *at = random.below(clusters);
        }
        for (list, value) in lists.iter_mut().zip(figures(&drawn)) {
            list.extend(value);
        }
    }
    lists.into_iter().map(interval).collect()
}

fn interval(mut list: Vec<f64>) -> Option<(f64, f64)> {
    list.sort_unstable_by(f64::total_cmp);
    let last = list.len().checked_sub(1)?;
    Some((list[last * 25 / 1000], list[(last * 975).div_ceil(1000)]))
}

/// `SplitMix64` (Steele, Lea and Flood, 2014): small, seeded, the same on every machine.
#[derive(Debug)]
pub(crate) struct SplitMix(u64);

impl SplitMix {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`, which is not 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}
