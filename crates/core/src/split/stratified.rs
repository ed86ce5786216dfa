//! By label: every label is divided as the whole is. First the labels are served in turn, the rarest first, then swaps
//! between the sides mend what is left.

use super::balance::Balance;
use super::plan::Assignment;
use super::refine::refine;
use super::shuffle::SplitMix64;

/// Lines that are weighed to find one that is moved: more would find hardly a better one.
const WEIGHED_PER_MOVE: usize = 64;

/// Lines that are weighed at least.
const WEIGHED: usize = 16_384;

/// Chooses `quota` of the lines of `balance`, none of which is on the test side yet.
pub(super) fn assign(mut balance: Balance, quota: usize, seed: u64) -> Assignment {
    let mut random = SplitMix64::new(seed);
    let mut order: Vec<usize> = (0..balance.lines()).collect();
    random.shuffle(&mut order);
    let mut test = serve_labels(&mut balance, &order);
    meet_quota(&mut balance, &order, &mut test, quota);
    refine(&mut balance, &mut test, &mut random);
    Assignment { test }
}

/// Serves the labels, the rarest first: each gets its share of those of its lines that no rarer label has placed.
fn serve_labels(balance: &mut Balance, order: &[usize]) -> Vec<bool> {
    let mut lines_of: Vec<Vec<u32>> = vec![Vec::new(); balance.labels()];
    for &line in order {
        for label in balance.labels_of(line) {
            lines_of[label].push(u32::try_from(line).unwrap_or(u32::MAX));
        }
    }
    let mut labels: Vec<usize> = (0..balance.labels()).collect();
    labels.sort_by(|&one, &other| balance.images(one).total_cmp(&balance.images(other)));
    let mut test = vec![false; balance.lines()];
    let mut placed = vec![false; balance.lines()];
    for label in labels {
        // In the order of chance.
        for &line in &lines_of[label] {
            let line = line as usize;
            if !placed[line] && balance.wanted(label) > 0.5 {
                balance.add(line);
                test[line] = true;
            }
            placed[line] = true;
        }
    }
    test
}

/// Moves lines to or from the test side until it has `quota` of them, each time those that do the least harm.
fn meet_quota(balance: &mut Balance, order: &[usize], test: &mut [bool], quota: usize) {
    let mut count = test.iter().filter(|&&on_test| on_test).count();
    while count != quota {
        let grow = count < quota;
        // Each move changes what the others cost: move half of what is missing, and weigh again.
        let batch = count.abs_diff(quota).div_ceil(2);
        for line in least_harm(balance, order, test, grow, batch) {
            if grow {
                balance.add(line);
            } else {
                balance.remove(line);
            }
            test[line] = grow;
        }
        count = if grow { count + batch } else { count - batch };
    }
}

/// The `batch` lines that do the least harm on the other side.
fn least_harm(balance: &Balance, order: &[usize], test: &[bool], grow: bool, batch: usize) -> Vec<usize> {
    let mut candidates: Vec<(f64, usize)> = Vec::new();
    let there = order.iter().enumerate().filter(|&(_, &line)| test[line] != grow);
    for (place, &line) in there.take((batch * WEIGHED_PER_MOVE).max(WEIGHED)) {
        let harm = if grow { balance.cost_of_adding(line) } else { balance.cost_of_removing(line) };
        candidates.push((harm, place));
    }
    // Equals stay in the order of chance.
    let by_harm = |one: &(f64, usize), other: &(f64, usize)| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1));
    if batch < candidates.len() {
        candidates.select_nth_unstable_by(batch, by_harm);
        candidates.truncate(batch);
    }
    candidates.into_iter().map(|(_, place)| order[place]).collect()
}
