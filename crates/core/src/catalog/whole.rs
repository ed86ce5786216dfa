//! A whole manifest: its catalog with repeated images resolved, and its labels counted.

use std::cell::Cell;
use std::ops::Range;
use std::sync::OnceLock;

use super::columns::{Catalog, flag};
use super::counts::Uses;
use super::duplicates::Duplicate;
use super::labels::{LineLabel, LineLabels};
use crate::report::{Counts, LabelCount};
use crate::rules::{Status, UseCase};

/// A label of the valid lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label<'m> {
    /// Its name.
    pub name: &'m str,
    /// Images that carry it.
    pub images: u64,
    /// Boxes that carry it.
    pub boxes: u64,
    /// Images that carry it as a whole.
    pub on_images: u64,
    /// Images that carry it in a box.
    pub in_boxes: u64,
}

/// What reports, splits and outputs are made of.
#[derive(Clone, Debug)]
pub struct Manifest {
    pub(super) catalog: Catalog,
    pub(super) duplicates: Vec<Duplicate>,
    pub(super) counts: Counts,
    /// Valid lines with an image-level label, and with a box.
    pub(super) image_level: u64,
    pub(super) localization: u64,
    /// The place in [`Manifest::labels`] of each of the catalog's numbers.
    places: Vec<u32>,
    /// For each run of blank lines, the lines up to its end that have no row of their own.
    pub(super) blank_lines: Vec<u64>,
    /// Labels whose names look alike, once somebody asks.
    pub(super) similar_labels: OnceLock<Vec<Vec<LabelCount>>>,
}

/// The labels of a line as places in [`Manifest::labels`], with the boxes that carry each.
#[derive(Clone, Debug)]
pub struct PlacedLabels<'m> {
    labels: LineLabels<'m>,
    places: &'m [u32],
}

impl Iterator for PlacedLabels<'_> {
    type Item = (usize, u32);

    #[inline]
    fn next(&mut self) -> Option<(usize, u32)> {
        self.labels.next().map(|label| placed(self.places, label))
    }
}

#[inline]
fn placed(places: &[u32], label: LineLabel) -> (usize, u32) {
    (places[label.id as usize] as usize, u32::from(label.boxes))
}

impl Manifest {
    /// The manifest whose whole catalog this is.
    pub fn new(mut catalog: Catalog) -> Self {
        let duplicates = catalog.resolve_duplicates();
        let mut manifest = Self {
            places: vec![u32::MAX; catalog.labels.len()],
            similar_labels: OnceLock::new(),
            blank_lines: catalog.blank_runs.sums(),
            catalog,
            duplicates,
            counts: Counts::default(),
            image_level: 0,
            localization: 0,
        };
        for ((label, _), place) in manifest.catalog.label_counts.seen().zip(0..) {
            manifest.places[label as usize] = place;
        }
        manifest.count_lines();
        manifest
    }

    fn count_lines(&mut self) {
        self.counts.removed = self.catalog.blank_runs.more();
        for &flags in &self.catalog.flags {
            let count = match flag::status(flags) {
                Status::Valid => &mut self.counts.valid,
                Status::Invalid => &mut self.counts.invalid,
                Status::Ignored => &mut self.counts.ignored,
                Status::Removed => &mut self.counts.removed,
            };
            *count += 1;
            if flag::status(flags) == Status::Valid {
                self.image_level += u64::from(flags & flag::IMAGE_LEVEL != 0);
                self.localization += u64::from(flags & flag::LOCALIZATION != 0);
            }
        }
    }

    /// Number of rows: lines, of which blank ones that follow one another are one row.
    pub fn len(&self) -> usize {
        self.catalog.len()
    }

    /// The buckets of its images, in order of first appearance.
    pub(crate) fn buckets(&self) -> impl Iterator<Item = &str> {
        self.catalog.buckets.names()
    }

    /// Whether there are no lines.
    pub fn is_empty(&self) -> bool {
        self.catalog.is_empty()
    }

    /// Size of the input in bytes.
    pub fn bytes(&self) -> u64 {
        self.catalog.bytes().end
    }

    /// Lines by status.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// What becomes of a line.
    pub fn status(&self, row: u32) -> Status {
        self.catalog.status(row as usize)
    }

    /// Byte range of a line, its ending included.
    pub fn line_range(&self, row: u32) -> Range<u64> {
        self.catalog.offsets.range(row as usize)
    }

    /// Rows of the lines of which at least a byte lies in `window`.
    pub fn rows_within(&self, window: &Range<u64>) -> Range<u32> {
        let offsets = &self.catalog.offsets;
        let start = offsets.partition_point(|line| line.end <= window.start);
        let end = offsets.partition_point(|line| line.start < window.end);
        super::offsets::row(start)..super::offsets::row(end)
    }

    /// Offsets about `step` bytes apart at which lines begin, and the end: where to cut the input to read it again.
    pub fn cuts(&self, step: u64) -> Vec<u64> {
        let end = self.bytes();
        let mut cuts: Vec<u64> = (0..end)
            .step_by(usize::try_from(step.max(1)).unwrap_or(usize::MAX))
            .map(|at| self.line_range(self.rows_within(&(at..at + 1)).start).start)
            .collect();
        cuts.push(end);
        cuts.dedup();
        cuts
    }

    /// The first line that names the image of this one, where that is another line.
    pub fn first_of(&self, row: u32) -> Option<u32> {
        let place = self.duplicates.binary_search_by_key(&row, |&(row, _)| row).ok()?;
        Some(self.duplicates[place].1)
    }

    /// Rows of the usable lines, in order.
    pub fn usable_rows(&self) -> impl Iterator<Item = u32> {
        (0..super::offsets::row(self.len())).filter(|&row| self.status(row) == Status::Valid)
    }

    /// Hands over the usable lines, in order, each with its labels as [`Manifest::line_labels`] gives them: much faster than
    /// to ask for one line after the other.
    #[inline]
    pub fn each_usable_line<'m>(&'m self, mut each: impl FnMut(u32, PlacedLabels<'m>)) {
        self.fold_usable_lines((), |(), _| (), |row, (), labels| each(row, labels));
    }

    /// Hands over the same with what the labels of each line come to, one by one from `start`: where that is all that is
    /// wanted of most lines, they are not read again.
    #[inline]
    pub fn fold_usable_lines<'m, T: Copy>(
        &'m self,
        start: T,
        fold: impl Fn(T, (usize, u32)) -> T,
        mut each: impl FnMut(u32, T, PlacedLabels<'m>),
    ) {
        let Self { catalog, places, .. } = self;
        let status = |row| catalog.flags.get(row).is_some_and(|&flags| flag::status(flags) == Status::Valid);
        let (mut row, is_valid) = (0, Cell::new(status(0)));
        catalog.line_labels.fold_lines(
            start,
            |folded, label| if is_valid.get() { fold(folded, placed(places, label)) } else { folded },
            |folded, labels| {
                if is_valid.get() {
                    each(super::offsets::row(row), folded, PlacedLabels { labels, places });
                }
                row += 1;
                is_valid.set(status(row));
            },
        );
    }

    /// Labels of the valid lines, in order of first appearance.
    pub fn labels(&self) -> impl ExactSizeIterator<Item = Label<'_>> {
        self.catalog.label_counts.seen().map(|(label, uses)| {
            let Uses { images, boxes, on_images, in_boxes, .. } = uses;
            Label { name: self.catalog.labels.name(label), images, boxes, on_images, in_boxes }
        })
    }

    /// Place in [`Manifest::labels`] of the label of that name.
    pub fn find_label(&self, name: &str) -> Option<usize> {
        let place = self.places[self.catalog.labels.find(name)? as usize];
        (place != u32::MAX).then_some(place as usize)
    }

    /// Labels of a line as places in [`Manifest::labels`], with the boxes that carry each; none for a line that is not valid.
    pub fn line_labels(&self, row: u32) -> impl Iterator<Item = (usize, u32)> {
        let is_valid = self.status(row) == Status::Valid;
        let labels = is_valid.then(|| self.catalog.line_labels.line(row as usize));
        labels.into_iter().flatten().map(|label| placed(&self.places, label))
    }

    /// What the manifest is used for, unless the user says otherwise: the kind with more usable lines; detection where they are as many.
    pub fn use_case(&self) -> UseCase {
        match (self.image_level, self.localization) {
            (0, 0) => UseCase::NotDetermined,
            (image_level, localization) if image_level > localization => UseCase::ImageLevelLabels,
            _ => UseCase::ObjectLocalization,
        }
    }
}
