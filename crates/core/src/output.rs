//! From a plan to its files: the input once more, piece by piece, each line handed to its side as it was read.

use std::ops::Range;

use crate::catalog::Manifest;
use crate::split::{Plan, Side};

/// Sorts the bytes of an input into the sides of a plan. Nothing is kept: each piece goes on as slices of itself.
///
/// ```
/// use holdout_core::catalog::{Manifest, RangeScanner};
/// use holdout_core::output::Composer;
/// use holdout_core::split::{Plan, Side, SplitOptions};
/// let input = b"not json\n{}\n";
/// let mut scanner = RangeScanner::new(0..input.len() as u64);
/// scanner.push(input);
/// let manifest = Manifest::new(scanner.finish());
/// let plan = Plan::new(&manifest, SplitOptions::default()).expect("the options are valid");
/// let mut rejected = Vec::new();
/// let mut composer = Composer::new(&manifest, &plan);
/// for piece in input.chunks(5) {
///     composer.push(piece, |side, bytes| {
///         assert_eq!(side, Side::Rejected);
///         rejected.extend_from_slice(bytes);
///     });
/// }
/// assert_eq!(rejected, input);
/// ```
#[derive(Debug)]
pub struct Composer<'m> {
    manifest: &'m Manifest,
    plan: &'m Plan,
    /// Offset of the next byte that will be pushed.
    at: u64,
    /// The run of lines of one side that is being read, and the row behind it.
    run: Option<(Range<u64>, Side)>,
    next: u32,
}

impl<'m> Composer<'m> {
    /// A composer that starts at the input's first byte.
    pub fn new(manifest: &'m Manifest, plan: &'m Plan) -> Self {
        let mut composer = Self { manifest, plan, at: 0, run: None, next: 0 };
        composer.run = composer.next_run();
        composer
    }

    /// Reads the next piece of the input; `emit` gets what belongs to each side, in order.
    pub fn push(&mut self, mut bytes: &[u8], mut emit: impl FnMut(Side, &[u8])) {
        while let Some((range, side)) = self.run.clone() {
            let left = usize::try_from(range.end - self.at).unwrap_or(usize::MAX);
            if bytes.len() < left {
                emit(side, bytes);
                self.at += bytes.len() as u64;
                return;
            }
            let (wanted, rest) = bytes.split_at(left);
            emit(side, wanted);
            self.at = range.end;
            bytes = rest;
            self.run = self.next_run();
        }
    }

    /// Neighbouring lines of one side, as one range.
    fn next_run(&mut self) -> Option<(Range<u64>, Side)> {
        let first = self.next;
        let lines = self.plan.lines();
        if first >= lines {
            return None;
        }
        self.next = self.plan.run_end(first..lines);
        let end = self.manifest.line_range(self.next - 1).end;
        Some((self.manifest.line_range(first).start..end, self.plan.side(first)))
    }
}
