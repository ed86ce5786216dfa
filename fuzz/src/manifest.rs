//! A whole manifest: reports, splits and result files can be made of anything, and nothing is lost on the way.

#![no_main]

mod support;

use std::collections::BTreeMap;

use holdout_core::catalog::{CheckOptions, Manifest};
use holdout_core::output::Composer;
use holdout_core::report::InputFacts;
use holdout_core::results::{Annotator, ManifestSummary};
use holdout_core::rules::Judge;
use holdout_core::split::{Plan, Side, SplitOptions, Strategy};
use libfuzzer_sys::fuzz_target;
use support::{lines, manifest, rows};

fuzz_target!(|input: &[u8]| {
    let (piece, input) = input.split_first().map_or((1, input), |(first, rest)| (usize::from(*first) + 1, rest));
    let manifest = manifest(input);
    assert_eq!(manifest.lines(), lines(input).len() as u64);
    let facts = InputFacts { name: "a.manifest".into(), bytes: input.len() as u64, ..InputFacts::default() };
    let report = manifest.report(&facts, &CheckOptions::default());
    let counts = report.counts;
    assert_eq!(counts.valid + counts.invalid + counts.ignored + counts.removed, manifest.lines());
    let findings: u64 = report.codes.iter().map(|code| code.count).sum();
    let told = told(&manifest, input);
    assert_eq!(findings, told.findings, "what is counted is what is told");
    let labels: BTreeMap<_, _> = report.labels.iter().map(|label| (label.name.clone(), label.images)).collect();
    assert_eq!(labels, told.labels, "the labels, too");
    let summary = ManifestSummary::of_one(&manifest, &report);
    serde_json::to_string(&(&report, &summary)).expect("both are plain data");
    split(&manifest, input, piece);
    annotate(&manifest, input, piece);
    let pair = manifest.pair(&manifest, (report.clone(), report));
    assert_eq!(pair.both.missing_in_test, Vec::<String>::new());
});

/// What the lines say one by one.
#[derive(Default)]
struct Told {
    findings: u64,
    /// Images by label.
    labels: BTreeMap<String, u64>,
}

fn told(manifest: &Manifest, input: &[u8]) -> Told {
    let (mut judge, mut told) = (Judge::default(), Told::default());
    for (row, line) in rows(manifest, input) {
        let verdict = manifest.verdict(&mut judge, row, line);
        told.findings += verdict.findings.len() as u64;
        for label in verdict.labels {
            *told.labels.entry(label).or_default() += 1;
        }
    }
    told
}

/// Every line goes to one side, byte for byte and in order.
fn split(manifest: &Manifest, input: &[u8], piece: usize) {
    for strategy in [Strategy::Stratified, Strategy::Random, Strategy::Hash] {
        let options = SplitOptions { strategy, seed: input.len() as u64, ..SplitOptions::default() };
        let Ok(plan) = Plan::new(manifest, options) else { continue };
        let mut sides = [const { Vec::new() }; 3];
        let mut composer = Composer::new(manifest, &plan);
        for piece in input.chunks(piece) {
            composer.push(piece, |side, bytes| sides[side as usize].extend_from_slice(bytes));
        }
        let mut rest = sides.each_ref().map(Vec::as_slice);
        for (row, line) in rows(manifest, input) {
            let side = &mut rest[plan.side(row) as usize];
            *side = side.strip_prefix(line).expect("the line comes next on its side");
        }
        assert!(rest.iter().all(|side| side.is_empty()), "nothing is left over");
        assert_eq!(Side::ALL.map(|side| plan.count(side)).iter().sum::<u64>(), manifest.lines());
    }
}

/// An annotated manifest has the same lines, those without findings unchanged, and is not annotated any further.
fn annotate(manifest: &Manifest, input: &[u8], piece: usize) {
    let output = annotated(manifest, input, piece);
    assert_eq!(output, annotated(manifest, input, input.len().max(1)), "pieces don't matter");
    let (mut judge, mut shorter) = (Judge::default(), true);
    for ((row, line), annotated) in rows(manifest, input).into_iter().zip(lines(&output)) {
        let verdict = manifest.verdict(&mut judge, row, line);
        shorter &= annotated.len() < 50_000;
        if verdict.findings.is_empty() {
            assert_eq!(line, annotated);
        }
    }
    assert_eq!(lines(input).len(), lines(&output).len());
    if shorter {
        // A line that was replaced has one finding more, that it has no image. Then nothing is added.
        let again = annotated(&support::manifest(&output), &output, piece);
        assert_eq!(annotated(&support::manifest(&again), &again, piece), again);
    }
}

fn annotated(manifest: &Manifest, input: &[u8], piece: usize) -> Vec<u8> {
    let mut annotator = Annotator::new(manifest);
    let mut output = Vec::new();
    input.chunks(piece).for_each(|piece| annotator.push(piece, |bytes| output.extend_from_slice(bytes)));
    output
}
