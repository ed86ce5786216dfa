//! A box with a negative value, or off the image.

use crate::rules::Code;
use crate::rules::attribute::{BoundingBox, Frame};
use crate::rules::documentation::{Documentation, Example, page};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where};
use crate::rules::sink::Sink;
use crate::rules::text::plain;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidBoundingBox,
    place: Where::Annotation,
    severity: Severity::Error,
    title: "Box outside the image",
};

pub(in crate::rules) const DOCUMENTATION: Documentation = Documentation {
    checks: "A box has a negative value or extends past an edge of the image. It may touch an edge; a rounding error under 0.000001 px is allowed.",
    why: "The service drops the box.",
    help: "Clip the box to the image.",
    page: page::LINE_ERRORS,
};

pub(in crate::rules) const EXAMPLE: Example = Example::Manifest {
    bad: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":620,"top":20,"width":30,"height":40},{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1},{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
    good: r#"{"source-ref":"s3://bucket/1.jpg","animals":{"image_size":[{"width":640,"height":480,"depth":3}],"annotations":[{"class_id":0,"left":610,"top":20,"width":30,"height":40},{"class_id":0,"left":10,"top":20,"width":30,"height":40}]},"animals-metadata":{"objects":[{"confidence":1},{"confidence":1}],"class-map":{"0":"cat"},"human-annotated":"yes","creation-date":"2024-05-31T09:30:00","type":"groundtruth/object-detection"}}"#,
};

/// How far, in pixels, a box may reach over any of the four edges: less than a job writes on purpose, more than the
/// rounding errors of sums and products.
const TOLERANCE: f64 = 1e-6;

/// Whether what reaches to `end` is off an image whose side is `side` long.
#[inline]
pub(in crate::rules) fn is_beyond(end: f64, side: f64) -> bool {
    end - side >= TOLERANCE
}

/// Reports a box that is negative or off the frame. Says whether it did.
pub(in crate::rules) fn check(
    boxed: &BoundingBox,
    frame: &Frame<'_>,
    attribute: &Attribute<'_>,
    sink: &mut impl Sink,
) -> bool {
    let BoundingBox { left, top, width, height, .. } = *boxed;
    let negative = is_beyond(-left, 0.0) || is_beyond(-top, 0.0) || width < 0.0 || height < 0.0;
    let wide = is_beyond(left + width, frame.width);
    let high = is_beyond(top + height, frame.height);
    if negative || wide || high {
        sink.report(RULE.code, || {
            let [left, top, width, height] = [left, top, width, height].map(plain);
            let message = if negative {
                format!("left {left}, top {top}, width {width}, height {height}: a value is negative")
            } else if wide {
                format!(
                    "left {left} + width {width} is past the right edge of the {} px wide image",
                    plain(frame.width)
                )
            } else {
                format!(
                    "top {top} + height {height} is past the bottom edge of the {} px high image",
                    plain(frame.height)
                )
            };
            boxed.problem(frame, attribute, message)
        });
    }
    negative || wide || high
}
