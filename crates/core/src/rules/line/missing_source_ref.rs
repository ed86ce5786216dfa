//! An entry without an image.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::MissingSourceRef,
    place: Where::Removed,
    severity: Severity::Error,
    title: "Missing source-ref",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "An entry has no `source-ref`, so it names no image.",
    why: "The service removes the line from the dataset and does not report it.",
    help: "Add `\"source-ref\": \"s3://BUCKET/KEY\"`.",
    page: page::DATASET_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source_ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports an entry without `source-ref`.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        Problem::at(root.span(), "the key \"source-ref\" is missing; add \"source-ref\": \"s3://BUCKET/KEY\"")
    });
}
