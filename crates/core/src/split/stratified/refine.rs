//! Exchanges between the sides. Each takes a line off the test side and puts another on it, so the quota holds at every
//! step.
//!
//! Two kinds alternate. *Windows*: a test line goes back among some others, and the best of all of them takes its place;
//! with neighbours in a window that settles the fine things, boxes and pairs, and with lines from many places it settles
//! the labels. *Blocks*: the line of a block that is best taken off and the one that is best put on are exchanged, as
//! long as that helps: each exchange is the best of thousands, for the price of weighing the block once.

use super::balance::Balance;
use super::columns::Columns;
use super::repair::Repair;
use crate::split::shuffle::SplitMix64;

/// Neighbouring lines that stay together when lines are mixed: memory is read in runs.
const RUN: usize = 16;

/// Runs that are mixed.
const RUNS: usize = 8;

/// Lines of a window for a test share of a fifth.
const WINDOW: usize = 8;

/// Labels and pairs that are weighed in all rounds of windows together.
const WORK: usize = 20_000_000;

/// A round that takes more than this is one of many lines, whose labels, boxes and pairs come out even sooner: half of the
/// work is enough.
const LONG_ROUND: usize = 2_500_000;

/// Rounds of windows: where there are few lines no more than that pay, where there are many no fewer are enough.
const ROUNDS: std::ops::RangeInclusive<usize> = 1..=40;

/// The part of the cost that two rounds, one of neighbours and one of lines from afar, are to take off for others to follow.
const WORTH: f64 = 0.01;

/// How often they may fall short of it one after the other: now and then two rounds open the way for the next.
const PATIENCE: usize = 2;

/// By how much images of labels grow dearer in the end, each time.
const INSIST: f64 = 4.0;

/// How often they do: twice, once where there are many lines, or until all labels are met, but no more often than this.
const INSISTS: usize = 10;

/// By how much the images of a label that is missing on a side grow dearer, each time that it is.
const COVER: f64 = 2.0;

/// Exchanges of a block that did not help, after which it is left.
const FAILURES: usize = 8;

/// Blocks that are looked at in a step.
const STEP: usize = 128;

/// Where there are more lines than this, passes over all of them take longer than to repair single labels.
const MANY: usize = 1 << 16;

/// How good a division is.
pub(super) fn score(balance: &Balance) -> (usize, f64) {
    balance.score(INSIST * INSIST)
}

/// What is improved, and with what.
pub(super) struct Sides<'s> {
    pub(super) balance: &'s mut Balance,
    pub(super) lines: &'s Columns,
    pub(super) test: &'s mut [bool],
    pub(super) random: &'s mut SplitMix64,
}

/// The improvement of a division, in steps: passes over all lines, one after the other.
#[derive(Debug)]
pub(super) struct Refinement {
    rounds: usize,
    /// The least cost after any two of them, and how many have gone by since without taking much off it.
    least: f64,
    idle: usize,
    /// Lines of a window.
    window: usize,
    stage: Stage,
    pass: Option<Pass>,
    block: Block,
    repair: Option<Repair>,
    /// The fewest labels that were missing on a side while these were insisted on, and the division then.
    kept: (usize, Vec<bool>),
}

/// Which pass is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Windows, for all wishes together; so many rounds are left, this one included.
    Round(usize),
    /// Blocks, after labels have grown dearer that many times.
    Insist(usize),
    /// Windows of lines from afar, likewise.
    Mix(usize),
    /// Single labels, where there are many lines.
    Repair,
    /// Windows, after missing labels have grown dearer; so many times are left.
    Cover(usize),
    /// Blocks, likewise.
    Settle(usize),
    Done,
}

impl Refinement {
    pub(super) fn new(balance: &Balance, lines: &Columns, test: &[bool]) -> Self {
        let on_test = test.iter().filter(|&&test| test).count();
        let is_open = on_test > 0 && on_test < lines.len();
        let per_test = lines.len() / on_test.max(1);
        let round = balance.work().max(1);
        let work = if round > LONG_ROUND { WORK / 2 } else { WORK };
        let rounds = (work / round).clamp(*ROUNDS.start(), *ROUNDS.end());
        Self {
            rounds,
            least: f64::INFINITY,
            idle: 0,
            window: WINDOW.max(per_test * 8 / 5).min(8 * WINDOW),
            stage: if is_open { Stage::Round(rounds + 1) } else { Stage::Done },
            pass: None,
            block: Block::default(),
            repair: None,
            kept: (usize::MAX, Vec::new()),
        }
    }

    /// Takes a step. Says whether there are more.
    pub(super) fn advance(&mut self, sides: &mut Sides<'_>) -> bool {
        if self.stage == Stage::Repair && self.repair.get_or_insert_with(|| Repair::new(sides)).advance(sides) {
            return true;
        }
        let Some(pass) = &mut self.pass else {
            self.stage = self.next(sides);
            self.pass = self.begin(sides);
            return self.pass.is_some() || self.stage == Stage::Repair;
        };
        for _ in 0..STEP {
            if !pass.next(sides.lines.len()) {
                self.pass = None;
                break;
            }
            if pass.in_windows {
                for window in pass.block.chunks(self.window) {
                    sides.choose_again(window);
                }
            } else {
                self.block.weigh(sides, &pass.block);
                self.block.exchange(sides);
            }
        }
        true
    }

    /// What follows on the pass that has ended.
    fn next(&mut self, sides: &mut Sides<'_>) -> Stage {
        let stage = self.stage;
        match stage {
            Stage::Round(left) if left > 1 && !self.has_come_to_rest(left, sides) => Stage::Round(left - 1),
            Stage::Round(_) if sides.lines.len() > MANY => Stage::Repair,
            Stage::Round(_) => Stage::Insist(0),
            Stage::Insist(0) => sides.insist(1),
            Stage::Repair if !sides.balance.labels_are_met() => Stage::Insist(0),
            Stage::Insist(times) if (times >= 2 || self.rounds == 1) && sides.balance.labels_are_met() => {
                self.cover(sides, self.rounds.max(4))
            }
            Stage::Insist(times) => Stage::Mix(times),
            Stage::Mix(times) if times < INSISTS => sides.insist(times + 1),
            Stage::Mix(_) | Stage::Repair => self.cover(sides, self.rounds.max(4)),
            Stage::Cover(left) => Stage::Settle(left),
            Stage::Settle(left) => self.cover(sides, left - 1),
            Stage::Done => Stage::Done,
        }
    }

    /// Whether rounds have stopped being worth their time, when that many are left. Asked after every second one.
    fn has_come_to_rest(&mut self, left: usize, sides: &Sides<'_>) -> bool {
        if left.is_multiple_of(2) {
            let (_, cost) = sides.balance.score(1.0);
            if cost < self.least * (1.0 - WORTH) {
                (self.least, self.idle) = (cost, 0);
            } else {
                self.idle += 1;
            }
        }
        self.idle >= PATIENCE
    }

    fn begin(&mut self, sides: &mut Sides<'_>) -> Option<Pass> {
        let (in_windows, mixed) = match self.stage {
            Stage::Round(left) => (true, left % 2 == 1),
            Stage::Mix(_) | Stage::Cover(_) => (true, true),
            Stage::Insist(_) | Stage::Settle(_) => (false, false),
            Stage::Repair | Stage::Done => return None,
        };
        Some(Pass::new(in_windows, mixed, sides))
    }

    /// Brings labels that are missing on a side there, if that can be done: they grow dearer until other labels make way,
    /// which may then be missing in their turn. Keeps the division with the fewest that are missing.
    fn cover(&mut self, sides: &mut Sides<'_>, left: usize) -> Stage {
        if left == 0 {
            if sides.balance.missing() >= self.kept.0 {
                sides.restore(&self.kept.1);
            }
            return Stage::Done;
        }
        let missing = sides.balance.insist_on_missing(COVER);
        if missing == 0 {
            return Stage::Done;
        }
        if missing < self.kept.0 {
            self.kept = (missing, sides.test.to_vec());
        }
        Stage::Cover(left)
    }
}

/// All lines once, in runs and in the order of chance, `RUNS` runs at a time.
#[derive(Debug)]
struct Pass {
    /// Whether windows are made of the blocks.
    in_windows: bool,
    /// Whether the lines of the runs are dealt in turn.
    mixed: bool,
    shift: usize,
    runs: Vec<usize>,
    at: usize,
    /// The lines of the block that is looked at.
    block: Vec<usize>,
}

impl Pass {
    fn new(in_windows: bool, mixed: bool, sides: &mut Sides<'_>) -> Self {
        // Where runs begin changes from time to time.
        let shift = sides.random.below(RUN);
        let mut runs: Vec<usize> = (0..(sides.lines.len() + shift).div_ceil(RUN)).collect();
        sides.random.shuffle(&mut runs);
        Self { in_windows, mixed, shift, runs, at: 0, block: Vec::with_capacity(RUN * RUNS) }
    }

    /// Goes to the next block, if there is one.
    fn next(&mut self, lines: usize) -> bool {
        let Self { mixed, shift, ref runs, at, ref mut block, .. } = *self;
        let runs = &runs[at.min(runs.len())..(at + RUNS).min(runs.len())];
        self.at += RUNS;
        block.clear();
        if mixed {
            block.extend((0..RUN).flat_map(|place| runs.iter().map(move |run| run * RUN + place)));
        } else {
            block.extend(runs.iter().flat_map(|run| run * RUN..(run + 1) * RUN));
        }
        block.retain_mut(|line| {
            let inside = (shift..lines + shift).contains(line);
            *line = line.wrapping_sub(shift);
            inside
        });
        !runs.is_empty()
    }
}

impl Sides<'_> {
    /// Makes labels dearer, for the time of that number.
    fn insist(&mut self, times: usize) -> Stage {
        self.balance.insist_on_labels(INSIST);
        Stage::Insist(times)
    }

    /// Takes a test line of a window off, any of them, and puts the best of those that are not there on.
    fn choose_again(&mut self, window: &[usize]) {
        let (before, from) = window.split_at(self.random.below(window.len()));
        let Some(&leaves) = from.iter().chain(before).find(|&&line| self.test[line]) else { return };
        // As they are where most lines have a single label: it does not matter which of them it is.
        let labels = self.lines.line(leaves);
        if window.iter().all(|&line| self.lines.line(line) == labels) {
            return;
        }
        self.balance.remove(labels);
        self.test[leaves] = false;
        let mut best = (self.balance.cost_of_adding(labels), leaves);
        for &line in window.iter().filter(|&&line| !self.test[line]) {
            let cost = self.balance.cost_of_adding(self.lines.line(line));
            if cost < best.0 {
                best = (cost, line);
            }
        }
        self.balance.add(self.lines.line(best.1));
        self.test[best.1] = true;
    }

    /// Goes back to a division.
    fn restore(&mut self, kept: &[bool]) {
        for (line, &wanted) in kept.iter().enumerate() {
            match (self.test[line], wanted) {
                (true, false) => self.balance.remove(self.lines.line(line)),
                (false, true) => self.balance.add(self.lines.line(line)),
                _ => {}
            }
        }
        self.test.copy_from_slice(kept);
    }
}

/// The lines of a block by side, and what it costs to move each.
#[derive(Debug, Default)]
struct Block {
    leaving: Vec<(f32, usize)>,
    coming: Vec<(f32, usize)>,
}

impl Block {
    fn weigh(&mut self, sides: &Sides<'_>, block: &[usize]) {
        self.leaving.clear();
        self.coming.clear();
        for &line in block {
            let labels = sides.lines.line(line);
            if sides.test[line] {
                self.leaving.push((sides.balance.cost_of_removing(labels), line));
            } else {
                self.coming.push((sides.balance.cost_of_adding(labels), line));
            }
        }
    }

    /// Exchanges the best of both sides while that helps. Costs grow stale with each exchange, and are renewed for the
    /// lines that seem best.
    fn exchange(&mut self, sides: &mut Sides<'_>) {
        let mut failures = 0;
        while failures < FAILURES
            && let (Some(one), Some(other)) = (cheapest(&self.leaving), cheapest(&self.coming))
            && self.leaving[one].0 + self.coming[other].0 < 0.0
        {
            let (leaves, comes) = (self.leaving[one].1, self.coming[other].1);
            let (leaving, coming) = (sides.lines.line(leaves), sides.lines.line(comes));
            let costs = (sides.balance.cost_of_removing(leaving), sides.balance.cost_of_adding(coming));
            // Less than what sums in single precision can tell is no gain.
            if costs.0 + costs.1 - sides.balance.common(leaving, coming) < -1e-6 {
                sides.balance.remove(leaving);
                sides.balance.add(coming);
                sides.test[leaves] = false;
                sides.test[comes] = true;
                self.leaving.swap_remove(one);
                self.coming.swap_remove(other);
            } else {
                self.leaving[one].0 = costs.0;
                self.coming[other].0 = costs.1;
                failures += 1;
            }
        }
    }
}

/// Place of the least cost, the first of equals.
fn cheapest(costs: &[(f32, usize)]) -> Option<usize> {
    let mut best = None;
    for (place, &(cost, _)) in costs.iter().enumerate() {
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, place));
        }
    }
    best.map(|(_, place)| place)
}
