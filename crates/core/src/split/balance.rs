//! How far a division of the lines is from the wish, label by label, as a cost that swaps change a little at a time.

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
    images: u32,
    test: u32,
    boxes_test: f64,
    target: f64,
    boxes_target: f64,
    weight: f64,
    boxes_weight: f64,
}

/// Cost of a label that could be on both sides and is not.
const MISSING: f64 = 1000.0;

impl LabelBalance {
    fn cost(&self) -> f64 {
        let images = f64::from(self.test) - self.target;
        let boxes = self.boxes_test - self.boxes_target;
        let missing = self.images >= 2 && (self.test == 0 || self.test == self.images);
        let penalty = if missing { MISSING } else { 0.0 };
        self.weight * images * images + self.boxes_weight * boxes * boxes + penalty
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
                balance.labels[label].images += 1;
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
            let images = f64::from(label.images);
            label.target = fraction * images;
            label.weight = 1.0 / (variance * images) + 0.02;
            label.boxes_target = fraction * boxes;
            label.boxes_weight = if squares > 0.0 { 0.5 / (variance * squares) } else { 0.0 };
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
    pub(super) fn images(&self, label: usize) -> u32 {
        self.labels[label].images
    }

    /// Labels of a line.
    pub(super) fn labels_of(&self, line: usize) -> impl Iterator<Item = usize> {
        self.uses_of(line).iter().map(|&(label, _)| label as usize)
    }

    fn uses_of(&self, line: usize) -> &[(u32, u16)] {
        let start = line.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.uses[start as usize..self.ends[line] as usize]
    }

    /// How many images of a label the test side still wants: its share rounded to the nearest, and one of two at least.
    #[expect(clippy::cast_possible_truncation, reason = "a number of images fits 32 bits")]
    pub(super) fn wanted(&self, label: usize) -> i64 {
        let LabelBalance { images, test, target, .. } = self.labels[label];
        let rounded = (target + 0.5).floor() as i64;
        let least = i64::from(images >= 2);
        let most = i64::from(images) - i64::from(images >= 2);
        rounded.clamp(least.min(most), most) - i64::from(test)
    }

    /// Puts a line on the test side; gives by how much the cost grows.
    pub(super) fn add(&mut self, line: usize) -> f64 {
        self.change(line, |label, boxes| {
            label.test += 1;
            label.boxes_test += boxes;
        })
    }

    /// Takes a line off the test side; gives by how much the cost grows.
    pub(super) fn remove(&mut self, line: usize) -> f64 {
        self.change(line, |label, boxes| {
            label.test -= 1;
            label.boxes_test -= boxes;
        })
    }

    fn change(&mut self, line: usize, change: impl Fn(&mut LabelBalance, f64)) -> f64 {
        let start = line.checked_sub(1).map_or(0, |before| self.ends[before]);
        let mut growth = 0.0;
        for &(label, boxes) in &self.uses[start as usize..self.ends[line] as usize] {
            let label = &mut self.labels[label as usize];
            let before = label.cost();
            change(label, f64::from(boxes));
            growth += label.cost() - before;
        }
        growth
    }
}
