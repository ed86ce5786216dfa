//! Small cases against every division there is, and the ways in which a cost is taken.

use proptest::collection::vec;
use proptest::prelude::*;

use super::balance::{Balance, wanted};
use super::columns::{Carried, Columns};
use super::gather::Shelves;
use super::kinds::Lot;
use super::refine::Sides;
use super::repair::Repair;
use super::task::{Settled, Task, share};
use crate::split::shuffle::SplitMix64;

/// Labels of each line, with boxes.
type Lines = Vec<Vec<(u32, u8)>>;

fn columns(lines: &Lines) -> Columns {
    let mut columns = Columns::default();
    for line in lines {
        columns.push(line.iter().filter_map(|&labels| Carried::new(labels)));
    }
    columns
}

/// All lines, by their rarest label.
fn gathered(columns: &Columns, labels: usize) -> (Columns, Vec<u32>) {
    let mut shelves = Shelves::new(labels);
    shelves.expect_all(columns);
    shelves.gather(columns, |_| true)
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
    let (open, numbers) = gathered(&columns(lines), labels);
    Task {
        open,
        numbers,
        lots: vec![Lot::Open; lines.len()],
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

fn assign(task: Task) -> Vec<bool> {
    let mut search = task.begin();
    loop {
        if let Some(test) = search.advance() {
            return test;
        }
    }
}

/// Up to `most` lines of up to four of six labels, each at most once a line.
fn any_lines(most: usize) -> impl Strategy<Value = Lines> {
    let line = proptest::sample::subsequence(vec![0_u32, 1, 2, 3, 4, 5], 0..4)
        .prop_flat_map(|labels| labels.into_iter().map(|label| (Just(label), 0..4_u8)).collect::<Vec<_>>());
    vec(line, 2..most)
}

/// How a division serves six labels: those that could be on both sides and are not, and what their images cost, as the
/// search weighs them.
type Faults = (u32, f64);

/// Small cases, of which every division can be tried: which lines carry each label, as bits, and what it wants.
struct Case {
    carriers: Vec<(u32, f64, f64)>,
    lines: u32,
    quota: u32,
}

impl Case {
    fn new(lines: &Lines, fraction: f64, quota: usize) -> Self {
        let carriers = (0..6).map(|label| {
            let bit = |line: &Vec<(u32, u8)>| u32::from(line.iter().any(|&(other, _)| other == label));
            let mask = lines.iter().rev().fold(0, |mask, line| mask << 1 | bit(line));
            let images = f64::from(mask.count_ones());
            (mask, wanted(images, fraction), 1.0 / (fraction * (1.0 - fraction) * images.max(1.0)))
        });
        Self { carriers: carriers.collect(), lines: lines.len().try_into().unwrap(), quota: quota.try_into().unwrap() }
    }

    fn faults(&self, division: u32) -> Faults {
        self.carriers.iter().fold((0, 0.0), |(missing, cost), &(mask, wanted, weight)| {
            let (images, there) = (mask.count_ones(), (mask & division).count_ones());
            let is_missing = images >= 2 && (there == 0 || there == images);
            (missing + u32::from(is_missing), cost + weight * (f64::from(there) - wanted).powi(2))
        })
    }

    /// The least faults of all divisions that meet the quota.
    fn best(&self) -> Faults {
        let all = (0_u32..1 << self.lines).filter(|division| division.count_ones() == self.quota);
        let least = |one: &Faults, other: &Faults| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1));
        all.map(|division| self.faults(division)).min_by(least).unwrap()
    }
}

fn bits(test: &[bool]) -> u32 {
    test.iter().rev().fold(0, |bits, &test| bits << 1 | u32::from(test))
}

/// Beside every division there is, of up to fourteen lines: no label is missing that needn't be, and nineteen in
/// twenty are at the optimum of labels as well; the others cost a little more, for pairs or for labels that had no room.
#[test]
fn small_cases_come_out_as_well_as_can_be() {
    let mut random = SplitMix64::new(14);
    let (mut cases, mut best, mut excess, mut least) = (0.0, 0.0, 0.0, 0.0);
    for lines in 2..=14 {
        for share in 1..=5_u32 {
            for _ in 0..8 {
                let any = |random: &mut SplitMix64| {
                    (0..6).filter_map(|label| (random.below(3) == 0).then_some((label, 1))).collect()
                };
                let made: Lines = (0..lines).map(|_| any(&mut random)).collect();
                let quota = (lines * share as usize).div_ceil(10).min(lines - 1);
                let fraction = f64::from(share) / 10.0;
                let case = Case::new(&made, fraction, quota);
                let reached = case.faults(bits(&assign(task(&made, 6, fraction, quota, random.next()))));
                let optimum = case.best();
                assert_eq!(reached.0, optimum.0, "{made:?}, {quota} of {lines}");
                cases += 1.0;
                best += f64::from(u8::from(reached.1 <= optimum.1 + 1e-9));
                excess += reached.1 - optimum.1;
                least += optimum.1;
            }
        }
    }
    assert!(best >= 0.94 * cases, "{best} of {cases} are at the optimum");
    assert!(excess <= 0.025 * least, "they cost {excess} more than {least}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_division_misses_fewer_labels(lines in any_lines(15), share in 1..5_usize, seed in any::<u64>()) {
        let quota = (lines.len() * share).div_ceil(10).min(lines.len() - 1);
        let fraction = f64::from(u32::try_from(share).unwrap()) / 10.0;
        let test = assign(task(&lines, 6, fraction, quota, seed));
        prop_assert_eq!(test.iter().filter(|&&test| test).count(), quota);
        let case = Case::new(&lines, fraction, quota);
        prop_assert_eq!(case.faults(bits(&test)).0, case.best().0);
    }

    /// Weighing a line says what moving it then costs.
    #[test]
    fn costs_add_up(lines in any_lines(30), moves in vec(any::<prop::sample::Index>(), 1..40)) {
        let task = task(&lines, 6, 0.3, lines.len() / 3, 1);
        let mut balance = Balance::new(&task.open, &task);
        let mut test = vec![false; lines.len()];
        for line in moves.iter().map(|index| index.index(lines.len())) {
            let labels = task.open.line(line);
            if test[line] {
                let cost = balance.cost_of_removing(labels);
                balance.remove(labels);
                prop_assert!((cost + balance.cost_of_adding(labels)).abs() < 1e-3);
            } else {
                let other = moves[0].index(lines.len());
                if test[other] && other != line {
                    // An exchange costs what its two halves cost one after the other.
                    let there = task.open.line(other);
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
        let (mut arranged, mut order) = gathered(&columns, 6);
        arranged.arrange(&mut order, 6, &mut SplitMix64::new(seed));
        let rarest = |line: usize| {
            let mut labels = arranged.line(line).iter().rev().map(|carried| 5 - carried.label());
            [(); 4].map(|()| labels.next().unwrap_or(6))
        };
        prop_assert!((1..lines.len()).all(|line| rarest(line - 1) <= rarest(line)));
        let mut seen = order.clone();
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..u32::try_from(lines.len()).unwrap()).collect::<Vec<_>>());
        for (place, &line) in order.iter().enumerate() {
            prop_assert_eq!(arranged.line(place), columns.line(line as usize));
        }
    }
}

/// Lines of one label to three of twenty, and a division by chance.
fn many_lines(seed: u64) -> (Task, Vec<bool>) {
    let mut random = SplitMix64::new(seed);
    let mut label = || (u32::try_from(random.below(20)).unwrap(), 1);
    let lines: Lines = (0..4000)
        .map(|line| {
            let mut labels: Vec<_> = (0..=line % 3).map(|_| label()).collect();
            labels.sort_unstable();
            labels.dedup();
            labels
        })
        .collect();
    let mut test: Vec<bool> = (0..lines.len()).map(|line| line % 5 == 0).collect();
    random.shuffle(&mut test);
    (task(&lines, 20, 0.2, 800, seed), test)
}

#[test]
fn repair_meets_every_label_with_a_few_small_lines() {
    for seed in 0..5 {
        let (task, mut test) = many_lines(seed);
        let mut balance = Balance::new(&task.open, &task);
        for line in (0..test.len()).filter(|&line| test[line]) {
            balance.add(task.open.line(line));
        }
        let before = test.clone();
        assert!(!balance.labels_are_met(), "chance met every label");
        let sides =
            &mut Sides { balance: &mut balance, lines: &task.open, test: &mut test, random: &mut SplitMix64::new(1) };
        let mut repair = Repair::new(sides);
        while repair.advance(sides) {}
        assert!(balance.labels_are_met(), "seed {seed}");
        assert_eq!(test.iter().filter(|&&test| test).count(), 800, "lines are exchanged");
        let mut counted = Balance::new(&task.open, &task);
        for line in (0..test.len()).filter(|&line| test[line]) {
            counted.add(task.open.line(line));
        }
        assert!(counted.labels_are_met(), "the balance is that of the division");
        let moved = test.iter().zip(&before).filter(|(now, before)| now != before).count();
        assert!(moved < 800, "{moved} lines changed sides");
    }
}
