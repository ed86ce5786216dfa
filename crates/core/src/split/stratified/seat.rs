//! The first division: of some neighbours, about as many as there are for each test line, the one goes to the test side
//! that leaves the least imbalance among the lines seen so far.

use super::balance::{Balance, Growth};
use super::columns::Columns;
use super::task::Task;

/// Lines that are looked at in a step.
const STEP: usize = 1 << 14;

/// Picks as many lines as the task has a quota, of which none is on the test side yet.
#[derive(Debug)]
pub(super) struct Seating {
    growth: Growth,
    window: usize,
    start: usize,
    seated: usize,
}

impl Seating {
    pub(super) fn new(balance: &mut Balance, lines: &Columns, task: &Task) -> Self {
        let growth = balance.start_small(&task.settled);
        Self { growth, window: (lines.len() / task.quota.max(1)).max(2), start: 0, seated: 0 }
    }

    /// Takes a step. Says whether there are more.
    pub(super) fn advance(&mut self, balance: &mut Balance, lines: &Columns, task: &Task, test: &mut [bool]) -> bool {
        let stop = (self.start + STEP).min(lines.len());
        while self.start < stop {
            let end = (self.start + self.window).min(lines.len());
            for line in self.start..end {
                balance.wish(lines.line(line), &self.growth);
            }
            // As many as the quota's share of all lines so far, so that the last window completes it.
            let due = share_of(task.quota, end, lines.len());
            while self.seated < due {
                let Some(best) = cheapest(balance, lines, test, self.start..end) else { break };
                balance.add(lines.line(best));
                test[best] = true;
                self.seated += 1;
            }
            self.start = end;
        }
        if self.start < lines.len() {
            return true;
        }
        balance.end_growth(&self.growth);
        false
    }
}

/// `quota * part / whole`, rounded down. The product is of numbers of lines, and a `usize` of 32 bits would not hold it.
#[expect(clippy::cast_possible_truncation, reason = "no more than the quota")]
fn share_of(quota: usize, part: usize, whole: usize) -> usize {
    (quota as u64 * part as u64 / whole as u64) as usize
}

/// The line that costs the least on its way to the test side, the first of equals.
fn cheapest(balance: &Balance, lines: &Columns, test: &[bool], among: std::ops::Range<usize>) -> Option<usize> {
    let mut best = None;
    for line in among.filter(|&line| !test[line]) {
        let cost = balance.cost_of_adding(lines.line(line));
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, line));
        }
    }
    best.map(|(_, line)| line)
}
