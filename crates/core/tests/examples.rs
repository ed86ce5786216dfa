//! The examples of the rules, executed: the bad one gives the code of its rule, and the good one gives none.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod support;

use holdout_core::catalog::{CheckOptions, Manifest};
use holdout_core::report::{InputFacts, Report};
use holdout_core::rules::{Code, Dataset, Example, Judge, Pair, Rule, Where, all, example};
use holdout_core::split::{Plan, SplitOptions};
use support::{lines, manifest};

/// Codes that follow from another code of the same line.
const FOLLOWING: [Code; 3] = [Code::NoValidAnnotations, Code::NoValidLabelAttributes, Code::WarningNoAnnotations];

/// Codes that follow from another code of the same manifest or split.
const TOGETHER: [(Code, Code); 7] = [
    (Code::TooManyRecordsInError, Code::TooManyInvalidRowsInManifest),
    (Code::InsufficientImagesPerLabelForDistribute, Code::InsufficientImagesPerLabelForAutosplit),
    (Code::InsufficientImagesPerLabelForDistribute, Code::InsufficientLabelOverlap),
    (Code::InsufficientImagesPerLabelForAutosplit, Code::InsufficientLabelOverlap),
    (Code::BoxUnits, Code::TooManyInvalidRowsInManifest),
    (Code::BoxUnits, Code::ManifestTooFewLabels),
    (Code::InsufficientUsableLabelOverlap, Code::InsufficientLabelOverlap),
];

/// Returns `text` with each `…` replaced by its filler, `count` times.
fn expanded(text: &str, fillers: &[&str], count: usize) -> String {
    let mut parts = text.split('…');
    let mut expanded = parts.next().unwrap_or_default().to_owned();
    for (filler, part) in fillers.iter().zip(parts) {
        expanded += &filler.repeat(count);
        expanded += part;
    }
    expanded
}

/// The codes of the lines, in the order of the rules, each once.
fn line_codes(input: &str) -> Vec<Code> {
    let manifest = manifest(input.as_bytes());
    let mut codes: Vec<_> = (0_u32..)
        .zip(lines(input.as_bytes()))
        .flat_map(|(row, line)| manifest.verdict(&mut Judge::default(), row, line).findings)
        .map(|finding| finding.code)
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn report(manifest: &Manifest, dataset: Dataset) -> Report {
    let facts = InputFacts { name: "data.manifest".into(), bytes: manifest.bytes(), ..InputFacts::default() };
    manifest.report(&facts, &CheckOptions { dataset, ..CheckOptions::default() })
}

/// The codes of a manifest or of its default split.
fn whole_codes(place: Where, input: &str) -> Vec<Code> {
    let manifest = manifest(input.as_bytes());
    let report = report(&manifest, Dataset::Training);
    let findings = if place == Where::Split {
        Plan::new(&manifest, SplitOptions::default()).unwrap().report(&manifest, report).split.findings
    } else {
        report.findings
    };
    findings.into_iter().map(|finding| finding.code).collect()
}

fn pair_codes(pair: &Pair) -> Vec<Code> {
    let [train, test] = [pair.train, pair.test].map(|text| manifest(text.as_bytes()));
    let reports = (report(&train, Dataset::Training), report(&test, Dataset::Test));
    let both = train.pair(&test, reports).both;
    both.findings.into_iter().map(|finding| finding.code).collect()
}

/// Fails unless `codes` has the code of the rule, and otherwise only codes that follow from it.
fn assert_only(rule: &Rule, mut codes: Vec<Code>) {
    assert!(codes.contains(&rule.code), "the bad example of {} gives {codes:?}", rule.code);
    let follows = |code: &Code| {
        let together = [(rule.code, *code), (*code, rule.code)];
        FOLLOWING.contains(code) || TOGETHER.iter().any(|pair| together.contains(pair))
    };
    // The rules that follow from others can have no example without one of those.
    codes.retain(|code| *code != rule.code && !follows(code) && !FOLLOWING.contains(&rule.code));
    assert_eq!(codes, [], "the bad example of {} gives other codes", rule.code);
}

#[test]
fn bad_examples_give_their_code_and_good_ones_none() {
    for rule in all() {
        let codes = |input: &str| match rule.place {
            Where::Manifest | Where::Split => whole_codes(rule.place, input),
            _ => line_codes(input),
        };
        match example(rule.code) {
            Example::Manifest { bad, good } => {
                assert_only(rule, codes(bad));
                assert_eq!(codes(good), [], "the good example of {}", rule.code);
                assert_eq!(line_codes(good), [], "the lines of the good example of {}", rule.code);
            }
            Example::Abbreviated { bad, good, fillers, counts, .. } => {
                assert_only(rule, codes(&expanded(bad, fillers, counts.0)));
                assert_eq!(codes(&expanded(good, fillers, counts.1)), [], "the good example of {}", rule.code);
            }
            Example::Pair { bad, good } => {
                assert_only(rule, pair_codes(bad));
                assert_eq!(pair_codes(good), [], "the good example of {}", rule.code);
            }
            Example::Prose { .. } => {}
        }
    }
}

#[test]
fn only_what_lines_cannot_show_is_in_words() {
    let in_words: Vec<_> = all()
        .iter()
        .filter(|rule| matches!(example(rule.code), Example::Prose { .. }))
        .filter(|rule| !matches!(rule.place, Where::Split | Where::Service))
        .map(|rule| rule.code)
        .collect();
    // 51 label attributes, a gigabyte, 250,001 lines, 251 labels.
    let expected = [
        Code::TooManyLabelsPerImage,
        Code::ManifestSizeTooLarge,
        Code::ManifestRowsExceedsMaximum,
        Code::ManifestTooManyLabels,
    ];
    assert_eq!(in_words, expected);
}

#[test]
fn links_lead_to_the_developer_guide() {
    for rule in all() {
        let url = holdout_core::rules::documentation(rule.code).url();
        let page = url.strip_prefix("https://docs.aws.amazon.com/rekognition/latest/customlabels-dg/");
        let page = page.and_then(|page| page.strip_suffix(".html")).unwrap_or_default();
        assert!(!page.is_empty() && page.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{url}");
    }
}
