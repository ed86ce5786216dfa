//! Boxes without a confidence.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::MissingBoundingBoxConfidence,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "Missing box confidence",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The `objects` of the metadata lack a `confidence` for one of the annotations.",
    why: "The service drops the label attribute.",
    help: "Write one `{\"confidence\": NUMBER}` per annotation, in the same order.",
    page: page::DETECTION,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
};

/// Reports `objects` that are fewer than the `annotations`, or that lack a number. Says whether it did.
pub(in crate::rules) fn check(
    objects: Value<'_>,
    annotations: Option<usize>,
    attribute: &Attribute<'_>,
    sink: &mut impl Sink,
) -> bool {
    let mut count = 0;
    let mut lacking = None;
    for object in objects.elements() {
        let confident = object.get("confidence").and_then(|confidence| confidence.finite()).is_some();
        if !confident && lacking.is_none() {
            lacking = Some((count, object));
        }
        count += 1;
    }
    let too_few = annotations.is_some_and(|annotations| count < annotations);
    if too_few || lacking.is_some() {
        sink.report(RULE.code, || {
            let (span, message) = if let Some((index, object)) = lacking {
                (object.span(), format!("objects[{index}] has no numeric \"confidence\""))
            } else {
                let annotations = annotations.unwrap_or_default();
                (objects.span(), format!("there are {count} objects for {annotations} annotations; write one for each"))
            };
            Problem::at(span, message).in_attribute(attribute)
        });
    }
    too_few || lacking.is_some()
}
