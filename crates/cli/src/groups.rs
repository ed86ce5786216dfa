//! The second reading that groups need: the same threads on the same file, and of each line only the group.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

use holdout_core::catalog::Manifest;
use holdout_core::report::LookAlikes;
use holdout_core::split::{GroupBy, GroupCount, GroupReader, Grouping, Groups, Plan};

use crate::error::Failure;
use crate::in_order::read_in_order;
use crate::input::Input;
use crate::render::progress;

/// Bytes that a thread reads at a time, about.
const RANGE: u64 = 8 << 20;

/// Reads the groups of a manifest's lines.
pub fn groups(input: &Input, manifest: &Manifest, by: &GroupBy, threads: usize) -> Result<Groups, Failure> {
    let mut grouping = Grouping::new(manifest, by);
    read(input, manifest, by, threads, |hashes| grouping.push(manifest, hashes))?;
    grouping.finish().map_err(Failure::option)
}

/// Counts the groups of a rule that are in both subsets of a plan.
pub fn look_alikes(
    input: &Input,
    manifest: &Manifest,
    plan: &Plan,
    by: &GroupBy,
    threads: usize,
) -> Result<LookAlikes, Failure> {
    let mut count = GroupCount::new(plan);
    read(input, manifest, by, threads, |hashes| count.push(hashes))?;
    count.finish(by.text()).map_err(Failure::option)
}

/// Reads what a rule makes of a manifest's lines, as hashes: 0 of a line that it does not match.
pub fn hashes(input: &Input, manifest: &Manifest, by: &GroupBy, threads: usize) -> Result<Vec<u64>, Failure> {
    let mut all = Vec::with_capacity(manifest.len());
    read(input, manifest, by, threads, |hashes| all.extend(hashes))?;
    Ok(all)
}

fn read(
    input: &Input,
    manifest: &Manifest,
    by: &GroupBy,
    threads: usize,
    mut take: impl FnMut(Vec<u64>),
) -> Result<(), Failure> {
    let cuts = manifest.cuts(RANGE);
    let next = AtomicUsize::new(0);
    let bar = progress(input.bytes, "grouping");
    let next_range = || {
        let &[start, end] = cuts.get(next.fetch_add(1, Ordering::Relaxed)..)?.first_chunk()?;
        Some(start..end)
    };
    let readers = (0..threads).map(|_| {
        |range: Range<u64>| {
            let hashes = read_range(input, by, range.clone());
            bar.inc(range.end - range.start);
            hashes
        }
    });
    read_in_order(readers, next_range, |hashes| {
        take(hashes);
        Ok(())
    })?;
    bar.finish_and_clear();
    input.ensure_unchanged()
}

/// What the rule makes of the lines of a range.
fn read_range(input: &Input, by: &GroupBy, range: Range<u64>) -> Result<Vec<u64>, Failure> {
    let mut reader = GroupReader::new(by, range.start);
    input.read(range, |piece| {
        reader.push(piece);
        true
    })?;
    Ok(reader.finish())
}
