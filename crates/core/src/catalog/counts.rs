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

impl Uses {
    /// That of a label on a line.
    #[inline]
    fn of(label: LineLabel, row: usize) -> Self {
        Self {
            images: 1,
            boxes: u64::from(label.boxes),
            on_images: u64::from(label.on_image),
            in_boxes: u64::from(label.boxes > 0),
            first: row as u64,
        }
    }

    /// Adds those on lines that follow.
    #[inline]
    fn add(&mut self, more: Self) {
        if self.images == 0 {
            self.first = more.first;
        }
        self.images += more.images;
        self.boxes += more.boxes;
        self.on_images += more.on_images;
        self.in_boxes += more.in_boxes;
    }

    /// Takes some away. What is the first line may be wrong then.
    fn take(&mut self, some: Self) {
        self.images -= some.images;
        self.boxes -= some.boxes;
        self.on_images -= some.on_images;
        self.in_boxes -= some.in_boxes;
    }
}

/// The uses of all labels.
#[derive(Clone, Debug, Default)]
pub(super) struct LabelCounts {
    /// By number, as far as any line has come.
    uses: Vec<Uses>,
    /// The numbers of labels in the order of their first lines.
    order: Vec<u32>,
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
        self.add_uses(label.id, Uses::of(label, row));
    }

    #[inline]
    fn add_uses(&mut self, number: u32, more: Uses) {
        let place = number as usize;
        if place >= self.uses.len() {
            self.uses.resize(place + 1, Uses::default());
        }
        if self.uses[place].images == 0 {
            self.order.push(number);
        }
        self.uses[place].add(more);
    }

    /// Takes away a label of a line that is not valid after all. Says whether that was the first line with it: then the order
    /// may be another.
    pub(super) fn take(&mut self, label: LineLabel, row: usize) -> bool {
        let uses = &mut self.uses[label.id as usize];
        uses.take(Uses::of(label, row));
        uses.first == row as u64
    }

    /// Adds those of lines that follow row `before`, whose labels have these `numbers` here.
    pub(super) fn append(&mut self, next: &Self, numbers: &[u32], before: usize) {
        for &label in &next.order {
            let more = next.uses[label as usize];
            self.add_uses(numbers[label as usize], Uses { first: before as u64 + more.first, ..more });
        }
    }

    /// The numbers of the labels that valid lines have, in the order of their first lines, with what is counted of each.
    pub(super) fn seen(&self) -> impl ExactSizeIterator<Item = (u32, Uses)> {
        self.order.iter().map(|&label| (label, self.uses[label as usize]))
    }

    /// The uses as numbers, so many of each label.
    pub(super) fn numbers(&self) -> Vec<u64> {
        let numbers = |uses: &Uses| [uses.images, uses.boxes, uses.on_images, uses.in_boxes, uses.first];
        self.uses.iter().flat_map(numbers).collect()
    }

    /// The numbers of the labels, in the order of their first lines.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
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
            let seen = |counts: &LabelCounts| counts.seen().collect::<Vec<_>>();
            prop_assert_eq!(seen(&manifest.catalog.label_counts), seen(&again));
            let images: u64 = manifest.labels().map(|label| label.images).sum();
            prop_assert_eq!(images, manifest.counts().valid, "each line has one");
        }
    }
}
