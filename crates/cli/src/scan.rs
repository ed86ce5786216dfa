//! All cores on one file: threads scan byte ranges, and their catalogs are put together in order.

use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use holdout_core::catalog::{Catalog, Manifest, Progress, RangeScanner};
use holdout_core::report::InputFacts;

use crate::error::Failure;
use crate::in_order::read_in_order;
use crate::input::{Input, PIECE};
use crate::render::progress;
use crate::threads;

/// Bytes of a range for one of several threads. What a range teaches is forgotten with it, and what was made of it waits in
/// memory; the last ones are small, so that all threads finish together.
const RANGE: std::ops::RangeInclusive<u64> = 8 << 20..=32 << 20;

/// Bytes read at a time beyond a range.
const READ_PAST: usize = 64 << 10;

/// A manifest with what its report says of the file.
pub struct Scanned {
    pub manifest: Manifest,
    pub facts: InputFacts,
}

/// Reads the whole input, and its digest where it is wanted.
pub fn scan(input: &Input, threads: usize, with_digest: bool) -> Result<Scanned, Failure> {
    let ranges = Ranges::new(input.bytes, threads);
    let bar = progress(input.bytes, "checking");
    let (catalog, sha256) = thread::scope(|scope| {
        let digest = with_digest.then(|| threads::spawn(scope, || input.digest())).transpose()?;
        let catalog = scan_ranges(input, &ranges, threads, &bar)?;
        let sha256 = digest.map(|digest| digest.join().map_err(|_| Failure::Worker)?).transpose()?;
        Ok::<_, Failure>((catalog, sha256))
    })?;
    bar.finish_and_clear();
    input.ensure_unchanged()?;
    let manifest = Manifest::new(catalog);
    let lines = manifest.lines();
    Ok(Scanned { manifest, facts: InputFacts { name: input.name.clone(), bytes: input.bytes, sha256, lines } })
}

/// Hands out the ranges of an input, each once.
struct Ranges {
    bytes: u64,
    threads: u64,
    next: AtomicU64,
}

impl Ranges {
    fn new(bytes: u64, threads: usize) -> Self {
        Self { bytes, threads: threads as u64, next: AtomicU64::new(0) }
    }

    fn next(&self) -> Option<Range<u64>> {
        let step = |start| (start < self.bytes).then(|| self.end(start));
        let start = self.next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, step).ok()?;
        Some(start..self.end(start))
    }

    /// Where the range ends that begins there. What one thread reads is one range: nothing has to be put together. Of several
    /// threads each takes half of its share of what is left.
    fn end(&self, start: u64) -> u64 {
        let left = self.bytes - start;
        let step =
            if self.threads == 1 { left } else { (left / (2 * self.threads)).clamp(*RANGE.start(), *RANGE.end()) };
        start + step.min(left)
    }
}

/// Scans all ranges, and appends their catalogs in order, as they come.
fn scan_ranges(
    input: &Input,
    ranges: &Ranges,
    threads: usize,
    bar: &indicatif::ProgressBar,
) -> Result<Catalog, Failure> {
    let readers = (0..threads).map(|_| {
        let mut buffer = vec![0; PIECE];
        move |range| scan_range(input, range, &mut buffer, bar)
    });
    let mut whole = Catalog::default();
    let end = read_in_order(
        readers,
        || ranges.next(),
        |catalog: Catalog| {
            if whole.is_empty() {
                whole = catalog;
                whole.reserve_for(input.bytes);
            } else {
                whole.append(&catalog);
            }
            ensure_fits(input, &whole)
        },
    )?;
    if end < input.bytes { Err(Failure::Worker) } else { Ok(whole) }
}

fn scan_range(
    input: &Input,
    range: Range<u64>,
    buffer: &mut [u8],
    bar: &indicatif::ProgressBar,
) -> Result<Catalog, Failure> {
    let mut scanner = RangeScanner::new(range.clone());
    let from = scanner.feed_from();
    let mut take = |piece: &[u8]| {
        bar.inc(piece.len() as u64);
        scanner.push(piece) == Progress::NeedMore && scanner.catalog().len() as u64 <= input.limits.max_lines
    };
    input.read_into(buffer, from..range.end, &mut take)?;
    // The last line reaches over the end of the range, by little; where it does not, the first piece is not taken.
    input.read_into(&mut buffer[..READ_PAST], range.end..input.bytes, &mut take)?;
    let catalog = scanner.finish();
    // What was read so far may be no more than a part of the range.
    ensure_fits(input, &catalog)?;
    Ok(catalog)
}

/// Fails where there are more lines than may be kept. Blank lines that follow one another take the room of one.
fn ensure_fits(input: &Input, catalog: &Catalog) -> Result<(), Failure> {
    let max_lines = input.limits.max_lines;
    if catalog.len() as u64 <= max_lines {
        return Ok(());
    }
    let first_beyond = usize::try_from(max_lines).unwrap_or(usize::MAX);
    let byte = catalog.start_of(first_beyond);
    Err(Failure::TooManyLines { path: input.path().to_owned(), max_lines, byte })
}
