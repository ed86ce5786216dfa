//! What is to be divided: the lines of a manifest with their labels by rank.

use std::cmp::Reverse;

use super::columns::{Columns, Line, MOST_LABELS};
use super::kinds::{Kinds, Lot};
use crate::catalog::{Manifest, PlacedLabels};
use crate::order;
use crate::split::options::SplitOptions;
use crate::split::shuffle::SplitMix64;
use crate::split::usable::{Place, Usable, number};

/// What is to be divided.
///
/// The side that lines are picked for is called the test side here, though it is the training side where that is the
/// smaller one: of the larger, nearly all lines would have to be weighed.
#[derive(Debug)]
pub(crate) struct Task {
    /// The lines that are chosen among.
    pub(super) free: Columns,
    /// Which of the lines that were free at first each of these is.
    pub(super) places: Vec<u32>,
    /// Whether each of the lines that were free at first is on the test side: so far, those that were settled by their kind.
    pub(super) assigned: Vec<bool>,
    /// Lines that were settled by their kind.
    pub(super) settled: Settled,
    /// Lines that are on the test side whatever happens.
    pub(super) test: Columns,
    /// Images of each label among all lines, those on the training side for good included, by rank.
    pub(super) images: Vec<u32>,
    /// Boxes of each label, likewise.
    pub(super) boxes: Vec<u32>,
    /// Share of all lines wanted for the test side.
    pub(super) fraction: f64,
    /// Share of the lines that were free at first that goes there.
    pub(super) share: f64,
    /// How many of the free lines go there.
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
        let for_train = quota * 2 > usable.groups && usable.kept_in_test() == 0;
        if for_train {
            (quota, fraction) = (usable.groups - quota, 1.0 - fraction);
        }
        let mut task = Self {
            free: Columns::default(),
            places: Vec::new(),
            assigned: vec![false; usable.groups],
            settled: Settled::default(),
            test: Columns::default(),
            images: by_rank.iter().take(MOST_LABELS).map(|&label| whole(labels[label].images)).collect(),
            boxes: by_rank.iter().take(MOST_LABELS).map(|&label| whole(labels[label].boxes)).collect(),
            fraction,
            share: share(quota, usable.groups),
            quota,
            for_train,
            random: SplitMix64::new(options.seed),
        };
        task.settle(manifest, usable, &ranks);
        task
    }

    /// Reads the lines, settles most of frequent kinds, and leaves the others to be chosen among.
    fn settle(&mut self, manifest: &Manifest, usable: &Usable, ranks: &[u32]) {
        let uses = manifest.labels().map(|label| label.images).sum::<u64>();
        self.free = Columns::with_capacity(usable.groups, usize::try_from(uses).unwrap_or(0));
        usable.each_line(manifest, |_, place, labels| match place {
            Place::Free(_) => self.free.push(ranked(ranks, labels)),
            Place::Test => self.test.push(ranked(ranks, labels)),
            Place::Train => {}
        });
        let wanted = Kinds::are_wanted(self.free.len());
        let mut kinds = if wanted { Kinds::new(&self.free, self.share) } else { Kinds::none() };
        for kind in kinds.settled() {
            self.settled.examples.push_line(self.free.line(kind.example));
            self.settled.counts.push((kind.test + kind.train, kind.test));
            self.quota -= kind.test as usize;
        }
        let Self { free, places, assigned, random, .. } = self;
        // Lines are no groups here, so that each free line is one.
        free.retain(|line| {
            let lot = kinds.draw(line, random);
            match lot {
                Lot::Test => assigned[line] = true,
                Lot::Train => {}
                Lot::Open => places.push(number(line)),
            }
            lot == Lot::Open
        });
    }
}

/// Labels by rank.
#[expect(clippy::cast_possible_truncation, reason = "a usable line has 50 boxes at most")]
fn ranked(ranks: &[u32], labels: PlacedLabels<'_>) -> impl Iterator<Item = (u32, u8)> {
    labels.map(|(label, boxes)| (ranks[label], boxes as u8))
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
