//! What is to be divided: the lines of a manifest with their labels by rank.

use std::cmp::Reverse;

use super::columns::{Columns, Line, MOST_LABELS};
use super::gather::Shelves;
use super::kinds::{Kinds, Lot};
use super::lines::{FreeLines, Ranked};
use crate::catalog::Manifest;
use crate::order;
use crate::split::options::SplitOptions;
use crate::split::shuffle::SplitMix64;
use crate::split::usable::{Place, Usable};
use crate::split::without;

/// What is to be divided.
///
/// The side that lines are picked for is called the test side here, though it is the training side where that is the
/// smaller one: of the larger, nearly all lines would have to be weighed.
#[derive(Debug)]
pub(crate) struct Task {
    /// The lines that are chosen among, as they were gathered.
    pub(super) open: Columns,
    /// Which of the free lines each of these is.
    pub(super) numbers: Vec<u32>,
    /// What becomes of each free line.
    pub(super) lots: Vec<Lot>,
    /// Lines that were settled by their kind.
    pub(super) settled: Settled,
    /// Lines that are fixed on that side.
    pub(super) test: Columns,
    /// Images of each label among all lines, those on the training side for good included, by rank.
    pub(super) images: Vec<u32>,
    /// Boxes of each label, likewise.
    pub(super) boxes: Vec<u32>,
    /// Share of all lines wanted for the test side.
    pub(super) fraction: f64,
    /// Share of the free lines that goes there.
    pub(super) share: f64,
    /// How many of the open lines go there.
    pub(super) quota: usize,
    /// Whether the two sides have changed names.
    pub(super) for_train: bool,
    /// All chance.
    pub(super) random: SplitMix64,
}

/// Lines that were settled by their kind: an example of each kind, with the lines that are settled and those of them that
/// are on the test side.
#[derive(Debug, Default)]
pub(super) struct Settled {
    pub(super) examples: Columns,
    pub(super) counts: Vec<(u32, u32)>,
}

impl Settled {
    /// Each kind: its labels and boxes, then its lines in all and on the test side.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (Line<'_>, f64, f64)> {
        let kinds = self.counts.iter().enumerate();
        kinds.map(|(kind, &(lines, test))| (self.examples.line(kind), f64::from(lines), f64::from(test)))
    }
}

impl Task {
    /// The task of putting as many of the usable lines on the test side as are wanted.
    pub(crate) fn new(manifest: &Manifest, usable: &Usable, options: &SplitOptions) -> Self {
        let labels: Vec<_> = manifest.labels().collect();
        // The most frequent labels come first: what is looked at most often lies close together.
        let mut by_rank: Vec<usize> = (0..labels.len()).collect();
        order::sort_by_key(&mut by_rank, |&label| (Reverse(labels[label].images), label));
        let mut ranks = vec![0_u32; labels.len()];
        for (&label, rank) in by_rank.iter().zip(0..) {
            ranks[label] = rank;
        }
        let (mut quota, mut fraction) = (usable.wanted(), options.fraction);
        let for_train = quota * 2 > usable.groups && usable.fixed_in_test() == 0;
        if for_train {
            // `Usable::wanted` is at most the number of free lines, and each of these is a group here.
            (quota, fraction) = (without(usable.groups, quota), 1.0 - fraction);
        }
        let lines = FreeLines { manifest, usable, ranks: &ranks };
        let mut task = Self {
            open: Columns::default(),
            numbers: Vec::new(),
            lots: Vec::new(),
            settled: Settled::default(),
            test: if for_train {
                fixed(&lines, usable.fixed_in_train(), Place::is_train)
            } else {
                fixed(&lines, usable.fixed_in_test(), Place::is_test)
            },
            images: by_rank.iter().take(MOST_LABELS).map(|&label| whole(labels[label].images)).collect(),
            boxes: by_rank.iter().take(MOST_LABELS).map(|&label| whole(labels[label].boxes)).collect(),
            fraction,
            share: share(quota, usable.groups),
            quota,
            for_train,
            random: SplitMix64::new(options.seed),
        };
        task.settle(&lines);
        task
    }

    /// Settles most lines of frequent kinds, and gathers the others to be chosen among.
    fn settle(&mut self, lines: &FreeLines<'_>) {
        let count = lines.usable.groups;
        // Before all that is only held for a while: of its room in one piece much is made afterwards.
        self.lots.reserve_exact(count);
        let mut shelves = Shelves::new(self.images.len());
        let mut kinds = if Kinds::are_wanted(count) {
            Kinds::new(lines, count, self.share, &mut shelves)
        } else {
            shelves.expect_all(lines);
            Kinds::none()
        };
        for (example, kind) in kinds.settled() {
            self.settled.examples.push(example.iter().copied());
            self.settled.counts.push((kind.test + kind.train, kind.test));
            self.quota = without(self.quota, kind.test as usize);
        }
        // Lines are no groups here, so that each free line is one.
        self.lots.extend((0..count).map(|line| kinds.draw(line, &mut self.random)));
        drop(kinds);
        (self.open, self.numbers) = shelves.gather(lines, |line| self.lots[line] == Lot::Open);
    }
}

/// The `count` lines that are fixed in the subset that lines are picked for.
fn fixed(&FreeLines { manifest, usable, ranks }: &FreeLines<'_>, count: usize, is_there: fn(Place) -> bool) -> Columns {
    let mut fixed = Columns::default();
    if count > 0 {
        usable.each_line(manifest, |_, place, labels| {
            if is_there(place) {
                fixed.push(Ranked { labels, ranks });
            }
        });
    }
    fixed
}

/// `part` as a share of `whole`.
#[expect(clippy::cast_precision_loss, reason = "a number of lines is far under 2^52")]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / (whole as f64).max(1.0)
}

#[expect(clippy::cast_possible_truncation, reason = "images are numbered in 32 bits")]
fn whole(number: u64) -> u32 {
    number as u32
}
