//! The groups, as what they hold of everything that is wished for.

use crate::catalog::Manifest;
use crate::order;
use crate::split::usable::Usable;

/// Groups as sparse rows. Features are the images of each label, then the boxes of each, then the lines.
#[derive(Debug)]
pub(crate) struct Units {
    ends: Vec<u32>,
    features: Vec<u32>,
    amounts: Vec<f64>,
    /// What is on the test side for good, by feature.
    pub(super) kept: Vec<f64>,
    /// What there is in all, by feature.
    pub(super) all: Vec<f64>,
    pub(super) labels: usize,
}

/// A group: its features, and how much it has of each.
pub(super) type Unit<'u> = (&'u [u32], &'u [f64]);

impl Units {
    /// The groups of the free lines of `usable`.
    #[expect(clippy::cast_possible_truncation, reason = "labels and groups are numbered in 32 bits")]
    pub(crate) fn new(manifest: &Manifest, usable: &Usable) -> Self {
        let labels = manifest.labels().len();
        let lines = 2 * labels as u32;
        let mut units = Self {
            ends: Vec::with_capacity(usable.groups),
            features: Vec::new(),
            amounts: Vec::new(),
            kept: vec![0.0; 2 * labels + 1],
            all: vec![0.0; 2 * labels + 1],
            labels,
        };
        let mut uses: Vec<(u32, u32, u32)> = Vec::new();
        usable.each_line(manifest, |_, place, on_line| {
            let before = uses.len();
            let group = place.group().unwrap_or(u32::MAX);
            uses.push((group, lines, 1));
            for (label, boxes) in on_line {
                uses.push((group, label as u32, 1));
                if boxes > 0 {
                    uses.push((group, (labels + label) as u32, boxes));
                }
            }
            for &(_, feature, amount) in &uses[before..] {
                units.all[feature as usize] += f64::from(amount);
                if place.is_test() {
                    units.kept[feature as usize] += f64::from(amount);
                }
            }
            if group == u32::MAX {
                uses.truncate(before);
            }
        });
        uses.sort_unstable();
        for (group, feature, amount) in uses {
            while units.ends.len() < group as usize {
                units.ends.push(units.features.len() as u32);
            }
            let start = units.ends.last().map_or(0, |&end| end as usize);
            if units.features.len() > start && units.features.last() == Some(&feature) {
                if let Some(last) = units.amounts.last_mut() {
                    *last += f64::from(amount);
                }
            } else {
                units.features.push(feature);
                units.amounts.push(f64::from(amount));
            }
        }
        units.ends.resize(usable.groups, units.features.len() as u32);
        units
    }

    /// Number of groups.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// A group.
    pub(super) fn unit(&self, group: usize) -> Unit<'_> {
        let start = group.checked_sub(1).map_or(0, |before| self.ends[before]) as usize;
        let places = start..self.ends[group] as usize;
        (&self.features[places.clone()], &self.amounts[places])
    }

    /// For each feature that is a label's images, what each group has of it, from least to most.
    pub(crate) fn images_by_group(&self) -> Vec<Vec<u32>> {
        let mut images: Vec<Vec<u32>> = vec![Vec::new(); self.labels];
        for (&feature, &amount) in self.features.iter().zip(&self.amounts) {
            if let Some(of_label) = images.get_mut(feature as usize) {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of images")]
                of_label.push(amount as u32);
            }
        }
        for of_label in &mut images {
            order::sort_by_key(of_label, |&images| images);
        }
        images
    }

    /// For each group, how many groups the rarest of its labels has.
    pub(super) fn rarity(&self) -> Vec<u32> {
        let mut groups = vec![0_u32; self.all.len()];
        for &feature in &self.features {
            groups[feature as usize] += 1;
        }
        let rarest = |group| {
            let labels = self.unit(group).0.iter().filter(|&&feature| (feature as usize) < self.labels);
            labels.map(|&label| groups[label as usize]).min().unwrap_or(u32::MAX)
        };
        (0..self.len()).map(rarest).collect()
    }
}
