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
mod seat;
mod task;

use balance::Balance;
pub(super) use task::Task;

use super::shuffle::SplitMix64;

/// Where there are few lines, the division is tried anew so many times, and the best is taken.
const ATTEMPTS: usize = 8;

/// Labels and pairs of the lines of all attempts together.
const ATTEMPTS_WORK: usize = 200_000;

impl Task {
    /// Chooses among the free lines: whether each that was free at first is on the test side.
    pub(crate) fn assign(mut self) -> Vec<bool> {
        let mut assigned = std::mem::take(&mut self.assigned);
        if self.quota > 0 {
            let mut random = self.random.clone();
            let mut best = self.attempt(&mut random);
            for _ in 1..(ATTEMPTS_WORK / best.work.max(1)).clamp(1, ATTEMPTS) {
                let other = self.attempt(&mut random);
                if other.score < best.score {
                    best = other;
                }
            }
            for (&line, on_test) in best.order.iter().zip(best.test) {
                assigned[self.places[line as usize] as usize] = on_test;
            }
        }
        if self.for_train {
            for side in &mut assigned {
                *side = !*side;
            }
        }
        assigned
    }

    fn attempt(&self, random: &mut SplitMix64) -> Attempt {
        let (lines, order) = self.free.arrange(self.images.len(), random);
        let mut balance = Balance::new(&lines, self);
        let work = balance.work();
        let mut test = seat::seat(&mut balance, &lines, self);
        let score = refine::refine(&mut balance, &lines, &mut test, random);
        Attempt { order, test, work, score }
    }
}

/// A division that was found.
struct Attempt {
    /// The lines, in working order.
    order: Vec<u32>,
    /// Whether each is on the test side.
    test: Vec<bool>,
    /// What it takes to weigh each line once.
    work: usize,
    /// How good it is, less being better.
    score: (usize, f64),
}

#[cfg(test)]
mod tests;
