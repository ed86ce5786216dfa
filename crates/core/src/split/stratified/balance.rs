//! How far the sides are from the wish, and what it would cost to move a line.
//!
//! A *wish* is that a share of something is on the test side: of a label's images, of its boxes, of the images that carry
//! two labels together. The cost of a division is the sum over all wishes of `weight * (there - wanted)^2`. What one
//! more image or one less would cost is kept beside each wish, so that weighing a line is a sum of table entries; only a
//! line that moves changes them.

use super::Task;
use super::columns::{Columns, Line};
use super::task::Settled;

/// Pairs are watched among so many of the most frequent labels; the table grows with the square.
const PAIRED_LABELS: usize = 1024;

/// Pairs are watched among so many labels of a line, the rarest, so that the work grows with its labels and not with
/// their square.
const PAIRED_PER_LINE: usize = 16;

/// Pairs that fewer images carry are left to chance: there is no share of them to meet.
const LEAST_PAIR: f64 = 1.0;

/// What a label's deviation in images costs beside the one that chance would give: so the frequent ones, whose chance is
/// large, are met to the image as well.
const PER_IMAGE: f64 = 0.02;

/// Weight of boxes against images.
const BOXES: f64 = 0.5;

/// Weight of pairs against images.
const PAIRS: f64 = 0.02;

/// What a line's label costs on its way to the test side, and off it.
#[derive(Clone, Copy, Debug, Default)]
struct LabelCost {
    add: f32,
    remove: f32,
    /// What a box costs on its way there, and its square.
    boxes: f32,
    boxes_squared: f32,
}

/// Where images on the test side differ from the wish by less, it is met: there is no half image.
const MET: f64 = 0.5 + 1e-9;

/// How images on the test side differ from the wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deviation {
    /// By less than one.
    None,
    Over,
    Under,
}

#[derive(Clone, Copy, Debug, Default)]
struct Label {
    images: f64,
    /// Images on the test side. This and the other counts are whole numbers, which doubles hold exactly.
    test: f64,
    wanted: f64,
    weight: f64,
    /// The weight before it was raised to insist on the label.
    usual_weight: f64,
    boxes_test: f64,
    boxes_wanted: f64,
    boxes_weight: f64,
}

impl Label {
    /// Whether it could be on both sides and is not.
    fn is_missing(&self) -> bool {
        self.images >= 2.0 && (self.test < 0.5 || self.test > self.images - 0.5)
    }

    fn deviation(&self) -> Deviation {
        match self.test - self.wanted {
            over if over >= MET => Deviation::Over,
            over if over <= -MET => Deviation::Under,
            _ => Deviation::None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Pair {
    /// Images on the test side over what is wanted.
    over: f64,
    weight: f64,
}

impl Pair {
    #[inline]
    fn cost_of_adding(self) -> f32 {
        single(self.weight * (1.0 + 2.0 * self.over))
    }

    #[inline]
    fn cost_of_removing(self) -> f32 {
        single(self.weight * (1.0 - 2.0 * self.over))
    }
}

/// The wishes of all labels, and how far each is from being met.
#[derive(Debug)]
pub(super) struct Balance {
    labels: Vec<Label>,
    pairs: Vec<Pair>,
    label_costs: Vec<LabelCost>,
    /// What a pair costs on its way to the test side, which is asked most of all: as much as fits the core's own cache.
    pair_costs: Vec<f32>,
    /// Images and boxes of each label among the free lines.
    free_uses: Vec<(f64, f64)>,
    /// Share of the free lines that goes to the test side.
    share: f64,
    /// Labels and pairs of all lines: what it takes to weigh each line once.
    work: usize,
}

/// The images of a label that the test side should have: its share, but at least one on each side of a label that has
/// two.
pub(super) fn wanted(images: f64, fraction: f64) -> f64 {
    let share = fraction * images;
    if images >= 2.0 { share.clamp(1.0, images - 1.0) } else { share }
}

/// Place of the first pair of a label with one that is more frequent.
#[inline]
fn row(label: usize) -> usize {
    label * label.saturating_sub(1) / 2
}

/// The labels of a line of which pairs are watched.
#[inline]
fn paired(line: Line<'_>) -> Line<'_> {
    let mut end = line.len();
    while end > 0 && line[end - 1].label() >= PAIRED_LABELS {
        end -= 1;
    }
    &line[end.saturating_sub(PAIRED_PER_LINE)..end]
}

/// Places of the pairs of a line.
#[inline]
fn pairs(line: Line<'_>) -> impl Iterator<Item = usize> {
    let labels = paired(line);
    (1..labels.len()).flat_map(move |later| {
        let row = row(labels[later].label());
        labels[..later].iter().map(move |earlier| row + earlier.label())
    })
}

#[expect(clippy::cast_possible_truncation, reason = "costs are compared, and single precision is enough for that")]
#[inline]
fn single(cost: f64) -> f32 {
    cost as f32
}

impl Balance {
    /// The balance of a task with its free lines, in any order, all on the training side.
    pub(super) fn new(free: &Columns, task: &Task) -> Self {
        let &Task { ref settled, ref test, ref images, ref boxes, fraction, share, .. } = task;
        let variance = fraction * (1.0 - fraction);
        let mut squares = vec![0.0; images.len()];
        let mut free_uses = vec![(0.0, 0.0); images.len()];
        let tracked = images.len().min(PAIRED_LABELS);
        let mut together = vec![0.0; tracked * tracked.saturating_sub(1) / 2];
        let mut work = free.uses();
        for line in 0..free.len() {
            let line = free.line(line);
            for carried in line {
                let boxes = f64::from(carried.boxes());
                squares[carried.label()] += boxes * boxes;
                let (free_images, free_boxes) = &mut free_uses[carried.label()];
                *free_images += 1.0;
                *free_boxes += boxes;
            }
            for pair in pairs(line) {
                together[pair] += 1.0;
                work += 1;
            }
        }
        for (line, lines, _) in settled.kinds() {
            for carried in line {
                let boxes = f64::from(carried.boxes());
                squares[carried.label()] += lines * boxes * boxes;
            }
            for pair in pairs(line) {
                together[pair] += lines;
            }
        }
        let label = |((&images, &boxes), &squares): ((&u32, &u32), &f64)| {
            let images = f64::from(images);
            // A squared deviation is weighed by what chance would give it, so that rare and frequent labels count alike.
            let weight = if images > 0.0 { 1.0 / (variance * images) + PER_IMAGE } else { 0.0 };
            Label {
                images,
                wanted: wanted(images, fraction),
                weight,
                usual_weight: weight,
                boxes_wanted: fraction * f64::from(boxes),
                boxes_weight: if squares > 0.0 { BOXES / (variance * squares) } else { 0.0 },
                ..Label::default()
            }
        };
        let pair = |&images: &f64| {
            let weight = if images >= LEAST_PAIR && share > 0.0 && share < 1.0 {
                PAIRS / (share * (1.0 - share) * images)
            } else {
                0.0
            };
            Pair { over: -share * images, weight }
        };
        let mut balance = Self {
            labels: images.iter().zip(boxes).zip(&squares).map(label).collect(),
            pairs: together.iter().map(pair).collect(),
            label_costs: vec![LabelCost::default(); images.len()],
            pair_costs: vec![0.0; together.len()],
            free_uses,
            share,
            work,
        };
        for line in 0..test.len() {
            balance.count(test.line(line), 1.0);
        }
        for (kind, _, test) in settled.kinds() {
            balance.count(kind, test);
            for pair in pairs(kind) {
                balance.pairs[pair].over += test;
            }
        }
        balance.price_all();
        balance
    }

    /// Counts lines with these labels that are on the test side for good.
    fn count(&mut self, line: Line<'_>, lines: f64) {
        for carried in line {
            let label = &mut self.labels[carried.label()];
            label.test += lines;
            label.boxes_test += lines * f64::from(carried.boxes());
        }
    }

    /// What it takes to weigh each line once.
    pub(super) fn work(&self) -> usize {
        self.work
    }

    /// Makes the images of labels that many times as dear, against boxes and pairs.
    pub(super) fn insist_on_labels(&mut self, times: f64) {
        for label in &mut self.labels {
            label.weight *= times;
        }
        self.price_all();
    }

    /// Makes the images of labels that could be on both sides and are not that many times as dear. Gives how many
    /// labels that are.
    pub(super) fn insist_on_missing(&mut self, times: f64) -> usize {
        let mut missing = 0;
        for label in 0..self.labels.len() {
            if self.labels[label].is_missing() {
                missing += 1;
                self.labels[label].weight *= times;
                self.price_label(label);
            }
        }
        missing
    }

    /// Labels that could be on both sides and are not.
    pub(super) fn missing(&self) -> usize {
        self.labels.iter().filter(|label| label.is_missing()).count()
    }

    /// How good the division is, less being better: labels missing on a side, then the cost of all wishes, with images
    /// that many times as dear as usual.
    pub(super) fn score(&self, times: f64) -> (usize, f64) {
        let of_label = |label: &Label| {
            let (images, boxes) = (label.test - label.wanted, label.boxes_test - label.boxes_wanted);
            times * label.usual_weight * images * images + label.boxes_weight * boxes * boxes
        };
        let labels: f64 = self.labels.iter().map(of_label).sum();
        let pairs: f64 = self.pairs.iter().map(|pair| pair.weight * pair.over * pair.over).sum();
        (self.missing(), labels + pairs)
    }

    /// Whether every label has the whole number of images on the test side that is nearest to its wish.
    pub(super) fn labels_are_met(&self) -> bool {
        self.labels.iter().all(|label| label.deviation() == Deviation::None)
    }

    /// Number of labels.
    pub(super) fn labels(&self) -> usize {
        self.labels.len()
    }

    /// How a label's images on the test side differ from the wish; nothing if there is no such label.
    pub(super) fn deviation(&self, label: usize) -> Option<Deviation> {
        self.labels.get(label).map(Label::deviation)
    }

    fn price_all(&mut self) {
        for label in 0..self.labels.len() {
            self.price_label(label);
        }
        for pair in 0..self.pairs.len() {
            self.price_pair(pair);
        }
    }

    #[inline]
    fn price_label(&mut self, label: usize) {
        let Label { test, wanted, weight, boxes_test, boxes_wanted, boxes_weight, .. } = self.labels[label];
        let over = 2.0 * (test - wanted);
        self.label_costs[label] = LabelCost {
            add: single(weight * (1.0 + over)),
            remove: single(weight * (1.0 - over)),
            boxes: single(boxes_weight * 2.0 * (boxes_test - boxes_wanted)),
            boxes_squared: single(boxes_weight),
        };
    }

    #[inline]
    fn price_pair(&mut self, pair: usize) {
        self.pair_costs[pair] = self.pairs[pair].cost_of_adding();
    }

    /// By how much the cost would grow if a line came to the test side.
    #[inline]
    pub(super) fn cost_of_adding(&self, line: Line<'_>) -> f32 {
        let mut cost = 0.0;
        for carried in line {
            let label = &self.label_costs[carried.label()];
            let boxes = f32::from(carried.boxes());
            cost += label.add + boxes * (label.boxes + boxes * label.boxes_squared);
        }
        let labels = paired(line);
        for (place, later) in labels.iter().enumerate() {
            let row = &self.pair_costs[row(later.label())..];
            for earlier in &labels[..place] {
                cost += row[earlier.label()];
            }
        }
        cost
    }

    /// By how much the cost would grow if a line left the test side.
    #[inline]
    pub(super) fn cost_of_removing(&self, line: Line<'_>) -> f32 {
        let mut cost = 0.0;
        for carried in line {
            let label = &self.label_costs[carried.label()];
            let boxes = f32::from(carried.boxes());
            cost += label.remove - boxes * (label.boxes - boxes * label.boxes_squared);
        }
        let labels = paired(line);
        for (place, later) in labels.iter().enumerate() {
            let row = &self.pairs[row(later.label())..];
            for earlier in &labels[..place] {
                cost += row[earlier.label()].cost_of_removing();
            }
        }
        cost
    }

    /// By how much less it costs that one line leaves and another comes than both by themselves: what they have in
    /// common does not move.
    pub(super) fn common(&self, leaves: Line<'_>, comes: Line<'_>) -> f32 {
        let mut cost = 0.0;
        let mut common = [0_usize; PAIRED_PER_LINE];
        let mut found = 0;
        let (watched, also_watched) = (paired(leaves), paired(comes));
        for carried in leaves {
            let label = carried.label();
            let Ok(place) = comes.binary_search_by_key(&label, |other| other.label()) else { continue };
            let price = &self.label_costs[label];
            cost += price.add + price.remove;
            cost += 2.0 * price.boxes_squared * f32::from(carried.boxes()) * f32::from(comes[place].boxes());
            let is_watched = |among: Line<'_>| among.iter().any(|other| other.label() == label);
            if is_watched(watched) && is_watched(also_watched) {
                for &earlier in &common[..found] {
                    cost += single(2.0 * self.pairs[row(label) + earlier].weight);
                }
                common[found] = label;
                found += 1;
            }
        }
        cost
    }

    /// Puts a line on the test side.
    pub(super) fn add(&mut self, line: Line<'_>) {
        self.change(line, 1.0);
    }

    /// Takes a line off the test side.
    pub(super) fn remove(&mut self, line: Line<'_>) {
        self.change(line, -1.0);
    }

    #[inline]
    fn change(&mut self, line: Line<'_>, images: f64) {
        for carried in line {
            let changed = &mut self.labels[carried.label()];
            changed.test += images;
            changed.boxes_test += images * f64::from(carried.boxes());
            self.price_label(carried.label());
        }
        for pair in pairs(line) {
            self.pairs[pair].over += images;
            self.price_pair(pair);
        }
    }

    /// Makes the wishes as small as if no free line had been seen yet. [`Balance::wish`] lets them grow again.
    pub(super) fn start_small(&mut self, settled: &Settled) -> Growth {
        let mut growth =
            Growth { whole: Vec::with_capacity(self.labels.len()), shares: std::mem::take(&mut self.free_uses) };
        for (label, (images, boxes)) in self.labels.iter_mut().zip(&mut growth.shares) {
            let share = |missing: f64, of: f64| if of > 0.0 { (missing / of).clamp(0.0, 1.0) } else { 0.0 };
            *images = share(label.wanted - label.test, *images);
            *boxes = share(label.boxes_wanted - label.boxes_test, *boxes);
            growth.whole.push((label.wanted, label.boxes_wanted));
            label.wanted = label.test;
            label.boxes_wanted = label.boxes_test;
        }
        for pair in &mut self.pairs {
            pair.over = 0.0;
        }
        for (line, lines, test) in settled.kinds() {
            for pair in pairs(line) {
                self.pairs[pair].over += test - self.share * lines;
            }
        }
        self.price_all();
        growth
    }

    /// One more free line has been seen: its share is wanted as well.
    pub(super) fn wish(&mut self, line: Line<'_>, growth: &Growth) {
        for carried in line {
            let (of_images, of_boxes) = growth.shares[carried.label()];
            let changed = &mut self.labels[carried.label()];
            changed.wanted += of_images;
            changed.boxes_wanted += of_boxes * f64::from(carried.boxes());
            self.price_label(carried.label());
        }
        for pair in pairs(line) {
            self.pairs[pair].over -= self.share;
            self.price_pair(pair);
        }
    }

    /// All lines have been seen: the wishes are whole again.
    pub(super) fn end_growth(&mut self, growth: &Growth) {
        for (label, &(wanted, boxes_wanted)) in self.labels.iter_mut().zip(&growth.whole) {
            label.wanted = wanted;
            label.boxes_wanted = boxes_wanted;
        }
        self.price_all();
    }
}

/// Wishes that grow line by line.
#[derive(Debug)]
pub(super) struct Growth {
    /// What is wanted of each label in the end: images and boxes.
    whole: Vec<(f64, f64)>,
    /// By how much that grows with each free image and box of the label.
    shares: Vec<(f64, f64)>,
}
