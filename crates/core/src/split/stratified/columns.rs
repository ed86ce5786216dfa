//! The lines that are divided, as flat columns: what is weighed together lies together.

use crate::split::shuffle::SplitMix64;

/// Labels of a line by which it is put beside others, the rarest first.
const SORTED_BY: u32 = 4;

/// Labels that are watched, the most frequent ones. The others are left to chance: among so many, they have an image or two.
pub(super) const MOST_LABELS: usize = 1 << 24;

/// A label on a line and the boxes that carry it, in one number: they are read together, and compare as the labels do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Carried(u32);

impl Carried {
    /// Nothing for a label that is not watched.
    fn new((label, boxes): (u32, u8)) -> Option<Self> {
        ((label as usize) < MOST_LABELS).then_some(Self((label << u8::BITS) | u32::from(boxes)))
    }

    /// The label, by rank.
    #[inline]
    pub(super) fn label(self) -> usize {
        (self.0 >> u8::BITS) as usize
    }

    /// The boxes with it.
    #[inline]
    pub(super) fn boxes(self) -> u8 {
        self.0.to_le_bytes()[0]
    }

    /// Both.
    #[inline]
    pub(super) fn bits(self) -> u32 {
        self.0
    }
}

/// The labels of a line, in the order of their ranks.
pub(super) type Line<'l> = &'l [Carried];

/// The labels of lines, by rank: 0 is the most frequent label.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// Where the labels of each line end.
    ends: Vec<u32>,
    labels: Vec<Carried>,
}

impl Columns {
    /// Room for so many lines, and labels of all of them.
    pub(super) fn with_capacity(lines: usize, labels: usize) -> Self {
        Self { ends: Vec::with_capacity(lines), labels: Vec::with_capacity(labels) }
    }

    /// Adds a line with these labels, each with the boxes that carry it.
    #[inline]
    pub(crate) fn push(&mut self, labels: impl Iterator<Item = (u32, u8)>) {
        let start = self.labels.len();
        for carried in labels.filter_map(Carried::new) {
            // A handful of labels, nearly in order: insertion is the fastest way to sort them.
            let mut place = self.labels.len();
            self.labels.push(carried);
            while place > start && self.labels[place - 1] > carried {
                self.labels[place] = self.labels[place - 1];
                place -= 1;
            }
            self.labels[place] = carried;
        }
        self.end_line();
    }

    /// Adds a line of others.
    #[inline]
    pub(super) fn push_line(&mut self, line: Line<'_>) {
        self.labels.extend_from_slice(line);
        self.end_line();
    }

    /// Leaves only those lines of which `keep` says so.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        let (mut kept, mut end, mut start) = (0, 0, 0);
        for line in 0..self.len() {
            let next = self.ends[line] as usize;
            if keep(line) {
                // Mostly a few labels, for which a loop is faster than a call.
                for place in start..next {
                    self.labels[end] = self.labels[place];
                    end += 1;
                }
                self.ends[kept] = place(end);
                kept += 1;
            }
            start = next;
        }
        self.ends.truncate(kept);
        self.labels.truncate(end);
        self.ends.shrink_to_fit();
        self.labels.shrink_to_fit();
    }

    #[inline]
    fn end_line(&mut self) {
        self.ends.push(place(self.labels.len()));
    }

    /// Number of lines.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The labels of a line.
    #[inline]
    pub(super) fn line(&self, line: usize) -> Line<'_> {
        let start = line.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.labels[start as usize..self.ends[line] as usize]
    }

    /// Labels of all lines together.
    pub(super) fn uses(&self) -> usize {
        self.labels.len()
    }

    /// The lines in working order, and where each was: those with the same rarest labels side by side, the rarest
    /// first, and lines that are alike in that in the order of chance.
    pub(super) fn arrange(&self, labels: usize, random: &mut SplitMix64) -> (Self, Vec<u32>) {
        let bits = usize::BITS - labels.leading_zeros();
        let depth = SORTED_BY.min(64 / bits.max(1));
        let mut keyed: Vec<(u64, u32, u32)> = Vec::with_capacity(self.len());
        for (line, index) in (0..self.len()).zip(0..) {
            let mut rarest = self.line(line).iter().rev().map(|carried| (labels - 1 - carried.label()) as u64);
            let key = (0..depth).fold(0, |key, _| (key << bits) | rarest.next().unwrap_or(labels as u64));
            keyed.push((key, random.half(), index));
        }
        keyed.sort_unstable();
        let order: Vec<u32> = keyed.iter().map(|&(_, _, line)| line).collect();
        // Keys and the copy are each as large as the lines themselves: not both at once.
        drop(keyed);
        let mut arranged = Self::with_capacity(self.len(), self.uses());
        for &line in &order {
            arranged.push_line(self.line(line as usize));
        }
        (arranged, order)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a catalog's labels are numbered in 32 bits")]
fn place(index: usize) -> u32 {
    index as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_sorted_and_left_out() {
        let lines: [&[(u32, u8)]; 5] =
            [&[(3, 1), (0, 63), (2, 0)], &[], &[(1 << 24, 1), (7, 2)], &[(1, 1)], &[(9, 0), (8, 1)]];
        let mut columns = Columns::default();
        for line in lines {
            columns.push(line.iter().copied());
        }
        let all = |columns: &Columns| -> Vec<Vec<(usize, u8)>> {
            let line = |line| columns.line(line).iter().map(|carried| (carried.label(), carried.boxes())).collect();
            (0..columns.len()).map(line).collect()
        };
        let sorted = [vec![(0, 63), (2, 0), (3, 1)], vec![], vec![(7, 2)], vec![(1, 1)], vec![(8, 1), (9, 0)]];
        assert_eq!(all(&columns), sorted, "the label of 25 bits is not watched");
        columns.retain(|line| line != 0 && line != 3);
        assert_eq!(all(&columns), [vec![], vec![(7, 2)], vec![(8, 1), (9, 0)]]);
        assert_eq!(columns.uses(), 3);
    }
}
