//! The hot path takes no memory for a line: what is kept of it goes into columns, which grow seldom, and all else is reused.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use allocation_counter::measure;
use holdout_core::catalog::{Manifest, RangeScanner};
use support::{classification, detection};

/// Bytes that are pushed at once, as the command and the page do.
const PIECE: usize = 1 << 16;

/// How often memory is taken for columns, names and patterns, however many lines there are.
const FEW: u64 = 600;

/// How often it is taken for four thousand lines more: columns grow, and now and then a line is looked at for its pattern.
const GROWTH: u64 = 80;

/// How often memory is taken to check the first lines of a kind.
fn allocations(line: impl Fn(u32) -> String, lines: u32) -> u64 {
    let input: String = (0..lines).map(|number| line(number) + "\n").collect();
    let counted = measure(|| {
        let mut scanner = RangeScanner::new(0..input.len() as u64);
        for piece in input.as_bytes().chunks(PIECE) {
            scanner.push(piece);
        }
        let manifest = Manifest::new(scanner.finish());
        assert_eq!(manifest.len(), lines as usize);
    });
    counted.count_total
}

#[test]
fn a_line_takes_no_memory_of_its_own() {
    let mixed = |number: u32| {
        if number.is_multiple_of(2) {
            classification(number, number % 7)
        } else {
            detection(number, &[number % 5, number % 11])
        }
    };
    let unlike = |number: u32| classification(number, number % 7).replace("kind", &format!("kind-{number}"));
    let bad = |number: u32| format!("this is no JSON, {number}");
    let far_out = |number: u32| detection(number, &[number % 5]).replace("\"left\":10", "\"left\":630");
    let repeated = |_| classification(1, 1);
    let kinds: [(&str, &dyn Fn(u32) -> String); 5] = [
        ("read by the pattern of lines before", &mixed),
        ("read by the parser", &unlike),
        ("no JSON", &bad),
        ("boxes off the image", &far_out),
        ("one image", &repeated),
    ];
    for (name, line) in kinds {
        let (some, twice) = (allocations(line, 4_000), allocations(line, 8_000));
        assert!(some < FEW, "{name}: {some} for 4,000 lines");
        assert!(twice < some + GROWTH, "{name}: {some} for 4,000 lines, {twice} for 8,000");
    }
}
