//! By hash: a line is on the test side if xxHash64 (seed 42) of its decoded `source-ref`, read as an unsigned number, is
//! under `fraction * 2^64`. No other line has a say, so the share is met only about.

use super::plan::Assignment;
use crate::catalog::Manifest;

/// Two to the power of 64.
const RANGE: f64 = 18_446_744_073_709_551_616.0;

/// Chooses among the usable `rows`.
pub(super) fn assign(manifest: &Manifest, rows: &[u32], fraction: f64) -> Assignment {
    let bound = threshold(fraction);
    Assignment { test: rows.iter().map(|&row| manifest.source_hash(row) < bound).collect() }
}

/// Hashes under this number are on the test side: the whole part of `fraction * 2^64`, which a double holds exactly.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the product is from 0 to 2^64")]
fn threshold(fraction: f64) -> u64 {
    (fraction * RANGE) as u64
}
