//! What the targets share.

#![allow(dead_code, reason = "each target takes what it needs")]

use std::ops::Range;

use holdout_core::catalog::{Catalog, Manifest, Progress, RangeScanner};

/// The lines of an input, endings included.
pub(crate) fn lines(input: &[u8]) -> Vec<&[u8]> {
    input.split_inclusive(|&byte| byte == b'\n').collect()
}

/// The lines of an input, each with its row: blank lines that follow one another share one.
pub(crate) fn rows<'i>(manifest: &Manifest, input: &'i [u8]) -> Vec<(u32, &'i [u8])> {
    (1..).zip(lines(input)).filter_map(|(line, text)| Some((manifest.row_of_line(line)?, text))).collect()
}

/// The catalog of the lines that start in `range`, fed in pieces of `piece` bytes.
pub(crate) fn scan_range(input: &[u8], range: Range<usize>, piece: usize) -> Catalog {
    let mut scanner = RangeScanner::new(range.start as u64..range.end as u64);
    let from = usize::try_from(scanner.feed_from()).expect("it is an offset in the input");
    for piece in input[from.min(input.len())..].chunks(piece.max(1)) {
        if scanner.push(piece) == Progress::Complete {
            break;
        }
    }
    scanner.finish()
}

/// The whole manifest, read in one go.
pub(crate) fn manifest(input: &[u8]) -> Manifest {
    Manifest::new(scan_range(input, 0..input.len(), input.len()))
}
