//! The lines that are divided, as flat columns: what is weighed together lies together.

use std::ops::Range;

use super::lines::Lines;
use crate::split::shuffle::SplitMix64;

/// Labels of a line by which it is put beside others, the rarest first.
const SORTED_BY: u32 = 4;

/// Labels that are watched, the most frequent ones. The others are left to chance: among so many, they have an image or two.
pub(super) const MOST_LABELS: usize = 1 << 24;

/// A label on a line and the boxes that carry it, in one number: they are read together, and compare as the labels do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Carried(u32);

impl Carried {
    /// Nothing for a label that is not watched.
    #[inline]
    pub(super) fn new((label, boxes): (u32, u8)) -> Option<Self> {
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
    /// Adds a line with these labels.
    pub(super) fn push(&mut self, labels: impl Iterator<Item = Carried>) {
        let start = self.labels.len();
        labels.for_each(|carried| insert(&mut self.labels, start, carried));
        self.ends.push(place(self.labels.len()));
    }

    /// Room for so many lines, and labels of all of them, to be put anywhere.
    pub(super) fn empty(lines: usize, uses: usize) -> Self {
        Self { ends: vec![0; lines], labels: vec![Carried::default(); uses] }
    }

    /// Puts a line at a place, and its labels where they begin. Gives where they end.
    #[inline]
    pub(super) fn put(&mut self, line: usize, start: usize, labels: Line<'_>) -> usize {
        let end = start + labels.len();
        // Mostly a few labels, for which a loop is faster than a call.
        for (kept, &carried) in self.labels[start..end].iter_mut().zip(labels) {
            *kept = carried;
        }
        self.ends[line] = place(end);
        end
    }

    /// Number of lines.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The labels of a line.
    #[inline]
    pub(super) fn line(&self, line: usize) -> Line<'_> {
        &self.labels[self.start(line)..self.ends[line] as usize]
    }

    /// Where the labels of a line begin.
    #[inline]
    fn start(&self, line: usize) -> usize {
        line.checked_sub(1).map_or(0, |before| self.ends[before] as usize)
    }

    /// Labels of all lines together.
    pub(super) fn uses(&self) -> usize {
        self.labels.len()
    }

    /// Puts lines that were gathered in working order: those with the same rarest labels side by side, the rarest first, and
    /// lines that are alike in that in the order of chance. Their `numbers` go with them.
    pub(super) fn arrange(&mut self, numbers: &mut [u32], labels: usize, random: &mut SplitMix64) {
        let mut order = Vec::new();
        let (mut first, mut old) = (0, Self::default());
        while first < self.len() {
            let alike = first..self.shelf_end(first);
            self.order(alike.clone(), labels, random, &mut order);
            // No more than a shelf is there twice.
            let start = self.start(first);
            old.labels.clear();
            old.labels.extend_from_slice(&self.labels[start..self.ends[alike.end - 1] as usize]);
            old.ends.clear();
            old.ends.extend(self.ends[alike.clone()].iter().map(|&end| end - place(start)));
            let old_numbers = numbers[alike.clone()].to_vec();
            let mut end = start;
            for (line, &(_, _, before)) in alike.clone().zip(&order) {
                end = self.put(line, end, old.line(before as usize));
                numbers[line] = old_numbers[before as usize];
            }
            first = alike.end;
        }
    }

    /// The line behind `first` and those that have the same rarest label.
    fn shelf_end(&self, first: usize) -> usize {
        let rarest = |line| self.line(line).last().map(|carried| carried.label());
        let of_first = rarest(first);
        (first + 1..self.len()).find(|&line| rarest(line) != of_first).unwrap_or(self.len())
    }

    /// The lines of a shelf in working order: what each is put beside others by, and which it is on the shelf.
    fn order(&self, alike: Range<usize>, labels: usize, random: &mut SplitMix64, order: &mut Vec<(u64, u32, u32)>) {
        let bits = usize::BITS - labels.leading_zeros();
        let depth = SORTED_BY.min(64 / bits.max(1));
        order.clear();
        order.extend(alike.zip(0..).map(|(line, place)| {
            let mut rarest = self.line(line).iter().rev().map(|carried| (labels - 1 - carried.label()) as u64);
            let key = (0..depth).fold(0, |key, _| (key << bits) | rarest.next().unwrap_or(labels as u64));
            (key, random.half(), place)
        }));
        order.sort_unstable();
    }
}

impl Lines for Columns {
    type Labels<'l> = std::iter::Copied<std::slice::Iter<'l, Carried>>;

    fn fold<'l, T: Copy>(
        &'l self,
        start: T,
        fold: impl Fn(T, Carried) -> T,
        mut each: impl FnMut(T, Self::Labels<'l>),
    ) {
        for line in 0..self.len() {
            let labels = self.line(line).iter().copied();
            each(labels.clone().fold(start, &fold), labels);
        }
    }

    fn pick(&self, numbers: &[u32]) -> Columns {
        let mut picked = Self::default();
        for &number in numbers {
            picked.push(self.line(number as usize).iter().copied());
        }
        picked
    }
}

/// Adds a label to those from `start` on, which are sorted. They are a handful, nearly in order: nothing sorts them faster.
#[inline]
pub(super) fn insert(labels: &mut Vec<Carried>, start: usize, carried: Carried) {
    let mut place = labels.len();
    labels.push(carried);
    while place > start && labels[place - 1] > carried {
        labels[place] = labels[place - 1];
        place -= 1;
    }
    labels[place] = carried;
}

#[expect(clippy::cast_possible_truncation, reason = "a catalog's labels are numbered in 32 bits")]
pub(super) fn place(index: usize) -> u32 {
    index as u32
}
