//! Images in several buckets.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::ImagesInMultipleS3Buckets,
    place: Where::Manifest,
    severity: Severity::Error,
    title: "Images in several buckets",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The `source-ref` values name more than one S3 bucket.",
    why: "Training fails.",
    help: "Copy the images into one bucket, or use a manifest per bucket.",
    page: page::CONTENT_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://other/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Buckets that the message names.
const NAMED: usize = 5;

/// Reports a manifest whose images are in more than one bucket.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    (facts.buckets.len() > 1).then(|| {
        let named = facts.buckets.iter().take(NAMED);
        let named: Vec<_> = named.map(|bucket| format!("{} ({})", bucket.name, grouped(bucket.lines))).collect();
        let more = match facts.buckets.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let count = facts.buckets.len();
        super::error(&RULE, format!("the images are in {count} buckets: {}{more}", named.join(", ")))
    })
}
