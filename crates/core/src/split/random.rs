//! By chance: the usable lines are shuffled, and the first of them are the test side.

use super::plan::Assignment;
use super::shuffle::SplitMix64;

/// Chooses `quota` of `usable` lines.
pub(super) fn assign(usable: usize, quota: usize, seed: u64) -> Assignment {
    let mut order: Vec<usize> = (0..usable).collect();
    SplitMix64::new(seed).shuffle(&mut order);
    let mut test = vec![false; usable];
    for &line in &order[..quota] {
        test[line] = true;
    }
    Assignment { test }
}
