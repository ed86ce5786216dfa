//! A box of a pixel or less.

use crate::rules::Code;
use crate::rules::attribute::{BoundingBox, Frame};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::Sink;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::BoundingBoxTooSmall,
    place: Where::Annotation,
    severity: Severity::Error,
    title: "A box is too small",
    explanation: "A box must be wider and higher than 1 pixel, measured after the image is scaled down to a longest side of 1280 pixels where it is larger.",
    mend: "Draw the box larger, or leave it out.",
    guide: guide::LINES,
};

/// Longest side to which the service scales images before it looks at boxes.
const SCALED_SIDE: f64 = 1280.0;

/// Reports a box that is not over one pixel. Says whether it did.
pub(in crate::rules) fn check(
    boxed: &BoundingBox,
    frame: &Frame<'_>,
    attribute: &Attribute<'_>,
    sink: &mut impl Sink,
) -> bool {
    let longest = frame.width.max(frame.height).max(SCALED_SIDE);
    // Rounded once: a factor would be rounded before it is used, and one pixel could come out as a little more.
    let is_small = |side: f64| side * SCALED_SIDE <= longest;
    let small = is_small(boxed.width) || is_small(boxed.height);
    if small {
        sink.report(RULE.code, || {
            let BoundingBox { width, height, .. } = *boxed;
            let scaled = if longest > SCALED_SIDE { " once the image is scaled to 1280 px" } else { "" };
            let message = format!("the box is {width} x {height} px, not over 1 px{scaled}");
            boxed.problem(frame, attribute, message)
        });
    }
    small
}
