//! What a plan comes to: label by label, how near to its share and how near it could be, and what is missing and why.

use super::ALGORITHM_VERSION;
use super::bounds::{self, Room, to_f64};
use super::options::Strategy;
use super::plan::{Plan, Side};
use crate::catalog::Manifest;
use crate::report::{
    BalanceSummary, GroupSummary, LabelBalance, LeakSummary, OneSided, Report, SplitReport, SplitSummary,
};
use crate::rules::split;

impl Plan {
    /// The report of the split, on top of the report of the check.
    pub fn report(&self, manifest: &Manifest, check: Report) -> SplitReport {
        let labels = self.divide(manifest);
        let names = |missing: fn(&LabelBalance) -> bool| -> Vec<String> {
            labels.iter().filter(|label| missing(label)).map(|label| label.name.clone()).collect()
        };
        let (train, test) = (self.count(Side::Train), self.count(Side::Test));
        let usable: Vec<bool> = manifest.usable_labels(check.use_case).collect();
        let findings =
            split::judge(&split::Facts { train, test, labels: &labels, usable: &usable, region: &check.region });
        let summary = SplitSummary {
            strategy: self.options().strategy,
            algorithm_version: ALGORITHM_VERSION,
            seed: self.options().seed,
            fraction: self.options().fraction,
            train,
            test,
            rejected: self.count(Side::Rejected),
            balance: balance(&labels, self.options().fraction),
            missing_in_test: names(|label| label.test == 0),
            missing_in_train: names(|label| label.train == 0),
            groups: GroupSummary { count: train + test, whole: true },
            // Repeated images are removed before a plan is made, so none can be on both sides.
            leak: LeakSummary { images_on_both_sides: 0 },
            labels,
            findings,
        };
        SplitReport { check, split: summary }
    }

    fn divide(&self, manifest: &Manifest) -> Vec<LabelBalance> {
        let fraction = self.options().fraction;
        let mut labels: Vec<LabelBalance> = manifest
            .labels()
            .map(|label| LabelBalance {
                name: label.name.to_owned(),
                images: label.images,
                train: 0,
                test: 0,
                target: fraction * to_f64(label.images),
                deviation: 0.0,
                bound: 0.0,
                one_sided: None,
                boxes_train: 0,
                boxes_test: 0,
            })
            .collect();
        for row in manifest.usable_rows() {
            let on_test = self.side(row) == Side::Test;
            for (label, boxes) in manifest.line_labels(row) {
                let label = &mut labels[label];
                if on_test {
                    label.test += 1;
                    label.boxes_test += u64::from(boxes);
                } else {
                    label.train += 1;
                    label.boxes_train += u64::from(boxes);
                }
            }
        }
        let (lines, test) = (manifest.counts().valid, self.count(Side::Test));
        for label in &mut labels {
            label.deviation = to_f64(label.test) - label.target;
            label.bound = Room { images: label.images, lines, test }.bound(fraction);
            label.one_sided = self.why_one_sided(label);
        }
        labels
    }

    fn why_one_sided(&self, label: &LabelBalance) -> Option<OneSided> {
        if label.train > 0 && label.test > 0 {
            return None;
        }
        Some(match self.options().strategy {
            _ if label.images < 2 => OneSided::SingleImage,
            Strategy::Stratified => OneSided::NoRoom,
            Strategy::Random | Strategy::Hash => OneSided::Chance,
        })
    }
}

/// Deviations that differ by less are the same number: they come of sums of fractions.
const SAME: f64 = 1e-6;

fn balance(labels: &[LabelBalance], fraction: f64) -> BalanceSummary {
    let boxes = |label: &LabelBalance| label.boxes_train + label.boxes_test;
    let box_deviation = |label: &LabelBalance| (to_f64(label.boxes_test) - fraction * to_f64(boxes(label))).abs();
    let at_bound = labels.iter().filter(|label| label.deviation.abs() <= label.bound + SAME);
    BalanceSummary {
        labels_at_bound: at_bound.count() as u64,
        deviation: labels.iter().map(|label| label.deviation.abs()).sum(),
        bound: labels.iter().map(|label| label.bound).sum(),
        box_deviation: labels.iter().map(box_deviation).sum(),
        box_bound: labels.iter().map(|label| bounds::of_boxes(boxes(label), fraction)).sum(),
    }
}
