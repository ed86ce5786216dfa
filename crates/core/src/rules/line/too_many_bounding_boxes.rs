//! More boxes than an image may have.

use crate::manifest::Value;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::{Problem, Sink};

pub(in crate::rules) const RULE: Rule =
    Rule { code: Code::TooManyBoundingBoxes, place: Where::Line, severity: Severity::Error, title: "Too many boxes" };

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "An image has more than 50 bounding boxes, counted over all its label attributes.",
    why: "The line is invalid and not used for training.",
    help: "Remove boxes, or cut the image into several.",
    page: page::LINE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Abbreviated {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[…{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[…{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[…{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[…{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    fillers: &[r#"{"class_id":0,"left":10,"top":20,"width":30,"height":40},"#, r#"{"confidence":1},"#],
    counts: (50, 49),
    note: "`…` stands for 50 more elements of the same form in the first line, and for 49 in the second.",
};

/// Most boxes on one image.
pub(in crate::rules) const MAX_BOXES: usize = 50;

/// Reports an image of `boxes` boxes, where they are too many. Says whether it did.
pub(in crate::rules) fn check(boxes: u64, root: Value<'_>, sink: &mut impl Sink) -> bool {
    let too_many = boxes > MAX_BOXES as u64;
    if too_many {
        sink.report(RULE.code, || {
            Problem::at(root.span(), format!("the image has {boxes} bounding boxes, more than {MAX_BOXES}"))
        });
    }
    too_many
}
