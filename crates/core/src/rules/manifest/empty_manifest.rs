//! A file without lines.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};

pub(in crate::rules) const RULE: Rule =
    Rule { code: Code::EmptyManifest, place: Where::Manifest, severity: Severity::Error, title: "Empty manifest" };

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The file has no lines.",
    why: "The service cannot create a dataset from it.",
    help: "Choose another file, or write one line per image.",
    page: page::FILE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: "",
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports a manifest without lines.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    (facts.lines == 0).then(|| super::error(&RULE, "the file has no lines".into()))
}
