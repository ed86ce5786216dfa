//! A side of the image that is too short or too long.

use std::ops::RangeInclusive;

use crate::rules::Code;
use crate::rules::attribute::Frame;
use crate::rules::entry::Attribute;
use crate::rules::rule::{Rule, Severity, Where, guide};
use crate::rules::sink::{Problem, Sink};
use crate::rules::text::plain;

pub(in crate::rules) const RULE: Rule = Rule {
    code: Code::InvalidImageDimension,
    place: Where::Line,
    severity: Severity::Error,
    title: "The image is too small or too large",
    explanation: "For object detection both sides of an image must be from 64 to 4096 pixels.",
    help: "Scale the image and its boxes, and write the new size.",
    guide: guide::LINES,
};

const ALLOWED: RangeInclusive<f64> = 64.0..=4096.0;

/// Whether a side is outside of the limits.
#[inline]
pub(in crate::rules) fn is_wrong(width: f64, height: f64) -> bool {
    !ALLOWED.contains(&width) || !ALLOWED.contains(&height)
}

/// Reports an image size outside of the limits. Says whether it did.
pub(in crate::rules) fn check(frame: &Frame<'_>, attribute: &Attribute<'_>, sink: &mut impl Sink) -> bool {
    let wrong = is_wrong(frame.width, frame.height);
    if wrong {
        sink.report(RULE.code, || {
            let [width, height] = [frame.width, frame.height].map(plain);
            Problem::at(
                frame.image_size.span(),
                format!("the image is {width} x {height} px; each side must be from 64 to 4096 px"),
            )
            .in_attribute(attribute)
        });
    }
    wrong
}
