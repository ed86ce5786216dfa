//! By chance: the groups are shuffled, and go to the test side in that order as long as there is room. Where each line is a
//! group of its own, these are the first of them.

use super::shuffle::SplitMix64;
use super::usable::Usable;

/// Whether each group is on the test side.
pub(super) fn assign(usable: &Usable, seed: u64) -> Vec<bool> {
    let mut lines = vec![0_usize; usable.groups];
    for (_, place) in usable.places() {
        if let Some(group) = place.group() {
            lines[group as usize] += 1;
        }
    }
    let mut order: Vec<usize> = (0..usable.groups).collect();
    SplitMix64::new(seed).shuffle(&mut order);
    let mut test = vec![false; usable.groups];
    let mut room = usable.wanted();
    for group in order {
        if lines[group] <= room {
            room -= lines[group];
            test[group] = true;
        }
        if room == 0 {
            break;
        }
    }
    test
}
