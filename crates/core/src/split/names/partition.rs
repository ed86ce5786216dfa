//! How a rule groups the sample, and whether that tells anything.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::sample::NameSample;
use crate::catalog::Manifest;
use crate::order;
use crate::split::GroupBy;

/// The groups that a rule makes of the sample.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Partition {
    /// The group of each name of the sample, numbered in order of first appearance; none where the rule doesn't match.
    of: Vec<Option<u32>>,
    /// Names of each group.
    sizes: Vec<u64>,
}

impl Partition {
    pub(super) fn of(sample: &NameSample, by: &GroupBy) -> Self {
        let mut known: BTreeMap<Cow<'_, str>, u32> = BTreeMap::new();
        let mut sizes = Vec::new();
        let mut of = Vec::with_capacity(sample.names().len());
        for (_, name) in sample.names() {
            of.push(by.group_of(name).map(|group| {
                let id = *known.entry(group).or_insert_with(|| {
                    sizes.push(0);
                    u32::try_from(sizes.len() - 1).unwrap_or(u32::MAX)
                });
                sizes[id as usize] += 1;
                id
            }));
        }
        Self { of, sizes }
    }

    pub(super) fn groups(&self) -> u64 {
        self.sizes.len() as u64
    }

    pub(super) fn matched(&self) -> u64 {
        self.sizes.iter().sum()
    }

    pub(super) fn largest(&self) -> u64 {
        self.sizes.iter().copied().max().unwrap_or(0)
    }

    /// Stretches of neighbouring names of the same group.
    pub(super) fn runs(&self) -> u64 {
        self.of.chunk_by(|one, other| one == other).filter(|run| run[0].is_some()).count() as u64
    }

    /// Names whose group holds another one.
    pub(super) fn in_company(&self) -> u64 {
        self.sizes.iter().filter(|&&size| size > 1).sum()
    }

    /// The groups with the most names, as a name of each and their numbers.
    pub(super) fn largest_groups(&self, most: usize) -> Vec<(usize, u64)> {
        let mut groups: Vec<(u32, u64)> = (0..).zip(self.sizes.iter().copied()).collect();
        order::sort_by(&mut groups, |one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
        groups.truncate(most);
        let first = |id: u32| self.of.iter().position(|&of| of == Some(id)).unwrap_or(0);
        groups.into_iter().map(|(id, size)| (first(id), size)).collect()
    }

    /// Whether most neighbours in a group share a label, and clearly more than names far apart do: so it is where the names are
    /// of one thing seen several times.
    pub(super) fn shares_labels(&self, sample: &NameSample, manifest: &Manifest) -> bool {
        let share = |one: u32, other: u32| {
            let is_shared = |label| manifest.line_labels(other).any(|(known, _)| known == label);
            manifest.line_labels(one).any(|(label, _)| is_shared(label))
        };
        let mut before: Vec<Option<u32>> = vec![None; self.sizes.len()];
        let (mut neighbours, mut alike) = (0_u64, 0_u64);
        for (&of, &(row, _)) in self.of.iter().zip(sample.names()) {
            let Some(group) = of else { continue };
            if let Some(other) = before[group as usize].replace(row) {
                neighbours += 1;
                alike += u64::from(share(row, other));
            }
        }
        let (one, other) = sample.names().split_at(sample.names().len() / 2);
        let apart = one.len() as u64;
        let by_chance = one.iter().zip(other).filter(|(one, other)| share(one.0, other.0)).count() as u64;
        // Halfway between what chance gives and all of them.
        2 * alike >= neighbours && 2 * alike * apart >= neighbours * (apart + by_chance)
    }

    /// Whether the groups say the same as the labels do: names that begin with what is to be seen tell nothing of scenes.
    pub(super) fn repeats_labels(&self, sample: &NameSample, manifest: &Manifest) -> bool {
        let mut sets: BTreeMap<Vec<usize>, u32> = BTreeMap::new();
        let mut pairs = BTreeSet::new();
        for (&of, &(row, _)) in self.of.iter().zip(sample.names()) {
            let Some(group) = of else { continue };
            let mut labels: Vec<usize> = manifest.line_labels(row).map(|(label, _)| label).collect();
            order::sort_by_key(&mut labels, |&label| label);
            let next = u32::try_from(sets.len()).unwrap_or(u32::MAX);
            pairs.insert((group, *sets.entry(labels).or_insert(next)));
        }
        let (groups, sets, pairs) = (self.sizes.len(), sets.len(), pairs.len());
        // One to one, or nearly: a fifth of either may have more than one of the other.
        5 * pairs <= 6 * groups.max(sets) && 2 * groups <= 3 * sets
    }
}
