//! Splits with fixed lines: previous splits, groups and manual moves, in every combination.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::collections::BTreeMap;
use std::sync::Arc;

use holdout_core::catalog::{CheckOptions, Manifest};
use holdout_core::report::{InputFacts, SplitSummary};
use holdout_core::split::{
    Given, GroupBy, GroupCount, GroupReader, Groups, Keep, Move, Plan, Side, SplitOptions, Strategy as By,
};
use proptest::collection::vec;
use proptest::prelude::*;
use support::{classification, manifest};

/// A line of an image in a folder.
fn line(folder: u32, image: u32, label: u32) -> String {
    classification(image, label).replace("images/", &format!("scene-{folder:03}/")) + "\n"
}

fn folders(input: &str, manifest: &Manifest) -> Arc<Groups> {
    let by = GroupBy::parse(GroupBy::FOLDER).unwrap();
    let mut reader = GroupReader::new(&by, 0);
    reader.push(input.as_bytes());
    Arc::new(Groups::new(manifest, &by, &reader.finish()).unwrap())
}

fn summary(manifest: &Manifest, plan: &Plan) -> SplitSummary {
    plan.report(manifest, manifest.report(&InputFacts::default(), &CheckOptions::default())).split
}

/// The manifest of some of the lines.
fn of<'l>(lines: impl Iterator<Item = &'l String>) -> Manifest {
    manifest(lines.map(String::as_str).collect::<String>().as_bytes())
}

#[test]
fn a_previous_split_without_test_images_leaves_free_lines_for_test() {
    // 100 lines: 70 stay in training, none of the previous test images is left, 30 are new.
    let lines: Vec<String> = (0..100).map(|image| line(0, image, image % 3)).collect();
    let gone: Vec<String> = (500..520).map(|image| line(0, image, image % 3)).collect();
    let (test, train) = (of(gone.iter()), of(lines[..70].iter()));
    for strategy in [By::Stratified, By::Random] {
        for (fraction, expected) in [(0.2, 20), (0.25, 25), (0.5, 30), (0.9, 30)] {
            let keep = Some(Arc::new(Keep::new(&test, Some(&train))));
            let new = of(lines.iter());
            let options = SplitOptions { fraction, strategy, ..SplitOptions::default() };
            let plan = Plan::with(&new, options, Given { keep, ..Given::default() }).unwrap();
            assert_eq!(plan.count(Side::Test), expected, "{strategy:?}, {fraction}");
            assert!((0..70).all(|row| plan.side(row) == Side::Train));
        }
    }
}

#[test]
fn more_free_lines_for_test_than_there_are_is_no_wrong_split_of_many_lines() {
    // So many free lines that most of them are settled by kind, and a quota that is larger than all of them.
    let lines: Vec<String> = (0..150_000).map(|image| line(0, image, image % 3)).collect();
    let (test, train) = (of(lines[..10].iter()), of(lines[10..80_000].iter()));
    let new = of(lines.iter());
    let options = SplitOptions { fraction: 0.9, ..SplitOptions::default() };
    for test in [&test, &of([].iter())] {
        let keep = Some(Arc::new(Keep::new(test, Some(&train))));
        let plan = Plan::with(&new, options.clone(), Given { keep, ..Given::default() }).unwrap();
        assert_eq!(plan.count(Side::Test), 70_010);
    }
}

#[test]
fn labels_are_balanced_around_lines_that_are_fixed_in_training() {
    // The smaller part of the free lines goes to training, where most lines of labels 0 and 1 are fixed already.
    let lines: Vec<String> =
        (0..100).map(|image| line(0, image, if image < 76 { image % 2 } else { image % 3 })).collect();
    let keep = Keep::new(&of([].iter()), Some(&of(lines[..76].iter())));
    let new = of(lines.iter());
    let plan =
        Plan::with(&new, SplitOptions::default(), Given { keep: Some(Arc::new(keep)), ..Given::default() }).unwrap();
    let split = summary(&new, &plan);
    assert_eq!(split.test, 20);
    let rare = split.labels.iter().find(|label| label.name == "label 2").unwrap();
    assert_eq!((rare.images, rare.train > 0, rare.test > 0), (8, true, true), "{rare:?}");
    assert!(rare.test <= 6, "the few lines that go to training are of the label that is not there yet: {rare:?}");
}

#[test]
fn two_groups_are_one_in_each_subset() {
    let input: String = (0..100).map(|image| line(image / 50, image, image % 2)).collect();
    let manifest = manifest(input.as_bytes());
    for strategy in [By::Stratified, By::Random] {
        for fraction in [0.01, 0.2, 0.5, 0.8, 0.99] {
            let options =
                SplitOptions { fraction, strategy, group_by: Some("folder".to_owned()), ..SplitOptions::default() };
            let given = Given { groups: Some(folders(&input, &manifest)), ..Given::default() };
            let plan = Plan::with(&manifest, options, given).unwrap();
            let split = summary(&manifest, &plan);
            assert_eq!((split.train, split.test), (50, 50), "{strategy:?}, {fraction}");
            assert!(split.labels.iter().all(|label| (label.train, label.test) == (25, 25)));
            assert!(split.groups.whole);
        }
    }
}

#[test]
fn moves_that_empty_a_subset_divide_the_other_lines_again() {
    let input: String = (0..40).map(|image| line(image / 10, image, image % 2)).collect();
    let manifest = manifest(input.as_bytes());
    for (strategy, group_by) in
        [(By::Stratified, None), (By::Random, None), (By::Stratified, Some("folder")), (By::Random, Some("folder"))]
    {
        let options = SplitOptions { strategy, group_by: group_by.map(str::to_owned), ..SplitOptions::default() };
        let given = || Given { groups: group_by.map(|_| folders(&input, &manifest)), ..Given::default() };
        let before = Plan::with(&manifest, options.clone(), given()).unwrap();
        let tested = (0..40).filter(|&row| before.side(row) == Side::Test);
        let moves: Vec<Move> = tested.map(|row| Move { line: u64::from(row) + 1, side: Side::Train }).collect();
        let after = Plan::with(&manifest, SplitOptions { moves: moves.clone(), ..options }, given()).unwrap();
        assert!(moves.iter().all(|moved| after.side(u32::try_from(moved.line).unwrap() - 1) == moved.side));
        let expected = if group_by.is_some() { 10 } else { 8 };
        assert_eq!(after.count(Side::Test), expected, "{strategy:?} {group_by:?}");
    }
    // Where every line is moved to training there is no other division.
    let moves = (1..=40).map(|line| Move { line, side: Side::Train }).collect();
    let plan = Plan::new(&manifest, SplitOptions { moves, ..SplitOptions::default() }).unwrap();
    assert_eq!(plan.count(Side::Test), 0);
}

#[test]
fn a_split_by_hash_that_leaves_a_subset_empty_says_why() {
    let input: String = (0..4).map(|image| line(0, image, image % 2)).collect();
    let manifest = manifest(input.as_bytes());
    for (fraction, side) in [(1e-9, "test"), (0.999_999_999, "training")] {
        let plan =
            Plan::new(&manifest, SplitOptions { fraction, strategy: By::Hash, ..SplitOptions::default() }).unwrap();
        let message = &summary(&manifest, &plan).findings[0].message;
        assert!(
            message.starts_with(&format!("the {side} set would be empty: the hash strategy assigns each line")),
            "{message}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_constraint_gives_a_wrong_split(
        lines in vec((0..4_u32, 0..4_u32, prop::option::of(any::<bool>())), 2..60),
        keeps in any::<bool>(),
        knows_train in any::<bool>(),
        is_grouped in any::<bool>(),
        moves in vec((any::<prop::sample::Index>(), any::<bool>()), 0..4),
        fraction in prop_oneof![0.001..0.999, Just(0.5), Just(0.2)],
        strategy in prop::sample::select(vec![By::Stratified, By::Random, By::Hash]),
        seed in 0..1000_u64,
    ) {
        let texts: Vec<String> = (0..).zip(&lines).map(|(image, &(folder, label, _))| line(folder, image, label)).collect();
        let was = |row: usize| lines[row].2.filter(|&test| keeps && (test || knows_train));
        let former = |wanted: bool| {
            of(texts.iter().zip(&lines).filter(|(_, (_, _, was))| *was == Some(wanted)).map(|(text, _)| text))
        };
        let train = former(false);
        let keep = keeps.then(|| Arc::new(Keep::new(&former(true), knows_train.then_some(&train))));
        let input = texts.concat();
        let manifest = manifest(input.as_bytes());
        let moves: Vec<Move> = moves
            .iter()
            .map(|(at, test)| Move { line: at.index(lines.len()) as u64 + 1, side: if *test { Side::Test } else { Side::Train } })
            .collect();
        let options = SplitOptions {
            fraction, strategy, seed, moves: moves.clone(), group_by: is_grouped.then(|| "folder".to_owned()),
        };
        let given = Given { groups: is_grouped.then(|| folders(&input, &manifest)), keep };
        let plan = Plan::with(&manifest, options.clone(), given).unwrap();
        let split = summary(&manifest, &plan);
        // However groups are counted, the count is the same.
        let mut reader = GroupReader::new(&GroupBy::parse("folder").unwrap(), 0);
        reader.push(input.as_bytes());
        let mut count = GroupCount::new(&plan);
        count.push(reader.finish());
        prop_assert_eq!(count.finish("folder").unwrap(), plan.look_alikes(&folders(&input, &manifest)));
        // Conservation.
        prop_assert_eq!((split.train + split.test, split.rejected), (lines.len() as u64, 0));
        // Fixed lines stay where they were, and lines that were moved where they were moved to.
        let moved: BTreeMap<usize, bool> =
            moves.iter().map(|one| (usize::try_from(one.line).unwrap() - 1, one.side == Side::Test)).collect();
        let on_test: Vec<bool> = (0..plan.lines()).map(|row| plan.side(row) == Side::Test).collect();
        for (row, &on_test) in on_test.iter().enumerate() {
            if let Some(wanted) = moved.get(&row).copied().or_else(|| was(row)) {
                prop_assert_eq!(on_test, wanted, "line {}", row + 1);
            }
        }
        let group = |row: usize| if is_grouped { lines[row].0 as usize } else { 100 + row };
        // Groups stay whole but for fixed lines.
        let fixed = |row: usize| moved.contains_key(&row) || was(row).is_some();
        for one in (0..lines.len()).filter(|&row| !fixed(row)) {
            for other in (0..one).filter(|&row| !fixed(row) && group(row) == group(one)) {
                prop_assert_eq!(on_test[one], on_test[other]);
            }
        }
        if strategy == By::Hash {
            return Ok(());
        }
        // The quota is met wherever free lines allow it.
        let quota = split.quota;
        if !is_grouped && moves.is_empty() {
            let kept = (0..lines.len()).filter(|&row| was(row) == Some(true)).count() as u64;
            let free = (0..lines.len()).filter(|&row| was(row).is_none()).count() as u64;
            prop_assert_eq!(split.test, quota.clamp(kept, kept + free));
        }
        // Sizes of the groups that no line fixes, and whether fixed lines are in each subset.
        let mut sizes: BTreeMap<usize, Option<u64>> = BTreeMap::new();
        let mut anchored = [false; 2];
        for row in 0..lines.len() {
            let size = sizes.entry(group(row)).or_insert(Some(0));
            *size = size.filter(|_| !fixed(row)).map(|size| size + 1);
            if let Some(test) = moved.get(&row).copied().or_else(|| was(row)) {
                anchored[usize::from(test)] = true;
            }
        }
        let free: Vec<u64> = sizes.values().filter_map(|size| *size).collect();
        let missing = anchored.iter().filter(|there| !**there).count();
        if free.len() >= missing {
            prop_assert!(split.train > 0 && split.test > 0, "{} and {}", split.train, split.test);
        }
        // With a few whole groups and nothing fixed, the test set is the closest to its quota that there is.
        if strategy == By::Stratified && is_grouped && missing == 2 && free.len() >= 2 {
            let total: u64 = free.iter().sum();
            let sums = (0_u32..1 << free.len())
                .map(|some| (0..free.len()).filter(|&at| some >> at & 1 == 1).map(|at| free[at]).sum::<u64>());
            let nearest = sums.filter(|&sum| sum > 0 && sum < total).map(|sum| sum.abs_diff(quota)).min().unwrap();
            prop_assert_eq!(split.test.abs_diff(quota), nearest, "{} of {:?}", quota, free);
        }
    }
}
