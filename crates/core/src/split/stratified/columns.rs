//! The lines that are divided, as flat columns: what is weighed together lies together.

use std::ops::Range;

use crate::split::shuffle::SplitMix64;

/// Labels of a line by which it is put beside others, the rarest first.
const SORTED_BY: u32 = 4;

/// The labels of a line, and the boxes with each.
pub(super) type Line<'l> = (&'l [u32], &'l [u8]);

/// The labels of lines, by rank: 0 is the most frequent label. A line's labels are in the order of their ranks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Columns {
    /// Where the labels of each line end.
    ends: Vec<u32>,
    labels: Vec<u32>,
    /// Boxes with the label, beside each.
    boxes: Vec<u8>,
}

impl Columns {
    /// Adds a line with these labels, each with the boxes that carry it.
    pub(crate) fn push(&mut self, labels: impl Iterator<Item = (u32, u8)>) {
        let start = self.labels.len();
        for (label, boxes) in labels {
            self.labels.push(label);
            self.boxes.push(boxes);
            // A handful of labels, nearly in order: insertion is the fastest way to sort them.
            let mut place = self.labels.len() - 1;
            while place > start && self.labels[place - 1] > label {
                self.labels.swap(place - 1, place);
                self.boxes.swap(place - 1, place);
                place -= 1;
            }
        }
        self.end_line();
    }

    #[expect(clippy::cast_possible_truncation, reason = "a catalog's labels are numbered in 32 bits")]
    fn end_line(&mut self) {
        self.ends.push(self.labels.len() as u32);
    }

    /// Number of lines.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The labels of a line, and the boxes with each.
    #[inline]
    pub(super) fn line(&self, line: usize) -> Line<'_> {
        let places = self.places(line);
        (&self.labels[places.clone()], &self.boxes[places])
    }

    fn places(&self, line: usize) -> Range<usize> {
        let start = line.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[line] as usize
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
            let mut rarest = self.line(line).0.iter().rev().map(|&rank| labels as u64 - 1 - u64::from(rank));
            let key = (0..depth).fold(0, |key, _| (key << bits) | rarest.next().unwrap_or(labels as u64));
            keyed.push((key, random.half(), index));
        }
        keyed.sort_unstable();
        let mut arranged = Self {
            ends: Vec::with_capacity(self.len()),
            labels: Vec::with_capacity(self.uses()),
            boxes: Vec::with_capacity(self.uses()),
        };
        let mut order = Vec::with_capacity(self.len());
        for (_, _, line) in keyed {
            let (labels, boxes) = self.line(line as usize);
            arranged.labels.extend_from_slice(labels);
            arranged.boxes.extend_from_slice(boxes);
            arranged.end_line();
            order.push(line);
        }
        (arranged, order)
    }
}
