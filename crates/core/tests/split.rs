//! Splits of awkward manifests: each gives a clear finding, and never a wrong split.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::sync::Arc;

use holdout_core::catalog::{CheckOptions, Images, Manifest};
use holdout_core::report::{InputFacts, OneSided, SplitSummary};
use holdout_core::rules::Code;
use holdout_core::split::{
    Given, GroupBy, GroupReader, Groups, Keep, Move, Plan, Planner, Side, SplitOptions, Strategy,
};
use proptest::prelude::*;
use support::{classification, detection, manifest, scan_range};

fn text(lines: impl Iterator<Item = String>) -> Vec<u8> {
    lines.map(|line| line + "\n").collect::<String>().into_bytes()
}

fn of(lines: impl Iterator<Item = String>) -> Manifest {
    manifest(&text(lines))
}

fn summary(manifest: &Manifest, options: SplitOptions) -> SplitSummary {
    let check = manifest.report(&InputFacts::default(), &CheckOptions::default());
    Plan::new(manifest, options).unwrap().report(manifest, check).split
}

fn codes(summary: &SplitSummary) -> Vec<Code> {
    summary.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn no_line_and_one_line_are_too_few() {
    for lines in 0..2 {
        let split = summary(&of((0..lines).map(|image| classification(image, 1))), SplitOptions::default());
        assert_eq!((split.train, split.test), (u64::from(lines), 0));
        assert_eq!(codes(&split)[0], Code::InsufficientImagesPerLabelForDistribute);
    }
}

#[test]
fn two_lines_are_one_on_each_side() {
    let split = summary(&of((0..2).map(|image| classification(image, 1))), SplitOptions::default());
    assert_eq!((split.train, split.test), (1, 1));
    assert_eq!(codes(&split), []);
    assert!(split.missing_in_test.is_empty() && split.missing_in_train.is_empty());
}

#[test]
fn one_label_and_a_label_on_every_image_follow_the_quota() {
    let split = summary(&of((0..11).map(|image| detection(image, &[1, 2 + image % 2]))), SplitOptions::default());
    assert_eq!((split.train, split.test), (8, 3));
    let everywhere = &split.labels[0];
    assert_eq!((everywhere.images, everywhere.test), (11, 3));
    assert!((everywhere.bound - 0.8).abs() < 1e-9, "3 of 11 is all that can be: {everywhere:?}");
    // Three test lines for two other labels that want one each: one of them gets two.
    assert_eq!(split.balance.labels_at_bound, 2);
}

/// More lines than are all chosen among, most of them like many others.
fn many_alike(lines: u32) -> Manifest {
    let line = |image: u32| match image % 40 {
        0 => detection(image, &[image % 7, 7 + image / 40 % 11, 20 + image % 509]),
        1..20 => classification(image, image % 23 * (image % 5)),
        _ => detection(image, &[image % 3, image % 13, image % 13]),
    };
    of((0..lines).map(line))
}

#[test]
fn many_lines_that_are_alike_are_divided_as_exactly_as_few() {
    let manifest = many_alike(70_000);
    assert_eq!(summary(&manifest, SplitOptions { fraction: 0.001, ..SplitOptions::default() }).test, 70);
    for (fraction, test) in [(0.2, 14_000), (0.75, 52_500)] {
        let split = summary(&manifest, SplitOptions { fraction, ..SplitOptions::default() });
        assert_eq!(split.test, test);
        let balance = &split.balance;
        assert!(balance.labels_at_bound * 20 >= split.labels.len() as u64 * 19, "{fraction}: {balance:?}");
        assert!(balance.deviation <= balance.bound * 1.02, "{fraction}: {balance:?}");
        assert!(balance.box_deviation <= balance.box_bound * 2.0, "{fraction}: {balance:?}");
    }
}

#[test]
fn many_lines_beside_an_earlier_test_set_fill_it_up() {
    let manifest = many_alike(70_000);
    let keep = Some(Arc::new(Keep::new(&many_alike(5_000), None)));
    let plan = Plan::with(&manifest, SplitOptions::default(), Given { keep, ..Given::default() }).unwrap();
    assert!((0..5_000).all(|row| plan.side(row) == Side::Test));
    assert_eq!(plan.count(Side::Test), 14_000);
    let check = manifest.report(&InputFacts::default(), &CheckOptions::default());
    let balance = plan.report(&manifest, check).split.balance;
    assert!(balance.deviation <= balance.bound * 1.02, "{balance:?}");
    assert!(balance.box_deviation <= balance.box_bound * 2.0, "{balance:?}");
}

/// The sides of a plan that is made in steps, and how many were taken before it was finished: at most `most`.
fn stepped(manifest: &Manifest, options: SplitOptions, given: Given, most: usize) -> (Vec<Side>, usize) {
    let mut planner = Planner::new(manifest, options, given).unwrap();
    let steps = (0..most).find(|_| !planner.advance()).unwrap_or(most);
    let plan = planner.finish(manifest);
    ((0..plan.lines()).map(|row| plan.side(row)).collect(), steps)
}

#[test]
fn a_plan_in_steps_is_the_plan_in_one_go() {
    let many = many_alike(70_000);
    let scenes: String = (0..400).map(|image| scene(image / 7, image, &[image % 5, 5 + image / 50]) + "\n").collect();
    let in_scenes = manifest(scenes.as_bytes());
    let rule = GroupBy::parse("folder").unwrap();
    let groups = Some(Arc::new(read_groups(scenes.as_bytes(), &in_scenes, &rule, 1 << 20)));
    let few = of((0..30).map(|image| classification(image, image % 4)));
    let cases = [
        (&many, Given::default(), 100),
        (&in_scenes, Given { groups, ..Given::default() }, 50),
        (&few, Given::default(), 5),
    ];
    for (manifest, given, least) in cases {
        let options =
            SplitOptions { group_by: given.groups.as_ref().map(|_| "folder".to_owned()), ..SplitOptions::default() };
        let plan = Plan::with(manifest, options.clone(), given.clone()).unwrap();
        let whole: Vec<Side> = (0..plan.lines()).map(|row| plan.side(row)).collect();
        let (sides, steps) = stepped(manifest, options.clone(), given.clone(), usize::MAX);
        assert!(sides == whole && steps >= least, "{steps} steps");
        assert!(stepped(manifest, options, given, least / 2).0 == whole, "finished early");
    }
    let (_, none) =
        stepped(&few, SplitOptions { strategy: Strategy::Hash, ..SplitOptions::default() }, Given::default(), 9);
    assert_eq!(none, 0);
}

#[test]
fn labels_that_find_no_room_are_named_with_the_reason() {
    let manifest = of((0..20).map(|image| classification(image, image % 5)));
    let split = summary(&manifest, SplitOptions { fraction: 1e-9, ..SplitOptions::default() });
    assert_eq!(split.test, 1);
    assert_eq!(split.missing_in_test.len(), 4);
    assert!(split.labels.iter().all(|label| label.one_sided.is_none_or(|why| why == OneSided::NoRoom)));
    let named = split.findings.iter().find(|finding| finding.code == Code::LabelOnOneSide).unwrap();
    assert!(named.message.starts_with("4 labels are missing from the test set: \"label "), "{}", named.message);
    assert!(named.message.ends_with("there is no room for an image of each label"), "{}", named.message);
}

#[test]
fn what_chance_does_is_called_chance() {
    let manifest = of((0..40).map(|image| classification(image, image / 2)));
    let split = summary(&manifest, SplitOptions { strategy: Strategy::Random, ..SplitOptions::default() });
    let one_sided = split.labels.iter().filter(|label| label.one_sided.is_some()).count();
    assert!(one_sided > 0);
    assert!(split.labels.iter().all(|label| label.one_sided.is_none_or(|why| why == OneSided::Chance)));
    assert!(codes(&split).contains(&Code::LabelOnOneSide));
    let stratified = summary(
        &of((0..40).map(|image| classification(image, image / 2))),
        SplitOptions { fraction: 0.5, ..SplitOptions::default() },
    );
    assert!(stratified.labels.iter().all(|label| label.one_sided.is_none() && label.test == 1));
}

#[test]
fn shares_that_make_no_sense_are_refused() {
    let manifest = of((0..4).map(|image| classification(image, 1)));
    for fraction in [0.0, 1.0, -0.1, 1.5, f64::NAN, f64::INFINITY] {
        let refused = Plan::new(&manifest, SplitOptions { fraction, ..SplitOptions::default() }).unwrap_err();
        assert_eq!(refused.code, Code::InvalidSplitOption, "{fraction}");
    }
}

#[test]
fn a_manifest_that_forgot_its_images_is_split_alike_or_not_at_all() {
    let known = of((0..60).map(|image| detection(image % 50, &[image % 7, 7 + image % 3])));
    let mut forgot = known.clone();
    forgot.forget_images();
    for strategy in [Strategy::Stratified, Strategy::Random] {
        let options = SplitOptions { strategy, ..SplitOptions::default() };
        assert_eq!(summary(&forgot, options.clone()), summary(&known, options));
    }
    let refused = |options, given| Plan::with(&forgot, options, given).unwrap_err();
    let by_hash = SplitOptions { strategy: Strategy::Hash, ..SplitOptions::default() };
    let keep = Keep::new(&known, None);
    let given = Given { keep: Some(Arc::new(keep)), ..Given::default() };
    for refused in [refused(by_hash, Given::default()), refused(SplitOptions::default(), given)] {
        assert_eq!(refused.code, Code::InvalidSplitOption);
        assert!(refused.message.contains("read them again"), "{}", refused.message);
    }
    assert_eq!(forgot.source_hash(0), 0);
}

#[test]
fn images_that_are_recalled_are_those_that_were_forgotten() {
    let bytes = text((0..60).map(|image| detection(image % 50, &[image % 7, 7 + image % 3])));
    let known = manifest(&bytes);
    let (mut forgot, cut) = (known.clone(), bytes.len() as u64 / 2);
    forgot.forget_images();
    let mut images = Images::default();
    images.append(&scan_range(&bytes, 0..cut, 1000));
    let refused = forgot.recall_images(images.clone()).unwrap_err();
    assert!(refused.message.contains("and there are 60"), "{}", refused.message);
    assert!(!forgot.knows_images());
    images.append(&scan_range(&bytes, cut..bytes.len() as u64, 1000));
    forgot.recall_images(images).unwrap();
    let by_hash = SplitOptions { strategy: Strategy::Hash, ..SplitOptions::default() };
    assert_eq!(summary(&forgot, by_hash.clone()), summary(&known, by_hash));
    assert!((0..60).all(|row| forgot.source_hash(row) == known.source_hash(row)));
    assert_eq!(Keep::new(&forgot, None), Keep::new(&known, None));
}

#[test]
fn lines_that_no_rule_matches_are_hashed_by_themselves() {
    let bytes = text((0..200).map(|image| classification(image, image % 5)));
    let whole = manifest(&bytes);
    let by = GroupBy::parse("nothing-is-named-so").unwrap();
    let mut reader = GroupReader::new(&by, 0);
    reader.push(&bytes);
    let groups = Some(Arc::new(Groups::new(&whole, &by, &reader.finish()).unwrap()));
    let options = SplitOptions { strategy: Strategy::Hash, ..SplitOptions::default() };
    let grouped = SplitOptions { group_by: Some(by.text().to_owned()), ..options.clone() };
    let sides = |options, given| {
        let plan = Plan::with(&whole, options, given).unwrap();
        (0..200).map(|row| plan.side(row)).collect::<Vec<_>>()
    };
    assert_eq!(sides(grouped, Given { groups, keep: None }), sides(options, Given::default()));
}

#[test]
fn no_split_comes_below_the_bound() {
    let manifest = of((0..200).map(|image| detection(image, &[image % 3, 3 + image % 17, 20 + image % 29])));
    for fraction in [0.05, 0.1, 0.2, 0.5, 0.8] {
        for strategy in [Strategy::Stratified, Strategy::Random] {
            let split = summary(&manifest, SplitOptions { fraction, strategy, ..SplitOptions::default() });
            for label in split.labels.iter().filter(|label| label.one_sided.is_none()) {
                assert!(label.deviation.abs() >= label.bound - 1e-9, "{label:?}");
            }
            let all_on_both = split.labels.iter().all(|label| label.one_sided.is_none());
            assert!(!all_on_both || split.balance.deviation >= split.balance.bound - 1e-9);
            assert!(split.balance.box_deviation >= split.balance.box_bound - 1e-9);
        }
    }
}

/// A line of an image in a folder.
fn scene(scene: u32, image: u32, labels: &[u32]) -> String {
    detection(image, labels).replace("images/", &format!("scene-{scene:03}/"))
}

fn read_groups(input: &[u8], manifest: &Manifest, by: &GroupBy, piece: usize) -> Groups {
    let mut reader = GroupReader::new(by, 0);
    input.chunks(piece).for_each(|piece| reader.push(piece));
    Groups::new(manifest, by, &reader.finish()).unwrap()
}

fn grouped(input: &str, rule: &str, options: SplitOptions, keep: Option<Keep>) -> (Manifest, Plan, SplitSummary) {
    let manifest = manifest(input.as_bytes());
    let groups = read_groups(input.as_bytes(), &manifest, &GroupBy::parse(rule).unwrap(), 1 << 20);
    let given = Given { groups: Some(Arc::new(groups)), keep: keep.map(Arc::new) };
    let options = SplitOptions { group_by: Some(rule.to_owned()), ..options };
    let plan = Plan::with(&manifest, options, given).unwrap();
    let check = manifest.report(&InputFacts::default(), &CheckOptions::default());
    let split = plan.report(&manifest, check).split;
    (manifest, plan, split)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn groups_stay_whole(
        scenes in prop::collection::vec((0..12_u32, prop::collection::btree_set(0..6_u32, 1..4)), 2..80),
        fraction in 0.05..0.95,
        strategy in prop::sample::select(vec![Strategy::Stratified, Strategy::Random, Strategy::Hash]),
        seed in any::<u64>(),
        piece in 1..900_usize,
    ) {
        let line = |(image, (of, labels)): (u32, &(u32, std::collections::BTreeSet<u32>))| {
            scene(*of, image, &labels.iter().copied().collect::<Vec<_>>()) + "\n"
        };
        let input: String = (0..).zip(&scenes).map(line).collect();
        let options = SplitOptions { fraction, strategy, seed, ..SplitOptions::default() };
        let (manifest, plan, split) = grouped(&input, r"scene-(\d+)", options, None);
        prop_assert!(split.groups.whole);
        for one in 0..scenes.len() {
            for other in 0..one {
                if scenes[one].0 == scenes[other].0 {
                    prop_assert_eq!(plan.side(one.try_into().unwrap()), plan.side(other.try_into().unwrap()));
                }
            }
        }
        for label in split.labels.iter().filter(|label| label.one_sided.is_none()) {
            prop_assert!(label.deviation.abs() >= label.bound - 1e-9, "{:?}", label);
        }
        // However the bytes come, the groups are the same.
        let by = GroupBy::parse("folder").unwrap();
        let folders = read_groups(input.as_bytes(), &manifest, &by, piece);
        let whole = read_groups(input.as_bytes(), &manifest, &by, input.len());
        prop_assert!((0..plan.lines()).all(|row| folders.of(row) == whole.of(row)));
        prop_assert_eq!(folders.count() as usize, scenes.iter().map(|(of, _)| of).collect::<std::collections::BTreeSet<_>>().len());
    }

    #[test]
    fn an_earlier_split_is_kept(
        labels in prop::collection::vec(0..5_u32, 4..60),
        earlier in 2..40_usize,
        knows_train in any::<bool>(),
        strategy in prop::sample::select(vec![Strategy::Stratified, Strategy::Random, Strategy::Hash]),
    ) {
        let lines: Vec<String> = (0..).zip(&labels).map(|(image, &label)| classification(image, label) + "\n").collect();
        let earlier = earlier.min(labels.len());
        let old = manifest(lines[..earlier].concat().as_bytes());
        let old_plan = Plan::new(&old, SplitOptions { seed: 7, ..SplitOptions::default() }).unwrap();
        let of = |side| {
            let rows = (0..old_plan.lines()).filter(|&row| old_plan.side(row) == side);
            manifest(rows.map(|row| &*lines[row as usize]).collect::<String>().as_bytes())
        };
        let train = of(Side::Train);
        let keep = Keep::new(&of(Side::Test), knows_train.then_some(&train));
        let new = manifest(lines.concat().as_bytes());
        let options = SplitOptions { strategy, ..SplitOptions::default() };
        let given = Given { keep: Some(Arc::new(keep)), ..Given::default() };
        let plan = Plan::with(&new, options.clone(), given).unwrap();
        for row in 0..old_plan.lines() {
            if old_plan.side(row) == Side::Test {
                prop_assert_eq!(plan.side(row), Side::Test);
            } else if knows_train {
                prop_assert_eq!(plan.side(row), Side::Train);
            }
        }
        let check = new.report(&InputFacts::default(), &CheckOptions::default());
        let split = plan.report(&new, check).split;
        let summary = split.keep.unwrap();
        prop_assert_eq!((summary.moved, summary.removed_test), (0, 0));
        prop_assert_eq!(summary.test, old_plan.count(Side::Test));
        prop_assert_eq!(summary.test + summary.added_test, split.test);
        // The new entries fill what is missing, as far as there are any.
        if strategy != Strategy::Hash {
            let free = if knows_train { labels.len() - earlier } else { labels.len() };
            let quota = options.quota(labels.len()) as u64;
            let kept = old_plan.count(Side::Test);
            prop_assert_eq!(split.test, quota.clamp(kept, kept + free as u64));
        }
    }
}

#[test]
fn a_group_with_nine_tenths_goes_to_training() {
    let input: String =
        (0..100).map(|image| scene(if image < 90 { 0 } else { image }, image, &[image % 3]) + "\n").collect();
    let (_, _, split) = grouped(&input, "folder", SplitOptions::default(), None);
    assert_eq!((split.train, split.test, split.quota), (90, 10, 20));
    assert!(split.groups.whole);
    assert_eq!((split.groups.count, split.groups.largest), (11, 90));
    assert_eq!(codes(&split), []);
}

#[test]
fn a_rule_that_matches_everything_or_nothing_is_told_from_its_groups() {
    let input: String = (0..20).map(|image| scene(image, image, &[image % 3]) + "\n").collect();
    let (_, _, all) = grouped(&input, "s3", SplitOptions::default(), None);
    assert_eq!((all.groups.count, all.test), (1, 0));
    assert_eq!(codes(&all)[0], Code::InsufficientImagesPerLabelForDistribute);
    assert!(all.findings[0].message.starts_with("the test set would be empty"), "{}", all.findings[0].message);
    let (_, _, none) = grouped(&input, "no such thing", SplitOptions::default(), None);
    assert_eq!((none.groups.count, none.groups.lines, none.test), (20, 0, 4));
}

#[test]
fn a_label_of_one_group_is_named_so() {
    let line = |image| scene(image / 5, image, if image / 5 == 2 { &[1, 9] } else { &[1, 2] }) + "\n";
    let input: String = (0..50).map(line).collect();
    let (_, _, split) = grouped(&input, "folder", SplitOptions::default(), None);
    let label = split.labels.iter().find(|label| label.name == "label 9").unwrap();
    assert_eq!(label.one_sided, Some(OneSided::OneGroup));
    let named = split.findings.iter().find(|finding| finding.code == Code::LabelOnOneSide).unwrap();
    assert!(named.message.ends_with("all their images are in one group, which is never divided"), "{}", named.message);
}

#[test]
fn rules_that_are_no_patterns_are_refused() {
    for rule in ["(", "", "(a)(b)", "((a{1000}){1000})", "[z-a]", "(?=a)"] {
        assert_eq!(GroupBy::parse(rule).unwrap_err().code, Code::InvalidSplitOption, "{rule}");
    }
}

#[test]
fn patterns_that_make_others_hang_take_linear_time() {
    let by = GroupBy::parse("((?:a*)*b$|(?:a|aa)+$)").unwrap();
    let name = format!("s3://bucket/{}c", "a".repeat(1000));
    assert_eq!(by.group_of(&name), None);
}

#[test]
fn lines_are_moved_by_hand() {
    let manifest = of((0..20).map(|image| classification(image, image % 2)));
    let before = Plan::new(&manifest, SplitOptions::default()).unwrap();
    let row = (0..20).find(|&row| before.side(row) == Side::Train).unwrap();
    let moved = |line, side| {
        let options = SplitOptions { moves: vec![Move { line, side }], ..SplitOptions::default() };
        Plan::new(&manifest, options)
    };
    let after = moved(u64::from(row) + 1, Side::Test).unwrap();
    assert_eq!(after.side(row), Side::Test);
    assert!((0..20).filter(|&other| other != row).all(|other| after.side(other) == before.side(other)));
    for (line, side) in [(0, Side::Test), (21, Side::Test), (1, Side::Rejected)] {
        assert_eq!(moved(line, side).unwrap_err().code, Code::InvalidSplitOption);
    }
}

/// The value of the first string is the one in the documentation of Spark's `xxhash64`.
#[test]
fn the_hash_is_that_of_other_systems() {
    use holdout_core::manifest::Fingerprint;
    let hash = |text: &str| Fingerprint::of(text.as_bytes()).hash.cast_signed();
    assert_eq!(hash("ABC"), 4_105_715_581_806_190_027);
    assert_eq!(hash("Spark"), -4_294_468_057_691_064_905);
}
