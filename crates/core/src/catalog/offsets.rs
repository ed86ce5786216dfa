//! Where lines start, in four bytes each for files of any size.

use std::ops::Range;

/// Starts of lines that follow one another, and the end of the last.
///
/// Starts are kept relative to a base; a new base is begun where a start would no longer fit 32 bits, so a file under
/// 4 GiB has a single one.
#[derive(Clone, Debug, Default)]
pub(super) struct Offsets {
    pub(super) relative: Vec<u32>,
    /// First row of each base, and its offset.
    pub(super) bases: Vec<(u32, u64)>,
    pub(super) end: u64,
}

impl Offsets {
    /// Number of lines.
    pub(super) fn len(&self) -> usize {
        self.relative.len()
    }

    /// Adds the line in `range`, which must start where the last one ended.
    pub(super) fn push(&mut self, range: Range<u64>) {
        let base = self.bases.last().map(|&(_, base)| base);
        let relative = base.and_then(|base| u32::try_from(range.start - base).ok()).unwrap_or_else(|| {
            self.bases.push((row(self.relative.len()), range.start));
            0
        });
        self.relative.push(relative);
        self.end = range.end;
    }

    /// Adds the lines of `next`, which must start where the last one ended.
    pub(super) fn append(&mut self, next: &Self) {
        let base = self.bases.last().map(|&(_, base)| base);
        // Nearly always both have one base, and all of the next starts fit it.
        if let (Some(base), [(_, first)]) = (base, &*next.bases)
            && let (Ok(by), Ok(_)) = (u32::try_from(first - base), u32::try_from(next.end - base))
        {
            self.relative.extend(next.relative.iter().map(|start| start + by));
            self.end = next.end;
            return;
        }
        for row in 0..next.len() {
            self.push(next.range(row));
        }
    }

    /// Offset of the first byte of a line.
    pub(super) fn start(&self, row: usize) -> u64 {
        let after = self.bases.partition_point(|&(first, _)| first as usize <= row);
        let base = after.checked_sub(1).map_or(0, |last| self.bases[last].1);
        base + u64::from(self.relative[row])
    }

    /// The first row whose line `before` does not hold for; it holds for all lines before that one.
    pub(super) fn partition_point(&self, before: impl Fn(Range<u64>) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if before(self.range(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Byte range of a line, its ending included.
    pub(super) fn range(&self, row: usize) -> Range<u64> {
        let end = if row + 1 < self.len() { self.start(row + 1) } else { self.end };
        self.start(row)..end
    }
}

/// Rows are numbered in 32 bits: four thousand million lines.
#[expect(clippy::cast_possible_truncation, reason = "the scanner refuses to make more rows")]
pub(super) fn row(index: usize) -> u32 {
    index as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_beyond_four_gibibytes_begins_a_new_base() {
        let mut offsets = Offsets::default();
        let ends = [10, 5_000_000_000, 5_000_000_100, 9_000_000_000, 14_000_000_000, 14_000_000_001];
        let mut start = 0;
        for end in ends {
            offsets.push(start..end);
            start = end;
        }
        assert_eq!(offsets.range(1), 10..5_000_000_000);
        assert_eq!(offsets.range(2), 5_000_000_000..5_000_000_100);
        assert_eq!(offsets.range(5), 14_000_000_000..14_000_000_001);
        let mut twice = Offsets::default();
        twice.append(&offsets);
        assert!((0..6).all(|row| twice.range(row) == offsets.range(row)));
    }
}
