//! How good a split is, by the measures of the literature, beside what no split can better.
//!
//! Limits are of each label by itself: the whole number of images that serves it best, with one on each side where it has
//! two. Nothing says that all of them can be reached at once.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::shapes::Shape;

/// What is wrong with a split; less is better everywhere.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Test images beside the quota.
    pub size: u64,
    /// Labels on one side only that could be on both.
    pub missing: usize,
    /// Labels that are not at their share rounded down or up.
    pub off: usize,
    /// Mean of `(t - p n)^2 / (p (1 - p) n)`: about 1 for chance.
    pub chi2: f64,
    /// Label distribution: Sechidis, Tsoumakas and Vlahavas (2011).
    pub ld: f64,
    /// The same relative to the label's share: Tiittanen and others (2021).
    pub rld: f64,
    /// Sum of `|t - p n|` over labels of ten images or more, over their images.
    pub wdev10: f64,
    /// The same for the boxes of all labels.
    pub boxw: f64,
    /// Label distribution of pairs: Szymański and Kajdanowicz (2017).
    pub lpd: f64,
}

/// A number that things are counted by: images of a label, say. Of all, and on the test side.
type Count = (f64, f64);

/// What the sides of a shape come to.
pub struct Counts {
    images: f64,
    fraction: f64,
    /// Lines that are wanted on the test side.
    quota: f64,
    labels: BTreeMap<u32, Count>,
    boxes: BTreeMap<u32, Count>,
    pairs: BTreeMap<(u32, u32), Count>,
    /// Of each label, its images in each scene; each image is one where there are no scenes.
    scenes: BTreeMap<u32, Vec<u32>>,
    test: f64,
}

impl Counts {
    pub fn new(shape: &Shape, fraction: f64, on_test: impl Fn(usize) -> bool) -> Self {
        let (mut labels, mut boxes, mut pairs) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut scenes: BTreeMap<u32, BTreeMap<usize, u32>> = BTreeMap::new();
        let mut test = 0.0;
        for (image, of) in shape.images.iter().enumerate() {
            let there = f64::from(u8::from(on_test(image)));
            test += there;
            for (&label, &number) in of {
                add(labels.entry(label).or_default(), 1.0, there);
                add(boxes.entry(label).or_default(), f64::from(number), there);
                let scene = shape.scenes.as_ref().map_or(image, |scenes| scenes[image] as usize);
                *scenes.entry(label).or_default().entry(scene).or_default() += 1;
                for (&other, _) in of.range(..label) {
                    add(pairs.entry((other, label)).or_default(), 1.0, there);
                }
            }
        }
        let images = f64::from(u32::try_from(shape.images.len()).unwrap());
        let scenes = scenes.into_iter().map(|(label, of)| (label, of.into_values().collect())).collect();
        Self { images, fraction, quota: (fraction * images - 1e-6).ceil(), labels, boxes, pairs, scenes, test }
    }

    fn can_be_on_both(&self, label: u32) -> bool {
        self.scenes[&label].len() >= 2
    }

    pub fn score(&self) -> Score {
        let p = self.fraction;
        let is_missing =
            |label: u32, (images, test): Count| self.can_be_on_both(label) && (test < 0.5 || test > images - 0.5);
        let is_off = |(images, test): Count| {
            let least = if images >= 2.0 { 1.0 } else { 0.0 };
            test < (p * images + 1e-9).floor().max(least) || test > (p * images - 1e-9).ceil().max(least)
        };
        self.summed(
            |_, count| count.1,
            |boxes| (boxes.1 - p * boxes.0).abs(),
            Score {
                size: (self.test - self.quota).abs() as u64,
                missing: self.labels.iter().filter(|&(&label, &count)| is_missing(label, count)).count(),
                off: self.labels.values().filter(|&&count| is_off(count)).count(),
                lpd: mean(self.pairs.values().map(|&(images, test)| self.ld(images, test, self.test))),
                ..Score::default()
            },
        )
    }

    /// What no split comes below, label by label.
    pub fn limit(&self) -> Score {
        let p = self.fraction;
        // The measures agree on the best number but for ties, and LD but for the size of the test side.
        let best = |label: u32, (images, _): Count, by: &dyn Fn(f64) -> f64| {
            self.possible(label, images)
                .map(|test| (by(test), test))
                .min_by(|one, other| one.0.total_cmp(&other.0))
                .unwrap()
                .1
        };
        let nearest = |boxes: f64| (p * boxes - (p * boxes).round()).abs();
        let mut limit = self.summed(
            |label, count| best(label, count, &|test| (test - p * count.0).abs()),
            |boxes| nearest(boxes.0),
            Score::default(),
        );
        let least = |of: &dyn Fn(f64, f64) -> f64| {
            mean(self.labels.iter().map(|(&label, &count)| of(count.0, best(label, count, &|test| of(count.0, test)))))
        };
        limit.ld = least(&|images, test| self.ld(images, test, self.quota));
        limit.rld = least(&|images, test| self.rld(images, test, self.quota));
        limit
    }

    /// The least `chi2` that any split has where each image carries one label: every label gets what it needs to be on both
    /// sides, then each further test image goes where it does the most good.
    pub fn least_chi2_of_one_label_each(&self) -> f64 {
        let p = self.fraction;
        let cost = |images: f64, test: f64| (test - p * images).powi(2) / (p * (1.0 - p) * images);
        let mut labels: Vec<Count> =
            self.labels.values().map(|&(images, _)| (images, f64::from(u8::from(images >= 2.0)))).collect();
        let mut left = self.quota - labels.iter().map(|count| count.1).sum::<f64>();
        while left > 0.5 {
            let gain = |&(images, test): &Count| cost(images, test + 1.0) - cost(images, test);
            let has_room = |&(images, test): &Count| test + 1.5 < images || images < 1.5 && test < 0.5;
            let best = labels
                .iter_mut()
                .filter(|count| has_room(count))
                .min_by(|one, other| gain(one).total_cmp(&gain(other)))
                .unwrap();
            best.1 += 1.0;
            left -= 1.0;
        }
        mean(labels.iter().map(|&(images, test)| cost(images, test)))
    }

    /// The numbers of images of a label near its share that the test side can have.
    fn possible(&self, label: u32, images: f64) -> impl Iterator<Item = f64> {
        let counts = &self.scenes[&label];
        let total: u32 = counts.iter().sum();
        let mut sums = vec![false; total as usize + 1];
        sums[0] = true;
        let one_each = total as usize == counts.len();
        for &count in counts.iter().filter(|_| !one_each) {
            for sum in (count as usize..sums.len()).rev() {
                sums[sum] |= sums[sum - count as usize];
            }
        }
        let range: RangeInclusive<u32> = if counts.len() >= 2 { 1..=total - 1 } else { 0..=total };
        let share = self.fraction * images;
        range
            .filter(move |&sum| {
                // Whole scenes may leave gaps; single images come next to the share, or to the end of the range.
                if one_each { (f64::from(sum) - share).abs() < 2.0 || sum == 1 } else { sums[sum as usize] }
            })
            .map(f64::from)
    }

    /// The measures that follow from the test images and the boxes that are off of each label.
    fn summed(&self, test: impl Fn(u32, Count) -> f64, boxes_off: impl Fn(Count) -> f64, other: Score) -> Score {
        let p = self.fraction;
        let labels: Vec<Count> = self.labels.iter().map(|(&label, &count)| (count.0, test(label, count))).collect();
        let frequent = || labels.iter().filter(|count| count.0 >= 10.0);
        let boxes: f64 = self.boxes.values().map(|count| count.0).sum();
        Score {
            chi2: mean(labels.iter().map(|&(images, test)| (test - p * images).powi(2) / (p * (1.0 - p) * images))),
            ld: mean(labels.iter().map(|&(images, test)| self.ld(images, test, self.test))),
            rld: mean(labels.iter().map(|&(images, test)| self.rld(images, test, self.test))),
            wdev10: frequent().map(|&(images, test)| (test - p * images).abs()).sum::<f64>()
                / frequent().map(|count| count.0).sum::<f64>().max(1.0),
            boxw: self.boxes.values().map(|&count| boxes_off(count)).sum::<f64>() / boxes.max(1.0),
            ..other
        }
    }

    fn ld(&self, images: f64, test: f64, size: f64) -> f64 {
        let odds = |part: f64, of: f64| part.min(of - 1.0) / (of - part.min(of - 1.0));
        let whole = odds(images, self.images);
        0.5 * ((odds(test, size) - whole).abs() + (odds(images - test, self.images - size) - whole).abs())
    }

    fn rld(&self, images: f64, test: f64, size: f64) -> f64 {
        let share = images / self.images;
        0.5 * ((test / size - share).abs() + ((images - test) / (self.images - size) - share).abs()) / share
    }
}

fn add(count: &mut Count, number: f64, there: f64) {
    count.0 += number;
    count.1 += number * there;
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / f64::max(count, 1.0)
}
