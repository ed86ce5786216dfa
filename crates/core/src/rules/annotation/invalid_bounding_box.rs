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
    explanation: "The four values of a box must not be negative, and it must lie on the image; touching the edge is fine.",
    mend: "Clip the box to the image.",
    guide: guide::LINES,
};

/// How far, in pixels, a box may reach over the edge: less than any job writes, more than sums of fractions err.
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
    let negative = [left, top, width, height].iter().any(|&value| value < 0.0);
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
