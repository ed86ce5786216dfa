//! The rules of a split on two manifests that somebody else divided.

use super::{finding, image_on_both_sides, insufficient_label_overlap, insufficient_usable_label_overlap, overlap};
use crate::report::{ManifestFinding, SharedImage};
use crate::rules::rule::Severity;
use crate::rules::text::grouped;

/// What the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct PairFacts<'f> {
    /// Labels that both manifests have, and training labels.
    pub labels: (usize, usize),
    /// The same of the labels of the use case.
    pub usable_labels: (usize, usize),
    /// Images that both name.
    pub shared_images: &'f [SharedImage],
}

/// Judges what spans a training manifest and a test manifest; the findings are in the order of the rules.
pub fn judge_pair(facts: &PairFacts<'_>) -> Vec<ManifestFinding> {
    let mut findings = Vec::new();
    overlap(&insufficient_label_overlap::RULE, "labels", facts.labels, &mut findings);
    if facts.usable_labels != facts.labels {
        let rule = &insufficient_usable_label_overlap::RULE;
        overlap(rule, "labels of the use case", facts.usable_labels, &mut findings);
    }
    if let Some(first) = facts.shared_images.first() {
        let count = match facts.shared_images.len() {
            1 => "1 image is".to_owned(),
            more => format!("{} images are", grouped(more as u64)),
        };
        let (train, test) = (grouped(first.train_line), grouped(first.test_line));
        let message = format!(
            "{count} in both manifests; the first is on line {train} of the training manifest and line {test} of the test manifest"
        );
        findings.push(finding(&image_on_both_sides::RULE, Severity::Error, message));
    }
    findings
}
