//! A box of a pixel or less.

use crate::rules::Code;
use crate::rules::attribute::{BoundingBox, Frame};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::Sink;
use crate::rules::text::plain;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::BoundingBoxTooSmall,
    place: Where::Annotation,
    severity: Severity::Error,
    title: "A box is too small",
    explanation: "A box must be wider and higher than 1 pixel, measured after the image is scaled down to a longest side of 1280 pixels where it is larger.",
    help: "Draw the box larger, or leave it out.",
    guide: guide::LINES,
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
            let scaled = if longest > SCALED_SIDE { " once the image is scaled to 1280 px" } else { "" };
            let message = format!("the box is {width} x {height} px, not over 1 px{scaled}");
            boxed.problem(frame, attribute, message)
        });
    }
    small
}
