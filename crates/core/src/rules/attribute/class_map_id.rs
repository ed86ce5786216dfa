//! A box whose class has no name.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::excerpt;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::MissingClassMapId,
    place: Where::Attribute,
    severity: Severity::Error,
    title: "Class ID missing from class map",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "The `class-map` of the metadata has no entry for a `class_id`.",
    why: "The service drops the label attribute.",
    help: "Add the missing IDs to `class-map`.",
    page: page::DETECTION,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"1":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
};

/// Reports that the class map lacks the id of the annotation `index`, the first of `missing` such annotations.
pub(in crate::rules) fn report(
    attribute: &Attribute<'_>,
    class_id: Value<'_>,
    (index, missing): (usize, usize),
    sink: &mut impl Sink,
) {
    sink.report(RULE.code, || {
        let more =
            if missing > 1 { format!("; the same applies to {} more annotations", missing - 1) } else { String::new() };
        let id = excerpt(class_id.source());
        Problem::at(class_id.span(), format!("class_id {id} of annotation {index} has no entry in class-map{more}"))
            .in_attribute(attribute)
    });
}
