//! An entry that has lost all its label attributes.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::NoValidLabelAttributes,
    place: Where::Line,
    severity: Severity::Error,
    title: "No valid labels remain",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "Every label attribute of the line was dropped. Other problems on the line give the reasons.",
    why: "The line is invalid and not used for training.",
    help: "Fix at least one of the label attributes.",
    page: page::LINE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","pet":0,"pet-metadata":{"class-name":"cat","confidence":1,"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/image-classification"}}"#,
};

/// Reports an entry whose attributes were all dropped.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        Problem::at(root.span(), "every label attribute was dropped; see the other problems of the line")
    });
}
