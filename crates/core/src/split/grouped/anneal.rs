//! Exchanges of groups by threshold accepting (Dueck and Scheuer, 1990): an exchange is made if it costs less than a chance
//! part of a threshold, which falls to nothing.

use super::units::Units;
use super::wishes::Wishes;
use crate::split::shuffle::SplitMix64;

/// How the threshold falls.
#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    /// Where it begins.
    pub(super) from: f64,
    /// Steps to [`FALL`] of what it was.
    pub(super) steps: usize,
    /// How often all of it is done; the best is kept.
    pub(super) attempts: usize,
}

/// Part of the threshold that is left after a step.
const FALL: f64 = 0.84;

/// What a line beside the quota counts when divisions are compared: more than anything else can.
const QUOTA: f64 = 1e6;

/// What an empty subset counts when divisions are compared, in lines: more than any number of them.
const EMPTY_SUBSET: f64 = 1e12;

/// Groups without lines on either side: an exchange with one of them moves a single group.
const EMPTY: usize = 2;

/// Exchanges of groups, at most as many as make a table, in steps.
#[derive(Debug)]
pub(super) struct Annealing {
    table: Table,
    schedule: Schedule,
    tries: usize,
    attempt: usize,
    step: usize,
    threshold: f64,
}

impl Annealing {
    pub(super) fn new(
        wishes: &Wishes,
        units: &Units,
        groups: &[usize],
        test: &[bool],
        tries: usize,
        schedule: Schedule,
    ) -> Self {
        let table = Table::new(wishes, units, groups, test);
        Self { table, schedule, tries, attempt: 0, step: 0, threshold: schedule.from }
    }

    /// Takes a step. Says whether there are more.
    pub(super) fn advance(&mut self, random: &mut SplitMix64) -> bool {
        let Schedule { from, steps, attempts } = self.schedule;
        if self.step < steps {
            self.table.exchange(self.tries / steps, self.threshold, random);
            self.threshold *= FALL;
            self.step += 1;
        } else {
            self.table.exchange(self.tries / 10, 0.0, random);
            (self.step, self.threshold) = (0, from);
            self.attempt += 1;
        }
        self.attempt < attempts
    }

    /// Puts the groups where they are best.
    pub(super) fn finish(&mut self, wishes: &mut Wishes, units: &Units, groups: &[usize], test: &mut [bool]) {
        self.table.meet_quota();
        for (&group, &on_test) in groups.iter().zip(&self.table.best.1) {
            if test[group] != on_test {
                wishes.change(units.unit(group), if on_test { 1.0 } else { -1.0 });
                test[group] = on_test;
            }
        }
    }
}

/// A table of groups and of what every two of them have in common.
#[derive(Debug)]
struct Table {
    size: usize,
    common: Vec<f32>,
    /// What a small part of each group costs on its way to the test side.
    slopes: Vec<f64>,
    lines: Vec<f64>,
    test: Vec<bool>,
    /// Places of the groups on each side, and the place of each group there.
    sides: [Vec<usize>; 2],
    places: Vec<usize>,
    /// For each label, the groups that carry it: exchanging two of them moves little else.
    carriers: Vec<Vec<usize>>,
    lines_over: f64,
    /// Lines of the test set where it has exactly its quota, and lines of both subsets.
    quota: f64,
    all_lines: f64,
    /// Cost against where the table began.
    cost: f64,
    best: (f64, Vec<bool>),
}

impl Table {
    #[expect(clippy::cast_possible_truncation, reason = "costs are compared, and single precision is enough for that")]
    fn new(wishes: &Wishes, units: &Units, groups: &[usize], on_test: &[bool]) -> Self {
        let size = groups.len() + 2 * EMPTY;
        let mut common = vec![0.0; size * size];
        for (one, &group) in groups.iter().enumerate() {
            for (other, &with) in groups.iter().enumerate().take(one + 1) {
                let shared = wishes.common(units.unit(group), units.unit(with)) as f32;
                common[one * size + other] = shared;
                common[other * size + one] = shared;
            }
        }
        let mut slopes: Vec<f64> = groups.iter().map(|&group| wishes.slope(units.unit(group))).collect();
        slopes.resize(size, 0.0);
        let mut lines = Vec::with_capacity(size);
        let mut carriers = vec![Vec::new(); units.labels];
        for (place, &group) in groups.iter().enumerate() {
            let (features, amounts) = units.unit(group);
            lines.push(amounts.last().copied().map_or(0.0, f64::from));
            for &feature in features {
                if let Some(carriers) = carriers.get_mut(feature as usize) {
                    carriers.push(place);
                }
            }
        }
        carriers.retain(|carriers| carriers.len() >= 2);
        lines.resize(size, 0.0);
        let mut test: Vec<bool> = groups.iter().map(|&group| on_test[group]).collect();
        test.resize(size - EMPTY, true);
        test.resize(size, false);
        let mut sides = [Vec::new(), Vec::new()];
        let mut places = vec![0; size];
        for (group, &on_test) in test.iter().enumerate() {
            places[group] = sides[usize::from(on_test)].len();
            sides[usize::from(on_test)].push(group);
        }
        let lines_over = wishes.lines_over();
        let (quota, all_lines) = (wishes.quota(), units.lines());
        let best = (0.0, test.clone());
        let mut table = Self {
            size,
            common,
            slopes,
            lines,
            test,
            sides,
            places,
            carriers,
            lines_over,
            quota,
            all_lines,
            cost: 0.0,
            best,
        };
        table.best.0 = QUOTA * table.distance(lines_over);
        table
    }

    /// How far a division is from the quota, in lines. One that leaves a subset empty is further than any other.
    fn distance(&self, lines_over: f64) -> f64 {
        let test = self.quota + lines_over;
        let is_empty = test < 0.5 || test > self.all_lines - 0.5;
        lines_over.abs() + if is_empty { EMPTY_SUBSET } else { 0.0 }
    }

    /// Tries exchanges, half of them of two groups that share a label.
    fn exchange(&mut self, tries: usize, threshold: f64, random: &mut SplitMix64) {
        for attempt in 0..tries {
            let (mut leaves, mut comes) =
                (self.sides[1][random.below(self.sides[1].len())], self.sides[0][random.below(self.sides[0].len())]);
            if attempt % 2 == 0 && !self.carriers.is_empty() {
                let carriers = &self.carriers[random.below(self.carriers.len())];
                for _ in 0..2 {
                    let group = carriers[random.below(carriers.len())];
                    if self.test[group] {
                        leaves = group;
                    } else {
                        comes = group;
                    }
                }
            }
            let limit = if threshold > 0.0 { threshold * random.part() } else { 0.0 };
            let cost = self.cost_of(leaves, comes);
            if cost < limit - 1e-9 {
                self.make(leaves, comes, cost);
            }
        }
    }

    /// By how much the cost grows if one group leaves the test side and another comes.
    #[inline]
    fn cost_of(&self, leaves: usize, comes: usize) -> f64 {
        let row = &self.common[leaves * self.size..][..self.size];
        let own = f64::from(row[leaves]) + f64::from(self.common[comes * self.size + comes]);
        2.0 * (self.slopes[comes] - self.slopes[leaves]) + own - 2.0 * f64::from(row[comes])
    }

    /// Makes an exchange. The groups without lines stay where they are.
    fn make(&mut self, leaves: usize, comes: usize, cost: f64) {
        let groups = self.size - 2 * EMPTY;
        match (leaves < groups, comes < groups) {
            (true, true) => self.make_both(leaves, comes, cost),
            (true, false) => self.make_single(leaves, -1.0),
            (false, true) => self.make_single(comes, 1.0),
            (false, false) => {}
        }
        let key = self.cost + QUOTA * self.distance(self.lines_over);
        if key < self.best.0 - 1e-9 {
            self.best.0 = key;
            self.best.1.copy_from_slice(&self.test);
        }
    }

    fn make_both(&mut self, leaves: usize, comes: usize, cost: f64) {
        let (place, other) = (self.places[leaves], self.places[comes]);
        self.sides[1][place] = comes;
        self.sides[0][other] = leaves;
        (self.places[comes], self.places[leaves]) = (place, other);
        self.test[leaves] = false;
        self.test[comes] = true;
        let left = &self.common[leaves * self.size..][..self.size];
        let came = &self.common[comes * self.size..][..self.size];
        for ((slope, &left), &came) in self.slopes.iter_mut().zip(left).zip(came) {
            *slope += f64::from(came) - f64::from(left);
        }
        self.lines_over += self.lines[comes] - self.lines[leaves];
        self.cost += cost;
    }

    /// Goes back to the best division that was seen; while that is beside the quota, makes the exchange that comes nearest
    /// to it, the cheapest of those that come as near.
    fn meet_quota(&mut self) {
        for group in 0..self.size {
            match (self.test[group], self.best.1[group]) {
                (true, false) => self.make_single(group, -1.0),
                (false, true) => self.make_single(group, 1.0),
                _ => {}
            }
        }
        while self.distance(self.lines_over) > 0.5 {
            let mut best = (self.distance(self.lines_over), 0.0, None);
            for &leaves in &self.sides[1] {
                for &comes in &self.sides[0] {
                    let over = self.distance(self.lines_over + self.lines[comes] - self.lines[leaves]);
                    if over < best.0 || (over <= best.0 && best.2.is_some() && self.cost_of(leaves, comes) < best.1) {
                        best = (over, self.cost_of(leaves, comes), Some((leaves, comes)));
                    }
                }
            }
            let Some((leaves, comes)) = best.2 else { break };
            self.make(leaves, comes, best.1);
        }
    }

    /// Moves one group by itself.
    fn make_single(&mut self, group: usize, sign: f64) {
        let from = usize::from(self.test[group]);
        let place = self.places[group];
        self.sides[from].swap_remove(place);
        if let Some(&moved) = self.sides[from].get(place) {
            self.places[moved] = place;
        }
        self.places[group] = self.sides[1 - from].len();
        self.sides[1 - from].push(group);
        self.test[group] = sign > 0.0;
        let row = &self.common[group * self.size..][..self.size];
        self.cost += sign * 2.0 * self.slopes[group] + f64::from(row[group]);
        for (slope, &shared) in self.slopes.iter_mut().zip(row) {
            *slope += sign * f64::from(shared);
        }
        self.lines_over += sign * self.lines[group];
    }
}
