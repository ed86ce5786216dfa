//! The usable lines of a manifest, and what is settled of each before any choice is made.

use std::collections::BTreeMap;

use super::options::{Move, SplitOptions};
use super::plan::{Given, Side};
use crate::catalog::{Manifest, PlacedLabels};

/// What is settled of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It goes where its group goes.
    Free(u32),
    /// It is on the test side for good.
    Test,
    /// It is on the training side for good.
    Train,
}

impl Place {
    /// Stand for the sides in packed places; there are fewer groups than either.
    const TEST: u32 = u32::MAX;
    const TRAIN: u32 = u32::MAX - 1;

    /// In half the memory: there is one a line.
    fn pack(self) -> u32 {
        match self {
            Self::Free(group) => group,
            Self::Test => Self::TEST,
            Self::Train => Self::TRAIN,
        }
    }

    fn unpack(packed: u32) -> Self {
        match packed {
            Self::TEST => Self::Test,
            Self::TRAIN => Self::Train,
            group => Self::Free(group),
        }
    }

    /// The group of a line that is free.
    pub(super) fn group(self) -> Option<u32> {
        if let Self::Free(group) = self { Some(group) } else { None }
    }

    /// Whether it is on the test side for good.
    pub(super) fn is_test(self) -> bool {
        self == Self::Test
    }

    /// Whether it is on the training side for good.
    pub(super) fn is_train(self) -> bool {
        self == Self::Train
    }
}

/// The usable lines of a manifest, in order.
#[derive(Debug)]
pub(crate) struct Usable {
    /// The place of each, packed; none where each is free and a group by itself.
    places: Vec<u32>,
    /// Groups of free lines. Where no groups are wanted each line is one.
    pub(super) groups: usize,
    /// Free lines.
    free: usize,
    /// Lines that are fixed in the test set and in the training set.
    fixed: [usize; 2],
    /// Lines wanted on the test side, those that are there for good included.
    pub(super) quota: usize,
    is_grouped: bool,
}

impl Usable {
    /// The usable lines of a manifest.
    pub(super) fn new(manifest: &Manifest, options: &SplitOptions, given: &Given) -> Self {
        Self::with_moves(manifest, options, given, &[])
    }

    /// The same, with lines that a person moved fixed where they were moved to.
    pub(super) fn with_moves(manifest: &Manifest, options: &SplitOptions, given: &Given, moves: &[Move]) -> Self {
        let lines = usize::try_from(manifest.counts().valid).unwrap_or(0);
        let quota = options.quota(lines);
        // Groups of one line each are no groups.
        let is_grouped = given.groups.as_ref().is_some_and(|groups| (groups.count() as usize) < lines);
        let mut usable = Self { places: Vec::new(), groups: lines, free: lines, fixed: [0; 2], quota, is_grouped };
        if is_grouped || given.keep.is_some() || !moves.is_empty() {
            usable.settle(manifest, given, moves, lines);
        }
        usable
    }

    /// Numbers the groups, and settles those that have earlier lines.
    fn settle(&mut self, manifest: &Manifest, given: &Given, moves: &[Move], lines: usize) {
        let mut was_test: Vec<Option<bool>> = match &given.keep {
            Some(keep) => manifest.usable_rows().map(|row| keep.was_test(manifest.image(row)?)).collect(),
            None => Vec::new(),
        };
        if !moves.is_empty() {
            was_test.resize(lines, None);
            // The last move of a line counts.
            let mut last_moves: BTreeMap<u64, Side> = BTreeMap::new();
            for &Move { line, side } in moves {
                last_moves.insert(line, side);
            }
            for (was_test, row) in was_test.iter_mut().zip(manifest.usable_rows()) {
                if let Some(&side) = last_moves.get(&(u64::from(row) + 1)) {
                    *was_test = Some(side == Side::Test);
                }
            }
        }
        let group_of = |place: usize, row: u32| match &given.groups {
            Some(groups) => groups.of(row),
            None => number(place),
        };
        // A group with earlier lines goes where they are; with lines on both sides to training, which has seen it.
        let mut settled: BTreeMap<u32, bool> = BTreeMap::new();
        for ((place, row), was_test) in manifest.usable_rows().enumerate().zip(&was_test) {
            if let Some(was_test) = *was_test {
                *settled.entry(group_of(place, row)).or_insert(true) &= was_test;
            }
        }
        // Free groups are numbered anew, without gaps. Where each line is one, nothing need be remembered of it.
        let mut numbers = vec![u32::MAX; given.groups.as_ref().map_or(0, |groups| groups.count() as usize)];
        self.places.reserve_exact(lines);
        (self.groups, self.free) = (0, 0);
        for (place, row) in manifest.usable_rows().enumerate() {
            let group = group_of(place, row);
            let earlier = was_test.get(place).copied().flatten();
            let place = match earlier.or_else(|| settled.get(&group).copied()) {
                Some(true) => {
                    self.fixed[0] += 1;
                    Place::Test
                }
                Some(false) => {
                    self.fixed[1] += 1;
                    Place::Train
                }
                None => {
                    self.free += 1;
                    let next = number(self.groups);
                    let number = match numbers.get_mut(group as usize) {
                        Some(number) if *number == u32::MAX => {
                            *number = next;
                            next
                        }
                        Some(number) => *number,
                        None => next,
                    };
                    self.groups += usize::from(number == next);
                    Place::Free(number)
                }
            };
            self.places.push(place.pack());
        }
    }

    /// Rows of the lines, with what is settled of each.
    pub(super) fn places(&self, manifest: &Manifest) -> impl Iterator<Item = (u32, Place)> {
        manifest.usable_rows().enumerate().map(|(line, row)| (row, self.place(line)))
    }

    #[inline]
    fn place(&self, line: usize) -> Place {
        self.places.get(line).map_or(Place::Free(number(line)), |&packed| Place::unpack(packed))
    }

    /// Hands over the same with the labels of each, as places in [`Manifest::labels`] with the boxes that carry each.
    #[inline]
    pub(super) fn each_line<'m>(&self, manifest: &'m Manifest, mut each: impl FnMut(u32, Place, PlacedLabels<'m>)) {
        let mut line = 0;
        manifest.each_usable_line(|row, labels| {
            each(row, self.place(line), labels);
            line += 1;
        });
    }

    /// Hands over the free lines, with what the labels of each come to, one by one from `start`.
    #[inline]
    pub(super) fn fold_free_lines<'m, T: Copy>(
        &self,
        manifest: &'m Manifest,
        start: T,
        fold: impl Fn(T, (usize, u32)) -> T,
        mut each: impl FnMut(T, PlacedLabels<'m>),
    ) {
        let mut line = 0;
        manifest.fold_usable_lines(start, fold, |_, folded, labels| {
            if self.place(line).group().is_some() {
                each(folded, labels);
            }
            line += 1;
        });
    }

    /// Whether lines belong together.
    pub(super) fn is_grouped(&self) -> bool {
        self.is_grouped
    }

    /// Free lines that the test set needs to meet its quota: no more than there are.
    pub(super) fn wanted(&self) -> usize {
        self.quota.saturating_sub(self.fixed_in_test()).min(self.free)
    }

    /// Lines that are fixed in the test set.
    pub(super) fn fixed_in_test(&self) -> usize {
        self.fixed[0]
    }

    /// Lines that are fixed in the training set.
    pub(super) fn fixed_in_train(&self) -> usize {
        self.fixed[1]
    }
}

/// Lines, and so their groups, are numbered in 32 bits.
pub(super) fn number(index: usize) -> u32 {
    index.try_into().unwrap_or(u32::MAX)
}
