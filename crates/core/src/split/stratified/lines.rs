//! The lines that are divided, where they are: read one after the other, as often as is wanted, so that none has to be kept
//! that is not chosen among.

use super::columns::{Carried, Columns};
use crate::catalog::{Manifest, PlacedLabels};
use crate::split::usable::Usable;

/// Lines that are read in order.
pub(super) trait Lines {
    /// The labels of a line, each once, in any order.
    type Labels<'l>: Iterator<Item = Carried>
    where
        Self: 'l;

    /// Hands over each line with what its labels come to, one by one from `start`.
    fn fold<'l, T: Copy>(&'l self, start: T, fold: impl Fn(T, Carried) -> T, each: impl FnMut(T, Self::Labels<'l>));

    /// The lines of these numbers, which ascend.
    fn pick(&self, numbers: &[u32]) -> Columns;

    /// Hands over each line.
    #[inline]
    fn each<'l>(&'l self, mut each: impl FnMut(Self::Labels<'l>)) {
        self.fold((), |(), _| (), |(), labels| each(labels));
    }
}

/// The free lines of a manifest.
#[derive(Clone, Copy)]
pub(super) struct FreeLines<'m> {
    pub(super) manifest: &'m Manifest,
    pub(super) usable: &'m Usable,
    /// The rank of each label.
    pub(super) ranks: &'m [u32],
}

impl Lines for FreeLines<'_> {
    type Labels<'l>
        = Ranked<'l>
    where
        Self: 'l;

    #[inline]
    fn fold<'l, T: Copy>(&'l self, start: T, fold: impl Fn(T, Carried) -> T, mut each: impl FnMut(T, Ranked<'l>)) {
        let &Self { manifest, usable, ranks } = self;
        let fold = |folded, label| ranked(ranks, label).map_or(folded, |carried| fold(folded, carried));
        usable.fold_free_lines(manifest, start, fold, |folded, labels| each(folded, Ranked { labels, ranks }));
    }

    fn pick(&self, numbers: &[u32]) -> Columns {
        let &Self { manifest, usable, ranks } = self;
        let mut rows =
            usable.places(manifest).filter(|(_, place)| place.group().is_some()).map(|(row, _)| row).zip(0..);
        let mut picked = Columns::default();
        for &wanted in numbers {
            if let Some((row, _)) = rows.find(|&(_, number)| number == wanted) {
                picked.push(manifest.line_labels(row).filter_map(|label| ranked(ranks, label)));
            }
        }
        picked
    }
}

/// The watched labels of a line, by rank.
#[derive(Clone, Debug)]
pub(super) struct Ranked<'m> {
    pub(super) labels: PlacedLabels<'m>,
    pub(super) ranks: &'m [u32],
}

impl Iterator for Ranked<'_> {
    type Item = Carried;

    #[inline]
    fn next(&mut self) -> Option<Carried> {
        self.labels.find_map(|label| ranked(self.ranks, label))
    }
}

/// A label by its rank, with the boxes that carry it.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a usable line has 50 boxes at most")]
fn ranked(ranks: &[u32], (label, boxes): (usize, u32)) -> Option<Carried> {
    Carried::new((ranks[label], boxes as u8))
}
