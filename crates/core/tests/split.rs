//! Splits of awkward manifests: each gives a clear finding, and never a wrong split.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use holdout_core::catalog::{CheckOptions, Manifest};
use holdout_core::report::{InputFacts, OneSided, SplitSummary};
use holdout_core::rules::Code;
use holdout_core::split::{Plan, SplitOptions, Strategy};
use support::{classification, detection, manifest};

fn of(lines: impl Iterator<Item = String>) -> Manifest {
    manifest(lines.map(|line| line + "\n").collect::<String>().as_bytes())
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

#[test]
fn labels_that_find_no_room_are_named_with_the_reason() {
    let manifest = of((0..20).map(|image| classification(image, image % 5)));
    let split = summary(&manifest, SplitOptions { fraction: 1e-9, ..SplitOptions::default() });
    assert_eq!(split.test, 1);
    assert_eq!(split.missing_in_test.len(), 4);
    assert!(split.labels.iter().all(|label| label.one_sided.is_none_or(|why| why == OneSided::NoRoom)));
    let named = split.findings.iter().find(|finding| finding.code == Code::LabelOnOneSide).unwrap();
    assert!(named.message.starts_with("4 labels are missing on the test side: \"label "), "{}", named.message);
    assert!(named.message.ends_with("no room was found for an image of each label"), "{}", named.message);
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
