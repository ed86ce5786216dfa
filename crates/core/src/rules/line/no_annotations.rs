//! An entry whose attributes have no boxes.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::WarningNoAnnotations,
    place: Where::Ignored,
    severity: Severity::Warning,
    title: "No boxes on the line",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The only valid label attributes of the line are detections without boxes.",
    why: "The service keeps the line and does not train with it.",
    help: "Draw boxes, or remove the line.",
    page: page::LINE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[]},"animals-metadata":{"objects":[],"class-map":{"0":"cat"},"human-annotated":"no","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
};

/// Reports an entry without a single label to learn.
pub(in crate::rules) fn report(root: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || Problem::at(root.span(), "no label attribute has annotations; the line is not used"));
}
