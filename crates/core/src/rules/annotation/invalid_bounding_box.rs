//! A box with a negative value, or off the image.

use crate::rules::Code;
use crate::rules::attribute::{BoundingBox, Frame};
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::Sink;
use crate::rules::text::plain;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidBoundingBox,
    place: Where::Annotation,
    severity: Severity::Error,
    title: "A box is off the image",
    explanation: "A box must lie on the image: no value is negative, and it ends at the right and lower edge at the latest. Touching an edge is fine, and so is a rounding error of less than 0.000001 px on any edge.",
    help: "Clip the box to the image.",
    guide: guide::LINES,
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
                format!("left {left} + width {width} is off a {} px wide image", plain(frame.width))
            } else {
                format!("top {top} + height {height} is off a {} px high image", plain(frame.height))
            };
            boxed.problem(frame, attribute, message)
        });
    }
    negative || wide || high
}
