//! A box of a pixel or less.

use crate::rules::Code;
use crate::rules::attribute::{BoundingBox, Frame};
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::Sink;
use crate::rules::text::plain;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::BoundingBoxTooSmall,
    place: Where::Annotation,
    severity: Severity::Error,
    title: "Box too small",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "A box is not wider and higher than 1 pixel. Larger images are first scaled down to a longest side of 1280 pixels.",
    why: "The service drops the box.",
    help: "Enlarge the box, or remove it.",
    page: page::LINE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":1,"height":40},{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1},{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":10,"top":20,"width":2,"height":40},{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1},{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
};

/// Longest side to which the service scales images before it looks at boxes.
const SCALED_SIDE: f64 = 1280.0;

/// The longest side of an image, or that to which it is scaled where that is longer.
#[inline]
pub(in crate::rules) fn longest_side(width: f64, height: f64) -> f64 {
    width.max(height).max(SCALED_SIDE)
}

/// Whether a box's side is not over one pixel on an image of that longest side.
#[inline]
pub(in crate::rules) fn is_small(side: f64, longest: f64) -> bool {
    // Rounded once: a factor would be rounded before it is used, and one pixel could come out as a little more.
    side * SCALED_SIDE <= longest
}

/// Reports a box that is not over one pixel. Says whether it did.
pub(in crate::rules) fn check(
    boxed: &BoundingBox,
    frame: &Frame<'_>,
    attribute: &Attribute<'_>,
    sink: &mut impl Sink,
) -> bool {
    let longest = longest_side(frame.width, frame.height);
    let small = is_small(boxed.width, longest) || is_small(boxed.height, longest);
    if small {
        sink.report(RULE.code, || {
            let [width, height] = [boxed.width, boxed.height].map(plain);
            let scaled = if longest > SCALED_SIDE { " after scaling the image to 1280 px" } else { "" };
            let message = format!("the box is {width} x {height} px{scaled}; each side must be over 1 px");
            boxed.problem(frame, attribute, message)
        });
    }
    small
}
