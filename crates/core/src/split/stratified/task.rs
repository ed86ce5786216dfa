//! What is to be divided: the lines of a manifest with their labels by rank.

use std::cmp::Reverse;

use super::columns::Columns;
use crate::catalog::Manifest;
use crate::split::options::SplitOptions;
use crate::split::usable::{Place, Usable};

/// What is to be divided.
pub(crate) struct Task {
    /// The lines that may go to either side.
    pub(super) free: Columns,
    /// Lines that are on the test side whatever happens.
    pub(super) test: Columns,
    /// Images of each label among all lines, those on the training side for good included, by rank.
    pub(super) images: Vec<u32>,
    /// Boxes of each label, likewise.
    pub(super) boxes: Vec<u32>,
    /// Share of all lines wanted for the test side.
    pub(super) fraction: f64,
    /// How many of the free lines go there.
    pub(super) quota: usize,
    /// Seed of all chance.
    pub(super) seed: u64,
}

impl Task {
    /// The task of putting as many of the usable lines on the test side as are wanted.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "images are numbered in 32 bits, and a usable line has 50 boxes at most"
    )]
    pub(crate) fn new(manifest: &Manifest, usable: &Usable, options: &SplitOptions) -> Self {
        let labels: Vec<_> = manifest.labels().collect();
        // The most frequent labels come first: what is looked at most often lies close together.
        let mut by_rank: Vec<usize> = (0..labels.len()).collect();
        by_rank.sort_by_key(|&label| (Reverse(labels[label].images), label));
        let mut ranks = vec![0_u32; labels.len()];
        for (&label, rank) in by_rank.iter().zip(0..) {
            ranks[label] = rank;
        }
        let (mut free, mut test) = (Columns::default(), Columns::default());
        for (row, place) in usable.places() {
            let labels = manifest.line_labels(row).map(|(label, boxes)| (ranks[label], boxes as u8));
            match place {
                Place::Free(_) => free.push(labels),
                Place::Test => test.push(labels),
                Place::Train => {}
            }
        }
        Self {
            free,
            test,
            images: by_rank.iter().map(|&label| labels[label].images as u32).collect(),
            boxes: by_rank.iter().map(|&label| labels[label].boxes as u32).collect(),
            fraction: options.fraction,
            quota: usable.wanted(),
            seed: options.seed,
        }
    }

    /// Share of the free lines that goes to the test side.
    #[expect(clippy::cast_precision_loss, reason = "a number of lines is far under 2^52")]
    pub(super) fn share(&self) -> f64 {
        self.quota as f64 / (self.free.len() as f64).max(1.0)
    }
}
