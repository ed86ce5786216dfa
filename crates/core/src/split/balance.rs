//! How far a division of the lines is from the wish, label by label, as a cost that swaps change a little at a time.

use std::ops::Range;

use crate::catalog::Manifest;

/// Labels of the usable lines, with what each side should hold of them.
pub(super) struct Balance {
    /// Where the labels of each line end.
    ends: Vec<u32>,
    /// Labels of all lines, one after the other, with the boxes that carry each.
    uses: Vec<(u32, u16)>,
    labels: Vec<LabelBalance>,
}

#[derive(Clone, Copy, Debug, Default)]
struct LabelBalance {
    images: f64,
    /// Images on the test side. This and the other counts are whole numbers, which doubles hold exactly.
    test: f64,
    boxes_test: f64,
    target: f64,
    boxes_target: f64,
    weight: f64,
    boxes_weight: f64,
    /// What all that costs: asked for far more often than it changes.
    cost: f64,
}

/// Cost of a label that could be on both sides and is not.
const MISSING: f64 = 1000.0;

impl LabelBalance {
    /// What it would cost with so many images and boxes more on the test side.
    fn cost_with(&self, images: f64, boxes: f64) -> f64 {
        let test = self.test + images;
        let images = test - self.target;
        let boxes = self.boxes_test + boxes - self.boxes_target;
        let missing = self.images >= 2.0 && (test < 0.5 || test > self.images - 0.5);
        let penalty = if missing { MISSING } else { 0.0 };
        self.weight * images * images + self.boxes_weight * boxes * boxes + penalty
    }

    /// So many images and boxes more come to the test side.
    fn change(&mut self, images: f64, boxes: f64) {
        self.test += images;
        self.boxes_test += boxes;
        self.cost = self.cost_with(0.0, 0.0);
    }
}

impl Balance {
    /// The balance of the usable `rows` with no line on the test side.
    pub(super) fn new(manifest: &Manifest, rows: &[u32], fraction: f64) -> Self {
        let mut balance = Self {
            ends: Vec::with_capacity(rows.len()),
            uses: Vec::new(),
            labels: vec![LabelBalance::default(); manifest.labels().len()],
        };
        let mut squares = vec![0.0; balance.labels.len()];
        let mut boxes_of = vec![0.0; balance.labels.len()];
        for &row in rows {
            for (label, boxes) in manifest.line_labels(row) {
                balance.labels[label].images += 1.0;
                let boxes = f64::from(boxes);
                squares[label] += boxes * boxes;
                boxes_of[label] += boxes;
            }
            balance.uses.extend(manifest.line_labels(row).map(|(label, boxes)| {
                (u32::try_from(label).unwrap_or(u32::MAX), u16::try_from(boxes).unwrap_or(u16::MAX))
            }));
            balance.ends.push(u32::try_from(balance.uses.len()).unwrap_or(u32::MAX));
        }
        // A label's squared deviation is weighed by what chance would give it, so that rare and frequent ones count alike.
        let variance = fraction * (1.0 - fraction);
        for (label, (squares, boxes)) in balance.labels.iter_mut().zip(squares.into_iter().zip(boxes_of)) {
            label.target = fraction * label.images;
            label.weight = 1.0 / (variance * label.images) + 0.02;
            label.boxes_target = fraction * boxes;
            label.boxes_weight = if squares > 0.0 { 0.5 / (variance * squares) } else { 0.0 };
            label.change(0.0, 0.0);
        }
        balance
    }

    /// Number of lines.
    pub(super) fn lines(&self) -> usize {
        self.ends.len()
    }

    /// Number of labels.
    pub(super) fn labels(&self) -> usize {
        self.labels.len()
    }

    /// Images of a label.
    pub(super) fn images(&self, label: usize) -> f64 {
        self.labels[label].images
    }

    /// Labels of a line.
    pub(super) fn labels_of(&self, line: usize) -> impl Iterator<Item = usize> {
        self.uses_of(line).iter().map(|&(label, _)| label as usize)
    }

    /// How many images of a label the test side still wants: its share rounded to the nearest, and one of two at least.
    pub(super) fn wanted(&self, label: usize) -> f64 {
        let LabelBalance { images, test, target, .. } = self.labels[label];
        let most = if images >= 2.0 { images - 1.0 } else { images };
        let least = f64::from(u8::from(images >= 2.0));
        (target + 0.5).floor().clamp(least, most) - test
    }

    /// By how much the cost would grow if a line came to the test side.
    pub(super) fn cost_of_adding(&self, line: usize) -> f64 {
        let growth = |&(label, boxes): &(u32, u16)| {
            let label = &self.labels[label as usize];
            label.cost_with(1.0, f64::from(boxes)) - label.cost
        };
        self.uses_of(line).iter().map(growth).sum()
    }

    /// By how much the cost would grow if a line left the test side.
    pub(super) fn cost_of_removing(&self, line: usize) -> f64 {
        let growth = |&(label, boxes): &(u32, u16)| {
            let label = &self.labels[label as usize];
            label.cost_with(-1.0, -f64::from(boxes)) - label.cost
        };
        self.uses_of(line).iter().map(growth).sum()
    }

    /// By how much the cost would grow if one line left the test side and then another came. Changes nothing: most
    /// swaps are not made.
    pub(super) fn cost_of_swapping(&self, leaves: usize, comes: usize) -> f64 {
        let leaving = self.uses_of(leaves);
        let growth = |&(id, boxes): &(u32, u16)| {
            let label = &self.labels[id as usize];
            let boxes = f64::from(boxes);
            let Some(&(_, left)) = leaving.iter().find(|&&(left, _)| left == id) else {
                return label.cost_with(1.0, boxes) - label.cost;
            };
            let left = f64::from(left);
            label.cost_with(0.0, boxes - left) - label.cost_with(-1.0, -left)
        };
        self.cost_of_removing(leaves) + self.uses_of(comes).iter().map(growth).sum::<f64>()
    }

    /// Puts a line on the test side.
    pub(super) fn add(&mut self, line: usize) {
        self.change(line, 1.0);
    }

    /// Takes a line off the test side.
    pub(super) fn remove(&mut self, line: usize) {
        self.change(line, -1.0);
    }

    fn change(&mut self, line: usize, sign: f64) {
        for place in self.places_of(line) {
            let (label, boxes) = self.uses[place];
            self.labels[label as usize].change(sign, sign * f64::from(boxes));
        }
    }

    fn uses_of(&self, line: usize) -> &[(u32, u16)] {
        &self.uses[self.places_of(line)]
    }

    fn places_of(&self, line: usize) -> Range<usize> {
        let start = line.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[line] as usize
    }
}
