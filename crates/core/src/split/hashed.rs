//! By hash: a line is on the test side if xxHash64 (seed 42) of its decoded `source-ref`, read as an unsigned number, is
//! under `fraction * 2^64`. No other line has a say, so the share is met only about. Where lines belong together, the hash
//! of their group's name decides instead.

use super::groups::Groups;
use super::usable::Usable;
use crate::catalog::Manifest;

/// Two to the power of 64.
const RANGE: f64 = 18_446_744_073_709_551_616.0;

/// Whether each group is on the test side.
pub(super) fn assign(manifest: &Manifest, groups: Option<&Groups>, usable: &Usable, fraction: f64) -> Vec<bool> {
    let bound = threshold(fraction);
    let mut test = Vec::with_capacity(usable.groups);
    for (row, place) in usable.places(manifest) {
        // Groups are numbered in the order of their first lines.
        if place.group().is_some_and(|group| group as usize == test.len()) {
            let hash = groups.map_or_else(|| manifest.source_hash(row), |groups| groups.hash_of(manifest, row));
            test.push(hash < bound);
        }
    }
    test
}

/// Hashes under this number are on the test side: the whole part of `fraction * 2^64`, which a double holds exactly.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the product is from 0 to 2^64")]
fn threshold(fraction: f64) -> u64 {
    (fraction * RANGE) as u64
}
