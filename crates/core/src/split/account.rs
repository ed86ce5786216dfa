//! What a plan comes to: label by label, how near to its share and how near it could be, and what is missing and why.

use super::ALGORITHM_VERSION;
use super::bounds::{self, Room, to_f64};
use super::grouped::Units;
use super::groups::Groups;
use super::options::Strategy;
use super::plan::{Plan, Side};
use super::usable::{Place, Usable};
use super::without;
use crate::catalog::Manifest;
use crate::report::{
    BalanceSummary, GroupSummary, KeepSummary, LabelBalance, LeakSummary, LookAlikes, ManifestFinding, OneSided,
    Report, SplitReport, SplitSummary,
};
use crate::rules::split;

/// What the names of images say about a split.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Whether they were compared.
    pub compared: bool,
    /// The look-alikes in both subsets, by the groups that names suggest, if they do.
    pub look_alikes: Option<LookAlikes>,
    /// File names that are in both subsets, in different folders.
    pub same_file_names: u64,
}

impl Plan {
    /// The report of the split, on top of the report of the check.
    pub fn report(&self, manifest: &Manifest, check: Report) -> SplitReport {
        self.report_with_names(manifest, check, &Names::default())
    }

    /// The same with the count of look-alikes in both subsets, by groups that names suggest.
    pub fn report_watching(&self, manifest: &Manifest, check: Report, watched: Option<&Groups>) -> SplitReport {
        let look_alikes = watched.map(|groups| self.look_alikes(groups));
        let names = Names { compared: watched.is_some(), look_alikes, same_file_names: 0 };
        self.report_with_names(manifest, check, &names)
    }

    /// The same with all that names say. Look-alikes are counted by the groups that lines are kept together by, or, where
    /// these put no lines together, by those that names suggest.
    pub fn report_with_names(&self, manifest: &Manifest, check: Report, names: &Names) -> SplitReport {
        let usable = Usable::new(manifest, self.options(), &self.given);
        let labels = self.divide(manifest, &usable);
        let missing_labels = |missing: fn(&LabelBalance) -> bool| -> Vec<String> {
            labels.iter().filter(|label| missing(label)).map(|label| label.name.clone()).collect()
        };
        let (train, test) = (self.count(Side::Train), self.count(Side::Test));
        let of_use_case: Vec<bool> = manifest.usable_labels(check.use_case).collect();
        let by_hash = self.options().strategy == Strategy::Hash;
        let region = &check.region;
        let mut findings =
            split::judge(&split::Facts { train, test, labels: &labels, usable: &of_use_case, region, by_hash });
        findings.extend(self.judge_given(manifest, train + test));
        findings.extend((names.same_file_names > 0).then(|| split::same_file_names(names.same_file_names)));
        let sides = self.given.groups.as_deref().map(|groups| self.sides_of(groups));
        let useful = self.given.groups.as_deref().zip(sides.as_deref()).filter(|(groups, _)| groups.is_useful());
        let look_alikes =
            useful.map_or_else(|| names.look_alikes.clone(), |(groups, sides)| Some(look_alikes(groups, sides)));
        let summary = SplitSummary {
            strategy: self.options().strategy,
            algorithm_version: ALGORITHM_VERSION,
            seed: self.options().seed,
            fraction: self.options().fraction,
            quota: usable.quota as u64,
            train,
            test,
            rejected: self.count(Side::Rejected),
            balance: balance(&labels, self.options().fraction),
            missing_in_test: missing_labels(|label| label.test == 0),
            missing_in_train: missing_labels(|label| label.train == 0),
            groups: self.group_summary(train + test, sides.as_deref()),
            keep: self.keep_summary(manifest),
            moves: self.options().moves.clone(),
            // Repeated images are removed before a plan is made, so none can be on both sides.
            leak: LeakSummary {
                images_on_both_sides: 0,
                names_compared: names.compared,
                same_file_names: names.same_file_names,
                look_alikes,
            },
            labels,
            findings,
        };
        SplitReport { check, split: summary }
    }

    /// Judges the group rule and the previous split.
    fn judge_given(&self, manifest: &Manifest, lines: u64) -> Vec<ManifestFinding> {
        let groups = self.given.groups.as_deref().filter(|groups| lines > 0 && !groups.matches_some(lines));
        let groups = groups.map(|groups| split::group_rule_matches_nothing(groups.by(), groups.matched(), lines));
        let missing = self.given.keep.as_deref().and_then(|keep| keep.missing(manifest));
        groups.into_iter().chain(missing.map(split::previous_split_not_found)).collect()
    }

    /// The look-alikes in both subsets, by groups.
    pub fn look_alikes(&self, groups: &Groups) -> LookAlikes {
        look_alikes(groups, &self.sides_of(groups))
    }

    fn divide(&self, manifest: &Manifest, usable: &Usable) -> Vec<LabelBalance> {
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
                boxes_train: label.boxes,
                boxes_test: 0,
            })
            .collect();
        let mut kept = vec![(0, 0); labels.len()];
        let mut on_test = vec![(0, 0); labels.len()];
        usable.each_line(manifest, |row, place, on_line| {
            match place {
                Place::Test => on_line.clone().for_each(|(label, _)| kept[label].0 += 1),
                Place::Train => on_line.clone().for_each(|(label, _)| kept[label].1 += 1),
                Place::Free(_) => {}
            }
            if self.side(row) == Side::Test {
                for (label, boxes) in on_line {
                    let (images, all_boxes) = &mut on_test[label];
                    *images += 1;
                    *all_boxes += u64::from(boxes);
                }
            }
        });
        for (label, (images, boxes)) in labels.iter_mut().zip(on_test) {
            (label.test, label.boxes_test) = (images, boxes);
            (label.train, label.boxes_train) = (without(label.images, images), without(label.boxes_train, boxes));
        }
        let (lines, test) = (manifest.counts().valid, self.count(Side::Test));
        let groups = usable.is_grouped().then(|| Units::new(manifest, usable).images_by_group());
        for (place, (label, kept)) in labels.iter_mut().zip(kept).enumerate() {
            let room = Room { images: label.images, lines, test, kept };
            let counts = groups.as_ref().map(|groups| &*groups[place]);
            label.deviation = to_f64(label.test) - label.target;
            label.bound = counts.map_or_else(|| room.bound(fraction), |counts| room.bound_of_groups(fraction, counts));
            label.one_sided = self.why_one_sided(label, kept, counts);
        }
        labels
    }

    fn why_one_sided(&self, label: &LabelBalance, kept: (u64, u64), groups: Option<&[u32]>) -> Option<OneSided> {
        if label.train > 0 && label.test > 0 {
            return None;
        }
        Some(match self.options().strategy {
            _ if label.images < 2 => OneSided::SingleImage,
            _ if kept.0 == label.images || kept.1 == label.images => OneSided::Kept,
            _ if groups.is_some_and(|groups| groups.len() == 1) && kept == (0, 0) => OneSided::OneGroup,
            Strategy::Stratified if self.options().moves.is_empty() => OneSided::NoRoom,
            Strategy::Stratified => OneSided::Kept,
            Strategy::Random | Strategy::Hash => OneSided::Chance,
        })
    }

    fn group_summary(&self, usable: u64, sides: Option<&[(u64, u64)]>) -> GroupSummary {
        let (Some(groups), Some(sides)) = (&self.given.groups, sides) else {
            return GroupSummary { count: usable, whole: true, by: None, lines: 0, largest: usable.min(1), cut: 0 };
        };
        let cut = sides.iter().filter(|sides| is_cut(sides)).count() as u64;
        GroupSummary {
            count: u64::from(groups.count()),
            whole: cut == 0,
            by: Some(groups.by().to_owned()),
            lines: groups.matched(),
            largest: sides.iter().map(|&(lines, _)| lines).max().unwrap_or(0),
            cut,
        }
    }

    /// Of each group the lines, and those on the test side.
    fn sides_of(&self, groups: &Groups) -> Vec<(u64, u64)> {
        let mut sides = vec![(0, 0); groups.count() as usize];
        for row in (0..self.lines()).filter(|&row| self.side(row) != Side::Rejected) {
            let (lines, test) = &mut sides[groups.of(row) as usize];
            *lines += 1;
            *test += u64::from(self.side(row) == Side::Test);
        }
        sides
    }

    fn keep_summary(&self, manifest: &Manifest) -> Option<KeepSummary> {
        let keep = self.given.keep.as_ref()?;
        let mut summary = KeepSummary {
            test: 0,
            train: 0,
            moved: 0,
            added_test: 0,
            added_train: 0,
            removed_test: keep.test_images(),
            knows_train: keep.knows_train(),
        };
        for row in manifest.usable_rows() {
            let on_test = self.side(row) == Side::Test;
            let was_test = manifest.image(row).and_then(|image| keep.was_test(image));
            summary.removed_test = without(summary.removed_test, u64::from(was_test == Some(true)));
            match (was_test, on_test) {
                (Some(true), true) => summary.test += 1,
                (Some(false), false) => summary.train += 1,
                (Some(_), _) => summary.moved += 1,
                (None, true) => summary.added_test += 1,
                (None, false) => summary.added_train += 1,
            }
        }
        Some(summary)
    }
}

fn look_alikes(groups: &Groups, sides: &[(u64, u64)]) -> LookAlikes {
    let cut = || sides.iter().filter(|sides| is_cut(sides));
    LookAlikes {
        by: groups.by().to_owned(),
        groups: u64::from(groups.count()),
        on_both_sides: cut().count() as u64,
        test: cut().map(|(_, test)| test).sum(),
    }
}

/// Whether a group of that many lines, and that many on the test side, stands on both sides.
fn is_cut(&(lines, test): &(u64, u64)) -> bool {
    (1..lines).contains(&test)
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
