//! Where lines start, in two and a half bytes each for files of any size.

use std::collections::TryReserveError;
use std::ops::Range;

/// Lines from one whose start is remembered to the next.
const STEP: usize = 16;

/// Stands for a length that is no less; these are kept apart.
const LONG: u16 = u16::MAX;

/// The lengths of lines that follow one another, and where some of them start.
#[derive(Clone, Debug, Default)]
pub(super) struct Offsets {
    /// Length of each line, its ending included.
    lengths: Vec<u16>,
    /// Row and length of each long line.
    long: Vec<(u32, u64)>,
    /// Where every sixteenth line starts.
    starts: Vec<u64>,
    /// Where the last line ends.
    end: u64,
}

impl Offsets {
    /// The lines from `start` of these lengths, and of those long ones; nothing if they don't belong together.
    pub(super) fn from_parts(start: u64, lengths: Vec<u16>, long: Vec<(u32, u64)>) -> Option<Self> {
        let mut offsets = Self { end: start, ..Self::default() };
        let mut waiting = long.iter();
        for (row, &length) in lengths.iter().enumerate() {
            let length = match (length, waiting.as_slice().first()) {
                (LONG, Some(&(at, length))) if at as usize == row && length >= u64::from(LONG) => {
                    waiting.next();
                    length
                }
                (LONG, _) => return None,
                (length, _) => u64::from(length),
            };
            offsets.begin_line(row);
            offsets.end = offsets.end.checked_add(length)?;
        }
        waiting.as_slice().is_empty().then_some(Self { lengths, long, ..offsets })
    }

    /// What [`Offsets::from_parts`] makes them of again.
    pub(super) fn parts(&self) -> (u64, &[u16], &[(u32, u64)]) {
        (self.first(), &self.lengths, &self.long)
    }

    /// Number of lines.
    pub(super) fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Where the first line starts.
    pub(super) fn first(&self) -> u64 {
        self.starts.first().copied().unwrap_or(self.end)
    }

    /// Where the last line ends.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// Makes room for so many more lines, if there is any.
    pub(super) fn try_reserve(&mut self, lines: usize) -> Result<(), TryReserveError> {
        self.lengths.try_reserve_exact(lines)?;
        self.starts.try_reserve_exact(lines.div_ceil(STEP))
    }

    /// Adds the line in `range`, which must start where the last one ended.
    #[inline]
    pub(super) fn push(&mut self, range: Range<u64>) {
        let length = range.end - range.start;
        let kept = u16::try_from(length).unwrap_or(LONG);
        if kept == LONG {
            self.long.push((row(self.len()), length));
        }
        self.end = range.start;
        self.begin_line(self.len());
        self.lengths.push(kept);
        self.end = range.end;
    }

    #[inline]
    fn begin_line(&mut self, row: usize) {
        if row.is_multiple_of(STEP) {
            self.starts.push(self.end);
        }
    }

    /// Makes the last line longer.
    pub(super) fn extend_last(&mut self, bytes: u64) {
        let Some(last) = self.len().checked_sub(1) else { return };
        let end = self.end;
        self.set_length(last, self.length_of(last..last + 1) + bytes);
        self.end = end + bytes;
    }

    /// Takes the last line away. Gives its length.
    pub(super) fn pop(&mut self) -> Option<u64> {
        let last = self.len().checked_sub(1)?;
        let length = self.length_of(last..last + 1);
        self.lengths.pop();
        self.long.pop_if(|long| long.0 == row(last));
        self.starts.truncate(last.div_ceil(STEP));
        self.end -= length;
        Some(length)
    }

    fn set_length(&mut self, line: usize, length: u64) {
        let known = self.long.binary_search_by_key(&row(line), |&(row, _)| row);
        let kept = u16::try_from(length).unwrap_or(LONG);
        match known {
            Ok(at) if kept == LONG => self.long[at].1 = length,
            Ok(at) => _ = self.long.remove(at),
            Err(at) if kept == LONG => self.long.insert(at, (row(line), length)),
            Err(_) => {}
        }
        self.lengths[line] = kept;
    }

    /// Adds the lines of `next`, which must start where the last one ended. The first of them begins `earlier` bytes before
    /// that.
    pub(super) fn append(&mut self, next: &Self, earlier: u64) {
        if self.len() == 0 {
            self.end = next.first() - earlier;
        }
        let first = self.len();
        self.lengths.extend_from_slice(&next.lengths);
        self.long.extend(next.long.iter().map(|&(at, length)| (at + row(first), length)));
        if earlier > 0 && first < self.len() {
            self.set_length(first, self.length_of(first..first + 1) + earlier);
        }
        // The lines up to the next that is remembered, and then those from one to the next.
        let mut at = first;
        while at < self.len() {
            self.begin_line(at);
            let behind = (at + 1).next_multiple_of(STEP).min(self.len());
            self.end += self.length_of(at..behind);
            at = behind;
        }
    }

    /// Offset of the first byte of a line.
    pub(super) fn start(&self, row: usize) -> u64 {
        self.starts[row / STEP] + self.length_of(row - row % STEP..row)
    }

    fn length_of(&self, rows: Range<usize>) -> u64 {
        let lengths = &self.lengths[rows.clone()];
        let sum: u64 = lengths.iter().map(|&length| u64::from(length)).sum();
        if !lengths.contains(&LONG) {
            return sum;
        }
        let from = self.long.partition_point(|&(row, _)| (row as usize) < rows.start);
        let long = self.long[from..].iter().take_while(|&&(row, _)| (row as usize) < rows.end);
        sum + long.map(|&(_, length)| length - u64::from(LONG)).sum::<u64>()
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
        let start = self.start(row);
        start..start + self.length_of(row..row + 1)
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

    /// Lines of these lengths, from `start`.
    fn offsets(start: u64, lengths: &[u64]) -> Offsets {
        let mut offsets = Offsets::default();
        let mut at = start;
        for length in lengths {
            offsets.push(at..at + length);
            at += length;
        }
        offsets
    }

    fn some_lengths() -> Vec<u64> {
        let few = [10, 0, 65_534, 65_535, 65_536, 5_000_000_000, 1, 9_000_000_000];
        few.iter().copied().cycle().take(75).collect()
    }

    #[test]
    fn lines_of_any_length_are_where_they_were_put() {
        let lengths = some_lengths();
        let offsets = offsets(7, &lengths);
        let mut at = 7;
        for (row, length) in lengths.iter().enumerate() {
            assert_eq!(offsets.range(row), at..at + length, "line {row}");
            at += length;
        }
        assert_eq!((offsets.first(), offsets.end()), (7, at));
        assert_eq!(offsets.partition_point(|line| line.end <= 5_000_200_000), 7);
    }

    #[test]
    fn appended_lines_are_as_if_they_had_been_pushed() {
        let lengths = some_lengths();
        let whole = offsets(3, &lengths);
        for cut in [0, 1, 15, 16, 17, 40, lengths.len()] {
            let (first, second) = lengths.split_at(cut);
            let mut put_together = offsets(3, first);
            put_together.append(&offsets(3 + first.iter().sum::<u64>(), second), 0);
            assert_eq!(format!("{put_together:?}"), format!("{whole:?}"), "cut at {cut}");
        }
    }

    #[test]
    fn parts_make_the_same_and_others_are_refused() {
        let whole = offsets(3, &some_lengths());
        let (start, lengths, long) = whole.parts();
        let again = Offsets::from_parts(start, lengths.to_vec(), long.to_vec()).unwrap();
        assert_eq!(format!("{again:?}"), format!("{whole:?}"));
        let refused =
            |lengths: &[u16], long: &[(u32, u64)]| Offsets::from_parts(3, lengths.to_vec(), long.to_vec()).is_none();
        assert!(refused(lengths, &long[1..]) && refused(&lengths[..40], long) && refused(&lengths[1..], long));
        assert!(refused(&[LONG], &[(0, 9)]), "no long line");
        assert!(refused(&[LONG, LONG], &[(0, u64::MAX), (1, u64::MAX)]), "longer than any file");
    }
}
