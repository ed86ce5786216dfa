//! The groups, as what they hold of everything that is wished for.

use crate::catalog::Manifest;
use crate::order;
use crate::split::usable::Usable;

/// Groups as sparse rows. Features are the images of each label, then the boxes of each, then the lines.
#[derive(Debug)]
pub(crate) struct Units {
    ends: Vec<u32>,
    features: Vec<u32>,
    amounts: Vec<u32>,
    /// What is on the test side for good, by feature.
    pub(super) kept: Vec<f64>,
    /// What there is in all, by feature.
    pub(super) all: Vec<f64>,
    pub(super) labels: usize,
}

/// A group: its features, and how much it has of each.
pub(super) type Unit<'u> = (&'u [u32], &'u [u32]);

/// Hands over what a line has of each feature: of its labels, and itself.
#[inline]
fn each_feature(labels: usize, on_line: impl Iterator<Item = (usize, u32)>, mut each: impl FnMut(usize, u32)) {
    each(2 * labels, 1);
    for (label, boxes) in on_line {
        each(label, 1);
        if boxes > 0 {
            each(labels + label, boxes);
        }
    }
}

/// The rows of the free lines, those of a group side by side.
struct Rows {
    ends: Vec<u32>,
    rows: Vec<u32>,
}

impl Rows {
    fn of_groups(manifest: &Manifest, usable: &Usable) -> Self {
        let free = || usable.places(manifest).filter_map(|(row, place)| Some((row, place.group()? as usize)));
        // Where each group ends will be where it begins, until its rows are there.
        let mut ends = vec![0_u32; usable.groups];
        free().for_each(|(_, group)| ends[group] += 1);
        let mut lines = 0;
        for end in &mut ends {
            lines += std::mem::replace(end, lines);
        }
        let mut rows = vec![0; lines as usize];
        for (row, group) in free() {
            rows[ends[group] as usize] = row;
            ends[group] += 1;
        }
        Self { ends, rows }
    }

    fn of(&self, group: usize) -> &[u32] {
        let start = group.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        &self.rows[start..self.ends[group] as usize]
    }
}

impl Units {
    /// The groups of the free lines of `usable`.
    pub(crate) fn new(manifest: &Manifest, usable: &Usable) -> Self {
        let labels = manifest.labels().len();
        let mut units = Self {
            ends: Vec::with_capacity(usable.groups),
            features: Vec::new(),
            amounts: Vec::new(),
            kept: vec![0.0; 2 * labels + 1],
            all: vec![0.0; 2 * labels + 1],
            labels,
        };
        usable.each_line(manifest, |_, place, on_line| {
            each_feature(labels, on_line, |feature, amount| {
                units.all[feature] += f64::from(amount);
                if place.is_test() {
                    units.kept[feature] += f64::from(amount);
                }
            });
        });
        units.gather(manifest, &Rows::of_groups(manifest, usable));
        units
    }

    /// Adds up what each group has, one after the other: all that all lines have, laid out to be sorted, would be many times
    /// the manifest.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "features and what groups have of them are numbered in 32 bits"
    )]
    fn gather(&mut self, manifest: &Manifest, rows: &Rows) {
        let mut sums = vec![0_u32; self.all.len()];
        let mut held: Vec<u32> = Vec::new();
        for group in 0..rows.ends.len() {
            for &row in rows.of(group) {
                each_feature(self.labels, manifest.line_labels(row), |feature, amount| {
                    if sums[feature] == 0 {
                        held.push(feature as u32);
                    }
                    sums[feature] = sums[feature].saturating_add(amount);
                });
            }
            order::sort_by_key(&mut held, |&feature| feature);
            self.amounts.extend(held.iter().map(|&feature| std::mem::take(&mut sums[feature as usize])));
            self.features.append(&mut held);
            self.ends.push(self.features.len() as u32);
        }
    }

    /// Number of groups.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Lines of all groups, and those that belong to none because their side is fixed.
    pub(super) fn lines(&self) -> f64 {
        self.all.last().copied().unwrap_or(0.0)
    }

    /// A group.
    pub(super) fn unit(&self, group: usize) -> Unit<'_> {
        let start = group.checked_sub(1).map_or(0, |before| self.ends[before]) as usize;
        let places = start..self.ends[group] as usize;
        (&self.features[places.clone()], &self.amounts[places])
    }

    /// For each label, the images that each group with it has, from least to most.
    pub(crate) fn images_by_group(&self) -> Vec<Vec<u32>> {
        let groups = self.groups_by_feature();
        let mut images: Vec<_> =
            groups[..self.labels].iter().map(|&groups| Vec::with_capacity(groups as usize)).collect();
        for (&feature, &amount) in self.features.iter().zip(&self.amounts) {
            if let Some(of_label) = images.get_mut(feature as usize) {
                of_label.push(amount);
            }
        }
        for of_label in &mut images {
            order::sort_by_key(of_label, |&images| images);
        }
        images
    }

    /// For each group, how many groups the rarest of its labels has.
    pub(super) fn rarity(&self) -> Vec<u32> {
        let groups = self.groups_by_feature();
        let rarest = |group| {
            let labels = self.unit(group).0.iter().filter(|&&feature| (feature as usize) < self.labels);
            labels.map(|&label| groups[label as usize]).min().unwrap_or(u32::MAX)
        };
        (0..self.len()).map(rarest).collect()
    }

    /// How many groups hold each feature.
    fn groups_by_feature(&self) -> Vec<u32> {
        let mut groups = vec![0; self.all.len()];
        self.features.iter().for_each(|&feature| groups[feature as usize] += 1);
        groups
    }
}
