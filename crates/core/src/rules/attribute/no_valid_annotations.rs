//! An attribute that has lost all its boxes.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::NoValidAnnotations,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "No valid boxes remain",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "Every box of a label attribute was dropped. Other problems on the line give the reasons.",
    why: "The service drops the label attribute.",
    help: "Fix at least one of the boxes.",
    page: page::LINE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":620,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
};

/// Reports an attribute whose boxes were all dropped.
pub(in crate::rules) fn report(attribute: &Attribute<'_>, annotations: Value<'_>, sink: &mut impl Sink) {
    sink.report(RULE.code, || {
        Problem::at(annotations.span(), "every bounding box was dropped; see the other problems of the line")
            .in_attribute(attribute)
    });
}
