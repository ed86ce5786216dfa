//! By chance: the groups are shuffled, and go to the test side in that order as long as there is room. Where each line is a
//! group of its own, these are the first of them. The test set is never empty while another division exists.

use super::shuffle::SplitMix64;
use super::usable::{Usable, number};
use super::without;
use crate::catalog::Manifest;

/// Whether each group is on the test side.
pub(super) fn assign(manifest: &Manifest, usable: &Usable, seed: u64) -> Vec<bool> {
    // Where each line is a group of its own there is nothing to count.
    let mut lines = vec![0_usize; if usable.is_grouped() { usable.groups } else { 0 }];
    for group in usable.places(manifest).filter_map(|(_, place)| place.group()) {
        if let Some(lines) = lines.get_mut(group as usize) {
            *lines += 1;
        }
    }
    let mut order: Vec<u32> = (0..number(usable.groups)).collect();
    SplitMix64::new(seed).shuffle(&mut order);
    let mut test = vec![false; usable.groups];
    let mut room = usable.wanted();
    let lines_of = |group: usize| lines.get(group).copied().unwrap_or(1);
    for group in order.iter().map(|&group| group as usize) {
        let lines = lines_of(group);
        if lines <= room {
            room = without(room, lines);
            test[group] = true;
        }
        if room == 0 {
            break;
        }
    }
    // Where every group is larger than the quota, the smallest is closest to it.
    let is_empty = usable.fixed_in_test() == 0 && !test.contains(&true);
    if is_empty && (usable.groups > 1 || usable.fixed_in_train() > 0) {
        let smallest = order.iter().map(|&group| group as usize).min_by_key(|&group| lines_of(group));
        if let Some(smallest) = smallest {
            test[smallest] = true;
        }
    }
    test
}
