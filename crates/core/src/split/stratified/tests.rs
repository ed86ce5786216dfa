//! Small cases against every division there is, and the ways in which a cost is taken.

use proptest::collection::vec;
use proptest::prelude::*;

use super::balance::{Balance, wanted};
use super::columns::Columns;
use super::task::{Settled, Task, share};
use crate::split::shuffle::SplitMix64;

/// Labels of each line, with boxes.
type Lines = Vec<Vec<(u32, u8)>>;

fn columns(lines: &Lines) -> Columns {
    let mut columns = Columns::default();
    for line in lines {
        columns.push(line.iter().copied());
    }
    columns
}

fn task(lines: &Lines, labels: usize, fraction: f64, quota: usize, seed: u64) -> Task {
    let mut images = vec![0; labels];
    let mut boxes = vec![0; labels];
    for &(label, with) in lines.iter().flatten() {
        images[label as usize] += 1;
        boxes[label as usize] += u32::from(with);
    }
    let for_train = quota * 2 > lines.len();
    let (quota, fraction) = if for_train { (lines.len() - quota, 1.0 - fraction) } else { (quota, fraction) };
    Task {
        free: columns(lines),
        places: (0..).take(lines.len()).collect(),
        assigned: vec![false; lines.len()],
        settled: Settled::default(),
        test: Columns::default(),
        images,
        boxes,
        fraction,
        share: share(quota, lines.len()),
        quota,
        for_train,
        random: SplitMix64::new(seed),
    }
}

/// Up to `most` lines of up to four of six labels, each at most once a line.
fn any_lines(most: usize) -> impl Strategy<Value = Lines> {
    let line = proptest::sample::subsequence(vec![0_u32, 1, 2, 3, 4, 5], 0..4)
        .prop_flat_map(|labels| labels.into_iter().map(|label| (Just(label), 0..4_u8)).collect::<Vec<_>>());
    vec(line, 2..most)
}

/// Labels that could be on both sides and are not, and by how many images all labels together are off their wish.
fn faults(lines: &Lines, test: impl Fn(usize) -> bool, fraction: f64) -> (usize, f64) {
    let (mut missing, mut off) = (0, 0.0);
    for label in 0..6 {
        let carriers: Vec<usize> =
            (0..lines.len()).filter(|&line| lines[line].iter().any(|&(other, _)| other == label)).collect();
        let there = carriers.iter().filter(|&&line| test(line)).count();
        missing += usize::from(carriers.len() >= 2 && (there == 0 || there == carriers.len()));
        off += (f64::from(u32::try_from(there).unwrap())
            - wanted(f64::from(u32::try_from(carriers.len()).unwrap()), fraction))
        .abs();
    }
    (missing, off)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Every division of up to twelve lines with that quota is tried.
    #[test]
    fn no_division_misses_fewer_labels(lines in any_lines(12), share in 1..5_usize, seed in any::<u64>()) {
        let quota = (lines.len() * share).div_ceil(10).min(lines.len() - 1);
        let fraction = f64::from(u32::try_from(share).unwrap()) / 10.0;
        let test = task(&lines, 6, fraction, quota, seed).assign();
        prop_assert_eq!(test.iter().filter(|&&test| test).count(), quota);
        let reached = faults(&lines, |line| test[line], fraction);
        let best = (0_u32..1 << lines.len())
            .filter(|division| division.count_ones() as usize == quota)
            .map(|division| faults(&lines, |line| division >> line & 1 == 1, fraction).0)
            .min();
        prop_assert_eq!(Some(reached.0), best);
    }

    /// Weighing a line says what moving it then costs.
    #[test]
    fn costs_add_up(lines in any_lines(30), moves in vec(any::<prop::sample::Index>(), 1..40)) {
        let task = task(&lines, 6, 0.3, lines.len() / 3, 1);
        let mut balance = Balance::new(&task.free, &task);
        let mut test = vec![false; lines.len()];
        for line in moves.iter().map(|index| index.index(lines.len())) {
            let labels = task.free.line(line);
            if test[line] {
                let cost = balance.cost_of_removing(labels);
                balance.remove(labels);
                prop_assert!((cost + balance.cost_of_adding(labels)).abs() < 1e-3);
            } else {
                let other = moves[0].index(lines.len());
                if test[other] && other != line {
                    // An exchange costs what its two halves cost one after the other.
                    let there = task.free.line(other);
                    let at_once = balance.cost_of_removing(there) + balance.cost_of_adding(labels)
                        - balance.common(there, labels);
                    let first = balance.cost_of_removing(there);
                    balance.remove(there);
                    prop_assert!((at_once - first - balance.cost_of_adding(labels)).abs() < 1e-3);
                    balance.add(there);
                }
                balance.add(labels);
            }
            test[line] = !test[line];
        }
    }

    /// Arranging loses no line, and puts those with the same labels side by side.
    #[test]
    fn arranging_is_a_permutation(lines in any_lines(40), seed in any::<u64>()) {
        let columns = columns(&lines);
        let (arranged, order) = columns.arrange(6, &mut SplitMix64::new(seed));
        let mut seen = order.clone();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..u32::try_from(lines.len()).unwrap()).collect::<Vec<_>>());
        for (place, &line) in order.iter().enumerate() {
            prop_assert_eq!(arranged.line(place), columns.line(line as usize));
        }
    }
}
