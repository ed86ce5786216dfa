//! Boxes that are all wrong in the same way.

use super::Facts;
use crate::report::ManifestFinding;
use crate::rules::Code;
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::BoxSigns;
use crate::rules::text::grouped;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::BoxUnits,
    place: Where::Manifest,
    severity: Severity::Warning,
    title: "Box values in another unit or order",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "Most boxes are dropped, and their values look like fractions of the image or like corners.",
    why: "The service reads `left`, `top`, `width` and `height` as pixels.",
    help: "Convert the boxes to `left`, `top`, `width` and `height` in pixels.",
    page: page::DETECTION,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":0.25,"top":0.5,"width":0.1,"height":0.2}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}
{"source-ref":"s3://bucket/2.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":0.25,"top":0.5,"width":0.1,"height":0.2}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":160,"top":240,"width":64,"height":96}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}
{"source-ref":"s3://bucket/2.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":160,"top":240,"width":64,"height":96}]},"animals-metadata":{"objects":[{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
};

/// Reports boxes that look as if they were fractions of the image or corners.
pub(super) fn check(facts: &Facts<'_>) -> Option<ManifestFinding> {
    let BoxSigns { dropped, fractions, corners } = facts.boxes;
    let kept: u64 = facts.kept_boxes;
    // Of corners, those near the upper left corner pass for boxes.
    let are_many = dropped > 0 && dropped * 4 >= dropped + kept;
    let nearly_all = |boxes: u64| are_many && boxes * 10 >= dropped * 9;
    let (what, boxes) = if nearly_all(fractions) {
        ("fractions of the image, from 0 to 1", fractions)
    } else if nearly_all(corners) {
        ("two corners (x1, y1, x2, y2)", corners)
    } else {
        return None;
    };
    let message = format!(
        "the values of {} of {} boxes look like {what}; the service takes left, top, width and height in pixels",
        grouped(boxes),
        grouped(dropped + kept)
    );
    Some(super::error(&RULE, message))
}
