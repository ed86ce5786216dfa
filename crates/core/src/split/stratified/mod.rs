//! By label: every label, its boxes and its pairs with other labels are divided as the whole is.
//!
//! Where there are many lines, most of those that are exactly alike are settled by chance ([`kinds`]). The others are gathered
//! by their rarest label ([`gather`]), those that look alike are put side by side ([`Columns::arrange`]), and about one in five
//! neighbours is seated on the test side, the one that leaves the least imbalance behind ([`seat`]). Then lines are exchanged between the sides, first for all wishes together
//! and at last for the labels above all ([`refine`]). `docs/split.md` tells what each step is worth, and what else was
//! tried.
//!
//! Everything is added, multiplied and compared in a fixed order, with no function that a platform could round in its
//! own way, so native and wasm agree to the bit.

mod balance;
mod columns;
mod gather;
mod kinds;
mod lines;
mod refine;
mod repair;
mod seat;
mod task;

use balance::Balance;
use columns::Columns;
use kinds::Lot;
use refine::Refinement;
use seat::Seating;
pub(super) use task::Task;

use super::shuffle::SplitMix64;

/// Where there are few lines, the division is tried anew so many times, and the best is taken.
const ATTEMPTS: usize = 8;

/// Labels and pairs of the lines of all attempts together.
const ATTEMPTS_WORK: usize = 200_000;

impl Task {
    /// Begins to choose among the free lines.
    pub(crate) fn begin(self) -> Search {
        let random = self.random.clone();
        Search { task: self, random, left: ATTEMPTS, attempt: None, best: None }
    }
}

/// The search for a division, in steps.
#[derive(Debug)]
pub(crate) struct Search {
    task: Task,
    random: SplitMix64,
    /// Attempts that are still to be ended; how many that are is known once the first is begun.
    left: usize,
    attempt: Option<Attempt>,
    best: Option<Attempt>,
}

impl Search {
    /// Takes a step. In the end says of each line that was free at first whether it is on the test side.
    pub(crate) fn advance(&mut self) -> Option<Vec<bool>> {
        if self.task.quota == 0 || self.left == 0 {
            return Some(self.finish());
        }
        let Some(attempt) = &mut self.attempt else {
            let balance = Balance::new(&self.task.open, &self.task);
            if self.best.is_none() {
                self.left = (ATTEMPTS_WORK / balance.work().max(1)).clamp(1, ATTEMPTS);
            }
            self.attempt = Some(Attempt::begin(balance, &mut self.task, &mut self.random, self.left == 1));
            return None;
        };
        if !attempt.advance(&self.task, &mut self.random) {
            self.left -= 1;
            if self.best.as_ref().is_none_or(|best| attempt.score < best.score) {
                self.best = self.attempt.take();
            }
            self.attempt = None;
        }
        None
    }

    fn finish(&mut self) -> Vec<bool> {
        let mut lots = std::mem::take(&mut self.task.lots);
        if let Some(best) = self.best.take() {
            for (&number, on_test) in best.numbers.iter().zip(best.test) {
                lots[number as usize] = if on_test { Lot::Test } else { Lot::Train };
            }
        }
        let picked_for_test = !self.task.for_train;
        lots.into_iter().map(|lot| (lot == Lot::Test) == picked_for_test).collect()
    }
}

/// A division in the making.
#[derive(Debug)]
struct Attempt {
    /// The lines, in working order.
    lines: Columns,
    /// Which of the free lines each is.
    numbers: Vec<u32>,
    /// Whether each is on the test side.
    test: Vec<bool>,
    balance: Balance,
    stage: Stage,
    /// How good it is, less being better.
    score: (usize, f64),
}

/// What is being done.
#[derive(Debug)]
enum Stage {
    Seat(Seating),
    Refine(Refinement),
}

impl Attempt {
    /// Begins an attempt. The last one takes the task's lines, of which there may be many.
    fn begin(mut balance: Balance, task: &mut Task, random: &mut SplitMix64, is_last: bool) -> Self {
        let (mut lines, mut numbers) = if is_last {
            (std::mem::take(&mut task.open), std::mem::take(&mut task.numbers))
        } else {
            (task.open.clone(), task.numbers.clone())
        };
        lines.arrange(&mut numbers, task.images.len(), random);
        let test = vec![false; lines.len()];
        let stage = Stage::Seat(Seating::new(&mut balance, &lines, task));
        Self { lines, numbers, test, balance, stage, score: (usize::MAX, f64::INFINITY) }
    }

    /// Takes a step. Says whether there are more.
    fn advance(&mut self, task: &Task, random: &mut SplitMix64) -> bool {
        let Self { lines, test, balance, stage, .. } = self;
        match stage {
            Stage::Seat(seating) => {
                if !seating.advance(balance, lines, task, test) {
                    *stage = Stage::Refine(Refinement::new(balance, lines, test));
                }
                true
            }
            Stage::Refine(refinement) => {
                let more = refinement.advance(&mut refine::Sides { balance, lines, test, random });
                if !more {
                    self.score = refine::score(balance);
                }
                more
            }
        }
    }
}

#[cfg(test)]
mod tests;
