//! Labels whose names look alike.

use super::Facts;
use crate::report::{LabelCount, ManifestFinding};
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::SimilarLabels,
    place: Where::Manifest,
    severity: Severity::Warning,
    title: "Similar label names",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "Label names differ only in case, white space or Unicode normalisation.",
    why: "The service trains each spelling as a separate label.",
    help: "Use one spelling per label.",
    page: page::MANIFEST,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"Cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}
{"source-ref":"s3://bucket/2.jpg","pet":0,"pet-metadata":{"class-name":"dog","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Groups of labels that the message names.
const NAMED: usize = 3;

/// Reports labels whose names a person would take for the same.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    if facts.similar_labels.is_empty() {
        return None;
    }
    let label = |label: &LabelCount| format!("{:?} ({})", label.name, grouped(label.images));
    let named = facts.similar_labels.iter().take(NAMED);
    let named: Vec<_> = named.map(|group| group.iter().map(label).collect::<Vec<_>>().join(", ")).collect();
    let more = match facts.similar_labels.len().saturating_sub(NAMED) {
        0 => String::new(),
        1 => ", and 1 more group".to_owned(),
        more => format!(", and {} more groups", grouped(more as u64)),
    };
    Some(super::error(&RULE, format!("label names look alike: {}{more}", named.join("; "))))
}
