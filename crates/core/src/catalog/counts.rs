//! How often each label is used, counted while lines are read: once they are all there, nothing has to be gone through again
//! but what repeated images take away.

use super::columns::flag;
use super::labels::{LabelColumn, LineLabel};
use crate::rules::Status;

/// What is counted of a label, on valid lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Uses {
    pub(super) images: u64,
    pub(super) boxes: u64,
    pub(super) on_images: u64,
    pub(super) in_boxes: u64,
    /// Row of the first line with it.
    pub(super) first: u64,
}

/// The uses of all labels.
#[derive(Clone, Debug, Default)]
pub(super) struct LabelCounts {
    /// By number, as far as any line has come.
    pub(super) uses: Vec<Uses>,
    /// The numbers of labels in the order of their first lines.
    pub(super) order: Vec<u32>,
}

impl LabelCounts {
    /// Those of lines with these labels and flags.
    pub(super) fn of(labels: &LabelColumn, flags: &[u8]) -> Self {
        let mut counts = Self::default();
        let is_valid = |row: usize| flags.get(row).is_some_and(|&flags| flag::status(flags) == Status::Valid);
        let mut row = 0;
        labels.each_label(|label, is_last| {
            if let Some(label) = label.filter(|_| is_valid(row)) {
                counts.add(label, row);
            }
            row += usize::from(is_last);
        });
        counts
    }

    /// Adds a label of a valid line.
    #[inline]
    pub(super) fn add(&mut self, label: LineLabel, row: usize) {
        let place = label.id as usize;
        if place >= self.uses.len() {
            self.uses.resize(place + 1, Uses::default());
        }
        let uses = &mut self.uses[place];
        if uses.images == 0 {
            uses.first = row as u64;
            self.order.push(label.id);
        }
        uses.images += 1;
        uses.boxes += u64::from(label.boxes);
        uses.on_images += u64::from(label.on_image);
        uses.in_boxes += u64::from(label.boxes > 0);
    }

    /// Takes away a label of a line that is not valid after all. Says whether that was the first line with it: then the order
    /// may be another.
    pub(super) fn take(&mut self, label: LineLabel, row: usize) -> bool {
        let uses = &mut self.uses[label.id as usize];
        uses.images -= 1;
        uses.boxes -= u64::from(label.boxes);
        uses.on_images -= u64::from(label.on_image);
        uses.in_boxes -= u64::from(label.boxes > 0);
        uses.first == row as u64
    }

    /// Adds those of lines that follow row `before`, whose labels have these `numbers` here.
    pub(super) fn append(&mut self, next: &Self, numbers: &[u32], before: usize) {
        for &label in &next.order {
            let (more, number) = (next.uses[label as usize], numbers[label as usize]);
            let place = number as usize;
            if place >= self.uses.len() {
                self.uses.resize(place + 1, Uses::default());
            }
            let uses = &mut self.uses[place];
            if uses.images == 0 {
                uses.first = before as u64 + more.first;
                self.order.push(number);
            }
            uses.images += more.images;
            uses.boxes += more.boxes;
            uses.on_images += more.on_images;
            uses.in_boxes += more.in_boxes;
        }
    }

    /// The uses as numbers, so many of each label.
    pub(super) fn numbers(&self) -> Vec<u64> {
        let numbers = |uses: &Uses| [uses.images, uses.boxes, uses.on_images, uses.in_boxes, uses.first];
        self.uses.iter().flat_map(numbers).collect()
    }

    /// The counts whose [`LabelCounts::numbers`] these are, in that order.
    pub(super) fn from_numbers(numbers: &[u64], order: Vec<u32>) -> Self {
        let uses = |&[images, boxes, on_images, in_boxes, first]: &[u64; 5]| Uses {
            images,
            boxes,
            on_images,
            in_boxes,
            first,
        };
        Self { uses: numbers.as_chunks().0.iter().map(uses).collect(), order }
    }

    /// Whether they can be those of so many labels.
    pub(super) fn are_of(&self, labels: usize) -> bool {
        let is_used = |&label: &u32| self.uses.get(label as usize).is_some_and(|uses| uses.images > 0);
        self.uses.len() <= labels && self.order.len() <= labels && self.order.iter().all(is_used)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::LabelCounts;
    use crate::catalog::{Catalog, Manifest, RangeScanner};

    fn catalog(lines: &[(u8, u8)], start: u64) -> Catalog {
        let text: String = lines
            .iter()
            .map(|(image, label)| format!(
                r#"{{"source-ref":"s3://bucket/{image}.jpg","l":1,"l-metadata":{{"class-name":"{label}","confidence":1,"type":"groundtruth/image-classification","human-annotated":"yes","creation-date":"2024-01-01T00:00:00"}}}}"#,
            ) + "\n")
            .collect();
        let mut scanner = RangeScanner::new(start..start + text.len() as u64);
        if start > 0 {
            scanner.push(b"\n");
        }
        scanner.push(text.as_bytes());
        scanner.finish()
    }

    proptest! {
        #[test]
        fn what_is_counted_on_the_way_is_what_there_is_in_the_end(
            lines in prop::collection::vec((0..60_u8, 0..40_u8), 1..250),
            cut in any::<prop::sample::Index>(),
            // Few repeated images are taken away, many are counted anew.
            images in 50..61_u8,
        ) {
            let lines: Vec<_> = lines.into_iter().zip(0..).map(|((image, label), line)| (if image < images { line } else { image }, label)).collect();
            let cut = cut.index(lines.len());
            let mut whole = catalog(&lines[..cut], 0);
            let rest = catalog(&lines[cut..], whole.bytes().end);
            whole.append(&Catalog::from_bytes(&rest.to_bytes()).expect("what was encoded"));
            let manifest = Manifest::new(whole);
            let again = LabelCounts::of(&manifest.catalog.line_labels, &manifest.catalog.flags);
            prop_assert_eq!(&manifest.catalog.label_counts.order, &again.order);
            let names = |counts: &LabelCounts| counts.order.iter().map(|&label| counts.uses[label as usize]).collect::<Vec<_>>();
            prop_assert_eq!(names(&manifest.catalog.label_counts), names(&again));
            let images: u64 = manifest.labels().map(|label| label.images).sum();
            prop_assert_eq!(images, manifest.counts().valid, "each line has one");
        }
    }
}
