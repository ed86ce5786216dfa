//! By label where lines belong to groups that must stay whole.
//!
//! A group is moved with all its lines, so there are fewer and larger steps than with single lines, and the quota is one
//! wish among the others. Groups get a first side one after the other, each where it leaves less imbalance
//! ([`first_sides`]); then up to a thousand of them at a time are exchanged by threshold accepting ([`anneal`]), which
//! knows what every two of them have in common and so weighs an exchange in three additions.

mod anneal;
mod sums;
mod units;
mod wishes;

use anneal::{Annealing, Schedule};
pub(super) use sums::nearest_sum;
pub(super) use units::Units;
use wishes::Wishes;

use super::shuffle::SplitMix64;

/// Groups that are exchanged at a time: what each two of them have in common is kept in a table.
const TABLE: usize = 1024;

/// Tables that are made at most; more groups than they hold keep their first side.
const TABLES: usize = 12;

/// Exchanges that are tried for each group of a table.
const TRIES: usize = 8000;

/// How the threshold falls where all groups fit one table, and how often that is tried: anything may still change.
const WHOLE: Schedule = Schedule { from: 60.0, steps: 44, attempts: 2 };

/// The same where they don't: the groups of other tables have their sides, and little changes.
const PART: Schedule = Schedule { from: 1.0, steps: 20, attempts: 1 };

/// What is to be divided.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) units: Units,
    /// Share of all lines wanted for the test side.
    pub(super) fraction: f64,
    /// Lines wanted there, those that are there for good included.
    pub(super) quota: usize,
    pub(super) seed: u64,
}

impl Task {
    /// Gives each group its first side, and begins to exchange them.
    pub(super) fn begin(self) -> Search {
        let mut random = SplitMix64::new(self.seed);
        let mut wishes = Wishes::new(&self.units, self.fraction, self.quota);
        let order = self.order(&mut random);
        let test = first_sides(&mut wishes, &self.units, &order);
        Search { units: self.units, wishes, random, order, test, table: 0, annealing: None }
    }

    /// Groups that carry rare labels first, those alike in that in the order of chance.
    fn order(&self, random: &mut SplitMix64) -> Vec<usize> {
        let rarity = self.units.rarity();
        // Of the type that lines are sorted by, too: a sort is compiled for each type.
        let mut keyed: Vec<(u64, u32, u32)> =
            rarity.into_iter().zip(0..).map(|(rarity, group)| (u64::from(rarity), random.half(), group)).collect();
        keyed.sort_unstable();
        keyed.into_iter().map(|(_, _, group)| group as usize).collect()
    }
}

/// The search for a division, in steps.
#[derive(Debug)]
pub(super) struct Search {
    units: Units,
    wishes: Wishes,
    random: SplitMix64,
    order: Vec<usize>,
    /// Whether each group is on the test side.
    test: Vec<bool>,
    /// Tables that have been gone through.
    table: usize,
    annealing: Option<Annealing>,
}

impl Search {
    /// Takes a step. In the end says of each group whether it is on the test side.
    pub(super) fn advance(&mut self) -> Option<Vec<bool>> {
        let tables = self.order.len().div_ceil(TABLE).max(1);
        // Tables of about the same size, so that the last is no remnant.
        let size = self.order.len().div_ceil(tables).max(1);
        let Some(groups) = self.order.chunks(size).nth(self.table) else {
            return Some(std::mem::take(&mut self.test));
        };
        // Spread evenly over all, where there are more than can be made.
        let is_made = self.table * TABLES / tables != (self.table + 1) * TABLES / tables || tables <= TABLES;
        if !is_made {
            self.table += 1;
            return None;
        }
        let annealing = self.annealing.get_or_insert_with(|| {
            let schedule = if tables == 1 { WHOLE } else { PART };
            let tries = TRIES / tables.min(8) * groups.len();
            Annealing::new(&self.wishes, &self.units, groups, &self.test, tries, schedule)
        });
        if !annealing.advance(&mut self.random) {
            annealing.finish(&mut self.wishes, &self.units, groups, &mut self.test);
            self.annealing = None;
            self.table += 1;
        }
        None
    }
}

/// Each group in turn to the side where it leaves less imbalance among those seen so far.
fn first_sides(wishes: &mut Wishes, units: &Units, order: &[usize]) -> Vec<bool> {
    let mut test = vec![false; units.len()];
    let shares = wishes.start_small(units);
    for &group in order {
        wishes.wish(units.unit(group), &shares);
        if wishes.cost_of_adding(units.unit(group)) < 0.0 {
            wishes.change(units.unit(group), 1.0);
            test[group] = true;
        }
    }
    wishes.end_growth(units, &test);
    test
}
