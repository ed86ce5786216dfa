//! Too few labels to train with.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::limits::min_labels;
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ManifestTooFewLabels,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "Too few labels",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The manifest has fewer labels than training needs: 2 for image-level labels, 1 for detection.",
    why: "Training fails.",
    help: "Label more images.",
    page: page::QUOTAS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports a manifest with too few labels.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    let least = min_labels(facts.use_case);
    (facts.lines > 0 && facts.labels < least).then(|| {
        super::error(
            &RULE,
            format!("the manifest has {}; training needs at least {least}", super::labels(facts.labels)),
        )
    })
}
