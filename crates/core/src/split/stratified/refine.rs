//! Exchanges between the sides. Each takes a line off the test side and puts another on it, so the quota holds at every
//! step.
//!
//! Two kinds alternate. *Windows*: a test line goes back among some others, and the best of all of them takes its place;
//! with neighbours in a window that settles the fine things, boxes and pairs, and with lines from many places it settles
//! the labels. *Blocks*: the line of a block that is best taken off and the one that is best put on are exchanged, as
//! long as that helps: each exchange is the best of thousands, for the price of weighing the block once.

use super::balance::Balance;
use super::columns::Columns;
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

/// By how much images of labels grow dearer in the end, each time.
const INSIST: f64 = 4.0;

/// How often they do: twice, once where there are many lines, or until all labels are met, but no more often than this.
const INSISTS: usize = 6;

/// By how much the images of a label that is missing on a side grow dearer, each time that it is.
const COVER: f64 = 2.0;

/// Exchanges of a block that did not help, after which it is left.
const FAILURES: usize = 8;

/// Improves the division `test`. Gives how good it is then.
pub(super) fn refine(
    balance: &mut Balance,
    lines: &Columns,
    test: &mut [bool],
    random: &mut SplitMix64,
) -> (usize, f64) {
    let insisted = INSIST * INSIST;
    let on_test = test.iter().filter(|&&test| test).count();
    if on_test == 0 || on_test == lines.len() {
        return balance.score(insisted);
    }
    let per_test = lines.len() / on_test;
    let window = WINDOW.max(per_test * 8 / 5).min(8 * WINDOW);
    let mut search = Search { balance, lines, test, random, window, block: Block::default() };
    let round = search.balance.work().max(1);
    let work = if round > LONG_ROUND { WORK / 2 } else { WORK };
    let rounds = (work / round).clamp(*ROUNDS.start(), *ROUNDS.end());
    for left in (1..=rounds).rev() {
        search.windows(left % 2 == 1);
    }
    search.blocks();
    for time in 1..=INSISTS {
        search.balance.insist_on_labels(INSIST);
        search.blocks();
        if (time >= 2 || rounds == 1) && search.balance.labels_are_met() {
            break;
        }
        search.windows(true);
    }
    search.cover(rounds);
    search.balance.score(insisted)
}

struct Search<'s> {
    balance: &'s mut Balance,
    lines: &'s Columns,
    test: &'s mut [bool],
    random: &'s mut SplitMix64,
    window: usize,
    block: Block,
}

impl Search<'_> {
    /// All lines once, in runs and in the order of chance, `RUNS` runs at a time. With `mixed`, the lines of the runs
    /// are dealt in turn.
    fn each_block(&mut self, mixed: bool, mut visit: impl FnMut(&mut Self, &[usize])) {
        let lines = self.lines.len();
        // Where runs begin changes from time to time.
        let shift = self.random.below(RUN);
        let mut runs: Vec<usize> = (0..(lines + shift).div_ceil(RUN)).collect();
        self.random.shuffle(&mut runs);
        let mut block = Vec::with_capacity(RUN * RUNS);
        for runs in runs.chunks(RUNS) {
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
            visit(self, &block);
        }
    }

    fn windows(&mut self, mixed: bool) {
        let size = self.window;
        self.each_block(mixed, |search, block| {
            for window in block.chunks(size) {
                search.choose_again(window);
            }
        });
    }

    /// Takes a test line of a window off, any of them, and puts the best of those that are not there on.
    fn choose_again(&mut self, window: &[usize]) {
        let (before, from) = window.split_at(self.random.below(window.len()));
        let Some(&leaves) = from.iter().chain(before).find(|&&line| self.test[line]) else { return };
        let cost = |line| self.balance.cost_of_adding(self.lines.line(line));
        let first = cost(leaves);
        // Lines that cost the same to the last bit are alike, as they are where most have a single label.
        #[expect(clippy::float_cmp, reason = "the same sum of the same numbers")]
        if window.iter().all(|&line| cost(line) == first) {
            return;
        }
        self.balance.remove(self.lines.line(leaves));
        self.test[leaves] = false;
        let mut best = (self.balance.cost_of_adding(self.lines.line(leaves)), leaves);
        for &line in window.iter().filter(|&&line| !self.test[line]) {
            let cost = self.balance.cost_of_adding(self.lines.line(line));
            if cost < best.0 {
                best = (cost, line);
            }
        }
        self.balance.add(self.lines.line(best.1));
        self.test[best.1] = true;
    }

    /// Brings labels that are missing on a side there, if that can be done: they grow dearer until other labels make way,
    /// which may then be missing in their turn. Keeps the division with the fewest that are missing.
    fn cover(&mut self, rounds: usize) {
        let mut best = self.balance.missing();
        if best == 0 {
            return;
        }
        let mut kept = self.test.to_vec();
        for _ in 0..rounds.max(4) {
            let missing = self.balance.insist_on_missing(COVER);
            if missing < best {
                best = missing;
                kept.copy_from_slice(self.test);
            }
            if missing == 0 {
                return;
            }
            self.windows(true);
            self.blocks();
        }
        if self.balance.missing() < best {
            return;
        }
        for (line, &wanted) in kept.iter().enumerate() {
            match (self.test[line], wanted) {
                (true, false) => self.balance.remove(self.lines.line(line)),
                (false, true) => self.balance.add(self.lines.line(line)),
                _ => {}
            }
        }
        self.test.copy_from_slice(&kept);
    }

    fn blocks(&mut self) {
        self.each_block(false, |search, block| {
            let mut sides = std::mem::take(&mut search.block);
            sides.weigh(search, block);
            sides.exchange(search);
            search.block = sides;
        });
    }
}

/// The lines of a block by side, and what it costs to move each.
#[derive(Default)]
struct Block {
    leaving: Vec<(f32, usize)>,
    coming: Vec<(f32, usize)>,
}

impl Block {
    fn weigh(&mut self, search: &Search<'_>, block: &[usize]) {
        self.leaving.clear();
        self.coming.clear();
        for &line in block {
            let labels = search.lines.line(line);
            if search.test[line] {
                self.leaving.push((search.balance.cost_of_removing(labels), line));
            } else {
                self.coming.push((search.balance.cost_of_adding(labels), line));
            }
        }
    }

    /// Exchanges the best of both sides while that helps. Costs grow stale with each exchange, and are renewed for the
    /// lines that seem best.
    fn exchange(&mut self, search: &mut Search<'_>) {
        let mut failures = 0;
        while failures < FAILURES
            && let (Some(one), Some(other)) = (cheapest(&self.leaving), cheapest(&self.coming))
            && self.leaving[one].0 + self.coming[other].0 < 0.0
        {
            let (leaves, comes) = (self.leaving[one].1, self.coming[other].1);
            let (leaving, coming) = (search.lines.line(leaves), search.lines.line(comes));
            let costs = (search.balance.cost_of_removing(leaving), search.balance.cost_of_adding(coming));
            // Less than what sums in single precision can tell is no gain.
            if costs.0 + costs.1 - search.balance.common(leaving, coming) < -1e-6 {
                search.balance.remove(leaving);
                search.balance.add(coming);
                search.test[leaves] = false;
                search.test[comes] = true;
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
