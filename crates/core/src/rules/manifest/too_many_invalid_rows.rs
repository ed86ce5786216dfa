//! Too many invalid lines.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::TooManyInvalidRowsInManifest,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "Too many invalid lines",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "More than 20% of the lines are invalid, removed or blank.",
    why: "Training fails.",
    help: "Fix the lines. Or split the manifest: the split leaves bad lines out.",
    page: page::CONTENT_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/3.jpg","pet":0,"pet-metadata":{"class-name":"cat","human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/3.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports a manifest of which too much is invalid.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    let invalid = facts.counts.invalid + facts.counts.removed;
    super::over_a_fifth(invalid, facts.lines).then(|| {
        let share = super::share(invalid, facts.lines);
        super::error(&RULE, format!("{share} of the lines ({}) are invalid; the limit is 20%", grouped(invalid)))
    })
}
