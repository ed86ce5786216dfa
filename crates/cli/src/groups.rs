//! The second reading that groups need: the same threads on the same file, and of each line only the group.

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use holdout_core::catalog::Manifest;
use holdout_core::split::{GroupBy, GroupReader, Grouping, Groups};

use crate::error::Failure;
use crate::in_order::InOrder;
use crate::input::Input;
use crate::render::progress;

/// Bytes that a thread reads at a time, about.
const RANGE: u64 = 8 << 20;

/// Reads the groups of a manifest's lines.
pub fn groups(input: &Input, manifest: &Manifest, by: &GroupBy, threads: usize) -> Result<Groups, Failure> {
    let cuts = manifest.cuts(RANGE);
    let next = AtomicUsize::new(0);
    let bar = progress(input.bytes, "grouping");
    let groups = thread::scope(|scope| {
        let (sender, receiver) = channel();
        for _ in 0..threads {
            let (sender, cuts, next, bar) = (sender.clone(), &cuts, &next, &bar);
            scope.spawn(move || {
                while let Some(&[start, end]) =
                    cuts.get(next.fetch_add(1, Ordering::Relaxed)..).and_then(<[u64]>::first_chunk)
                {
                    let hashes = read_range(input, by, start..end);
                    bar.inc(end - start);
                    if sender.send((start..end, hashes)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        let (mut grouping, mut in_order) = (Grouping::new(manifest, by), InOrder::default());
        for (range, hashes) in receiver {
            in_order.add(range, hashes?, |hashes: Vec<u64>| grouping.push(manifest, hashes));
        }
        grouping.finish().map_err(|finding| Failure::Option(finding.message))
    })?;
    bar.finish_and_clear();
    input.ensure_unchanged()?;
    Ok(groups)
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
