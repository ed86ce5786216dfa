//! Too many lines that the service takes out.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::TooManyRecordsInError,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "Too many removed lines",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The service would remove more than 20% of the lines.",
    why: "The service fails to create the dataset.",
    help: "Fix the lines that are removed.",
    page: page::DATASET_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/3.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports a manifest of which too much would be removed.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    let removed = facts.counts.removed;
    super::over_a_fifth(removed, facts.lines).then(|| {
        let share = super::share(removed, facts.lines);
        super::error(&RULE, format!("{share} of the lines ({}) would be removed; the limit is 20%", grouped(removed)))
    })
}
