//! Swaps of a test line and a training line, which keep the quota at every step. A swap is made if it costs less than a
//! threshold, which falls to zero: threshold accepting (Dueck and Scheuer, 1990), annealing without the exponential
//! that every platform rounds in its own way.

use super::balance::Balance;
use super::shuffle::SplitMix64;

/// Swaps tried for each line.
const SWAPS_PER_LINE: usize = 24;

/// Swaps tried at most: where there are many lines, the labels' shares are small steps and are met sooner.
const MAX_SWAPS: usize = 2_000_000;

/// Threshold at the start.
const START: f64 = 0.02;

/// Steps in which the threshold falls, each time to 3/4; in the last quarter of all swaps it is zero.
const STEPS: usize = 48;

/// Improves the division `test` of the lines of `balance`.
pub(super) fn refine(balance: &mut Balance, test: &mut [bool], random: &mut SplitMix64) {
    let (mut on_test, mut on_train): (Vec<usize>, Vec<usize>) = (0..test.len()).partition(|&line| test[line]);
    if on_test.is_empty() || on_train.is_empty() {
        return;
    }
    let swaps = (test.len() * SWAPS_PER_LINE).min(MAX_SWAPS);
    let mut threshold = START;
    for step in 0..STEPS {
        if step * 4 >= STEPS * 3 {
            threshold = 0.0;
        }
        for _ in 0..swaps.div_ceil(STEPS) {
            let (one, other) = (random.below(on_test.len()), random.below(on_train.len()));
            let (leaves, comes) = (on_test[one], on_train[other]);
            if balance.cost_of_swapping(leaves, comes) <= threshold {
                balance.remove(leaves);
                balance.add(comes);
                on_test[one] = comes;
                on_train[other] = leaves;
                test[leaves] = false;
                test[comes] = true;
            }
        }
        threshold *= 0.75;
    }
}
