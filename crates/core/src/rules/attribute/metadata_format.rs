//! Metadata that is not in the shape its type asks for.

use crate::rules::Code;
use crate::rules::attribute::Faults;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::Sink;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidLabelAttributeMetadataFormat,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "Invalid label metadata",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The `NAME-metadata` object lacks a required member, or a member has the wrong form. Classification needs `class-name`, `confidence`, `human-annotated` and `creation-date`. Detection needs `objects`, `class-map`, `human-annotated` and `creation-date`.",
    why: "The service drops the label attribute.",
    help: "Fix the listed members. Image-level `confidence` is missing most often.",
    page: page::CLASSIFICATION,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports the `faults` of an attribute's metadata, if there are any. Says whether it did.
pub(in crate::rules) fn report(attribute: &Attribute<'_>, faults: &Faults<'_>, sink: &mut impl Sink) -> bool {
    faults.report(RULE.code, "metadata", attribute, attribute.metadata, sink)
}
