//! Runs of blank lines. Each run is one row, so that a file of nothing but line feeds takes no memory.
//!
//! A row therefore stands for one line, or for several blank lines that follow one another. [`Catalog::push_blank`] and
//! [`Catalog::join_blank`] keep that true however an input is cut: two rows of blank lines never follow one another.

use std::ops::Range;

use super::columns::{Catalog, flag};
use super::offsets::row;
use super::whole::Manifest;
use crate::manifest::Fingerprint;
use crate::rules::{Code, Problem, Sink, Status, Tally};

/// The rows that stand for several lines, and where the lines of the others are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct BlankRuns {
    /// Row, and how many lines it stands for beyond the first; rows ascend.
    runs: Vec<(u32, u64)>,
    /// The sum of the latter.
    more: u64,
}

impl BlankRuns {
    /// The runs of a catalog of `rows` rows; nothing if they are not in order or stand for no further line.
    pub(super) fn from_parts(rows: &[u32], more: &[u64]) -> Option<Self> {
        let runs: Vec<_> = rows.iter().copied().zip(more.iter().copied()).collect();
        let sum = more.iter().try_fold(0_u64, |sum, &more| sum.checked_add(more))?;
        let is_valid = rows.len() == more.len()
            && runs.is_sorted_by(|one, next| one.0 < next.0)
            && more.iter().all(|&more| more > 0);
        is_valid.then_some(Self { runs, more: sum })
    }

    /// What [`BlankRuns::from_parts`] makes them of again.
    pub(super) fn parts(&self) -> (Vec<u32>, Vec<u64>) {
        self.runs.iter().copied().unzip()
    }

    /// Lines that rows stand for beyond their first.
    pub(super) fn more(&self) -> u64 {
        self.more
    }

    /// Lines that a row stands for beyond its first.
    pub(super) fn more_of(&self, row: u32) -> u64 {
        self.runs.binary_search_by_key(&row, |&(row, _)| row).map_or(0, |at| self.runs[at].1)
    }

    /// The rows of runs, each with the lines that it stands for beyond the first.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u64)> {
        self.runs.iter().copied()
    }

    /// Lets the last row of the catalog stand for more lines.
    fn extend_last(&mut self, last: u32, more: u64) {
        self.more += more;
        match self.runs.last_mut() {
            _ if more == 0 => {}
            Some((row, known)) if *row == last => *known += more,
            _ => self.runs.push((last, more)),
        }
    }

    /// Takes away what the last row of the catalog stands for beyond its first line.
    fn pop(&mut self, last: u32) -> u64 {
        let more = self.runs.pop_if(|run| run.0 == last).map_or(0, |(_, more)| more);
        self.more -= more;
        more
    }

    /// For each run, the lines that it and those before it stand for beyond the first of each.
    pub(super) fn sums(&self) -> Vec<u64> {
        let add = |sum: &mut u64, &(_, more): &(u32, u64)| {
            *sum += more;
            Some(*sum)
        };
        self.runs.iter().scan(0, add).collect()
    }
}

/// Blank lines at the end of a catalog, which the next one may continue.
pub(super) struct Tail {
    bytes: u64,
    lines: u64,
}

impl Catalog {
    /// Number of lines, each blank one counted.
    pub fn lines(&self) -> u64 {
        self.len() as u64 + self.blank_runs.more()
    }

    /// Adds blank lines that fill `range`.
    pub(super) fn push_blank(&mut self, range: Range<u64>, lines: u64) {
        if lines == 0 {
            return;
        }
        if self.flags.last().is_some_and(|flags| flags & flag::BLANK != 0) {
            let last = row(self.len() - 1);
            self.offsets.extend_last(range.end - range.start);
            self.blank_runs.extend_last(last, lines);
            self.count_blank(self.finding_counts.len() - 1, lines);
            return;
        }
        let mut tally = Tally::default();
        tally.report(Code::InvalidJsonLine, || Problem::at(0..0, ""));
        self.line_labels.push(std::iter::empty());
        self.push_row(range, Status::Removed as u8 | flag::BLANK, Fingerprint::default(), &tally);
        self.blank_runs.extend_last(row(self.len() - 1), lines - 1);
        self.count_blank(self.finding_counts.len() - 1, lines - 1);
    }

    /// Takes the blank lines off the end, if `next` goes on with more of them.
    pub(super) fn take_tail(&mut self, next: &Self) -> Option<Tail> {
        let is_blank = |flags: Option<&u8>| flags.is_some_and(|flags| flags & flag::BLANK != 0);
        if !is_blank(self.flags.last()) || !is_blank(next.flags.first()) {
            return None;
        }
        let last = row(self.len() - 1);
        let lines = 1 + self.blank_runs.pop(last);
        let bytes = self.offsets.pop()?;
        self.flags.pop();
        self.images.pop();
        self.line_labels.pop_empty();
        self.finding_rows.pop();
        self.finding_codes.pop();
        self.finding_counts.pop();
        Some(Tail { bytes, lines })
    }

    /// Adds the runs of `next`, whose rows were added behind row `before`, and lets the first of them stand for the blank
    /// lines of `tail` as well.
    pub(super) fn join_blank(&mut self, next: &Self, before: usize, first_finding: usize, tail: Option<&Tail>) {
        let first = row(before);
        if let Some(tail) = tail {
            self.blank_runs.extend_last(first, tail.lines);
            self.count_blank(first_finding, tail.lines);
        }
        for (row, more) in next.blank_runs.iter() {
            self.blank_runs.extend_last(row + first, more);
        }
    }

    /// Counts further blank lines in the finding of their row.
    fn count_blank(&mut self, finding: usize, lines: u64) {
        let count = &mut self.finding_counts[finding];
        *count = count.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
    }
}

impl Tail {
    /// Bytes of the blank lines.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Manifest {
    /// Number of lines, each blank one counted.
    pub fn lines(&self) -> u64 {
        self.catalog.lines()
    }

    /// The number, from 1, of the line that a row stands for, or of the first of its blank lines.
    pub fn line_number(&self, row: u32) -> u64 {
        let runs = &self.catalog.blank_runs.runs;
        let before = runs.partition_point(|&(run, _)| run < row);
        u64::from(row) + 1 + before.checked_sub(1).map_or(0, |last| self.blank_lines[last])
    }

    /// How many lines a row stands for: more than one where they are blank and follow one another.
    pub fn lines_of(&self, row: u32) -> u64 {
        1 + self.catalog.blank_runs.more_of(row)
    }

    /// The row that stands for a line, by its number from 1.
    pub fn row_of_line(&self, line: u64) -> Option<u32> {
        let is_line = (1..=self.lines()).contains(&line);
        // The last row whose first line is not behind this one.
        let (mut low, mut high) = (0, row(self.len()));
        while low + 1 < high {
            let middle = low.midpoint(high);
            if self.line_number(middle) <= line { low = middle } else { high = middle }
        }
        is_line.then_some(low)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::{Progress, RangeScanner};

    fn scan(text: &[u8], range: Range<u64>, piece: usize) -> Catalog {
        let mut scanner = RangeScanner::new(range);
        let from = usize::try_from(scanner.feed_from()).unwrap();
        for piece in text[from..].chunks(piece) {
            if scanner.push(piece) == Progress::Complete {
                break;
            }
        }
        scanner.finish()
    }

    /// What each line is, without runs.
    fn lines(text: &str) -> Vec<&str> {
        text.split_inclusive('\n').collect()
    }

    #[test]
    fn a_file_of_line_feeds_is_one_row() {
        let text = vec![b'\n'; 5_000_000];
        let manifest = Manifest::new(scan(&text, 0..5_000_000, 1 << 16));
        assert_eq!((manifest.len(), manifest.lines(), manifest.counts().removed), (1, 5_000_000, 5_000_000));
        assert_eq!(manifest.row_of_line(5_000_000), Some(0));
        assert_eq!(manifest.row_of_line(5_000_001), None);
    }

    proptest! {
        #[test]
        fn any_cut_gives_the_same_runs(
            parts in prop::collection::vec(prop::sample::select(vec!["\n", "\r\n", "{}\n", "\r", "x\r\n", " \n"]), 0..40),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
            piece in 1..7_usize,
        ) {
            let text = parts.concat();
            let bytes = text.as_bytes();
            let whole = scan(bytes, 0..bytes.len() as u64, 1 << 10);
            let mut cuts: Vec<u64> = cuts.iter().map(|cut| cut.index(bytes.len() + 1) as u64).collect();
            cuts.extend([0, bytes.len() as u64]);
            cuts.sort_unstable();
            let mut together = Catalog::default();
            for range in cuts.windows(2).map(|pair| pair[0]..pair[1]).filter(|range| !range.is_empty()) {
                together.append(&scan(bytes, range, piece));
            }
            prop_assert_eq!(together.to_bytes(), whole.to_bytes());
            prop_assert_eq!(Catalog::from_bytes(&whole.to_bytes()).unwrap().to_bytes(), whole.to_bytes());
            let lines = lines(&text);
            prop_assert_eq!(whole.lines(), lines.len() as u64);
            let manifest = Manifest::new(whole);
            let mut line = 1;
            for row in 0..row(manifest.len()) {
                prop_assert_eq!(manifest.line_number(row), line);
                let range = manifest.line_range(row);
                let start: usize = lines[..usize::try_from(line - 1).unwrap()].iter().map(|line| line.len()).sum();
                prop_assert_eq!(range.start, start as u64);
                for number in line..line + manifest.lines_of(row) {
                    prop_assert_eq!(manifest.row_of_line(number), Some(row));
                }
                line += manifest.lines_of(row);
            }
            prop_assert_eq!(line, lines.len() as u64 + 1);
        }
    }
}
