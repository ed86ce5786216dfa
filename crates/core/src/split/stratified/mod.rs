//! By label: every label, its boxes and its pairs with other labels are divided as the whole is.
//!
//! Where there are many lines, most of those that are exactly alike are settled by chance ([`kinds`]). Lines that look alike
//! are put side by side ([`Columns::arrange`]), and about one in five neighbours is seated on the test side, the one that
//! leaves the least imbalance behind ([`seat`]). Then lines are exchanged between the sides, first for all wishes together
//! and at last for the labels above all ([`refine`]). `docs/split.md` tells what each step is worth, and what else was
//! tried.
//!
//! Everything is added, multiplied and compared in a fixed order, with no function that a platform could round in its
//! own way, so native and wasm agree to the bit.

mod balance;
mod columns;
mod kinds;
mod refine;
mod repair;
mod seat;
mod task;

use balance::Balance;
use columns::Columns;
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
            let attempt = Attempt::begin(&self.task, &mut self.random);
            if self.best.is_none() {
                self.left = (ATTEMPTS_WORK / attempt.balance.work().max(1)).clamp(1, ATTEMPTS);
            }
            if self.left == 1 {
                // The last attempt has its own copy of the lines, and there may be many.
                self.task.free = Columns::default();
            }
            self.attempt = Some(attempt);
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
        let mut assigned = std::mem::take(&mut self.task.assigned);
        if let Some(best) = self.best.take() {
            for (&line, on_test) in best.order.iter().zip(best.test) {
                assigned[self.task.places[line as usize] as usize] = on_test;
            }
        }
        if self.task.for_train {
            for side in &mut assigned {
                *side = !*side;
            }
        }
        assigned
    }
}

/// A division in the making.
#[derive(Debug)]
struct Attempt {
    /// The lines, in working order.
    lines: Columns,
    /// Where each was.
    order: Vec<u32>,
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
    fn begin(task: &Task, random: &mut SplitMix64) -> Self {
        let (lines, order) = task.free.arrange(task.images.len(), random);
        let mut balance = Balance::new(&lines, task);
        let test = vec![false; lines.len()];
        let stage = Stage::Seat(Seating::new(&mut balance, &lines, task));
        Self { lines, order, test, balance, stage, score: (usize::MAX, f64::INFINITY) }
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
