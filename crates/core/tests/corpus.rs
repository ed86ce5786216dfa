//! The corpus: manifests with the verdict beside them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
#![allow(clippy::disallowed_methods, reason = "the corpus is in files; only the core itself does no I/O")]

#[path = "support/corpus.rs"]
mod files;
mod support;

use std::fmt::Write;
use std::fs;

use files::{Case, cases, folder};
use holdout_core::catalog::{CheckOptions, Manifest};
use holdout_core::report::{InputFacts, ManifestFinding, Report};
use holdout_core::rules::{Code, Dataset, Judge, Severity, UseCase, all};
use holdout_core::split::{Plan, SplitOptions};
use support::{lines, manifest};

/// Codes whose rule is found in no manifest of the corpus, and the test of it: here, or in the command's `right_first.rs`.
const ELSEWHERE: [(Code, &str); 5] = [
    (Code::ManifestSizeTooLarge, "a_gigabyte_is_allowed_and_a_byte_more_is_not"),
    (Code::GroupRuleMatchesNothing, "a_group_rule_that_matches_nothing_is_a_warning_and_no_zero"),
    (Code::PreviousSplitNotFound, "a_previous_test_set_that_is_not_there_is_a_warning_with_its_reason"),
    (Code::SameFileName, "a_file_name_in_both_subsets_is_a_warning_with_the_count"),
    (Code::InvalidSplitOption, "a_share_that_is_none_is_refused"),
];

/// The verdict on each line, written as the corpus writes it.
fn verdicts(input: &[u8]) -> Vec<String> {
    let manifest = manifest(input);
    let mut judge = Judge::default();
    let row = |(row, line)| {
        let verdict = manifest.verdict(&mut judge, row, line);
        let mut text = verdict.status.as_str().to_owned();
        for finding in verdict.findings {
            let place = serde_json::to_value(finding.place).unwrap();
            write!(text, " {}@{}", finding.code, place.as_str().unwrap()).unwrap();
        }
        for finding in verdict.service_findings {
            write!(text, " said:{}", finding.code).unwrap();
        }
        text
    };
    (0_u32..).zip(lines(input)).map(row).collect()
}

fn report(case: &Case, manifest: &Manifest, dataset: Dataset) -> Report {
    let mut options = CheckOptions { dataset, ..CheckOptions::default() };
    for (option, value) in &case.options {
        match (option.as_str(), value.as_str()) {
            ("region", region) => region.clone_into(&mut options.region),
            ("use-case", "localization") => options.use_case = Some(UseCase::ObjectLocalization),
            ("use-case", "image-level") => options.use_case = Some(UseCase::ImageLevelLabels),
            _ => panic!("{option} {value} in {}", case.path.display()),
        }
    }
    let facts = InputFacts { name: case.name.clone(), bytes: manifest.bytes(), ..InputFacts::default() };
    manifest.report(&facts, &options)
}

/// What is said of the whole.
fn whole(case: &Case, of: &str) -> Vec<ManifestFinding> {
    let first = manifest(&case.inputs[0]);
    let checked = report(case, &first, Dataset::Training);
    match of {
        "manifest" => checked.findings,
        "split" => Plan::new(&first, SplitOptions::default()).unwrap().report(&first, checked).split.findings,
        _ => {
            let test = manifest(&case.inputs[1]);
            let tested = report(case, &test, Dataset::Test);
            first.pair(&test, (checked, tested)).both.findings
        }
    }
}

/// The same, as the corpus writes it.
fn written(findings: &[ManifestFinding]) -> String {
    let severity = |severity| if severity == Severity::Error { "error" } else { "warning" };
    let findings: Vec<_> =
        findings.iter().map(|found| format!("{}@{}", found.code, severity(found.severity))).collect();
    findings.join(" ")
}

#[test]
fn every_verdict_is_met() {
    let cases = cases();
    assert!(cases.len() > 100, "the corpus is there");
    for case in cases {
        if let Some(expected) = &case.lines {
            assert_eq!(&verdicts(&case.inputs[0]), expected, "{}", case.path.display());
        }
        for (of, expected) in &case.wholes {
            assert_eq!(&written(&whole(&case, of)), expected, "{of}: {}", case.path.display());
        }
    }
}

#[test]
fn every_rule_has_a_case_and_a_near_miss() {
    for rule in all().iter().filter(|rule| ELSEWHERE.iter().all(|(code, _)| *code != rule.code)) {
        let folder = folder().join(rule.code.as_str());
        let says = |name: &str| {
            let verdict =
                fs::read_to_string(folder.join(name)).unwrap_or_else(|_| panic!("{} has no {name}", rule.code));
            verdict.contains(rule.code.as_str())
        };
        assert!(says("must.verdict"), "{} is found", rule.code);
        assert!(!says("near-miss.verdict"), "{} is not found", rule.code);
    }
}

#[test]
fn a_gigabyte_is_allowed_and_a_byte_more_is_not() {
    let manifest = manifest(b"{\"source-ref\":\"s3://bucket/1.jpg\"}\n");
    let codes = |bytes| -> Vec<Code> {
        let facts = InputFacts { name: "a.manifest".into(), bytes, ..InputFacts::default() };
        manifest.report(&facts, &CheckOptions::default()).findings.iter().map(|finding| finding.code).collect()
    };
    assert_eq!(codes(1_000_000_000), [Code::ManifestTooFewLabels]);
    assert_eq!(codes(1_000_000_001), [Code::ManifestSizeTooLarge, Code::ManifestTooFewLabels]);
}

#[test]
fn a_share_that_is_none_is_refused() {
    let manifest = manifest(b"");
    for fraction in [0.0, 1.0, -0.1, f64::NAN, f64::INFINITY] {
        let error = Plan::new(&manifest, SplitOptions { fraction, ..SplitOptions::default() }).unwrap_err();
        assert_eq!(error.code, Code::InvalidSplitOption);
    }
    assert!(Plan::new(&manifest, SplitOptions { fraction: 0.001, ..SplitOptions::default() }).is_ok());
}

#[test]
fn every_folder_is_named_after_a_code() {
    for entry in fs::read_dir(folder()).unwrap().map(Result::unwrap).filter(|entry| entry.path().is_dir()) {
        assert!(Code::parse(&entry.file_name().to_string_lossy()).is_some(), "{}", entry.path().display());
    }
}

#[test]
fn messages_say_what_where_and_what_to_do() {
    let mut text = String::new();
    for case in cases().into_iter().filter(|case| case.path.ends_with("must.verdict")) {
        for (row, line) in (0_u32..).zip(lines(&case.inputs[0])).filter(|_| case.lines.is_some()) {
            let verdict = manifest(&case.inputs[0]).verdict(&mut Judge::default(), row, line);
            for finding in verdict.findings {
                let (line, column) = (row + 1, finding.column);
                writeln!(text, "{}:{line}:{column}: {}", finding.code, finding.message).unwrap();
            }
        }
        for (of, _) in &case.wholes {
            for found in whole(&case, of) {
                writeln!(text, "{} of the {of}: {}", found.code, found.message).unwrap();
            }
        }
    }
    insta::assert_snapshot!(text);
}
