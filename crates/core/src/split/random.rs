//! By chance: the groups are shuffled, and go to the test side in that order as long as there is room. Where each line is a
//! group of its own, these are the first of them.

use super::shuffle::SplitMix64;
use super::usable::{Usable, number};
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
    for group in order.into_iter().map(|group| group as usize) {
        let lines = lines.get(group).copied().unwrap_or(1);
        if lines <= room {
            room -= lines;
            test[group] = true;
        }
        if room == 0 {
            break;
        }
    }
    test
}
