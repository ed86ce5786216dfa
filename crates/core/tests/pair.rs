//! Two manifests that are used together: what spans both.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use holdout_core::catalog::{CheckOptions, Manifest};
use holdout_core::report::{InputFacts, PairReport, Report, SharedImage};
use holdout_core::results::ManifestSummary;
use holdout_core::rules::{Code, Dataset};
use proptest::prelude::*;
use support::{any_manifest, classification, detection, manifest, rows};

fn report(manifest: &Manifest, dataset: Dataset) -> Report {
    let facts = InputFacts { name: "a.manifest".into(), bytes: manifest.bytes(), ..InputFacts::default() };
    manifest.report(&facts, &CheckOptions { dataset, region: "eu-west-2".into(), ..CheckOptions::default() })
}

fn pair(train: &str, test: &str) -> PairReport {
    let (train, test) = (manifest(train.as_bytes()), manifest(test.as_bytes()));
    train.pair(&test, (report(&train, Dataset::Training), report(&test, Dataset::Test)))
}

fn codes(report: &PairReport) -> Vec<Code> {
    report.both.findings.iter().map(|finding| finding.code).collect()
}

/// A classification line for each image and label.
fn images(of: &[(u32, u32)]) -> String {
    of.iter().map(|&(image, label)| classification(image, label) + "\n").collect()
}

#[test]
fn half_of_the_training_labels_must_be_in_the_test_manifest() {
    let train = images(&[(1, 1), (2, 2), (3, 3), (4, 4)]);
    let near_miss = pair(&train, &images(&[(5, 1), (6, 2)]));
    assert_eq!((codes(&near_miss), near_miss.accepted), (vec![], true));
    assert_eq!(near_miss.both.missing_in_test, ["label 3", "label 4"]);
    let must = pair(&train, &images(&[(5, 1), (6, 9)]));
    assert_eq!(codes(&must), [Code::InsufficientLabelOverlap]);
    assert_eq!((must.both.missing_in_train.as_slice(), must.both.common_labels), (&["label 9".to_owned()][..], 1));
    assert!(!must.accepted && must.verdict.contains("1 of 4 training labels"), "{}", must.verdict);
}

#[test]
fn labels_of_the_use_case_are_counted_by_themselves() {
    // Three boxed labels to train, of which one is tested in a box; the image-level labels overlap.
    let train = detection(1, &[1, 2, 3])
        + "\n"
        + &images(&[(3, 6), (4, 7), (5, 8)])
        + &detection(2, &[1, 2, 3])
        + "\n"
        + &detection(12, &[1]);
    let test = detection(6, &[1]) + "\n" + &images(&[(7, 6), (8, 7)]);
    let report = pair(&train, &test);
    assert_eq!(codes(&report), [Code::InsufficientUsableLabelOverlap]);
    assert!(report.both.findings[0].message.contains("1 of 3 training labels of the use case"));
}

#[test]
fn images_in_both_manifests_are_named_by_their_lines() {
    let train = format!("no json\n{}", images(&[(1, 1), (2, 2), (2, 1)]));
    let test = images(&[(3, 1), (2, 2), (1, 1), (1, 2)]);
    let report = pair(&train, &test);
    let shared = [SharedImage { train_line: 2, test_line: 3 }, SharedImage { train_line: 3, test_line: 2 }];
    assert_eq!((report.both.images_on_both_sides, report.both.shared_images.as_slice()), (2, &shared[..]));
    assert_eq!(codes(&report), [Code::ImageOnBothSides]);
    assert!(!report.accepted);
}

#[test]
fn each_manifest_is_held_to_the_limits_of_its_dataset() {
    let many: Vec<_> = (0..7_001).map(|image| (image, image % 2)).collect();
    let text = images(&many);
    let report = pair(&images(&[(9_000, 0), (9_001, 1)]), &text);
    assert_eq!(report.test.findings[0].code, Code::ManifestRowsExceedsMaximum);
    assert!(report.verdict.contains("in test, the manifest has 7,001 lines"), "{}", report.verdict);
    assert!(pair(&text, &images(&[(9_000, 0), (9_001, 1)])).accepted);
}

#[test]
fn the_summary_has_both_and_what_spans_them() {
    let (train, test) = (images(&[(1, 1), (2, 2), (3, 3)]), images(&[(1, 1), (1, 2)]));
    let report = pair(&train, &test);
    let summary = ManifestSummary::of_pair(&manifest(train.as_bytes()), &manifest(test.as_bytes()), &report);
    assert_eq!(summary.statistics.training.total_json_lines, 3);
    assert_eq!(summary.statistics.testing.error_json_line_indices, [2]);
    let codes: Vec<_> = summary.errors.iter().map(|error| error.code).collect();
    assert_eq!(codes, [Code::InsufficientLabelOverlap, Code::ImageOnBothSides]);
}

proptest! {
    /// The same by strings: every image that a line of each names which is not removed.
    #[test]
    fn shared_images_are_those_whose_names_are_the_same(train in any_manifest(), test in any_manifest()) {
        let (first, second) = (manifest(&train), manifest(&test));
        let report = first.pair(&second, (report(&first, Dataset::Training), report(&second, Dataset::Test)));
        let (first, second) = (names(&first, &train), names(&second, &test));
        let shared = first.iter().filter(|name| second.contains(name)).count();
        prop_assert_eq!(report.both.images_on_both_sides, shared as u64);
    }
}

/// Names of the images of the lines that are not removed, told by `serde_json`.
fn names(manifest: &Manifest, input: &[u8]) -> Vec<String> {
    let kept = rows(manifest, input).into_iter().filter(|&(row, _)| manifest.status(row).as_str() != "removed");
    let value = |line: &[u8]| -> serde_json::Value {
        serde_json::from_slice(line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line)).unwrap()
    };
    kept.map(|(_, line)| value(line)["source-ref"].as_str().unwrap().to_owned()).collect()
}
