//! A value that is not in the shape its type asks for.

use crate::rules::Code;
use crate::rules::attribute::Faults;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::Sink;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidLabelAttributeFormat,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "Invalid label attribute",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "A classification value is not an integer. Or a detection value is not an object with `image_size` (an array of one `{width, height, depth}`) and `annotations` (an array of `{class_id, left, top, width, height}`).",
    why: "The service drops the label attribute.",
    help: "Fix the listed members.",
    page: page::DETECTION,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":"0","left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
};

/// Reports the `faults` of an attribute's value, if there are any. Says whether it did.
pub(in crate::rules) fn report(attribute: &Attribute<'_>, faults: &Faults<'_>, sink: &mut impl Sink) -> bool {
    faults.report(RULE.code, "value", attribute, attribute.value, sink)
}
