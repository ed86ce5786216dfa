//! The second reading that groups need: the same threads on the same file, and of each line only the group.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use holdout_core::catalog::Manifest;
use holdout_core::split::{GroupBy, GroupReader, Groups};

use crate::error::Failure;
use crate::input::Input;
use crate::render::progress;

/// Bytes that a thread reads at a time, about.
const RANGE: u64 = 8 << 20;

/// Reads the groups of a manifest's lines.
pub fn groups(input: &Input, manifest: &Manifest, by: &GroupBy, threads: usize) -> Result<Groups, Failure> {
    let cuts = manifest.cuts(RANGE);
    let next = AtomicUsize::new(0);
    let bar = progress(input.bytes, "grouping");
    let mut read = thread::scope(|scope| {
        let work = || {
            let mut read = Vec::new();
            loop {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let Some(&[start, end]) = cuts.get(place..place + 2) else { return Ok(read) };
                let mut reader = GroupReader::new(by, start);
                input.read(start..end, |piece| {
                    reader.push(piece);
                    true
                })?;
                bar.inc(end - start);
                read.push((place, reader.finish()));
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let mut all = Vec::new();
        for worker in workers {
            all.extend(worker.join().map_err(|_| Failure::Worker)??);
        }
        Ok::<_, Failure>(all)
    })?;
    bar.finish_and_clear();
    input.ensure_unchanged()?;
    read.sort_unstable_by_key(|(place, _)| *place);
    let hashes: Vec<u64> = read.into_iter().flat_map(|(_, hashes)| hashes).collect();
    Groups::new(manifest, by, &hashes).map_err(|finding| Failure::Option(finding.message))
}
